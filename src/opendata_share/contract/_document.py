"""A contract as a document: JSON Schema 2020-12 plus everything of ours under one key, `x-contract`.

What lives here: contract in, plain JSON values out. What this file must not know: how a document is read back, files.

The document is what `docs/reference/contract-document.md` promises to keep stable; `meta-schema.json` beside this
file describes the `x-contract` vocabulary. A null in a table is an absent property in a record.
"""

from __future__ import annotations

from typing import Any, Final

from ._check import Check
from ._field import Deprecation, Field, FieldType, Level, Provenance
from ._table_rules_document import table_rule_document
from ._terms import Terms
from ._upgrades import upgrade_document

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
VOCABULARY: Final = "1.0"
_EXACT: Final = 2**53 - 1  # RFC 8785 writes no larger integer
_JSON_TYPES: Final = {
    FieldType.TEXT: {"type": "string"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.NUMBER: {"type": "number"},
    FieldType.DECIMAL: {"type": "string"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.DATETIME: {"type": "string", "format": "date-time"},
    FieldType.LIST: {"type": "array"},
    FieldType.OBJECT: {"type": "object"},
    FieldType.JSON: {},
}
BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}


def contract_document(contract: Terms) -> dict[str, Any]:
    """Return the document of `contract`; the same contract always gives the same document."""
    document: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:opendata-share:contract:{contract.name}:{contract.version}",
        "title": contract.title.en,
        "type": "object",
        "properties": {field.name: field_document(field, contract) for field in contract.fields},
        "required": [field.name for field in contract.fields if field.required],
    }
    if not any(field.provenance is Provenance.OTHER_PROPERTIES for field in contract.fields):
        document["additionalProperties"] = False
    if (beside := _beside(contract)) is not None:
        document["allOf"] = [beside]
    if contract.definition is not None:
        document["description"] = contract.definition.en
    document["x-contract"] = _vocabulary(contract)
    return document


def _beside(contract: Terms) -> Any:
    """Return the residual schema where every validator can judge records by it: not when columns were taken out."""
    return None if contract.residual is None or contract.derived_from is not None else contract.residual.beside


def _vocabulary(contract: Terms) -> dict[str, Any]:
    ours: dict[str, Any] = {
        "vocabulary": VOCABULARY,
        "name": contract.name,
        "version": contract.version,
        "title": contract.title.to_document(),
        "fields": [field.name for field in contract.fields],
        "primaryKey": list(contract.primary_key),
        "unique": [list(key) for key in contract.unique],
        "checks": [_check_document(check) for check in contract.checks],
        "codeLists": [code_list.to_document() for code_list in contract.code_lists],
    }
    if contract.definition is not None:
        ours["definition"] = contract.definition.to_document()
    if contract.table_rules:
        ours["tableRules"] = [table_rule_document(rule) for rule in contract.table_rules]
    if (origin := contract.derived_from) is not None:
        ours["derivedFrom"] = {
            "contract": origin.contract,
            "digest": origin.digest,
            "policy": origin.policy,
            "removed": list(origin.removed),
        }
        if origin.changed:
            ours["derivedFrom"]["changed"] = dict(origin.changed)
        if origin.dropped:
            ours["derivedFrom"]["dropped"] = list(origin.dropped)
    if contract.upgrades:
        ours["upgrades"] = [upgrade_document(upgrade) for upgrade in contract.upgrades]
    if contract.residual is not None:
        ours["residual"] = contract.residual.to_document(with_schema=_beside(contract) is None)
    return ours


def _check_document(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "expression": check.expression,
        "message": check.message.to_document(),
        "severity": check.severity,
        "level": str(check.level),
    }


def field_document(field: Field, contract: Terms) -> dict[str, Any]:
    """Return the JSON Schema of one field, with ours under `x-contract`."""
    schema: dict[str, Any] = {**_JSON_TYPES[field.type], "title": field.title.en}
    if field.definition is not None:
        schema["description"] = field.definition.en
    if field.default is not None:
        schema["default"] = field.default
    if field.deprecated is not None:
        schema["deprecated"] = True
    schema |= _limits(field)
    if field.format is not None:
        schema["format"] = field.format
    if field.pattern is not None and field.pattern_when is None:
        schema["pattern"] = field.pattern
    if field.code_list is not None:
        schema["enum"] = list(contract.code_list(field.code_list).values)
    if field.items is not None:
        schema["items"] = _item_document(field.items, contract)
    if field.type is FieldType.OBJECT:
        schema["properties"] = {inner.name: field_document(inner, contract) for inner in field.fields}
        schema["required"] = [inner.name for inner in field.fields if inner.required]
        schema["additionalProperties"] = False
    schema["x-contract"] = _field_vocabulary(field)
    return schema


def _item_document(item: Field, contract: Terms) -> dict[str, Any]:
    """Return the schema of a list's item: it cannot be absent, so one that is not required may be null."""
    schema = field_document(item, contract)
    if not item.required:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return schema


def _limits(field: Field) -> dict[str, Any]:
    prefix = "Items" if field.type is FieldType.LIST else "Length"
    lengths = {f"min{prefix}": field.min_length, f"max{prefix}": field.max_length}
    bounds = {} if _bounds_are_text(field) else {word: getattr(field, name) for name, word in BOUNDS.items()}
    return {word: value for word, value in {**lengths, **bounds}.items() if value is not None}


def _bounds_are_text(field: Field) -> bool:
    """Whether JSON numbers cannot hold the bounds: decimals, dates, and numbers beyond 2**53."""
    values = [value for name in BOUNDS if (value := getattr(field, name)) is not None]
    return any(isinstance(value, str) or abs(value) > _EXACT for value in values)


def _field_vocabulary(field: Field) -> dict[str, Any]:
    ours: dict[str, Any] = {
        "type": str(field.type),
        "title": field.title.to_document(),
        "sensitivity": str(field.sensitivity),
    }
    optional: dict[str, Any] = {
        "definition": None if field.definition is None else field.definition.to_document(),
        "specific": field.specific or None,
        "level": None if field.level is Level.CORE else str(field.level),
        "unit": field.unit,
        "codeList": field.code_list,
        "reference": _reference_document(field),
        "elements": [[element.standard, element.path] for element in field.elements] or None,
        "precision": field.precision,
        "scale": field.scale,
        "provenance": None if field.provenance is None else str(field.provenance),
        "derived": field.derived,
        "deprecated": None if field.deprecated is None else _deprecation_document(field.deprecated),
        "fields": [inner.name for inner in field.fields] or None,
    }
    if field.pattern_when is not None:
        optional |= {"pattern": field.pattern, "patternWhen": field.pattern_when}
    if _bounds_are_text(field):
        optional |= {
            word: None if (value := getattr(field, name)) is None else str(value) for name, word in BOUNDS.items()
        }
    return ours | {key: value for key, value in optional.items() if value is not None}


def _deprecation_document(deprecation: Deprecation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sunset": None if deprecation.sunset is None else deprecation.sunset.isoformat(),
        "use": deprecation.use,
        "reason": None if deprecation.reason is None else deprecation.reason.to_document(),
    }
    return {key: value for key, value in said.items() if value is not None}


def _reference_document(field: Field) -> dict[str, Any] | None:
    if (reference := field.reference) is None:
        return None
    if reference.by is None:
        return {"contract": reference.targets[0][1]}
    return {"by": reference.by, "targets": dict(reference.targets)}
