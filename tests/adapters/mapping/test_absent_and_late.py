"""What may be absent, what comes late, what is a value here and a record there: nothing is lost silently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import opendata_share as share
from opendata_share.errors import DefinitionError

MAP = """agency = "demo"
[source]
ignore = [{ignore}]
quarantine = [{quarantine}]
[[tables.fire-station]]
key = ["no"]
name = "name"
station_type = {{ value = "post" }}
{line}
"""


def mapped(ignore: str = "", quarantine: str = "", line: str = "") -> share.FieldMap:
    """Return a map of posts."""
    return share.FieldMap.from_toml(MAP.format(ignore=ignore, quarantine=quarantine, line=line), name="map.toml")


def refusal(rows: Any, field_map: share.FieldMap) -> DefinitionError:
    """Return the error a map is refused with."""
    with pytest.raises(DefinitionError) as caught:
        share.adapt(rows, field_map=field_map)
    for language in ("en", "id"):
        assert caught.value.text(language)
    return caught.value


POST = {"no": "1", "name": "Pos A"}


@pytest.mark.parametrize("row", [POST, {**POST, "note": "x"}])
@pytest.mark.parametrize("section", ["ignore", "quarantine"])
def test_a_column_with_a_question_mark_may_be_absent_and_is_closed_where_it_is_not(row: Any, section: str) -> None:
    table = share.adapt([row], field_map=mapped(**{section: '"note?"'}))
    assert table.to_arrow().num_rows == 1


@pytest.mark.parametrize("place", [{"x": 1}, {"x": 1, "note": "y"}])
@pytest.mark.parametrize("section", ["ignore", "quarantine"])
def test_a_member_with_a_question_mark_may_be_absent_too(place: Any, section: str) -> None:
    entries = {
        "ignore": '"place/x"',
        section: '"place/note?"' if section == "quarantine" else '"place/x", "place/note?"',
    }
    table = share.adapt([{**POST, "place": place}], field_map=mapped(**entries))
    assert table.to_arrow().num_rows == 1


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ('address = "note?"', 'address = "note"'),
        ('address = { from = "note?" }', 'address = { from = "note" }'),
        ('address = { first = ["note?", "name"] }', 'address = { first = ["note", "name"] }'),
    ],
)
def test_a_value_takes_no_question_mark_and_the_error_shows_it_without(line: str, right: str) -> None:
    error = refusal([{**POST, "note": "x"}], mapped(line=line))
    assert (error.message_id, error.parameters["right"]) == ("map-question-mark", right)
    assert share.adapt([{**POST, "note": "x"}], field_map=mapped(line=right)).to_arrow().num_rows == 1


def test_a_position_in_a_list_of_values_is_refused_with_what_a_list_can_be_asked_for() -> None:
    rows = [{**POST, "tags": ["a", "b"]}]
    error = refusal(rows, mapped(line='address = "tags[0]"'))
    assert (error.message_id, error.parameters["right"]) == ("map-path-form", 'address = "tags[]"')
    assert "list[member=text]" in error.text("en")


def test_dots_are_refused_with_the_path_and_a_column_with_dots_is_read() -> None:
    error = refusal([{**POST, "place": {"street": "Jl. A"}}], mapped(line='address = "place.street"'))
    assert error.parameters["right"] == 'address = "place/street"'
    table = share.adapt([{**POST, "place.street": "Jl. A"}], field_map=mapped(line='address = "place.street"'))
    assert table.to_arrow()["address"].to_pylist() == ["Jl. A"]


def test_every_member_may_be_accounted_for_where_none_is_read() -> None:
    rows = [{**POST, "place": {"x": 1, "phone": "0811"}}]
    assert share.adapt(rows, field_map=mapped('"place/x"', '"place/phone"')).to_arrow().num_rows == 1
    error = refusal(rows, mapped(quarantine='"place/phone"'))
    assert error.parameters["columns"] == ["place/x"]


def test_a_member_that_only_the_last_file_of_a_pattern_has_is_asked_about(tmp_path: Path) -> None:
    for number, place in enumerate(({"street": "Jl. A"}, {"street": "Jl. B", "rt": "1"})):
        row = {**POST, "no": str(number), "place": place}
        (tmp_path / f"posts-{number}.ndjson").write_text(json.dumps(row) + "\n", "utf-8")
    pattern = str(tmp_path / "posts-*.ndjson")
    line = 'address = "place/street"'
    error = refusal(pattern, mapped(line=line))
    assert (error.message_id, error.parameters["columns"]) == ("map-unused-columns", ["place/rt"])
    assert 'ignore = ["place/rt"]' in error.text("en")
    table = share.adapt(pattern, field_map=mapped('"place/rt"', line=line))
    assert table.to_arrow()["address"].to_pylist() == ["Jl. A", "Jl. B"]


def test_a_value_where_others_have_a_record_must_be_accounted_for() -> None:
    rows = [{**POST, "place": {"street": "Jl. A"}}, {**POST, "no": "2", "place": "Jl. B"}]
    error = refusal(rows, mapped(line='address = "place/street"'))
    assert (error.message_id, error.parameters["columns"]) == ("map-unused-columns", ["place"])
    table = share.adapt(rows, field_map=mapped('"place"', line='address = "place/street"'))
    assert table.to_arrow()["address"].to_pylist() == ["Jl. A", None]


def test_the_text_of_an_element_is_its_text_with_attributes_and_without(tmp_path: Path) -> None:
    path = tmp_path / "posts.xml"
    path.write_text(
        "<posts><post><no>1</no><name>Pos A</name><at lang='id'>Jl. A</at></post>"
        "<post><no>2</no><name>Pos B</name><at>Jl. B</at></post></posts>",
        "utf-8",
    )
    text = MAP.format(ignore='"at/@lang"', quarantine="", line='address = "at/#text"')
    field_map = share.FieldMap.from_toml(text.replace("[source]", '[source]\nrecord = "post"'))
    assert share.adapt(path, field_map=field_map).to_arrow()["address"].to_pylist() == ["Jl. A", "Jl. B"]
