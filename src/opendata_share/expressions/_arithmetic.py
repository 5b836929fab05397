"""+ − * / on columns of every type, exactly: a row that overflows or divides by zero fails alone.

What lives here: for each type a fast path with kernels that notice overflow, and the row-by-row path behind it.
What this file must not know: the tree, three-valued logic, and how parts are widened before they come here.

- integer, datetime, date and duration are 64-bit integers underneath (microseconds, days); a datetime or date outside
  the years 1 to 9999 fails.
- number follows IEEE 754, and a row whose result is infinite or NaN fails.
- decimal is exact up to 38 digits: a sum has the larger scale, a product the sum of the scales. A quotient is rounded
  half away from zero, as PostgreSQL does, to 16 decimals or an operand's own if more, fewer where the 38 digits need
  it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from ._cells import (
    EXACT,
    LARGEST,
    SMALLEST,
    Cells,
    Values,
    any_failed,
    decimal_shape,
    fitting_decimal,
    joined,
    kernel,
    narrowed,
    row_by_row,
    unit_of,
)
from ._literals import FIRST_DAY, FIRST_MICROSECOND, LAST_DAY, LAST_MICROSECOND, MICROSECONDS
from ._types import MAX_DECIMAL_DIGITS, ExpressionType, arrow_type_of

_FUNCTIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_KERNELS: Final = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_QUOTIENT_DECIMALS: Final = 16
_FEWEST_QUOTIENT_DECIMALS: Final = 6
# A quotient of two 38-digit numbers either ends or keeps its distance from a tie: 160 digits tell which way it rounds.
_EXACT_QUOTIENT: Final = Context(prec=160, traps=[DivisionByZero, InvalidOperation])
_ROUNDED: Final = Context(prec=MAX_DECIMAL_DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_WIDEST: Final = 2 * MAX_DECIMAL_DIGITS
_INT64: Final = pa.int64()
_DAY: Final = pa.scalar(MICROSECONDS["DAY"], _INT64)

_RANGES: Final = {
    ExpressionType.INTEGER: (SMALLEST, LARGEST),
    ExpressionType.DURATION: (SMALLEST, LARGEST),
    ExpressionType.DATETIME: (FIRST_MICROSECOND, LAST_MICROSECOND),
    ExpressionType.DATE: (FIRST_DAY, LAST_DAY),
}


def combine(sign: str, left: Cells, right: Cells, result: ExpressionType, length: int) -> Cells:
    """Return `left sign right`, whose operands have the types that go together to give `result`."""
    if left.is_scalar and right.is_scalar:
        left = Cells(left.array(length), left.failed)
    failed = any_failed(left, right)
    if result is ExpressionType.NUMBER:
        return _finite(kernel(_KERNELS[sign], left.values, right.values), failed)
    if result is ExpressionType.DECIMAL:
        return _decimal(sign, left, right, length, failed)
    if result is ExpressionType.NULL:
        return Cells(pa.nulls(length), failed)
    first, second = (_whole(cells.values, result) for cells in (left, right))
    return _spoken(_integers(sign, first, second, _RANGES[result], length, failed), result)


def negate(operand: Cells, kind: ExpressionType, length: int) -> Cells:
    """Return `-operand`."""
    if kind in (ExpressionType.NUMBER, ExpressionType.DECIMAL):
        return Cells(kernel("negate", operand.values), operand.failed)
    if kind is ExpressionType.NULL:
        return operand
    zero = pa.scalar(0, _INT64)
    values = _whole(operand.array(length), kind)
    return _spoken(_integers("-", zero, values, _RANGES[kind], length, operand.failed), kind)


def _whole(values: Values, result: ExpressionType) -> Values:
    """Return values as 64-bit integers: themselves, microseconds, or days (a duration too, where a date is moved)."""
    if pa.types.is_date32(values.type):
        values = kernel("cast", values, options=pc.CastOptions.safe(pa.int32()))
    whole = kernel("cast", values, options=pc.CastOptions.safe(_INT64))
    if result is ExpressionType.DATE and pa.types.is_duration(values.type):
        return kernel("divide", whole, _DAY)
    return whole


def _spoken(cells: Cells, result: ExpressionType) -> Cells:
    """Return 64-bit integers in the Arrow type of `result`."""
    values = cells.values
    if result is ExpressionType.DATE:
        values = kernel("cast", values, options=pc.CastOptions.safe(pa.int32()))
    return Cells(kernel("cast", values, options=pc.CastOptions.safe(arrow_type_of(result))), cells.failed)


def _integers(sign: str, left: Values, right: Values, limits: tuple[int, int], length: int, failed: Any) -> Cells:
    low, high = limits
    try:
        values = kernel(f"{_KERNELS[sign]}_checked", left, right)
    except pa.ArrowInvalid:
        exact = _FUNCTIONS[sign]
        operands = [Cells(each).array(length) for each in (left, right)]

        def within(first: int, second: int) -> int | None:
            value = exact(first, second)
            return int(value) if low <= value <= high else None

        return row_by_row(within, operands, _INT64, failed)
    if limits == (SMALLEST, LARGEST):
        return Cells(values, failed)
    late_enough = kernel("greater_equal", values, pa.scalar(low))
    early_enough = kernel("less_equal", values, pa.scalar(high))
    return _keeping(values, kernel("and", late_enough, early_enough), failed)


def _finite(values: Values, failed: Any) -> Cells:
    return _keeping(values, kernel("is_finite", values), failed)


def _keeping(values: Values, sound: Values, failed: Any) -> Cells:
    """Return `values` with the rows failed where `sound` is false (null rows are not)."""
    unsound = kernel("coalesce", kernel("invert", sound), pa.scalar(False))
    if not kernel("any", unsound).as_py():
        return Cells(values, failed)
    nothing = pa.scalar(None, values.type)
    return Cells(kernel("if_else", unsound, nothing, values), joined(failed, unsound))


def _decimal(sign: str, left: Cells, right: Cells, length: int, failed: Any) -> Cells:
    first, second = left.values.type, right.values.type
    scale, precision = _shape(sign, first, second)
    if sign == "/":
        return _quotient(left.array(length), right.array(length), scale, failed)
    if precision <= _WIDEST and scale <= MAX_DECIMAL_DIGITS:
        pairs = ((left.values, first), (right.values, second))
        make = pa.decimal128 if precision <= MAX_DECIMAL_DIGITS else pa.decimal256
        operands = [_cast(values, make(kind.precision, kind.scale)) for values, kind in pairs]
        fitted = narrowed(kernel(_KERNELS[sign], *operands), scale, min(precision, MAX_DECIMAL_DIGITS))
        return Cells(fitted.values, joined(failed, fitted.failed))
    scale = min(scale, MAX_DECIMAL_DIGITS)
    unit = unit_of(scale)
    exact = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}[sign]

    def fitted_row(one: Decimal, other: Decimal) -> Decimal | None:
        return fitting_decimal(exact(one, other), unit)

    rows = [each.array(length) for each in (left, right)]
    return row_by_row(fitted_row, rows, pa.decimal128(MAX_DECIMAL_DIGITS, scale), failed)


def _shape(sign: str, left: Any, right: Any) -> tuple[int, int]:
    """Return the scale of a result, and the digits Arrow's kernel wants for it."""
    if sign == "*":
        return left.scale + right.scale, left.precision + right.precision + 1
    if sign == "/":
        before_point = left.precision - left.scale + right.scale
        wanted = min(max(_QUOTIENT_DECIMALS, left.scale, right.scale), MAX_DECIMAL_DIGITS - before_point)
        return max(wanted, _FEWEST_QUOTIENT_DECIMALS), MAX_DECIMAL_DIGITS
    precision, scale = decimal_shape((left, right))
    return scale, precision + 1


def _quotient(dividend: Values, divisor: Values, scale: int, failed: Any) -> Cells:
    """Return quotients row by row: Arrow 26's kernel divides wrongly (590295810358705651711 by 10 ** 14, for one)."""
    unit = unit_of(scale)

    def quotient(top: Decimal, bottom: Decimal) -> Decimal | None:
        try:
            return _EXACT_QUOTIENT.divide(top, bottom).quantize(unit, context=_ROUNDED)
        except (DivisionByZero, InvalidOperation):  # 0 / 0 is the second, and so is a 39th digit
            return None

    return row_by_row(quotient, [dividend, divisor], pa.decimal128(MAX_DECIMAL_DIGITS, scale), failed)


def _cast(values: Values, target: pa.DataType) -> Values:
    return values if values.type == target else kernel("cast", values, options=pc.CastOptions.safe(target))
