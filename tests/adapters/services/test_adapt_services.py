"""Services through the front door: a field map, its address, and nothing fetched that was not asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import Answer

import opendata_share as share
from opendata_share.adapters import FieldMap
from opendata_share.adapters.sources import Paging

POSTS = [{"no": str(n), "nama": f"Pos {n}", "kode": "31"} for n in range(1, 6)]

MAP = """
agency = "jakarta-fire"
[source]
format = "api"
url = "{url}"
record = "items"
rate = "1000/second"
page_size = 2
ignore = ["kode"]
[source.parameters]
jenis = "pos"
[source.paging]
by = "offset"
size_parameter = "limit"
identity = "no"
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = {{ value = "post" }}
country = {{ value = "ID" }}
"""


def pages(asked):
    first = asked.whole_number("offset")
    return Answer({"items": POSTS[first : first + asked.whole_number("limit")]})


def test_a_map_reads_a_service_and_only_its_first_page_before_rows_are_wanted(serve):
    server = serve(pages)
    table = share.adapt(server.url(), field_map=FieldMap.from_toml(MAP.format(url="https://data.example/posts")))
    assert len(server.asked) == 1
    assert server.asked[0].query == {"offset": "0", "limit": "2", "jenis": "pos"}
    result = share.validate(table)
    assert result.report.valid
    assert result.accepted.to_arrow().column("id").to_pylist() == [f"jakarta-fire:{n}" for n in range(1, 6)]
    assert [asked.query["offset"] for asked in server.asked] == ["0", "2", "4", "5"]
    lineage = table.lineage.to_document()
    assert lineage["source"] == server.url()
    assert lineage["source_digest"].startswith("sha256:")
    assert table.lineage.captured_at is not None  # the server's own clock
    assert table.lineage.file is None


def test_the_address_of_a_map_is_read_only_where_the_caller_names_no_source(serve):
    server = serve(pages)
    chosen = FieldMap.from_toml(MAP.format(url=server.url()))
    assert server.asked == []
    rows = share.adapt([{**POSTS[0]}], field_map=chosen, captured_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert share.validate(rows).report.valid
    assert server.asked == []
    assert share.validate(share.adapt(field_map=chosen)).report.valid
    assert len(server.asked) == 4


def test_a_service_needs_no_map_where_its_columns_are_the_contracts(serve):
    posts = [{"id": "demo:1", "name": "Pos Monas", "station_type": "post", "country": "ID"}]
    server = serve(lambda asked: Answer(posts if asked.whole_number("page") == 1 else []))
    table = share.adapt(server.url(), to="fire-station", agency="demo", format="api", paging=Paging(by="page"))
    assert share.validate(table).report.valid


def test_a_bundle_reads_a_service_once(serve):
    server = serve(pages)
    text = MAP.format(url=server.url()) + (
        '[[tables.fleet-count]]\nholder_type = { value = "station" }\n'
        'holder_id = { ref = "fire-station", key = ["no"] }\n'
        'unit_type = { value = "fire_apparatus" }\nas_of = { value = "2026-01-01" }\ntotal = { value = 1 }\n'
    )
    bundle = share.adapt_bundle(field_map=FieldMap.from_toml(text), auth="token")
    assert share.validate(bundle).report.valid
    assert [asked.query["offset"] for asked in server.asked] == ["0", "2", "4", "5"]
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer token"}


def test_what_belongs_to_one_read_may_stand_beside_a_map_and_nothing_else(serve, fail):
    server = serve(pages)
    chosen = FieldMap.from_toml(MAP.format(url=server.url()))
    error = fail(lambda: share.adapt(field_map=chosen, since=datetime(2026, 1, 1, tzinfo=UTC)))
    assert error.message_id == "service-no-since"
    error = fail(lambda: share.adapt(field_map=chosen, page_size=7))
    assert (error.message_id, error.parameters["options"]) == ("adapt-options-with-map", ["page_size"])
    assert server.asked == []


def test_a_map_reads_into_nested_records_and_only_the_first_page_is_fetched_for_it(serve):
    def beds(asked):
        first = asked.whole_number("offset")
        found = [
            {"id": f"urn:{n}", "kode": {"value": f"RS{n}"}, "beds": {"value": n, "observedAt": "2026-03-01T00:00:00Z"}}
            for n in range(first, min(5, first + 2))
        ]
        return Answer(found, headers={"NGSILD-Results-Count": "5"})

    server = serve(beds)
    chosen = FieldMap.from_toml(
        f'agency = "jakarta-health"\n[source]\nformat = "ngsi-ld"\nurl = "{server.url()}"\nignore = ["id"]\n'
        'parameters = { type = "Hospital" }\n[[tables.facility-capacity]]\nfacility_id = "kode/value"\n'
        'bed_type = { value = "emergency_department" }\navailable_beds = "beds/value"\n'
        'observed_at = "beds/observedAt"\n'
    )
    table = share.adapt(field_map=chosen)
    assert len(server.asked) == 1
    result = share.validate(table)
    assert result.accepted.to_arrow().column("available_beds").to_pylist() == [0, 1, 2, 3, 4]
    assert [asked.query["offset"] for asked in server.asked] == ["0", "2", "4"]


def test_nothing_new_is_no_error_though_nothing_tells_the_columns(serve):
    text = MAP.format(url="https://data.example/").replace('identity = "no"', 'identity = "no"\nsince = "dari"')
    server = serve(lambda _: Answer({"items": []}))
    since = datetime(2026, 3, 1, tzinfo=UTC)
    result = share.validate(share.adapt(server.url(), field_map=FieldMap.from_toml(text), since=since))
    (table,) = result.report.tables
    assert (table.balance.read, result.report.valid) == (0, True)


def test_a_column_that_the_first_of_several_pages_lacks_stops_the_map(serve, fail):
    server = serve(lambda asked: Answer({"items": [{"no": str(asked.whole_number("offset"))}]}))
    chosen = FieldMap.from_toml(MAP.format(url=server.url()))
    assert fail(lambda: share.adapt(field_map=chosen)).message_id.startswith("map-")


def test_members_that_are_withheld_do_not_make_a_service_be_read_twice(serve):
    more = {"x": {"nik": "1", "y": "2"}}
    server = serve(lambda asked: Answer({"items": [{**post, **more} for post in pages(asked).body["items"]]}))
    text = MAP.format(url=server.url()).replace('ignore = ["kode"]', 'ignore = ["kode", "x"]\nquarantine = ["x/nik"]')
    table = share.adapt(field_map=FieldMap.from_toml(text))
    assert len(server.asked) == 1
    assert share.validate(table).report.valid
    assert len(server.asked) == 4


def test_nothing_to_read_is_told(fail):
    text = MAP.format(url="https://data.example/")
    without = FieldMap.from_toml(text.replace('url = "https://data.example/"\n', ""))
    assert fail(lambda: share.adapt(field_map=without)).message_id == "adapt-no-source"
    assert fail(lambda: share.adapt(to="fire-station")).message_id == "adapt-no-source"


@pytest.mark.parametrize(
    ("line", "message_id"),
    [
        ('url = "https://user:hunter2@data.example/"', "map-url"),
        ('url = "data.example/posts"', "map-url"),
        ("url = 7", "map-type"),
        ('auth = "hunter2"', "map-unknown-key"),
        ('rate = "fast"', "service-rate"),
        ("page_size = 0", "service-page-size"),
        ('page_size = "5"', "map-type"),
        ("parameters = { limit = 5 }", "map-type"),
        ('paging = { by = "magic" }', "source-option-unknown"),
        ('paging = { by = "page", at = "x" }', "service-paging-at"),
        ('paging = { way = "page" }', "map-unknown-key"),
        ('paging = { by = "page", first = "1" }', "map-type"),
        ('paging = "page"', "map-type"),
    ],
)
def test_a_wrong_word_of_a_map_is_told_with_the_file_and_no_secret(fail, line, message_id):
    text = f'agency = "a-b"\n[source]\n{line}\n[[tables.fire-station]]\nkey = ["no"]\nname = "nama"\n'
    error = fail(lambda: FieldMap.from_toml(text, name="posts.toml"))
    assert (error.message_id, error.file) == (message_id, "posts.toml")
    assert "hunter2" not in str(error) + repr(vars(error))


def test_rejected_rows_of_a_service_are_kept_in_the_report(serve, tmp_path: Path):
    server = serve(lambda asked: Answer({"items": [*POSTS, 7] if asked.whole_number("offset") == 0 else []}))
    result = share.validate(share.adapt(field_map=FieldMap.from_toml(MAP.format(url=server.url()))))
    (table,) = result.report.tables
    assert (table.balance.read, table.balance.accepted, table.balance.rejected) == (6, 5, 1)
    assert table.counts == {"not-an-object": 1}
