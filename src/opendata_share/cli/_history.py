"""releases, changes and withdraw: the history of a data set.

What lives here: the commands over `releases`, and what is printed. What this file must not know: how releases follow
each other, how rows are compared. A value of a key is printed only where everybody may see it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ..errors import DefinitionError
from ..releases import Changes, Dataset, Notice, Release, open_catalog, withdraw
from ._console import Console, Exit
from ._places import Place

if TYPE_CHECKING:
    from ..receipts import ReceiptLog

Form = Literal["text", "json"]
_SHOWN: Final = {"text": 20, "json": 10_000}
_MARKS: Final = {"added": "+", "changed": "~", "removed": "-"}


def list_releases(console: Console, location: str, dataset: str, trust: str | None, form: Form) -> int:
    """Print a line a release: number, rows, time, and what it corrects or what became of it."""
    found = open_catalog(location, trust=trust)[dataset]
    if form == "json":
        listed = [_entry(release) for release in found.releases()]
        console.say(json.dumps({"dataset": found.id, "releases": listed}, ensure_ascii=False, indent=2))
        return Exit.SOUND
    console.sentence("releases-head", dataset=found.id, count=len(found.releases()), trust=found.trust)
    for release in found.releases():
        entry = _entry(release)
        console.sentence("releases-line", **{name: entry[name] for name in ("release", "rows", "published_at")})
        for name in ("corrects", "corrected", "withdrawn"):
            if (said := entry.get(name)) is not None:
                console.sentence(f"releases-{name}", other=said["release"], reason=said["reason"])
    return Exit.SOUND


def _entry(release: Release) -> dict[str, Any]:
    """Return what the catalogue lists of a release; its manifest is not fetched for it."""
    listed = release.flow.entry
    notices = {"corrects": release.corrects, "corrected": release.corrected, "withdrawn": release.withdrawn}
    return {
        "release": release.number,
        "rows": listed.rows,
        "rejected": listed.rejected,
        "published_at": release.published_at.isoformat(timespec="seconds"),
        "contract": listed.contract,
        "policy": listed.policy,
        "manifest": release.digest,
        **{name: _said(notice) for name, notice in notices.items() if notice is not None},
    }


def _said(notice: Any) -> dict[str, str]:
    at = {"at": notice.at.isoformat(timespec="seconds")} if isinstance(notice, Notice) else {}
    return {"release": notice.release, "reason": notice.reason, **at}


def show_changes(
    console: Console,
    location: str,
    dataset: str,
    since: str | None,
    on_gap: Literal["compare", "error"],
    rows: int | None,
    trust: str | None,
    form: Form,
) -> int:
    """Print how many rows were added, changed and removed, and the keys of the first of them."""
    found = open_catalog(location, trust=trust)[dataset]
    with console.progress("progress-comparing", dataset=dataset):
        changes = found.changes(_since(since), on_gap=on_gap)
        shown = list(islice(_rows(changes, _key_to_show(found, changes)), _SHOWN[form] if rows is None else rows))
    left = sum(changes.counts.values()) - len(shown)
    if form == "json":
        named = [{"change": change, "key": key} for change, key in shown]
        document = {**changes.to_document(), "rows": named, "truncated": left > 0}
        console.say(json.dumps(document, ensure_ascii=False, indent=2))
        return Exit.SOUND
    for gap in changes.gaps:
        console.note("changes-were-compared", gap=gap.text(console.language))
    counts = {name: getattr(changes, name) for name in ("dataset", "release", "since", "added", "changed", "removed")}
    console.sentence("changes-told", **counts)
    for change, key in shown:
        if key is not None:
            words = ", ".join(f"{name}={'–' if value is None else value}" for name, value in key.items())
            console.say(f"  {_MARKS[change]} {words}")
    if left > 0:
        console.sentence("changes-left-out", count=left)
    return Exit.SOUND


def _since(text: str | None) -> str | datetime | None:
    """Return the number or the moment that a text says.

    Raises:
        DefinitionError: It is neither.
    """
    if text is None or text.isdecimal():
        return text
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise DefinitionError("command-since", text=text[:80]) from None


def _key_to_show(dataset: Dataset, changes: Changes) -> tuple[str, ...]:
    """Return the fields of the key, where everybody may see all of them in both releases, else none."""
    contracts = [changes.contract]
    if changes.compared:  # stored changes are of releases under one contract
        contracts.append(dataset.release(changes.since).contract)
    key = changes.contract.primary_key
    return key if all(contract.field(name).is_public for contract in contracts for name in key) else ()


def _rows(changes: Changes, key: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield what became of each row, and its key as plain values."""
    for batch in changes.batches():
        words = batch.column("_change").to_pylist()
        keys = batch.select(list(key)).to_pylist() if key else [None] * len(words)
        for word, found in zip(words, keys, strict=True):
            yield str(word), None if found is None else {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    """Return a value of a key as JSON has it; numbers beyond 2**53, decimals and times are texts."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) > 2**53) else value


def withdraw_release(
    console: Console,
    into: Place,
    dataset: str,
    release: str,
    reason: str,
    erase: bool,
    receipts: ReceiptLog | None,
    keys: Path | None,
    form: Form,
) -> int:
    """Withdraw, and print what was done; what was withdrawn already is sound too."""
    done = withdraw(dataset, release, reason, into=into, erase=erase, receipts=receipts, keys=keys)
    if form == "json":
        console.say(json.dumps(done.to_document(), ensure_ascii=False, indent=2))
    else:
        console.say(done.text(console.language))
    return Exit.SOUND
