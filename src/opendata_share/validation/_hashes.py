"""64-bit hashes of columns, whole columns at a time.

What lives here: texts, numbers, times and decimals to hashes that are alike wherever the values are, whatever the
column's layout (plain, dictionary, slice). What this file must not know: keys, rows, reports.

A hash only proposes: whoever asks compares the values where two hashes are alike. Hashes start from a secret, so nobody
can write a file whose values all have one; where it happens all the same, it costs time in proportion to the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, pc

if TYPE_CHECKING:
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

_WORD: Final = 8
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)  # splitmix64's multipliers
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FOLD: Final = np.uint64(29)
_HALF: Final = np.uint64(32)


def hashes_of(columns: Sequence[Values], secret: np.uint64) -> Hashes:
    """Return one hash a row over all `columns`, none of which has a null.

    Args:
        columns: Of equal length; texts (also as dictionaries), integers, floats, booleans, dates, times, decimals.
        secret: What every hash starts from.
    """
    first, *others = columns
    hashes = _column_hashes(first, secret)
    for column in others:
        hashes *= _GOLDEN
        _mix_in(hashes, _column_hashes(column, secret))
    return hashes


def _column_hashes(column: Values, secret: np.uint64) -> Hashes:
    kind = column.type
    if pa.types.is_dictionary(kind):
        values = _column_hashes(column.dictionary, secret)
        taken: Hashes = values[column.indices.to_numpy()]
        return taken
    if pa.types.is_string(kind):
        return _text_hashes(column, secret)
    hashes = np.full(len(column), _start(secret, 0), np.uint64)
    for words in _words(column):
        _mix_in(hashes, words)
    return _finished(hashes)


def _words(column: Values) -> list[Hashes]:
    """Return the words of numbers and times: equal where the values are equal."""
    kind = column.type
    if pa.types.is_decimal(kind):
        buffer = np.frombuffer(column.buffers()[1], np.uint64)
        width = kind.byte_width // _WORD
        start = column.offset * width
        pairs = buffer[start : start + len(column) * width].reshape(-1, width)
        return [pairs[:, word] for word in range(width)]
    if pa.types.is_floating(kind):
        # Minus zero is zero, and every NaN is one NaN.
        numbers = column.to_numpy(zero_copy_only=False).astype(np.float64) + 0.0
        numbers[np.isnan(numbers)] = np.nan
        return [numbers.view(np.uint64)]
    if pa.types.is_date32(kind):
        column = column.view(pa.int32())
    elif pa.types.is_timestamp(kind):
        column = column.view(pa.int64())
    whole: Any = column if pa.types.is_int64(column.type) else pc.cast(column, pa.int64())
    return [whole.to_numpy().view(np.uint64)]


def _text_hashes(texts: Values, secret: np.uint64) -> Hashes:
    count = len(texts)
    _, offsets_buffer, data = texts.buffers()
    if count == 0:
        return np.empty(0, np.uint64)
    offsets = np.frombuffer(offsets_buffer, np.int32, count + 1, texts.offset * 4)
    lengths = np.diff(offsets)
    longest = int(lengths.max())
    if longest >= _WORD and longest == int(lengths.min()):
        return _of_one_length(data, int(offsets[0]), count, longest, secret)
    return _of_any_length(data, offsets.astype(np.int64), lengths.astype(np.int64), secret)


def _of_one_length(data: Any, base: int, count: int, length: int, secret: np.uint64) -> Hashes:
    """Hash texts that stand one after another like the rows of a matrix; the last word may overlap the one before."""
    hashes = np.full(count, _start(secret, length), np.uint64)
    for at in (*range(0, length - _WORD + 1, _WORD), *((length - _WORD,) if length % _WORD else ())):
        _mix_in(hashes, np.ndarray((count,), "<u8", data, base + at, (length,)))
    return _finished(hashes)


def _of_any_length(
    data: Any, offsets: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], secret: np.uint64
) -> Hashes:
    size = int(offsets[-1] - offsets[0])
    padded = np.zeros(size + _WORD, np.uint8)  # a word may be read past the end
    if size:
        padded[:size] = np.frombuffer(data, np.uint8, size, int(offsets[0]))
    words: Hashes = np.ndarray((size + 1,), "<u8", padded, strides=(1,))
    starts = offsets[:-1] - offsets[0]
    hashes = _start(secret, lengths.astype(np.uint64))
    for done in range(0, int(lengths.max()), _WORD):
        longer = np.flatnonzero(lengths > done)
        length, start = lengths[longer], starts[longer]
        found = words[start + np.where(length >= _WORD, np.minimum(done, length - _WORD), 0)]
        # What lies beyond a text shorter than a word is shifted out of it.
        found <<= (np.maximum(_WORD - length, 0) * _WORD).astype(np.uint64)
        mixed = hashes[longer]
        _mix_in(mixed, found)
        hashes[longer] = mixed
    return _finished(hashes)


def _start(secret: np.uint64, lengths: Any) -> Any:
    with np.errstate(over="ignore"):  # a product of scalars wraps as one of arrays does
        return (secret ^ (np.uint64(1) + np.asarray(lengths, np.uint64)) * _GOLDEN) * _FIRST


def _mix_in(hashes: Hashes, words: Hashes) -> None:
    hashes ^= words
    hashes *= _FIRST
    hashes ^= hashes >> _FOLD


def _finished(hashes: Hashes) -> Hashes:
    hashes *= _SECOND
    hashes ^= hashes >> _HALF
    return hashes
