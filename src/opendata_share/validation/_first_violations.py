"""The first violations of a table in row order, kept as columns until somebody asks for them.

What lives here: which findings may still be among the first, however they come, and the violations made of them in the
end. What this file must not know: how rows are judged, how often a rule was broken.

Many more findings come than are kept. So what comes is an array of rows beside its finding; a violation, an object of
its own for each row, is made of those alone that stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from .._arrow import decoded
from .._dataclass import dataclass
from ..report import Violation
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Positions


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows of one finding.

    Attributes:
        kind: The field and the rule.
        rows: int64, the source row of each.
        lines: int64, the physical line of each, or None.
        finding: What was found in them.
        example: What would be right, or None.
    """

    kind: tuple[str, str]
    rows: Positions
    lines: Positions | None
    finding: Finding
    example: str | None

    def at(self, indices: Positions) -> _Found:
        """Return the rows at `indices` alone."""
        lines = None if self.lines is None else self.lines[indices]
        finding = self.finding.part(indices, self.finding.positions[indices])
        return replace(self, rows=self.rows[indices], lines=lines, finding=finding)

    def violations(self) -> Sequence[Violation]:
        """Return the violation of each row."""
        return self.finding.violations(self.rows, self.lines, self.example)


@dataclass(frozen=True, slots=True)
class _Told:
    """Violations that were told as such.

    Attributes:
        kind: The field and the rule, the same in all of them.
        rows: int64, the source row of each, 0 for what concerns the whole source.
        told: The violations.
    """

    kind: tuple[str, str]
    rows: Positions
    told: Sequence[Violation]

    def at(self, indices: Positions) -> _Told:
        """Return those at `indices` alone."""
        return _Told(self.kind, self.rows[indices], [self.told[index] for index in indices.tolist()])

    def violations(self) -> Sequence[Violation]:
        """Return the violations."""
        return self.told


class FirstViolations:
    """The first violations in row order, however they come; in one row by field and rule, then as they came.

    Args:
        limit: How many are kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit: Final = limit
        self._parts: list[_Found | _Told] = []
        self._count = 0
        self._latest: int | None = None

    def add(self, finding: Finding, rows: Positions, lines: Positions | None, example: str | None) -> None:
        """Take in a finding; `rows` and `lines` are those of its positions."""
        values = None if finding.values is None else decoded(finding.values)  # not the dictionary of a whole batch
        kept = finding if values is finding.values else replace(finding, values=values)
        self._take(_Found((finding.field or "", finding.rule), rows, lines, kept, example))

    def tell(self, violations: Sequence[Violation]) -> None:
        """Take in violations of one rule in one field."""
        rows = np.array([violation.row or 0 for violation in violations], np.int64)
        self._take(_Told((violations[0].field or "", violations[0].rule), rows, violations))

    def violations(self, most: int | None = None) -> list[Violation]:
        """Return the first violations, in row order, `most` of them where that is less than the limit."""
        self._keep(self._limit if most is None else min(most, self._limit))
        made = [violation for part in self._parts for violation in part.violations()]
        return [made[index] for index in self._in_order().tolist()]

    def _take(self, part: _Found | _Told) -> None:
        wanted = self._wanted(part.rows)
        if wanted is not None:
            if not len(wanted):
                return
            part = part.at(wanted)
        self._parts.append(part)
        self._count += len(part.rows)
        if self._count > 2 * self._limit + 1:
            self._keep(self._limit)

    def _wanted(self, rows: Positions) -> Positions | None:
        """Return the indices of `rows` that may be among the first, or None where all are."""
        if self._latest is None and len(rows) <= self._limit:
            return None
        wanted = np.arange(len(rows)) if self._latest is None else np.flatnonzero(rows <= self._latest)
        if len(wanted) > self._limit:
            wanted = np.sort(wanted[np.argsort(rows[wanted], kind="stable")[: self._limit]])
        return wanted

    def _in_order(self) -> Positions:
        """Return the numbers of all that is kept, counted through the parts, in the order of `violations`."""
        if not self._parts:
            return np.zeros(0, np.int64)
        ranks = {kind: rank for rank, kind in enumerate(sorted({part.kind for part in self._parts}))}
        lengths = [len(part.rows) for part in self._parts]
        kinds = np.repeat([ranks[part.kind] for part in self._parts], lengths)
        # it is stable, so of two violations alike the earlier one found stays
        return np.lexsort((kinds, np.concatenate([part.rows for part in self._parts])))

    def _keep(self, most: int) -> None:
        """Let go of all but the first `most`."""
        if self._count < most:
            return
        first = self._in_order()[:most]
        rows = [part.rows for part in self._parts]
        self._latest = int(np.concatenate(rows)[first[-1]]) if len(first) else -1
        stays = np.zeros(self._count, np.bool_)
        stays[first] = True
        marked = np.split(stays, np.cumsum([len(part) for part in rows])[:-1])
        left = ((part, np.flatnonzero(marks)) for part, marks in zip(self._parts, marked, strict=False))
        self._parts = [part if len(at) == len(part.rows) else part.at(at) for part, at in left if len(at)]
        self._count = len(first)
