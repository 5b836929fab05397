"""The counts of one table: every finding is counted, the first of them are kept as violations.

What lives here: exact counts by rule, and the violations kept up to the limit: the first errors in row order, then,
where room is left, the first advice; all in row order in the end. The same rows in other batches give the same tally.
What this file must not know: how rows are judged or kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ..report import Figure, FigureKey, Place, Severity, Together, Violation, added_figures, added_together
from ..stages import Note, UnmadeRow
from ._examples import Examples
from ._finding import Finding
from ._together import together_of

if TYPE_CHECKING:
    from .._arrow import Positions


_SHOWN_BY_EXAMPLE: Final = frozenset({"type", "pattern", "format", "code", "not-finite", "naive-time"})
"""Rules whose sentence does not say yet what would be right."""


class Tally:
    """What was found in one table so far.

    Args:
        limit: How many violations are kept.
        examples: What would be right in each field, or None.
    """

    def __init__(self, limit: int, examples: Examples | None = None) -> None:
        self._examples: Final = examples
        self._figures: Final[dict[FigureKey, Figure]] = {}
        self._together: Final[Counter[tuple[FigureKey, FigureKey]]] = Counter()
        self._counts: Final[dict[Severity, Counter[str]]] = {"error": Counter(), "advice": Counter()}
        self._kept: Final[dict[Severity, _First]] = {"error": _First(limit), "advice": _First(limit)}
        self._limit: Final = limit

    def add(self, finding: Finding, rows: Positions, lines: Positions | None) -> None:
        """Count a finding.

        Args:
            finding: What was found in a batch.
            rows: int64, the source row of every row of that batch.
            lines: int64, the physical line of each, or None.
        """
        found = rows[finding.positions]
        self._counts[finding.severity][finding.rule] += len(found)
        if len(found):
            first, last = (_place_at(finding.positions[at], rows, lines) for at in (found.argmin(), found.argmax()))
            self._add_figure(finding.rule, finding.field, finding.severity, len(found), first, last)
        kept = self._kept[finding.severity]
        example = self._example(finding)
        for index in kept.wanted(found):
            line = None if lines is None else int(lines[finding.positions[index]])
            kept.add(finding.violation(index, int(found[index]), line, example))

    def add_together(self, findings: Sequence[Finding]) -> None:
        """Count which things were found in the same rows of a batch."""
        for pair in together_of(findings):
            self._together[pair.one, pair.other] += pair.count

    def _add_figure(
        self, rule: str, field: str | None, severity: Severity, count: int, first: Place, last: Place
    ) -> None:
        figure = Figure(rule=rule, field=field, severity=severity, count=count, first=first, last=last)
        known = self._figures.get(figure.key)
        self._figures[figure.key] = figure if known is None else known.merged(figure)

    def _example(self, finding: Finding) -> str | None:
        if self._examples is None or finding.field is None or finding.rule not in _SHOWN_BY_EXAMPLE:
            return None
        return self._examples.of(finding.field)

    def add_unmade(self, unmade: tuple[UnmadeRow, ...]) -> None:
        """Count rows that could not be made."""
        for row in unmade:
            self._counts["error"][row.rule] += 1
            place = Place(row.row, row.line)
            self._add_figure(row.rule, row.field, "error", 1, place, place)
            self._kept["error"].add(unmade_violation(row))

    def add_notes(self, notes: tuple[Note, ...]) -> None:
        """Count what a reader has to tell about its source; no row is rejected for it."""
        for note in notes:
            self._counts["advice"][note.rule] += 1
            place = Place(note.row or 0)
            self._add_figure(note.rule, note.field, "advice", 1, place, place)
            self._kept["advice"].add(note_violation(note))

    @property
    def counts(self) -> dict[str, int]:
        """Errors by rule, by the rule's name."""
        return dict(sorted(self._counts["error"].items()))

    @property
    def advice(self) -> dict[str, int]:
        """Advice by rule, by the rule's name."""
        return dict(sorted(self._counts["advice"].items()))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What was found by rule and field, errors first."""
        return added_figures(self._figures.values())

    @property
    def together(self) -> tuple[Together, ...]:
        """What was found in the same rows, the most frequent pair first."""
        pairs = self._together.items()
        return added_together(Together(one=one, other=other, count=count) for (one, other), count in pairs)

    def violations(self) -> tuple[tuple[Violation, ...], bool]:
        """Return the kept violations in row order, and whether there were more."""
        errors = self._kept["error"].violations()
        advice = self._kept["advice"].violations()[: self._limit - len(errors)]
        total = sum(sum(counter.values()) for counter in self._counts.values())
        return tuple(sorted((*errors, *advice), key=_place)), total > len(errors) + len(advice)


class _First:
    """The first violations in row order, however they come."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._violations: list[Violation] = []
        self._latest: int | None = None

    def wanted(self, rows: Positions) -> Iterator[int]:
        """Yield the indices of `rows` that may be among the first, in row order."""
        order = (
            range(len(rows)) if len(rows) <= self._limit else np.argsort(rows, kind="stable")[: self._limit].tolist()
        )
        return (index for index in order if self._latest is None or rows[index] <= self._latest)

    def add(self, violation: Violation) -> None:
        """Take in one violation."""
        self._violations.append(violation)
        if len(self._violations) > 2 * self._limit + 1:
            self._trim()

    def violations(self) -> list[Violation]:
        """Return the first violations, in row order."""
        self._trim()
        return self._violations

    def _trim(self) -> None:
        # Sorting is stable, so of two violations alike the earlier one found stays.
        self._violations = sorted(self._violations, key=_place)[: self._limit]
        if len(self._violations) == self._limit:
            self._latest = self._violations[-1].row or 0 if self._violations else -1


def _place_at(position: np.int64, rows: Positions, lines: Positions | None) -> Place:
    return Place(int(rows[position]), None if lines is None else int(lines[position]))


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
