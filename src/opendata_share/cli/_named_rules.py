"""What `--rule` names: rules of one's own.

What lives here: importing `MODULE:NAME`, from the folder the command runs in too; a name without a colon is a
registered one. What this file must not know: how a rule judges.

The module is run, as any import runs one: whoever writes the command chooses the code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from ..errors import DefinitionError
from ..validation import CustomRule


def rules_named(texts: Sequence[str]) -> tuple[CustomRule | str, ...]:
    """Return the rules called so; those without a module stay names, which `validate` looks up.

    Raises:
        DefinitionError: The module cannot be imported, or has no rule of that name.
    """
    return tuple(_imported(text) if ":" in text else text for text in texts)


def _imported(text: str) -> CustomRule:
    module, _, name = text.partition(":")
    try:
        with _here_too():
            found: object = import_module(module)
    except Exception as error:  # whatever a stranger's module raises becomes one error that names it
        reason = f"{type(error).__name__}: {error}"
        raise DefinitionError("command-rule-module", text=text, module=module, reason=reason) from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise DefinitionError("command-rule-missing", text=text, module=module, name=name)
        found = getattr(found, part)
    if not isinstance(found, CustomRule):
        raise DefinitionError("custom-rule-kind", rule=text, type=type(found).__name__)
    return found


@contextmanager
def _here_too() -> Iterator[None]:
    """Let modules be found in the current folder, as `python -m` does; last, so that nothing installed is hidden."""
    here = str(Path.cwd())
    sys.path.append(here)
    try:
        yield
    finally:
        sys.path.remove(here)
