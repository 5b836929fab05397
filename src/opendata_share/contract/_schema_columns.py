"""Which column holds the values of a subschema, and what of the subschema the column says itself.

What lives here: subschema in, column type with limits out, and the keywords that are left over. What this file must
not know: rows, contracts as a whole, how what is left over is judged.

A column has one type. Where a subschema allows several, or objects, or nested arrays, the column holds JSON text, which
loses nothing. An object is never a struct column: that could not tell a member that is null from one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from typing import Any, Final

from .._dataclass import dataclass
from ..json_schema import Json, Node, Schema, is_integer, is_number
from ._field import Field, FieldType, Sensitivity
from ._residual import ResidualRule
from ._text import Text

_ALL: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_COLUMNS: Final = {
    frozenset({"integer"}): FieldType.INTEGER,
    frozenset({"integer", "number"}): FieldType.NUMBER,
    frozenset({"boolean"}): FieldType.BOOLEAN,
    frozenset({"string"}): FieldType.TEXT,
    frozenset({"array"}): FieldType.LIST,
}
_TIMES: Final = {"date": FieldType.DATE, "date-time": FieldType.DATETIME}
_OF_TEXT: Final = {"minLength": "min_length", "maxLength": "max_length", "pattern": "pattern", "format": "format"}
_OF_NUMBERS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
}
_OF_LISTS: Final = {"minItems": "min_length", "maxItems": "max_length"}
_SAID: Final = {
    FieldType.TEXT: _OF_TEXT,
    FieldType.INTEGER: _OF_NUMBERS,
    FieldType.NUMBER: _OF_NUMBERS,
    FieldType.LIST: _OF_LISTS,
}
_IN_LISTS: Final = frozenset({FieldType.TEXT, FieldType.INTEGER, FieldType.NUMBER, FieldType.BOOLEAN})
_LENGTHS: Final = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
_KINDS: Final = {
    "string": frozenset({"minLength", "maxLength", "pattern", "format"}),
    "number": frozenset({*_OF_NUMBERS, "multipleOf"}),
    "array": frozenset({"minItems", "maxItems", "uniqueItems", "contains", "prefixItems", "items", "unevaluatedItems"}),
    "object": frozenset(
        {
            *("maxProperties", "minProperties", "required", "dependentRequired", "dependentSchemas", "properties"),
            *("patternProperties", "additionalProperties", "propertyNames", "unevaluatedProperties"),
        }
    ),
}
_KIND_OF: Final = {FieldType.INTEGER: "number", FieldType.NUMBER: "number", FieldType.LIST: "array"}
_LONGEST: Final = 2**31 - 1


@dataclass(slots=True)
class Column:
    """How a column holds the values of a subschema.

    Attributes:
        type: Its type.
        limits: What the field says of the values itself.
        left: What is still to be asked of the cells, without the field's name.
        items: What a list holds.
    """

    type: FieldType
    limits: dict[str, Any] = field(default_factory=dict)
    left: list[ResidualRule] = field(default_factory=list)
    items: Field | None = None


def parts_of(node: Node, schema: Schema) -> list[Node]:
    """Return the subschemas that all have to hold where `node` does: itself, what it refers to, those of `allOf`.

    References are not followed where the schema has dynamic ones: what those mean depends on the way to them.
    """
    found: dict[Node, None] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop(0)
        if part in found:
            continue
        found[part] = None
        if part.reference is not None and follows(part, schema):
            waiting.append(part.reference)
        if splits(part, schema):
            waiting += part.many["allOf"]
    return list(found)


def follows(part: Node, schema: Schema) -> bool:
    """Whether the reference of a subschema is followed: it leads to a place of the document itself."""
    return part.reference is not None and not schema.is_dynamic and part.reference.place.document == ""


def splits(part: Node, schema: Schema) -> bool:
    """Whether `allOf` is taken apart: not where a member is a resource of its own and references are dynamic."""
    inner = part.many.get("allOf", [])
    return bool(inner) and not (schema.is_dynamic and any(each.place.base != part.place.base for each in inner))


def rules_of(part: Node, schema: Schema) -> list[str]:
    """Return the keywords of one part that can fail, without those that lead to other parts."""
    followed = {"allOf"} if splits(part, schema) else set()
    followed |= {"$ref"} if follows(part, schema) else set()
    return [keyword for keyword in part.assertions if keyword not in followed]


def column_of(node: Node, schema: Schema) -> Column:
    """Return how a column holds the values of `node`."""
    parts = list(_with_null_taken_out(node, schema))
    allowed = frozenset(_ALL).intersection(*(_types(part) for part, _ in parts)) - {"null"}
    kind = _COLUMNS.get(allowed & _types_of_values(parts), FieldType.JSON)
    if any("unevaluatedItems" in part.one for part, _ in parts):
        kind = FieldType.JSON
    if kind is FieldType.TEXT:
        kind = _time(parts, schema) or kind
    column = Column(kind)
    if kind is FieldType.LIST:
        _with_items(column, parts, schema)
    for part, taken in parts:
        for keyword in rules_of(part, schema):
            if keyword not in taken and not _says(column, part, keyword):
                column.left.append(ResidualRule(part.place.pointer, keyword))
    column.left = list(dict.fromkeys(column.left))  # a part that is asked for twice is asked once
    return column


def _with_null_taken_out(node: Node, schema: Schema) -> Iterator[tuple[Node, frozenset[str]]]:
    """Yield the parts of a subschema, each with the keywords that are no longer asked.

    `anyOf: [S, {type: null}]` is S and its null is an empty cell.
    """
    for part in parts_of(node, schema):
        taken: set[str] = set()
        for keyword in ("anyOf", "oneOf"):
            branches = part.many.get(keyword, [])
            rest = [branch for branch in branches if not _is_null(branch)]
            if len(branches) == 2 and len(rest) == 1:
                taken.add(keyword)
                yield from ((inner, frozenset()) for inner in parts_of(rest[0], schema))
        yield part, frozenset(taken)


def names_null(owners: list[Node], schema: Schema) -> bool:
    """Whether all the subschemas of a property let it be null, and one of them says so by name."""
    if not all(schema.accepts(None, owner.place.pointer) for owner in owners):
        return False
    parts = [part for owner in owners for part, _ in _with_null_taken_out(owner, schema)]
    branches = [branch for part in parts for many in part.many.values() for branch in many]
    return any(_says_null(part) for part in (*parts, *branches))


def _says_null(part: Node) -> bool:
    stated = part.get("type")
    named = stated == "null" or (isinstance(stated, list) and "null" in stated)
    listed = part.get("enum")
    constant = isinstance(part.value, dict) and part.value.get("const", "") is None
    return named or constant or (listed is not None and None in listed)


def _is_null(node: Node) -> bool:
    return node.get("type") in ("null", ["null"]) and node.assertions == ("type",)


def _types(part: Node) -> frozenset[str]:
    if isinstance(part.value, bool):
        return _ALL if part.value else frozenset()
    stated = part.value.get("type")
    if stated is None:
        return _ALL
    named = {stated} if isinstance(stated, str) else set(stated)
    return frozenset(named | ({"integer"} if "number" in named else set()))


def _types_of_values(parts: list[tuple[Node, frozenset[str]]]) -> frozenset[str]:
    """Return the types that `enum` and `const` leave."""
    found = _ALL
    for part, _ in parts:
        if isinstance(part.value, bool):
            continue
        if "enum" in part.value:
            found &= frozenset().union(*map(_type_of, part.value["enum"])) | {"null"}
        if "const" in part.value:
            found &= _type_of(part.value["const"]) | {"null"}
    return found


def _type_of(value: Json) -> frozenset[str]:
    if is_number(value):
        return frozenset({"integer"} if is_integer(value) else {"integer", "number"})
    if isinstance(value, str):
        return frozenset({"string"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    return frozenset({"array"} if isinstance(value, list) else {"object"} if isinstance(value, dict) else ())


def _time(parts: list[tuple[Node, frozenset[str]]], schema: Schema) -> FieldType | None:
    """Return the type of a column of dates or moments, where nothing else is asked of their text."""
    asked = [(keyword, part.get(keyword)) for part, taken in parts for keyword in rules_of(part, schema)
             if keyword not in taken and keyword not in _not_for("string")]  # fmt: skip
    formats = {value for keyword, value in asked if keyword == "format"}
    if {keyword for keyword, _ in asked} <= {"type", "format"} and len(formats) == 1:
        return _TIMES.get(formats.pop())
    return None


def _not_for(kind: str) -> frozenset[str]:
    """Return the keywords that ask nothing of values of a kind."""
    return frozenset().union(*(keywords for other, keywords in _KINDS.items() if other != kind))


def _with_items(column: Column, parts: list[tuple[Node, frozenset[str]]], schema: Schema) -> None:
    """Give a list its item, or make the column JSON where a list of one simple type cannot hold its arrays."""
    owners = [part for part, _ in parts if "items" in part.one]
    prefixed = any("prefixItems" in part.many for part, _ in parts)
    inner = column_of(owners[0].one["items"], schema) if len(owners) == 1 and not prefixed else None
    if inner is None or inner.left or inner.type not in _IN_LISTS:
        column.type = FieldType.JSON
        return
    at = owners[0].one["items"].place.pointer
    column.items = Field(
        name="item",
        type=inner.type,
        required=not schema.accepts(None, at),
        title=Text("Item", "Butir"),
        sensitivity=Sensitivity.INTERNAL,
        **inner.limits,
    )


def _says(column: Column, part: Node, keyword: str) -> bool:
    """Whether the column says itself what a keyword asks; where it can, its field takes it over."""
    if column.type is FieldType.JSON:
        return False
    if keyword == "type" or keyword in _not_for(_KIND_OF.get(column.type, _kind(column.type))):
        return True
    if column.type in {FieldType.DATE, FieldType.DATETIME}:
        return keyword == "format"
    if keyword == "items":
        return column.type is FieldType.LIST
    name = _SAID.get(column.type, {}).get(keyword)
    if name is None or name in column.limits:
        return False
    value = _limit(column.type, part, keyword)
    if value is None:
        return False
    column.limits[name] = value
    return True


def _kind(kind: FieldType) -> str:
    return "boolean" if kind is FieldType.BOOLEAN else "string"


def _limit(kind: FieldType, part: Node, keyword: str) -> Any:
    """Return a keyword's value as a field has it, or None where a field cannot have it."""
    value = part.get(keyword)
    if keyword == "pattern":
        return part.patterns[value]
    if keyword == "format":
        return value if value in {"uri", "email"} else None
    if keyword in _LENGTHS:
        return int(value) if value <= _LONGEST else None
    if isinstance(value, int):
        return value if kind is FieldType.INTEGER or abs(value) <= 2**53 else None
    near = float(value)
    return near if Decimal(repr(near)) == value and abs(near) <= 2**53 else None
