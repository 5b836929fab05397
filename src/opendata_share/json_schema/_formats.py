"""What the formats of JSON Schema mean: asserted, and each by its own RFC.

What lives here: one predicate a format. A name that is not here is an annotation only, as the standard says. What this
file must not know: schemas, columns.

Times are RFC 3339 section 5.6 with what contracts add (decision 0003): no leap second, at most six digits of a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from .._addresses import ADDRESSES, LONGEST_LOCAL_PART, URI_REFERENCE
from ..errors import DefinitionError
from ._patterns import is_found, portable_pattern

_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_DAY: Final = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_DURATION: Final = (
    r"P([0-9]+W|([0-9]+Y([0-9]+M([0-9]+D)?)?|[0-9]+M([0-9]+D)?|[0-9]+D)?(T([0-9]+H([0-9]+M([0-9]+S)?)?|"
    r"[0-9]+M([0-9]+S)?|[0-9]+S))?)"
)
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EXPRESSIONS: Final = {
    "uuid": r"[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
    "time": _CLOCK,
    "json-pointer": r"(/([^~/]|~[01])*)*",
    "relative-json-pointer": r"(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)",
    "hostname": rf"{_LABEL}(\.{_LABEL})*",
}


def _by(expression: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(expression, text, re.ASCII) is not None


def _is_day(text: str) -> bool:
    if re.fullmatch(_DAY, text, re.ASCII) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    return _is_day(text[:10]) and text[10:11] in {"T", "t"} and re.fullmatch(_CLOCK, text[11:], re.ASCII) is not None


def _is_duration(text: str) -> bool:
    return text != "P" and re.fullmatch(_DURATION, text, re.ASCII) is not None


def _is_email(text: str) -> bool:
    return is_found(ADDRESSES["email"], text) and not is_found(LONGEST_LOCAL_PART, text)


def _is_ipv4(text: str) -> bool:
    from ipaddress import AddressValueError, IPv4Address

    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return text.isascii()


def _is_ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return text.isascii() and "%" not in text


def _is_regex(text: str) -> bool:
    try:
        portable_pattern(text, where="–")
    except DefinitionError:
        try:
            re.compile(text)  # not portable is still an expression
        except (re.error, OverflowError, RecursionError):
            return False
    return True


def _of_jsonschema(name: str) -> Callable[[str], bool]:
    """Return jsonschema's own predicate: it comes with libraries for internationalised names."""

    def conforms(text: str) -> bool:
        from jsonschema import Draft202012Validator

        return bool(Draft202012Validator.FORMAT_CHECKER.conforms(text, name))

    return conforms


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    **{name: _by(expression) for name, expression in _EXPRESSIONS.items()},
    "hostname": lambda text: len(text) <= 253 and _by(_EXPRESSIONS["hostname"])(text),
    "date": _is_day,
    "date-time": _is_moment,
    "duration": _is_duration,
    "email": _is_email,
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
    "regex": _is_regex,
    "uri": lambda text: is_found(ADDRESSES["uri"], text),
    "uri-reference": lambda text: is_found(URI_REFERENCE, text),
    **{name: _of_jsonschema(name) for name in ("idn-email", "idn-hostname", "iri", "iri-reference", "uri-template")},
}
"""Each format that is asserted, with its predicate."""


def conforms(value: Any, name: str) -> bool:
    """Whether a value has a format; what is no text has every format, and so has a text of an unknown one."""
    return not isinstance(value, str) or name not in FORMATS or FORMATS[name](value)
