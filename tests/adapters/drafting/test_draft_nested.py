"""GeoJSON and JSON documents: the place and the array of records are found where only one can be meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import FieldMap
from opendata_share.errors import DefinitionError, SourceError

STATIONS = [
    {"kode": "P1", "name": "Pos Monas", "address": "Jl. Merdeka 1"},
    {"kode": "P2", "name": "Pos Gambir", "address": "Jl. Merdeka 2"},
]


def written(path: Path, document: object) -> Path:
    """Write a JSON document."""
    path.write_text(json.dumps(document), "utf-8")
    return path


def collection(path: Path, *shapes: dict[str, Any]) -> Path:
    """Write a feature collection of stations with these geometries."""
    pairs = zip(STATIONS, shapes, strict=True)
    features = [{"type": "Feature", "geometry": shape, "properties": station} for station, shape in pairs]
    return written(path, {"type": "FeatureCollection", "features": features})


def point(x: float, y: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [x, y]}


def test_points_of_geojson_are_proposed_as_the_place_and_three_edits_make_the_map(
    drafting: Any, tmp_path: Path
) -> None:
    path = collection(tmp_path / "stations.geojson", point(106.81, -6.17), point(106.82, -6.18))
    text = drafting.draft(path, "fire-station").text
    edited = drafting.taken(text)
    assert 'point = { from = "geometry", form = "geojson" }' in drafting.active(edited)
    assert sum(a != b for a, b in zip(text.split("\n"), edited.split("\n"), strict=True)) == 3
    checked = drafting.judged(path, edited)
    table = checked.accepted.to_arrow()
    assert table["latitude"].to_pylist() == [-6.17, -6.18]
    assert table["longitude"].to_pylist() == [106.81, 106.82]
    assert checked.report.valid


def test_points_of_many_decimals_are_no_free_text(drafting: Any, tmp_path: Path) -> None:
    places = point(106.87991912345678, -6.2363491234567), point(106.88991912345678, -6.2463491234567)
    path = collection(tmp_path / "stations.geojson", *places)
    draft = drafting.draft(path, "fire-station")
    assert "quarantine" not in draft.text
    assert '# point = { from = "geometry", form = "geojson" }' in draft.text


def test_shapes_that_are_no_points_are_no_place(drafting: Any, tmp_path: Path) -> None:
    ring = [[106.8, -6.1], [106.9, -6.1], [106.9, -6.2], [106.8, -6.1]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    path = collection(tmp_path / "stations.geojson", shape, shape)
    draft = drafting.draft(path, "fire-station")
    assert "point = " not in draft.text
    assert "geometry" in draft.unused


def test_the_only_array_of_a_document_holds_the_records(drafting: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "stations.json", {"status": "ok", "stations": STATIONS})
    text = drafting.draft(path, "fire-station").text
    assert 'record = "stations"' in drafting.active(text)
    checked = drafting.judged(path, drafting.taken(text))
    assert checked.accepted.to_arrow()["name"].to_pylist() == ["Pos Monas", "Pos Gambir"]


def test_drafting_again_reads_the_array_the_map_names_and_changes_nothing(drafting: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "stations.json", {"status": "ok", "stations": STATIONS})
    text = drafting.draft(path, "fire-station").text
    assert drafting.draft(path, "fire-station", existing=text).text == text


@pytest.mark.parametrize(
    "document",
    [
        {"stations": []},
        {"stations": ["Pos Monas", "Pos Gambir"]},
        {"name": "Pos Monas"},
        {"name": "Pos Monas", "vehicles": [{"plate": "B 1"}]},
    ],
    ids=[
        "an empty array",
        "an array of texts",
        "no array",
        "a record with a list",
    ],
)
def test_where_no_array_means_anything_the_reader_asks(drafting: Any, tmp_path: Path, document: dict[str, Any]) -> None:
    path = written(tmp_path / "stations.json", document)
    with pytest.raises(SourceError) as caught:
        drafting.draft(path, "fire-station")
    assert caught.value.message_id == "json-record-needed"


def test_of_several_lists_the_one_that_means_most_is_taken_and_the_others_named(drafting: Any, tmp_path: Path) -> None:
    document = {"stations": STATIONS, "errors": [{"code": 1}, {"code": 2}, {"code": 3}]}
    text = drafting.draft(written(tmp_path / "stations.json", document), "fire-station").text
    assert 'record = "stations"' in drafting.active(text)
    assert "errors (3)" in text
    assert "--records" in text


def test_records_may_lie_three_levels_down(drafting: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "stations.json", {"ok": True, "result": {"page": {"total": 2, "records": STATIONS}}})
    text = drafting.draft(path, "fire-station").text
    assert 'record = "result/page/records"' in drafting.active(text)
    checked = drafting.judged(path, drafting.taken(text))
    assert checked.accepted.to_arrow()["name"].to_pylist() == ["Pos Monas", "Pos Gambir"]


@pytest.mark.parametrize(
    ("records", "record", "each"), [("posts", "posts", None), (".", ".", None), ("posts/units", "posts", "units")]
)
def test_the_caller_says_which_records_are_meant(
    drafting: Any, tmp_path: Path, records: str, record: str, each: str | None
) -> None:
    posts = [{**station, "units": [{"call_sign": "B1"}, {"call_sign": "B2"}]} for station in STATIONS]
    document = {"name": "Sektor Gambir", "address": "Jl. Merdeka 3", "posts": posts}
    text = drafting.draft(written(tmp_path / "s.json", document), "response-unit", records=records).text
    field_map = FieldMap.from_toml(text)
    assert field_map.source.record == record
    assert field_map.blocks[0].each == each


@pytest.mark.parametrize("records", ["post", "posts/unit", "posts/units/x", ""])
def test_records_that_are_not_there_are_refused_with_those_that_are(
    drafting: Any, tmp_path: Path, records: str
) -> None:
    posts = [{**station, "units": [{"call_sign": "B1"}, {"call_sign": "B2"}]} for station in STATIONS]
    for document in ({"posts": posts}, [{"posts": posts}]):
        path = written(tmp_path / "s.json", document)
        with pytest.raises(DefinitionError) as caught:
            drafting.draft(path, "fire-station", records=records)
        assert caught.value.message_id == "draft-records-unknown"
        assert any(known.startswith("posts (2") for known in caught.value.parameters["known"])
        assert any(known.startswith("posts/units (4") for known in caught.value.parameters["known"])


def test_members_of_members_are_proposed_by_their_paths(drafting: Any, tmp_path: Path) -> None:
    stations = [
        {"kode": f"P{n}", "name": {"value": f"Pos {n}"}, "place": {"address": f"Jl. {n}", "at": point(106.8, -6.1)}}
        for n in range(2)
    ]
    lines = drafting.lines(written(tmp_path / "s.json", stations), "fire-station")
    assert lines["name"] == 'name = "name/value"'
    assert lines["address"] == 'address = "place/address"'
    assert lines["point"] == 'point = { from = "place/at", form = "geojson" }'


def test_a_nested_line_that_is_taken_gives_what_stands_there(drafting: Any, tmp_path: Path) -> None:
    stations = [{"kode": f"P{n}", "name": f"Pos {n}", "place": {"address": f"Jl. {n}"}} for n in range(2)]
    path = written(tmp_path / "s.json", stations)
    checked = drafting.judged(path, drafting.taken(drafting.draft(path, "fire-station").text))
    assert checked.accepted.to_arrow()["address"].to_pylist() == ["Jl. 0", "Jl. 1"]


def test_lists_of_pairs_become_a_field_that_is_a_list_of_records(drafting: Any, tmp_path: Path) -> None:
    codes = [
        {"system": "https://sirs.kemkes.go.id/kode_rs", "value": "1"},
        {"system": "https://www.openstreetmap.org/node", "value": "2"},
    ]
    stations = [{"kode": f"P{n}", "name": f"Pos {n}", "station_type": "post", "identifiers": codes} for n in range(2)]
    path = written(tmp_path / "s.json", stations)
    text = drafting.draft(path, "fire-station").text
    right = 'identifiers = { each = "identifiers", fields = { system = "system", value = "value" } }'
    assert f"# {right}" in text
    checked = drafting.judged(path, drafting.taken(text))
    assert checked.accepted.to_records()[0]["identifiers"] == codes


def test_lists_of_values_feed_fields_that_are_lists_and_no_others(drafting: Any, tmp_path: Path) -> None:
    reports = [
        {"id": str(n), "title": ["a", "b"], "media_urls": ["https://a.example/1", "https://a.example/2"]}
        for n in range(2)
    ]
    lines = drafting.lines(written(tmp_path / "r.json", reports), "citizen-report")
    assert lines["media_urls"] == 'media_urls = "media_urls[]"'
    assert "title" not in lines


def test_a_list_of_codes_is_mapped_item_by_item(drafting: Any, tmp_path: Path) -> None:
    alerts = [{"identifier": str(n), "category": ["Met", "Geo"]} for n in range(2)]
    lines = drafting.lines(written(tmp_path / "a.json", alerts), "public-alert")
    assert lines["category"] == 'category = { from = "category[]", codes = { "Met" = "met", "Geo" = "geo" } }'


def test_the_items_of_a_list_become_the_rows_where_they_mean_the_table(drafting: Any, tmp_path: Path) -> None:
    info = [
        {"language": "id", "event": "Hujan", "severity": "Minor"},
        {"language": "en", "event": "Rain", "severity": "Minor"},
    ]
    alerts = [
        {"identifier": f"A{n}", "sender": "x", "sent": "2026-03-01T08:00:00+07:00", "info": info} for n in range(2)
    ]
    path = written(tmp_path / "a.json", {"alerts": alerts})
    text = drafting.draft(path, "public-alert").text
    assert {'record = "alerts"', 'each = "info"', 'event = "info/event"', 'sender = "sender"'} <= {
        *drafting.active(text)
    }


def test_a_member_that_comes_after_the_rows_looked_at_is_listed_and_told(drafting: Any, tmp_path: Path) -> None:
    from opendata_share.adapters.drafting._shape import SAMPLED_ROWS

    count = SAMPLED_ROWS + 20
    first = [{"kode": str(n), "name": f"Pos {n}", "place": {"x": 1}} for n in range(count)]
    first[-1] = {**first[-1], "place": {"x": 1, "late": {"deep": 2}}}
    path = tmp_path / "s.ndjson"
    path.write_text("\n".join(map(json.dumps, first)), "utf-8")
    text = drafting.draft(path, "fire-station").text
    assert "place/late/deep" in "".join(line for line in text.split("\n") if line.startswith("## "))
    assert FieldMap.from_toml(text).source.ignore[-1] in {"place", "place/late", "place/late/deep"}


def test_members_that_look_personal_are_closed_by_their_path(drafting: Any, tmp_path: Path) -> None:
    stations = [
        {"kode": f"P{n}", "name": f"Pos {n}", "head": {"nama petugas": "Si Contoh", "no hp": "081234567890"}}
        for n in range(2)
    ]
    text = drafting.draft(written(tmp_path / "s.json", stations), "fire-station").text
    assert FieldMap.from_toml(text).source.quarantine == ("head/nama petugas", "head/no hp")
    assert "Si Contoh" not in text
    assert "0812" not in text


XML = """<posts xmlns:p="http://p.example"><made>2026</made>
<p:post no="P1"><p:name lang="id">Pos Monas</p:name><place><address>Jl. 1</address></place><tag>a</tag><tag>b</tag>
</p:post>
<p:post no="P2"><p:name lang="id">Pos Gambir</p:name><place><address>Jl. 2</address></place></p:post>
</posts>
"""


def test_of_xml_the_element_that_repeats_holds_the_records(drafting: Any, tmp_path: Path) -> None:
    path = tmp_path / "posts.xml"
    path.write_text(XML, "utf-8")
    draft = drafting.draft(path, "fire-station")
    assert 'record = "post"' in drafting.active(draft.text)
    assert 'name = "name/#text"' in drafting.active(draft.text)
    assert '# address = "place/address"' in draft.text
    assert {"name/@lang", "tag[]"} <= set(draft.unused)
    checked = drafting.judged(path, drafting.taken(draft.text))
    assert checked.accepted.to_arrow()["name"].to_pylist() == ["Pos Monas", "Pos Gambir"]


def test_of_xml_records_may_be_named_by_their_last_names(drafting: Any, tmp_path: Path) -> None:
    path = tmp_path / "posts.xml"
    path.write_text(XML, "utf-8")
    text = drafting.draft(path, "fire-station", records="post/place").text
    assert 'record = "place"' in drafting.active(text)


def test_a_document_that_is_geojson_under_another_suffix_is_read_as_such(drafting: Any, tmp_path: Path) -> None:
    path = collection(tmp_path / "stations.json", point(106.81, -6.17), point(106.82, -6.18))
    text = drafting.draft(path, "fire-station").text
    assert 'format = "geojson"' in drafting.active(text)
    assert drafting.judged(path, drafting.taken(text)).report.valid


def test_headings_that_all_begin_alike_are_read_without_their_beginning(drafting: Any) -> None:
    rows = [
        {"d.kode": f"P{n}", "d.nama_pos": f"Pos {n}", "d.alamat": f"Jl. {n}", "(d.telepon)": "0211234"}
        for n in range(3)
    ]
    lines = drafting.lines(rows, "fire-station")
    assert lines["name"] == 'name = "d.nama_pos"'
    assert lines["address"] == 'address = "d.alamat"'
    assert lines["key"] == 'key = ["d.kode"]'


def test_what_nested_lines_a_person_wrote_stay_and_are_not_proposed_again(drafting: Any, tmp_path: Path) -> None:
    stations = [{"kode": f"P{n}", "name": f"Pos {n}", "place": {"address": f"Jl. {n}", "kota": "X"}} for n in range(2)]
    path = written(tmp_path / "s.json", stations)
    edited = drafting.taken(drafting.draft(path, "fire-station").text, "address")
    assert drafting.draft(path, "fire-station", existing=edited).text == edited
    wider = written(tmp_path / "s.json", [{**s, "place": {**s["place"], "rt": "1"}} for s in stations])  # type: ignore[dict-item]
    again = drafting.draft(wider, "fire-station", existing=edited).text
    assert '"place/rt"' in again
    assert again.count('address = "place/address"') == 1


def test_what_stands_in_a_record_about_a_person_is_closed_whatever_it_is_called(drafting: Any, tmp_path: Path) -> None:
    records = [
        {"no": "1", "patientName": {"field02": "Contoh", "field03": "Si"}},
        {"no": "2", "patientName": {"field02": "Misal"}},
    ]
    text = drafting.draft(written(tmp_path / "r.json", records), "emergency-incident").text
    assert FieldMap.from_toml(text).source.quarantine == ("patientName/field02", "patientName/field03")
    assert "Contoh" not in text


def test_a_record_whose_members_are_all_closed_is_not_new_to_a_second_draft(drafting: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "r.json", [{"no": str(n), "x": {"no hp": f"08123456780{n}"}} for n in range(3)])
    text = drafting.draft(path, "fire-station").text
    assert drafting.draft(path, "fire-station", existing=text).text == text


@pytest.mark.parametrize("name", ["what?", "a*b", "c[d"])
def test_a_record_ignored_under_a_name_with_signs_is_settled_with_all_in_it(
    drafting: Any, tmp_path: Path, name: str
) -> None:
    path = written(tmp_path / "r.json", [{"id": {"id": str(n), name: {"x": n}}} for n in range(2)])
    text = drafting.draft(path, "fire-station").text
    assert drafting.draft(path, "fire-station", existing=text).text == text


def test_records_of_a_file_in_which_nothing_nests_are_refused(drafting: Any) -> None:
    path = drafting.csv("kode,name\nP1,Pos A\n")
    with pytest.raises(DefinitionError) as caught:
        drafting.draft(path, "fire-station", records="posts")
    assert caught.value.message_id == "draft-records-unknown"
