"""Field maps by name: a folder registered under `opendata_share.maps` registers every TOML file in it.

What lives here: which maps there are, and reading the one a name means. What this file must not know: what a map says.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from .. import _plugins
from ..errors import DefinitionError
from .mapping import FieldMap, MapFaults, map_so_far, map_text

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def map_names() -> tuple[str, ...]:
    """Return the names of the registered field maps, sorted.

    Example:
        >>> "jakarta-fire-posts-2013" in map_names()
        True
    """
    return tuple(sorted(_registered()))


def find_map(field_map: FieldMap | Path | str) -> FieldMap:
    """Return the field map that is meant: itself, the one in a file, or the registered one of that name.

    Args:
        field_map: A `FieldMap`; a `Path` or text with a suffix or a folder in it, which is a file; or a registered
            name. The files a registered map names are looked up in the folder the call gives as the source.

    Raises:
        DefinitionError: Nothing is registered by that name, or the map is not sound.
        SourceUnavailable: The file cannot be read.

    Example:
        >>> find_map("jakarta-fire-posts-2013").contracts
        ('fire-station', 'fleet-count')
    """
    found, faults = look_at_map(field_map)
    faults.refuse()
    return found


def look_at_map(field_map: FieldMap | Path | str) -> tuple[FieldMap, MapFaults]:
    """Return the field map that is meant as far as its form is right, to be looked at, and what is wrong with it.

    Raises:
        DefinitionError: Nothing is registered by that name, or nothing can be said of the map.
        SourceUnavailable: The file cannot be read.
    """
    if isinstance(field_map, FieldMap):
        return field_map, MapFaults()
    if isinstance(field_map, Path) or not _NAME.fullmatch(field_map):
        file = Path(field_map)
        return map_so_far(map_text(file), name=file.name, folder=file.parent)
    maps = _registered()
    if field_map not in maps:
        from difflib import get_close_matches

        near = get_close_matches(field_map, maps, n=3) or sorted(maps)[:3]
        raise DefinitionError("map-unregistered", name=field_map, near=near)
    path = maps[field_map]
    return map_so_far(path.read_text(encoding="utf-8"), name=path.name)


@cache
def _registered() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for package in _plugins.names("maps"):
        folder: Any = _plugins.load("maps", package)
        for path in sorted(Path(folder).glob("*.toml")):
            if (earlier := found.setdefault(path.stem, path)) != path:
                raise DefinitionError(
                    "plugin-duplicate", name=path.stem, group="maps", first=str(earlier), second=str(path)
                )
    return found
