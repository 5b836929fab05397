"""contract import: a document of another standard as a contract, and what of it no contract can say.

What lives here: where the contract goes, and how what is lost is told. What this file must not know: any standard.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from ..adapters import Imported, Lost, import_contract
from ..contract import Contract
from ..errors import DefinitionError, SourceUnavailable
from ._console import Console, Exit


def import_file(
    console: Console, file: str, name: str | None, zone: str, into: Path | None, form: Literal["text", "json"]
) -> int:
    """Write or print the contract of the document `file`; return the exit code.

    Raises:
        DefinitionError: It is no such document, describes several tables and none is named, or `into` is there already.
        SourceUnavailable: It cannot be read, or `into` cannot be written.
    """
    if into is not None and into.exists():
        raise DefinitionError("sample-there-already", file=into)
    imported = import_contract(file, zone=zone)
    contract = imported.contract() if name is None else replace(imported.contract(), name=name)
    text = json.dumps(contract.to_document(), ensure_ascii=False, indent=2)
    if into is not None:
        try:
            into.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise SourceUnavailable("dialect-not-written", file=into, reason=error.strerror) from error
    if form == "json":
        console.say(json.dumps(_told(imported, contract, into), ensure_ascii=False, indent=2))
        return Exit.SOUND
    console.say(text if into is None else str(into))
    console.note(
        "contract-imported", contract=contract.identity, fields=len(contract.fields), standard=imported.standard
    )
    _tell_lost(console, imported.lost)
    console.next_step("next-import", contract=into or "CONTRACT.json")
    return Exit.SOUND


def _told(imported: Imported, contract: Contract, into: Path | None) -> dict[str, Any]:
    told: dict[str, Any] = {"standard": imported.standard, "lost": [lost.to_document() for lost in imported.lost]}
    if into is not None:
        return {**told, "into": str(into)}
    return {**told, "document": contract.to_document()}


def _tell_lost(console: Console, lost: Sequence[Lost]) -> None:
    """Say what is lost, a line a reason: what judges rows first; where each stands is told with --format json."""
    if not lost:
        console.note("import-lossless")
        return
    console.note("import-lost-heading", count=len(lost))
    reasons: dict[str, Counter[str]] = {}
    for one in sorted(lost, key=lambda one: not one.judges):
        what = one.pointer.rpartition("/")[2] or "/"
        parent = one.pointer.split("/")[-2] if what.isdecimal() else ""
        reasons.setdefault(one.why(console.language), Counter())[parent or what] += 1
    for why, found in reasons.items():
        told = ", ".join(f"{what} {times}×" if times > 1 else what for what, times in found.most_common())
        console.note("dialect-lost-line", why=why, what=told)
