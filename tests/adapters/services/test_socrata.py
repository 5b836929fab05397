"""Socrata, against a server that answers as SODA 2.1 does: nulls left out, columns in a header, tokens."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from loopback import Answer

PATH = "resource/abcd-1234.json"


class Dataset:
    def __init__(self, count, capacity=50_000):
        self.rows = [{"no": str(n), **({"nama": f"Pos {n}"} if n % 2 else {})} for n in range(count)]
        self.capacity = capacity
        self.wanted = "token"

    def __call__(self, asked):
        if asked.headers.get("x-app-token") != self.wanted:
            return Answer({"code": "permission_denied", "error": True, "message": "Invalid app_token"}, 403)
        if asked.path != f"/{PATH}":
            return Answer({"code": "dataset.missing", "error": True}, 404)
        headers = {"X-SODA2-Fields": json.dumps(["no", "nama", "kota"]), "X-SODA2-Types": '["text","text","text"]'}
        if asked.query.get("$select") == "count(*) as n":
            assert "$order" not in asked.query
            return Answer([{"n": str(len(self.rows))}], headers={"X-SODA2-Fields": '["n"]'})
        assert asked.query["$order"] == ":id"
        first, limit = asked.whole_number("$offset"), min(asked.whole_number("$limit"), self.capacity)
        return Answer(self.rows[first : first + limit], headers=headers)


AUTH = {"X-App-Token": "token"}


@pytest.mark.parametrize(("count", "requests"), [(0, 2), (2, 2), (3, 3), (7, 4)])
def test_all_rows_come_and_are_counted_in_the_end(serve, reach, read, count, requests):
    server = serve(Dataset(count))
    source = reach("socrata", server.url("resource/abcd-1234"), page_size=3, auth=AUTH)
    assert source.headings() == ("no", "nama", "kota")
    found = read(source)
    assert [row["no"] for row in found] == [str(n) for n in range(count)]
    assert {row["kota"] for row in found} <= {None}
    assert len(server.asked) == requests


def test_a_server_that_gives_fewer_rows_than_asked_for_is_found_out(serve, reach, read, fail):
    server = serve(Dataset(7, capacity=2))
    error = fail(lambda: read(reach("socrata", server.url(PATH), page_size=3, auth=AUTH)))
    assert (error.message_id, error.parameters["total"], error.parameters["read"]) == ("service-count", 7, 2)


def test_times_narrow_rows_and_count_alike(serve, reach, read):
    server = serve(Dataset(1))
    read(
        reach(
            "socrata", server.url(PATH), auth=AUTH, parameters={"$where": "kota = 'Jakarta'"},
            since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 4, 1, tzinfo=UTC),
        )
    )  # fmt: skip
    assert {asked.query["$where"] for asked in server.asked} == {
        "(kota = 'Jakarta') AND (:updated_at >= '2026-03-01T00:00:00') AND (:updated_at < '2026-04-01T00:00:00')"
    }


def test_a_missing_token_and_another_address_are_told(serve, reach, fail):
    server = serve(Dataset(1))
    error = fail(lambda: reach("socrata", server.url(PATH)).headings())
    assert (error.message_id, error.parameters["status"]) == ("transfer-refused", 403)
    assert fail(lambda: reach("socrata", server.url("d/abcd-1234"))).message_id == "service-socrata-resource"
    assert fail(lambda: reach("socrata", server.url("resource/x.json"), auth=AUTH).headings()).message_id == (
        "transfer-missing"
    )


def test_columns_that_the_server_leaves_out_are_those_of_the_first_page(serve, reach, read):
    dataset = Dataset(3)
    server = serve(lambda asked: Answer(dataset(asked).body))
    assert reach("socrata", server.url(PATH), auth=AUTH).headings() == ("no", "nama")


@pytest.mark.parametrize("fields", ['["no", "\\ud800"]', "[" * 20_000, '{"no": 1}', "no"])
def test_columns_that_are_no_names_are_as_if_the_server_named_none(serve, reach, read, fields):
    data = Dataset(2)

    def answered(asked):
        answer = data(asked)
        answer.headers["X-SODA2-Fields"] = fields
        return answer

    source = reach("socrata", serve(answered).url(PATH), page_size=5, auth=AUTH)
    assert source.headings() == ("no", "nama")
    assert [row["no"] for row in read(source)] == ["0", "1"]
