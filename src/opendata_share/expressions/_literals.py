"""Literals: what a spelled number, date, time and interval is worth.

What lives here: the text of one literal → its constant, or a DefinitionError that shows how to write it.
What this file must not know: where in an expression a literal stands.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from ..errors import DefinitionError
from ._tree import Constant
from ._types import MAX_DECIMAL_DIGITS, ExpressionType

LARGEST_INTEGER: Final = 2**63 - 1
MICROSECONDS: Final = {"DAY": 86_400_000_000, "HOUR": 3_600_000_000, "MINUTE": 60_000_000, "SECOND": 1_000_000}

FIRST_DAY: Final = date.min.toordinal() - date(1970, 1, 1).toordinal()
LAST_DAY: Final = date.max.toordinal() - date(1970, 1, 1).toordinal()
FIRST_MICROSECOND: Final = FIRST_DAY * MICROSECONDS["DAY"]
LAST_MICROSECOND: Final = (LAST_DAY + 1) * MICROSECONDS["DAY"] - 1
"""Dates and datetimes run from 0001-01-01 to the end of 9999-12-31 UTC, as RFC 3339 and Python have them."""

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}(:[0-9]{2})?)"
)
_INTERVAL: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]{1,6})?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str, *, largest: int = LARGEST_INTEGER) -> Constant:
    """Return the integer (`12`), exact decimal (`1.5`) or floating number (`1.5e0`) that `text` spells.

    Raises:
        DefinitionError: It does not fit in 64 bits, in 38 digits or in a double.
    """
    if "e" in text.lower():
        value = float(text)
        if not math.isfinite(value):
            raise DefinitionError("expression-number-range", literal=text)
        return Constant(value, ExpressionType.NUMBER, text)
    if "." in text:
        exact = Decimal(text)
        if digits_of(exact)[0] > MAX_DECIMAL_DIGITS:
            raise DefinitionError("expression-number-range", literal=text)
        return Constant(exact, ExpressionType.DECIMAL, text)
    if len(text.lstrip("0")) > 19 or int(text) > largest:
        raise DefinitionError("expression-number-range", literal=text)
    return Constant(int(text), ExpressionType.INTEGER, text)


def digits_of(value: Decimal) -> tuple[int, int]:
    """Return the precision and scale of the narrowest decimal type that holds `value` as it is written."""
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    return max(len(digits), scale, 1), scale


def day(quoted: str, text: str) -> Constant:
    """Return the date of DATE 'YYYY-MM-DD'; `quoted` is what stands between the quotes."""
    if _DATE.fullmatch(quoted):
        try:
            parsed = date.fromisoformat(quoted)
        except ValueError:
            pass
        else:
            return Constant(parsed.toordinal() - _EPOCH.toordinal(), ExpressionType.DATE, text)
    raise DefinitionError("expression-date-literal", literal=text)


def moment(quoted: str, text: str) -> Constant:
    """Return the datetime of TIMESTAMP WITH TIME ZONE 'YYYY-MM-DD hh:mm:ss±hh:mm'.

    T may stand for the space, Z for +00:00; the seconds may have up to six decimals or be left out.
    """
    if not _DATETIME.fullmatch(quoted):
        naive = _DATETIME.fullmatch(quoted + "Z") is not None
        raise DefinitionError("expression-naive-timestamp" if naive else "expression-timestamp-literal", literal=text)
    try:
        elapsed = datetime.fromisoformat(quoted) - _EPOCH
    except ValueError:
        raise DefinitionError("expression-timestamp-literal", literal=text) from None
    micros = elapsed.days * MICROSECONDS["DAY"] + elapsed.seconds * 1_000_000 + elapsed.microseconds
    if not FIRST_MICROSECOND <= micros <= LAST_MICROSECOND:
        raise DefinitionError("expression-timestamp-literal", literal=text)
    return Constant(micros, ExpressionType.DATETIME, text)


def interval(quoted: str, unit: str, text: str) -> Constant:
    """Return the duration of INTERVAL 'n' DAY, HOUR, MINUTE or SECOND; only seconds may have decimals."""
    micros = MICROSECONDS.get(unit)
    written_well = _INTERVAL.fullmatch(quoted) and ("." not in quoted or unit == "SECOND")
    if micros is None or not written_well or len(quoted) > 32:
        raise DefinitionError("expression-interval-literal", literal=text)
    value = int(Decimal(quoted) * micros)
    if abs(value) > LARGEST_INTEGER:
        raise DefinitionError("expression-number-range", literal=text)
    return Constant(value, ExpressionType.DURATION, text, whole_days=unit == "DAY")
