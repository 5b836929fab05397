"""A Frictionless Table Schema or Data Package (v1, v2) becomes a contract, and its file can be read at once.

What lives here: the whole of the import: document in, contract and how its file is written out, with a list of what a
contract cannot hold. What this file must not know: rows, how a table is judged.

Documents come from strangers: nothing is fetched, no `$ref` is followed, no file outside the document's folder is
opened, and anything malformed is a `DefinitionError` with the JSON pointer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ..._names import contract_name
from ...contract import Contract, Text
from ...errors import DefinitionError
from ..mapping import is_zone
from ._imported_contract import FieldsMatch, ImportedContract
from ._table_schema_dialect import described_path, null_sequence, source_options
from ._table_schema_document import (
    Described,
    Place,
    choose,
    described,
    is_table_schema,
    place_of,
    read_json,
    refuse_broken_text,
)
from ._table_schema_fields import Column, read_fields
from ._table_schema_keys import Keys, read_keys
from ._table_schema_lost import Losses
from ._which_document import DOCUMENT_ENDINGS

_VERSION: Final = re.compile(r"(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\Z", re.ASCII)
_UNVERSIONED: Final = "0.0.0"
_SCHEMA_READ: Final = frozenset(
    {
        *("$schema", "fields", "fieldsMatch", "primaryKey", "uniqueKeys", "foreignKeys", "missingValues"),
        *("name", "title", "description", "version"),
    }
)
_RESOURCE_READ: Final = frozenset(
    {
        *("$schema", "name", "title", "description", "path", "schema", "dialect", "encoding", "format", "type"),
        *("mediatype", "profile", "scheme", "data", "bytes", "hash", "compression"),
    }
)
_PACKAGE_READ: Final = frozenset({"$schema", "resources", "version", "profile"})


def import_table_schema(
    document: Mapping[str, Any] | Path | str,
    *,
    resource: str | None = None,
    name: str | None = None,
    zone: str = "UTC",
    source: Path | None = None,
) -> ImportedContract:
    """Return the contract a Table Schema, a Data Resource or a Data Package describes.

    Types become: string, any → text; integer, year → integer; number → number; boolean, date, datetime → themselves;
    list → list; time, yearmonth, duration, geopoint → text of that form; object, array, geojson → text. `required`,
    lengths, bounds, `pattern`, `enum`, `categories`, `unique` and keys are judged as the standard says; what is not is
    in `lost`. A name the contract does not allow ("Nama RS") becomes a slug (`nama_rs`) and the title keeps it.

    Args:
        document: The document's JSON value, or its path; behind the path `#NAME` may name the resource.
        resource: Which resource of a package, by name, where it describes several tables.
        name: What to call the contract; without it the resource's or the document's name.
        zone: The IANA zone of times without an offset. The standard names none and writes UTC.
        source: The file to be read; a package of several tables is asked for the one that is in this file.

    Raises:
        DefinitionError: It is no such document, malformed (with the JSON pointer), describes several tables, or points
            outside its folder.
        SourceUnavailable: It cannot be read.
        LimitExceeded: It is larger than `document_bytes`.

    Example:
        >>> from opendata_share.adapters import import_table_schema
        >>> imported = import_table_schema({"fields": [{"name": "Nama RS", "type": "string"},
        ...     {"name": "beds", "type": "integer", "constraints": {"required": True, "minimum": 0}}]}, name="ward")
        >>> [(field.name, str(field.type), field.required) for field in imported.contract.fields]
        [('nama_rs', 'text', False), ('beds', 'integer', True)]
        >>> imported.lost[0].text("id")[:58]
        '/: dokumen tidak memberi kelas pada kolom: semua dianggap '
    """
    if isinstance(document, Mapping):
        return _imported(document, None, None, resource, name, zone, source)
    path, named = split_name(document)
    return import_document(read_json(path), path, resource=resource or named, name=name, zone=zone, source=source)


def split_name(location: Path | str) -> tuple[Path, str | None]:
    """Return path and resource of "PATH#NAME"; a file that is really called so wins."""
    path = Path(location)
    before, found, after = str(location).rpartition("#")
    if not found or not before.endswith(DOCUMENT_ENDINGS) or path.exists():
        return path, None
    return Path(before), after


def import_document(
    document: Any,
    path: Path,
    *,
    resource: str | None = None,
    name: str | None = None,
    zone: str = "UTC",
    source: Path | None = None,
) -> ImportedContract:
    """Return the contract of a document read from `path`; errors name the file."""
    try:
        return _imported(document, path.parent, path, resource, name, zone, source)
    except DefinitionError as error:
        error.file = error.file or str(path)
        raise


def _imported(
    document: Any,
    folder: Path | None,
    path: Path | None,
    resource: str | None,
    name: str | None,
    zone: str,
    source: Path | None,
) -> ImportedContract:
    if not is_zone(zone):
        raise DefinitionError("map-zone", key="zone", zone=zone)
    refuse_broken_text(document)
    whole = place_of(document)
    if not is_table_schema(document):
        whole.refuse("table-schema-no-table")
    table = choose(whole, folder, resource, source)
    called = name or contract_name(table.name or whole.text("name") or _stem(path))
    losses = Losses()
    losses.add("", "lost-sensitivity", judges=False)
    return _table(table, whole, called, zone, losses, related=True)


def _stem(path: Path | None) -> str | None:
    """Return what a schema's file is called: "beds" of "beds.schema.json"."""
    return None if path is None else path.name.partition(".")[0]


def _table(table: Described, whole: Place, name: str, zone: str, losses: Losses, *, related: bool) -> ImportedContract:
    columns = read_fields(table.schema, name, zone, losses)
    keys = read_keys(table, columns, name, losses)
    _note_words(table, whole, losses)
    contract = _contract(table, whole, name, keys)
    options = source_options(table, tuple(column.source for column in columns), losses)
    others = {}
    for target, place in keys.related.items() if related else ():
        other = described(place, whole, table.folder)
        others[target] = _table(other, whole, target, zone, Losses(), related=False).contract
    return ImportedContract(
        contract=contract,
        options=options,
        columns=_with_null_sequence(keys.columns, null_sequence(table)),
        fields_match=FieldsMatch(table.schema.choice("fieldsMatch", tuple(FieldsMatch))),
        lost=losses.all(),
        related=others,
        path=described_path(table),
    )


def _with_null_sequence(columns: tuple[Column, ...], sequence: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(replace(column, missing=(*column.missing, *sequence)) for column in columns) if sequence else columns


def _contract(table: Described, whole: Place, name: str, keys: Keys) -> Contract:
    words = [place for place in (table.schema, table.resource, whole) if place is not None]
    title = next((text for place in words if (text := place.text("title"))), None) or table.name or name
    definition = next((text for place in words if (text := place.text("description"))), None)
    version = next((text for place in words if (text := place.text("version"))), "")
    return Contract(
        name=name,
        version=version if _VERSION.match(version) else _UNVERSIONED,
        title=Text(title, title),
        fields=tuple(column.field for column in keys.columns),
        primary_key=keys.primary,
        unique=keys.unique,
        checks=tuple(check for column in keys.columns for check in column.checks),
        code_lists=tuple(column.code_list for column in keys.columns if column.code_list is not None),
        definition=None if definition is None else Text(definition, definition),
    )


def _note_words(table: Described, whole: Place, losses: Losses) -> None:
    """Note what is said about the table, the file or the package and judges no row."""
    known = [(table.schema, _SCHEMA_READ), (table.resource, _RESOURCE_READ), (table.package, _PACKAGE_READ)]
    seen = set[str]()
    for place, read in known:
        if place is None or place.pointer in seen:
            continue
        seen.add(place.pointer)
        if unknown := sorted(set(place.value) - read - _SCHEMA_READ):
            losses.add(place.pointer, "lost-words", judges=False, properties=unknown)
    version = whole.text("version")
    if version is not None and not _VERSION.match(version):
        losses.add(whole.at("version"), "lost-words", judges=False, properties="version")
