"""map list: which field maps are registered.

What lives here: one command. What this file must not know: how a map is read or run.
"""

from __future__ import annotations

import json
from typing import Literal

from ..adapters import find_map, map_names
from ._console import Console, Exit


def list_maps(console: Console, form: Literal["text", "json"]) -> int:
    """Print every registered field map: its name, its agency, its format and the tables it fills."""
    entries = []
    for name in map_names():
        found = find_map(name)
        entries.append(
            {"name": name, "agency": found.agency, "format": found.source.format, "tables": list(found.contracts)}
        )
    if form == "json":
        console.say(json.dumps({"maps": entries}, ensure_ascii=False, indent=2))
        return Exit.SOUND
    for entry in entries:
        tables = ", ".join(entry["tables"] or ())
        console.say(f"{entry['name']:<40} {entry['agency'] or '–':<22} {entry['format'] or '–':<8} {tables}")
    return Exit.SOUND
