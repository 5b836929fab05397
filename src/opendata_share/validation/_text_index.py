"""Which texts were seen before, exactly, a batch at a time.

What lives here: 64-bit hashes of texts, computed and looked up as whole columns, and the comparison of the texts
themselves wherever two hashes are alike. What this file must not know: keys, rows, reports.

A hash only proposes; equality of the texts decides, so a collision costs time and never a wrong answer. The hashes
start from a secret drawn for each index: nobody can write a file whose keys all fall into one slot. Memory is 32 to 64
bytes a text and the text itself.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._arrow import Values, copied, mask_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from .._arrow import Positions

    Hashes = npt.NDArray[np.uint64]

_FIRST_SIZE: Final = 1 << 14
_WORD: Final = 8
_MULTIPLIERS: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64's
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)


class TextIndex:
    """The texts seen so far, each under the number it was first seen with (0, 1, 2, … over all batches)."""

    def __init__(self) -> None:
        self._secret: Final = np.uint64(secrets.randbits(64))
        self._slots = _Slots(_FIRST_SIZE)
        self._texts: Final[list[Values]] = []
        self._starts: Final[list[int]] = []
        self._collided: Final[dict[str, int]] = {}
        self._count = 0

    def add(self, texts: Values) -> Positions:
        """Take in a batch of texts and return the number each was first seen with; a new one has its own.

        Args:
            texts: A string array without nulls.
        """
        texts = copied(texts)  # a slice would keep the reader's whole buffers
        numbers = np.arange(self._count, self._count + len(texts), dtype=np.int64)
        self._texts.append(texts)
        self._starts.append(self._count)
        self._count += len(texts)
        firsts = self._slots.put(hashes_of(texts, self._secret), numbers)
        proposed = np.flatnonzero(firsts != numbers)
        if len(proposed):
            self._decide(texts, numbers, firsts, proposed)
        return firsts

    def _decide(self, texts: Values, numbers: Positions, firsts: Positions, proposed: Positions) -> None:
        """Compare texts whose hash was seen with the text it was seen for; look up by itself what differs."""
        at: Values = pa.array(proposed)
        differs = ~mask_of(pc.equal(texts.take(at), self._at(firsts[proposed])))
        for position in proposed[differs].tolist():
            firsts[position] = self._collided.setdefault(texts[position].as_py(), int(numbers[position]))

    def _at(self, numbers: Positions) -> Values:
        """Return the texts with these numbers."""
        order = np.argsort(numbers, kind="stable")
        ascending = numbers[order]
        ends = np.searchsorted(ascending, [*self._starts[1:], self._count])
        parts = [
            texts.take(pa.array(ascending[begin:end] - start))
            for texts, start, begin, end in zip(self._texts, self._starts, [0, *ends[:-1]], ends, strict=True)
            if begin < end
        ]
        return pa.concat_arrays(parts).take(pa.array(np.argsort(order, kind="stable")))


class _Slots:
    """An open-addressing table of hashes, each with a number; whole columns are put at once. 0 is a free slot."""

    def __init__(self, size: int) -> None:
        self._hashes = np.zeros(size, np.uint64)
        self._numbers = np.zeros(size, np.int64)
        self._used = 0

    def put(self, hashes: Hashes, numbers: Positions) -> Positions:
        """Return the number each hash was first put with; of equal ones in `hashes` the first counts."""
        if 2 * (self._used + len(hashes)) > len(self._hashes):
            self._grow(self._used + len(hashes))
        firsts = self._placed(hashes, numbers)
        self._used += int(np.count_nonzero(firsts == numbers))
        return firsts

    def _grow(self, needed: int) -> None:
        size = len(self._hashes)
        while size < 4 * needed:
            size *= 2
        taken = np.flatnonzero(self._hashes)
        hashes, numbers = self._hashes[taken], self._numbers[taken]
        self._hashes, self._numbers = np.zeros(size, np.uint64), np.zeros(size, np.int64)
        self._placed(hashes, numbers)

    def _placed(self, hashes: Hashes, numbers: Positions) -> Positions:
        last = len(self._hashes) - 1
        slots = (hashes & np.uint64(last)).astype(np.int64)
        firsts = np.empty(len(hashes), np.int64)
        waiting = np.arange(len(hashes))
        while len(waiting):
            at, wanted = slots[waiting], hashes[waiting]
            free = np.flatnonzero(self._hashes[at] == 0)[::-1]
            # Written from the last to the first, so that the first to claim a slot is the one that stays.
            self._hashes[at[free]] = wanted[free]
            self._numbers[at[free]] = numbers[waiting[free]]
            held = self._hashes[at] == wanted
            firsts[waiting[held]] = self._numbers[at[held]]
            waiting = waiting[~held]
            slots[waiting] = (slots[waiting] + 1) & last
        return firsts


def hashes_of(texts: Values, secret: np.uint64) -> Hashes:
    """Return a 64-bit hash of every text, never 0; eight bytes of all texts are mixed in at a time."""
    count = len(texts)
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32, count + 1, texts.offset * 4).astype(np.int64)
    length = np.diff(offsets)
    size = int(offsets[-1] - offsets[0])
    data = np.zeros(size + _WORD, np.uint8)  # a word may be read past the end
    if size:
        data[:size] = np.frombuffer(data_buffer, np.uint8, size, int(offsets[0]))
    words: Hashes = np.ndarray((size + 1,), "<u8", data, strides=(1,))
    start = offsets[:-1] - offsets[0]
    hashes = _mixed(secret ^ (length.astype(np.uint64) * _GOLDEN))
    for done in range(0, int(length.max(initial=0)), _WORD):
        longer = np.flatnonzero(length > done)
        # What lies beyond the text is shifted out of its last word.
        beyond = np.maximum(_WORD - (length[longer] - done), 0).astype(np.uint64) * np.uint64(_WORD)
        hashes[longer] = _mixed(hashes[longer] ^ (words[start[longer] + done] << beyond))
    hashes[hashes == 0] = 1
    return hashes


def _mixed(values: Hashes) -> Hashes:
    first, second = _MULTIPLIERS
    mixed = values * first
    mixed ^= mixed >> np.uint64(32)
    mixed *= second
    mixed ^= mixed >> np.uint64(29)
    return mixed
