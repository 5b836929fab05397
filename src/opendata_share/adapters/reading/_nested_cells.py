"""Nested records as columns: a walk from whole cells to the values a path names, many rows at a time.

What lives here: nodes of JSON texts and of Arrow's structs and lists, one step down, and what a path finds. What this
module must not know: maps, contracts, where a record came from.

Nothing is chosen: where a path asks for one value and a record has several, the row is marked. One item in a list is
that item, and one thing where a list was asked for is a list of one: XML cannot tell the two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..._arrow import Values, mask_of, nulls, pc
from ..._dataclass import dataclass
from ._json_cells import NullTokens, cells_of, without_tokens
from ._json_text import read_again
from ._nested_path import NestedPath, Step
from ._raw import KIND_NESTED

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions

_TEXT: Final = pa.string()
OWN_TEXT: Final = "#text"
"""The member that holds the text of an element which has attributes or children too."""


@dataclass(frozen=True, slots=True)
class Items:
    """The lists that stand at the nodes of a level, flattened.

    Attributes:
        lengths: How many items each node has, int64.
        present: Whether there is a list at all.
        nodes: All items in order.
    """

    lengths: Positions
    present: Mask
    nodes: Nodes


class Members(Protocol):
    """Records of some level, of which only the members are asked for."""

    def child(self, name: str) -> Nodes:
        """Return what stands under `name`, nothing where there is no such member."""
        ...


class Nodes(Members, Protocol):
    """Values of nested records, one a row of some level."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def items(self) -> Items:
        """Return what the lists hold; a value that is no list is a list of one."""
        ...

    def equal(self, text: str) -> Mask:
        """Return where the value is that text."""
        ...

    def taken(self, index: Positions) -> Nodes:
        """Return the nodes at `index`; nothing where it is -1."""
        ...

    def cells(self, null: NullTokens) -> tuple[Values, Values | None]:
        """Return the values as a column, and what JSON says they are, or None where they are typed."""
        ...


class JsonNodes:
    """Nodes of JSON records."""

    __slots__ = ("_values",)

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def child(self, name: str) -> JsonNodes:
        """Return a member of each object; the own text of an element that is nothing but text is that text."""
        if name == OWN_TEXT:
            return JsonNodes([value.get(name) if type(value) is dict else value for value in self._values])
        return JsonNodes([value.get(name) if type(value) is dict else None for value in self._values])

    def items(self) -> Items:
        """Return the items of each array."""
        flat: list[Any] = []
        lengths = np.zeros(len(self._values), np.int64)
        present = np.zeros(len(self._values), np.bool_)
        for at, value in enumerate(self._values):
            if value is None:
                continue
            present[at] = True
            if type(value) is list:
                lengths[at] = len(value)
                flat += value
            else:
                lengths[at] = 1
                flat.append(value)
        return Items(lengths, present, JsonNodes(flat))

    def equal(self, text: str) -> Mask:
        """Return where the value is that text, or is written so."""
        return np.array([isinstance(value, str) and value == text for value in self._values], np.bool_)

    def taken(self, index: Positions) -> JsonNodes:
        """Return the nodes at `index`; nothing where it is -1."""
        values = self._values
        return JsonNodes([values[at] if at >= 0 else None for at in index.tolist()])

    def cells(self, null: NullTokens) -> tuple[Values, Values | None]:
        """Return the values as text; an element's own text stands for the element."""
        own = [value[OWN_TEXT] if type(value) is dict and OWN_TEXT in value else value for value in self._values]
        return without_tokens(*cells_of(own), null)


class ArrowNodes:
    """Nodes of typed sources: structs and lists, and what they hold."""

    __slots__ = ("_values",)

    def __init__(self, values: Values) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def child(self, name: str) -> ArrowNodes:
        """Return a field of each struct."""
        kind = self._values.type
        if pa.types.is_struct(kind) and kind.get_field_index(name) >= 0:
            return ArrowNodes(pc.struct_field(self._values, [kind.get_field_index(name)]))
        return ArrowNodes(nulls(len(self), pa.null()))

    def items(self) -> Items:
        """Return the items of each list."""
        present = mask_of(self._values.is_valid())
        if not is_arrow_list(self._values.type):
            return Items(present.astype(np.int64), present, ArrowNodes(self._values.drop_null()))
        lengths = pc.list_value_length(self._values).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        return Items(lengths, present, ArrowNodes(pc.list_flatten(self._values)))

    def equal(self, text: str) -> Mask:
        """Return where the value is that text."""
        if pa.types.is_nested(self._values.type) or pa.types.is_null(self._values.type):
            return np.zeros(len(self), np.bool_)
        return mask_of(pc.equal(self._values.cast(_TEXT), pa.scalar(text)))

    def taken(self, index: Positions) -> ArrowNodes:
        """Return the nodes at `index`; nothing where it is -1."""
        return ArrowNodes(self._values.take(pa.array(index, mask=index < 0)))

    def cells(self, null: NullTokens) -> tuple[Values, Values | None]:
        """Return the values with their type, text without what means nothing."""
        values = self._values
        if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
            values = values.cast(_TEXT)
        return (null.remove_from(values) if values.type == _TEXT else values), None


def is_arrow_list(kind: pa.DataType) -> bool:
    """Tell whether a type is one of Arrow's lists."""
    return pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)


def nodes_of(column: Values, kinds: Values | None) -> Nodes:
    """Return the cells of a whole column as nodes.

    Args:
        column: Text of a JSON source, or a column of a typed source.
        kinds: What JSON says each cell is, or None.
    """
    if kinds is None:
        return ArrowNodes(column)
    nested = mask_of(pc.equal(kinds, pa.scalar(KIND_NESTED, pa.uint8()))).tolist()
    texts = column.to_pylist()
    return JsonNodes([read_again(text) if deep else text for text, deep in zip(texts, nested, strict=True)])


@dataclass(frozen=True, slots=True)
class Found:
    """What a path names in each row.

    Attributes:
        values: A column; a list of the values where the path asks for every item.
        kinds: What JSON says the values are (of a list: its items), or None.
        several: Rows that have several values where the path asks for one; they are null.
    """

    values: Values
    kinds: Values | None
    several: Mask


@dataclass(slots=True)
class _Walk:
    """Where a walk has come to: nodes, and which of them belong to which row."""

    nodes: Nodes
    lengths: Positions | None
    present: Mask
    several: Mask

    def down(self, step: Step, *, whole: bool) -> None:
        """Go one step down; the last one leaves a list as it is where `whole`."""
        self.nodes = self.nodes.child(step.name)
        if whole and not step.many and step.where is None:
            return
        items = self.nodes.items()
        if step.where is not None:
            items = _matching(items, step.where)
        if step.many:
            self._spread(items)
        else:
            self._single(items)

    def _spread(self, items: Items) -> None:
        if self.lengths is None:
            self.lengths, self.present = items.lengths, items.present
        else:
            starts = np.concatenate([[0], np.cumsum(items.lengths)])
            ends = np.cumsum(self.lengths)
            self.lengths = starts[ends] - starts[ends - self.lengths]
        self.nodes = items.nodes

    def _single(self, items: Items) -> None:
        """Keep the one item of each node; a row is marked where a node has several."""
        if bool((items.lengths == 1).all()):
            self.nodes = items.nodes
            return
        several = items.lengths > 1
        if several.any():
            owners = (
                np.arange(len(several))
                if self.lengths is None
                else np.repeat(np.arange(len(self.lengths)), self.lengths)
            )
            self.several[owners[several]] = True
        self.nodes = padded(items, several)


def padded(items: Items, left_out: Mask | None = None) -> Nodes:
    """Return one node for each list: its first item, nothing where it is empty or `left_out`."""
    starts = np.cumsum(items.lengths) - items.lengths
    there = items.lengths > 0 if left_out is None else (items.lengths > 0) & ~left_out
    return items.nodes.taken(np.where(there, starts, -1))


def _matching(items: Items, where: tuple[str, str]) -> Items:
    """Return the items that have that member with that text."""
    kept = items.nodes.child(where[0]).equal(where[1])
    owners = np.repeat(np.arange(len(items.lengths)), items.lengths)
    lengths = np.bincount(owners[kept], minlength=len(items.lengths)).astype(np.int64)
    return Items(lengths, items.present, items.nodes.taken(np.flatnonzero(kept).astype(np.int64)))


def walked(records: Members, path: NestedPath, tokens: tuple[str, ...], length: int, *, whole: bool = False) -> Found:
    """Return what `path` names below each of the records.

    Args:
        records: One a row.
        path: The steps down from there; none names the records themselves.
        tokens: The texts that mean "no value".
        length: How many rows there are.
        whole: Whether a list or object at the end of the path is taken as it is.
    """
    walk = _walk(records, length)
    for number, step in enumerate(path.steps, start=1):
        walk.down(step, whole=whole and number == len(path.steps))
    values, kinds = walk.nodes.cells(NullTokens(tokens))
    if walk.lengths is None:
        return Found(values, kinds, walk.several)
    offsets: npt.NDArray[np.int32] = np.concatenate([[0], np.cumsum(walk.lengths)]).astype(np.int32)
    return Found(lists_of(offsets, values, ~walk.present | walk.several), kinds, walk.several)


def _walk(records: Any, length: int) -> _Walk:
    return _Walk(records, None, np.ones(length, np.bool_), np.zeros(length, np.bool_))


def lists_of(offsets: npt.NDArray[np.int32], items: Values, absent: Mask) -> Values:
    """Return a column of lists: of row n the items from `offsets[n]` to `offsets[n + 1]`; null where `absent`."""
    make: Any = pa.ListArray.from_arrays
    return make(pa.array(offsets), items, mask=pa.array(absent))


def items_below(records: Members, path: NestedPath, length: int) -> Items:
    """Return the items of the list `path` names below each of the records, lists inside lists flattened."""
    walk = _walk(records, length)
    for step in path.steps:
        walk.down(Step(step.name, step.where, many=True), whole=False)
    lengths = np.ones(length, np.int64) if walk.lengths is None else walk.lengths
    return Items(lengths, walk.present, walk.nodes)
