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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, decoded, index_array, mask_of, pc, positions_of, without_null_values
from .._limits import Limits
from ..contract import Contract
from ..stages import Rows
from ._finding import Finding
from ._hashes import hashes_of
from ._key_texts import key_texts
from ._seen_filter import SeenFilter, repeated
from ._spool import SpoolSpace
from ._value_rules import not_finite

if TYPE_CHECKING:
    from .._arrow import Mask, Positions
    from ._hashes import Hashes

_ALL: Final = np.uint64(2**64 - 1)
_HASH: Final = "#hash"  # no field may be called so
_POSITION: Final = "#position"
_ROW: Final = "#row"
_FILTER_SHARE: Final = 8


@dataclass(frozen=True, slots=True)
class KeysOfBatch:
    """The whole keys of one batch: those without a null.

    Attributes:
        hashes: uint64, one each.
        waiting: int64, the positions in the batch of those whose hash an earlier row of the batch has.
        positions: int64, the position in the batch of each; None where every row has a whole key.
        first_row: The source row of the first row where the others follow one by one; None where they do not.
        schema: Of what is stored.
        stored: The hashes, the key's columns, and positions and source rows where these do not follow by themselves.
    """

    hashes: Hashes
    waiting: Positions
    positions: Positions | None
    first_row: int | None
    schema: pa.Schema
    stored: pa.Buffer


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
        """Return the whole keys of `rows`."""
        columns = [_comparable(rows.data.column(name)) for name in self.fields]
        positions: Positions | None = None
        if any(column.null_count for column in columns):
            whole = np.logical_and.reduce([mask_of(column.is_valid()) for column in columns])
            positions = positions_of(whole)
            columns = [column.take(index_array(positions)) for column in columns]
        hashes = hashes_of(columns, np.uint64(self.secret))
        if self.kept != _ALL:
            hashes &= self.kept
        again = repeated(hashes)
        first_row = _first_of_a_run(rows.rows)
        named = {_HASH: pa.array(hashes)}
        named |= {name: decoded(column) for name, column in zip(self.fields, columns, strict=True)}
        if positions is not None:
            named[_POSITION] = pa.array(positions)
        if first_row is None:
            named[_ROW] = pa.array(rows.rows if positions is None else rows.rows[positions])
        stored = pa.RecordBatch.from_pydict(named)
        waiting = again if positions is None else positions[again]
        return KeysOfBatch(hashes, waiting, positions, first_row, stored.schema, stored.serialize())


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the keys of one batch are kept, and the numbers of its first row in the table and in the source."""

    number: int
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
        self._space: Final = SpoolSpace(limits, memory=limits.memory_key_bytes)
        self._held = 0
        self._kept: Final[list[_Kept]] = []
        self._filter: Final = SeenFilter(limits.memory_key_bytes // _FILTER_SHARE)
        self._doubtful: Final[list[Hashes]] = []

    def enter(self, seen: KeysOfBatch, start: int) -> Positions:
        """Take in the keys of the next batch; see `TableRule.enter`."""
        known = self._filter.add(seen.hashes, self._earlier_hashes)
        self._held += len(seen.hashes)
        self._kept.append(_Kept(self._space.keep(seen.stored), seen.schema, start, seen.first_row))
        if len(known) and seen.positions is not None:
            known = seen.positions[known]
        waiting = np.union1d(known, seen.waiting) if len(seen.waiting) else known
        if len(waiting):
            at = waiting if seen.positions is None else np.searchsorted(seen.positions, waiting)
            self._doubtful.append(seen.hashes[at])
        return waiting

    def settle(self) -> Iterator[Finding]:
        """Yield the rows whose key an earlier row holds; see `TableRule.settle`."""
        if not self._doubtful:
            return
        doubtful = np.unique(np.concatenate(self._doubtful))
        for part in _parts(doubtful, self._parts_needed()):
            yield from self._duplicates(_Chosen(part))

    def _earlier_hashes(self) -> Iterator[Hashes]:
        return (self._read(kept).column(_HASH).to_numpy() for kept in self._kept)

    def _read(self, kept: _Kept) -> pa.RecordBatch:
        return pa.ipc.read_record_batch(self._space.read(kept.number), kept.schema)

    def _parts_needed(self) -> int:
        """Return in how many parts the doubtful keys are compared, so that each part's keys fit the memory given."""
        rows = 2 * sum(map(len, self._doubtful))  # each, and the first holder of its hash
        return 1 + rows * self._space.size // self._held // max(1, self._most)

    def _duplicates(self, chosen: _Chosen) -> Iterator[Finding]:
        """Yield the later holders of keys whose hashes are among the chosen."""
        numbers: list[Positions] = []
        rows: list[Positions] = []
        keys: list[pa.RecordBatch] = []
        for kept in self._kept:
            batch = self._read(kept)
            at = chosen.positions(batch.column(_HASH).to_numpy())
            if not len(at):
                continue
            taken = batch.take(index_array(at))
            position = taken.column(_POSITION).to_numpy() if _POSITION in batch.schema.names else at
            source = taken.column(_ROW).to_numpy() if kept.first_row is None else kept.first_row + position
            numbers.append(kept.start + position)
            rows.append(source)
            keys.append(taken.select([field.name for field in self._fields]))
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
        at = np.flatnonzero(self._maybe[(hashes & self._last).view(np.int64)])
        found = hashes[at]
        places = np.searchsorted(self._hashes, found)
        places[places == len(self._hashes)] = 0
        chosen: Positions = at[self._hashes[places] == found]
        return chosen


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
