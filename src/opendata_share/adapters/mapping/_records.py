"""`each` with `fields`: a list inside a record becomes a field that is a list of records.

What lives here: the items of nested lists as rows of their own, and back into lists. What this file must not know: how
a value is produced, blocks, row balance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ..._arrow import decoded, nulls
from ..._dataclass import dataclass
from ._columns import TEXT, Column, Fault
from ._map_tree import Records
from ._scope import Level, Scope

if TYPE_CHECKING:
    from ._bound import BoundValue
    from ._columns import Index


@dataclass(frozen=True, slots=True)
class ItemRows:
    """The rows `each` makes of the records of a scope.

    Attributes:
        levels: The records on the way down, the items last, each with its row's.
        owners: The row of the scope each new row comes from.
        nth: The position of each new row among those of its owner, from 1.
        skipped: How many rows of the scope have no item and are left out.
    """

    levels: tuple[Level, ...]
    owners: Index
    nth: Index
    skipped: int


def item_rows(scope: Scope, names: tuple[str, ...], *, keep_empty: bool) -> ItemRows:
    """Return a row for each item of the lists at the path `names`; of nested lists, for each item of the innermost.

    Args:
        scope: The rows of a batch.
        names: The path; each of its members may be a list.
        keep_empty: Whether a row without any item is one row still.
    """
    count = len(scope)
    outermost = scope.levels[0]
    records: Any = outermost.nodes
    levels = [outermost]
    chain = [np.arange(count, dtype=np.int64)]
    for depth, name in enumerate(names, start=1):
        items = records.child(name).items()
        current = chain[-1]
        lengths = _at(items.lengths, current)
        starts = _at(np.cumsum(items.lengths) - items.lengths, current)
        repeats = np.maximum(lengths, 1) if keep_empty else lengths
        rows = np.repeat(np.arange(len(current), dtype=np.int64), repeats)
        nth = np.arange(len(rows), dtype=np.int64) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        chain = [index[rows] for index in chain]
        chain.append(np.where(lengths[rows] > 0, starts[rows] + nth, -1))
        records = items.nodes
        levels.append(Level(names[:depth], records, None))
    owners = chain[0]
    counts = np.bincount(owners, minlength=count)
    nth = np.arange(len(owners), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    found = tuple(replace(level, index=index) for level, index in zip(levels, chain, strict=True))
    return ItemRows(found, owners, nth + 1, int((counts == 0).sum()))


def _at(values: Index, index: Index) -> Index:
    """Return the values at `index`, 0 where it is -1."""
    return np.append(values, 0)[index]


def records(bound: BoundValue, scope: Scope, produce: Callable[[BoundValue, Scope], Column]) -> Column:
    """Return the lists of records that `each` with `fields` makes.

    Args:
        bound: The value.
        scope: The rows.
        produce: What makes a value of a scope's rows.
    """
    from ..reading import items_below, lists_of, nested_path

    producer = bound.value.producer
    assert isinstance(producer, Records)
    path = nested_path(producer.path)
    item = None if bound.kind.field is None else bound.kind.field.items
    assert path is not None
    assert item is not None
    start, rest = scope.nodes_at(path)
    items = items_below(start, rest, len(scope))
    owners = np.repeat(np.arange(len(scope), dtype=np.int64), items.lengths)
    starts = np.cumsum(items.lengths) - items.lengths
    inner = Scope(
        batch=None,
        lets=scope.lets,
        index=scope.index[owners],
        levels=(Level((), items.nodes, None),),
        null=scope.null,
        beside=scope.beside,
        identity=False,
        positions=pa.array(np.arange(len(owners)) - starts[owners] + 1).cast(TEXT),
    )
    for value in bound.records:
        inner.fields[value.name] = produce(value, inner)
    parts = [
        decoded(inner.fields[part.name].values).cast(part.arrow_type())
        if part.name in inner.fields
        else nulls(len(owners), part.arrow_type())
        for part in item.fields
    ]
    struct: Any = pa.StructArray.from_arrays
    made = struct(parts, names=[part.name for part in item.fields])
    offsets = np.concatenate([[0], np.cumsum(items.lengths)]).astype(np.int32)
    faults = [_of_rows(fault, owners, len(scope)) for column in inner.fields.values() for fault in column.faults]
    values = lists_of(offsets, made, ~items.present)
    return Column(values=values.cast(bound.kind.arrow)).with_faults(*faults)


def _of_rows(fault: Fault, owners: Index, count: int) -> Fault:
    """Return the fault of items as one of the rows that have them; whose words are those of which item is not said."""
    mask = np.zeros(count, dtype=bool)
    mask[owners[fault.mask]] = True
    return replace(fault, mask=mask, cells=None)
