"""JSON says what a cell is; without a field map that is taken at its word.

What lives here: cells whose JSON kind is not the field's. What this file must not know: how JSON is read.

`"12"` is no integer and `1` is no text; `2.0` and `2e0` are integers (JSON Schema 2020-12, section 6.1.1 of
Validation).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pyarrow as pa

from ..._arrow import Values, pc
from ...contract import FieldType
from ._columns import TEXT, Column, Fault, nulled_where
from ._conversion import Kind, as_mask
from ._plain_cells import cells_of

NULL, STRING, NUMBER, BOOLEAN, NESTED, DECIMAL = range(6)
_EXPECTED: Final = {
    FieldType.TEXT: STRING,
    FieldType.INTEGER: NUMBER,
    FieldType.NUMBER: NUMBER,
    FieldType.DECIMAL: STRING,
    FieldType.BOOLEAN: BOOLEAN,
    FieldType.DATE: STRING,
    FieldType.DATETIME: STRING,
    FieldType.LIST: NESTED,
    FieldType.OBJECT: NESTED,
}
_TAKE_DECIMALS: Final = frozenset((FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL))
_SPACE: Final = r"[\s\v\pZ\x{1c}-\x{1f}\x{85}]"
_ASCII_SPACES: Final = ord(" ")  # and whatever stands before it
_NOT_ASCII: Final = 128
_SPACED: Final = {
    FieldType.DECIMAL: _SPACE,
    FieldType.DATE: _SPACE,
    # a time without an offset is no RFC 3339 anyhow: the caller's zone makes it one
    FieldType.DATETIME: rf"^{_SPACE}|{_SPACE}$|{_SPACE}.*([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})$",
}


def judge_kinds(column: Column, kinds: Values, kind: Kind) -> Column:
    """Return the column with cells of another JSON kind null and marked, integers written as numbers made plain."""
    expected = _EXPECTED[FieldType(kind.type)]
    fits = (NULL, expected, DECIMAL) if kind.type in _TAKE_DECIMALS else (NULL, expected)
    wrong = as_mask(pc.invert(pc.is_in(kinds, value_set=pa.array(fits, pa.uint8()))))
    values = column.values
    if wrong.any():
        fault = Fault(
            mask=wrong, rule="type", message_id="cell-json-kind", cells=column.words, parameters={"type": kind.type}
        )
        column = Column(values=nulled_where(values, wrong), words=column.words).with_faults(fault)
    if (spaced := _SPACED.get(FieldType(kind.type))) is not None:
        column = _without_spaces(column, kind, spaced)
    if kind.type is FieldType.INTEGER and pc.any(pc.match_substring_regex(column.values, "[.eE]")).as_py():
        return Column(values=_whole_numbers(column.values), words=column.words, faults=column.faults)
    return column


def _without_spaces(column: Column, kind: Kind, pattern: str) -> Column:
    """Return the column with texts that hold white space null and marked: RFC 3339 knows none in them."""
    cells = cells_of(column.values)
    if cells is not None and len(cells.data) and cells.data.min() > _ASCII_SPACES and cells.data.max() < _NOT_ASCII:
        return column
    spaced = as_mask(pc.match_substring_regex(column.values, pattern))
    if not spaced.any():
        return column
    fault = Fault(
        mask=spaced,
        rule="type",
        message_id="cell-type",
        cells=column.words,
        parameters={"type": kind.type, "format": "–"},
    )
    return Column(values=nulled_where(column.values, spaced), words=column.words, faults=column.faults).with_faults(
        fault
    )


def _whole_numbers(values: Values) -> Values:
    encoded = values.dictionary_encode()
    return pa.array([_whole(text) for text in encoded.dictionary.to_pylist()], TEXT).take(encoded.indices)


def _whole(text: str) -> str:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return text
    return str(int(number)) if number == number.to_integral_value() else text
