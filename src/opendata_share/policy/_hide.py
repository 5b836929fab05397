"""Small counts of the rows that leave, hidden as a policy says.

What lives here: which cells are counts, and what else goes with a hidden one. What this file must not know: which
cells must be hidden so that none can be worked out (`_suppress_rows`), how a policy is written.

All rows of the table are looked at together, so they are held in memory: tables of counts are small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from .._arrow import pc
from ..contract import Contract
from ..expressions import parse_condition
from ._suppress_rows import suppressed
from ._terms import Suppress


def hidden(table: pa.Table, contract: Contract, suppress: Suppress) -> pa.Table:
    """Return the rows with small counts empty, others too where a reader could work a small one out.

    Raises:
        LimitExceeded: It cannot be shown that nothing can be worked out; nothing may leave.
    """
    counted = only_counts(table, contract, suppress.counts, suppress.when)
    shown = suppressed(
        counted,
        contract,
        counts=suppress.counts,
        by=suppress.by,
        below=suppress.below,
        hides=suppress.hides,
        flag=suppress.flag,
    )
    for name in suppress.counts:
        gone = pc.and_(pc.is_valid(counted.column(name)), pc.is_null(shown.column(name)))
        left = pc.if_else(gone, pa.scalar(None, table.schema.field(name).type), table.column(name))
        shown = shown.set_column(shown.column_names.index(name), table.schema.field(name), left)
    return shown


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
