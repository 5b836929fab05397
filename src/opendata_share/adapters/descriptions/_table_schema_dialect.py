"""How a resource says its file is written → source options.

What lives here: dialect, encoding and format of a resource (Table Dialect 2.0, CSV Dialect 1). What this file must not
know: fields, rows.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any, Final

from ...errors import DefinitionError
from ..reading import SourceOptions, encoding_name
from ._table_schema_document import Described, Place, inner_document
from ._table_schema_lost import Losses

_FORMATS: Final = frozenset({"csv", "tsv", "json", "ndjson", "jsonl", "geojson", "parquet", "ipc", "xlsx", "ods"})
_SUFFIXES: Final = frozenset(
    {
        ".csv",
        ".tsv",
        ".json",
        ".ndjson",
        ".jsonl",
        ".geojson",
        ".parquet",
        ".arrow",
        ".arrows",
        ".feather",
        ".ipc",
        ".xlsx",
        ".ods",
    }
)
_PLAIN: Final[dict[str, tuple[object, ...]]] = {
    "doubleQuote": (True,),
    "skipInitialSpace": (False,),
    "caseSensitiveHeader": (False,),
    "headerJoin": (" ",),
    "lineTerminator": ("\n", "\r\n", "\r"),
    "itemType": ("object",),
    "commentRows": ([],),
}
_READ: Final = frozenset(
    {"delimiter", "quoteChar", "header", "headerRows", "nullSequence", "lineTerminator", "property", "sheetName"}
)
_SAYS_NOTHING: Final = frozenset({"$schema", "name", "title", "description", "csvddfVersion", "profile", "type"})


def source_options(table: Described, names: tuple[str, ...], losses: Losses) -> SourceOptions:
    """Return how to read the file a resource describes.

    Args:
        table: The table meant.
        names: The fields in order: the headings of a file without any.
        losses: Takes what cannot be followed.

    Raises:
        DefinitionError: The encoding is unknown, or a property is of another shape or cannot be an option.
        SourceUnavailable: The dialect stands in a file that cannot be read.
    """
    options: dict[str, Any] = {}
    if table.resource is not None:
        options |= _of_resource(table.resource, losses)
        if "dialect" in table.resource:
            options |= _of_dialect(inner_document(table.resource, "dialect", table.folder), names, losses)
    return SourceOptions(**options)


def _of_resource(resource: Place, losses: Losses) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if (encoding := resource.text("encoding")) is not None:
        try:
            encoding_name(encoding)
        except DefinitionError:
            resource.refuse("table-schema-choice", "encoding", allowed=("utf-8", "utf-16", "cp1252", "…"))
        options["encoding"] = encoding
    if "compression" in resource:
        losses.add(resource.at("compression"), "lost-dialect", property="compression")
    stated = (resource.text("format") or "").lower()
    path = resource.value.get("path")
    suffix = PurePosixPath(path).suffix.lower() if isinstance(path, str) else ""
    if stated in _FORMATS and suffix not in _SUFFIXES:
        options["format"] = "ndjson" if stated == "jsonl" else stated
    return options


def _of_dialect(dialect: Place, names: tuple[str, ...], losses: Losses) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for key, option in (("delimiter", "delimiter"), ("quoteChar", "quote")):
        if (sign := dialect.text(key)) is not None:
            if not (len(sign) == 1 and sign.isascii() and sign not in "\r\n\0") and not (
                key == "quoteChar" and not sign
            ):
                dialect.refuse("table-schema-shape", key, expected="string (1 × ASCII)")
            options[option] = sign
    if options.get("delimiter", ",") == options.get("quote", '"'):
        dialect.refuse("table-schema-same-name", "delimiter", name=options.get("delimiter", ","))
    if (rows := _header_rows(dialect)) and rows != (1,):
        options["header_rows"] = rows
    if not dialect.flag("header", True) or rows == ():
        options["header"] = names
        options.pop("header_rows", None)
    if dialect.text("lineTerminator") == "\r":
        options["newline"] = "\r"
    for key, option in (("property", "record"), ("sheetName", "sheet")):
        if (found := dialect.text(key)) is not None:
            options[option] = found
    for key, value in dialect.value.items():
        if key not in _READ | _SAYS_NOTHING and value is not None and value not in _PLAIN.get(key, ()):
            losses.add(dialect.at(key), "lost-dialect", property=key)
    return options


def _header_rows(dialect: Place) -> tuple[int, ...] | None:
    if "headerRows" not in dialect:
        return None
    rows = dialect.items("headerRows")
    if not all(type(row) is int and row > 0 for row in rows) or rows != sorted(set(rows)):
        dialect.refuse("table-schema-shape", "headerRows", expected="array of integer (1, 2, …)")
    return tuple(rows)


def null_sequence(table: Described) -> tuple[str, ...]:
    """Return what the dialect says stands for "no value" in every field."""
    if table.resource is None or "dialect" not in table.resource:
        return ()
    found = inner_document(table.resource, "dialect", table.folder).text("nullSequence")
    return () if found is None else (found,)


def described_path(table: Described) -> Path | None:
    """Return the file the resource describes where it lies beside the document, without opening it."""
    path = None if table.resource is None else table.resource.value.get("path")
    if isinstance(path, list) and len(path) == 1:
        path = path[0]
    if not isinstance(path, str) or table.folder is None or "://" in path:
        return None
    return table.folder / path
