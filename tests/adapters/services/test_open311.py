"""Open311 GeoReport v2, against a server that answers as the standard says: newest first, a cap, ninety days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from loopback import Answer

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class City:
    """A city whose citizens report something every so often."""

    def __init__(self, every, cap=1_000):
        self.moments = [BEGIN + n * every for n in range(int((NOW - BEGIN) / every) + 1)]
        self.cap = cap

    def requests(self, asked):
        query = asked.query
        assert query.get("jurisdiction_id") == "jakarta.go.id"
        end = datetime.fromisoformat(query["end_date"]) if "end_date" in query else NOW
        begin = datetime.fromisoformat(query["start_date"]) if "start_date" in query else end - timedelta(days=90)
        assert end - begin <= timedelta(days=90)
        found = [(n, moment) for n, moment in enumerate(self.moments) if begin <= moment <= end]
        return [
            {
                "service_request_id": str(n), "status": "open", "service_name": "Banjir", "service_code": "006",
                "requested_datetime": moment.isoformat(), "lat": -6.2, "long": 106.8,
            }
            for n, moment in reversed(found)
        ][: self.cap]  # fmt: skip

    def __call__(self, asked):
        headers = {"Date": format_datetime(NOW, usegmt=True)}
        found = self.requests(asked)
        if asked.path == "/v2/requests.json":
            return Answer(found, headers=headers)
        assert asked.path == "/v2/requests.xml"
        rows = "".join(
            "<request>" + "".join(f"<{name}>{value}</{name}>" for name, value in row.items()) + "<media_url/></request>"
            for row in found
        )
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>{rows}</service_requests>'
        return Answer(text.encode(), kind="text/xml; charset=utf-8", headers=headers)


PARAMETERS = {"jurisdiction_id": "jakarta.go.id"}


@pytest.mark.parametrize("form", ["v2/requests.json", "v2/requests.xml", "v2"])
def test_time_is_read_in_windows_of_at_most_ninety_days_up_to_the_servers_clock(serve, reach, read, form):
    city = City(timedelta(days=1))
    server = serve(city)
    source = reach("open311", server.url(form), parameters=PARAMETERS, since=BEGIN)
    found = read(source)
    assert sorted(int(row["service_request_id"]) for row in found) == list(range(len(city.moments)))
    assert len(server.asked) == 4
    assert found[0]["service_name"] == "Banjir"
    assert found[0]["media_url"] is None
    assert source.headings()[:2] == ("service_request_id", "status")


@pytest.mark.parametrize("cap", [10, 50, 200])
def test_a_window_that_comes_full_is_halved_until_it_does_not(serve, reach, read, cap):
    city = City(timedelta(hours=7), cap=cap)
    server = serve(city)
    found = read(reach("open311", server.url("v2"), parameters=PARAMETERS, since=BEGIN, until=NOW, page_size=cap))
    made = [moment for moment in city.moments if moment < NOW]
    assert sorted(int(row["service_request_id"]) for row in found) == list(range(len(made)))


def test_a_second_with_more_requests_than_the_cap_cannot_be_read(serve, reach, read, fail):
    city = City(timedelta(days=1), cap=5)
    city.moments = [BEGIN + timedelta(days=3)] * 9
    call = reach("open311", serve(city).url("v2"), parameters=PARAMETERS, since=BEGIN, until=NOW, page_size=5)
    error = fail(lambda: read(call))
    assert (error.message_id, error.parameters["count"]) == ("service-open311-full", 5)


def test_without_since_the_servers_own_choice_is_read_and_refused_where_it_is_cut(serve, reach, read, fail):
    server = serve(City(timedelta(days=1)))
    assert len(read(reach("open311", server.url("v2"), parameters=PARAMETERS))) == 90
    assert len(server.asked) == 1
    server = serve(City(timedelta(hours=1), cap=1_000))
    error = fail(lambda: read(reach("open311", server.url("v2"), parameters=PARAMETERS)))
    assert error.message_id == "service-open311-full"


def test_a_read_goes_on_in_the_window_it_stopped_in(serve, reach):
    city = City(timedelta(days=1), cap=40)
    server = serve(city)
    options = {"parameters": PARAMETERS, "since": BEGIN, "until": NOW, "page_size": 40}
    source = reach("open311", server.url("v2"), **options)
    batches = source.batches()
    got = [*next(batches).columns.column(0).to_pylist(), *next(batches).columns.column(0).to_pylist()]
    next(batches)  # fetched, and lost with the process
    saved = source.bookmark().to_text()
    rest = reach("open311", server.url("v2"), resume=saved, **options)
    got += [number for batch in rest.batches() for number in batch.columns.column(0).to_pylist()]
    assert sorted(map(int, got)) == list(range(sum(moment < NOW for moment in city.moments)))


def test_a_page_to_log_in_is_no_xml(serve, reach, fail):
    server = serve(lambda _: Answer(b"<html><body>login</body></html>", kind="text/html"))
    error = fail(lambda: list(reach("open311", server.url("requests.xml")).batches()))
    assert error.message_id == "service-web-page"
    server = serve(lambda _: Answer(b'<!DOCTYPE x [<!ENTITY a "b">]><service_requests/>', kind="text/xml"))
    error = fail(lambda: list(reach("open311", server.url("requests.xml")).batches()))
    assert error.message_id == "xml-document-type"
