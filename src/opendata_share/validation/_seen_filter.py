"""Which hashes may have been seen before: never wrong about a new one's absence, seldom about its presence.

What lives here: a Bloom filter in blocks of one word, a batch at a time, that grows with what it holds up to a limit,
and the exact search for a hash that stands twice among neighbours. What this file must not know: keys, rows, where
hashes come from.

Each hash sets six bits of one 64-bit word, so that it is looked up and set with one access to memory. With at most four
hashes a word, one in a thousand new hashes is taken for an old one.

Hashes are taken in blocks that stay in the processor's cache. What a block asks of itself (which hashes stand in it
twice, which share a word) needs nothing that came before, so any thread may find it out: `neighbours_of`. What is left
for `SeenFilter.add`, which must be asked in order, is one look and one write a hash.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from .._dataclass import dataclass

if TYPE_CHECKING:
    import numpy.typing as npt

    from .._arrow import Mask, Positions
    from .._hashes import Hashes

_BLOCK: Final = 1 << 15
_SLOTS: Final = 1 << 18  # an eighth of them is taken by a block
_SLOT: Final = np.uint64(_SLOTS - 1)
_OTHER_SLOT: Final = np.uint64(20)
_FIRST_WORDS: Final = _SLOTS  # not fewer: hashes of one word must share a slot
_MOST_A_WORD: Final = 4
_GROWTH: Final = 16
_BITS: Final = 6
_PATTERN_BITS: Final = 14
_PATTERN: Final = np.uint64(64 - _PATTERN_BITS)
_NOWHERE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the hashes of a batch are to each other.

    Attributes:
        again: int64, ascending: the positions of hashes that stand at an earlier position of their block too.
        rivals: Of each block: int64, the positions in it of hashes that may share a word with a later one.
    """

    again: Positions
    rivals: Sequence[Positions]


def neighbours_of(hashes: Hashes) -> Neighbours:
    """Return which hashes repeat one before them in their block, and which a block must write with care."""
    again: list[Positions] = []
    rivals: list[Positions] = []
    for start, block in _blocks(hashes):
        found, values = _rivals_and_repeated(block)
        rivals.append(found)
        if len(values):
            again.append(start + _later_of(values, block))
    return Neighbours(np.concatenate(again) if again else _NOWHERE, rivals)


class SeenFilter:
    """The hashes seen so far, approximately.

    Args:
        most_bytes: What it may take, but for the 2 MB it begins with; beyond that it errs more often and grows no more.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most: Final = max(_FIRST_WORDS, 1 << max(0, (most_bytes // 8).bit_length() - 1))
        self._words = np.zeros(_FIRST_WORDS, np.uint64)
        self._held = 0

    def add(self, hashes: Hashes, neighbours: Neighbours, earlier: Callable[[], Iterable[Hashes]]) -> Positions:
        """Take in a batch of hashes and return the positions of those that may have been in an earlier block.

        Args:
            hashes: The batch.
            neighbours: What they are to each other.
            earlier: Gives the batches before it again, to fill a larger table.
        """
        wanted = self._held + len(hashes)
        size = len(self._words)
        while wanted > _MOST_A_WORD * size and size < self._most:
            size = min(size * _GROWTH, self._most)
        if size > len(self._words):
            self._words = np.zeros(size, np.uint64)
            for batch in earlier():
                self._put(batch, neighbours_of(batch))
        self._held = wanted
        return self._put(hashes, neighbours)

    def _put(self, hashes: Hashes, neighbours: Neighbours) -> Positions:
        """Set the bits of all hashes and return the positions of those that had them set before."""
        seen = [
            start + found
            for (start, block), rivals in zip(_blocks(hashes), neighbours.rivals, strict=True)
            if len(found := self._put_block(block, rivals))
        ]
        return np.concatenate(seen) if seen else _NOWHERE

    def _put_block(self, hashes: Hashes, rivals: Positions) -> Positions:
        space = _own.space(len(hashes))
        words = self._words
        np.right_shift(hashes, _PATTERN, out=space.first)
        bits = _PATTERNS.take(space.first.view(np.int64), out=space.second, mode="clip")
        np.bitwise_and(hashes, np.uint64(len(words) - 1), out=space.first)
        at = space.first.view(np.int64)
        there = words.take(at, out=space.third, mode="clip")
        np.bitwise_or(there, bits, out=bits)  # the bits of the word from now on
        seen = np.flatnonzero(np.equal(there, bits, out=space.flags))
        words[at] = bits
        # Of hashes with one word only the last was written: the others are written again, each after those before it.
        places, wanted = at[rivals], bits[rivals]
        lost = np.flatnonzero(words[places] & wanted != wanted)
        while len(lost):
            places, wanted = places[lost], wanted[lost]
            words[places] |= wanted
            lost = np.flatnonzero(words[places] & wanted != wanted)
        return seen


def _blocks(hashes: Hashes) -> Iterator[tuple[int, Hashes]]:
    return ((start, hashes[start : start + _BLOCK]) for start in range(0, len(hashes), _BLOCK))


def _rivals_and_repeated(hashes: Hashes) -> tuple[Positions, Hashes]:
    """Return (the positions of hashes whose slot a later one has, the hashes that stand twice)."""
    rivals, own, holders = _not_last(hashes, hashes)
    alike = own == holders
    # What is like no later holder may still be alike among itself; in slots by other bits few meet that are not alike.
    rest = own[~alike]
    _, own_again, holders_again = _not_last(rest >> _OTHER_SLOT, rest)
    alike_again = own_again == holders_again
    ordered = np.sort(own_again[~alike_again])
    found = (own[alike], own_again[alike_again], ordered[1:][ordered[1:] == ordered[:-1]])
    return rivals, np.unique(np.concatenate(found)) if any(map(len, found)) else hashes[:0]


def _not_last(places: Hashes, hashes: Hashes) -> tuple[Positions, Hashes, Hashes]:
    """Return (the positions of those whose slot a later one has, their hashes, the hashes of the last of the slot)."""
    space = _own.space(len(hashes))
    slots = np.bitwise_and(places, _SLOT, out=space.first).view(np.int64)
    space.slots[slots] = space.numbers  # of several the last written stays
    last = space.slots.take(slots, out=space.lasts, mode="clip")
    rivals = np.flatnonzero(np.not_equal(last, space.numbers, out=space.flags))
    return rivals, hashes[rivals], hashes[last[rivals]]


def _later_of(values: Hashes, hashes: Hashes) -> Positions:
    """Return the positions of those of `values` in `hashes` that stand at an earlier position too."""
    at = np.flatnonzero(np.isin(hashes, values))
    _, firsts = np.unique(hashes[at], return_index=True)
    return np.delete(at, firsts)


class _Space:
    """Arrays for what is known of a block for a moment: memory that is asked for anew costs more than the work."""

    def __init__(self, length: int, slots: npt.NDArray[np.uint16]) -> None:
        self.slots = slots
        self.numbers = np.arange(length, dtype=np.uint16)
        self.lasts = np.empty(length, np.uint16)
        self.first, self.second, self.third = (np.empty(length, np.uint64) for _ in range(3))
        self.flags: Mask = np.empty(length, np.bool_)


class _Spaces(threading.local):
    """The arrays of each thread; what stood in them before means nothing."""

    _whole: _Space | None = None

    def space(self, length: int) -> _Space:
        """Return the thread's arrays for a block of `length` hashes."""
        if self._whole is None:
            self._whole = _Space(_BLOCK, np.empty(_SLOTS, np.uint16))
        whole = self._whole
        if length == _BLOCK:
            return whole
        part = object.__new__(_Space)
        part.slots = whole.slots
        part.numbers, part.lasts, part.flags = whole.numbers[:length], whole.lasts[:length], whole.flags[:length]
        part.first, part.second, part.third = (one[:length] for one in (whole.first, whole.second, whole.third))
        return part


def _patterns() -> Hashes:
    """Return words with six bits or a few less, which the first bits of a hash choose among."""
    # Weyl's sequence: what looks random for a filter without asking a generator at import.
    draws = np.arange(1, _BITS * (1 << _PATTERN_BITS) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    draws ^= draws >> np.uint64(31)
    draws *= np.uint64(0xBF58476D1CE4E5B9)
    bits = np.uint64(1) << (draws >> np.uint64(58))
    patterns: Hashes = np.bitwise_or.reduce(bits.reshape(-1, _BITS), axis=1)
    return patterns


_own: Final = _Spaces()
_PATTERNS: Final = _patterns()
