"""GeoJSON and JSON documents: the place and the array of records are found where only one can be meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.errors import SourceError

STATIONS = [
    {"kode": "P1", "name": "Pos Monas", "address": "Jl. Merdeka 1"},
    {"kode": "P2", "name": "Pos Gambir", "address": "Jl. Merdeka 2"},
]


def written(path: Path, document: object) -> Path:
    """Write a JSON document."""
    path.write_text(json.dumps(document), "utf-8")
    return path


def collection(path: Path, *shapes: dict[str, Any]) -> Path:
    """Write a feature collection of stations with these geometries."""
    pairs = zip(STATIONS, shapes, strict=True)
    features = [{"type": "Feature", "geometry": shape, "properties": station} for station, shape in pairs]
    return written(path, {"type": "FeatureCollection", "features": features})


def point(x: float, y: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [x, y]}


def test_points_of_geojson_are_proposed_as_the_place_and_three_edits_make_the_map(
    drafting: Any, tmp_path: Path
) -> None:
    path = collection(tmp_path / "stations.geojson", point(106.81, -6.17), point(106.82, -6.18))
    text = drafting.draft(path, "fire-station").text
    edited = drafting.taken(text)
    assert 'point = { from = "geometry", form = "geojson" }' in drafting.active(edited)
    assert sum(a != b for a, b in zip(text.split("\n"), edited.split("\n"), strict=True)) == 3
    checked = drafting.judged(path, edited)
    table = checked.accepted.to_arrow()
    assert table["latitude"].to_pylist() == [-6.17, -6.18]
    assert table["longitude"].to_pylist() == [106.81, 106.82]
    assert checked.report.valid


def test_points_of_many_decimals_are_no_free_text(drafting: Any, tmp_path: Path) -> None:
    places = point(106.87991912345678, -6.2363491234567), point(106.88991912345678, -6.2463491234567)
    path = collection(tmp_path / "stations.geojson", *places)
    draft = drafting.draft(path, "fire-station")
    assert "quarantine" not in draft.text
    assert '# point = { from = "geometry", form = "geojson" }' in draft.text


def test_shapes_that_are_no_points_are_no_place(drafting: Any, tmp_path: Path) -> None:
    ring = [[106.8, -6.1], [106.9, -6.1], [106.9, -6.2], [106.8, -6.1]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    path = collection(tmp_path / "stations.geojson", shape, shape)
    draft = drafting.draft(path, "fire-station")
    assert "point = " not in draft.text
    assert "geometry" in draft.unused


def test_the_only_array_of_a_document_holds_the_records(drafting: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "stations.json", {"status": "ok", "stations": STATIONS})
    text = drafting.draft(path, "fire-station").text
    assert 'record = "stations"' in drafting.active(text)
    checked = drafting.judged(path, drafting.taken(text))
    assert checked.accepted.to_arrow()["name"].to_pylist() == ["Pos Monas", "Pos Gambir"]


def test_drafting_again_reads_the_array_the_map_names_and_changes_nothing(drafting: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "stations.json", {"status": "ok", "stations": STATIONS})
    text = drafting.draft(path, "fire-station").text
    assert drafting.draft(path, "fire-station", existing=text).text == text


@pytest.mark.parametrize(
    "document",
    [
        {"stations": STATIONS, "errors": [{"code": 1}]},
        {"stations": []},
        {"stations": ["Pos Monas", "Pos Gambir"]},
        {"name": "Pos Monas"},
        {"name": "Pos Monas", "vehicles": [{"plate": "B 1"}]},
        {"name": "Sektor Gambir", "address": "Jl. Merdeka 3", "posts": STATIONS},
    ],
    ids=[
        "several arrays",
        "an empty array",
        "an array of texts",
        "no array",
        "a record with a list",
        "a station with stations",
    ],
)
def test_where_no_one_array_holds_records_the_reader_asks(
    drafting: Any, tmp_path: Path, document: dict[str, Any]
) -> None:
    path = written(tmp_path / "stations.json", document)
    with pytest.raises(SourceError) as caught:
        drafting.draft(path, "fire-station")
    assert caught.value.message_id == "json-record-needed"
