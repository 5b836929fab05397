"""CKAN DataStore, against a server that answers as CKAN 2.10 does."""

from __future__ import annotations

import pytest
from loopback import Answer

ROWS_MAX = 4


class Ckan:
    """One resource; gives at most `ROWS_MAX` records a page, as `ckan.datastore.search.rows_max` makes it."""

    def __init__(self, count: int) -> None:
        self.records = [
            {"_id": n, "nama": f"Pos {n}", "kota": None if n % 2 else "Jakarta"} for n in range(1, count + 1)
        ]

    def __call__(self, asked):
        query = asked.query
        if asked.path != "/api/3/action/datastore_search":
            return Answer({"success": False, "error": {"__type": "Not Found Error", "message": "x"}}, 404)
        if query.get("resource_id") != "r-1":
            error = {"__type": "Not Found Error", "message": f"Not found: {query.get('resource_id')}"}
            return Answer({"help": "…", "success": False, "error": error})
        assert query["sort"] == "_id asc"
        first, limit = int(query["offset"]), min(int(query["limit"]), ROWS_MAX)
        records = self.records[first : first + limit]
        fields = [{"id": "_id", "type": "int"}, {"id": "nama", "type": "text"}, {"id": "kota", "type": "text"}]
        result = {
            "include_total": True, "limit": limit, "offset": first, "records_format": "objects", "resource_id": "r-1",
            "total_estimation_threshold": None, "records": records, "fields": fields, "total": len(self.records),
            "_links": {"start": "/", "next": f"/api/3/action/datastore_search?offset={first + limit}"},
            "total_was_estimated": False,
        }  # fmt: skip
        return Answer({"help": "…", "success": True, "result": result})


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (3, 1), (4, 1), (5, 2), (10, 3)])
def test_all_records_come_though_the_server_gives_less_than_asked(serve, reach, read, count, requests):
    server = serve(Ckan(count))
    found = read(reach("ckan", server.url(), parameters={"resource_id": "r-1"}))
    assert [row["_id"] for row in found] == [str(n) for n in range(1, count + 1)]
    assert len(server.asked) == requests
    assert server.asked[0].query["limit"] == "5000"


def test_its_columns_are_those_it_declares_also_where_it_is_empty(serve, reach):
    server = serve(Ckan(0))
    source = reach("ckan", server.url("api/3/action/datastore_search?resource_id=r-1"))
    assert source.headings() == ("_id", "nama", "kota")
    assert list(source.batches()) == []


def test_records_that_are_added_while_it_is_read_are_read_too(serve, reach):
    ckan = Ckan(6)
    source = reach("ckan", serve(ckan).url(), parameters={"resource_id": "r-1"})
    batches = source.batches()
    first = next(batches)
    ckan.records.append({"_id": 7, "nama": "Pos 7", "kota": "Depok"})
    rest = list(batches)
    assert [n for batch in (first, *rest) for n in batch.columns.column("_id").to_pylist()] == list("1234567")


def test_records_that_are_deleted_while_it_is_read_make_the_read_fail(serve, reach, fail):
    ckan = Ckan(6)
    source = reach("ckan", serve(ckan).url(), parameters={"resource_id": "r-1"})
    batches = source.batches()
    next(batches)
    del ckan.records[0]
    assert fail(lambda: list(batches)).message_id == "service-total-changed"


def test_its_own_errors_are_told_by_their_class_only(serve, reach, fail):
    server = serve(Ckan(1))
    error = fail(lambda: reach("ckan", server.url(), parameters={"resource_id": "hunter2"}).headings())
    assert error.message_id == "service-refused"
    assert "Not Found Error" in str(error)
    assert "hunter2" not in str(error) + repr(vars(error))


def test_what_it_needs_is_asked_for_before_the_network(reach, fail):
    error = fail(lambda: reach("ckan", "http://127.0.0.1:9/"))
    assert (error.message_id, error.parameters["parameter"]) == ("service-parameter-missing", "resource_id")
    from datetime import UTC, datetime

    since = datetime(2026, 1, 1, tzinfo=UTC)
    error = fail(lambda: reach("ckan", "http://127.0.0.1:9/", parameters={"resource_id": "r"}, since=since))
    assert error.message_id == "service-no-since"


def test_filters_and_a_page_size_of_the_callers_go_along(serve, reach, read):
    server = serve(Ckan(3))
    parameters = {"resource_id": "r-1", "filters": '{"kota": "Jakarta"}'}
    read(reach("ckan", server.url(), parameters=parameters, page_size=2))
    assert [asked.query["filters"] for asked in server.asked] == ['{"kota": "Jakarta"}'] * 2
    assert [(asked.query["limit"], asked.query["offset"]) for asked in server.asked] == [("2", "0"), ("2", "2")]
