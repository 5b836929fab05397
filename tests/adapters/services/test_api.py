"""Any JSON API: every way of paging that can be declared, and what its records become."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

import pytest
from loopback import Answer

from opendata_share._limits import Limits
from opendata_share.adapters.sources import Paging

POSTS = [{"id": str(number), "name": f"Pos {number}", "at": {"lon": number / 10}} for number in range(7)]


def part(first: int, size: int) -> list[dict[str, object]]:
    return POSTS[first : first + size]


def by_offset(asked):
    return Answer({"data": {"items": part(asked.whole_number("skip"), asked.whole_number("take"))}})


def by_page(asked):
    return Answer({"items": part((asked.whole_number("page") - 1) * 3, 3), "total": len(POSTS)})


def by_cursor(asked):
    first = int(asked.query.get("after", "0"))
    more = str(first + 3) if first + 3 < len(POSTS) else None
    return Answer({"items": part(first, 3), "meta": {"next": more}})


def by_next(asked):
    first = asked.whole_number("from")
    more = f"?from={first + 3}" if first + 3 < len(POSTS) else ""
    return Answer({"items": part(first, 3), "links": [{"href": more}]})


def by_link(asked):
    first = asked.whole_number("from")
    more = f'</?from={first + 3}>; title="a, b"; rel="prev next", </>; rel=first'
    return Answer(part(first, 3), headers={"Link": more} if first + 3 < len(POSTS) else {})


WAYS = {
    "offset": (by_offset, "data/items", Paging(by="offset", parameter="skip", size_parameter="take"), 2, 5),
    "page": (by_page, "items", Paging(by="page", total="total"), None, 3),
    "page-without-total": (by_page, "items", Paging(by="page"), None, 4),
    "cursor": (by_cursor, "items", Paging(by="cursor", parameter="after", at="meta/next"), None, 3),
    "next": (by_next, "items", Paging(by="next", at="links/0/href"), None, 3),
    "link": (by_link, None, Paging(by="link"), None, 3),
    "none": (lambda _: Answer(POSTS), None, None, None, 1),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_page_is_read_once_however_it_is_paged(serve, reach, read, way):
    behave, record, paging, size, requests = WAYS[way]
    server = serve(behave)
    source = reach("api", server.url(), record=record, paging=paging, page_size=size)
    assert source.headings() == ("id", "name", "at")
    assert len(server.asked) == 1  # the peek, which counts as the first page
    found = read(source)
    assert [row["id"] for row in found] == [post["id"] for post in POSTS]
    assert found[1]["at"] == '{"lon":0.1}'
    assert len(server.asked) == requests
    assert read(source) == found  # and again from the beginning
    assert len(server.connections) <= 3  # one for the peek, and one for each read


def test_a_server_that_gives_less_than_was_asked_for_loses_no_record(serve, reach, read):
    server = serve(lambda asked: Answer(part(asked.whole_number("offset"), min(2, asked.whole_number("limit")))))
    source = reach("api", server.url(), paging=Paging(by="offset", size_parameter="limit"), page_size=1000)
    assert len(read(source)) == len(POSTS)


def test_numbers_keep_their_digits_and_items_that_are_no_objects_are_rows_that_fail(serve, reach):
    server = serve(lambda _: Answer(b'[{"price":1.10,"n":null,"ok":true},7,{"price":9007199254740993}]'))
    source = reach("api", server.url())
    (batch,) = source.batches()
    assert batch.columns.to_pylist() == [
        {"price": "1.10", "n": None, "ok": "true"},
        {"price": "9007199254740993", "n": None, "ok": None},
    ]
    assert batch.kinds["ok"].to_pylist() == [3, 0]
    assert [(row.row, row.rule, row.text) for row in batch.unmade] == [(2, "not-an-object", "7")]


def test_declared_columns_need_no_peek_and_a_late_one_is_told(serve, reach):
    server = serve(
        lambda asked: Answer(
            [{"a": 1}]
            if asked.whole_number("offset") == 0
            else [{"a": 2, "b": "late"}][: asked.whole_number("offset") == 1]
        )
    )
    source = reach("api", server.url(), paging=Paging(by="offset"), header=("a", "c"))
    assert source.headings() == ("a", "c")
    assert server.asked == []
    batches = list(source.batches())
    assert [row for batch in batches for row in batch.columns.to_pylist()] == [
        {"a": "1", "c": None},
        {"a": "2", "c": None},
    ]
    notes = [note for batch in batches for note in batch.notes]
    assert [(note.rule, note.field, note.row) for note in notes] == [("late-column", "b", 2)]


def test_null_tokens_and_quarantine_hold_for_services_too(serve, reach):
    server = serve(lambda _: Answer([{"a": "-", "secret": "x"}, 5]))
    source = reach("api", server.url(), null=("-",), quarantine=frozenset({"secret"}))
    assert source.headings() == ("a", "secret")
    (batch,) = source.batches()
    assert batch.columns.to_pylist() == [{"a": None}]
    assert batch.unmade[0].text == ""


def test_times_are_asked_for_by_the_parameters_that_were_declared(serve, reach, read):
    server = serve(lambda _: Answer([{"a": 1}]))
    paging = Paging(since="updated_from", until="updated_to")
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    read(reach("api", server.url("?key=k"), paging=paging, since=since, until=until))
    assert server.asked[0].query == {
        "key": "k", "updated_from": "2026-03-01T00:00:00+00:00", "updated_to": "2026-03-02T00:00:00+00:00",
    }  # fmt: skip


def test_a_service_that_was_not_declared_to_take_times_is_not_read_whole_instead(serve, reach, fail):
    server = serve(lambda _: Answer([]))
    error = fail(lambda: reach("api", server.url(), since=datetime(2026, 3, 1, tzinfo=UTC)))
    assert (error.message_id, server.asked) == ("service-no-since", [])


@pytest.mark.parametrize(
    ("options", "message_id"),
    [
        ({"rate": "fast"}, "service-rate"),
        ({"page_size": 0}, "service-page-size"),
        ({"since": datetime(2026, 3, 1)}, "service-naive-time"),
        (
            {"since": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 3, 1, tzinfo=UTC)},
            "service-no-time-between",
        ),
        ({"resume": "{"}, "service-bookmark"),
        ({"resume": "[1, 2, 3, 4, 5, 6]"}, "service-bookmark"),
    ],
)
def test_options_outside_their_bounds_are_refused_before_anything_is_asked(reach, fail, options, message_id):
    assert fail(lambda: reach("api", "http://127.0.0.1:9/", **options)).message_id == message_id


@pytest.mark.parametrize(
    ("paging", "message_id"),
    [
        ({"by": "magic"}, "source-option-unknown"),
        ({"by": "next"}, "service-paging-at"),
        ({"by": "page", "at": "x"}, "service-paging-at"),
        ({"by": "cursor", "at": "x", "first": 1}, "service-paging-first"),
        ({"by": "page", "first": -1}, "service-paging-first"),
    ],
)
def test_paging_that_contradicts_itself_is_refused(fail, paging, message_id):
    assert fail(lambda: Paging(**paging)).message_id == message_id


@pytest.mark.parametrize(
    ("form", "options", "message_id"),
    [
        ("api", {"page_size": 5}, "service-size-parameter"),
        ("api", {"changed": "at"}, "service-option-unused"),
        ("ckan", {"table": "posts"}, "service-option-unused"),
        ("fhir", {"driver": "adbc_driver_x"}, "service-option-unused"),
        ("ogc-features", {"query": "SELECT 1"}, "service-option-unused"),
        ("open311", {"key": "id"}, "service-option-unused"),
        ("ckan", {"paging": Paging(by="page")}, "service-paging-known"),
        ("postgresql", {"rate": "1/second", "table": "t"}, "service-option-unused"),
    ],
)
def test_what_means_nothing_to_a_source_is_not_passed_over(reach, fail, form, options, message_id):
    scheme = "postgresql" if form == "postgresql" else "http"
    assert fail(lambda: reach(form, f"{scheme}://127.0.0.1:9/x", **options)).message_id == message_id


def test_a_file_is_no_service_and_a_service_needs_its_format(reach, fail, tmp_path):
    path = tmp_path / "x.json"
    path.write_text("[]")
    assert fail(lambda: reach("api", str(path))).message_id == "service-no-address"
    assert fail(lambda: reach("csv", "https://data.example/x.csv")).message_id == "source-is-a-url"
    assert fail(lambda: reach("nothing", "https://data.example/x.csv")).message_id == "source-is-a-url"


def test_limits_on_rows_columns_depth_and_pages_hold(serve, reach, read, fail):
    server = serve(lambda asked: Answer([{"a": [[1]], "b": asked.whole_number("offset")}]))
    paging = Paging(by="offset")
    for limits, message_id in (
        (Limits(rows=3), "limit-rows"),
        (Limits(columns=1), "limit-columns"),
        (Limits(depth=3), "limit-depth"),
        (Limits(pages=3), "limit-pages"),
        (Limits(document_bytes=10), "transfer-limit"),
        (Limits(service_s=0.0), "limit-service"),
    ):
        error = fail(lambda limits=limits: read(reach("api", server.url(), limits, paging=paging)))
        assert error.message_id == message_id


def test_memory_does_not_grow_with_the_number_of_pages(serve, reach):
    body = [{"id": str(number), "text": "x" * 100} for number in range(500)]

    def page(asked):
        offset = asked.whole_number("offset")
        return Answer([{**row, "n": offset} for row in body] if offset < 20_000 else [])

    source = reach("api", serve(page).url(), paging=Paging(by="offset"))
    source.headings()
    batches = source.batches()
    next(batches)
    tracemalloc.start()
    try:
        next(batches)
        first = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        assert sum(len(batch.rows) for batch in batches) == 19_000
        assert tracemalloc.get_traced_memory()[1] < 3 * first + 1_000_000
    finally:
        tracemalloc.stop()
