"""GeoJSON (RFC 7946): a FeatureCollection for each table, one feature a row.

What lives here: row to Feature. What this file must not know: files, policies.

The point stands in `geometry` only, longitude first (section 3.1.1), the row's id in the feature's `id`, and every
other field in `properties` under its own name: the form loses nothing, and a map of a few lines reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..stages import Table
from ._form import Document, Form
from ._json_pieces import listed
from ._losses import Losses
from ._rows import Row, rows_of

_BEFORE: Final = '{"type":"FeatureCollection","features":['
_AFTER: Final = "\n]}\n"


def _documents(tables: Mapping[str, Table], losses: Losses) -> Iterator[Document]:
    for name, table in tables.items():
        fields = [field.name for field in table.contract.fields]
        features = (_feature(row, fields) for row in rows_of(table, losses))
        yield f"{name}.geojson", listed(_BEFORE, features, _AFTER)


def _feature(row: Row, fields: list[str]) -> dict[str, Any]:
    longitude, latitude = row.look("longitude"), row.look("latitude")
    feature: dict[str, Any] = {"type": "Feature"}
    identifier = row.take("id")
    if identifier is not None:
        feature["id"] = identifier
    feature["geometry"] = None
    in_geometry = {"id"}
    if longitude is not None and latitude is not None:
        feature["geometry"] = {"type": "Point", "coordinates": [row.take("longitude"), row.take("latitude")]}
    if "longitude" in fields and "latitude" in fields:
        in_geometry |= {"longitude", "latitude"}
    feature["properties"] = {field: row.take(field) for field in fields if field not in in_geometry}
    return feature


GEOJSON: Final = Form("geojson", "application/geo+json", "RFC 7946", (), _documents)
