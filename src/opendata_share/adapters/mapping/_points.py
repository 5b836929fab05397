"""Places: one column in some form, or two columns, to latitude and longitude in WGS 84.

What lives here: the forms a source may write a point in. What this file must not know: other geometry, other
reference systems (refused when the map is bound), contracts.

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

Form = Literal["lonlat", "latlon", "wkt", "wkb", "geojson"]
_NUMBER = Kind(FieldType.NUMBER, pa.float64())
_ZERO = pa.scalar(0.0)
_DECIMAL = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_PAIR = rf"^\s*(?P<x>{_DECIMAL})\s*[,; ]\s*(?P<y>{_DECIMAL})\s*$"
_WKT = (
    rf"^(?i:(?:SRID=4326;)?\s*POINT)\s*(?:Z\s*)?\(\s*(?P<x>{_DECIMAL})\s+(?P<y>{_DECIMAL})(?:\s+{_DECIMAL})?\s*\)\s*$"
)


def coordinates(columns: list[Values], form: Form, lexical: Lexical, *, rejects: bool) -> tuple[Column, Column]:
    """Return (latitude, longitude) columns of float64 degrees; a cell that is no point is null in both and marked."""
    given = as_text(columns[0])
    if len(columns) == 2:
        words = pc.binary_join_element_wise(given, as_text(columns[1]), ", ")
        x, y = (convert(column, _NUMBER, lexical).values for column in columns)
    else:
        words = given
        x, y = _parsed(columns[0], form)
    if form == "latlon":
        x, y = y, x
    present = (
        as_mask(given.is_valid())
        if len(columns) == 1
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


def _parsed(column: Values, form: Form) -> tuple[Values, Values]:
    if form == "geojson":
        return _pairs([_geojson(text) for text in as_text(column).to_pylist()])
    if form == "wkb":
        return _pairs([_wkb(value) for value in as_text(column).to_pylist()])
    parts = pc.extract_regex(as_text(column), _WKT if form == "wkt" else _PAIR)
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
    # a longer number is no degree, and might not fit a float
    numbers = [float(n) for n in geometry if type(n) in {int, float} and abs(n) < 1e6]
    return (numbers[0], numbers[1]) if len(numbers) == len(geometry) else None


def _wkb(text: str | None) -> tuple[float, float] | None:
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
