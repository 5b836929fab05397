"""Which reader a source needs: by what it is, by the declared format, or by the suffix of its name.

What lives here: that one question. What this module must not know: how any format is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from ... import _plugins
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, SourceError, SourceUnavailable
from ._packed import inner_name, is_packed
from ._partitioned_source import PartitionedSource, files_of, is_several
from ._raw import Source
from ._source_file import SourceFile
from ._source_options import SourceOptions

_SUFFIXES: Final = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".geojson": "geojson",
    ".parquet": "parquet",
    ".arrow": "ipc",
    ".arrows": "ipc",
    ".feather": "ipc",
    ".ipc": "ipc",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".ods": "ods",
    ".xml": "xml",
    ".cap": "xml",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
}
_COMPRESSED: Final = frozenset((".bz2", ".xz", ".zst", ".7z"))
_SCHEMES: Final = {"postgresql": "postgresql", "postgres": "postgresql"}
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def open_source(location: object, options: SourceOptions | None = None, limits: Limits = DEFAULT_LIMITS) -> Source:
    """Return a reader of `location`; of a file it is only made sure that it is there and may be read.

    Args:
        location: A path, a folder or a pattern (`parts/*.csv`) of files that are one table, the address of a service
            whose `format` is declared, or of a database, a `Source`, a list of dicts, or anything with
            `__arrow_c_stream__`.
        options: How the source is written; `format` wins over the suffix. For tab-separated files (`tsv`) a delimiter
            left at its default means a tab.
        limits: What the reader may take.

    Raises:
        DefinitionError: No reader fits.
        SourceUnavailable: The file is not there or may not be read, or nothing reads such an address.
        SourceError: The file is compressed in a way that is not read, or an archive of several files.

    Example:
        >>> open_source([{"a": 1}]).headings()
        ('a',)
    """
    chosen = options or SourceOptions()
    if isinstance(location, str | os.PathLike):
        return _of_path(os.fsdecode(location), chosen, limits)
    from ._arrow_source import ArrowSource, RowsSource  # what is no file is in memory

    if hasattr(location, "__arrow_c_stream__"):
        return _without_members(ArrowSource(location, chosen, limits), chosen.quarantine)
    if isinstance(location, Source):
        return location
    if isinstance(location, Sequence) and not isinstance(location, bytes | bytearray | memoryview):
        return _without_members(RowsSource(location, chosen, limits), chosen.quarantine)
    raise DefinitionError("source-kind", type=type(location).__name__)


def is_address(location: object) -> bool:
    """Tell whether a location begins with a scheme, such as https://, and is no path."""
    return isinstance(location, str) and _SCHEME.match(location) is not None


def shown_address(location: str) -> str:
    """Return an address as messages print it: without user, password and query, where a token may stand."""
    scheme, _, rest = re.split("[?#]", location, maxsplit=1)[0].partition("://")
    return f"{scheme.lower()}://{rest.rpartition('@')[2]}"


def _of_path(path: str, options: SourceOptions, limits: Limits) -> Source:
    if scheme := _SCHEME.match(path):
        return _of_address(path, scheme[1].lower(), options, limits)
    if is_several(path):
        sources = [_of_path(str(file), options, limits) for file in files_of(path, limits)]
        return PartitionedSource(path, sources, limits, options.quarantine)
    SourceFile(path, limits).check_readable()
    suffix = _suffix(path, options, limits)
    if options.format is None and suffix in _COMPRESSED:
        raise SourceError("source-compressed", file=path, suffix=suffix)
    name = options.format or _SUFFIXES.get(suffix) or suffix.removeprefix(".")
    if options.format is None and suffix not in _SUFFIXES and name not in _plugins.names("sources"):
        raise DefinitionError("source-no-format", file=path, suffix=suffix or "–", known=sorted(_SUFFIXES))
    if name == "tsv":
        name, options = "csv", replace(options, delimiter="\t" if options.delimiter == "," else options.delimiter)
    reader: Callable[[str, SourceOptions, Limits], Source] = _plugins.load("sources", name)
    return _without_members(reader(path, options, limits), options.quarantine)


def _suffix(path: str, options: SourceOptions, limits: Limits) -> str:
    """Return the suffix that tells the format: of a packed file, that of what is inside."""
    name = PurePath(path)
    if is_packed(name) and options.format is None:
        name = PurePath(inner_name(name, path, limits))
    return name.suffix.lower()


def _of_address(path: str, scheme: str, options: SourceOptions, limits: Limits) -> Source:
    """Return the reader declared for an address; it says in `schemes` which addresses it takes."""
    name = options.format or _SCHEMES.get(scheme)
    if name is not None and name in _plugins.names("sources"):
        reader: Callable[[str, SourceOptions, Limits], Source] = _plugins.load("sources", name)
        if scheme in getattr(reader, "schemes", ()):
            return reader(path, options, limits)
    raise _not_here(path, scheme)


def _not_here(path: str, scheme: str) -> SourceUnavailable:
    shown = shown_address(path)
    if scheme in {"http", "https"}:
        return SourceUnavailable("source-is-a-url", file=shown)
    return SourceUnavailable("source-scheme", file=shown, scheme=scheme)


def _without_members(source: Source, quarantine: Collection[str]) -> Source:
    """Return `source` without the members of nested records that are quarantined."""
    if not any("/" in name for name in quarantine):
        return source
    from ._withheld_paths import without_members  # few maps reach into nested records

    return without_members(source, quarantine)
