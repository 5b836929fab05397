"""NGSI-LD, against a broker that answers as Orion-LD and Scorpio do: a count, a Link header or none, a context."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from loopback import Answer


def entity(n):
    return {
        "id": f"urn:ngsi-ld:Hospital:{n}", "type": "Hospital",
        "beds": {"type": "Property", "value": n, "observedAt": "2026-03-01T00:00:00Z"},
        "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [106.8, -6.2]}},
    }  # fmt: skip


def broker(count, size=3, links=False, counts=True):
    def answer(asked):
        assert asked.path == "/ngsi-ld/v1/entities"
        assert asked.query["type"] == "Hospital"
        assert "@context" not in asked.query
        first, limit = asked.whole_number("offset"), min(asked.whole_number("limit"), size)
        headers = {"NGSILD-Results-Count": str(count)} if counts and asked.query["count"] == "true" else {}
        context = '<http://x/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
        more = f'</ngsi-ld/v1/entities?type=Hospital&count=true&limit={limit}&offset={first + limit}>;rel="next"'
        headers["Link"] = f"{context}, {more}" if links and first + limit < count else context
        return Answer([entity(n) for n in range(first, min(count, first + limit))], headers=headers)

    return answer


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("count", [0, 3, 4, 8])
def test_all_entities_come_with_links_and_without(serve, reach, read, count, links, counts):
    server = serve(broker(count, links=links, counts=counts))
    parameters = {"type": "Hospital", "@context": "https://context.example/c.jsonld"}
    found = read(reach("ngsi-ld", server.url(), parameters=parameters))
    assert [row["id"] for row in found] == [f"urn:ngsi-ld:Hospital:{n}" for n in range(count)]
    if found:
        assert json.loads(found[0]["beds"])["value"] == 0
    assert all('<https://context.example/c.jsonld>; rel="http' in asked.headers["link"] for asked in server.asked)


def test_times_are_a_query_beside_the_callers_own(serve, reach, read):
    server = serve(broker(1))
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    read(reach("ngsi-ld", server.url(), parameters={"type": "Hospital", "q": "beds>0"}, since=since, until=until))
    assert server.asked[0].query["q"] == (
        "beds>0;modifiedAt>=2026-03-01T00:00:00.000Z;modifiedAt<2026-04-01T00:00:00.000Z"
    )
    assert "link" not in server.asked[0].headers


def test_a_broker_whose_entities_change_while_they_are_read_is_told(serve, reach, read, fail):
    server = serve(lambda asked: broker(8 if asked.number < 2 else 9)(asked))
    error = fail(lambda: read(reach("ngsi-ld", server.url("ngsi-ld/v1/entities"), parameters={"type": "Hospital"})))
    assert error.message_id == "service-total-changed"


def test_a_broker_is_not_asked_for_everything(reach, fail):
    error = fail(lambda: reach("ngsi-ld", "http://127.0.0.1:9/"))
    assert (error.message_id, error.parameters["parameter"]) == ("service-parameter-missing", "type")
