"""Rows of two tables that belong together, compared: with what rows add up to, with the row referred to.

What lives here: both comparisons over sorted rows, a chunk at a time. What a key's rows add up to so far, or the row
that has the key, is carried over to the next chunk, so any number of rows may share a key. What this file must not
know: how rows are sorted or kept, where they come from.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa

from ..._arrow import Values, index_array, mask_of, pc
from ...contract import AgreesWithReferred, AgreesWithRows, FieldType
from .._finding import Finding
from .._table_rule import LateAdvice
from ._compared import Compared, numbers_of
from ._entries import KEY, ORDER, ROW, joined, starts_of
from ._numbers import read_number, readable
from ._observer import late

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions
    from ...contract import Aggregate

OTHER, OWN = 0, 1
"""What a row is ordered by within its key: those of the other table come first."""

_HALF: Final = np.int64(32)
_LOW: Final = np.int64(2**32 - 1)
_LEAST, _GREATEST = np.int64(-(2**63)), np.int64(2**63 - 1)
_Part: TypeAlias = tuple[np.ufunc, "np.ndarray[tuple[int], np.dtype[Any]]"]
"""How two of them become one, and one a row, or one a group."""

_HOLDS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
    "<>": operator.ne,
}
_HOLDS_FOR_TEXTS: Final[Mapping[str, Callable[[Values, Values], Any]]] = {
    "<": pc.less,
    "<=": pc.less_equal,
    "=": pc.equal,
    ">=": pc.greater_equal,
    ">": pc.greater,
    "<>": pc.not_equal,
}


def disagreeing_with_rows(
    rules: Sequence[Compared], batches: Iterator[pa.RecordBatch]
) -> Iterator[Finding | LateAdvice]:
    """Yield the rows whose value is not what the rows that refer to them add up to."""
    carried_key: str | None = None
    carried: list[list[Any]] = [[] for _ in rules]
    for batch in batches:
        starts = starts_of(batch)
        firsts, groups = np.flatnonzero(starts), np.cumsum(starts) - 1
        goes_on = batch.column(KEY)[0].as_py() == carried_key
        for place, rule in enumerate(rules):
            added = [(join, join.reduceat(one_a_row, firsts)) for join, one_a_row in _parts(rule, batch)]
            if goes_on:
                for (join, one_a_group), before in zip(added, carried[place], strict=True):
                    one_a_group[0] = join(before, one_a_group[0])
            carried[place] = [one_a_group[-1] for _, one_a_group in added]
            yield from _unlike(rule, batch, [one_a_group for _, one_a_group in added], groups)
        carried_key = batch.column(KEY)[batch.num_rows - 1].as_py()


def _aggregate(rule: Compared) -> Aggregate:
    if not isinstance(rule.asked, AgreesWithRows):
        raise TypeError("the rules of one sort are of one kind")
    return rule.asked.aggregate


def _parts(rule: Compared, batch: pa.RecordBatch) -> Iterator[_Part]:
    """Yield what a group's rows add up to, before it is added up: one a row.

    A count, and whether a row of the other table is there at all; the two halves of a sum, whether a part lacks a
    value, and whether there is a part; an extreme, and whether there is a value.
    """
    values, there = numbers_of(batch.column(rule.value_name))
    part = other = batch.column(ORDER).to_numpy() == OTHER
    if rule.part_name is not None:
        part = other & mask_of(batch.column(rule.part_name))
    match _aggregate(rule):
        case "count":
            yield np.add, part.astype(np.int64)
            yield np.logical_or, other
        case "sum":
            counted = np.where(part & there, values, 0)
            yield np.add, counted >> _HALF
            yield np.add, counted & _LOW
            yield np.logical_or, part & ~there
            yield np.logical_or, part
        case "min":
            yield np.minimum, np.where(part & there, values, _GREATEST)
            yield np.logical_or, part & there
        case "max":
            yield np.maximum, np.where(part & there, values, _LEAST)
            yield np.logical_or, part & there


def _unlike(
    rule: Compared, batch: pa.RecordBatch, added: Sequence[Any], groups: Positions
) -> Iterator[Finding | LateAdvice]:
    """Yield the rows of a chunk whose value is another than what their group's rows add up to."""
    values, there = numbers_of(batch.column(rule.value_name))
    there &= batch.column(ORDER).to_numpy() == OWN
    if _aggregate(rule) == "sum":
        high, low, lacks, has_part = added
        known = has_part & ~lacks
        alike = ((high + (low >> _HALF))[groups] == values >> _HALF) & ((low & _LOW)[groups] == values & _LOW)
    else:
        result, known = added
        alike = _near(values, result[groups], rule.within)
    at = np.flatnonzero(there & known[groups] & ~alike)
    if len(at):
        yield _late(rule, batch, at, _results(rule, added, groups[at]))


def _results(rule: Compared, added: Sequence[Any], groups: Positions) -> Values:
    """Return what the rows of some groups add up to, as values."""
    if _aggregate(rule) != "sum":
        return readable(added[0][groups], rule.field)
    halves = zip(added[0][groups].tolist(), added[1][groups].tolist(), strict=True)
    sums = [read_number((high << 32) + low, rule.field) for high, low in halves]
    fits = rule.field.type is FieldType.INTEGER and all(-(2**63) <= number < 2**63 for number in sums)
    return pa.array(sums, pa.int64() if fits else pa.decimal128(38, rule.field.scale or 0))


def disagreeing_with_referred(
    rules: Sequence[Compared], batches: Iterator[pa.RecordBatch]
) -> Iterator[Finding | LateAdvice]:
    """Yield the rows whose value does not stand to that of the row they refer to as it must."""
    carried: pa.RecordBatch | None = None
    for chunk in batches:
        batch = chunk if carried is None else joined([carried, chunk])
        heads = np.maximum.accumulate(np.where(starts_of(batch), np.arange(batch.num_rows), 0))
        order = batch.column(ORDER).to_numpy()
        refers = (order == OWN) & (order[heads] == OTHER)
        for rule in rules:
            there = mask_of(pc.is_valid(batch.column(rule.value_name)))
            own = np.flatnonzero(refers & there & there[heads])
            at = own[~_holds(rule, batch.column(rule.value_name), own, heads[own])]
            if len(at):
                firsts = batch.column(ROW).to_numpy()[heads[at]]
                yield _late(rule, batch, at, _read(rule, batch, heads[at]), firsts)
        carried = batch.slice(int(heads[-1]), 1)


def _holds(rule: Compared, column: Values, own: Positions, other: Positions) -> Mask:
    """Return for which pairs of positions the relation holds; all of them have a value."""
    if not isinstance(rule.asked, AgreesWithReferred):
        raise TypeError("the rules of one sort are of one kind")
    one, another = column.take(index_array(own)), column.take(index_array(other))
    if rule.field.type is FieldType.TEXT:
        return mask_of(_HOLDS_FOR_TEXTS[rule.asked.relation](one, another))
    numbers, others = one.to_numpy(), another.to_numpy()
    holds: Mask = _HOLDS[rule.asked.relation](numbers, others)
    return holds | _near(numbers, others, rule.within) if rule.within else holds


def _near(one: Positions, other: Positions, within: int) -> Mask:
    """Return which lie no further apart than `within`; the difference of two 64-bit integers fits 64 bits unsigned."""
    near: Mask = np.where(one >= other, one - other, other - one).view(np.uint64) <= np.uint64(within)
    return near


def _read(rule: Compared, batch: pa.RecordBatch, at: Positions) -> Values:
    column = batch.column(rule.value_name).take(index_array(at))
    return column if rule.field.type is FieldType.TEXT else readable(column.to_numpy(), rule.field)


def _late(
    rule: Compared,
    batch: pa.RecordBatch,
    at: Positions,
    others: Values,
    firsts: Positions | None = None,
) -> Finding | LateAdvice:
    said = dataclasses.replace(rule.said(), others=others)
    return late(said, batch, at, firsts, _read(rule, batch, at))
