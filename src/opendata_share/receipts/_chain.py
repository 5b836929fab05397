"""The chain: each entry repeats the digest of the one before it, so none can be changed without all after it.

What lives here: lines to links, and what is wrong with each; pure. What this file must not know: files, releases.

    entry 1, previous null        line 1, sha256 → d1
    entry 2, previous d1          line 2, sha256 → d2
    …

A line is the RFC 8785 form of its receipt and a newline, so that one receipt has one digest. A last line without its
newline was never finished: it is torn, and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Literal

from .. import _messages
from .._canonical import bytes_digest
from .._dataclass import dataclass
from .._strict_json import load_document
from ..errors import SourceError
from ._receipt import Receipt

Language = Literal["en", "id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a log.

    Attributes:
        rule: What it is, such as "receipts-broken"; also the sentence that says it.
        line: The line of the log, from 1, or None where it is about the log as a whole.
        parameters: What fills the sentence.
    """

    rule: str
    line: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """Return what is wrong, in `language`."""
        return _messages.render(self.rule, language, self.parameters)

    def hint(self, language: Language = "en") -> str | None:
        """Return what to do about it, or None."""
        return _messages.render_hint(self.rule, language, self.parameters)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the problem as plain JSON values."""
        return {
            "line": self.line,
            "rule": self.rule,
            "message": self.message(language),
            "hint": self.hint(language),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of a log.

    Attributes:
        line: Its number, from 1.
        digest: "sha256:…" of it; None where it was never finished.
        receipt: What it says; None where it is no receipt.
        problem: What is wrong with it or its place, or None.
        size: Its bytes.
    """

    line: int
    digest: str | None
    receipt: Receipt | None
    problem: Problem | None
    size: int


def follow(lines: Iterable[bytes], place: str) -> Iterator[Link]:
    """Yield a link for each line of a log, newline included; every break of the chain is a problem of one link.

    Args:
        lines: The lines, in order.
        place: What messages call the log.
    """
    before: Receipt | None = None
    digest: str | None = None
    for number, raw in enumerate(lines, 1):
        if not raw.endswith(b"\n"):
            torn = Problem(rule="receipts-torn", line=number, parameters={"bytes": len(raw), "line": number})
            yield Link(line=number, digest=None, receipt=None, problem=torn, size=len(raw))
            return
        receipt, problem = _read(raw[:-1], number, place)
        if receipt is not None and problem is None:
            problem = _out_of_place(receipt, number, digest, before)
        digest = bytes_digest(raw[:-1])
        yield Link(line=number, digest=digest, receipt=receipt, problem=problem, size=len(raw))
        before = receipt


def _read(line: bytes, number: int, place: str) -> tuple[Receipt | None, Problem | None]:
    try:
        receipt = Receipt.from_document(load_document(line, place), place)
    except SourceError as error:
        said = {"line": number, "reason": error.message()}
        return None, Problem(rule="receipts-no-receipt", line=number, parameters=said)
    if receipt.line() != line:
        return receipt, Problem(rule="receipts-form", line=number, parameters={"line": number})
    return receipt, None


def _out_of_place(receipt: Receipt, line: int, digest: str | None, before: Receipt | None) -> Problem | None:
    """Return what is wrong with where a receipt stands."""
    said = {"line": line, "entry": receipt.entry}
    if receipt.previous != digest:
        return Problem(rule="receipts-broken", line=line, parameters=said)
    if receipt.entry != line:
        return Problem(rule="receipts-number", line=line, parameters=said)
    if before is not None and receipt.at < before.at:
        return Problem(rule="receipts-time", line=line, parameters=said)
    return None
