"""Hierarchies without circles: following each row to the row above it always ends.

What lives here: the rule, and circles in a map from row to row. What this file must not know: how rows are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ..._arrow import mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import Spool, SpoolSpace
from ...contract import NoCycles
from ...stages import Rows
from .._finding import Finding
from .._key_texts import key_texts
from .._table_rule import LateAdvice
from ._entries import KEY, ROW, joined
from ._observer import NO_ROWS, Observed, kept_of, late, numbered

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions

_PARENT: Final = "parent"


@dataclass(frozen=True, slots=True)
class CyclesLook:
    """Judges one `NoCycles` rule."""

    asked: NoCycles

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep every row that has a name and a row above it: no other can lie on a circle."""
        key, parent = (key_texts([rows.data.column(name)]) for name in (self.asked.key, self.asked.parent))
        there = mask_of(pc.is_valid(key)) & mask_of(pc.is_valid(parent))
        kept = kept_of(rows, there, key, parent=parent)
        if kept is None:
            return None
        return Observed(kept, np.flatnonzero(there) if self.asked.severity == "error" else NO_ROWS)

    def rule(self, space: SpoolSpace, limits: Limits) -> Hierarchy:  # noqa: ARG002  # all rows are looked at together
        """Return what keeps the rows of one table."""
        return Hierarchy(self.asked, space)


class Hierarchy:
    """The rows of a table that have a row above them; in the end their names are in memory together.

    Args:
        asked: The rule.
        space: Where rows go until then.
    """

    def __init__(self, asked: NoCycles, space: SpoolSpace) -> None:
        self._asked: Final = asked
        self._kept: Final = Spool(space)

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        if seen is None:
            return NO_ROWS
        self._kept.append(numbered(seen.kept, start))
        return seen.at_risk

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the last row of every circle; see `TableRule.settle`."""
        if not len(self._kept):
            return
        batch = joined(list(self._kept.batches()))
        above = pc.fill_null(pc.index_in(batch.column(_PARENT), value_set=batch.column(KEY)), -1)
        parents = above.to_numpy().astype(np.int64)
        at = last_of_circles(parents)
        if len(at):
            yield late(self._said(), batch, at, batch.column(ROW).to_numpy()[parents[at]])

    def _said(self) -> Finding:
        return Finding(
            field=self._asked.parent,
            rule="no-cycles",
            severity=self._asked.severity,
            message_id="rule-no-cycles",
            positions=NO_ROWS,
            parameters={"parent": self._asked.parent},
            reads=(self._asked.key, self._asked.parent),
        )


def last_of_circles(parents: Positions) -> Positions:
    """Return the greatest number on every circle, ascending.

    Args:
        parents: int64, the number of the row above each row, or −1.
    """
    lasts = []
    seen: Mask = ~on_circles(parents)
    for start in np.flatnonzero(~seen).tolist():
        if seen[start]:
            continue
        last = at = start
        while not seen[at]:
            seen[at] = True
            last = max(last, at)
            at = int(parents[at])
        lasts.append(last)
    return np.array(sorted(lasts), np.int64)


def on_circles(parents: Positions) -> Mask:
    """Return which rows lie on a circle: those that are reached however many steps are taken."""
    count = len(parents)
    ahead = np.append(parents, -1)  # −1 leads to itself
    steps = 1
    while steps < count:
        ahead = ahead[ahead]
        steps *= 2
    reached = np.zeros(count, np.bool_)
    ends = ahead[:-1]
    reached[ends[ends >= 0]] = True
    return reached
