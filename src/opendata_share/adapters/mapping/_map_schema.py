"""The JSON Schema of field maps, for editors: made from the tables the reader itself goes by.

What lives here: the form of the language. What this file must not know: contracts, data. Whether a pattern compiles, a
name is known or a template reads, the reader alone says.
"""

from __future__ import annotations

from typing import Any, Final

from ._map_service import PAGING_KEYS
from ._read_map import EXTRA, FORMS, PRODUCERS, STEPS, TABLE_KEYS, TYPES
from ._read_source import SERVICE_KEYS, SOURCE_KEYS

_TEXT: Final = {"type": "string"}
_TRUTH: Final = {"type": "boolean"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_NAMES: Final = {**_TEXTS, "minItems": 1}
_NUMBERS: Final = {"type": "array", "items": {"type": "integer"}}
_MAPPED: Final = {"type": "object", "additionalProperties": _TEXT}
_SEPARATOR: Final = {"type": "string", "pattern": "^[^0-9]$"}
_ON_ERROR: Final = {"enum": ["reject", "null"]}
_VALUE: Final = {"$ref": "#/$defs/value"}
_CODES: Final = {"anyOf": [_TEXT, {"type": "object"}]}
_SHARE: Final = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}

_OF_VALUES: Final[dict[str, Any]] = {
    "from": _TEXT,
    "value": True,
    "template": {"type": "string", "pattern": r"\{[^{}]+\}"},
    "expr": _TEXT,
    "first": {"type": "array", "items": _VALUE, "minItems": 1},
    "area": {"anyOf": [_TEXT, _NAMES]},
    "ref": _TEXT,
    "each": _TEXT,
    "split": _TEXT,
    "match": _MAPPED,
    "codes": {"anyOf": [_CODES, {"type": "array", "items": _CODES}]},
    "fold": _TRUTH,
    "as": {"enum": sorted(TYPES)},
    "format": _TEXT,
    "zone": _TEXT,
    "decimal": _SEPARATOR,
    "group": {"type": "string", "pattern": "^[^0-9]?$"},
    "unit": _TEXT,
    "default": True,
    "when": _TEXT,
    "unmapped": _TEXT,
    "on_error": _ON_ERROR,
    "system": {"enum": ["kemendagri", "bps"]},
    "as_of": {"type": "string", "format": "date"},
    "within": _TEXT,
    "level": {"enum": [1, 2, 3, 4]},
    "key": _NAMES,
    "match_on": {**_MAPPED, "minProperties": 1},
    "normalise": _TEXT,
    "min_score": _SHARE,
    "margin": _SHARE,
    "aliases": _CODES,
    "fields": {"type": "object", "additionalProperties": _VALUE, "minProperties": 1},
}
_OF_SOURCES: Final[dict[str, Any]] = {
    "format": {
        "anyOf": [
            _TEXT,
            {
                "type": "object",
                "properties": dict.fromkeys(("file", "date", "datetime"), _TEXT),
                "additionalProperties": False,
            },
        ]
    },
    "header_rows": _NUMBERS,
    "widths": _NUMBERS,
    "header": {"anyOf": [_TRUTH, _TEXTS]},
    "null": _TEXTS,
    "decimal": _SEPARATOR,
    "group": _SEPARATOR,
    "captured_at": {"type": "string", "format": "date-time"},
    "skip": _MAPPED,
    "ignore": {"type": "array", "items": {"type": ["string", "integer"]}},
    "quarantine": _TEXTS,
    "parameters": _MAPPED,
    "paging": {
        "type": "object",
        "properties": {key: {"type": ["string", "integer", "boolean"]} for key in sorted(PAGING_KEYS)},
        "additionalProperties": False,
    },
    "page_size": {"type": "integer"},
}
_OF_JOINS: Final[dict[str, Any]] = {"on": {**_MAPPED, "minProperties": 1}, "fold": _TRUTH}
_OF_TABLES: Final[dict[str, Any]] = {
    "key": {"anyOf": [{"const": "digest"}, _NAMES]},
    "each": _TEXT,
    "each_empty": {"enum": ["skip", "keep"]},
    "where": _TEXT,
    "distinct": {
        "type": "object",
        "properties": {"by": _NAMES, "conflict": {"enum": ["reject", "first", "last"]}},
        "required": ["by"],
        "additionalProperties": False,
    },
    "source": {"anyOf": [_TEXT, {"$ref": "#/$defs/file"}]},
    "wide": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "minProperties": 1,
            "properties": {"point": {"$ref": "#/$defs/point"}, **dict.fromkeys(sorted(TABLE_KEYS), False)},
            "additionalProperties": _VALUE,
        },
    },
}


def field_map_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of field maps, a copy of your own; TOML's dates and times are texts in it.

    Example:
        >>> field_map_schema()["$id"]
        'urn:opendata-share:schema:field-map:1'
    """
    files = (SOURCE_KEYS - set(SERVICE_KEYS)) | {"table", "key"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:opendata-share:schema:field-map:1",
        "title": "A field map of opendata-share",
        "description": "Turns an agency's own file into shared tables.",
        "type": "object",
        "properties": {
            "$schema": _TEXT,
            "agency": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,39}$"},
            "source": _section(SOURCE_KEYS, _OF_SOURCES),
            "let": {"type": "object", "additionalProperties": _VALUE},
            "codes": {"type": "object", "additionalProperties": {"type": "object"}},
            "join": {
                "type": "object",
                "additionalProperties": {
                    **_section(files | _OF_JOINS.keys(), {**_OF_SOURCES, **_OF_JOINS}),
                    "required": ["path", "on"],
                },
            },
            "tables": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/block"}, "minItems": 1},
            },
        },
        "required": ["tables"],
        "additionalProperties": False,
        "$defs": {
            "value": {"anyOf": [_TEXT, {"$ref": "#/$defs/produced"}]},
            "produced": _produced(),
            "point": _point(),
            "file": {**_section(files, _OF_SOURCES), "required": ["path"]},
            "block": {
                "type": "object",
                "properties": {
                    **{name: _OF_TABLES[name] for name in sorted(TABLE_KEYS)},
                    "point": {"$ref": "#/$defs/point"},
                },
                "additionalProperties": _VALUE,
            },
        },
    }


def _produced() -> dict[str, Any]:
    """Return the form of a value written as a table: one producer, its own words, and the steps."""
    words = {*PRODUCERS, *STEPS, *(word for extra in EXTRA.values() for word in extra)}
    steps_of_records = dict.fromkeys(sorted(STEPS - {"on_error"}), False)
    return {
        "type": "object",
        "properties": {name: _OF_VALUES[name] for name in sorted(words)},
        "additionalProperties": False,
        "oneOf": [{"required": [name]} for name in PRODUCERS],
        "dependentRequired": {word: [producer] for producer in EXTRA for word in sorted(EXTRA[producer])},
        "dependentSchemas": {
            "each": {"properties": steps_of_records, "required": ["fields"]},
            "ref": {"oneOf": [{"required": ["key"]}, {"required": ["match_on"]}]},
        },
    }


def _point() -> dict[str, Any]:
    table = {
        "type": "object",
        "properties": {
            "from": {"anyOf": [_TEXT, _TEXTS]},
            "form": {"enum": sorted(FORMS)},
            "crs": _TEXT,
            "on_error": _ON_ERROR,
        },
        "required": ["from"],
        "additionalProperties": False,
    }
    return {"anyOf": [_TEXT, table]}


def _section(keys: frozenset[str] | set[str], forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: forms.get(name, _TEXT) for name in sorted(keys)},
        "additionalProperties": False,
    }
