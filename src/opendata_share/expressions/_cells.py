"""The values of a part of an expression, which rows could not be computed, and how values change type.

What lives here: `Cells`, arrival (an array as it came → its type's own Arrow type), widening, and the exact
row-by-row path that everything falls back to when a kernel refuses a whole batch for the sake of one row.
What this file must not know: the tree, and what operators mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from .._dataclass import dataclass
from ._literals import FIRST_DAY, LAST_DAY, digits_of
from ._tree import Constant
from ._types import MAX_DECIMAL_DIGITS, ExpressionType, arrow_type_of, expression_type

Values = Any
"""A pyarrow array, or a pyarrow scalar that stands for every row. (The stubs' kernel overloads know no such union.)"""
Failed = Any
"""A boolean array without nulls, true where a row could not be computed; None where every row could."""

FALSE: Final = pa.scalar(False)
UNKNOWN: Final = pa.scalar(None, pa.bool_())
LARGEST: Final = 2**63 - 1
SMALLEST: Final = -(2**63)
EXACT: Final = Context(prec=160)
_FITTING: Final = Context(prec=MAX_DECIMAL_DIGITS, traps=[Inexact, InvalidOperation])

_MICROSECONDS_IN: Final = {"s": 1_000_000, "ms": 1_000}


@dataclass(frozen=True, slots=True)
class Cells:
    """What a part of an expression is worth in each row; `values` is null wherever `failed` is true."""

    values: Values
    failed: Failed = None

    @property
    def is_scalar(self) -> bool:
        """Return whether one value stands for every row."""
        return isinstance(self.values, pa.Scalar)

    def array(self, length: int) -> Any:
        """Return the values as an array of `length` rows."""
        return repeated(self.values, length) if self.is_scalar else self.values


def repeated(scalar: Any, length: int) -> Any:
    """Return `scalar` in each of `length` rows."""
    return pa.repeat(scalar, length) if scalar.is_valid else pa.nulls(length, scalar.type)


def kernel(name: str, *arguments: Values, options: Any = None) -> Values:
    """Call an Arrow kernel by its name."""
    return pc.call_function(name, list(arguments), options)


def any_failed(*cells: Cells) -> Failed:
    """Return the rows where any of `cells` failed."""
    failed: Failed = None
    for each in cells:
        failed = joined(failed, each.failed)
    return failed


def joined(first: Failed, second: Failed) -> Failed:
    """Return the rows of either."""
    if first is None or second is None:
        return second if first is None else first
    return kernel("or", first, second)


def row_by_row(
    function: Callable[..., Any], operands: Sequence[Any], arrow_type: pa.DataType, before: Failed = None
) -> Cells:
    """Return `function` of each row of `operands`: null where an operand is null, failed where it returns None.

    The exact path: Python's integers and decimals neither wrap nor overflow.
    """
    values: list[Any] = []
    failed: list[bool] = []
    for row in zip(*(operand.to_pylist() for operand in operands), strict=True):
        known = None not in row
        values.append(function(*row) if known else None)
        failed.append(known and values[-1] is None)
    return Cells(pa.array(values, arrow_type), joined(before, pa.array(failed, pa.bool_()) if any(failed) else None))


def constant(node: Constant) -> Values:
    """Return a literal as a scalar of its Arrow type."""
    if isinstance(node.value, Decimal):
        return pa.scalar(node.value, pa.decimal128(*digits_of(node.value)))
    return pa.scalar(node.value, arrow_type_of(node.type))


def arrived(array: Any, declared: ExpressionType, name: str, length: int) -> Cells:
    """Return a column as it came in the Arrow type its declared type has.

    Another unit, width or zone is converted, digits below a microsecond are cut off; a row whose value does not fit
    fails.

    Raises:
        ValueError: The array has another length or another type than was promised: the caller's mistake.
    """
    if len(array) != length:
        raise ValueError(f"column {name!r} has {len(array)} rows, not {length}")
    actual = expression_type(array.type)
    if actual not in (declared, ExpressionType.NULL):
        raise ValueError(f"column {name!r} is {array.type}, not {declared}")
    if declared is ExpressionType.DECIMAL:
        return _arrived_decimal(array)
    target = arrow_type_of(declared)
    if array.type == target:
        return Cells(array)
    if pa.types.is_date64(array.type):  # Arrow's cast to date32 wraps
        return row_by_row(lambda value: _day_of(value // 86_400_000), [array.view(pa.int64())], target)
    try:
        options = pc.CastOptions(target_type=target, allow_time_truncate=True)
        return Cells(kernel("cast", array, options=options))
    except pa.ArrowInvalid:
        return _arrived_in_range(array, declared, target)


def _arrived_in_range(array: Any, declared: ExpressionType, target: pa.DataType) -> Cells:
    if declared is ExpressionType.INTEGER:
        return row_by_row(lambda value: value if value <= LARGEST else None, [array], target)
    factor = _MICROSECONDS_IN[array.type.unit]
    moved = row_by_row(lambda value: fitting(value * factor), [array.view(pa.int64())], pa.int64())
    return Cells(moved.values.view(target), moved.failed)


def _day_of(days: int) -> int | None:
    return days if FIRST_DAY <= days <= LAST_DAY else None


def _arrived_decimal(array: Any) -> Cells:
    if pa.types.is_null(array.type):
        return Cells(repeated(pa.scalar(None, arrow_type_of(ExpressionType.DECIMAL)), len(array)))
    if isinstance(array.type, pa.DictionaryType):
        array = array.dictionary_decode()
    scale = min(max(array.type.scale, 0), MAX_DECIMAL_DIGITS)
    digits = array.type.precision - min(array.type.scale, 0)
    return narrowed(array, scale, min(digits, MAX_DECIMAL_DIGITS))


def fitting(value: int) -> int | None:
    """Return `value` where 64 bits hold it, else None."""
    return value if SMALLEST <= value <= LARGEST else None


def narrowed(values: Any, scale: int, precision: int = MAX_DECIMAL_DIGITS) -> Cells:
    """Return decimals as `decimal128(precision, scale)`; a row that does not fit exactly fails."""
    target = pa.decimal128(max(precision, scale, 1), scale)
    if values.type == target:
        return Cells(values)
    try:
        return Cells(kernel("cast", values, options=pc.CastOptions.safe(target)))
    except pa.ArrowInvalid:
        widest = pa.decimal128(MAX_DECIMAL_DIGITS, scale)
        unit = unit_of(scale)
        return row_by_row(lambda value: fitting_decimal(value, unit), [values], widest)


def fitting_decimal(value: Decimal, unit: Decimal) -> Decimal | None:
    """Return `value` as a multiple of `unit` (0.01) where 38 digits hold it exactly, else None."""
    try:
        return value.quantize(unit, context=_FITTING)
    except (Inexact, InvalidOperation):  # another digit would be lost, or a 39th needed
        return None


def unit_of(scale: int) -> Decimal:
    """Return the smallest decimal of `scale` decimals: 0.01 of 2."""
    return Decimal(1).scaleb(-scale)


def widened(cells: Cells, actual: ExpressionType, target: ExpressionType) -> Cells:
    """Return `cells` of type `actual` as `target`.

    NULL widens to anything, an integer to decimal or number, a decimal to number.

    A number is the double nearest to the integer or decimal. A decimal keeps its own precision and scale.
    """
    if actual is target:
        return cells
    if actual is ExpressionType.NULL:
        empty = pa.scalar(None, arrow_type_of(target))
        return Cells(empty if cells.is_scalar else repeated(empty, len(cells.values)), cells.failed)
    if target is ExpressionType.DECIMAL:
        return Cells(kernel("cast", cells.values, options=pc.CastOptions.safe(pa.decimal128(19, 0))), cells.failed)
    return Cells(_as_number(cells.values, actual), cells.failed)


def _as_number(values: Values, actual: ExpressionType) -> Values:
    if isinstance(values, pa.Scalar):
        return pa.scalar(None if values.as_py() is None else float(values.as_py()), pa.float64())
    if actual is ExpressionType.DECIMAL:
        # Arrow's own cast makes 0.09999999999999999 of 0.1; through text it is the nearest double.
        values = kernel("cast", values, options=pc.CastOptions.safe(pa.string()))
        return kernel("cast", values, options=pc.CastOptions.safe(pa.float64()))
    return kernel("cast", values, options=pc.CastOptions.unsafe(pa.float64()))


def decimal_shape(kinds: Sequence[Any]) -> tuple[int, int]:
    """Return the precision (up to 76) and scale that hold the values of all decimal types `kinds`."""
    scale = max(kind.scale for kind in kinds)
    return max(kind.precision - kind.scale for kind in kinds) + scale, scale
