"""Maps drafted from the address of a service: one page is fetched, and the map reads the whole service."""

from __future__ import annotations

import re
from typing import Any

import pytest
from loopback import Answer
from test_arcgis import Layer
from test_ckan import Ckan
from test_fhir import searching
from test_ngsi_ld import broker
from test_ogc_features import collection
from test_open311 import City
from test_socrata import Dataset

import opendata_share as share
from opendata_share.adapters import FieldMap, draft_map
from opendata_share.errors import DefinitionError, SourceError

POSTS = [{"no": str(n), "name": f"Pos {n}", "place": {"address": f"Jl. {n}"}} for n in range(6)]


def taken(text: str) -> str:
    """Return the draft with its proposals taken, and a kind of station where one is asked for."""
    found = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", text)
    return re.sub(r'(?m)^station_type = \{ value = "[^"]*" \}', 'station_type = { value = "post" }', found)


def paged(asked: Any) -> Answer:
    """Answer with two posts a page."""
    first = asked.whole_number("offset")
    return Answer({"page": {"total": 6}, "items": POSTS[first : first + 2]})


def test_one_page_is_fetched_and_the_map_reads_them_all(serve: Any) -> None:
    from opendata_share.adapters.sources import Paging

    server = serve(paged)
    url = server.url("posts")
    paging = Paging(by="offset", size_parameter="limit", identity="no")
    text = draft_map(
        url, to="fire-station", agency="demo", format="api", paging=paging, page_size=2, records="items"
    ).text
    assert len(server.asked) == 1
    lines = set(text.split("\n"))
    assert {'format = "api"', f'url = "{url}"', 'record = "items"', "page_size = 2"} <= lines
    assert 'paging = { by = "offset", size_parameter = "limit", identity = "no" }' in lines
    assert "Only the first 2 rows were looked at" in text
    checked = share.validate(share.adapt(field_map=FieldMap.from_toml(taken(text))))
    assert checked.accepted.to_arrow()["address"].to_pylist() == [f"Jl. {n}" for n in range(6)]


def test_the_only_list_of_an_answer_holds_the_records(serve: Any) -> None:
    server = serve(lambda asked: Answer({"ok": True, "data": {"items": POSTS}}))
    text = draft_map(server.url("posts"), to="fire-station", agency="demo", format="api").text
    assert 'record = "data/items"' in text


def test_of_several_lists_the_error_names_all_and_the_line(serve: Any) -> None:
    server = serve(lambda asked: Answer({"posts": POSTS, "errors": [{"code": 1}]}))
    with pytest.raises(SourceError) as caught:
        draft_map(server.url("posts"), to="fire-station", format="api")
    assert caught.value.parameters["lists"] == ["posts", "errors"]
    for language in ("en", "id"):
        assert 'record = "posts"' in caught.value.text(language)


def test_an_address_that_tells_no_format_is_refused_and_nothing_is_fetched(serve: Any) -> None:
    server = serve(paged)
    with pytest.raises(Exception, match="format"):
        draft_map(server.url("posts"), to="fire-station")
    assert server.asked == []


SERVICES = {
    "ckan": (
        lambda: Ckan(3),
        "api/3/action/datastore_search",
        {"parameters": {"resource_id": "r-1"}},
        '# name = "nama"',
    ),
    "socrata": (lambda: Dataset(3), "resource/abcd-1234.json", {"auth": {"X-App-Token": "token"}}, '# name = "nama"'),
    "arcgis": (lambda: Layer(3), "arcgis/rest/services/Pos/FeatureServer/0", {}, 'form = "geojson"'),
    "ogc-features": (lambda: collection(3), "collections/pos/items", {}, 'form = "geojson"'),
    "fhir": (lambda: searching(3), "fhir/Organization", {}, 'name = "name"'),
    "ngsi-ld": (
        lambda: broker(3),
        "ngsi-ld/v1/entities",
        {"parameters": {"type": "Hospital"}},
        'from = "location/value"',
    ),
}


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_told_by_its_address_and_drafted(serve: Any, name: str) -> None:
    answer, path, options, expected = SERVICES[name]
    server = serve(answer())
    text = draft_map(server.url(path), to="fire-station", agency="demo", **options).text
    field_map = FieldMap.from_toml(text)
    FieldMap.from_toml(taken(text))
    assert field_map.source.format == name
    assert field_map.source.url == server.url(path)
    assert expected in text
    assert "token" not in text
    auth = {"auth": options["auth"]} if "auth" in options else {}
    try:
        share.adapt(field_map=field_map, **auth)
    except DefinitionError as error:
        assert error.message_id in {"map-no-key", "map-required-field"}, f"{error}\n{text}"


def test_open311_is_drafted_from_the_newest_requests(serve: Any) -> None:
    from datetime import timedelta

    server = serve(City(timedelta(days=30)))
    options = {"parameters": {"jurisdiction_id": "jakarta.go.id"}}
    text = draft_map(server.url("v2/requests.json"), to="citizen-report", agency="demo", **options).text
    assert {'format = "open311"', 'parameters = { jurisdiction_id = "jakarta.go.id" }'} <= set(text.split("\n"))
    assert 'service_code = "service_code"' in text


def test_an_address_with_a_query_and_a_secret_parameter_are_not_written(serve: Any) -> None:
    server = serve(lambda asked: Answer(POSTS))
    url = server.url("posts?token=tr0ub4dor", userinfo="ani:s3cr3t@")
    text = draft_map(url, to="fire-station", format="api", parameters={"api_key": "hunter2"}).text
    for secret in ("tr0ub4dor", "s3cr3t", "hunter2", "url ="):
        assert secret not in text
    assert "not written here" in text
    FieldMap.from_toml(text)


def test_drafting_a_service_again_keeps_the_map(serve: Any) -> None:
    server = serve(lambda asked: Answer(POSTS))
    text = draft_map(server.url("posts"), to="fire-station", agency="demo", format="api").text
    assert draft_map(server.url("posts"), to="fire-station", agency="demo", existing=text).text == text


def test_a_member_that_first_comes_on_a_later_page_is_told_once(serve: Any) -> None:
    late = [
        *POSTS[:3],
        {**POSTS[3], "place": {"address": "x", "rt": {"no": 1}}},
        {**POSTS[4], "place": {"rt": {"no": 2}}},
    ]

    def answer(asked: Any) -> Answer:
        first = asked.whole_number("offset")
        return Answer({"items": late[first : first + 2]})

    from opendata_share.adapters.sources import Paging

    url = serve(answer).url("posts")
    paging = Paging(by="offset", size_parameter="limit")
    text = draft_map(
        url, to="fire-station", format="api", agency="demo", paging=paging, page_size=2, records="items"
    ).text
    report = share.validate(share.adapt(field_map=FieldMap.from_toml(taken(text)))).report
    found = [v for v in report.table("fire-station").violations if v.rule == "late-column"]
    assert [(v.field, v.row) for v in found] == [("place/rt", 4), ("place/rt/no", 4)]
    assert {v.severity for v in found} == {"advice"}
