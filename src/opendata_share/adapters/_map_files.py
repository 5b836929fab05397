"""The files a field map names: its source, what it joins, what tables of their own come from.

What lives here: where such a file lies. What this file must not know: how a file is read, what a map makes of it.

A map is a stranger's until proven: it may name files in its own folder, or in the folder the call names, and nothing
outside of them: no absolute path, no `..`, no link that leads out.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from ..errors import DefinitionError
from .mapping import FieldMap, SourceSection

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_MAGIC: Final = re.compile(r"[*?[]")


def located(source: object, field_map: FieldMap | None) -> tuple[object, Path | None]:
    """Return what to read, and the folder in which other files of the map are looked up.

    Args:
        source: What the call gives: None for the map's own `source.url` or `source.path`, or the folder that path is
            looked up in.
        field_map: The map, or None.

    Raises:
        DefinitionError: The call gives no source and the map names none, or its path leads out of the folder.
    """
    path = None if field_map is None else field_map.source.path
    folder = None if field_map is None else field_map.folder
    if source is None and field_map is not None and field_map.source.url is not None:
        return field_map.source.url, folder
    if source is None:
        if field_map is None or path is None:
            raise DefinitionError("adapt-no-source", file=None if field_map is None else field_map.name)
        return file_beside(folder, path, field_map, "source.path"), folder
    if field_map is not None and path is not None and isinstance(source, str | os.PathLike):
        given = Path(os.fsdecode(source))
        if given.is_dir():
            return file_beside(given, path, field_map, "source.path"), given
    return source, folder


def file_beside(folder: Path | None, path: str, field_map: FieldMap, key: str) -> str:
    """Return the location of a file, or of a pattern of files, in `folder`.

    Raises:
        DefinitionError: There is no folder, or the path leads out of it.
    """
    line = field_map.lines.line(key)
    if folder is None:
        raise DefinitionError("map-no-folder", file=field_map.name, line=line, key=key, path=path)
    parts = PurePosixPath(path).parts
    outside = PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive or ".." in parts or "\0" in path
    if not parts or outside or _SCHEME.match(path) or PureWindowsPath(path).is_absolute():
        raise DefinitionError("map-path-outside", file=field_map.name, line=line, key=key, path=path)
    found = folder.joinpath(*parts)
    if not _MAGIC.search(path) and not found.resolve().is_relative_to(folder.resolve()):
        raise DefinitionError("map-path-outside", file=field_map.name, line=line, key=key, path=path)
    return str(found)


def key_of(section: SourceSection, field_map: FieldMap) -> str:
    """Return the key of the map under which `section` names its file."""
    for name, join in field_map.joins.items():
        if join.source is section:
            return f"join.{name}.path"
    blocks = (block for block in field_map.blocks if block.source is section)
    return next((f"{block.path}.source" for block in blocks), "source.path")
