"""ArcGIS feature layers, against a server that answers as ArcGIS 11 does, and as one without pagination does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from loopback import Answer

from opendata_share.adapters.services._geojson_features import geojson_of
from opendata_share.adapters.sources import SourceOptions

FIELDS = [
    {"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID"},
    {"name": "NAMA", "type": "esriFieldTypeString", "alias": "Nama"},
    {"name": "EDITED", "type": "esriFieldTypeDate", "alias": "Edited"},
]


class Layer:
    """A layer of points; object ids have gaps, as after deletions."""

    def __init__(self, count, *, capacity=4, paginates=True, wkid=4326):
        self.ids = [7 + 3 * n for n in range(count)]
        self.capacity, self.paginates, self.wkid = capacity, paginates, wkid

    def matching(self, where):
        ids = self.ids
        for value in re.findall(r"OBJECTID > (\d+)", where):
            ids = [found for found in ids if found > int(value)]
        return ids

    def __call__(self, asked):
        query = asked.query
        if query.get("token", "ok") != "ok":
            return Answer({"error": {"code": 498, "message": "Invalid token.", "details": [query["token"]]}})
        if asked.path == "/arcgis/rest/services/Pos/FeatureServer/0":
            return Answer(
                {
                    "id": 0, "type": "Feature Layer", "geometryType": "esriGeometryPoint", "objectIdField": "OBJECTID",
                    "fields": FIELDS, "maxRecordCount": self.capacity, "supportedQueryFormats": "JSON, geoJSON",
                    "advancedQueryCapabilities": {"supportsPagination": self.paginates},
                }
            )  # fmt: skip
        assert asked.path == "/arcgis/rest/services/Pos/FeatureServer/0/query"
        ids = self.matching(query["where"])
        if query.get("returnCountOnly") == "true":
            return Answer({"count": len(ids)})
        if query.get("returnIdsOnly") == "true":
            return Answer({"objectIdFieldName": "OBJECTID", "objectIds": ids[::-1] or None})
        if "objectIds" in query:
            ids = [found for found in ids if str(found) in query["objectIds"].split(",")]
        first = int(query.get("resultOffset", 0)) if self.paginates else 0
        size = min(int(query.get("resultRecordCount", self.capacity)), self.capacity)
        part, more = ids[first : first + size], len(ids) > first + size
        return self.features(part, more, geojson=query["f"] == "geojson")

    def features(self, ids, more, *, geojson):
        rows = [{"OBJECTID": n, "NAMA": f"Pos {n}", "EDITED": 1_772_323_200_000 + n} for n in ids]
        if geojson:
            features = [
                {"type": "Feature", "id": row["OBJECTID"], "properties": row,
                 "geometry": {"type": "Point", "coordinates": [106.8, -6.2]}} for row in rows
            ]  # fmt: skip
            return Answer(
                {"type": "FeatureCollection", "features": features, "properties": {"exceededTransferLimit": more}},
                kind="application/geo+json",
            )
        features = [{"attributes": row, "geometry": {"x": 106.8, "y": -6.2}} for row in rows]
        document = {
            "objectIdFieldName": "OBJECTID", "geometryType": "esriGeometryPoint",
            "spatialReference": {"wkid": self.wkid, "latestWkid": self.wkid}, "fields": FIELDS, "features": features,
        }  # fmt: skip
        limit = {"exceededTransferLimit": True} if more else {}
        return Answer({**document, **limit}, kind="text/plain;charset=utf-8")


PATH = "arcgis/rest/services/Pos/FeatureServer/0"


@pytest.mark.parametrize("count", [0, 1, 4, 5, 13])
@pytest.mark.parametrize("paginates", [True, False])
@pytest.mark.parametrize("form", ["json", "geojson"])
def test_all_features_come_whatever_the_server_can_do(serve, reach, read, count, paginates, form):
    layer = Layer(count, paginates=paginates)
    server = serve(layer)
    source = reach("arcgis", server.url(PATH), page_size=3, parameters={"f": form})
    assert source.headings() == ("OBJECTID", "NAMA", "EDITED", "geometry")
    assert len(server.asked) == 1
    found = read(source)
    assert [row["OBJECTID"] for row in found] == [str(n) for n in layer.ids]
    assert all(json.loads(row["geometry"]) == {"type": "Point", "coordinates": [106.8, -6.2]} for row in found)
    expected = "2026-03-01T00:00:00.007000Z" if form == "json" else "1772323200007"
    assert [row["EDITED"] for row in found[:1]] == [expected][: len(found)]


def test_times_and_filters_narrow_what_is_asked_for(serve, reach, read):
    server = serve(Layer(2))
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    source = reach(
        "arcgis", server.url(f"{PATH}/query"), parameters={"where": "KOTA = 'x' OR KOTA = 'y'"}, changed="EDITED",
        since=since, until=until,
    )  # fmt: skip
    read(source)
    wheres = {asked.query["where"] for asked in server.asked if asked.path.endswith("query")}
    expected = "(KOTA = 'x' OR KOTA = 'y') AND (EDITED >= TIMESTAMP '2026-03-01 00:00:00')"
    assert wheres == {f"{expected} AND (EDITED < TIMESTAMP '2026-04-01 00:00:00')"}


def test_a_layer_that_leaves_off_without_saying_so_is_found_out(serve, reach, read, fail):
    class Silent(Layer):
        def features(self, ids, more, *, geojson):
            return super().features(ids, False, geojson=geojson)

    error = fail(lambda: read(reach("arcgis", serve(Silent(9)).url(PATH))))
    assert (error.message_id, error.parameters["total"], error.parameters["read"]) == ("service-count", 9, 4)


def test_features_added_at_the_end_while_it_is_read_are_read_too(serve, reach):
    layer = Layer(6)
    source = reach("arcgis", serve(layer).url(PATH))
    batches = source.batches()
    first = next(batches)
    layer.ids.append(1000)
    assert sum(len(batch.rows) for batch in (first, *batches)) == 7


def test_its_own_errors_come_with_status_200_and_are_told_without_what_was_sent(serve, reach, fail):
    server = serve(Layer(1))
    error = fail(lambda: reach("arcgis", server.url(PATH), parameters={"token": "hunter2"}).headings())
    assert error.message_id == "service-refused"
    assert "498" in str(error)
    assert "hunter2" not in str(error) + repr(vars(error))


def test_another_reference_system_than_was_asked_for_is_refused(serve, reach, read, fail):
    error = fail(lambda: read(reach("arcgis", serve(Layer(1, wkid=102100)).url(PATH))))
    assert error.message_id == "service-other-crs"


def test_what_it_needs_is_asked_for_before_the_network(reach, fail):
    address = "http://127.0.0.1:9/arcgis/rest/services/Pos/FeatureServer"
    assert fail(lambda: reach("arcgis", address)).message_id == "service-arcgis-layer"
    since = datetime(2026, 3, 1, tzinfo=UTC)
    assert fail(lambda: reach("arcgis", f"{address}/0", since=since)).message_id == "service-changed-needed"
    assert SourceOptions().service.changed is None


@pytest.mark.parametrize(
    "body", [{"currentVersion": 11.1, "layers": []}, {"fields": True}, {"fields": "x"}, {"fields": [{"name": []}]}]
)
def test_what_is_no_layer_is_told(serve, reach, fail, body):
    server = serve(lambda _: Answer(body))
    assert fail(lambda: reach("arcgis", server.url(PATH)).headings()).message_id == "service-arcgis-no-layer"


RINGS = ["h", [], ["h"], [[]], [["1"]], [["1", True]], [["x", "1"]], [[["1"], "2"]]]


@pytest.mark.parametrize(
    "broken",
    [
        7, {"geometry": {}}, {"attributes": None},
        *({"attributes": {"NAMA": "x"}, "geometry": {"rings": [ring]}} for ring in RINGS),
    ],
)  # fmt: skip
def test_what_is_no_feature_is_a_row_that_fails(serve, reach, broken):
    class Broken(Layer):
        def features(self, ids, more, *, geojson):
            answer = super().features(ids, more, geojson=geojson)
            answer.body["features"].append(broken)
            return answer

    batches = reach("arcgis", serve(Broken(0)).url(PATH)).batches()
    assert [row.rule for row in next(batches).unmade] == ["not-a-feature"]


@pytest.mark.parametrize(("paginates", "member"), [(True, "fields"), (False, "objectIds")])
def test_a_member_that_is_no_array_is_told_and_not_passed_over(serve, reach, read, fail, paginates, member):
    class Odd(Layer):
        def __call__(self, asked):
            answer = super().__call__(asked)
            if asked.path.endswith("/query") and member in answer.body:
                answer.body[member] = True
            return answer

    error = fail(lambda: read(reach("arcgis", serve(Odd(2, paginates=paginates)).url(PATH))))
    assert (error.message_id, error.parameters["path"]) == ("service-no-records", member)


SQUARE = [["0", "0"], ["0", "4"], ["4", "4"], ["4", "0"], ["0", "0"]]  # clockwise: outer
HOLE = [["1", "1"], ["2", "1"], ["2", "2"], ["1", "2"], ["1", "1"]]  # the other way round
FAR = [["10", "0"], ["10", "4"], ["14", "4"], ["14", "0"], ["10", "0"]]


@pytest.mark.parametrize(
    ("esri", "expected"),
    [
        ({"x": "1.10", "y": "-6.20"}, {"type": "Point", "coordinates": ["1.10", "-6.20"]}),
        ({"x": "NaN", "y": "NaN"}, None),
        ({"x": None, "y": None}, None),
        ({"points": [["1", "2"]]}, {"type": "MultiPoint", "coordinates": [["1", "2"]]}),
        ({"paths": [[["1", "2"]]]}, {"type": "MultiLineString", "coordinates": [[["1", "2"]]]}),
        ({"rings": [SQUARE]}, {"type": "Polygon", "coordinates": [SQUARE[::-1]]}),
        ({"rings": [SQUARE, HOLE]}, {"type": "Polygon", "coordinates": [SQUARE[::-1], HOLE[::-1]]}),
        ({"rings": [FAR, HOLE, SQUARE]},
         {"type": "MultiPolygon", "coordinates": [[FAR[::-1]], [SQUARE[::-1], HOLE[::-1]]]}),
        ({"rings": [HOLE]}, {"type": "Polygon", "coordinates": [HOLE]}),
        ({"rings": []}, None),
        ({}, None),
        (None, None),
    ],
)  # fmt: skip
def test_geometries_become_geojson_with_their_rings_grouped(esri, expected):
    assert geojson_of(esri) == expected


def test_polygons_hold_what_shapely_s_own_orientation_holds():
    outer, inner = geojson_of({"rings": [SQUARE, HOLE]})["coordinates"]

    def area(ring):
        points = [(float(x), float(y)) for x, y in ring]
        return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points)) / 2

    assert area(outer) == 16  # RFC 7946 §3.1.6: outer rings are counterclockwise, holes clockwise
    assert area(inner) == -1
