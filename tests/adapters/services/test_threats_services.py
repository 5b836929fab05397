"""threats.md, group F: from a service that misbehaves no row is lost silently, and no secret reaches it."""

from __future__ import annotations

import json
import logging
import pickle
import time
from datetime import UTC, datetime
from email.utils import formatdate

import pytest
from bad_server import serving
from loopback import Answer

from opendata_share._limits import Limits
from opendata_share.adapters.sources import Bookmark, Paging
from opendata_share.errors import LimitExceeded, SourceError, SourceUnavailable, TransferError, TrustError
from opendata_share.transport import _transfer

SECRET = "hunter2-token"
OFFSET = Paging(by="offset", identity="id")
RECORDS = [{"id": str(number), "name": "x" * 50} for number in range(10)]


def pages(asked, size=3):
    first = asked.whole_number("offset")
    return Answer(RECORDS[first : first + size])


def offset_of(exchange) -> int:
    return int(exchange.target.partition("offset=")[2] or 0)


def test_f1_a_body_shorter_than_its_length_is_asked_for_again(reach, read):
    def cut_once(exchange):
        first = offset_of(exchange)
        body = json.dumps(RECORDS[first : first + 5]).encode()
        if exchange.number == 2:
            exchange.answer(body[:-20], "Content-Type: application/json", length=len(body))
        else:
            exchange.answer(body, "Content-Type: application/json")

    with serving(cut_once) as server:
        found = read(reach("api", server.url(), paging=OFFSET))
    assert [row["id"] for row in found] == [record["id"] for record in RECORDS]


def test_f2_a_body_without_length_that_breaks_off_is_asked_for_again_and_never_taken(reach, read, fail):
    body = json.dumps(RECORDS).encode()

    def cut(exchange):
        exchange.answer(body[:-20] if exchange.number < 3 else body, "Content-Type: application/json", length=None)

    with serving(cut) as server:
        assert len(read(reach("api", server.url()))) == len(RECORDS)
        assert len(server.requests) == 3
    with serving(lambda exchange: exchange.answer(body[:-20], length=None)) as server:
        error = fail(lambda: read(reach("api", server.url())))
        assert isinstance(error, TransferError)
        assert (error.message_id, error.transient, len(server.requests)) == ("service-cut", True, 3)


def test_f2_a_document_that_its_server_measured_and_that_ends_early_is_its_servers_fault(serve, reach, read, fail):
    server = serve(lambda _: Answer(b'[{"id": "1"}, {"id"'))
    error = fail(lambda: read(reach("api", server.url())))
    assert isinstance(error, SourceError)
    assert (error.message_id, error.line, len(server.asked)) == ("json-ends-early", 1, 1)


def test_f3_compression_is_not_asked_for_and_not_taken(serve, reach, read, fail):
    server = serve(lambda _: Answer(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}))
    error = fail(lambda: read(reach("api", server.url())))
    assert error.message_id == "transfer-encoding"
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_f4_a_body_that_drips_is_given_up(reach, read, fail, monkeypatch):
    monkeypatch.setattr(_transfer, "_GRACE_S", 0.2)

    def drip(exchange):
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n")
        exchange.drip(b"[" + b" " * 1999, 0.05)

    with serving(drip) as server:
        error = fail(lambda: read(reach("api", server.url(), Limits(deadline_s=1.5, slowest_bytes_s=1000))))
    assert error.message_id in {"transfer-slow", "transfer-deadline"}
    with serving(drip) as server:
        error = fail(lambda: read(reach("api", server.url(), Limits(deadline_s=0.5))))
    assert error.message_id == "transfer-deadline"


def test_f4_headers_that_drip_end_at_the_deadline(reach, read, fail):
    with serving(lambda exchange: exchange.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000, 0.05)) as server:
        error = fail(lambda: read(reach("api", server.url(), Limits(deadline_s=0.5))))
    assert (error.message_id, error.transient) == ("transfer-deadline", False)


def test_f5_a_service_that_changes_while_it_is_read_is_told(serve, reach, read, fail):
    server = serve(lambda asked: Answer({"items": pages(asked).body, "total": 10 if asked.number < 3 else 9}))
    paging = Paging(by="offset", total="total", identity="id")
    error = fail(lambda: read(reach("api", server.url(), record="items", paging=paging)))
    assert (error.message_id, error.parameters["first"], error.parameters["total"]) == ("service-total-changed", 10, 9)
    assert error.file.endswith("#page=3")


def test_f5_records_added_at_the_end_are_read_where_the_order_is_kept(serve, reach, read, fail):
    def growing(asked):
        known = RECORDS[:8] if asked.number < 3 else RECORDS
        first = asked.whole_number("offset")
        return Answer({"items": known[first : first + 3], "total": len(known)})

    paging = {"by": "offset", "total": "total", "identity": "id"}
    assert len(read(reach("api", serve(growing).url(), record="items", paging=Paging(**paging, stable=True)))) == 10
    error = fail(lambda: read(reach("api", serve(growing).url(), record="items", paging=Paging(**paging))))
    assert error.message_id == "service-total-changed"


def test_f5_a_record_that_moved_to_the_next_page_is_not_read_twice(serve, reach):
    def moving(asked):  # one record is written in front of all others between two pages
        known = RECORDS if asked.number == 1 else [{"id": "new", "name": "y"}, *RECORDS]
        return Answer(known[asked.whole_number("offset") :][:4])

    source = reach("api", serve(moving).url(), paging=OFFSET)
    batches = list(source.batches())
    made = [row["id"] for batch in batches for row in batch.columns.to_pylist()]
    unmade = [row for batch in batches for row in batch.unmade]
    assert made == [record["id"] for record in RECORDS]
    assert [(row.row, row.rule) for row in unmade] == [(5, "repeated-record")]


def test_fewer_records_than_the_service_says_it_has_are_no_whole_read(serve, reach, read, fail):
    server = serve(lambda asked: Answer({"items": pages(asked).body, "total": 12}))
    paging = Paging(by="offset", total="total")
    error = fail(lambda: read(reach("api", server.url(), record="items", paging=paging)))
    assert (error.message_id, error.parameters["total"], error.parameters["read"]) == ("service-count", 12, 10)


def test_next_links_that_lead_in_a_circle_end(serve, reach, read, fail):
    def circle(asked):
        number = asked.whole_number("p")
        return Answer({"items": [{"id": str(number)}], "next": f"/?p={number + 1 if number < 4 else 2}"})

    server = serve(circle)
    error = fail(lambda: read(reach("api", server.url("?p=0"), record="items", paging=Paging(by="next", at="next"))))
    assert error.message_id == "service-circle"
    assert len(server.asked) == 5


def test_a_service_that_ignores_the_offset_is_found_out_at_the_second_page(serve, reach, read, fail):
    server = serve(lambda _: Answer(RECORDS))
    error = fail(lambda: read(reach("api", server.url(), paging=Paging(by="offset"))))
    assert (error.message_id, len(server.asked)) == ("service-same-page", 2)


def test_f7_a_redirect_to_another_origin_is_not_followed_and_no_secret_leaks(serve, reach, read, fail):
    other = serve(lambda _: Answer([]))
    server = serve(lambda _: Answer(b"", 302, headers={"Location": other.url("steal")}))
    error = fail(lambda: read(reach("api", server.url(), auth={"X-Api-Key": SECRET})))
    assert error.message_id == "transfer-redirect"
    assert other.asked == []


@pytest.mark.parametrize("by", ["next", "link"])
def test_f7_a_next_link_to_another_origin_is_not_followed_and_no_secret_leaks(serve, reach, read, fail, by):
    other = serve(lambda _: Answer([]))
    target = f"{other.url('steal')}?token={SECRET}"
    server = serve(lambda _: Answer({"items": RECORDS, "next": target}, headers={"Link": f'<{target}>; rel="next"'}))
    paging = Paging(by=by, at="next" if by == "next" else None)
    error = fail(lambda: read(reach("api", server.url(), record="items", paging=paging, auth=SECRET)))
    assert error.message_id == "transfer-elsewhere"
    assert other.url("steal") in str(error)
    assert SECRET not in str(error) + repr(vars(error))
    assert other.asked == []


def test_f9_the_environment_is_not_asked_for_proxies_or_credentials(serve, reach, read, monkeypatch, tmp_path):
    proxy = serve(lambda _: Answer([]))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url())
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login x password {SECRET}")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(pages)
    read(reach("api", server.url(), paging=OFFSET))
    assert proxy.asked == []
    assert all("authorization" not in asked.headers for asked in server.asked)


def test_f9_a_secret_is_not_sent_in_clear_to_another_machine(reach, fail):
    error = fail(lambda: reach("api", "http://data.example/x", auth=SECRET))
    assert isinstance(error, TrustError)
    assert error.message_id == "transfer-secret-in-clear"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_f10_a_storm_of_refusals_is_waited_out(serve, reach, read, status, monkeypatch):
    monkeypatch.setattr("opendata_share.transport._transfer._LONGEST_PAUSE_S", 0.1)
    server = serve(
        lambda asked: Answer(b"", status, headers={"Retry-After": "0"}) if 2 <= asked.number <= 6 else pages(asked)
    )
    assert len(read(reach("api", server.url(), paging=OFFSET))) == len(RECORDS)


def test_f10_a_storm_without_end_ends(serve, reach, read, fail, monkeypatch):
    monkeypatch.setattr("opendata_share.transport._transfer._LONGEST_PAUSE_S", 0.1)
    server = serve(lambda _: Answer(b"", 503, headers={"Retry-After": "0"}))
    error = fail(lambda: read(reach("api", server.url(), paging=OFFSET)))
    assert (error.message_id, error.transient, len(server.asked)) == ("transfer-busy", True, 8)


@pytest.mark.parametrize("wait", ["86400", formatdate(4_000_000_000, usegmt=True)])
def test_f10_a_wait_longer_than_the_deadline_is_not_begun(serve, reach, read, fail, wait):
    server = serve(lambda _: Answer(b"", 429, headers={"Retry-After": wait}))
    error = fail(lambda: read(reach("api", server.url(), paging=OFFSET)))
    assert (error.message_id, len(server.asked)) == ("transfer-busy", 1)


def test_a_declared_rate_is_kept_by_every_request_those_after_a_refusal_included(serve, reach, read):
    came = []

    def timed(asked):
        came.append(time.monotonic())
        return Answer(b"", 429, headers={"Retry-After": "0"}) if asked.number == 2 else pages(asked)

    began = time.monotonic()
    read(reach("api", serve(timed).url(), paging=OFFSET, rate="20/second"))
    assert len(came) == 6
    assert all(moment - began >= number / 20 for number, moment in enumerate(came))


@pytest.mark.parametrize(
    ("body", "kind", "message_id"),
    [
        (b"<!DOCTYPE html><title>Masuk</title>", "text/html; charset=utf-8", "service-web-page"),
        (b"\n <html><body>proxy</body></html>", "application/json", "service-web-page"),
        (b"<records/>", "application/xml", "service-other-kind"),
        (b"id,name\n1,x\n", "text/csv", "service-other-kind"),
        (b"", "application/json", "service-empty-reply"),
        (b'[{"a": "Caf\xe9"}]', "application/json", "service-not-utf-8"),
        (b'[{"a": NaN}]', "application/json", "json-not-a-number"),
        (b'[{"a": 1, "a": 2}]', "application/json", "json-duplicate-key"),
        (b'[{"a": "\\ud800"}]', "application/json", "json-lone-surrogate"),
        (b"[" * 100_000, "application/json", "limit-depth"),
        (b"[{}] trailing", "application/json", "json-trailing-data"),
        (b'{"items": {}}', "application/json", "service-no-records"),
    ],
)
def test_f12_what_comes_instead_of_the_records_is_named(serve, reach, fail, body, kind, message_id):
    server = serve(lambda _: Answer(body, kind=kind))
    error = fail(lambda: reach("api", server.url()).headings())
    assert error.message_id == message_id
    assert isinstance(error, SourceError | LimitExceeded)
    assert error.file == server.url()
    assert "Caf" not in str(error)


@pytest.mark.parametrize(
    ("status", "message_id"), [(401, "transfer-refused"), (404, "transfer-missing"), (400, "transfer-status")]
)
def test_an_answer_that_will_not_change_is_not_asked_for_again(serve, reach, fail, status, message_id):
    server = serve(lambda _: Answer({}, status))
    error = fail(lambda: reach("api", server.url()).headings())
    assert isinstance(error, SourceUnavailable)
    assert (error.message_id, len(server.asked)) == (message_id, 1)


@pytest.mark.parametrize("auth", [SECRET, ("user", SECRET), {"X-App-Token": SECRET}, None])
def test_a_secret_goes_to_its_origin_and_nowhere_else(serve, reach, read, fail, auth, caplog):
    caplog.set_level(logging.DEBUG)
    server = serve(lambda asked: pages(asked) if asked.number < 4 else Answer(b"", 403))
    address = server.url(f"?key={SECRET}", userinfo=f"user:{SECRET}@" if auth is None else "")
    source = reach("api", address, paging=OFFSET, auth=auth, parameters={"apikey": SECRET})
    error = fail(lambda: read(source))
    assert all("authorization" in asked.headers or "x-app-token" in asked.headers for asked in server.asked)
    assert all(asked.query["apikey"] == SECRET for asked in server.asked)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("opendata_share")]
    shown = [
        str(error),
        repr(vars(error)),
        error.text("id"),
        repr(source),
        source.name,
        source.bookmark().to_text(),
        *ours,
    ]
    shown += [repr(source.bookmark()), repr(source._options), pickle.dumps(error).decode("latin-1")]
    assert [text for text in shown if SECRET in text] == []


def test_a_read_goes_on_from_its_bookmark_after_the_connection_was_cut(serve, reach, read, fail):
    whole = serve(pages)
    expected = read(reach("api", whole.url(), paging=OFFSET))
    for breaks_at in range(1, 5):
        server = serve(lambda asked, at=breaks_at: pages(asked) if asked.number < at else Answer(b"", 404))
        source = reach("api", server.url(), paging=OFFSET, parameters={"key": SECRET}, header=("id", "name"))
        got = []
        error = fail(
            lambda source=source, got=got: got.extend(
                row for batch in source.batches() for row in batch.columns.to_pylist()
            )
        )
        assert error.message_id == "transfer-missing"
        saved = source.bookmark().to_text()
        assert SECRET not in saved
        later = serve(pages)
        # the same service, come back: in the test it has another port, which the bookmark must not accept
        other = fail(
            lambda later=later, saved=saved: reach(
                "api", later.url(), paging=OFFSET, parameters={"key": SECRET}, resume=saved
            )
        )
        assert other.message_id == "service-other-bookmark"
        server.behave = pages
        rest = reach(
            "api", server.url(), paging=OFFSET, parameters={"key": SECRET}, header=("id", "name"), resume=saved
        )
        batches = list(rest.batches())
        got += [row for batch in batches for row in batch.columns.to_pylist()]
        assert all(asked.query["key"] == SECRET for asked in server.asked)
        assert got == expected
        assert [number for batch in batches for number in batch.rows.to_pylist()][-1:] in ([10], [])
        assert rest.bookmark().is_complete


def test_a_read_that_goes_on_has_the_columns_of_the_read_before(serve, reach):
    records = [{"id": "1", "a": 1}, {"id": "2", "b": 2}, {"id": "3", "c": 3}]
    server = serve(lambda asked: Answer(records[asked.whole_number("offset") :][:1]))
    source = reach("api", server.url(), paging=OFFSET)
    batches = source.batches()
    next(batches)
    next(batches)
    rest = reach("api", server.url(), paging=OFFSET, resume=source.bookmark().to_text())
    server.asked.clear()
    assert rest.headings() == ("id", "a")
    assert server.asked == []
    assert [row for batch in rest.batches() for row in batch.columns.to_pylist()] == [
        {"id": "2", "a": None},
        {"id": "3", "a": None},
    ]


def test_a_bookmark_knows_when_the_service_answered_first(serve, reach, read):
    server = serve(pages)
    source = reach("api", server.url(), paging=OFFSET)
    read(source)
    bookmark = Bookmark.from_text(source.bookmark().to_text())
    assert bookmark == source.bookmark()
    assert bookmark.is_complete
    assert bookmark.rows == len(RECORDS)
    assert bookmark.seen_at == source.captured_at()
    assert abs((datetime.now(UTC) - bookmark.seen_at).total_seconds()) < 3_600
    assert source.digest().startswith("sha256:")


def test_reading_a_complete_bookmark_asks_for_nothing(serve, reach, read):
    server = serve(pages)
    source = reach("api", server.url(), paging=OFFSET)
    read(source)
    server.asked.clear()
    again = reach("api", server.url(), paging=OFFSET, resume=source.bookmark().to_text())
    assert read(again) == []
    assert (again.headings(), again.captured_at()) == (source.headings(), source.captured_at())
    assert server.asked == []
