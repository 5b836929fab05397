"""Small counts hidden so that nothing that stays gives them back.

What lives here: a pure decision over whole numbers and their sums: which cells must be hidden, and the proof that it is
enough. What this file must not know: columns, contracts, policies (`_suppress_rows`), how safe moves are looked for
(`_suppress_search`).

A count is small from 1 to k − 1. A zero is never hidden, neither for its own sake (it counts nobody) nor to hide
another (everybody knows which rooms are empty): a reader may therefore take every hidden cell for at least 1. The
reader also knows every sum. What is hidden along with another cell is protected as that is. A set of hidden cells is
safe when, for all the reader can tell,

  1. every hidden small count could have k values or more, and
  2. every other hidden cell could have two or more.

Nothing is believed of the search: each of its steps is a *move*, a set of hidden cells that go up or down by the same
number together so that every sum still holds. `audit` replays the moves, each a table the reader cannot tell from the
true one, and counts the values they give each cell: whole numbers alone, so the answer is exact. What the audit does
not find safe is not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from .._dataclass import dataclass
from ..errors import LimitExceeded
from ._suppress_known import followed
from ._suppress_search import Move, Path, Search, Sum

STEPS: Final = 20_000_000
"""Cells looked at while searching, for all small counts together; the limit is named `suppression_steps`."""
Drawn: TypeAlias = Sequence[tuple[AbstractSet[int], AbstractSet[int]]]
"""Cells, and those that are hidden where one of them is."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Cells to hide, and why that is enough.

    Attributes:
        cells: The cells to hide, in order.
        given: How many cells there were; those behind them stand for what a sum leaves over, and nobody sees them.
        values: What every cell counts.
        sums: The sums that hold of `values`.
        paths: The proof; see `audit`.
    """

    cells: tuple[int, ...]
    given: int
    values: tuple[int, ...]
    sums: tuple[Sum, ...]
    paths: tuple[Path, ...]


def hidden_cells(
    counts: Sequence[int | None],
    sums: Sequence[Sum],
    k: int | Sequence[int],
    *,
    drawn: Drawn = (),
    steps: int = STEPS,
) -> Hidden:
    """Return which cells to hide so that no count from 1 to `k` − 1 can be told from what stays.

    Args:
        counts: What each cell counts, 0 or more; None where the source gives nothing.
        sums: Which cells add up to which. A sum that holds only in part (parts of it are not in the table) protects
            and discloses what it leaves over, as if that were a cell.
        k: The smallest count that may be seen, of all cells or of each.
        drawn: Cells, and those that are hidden where one of them is.
        steps: How long to search.

    Raises:
        LimitExceeded: No safe set was found within `steps`.

    Example:
        >>> from opendata_share.policy._suppress import hidden_cells
        >>> from opendata_share.policy._suppress_search import Sum
        >>> hidden_cells([2, 9, 30, 41], [Sum(3, (0, 1, 2))], 5).cells
        (0, 1)
    """
    values, whole = closed(counts, sums)
    small = small_cells(values, whole, len(counts), k)
    search = Search(values, whole, len(counts), set(small), steps)
    paths = [path for cell, least in small.items() for path in search.paths_of(cell, least)]
    while more := _drawn_along(search.hidden, drawn, values):
        search.hidden |= more
        paths += [path for cell in sorted(more) for path in search.paths_of(cell, 2)]
    hidden = tuple(sorted(cell for cell in search.hidden if cell < len(counts)))
    found = Hidden(hidden, len(counts), values, whole, tuple(paths))
    if audit(found, k):
        raise LimitExceeded("suppression-steps", limit="suppression_steps", value=steps, cells=len(counts))
    return found


def small_cells(values: Sequence[int], sums: Sequence[Sum], given: int, k: int | Sequence[int]) -> dict[int, int]:
    """Return the small counts, each with how many values it must have for all a reader can tell.

    What a sum leaves over, a cell behind the `given` ones, is as small as its total would be.
    """
    least = [k] * given if isinstance(k, int) else list(k)
    least += [0] * (len(values) - given)
    for each in sums:
        if each.parts[-1] >= given:
            least[each.parts[-1]] = least[each.total]
    return {cell: least[cell] for cell, value in enumerate(values) if 0 < value < least[cell]}


def _drawn_along(hidden: AbstractSet[int], drawn: Drawn, values: Sequence[int]) -> set[int]:
    """Return the cells that must be hidden with those that are; a zero counts nobody and stays."""
    found = {cell for cells, others in drawn if not cells.isdisjoint(hidden) for cell in others if values[cell]}
    return found - hidden


def closed(counts: Sequence[int | None], sums: Sequence[Sum]) -> tuple[tuple[int, ...], tuple[Sum, ...]]:
    """Return the cells with all a reader can work out filled in, and the sums that hold exactly.

    A cell without a count gets the one that follows from a sum, if one does. What parts leave of their total becomes a
    cell of its own at the end. A sum whose parts exceed its total says nothing and is left out, and so is one of cells
    that nobody can work out.
    """
    known = followed(list(counts), sums)
    whole: list[Sum] = []
    for each in sums:
        total, parts = known[each.total], [part for cell in each.parts if (part := known[cell]) is not None]
        if total is None or len(parts) < len(each.parts) or (left := total - sum(parts)) < 0:
            continue
        if left:
            whole.append(Sum(each.total, (*each.parts, len(known))))
            known.append(left)
        else:
            whole.append(each)
    return tuple(value or 0 for value in known), tuple(whole)


def audit(hidden: Hidden, k: int | Sequence[int]) -> tuple[int, ...]:
    """Return the cells that `hidden` does not show to be safe; exact, and nothing is assumed of how it was found.

    Every table on a path must have the same sums as the true one, the same value in every cell that stays, and at least
    1 in every other: a reader cannot tell it from the truth.
    """
    stays = set(range(hidden.given)) - set(hidden.cells)
    of_cell = _sums_of_cells(hidden)
    least, most = list(hidden.values), list(hidden.values)
    for path in hidden.paths:
        changed: dict[int, int] = {}
        for move, far in path:
            if not _keeps_sums(move, of_cell) or not stays.isdisjoint(move):
                break
            changed |= {cell: changed.get(cell, hidden.values[cell]) + sign * far for cell, sign in move.items()}
            if min(changed.values()) < 1:
                break
            for cell in move:
                least[cell], most[cell] = min(least[cell], changed[cell]), max(most[cell], changed[cell])
    needed = dict.fromkeys(hidden.cells, 2) | small_cells(hidden.values, hidden.sums, hidden.given, k)
    return tuple(sorted(cell for cell, values in needed.items() if most[cell] - least[cell] + 1 < values))


def _sums_of_cells(hidden: Hidden) -> list[list[tuple[int, int]]]:
    """Return, for each cell, the sums it is in: (number of the sum, +1 as a part or −1 as the total)."""
    found: list[list[tuple[int, int]]] = [[] for _ in hidden.values]
    for number, each in enumerate(hidden.sums):
        found[each.total].append((number, -1))
        for part in each.parts:
            found[part].append((number, 1))
    return found


def _keeps_sums(move: Move, of_cell: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """Return whether every sum still holds, each cell changing by one a step, so that no value is left out."""
    more: dict[int, int] = {}
    for cell, sign in move.items():
        for number, coefficient in of_cell[cell]:
            more[number] = more.get(number, 0) + coefficient * sign
    return not any(more.values()) and all(abs(sign) == 1 for sign in move.values())
