"""What paths of a map read in a batch: the same cells a block of the map would get.

What lives here: that one reading, for whoever proposes paths. What this file must not know: fields, contracts, drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ._scope import BatchRecords, Level, Scope

if TYPE_CHECKING:
    from ..._arrow import Values
    from ..reading import RawBatch
    from ._columns import Index


def read_paths(
    batch: RawBatch, paths: Iterable[str], *, each: str | None = None, whole: frozenset[str] = frozenset()
) -> tuple[Mapping[str, Values], Index]:
    """Return what each path reads, and the position in the batch of each row.

    Args:
        batch: The rows of the source.
        paths: Columns, and paths into nested ones.
        each: The path of the list whose items are the rows; None where the rows are the source's. A row without an
            item is one row still.
        whole: The paths at whose end a list or an object is taken as it is.
    """
    rows = np.arange(len(batch.rows), dtype=np.int64)
    scope = Scope(batch, {}, rows, (Level((), BatchRecords(batch), None),))
    if each is not None:
        from ._records import item_rows

        items = item_rows(scope, tuple(each.split("/")), keep_empty=True)
        rows = items.owners
        scope = scope.repeated(items.owners, items.levels)
    return {path: scope.column(path, whole=path in whole).values for path in paths}, rows
