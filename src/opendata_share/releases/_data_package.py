"""A release as a Data Package 2.0: what other tools read first.

What lives here: a contract and the facts of a CSV file to a descriptor that a stock `frictionless validate` finds
valid. What this file must not know: disks, our manifest.

What Table Schema cannot say is left to `contract.json`: checks, conditional patterns, sensitivity, units, code labels.
Where a reader's reading of a constraint is stricter than ours, the constraint is left out: a pattern that is not
anchored at both ends (ours searches, theirs matches), formats, bounds of nested values.
"""

from __future__ import annotations

import re
from typing import Any, Final

from .._csv_text import MEDIA_TYPE
from ..contract import Contract, DatasetInfo, Field, FieldType
from ._layout import FileEntry

SCHEMA: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_TABLE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_TYPES: Final = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.DECIMAL: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.DATETIME: "datetime",
    FieldType.LIST: "array",
    FieldType.OBJECT: "object",
    FieldType.JSON: "any",
}
_BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}
# elsewhere a digit or a word character may be of any script, so that everything but one is less than with us
_NARROWER: Final = re.compile(r"\\[DW]|\[\^[^\]]*\\[dw]")
_DIALECT: Final = {"header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}


def descriptor(
    dataset: str, release: str, contract: Contract, info: DatasetInfo, csv: FileEntry | None, parquet: FileEntry
) -> dict[str, Any]:
    """Return the Data Package descriptor of one release.

    Args:
        dataset: "agency/dataset".
        release: "1", "2", …
        contract: What the rows promise.
        info: What the publisher says about the data set.
        csv: The CSV file, or None where there are too many rows for one; then the Parquet file is described.
        parquet: The Parquet file.
    """
    title = contract.title if info.title is None else info.title
    description = contract.definition if info.description is None else info.description
    package: dict[str, Any] = {
        "$schema": SCHEMA,
        "name": dataset.replace("/", "-"),
        "id": f"{dataset}/{release}",
        "title": title.en,
        "version": release,
    }
    if description is not None:
        package["description"] = description.en
    package |= _people(info)
    package["resources"] = [_resource(contract, csv) if csv is not None else _columnar(contract, parquet)]
    return package


def _people(info: DatasetInfo) -> dict[str, Any]:
    people: dict[str, Any] = {}
    if info.licence is not None:
        place = "path" if "://" in info.licence else "name"
        people["licenses"] = [{place: info.licence}]
    if info.publisher is not None:
        contributor: dict[str, Any] = {"title": info.publisher, "roles": ["publisher"]}
        if info.contact is not None:
            contributor["email" if "@" in info.contact and "://" not in info.contact else "path"] = info.contact
        people["contributors"] = [contributor]
    return people


def _resource(contract: Contract, file: FileEntry) -> dict[str, Any]:
    return {
        "name": contract.name,
        "type": "table",
        "path": file.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": MEDIA_TYPE,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": file.sha256,
        "dialect": dict(_DIALECT),
        "schema": table_schema(contract),
    }


def _columnar(contract: Contract, file: FileEntry) -> dict[str, Any]:
    return {
        "name": contract.name,
        "path": file.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.bytes,
        "hash": file.sha256,
    }


def table_schema(contract: Contract) -> dict[str, Any]:
    """Return the Table Schema of the CSV of `contract`."""
    schema: dict[str, Any] = {
        "$schema": _TABLE_SCHEMA,
        "fields": [_field(field, contract) for field in contract.fields],
        "missingValues": [""],
    }
    key = contract.primary_key
    if key and all(contract.field(name).required for name in key):
        schema["primaryKey"] = list(key)
    return schema


def _field(field: Field, contract: Contract) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": _TYPES[field.type], "title": field.title.en}
    if field.definition is not None:
        described["description"] = field.definition.en
    if field.type is FieldType.TEXT and field.required:
        described["missingValues"] = []  # a required text is never null, so an empty cell is an empty text
    if constraints := _constraints(field, contract):
        described["constraints"] = constraints
    return described


def _constraints(field: Field, contract: Contract) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if field.required else {}
    if field.code_list is not None:
        constraints["enum"] = list(contract.code_list(field.code_list).values)
    if field.pattern is not None and field.pattern_when is None and _matches_whole(field.pattern):
        constraints["pattern"] = field.pattern
    if field.type in {FieldType.TEXT, FieldType.LIST}:
        lengths = {"minLength": field.min_length, "maxLength": field.max_length}
        constraints |= {name: value for name, value in lengths.items() if value is not None}
    elif field.type is not FieldType.OBJECT:
        bounds = {word: getattr(field, name) for name, word in _BOUNDS.items()}
        constraints |= {word: value for word, value in bounds.items() if value is not None}
    return constraints


def _matches_whole(pattern: str) -> bool:
    """Whether searching for `pattern` and matching all of a text against it are the same, for other engines too."""
    if _NARROWER.search(pattern):
        return False
    return (
        pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$") and not _alternatives(pattern)
    )


def _alternatives(pattern: str) -> bool:
    """Whether `pattern` has a `|` outside all groups, so that its anchors belong to one side only."""
    depth, inside, escaped = 0, False, False
    for character in pattern:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif inside:
            inside = character != "]"
        elif character == "[":
            inside = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            return True
    return False
