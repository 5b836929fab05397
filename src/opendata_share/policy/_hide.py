"""Small counts of the rows that leave, hidden as a policy says.

What lives here: which cells are counts, and the rows with the hidden ones empty and what goes with them. What this file
must not know: which cells must be hidden so that none can be worked out (`_suppress`), what adds up or is one number
(`_suppress_rows`, `_suppress_cells`), how a policy is written.

All rows of the table are looked at together, so they are held in memory: tables of counts are small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from .._arrow import flag_array, pc
from ..contract import Contract
from ..expressions import parse_condition
from ._rebuild import rebuilt_array
from ._suppress import hidden_cells
from ._suppress_cells import Counted, cells_of, counted
from ._terms import Suppress

if TYPE_CHECKING:
    from .._arrow import Mask


def hidden(table: pa.Table, contract: Contract, suppress: Sequence[Suppress]) -> pa.Table:
    """Return the rows with small counts empty, and as many others as it takes that no small one can be worked out.

    Args:
        table: All rows of the table under `contract`.
        contract: What they promise: its references to areas, group totals and checks say what adds up.
        suppress: What a policy hides; what one of them hides cannot be worked out from what another shows.

    Raises:
        LimitExceeded: It cannot be shown within the limit `suppression_steps` that nothing can be worked out; nothing
            may leave.
    """
    counts = [counted(table, only_counts(table, contract, each.counts, each.when), contract, each) for each in suppress]
    cells = cells_of(table, contract, counts)
    gone = set(hidden_cells(cells.values, cells.sums, cells.below, drawn=cells.drawn).cells)
    masks: dict[str, Mask] = {}
    for each, cell_of in zip(counts, cells.cell_of, strict=True):
        for name, mask in _emptied(each, cell_of, gone).items():
            masks[name] = masks[name] | mask if name in masks else mask
    flags = {each.flag for each in suppress}
    for name, mask in masks.items():
        column = table.column(name).combine_chunks()
        instead = pa.scalar(True if name in flags else None, column.type)
        # what lies under a null of if_else is the count itself
        shown = rebuilt_array(pc.if_else(flag_array(mask), instead, column), column.type)
        table = table.set_column(table.column_names.index(name), table.schema.field(name), shown)
    return table


def _emptied(counts: Counted, cell_of: Mapping[tuple[str, int], int], gone: AbstractSet[int]) -> dict[str, Mask]:
    """Return, for each field, the rows in which it is emptied; of the flag, those in which it becomes true."""
    suppress = counts.suppress
    masks: dict[str, Mask] = {
        name: np.array([value is not None and cell_of[name, row] in gone for row, value in enumerate(column)], np.bool_)
        for name, column in counts.values.items()
    }
    rows: Mask = np.logical_or.reduce(list(masks.values()))
    if suppress.across:
        groups = np.array(counts.group_of, np.int64)
        rows = np.isin(groups, groups[rows])
        for name, column in counts.values.items():  # what is no count there tells of the same cases; a zero of nobody
            masks[name] = rows & np.array([value != 0 for value in column], np.bool_)
    return masks | dict.fromkeys((*suppress.hides, *([suppress.flag] if suppress.flag else [])), rows)


def only_counts(table: pa.Table, contract: Contract, counts: Sequence[str], when: str | None) -> pa.Table:
    """Return the rows with the fields `counts` as whole numbers, empty where they are none by `when`."""
    is_count: Any = True
    if when is not None:
        condition = parse_condition(when, contract.expression_types)
        columns: dict[str, Any] = {name: table.column(name).combine_chunks() for name in condition.columns}
        is_count = pc.fill_null(condition.evaluate(columns, table.num_rows).values, False)
    for name in counts:
        whole: Any = pc.floor(table.column(name)).cast(pa.int64())
        cells = pc.if_else(is_count, whole, pa.scalar(None, pa.int64()))
        table = table.set_column(table.column_names.index(name), pa.field(name, pa.int64()), cells)
    return table
