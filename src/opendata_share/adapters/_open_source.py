"""Which reader a source needs: by what it is, by the declared format, or by the suffix of its name.

What lives here: that one question. What this module must not know: how any format is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any, Final

from .. import _plugins
from .._limits import DEFAULT_LIMITS, Limits
from ..errors import DefinitionError, SourceUnavailable
from ._arrow_source import ArrowSource, RowsSource
from ._raw import Source
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
}


def open_source(location: object, options: SourceOptions | None = None, limits: Limits = DEFAULT_LIMITS) -> Source:
    """Return a reader of `location`; nothing is opened yet.

    Args:
        location: A path, a `Source`, a list of dicts, or anything with `__arrow_c_stream__`.
        options: How the source is written; `format` wins over the suffix.
        limits: What the reader may take.

    Raises:
        DefinitionError: No reader fits.
        SourceUnavailable: The location is a URL, or a compressed file.

    Example:
        >>> open_source([{"a": 1}]).headings()
        ('a',)
    """
    chosen = options or SourceOptions()
    if isinstance(location, (str, os.PathLike)):
        return _of_path(os.fspath(location), chosen, limits)
    if hasattr(location, "__arrow_c_stream__"):
        return ArrowSource(location, chosen, limits)
    if isinstance(location, Source):
        return location
    if isinstance(location, Sequence) and not isinstance(location, (bytes, bytearray)):
        return RowsSource(location, chosen, limits)
    raise DefinitionError("source-kind", type=type(location).__name__)


def _of_path(path: str, options: SourceOptions, limits: Limits) -> Source:
    if "://" in path:
        raise SourceUnavailable("source-is-a-url", file=path.partition("?")[0].rpartition("@")[2])
    suffix = PurePath(path).suffix.lower()
    if options.format is None and suffix in {".gz", ".zip", ".bz2", ".xz", ".zst"}:
        raise SourceUnavailable("source-compressed", file=path)
    name = options.format or _SUFFIXES.get(suffix)
    if name is None:
        raise DefinitionError("source-no-format", file=path, suffix=suffix or "–", known=sorted(_SUFFIXES))
    if name == "tsv":
        from dataclasses import replace

        name, options = "csv", replace(options, delimiter="\t")
    reader: Callable[[str, SourceOptions, Limits], Any] = _plugins.load("sources", name)
    source: Source = reader(path, options, limits)
    return source
