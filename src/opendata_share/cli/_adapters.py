"""adapters: which sources there are, whether one keeps its promises, and a package to begin a new one from.

What lives here: three commands over the registered sources and the kits. What this file must not know: any format, any
check.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Final, Literal

from .. import _plugins
from ..errors import DefinitionError
from ..testing import FieldMapKit, Kit, ServiceKit, SourceKit, run_kit
from ._console import Console, Exit

_TEMPLATE: Final = Path(__file__).with_name("adapter_template")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def list_adapters(console: Console, form: Literal["text", "json"]) -> int:
    """Print every registered source: its name, its kind, whether it can be loaded, and by whom it is registered."""
    entries = [_entry(name) for name in _plugins.names("sources")]
    broken = any(entry["health"] != "ok" for entry in entries)
    if form == "json":
        console.say(json.dumps({"adapters": entries}, ensure_ascii=False, indent=2))
    else:
        for entry in entries:
            console.say(f"{entry['name']:<20} {entry['kind']:<10} {entry['from']:<20} {entry['health']}")
    return Exit.WRONG if broken else Exit.SOUND


def _entry(name: str) -> dict[str, str]:
    ours = _plugins.is_ours("sources", name)
    entry = {"name": name, "kind": "file", "from": "opendata-share" if ours else _plugins.origin("sources", name)}
    try:
        source = _plugins.load("sources", name)
    except DefinitionError as error:
        return {**entry, "kind": "unknown", "health": error.message()}
    return {**entry, "kind": "service" if getattr(source, "schemes", None) else "file", "health": "ok"}


def test_adapter(console: Console, target: str, form: Literal["text", "json"]) -> int:
    """Run the kit `target`, "MODULE:CLASS" or "FILE.py:CLASS", and print each promise, kept or broken."""
    kit = _kit(target)
    checks = []
    for check in run_kit(kit):
        checks.append(check)
        if form == "text":
            console.say(f"{'ok    ' if check.is_kept else 'BROKEN'} {check.name}")
            if check.failure is not None:
                console.say(f"       {check.promise}\n       {check.failure}")
    broken = sum(not check.is_kept for check in checks)
    if form == "json":
        said = [{"check": check.name, "promise": check.promise, "failure": check.failure} for check in checks]
        console.say(json.dumps({"kit": kit.__name__, "kept": not broken, "checks": said}, ensure_ascii=False, indent=2))
    else:
        console.sentence("adapters-tested", kit=kit.__name__, kept=len(checks) - broken, count=len(checks))
    return Exit.WRONG if broken else Exit.SOUND


def _kit(target: str) -> type[Kit]:
    place, _, name = target.rpartition(":")
    module = _module(place, target)
    found: Any = getattr(module, name, None)
    if not (isinstance(found, type) and issubclass(found, SourceKit | ServiceKit | FieldMapKit)):
        raise DefinitionError("adapters-no-kit", target=target)
    kit: type[Kit] = found
    return kit


def _module(place: str, target: str) -> Any:
    """Import the module or the file that holds a kit; its folder can be imported from, as a test runner does it."""
    path = Path(place)
    folder, module = (path.parent, path.stem) if path.suffix == ".py" else (Path(), place)
    sys.path.insert(0, os.fspath(folder.resolve()))
    try:
        return importlib.import_module(module)
    except (ImportError, ValueError) as error:
        raise DefinitionError("adapters-no-module", target=target, reason=str(error)) from error


def new_adapter(console: Console, name: str, into: Path) -> int:
    """Write a package with one source of its own, a sample, what a person read in it, and the kit that proves it."""
    if not _NAME.match(name):
        raise DefinitionError("adapters-name", name=name)
    target = into / name
    if target.exists():
        raise DefinitionError("adapters-exists", path=target)
    words = {"NAME": name, "MODULE": name.replace("-", "_"), "CLASS": "".join(map(str.capitalize, name.split("-")))}
    for file in sorted(_TEMPLATE.rglob("*.template")):
        relative = _filled(str(file.relative_to(_TEMPLATE)).removesuffix(".template"), words)
        path = target / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(file.read_text("utf-8"), words), "utf-8")
    console.sentence("adapters-made", path=target)
    console.next_step("next-adapters-new", path=target, module=words["MODULE"], kit=f"Test{words['CLASS']}")
    return Exit.SOUND


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(f"__{word}__", value)
    return text
