"""FHIR R4, against a server that answers as HAPI does: Bundles, next links with a token, includes, outcomes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from loopback import Answer


def organization(n):
    return {
        "resourceType": "Organization", "id": str(n), "meta": {"lastUpdated": "2026-03-01T00:00:00Z"},
        "identifier": [{"system": "http://sys-ids.kemkes.go.id/organization/1", "value": f"{n:08d}"}],
        "active": True, "name": f"RS {n}",
    }  # fmt: skip


def searching(count, size=3, total=True):
    def answer(asked):
        if asked.path == "/fhir":  # the next links of HAPI
            assert asked.query["_getpages"] == "token-1"
            offset = asked.whole_number("_getpagesoffset")
        else:
            assert asked.path == "/fhir/Organization"
            offset = 0
        entries = [
            {"fullUrl": f"http://x/{n}", "resource": organization(n), "search": {"mode": "match"}}
            for n in range(offset, min(count, offset + size))
        ]
        entries.append({"resource": {"resourceType": "Location", "id": "L1"}, "search": {"mode": "include"}})
        entries.append({"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}})
        links = [{"relation": "self", "url": "/"}]
        if offset + size < count:
            links.append({"relation": "next", "url": f"/fhir?_getpages=token-1&_getpagesoffset={offset + size}"})
        bundle = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
        return Answer({**bundle, "total": count} if total else bundle, kind="application/fhir+json;charset=utf-8")

    return answer


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize(("count", "requests"), [(0, 1), (3, 1), (4, 2), (8, 3)])
def test_all_matches_come_and_nothing_beside_them(serve, reach, read, count, requests, total):
    server = serve(searching(count, total=total))
    source = reach("fhir", server.url("fhir/Organization"), auth="token")
    assert {"id", "identifier", "name", "partOf"} <= set(source.headings())
    found = read(source)
    assert [row["id"] for row in found] == [str(n) for n in range(count)]
    assert len(server.asked) == requests
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer token"}
    if found:
        assert json.loads(found[0]["identifier"])[0]["value"] == "00000000"
        assert found[0]["active"] == "true"
        assert found[0]["partOf"] is None


def test_times_are_asked_for_as_last_updated(serve, reach, read):
    server = serve(searching(1))
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    read(reach("fhir", server.url("fhir/Organization?active=true"), since=since, until=until, page_size=7))
    assert server.asked[0].pairs == (
        ("active", "true"), ("_count", "7"), ("_lastUpdated", "ge2026-03-01T00:00:00.000Z"),
        ("_lastUpdated", "lt2026-04-01T00:00:00.000Z"),
    )  # fmt: skip


def test_a_read_goes_on_behind_a_next_link(serve, reach):
    server = serve(searching(8))
    source = reach("fhir", server.url("fhir/Organization"))
    batches = source.batches()
    first = next(batches)
    next(batches)  # the bookmark stands behind the first page now
    rest = list(reach("fhir", server.url("fhir/Organization"), resume=source.bookmark().to_text()).batches())
    got = [row for batch in (first, *rest) for row in batch.columns.column("id").to_pylist()]
    assert got == [str(n) for n in range(8)]
    assert rest[0].rows.to_pylist() == [4, 5, 6]


def test_b20_references_are_read_and_never_followed(serve, reach, read):
    other = serve(lambda _: Answer({}))
    resource = {
        **organization(1), "partOf": {"reference": other.url("Organization/2")}, "price": 0,
        "contained": [{"resourceType": "Organization", "id": "c", "partOf": {"reference": "#c"}}],
        "extension": [{"url": other.url("unknown"), "valueDecimal": 0}], "text": {"div": "<script>x</script>"},
    }  # fmt: skip
    body = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": resource}]})
    server = serve(lambda _: Answer(body.replace('"valueDecimal": 0', '"valueDecimal": 1.10').encode()))
    (row,) = read(reach("fhir", server.url("fhir/Organization")))
    assert "1.10" in row["extension"]
    assert other.asked == []


def test_an_entry_of_an_unknown_mode_is_not_passed_over(serve, reach, read):
    entries = [{"resource": organization(n), "search": {"mode": mode}} for n, mode in enumerate(["x", {}, None])]
    server = serve(lambda _: Answer({"resourceType": "Bundle", "type": "searchset", "entry": entries}))
    assert [row["id"] for row in read(reach("fhir", server.url("fhir/Organization")))] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("body", "message_id"),
    [
        ({"resourceType": "OperationOutcome", "issue": [{"code": "x", "diagnostics": "hunter2"}]}, "service-refused"),
        ({"resourceType": "Organization"}, "service-fhir-no-bundle"),
        ({"resourceType": "Bundle", "type": "transaction"}, "service-fhir-no-bundle"),
        ([], "service-fhir-no-bundle"),
        ({"resourceType": [], "type": "searchset"}, "service-fhir-no-bundle"),
        ({"resourceType": "Bundle", "type": "searchset", "entry": True}, "service-no-records"),
        ({"resourceType": "Bundle", "type": "searchset", "link": {"relation": "next"}}, "service-no-records"),
    ],
)
def test_what_is_no_answer_to_a_search_is_told(serve, reach, fail, body, message_id):
    server = serve(lambda _: Answer(body))
    error = fail(lambda: list(reach("fhir", server.url("fhir/Organization")).batches()))
    assert error.message_id == message_id
    assert "hunter2" not in str(error) + repr(vars(error))


def test_the_address_names_a_type(reach, fail):
    assert fail(lambda: reach("fhir", "http://127.0.0.1:9/fhir")).message_id == "service-fhir-type"
