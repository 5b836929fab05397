"""The nine types an expression can have, which of them mix, and how Arrow spells them.

What lives here: `ExpressionType`, the widening rule, and the two-way correspondence with Arrow types.
What this file must not know: how an expression is written, parsed or evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa


class ExpressionType(StrEnum):
    """The type of a column, a part of an expression or a whole expression.

    Arrow spells them `string`, `int64`, `float64`, `decimal128(p, s)`, `bool`, `date32`, `timestamp[us, UTC]`,
    `duration[us]` and `null`. NULL is the type of the literal NULL and of what is made of nothing else.
    """

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    NULL = "null"


NUMERIC: Final = (ExpressionType.INTEGER, ExpressionType.DECIMAL, ExpressionType.NUMBER)
"""The types that mix, from narrow to wide."""

MAX_DECIMAL_DIGITS: Final = 38

_ARROW: Final[dict[ExpressionType, pa.DataType]] = {
    ExpressionType.TEXT: pa.string(),
    ExpressionType.INTEGER: pa.int64(),
    ExpressionType.NUMBER: pa.float64(),
    ExpressionType.BOOLEAN: pa.bool_(),
    ExpressionType.DATE: pa.date32(),
    ExpressionType.DATETIME: pa.timestamp("us", tz="UTC"),
    ExpressionType.DURATION: pa.duration("us"),
    ExpressionType.NULL: pa.null(),
}


def expression_type(arrow_type: pa.DataType) -> ExpressionType | None:
    """Return the type an Arrow column has inside an expression, or None where expressions cannot read it.

    Every width of integer, float, decimal, date, string and duration is accepted, dictionary encoding is looked
    through. A timestamp without a time zone, a list, a struct and binary data are None.

    Example:
        >>> expression_type(pa.timestamp("ns", tz="Asia/Jakarta"))
        <ExpressionType.DATETIME: 'datetime'>
    """
    if isinstance(arrow_type, pa.DictionaryType):
        return expression_type(arrow_type.value_type)
    if pa.types.is_timestamp(arrow_type):
        return ExpressionType.DATETIME if arrow_type.tz is not None else None
    for holds, kind in _KINDS:
        if holds(arrow_type):
            return kind
    return None


_KINDS: Final[tuple[tuple[Any, ExpressionType], ...]] = (
    (pa.types.is_string, ExpressionType.TEXT),
    (pa.types.is_large_string, ExpressionType.TEXT),
    (pa.types.is_string_view, ExpressionType.TEXT),
    (pa.types.is_integer, ExpressionType.INTEGER),
    (pa.types.is_floating, ExpressionType.NUMBER),
    (pa.types.is_decimal, ExpressionType.DECIMAL),
    (pa.types.is_boolean, ExpressionType.BOOLEAN),
    (pa.types.is_date, ExpressionType.DATE),
    (pa.types.is_duration, ExpressionType.DURATION),
    (pa.types.is_null, ExpressionType.NULL),
)


def arrow_type_of(kind: ExpressionType) -> pa.DataType:
    """Return the Arrow type values of `kind` have; of decimals the narrowest, for nulls: data bring their own."""
    return _ARROW.get(kind) or pa.decimal128(1, 0)


def common_type(kinds: Iterable[ExpressionType]) -> ExpressionType | None:
    """Return the one type all of `kinds` widen to, or None where they do not mix.

    NULL widens to anything; integer, decimal and number to the widest of them; no other types mix.
    """
    distinct = set(kinds) - {ExpressionType.NULL}
    if not distinct:
        return ExpressionType.NULL
    if len(distinct) == 1:
        return distinct.pop()
    if distinct <= set(NUMERIC):
        return max(distinct, key=NUMERIC.index)
    return None
