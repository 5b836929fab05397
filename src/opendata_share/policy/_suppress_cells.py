"""The counts of a table as one reader sees them: which are one number, which add up, which are hidden together.

What lives here: the cells of all suppressions of a policy in one system, so that what one of them hides cannot be
worked out from what another shows. What this file must not know: which cells must be hidden (`_suppress`), how rows add
up (`_suppress_rows`), how a policy is written.

Several counts are one number to a reader where they are equal and

- stand in the same field of rows that differ only in the fields of `across`: the cases of a median and of a maximum;
- or one is emptied with the other (`hides`): the cases of a median, and the figure that counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from .._dataclass import dataclass
from ..contract import Contract
from ._suppress_rows import sums_of
from ._suppress_search import Sum
from ._terms import Suppress


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one suppression.

    Attributes:
        suppress: What the policy says of them.
        values: For each of its fields, what each row counts; None where it counts nothing.
        group_of: For each row, a number that rows share which differ only in the fields of `across`.
    """

    suppress: Suppress
    values: Mapping[str, Sequence[int | None]]
    group_of: Sequence[int]

    @property
    def rows_of_groups(self) -> list[list[int]]:
        """The rows of each group."""
        rows: dict[int, list[int]] = {}
        for row, group in enumerate(self.group_of):
            rows.setdefault(group, []).append(row)
        return list(rows.values())


@dataclass(frozen=True, slots=True)
class Cells:
    """One system of counts.

    Attributes:
        values: What each cell counts, None where nothing is given.
        below: For each cell, the smallest count that may be seen.
        sums: Which cells add up to which.
        drawn: Cells, and those that are hidden where one of them is.
        cell_of: For each suppression, the cell of a field in a row.
    """

    values: tuple[int | None, ...]
    below: tuple[int, ...]
    sums: tuple[Sum, ...]
    drawn: tuple[tuple[frozenset[int], frozenset[int]], ...]
    cell_of: tuple[Mapping[tuple[str, int], int], ...]


def counted(table: pa.Table, whole: pa.Table, contract: Contract, suppress: Suppress) -> Counted:
    """Return the counts of one suppression.

    Args:
        table: All rows.
        whole: The same rows with the counts as whole numbers, empty where they count nothing.
        contract: What the rows promise.
        suppress: What the policy says.
    """
    values = {name: whole.column(name).to_pylist() for name in suppress.counts}
    if not suppress.across:
        return Counted(suppress, values, range(table.num_rows))
    rest = [table.column(name).to_pylist() for name in contract.primary_key if name not in suppress.across]
    numbers: dict[tuple[object, ...], int] = {}
    keys = (tuple(column[row] for column in rest) for row in range(table.num_rows))
    return Counted(suppress, values, [numbers.setdefault(key, len(numbers)) for key in keys])


def cells_of(table: pa.Table, contract: Contract, counts: Sequence[Counted]) -> Cells:
    """Return the counts of all suppressions as one system."""
    joined = _Joined()
    nodes = [joined.take(each, counts[:number]) for number, each in enumerate(counts)]
    for each, taken in zip(counts, nodes, strict=True):
        joined.take_for_the_same(each, taken, counts)
    numbers: dict[int, int] = {}
    cell_of = tuple(
        {at: numbers.setdefault(joined.first(node), len(numbers)) for at, node in each.items()} for each in nodes
    )
    values: list[int | None] = [None] * len(numbers)
    below = [0] * len(numbers)
    sums: dict[Sum, None] = {}
    for each, cells in zip(counts, cell_of, strict=True):
        for (name, row), cell in cells.items():
            value = each.values[name][row]
            values[cell] = values[cell] if value is None else value
            below[cell] = max(below[cell], each.suppress.below)
        fields = each.suppress.counts
        at = [cells[name, row] for row in range(table.num_rows) for name in fields]
        for said in sums_of(table, contract, fields, each.suppress.by):
            sums[Sum(at[said.total], tuple(at[part] for part in said.parts), said.is_all)] = None
    drawn = tuple(pair for each, cells in zip(counts, cell_of, strict=True) for pair in _drawn(each, cells, cell_of))
    return Cells(tuple(values), tuple(below), tuple(sums), drawn, cell_of)


class _Joined:
    """Joins counts that are one number to a reader."""

    def __init__(self) -> None:
        self._above: list[int] = []
        self._node_of: dict[object, int] = {}
        self._told: dict[tuple[object, ...], dict[int, int]] = {}

    def first(self, node: int) -> int:
        """Return the node that stands for all that are joined with `node`."""
        while self._above[node] != node:
            node = self._above[node]
        return node

    def take(self, counted: Counted, before: Sequence[Counted]) -> dict[tuple[str, int], int]:
        """Return the node of each count of a suppression, joined with those of the ones before it.

        A field that counts nothing in a row is a node of its own, until `take_for_the_same`: it may follow from others.
        """
        across = counted.suppress.across
        nodes: dict[tuple[str, int], int] = {}
        for name, column in counted.values.items():
            linked = [name, *_linked(name, counted.suppress, before)]
            for row, (value, group) in enumerate(zip(column, counted.group_of, strict=True)):
                nodes[name, row] = node = len(self._above)
                self._above.append(node)
                if value is None:
                    continue
                self._join(node, (name, row))
                same = next((key for other in linked if (key := (across, group, other, value)) in self._node_of), None)
                self._join(node, same or (across, group, name, value))
                self._told.setdefault((across, group, name), {})[value] = node
        return nodes

    def take_for_the_same(
        self, counted: Counted, nodes: Mapping[tuple[str, int], int], counts: Sequence[Counted]
    ) -> None:
        """Join what counts nothing with the one count that all others of its group tell.

        The row of a sum says of which cases it is one though it does not say how many they are, and so which rows add
        up to which. Where the others tell several counts, a reader does not know which is meant.
        """
        across = counted.suppress.across
        for name, column in counted.values.items():
            linked = list(_alike(name, counted.suppress, counts))
            for row, (value, group) in enumerate(zip(column, counted.group_of, strict=True)):
                if value is None and across:
                    told = self._told.get((across, group, name)) or {
                        n: node for other in linked for n, node in self._told.get((across, group, other), {}).items()
                    }
                    if len(told) == 1:
                        self._above[self.first(nodes[name, row])] = self.first(*told.values())

    def _join(self, node: int, key: object) -> None:
        other = self._node_of.setdefault(key, node)
        self._above[self.first(node)] = self.first(other)


def _linked(name: str, suppress: Suppress, before: Sequence[Counted]) -> Iterator[str]:
    """Yield the counts of suppressions before that are emptied with the count `name`, and so count the same."""
    for each in before:
        if each.suppress.across == suppress.across and name not in each.suppress.counts:
            yield from (other for other in each.suppress.counts if other in suppress.hides)


def _alike(name: str, suppress: Suppress, counts: Sequence[Counted]) -> Iterator[str]:
    """Yield the counts of all suppressions that count the same as `name` does: one is emptied with the other."""
    for each in counts:
        if each.suppress.across == suppress.across:
            either = name in each.suppress.hides
            yield from (other for other in each.suppress.counts if either or other in suppress.hides)


def _drawn(
    counted: Counted, cells: Mapping[tuple[str, int], int], all_cells: Sequence[Mapping[tuple[str, int], int]]
) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
    """Yield the cells of a group, and those that are hidden where one of them is."""
    suppress = counted.suppress
    names = (*suppress.counts, *suppress.hides) if suppress.across else suppress.hides
    for rows in counted.rows_of_groups:
        places = [(name, row) for row in rows for name in names]
        with_it = frozenset(each[place] for each in all_cells for place in places if place in each)
        if with_it:
            yield frozenset(cells[name, row] for row in rows for name in suppress.counts), with_it
