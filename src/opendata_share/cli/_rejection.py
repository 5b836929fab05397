"""rejection write and rejection read: feedback on its way to whoever published, and there.

What lives here: the two commands. What this file must not know: how rows are found, what may stand in a rejection.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from .._strict_json import load_document
from ..errors import DefinitionError, LimitExceeded
from ..feedback import Objection, Rejection, findings_of_rejection, reject
from ..receipts import ReceiptLog
from ..releases import open_catalog
from ._console import Console, Exit
from ._judge import Reading, adapted

Form = Literal["text", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """An objection as the command line says it; everything may be left out."""

    row: int | None
    key: tuple[str, ...]
    field: str | None
    rule: str | None
    message: str | None

    @property
    def says_nothing(self) -> bool:
        """Whether no option was given."""
        return not any((self.row is not None, self.key, self.field, self.rule, self.message))

    def objection(self) -> Objection:
        """Return the objection.

        Raises:
            DefinitionError: A key is not NAME=VALUE.
        """
        pairs = [text.partition("=") for text in self.key]
        if not all(name and equals for name, equals, _ in pairs):
            raise DefinitionError("rejection-key-form")
        named = {} if self.rule is None else {"rule": self.rule}
        key = {name: value for name, _, value in pairs} or None
        return Objection(row=self.row, key=key, field=self.field, message=self.message, **named)


def write_rejection(
    console: Console,
    location: str,
    dataset: str,
    number: str | None,
    who: str,
    into: Path,
    report: Path | None,
    said: ByHand,
    receipts: ReceiptLog | None,
    trust: str | None,
) -> int:
    """Write a rejection and say what to do with it."""
    if report is not None and not said.says_nothing:
        raise DefinitionError("rejection-both")
    if report is None and said.message is None:
        raise DefinitionError("rejection-nothing")
    found = open_catalog(location, trust=trust)[dataset]
    release = found.latest() if number is None else found.release(number)
    what = [said.objection()] if report is None else _document(report)
    rejection = reject(release, who=who, found=what, receipts=receipts)
    path = rejection.write(into)
    count = len(rejection.objections) + rejection.unlisted
    console.sentence("rejection-written", path=path, count=count, dataset=release.dataset, release=release.number)
    console.next_step("next-rejection", path=shlex.quote(str(path)))
    return Exit.SOUND


def read_rejection(
    console: Console,
    file: Path,
    location: str,
    source: Reading | None,
    receipts: ReceiptLog | None,
    trust: str | None,
    form: Form,
) -> int:
    """Print a rejection as a report; return the exit code."""
    rejection = Rejection.read(file)
    release = open_catalog(location, trust=trust)[rejection.dataset].release(rejection.release)
    table = None if source is None else adapted(source, {})
    report = findings_of_rejection(rejection, release, source=table, receipts=receipts)
    console.say(report.to_json(console.language) if form == "json" else report.text(console.language))
    return Exit.WRONG if report.tables[0].counts else Exit.SOUND


def _document(report: Path) -> Mapping[str, Any]:
    limit = DEFAULT_LIMITS.document_bytes
    with report.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise LimitExceeded("rejection-limit", file=report, limit="document_bytes", value=limit)
    document = load_document(data, str(report))
    if not isinstance(document, Mapping):
        raise DefinitionError("rejection-report", file=report, contract="–")
    return document
