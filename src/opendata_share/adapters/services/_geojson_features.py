"""Features of GeoJSON as records, and Esri's geometries as GeoJSON.

What lives here: what services that speak of features share. What this module must not know: any one service, sockets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from ...errors import SourceError
from ...transport import Reply
from ..reading import feature_record
from ._paged import Broken

GEOMETRY = "geometry"
IDENTITY = "@id"


def records_of(features: Iterable[Any], reply: Reply) -> list[Any]:
    """Return features as records with `@id`, their properties and `geometry`, as the GeoJSON reader gives them.

    Raises:
        SourceError: A property has the name of one of those columns.
    """
    return [_record(feature, reply) for feature in features]


def _record(feature: Any, reply: Reply) -> Any:
    record = feature_record(feature)
    if record is None:
        return Broken("not-a-feature", "geojson-not-a-feature", feature)
    properties = feature.get("properties") or {}
    for reserved in (IDENTITY, GEOMETRY):
        if reserved in properties:
            raise SourceError("geojson-property-name", file=reply.place, field=reserved)
    return record


def geojson_of(geometry: Any) -> Any:
    """Return a geometry of Esri's as GeoJSON, its numbers as they were written; None where it is empty or unknown.

    Esri's rings say by their direction which are outer (clockwise); RFC 7946 wants them grouped, and outer ones the
    other way round.

    Raises:
        ValueError: Its rings are no lists of positions.
    """
    if not isinstance(geometry, dict):
        return None
    if "x" in geometry:
        x, y = geometry.get("x"), geometry.get("y")
        if x is None or y is None or x == "NaN":
            return None
        return {"type": "Point", "coordinates": [x, y]}
    if "points" in geometry:
        return {"type": "MultiPoint", "coordinates": geometry["points"]}
    if "paths" in geometry:
        return {"type": "MultiLineString", "coordinates": geometry["paths"]}
    rings = geometry.get("rings")
    return _polygons(rings) if isinstance(rings, list) and rings else None


def _polygons(rings: Sequence[Any]) -> dict[str, Any]:
    areas = [_area(_positions(ring)) for ring in rings]
    outer = [[ring[::-1]] for ring, area in zip(rings, areas, strict=True) if area <= 0] or [[rings[0]]]
    for ring, area in zip(rings, areas, strict=True):
        if area > 0 and [ring] not in outer:
            holder = next((polygon for polygon in outer if _holds(polygon[0], ring)), outer[0])
            holder.append(ring[::-1])
    if len(outer) == 1:
        return {"type": "Polygon", "coordinates": outer[0]}
    return {"type": "MultiPolygon", "coordinates": outer}


def _positions(ring: Any) -> list[tuple[float, float]]:
    """Return a ring's positions as numbers.

    Raises:
        ValueError: It is no list of positions, or an empty one.
    """
    if not isinstance(ring, list) or not ring or not all(isinstance(point, list) and len(point) > 1 for point in ring):
        raise ValueError
    found = [(point[0], point[1]) for point in ring]
    if not all(isinstance(number, str) for pair in found for number in pair):
        raise ValueError
    return [(float(x), float(y)) for x, y in found]


def _area(points: Sequence[tuple[float, float]]) -> float:
    """Return twice the signed area: negative where the ring is clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))


def _holds(ring: Any, other: Any) -> bool:
    """Tell whether the first position of another ring lies inside a ring."""
    inside, (x, y) = False, _positions(other)[0]
    for (x1, y1), (x2, y2) in pairwise(_positions(ring)):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
