"""Properties of an ODCS document → fields of a contract.

What lives here: names, types, options, classes and words of one property, its items and parts. What this file must not
know: keys, relationships between tables, rules over rows.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import Any, Final

from ..._dataclass import dataclass
from ..._names import Names, is_field_name
from ...contract import Check, CodeList, Field, FieldType, Level, Provenance, Sensitivity, Text
from ...errors import DefinitionError
from ..mapping import normal
from ._odcs_options import BOUNDS, with_options
from ._odcs_words import OwnWords
from ._statements import Statement
from ._table_schema_lost import Lost

_LOGICAL: Final = {
    "string": FieldType.TEXT,
    "date": FieldType.DATE,
    "timestamp": FieldType.DATETIME,
    "time": FieldType.TEXT,
    "number": FieldType.NUMBER,
    "integer": FieldType.INTEGER,
    "object": FieldType.OBJECT,
    "array": FieldType.LIST,
    "boolean": FieldType.BOOLEAN,
}
_PHYSICAL: Final = {
    "integer": ("int", "integer", "bigint", "smallint", "tinyint", "int2", "int4", "int8", "int32", "int64", "serial"),
    "number": ("double", "float", "real", "float4", "float8", "float64", "doubleprecision", "number"),
    "boolean": ("bool", "boolean"),
    "date": ("date",),
    "timestamp": ("timestamp", "timestamptz", "datetime"),
    "string": ("string", "text", "varchar", "char", "uuid", "nvarchar"),
}
"""What a source's own type means where the document states no logical type."""
_DECIMAL: Final = re.compile(r"(?:decimal|numeric|number)\((\d{1,2})(?:,(\d{1,2}))?\)", re.ASCII)
_TIME: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?$"
_LONGEST: Final = 2**31 - 1
_DEEPEST: Final = 8


@dataclass(slots=True)
class TableReading:
    """What the properties of one table share while they are read.

    Attributes:
        contract: The contract's name.
        ours: Whether the document says that it is ours.
        lists: The code lists of the contract, by name.
        slugs: Names of checks and of code lists made here.
        checks: What rules of properties and of the table ask of rows.
        unclassed: How many properties have no class.
    """

    contract: str
    ours: bool
    lists: dict[str, CodeList]
    slugs: Names = field(default_factory=Names)
    checks: list[Check] = field(default_factory=list)
    unclassed: int = 0


@dataclass(slots=True)
class Column:
    """One property as it was read.

    Attributes:
        place: Where it stands.
        original: Its name in the document.
        field: What it is in the contract.
        position: Its place in the primary key, or None.
        unique: Whether no two rows may have the same value.
    """

    place: Statement
    original: str
    field: Field
    position: int | None
    unique: bool


def read_column(place: Statement, original: str, name: str, table: TableReading) -> Column:
    """Return a property of a table as a column.

    Args:
        place: The property.
        original: Its name in the document.
        name: What it is called in the contract.
        table: What the table's properties share.

    Raises:
        DefinitionError: Something in it is of another shape than the standard's.
    """
    said = _read(place, original, name, table, 0)
    position = place.peek("primaryKeyPosition", int)
    is_key = place.take("primaryKey", bool) is True
    if not is_key:
        place.take_if("primaryKeyPosition", -1)
    place.take_if("partitioned", False)
    place.take_if("partitionKeyPosition", -1)
    place.take_if("criticalDataElement", False)
    unique = place.take("unique", bool) is True
    return Column(place, original, said, (_LONGEST if position is None else position) if is_key else None, unique)


def _read(
    place: Statement, original: str, name: str, table: TableReading, depth: int, *, is_item: bool = False
) -> Field:
    if depth > _DEEPEST:
        place.refuse(expected=f"depth ≤ {_DEEPEST}")
    own = OwnWords(place, ours=table.ours)
    kind, parts = _type(place, table, depth, is_item=is_item)
    title, definition = _words(place, own, original, name)
    found = Field(
        name=name,
        type=kind,
        required=place.take("required", bool) is True,
        title=title,
        definition=definition,
        sensitivity=_sensitivity(place, table),
        **parts,
    )
    if not place.take_if("physicalName", original):
        place.lose("physicalName", "lost-physical-name", name=name, judges=False)
    options = place.inner("logicalTypeOptions")
    if options is not None:
        found = with_options(found, options, is_time=place.value.get("logicalType") == "time", ours=table.ours)
    if kind is FieldType.DATETIME and (options is None or options.value.get("timezone") is not True):
        place.lose("logicalType", "lost-offsets")
    return _with_own_words(found, own)


def _words(place: Statement, own: OwnWords, original: str, name: str) -> tuple[Text, Text | None]:
    """Return title and definition; the title is what a heading says wherever the name had to change."""
    place.take("name", str)
    if name == original or normal(name) == normal(original):
        title = own.text("businessName", "title", original) or Text(original, original)
        if original not in {name, title.en}:
            place.lose("name", "lost-name", judges=False, original=original, name=name)
        return title, own.text("description", "definition")
    words = [place.take(key, str) for key in ("businessName", "description")]
    told = ". ".join(word for word in words if word and word != original)
    return Text(original, original), Text(told, told) if told else None


def _type(place: Statement, table: TableReading, depth: int, *, is_item: bool) -> tuple[FieldType, dict[str, Any]]:
    """Return the type of a property, with its digits, its pattern, its items or its parts."""
    stated = place.take("logicalType", str)
    physical = place.peek("physicalType", str)
    plain = (physical or "").lower().replace(" ", "")
    logical = stated or next((one for one, names in _PHYSICAL.items() if re.split(r"[(\[]", plain)[0] in names), None)
    if logical not in {None, *_LOGICAL}:
        raise DefinitionError("table-schema-choice", pointer=f"{place.pointer}/logicalType", allowed=tuple(_LOGICAL))
    is_json = logical in {"string", "object"} and plain in {"json", "jsonb"}
    if is_json and place.take_if("physicalType", "json"):
        return FieldType.JSON, {}
    if logical == "number" and (digits := _DECIMAL.fullmatch(plain)) is not None:
        precision, scale = int(digits[1]), int(digits[2] or 0)
        if 1 <= precision <= 38 and scale <= precision:
            place.took("physicalType")
            return FieldType.DECIMAL, {"precision": precision, "scale": scale}
    if not place.take_if("physicalType", logical):
        place.lose("physicalType", "lost-physical-type", judges=False, type=logical or "string")
    if is_json:
        return FieldType.JSON, {}
    if logical == "time":
        place.lose("logicalType", "lost-type-form", type=logical)
        return FieldType.TEXT, {"pattern": _TIME}
    if logical == "array":
        return _list(place, table, depth)
    if logical == "object":
        return _object(place, table, depth, is_item=is_item)
    return (FieldType.TEXT if logical is None else _LOGICAL[logical]), {}


def _list(place: Statement, table: TableReading, depth: int) -> tuple[FieldType, dict[str, Any]]:
    items = place.inner("items")
    if items is None:
        place.lose("logicalType", "lost-type-json", type="array")
        return FieldType.JSON, {}
    items.take("name", str)
    for key in ("primaryKey", "unique", "partitioned", "criticalDataElement"):
        items.take_if(key, False)
    return FieldType.LIST, {"items": _read(items, "Item", "item", table, depth + 1, is_item=True)}


def _object(place: Statement, table: TableReading, depth: int, *, is_item: bool) -> tuple[FieldType, dict[str, Any]]:
    parts = list(place.each("properties"))
    if not is_item or not parts:  # an object is only what a list holds
        place.lose("logicalType", "lost-type-json", type="object")
        place.lose("properties", "lost-parts")
        return FieldType.JSON, {}
    fields = []
    for part, original, name in named(parts):
        for key in ("primaryKey", "unique", "partitioned", "criticalDataElement"):
            part.take_if(key, False)
        fields.append(_read(part, original, name, table, depth + 1))
    return FieldType.OBJECT, {"fields": tuple(fields)}


def named(parts: list[Statement]) -> list[tuple[Statement, str, str]]:
    """Return properties with their names in the document and in the contract.

    Raises:
        DefinitionError: One has no name, or two have the same.
    """
    originals: dict[str, None] = {}
    for part in parts:
        original = part.peek("name", str)
        if not original:
            part.refuse("name", expected="text")
        if original in originals:
            raise DefinitionError("table-schema-same-name", pointer=f"{part.pointer}/name", name=original)
        originals[original] = None
    names = Names(name for name in originals if is_field_name(name))
    return [
        (part, original, original if is_field_name(original) else names.field(original, number))
        for number, (part, original) in enumerate(zip(parts, originals, strict=True), start=1)
    ]


def _sensitivity(place: Statement, table: TableReading) -> Sensitivity:
    """Return who may see a property; nobody where the document does not say it in our four words."""
    said = place.take("classification", str)
    if said is None:
        table.unclassed += 1
    elif said.strip().lower() in set(Sensitivity):
        return Sensitivity(said.strip().lower())
    else:
        place.lose("classification", "lost-class", judges=False, classification=said)
    return Sensitivity.PERSONAL


def _with_own_words(found: Field, own: OwnWords) -> Field:
    """Return the field with what only our own documents say of it."""
    bounds = {attribute: own.take(word, str) for word, attribute in BOUNDS.items()}
    more: dict[str, Any] = {
        "default": own.any_value("default"),
        "specific": own.take("specific", bool),
        "level": own.choice("level", Level),
        "unit": own.take("unit", str),
        "reference": own.reference(),
        "elements": own.elements() or None,
        "pattern": own.take("pattern", str),
        "pattern_when": own.take("patternWhen", str),
        "provenance": own.choice("provenance", Provenance),
        "derived": own.take("derived", str),
        "deprecated": own.deprecation(),
        "format": own.take("format", str),
        **{name: bound for name, bound in bounds.items() if found.type is FieldType.DECIMAL},
    }
    return replace(found, **{name: value for name, value in more.items() if value is not None})


def unclassed_note(table: TableReading, place: Statement) -> Lost | None:
    """Return the note that properties of a table have no class, or None where all have one."""
    if not table.unclassed:
        return None
    return Lost(place.pointer, "lost-no-class", {"count": table.unclassed}, judges=False)
