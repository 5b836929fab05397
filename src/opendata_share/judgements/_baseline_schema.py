"""The JSON Schema of a baseline, for editors and reviewers.

What lives here: the form that docs/reference/outputs.md promises. What this file must not know: how one is held
against anything.
"""

from __future__ import annotations

from typing import Any, Final

from ._baseline import FORMAT

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}


def baseline_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a baseline, a copy of your own.

    Example:
        >>> baseline_schema()["$id"]
        'urn:opendata-share:schema:baseline:1'
    """
    entry: dict[str, Any] = {
        "contract": _TEXT,
        "rule": _TEXT,
        "field": {"type": ["string", "null"]},
        "severity": {"enum": ["error", "advice"]},
        "count": _COUNT,
        "rows": {"type": "object", "additionalProperties": _COUNT},
    }
    required = [name for name in entry if name != "field"]
    item = {"type": "object", "properties": entry, "required": required, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:opendata-share:schema:baseline:1",
        "title": "A baseline of opendata-share",
        "description": "What a data set is known to get wrong; only what is not in it fails.",
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "entries": {"type": "array", "items": item}},
        "required": ["format", "entries"],
        "additionalProperties": False,
    }
