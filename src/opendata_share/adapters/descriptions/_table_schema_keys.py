"""Keys of Table Schema → keys of a contract.

What lives here: primary, unique and foreign keys. What this file must not know: how a field is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..._dataclass import dataclass
from ..._names import contract_name
from ...contract import FieldType, Reference
from ._table_schema_document import Described, Place, inner_document, resources_of
from ._table_schema_fields import Column
from ._table_schema_lost import Losses


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one table.

    Attributes:
        columns: The columns, those of the primary key required, those of foreign keys with their reference.
        primary: The primary key, by field name; empty where there is none.
        unique: Further keys.
        related: The resources referred to, by the name of their contract.
    """

    columns: tuple[Column, ...]
    primary: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    related: Mapping[str, Place]


def read_keys(table: Described, columns: tuple[Column, ...], name: str, losses: Losses) -> Keys:
    """Return the keys of a table.

    Raises:
        DefinitionError: A key names a field that does not exist, or is of another shape.
    """
    by_source = {column.source: column for column in columns}
    primary = _key(table.schema, "primaryKey", table.schema.texts("primaryKey"), by_source, losses)
    unique: list[tuple[str, ...]] = [
        (column.field.name,) for column in columns if column.unique and _is_plain(column, losses)
    ]
    for number, item in enumerate(table.schema.items("uniqueKeys")):
        fields = Place({"key": item}, table.schema.at("uniqueKeys", number)).texts("key")
        unique.append(_key(table.schema, "uniqueKeys", fields, by_source, losses))
    references, related = _references(table, by_source, name, losses)
    placed = []
    for column in columns:
        field = column.field
        if field.name in primary:  # the standard: its fields cannot be null
            field = replace(field, required=True)
        placed.append(replace(column, field=replace(field, reference=references.get(field.name))))
    further = tuple(dict.fromkeys(key for key in unique if key and key != primary))
    return Keys(tuple(placed), primary, further, related)


def _key(
    schema: Place, word: str, fields: tuple[str, ...], columns: Mapping[str, Column], losses: Losses
) -> tuple[str, ...]:
    _known(schema, word, fields, columns)
    if lists := [name for name in fields if columns[name].field.type is FieldType.LIST]:
        losses.add(schema.at(word), "lost-key", fields=lists)
        return ()
    return tuple(dict.fromkeys(columns[name].field.name for name in fields))


def _is_plain(column: Column, losses: Losses) -> bool:
    if column.field.type is FieldType.LIST:
        losses.add(f"{column.at}/constraints/unique", "lost-key", fields=column.source)
        return False
    return True


def _known(place: Place, word: str, fields: tuple[str, ...], columns: Mapping[str, Column]) -> None:
    for field in fields:
        if field not in columns:
            place.refuse("table-schema-unknown-field", word, name=field, fields=tuple(columns))


def _references(
    table: Described, columns: Mapping[str, Column], name: str, losses: Losses
) -> tuple[dict[str, Reference], dict[str, Place]]:
    found: dict[str, Reference] = {}
    related: dict[str, Place] = {}
    for key in table.schema.places("foreignKeys"):
        fields = key.texts("fields")
        _known(key, "fields", fields, columns)
        reference = key.place("reference")
        if reference is None:
            key.refuse("table-schema-shape", "reference", expected="object")
        wanted, resource = reference.texts("fields"), reference.text("resource") or ""
        if len(fields) != 1 or len(wanted) != 1:
            losses.add(key.pointer, "lost-reference-composite")
            continue
        column = columns[fields[0]].field
        target, target_key = _target(table, resource)
        if target_key is None:
            losses.add(key.pointer, "lost-reference-table", resource=resource)
        elif target_key != wanted:
            losses.add(key.pointer, "lost-reference-key", field=wanted[0], resource=resource or name)
        elif column.name in found or column.type is FieldType.LIST:
            losses.add(key.pointer, "lost-reference-second", field=column.name)
        else:
            to = name if target is None else contract_name(resource)
            found[column.name] = Reference((("", to),))
            if target is not None:
                related[to] = target
    return found, related


def _target(table: Described, resource: str) -> tuple[Place | None, tuple[str, ...] | None]:
    """Return the resource referred to (None: the table itself) and its primary key, or None where there is none."""
    if not resource or resource == table.name:
        return None, table.schema.texts("primaryKey")
    for other in () if table.package is None else resources_of(table.package):
        if other.text("name") == resource:
            return other, inner_document(other, "schema", table.folder).texts("primaryKey")
    return None, None
