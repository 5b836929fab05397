"""contract infer: a contract drafted from a file, for a person to make a promise of it.

What lives here: what is printed and written. What this file must not know: how anything is found in a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..adapters import infer_contract
from ..errors import DefinitionError
from ._console import Console, Exit
from ._places import Place, again


def infer_file(console: Console, file: Place, name: str | None, written: Mapping[str, Any], into: Path | None) -> int:
    """Draft a contract from a file; print it, or write it where nothing is yet."""
    if into is not None and into.exists():
        raise DefinitionError("sample-there-already", file=into)
    drafted = infer_contract(file, name=name, **written)
    text = json.dumps(drafted.contract.to_document(), ensure_ascii=False, indent=2) + "\n"
    if into is None:
        console.say(text.rstrip("\n"))
    else:
        into.write_text(text, encoding="utf-8")
        console.say(str(into))
    contract = drafted.contract
    console.note(
        "contract-inferred", contract=contract.identity, fields=len(contract.fields), key=contract.primary_key or "–"
    )
    for mixed in drafted.mixed:
        console.note(
            "draft-mixed-types", column=mixed.heading, type=mixed.type, count=mixed.count, rows=list(mixed.rows)
        )
    console.next_step("next-infer", file=again(file), contract=into or "CONTRACT.json")
    return Exit.SOUND
