"""What a rule keeps of each row, given back in order of entity, whatever the batches: a sort in bounded memory.

What lives here: the frozen form of kept rows, sorted runs in a spool, and their merging. What this file must not know:
what a rule compares.

Rows are ordered by a secret hash of their key, then by the key itself, so that two keys with the same hash are never
taken for one, then by the rule's order, then by their number in the table. The hash saves comparing texts; it decides
nothing.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pyarrow as pa

from ..._arrow import Values, index_array, mask_of, pc
from ..._hashes import hashes_of
from ..._spool import Spool, SpoolSpace

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions
    from ..._hashes import Hashes

KEY: Final = "key"
ORDER: Final = "order"
ORDINAL: Final = "ordinal"
ROW: Final = "row"
LINE: Final = "line"
_HASH: Final = "hash"
_BLOCK: Final = 16_384
_PLACE_BITS: Final = 22  # what a hash leaves free for a position; more rows are seldom sorted at once
_PLACES: Final = np.uint64((1 << _PLACE_BITS) - 1)
_Place: TypeAlias = tuple[int, str, int, int]


class Entries:
    """What one rule keeps of the rows of a table.

    Args:
        space: Where sorted runs go.
        run_bytes: How much is sorted at once, in memory.
    """

    def __init__(self, space: SpoolSpace, run_bytes: int) -> None:
        self._space: Final = space
        self._run_bytes: Final = run_bytes
        self._secret: Final = np.uint64(secrets.randbits(64))
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0
        self._runs: Final[list[Spool]] = []

    def __len__(self) -> int:
        return len(self._runs) + len(self._waiting)

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in rows: `key` (text), `order`, `ordinal`, `row`, `line` (int64), and what the rule compares.

        Raises:
            LimitExceeded: The limit `spool_bytes` is passed, or the disk is full.
        """
        self._waiting.append(batch)
        self._bytes += batch.nbytes
        if self._bytes > self._run_bytes:
            self._runs.append(self._spooled(self._sorted_waiting()))

    def in_order(self) -> Iterator[pa.RecordBatch]:
        """Yield all rows in order, in batches that may end within an entity."""
        last = self._sorted_waiting() if self._waiting else None
        if not self._runs:
            if last is not None:
                yield from _blocks(last, 1 << 18)
            return
        streams = [run.batches() for run in self._runs]
        if last is not None:
            streams.append(_blocks(last, _BLOCK))
        yield from _merged(streams)

    def _sorted_waiting(self) -> pa.RecordBatch:
        batch = joined(self._waiting)
        self._waiting, self._bytes = [], 0
        hashes = hashes_of([batch.column(KEY)], self._secret) & ~_PLACES
        return in_order(batch.append_column(_HASH, pa.array(hashes)))

    def _spooled(self, batch: pa.RecordBatch) -> Spool:
        spool = Spool(self._space)
        for block in _blocks(batch, _BLOCK):
            spool.append(block)
        return spool


def starts_of(batch: pa.RecordBatch) -> Mask:
    """Return which rows of a sorted batch have another key than the row before; the first has."""
    starts = np.ones(batch.num_rows, np.bool_)
    hashes = batch.column(_HASH).to_numpy()
    starts[1:] = hashes[1:] != hashes[:-1]
    return starts | _changes(batch.column(KEY))


def by_group(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield sorted batches cut so that all rows of a key stand in one."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        starts = starts_of(batch)
        starts[0] = not held or batch.column(KEY)[0] != held[-1].column(KEY)[held[-1].num_rows - 1]
        cuts = np.flatnonzero(starts).tolist()
        if not cuts:
            held.append(batch)
            continue
        if held:
            yield joined([*held, batch.slice(0, cuts[0])])
        if cuts[-1] > cuts[0]:
            yield batch.slice(cuts[0], cuts[-1] - cuts[0])
        held = [batch.slice(cuts[-1])]
    if held:
        yield joined(held)


def in_order(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch sorted by hash, key, order and number."""
    order = _order(*(batch.column(name).to_numpy() for name in (_HASH, ORDER, ORDINAL)))
    batch = batch.take(index_array(order))
    hashes = batch.column(_HASH).to_numpy()
    doubtful = _changes(batch.column(KEY))
    doubtful[1:] &= hashes[1:] == hashes[:-1]
    doubtful[0] = False
    if doubtful.any():  # two keys with one hash: their rows are told apart by the keys
        ties = np.isin(hashes, hashes[doubtful])
        places = np.arange(batch.num_rows)
        at = places[ties].tolist()
        places[ties] = sorted(at, key=lambda position: _place(batch, position))
        batch = batch.take(index_array(places))
    return batch


def _order(hashes: Hashes, orders: Positions, ordinals: Positions) -> Positions:
    """Return the positions by hash, order and number.

    Hash and position are sorted as one number, which is several times as fast as three keys. Most rows come in order:
    where those with one hash do not, all are sorted by the three.
    """
    if len(hashes) <= 1 << _PLACE_BITS:
        numbers = hashes | np.arange(len(hashes), dtype=np.uint64)
        numbers.sort()
        numbers &= _PLACES
        order: Positions = numbers.view(np.int64)
        same = hashes[order]
        alike = same[1:] == same[:-1]
        first, second = (part[order] for part in (orders, ordinals))
        later = (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & (second[1:] >= second[:-1]))
        if (later | ~alike).all():
            return order
    return np.lexsort((ordinals, orders, hashes))


def _changes(keys: Values) -> Mask:
    changed = np.ones(len(keys), np.bool_)
    if len(keys) > 1:
        changed[1:] = mask_of(pc.not_equal(keys.slice(1), keys.slice(0, len(keys) - 1)))
    return changed


def _place(batch: pa.RecordBatch, position: int) -> _Place:
    hashed, key, order, ordinal = (batch.column(name)[position].as_py() for name in (_HASH, KEY, ORDER, ORDINAL))
    return hashed, key, order, ordinal


def _blocks(batch: pa.RecordBatch, size: int) -> Iterator[pa.RecordBatch]:
    return (batch.slice(start, size) for start in range(0, batch.num_rows, size))


def joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Return batches of one schema as one."""
    if len(batches) == 1:
        return batches[0]
    arrays = [pa.concat_arrays([batch.column(number) for batch in batches]) for number in range(batches[0].num_columns)]
    return pa.RecordBatch.from_arrays(arrays, names=batches[0].schema.names)


def _merged(streams: list[Iterator[pa.RecordBatch]]) -> Iterator[pa.RecordBatch]:
    """Merge sorted streams: what lies up to the smallest last place of all blocks at hand is complete."""
    heads = [(block, stream) for stream in streams if (block := next(stream, None)) is not None]
    while heads:
        lasts = [_place(block, block.num_rows - 1) for block, _ in heads]
        bar = min(lasts)
        ready: list[pa.RecordBatch] = []
        left: list[tuple[pa.RecordBatch, Iterator[pa.RecordBatch]]] = []
        for block, stream in heads:
            cut = _up_to(block, bar)
            if cut:
                ready.append(block.slice(0, cut))
            rest = block.slice(cut) if cut < block.num_rows else next(stream, None)
            if rest is not None:
                left.append((rest, stream))
        heads = left
        yield in_order(joined(ready))


def _up_to(block: pa.RecordBatch, bar: _Place) -> int:
    """Return how many rows of a sorted block do not come after `bar`."""
    hashes = block.column(_HASH).to_numpy()
    first = int(np.searchsorted(hashes, np.uint64(bar[0]), "left"))
    last = int(np.searchsorted(hashes, np.uint64(bar[0]), "right"))
    return bisect_right(range(block.num_rows), bar, first, last, key=lambda position: _place(block, position))


def column_of(batch: pa.RecordBatch, name: str) -> Positions:
    """Return an int64 column of kept rows as numpy."""
    numbers: Positions = batch.column(name).to_numpy(zero_copy_only=False)
    return numbers
