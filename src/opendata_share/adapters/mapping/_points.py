"""Places: one column in some form, or two columns, to latitude and longitude in WGS 84.

What lives here: the forms a source may write a point in. What this file must not know: other geometry, how another
reference system is transformed, contracts.

Axis order is where data goes wrong: GeoJSON and WKT write longitude first, CAP and GML latitude first; the map says
which. (0, 0) is no place but a missing one: it becomes null, and is reported.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Literal

import pyarrow as pa

from ..._arrow import Values, pc
from ...contract import FieldType
from ._columns import Column, Fault, as_text, nulled_where
from ._conversion import Kind, Lexical, as_mask, cast_each, convert
from ._crs import is_wgs84, srid, to_wgs84

Form = Literal["lonlat", "latlon", "wkt", "wkb", "geojson", "topojson"]
_NUMBER = Kind(FieldType.NUMBER, pa.float64())
_ZERO = pa.scalar(0.0)
_DECIMAL = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_PAIR = rf"^\s*(?P<x>{_DECIMAL})\s*[,; ]\s*(?P<y>{_DECIMAL})\s*$"
_WKT = (
    rf"^(?i:(?:SRID=(?P<srid>[0-9]+);)?\s*POINT)\s*(?:Z\s*)?"
    rf"\(\s*(?P<x>{_DECIMAL})\s+(?P<y>{_DECIMAL})(?:\s+{_DECIMAL})?\s*\)\s*$"
)


def coordinates(
    columns: list[Values], form: Form, lexical: Lexical, crs: str, *, rejects: bool
) -> tuple[Column, Column]:
    """Return (latitude, longitude) columns of float64 degrees; a cell that is no point is null in both and marked."""
    given = as_text(columns[0])
    if form == "topojson":
        words = given
        x, y = _pairs(list(map(_topojson, given.to_pylist(), as_text(columns[1]).to_pylist())))
    elif len(columns) == 2:
        words = pc.binary_join_element_wise(given, as_text(columns[1]), ", ")
        x, y = (convert(column, _NUMBER, lexical).values for column in columns)
    else:
        words = given
        x, y = _parsed(columns[0], form, srid(crs))
    if form == "latlon":
        x, y = y, x
    if not is_wgs84(crs):
        x, y = map(_finite, to_wgs84(x, y, crs))
    present = (
        as_mask(given.is_valid())
        if len(columns) == 1 or form == "topojson"
        else as_mask(pc.or_(columns[0].is_valid(), columns[1].is_valid()))
    )
    incomplete = as_mask(pc.or_(x.is_null(), y.is_null()))
    failed = present & incomplete
    fault = Fault(
        mask=failed, rule="type", message_id="cell-no-point", severity="error" if rejects else "advice", cells=words,
        parameters={"form": form},
    )  # fmt: skip
    latitude, longitude = nulled_where(y, incomplete), nulled_where(x, incomplete)
    return Column(values=latitude, words=words).with_faults(fault), Column(values=longitude, words=words)


def _parsed(column: Values, form: Form, number: int) -> tuple[Values, Values]:
    """Return x and y of points; one that names another reference system than `number` is none."""
    if form == "geojson":
        return _pairs([_geojson(text) for text in as_text(column).to_pylist()])
    if form == "wkb":
        return _pairs([_wkb(value, number) for value in as_text(column).to_pylist()])
    parts = pc.extract_regex(as_text(column), _WKT if form == "wkt" else _PAIR)
    if form == "wkt":
        named = pc.struct_field(parts, "srid")
        parts = pc.if_else(pc.is_in(named, pa.array(["", str(number)])), parts, pa.scalar(None, parts.type))
    # struct_field gives null where nothing matched; the struct's own children hold empty text there
    x, y = (_finite(cast_each(pc.struct_field(parts, name), pa.float64())) for name in ("x", "y"))
    return x, y


def _finite(column: Values) -> Values:
    return nulled_where(column, ~as_mask(pc.is_finite(column)))


def _pairs(points: list[tuple[float, float] | None]) -> tuple[Values, Values]:
    xs = pa.array([None if point is None else point[0] for point in points], pa.float64())
    ys = pa.array([None if point is None else point[1] for point in points], pa.float64())
    return _finite(xs), _finite(ys)


def _geojson(text: str | None) -> tuple[float, float] | None:
    """Read an RFC 7946 Point, or a bare position."""
    if text is None:
        return None
    try:
        geometry: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(geometry, dict):
        geometry = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    if not isinstance(geometry, list) or len(geometry) not in {2, 3}:
        return None
    # a longer number is no coordinate of the earth, and might not fit a float
    numbers = [float(n) for n in geometry if type(n) in {int, float} and abs(n) < 1e9]
    return (numbers[0], numbers[1]) if len(numbers) == len(geometry) else None


def _topojson(position: str | None, transform: str | None) -> tuple[float, float] | None:
    """Read a position of a TopoJSON Point; one of a quantized topology is scaled and moved (section 2.1.2)."""
    point = _geojson(position)
    if point is None or transform is None:
        return point
    try:
        said = json.loads(transform)
        (a, b), (c, d) = said["scale"], said["translate"]
        numbers = [float(n) for n in (a, b, c, d) if type(n) in {int, float}]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
    return (point[0] * numbers[0] + numbers[2], point[1] * numbers[1] + numbers[3]) if len(numbers) == 4 else None


def _wkb(text: str | None, number: int) -> tuple[float, float] | None:
    """Read a hexadecimal WKB or EWKB point."""
    try:
        data = b"" if text is None else bytes.fromhex(text)
    except ValueError:
        return None
    if len(data) < 21 or data[0] not in {0, 1}:
        return None
    order = "<" if data[0] == 1 else ">"
    (kind,) = struct.unpack_from(f"{order}I", data, 1)
    offset = 9 if kind & 0x20000000 else 5
    if kind & 0xFF != 1 or len(data) < offset + 16:
        return None
    if offset == 9 and struct.unpack_from(f"{order}I", data, 5)[0] not in {0, number}:
        return None
    x, y = struct.unpack_from(f"{order}dd", data, offset)
    return x, y


def without_null_island(latitude: Column, longitude: Column) -> tuple[Column, Column]:
    """Return the columns with (0, 0) null in both, reported as advice."""
    origin = pc.and_(pc.equal(latitude.values, _ZERO), pc.equal(longitude.values, _ZERO))
    if not origin.true_count:
        return latitude, longitude
    island = as_mask(origin)
    fault = Fault(
        mask=island, rule="null-island", message_id="cell-null-island", severity="advice", cells=latitude.words
    )
    there = Column(values=nulled_where(latitude.values, island), words=latitude.words, faults=latitude.faults)
    across = Column(values=nulled_where(longitude.values, island), words=longitude.words, faults=longitude.faults)
    return there.with_faults(fault), across
