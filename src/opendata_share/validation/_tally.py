"""The counts of one table: every finding is counted, the first of them are kept as violations.

What lives here: exact counts by rule and field, where the first and the last of each stand, what was found in the same
rows; the violations kept up to the limit: the first errors in row order, then, where room is left, the first advice;
all in row order in the end. The same rows in other batches give the same tally. What this file must not know: how rows
are judged or kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from .._dataclass import dataclass
from ..report import Figure, FigureKey, Place, Severity, Together, Violation, added_figures, added_together
from ..stages import Note, UnmadeRow
from ._examples import Examples
from ._finding import Finding
from ._first_violations import FirstViolations
from ._together import together_of

if TYPE_CHECKING:
    from .._arrow import Positions


_SHOWN_BY_EXAMPLE: Final = frozenset({"type", "pattern", "format", "code", "not-finite", "naive-time"})
"""Rules whose sentence does not say yet what would be right."""


@dataclass(slots=True)
class _Count:
    """How many rows of one kind there are so far, and the first and the last of them."""

    rows: int
    first: Place
    last: Place


class Tally:
    """What was found in one table so far.

    Args:
        limit: How many violations are kept.
        examples: What would be right in each field, or None.
    """

    def __init__(self, limit: int, examples: Examples | None = None) -> None:
        self._examples: Final = examples
        self._counts: Final[dict[tuple[str, str | None, Severity], _Count]] = {}
        self._together: Final[Counter[tuple[FigureKey, FigureKey]]] = Counter()
        self._kept: Final = {"error": FirstViolations(limit), "advice": FirstViolations(limit)}
        self._limit: Final = limit

    def add(self, finding: Finding, rows: Positions, lines: Positions | None) -> None:
        """Count a finding.

        Args:
            finding: What was found in a batch.
            rows: int64, the source row of every row of that batch.
            lines: int64, the physical line of each, or None.
        """
        positions = finding.positions
        if not len(positions):
            return
        found = rows[positions]
        placed = None if lines is None else lines[positions]
        first, last = (_place_at(at, found, placed) for at in (found.argmin(), found.argmax()))
        self._count((finding.rule, finding.field, finding.severity), len(found), first, last)
        self._kept[finding.severity].add(finding, found, placed, self._example(finding))

    def add_together(self, findings: Sequence[Finding]) -> None:
        """Count which things were found in the same rows of a batch."""
        for pair in together_of(findings):
            self._together[pair.one, pair.other] += pair.count

    def _count(self, kind: tuple[str, str | None, Severity], rows: int, first: Place, last: Place) -> None:
        known = self._counts.get(kind)
        if known is None:
            self._counts[kind] = _Count(rows, first, last)
            return
        known.rows += rows
        known.first = min(known.first, first, key=_in_order)
        known.last = max(known.last, last, key=_in_order)

    def _example(self, finding: Finding) -> str | None:
        if self._examples is None or finding.field is None or finding.rule not in _SHOWN_BY_EXAMPLE:
            return None
        return self._examples.of(finding.field)

    def add_unmade(self, unmade: tuple[UnmadeRow, ...]) -> None:
        """Count rows that could not be made."""
        alike: dict[tuple[str, str | None], list[Violation]] = {}
        for row in unmade:
            place = Place(row.row, row.line)
            self._count((row.rule, row.field, "error"), 1, place, place)
            alike.setdefault((row.rule, row.field), []).append(unmade_violation(row))
        for violations in alike.values():
            self._kept["error"].tell(violations)

    def add_notes(self, notes: tuple[Note, ...]) -> None:
        """Count what a reader has to tell about its source; no row is rejected for it."""
        for note in notes:
            place = Place(note.row or 0)
            self._count((note.rule, note.field, "advice"), 1, place, place)
            self._kept["advice"].tell([note_violation(note)])

    @property
    def counts(self) -> dict[str, int]:
        """Errors by rule, by the rule's name."""
        return self._by_rule("error")

    @property
    def advice(self) -> dict[str, int]:
        """Advice by rule, by the rule's name."""
        return self._by_rule("advice")

    def _by_rule(self, wanted: Severity) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for (rule, _, severity), count in self._counts.items():
            if severity == wanted:
                counts[rule] += count.rows
        return dict(sorted(counts.items()))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What was found by rule and field, errors first."""
        return added_figures(
            Figure(rule=rule, field=field, severity=severity, count=count.rows, first=count.first, last=count.last)
            for (rule, field, severity), count in self._counts.items()
        )

    @property
    def together(self) -> tuple[Together, ...]:
        """What was found in the same rows, the most frequent pair first."""
        pairs = self._together.items()
        return added_together(Together(one=one, other=other, count=count) for (one, other), count in pairs)

    def violations(self) -> tuple[tuple[Violation, ...], bool]:
        """Return the kept violations in row order, and whether there were more."""
        errors = self._kept["error"].violations()
        advice = self._kept["advice"].violations(self._limit - len(errors))
        total = sum(count.rows for count in self._counts.values())
        kept = errors if not advice else sorted((*errors, *advice), key=_place)
        return tuple(kept), total > len(kept)


def _place_at(index: np.int64, rows: Positions, lines: Positions | None) -> Place:
    return Place(int(rows[index]), None if lines is None else int(lines[index]))


def _in_order(place: Place) -> tuple[int, int]:
    return place.row, place.line or 0


def unmade_violation(row: UnmadeRow) -> Violation:
    """Return the violation of a row that could not be made."""
    return Violation(
        row=row.row,
        line=row.line,
        field=row.field,
        rule=row.rule,
        severity="error",
        message_id=row.message_id,
        parameters=row.parameters,
    )


def note_violation(note: Note) -> Violation:
    """Return what a reader has to tell about its source as the violation it is reported as."""
    return Violation(
        row=note.row,
        field=note.field,
        rule=note.rule,
        severity="advice",
        message_id=note.message_id,
        parameters=note.parameters,
    )


def _place(violation: Violation) -> tuple[int, str, str]:
    return (violation.row or 0, violation.field or "", violation.rule)
