"""OGC API – Features, against a server that answers as pygeoapi and ldproxy do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from loopback import Answer

PATH = "collections/pos/items"
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def collection(count, size=3, **more):
    def answer(asked):
        assert asked.path == f"/{PATH}"
        offset, limit = asked.whole_number("offset"), min(asked.whole_number("limit", 10), size)
        features = [
            {"type": "Feature", "id": n, "geometry": {"type": "Point", "coordinates": [106.8, -6.2]},
             "properties": {"nama": f"Pos {n}"}} for n in range(offset, min(count, offset + limit))
        ]  # fmt: skip
        links = [{"rel": "self", "href": "/"}]
        if offset + limit < count:
            kept = "&".join(f"{name}={value}" for name, value in asked.pairs if name != "offset")
            links += [
                {"rel": "next", "type": "text/html", "href": f"/{PATH}?f=html"},
                {"rel": "next", "type": "application/geo+json", "href": f"/{PATH}?{kept}&offset={offset + limit}"},
            ]
        body = {
            "type": "FeatureCollection", "features": features, "links": links, "numberMatched": count,
            "numberReturned": len(features), "timeStamp": "2026-11-28T00:00:00Z", **more,
        }  # fmt: skip
        return Answer(body, kind="application/geo+json")

    return answer


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (3, 1), (4, 2), (10, 4)])
def test_all_items_come_by_the_links_of_the_server(serve, reach, read, count, requests):
    server = serve(collection(count))
    for path in ("collections/pos", PATH):
        server.asked.clear()
        found = read(reach("ogc-features", server.url(path), parameters={"bbox": "106,-7,107,-6"}))
        assert [row["@id"] for row in found] == [str(n) for n in range(count)]
        assert len(server.asked) == requests
        assert {asked.query["bbox"] for asked in server.asked} == {"106,-7,107,-6"}
    if count:
        assert found[0]["geometry"] == '{"type":"Point","coordinates":[106.8,-6.2]}'
    assert server.asked[0].headers["accept"].startswith("application/geo+json")


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (MARCH, None, "2026-03-01T00:00:00Z/.."),
        (None, APRIL, "../2026-04-01T00:00:00Z"),
        (MARCH, APRIL, "2026-03-01T00:00:00Z/2026-04-01T00:00:00Z"),
    ],
)
def test_times_are_an_interval_open_where_nothing_is_said(serve, reach, read, since, until, expected):
    server = serve(collection(1))
    read(reach("ogc-features", server.url(PATH), since=since, until=until))
    assert server.asked[0].query["datetime"] == expected


def test_another_reference_system_is_refused(serve, reach, fail):
    crs = {"Content-Crs": "<http://www.opengis.net/def/crs/EPSG/0/3857>"}
    server = serve(lambda asked: Answer(collection(1)(asked).body, headers=crs))
    assert fail(lambda: reach("ogc-features", server.url(PATH)).headings()).message_id == "service-other-crs"
    crs["Content-Crs"] = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert reach("ogc-features", server.url(PATH)).headings() == ("@id", "nama", "geometry")


def test_fewer_items_than_matched_are_told(serve, reach, read, fail):
    server = serve(collection(5, numberMatched=6))
    assert fail(lambda: read(reach("ogc-features", server.url(PATH)))).message_id == "service-count"


def test_what_is_no_collection_and_no_feature_is_told(serve, reach, fail):
    assert fail(lambda: reach("ogc-features", "http://127.0.0.1:9/")).message_id == "service-ogc-collection"
    server = serve(lambda _: Answer({"code": "NotFound", "description": "hunter2"}))
    error = fail(lambda: reach("ogc-features", server.url(PATH)).headings())
    assert error.message_id == "geojson-not-a-collection"
    assert "hunter2" not in str(error)
    reserved = {"type": "Feature", "properties": {"geometry": 1}, "geometry": None}
    server = serve(lambda _: Answer({"type": "FeatureCollection", "features": [reserved]}))
    assert fail(lambda: reach("ogc-features", server.url(PATH)).headings()).message_id == "geojson-property-name"
    server = serve(lambda _: Answer({"type": "FeatureCollection", "features": [{"type": "Point"}]}))
    (batch,) = reach("ogc-features", server.url(PATH)).batches()
    assert [row.rule for row in batch.unmade] == ["not-a-feature"]


def test_links_that_are_no_array_are_told_and_one_of_an_odd_type_is_followed(serve, reach, read, fail):
    server = serve(lambda _: Answer({"type": "FeatureCollection", "features": [], "links": {"rel": "next"}}))
    assert fail(lambda: reach("ogc-features", server.url(PATH)).headings()).message_id == "service-no-records"
    odd = {"rel": "next", "href": "?offset=1", "type": []}
    server.behave = lambda asked: Answer(
        {"type": "FeatureCollection", "features": [], "links": [] if "offset" in asked.query else [odd, 7]}
    )
    assert read(reach("ogc-features", server.url(PATH))) == []
    assert len(server.asked) == 3
