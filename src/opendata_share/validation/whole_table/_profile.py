"""What a table is like in a few numbers: rows, empty cells, shares of codes, shares of values up to some marks.

What lives here: the profile of a batch or a table; profiles add up, in any order. What this file must not know: rules,
reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, pc
from ..._dataclass import dataclass
from ..._spool import Spool, SpoolSpace
from ...contract import Contract, Field, FieldType
from .._known_keys import Streamed
from ._numbers import comparable

if TYPE_CHECKING:
    from ..._arrow import Positions

_TENTHS: Final = 10
_LONGEST_EXACT: Final = 18
_SCALED: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE, FieldType.DATETIME})
_OTHER: Final = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts of one table, or of a part of one.

    Attributes:
        rows: How many rows there are.
        nulls: Empty cells by field.
        codes: Cells by field and code, for coded and boolean fields; codes the list does not have are one.
        up_to: For each field with marks, how many values do not pass each mark.
        values: How many values such a field has.
    """

    rows: int = 0
    nulls: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, Counter[str]] = field(default_factory=dict)
    up_to: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Profile) -> Profile:
        up_to = {**self.up_to}
        for name, counts in other.up_to.items():
            up_to[name] = tuple(map(sum, zip(up_to.get(name, (0,) * len(counts)), counts, strict=True)))
        names = (*self.codes, *(name for name in other.codes if name not in self.codes))
        codes = {name: self.codes.get(name, Counter()) + other.codes.get(name, Counter()) for name in names}
        nulls, values = _added(self.nulls, other.nulls), _added(self.values, other.values)
        return Profile(self.rows + other.rows, nulls, codes, up_to, values)


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the values of a table are counted up to: the nine deciles of another, for each field that has an order.

    Attributes:
        at: By field, the deciles as `comparable` integers, ascending.
    """

    at: Mapping[str, tuple[int, ...]]


def profile_of(batch: pa.RecordBatch, contract: Contract, marks: Marks) -> Profile:
    """Return the profile of the fields of `contract` that `batch` has with their type."""
    nulls: dict[str, int] = {}
    values: dict[str, int] = {}
    codes: dict[str, Counter[str]] = {}
    up_to: dict[str, tuple[int, ...]] = {}
    for promised, column in _columns(batch, contract):
        nulls[promised.name] = column.null_count
        if is_coded(promised):
            codes[promised.name] = _codes(column, promised, contract)
        if promised.name in marks.at:
            numbers, there = comparable(column)
            ordered = np.sort(numbers[there])
            counts = np.searchsorted(ordered, np.array(marks.at[promised.name], np.int64), side="right")
            up_to[promised.name] = tuple(counts.tolist())
            values[promised.name] = len(ordered)
    return Profile(batch.num_rows, nulls, codes, up_to, values)


def profile_and_marks(rows: Streamed, contract: Contract, space: SpoolSpace) -> tuple[Profile, Marks]:
    """Return the profile of a whole table, and its deciles as marks; read once, one column in memory at a time.

    Args:
        rows: The table; fields that it lacks, or has with another type, are left out.
        contract: Which fields are looked at.
        space: Where the table lies in between.
    """
    kept = Spool(space)
    for batch in pa.RecordBatchReader.from_stream(rows):
        there = [(promised.name, column) for promised, column in _columns(batch, contract)]
        if there:
            kept.append(pa.RecordBatch.from_pydict(dict(there)))
    at: dict[str, tuple[int, ...]] = {}
    for promised in contract.fields:
        if is_scaled(promised) and (found := _deciles(kept.batches(), promised.name)):
            at[promised.name] = found
    marks = Marks(at)
    total = Profile()
    for batch in kept.batches():
        total += profile_of(batch, contract, marks)
    return total, marks


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


def is_coded(promised: Field) -> bool:
    """Return whether shares of its values can be compared: a coded text or a boolean."""
    return promised.code_list is not None or promised.type is FieldType.BOOLEAN


def is_scaled(promised: Field) -> bool:
    """Return whether its values have an order that 64 bits hold."""
    if promised.type is FieldType.DECIMAL:
        return (promised.precision or 0) <= _LONGEST_EXACT
    return promised.type in _SCALED


def _columns(batch: pa.RecordBatch, contract: Contract) -> Iterator[tuple[Field, Values]]:
    for promised in contract.fields:
        at = batch.schema.get_field_index(promised.name)
        if at >= 0 and (column := decoded(batch.column(at))).type == promised.arrow_type():
            yield promised, column


def _codes(column: Values, promised: Field, contract: Contract) -> Counter[str]:
    known = None if promised.code_list is None else set(contract.code_list(promised.code_list).values)
    counts: Counter[str] = Counter()
    for pair in pc.value_counts(column.drop_null()).to_pylist():
        code = str(pair["values"])
        counts[code if known is None or code in known else _OTHER] += pair["counts"]
    return counts


def _deciles(batches: Iterator[pa.RecordBatch], name: str) -> tuple[int, ...]:
    """Return the least value that one tenth, two tenths … nine tenths of all values do not pass; () without any."""
    parts: list[Positions] = []
    for batch in batches:
        if name in batch.schema.names:
            numbers, there = comparable(batch.column(name))
            parts.append(numbers[there])
    values = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    if not len(values):
        return ()
    places = [-(-len(values) * tenth // _TENTHS) - 1 for tenth in range(1, _TENTHS)]
    return tuple(np.partition(values, sorted(set(places)))[places].tolist())
