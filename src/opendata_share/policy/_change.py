"""Transforms over Arrow columns.

What lives here: what each transform makes of a column of values, nulls staying null. What this file must not know:
policies, contracts, where rows go, and how the name of a pseudonym is made (`_pseudonym`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, mask_of, pc
from ._transforms import (
    AREA_LENGTHS,
    HIDDEN,
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Step,
    Transform,
)

_KEMENDAGRI: Final = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4}(/[0-9]{3}(/[0-9]{3})?)?)?)?)?$"
_LEAST: Final = np.iinfo(np.int64).min
_MOST: Final = np.iinfo(np.int64).max
_EXACT: Final = 2.0**53
_MICROSECONDS: Final = {"hour": 3_600_000_000, "day": 86_400_000_000}


def transformed(values: Values, transform: Transform) -> Values:
    """Return what `transform` makes of each value; a `Pseudonym` is not made here, and nothing leaves for it.

    Args:
        values: An array of a type the transform fits; a text may be a dictionary.
        transform: What is done.
    """
    match transform:
        case Keep():
            return values
        case Mask():
            return _by_text(values, lambda texts: _masked(texts, transform))
        case AreaLevel():
            return _by_text(values, lambda codes: _area(codes, AREA_LENGTHS[transform.level]))
        case Calendar():
            return _floored(values, transform)
        case Band():
            return _whole(values, lambda numbers: _banded(numbers, transform))
        case Decimals():
            return _rounded(values, transform.digits)
        case Step():
            return _stepped(values, transform.step)
        case _:
            raise AssertionError("a pseudonym needs its names")


def _by_text(values: Values, change: Callable[[Values], Values]) -> Values:
    """Change each distinct value once."""
    coded = values.dictionary_encode()  # itself where it is a dictionary
    return change(coded.dictionary).take(coded.indices)


def _masked(texts: Values, mask: Mask) -> Values:
    shown = mask.first + mask.last
    if not shown:
        return pc.if_else(pc.is_valid(texts), HIDDEN, None)
    first = pc.utf8_slice_codeunits(texts, 0, mask.first)
    last = pc.utf8_slice_codeunits(texts, -mask.last) if mask.last else ""
    joined = pc.binary_join_element_wise(first, last, HIDDEN)
    return pc.if_else(pc.greater(pc.utf8_length(texts), shown), joined, HIDDEN)


def _area(codes: Values, length: int) -> Values:
    is_area = pc.match_substring_regex(codes, _KEMENDAGRI)
    return pc.if_else(is_area, pc.utf8_slice_codeunits(codes, 0, length), None)


def _floored(values: Values, calendar: Calendar) -> Values:
    if calendar.zone == "UTC" and calendar.unit in _MICROSECONDS:
        length = _MICROSECONDS[calendar.unit]
        return _whole(values.cast(pa.int64()), lambda moments: moments - np.mod(moments, length)).cast(values.type)
    if pa.types.is_date(values.type) or calendar.zone == "UTC":
        return pc.floor_temporal(values, unit=calendar.unit).cast(values.type)
    local = pc.local_timestamp(values.cast(pa.timestamp("us", calendar.zone)))
    floored = pc.floor_temporal(local, unit=calendar.unit)
    # midnight may come twice, or not at all, where clocks are set: then a day begins at the first moment there is
    moments = pc.assume_timezone(floored, calendar.zone, ambiguous="earliest", nonexistent="latest")
    return moments.cast(values.type)


def _whole(values: Values, change: Callable[[Any], Any]) -> Values:
    """Change numbers as a numpy array; what stands under a null is nobody's business."""
    numbers = pc.fill_null(values, 0).to_numpy()
    mask = None if values.null_count == 0 else mask_of(pc.is_null(values))
    return pa.array(change(numbers), values.type, mask=mask)


def _banded(numbers: Any, band: Band) -> Any:
    rest = np.mod(numbers, band.width)
    low = np.where(numbers < _LEAST + rest, _LEAST, numbers - rest)
    return low if band.top is None else np.minimum(low, band.top)


def _rounded(values: Values, digits: int) -> Values:
    if pa.types.is_decimal(values.type):
        return _rounded_decimal(values, digits)
    return _whole(values, lambda numbers: _to_grid(numbers, 10.0**digits))


def _to_grid(numbers: Any, per_one: float) -> Any:
    """Return the nearest of the numbers k / per_one; a number so large that no neighbour is nearer stays."""
    with np.errstate(over="ignore"):
        scaled = numbers * per_one
        near = np.rint(scaled) / per_one + 0.0  # no negative zero
    return np.where(np.abs(scaled) < _EXACT, near, numbers)


def _rounded_decimal(values: Values, digits: int) -> Values:
    kind = values.type
    if digits == kind.scale:
        return values
    return pc.round(values.cast(pa.decimal128(kind.precision + 1, kind.scale)), digits, round_mode="half_to_even")


def _stepped(values: Values, step: int) -> Values:
    if pa.types.is_floating(values.type):
        return _whole(values, lambda numbers: _multiples(numbers, step))
    return _whole(values, lambda numbers: _nearest(numbers, step))


def _multiples(numbers: Any, step: int) -> Any:
    quotient = numbers / step
    return np.where(np.abs(quotient) < _EXACT, np.rint(quotient) * step + 0.0, numbers)


def _nearest(numbers: Any, step: int) -> Any:
    rest = np.mod(numbers, step)
    down = np.where(numbers < _LEAST + rest, _LEAST, numbers - rest)
    is_odd = np.mod(np.floor_divide(numbers, step), 2) == 1
    up = (2 * rest > step) | ((2 * rest == step) & is_odd)
    return np.where(up & (down <= _MOST - step), down + step, down)
