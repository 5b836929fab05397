"""Batches of any size to chunks that depend on the rows alone.

What lives here: where one chunk ends and the next begins. The same rows make the same chunks, however they came; so
files and digests are the same too, and memory is bounded. What this file must not know: files, digests, contracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import pc

if TYPE_CHECKING:
    import numpy.typing as npt

    Widths = npt.NDArray[np.int64]

CHUNK_BYTES: Final = 256 * 1024 * 1024
"""The most text of one chunk, in bytes, unless a single row has more."""

_ZERO: Final = pa.scalar(0, pa.int32())


def chunks(batches: Iterable[pa.RecordBatch], rows: int, text_bytes: int = CHUNK_BYTES) -> Iterator[pa.RecordBatch]:
    """Yield the rows of `batches` in chunks of `rows` rows, the last with fewer.

    A chunk ends earlier where its text would take more than `text_bytes`.
    """
    pending: list[pa.RecordBatch] = []
    held, held_bytes = 0, 0
    for batch in batches:
        widths = row_widths(batch)
        start = 0
        while start < batch.num_rows:
            fits = _fitting(widths[start:], rows - held, text_bytes - held_bytes)
            if fits == 0 and held == 0:
                fits = 1
            if fits:
                pending.append(batch.slice(start, fits))
                held += fits
                held_bytes += int(widths[start : start + fits].sum())
                start += fits
            if start < batch.num_rows or held == rows:
                yield _joined(pending)
                pending, held, held_bytes = [], 0, 0
    if pending:
        yield _joined(pending)


def _fitting(widths: Widths, rows: int, text_bytes: int) -> int:
    """Return how many of the next rows still go into the chunk."""
    candidates = widths[:rows]
    if int(candidates.sum()) <= text_bytes:
        return len(candidates)
    return int(np.searchsorted(np.cumsum(candidates), text_bytes, side="right"))


def row_widths(batch: pa.RecordBatch) -> Widths:
    """Return how many bytes of text each row has."""
    widths = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        widths += _widths(column)
    return widths


def _widths(array: pa.Array[Any]) -> Widths:
    kind = array.type
    if pa.types.is_string(kind):
        lengths = pc.fill_null(pc.binary_length(array), _ZERO)
        return np.asarray(lengths.to_numpy(zero_copy_only=False), dtype=np.int64)
    if pa.types.is_list(kind):
        lengths = pc.fill_null(pc.list_value_length(array), _ZERO).to_numpy(zero_copy_only=False)
        ends = np.cumsum(np.asarray(lengths, dtype=np.int64))
        totals = np.concatenate([[0], np.cumsum(_widths(pc.list_flatten(array)))])
        return np.asarray(totals[ends] - totals[ends - lengths], dtype=np.int64)
    if pa.types.is_struct(kind):
        widths = np.zeros(len(array), dtype=np.int64)
        for number in range(kind.num_fields):
            widths += _widths(pc.struct_field(array, [number]))
        return widths
    return np.zeros(len(array), dtype=np.int64)


def _joined(pending: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(pending) == 1:
        return pending[0]
    (batch,) = pa.Table.from_batches(pending).combine_chunks().to_batches()
    return batch
