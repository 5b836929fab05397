"""Types of a pydantic model → types of columns.

What lives here: which column an annotation means, the values an enumeration allows, limits. What this file must not
know: names, words and classes of fields.
"""

from __future__ import annotations

import datetime as times
import re
import types
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from enum import Enum
from types import EllipsisType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

import annotated_types
from pydantic import (
    AwareDatetime,
    BaseModel,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
    SecretStr,
    Strict,
)

from ..._dataclass import dataclass
from ...contract import FieldType, Format, Pattern, Precision, portable
from ...errors import DefinitionError

_PLAIN: Final[Mapping[Any, FieldType]] = {
    str: FieldType.TEXT,
    bool: FieldType.BOOLEAN,
    int: FieldType.INTEGER,
    float: FieldType.NUMBER,
    times.date: FieldType.DATE,
    times.datetime: FieldType.DATETIME,
    PastDate: FieldType.DATE,
    FutureDate: FieldType.DATE,
    AwareDatetime: FieldType.DATETIME,
    NaiveDatetime: FieldType.DATETIME,
    PastDatetime: FieldType.DATETIME,
    FutureDatetime: FieldType.DATETIME,
    Decimal: FieldType.DECIMAL,
    UUID: FieldType.TEXT,
    times.time: FieldType.TEXT,
    SecretStr: FieldType.TEXT,
}
_UUID: Final = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_TIME: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$"
_FORMS: Final[Mapping[Any, Mapping[str, str]]] = {UUID: {"pattern": _UUID}, times.time: {"pattern": _TIME}}
_LIMITS: Final[Mapping[type, tuple[str, str]]] = {
    annotated_types.Ge: ("ge", "minimum"),
    annotated_types.Le: ("le", "maximum"),
    annotated_types.Gt: ("gt", "exclusive_minimum"),
    annotated_types.Lt: ("lt", "exclusive_maximum"),
    annotated_types.MinLen: ("min_length", "min_length"),
    annotated_types.MaxLen: ("max_length", "max_length"),
    Format: ("name", "format"),
}
"""The attribute of a marker, and the attribute of a field that says the same."""
_MORE: Final[Mapping[Any, str]] = {
    times.time: "lost-type-form",
    times.datetime: "lost-offsets",
    NaiveDatetime: "lost-offsets",
    **dict.fromkeys((PastDate, FutureDate, PastDatetime, FutureDatetime), "lost-now"),
}
"""What a type says besides, and a column does not."""
_LISTS: Final = (list, set, frozenset, Collection)
_ASCII: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[dDwWsS]")
_LARGEST: Final = 2**63


@dataclass(slots=True)
class Shape:
    """What an annotation means.

    Attributes:
        kind: The type of the column.
        nullable: Whether None is a value.
        limits: Attributes of a field: bounds, lengths, pattern, format, digits.
        allowed: The values of an enumeration, each with its label; None where there is none.
        named: The enumeration.
        item: The annotation of a list's items.
        parts: The model of an object in a list.
        metadata: What else stands beside the type, for those who know it.
        lost: Why something is lost: (what, sentence, its parameters).
    """

    kind: FieldType = FieldType.JSON
    nullable: bool = False
    limits: dict[str, Any] = field(default_factory=dict)
    allowed: dict[Any, str] | None = None
    named: type[Enum] | None = None
    item: Any = None
    parts: type[BaseModel] | None = None
    metadata: list[Any] = field(default_factory=list)
    lost: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)


def shape_of(annotation: Any, metadata: list[Any], *, is_item: bool = False) -> Shape:
    """Return the column of an annotation with what stands beside it.

    Args:
        annotation: The type.
        metadata: What `Annotated` or `Field` say beside it.
        is_item: Whether it is what a list holds; an object is nothing else.
    """
    shape = Shape()
    plain, beside = _unwrapped(annotation, shape)
    _read_type(plain, shape, is_item=is_item)
    for one in _each((*beside, *metadata)):
        _read_metadata(one, shape)
    _finish(shape)
    return shape


def _unwrapped(annotation: Any, shape: Shape) -> tuple[Any, list[Any]]:
    """Return the bare type, noting None, with what `Annotated` says around it, from the inside out."""
    beside: list[Any] = []
    while True:
        if hasattr(annotation, "__value__"):  # an alias: `type Code = str`
            annotation = annotation.__value__
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif get_origin(annotation) is Annotated:
            annotation, *around = get_args(annotation)
            beside = [*around, *beside]
        elif get_origin(annotation) in {Union, types.UnionType}:
            parts = [part for part in get_args(annotation) if part is not type(None)]
            shape.nullable |= len(parts) < len(get_args(annotation))
            if len(parts) != 1:
                return annotation, beside
            annotation = parts[0]
        else:
            return annotation, beside


def _read_type(annotation: Any, shape: Shape, *, is_item: bool) -> None:
    origin = get_origin(annotation) or annotation
    if annotation in _PLAIN:
        shape.kind = _PLAIN[annotation]
        shape.limits = dict(_FORMS.get(annotation, {}))
        if (more := _MORE.get(annotation)) is not None:
            shape.lost.append(("type", more, {"type": _name(annotation)}))
    elif isinstance(origin, type) and issubclass(origin, BaseModel) and is_item:
        shape.kind, shape.parts = FieldType.OBJECT, origin
    elif _is_enumeration(annotation, origin, shape):
        return
    elif (form := _address_form(origin)) is not None:
        shape.kind, shape.limits = FieldType.TEXT, {"format": form}
    elif (item := _item_of(annotation, origin)) is not None:
        shape.kind, shape.item = FieldType.LIST, item
        if origin in {set, frozenset}:
            shape.lost.append(("type", "lost-unique-items", {}))
    elif annotation is not Any:
        shape.lost.append(("type", "lost-type-json", {"type": _name(annotation)}))


def _is_enumeration(annotation: Any, origin: Any, shape: Shape) -> bool:
    """Whether a type lists its values; they are noted."""
    if origin is Literal:
        values = [value for value in get_args(annotation) if value is not None]
        shape.nullable |= None in get_args(annotation)
        _allow(shape, {value: str(value) for value in values})
        return True
    if not (isinstance(origin, type) and issubclass(origin, Enum)):
        return False
    shape.named = origin
    _allow(shape, {member.value: _words(member.name) for member in origin})
    return True


def _item_of(annotation: Any, origin: Any) -> Any:
    """Return what a list holds, or None where the type is no list of one kind."""
    arguments = get_args(annotation)
    if origin is tuple:
        return arguments[0] if len(arguments) == 2 and arguments[1] is Ellipsis else None
    listed = isinstance(origin, type) and (origin in _LISTS or origin.__module__ == "collections.abc")
    return arguments[0] if listed and len(arguments) == 1 and not isinstance(arguments[0], TypeVar) else None


def _address_form(origin: Any) -> str | None:
    """Return the format of a type of addresses."""
    if not isinstance(origin, type):
        return None
    names = {base.__name__ for base in origin.__mro__}
    return "uri" if names & {"_BaseUrl", "AnyUrl"} else "email" if "EmailStr" in names else None


def _allow(shape: Shape, allowed: dict[Any, str]) -> None:
    kinds = {type(value) for value in allowed}
    if kinds == {str}:
        shape.kind = FieldType.TEXT
    elif kinds == {int} and all(abs(value) < _LARGEST for value in allowed):
        shape.kind = FieldType.INTEGER
    elif kinds == {bool}:
        shape.kind = FieldType.BOOLEAN
    else:
        shape.lost.append(("type", "lost-type-json", {"type": "Literal" if shape.named is None else "Enum"}))
        return
    shape.allowed = allowed


def _each(metadata: Collection[Any]) -> Iterator[Any]:
    for one in metadata:
        if isinstance(one, annotated_types.GroupedMetadata):
            yield from _each(tuple(one))
        else:
            yield one


def _read_metadata(one: Any, shape: Shape) -> None:
    if type(one) in _LIMITS:
        word, attribute = _LIMITS[type(one)]
        shape.limits[attribute] = getattr(one, word)
        return
    match one:
        case Pattern(expression, None):
            shape.limits["pattern"] = expression
        case Precision(digits, scale):
            shape.limits |= {"precision": digits, "scale": scale}
        case Strict() | annotated_types.Timezone(tz=EllipsisType()):
            return  # no contract changes a value to another type; a time carries its offset in every contract
        case _ if type(one).__name__ == "_PydanticGeneralMetadata":
            for word, value in vars(one).items():
                _read_word(word, value, shape)
        case _:
            shape.metadata.append(one)


def _read_word(word: str, value: Any, shape: Shape) -> None:
    """Read one of the words pydantic keeps for which annotated-types has no class."""
    if word == "pattern":
        _read_pattern(value.pattern if isinstance(value, re.Pattern) else str(value), shape)
    elif word == "max_digits":
        shape.limits["precision"] = value
    elif word == "decimal_places":
        shape.limits["scale"] = value
    elif value is not None and word not in {"strict", "allow_inf_nan", "union_mode", "coerce_numbers_to_str"}:
        shape.lost.append((word, "lost-no-place", {}))


def _read_pattern(pattern: str, shape: Shape) -> None:
    try:
        shape.limits["pattern"] = portable(pattern, field="–")
    except DefinitionError as error:
        shape.lost.append(("pattern", "lost-pattern", {"part": str(error.parameters.get("part", "–"))}))
        return
    if _ASCII.search(pattern):
        shape.lost.append(("pattern", "lost-pattern-ascii", {}))


def _finish(shape: Shape) -> None:
    """Bring limits to the form of the column's type; what it has no such limit for is lost."""
    if shape.kind is FieldType.DECIMAL and not {"precision", "scale"} <= shape.limits.keys():
        shape.kind = FieldType.NUMBER
        shape.lost.append(("type", "lost-digits", {}))
    for name, bound in list(shape.limits.items()):
        kept = _limit(name, bound, shape.kind)
        if kept is None:
            del shape.limits[name]
            shape.lost.append((name, "lost-constraint", {"constraint": name, "type": str(shape.kind)}))
        else:
            shape.limits[name] = kept


def _limit(name: str, bound: Any, kind: FieldType) -> Any:
    """Return a limit as a field of this type has it, or None."""
    if name in {"pattern", "format"}:
        return bound if kind is FieldType.TEXT else None
    if name in {"min_length", "max_length"}:
        return bound if kind in {FieldType.TEXT, FieldType.LIST} and type(bound) is int and 0 <= bound < 2**31 else None
    if name in {"precision", "scale"}:
        return bound if kind is FieldType.DECIMAL else None
    return _bound(bound, kind)


def _bound(bound: Any, kind: FieldType) -> Any:
    match kind, bound:
        case _, bool():
            return None
        case FieldType.DECIMAL, int() | Decimal():
            return f"{Decimal(bound):f}"
        case FieldType.DECIMAL, float():
            return f"{Decimal(repr(bound)):f}"
        case ((FieldType.INTEGER | FieldType.NUMBER), int() | float()):
            return bound
        case FieldType.NUMBER, Decimal():
            return float(bound)
        case FieldType.DATETIME, times.datetime(tzinfo=times.tzinfo()):
            return bound.astimezone(times.UTC).isoformat().replace("+00:00", "Z")
        case FieldType.DATE, times.date() if not isinstance(bound, times.datetime):
            return bound.isoformat()
    return None


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _name(annotation: Any) -> str:
    return getattr(annotation, "__name__", None) or str(annotation)
