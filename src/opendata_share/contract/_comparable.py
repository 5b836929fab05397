"""Which fields a table rule can compare, and the small values its attributes are.

What lives here: sets of types, names of contracts, durations. What this file must not know: any rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from ._field import Field, FieldType

Severity: TypeAlias = Literal["error", "advice"]
Needs: TypeAlias = Iterator[tuple[str, frozenset[FieldType]]]

CONTRACT_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
SCALED: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL, FieldType.DATE, FieldType.DATETIME})
COUNTED: Final = frozenset({FieldType.INTEGER, FieldType.DECIMAL})
KEYS: Final = frozenset(FieldType) - {FieldType.LIST, FieldType.OBJECT, FieldType.JSON}
TEXT: Final = frozenset({FieldType.TEXT})
PLACE: Final = frozenset({FieldType.NUMBER})
MOMENT: Final = frozenset({FieldType.DATE, FieldType.DATETIME})

_LONGEST_EXACT: Final = 18
"""Digits of a decimal that fit 64 bits."""
_SECONDS: Final = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?\Z", re.ASCII)


def each(names: tuple[str, ...], kinds: frozenset[FieldType]) -> Needs:
    """Return every name with the types its field may have."""
    return ((name, kinds) for name in names)


def fits_kinds(name: str, kinds: frozenset[FieldType], fields: Mapping[str, Field]) -> bool:
    """Return whether the field `name`, or the part "ids[].system" of a list, is one of `kinds` that is exact."""
    column, bracket, part = name.partition("[].")
    field = fields[column]
    if bracket:
        inner = () if field.items is None else field.items.fields
        return any(one.name == part and one.type in kinds for one in inner)
    exact = field.type is not FieldType.DECIMAL or (field.precision or 0) <= _LONGEST_EXACT
    return field.type in kinds and (exact or kinds is KEYS)


def seconds_of(duration: str) -> int | None:
    """Return an ISO 8601 duration in seconds, or None where it is none of days, hours, minutes and seconds."""
    match = _SECONDS.match(duration)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
