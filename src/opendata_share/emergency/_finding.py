"""What an answer has to say beside its figures, and how its text is laid out.

What lives here: `Finding`, and tables of plain text. What this file must not know: any answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._dataclass import dataclass
from .._messages import render, render_hint
from ..errors import DefinitionError

Language = Literal["en", "id"]

_SHOWN: Final = 20
UNKNOWN: Final = "–"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader of the figures must know: what was left out, what contradicts, what is doubtful.

    Attributes:
        message_id: The slug of its sentence.
        parameters: What fills the sentence.

    Example:
        >>> Finding("nearest-unlocated-points", {"count": 17}).text("en")
        'Points without usable coordinates, not answered: 17.'
    """

    message_id: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language = "en") -> str:
        """Return the finding as a sentence, with what to do about it where there is something to do."""
        sentence = render(self.message_id, language, self.parameters)
        hint = render_hint(self.message_id, language, self.parameters)
        return sentence if hint is None else f"{sentence} {hint}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return `findings` in an order that does not depend on the order of the rows they were found in."""
    return tuple(sorted(findings, key=lambda finding: (finding.message_id, str(sorted(finding.parameters.items())))))


def finding_lines(findings: Sequence[Finding], language: Language) -> list[str]:
    """Return the first findings as lines of text, and how many more there are."""
    lines = [f"* {finding.text(language)}" for finding in findings[:_SHOWN]]
    rest = len(findings) - _SHOWN
    return [*lines, render("emergency-more-findings", language, {"count": rest})] if rest > 0 else lines


def text_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return rows as aligned lines: numbers to the right, everything else to the left, None as a dash."""
    cells = [[UNKNOWN if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    right = [_is_numeric(column) for column in zip(*rows, strict=True)] if rows else [False] * len(headings)
    lines = []
    for line in (headings, *cells):
        fitted = zip(line, widths, right, strict=True)
        lines.append("  ".join(c.rjust(w) if to_right else c.ljust(w) for c, w, to_right in fitted).rstrip())
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def time_zone(name: str) -> ZoneInfo:
    """Return the IANA time zone `name`; DefinitionError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DefinitionError("emergency-zone", zone=name) from None


def number(value: float | None, language: Language, digits: int = 1) -> str | None:
    """Return `value` with `digits` decimals and the decimal sign of `language`."""
    if value is None:
        return None
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "id" else text


def percent(share: float | None, language: Language) -> str | None:
    """Return a share of 0 to 1 as a percentage with one decimal."""
    text = number(None if share is None else share * 100, language)
    return None if text is None else f"{text}%" if language == "id" else f"{text} %"


def _is_numeric(column: Iterable[object]) -> bool:
    return all(isinstance(cell, int) or cell is None for cell in column)
