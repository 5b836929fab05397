"""Which of many texts are among a large set of texts that is known beforehand: the set is prepared once.

What lives here: a table of places by hash, built once and asked a column at a time; the texts themselves decide. What
this file must not know: keys, references, rows.

Arrow's `is_in` prepares its set at every call: beside a million known texts that takes a hundred times what the look-up
does. Few known texts are left to it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import numpy as np

from .._arrow import Values, index_array, mask_of, pc
from .._hashes import hashes_of

if TYPE_CHECKING:
    from .._arrow import Mask, Positions
    from .._hashes import Hashes

_ROOM: Final = 4
_FREE: Final = -1


class TextIndex:
    """A set of texts to look others up in; any number of threads may ask it.

    Args:
        texts: An Arrow array of texts, none twice and none null.
        kept: The bits of a hash that are used: all, but in tests of collisions.
    """

    def __init__(self, texts: Values, kept: int = 2**64 - 1) -> None:
        self._texts: Final = texts
        self._secret: Final = np.uint64(secrets.randbits(64))
        self._kept: Final = np.uint64(kept)
        self._hashes: Final = self._hashes_of(texts)
        self._slots: Final = _slots(self._hashes)

    def holds(self, values: Values) -> Mask:
        """Return which of `values`, an Arrow array of texts, are in the set; a null is not."""
        if not values.null_count:
            return self._holds(values)
        there = mask_of(values.is_valid())
        there[there] = self._holds(values.drop_null())
        return there

    def _holds(self, values: Values) -> Mask:
        hashes = self._hashes_of(values)
        found = np.zeros(len(values), np.bool_)
        last = len(self._slots) - 1
        asked = np.arange(len(values))
        places = (hashes & np.uint64(last)).view(np.int64)
        while len(asked):
            held = self._slots.take(places, mode="clip")
            taken = np.flatnonzero(held != _FREE)  # where a place is free the search ends
            asked, places, held = asked[taken], places[taken], held[taken]
            same = self._hashes[held] == hashes[asked]
            alike = np.flatnonzero(same)
            if len(alike):
                wanted = values.take(index_array(asked[alike]))
                same[alike] = mask_of(pc.equal(wanted, self._texts.take(index_array(held[alike]))))
            found[asked[same]] = True
            asked, places = asked[~same], (places[~same] + 1) & last
        return found

    def _hashes_of(self, texts: Values) -> Hashes:
        return hashes_of([texts], self._secret) & self._kept


def _slots(hashes: Hashes) -> Positions:
    """Return places, each free or with the position of a hash: at its own place, or the first free one after it."""
    last = (1 << max(1, (_ROOM * len(hashes)).bit_length())) - 1
    slots: Positions = np.full(last + 1, _FREE, np.int64)
    waiting = np.arange(len(hashes))
    places = (hashes & np.uint64(last)).view(np.int64)
    while len(waiting):
        free = slots[places] == _FREE
        slots[places[free]] = waiting[free]  # of several for one place the last one stays
        left = slots[places] != waiting
        waiting, places = waiting[left], (places[left] + 1) & last
    return slots
