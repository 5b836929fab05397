"""A source nobody here has seen takes a TOML file and no Python: CSV, GeoJSON and nested JSON, each made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import opendata_share as share

TANKS_CSV = """\
Kode;Nama Lokasi;Isi (m3);Kondisi;Diperiksa;Koordinat
TA-01;Taman Contoh;12,5;Baik;7 Jan 2026;-6.21|106.81
TA-02;Lapangan Contoh;-;Rusak;12 Feb 2026;-6.22|106.82
TA-03;Gudang Contoh;lima;Baik;?;-6.23|106.83
"""
TANKS_MAP = """\
agency = "contoh-water"
[source]
format = { file = "csv", date = "%d %m %Y" }
delimiter = ";"
null = ["", "-", "?"]
captured_at = 2026-03-01T08:00:00+07:00
[let]
day = { from = "Diperiksa", match = { '(\\d+) Jan (\\d{4})' = "$1 01 $2", '(\\d+) Feb (\\d{4})' = "$1 02 $2" } }
lat = { from = "Koordinat", match = { '(.+)\\|(.+)' = "$1" } }
lon = { from = "Koordinat", match = { '(.+)\\|(.+)' = "$2" } }
[[tables.water-source]]
key = ["Kode"]
source_type = { value = "water_tank" }
condition = { from = "Kondisi", codes = { "Baik" = "usable", "Rusak" = "unusable" } }
volume_l = { from = "Isi (m3)", unit = "m3", decimal = "," }
last_inspected_on = "day"
address = "Nama Lokasi"
point = { from = ["lon", "lat"] }
"""

SIRENS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": 7,
            "properties": {"label": "Sirene Contoh", "state": "ON", "installed": "2024-05-01", "remark": "x"},
            "geometry": {"type": "Point", "coordinates": [106.9, -6.1]},
        },
        {
            "type": "Feature",
            "id": 8,
            "properties": {"label": "Sirene Lain", "state": "broken", "installed": None, "remark": None},
            "geometry": None,
        },
    ],
}
SIRENS_MAP = """\
agency = "contoh-bpbd"
[source]
format = "geojson"
captured_at = 2026-03-01T08:00:00+07:00
ignore = ["remark"]
[[tables.public-asset]]
key = ["@id"]
asset_type = { value = "siren" }
name = "label"
status = { from = "state", codes = { on = "online", off = "offline" }, fold = true }
is_public_access = { value = true }
installed_on = "installed"
point = { from = "geometry", form = "geojson" }
"""

DISPATCH = {
    "meta": {"page": 1},
    "data": {
        "calls": [
            {
                "ref": "2026/001",
                "at": "2026-02-03T10:00:00+07:00",
                "class": {"code": "F", "text": "Kebakaran rumah"},
                "where": {"street": "Jl. Contoh 1", "geo": {"lat": -6.2, "lng": 106.8}},
                "crews": [
                    {"unit": "P-1", "log": [{"k": "go", "t": "2026-02-03T10:01:00+07:00"}]},
                    {"unit": "P-2", "log": [{"k": "go", "t": "2026-02-03T10:02:00+07:00"}]},
                ],
            },
            {
                "ref": "2026/002",
                "at": "2026-02-03T11:00:00+07:00",
                "class": {"code": "M", "text": "Sesak napas"},
                "where": {"street": "Jl. Contoh 2", "geo": None},
                "crews": [],
            },
        ]
    },
}
DISPATCH_MAP = """\
agency = "contoh-112"
[source]
format = "json"
record = "data/calls"
ignore = ["crews/log/k"]
captured_at = 2026-03-01T08:00:00+07:00
[[tables.emergency-incident]]
key = ["ref"]
incident_number = "ref"
incident_category = { from = "class/code", codes = "class.category" }
incident_type = { from = "class/code", codes = "class.type" }
incident_type_source = "class/text"
status = { value = "reported" }
call_received_at = "at"
address = "where/street"
point = { from = ["where/geo/lng", "where/geo/lat"] }
[[tables.unit-response]]
each = "crews"
key = ["ref", "crews/unit"]
incident_id = { ref = "emergency-incident", key = ["ref"] }
unit_id = { ref = "response-unit", key = ["crews/unit"] }
dispatched_at = "crews/log[k=go]/t"
[codes.class]
F = { category = "fire", type = "structure_fire" }
M = { category = "medical", type = "illness" }
"""


def written(folder: Path, name: str, text: str, field_map: str) -> tuple[Path, Path]:
    source, map_file = folder / name, folder / f"{name}.toml"
    source.write_text(text, "utf-8")
    map_file.write_text(field_map, "utf-8")
    return source, map_file


def test_an_unseen_csv_takes_a_map_only(tmp_path: Path) -> None:
    source, map_file = written(tmp_path, "tanks.csv", TANKS_CSV, TANKS_MAP)
    checked = share.validate(share.adapt(source, field_map=map_file))
    rows = checked.accepted.to_records()
    assert [(row["id"], row["volume_l"], row["condition"]) for row in rows] == [
        ("contoh-water:TA-01", 12_500, "usable"),
        ("contoh-water:TA-02", None, "unusable"),
    ]
    assert (rows[0]["latitude"], rows[0]["longitude"]) == (-6.21, 106.81)
    assert rows[0]["last_inspected_on"].isoformat() == "2026-01-07"
    assert checked.report.table("water-source").counts == {"type": 1}
    assert checked.report.table("water-source").balance.balances


def test_an_unseen_geojson_takes_a_map_only(tmp_path: Path) -> None:
    source, map_file = written(tmp_path, "sirens.geojson", json.dumps(SIRENS), SIRENS_MAP)
    checked = share.validate(share.adapt(source, field_map=map_file))
    (row,) = checked.accepted.to_records()
    assert (row["id"], row["status"], row["longitude"], row["latitude"]) == ("contoh-bpbd:7", "online", 106.9, -6.1)
    assert checked.report.table("public-asset").counts == {"unmapped": 1}


def test_an_unseen_nested_json_takes_a_map_only(tmp_path: Path) -> None:
    source, map_file = written(tmp_path, "calls.json", json.dumps(DISPATCH), DISPATCH_MAP)
    checked = share.validate(share.adapt_bundle(source, field_map=map_file))
    assert checked.report.rejected == 0
    incidents, responses = (list(table.to_records()) for table in checked.tables)
    assert [(row["incident_category"], row["latitude"]) for row in incidents] == [("fire", -6.2), ("medical", None)]
    assert [row["dispatched_at"] for row in responses] == [
        datetime(2026, 2, 3, 3, 1, tzinfo=UTC),
        datetime(2026, 2, 3, 3, 2, tzinfo=UTC),
    ]
    assert {row["incident_id"] for row in responses} == {incidents[0]["id"]}
