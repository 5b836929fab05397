"""The headings of a file, matched with the fields a stranger's document describes.

What lives here: which heading is which field, which may be missing or extra (`fieldsMatch`), and the field map that
follows. What this file must not know: documents, rows.

A heading is a field by its own name first, then by name or title with case, space and `_` ignored, as everywhere.
Columns are never matched by their place, except in a file without headings.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from ..._dataclass import dataclass
from ...contract import Contract, FieldType
from ...errors import SourceError
from ..mapping import Block, FieldMap, From, SourceSection, Template, Value, normal
from ..reading import SourceOptions
from ._imported_contract import FieldsMatch, ImportedContract
from ._table_schema_fields import Column
from ._table_schema_values import literal


@dataclass(frozen=True, slots=True)
class Matched:
    """The headings that are fields, and the places of those that are none."""

    columns: Mapping[str, Column]
    extra: tuple[int, ...]


def common_missing(imported: ImportedContract) -> tuple[str, ...]:
    """Return the cells that mean "no value" in every field, in the order of the first."""
    first, *others = imported.columns
    return tuple(cell for cell in first.missing if all(cell in column.missing for column in others))


def options_for(imported: ImportedContract, given: Mapping[str, Any]) -> SourceOptions:
    """Return how to read the described file, with the caller's own options above the document's."""
    options: dict[str, Any] = {"null": common_missing(imported), **given}
    return replace(imported.options, **options)


def as_written(
    imported: ImportedContract, source: object, options: SourceOptions, zone: str | None
) -> ImportedContract:
    """Return the document's table for one source: JSON and typed columns say themselves what a text has to be read as.

    Args:
        imported: The document's table.
        source: What is read.
        options: How it is written.
        zone: The zone of times without an offset where the caller names one.
    """
    columns = imported.columns
    if zone is not None:
        columns = tuple(c if c.value.zone is None else _valued(c, zone=zone) for c in columns)
    if says_types(source, options.format):
        columns = tuple(_typed(column) for column in columns)
    return replace(imported, columns=columns)


def _valued(column: Column, **parts: Any) -> Column:
    return replace(column, value=replace(column.value, **parts))


def _typed(column: Column) -> Column:
    """Return a column without what makes a number, a boolean or a list of a text; a moment stays a text in JSON."""
    match = column.value.match if column.field.type is FieldType.DATETIME else None
    as_text = column.stated in {"any", "object", "array", "geojson"}
    return replace(_valued(column, split=None, match=match, decimal=None, group=None), as_text=as_text)


def says_types(source: object, form: str | None) -> bool:
    """Whether a source says itself what each value is: JSON, Parquet, Arrow, and rows and tables in memory do."""
    if not isinstance(source, str | os.PathLike):
        return True
    suffix = PurePath(os.fsdecode(source)).suffix.lower().removeprefix(".")
    return (form or suffix) in {"json", "ndjson", "jsonl", "geojson", "parquet", "ipc", "arrow", "arrows", "feather"}


def imported_map(imported: ImportedContract, headings: tuple[str, ...], source: str) -> FieldMap:
    """Return the map of a file the document describes.

    Args:
        imported: The document's table.
        headings: The file's headings.
        source: The file's name, for errors.

    Raises:
        SourceError: A heading is missing or extra and `fieldsMatch` does not allow it, or two are the same field.
    """
    matched = match(imported, headings, source)
    null = common_missing(imported)  # the reader takes these for no value already
    lets: dict[str, Value] = {}
    fields: dict[str, Value] = {}
    for number, (heading, column) in enumerate(matched.columns.items(), start=1):
        # a template takes a cell as text whatever JSON says it is
        whole = Template(f"{{{heading}}}", ("", ""), ((heading, False),))
        value = replace(column.value, producer=whole if column.as_text else From(heading))
        if own := [cell for cell in column.missing if cell not in null]:
            cell_as_read = _free_name(
                f"cell_{number}", (*headings, *(field.name for field in imported.contract.fields))
            )
            lets[cell_as_read] = Value(producer=From(heading))
            value = replace(value, when=f'"{cell_as_read}" NOT IN ({", ".join(map(literal, own))})')
        fields[column.field.name] = value
    block = Block(contract=imported.contract.name, fields=fields)
    section = SourceSection(ignore=(*matched.extra, *(n for n, heading in enumerate(headings) if heading == "#")))
    return FieldMap(name=source, agency=None, source=section, lets=lets, blocks=(block,), document={})


def match(imported: ImportedContract, headings: tuple[str, ...], source: str) -> Matched:
    """Return which heading is which field; see `imported_map` for the errors."""
    contract = imported.contract
    names = {column.source: column for column in imported.columns}
    loose: dict[str, Column] = {}
    words = [(column, column.source) for column in imported.columns]
    words += [(column, column.field.name) for column in imported.columns]
    words += [(column, column.field.title.en) for column in imported.columns]
    for known, word in words:
        loose.setdefault(normal(word), known)
    found: dict[str, Column] = {}
    extra: list[int] = []
    for place, heading in enumerate(headings):
        column: Column | None = names.get(heading) if heading in names else loose.get(normal(heading))
        if column is None or (heading not in names and column.source in headings):
            extra.append(place)
            continue
        first = next((other for other, taken in found.items() if taken is column), None)
        if first is not None:
            raise SourceError("table-same-field", file=source, field=column.source, first=first, second=heading)
        found[heading] = column
    _check(imported, contract, headings, Matched(found, tuple(extra)), source)
    return Matched(found, tuple(extra))


def _check(
    imported: ImportedContract, contract: Contract, headings: tuple[str, ...], matched: Matched, source: str
) -> None:
    if not matched.columns:
        raise SourceError("table-schema-no-match", file=source, columns=headings, contract=contract.identity)
    if matched.extra and imported.fields_match not in {FieldsMatch.SUBSET, FieldsMatch.PARTIAL}:
        columns = [headings[place] for place in matched.extra]
        raise SourceError("table-schema-unknown-columns", file=source, columns=columns, contract=contract.identity)
    there = {column.source for column in matched.columns.values()}
    may_lack = imported.fields_match in {FieldsMatch.SUPERSET, FieldsMatch.PARTIAL}
    missing = [
        column.source
        for column in imported.columns
        if column.source not in there and (not may_lack or column.field.required)
    ]
    if missing:
        raise SourceError("table-schema-missing-columns", file=source, columns=missing, contract=contract.identity)


def _free_name(name: str, taken: tuple[str, ...]) -> str:
    while name in taken:
        name += "_"
    return name
