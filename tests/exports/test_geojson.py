"""GeoJSON: RFC 7946 to the letter, and nothing lost on the way out and back."""

from __future__ import annotations

import json

import export_rows

import opendata_share as share
from opendata_share.exports import export


def test_a_feature_has_its_point_longitude_first_and_every_other_field_as_a_property(protected, tmp_path):
    safe = protected([export_rows.hospital()], "emergency-facility")
    done = export(safe, as_="geojson", into=tmp_path)
    document = json.loads(done.files[0].read_text("utf-8"))
    (feature,) = document["features"]
    assert (document["type"], feature["type"], feature["id"]) == ("FeatureCollection", "Feature", "demo:A1")
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.8, -6.2]}
    assert not {"id", "latitude", "longitude", "geometry"} & feature["properties"].keys()
    assert feature["properties"]["recorded_at"] == "2026-03-02T01:00:00.250000Z"
    assert feature["properties"]["capabilities"] == ["icu", "stroke"]
    assert "crs" not in document
    assert done.lost == ()


def test_a_place_without_a_point_is_a_feature_with_a_null_geometry(protected, tmp_path):
    safe = protected([export_rows.hospital(latitude=None, longitude=None)], "emergency-facility")
    (feature,) = json.loads(export(safe, as_="geojson", into=tmp_path).files[0].read_text("utf-8"))["features"]
    assert feature["geometry"] is None


def test_what_went_out_comes_back_row_for_row(facilities, tmp_path):
    file = export(facilities, as_="geojson", into=tmp_path).files[0]
    sent = facilities.tables[0].table
    fields = [
        field.name for field in sent.contract.fields if field.name not in {"id", "latitude", "longitude", "agency_id"}
    ]
    texts = [name for name in fields if sent.contract.field(name).type.value in {"list", "object"}]
    lines = [
        'agency = "other"', "[source]", 'format = "geojson"', "[[tables.emergency-facility]]",
        'id = "@id"', 'agency_id = "agency_id"', 'point = { from = "geometry", form = "geojson" }',
        *(f'{name} = "{name}"' for name in fields if name not in texts),
    ]  # fmt: skip
    lines.insert(3, f"ignore = {json.dumps(texts)}")
    field_map = tmp_path / "back.toml"
    field_map.write_text("\n".join(lines), "utf-8")
    back = share.validate(share.adapt(file, field_map=field_map)).accepted.to_arrow()
    kept = [name for name in sent.to_arrow().column_names if name not in texts]
    assert back.select(kept).to_pylist() == sent.to_arrow().select(kept).to_pylist()
