"""Logical type options of an ODCS property → limits of a field.

What lives here: lengths, patterns, formats and bounds, each read as the type's own values are. What this file must not
know: which type a property has, names, words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ...contract import Field, FieldType, portable
from ...errors import DefinitionError
from ._statements import Statement
from ._table_schema_patterns import speaks_of_words

BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}
"""Attributes of a field by the words of the standard."""
_LONGEST: Final = 2**31 - 1
_UTC_NAMES: Final = frozenset({"UTC", "Etc/UTC", "Z", "GMT"})


def with_options(found: Field, options: Statement, *, is_time: bool, ours: bool) -> Field:
    """Return a field with what its options say; what they say of another type is left, and so lost.

    Args:
        found: The field.
        options: The options.
        is_time: Whether the field is a time of day, whose text has a form already.
        ours: Whether the document is one of ours, whose patterns mean what ours do.
    """
    match found.type:
        case FieldType.TEXT if not is_time:
            return _text_options(found, options, ours=ours)
        case FieldType.LIST:
            return replace(found, **_lengths(options, "Items"))
        case FieldType.INTEGER | FieldType.NUMBER | FieldType.DECIMAL:
            options.take_if("format", "i64" if found.type is FieldType.INTEGER else "f64")
            return replace(found, **_bounds(options, float, _exact if found.type is FieldType.DECIMAL else _as_it_is))
        case FieldType.DATE:
            options.take_if("format", "yyyy-MM-dd")
            return replace(found, **_bounds(options, str, _day, ours=ours))
        case FieldType.DATETIME:
            zone = _zone(options)
            if not options.take_if("timezone", True):
                options.lose("timezone", "lost-offsets")
            options.lose("defaultTimezone", "lost-offsets")
            options.lose("format", "lost-form")
            return replace(found, **_bounds(options, str, lambda text: _moment(text, zone), ours=ours))
        case _:
            return found


def _text_options(found: Field, options: Statement, *, ours: bool) -> Field:
    found = replace(found, **_lengths(options, "Length"))
    if (form := options.peek("format", str)) in {"uri", "email"}:
        options.took("format")
        found = replace(found, format=form)
    pattern = options.take("pattern", str)
    if pattern is None:
        return found
    try:
        kept = portable(pattern, field="–")
    except DefinitionError as error:
        options.lose("pattern", "lost-pattern", part=str(error.parameters.get("part", "–")))
        return found
    if not ours and speaks_of_words(pattern):
        options.lose("pattern", "lost-pattern-word")
    return replace(found, pattern=kept)


def _lengths(options: Statement, unit: str) -> dict[str, Any]:
    found = {}
    for end in ("min", "max"):
        length = options.take(f"{end}{unit}", int)
        if length is not None and not 0 <= length <= _LONGEST:
            options.refuse(f"{end}{unit}", expected=f"0–{_LONGEST}")
        if length is not None:
            found[f"{end}_length"] = length
    return found


def _bounds(options: Statement, kind: type, read: Callable[[Any], Any], *, ours: bool = False) -> dict[str, Any]:
    """Return the bounds; those of our own days and times stay as they are spelled."""
    found = {}
    for word, attribute in BOUNDS.items():
        said = options.take(word, kind)
        if said is None:
            continue
        if (bound := read(said)) is None:
            options.lose(word, "lost-bound")
        else:
            found[attribute] = said if ours else bound
    return found


def _as_it_is(bound: float) -> float:
    return bound


def _exact(bound: float) -> str:
    return f"{Decimal(repr(bound)).normalize():f}"


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _moment(text: str, zone: tzinfo) -> str | None:
    """Return a time in UTC; one without an offset is of the zone the document names."""
    try:
        found = datetime.fromisoformat(text)
        moment = (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat().replace("+00:00", "Z")


def _zone(options: Statement) -> tzinfo:
    name = options.peek("defaultTimezone", str) or "UTC"
    if name in _UTC_NAMES:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
