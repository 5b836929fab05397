"""The JSON Schema of a comparison, for programs that read it and editors.

What lives here: the form that docs/reference/evolution.md promises. What this file must not know: how contracts are
compared. Another key is a new `format`, so unknown ones are refused.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from ._change import CONTRACT_CHANGES, Affected, Verdict
from ._compare import FORMAT

_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}
_YES: Final = {"type": "boolean"}
_IDENTITY: Final = {"type": "string", "pattern": r"^[^@]+@[0-9]+\.[0-9]+\.[0-9]+$"}


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `Comparison.to_document()`, a copy of your own.

    Example:
        >>> comparison_schema()["$id"]
        'urn:opendata-share:schema:comparison:1'
    """
    change = {
        "change": {"enum": list(CONTRACT_CHANGES)},
        "field": dict(_MAYBE),
        "part": dict(_MAYBE),
        "before": dict(_MAYBE),
        "after": dict(_MAYBE),
        "pointer": {"type": "string", "format": "json-pointer"},
        "backward": dict(_YES),
        "forward": dict(_YES),
        "affects": {"type": "array", "items": {"enum": list(get_args(Affected))}, "uniqueItems": True},
        "reason": dict(_TEXT),
    }
    comparison = {
        "format": {"const": FORMAT},
        "old": dict(_IDENTITY),
        "new": dict(_IDENTITY),
        "verdict": {"enum": list(get_args(Verdict))},
        "backward": dict(_YES),
        "forward": dict(_YES),
        "suggested": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        "raised": dict(_YES),
        "changes": {"type": "array", "items": {"$ref": "#/$defs/change"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:opendata-share:schema:comparison:1",
        "title": "A comparison of two contracts by opendata-share",
        "description": "What a later contract says otherwise than an earlier one, and who can live with it.",
        **_closed(comparison),
        "$defs": {"change": _closed(change)},
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
