"""schema: the JSON Schemas of every file a person writes or a program reads, printed or written into one folder.

What lives here: the list, by name. What this file must not know: what any of them says; each is made beside the reader
of its files.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from ..errors import DefinitionError
from ._console import Console, Exit

SCHEMAS: Final = {
    "baseline": ("judgements", "baseline_schema"),
    "comparison": ("evolution", "comparison_schema"),
    "contract": ("contract", "meta_schema"),
    "diff": ("cli._diff_schema", "diff_schema"),
    "field-map": ("adapters", "field_map_schema"),
    "policy": ("policy", "policy_schema"),
    "report": ("report", "report_schema"),
    "requirements": ("evolution", "requirements_schema"),
    "share": ("pipeline", "share_schema"),
}
"""Name to (package or module, function that returns it)."""


def find_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema called `name`.

    Raises:
        DefinitionError: There is none.

    Example:
        >>> find_schema("policy")["$id"]
        'urn:opendata-share:schema:policy:1'
    """
    if name not in SCHEMAS:
        raise DefinitionError("schema-unknown", name=name, known=sorted(SCHEMAS))
    package, function = SCHEMAS[name]
    found: dict[str, Any] = getattr(import_module(f"..{package}", __package__), function)()
    return found


def show_schema(console: Console, name: str | None, into: Path | None) -> int:
    """Print one schema, or the names of all; with a folder write it, or all of them, there."""
    if into is not None:
        into.mkdir(parents=True, exist_ok=True)
        for each in sorted(SCHEMAS) if name is None else [name]:
            path = into / f"{each}.schema.json"
            path.write_text(_text(find_schema(each)), encoding="utf-8")
            console.say(str(path))
    elif name is not None:
        console.say(_text(find_schema(name)).rstrip("\n"))
    else:
        for each in sorted(SCHEMAS):
            console.say(f"{each:<12}  {find_schema(each)['$id']}  {find_schema(each)['title']}")
        console.next_step("next-schema")
    return Exit.SOUND


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
