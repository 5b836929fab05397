"""Keys over a whole table: the first holder stays, later ones are found, whatever the batches.

What lives here: what is taken from a batch for a key (`KeyLook`) and the rule over the whole table (`KeyRule`). Rows
with a null in a key field, or with a number that is not finite, are not compared. A holder counts whether or not other
rules reject it: each rule is judged by itself. What this file must not know: reports, which rows wait, threads.

A row waits when its hash may have been seen before; when the table has been read, the keys themselves decide among
those rows and the ones that have their hashes. So a collision costs time and never a wrong answer. The keys take 8
bytes a row and their own size, in memory up to the limit `memory_key_bytes` and on disk beyond.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, copied, decoded, index_array, pc, true_positions, without_null_values
from .._dataclass import dataclass
from .._hashes import hashes_of
from .._limits import Limits
from .._spool import SpoolSpace
from ..contract import Contract
from ..stages import Rows
from ._finding import Finding
from ._key_texts import key_texts
from ._seen_filter import SeenFilter, neighbours_of
from ._value_rules import not_finite

if TYPE_CHECKING:
    from .._arrow import Mask, Positions
    from .._hashes import Hashes
    from ._seen_filter import Neighbours

_ALL: Final = np.uint64(2**64 - 1)
_ROW: Final = "#row"  # no field may be called so
_FILTER_SHARE: Final = 8
_NOWHERE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class KeysOfBatch:
    """The keys of one batch; those without a null are whole, and compared.

    Attributes:
        hashes: Of the whole keys, in order.
        neighbours: What these are to each other.
        gaps: int64, ascending: the positions in the batch of rows that have no whole key.
        first_row: The source row of the first row where the others follow one by one; None where they do not.
        keys: The key's columns, and the source rows where these do not follow one by one; in memory of its own.
    """

    hashes: Hashes
    neighbours: Neighbours
    gaps: Positions
    first_row: int | None
    keys: pa.RecordBatch


@dataclass(frozen=True, slots=True)
class KeyLook:
    """Takes the keys from a batch.

    Attributes:
        fields: The fields of the key.
        secret: What every hash starts from.
        kept: The bits of a hash that are used: all, but in tests of collisions.
    """

    fields: tuple[str, ...]
    secret: int = field(default_factory=lambda: secrets.randbits(64), repr=False)
    kept: np.uint64 = _ALL

    def __call__(self, rows: Rows) -> KeysOfBatch:
        """Return the keys of `rows`."""
        columns = [_comparable(rows.data.column(name)) for name in self.fields]
        gaps = _gaps(columns)
        compared = [_without(column, gaps) for column in columns] if len(gaps) else columns
        hashes = hashes_of(compared, np.uint64(self.secret))
        if self.kept != _ALL:
            hashes &= self.kept
        first_row = _first_of_a_run(rows.rows)
        named = {name: _own(column) for name, column in zip(self.fields, columns, strict=True)}
        if first_row is None:
            named[_ROW] = index_array(rows.rows)
        return KeysOfBatch(hashes, neighbours_of(hashes), gaps, first_row, pa.RecordBatch.from_pydict(named))


@dataclass(slots=True)
class _Kept:
    """The keys of one batch, their hashes apart, and the numbers of its first row in table and source.

    Hashes and keys are numbers in the space once they are on disk.
    """

    hashes: Hashes | int
    keys: pa.RecordBatch | int
    schema: pa.Schema
    start: int
    first_row: int | None


class KeyRule:
    """The keys of one table that were seen.

    Args:
        contract: The table's contract.
        key: The fields of the key.
        limits: `memory_key_bytes` is what stays in memory, `spool_bytes` what is kept at all.
    """

    def __init__(self, contract: Contract, key: tuple[str, ...], limits: Limits) -> None:
        self._fields: Final = tuple(contract.field(name) for name in key)
        self._most: Final = limits.memory_key_bytes
        self._space: Final = SpoolSpace(limits, memory=0)
        self._held = 0
        self._size = 0
        self._in_memory = 0
        self._on_disk = 0
        self._kept: Final[list[_Kept]] = []
        self._filter: Final = SeenFilter(limits.memory_key_bytes // _FILTER_SHARE)
        self._doubtful: Final[list[Hashes]] = []

    def enter(self, seen: KeysOfBatch, start: int) -> Positions:
        """Take in the keys of the next batch; see `TableRule.enter`."""
        waiting = self._filter.add(seen.hashes, seen.neighbours, self._earlier)
        again = seen.neighbours.again
        waiting = np.union1d(waiting, again) if len(again) else waiting
        if len(waiting):
            self._doubtful.append(seen.hashes[waiting])
        self._keep(_Kept(seen.hashes, seen.keys, seen.keys.schema, start, seen.first_row), seen)
        return _among_all(waiting, seen.gaps)

    def settle(self) -> Iterator[Finding]:
        """Yield the rows whose key an earlier row holds; see `TableRule.settle`."""
        if not self._doubtful:
            return
        doubtful = np.unique(np.concatenate(self._doubtful))
        for part in _parts(doubtful, self._parts_needed()):
            yield from self._duplicates(_Chosen(part))

    def _keep(self, kept: _Kept, seen: KeysOfBatch) -> None:
        """Keep the keys of a batch; what is more than may stay in memory goes to disk, all of it at once."""
        size = seen.hashes.nbytes + seen.keys.nbytes
        self._held += seen.keys.num_rows
        self._size += size
        self._in_memory += size
        self._kept.append(kept)
        if self._in_memory <= self._most:
            return
        for one in self._kept[self._on_disk :]:
            if not isinstance(one.hashes, int):
                one.hashes = self._space.keep(pa.py_buffer(one.hashes.data))
            if not isinstance(one.keys, int):
                one.keys = self._space.keep(one.keys.serialize())
        self._on_disk = len(self._kept)
        self._in_memory = 0

    def _earlier(self) -> Iterator[Hashes]:
        return map(self._hashes, self._kept)

    def _hashes(self, kept: _Kept) -> Hashes:
        if not isinstance(kept.hashes, int):
            return kept.hashes
        stored: Any = self._space.read(kept.hashes)
        hashes: Hashes = np.frombuffer(stored, np.uint64)
        return hashes

    def _keys(self, kept: _Kept) -> pa.RecordBatch:
        keys = kept.keys
        return pa.ipc.read_record_batch(self._space.read(keys), kept.schema) if isinstance(keys, int) else keys

    def _parts_needed(self) -> int:
        """Return in how many parts the doubtful keys are compared, so that each part's keys fit the memory given."""
        rows = 2 * sum(map(len, self._doubtful))  # each, and the first holder of its hash
        return 1 + rows * self._size // self._held // max(1, self._most)

    def _duplicates(self, chosen: _Chosen) -> Iterator[Finding]:
        """Yield the later holders of keys whose hashes are among the chosen."""
        numbers: list[Positions] = []
        rows: list[Positions] = []
        keys: list[pa.RecordBatch] = []
        names = [field.name for field in self._fields]
        for kept in self._kept:
            at = chosen.positions(self._hashes(kept))
            if not len(at):
                continue
            of_batch = self._keys(kept)
            at = _among_all(at, _gaps([of_batch.column(name) for name in names]))
            taken = of_batch.take(index_array(at))
            numbers.append(kept.start + at)
            rows.append(taken.column(_ROW).to_numpy() if kept.first_row is None else kept.first_row + at)
            keys.append(taken.select(names))
        if not keys:
            return
        # Numbers ascend, so the first of the rows with one key is its first holder.
        held = pa.Table.from_batches(keys).combine_chunks().to_batches()[0]
        codes = key_texts(held.columns).dictionary_encode().indices.to_numpy()
        _, firsts = np.unique(codes, return_index=True)
        first = firsts[codes]
        late = np.flatnonzero(first != np.arange(len(codes)))
        if len(late):
            source_rows = np.concatenate(rows)
            yield self._finding(np.concatenate(numbers)[late], source_rows[first[late]], held.take(index_array(late)))

    def _finding(self, numbers: Positions, firsts: Positions, keys: pa.RecordBatch) -> Finding:
        names = [field.name for field in self._fields]
        single = len(names) == 1
        return Finding(
            field=names[0] if single else None,
            rule="duplicate-key",
            severity="error",
            message_id="rule-duplicate-key",
            positions=numbers,
            parameters={"fields": names},
            values=keys.column(0) if single else keys.to_struct_array(),
            public=self._fields[0].is_public if single else tuple(field.is_public for field in self._fields),
            firsts=firsts,
            reads=tuple(names),
        )


class _Chosen:
    """Some hashes, to be found among many.

    Args:
        hashes: Unique and ascending.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._hashes: Final = hashes
        size = 1 << min(22, max(10, 6 + len(hashes).bit_length()))
        self._last: Final = np.uint64(size - 1)
        self._maybe: Final[Mask] = np.zeros(size, np.bool_)
        self._maybe[(hashes & self._last).view(np.int64)] = True

    def positions(self, hashes: Hashes) -> Positions:
        """Return the positions in `hashes` of those that are chosen."""
        at = np.flatnonzero(self._maybe.take((hashes & self._last).view(np.int64), mode="clip"))
        found = hashes[at]
        places = np.searchsorted(self._hashes, found)
        places[places == len(self._hashes)] = 0
        chosen: Positions = at[self._hashes[places] == found]
        return chosen


def _gaps(columns: Sequence[Values]) -> Positions:
    """Return the positions where any column has a null."""
    absent = [column.is_null() for column in columns if column.null_count]
    return _NOWHERE if not absent else true_positions(reduce(pc.or_, absent))


def _among_all(positions: Positions, gaps: Positions) -> Positions:
    """Return the positions among all rows of what stands at `positions` among those that are no gaps."""
    if not len(gaps) or not len(positions):
        return positions
    return positions + np.searchsorted(gaps - np.arange(len(gaps)), positions, side="right")


def _without(column: Values, gaps: Positions) -> Values:
    """Return a column without the values at `gaps`; texts are not copied where gaps take no room."""
    if pa.types.is_string(column.type):
        _, offsets_buffer, data = column.buffers()
        offsets = np.frombuffer(offsets_buffer, np.int32, len(column) + 1, column.offset * 4)
        if (offsets[gaps] == offsets[gaps + 1]).all():
            left = pa.py_buffer(np.delete(offsets, gaps).data)
            return pa.Array.from_buffers(pa.string(), len(column) - len(gaps), [None, left, data])
    return column.take(index_array(np.delete(np.arange(len(column)), gaps)))


def _own(column: Values) -> Values:
    """Return a column plain, in memory of its own."""
    return decoded(column) if pa.types.is_dictionary(column.type) else copied(column)


def _comparable(column: Values) -> Values:
    """Return a column with null for what is no value of a key: a number that is not finite."""
    column = without_null_values(column)
    if not pa.types.is_floating(column.type) or (strange := not_finite(column)) is None:
        return column
    return pc.if_else(strange, pa.scalar(None, column.type), column)


def _parts(hashes: Hashes, count: int) -> Iterator[Hashes]:
    step = -(-len(hashes) // count)
    return (hashes[start : start + step] for start in range(0, len(hashes), step))


def _first_of_a_run(rows: Positions) -> int | None:
    """Return the first of row numbers that follow one by one, else None."""
    if len(rows) == 0:
        return 0
    first = int(rows[0])
    if int(rows[-1]) - first != len(rows) - 1 or (np.diff(rows) != 1).any():
        return None
    return first


def keys_of(contract: Contract) -> Sequence[tuple[str, ...]]:
    """Return the sets of fields that tell rows of `contract` apart, the primary key first."""
    return [key for key in (contract.primary_key, *contract.unique) if key]
