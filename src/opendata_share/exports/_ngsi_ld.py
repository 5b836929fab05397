"""NGSI-LD (ETSI GS CIM 009 V1.8.1): a list of entities in the normalized form, one a row.

What lives here: row to entity, from what the contract says of each field. What this file must not know: any one table.

An entity's id is `urn:ngsi-ld:TYPE:ID` (the row's id, or its key), its type the contract's name in capitals. A field is
a Property under the name its contract gives for NGSI-LD, else under its own; a reference is a Relationship; latitude
and longitude become the GeoProperty `location`; times are `DateTime` values. The context is inline: the core terms are
NGSI-LD's own, all others are names of this vocabulary. A field without a value is no attribute (clause 4.5.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from ..contract import Contract, Field, FieldType
from ..stages import Table
from ._form import Document, Form
from ._json_pieces import listed
from ._losses import Losses
from ._rows import Row, rows_of

_CORE: Final = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld"
_STANDARD: Final = "NGSI-LD"
_RESERVED: Final = frozenset({"id", "type", "@context", "location", "createdAt", "modifiedAt", "scope"})
_PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_POINT: Final = ("latitude", "longitude")
_TIMES: Final = {FieldType.DATETIME: "DateTime", FieldType.DATE: "Date"}


def _documents(tables: Mapping[str, Table], losses: Losses) -> Iterator[Document]:
    for name, table in tables.items():
        shape = _Shape(table.contract)
        yield f"{name}.jsonld", listed("[", map(shape.entity, rows_of(table, losses)), "\n]\n")


class _Shape:
    """What rows of one contract look like as entities."""

    def __init__(self, contract: Contract) -> None:
        self.type = _type_name(contract.name)
        self.key = contract.primary_key
        self.fields = {field.name: field for field in contract.fields}
        self.names = _attribute_names(contract)
        self.has_point = set(_POINT) <= self.fields.keys()

    def entity(self, row: Row) -> dict[str, Any]:
        entity: dict[str, Any] = {"id": self._identifier(row), "type": self.type}
        for name, field in self.fields.items():
            if self.has_point and name in _POINT:
                continue
            value = row.take(name)
            if value is not None and name != "id":
                entity[self.names[name]] = _attribute(field, value, self._target(field, row))
        if self.has_point and row.look("longitude") is not None and row.look("latitude") is not None:
            point = [row.take("longitude"), row.take("latitude")]
            entity["location"] = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": point}}
        entity["@context"] = [_CORE]
        return entity

    def _identifier(self, row: Row) -> str:
        own = row.take("id") or ":".join(str(row.look(field)) for field in self.key)
        return _urn(self.type, own)

    def _target(self, field: Field, row: Row) -> str | None:
        """Return the contract the field's value is a key of, None where it is no reference."""
        if field.reference is None or field.type is not FieldType.TEXT:
            return None
        chosen = row.look(field.reference.by) if field.reference.by else ""
        return dict(field.reference.targets).get(chosen)


def _attribute(field: Field, value: Any, target: str | None) -> dict[str, Any]:
    if target is not None:
        return {"type": "Relationship", "object": _urn(_type_name(target), value)}
    if field.type in _TIMES:
        return {"type": "Property", "value": {"@type": _TIMES[field.type], "@value": value}}
    attribute = {"type": "Property", "value": value}
    if field.unit is not None:
        attribute["unitText"] = {"type": "Property", "value": field.unit}
    return attribute


def _urn(kind: str, key: str) -> str:
    return f"urn:ngsi-ld:{kind}:{quote(key, safe=':._~-')}"


def _type_name(contract: str) -> str:
    return "".join(part.capitalize() for part in contract.split("-"))


def _attribute_names(contract: Contract) -> dict[str, str]:
    """Return the name of every field's attribute: the contract's word for NGSI-LD where it is one and nobody's else."""
    wanted = {
        field.name: next(
            (item.path for item in field.elements if item.standard == _STANDARD and _PLAIN_NAME.match(item.path)),
            field.name,
        )
        for field in contract.fields
    }
    taken = list(wanted.values())
    return {
        field: name if name not in _RESERVED and taken.count(name) == 1 else field for field, name in wanted.items()
    }


NGSI_LD: Final = Form("ngsi-ld", "application/ld+json", "ETSI GS CIM 009 V1.8.1", (), _documents)
