"""The days and moments there are: from the year 1 to the year 9999 in UTC, as RFC 3339 and Python have them.

What lives here: which cells of a column lie outside. What this file must not know: how cells are converted.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, mask_of, pc
from ...contract import Field, FieldType

if TYPE_CHECKING:
    from ..._arrow import Mask

_FIRST, _LAST = (day.toordinal() - date(1970, 1, 1).toordinal() for day in (date.min, date.max))
_MICROSECONDS: Final = 86_400_000_000
_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    FieldType.DATE: (_FIRST, _LAST),
    FieldType.DATETIME: (_FIRST * _MICROSECONDS, (_LAST + 1) * _MICROSECONDS - 1),
}


def outside_of_time(column: Values, field_type: str, field: Field | None) -> Mask | None:
    """Return which cells of a converted column are no day or moment, an item of a list included; None where all are.

    Args:
        column: Dates, moments, lists of them, or anything else.
        field_type: The type it was converted to.
        field: The field it is for, which says what a list holds.
    """
    nested = field_type == FieldType.LIST and field is not None and field.items is not None
    bounds = _BOUNDS.get(field.items.type if nested else field_type)  # type: ignore[union-attr]  # it is nested
    if bounds is None:
        return None
    values: Any = pc.list_flatten(column) if nested else column
    least, most = (one.value for one in pc.min_max(values).values())
    if least is None or (bounds[0] <= least and most <= bounds[1]):
        return None
    whole = values.view(pa.int32() if pa.types.is_date32(values.type) else pa.int64())
    outside = mask_of(pc.or_(pc.less(whole, bounds[0]), pc.greater(whole, bounds[1])))
    if not nested:
        return outside
    rows = np.zeros(len(column), np.bool_)
    parents: Values = pc.list_parent_indices(column)
    rows[parents.to_numpy()[outside]] = True
    return rows
