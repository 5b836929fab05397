"""`skip` of a field map: rows that are no rows of the table, such as totals; left out and counted.

What lives here: which rows those are, and a batch without them. What this file must not know: blocks, contracts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ..._arrow import pc
from ._columns import as_text
from ._conversion import as_mask

if TYPE_CHECKING:
    from ..._arrow import Mask
    from ..reading import RawBatch


def without_skipped(batch: RawBatch, skip: tuple[tuple[str, str], ...]) -> RawBatch:
    """Return the batch without the rows in which any column's cell matches its RE2 pattern whole.

    Args:
        batch: Rows of the source.
        skip: (column, pattern) pairs. White space around a cell does not count; an empty cell matches nothing.
    """
    skipped = np.zeros(len(batch.rows), dtype=bool)
    for column, pattern in skip:
        skipped |= _matching(batch, column, pattern)
    if not skipped.any():
        return batch
    kept = pa.array(~skipped)
    return replace(
        batch,
        columns=batch.columns.filter(kept),
        rows=batch.rows.filter(kept),
        lines=None if batch.lines is None else batch.lines.filter(kept),
        kinds=_filtered(batch.kinds, kept),
        cells=_filtered(batch.cells, kept),
    )


def _filtered(marks: Mapping[str, pa.UInt8Array] | None, kept: pa.BooleanArray) -> Mapping[str, pa.UInt8Array] | None:
    return None if marks is None else {column: cells.filter(kept) for column, cells in marks.items()}


def _matching(batch: RawBatch, column: str, pattern: str) -> Mask:
    cells = pc.utf8_trim_whitespace(as_text(batch.columns.column(column)))
    return as_mask(pc.match_substring_regex(cells, f"^(?:{pattern})$").fill_null(False))
