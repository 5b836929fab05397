"""Limits, exactly: what is the lowest and the highest value a column can hold within a bound.

What lives here: a bound as a contract writes it to one Arrow scalar of the column's own type, so that a comparison
needs no
rounding: decimals, integers beyond 2**53, dates and times included. What this file must not know: columns of data,
reports.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import pyarrow as pa

from .._arrow import Constant
from .._dataclass import dataclass
from ..contract import Field, FieldType
from ..errors import DefinitionError

Rule = Literal["minimum", "maximum", "exclusive-minimum", "exclusive-maximum"]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_INT64: Final = (-(2**63), 2**63 - 1)
_DATE32: Final = (-(2**31), 2**31 - 1)


@dataclass(frozen=True, slots=True)
class Limit:
    """One bound of a field.

    Attributes:
        rule: Which bound it is.
        bound: The bound as the contract has it, for messages.
        lowest: The least value allowed, or None where the bound is an upper one.
        highest: The greatest value allowed, or None where the bound is a lower one.
        never: Whether no value of the column can meet it; then both scalars are None.
    """

    rule: Rule
    bound: float | str
    lowest: Constant = None
    highest: Constant = None
    never: bool = False


def limits_of(field: Field) -> tuple[Limit, ...]:
    """Return the bounds of `field` that can be broken; a text, boolean or list has none, as in JSON Schema.

    Raises:
        DefinitionError: A bound is not a value of the field's type.
    """
    if field.type not in _SCALES:
        return ()
    bounds: tuple[tuple[Rule, float | str | None], ...] = (
        ("minimum", field.minimum),
        ("exclusive-minimum", field.exclusive_minimum),
        ("maximum", field.maximum),
        ("exclusive-maximum", field.exclusive_maximum),
    )
    limits = (_limit(field, rule, bound) for rule, bound in bounds if bound is not None)
    return tuple(limit for limit in limits if limit is not None)


def _limit(field: Field, rule: Rule, bound: float | str) -> Limit | None:
    try:
        exact = _exact(field, bound)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError) as error:
        raise DefinitionError("rule-bound", field=field.name, bound=bound, type=field.type) from error
    lower, exclusive = rule.endswith("minimum"), rule.startswith("exclusive")
    if field.type is FieldType.NUMBER:
        nearest = _nearest_float(exact, lower=lower, exclusive=exclusive)
        scalar = pa.scalar(nearest, pa.float64())
        return Limit(rule, bound, lowest=scalar) if lower else Limit(rule, bound, highest=scalar)
    step = _nearest_step(exact, lower=lower, exclusive=exclusive)
    least, most = _range(field)
    if (step <= least) if lower else (step >= most):
        return None
    if (step > most) if lower else (step < least):
        return Limit(rule, bound, never=True)
    scalar = _scalar(field, step)
    return Limit(rule, bound, lowest=scalar) if lower else Limit(rule, bound, highest=scalar)


def _exact(field: Field, bound: float | str) -> Fraction:
    """Return the bound in the column's own steps: units, units of the last decimal place, days or microseconds."""
    if field.type is FieldType.DATE:
        return Fraction((date.fromisoformat(str(bound)) - _EPOCH.date()).days)
    if field.type is FieldType.DATETIME:
        moment = datetime.fromisoformat(str(bound))
        if moment.tzinfo is None:
            raise ValueError("a time needs an offset")
        return Fraction((moment - _EPOCH) // _MICROSECOND)
    if field.type is FieldType.NUMBER and isinstance(bound, float):
        return Fraction(bound)
    places = field.scale or 0 if field.type is FieldType.DECIMAL else 0
    return Fraction(str(bound)) * Fraction(10) ** places


def _nearest_step(exact: Fraction, *, lower: bool, exclusive: bool) -> int:
    if lower:
        return math.floor(exact) + 1 if exclusive else math.ceil(exact)
    return math.ceil(exact) - 1 if exclusive else math.floor(exact)


def _nearest_float(exact: Fraction, *, lower: bool, exclusive: bool) -> float:
    """Return the float on the allowed side of `exact` that is nearest to it."""
    outwards = math.inf if lower else -math.inf
    try:
        nearest = float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
    found = Fraction(nearest)
    wrong_side = found < exact if lower else found > exact
    return math.nextafter(nearest, outwards) if wrong_side or (exclusive and found == exact) else nearest


def _range(field: Field) -> tuple[int, int]:
    if field.type is FieldType.DECIMAL:
        most = 10 ** (field.precision or 38) - 1
        return -most, most
    return _DATE32 if field.type is FieldType.DATE else _INT64


def _scalar(field: Field, step: int) -> Constant:
    if field.type is FieldType.DECIMAL:
        digits = tuple(map(int, str(abs(step))))
        return pa.scalar(Decimal((int(step < 0), digits, -(field.scale or 0))), field.arrow_type())
    if field.type is FieldType.DATE:
        return pa.scalar(step, pa.int32()).cast(pa.date32())
    return pa.scalar(step, field.arrow_type())


_SCALES: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL, FieldType.DATE, FieldType.DATETIME})
