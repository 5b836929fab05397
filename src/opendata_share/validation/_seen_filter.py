"""Which hashes may have been seen before: never wrong about a new one's absence, seldom about its presence.

What lives here: a Bloom filter in blocks of one word, a batch at a time, that grows with what it holds up to a limit,
and the exact search for a hash that stands twice in one batch. What this file must not know: keys, rows, where hashes
come from.

Each hash sets three bits of one 64-bit word, so that it is looked up and set with one access to memory. With at most
three hashes a word, fewer than one in two hundred new hashes is taken for an old one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from .._arrow import Mask, Positions
    from ._hashes import Hashes

_FIRST_WORDS: Final = 1 << 12
_MOST_A_WORD: Final = 3
_GROWTH: Final = 4
_ONE: Final = np.uint64(1)
_BITS: Final = np.uint64(63)
_SLOT_BITS: Final = 19
_SLOTS: Final = 1 << _SLOT_BITS
_SLOT: Final = np.uint64(64 - _SLOT_BITS)


class SeenFilter:
    """The hashes seen so far, approximately.

    Args:
        most_bytes: What it may take; beyond that it errs more often and grows no more.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most: Final = max(_FIRST_WORDS, most_bytes // 8)
        self._words = np.zeros(_FIRST_WORDS, np.uint64)
        self._held = 0

    def add(self, hashes: Hashes, earlier: Callable[[], Iterable[Hashes]]) -> Positions:
        """Take in a batch of hashes and return the positions of those that may have been in an earlier one.

        Args:
            hashes: The batch.
            earlier: Gives the batches before it again, to fill a larger table.
        """
        wanted = self._held + len(hashes)
        size = len(self._words)
        while wanted > _MOST_A_WORD * size and size * _GROWTH <= self._most:
            size *= _GROWTH
        if size > len(self._words):
            self._words = np.zeros(size, np.uint64)
            for batch in earlier():
                self._put(batch)
        self._held = wanted
        return np.flatnonzero(self._put(hashes))

    def _put(self, hashes: Hashes) -> Mask:
        """Set the bits of all hashes and return which had them set before."""
        at, bits = (hashes & np.uint64(len(self._words) - 1)).view(np.int64), _bits(hashes)
        there = self._words[at]
        seen: Mask = there & bits == bits
        there |= bits
        self._words[at] = there
        # Of hashes with one word only the last was written: the others are written again, each after those before it.
        lost = np.flatnonzero(self._words[at] & bits != bits)
        while len(lost):
            places, wanted = at[lost], bits[lost]
            self._words[places] |= wanted
            lost = lost[self._words[places] & wanted != wanted]
        return seen


def _bits(hashes: Hashes) -> Hashes:
    bits = _ONE << (hashes >> np.uint64(58))
    bits |= _ONE << ((hashes >> np.uint64(52)) & _BITS)
    bits |= _ONE << ((hashes >> np.uint64(46)) & _BITS)
    return bits


def repeated(hashes: Hashes) -> Positions:
    """Return the positions of hashes that stand at an earlier position too."""
    slots = (hashes >> _SLOT).view(np.int64)
    positions = np.arange(len(hashes), dtype=np.uint32)
    first = _own.table()
    first[slots[::-1]] = positions[::-1]  # of several the last written stays: the first position
    holder = first[slots]
    others = np.flatnonzero(holder != positions)
    if not len(others):
        return others
    again = hashes[holder[others]] == hashes[others]
    rest = others[~again]  # these share a slot with another hash, and may be alike among themselves
    found = others[again]
    ordered = np.sort(hashes[rest])
    if (ordered[1:] == ordered[:-1]).any():
        _, firsts = np.unique(hashes[rest], return_index=True)
        found = np.concatenate([found, np.delete(rest, firsts)])
    return np.sort(found)


class _Tables(threading.local):
    """A table of positions for each thread; what stood in it before means nothing."""

    _table: npt.NDArray[np.uint32] | None = None

    def table(self) -> npt.NDArray[np.uint32]:
        """Return the thread's table."""
        if self._table is None:
            self._table = np.empty(_SLOTS, np.uint32)
        return self._table


_own: Final = _Tables()
