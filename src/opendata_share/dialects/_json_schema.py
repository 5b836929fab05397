"""JSON Schema, draft 2020-12: a record as other people's validators judge it.

What lives here: the schema of one row, plain, without a word of ours. What this file must not know: other dialects,
though OpenAPI's schema objects are these.

A null in a table is an absent property in a record. Bounds of dates, times and decimals have no keyword (they are
strings there), nor has a rule over several fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .._messages import Language
from ..contract import FieldType, Provenance
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger

_META_SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final[dict[FieldType, dict[str, Any]]] = {
    FieldType.TEXT: {"type": "string"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.NUMBER: {"type": "number"},
    FieldType.DECIMAL: {"type": "string", "format": "decimal"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATETIME: {"type": "string", "format": "date-time"},
    FieldType.LIST: {"type": "array"},
    FieldType.OBJECT: {"type": "object"},
    FieldType.JSON: {},
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_NUMBERS: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER})


def schema_of(ledger: Ledger, language: Language) -> dict[str, Any]:
    """Return the schema of one row of a contract, without `$schema` and `$id`."""
    contract, place = ledger.contract, ledger.place()
    schema: dict[str, Any] = {"title": place.words("title", language)}
    if (definition := place.words("definition", language)) is not None:
        schema["description"] = definition
    schema["type"] = "object"
    schema["properties"] = {column.field.name: _of_field(column, language) for column in ledger.fields}
    schema["required"] = [column.field.name for column in ledger.fields if column.take("required")]
    others = [column for column in ledger.fields if column.field.provenance is Provenance.OTHER_PROPERTIES]
    for column in others:
        column.take("provenance")
    if not others:
        schema["additionalProperties"] = False
    if contract.residual is not None and contract.derived_from is None and contract.residual.beside is not None:
        schema["allOf"] = [contract.residual.beside]
        for number, rule in enumerate(contract.residual.rules):
            ledger.take(f"/x-contract/residual/rules/{number}", rule.keyword)
    return schema


def _of_field(place: FieldPlace, language: Language) -> dict[str, Any]:
    kind: FieldType = place.take("type")
    schema: dict[str, Any] = {**_TYPES[kind], "title": place.words("title", language)}
    if (definition := place.words("definition", language)) is not None:
        schema["description"] = definition
    for word in ("deprecated", "default", "format"):
        if (value := place.take(word)) is not None:
            schema[word] = value
    if kind in _NUMBERS:
        schema |= {word: value for word in _BOUNDS if (value := place.take(word)) is not None}
    size = "Items" if kind is FieldType.LIST else "Length"
    for end in ("min", "max"):
        if (length := place.take(f"{end}Length")) is not None:
            schema[f"{end}{size}"] = length
    if not place.says("patternWhen") and (pattern := place.take("pattern")) is not None:
        schema["pattern"] = pattern
    if (codes := place.codes()) is not None:
        schema["enum"] = list(codes)
    if place.items is not None:
        schema["items"] = _of_item(place.items, language)
    if kind is FieldType.OBJECT:
        schema["properties"] = {part.field.name: _of_field(part, language) for part in place.parts}
        schema["required"] = [part.field.name for part in place.parts if part.take("required")]
        schema["additionalProperties"] = False
    return schema


def _of_item(item: FieldPlace, language: Language) -> dict[str, Any]:
    """Return the schema of a list's item: it cannot be absent, so one that is not required may be null."""
    schema = _of_field(item, language)
    if not item.take("required") and "type" in schema:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return schema


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    (ledger,) = ledgers
    name, version = ledger.place().take("name"), ledger.place().take("version")
    head = {"$schema": _META_SCHEMA, "$id": f"urn:opendata-share:json-schema:{name}:{version}"}
    return head | schema_of(ledger, settings.language)


JSON_SCHEMA: Final = Dialect(
    name="json-schema", standard="JSON Schema, draft 2020-12", suffix=".schema.json", write=_write
)
