"""The JSON Schema of what `diff --format json` prints, for programs that read it and editors.

What lives here: the form that docs/reference/evolution.md promises. What this file must not know: how it is found.
Another key is a new `format`, so unknown ones are refused.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from ..evolution import CONTRACT_CHANGES, NEEDS, comparison_schema
from ._diff import FORMAT, Demanded

_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}
_YES: Final = {"type": "boolean"}


def diff_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a diff, a copy of your own; the one of comparisons stands in it whole.

    Example:
        >>> diff_schema()["$id"]
        'urn:opendata-share:schema:diff:1'
    """
    comparison = comparison_schema()
    unmet = {
        "need": {"enum": list(NEEDS)},
        "field": dict(_MAYBE),
        "asked": dict(_TEXT),
        "found": dict(_MAYBE),
        "reason": dict(_TEXT),
    }
    consumer = {
        "consumer": dict(_TEXT),
        "contact": dict(_MAYBE),
        "dataset": dict(_TEXT),
        "breaks": dict(_YES),
        "reasons": _list_of({"$ref": "#/$defs/unmet"}),
        "before": _list_of({"$ref": "#/$defs/unmet"}),
    }
    diff = {
        "format": {"const": FORMAT},
        "compatible": dict(_YES),
        "required": {"enum": list(get_args(Demanded))},
        "allowed": _list_of({"enum": list(CONTRACT_CHANGES)}),
        "comparisons": _list_of({"$ref": comparison["$id"]}),
        "gone": _list_of(dict(_TEXT)),
        "come": _list_of(dict(_TEXT)),
        "consumers": _list_of({"$ref": "#/$defs/consumer"}),
    }
    strictly = {"verdict": {"enum": ["sound", "wrong"]}, "strict": {"const": True}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:opendata-share:schema:diff:1",
        "title": "A diff of contracts by opendata-share",
        "description": "What later contracts say otherwise than earlier ones, who breaks, and whether it is accepted.",
        **_closed(diff, strictly),
        "dependentRequired": {"verdict": ["strict"], "strict": ["verdict"]},
        "$defs": {"comparison": comparison, "consumer": _closed(consumer), "unmet": _closed(unmet)},
    }


def _list_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _closed(properties: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }
