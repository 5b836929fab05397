"""contract export: a contract in the words of another standard.

What lives here: where the document goes, and how what it lacks is told. What this file must not know: any dialect.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from ..adapters import find_contract
from ..dialects import Compiled, Lost, compile_contract, dialect_named
from ..errors import DefinitionError, SourceUnavailable
from ._console import Console, Exit


def compile_to(
    console: Console, names: Sequence[str], as_: str, into: Path | None, form: Literal["text", "json"]
) -> int:
    """Write or print the contracts NAMES in the dialect `as_`; return the exit code.

    Raises:
        DefinitionError: There is no such contract or dialect, or the dialect is no text and there is no file.
        SourceUnavailable: The file cannot be written.
    """
    dialect = dialect_named(as_)
    contracts = [find_contract(name) for name in names]
    if into is None and dialect.is_binary and form == "text":
        file = f"{contracts[0].name if contracts else 'contract'}{dialect.suffix}"
        raise DefinitionError("dialect-needs-file", dialect=as_, file=file)
    compiled = compile_contract(contracts, as_, language=console.language)
    if into is not None:
        _write(compiled, into)
    if form == "json":
        console.say(json.dumps(_told(compiled, into), ensure_ascii=False, indent=2))
        return Exit.SOUND
    if into is None:
        console.say(compiled.to_bytes().decode().removesuffix("\n"))
    else:
        console.note("dialect-written", file=into, contracts=[one.name for one in contracts], standard=dialect.standard)
    _tell_lost(console, compiled.lost)
    return Exit.SOUND


def _write(compiled: Compiled, into: Path) -> None:
    try:
        compiled.write(into)
    except OSError as error:
        raise SourceUnavailable("dialect-not-written", file=into, reason=error.strerror) from error


def _told(compiled: Compiled, into: Path | None) -> dict[str, Any]:
    told: dict[str, Any] = {"dialect": compiled.dialect, "lost": [lost.to_document() for lost in compiled.lost]}
    if into is not None:
        told["into"] = str(into)
    elif isinstance(compiled.document, dict | list | str):
        told["document"] = compiled.document
    return told


def _tell_lost(console: Console, lost: Sequence[Lost]) -> None:
    """Say what is lost, a line a reason: what it is and how often; on standard error, where it disturbs no document."""
    if not lost:
        console.note("dialect-lossless")
        return
    console.note("dialect-lost-heading", count=len(lost))
    reasons: dict[str, Counter[str]] = {}
    for one in lost:
        reasons.setdefault(one.why(console.language), Counter())[one.what] += 1
    for why, found in reasons.items():
        told = ", ".join(f"{what} {times}×" if times > 1 else what for what, times in found.most_common())
        console.note("dialect-lost-line", why=why, what=told)
