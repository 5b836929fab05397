"""GeoJSON: features become rows, WGS 84 only."""

from __future__ import annotations

import json

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import GeoJsonSource, SourceOptions


@pytest.fixture
def collection(write):
    def make(*features, **members):
        text = json.dumps({"type": "FeatureCollection", "features": features, **members})
        return write(text, "places.geojson")

    return make


def feature(properties=None, geometry=None, **members):
    return {"type": "Feature", "properties": properties, "geometry": geometry, **members}


def test_features_become_rows(write, read):
    path = write(
        '{"features":[{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[106.80, -6.20]},'
        '"properties":{"nama":"RS A","kelas":1}},{"geometry":null,"properties":{"nama":"RS B","x":[1]},'
        '"type":"Feature","bbox":[0]},{"type":"Feature","properties":null}],"type":"FeatureCollection","name":"foreign"}'
    )
    reading = read(GeoJsonSource(path))
    assert reading.headings == ("@id", "nama", "kelas", "x", "geometry")
    point = '{"type":"Point","coordinates":[106.80,-6.20]}'
    assert reading.records == [
        {"@id": "7", "nama": "RS A", "kelas": "1", "x": None, "geometry": point},
        {"@id": None, "nama": "RS B", "kelas": None, "x": "[1]", "geometry": None},
        {"@id": None, "nama": None, "kelas": None, "x": None, "geometry": None},
    ]
    assert reading.kinds["geometry"] == [4, 0, 0]
    assert reading.kinds["@id"] == [2, 0, 0]


def test_without_ids_there_is_no_id_column(collection, read):
    assert read(GeoJsonSource(collection(feature({"a": 1})))).headings == ("a", "geometry")


def test_an_empty_collection_has_no_rows(collection, read):
    reading = read(GeoJsonSource(collection()))
    assert (reading.headings, reading.records) == (("geometry",), [])


@pytest.mark.parametrize(
    "item",
    [
        None,
        3,
        {"type": "Point", "coordinates": [0, 0]},
        feature(properties=[1]),
        feature(geometry="POINT(0 0)"),
        feature(id={"a": 1}),
        feature(id=True),
    ],
)
def test_what_is_no_feature_is_a_row_that_could_not_be_made(collection, read, item):
    reading = read(GeoJsonSource(collection(feature({"a": 1}), item, feature({"a": 2}))))
    assert [(row.row, row.rule, json.loads(row.text)) for row in reading.unmade] == [(2, "not-a-feature", item)]
    assert reading.rows == [1, 3]


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    ],
)
def test_names_of_wgs84_are_understood(collection, read, name):
    crs = {"type": "name", "properties": {"name": name}}
    assert read(GeoJsonSource(collection(feature({"a": 1}), crs=crs))).rows == [1]


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32748"}},
        {"type": "name", "properties": {"name": "EPSG:43261"}},
        {"type": "link", "properties": {"href": "http://example.org/crs"}},
        {"properties": None},
        "EPSG:4326",
    ],
)
def test_other_reference_systems_are_refused(collection, fail, crs):
    assert fail(GeoJsonSource(collection(feature({"a": 1}), crs=crs))).message_id == "geojson-crs"


def test_an_explicit_null_says_nothing(collection, read):
    assert read(GeoJsonSource(collection(feature({"a": 1}), crs=None))).rows == [1]


@pytest.mark.parametrize("name", ["geometry", "@id"])
def test_properties_may_not_take_our_names(collection, fail, name):
    error = fail(GeoJsonSource(collection(feature({"a": 1}), feature({name: 1}))))
    assert (error.message_id, error.row, error.field) == ("geojson-property-name", 2, name)


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ('{"features":[]}', "geojson-not-a-collection"),
        ('{"type":"Feature","features":[]}', "geojson-not-a-collection"),
        ('{"type":"FeatureCollection"}', "json-record-missing"),
        ('{"type":"FeatureCollection","features":{}}', "json-record-not-array"),
        ("[]", "json-record-of-array"),
        ("null", "json-not-a-table"),
    ],
)
def test_other_documents_are_refused(write, fail, text, message_id):
    assert fail(GeoJsonSource(write(text, "x.geojson"))).message_id == message_id


def test_a_giant_feature_meets_the_record_limit(collection, fail):
    """B10."""
    giant = {"type": "LineString", "coordinates": [[106.8, -6.2]] * 5_000}
    error = fail(GeoJsonSource(collection(feature({"a": 1}, giant)), limits=Limits(record_bytes=20_000)))
    assert error.message_id == "limit-record-bytes"


def test_quarantine_reaches_properties_and_geometry(collection, read):
    options = SourceOptions(quarantine=frozenset({"nik", "geometry"}))
    point = {"type": "Point", "coordinates": [1, 2]}
    reading = read(GeoJsonSource(collection(feature({"nik": "317", "a": 1}, point)), options))
    assert reading.headings == ("nik", "a", "geometry")
    assert reading.records == [{"a": "1"}]
