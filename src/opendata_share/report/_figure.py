"""How often one rule was broken in one field, and where first and last: exact, however few violations are kept.

What lives here: the frozen figure, and adding figures of parts of a table in any order. What this file must not know:
how rows are judged, which violations are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .._dataclass import dataclass
from ._violation import Severity


class Place(NamedTuple):
    """Where something was found; places are in the order of the source.

    Attributes:
        row: The source row, from 1; 0 for what concerns the whole source.
        line: The physical line, from 1, or None where the source has no lines.
    """

    row: int
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One rule in one field: how many rows break it, the first and the last of them.

    Attributes:
        rule: The slug.
        field: The field, or None for whole-row rules.
        severity: "error" or "advice".
        count: Rows, all of them.
        first, last: Where the first and the last of them stand.
    """

    rule: str
    field: str | None
    severity: Severity
    count: int
    first: Place
    last: Place

    @property
    def key(self) -> FigureKey:
        """What the figure is about."""
        return FigureKey(self.rule, self.field, self.severity)

    def merged(self, other: Figure) -> Figure:
        """Return the figure of both parts."""
        places = (self.first, other.first, self.last, other.last)
        return Figure(
            rule=self.rule,
            field=self.field,
            severity=self.severity,
            count=self.count + other.count,
            first=min(places, key=_in_order),
            last=max(places, key=_in_order),
        )

    def to_document(self) -> dict[str, Any]:
        """Return the figure as plain JSON values."""
        return {
            "rule": self.rule,
            "field": self.field,
            "severity": self.severity,
            "count": self.count,
            "first_row": self.first.row,
            "first_line": self.first.line,
            "last_row": self.last.row,
            "last_line": self.last.line,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Figure:
        """Return the figure that `to_document` wrote."""
        return cls(
            rule=document["rule"],
            field=document["field"],
            severity=document["severity"],
            count=document["count"],
            first=Place(document["first_row"], document["first_line"]),
            last=Place(document["last_row"], document["last_line"]),
        )


class FigureKey(NamedTuple):
    """What a figure is about."""

    rule: str
    field: str | None
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Rows in which two things were found at once.

    Attributes:
        one, other: The two, in the order of `figures`.
        count: Rows.
    """

    one: FigureKey
    other: FigureKey
    count: int

    def to_document(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"one": self.one._asdict(), "other": self.other._asdict(), "count": self.count}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Together:
        """Return what `to_document` wrote."""
        return cls(one=FigureKey(**document["one"]), other=FigureKey(**document["other"]), count=document["count"])


def added_figures(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return one figure for each thing found: errors first, then by rule and field."""
    found: dict[FigureKey, Figure] = {}
    for figure in figures:
        known = found.get(figure.key)
        found[figure.key] = figure if known is None else known.merged(figure)
    return tuple(found[key] for key in sorted(found, key=order_of))


def added_together(pairs: Iterable[Together]) -> tuple[Together, ...]:
    """Return one entry for each pair of things found, the most frequent first."""
    counts: dict[tuple[FigureKey, FigureKey], int] = {}
    for pair in pairs:
        counts[pair.one, pair.other] = counts.get((pair.one, pair.other), 0) + pair.count
    ordered = sorted(counts, key=lambda pair: (-counts[pair], order_of(pair[0]), order_of(pair[1])))
    return tuple(Together(one=one, other=other, count=counts[one, other]) for one, other in ordered)


def order_of(key: FigureKey) -> tuple[bool, str, str]:
    """Return where a figure stands among others: errors before advice, then by rule and field."""
    return (key.severity != "error", key.rule, key.field or "")


def _in_order(place: Place) -> tuple[int, int]:
    return (place.row, place.line or 0)
