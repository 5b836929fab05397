"""What a shell offers for a name, asked for while it is typed.

What lives here: the names each kind of parameter takes. What this file must not know: shells, any command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import signature
from typing import Any

from cyclopts import Parameter


def offering(names: Callable[[], Iterable[str]], **options: Any) -> Parameter:
    """Return a parameter for which a shell offers `names`, where the parser is new enough to ask (cyclopts 5.4)."""
    if "completer" in signature(Parameter).parameters:
        options["completer"] = lambda _: sorted(names())
    return Parameter(**options)


def contract_names() -> Iterable[str]:
    """Return the names of the registered contracts."""
    from .. import _plugins

    return _plugins.names("contracts")


def names_of_maps() -> Iterable[str]:
    """Return the names of the registered field maps."""
    from ..adapters import map_names

    return map_names()
