"""Places in every form and in other reference systems, against the formulas of the projection itself."""

from __future__ import annotations

import json
import math
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import opendata_share as share
from opendata_share.errors import DefinitionError

pytest.importorskip("pyproj")

MAP = """agency = "demo"
[source]
captured_at = 2026-03-01T08:00:00+07:00
{head}
[[tables.fire-station]]
key = ["no"]
name = "no"
station_type = {{ value = "post" }}
point = {{ {point} }}
"""
MONAS = (106.8271528, -6.1753924)


def utm_south(longitude: float, latitude: float, zone: int) -> tuple[float, float]:
    """Return easting and northing in WGS 84 / UTM, southern half: the series of Krüger to the fourth order."""
    a, f = 6_378_137.0, 1 / 298.257223563
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49_561 * n**4 / 161_280,
    )
    phi, lam = math.radians(latitude), math.radians(longitude - (zone * 6 - 183))
    e = 2 * math.sqrt(n) / (1 + n)
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.sqrt(1 + t**2))
    terms = [(2 * (j + 1), factor) for j, factor in enumerate(alpha)]
    east = eta + sum(factor * math.cos(j * xi) * math.sinh(j * eta) for j, factor in terms)
    north = xi + sum(factor * math.sin(j * xi) * math.cosh(j * eta) for j, factor in terms)
    return 500_000 + 0.9996 * radius * east, 10_000_000 + 0.9996 * radius * north


EAST, NORTH = utm_south(*MONAS, 48)


def placed(rows: object, point: str, head: str = "") -> list[tuple[float | None, float | None]]:
    table = share.adapt(rows, field_map=share.FieldMap.from_toml(MAP.format(point=point, head=head), name="p.toml"))
    return [(row["longitude"], row["latitude"]) for row in table.to_records()]


def ewkb(x: float, y: float, srid: int | None) -> str:
    kind = 1 if srid is None else 0x20000001
    number = b"" if srid is None else struct.pack("<I", srid)
    return (b"\x01" + struct.pack("<I", kind) + number + struct.pack("<dd", x, y)).hex()


UTM = [
    ({"x": EAST, "y": NORTH}, 'from = ["x", "y"]'),
    ({"x": NORTH, "y": EAST}, 'from = ["x", "y"], form = "latlon"'),
    ({"p": f"{EAST},{NORTH}"}, 'from = "p"'),
    ({"p": f"POINT({EAST} {NORTH})"}, 'from = "p", form = "wkt"'),
    ({"p": f"SRID=32748;POINT Z({EAST} {NORTH} 3)"}, 'from = "p", form = "wkt"'),
    ({"p": ewkb(EAST, NORTH, None)}, 'from = "p", form = "wkb"'),
    ({"p": ewkb(EAST, NORTH, 32748)}, 'from = "p", form = "wkb"'),
    ({"p": {"type": "Point", "coordinates": [EAST, NORTH]}}, 'from = "p", form = "geojson"'),
]


@pytest.mark.parametrize(("cells", "point"), UTM)
def test_a_point_of_another_system_is_the_same_place_in_every_form(cells: dict[str, Any], point: str) -> None:
    ((longitude, latitude),) = placed([{"no": "1", **cells}], f'{point}, crs = "EPSG:32748"')
    assert (longitude, latitude) == pytest.approx(MONAS, abs=1e-8)


@pytest.mark.parametrize(
    "cells",
    [
        {"p": f"SRID=4326;POINT({EAST} {NORTH})"},
        {"p": "POINT(1e30 1e30)"},
        {"p": "POINT EMPTY"},
    ],
)
def test_a_point_that_is_of_another_system_or_nowhere_is_no_point(cells: dict[str, Any]) -> None:
    text = MAP.format(point='from = "p", form = "wkt", crs = "EPSG:32748"', head="")
    checked = share.validate(share.adapt([{"no": "1", **cells}], field_map=share.FieldMap.from_toml(text)))
    assert checked.report.tables[0].counts == {"type": 1}


def test_the_number_of_a_system_in_wkb_and_wkt_must_be_the_declared_one() -> None:
    cells = [{"no": "1", "p": ewkb(106.8, -6.1, 4326)}, {"no": "2", "p": ewkb(106.8, -6.1, 32748)}]
    assert placed(cells, 'from = "p", form = "wkb", on_error = "null"') == [(106.8, -6.1), (None, None)]


@pytest.mark.parametrize("crs", ["EPSG:99999", "UTM 48S", "+proj=utm +zone=48 +nadgrids=/etc/passwd", "EPSG:32748x"])
def test_a_system_is_named_by_its_number_alone(crs: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        placed([{"no": "1", "x": 1, "y": 2}], f'from = ["x", "y"], crs = "{crs}"')
    assert (caught.value.message_id, caught.value.file, caught.value.line) == ("map-crs", "p.toml", 9)
    assert 'crs = "EPSG:32748"' in caught.value.text("en")


def test_without_the_extra_the_command_that_installs_it_is_said() -> None:
    program = f"""
import sys
sys.modules["pyproj"] = None
import opendata_share as share
from opendata_share.errors import MissingExtra
text = {MAP.format(point='from = ["x", "y"], crs = "EPSG:32748"', head="")!r}
try:
    share.adapt([{{"no": "1", "x": 1, "y": 2}}], field_map=share.FieldMap.from_toml(text))
except MissingExtra as error:
    assert error.message_id == "map-crs-extra"
    assert "pip install 'opendata-share[crs]'" in error.text("id"), error.text("id")
    raise SystemExit(7)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 7


TOPOLOGY = {
    "result": {
        "type": "Topology",
        "objects": {"output": {"type": "GeometryCollection", "geometries": []}},
        "transform": {"scale": [0.5, 0.25], "translate": [106.0, -7.0]},
    }
}


def topology(folder: Path, **changed: Any) -> Path:
    document: Any = json.loads(json.dumps(TOPOLOGY))
    document["result"]["objects"]["output"]["geometries"] = [
        {"type": "Point", "properties": {"no": "1"}, "coordinates": [1, 2]},
        {"type": "Point", "properties": {"no": "2"}, "coordinates": [0, 0]},
        {"type": "Point", "properties": {"no": "3"}, "coordinates": None},
    ]
    document["result"] |= changed
    (folder / "topology.json").write_text(json.dumps(document), "utf-8")
    return folder / "topology.json"


TOPO = MAP.replace('"no"', '"properties/no"')
HEAD = 'ignore = ["type"]\nrecord = "result/objects/output/geometries"'
POINT = 'from = ["coordinates", "@transform"], form = "topojson"'


def test_points_of_a_topology_are_scaled_and_moved(tmp_path: Path) -> None:
    field_map = share.FieldMap.from_toml(TOPO.format(point=POINT, head=HEAD))
    rows = share.adapt(topology(tmp_path), field_map=field_map).to_records()
    assert [(row["longitude"], row["latitude"]) for row in rows] == [(106.5, -6.5), (106.0, -7.0), (None, None)]


def test_a_topology_without_a_transform_holds_positions_as_they_are(tmp_path: Path) -> None:
    field_map = share.FieldMap.from_toml(TOPO.format(point=POINT, head=HEAD))
    rows = share.adapt(topology(tmp_path, transform=None), field_map=field_map).to_records()
    assert (rows[0]["longitude"], rows[0]["latitude"]) == (1.0, 2.0)


@pytest.mark.parametrize("transform", [{"scale": [1]}, {"scale": [1, "x"], "translate": [0, 0]}, 3, [1]])
def test_a_transform_that_is_none_places_nothing(tmp_path: Path, transform: Any) -> None:
    field_map = share.FieldMap.from_toml(TOPO.format(point=POINT, head=HEAD))
    checked = share.validate(share.adapt(topology(tmp_path, transform=transform), field_map=field_map))
    assert checked.report.tables[0].counts == {"type": 2}


@pytest.mark.parametrize("point", ['from = ["x", "y"], form = "wkt"', 'from = "p", form = "topojson"'])
def test_a_form_takes_the_columns_it_has(point: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        share.FieldMap.from_toml(MAP.format(point=point, head=""))
    assert caught.value.message_id == "map-point"
