"""Paths as other languages write them: what they would be here, for the error that shows it.

What lives here: dots, positions, pointers and question marks. What this file must not know: sources, maps.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_POSITION: Final = re.compile(r"\[\s*(?:-?[0-9]+|\*|:|-?[0-9]*:-?[0-9]*)\s*\]")
_MEMBER: Final = re.compile(r"\[\s*(['\"])([^'\"\[\]=]+)\1\s*\]")


def meant_by(name: str, columns: Collection[str]) -> str | None:
    """Return the path a name means that is written as JSONPath, JSON Pointer or XPath write it, or None.

    Args:
        name: The name as it stands in the map, no column and no path of the source.
        columns: The columns of the source.

    Example:
        >>> [meant_by(name, ("info", "tags")) for name in ("$.info.event", "tags[0]", "/info/name/text()", "x.y")]
        ['info/event', 'tags[]', 'info/name/#text', None]
    """
    bare = name.removesuffix("?") if name.endswith("?") and not name.endswith("/?") else name
    path = _POSITION.sub("[]", bare).removeprefix("$")
    path = _MEMBER.sub(r"/\2", path).replace("/text()", "/#text")
    path = re.sub(r"^(\./|\.|/)+", "", path)
    if "/" not in path:
        path = path.replace(".", "/")
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    if path == name or re.split(r"[/\[]", path, maxsplit=1)[0] not in columns:
        return None
    return path
