"""Names of a package that are loaded when they are first asked for (PEP 562).

What lives here: the one `__getattr__` of all packages that keep slow or rare modules for later. What this file must not
know: any of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def late(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of `package`.

    Args:
        package: Its full name.
        modules: The module each name lies in, seen from the package: "_areas"; one beside the package is "._limits".

    Example:
        >>> late("opendata_share", {"Contract": "contract"})("Contract").__name__
        'Contract'
    """

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f".{modules[name]}", package), name)
        setattr(sys.modules[package], name, found)
        return found

    return load
