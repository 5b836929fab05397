"""64-bit hashes of columns, whole columns at a time.

What lives here: texts, numbers, times and decimals to hashes that are alike wherever the values are, whatever the
column's layout (plain, dictionary, slice). What this file must not know: keys, rows, reports.

A hash only proposes: whoever asks compares the values where two hashes are alike. What hashes start from and what they
are multiplied by come from a secret, so nobody can write a file whose values all have one; where it happens all the
same, it costs time in proportion to the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ._arrow import Values, pc

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._arrow import Positions

    Hashes = npt.NDArray[np.uint64]

_WORD: Final = 8
_BLOCK: Final = 1 << 15
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
    mix = _Mix(secret)
    first, *others = columns
    hashes = _column_hashes(first, mix)
    for column in others:
        hashes *= _GOLDEN
        words = _column_hashes(column, mix)
        mix.take_in(hashes, words, words)
    return hashes


def _column_hashes(column: Values, mix: _Mix) -> Hashes:
    kind = column.type
    if pa.types.is_dictionary(kind):
        values = _column_hashes(column.dictionary, mix)
        taken: Hashes = values.take(column.indices.to_numpy())
        return taken
    if pa.types.is_string(kind):
        return _text_hashes(column, mix)
    return _of_words(_words(column), len(column), mix.start(0), mix)


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


def _text_hashes(texts: Values, mix: _Mix) -> Hashes:
    count = len(texts)
    _, offsets_buffer, data = texts.buffers()
    if count == 0:
        return np.empty(0, np.uint64)
    offsets = np.frombuffer(offsets_buffer, np.int32, count + 1, texts.offset * 4)
    lengths = np.diff(offsets)
    longest = int(lengths.max())
    if longest >= _WORD and longest == int(lengths.min()):
        return _of_one_length(data, int(offsets[0]), count, longest, mix)
    return _of_any_length(data, offsets, lengths, mix)


def _of_one_length(data: Any, base: int, count: int, length: int, mix: _Mix) -> Hashes:
    """Hash texts that stand one after another like the rows of a matrix; the last word may overlap the one before."""
    places = (*range(0, length - _WORD + 1, _WORD), *((length - _WORD,) if length % _WORD else ()))
    words = [np.ndarray((count,), "<u8", data, base + at, (length,)) for at in places]
    return _of_words(words, count, mix.start(length), mix)


def _of_words(words: Sequence[Hashes], count: int, start: Hashes, mix: _Mix) -> Hashes:
    """Return the hashes of rows whose words stand in columns, a block at a time: it stays in the cache."""
    hashes = _room_for(count)
    space = np.empty(min(count, _BLOCK), np.uint64)
    for begin in range(0, count, _BLOCK):
        block = hashes[begin : begin + _BLOCK]
        shifted = space[: len(block)]
        block[:] = start
        for column in words:
            mix.take_in(block, column[begin : begin + _BLOCK], shifted)
        mix.finish(block, shifted)
    return hashes


def _of_any_length(data: Any, offsets: npt.NDArray[np.int32], lengths: npt.NDArray[np.int32], mix: _Mix) -> Hashes:
    """Hash texts of many lengths: the last word of a text overlaps the one before, a shorter text has one word."""
    begin, end = int(offsets[0]), int(offsets[-1])
    words = _words_anywhere(data, begin, end)
    hashes = _room_for(len(lengths))
    for first in range(0, len(lengths), _BLOCK):
        block = slice(first, first + _BLOCK)
        length, start = lengths[block].astype(np.int64), offsets[:-1][block].astype(np.int64) - begin
        hashes[block] = _of_a_block(words, start, length, mix)
    return hashes


def _of_a_block(words: Hashes, starts: Positions, lengths: Positions, mix: _Mix) -> Hashes:
    hashes: Hashes = mix.start(lengths.astype(np.uint64))
    shortest, longest = int(lengths.min()), int(lengths.max())
    for done in range(0, longest, _WORD):
        longer = None if done < shortest else np.flatnonzero(lengths > done)
        length, start = (lengths, starts) if longer is None else (lengths[longer], starts[longer])
        found = words[start + np.maximum(np.minimum(done, length - _WORD), 0)]
        if done == 0 and shortest < _WORD:  # what lies beyond a text shorter than a word is shifted out of it
            found <<= (np.maximum(_WORD - length, 0) * _WORD).astype(np.uint64)
        mixed = hashes if longer is None else hashes[longer]
        mix.take_in(mixed, found, found)
        if longer is not None:
            hashes[longer] = mixed
    mix.finish(hashes, np.empty_like(hashes))
    return hashes


def _words_anywhere(data: Any, begin: int, end: int) -> Hashes:
    """Return the word that begins at each octet from `begin` to `end`; it may reach past the last text."""
    size = end - begin
    if data is not None and data.size >= end + _WORD:
        return np.ndarray((size + 1,), "<u8", data, begin, (1,))
    padded = np.zeros(size + _WORD, np.uint8)
    if size:
        padded[:size] = np.frombuffer(data, np.uint8, size, begin)
    return np.ndarray((size + 1,), "<u8", padded, strides=(1,))


class _Mix:
    """How words become a hash.

    The words are multiplied by a number that comes from the secret too: with one that is known, texts could be written
    whose hashes are alike whatever they start from.

    Args:
        secret: 64 bits.
    """

    def __init__(self, secret: np.uint64) -> None:
        self._secret: Final = secret
        # arrays: a product of scalars would warn that it wraps
        self._factor: Final = np.array([secret], np.uint64) * _GOLDEN ^ _FIRST | np.uint64(1)

    def start(self, lengths: Any) -> Hashes:
        """Return what hashes start from, by the length of the text, or 0 for what is no text."""
        started: Hashes = (
            self._secret ^ (np.atleast_1d(np.asarray(lengths, np.uint64)) + np.uint64(1)) * _GOLDEN
        ) * _FIRST
        return started

    def take_in(self, hashes: Hashes, words: Hashes, space: Hashes) -> None:
        """Mix the next word of each row into its hash; `space` is written over, and may be `words`."""
        hashes ^= words
        hashes *= self._factor
        np.right_shift(hashes, _FOLD, out=space)
        hashes ^= space

    def finish(self, hashes: Hashes, space: Hashes) -> None:
        """Let every bit of a hash hang on every word."""
        hashes *= _SECOND
        np.right_shift(hashes, _HALF, out=space)
        hashes ^= space


def _room_for(count: int) -> Hashes:
    """Return room for hashes, from Arrow: it keeps what is freed for the next batch, NumPy asks the system anew."""
    room: Any = pa.allocate_buffer(_WORD * count)
    hashes: Hashes = np.frombuffer(room, np.uint64)
    return hashes
