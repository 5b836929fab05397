"""Rules over the rows of one entity in order: values that never decrease, intervals that do not overlap, transitions.

What lives here: the three rules over sorted rows, a chunk at a time; one row is carried over to the next chunk, so an
entity may have any number of rows. What this file must not know: how rows are sorted or kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import Contract, Monotone, NoOverlap, Transitions
from ...stages import Rows
from .._finding import Finding
from .._key_texts import key_texts
from .._table_rule import LateAdvice
from ._entries import ORDER, ROW, Entries, joined, starts_of
from ._numbers import comparable
from ._observer import NO_ROWS, Observed, entered, kept_of, late

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions

_VALUE: Final = "value"
_FOREVER: Final = np.iinfo(np.int64).max


class _OrderedRule(Protocol):
    """What one of the rules decides about sorted rows."""

    @property
    def said(self) -> Finding: ...

    def broken(self, batch: pa.RecordBatch, starts: Mask) -> tuple[Positions, Positions, int]:
        """Return (positions that break the rule, the position each clashes with, the position to carry over)."""
        ...

    def values(self, batch: pa.RecordBatch, at: Positions, witness: Positions) -> Values | None:
        """Return what the sentence shows of each row found."""
        ...


class InOrder:
    """The rows of a table that one ordered rule compares.

    Args:
        rule: The rule.
        space: Where rows that do not fit in memory go.
        limits: How much stays in memory.
    """

    def __init__(self, rule: _OrderedRule, space: SpoolSpace, limits: Limits) -> None:
        self._rule: Final = rule
        self._entries: Final = Entries(space, limits.memory_spool_bytes // 4)

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        return entered(self._entries, seen, start)

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the rows that break the rule, each with the row it clashes with."""
        carried: pa.RecordBatch | None = None
        for chunk in self._entries.in_order():
            batch = chunk if carried is None else joined([carried, chunk])
            at, witness, last = self._rule.broken(batch, starts_of(batch))
            if len(at):
                firsts = batch.column(ROW).to_numpy()[witness]
                shown = self._rule.values(batch, at, witness)
                yield late(self._rule.said, batch, at, firsts, shown)
            carried = batch.slice(last, 1)


@dataclass(frozen=True, slots=True)
class MonotoneLook:
    """Judges one `Monotone` rule."""

    asked: Monotone
    said: Finding

    @classmethod
    def of(cls, rule: Monotone) -> MonotoneLook:
        """Return the look of `rule`."""
        return cls(rule, _said(rule.field, "monotone", rule.severity, rule.entity, (rule.order,)))

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep entity, order and value of every row that has them."""
        key = key_texts([rows.data.column(name) for name in self.asked.entity])
        value, there = comparable(rows.data.column(self.asked.field))
        there &= mask_of(pc.is_valid(key))
        order = None
        if self.asked.order is not None:
            order, ordered = comparable(rows.data.column(self.asked.order))
            there &= ordered
        return _observed(kept_of(rows, there, key, order, value=value), self.asked.severity)

    def rule(self, space: SpoolSpace, limits: Limits) -> InOrder:
        """Return what keeps the rows of one table."""
        return InOrder(self, space, limits)

    def broken(self, batch: pa.RecordBatch, starts: Mask) -> tuple[Positions, Positions, int]:
        """Find rows whose value is less than the greatest before it."""
        values = batch.column(_VALUE).to_numpy()
        before, last = _greatest_before(values, starts)
        at = np.flatnonzero((before >= 0) & (values < values[before]))
        return at, before[at], last

    def values(self, batch: pa.RecordBatch, at: Positions, witness: Positions) -> None:
        """Show no value."""


@dataclass(frozen=True, slots=True)
class OverlapLook:
    """Judges one `NoOverlap` rule."""

    asked: NoOverlap
    said: Finding

    @classmethod
    def of(cls, rule: NoOverlap) -> OverlapLook:
        """Return the look of `rule`."""
        return cls(rule, _said(rule.start, "no-overlap", rule.severity, rule.entity, (rule.end,)))

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep entity, start and end of every interval."""
        key = key_texts([rows.data.column(name) for name in self.asked.entity])
        start, there = comparable(rows.data.column(self.asked.start))
        end, ends = comparable(rows.data.column(self.asked.end))
        there &= mask_of(pc.is_valid(key))
        if self.asked.open_ended:
            end, ends = np.where(ends, end, _FOREVER), np.ones(len(ends), np.bool_)
        there &= ends & (start < end if self.asked.may_touch else start <= end)
        return _observed(kept_of(rows, there, key, start, value=end), self.asked.severity)

    def rule(self, space: SpoolSpace, limits: Limits) -> InOrder:
        """Return what keeps the rows of one table."""
        return InOrder(self, space, limits)

    def broken(self, batch: pa.RecordBatch, starts: Mask) -> tuple[Positions, Positions, int]:
        """Find intervals that start before the last end of those that start earlier."""
        begins, ends = batch.column(ORDER).to_numpy(), batch.column(_VALUE).to_numpy()
        before, last = _greatest_before(ends, starts)
        overlaps = begins < ends[before] if self.asked.may_touch else begins <= ends[before]
        at = np.flatnonzero((before >= 0) & overlaps)
        return at, before[at], last

    def values(self, batch: pa.RecordBatch, at: Positions, witness: Positions) -> None:
        """Show no value."""


@dataclass(frozen=True, slots=True)
class TransitionsLook:
    """Judges one `Transitions` rule."""

    asked: Transitions
    said: Finding
    codes: tuple[str, ...]

    @classmethod
    def of(cls, rule: Transitions, contract: Contract) -> TransitionsLook:
        """Return the look of `rule` in tables under `contract`."""
        said = _said(
            rule.field, "transitions", rule.severity, rule.entity, (rule.order,), contract.field(rule.field).is_public
        )
        codes = sorted({code for before, after in rule.allowed for code in (before, *after)})
        return cls(rule, said, tuple(codes))

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep entity, order and status of every row that has them; a status that is not named is the last number."""
        key = key_texts([rows.data.column(name) for name in self.asked.entity])
        status = decoded(rows.data.column(self.asked.field))
        order, there = comparable(rows.data.column(self.asked.order))
        there &= mask_of(pc.is_valid(key)) & mask_of(pc.is_valid(status))
        number = pc.fill_null(pc.index_in(status, value_set=pa.array(self.codes, pa.string())), len(self.codes))
        return _observed(kept_of(rows, there, key, order, value=number.cast(pa.int64())), self.asked.severity)

    def rule(self, space: SpoolSpace, limits: Limits) -> InOrder:
        """Return what keeps the rows of one table."""
        return InOrder(self, space, limits)

    def broken(self, batch: pa.RecordBatch, starts: Mask) -> tuple[Positions, Positions, int]:
        """Find rows whose status may not follow the one before."""
        status = batch.column(_VALUE).to_numpy()
        refused = np.zeros(len(status), np.bool_)
        refused[1:] = self._refused()[status[:-1], status[1:]] & ~starts[1:]
        at = np.flatnonzero(refused)
        return at, at - 1, len(status) - 1

    def values(self, batch: pa.RecordBatch, at: Positions, witness: Positions) -> Values:
        """Show both statuses."""
        names = (*self.codes, "")
        status = batch.column(_VALUE).to_numpy()
        pairs = zip(status[witness].tolist(), status[at].tolist(), strict=True)
        return pa.array([f"{names[one]} → {names[other]}" for one, other in pairs], pa.string())

    def _refused(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Return which status (second) may not follow which (first)."""
        place = {code: number for number, code in enumerate(self.codes)}
        refused = np.zeros((len(place) + 1, len(place) + 1), np.bool_)
        for before, after in self.asked.allowed:
            refused[place[before], : len(place)] = True
            refused[place[before], [place[code] for code in (before, *after)]] = False
        return refused


def _greatest_before(values: Positions, starts: Mask) -> tuple[Positions, int]:
    """Return (for each row the position of the greatest value before it in its entity, or −1; the last such).

    Of equal values the first counts. Positions ascend, so one running maximum over (entity, rank of the value) serves
    all entities at once.
    """
    count = len(values)
    ranks = np.unique(values, return_inverse=True)[1]
    combined = np.cumsum(starts) * np.int64(count + 1) + ranks
    greatest = np.maximum.accumulate(combined)
    is_record = np.ones(count, np.bool_)
    is_record[1:] = combined[1:] > greatest[:-1]
    holders = np.maximum.accumulate(np.where(is_record, np.arange(count), 0))
    before = np.full(count, -1, np.int64)
    before[1:] = np.where(starts[1:], -1, holders[:-1])
    return before, int(holders[-1])


def _observed(kept: pa.RecordBatch | None, severity: str) -> Observed | None:
    if kept is None:
        return None
    return Observed(kept, kept.column("ordinal").to_numpy() if severity == "error" else NO_ROWS)


def _said(
    field: str, rule: str, severity: str, entity: tuple[str, ...], others: tuple[str | None, ...], public: bool = False
) -> Finding:
    """Return the finding of a rule without rows."""
    return Finding(
        field=field,
        rule=rule,
        severity="error" if severity == "error" else "advice",
        message_id=f"rule-{rule}",
        positions=NO_ROWS,
        parameters={"field": field, "entity": list(entity), "other": next((one for one in others if one), None)},
        public=public,
        reads=(field, *entity, *(one for one in others if one is not None)),
    )
