"""The rows a block is made from: columns, lets, items of `each` and paths into nested cells, by name.

What lives here: what a name of a map stands for while rows are made. What this file must not know: how a value is
described or produced, row balance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from ..._arrow import Values, decoded, index_array, nulls, pc
from ..._dataclass import dataclass
from ._beside import Beside
from ._columns import TEXT, Column, Fault
from ._marked_cells import readable

if TYPE_CHECKING:
    from ..reading import Found, NestedPath, Nodes, RawBatch
    from ._columns import Index
    from ._joins import JoinTable

POSITIONS: Final = frozenset({"#", "#0"})
"""The names of an item's position in its list: from 1, and from 0."""


class BatchRecords:
    """The rows of a batch as the outermost level of nested records: a column is a member of each row."""

    __slots__ = ("_batch", "_members")

    def __init__(self, batch: RawBatch) -> None:
        self._batch = batch
        self._members: dict[str, Nodes] = {}

    def child(self, name: str) -> Nodes:
        """Return a column's cells as nodes; they are parsed once."""
        if name not in self._members:
            from ..reading import nodes_of  # few maps reach into nested cells

            kinds = None if self._batch.kinds is None else self._batch.kinds.get(name)
            if name in self._batch.columns.schema.names:
                column = decoded(self._batch.columns.column(name))
            else:  # what no record has is null
                column = nulls(len(self._batch.rows), TEXT)
            self._members[name] = nodes_of(column, kinds)
        return self._members[name]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of nested records, and which record of it each row of a scope belongs to.

    Attributes:
        names: The path that leads there, from the outermost level.
        nodes: The records, or the batch's rows.
        index: The record of each row of the scope, -1 for none; None where they are one to one.
    """

    names: tuple[str, ...]
    nodes: Nodes | BatchRecords
    index: Index | None


@dataclass(slots=True)
class Scope:
    """The batch a block is made from: raw columns, lets, and the fields made so far.

    Attributes:
        batch: The source rows as read; of items of a list inside a row, None.
        lets: The lets of the whole batch.
        index: The source position of each row of the block (rows repeat under `each`).
        levels: The levels of nested records that paths start from, the outermost first.
        null: The texts that mean "no value" in nested cells.
        beside: The joined files, and the tables that names refer to.
        items: The item of each row under `each`, by let name.
        positions: The position of each row in its `each`, as text, or None.
        fields: The fields made so far.
    """

    batch: RawBatch | None
    lets: dict[str, Column]
    index: Index
    levels: tuple[Level, ...] = ()
    null: tuple[str, ...] = ("",)
    beside: Beside = field(default_factory=Beside)
    identity: bool = True
    items: dict[str, Column] = field(default_factory=dict)
    positions: Values | None = None
    fields: dict[str, Column] = field(default_factory=dict)
    _found: dict[tuple[str, bool], Found] = field(default_factory=dict)
    _joined: dict[str, Values] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.index)

    @property
    def _nested_here(self) -> frozenset[str]:
        """The columns whose items are the rows."""
        return frozenset(level.names[0] for level in self.levels[1:2])

    def repeated(self, index: Index, levels: tuple[Level, ...]) -> Scope:
        """Return the rows of this scope at `index`, with their own levels of nested records."""
        return Scope(self.batch, self.lets, index, levels, self.null, self.beside, identity=False)

    @property
    def cells(self) -> Mapping[str, Values] | None:
        """What each cell of a sheet was, by column, or None."""
        return None if self.batch is None else self.batch.cells

    def column(self, name: str, *, encoded: bool = False, whole: bool = False) -> Column:
        """Return what `name` stands for: an item, a let, a source column, or a path into nested cells.

        Args:
            name: The name.
            encoded: Whether a source column may come as a dictionary.
            whole: Whether a list or an object at the end of a path is taken as it is.
        """
        if name in self.items:
            return self.items[name]
        if name in POSITIONS and self.positions is not None:
            return Column(values=self._position(name))
        if name in self.lets:
            let = self.lets[name]
            return let if self.identity else let.taken(self.index)
        if (joined := self._joined_to(name)) is not None:
            return joined[0].column(joined[1], self._rows_of(joined[0]))
        if self.batch is None or name in self._nested_here or name not in self.batch.columns.schema.names:
            return self._nested(name, whole)
        values = self.batch.columns.column(name)
        if not encoded:
            values = decoded(values)
        values = values if self.identity else values.take(index_array(self.index))
        if self.batch.cells is None:
            return Column(values=values, words=values)
        marks = self.batch.cells[name]
        return readable(values, marks if self.identity else marks.take(index_array(self.index)), name)

    def _position(self, name: str) -> Values:
        """Return the position of each row among the items of its `each`, from 1 or from 0."""
        assert self.positions is not None
        if name == "#":
            return self.positions
        return pc.subtract(self.positions.cast(pa.int64()), 1).cast(TEXT)

    def kind_of(self, name: str, *, whole: bool = False) -> Values | None:
        """Return what JSON says the cells of a column or the values of a path are, or None where nothing says so."""
        if (name, whole) in self._found:
            return self._found[name, whole].kinds
        if (joined := self._joined_to(name)) is not None:
            return joined[0].kinds(joined[1], self._rows_of(joined[0]))
        if self.batch is None or self.batch.kinds is None or name not in self.batch.kinds:
            return None
        kinds = self.batch.kinds[name]
        return kinds if self.identity else kinds.take(index_array(self.index))

    def typed(self, name: str) -> Column:
        """Return the field or let an expression reads."""
        if name not in self.fields:
            return self.column(name)
        column = self.fields[name]
        return replace(column, values=decoded(column.values))

    def _joined_to(self, name: str) -> tuple[JoinTable, str] | None:
        """Return the joined file and the column that `name` stands for, or None where it is no joined column."""
        joins = self.beside.joins
        if not joins:
            return None
        join, dot, column = name.partition(".")
        return (joins[join], column) if dot and join in joins else None

    def _rows_of(self, table: JoinTable) -> Values:
        """Return the row of a joined file for each row; it is looked up once."""
        name = table.join.name
        if name not in self._joined:
            self._joined[name] = table.rows_for([self.column(left).values for left in table.join.left])
        return self._joined[name]

    def nodes_at(self, path: NestedPath) -> tuple[Nodes | BatchRecords, NestedPath]:
        """Return the records `path` starts from, one a row, and what is left of it from there."""
        level, rest = self._level(path)
        if level.index is None:
            return level.nodes, rest
        if isinstance(level.nodes, BatchRecords):
            return _TakenRecords(level.nodes, level.index), rest
        return level.nodes.taken(level.index), rest

    def _level(self, path: NestedPath) -> tuple[Level, NestedPath]:
        names = tuple("" if step.many or step.where else step.name for step in path.steps)
        for level in reversed(self.levels):
            if names[: len(level.names)] == level.names:
                return level, path.after(len(level.names))
        raise AssertionError(path)

    def _nested(self, name: str, whole: bool) -> Column:
        from ..reading import nested_path, walked

        path = nested_path(name)
        assert path is not None, name
        if (name, whole) not in self._found:
            nodes, rest = self.nodes_at(path)
            self._found[name, whole] = walked(nodes, rest, self.null, len(self), whole=whole)
        found = self._found[name, whole]
        column = Column(values=found.values, words=found.values)
        fault = Fault(mask=found.several, rule="type", message_id="cell-several-values", parameters={"path": name})
        return column.with_faults(fault)


class _TakenRecords(BatchRecords):
    """The rows of a batch, repeated."""

    __slots__ = ("_index", "_inner")

    def __init__(self, inner: BatchRecords, index: Index) -> None:
        self._inner, self._index = inner, index

    def child(self, name: str) -> Nodes:
        """Return a column's cells as nodes."""
        return self._inner.child(name).taken(self._index)
