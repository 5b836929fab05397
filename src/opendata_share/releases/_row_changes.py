"""What changed between two tables, row by row: which rows came, which went, and which say something else now.

What lives here: one comparison by the primary key, exact, in bounded memory. It gives numbers of rows, never rows:
whoever wants to show them reads its tables again. What this file must not know: releases, contracts, policies, where
rows come from.

Rows are the same row where their key is the same; an empty cell of a key is like another, as totals have them. Where
several rows of a table have one key, the first is compared with the first, the second with the second. The rows of both
tables are kept together while they are few. Beyond that they go to one unlinked file, divided by a hash of their key,
and each part is compared by itself: a hash decides where a row is compared, and never what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, cell_texts, index_array, mask_of, pc, plain_batch
from .._dataclass import dataclass
from .._hashes import hashes_of
from .._limits import DEFAULT_LIMITS, Limits
from .._spool import SpoolSpace
from ._rows_digest import zero_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from .._arrow import Mask, Positions

    Flags = npt.NDArray[np.uint8]

_PARTS: Final = 256
"""Parts beyond memory: of the most that a spool may hold, one is as large as a batch may be."""
_NUMBER: Final = "#row"  # no field may be called so
_START: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class RowChanges:
    """Which rows of two tables differ; rows are numbered from 0 in the order in which each table gives them.

    Attributes:
        before: How many rows there were.
        after: How many rows there are.
        added: int64, ascending: rows of the later table whose key the earlier one does not have.
        removed: int64, ascending: rows of the earlier table whose key the later one does not have.
        changed: int64, ascending: rows of the later table that say something else than the row of their key did.
        changed_from: int64: for each of them, that row in the earlier table.
        columns: The columns that were compared.
    """

    before: int
    after: int
    added: Positions
    removed: Positions
    changed: Positions
    changed_from: Positions
    columns: tuple[str, ...]
    _differs: Flags = field(repr=False)

    def changed_in(self, column: str) -> Mask:
        """Return which of `changed` differ in `column`, in their order."""
        place = self.columns.index(column)
        return (self._differs[:, place // 8] >> (7 - place % 8) & 1).astype(np.bool_)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows differ in each column that any differs in."""
        found = {name: int(np.count_nonzero(self.changed_in(name))) for name in self.columns}
        return {name: count for name, count in found.items() if count}


def row_changes(
    before: Iterable[pa.RecordBatch],
    after: Iterable[pa.RecordBatch],
    *,
    key: Sequence[str],
    columns: Sequence[str],
    limits: Limits = DEFAULT_LIMITS,
) -> RowChanges:
    """Return what changed from the rows of `before` to those of `after`.

    Args:
        before: The earlier rows, read once.
        after: The later rows, read once.
        key: The columns that tell rows apart; where there are none, rows are the same that say the same.
        columns: The columns to compare, which both tables have with the same types, as the key's; the key's own are
            left out.
        limits: `memory_spool_bytes` of rows stay in memory, `spool_bytes` are kept at all.

    Raises:
        LimitExceeded: More rows than `spool_bytes`, or the disk is full.
    """
    compared = tuple(name for name in columns if name not in key) if key else ()
    kept = _Kept(tuple(key) or tuple(columns), compared, limits)
    sizes = [kept.take(side, batches) for side, batches in enumerate((before, after))]
    found = [_compared(*part, kept.key, compared) for part in kept.parts()]
    changed = _joined([part.changed for part in found])
    order = np.argsort(changed)
    differs = np.concatenate([np.zeros((0, -(-len(compared) // 8)), np.uint8), *(part.differs for part in found)])
    return RowChanges(
        before=sizes[0],
        after=sizes[1],
        added=np.sort(_joined([part.added for part in found])),
        removed=np.sort(_joined([part.removed for part in found])),
        changed=changed[order],
        changed_from=_joined([part.changed_from for part in found])[order],
        columns=compared,
        _differs=differs[order],
    )


class _Kept:
    """The rows of both tables: as they came while they are few, then on disk in parts that share no key."""

    def __init__(self, key: tuple[str, ...], columns: tuple[str, ...], limits: Limits) -> None:
        self.key: Final = key
        self._names: Final = (*key, *columns)
        self._most: Final = limits.memory_spool_bytes
        self._space: Final = SpoolSpace(limits, memory=0)
        self._held: tuple[list[pa.RecordBatch], list[pa.RecordBatch]] = ([], [])
        self._size = 0
        self._schemas: Final[dict[int, pa.Schema]] = {}
        self._places: Final[dict[tuple[int, int], list[int]]] = {}

    def take(self, side: int, batches: Iterable[pa.RecordBatch]) -> int:
        """Keep the rows of one table and return how many there are."""
        start = 0
        for batch in batches:
            if batch.num_rows:
                self._keep(side, batch, start)
                start += batch.num_rows
        return start

    def _keep(self, side: int, batch: pa.RecordBatch, start: int) -> None:
        asked = batch.select(list(self._names))
        plain = plain_batch(asked, _plain_schema(asked.schema))
        numbers = index_array(np.arange(start, start + batch.num_rows))
        kept = pa.RecordBatch.from_arrays([*plain.columns, numbers], names=[*self._names, _NUMBER])
        self._held[side].append(kept)
        self._schemas.setdefault(side, kept.schema)
        self._size += kept.nbytes
        if self._size > self._most:
            self._to_disk()

    def _to_disk(self) -> None:
        for side, held in enumerate(self._held):
            for part, rows in self._divided(held):
                self._places.setdefault((side, part), []).append(self._space.keep(rows.serialize()))
        self._held = ([], [])
        self._size = 0

    def _divided(self, held: list[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
        if not held:
            return
        (batch,) = pa.Table.from_batches(held).combine_chunks().to_batches()
        parts = _part_of_rows([batch.column(name) for name in self.key])
        order = np.argsort(parts, kind="stable")
        divided = batch.take(index_array(order))
        ends = np.searchsorted(parts[order], np.arange(_PARTS + 1))
        for part, (start, end) in enumerate(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)):
            if end > start:
                yield part, divided.slice(start, end - start)

    def parts(self) -> Iterator[tuple[pa.Table | None, pa.Table | None]]:
        """Yield the rows of both tables, part by part; None where a table has none in it."""
        if not self._places:
            yield _table(self._held[0]), _table(self._held[1])
            return
        self._to_disk()
        for part in range(_PARTS):
            yield _table(self._read(0, part)), _table(self._read(1, part))

    def _read(self, side: int, part: int) -> list[pa.RecordBatch]:
        places = self._places.get((side, part), ())
        return [pa.ipc.read_record_batch(self._space.read(place), self._schemas[side]) for place in places]


def _table(batches: Sequence[pa.RecordBatch]) -> pa.Table | None:
    return pa.Table.from_batches(batches).combine_chunks() if batches else None


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [
            (each.name, each.type.value_type if isinstance(each.type, pa.DictionaryType) else each.type)
            for each in schema
        ]
    )


def _part_of_rows(key: Sequence[Values]) -> Positions:
    """Return the part each row belongs to: one for rows whose keys are the same."""
    whole = [_without_nulls(cell_texts(column) if pa.types.is_nested(column.type) else column) for column in key]
    parts: Positions = (hashes_of(whole, _START) % np.uint64(_PARTS)).astype(np.int64)
    return parts


def _without_nulls(column: Values) -> Values:
    """Return the column with some value for null, which then shares its part."""
    if not column.null_count:
        return column
    kind = column.type
    if pa.types.is_boolean(kind):
        return pc.fill_null(column, False)
    return pc.fill_null(column, "" if pa.types.is_string(kind) else zero_of(kind))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What differs between the rows of one part, by their numbers."""

    added: Positions
    removed: Positions
    changed: Positions
    changed_from: Positions
    differs: Flags


def _compared(before: pa.Table | None, after: pa.Table | None, key: Sequence[str], columns: Sequence[str]) -> _Part:
    empty = np.zeros(0, np.int64)
    old, new = (empty if table is None else table.column(_NUMBER).to_numpy() for table in (before, after))
    if before is None or after is None:
        return _Part(new, old, empty, empty, np.zeros((0, -(-len(columns) // 8)), np.uint8))
    partner = _partners(*_ids(before, after, key))
    both = np.flatnonzero(partner >= 0)
    gone = np.ones(len(old), np.bool_)
    gone[partner[both]] = False
    at_old, at_new = index_array(partner[both]), index_array(both)
    differs = np.zeros((len(both), len(columns)), np.bool_)
    for place, name in enumerate(columns):
        differs[:, place] = ~_alike(_array(before, name).take(at_old), _array(after, name).take(at_new))
    changed = np.flatnonzero(differs.any(axis=1))
    return _Part(
        added=new[partner < 0],
        removed=old[gone],
        changed=new[both[changed]],
        changed_from=old[partner[both[changed]]],
        differs=np.packbits(differs[changed], axis=1),
    )


def _ids(before: pa.Table, after: pa.Table, key: Sequence[str]) -> tuple[Positions, Positions]:
    """Return a number for each row of both tables, the same where the key is and it is as often held before."""
    ids = np.zeros(before.num_rows + after.num_rows, np.int64)
    for name in key:
        column = _comparable(pa.concat_arrays([_array(before, name), _array(after, name)]))
        coded = column.dictionary_encode(null_encoding="encode")
        _, ids = np.unique(ids * len(coded.dictionary) + coded.indices.to_numpy(), return_inverse=True)
    sides = ids[: before.num_rows], ids[before.num_rows :]
    times = [_times_before(side) for side in sides]
    most = 1 + max(int(each.max(initial=0)) for each in times)
    return sides[0] * most + times[0], sides[1] * most + times[1]


def _comparable(column: Values) -> Values:
    """Return a column whose values are alike where those of a key are: minus zero is zero."""
    if pa.types.is_nested(column.type):
        return cell_texts(column)
    return pc.add(column, 0.0) if pa.types.is_floating(column.type) else column


def _times_before(ids: Positions) -> Positions:
    """Return how many rows before each one have its id."""
    order = np.argsort(ids, kind="stable")
    _, starts, sizes = np.unique(ids[order], return_index=True, return_counts=True)
    times = np.empty(len(ids), np.int64)
    times[order] = np.arange(len(ids)) - np.repeat(starts, sizes)
    return times


def _partners(old: Positions, new: Positions) -> Positions:
    """Return, for each of the unique ids `new`, where it stands in the unique ids `old`, or -1."""
    order = np.argsort(old)
    places = np.minimum(np.searchsorted(old, new, sorter=order), len(old) - 1)
    found = order[places]
    return np.where(old[found] == new, found, -1)


def _alike(one: Values, other: Values) -> Mask:
    """Return where two arrays of one type say the same: the same bits of a number, all the same parts of a list."""
    kind = one.type
    there, absent = mask_of(pc.and_(one.is_valid(), other.is_valid())), mask_of(pc.and_(one.is_null(), other.is_null()))
    if pa.types.is_list(kind):
        return _lists_alike(one, other, there) | absent
    if pa.types.is_struct(kind):
        for number in range(kind.num_fields):
            there &= _alike(pc.struct_field(one, [number]), pc.struct_field(other, [number]))
        return there | absent
    if pa.types.is_floating(kind):
        one, other = one.view(pa.int64()), other.view(pa.int64())
    return mask_of(pc.equal(one, other)) | absent


def _lists_alike(one: Values, other: Values, there: Mask) -> Mask:
    alike = there & mask_of(pc.equal(pc.list_value_length(one), pc.list_value_length(other)))
    at = np.flatnonzero(alike)
    first, second = one.take(index_array(at)), other.take(index_array(at))
    differs = ~_alike(pc.list_flatten(first), pc.list_flatten(second))
    ends = np.cumsum(pc.list_value_length(first).to_numpy(), dtype=np.int64)
    until = np.concatenate([[0], np.cumsum(differs)])
    alike[at] = np.diff(until[np.concatenate([[0], ends])]) == 0
    return alike


def _array(table: pa.Table, name: str) -> Any:
    return table.column(name).combine_chunks()


def _joined(parts: Sequence[Positions]) -> Positions:
    return np.concatenate([np.zeros(0, np.int64), *parts])
