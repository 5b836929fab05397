"""Records of JSON values to columns of text, with what each cell was.

What lives here: the one translation that JSON, NDJSON, GeoJSON and Python rows share. What this module must not know:
    where
the records came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from ..._arrow import pc
from ._json_text import DecimalText, NumberText, compact
from ._raw import KIND_BOOLEAN, KIND_DECIMAL, KIND_NESTED, KIND_NULL, KIND_NUMBER, KIND_STRING

_NONE = type(None)
_TEXT_ONLY = ({str}, {str, _NONE}, {_NONE})
_NUMBERS_ONLY = ({NumberText}, {NumberText, _NONE})


class NullTokens:
    """The texts that mean "no value", ready for Arrow.

    Args:
        tokens: The texts; none of them means that every text is a value.
    """

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._values = pa.array(tokens, pa.string()) if tokens else None
        self._longest = pa.scalar(max((len(token.encode()) for token in tokens), default=0), pa.int32())
        self._null = pa.scalar(None, pa.string())

    def found_in(self, column: pa.StringArray) -> pa.BooleanArray | None:
        """Return which cells are such a text, or None where no cell is."""
        if self._values is None or not len(column):
            return None
        lengths = pc.binary_length(column)  # a null may have bytes: of a stranger's column they mean nothing
        if not pc.less_equal(lengths, self._longest).true_count:
            return None
        found = pc.is_in(column, value_set=self._values)
        return found if found.true_count else None

    def remove_from(self, column: pa.StringArray) -> pa.StringArray:
        """Return `column` with null in the place of such texts."""
        found = self.found_in(column)
        return column if found is None else pc.if_else(found, self._null, column)


def json_columns(
    records: Sequence[dict[str, Any]], headings: Sequence[str], null: NullTokens
) -> tuple[pa.RecordBatch, dict[str, pa.UInt8Array]]:
    """Return the records as text columns named by `headings`, and the kind of each cell by heading.

    A key that a record lacks is null. Strings stay as they are, numbers as they were written, booleans become `true`
    and `false`, arrays and objects compact JSON text. A cell equal to a null token becomes null, of whatever kind it
    was.
    """
    columns: list[Any] = []
    kinds: dict[str, pa.UInt8Array] = {}
    for heading in headings:
        column, kinds[heading] = without_tokens(*cells_of(_cells(records, heading)), null)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=list(headings)), kinds


def without_tokens(
    column: pa.StringArray, kind: np.ndarray[Any, np.dtype[np.uint8]], null: NullTokens
) -> tuple[pa.StringArray, pa.UInt8Array]:
    """Return a column and the kinds of its cells, null where a cell is a text that means "no value"."""
    found = null.found_in(column)
    if found is None:
        return column, pa.array(kind, pa.uint8())
    kind = np.where(found.fill_null(False).to_numpy(zero_copy_only=False), np.uint8(KIND_NULL), kind)
    return null.remove_from(column), pa.array(kind, pa.uint8())


def _cells(records: Sequence[dict[str, Any]], heading: str) -> list[Any]:
    try:
        return list(map(itemgetter(heading), records))
    except KeyError:
        return [record.get(heading) for record in records]


def cells_of(cells: list[Any]) -> tuple[pa.StringArray, np.ndarray[Any, np.dtype[np.uint8]]]:
    """Return JSON values as text, and what each of them is."""
    types = set(map(type, cells))
    if types in _TEXT_ONLY or types in _NUMBERS_ONLY:
        column = pa.array(cells, pa.string())
        kind = KIND_NUMBER if NumberText in types else KIND_STRING
        if not column.null_count:
            return column, np.full(len(cells), kind, np.uint8)
        return column, np.where(column.is_valid().to_numpy(zero_copy_only=False), np.uint8(kind), np.uint8(KIND_NULL))
    pairs = [_cell(cell) for cell in cells]
    return pa.array([text for text, _ in pairs], pa.string()), np.array([kind for _, kind in pairs], np.uint8)


def _cell(value: Any) -> tuple[str | None, int]:
    if value is None:
        return None, KIND_NULL
    if isinstance(value, NumberText):
        return value, KIND_DECIMAL if isinstance(value, DecimalText) else KIND_NUMBER
    if isinstance(value, str):
        return value, KIND_STRING
    if isinstance(value, bool):
        return ("true" if value else "false"), KIND_BOOLEAN
    return compact(value), KIND_NESTED
