"""Columns as 64-bit integers that compare as the values do.

What lives here: one function a kind of column, exact, and the way back. What this file must not know: rules, rows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, mask_of, pc
from ...contract import Field, FieldType

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions

_SIGN: Final = np.int64(-(2**63))


def comparable(column: Values) -> tuple[Positions, Mask]:
    """Return (int64 that compare as the values do, which of them are values); null and NaN are none.

    Args:
        column: Integers, floats, dates, times, or decimals of at most 18 digits.
    """
    column = decoded(column)
    there = mask_of(pc.is_valid(column))
    kind = column.type
    if pa.types.is_decimal(kind):
        return _unscaled(column), there
    if pa.types.is_floating(kind):
        numbers = pc.fill_null(column, 0.0).to_numpy(zero_copy_only=False)
        return _ordered_bits(numbers), there & ~np.isnan(numbers)
    if pa.types.is_date(kind):
        column = column.cast(pa.int32())
    numbers = pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    return numbers.astype(np.int64, copy=False), there


def _unscaled(column: Values) -> Positions:
    """Return decimals in units of their last place: the low half of each, which holds all 18 digits."""
    filled = pc.fill_null(column, pa.scalar(0, column.type))
    halves = np.frombuffer(filled.buffers()[1], "<i8")
    start = 2 * filled.offset
    return halves[start : start + 2 * len(filled) : 2].astype(np.int64)


def _ordered_bits(numbers: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Positions:
    """Return floats as integers in the same order; −0.0 is 0.0."""
    bits = (numbers + 0.0).view(np.int64)
    ordered: Positions = np.where(bits >= 0, bits, _SIGN - bits)
    return ordered


def readable(numbers: Positions, field: Field) -> Values:
    """Return what `comparable` made of values of `field` as those values; of booleans, 0 and 1."""
    match field.type:
        case FieldType.DECIMAL:
            return pa.array([read_number(number, field) for number in numbers.tolist()])
        case FieldType.NUMBER:
            return pa.array(np.where(numbers >= 0, numbers, _SIGN - numbers).view(np.float64))
        case FieldType.DATE:
            return pa.array(numbers.astype(np.int32)).cast(pa.date32())
        case FieldType.BOOLEAN:
            return pa.array(numbers != 0)
        case _:
            return pa.array(numbers).cast(field.arrow_type())


def read_number(units: int, field: Field) -> int | Decimal:
    """Return an integer, or a decimal from units of its last place; a sum may have more digits than its field."""
    return Decimal(units).scaleb(-(field.scale or 0)) if field.type is FieldType.DECIMAL else units
