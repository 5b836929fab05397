"""The JSON Schema of the JSON report, for programs that read it and editors.

What lives here: the form that docs/reference/command-line.md promises. What this file must not know: how a report is
made. Keys may be added, so unknown ones are allowed.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from ._balance import Balance

_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer", "minimum": 0}
_PLACE: Final = {"type": ["integer", "null"], "minimum": 0}
_COUNTS: Final = {"type": "object", "additionalProperties": _WHOLE}
_SEVERITY: Final = {"enum": ["error", "advice"]}
_KEY: Final = {
    "type": "object",
    "properties": {"rule": _TEXT, "field": {"type": ["string", "null"]}, "severity": _SEVERITY},
    "required": ["rule", "field", "severity"],
}
_VIOLATION: Final[dict[str, Any]] = {
    "row": _PLACE,
    "line": _PLACE,
    "field": {"type": ["string", "null"]},
    "path": {"type": ["string", "null"]},
    "columns": {"type": "array", "items": _TEXT},
    "rule": _TEXT,
    "severity": _SEVERITY,
    "message": _TEXT,
    "message_id": _TEXT,
    "hint": {"type": ["string", "null"]},
    "example": {"type": ["string", "null"]},
}
_FIGURE: Final[dict[str, Any]] = {
    **_KEY["properties"],  # type: ignore[dict-item]  # a mapping
    "count": {"type": "integer", "minimum": 1},
    "first_row": _WHOLE,
    "first_line": _PLACE,
    "last_row": _WHOLE,
    "last_line": _PLACE,
}
_TABLE: Final[dict[str, Any]] = {
    "valid": {"type": "boolean"},
    "contract": _TEXT,
    "source": _TEXT,
    "rows": _WHOLE,
    "rejected": _WHOLE,
    "counts": _COUNTS,
    "advice": _COUNTS,
    "figures": {"type": "array", "items": {"$ref": "#/$defs/figure"}},
    "together": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"one": {"$ref": "#/$defs/key"}, "other": {"$ref": "#/$defs/key"}, "count": _WHOLE},
            "required": ["one", "other", "count"],
        },
    },
    "level": {"enum": ["core", "recommended", "full"]},
    "balance": {"$ref": "#/$defs/balance"},
    "as_of": {"type": ["string", "null"], "format": "date-time"},
    "violations": {"type": "array", "items": {"$ref": "#/$defs/violation"}},
    "truncated": {"type": "boolean"},
}


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the JSON report, a copy of your own.

    Example:
        >>> report_schema()["$id"]
        'urn:opendata-share:schema:report:1'
    """
    several = {"valid": {"type": "boolean"}, "tables": {"type": "array", "items": {"$ref": "#/$defs/table"}}}
    added = {
        "verdict": {"enum": ["sound", "wrong"]},
        "strict": {"type": "boolean"},
        "baseline": {"type": "object", "properties": dict.fromkeys(("new", "known", "gone"), _WHOLE)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:opendata-share:schema:report:1",
        "title": "The JSON report of opendata-share",
        "description": "What was found in one table, or in several that came together.",
        "type": "object",
        "properties": added,
        "oneOf": [{"$ref": "#/$defs/table"}, _whole(several)],
        "$defs": {
            "table": _whole(_TABLE),
            "violation": _whole(_VIOLATION, file=_TEXT),
            "figure": _whole(_FIGURE),
            "key": dict(_KEY),
            "balance": _whole(dict.fromkeys((each.name for each in fields(Balance)), _WHOLE)),
        },
    }


def _whole(properties: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**properties, **optional}, "required": list(properties)}
