"""map list and map check: which field maps are registered, and a map judged without data.

What lives here: the two commands. What this file must not know: how a map is read, bound or run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from .. import _messages
from ..adapters import CheckedMap, check_map, find_map, map_names
from ..judgements import Found, Judgement
from ._console import Console, Exit
from ._verdict import Asked, conclude, here, judging, subject_of_found


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


def check_field_map(console: Console, field_map: Path | str, contracts: tuple[str, ...], asked: Asked) -> int:
    """Read a field map, ask its contracts about all it says, and say which files it names are not there."""
    return judging(
        console,
        "map check",
        asked,
        (field_map, *contracts),
        lambda: _told(console, check_map(field_map, contracts=contracts), field_map, asked),
    )


def _told(console: Console, checked: CheckedMap, given: Path | str, asked: Asked) -> int:
    name = checked.field_map.name
    lines = [
        _message(
            console,
            "map-checked",
            {
                "file": name,
                "contract": contract.identity,
                "filled": len(checked.filled[contract.name]),
                "fields": len(contract.fields),
            },
        )
        for contract in checked.contracts.values()
    ]
    advice = [_advice(console, given, {"file": name, "path": path}) for path in checked.absent]
    if asked.is_for_people:
        for path in checked.absent:
            console.note("map-checked-absent", file=name, path=path)
    judgement = Judgement(
        command="map check",
        language=console.language,
        subjects=(subject_of_found(Path(name).stem, name, advice, file=here(given), summary=" ".join(lines)),),
        text="\n".join(lines),
        document={
            "valid": True,
            "map": name,
            "agency": checked.field_map.agency,
            "tables": [
                {"contract": contract.identity, "fields": list(checked.filled[contract.name])}
                for contract in checked.contracts.values()
            ],
            "absent": list(checked.absent),
        },
        strict=asked.strict,
    )
    code = conclude(console, judgement, asked)
    if asked.is_for_people:
        console.next_step("next-map-checked", map=given)
    return code


def _message(console: Console, message_id: str, words: Mapping[str, object]) -> str:
    return _messages.render(message_id, console.language, words)


def _advice(console: Console, given: Path | str, words: Mapping[str, str]) -> Found:
    return Found(
        rule="map-checked-absent",
        severity="advice",
        message=_message(console, "map-checked-absent", words),
        hint=_messages.render_hint("map-checked-absent", console.language, words),
        file=here(given),
    )
