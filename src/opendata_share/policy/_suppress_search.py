"""The search for moves that keep every sum: a heuristic, and nobody has to trust it.

What lives here: how hidden cells that can go up or down together are found, and which further cells are hidden where
there are too few. What this file must not know: whether that is enough (`_suppress.audit` decides).

A move is looked for by mending: one cell changes by one, so its sums break; a broken sum is mended by changing another
of its cells, which may break others, until none is broken. In a two-way table that finds the other three corners of a
rectangle, in a hierarchy a cell beside it under the same total. Hidden cells are taken before others, small counts
before large ones, short moves before long ones; the last resort raises a cell and all above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from .._dataclass import dataclass

_HIDDEN_ALONE: Final = ((2, 500), (3, 500), (4, 3_000), (8, 3_000))
"""How many cells a move of hidden cells may have, and how many are looked at to find it; short ones come first."""
_HIDING_MORE: Final = ((2, 5_000), (3, 5_000), (4, 20_000), (6, 20_000), (8, 20_000), (12, 20_000))
_RISING: Final = ((64, 20_000),)
"""The last resort: one cell and all above it."""

Move: TypeAlias = Mapping[int, int]
"""Cells, each with +1 or −1."""
Path: TypeAlias = tuple[tuple[Move, int], ...]
"""Moves made one after the other from the true table, each with how far."""
Broken: TypeAlias = Mapping[int, int]
"""Sums that do not hold, each with what its parts have more than its total."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a reader knows to add up.

    Attributes:
        total: The cell that holds the sum.
        parts: The cells that add up to it.
        is_all: Whether nobody but them is in the sum, so that a cell that is not known follows from the others.
    """

    total: int
    parts: tuple[int, ...]
    is_all: bool = True


@dataclass(frozen=True, slots=True)
class _Looking:
    """What a move that is looked for may be."""

    table: Sequence[int]
    far: int
    sizes: tuple[tuple[int, int], ...] = _HIDDEN_ALONE

    @property
    def hiding(self) -> bool:
        return self.sizes is not _HIDDEN_ALONE

    @property
    def rising(self) -> bool:
        return self.sizes is _RISING


class Search:
    """Finds paths for one cell after the other, and hides further cells where it must.

    Attributes:
        hidden: The cells hidden so far.
        given_up: Whether a cell got too few values within the steps allowed.
    """

    def __init__(self, values: Sequence[int], sums: Sequence[Sum], given: int, hidden: set[int], steps: int) -> None:
        self.hidden = hidden
        self.given_up = False
        self._values = values
        self._sums = sums
        self._given = given
        self._left = steps
        self._least, self._most = list(values), list(values)
        self._in: list[list[tuple[int, int]]] = [[] for _ in values]
        for number, each in enumerate(sums):
            times = Counter(each.parts)
            times[each.total] -= 1
            for cell, coefficient in times.items():
                if coefficient:
                    self._in[cell].append((number, coefficient))
        self._degree = max(map(len, self._in), default=0)

    def paths_of(self, cell: int, k: int) -> Iterator[Path]:
        """Yield paths that together give `cell` at least `k` values, hiding cells where it takes that."""
        falling = self._freely(cell, -1, k)
        if falling:
            yield tuple(falling)
        table = list(self._values)
        rising = self._freely(cell, 1, k, table)
        while self._values_of(cell) < k and not self.given_up:
            found = self._hiding(cell, table, k - self._values_of(cell))
            if found is None:
                self.given_up = True
            else:
                self._make(table, *found)
                rising.append(found)
        if rising:
            yield tuple(rising)

    def _values_of(self, cell: int) -> int:
        return self._most[cell] - self._least[cell] + 1

    def _freely(self, cell: int, sign: int, k: int, table: list[int] | None = None) -> list[tuple[Move, int]]:
        """Return moves of hidden cells alone that take `cell` in one direction, as far as is needed."""
        table = list(self._values) if table is None else table
        path: list[tuple[Move, int]] = []
        while self._values_of(cell) < k:
            move = self._move(cell, sign, _Looking(table, 1))
            if move is None:
                break
            far = min(k, *(table[each] - 1 for each, change in move.items() if change < 0), k)
            self._make(table, move, far)
            path.append((move, far))
        return path

    def _hiding(self, cell: int, table: Sequence[int], missing: int) -> tuple[Move, int] | None:
        """Return a move upwards, with how far, whose cells are all hidden now; None where none was found."""
        for looking in (
            _Looking(table, missing, _HIDING_MORE),
            _Looking(table, 1, _HIDING_MORE),
            _Looking(table, missing, _RISING),
        ):
            move = self._move(cell, 1, looking)
            if move is not None:
                self.hidden |= set(move)
                return move, looking.far
        return None

    def _make(self, table: list[int], move: Move, far: int) -> None:
        for cell, sign in move.items():
            table[cell] += sign * far
            self._least[cell] = min(self._least[cell], table[cell])
            self._most[cell] = max(self._most[cell], table[cell])

    def _move(self, cell: int, sign: int, looking: _Looking) -> Move | None:
        if sign < 0 and looking.table[cell] <= looking.far:
            return None
        broken = {number: coefficient * sign for number, coefficient in self._in[cell]}
        for size, steps in looking.sizes:
            found = self._mended({cell: sign}, broken, size - 1, looking, max(0, self._left - steps))
            if found is not None:
                return found
        return None

    def _mended(self, move: Move, broken: Broken, more: int, looking: _Looking, limit: int) -> Move | None:
        """Return `move` with at most `more` further cells, so that no sum is broken; None where none is found."""
        if not broken:
            return move
        number = min(broken, key=lambda each: (looking.rising and broken[each] < 0, len(self._sums[each].parts), each))
        for cell, change, still in self._mends(number, move, broken, looking):
            if len(still) > (more - 1) * self._degree or self._left <= limit:
                continue
            found = self._mended({**move, cell: change}, still, more - 1, looking, limit)
            if found is not None:
                return found
        return None

    def _mends(self, number: int, move: Move, broken: Broken, looking: _Looking) -> list[tuple[int, int, Broken]]:
        """Return the changes that mend a sum, best first: cell, change, and the sums broken then."""
        each, way = self._sums[number], -1 if broken[number] > 0 else 1
        found = []
        for cell, change in ((each.total, -way), *((part, way) for part in each.parts)):
            self._left -= 1
            if cell not in move and self._may(cell, change, looking):
                still = self._broken_after(cell, change, broken)
                found.append((self._cost(cell), len(still), cell, change, still))
        found.sort(key=lambda mend: mend[:3])
        return [(cell, change, still) for _, _, cell, change, still in found]

    def _may(self, cell: int, change: int, looking: _Looking) -> bool:
        if self._values[cell] == 0 or not (looking.hiding or self._is_unseen(cell)):
            return False
        return change > 0 if looking.rising else change > 0 or looking.table[cell] > looking.far

    def _is_unseen(self, cell: int) -> bool:
        return cell in self.hidden or cell >= self._given

    def _cost(self, cell: int) -> int:
        return 0 if self._is_unseen(cell) else self._values[cell]

    def _broken_after(self, cell: int, change: int, broken: Broken) -> Broken:
        after = dict(broken)
        for number, coefficient in self._in[cell]:
            after[number] = after.get(number, 0) + coefficient * change
            if after[number] == 0:
                del after[number]
        return after
