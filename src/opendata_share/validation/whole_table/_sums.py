"""Sums that must agree: totals with their parts, a parent with its children.

What lives here: both rules, and exact sums of 64-bit integers in two halves. What this file must not know: how rows are
sorted or kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, index_array, mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import ChildrenWithin, Contract, Field, GroupTotals
from ...report import shown
from ...stages import Rows
from .._finding import Finding
from .._key_texts import key_texts
from .._table_rule import LateAdvice
from ._entries import ORDER, Entries, by_group, joined, starts_of
from ._group_texts import group_texts
from ._numbers import comparable, read_number
from ._observer import NO_ROWS, Observed, kept_of, late, numbered

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions

_WHOLE, _PART = 0, 1
_HALF: Final = np.int64(32)
_LOW: Final = np.int64(2**32 - 1)
_DOUBT: Final = 1e-12
"""How far apart two floating-point numbers must be, as a share of both, to be told apart: rounding is below 1e-15."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Exact sums of each group's parts.

    Attributes:
        high: The sums in units of 2**32, rounded down.
        low: What is left of each, from 0 to 2**32 − 1.
        known: Whether there is a part, and where nulls do not count as 0, whether each has a value.
    """

    high: Positions
    low: Positions
    known: Mask

    def equals(self, values: Positions) -> Mask:
        """Return which sums are exactly `values`."""
        same: Mask = (self.high == values >> _HALF) & (self.low == values & _LOW)
        return same

    def more_than(self, values: Positions, most: Fraction, among: Positions) -> Positions:
        """Return those of the positions `among` whose sum is more than `most` times the value there.

        Where floating-point numbers leave no doubt they decide; the others are compared as whole numbers.
        """
        added = (self.high[among] * 2.0**32 + self.low[among]) * float(most.denominator)
        bound = values[among] * float(most.numerator)
        doubt = (np.abs(added) + np.abs(bound)) * _DOUBT
        more = added > bound + doubt
        for place in np.flatnonzero(np.abs(added - bound) <= doubt).tolist():
            position = int(among[place])
            more[place] = self.at(position) * most.denominator > int(values[position]) * most.numerator
        found: Positions = among[more]
        return found

    def at(self, position: int) -> int:
        """Return one sum as a Python integer."""
        return (int(self.high[position]) << 32) + int(self.low[position])


def sums_of(values: Positions, there: Mask, parts: Mask, starts: Mask, *, null_is_zero: bool) -> Sums:
    """Return the sum of the parts of each group, at every row of the group.

    Args:
        values: int64; whatever stands where there is no value is left out.
        there: Which rows have a value.
        parts: Which rows are parts.
        starts: Which rows begin a group; the first does.
        null_is_zero: Whether a part without a value counts as 0; else its group has no sum.
    """
    groups = np.cumsum(starts) - 1
    firsts = np.flatnonzero(starts)
    counted = np.where(there & parts, values, 0)
    high = np.add.reduceat(counted >> _HALF, firsts)
    low = np.add.reduceat(counted & _LOW, firsts)
    high, low = high + (low >> _HALF), low & _LOW
    known = np.logical_or.reduceat(parts, firsts)
    if not null_is_zero:
        known &= ~np.logical_or.reduceat(parts & ~there, firsts)
    return Sums(high[groups], low[groups], known[groups])


class SummedGroups:
    """The rows of a table that a rule about sums compares.

    Args:
        look: The rule.
        space: Where rows that do not fit in memory go.
        limits: How much stays in memory.
    """

    def __init__(self, look: TotalsLook | ChildrenLook, space: SpoolSpace, limits: Limits) -> None:
        self._look: Final = look
        self._entries: Final = Entries(space, limits.memory_spool_bytes // 4)
        self._wholes = 0

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        if seen is None:
            return NO_ROWS
        self._entries.add(numbered(seen.kept, start))
        self._wholes += int(np.count_nonzero(seen.kept.column(ORDER).to_numpy() == _WHOLE))
        return seen.at_risk

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the wholes that do not agree with their parts; see `TableRule.settle`."""
        if not self._wholes:
            return
        for batch in by_group(self._entries.in_order()):
            starts, order = starts_of(batch), batch.column(ORDER).to_numpy()
            yield from self._look.disagreeing(batch, starts, order)


@dataclass(frozen=True, slots=True)
class TotalsLook:
    """Judges one `GroupTotals` rule.

    Attributes:
        asked: The rule.
        values: The fields that must add up.
    """

    asked: GroupTotals
    values: tuple[Field, ...]

    @classmethod
    def of(cls, asked: GroupTotals, contract: Contract) -> TotalsLook:
        """Return the look of the rule `asked`."""
        return cls(asked, tuple(contract.field(name) for name in asked.values))

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep every total and every part of one, each part once for each total it belongs to."""
        group = group_texts([rows.data.column(name) for name in self.asked.group], rows.data.num_rows)
        code = decoded(rows.data.column(self.asked.field))
        numbers = {f"={name}": _nullable(rows.data.column(name)) for name in self.asked.values}
        found: list[pa.RecordBatch] = []
        at_risk = [NO_ROWS]
        for number, (total, parts) in enumerate(self.asked.totals):
            key = pc.binary_join_element_wise(str(number), group, ":")
            for role, codes in ((_WHOLE, (total,)), (_PART, parts)):
                there = mask_of(pc.is_in(code, value_set=pa.array(codes, pa.string())))
                kept = kept_of(rows, there, key, np.full(len(there), role, np.int64), **numbers)
                if kept is not None:
                    found.append(kept)
                    at_risk += [np.flatnonzero(there)] if role == _WHOLE and self.asked.severity == "error" else []
        return Observed(joined(found), np.unique(np.concatenate(at_risk))) if found else None

    def rule(self, space: SpoolSpace, limits: Limits) -> SummedGroups:
        """Return what keeps the rows of one table."""
        return SummedGroups(self, space, limits)

    def disagreeing(self, batch: pa.RecordBatch, starts: Mask, order: Positions) -> Iterator[Finding | LateAdvice]:
        """Yield totals that are not the sum of their parts, value by value."""
        for field in self.values:
            column = batch.column(f"={field.name}")
            there = mask_of(pc.is_valid(column))
            values = pc.fill_null(column, 0).to_numpy()
            sums = sums_of(values, there, order == _PART, starts, null_is_zero=False)
            at = np.flatnonzero((order == _WHOLE) & there & sums.known & ~sums.equals(values))
            if len(at):
                yield _said(batch, at, sums, field, "group-totals", self.asked.severity, {"field": self.asked.field})


@dataclass(frozen=True, slots=True)
class ChildrenLook:
    """Judges one `ChildrenWithin` rule.

    Attributes:
        asked: The rule.
        value: The field that adds up.
    """

    asked: ChildrenWithin
    value: Field

    @classmethod
    def of(cls, asked: ChildrenWithin, contract: Contract) -> ChildrenLook:
        """Return the look of the rule `asked`."""
        return cls(asked, contract.field(asked.value))

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep every row with a number twice: as itself, and as its parent's child."""
        number = _nullable(rows.data.column(self.asked.value))
        there = mask_of(pc.is_valid(number))
        found: list[pa.RecordBatch] = []
        at_risk = NO_ROWS
        for role, name in ((_WHOLE, self.asked.key), (_PART, self.asked.parent)):
            key = key_texts([rows.data.column(name)])
            seen = there & mask_of(pc.is_valid(key))
            kept = kept_of(rows, seen, key, np.full(len(seen), role, np.int64), value=number)
            if kept is not None:
                found.append(kept)
                if role == _WHOLE and self.asked.severity == "error":
                    at_risk = np.flatnonzero(seen)
        return Observed(joined(found), at_risk) if found else None

    def rule(self, space: SpoolSpace, limits: Limits) -> SummedGroups:
        """Return what keeps the rows of one table."""
        return SummedGroups(self, space, limits)

    def disagreeing(self, batch: pa.RecordBatch, starts: Mask, order: Positions) -> Iterator[Finding | LateAdvice]:
        """Yield parents whose children add up to more than they may."""
        values = batch.column("value").to_numpy()
        there = np.ones(len(values), np.bool_)
        sums = sums_of(values, there, order == _PART, starts, null_is_zero=True)
        most = Fraction(self.asked.at_most)
        at = sums.more_than(values, most, np.flatnonzero((order == _WHOLE) & sums.known))
        if len(at):
            said = {"at_most": self.asked.at_most, "parent": self.asked.parent}
            yield _said(batch, at, sums, self.value, "children-within", self.asked.severity, said)


def _nullable(column: Values) -> Values:
    """Return integers, or decimals in units of their last place, as int64 with their nulls."""
    numbers, there = comparable(column)
    return pa.array(numbers, pa.int64(), mask=~there)


def _said(
    batch: pa.RecordBatch,
    at: Positions,
    sums: Sums,
    field: Field,
    rule: str,
    severity: str,
    parameters: Mapping[str, object],
) -> Finding | LateAdvice:
    """Return wholes as a finding that shows value and sum where the field is public."""
    name = "value" if rule == "children-within" else f"={field.name}"
    wholes = batch.column(name).take(index_array(at)).to_pylist()
    added = [
        json.dumps({"sum": shown(read_number(sums.at(place), field), public=field.is_public)}) for place in at.tolist()
    ]
    values: Values = pa.array([read_number(value, field) for value in wholes])  # type: ignore[misc, arg-type]  # a total that was found has a value
    finding = Finding(
        field=field.name,
        rule=rule,
        severity="error" if severity == "error" else "advice",
        message_id=f"rule-{rule}",
        positions=NO_ROWS,
        parameters=parameters,
        public=field.is_public,
        reads=(field.name,),
    )
    return late(finding, batch, at, values=values, details=pa.array(added, pa.string()))
