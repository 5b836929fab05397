"""receipts: a log read, verified, added to and mended from the command line.

What lives here: the commands, finding the releases they name, and the log that other commands write to. What this file
must not know: how a log is written, what a break of the chain is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from .. import _messages
from ..errors import DefinitionError
from ..receipts import Decision, Receipt, ReceiptLog, Side, verify_receipts
from ._console import Console, Exit

if TYPE_CHECKING:
    from ..releases import Release

Form = Literal["text", "json"]


@overload
def log_at(file: Path, who: str | None, purpose: str | None) -> ReceiptLog: ...
@overload
def log_at(file: Path | None, who: str | None, purpose: str | None) -> ReceiptLog | None: ...
def log_at(file: Path | None, who: str | None, purpose: str | None) -> ReceiptLog | None:
    """Return the log a command was given, or None where it was given none."""
    return None if file is None else ReceiptLog(file, who=who, purpose=purpose)


def refuse_inside(log: ReceiptLog | None, into: Path) -> None:
    """Refuse a log in the folder that others are served.

    Raises:
        DefinitionError: It lies in it.
    """
    if log is not None and Path(log.path).resolve().is_relative_to(into.resolve()):
        raise DefinitionError("receipts-inside", file=log.path, into=into)


def verify_log(console: Console, file: Path, places: tuple[str, ...], trust: str | None, form: Form) -> int:
    """Print whether a log is sound; return the exit code."""
    verification = verify_receipts(file, [release for place in places for release in _releases(place, trust)])
    if form == "json":
        console.say(json.dumps(verification.to_document(console.language), ensure_ascii=False, indent=2))
    else:
        console.say(verification.text(console.language))
    return Exit.SOUND if verification.sound else Exit.WRONG


def show_log(console: Console, file: Path, form: Form) -> int:
    """Print the receipts of a log; an unsound one is printed up to where it breaks, and ends with 1."""
    receipts = ReceiptLog(file).receipts()
    if form == "json":
        documents = [receipt.to_document() for receipt in receipts]
        console.say(json.dumps(documents, ensure_ascii=False, indent=2))
        return Exit.SOUND
    for receipt in receipts:
        console.say(_line(receipt, console))
    return Exit.SOUND


def add_receipt(
    console: Console,
    log: ReceiptLog,
    location: str,
    dataset: str,
    number: str | None,
    side: Side,
    decision: Decision,
    trust: str | None,
) -> int:
    """Append a receipt of what was done with a release, and say so."""
    from ..releases import open_catalog

    found = open_catalog(location, trust=trust)[dataset]
    release = found.latest() if number is None else found.release(number)
    receipt = log.append(release.occurrence(decision, side=side))
    console.say(f"{log.path}: {_line(receipt, console)}")
    return Exit.SOUND


def mend_log(console: Console, file: Path, who: str) -> int:
    """Mend a torn log, and say what was done."""
    receipt = ReceiptLog(file, who=who).mend()
    if receipt is None:
        console.sentence("receipts-whole", file=file)
    else:
        console.sentence("receipts-mended", file=file, entry=receipt.entry)
    return Exit.SOUND


def _line(receipt: Receipt, console: Console) -> str:
    what = receipt.what
    decision = _messages.render(f"receipts-decision-{what.decision}", console.language, {})
    about = " ".join(filter(None, (what.dataset, what.release, None if what.reason is None else f"({what.reason})")))
    at = receipt.at.isoformat(timespec="seconds")
    purpose = "" if receipt.purpose is None else f"“{receipt.purpose}”"
    return "  ".join(filter(None, (str(receipt.entry), at, receipt.who, decision, about, purpose)))


def _releases(place: str, trust: str | None) -> Iterator[Release]:
    """Yield every release of a catalogue, or the one at `CATALOGUE/AGENCY/DATASET/NUMBER`."""
    from ..releases import open_catalog

    folder = Path(place)
    if "://" not in place and (folder / "manifest.json").is_file():
        folder = folder.resolve()
        dataset, agency = folder.parent, folder.parent.parent
        yield open_catalog(agency.parent)[f"{agency.name}/{dataset.name}"].release(folder.name)
        return
    for found in open_catalog(place, trust=trust).values():
        yield from found.releases()
