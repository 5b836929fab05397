"""JSON values without loss: every number exact, equality as JSON Schema means it.

What lives here: JSON text and Python values to exact values, and when two of them are the same. What this file must
not know: schemas, columns.

A number is an `int` or a `Decimal`, never a float: 0.1 is a tenth, and an integer has all its digits. 1 and 1.0 are the
same; 1 and true are not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Mapping
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring
from typing import Any, Final, NoReturn

Json = Any
"""None, bool, int, Decimal, str, list or dict, all the way down."""

_LONGEST_NUMBER: Final = 4_000
_LARGEST_EXPONENT: Final = 10**6
_DEEPEST: Final = 64


class NotJson(ValueError):
    """A text or value is no JSON, or has no exact value here; the message never shows it."""


def read_json_text(text: str) -> Json:
    """Return the exact value of a JSON text.

    Raises:
        NotJson: It is not JSON, an object has a key twice, it is NaN or infinite, half a surrogate pair stands in it,
            it nests more than 64 deep, or a number has more than 4 000 characters or an exponent beyond a million.

    Example:
        >>> read_json_text('{"price": 19.90}')
        {'price': Decimal('19.90')}
    """
    try:
        value = json.loads(
            text, parse_int=_integer, parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_object
        )
        if "\\u" in text:
            write_json_text(value).encode("utf-8")
        deep = text.count("[") + text.count("{") > _DEEPEST and _depth(value) > _DEEPEST
    except NotJson:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson(type(error).__name__) from None
    if deep:
        raise NotJson("depth")
    return value


def _depth(value: Json) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise NotJson("number")
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise NotJson("number")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotJson("exponent") from None
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise NotJson("exponent")
    return number


def _refuse(name: str) -> NoReturn:
    raise NotJson(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotJson("duplicate key")
    return value


def exact(value: Any) -> Json:
    """Return a Python value with every float as the shortest decimal that names it.

    Raises:
        NotJson: It is not made of JSON's types, or a number is NaN or infinite.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | Decimal):
        if not math.isfinite(value):
            raise NotJson("not a number")
        return _decimal(repr(value)) if isinstance(value, float) else value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotJson("key")
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [exact(item) for item in value]
    raise NotJson(type(value).__name__)


def write_json_text(value: Json) -> str:
    """Return an exact value as JSON text without spaces; numbers keep their digits, members their order.

    Example:
        >>> write_json_text({"price": Decimal("19.90")})
        '{"price":19.90}'
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, list):
        return f"[{','.join(map(write_json_text, value))}]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode_basestring(key)}:{write_json_text(item)}" for key, item in value.items()) + "}"
    return str(value)


def is_number(value: Json) -> bool:
    """Whether an exact value is a JSON number."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def is_integer(value: Json) -> bool:
    """Whether an exact value is a number without a fraction: 2.0 and 2e3 are."""
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


def identity_of(value: Json) -> Hashable:
    """Return a key that two exact values share exactly where JSON Schema calls them equal."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, list):
        return ("array", tuple(map(identity_of, value)))
    if isinstance(value, dict):
        return ("object", frozenset((key, identity_of(item)) for key, item in value.items()))
    return value  # type: ignore[no-any-return]  # None, text and numbers: Python's own equality and hash are JSON's


def is_multiple(value: int | Decimal, of: int | Decimal) -> bool:
    """Whether `value` is a whole number of times `of`, exactly and whatever the exponents.

    Example:
        >>> is_multiple(Decimal("19.99"), Decimal("0.01"))
        True
    """
    (number, exponent), (divisor, other) = _scaled(value), _scaled(of)
    shift = exponent - other
    if number == 0:
        return True
    if shift >= 0:
        return number * pow(10, shift, divisor) % divisor == 0
    return -shift <= len(str(abs(number))) and number % (divisor * 10**-shift) == 0


def _scaled(value: int | Decimal) -> tuple[int, int]:
    """Return (digits as an integer with its sign, exponent of ten), without trailing zeros in the digits."""
    sign, digits, exponent = Decimal(value).as_tuple()
    written = "".join(map(str, digits))
    kept = written.rstrip("0") or "0"
    return int(kept) * (-1 if sign else 1), int(exponent) + len(written) - len(kept)
