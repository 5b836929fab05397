"""Wrong maps over nested records and several files: each error names file, line and key, and shows what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

import opendata_share as share
from opendata_share.errors import DefinitionError

ALERTS = """# one row for each info
agency = "demo"
[source]
ignore = ["info/note"]
[[tables.public-alert]]
each = "info"
identifier = "id"
sender = "by/name"
sent = { value = 2026-03-01T08:00:00+07:00 }
info_index = "#0"
status = { value = "actual" }
msg_type = { value = "alert" }
scope = { value = "public" }
language = "info/language"
category = { from = "info/category[]", codes = "cap" }
event = "info/event"
areas = { each = "info/area", fields = { area_desc = "desc", polygon = "ring[]" } }
"""
ROWS = [
    {
        "id": "A1",
        "by": {"name": "w@example.id"},
        "info": [
            {
                "language": language,
                "category": ["Met", "Geo"],
                "event": "Hujan",
                "note": "-",
                "area": [{"desc": "Koja", "ring": ["1,2 3,4 5,6 1,2"]}, {"desc": "Tebet", "ring": []}],
            }
            for language in ("id", "en")
        ],
    }
]
CALLS = """agency = "demo"
[source]
path = "calls.csv"
zone = "Asia/Jakarta"
[join.unit]
path = "units.csv"
on = { unit = "name" }
fold = true
ignore = ["note"]
[let]
unit = { from = "units", split = " " }
[[tables.unit-response]]
each = "unit"
key = ["call", "unit"]
incident_id = { template = "demo:{call}" }
unit_id = { ref = "response-unit", key = ["unit"] }
from_station_id = { ref = "fire-station", key = ["unit.post"] }
dispatched_at = { from = "at", format = "%d/%m/%Y %H:%M" }
[[tables.fire-station]]
source = { path = "posts.csv", ignore = ["phone"] }
key = ["post"]
name = "title"
station_type = { value = "post" }
"""
FILES = {
    "calls.csv": "call,at,units\nC1,01/03/2026 08:00,A B\n",
    "units.csv": "name,post,note\nA,p1,x\nB,p2,y\n",
    "posts.csv": "post,title,phone\np1,Pos Satu,1\np2,Pos Dua,2\n",
}
SECOND = """[[tables.fire-station]]
key = ["call"]
name = "call"
station_type = { value = "post" }
"""
WITHOUT_EACH = '[[tables.response-unit]]\nkey = ["call"]\ncall_sign = "unit.post"\n'
CODES = 'category = { from = "info/category[]", codes = "cap" }'
AREAS = 'areas = { each = "info/area", fields = { area_desc = "desc", polygon = "ring[]" } }'

# what is right, what was written, which error, what it must show beside the file and the line
WRONG_ALERTS = [
    ('sender = "by/name"', 'sender = "by/nme"', "map-missing-path", 'sender = "by/name"'),
    ('sender = "by/name"', 'sender = "by/Name"', "map-missing-path", 'sender = "by/name"'),
    ('sender = "by/name"', 'sender = "id/name"', "map-path-not-nested", '"id"'),
    ('sender = "by/name"', 'sender = "bye/name"', "map-missing-column-far", "id, by, info"),
    ('sender = "by/name"', 'sender = "by/name]"', "map-missing-column-far", "id, by, info"),
    ('event = "info/event"', 'event = { from = "info/evnt" }', "map-missing-path", 'event = { from = "info/event" }'),
    ('event = "info/event"', 'event = "info/event[]"', "map-list-into-one", "info/event[]"),
    ('event = "info/event"', 'event = { template = "{info/category[]}" }', "map-list-into-one", 'each = "a"'),
    ('event = "info/event"', 'event = "info/area/desc"', "map-path-list", 'event = "info/area[]/desc"'),
    (
        'event = "info/event"',
        'event = { each = "info/area", fields = { d = "desc" } }',
        "map-each-no-records",
        "event =",
    ),
    ('sender = "by/name"', 'sender = "by.name"', "map-path-form", 'sender = "by/name"'),
    ('sender = "by/name"', 'sender = "$.by.name"', "map-path-form", 'sender = "by/name"'),
    ('sender = "by/name"', 'sender = "/by/name"', "map-path-form", 'sender = "by/name"'),
    ('sender = "by/name"', 'sender = "by//name/"', "map-path-form", 'sender = "by/name"'),
    ('sender = "by/name"', "sender = \"by['name']\"", "map-path-form", 'sender = "by/name"'),
    ('sender = "by/name"', 'sender = "by/name/text()"', "map-path-not-nested", '"by/name"'),
    ('sender = "by/name"', 'sender = "by/name?"', "map-missing-path", 'sender = "by/name"'),
    ('identifier = "id"', 'identifier = "id?"', "map-question-mark", 'identifier = "id"'),
    (CODES, CODES.replace("category[]", "category[0]"), "map-path-form", CODES),
    (CODES, CODES.replace("category[]", "category[*]"), "map-path-form", CODES),
    (CODES, 'category = { from = "info/category", codes = "cap" }', "map-path-list", CODES),
    (CODES, CODES.replace('"cap"', '"cpa"'), "map-code-table", "cap"),
    (CODES, CODES.replace('"cap"', '{ Met = "mett" }'), "map-unknown-code", CODES.replace('"cap"', '{ Met = "met" }')),
    ('each = "info"', 'each = "infos"', "map-each", "infos"),
    ('each = "info"', 'each = "info[]"', "map-each-path", 'each = "info"'),
    (AREAS, AREAS.replace('"desc"', '"dsc"'), "map-missing-path", AREAS),
    (AREAS, AREAS.replace("area_desc", "area_dsc"), "map-unknown-field", AREAS),
    (AREAS, AREAS.replace('area_desc = "desc", ', ""), "map-required-member", 'area_desc = "MEMBER"'),
    (AREAS, AREAS.replace('"ring[]"', '"ring[]", "geocode" = 3'), "map-type", "table"),
    (AREAS, AREAS.replace(" }\n", "")[:-2] + ', default = "x" }', "map-each-step", "default"),
    (AREAS, 'areas = { each = "info/area" }', "map-type", "table"),
    (AREAS, AREAS.replace("each =", "from ="), "map-unknown-key", "fields"),
    ('ignore = ["info/note"]', "ignore = []", "map-unused-columns", 'ignore = ["info/note"]'),
    ('ignore = ["info/note"]', 'ignore = ["info/notes"]', "map-missing-path", 'ignore = ["info/note"]'),
    ('ignore = ["info/note"]', 'quarantine = ["info/note", "info/event"]', "map-quarantined-used", "info/event"),
    ('info_index = "#0"', 'info_index = "#1"', "map-missing-column-far", "id, by, info"),
]
WRONG_CALLS = [
    ('on = { unit = "name" }', 'on = { unitt = "name" }', "map-missing-column", 'on = { units = "name" }'),
    ('on = { unit = "name" }', 'on = { unit = "nme" }', "map-missing-column", 'on = { unit = "name" }'),
    ('on = { unit = "name" }', "on = {}", "map-join-on", "on = {"),
    ('on = { unit = "name" }', "on = { unit = 3 }", "map-join-on", "on = {"),
    ('path = "units.csv"', 'path = "../units.csv"', "map-path-outside", 'path = "stations.csv"'),
    ('path = "units.csv"', "", "map-path-needed", 'path = "stations.csv"'),
    ("fold = true", 'fold = "yes"', "map-type", "true"),
    ("fold = true", "flod = true", "map-unknown-key", "fold"),
    ("fold = true", 'url = "https://example.id/units.csv"', "map-unknown-key", "url"),
    ('ignore = ["note"]', "ignore = []", "map-unused-columns", 'ignore = ["note"]'),
    ('key = ["unit.post"] }', 'key = ["unit.pst"] }', "map-missing-column", '["unit.post"] }'),
    ('key = ["unit.post"] }', 'key = ["unit.note"] }', "map-unused-columns", 'ignore = ["note", "post"]'),
    ('key = ["unit.post"] }', 'key = ["units.post"] }', "map-missing-column", '["unit.post"] }'),
    ('each = "unit"\n', "", "map-list-into-one", 'each = "a"'),
    ("[[tables.fire-station]]", f"{WITHOUT_EACH}[[tables.fire-station]]", "map-join-list", 'each = "unit"'),
    ('source = { path = "posts.csv", ignore = ["phone"] }', 'source = "join.units"', "map-join-unknown", "join.unit"),
    ('source = { path = "posts.csv", ignore = ["phone"] }', 'source = "posts.csv"', "map-unused-columns", '["phone"]'),
    ('source = { path = "posts.csv", ignore = ["phone"] }', "source = { ignore = [] }", "map-path-needed", "path ="),
    ('key = ["post"]', 'key = ["pst"]', "map-missing-column", 'key = ["post"]'),
    ("[[tables.fire-station]]", f"{SECOND}[[tables.fire-station]]", "map-table-of-two-sources", "fire-station"),
]


def check(error: DefinitionError, text: str, wrong: str, message_id: str, shown: str) -> None:
    assert error.message_id == message_id
    assert error.file == "map.toml"
    assert error.line is not None
    if wrong:
        assert wrong.splitlines()[0] in text.splitlines()[error.line - 1]
    english, indonesian = error.text("en"), error.text("id")
    assert english != indonesian
    assert english.startswith(f"map.toml, line {error.line}")
    assert indonesian.startswith(f"map.toml, baris berkas {error.line}")
    assert shown in english
    assert shown in indonesian


@pytest.mark.parametrize(("right", "wrong", "message_id", "shown"), WRONG_ALERTS)
def test_a_wrong_map_of_nested_records_teaches_the_right_one(
    right: str, wrong: str, message_id: str, shown: str
) -> None:
    assert right in ALERTS
    text = ALERTS.replace(right, wrong, 1)
    with pytest.raises(DefinitionError) as caught:
        share.adapt(ROWS, field_map=share.FieldMap.from_toml(text, name="map.toml"))
    check(caught.value, text, wrong, message_id, shown)
    if shown == right:
        share.adapt(ROWS, field_map=share.FieldMap.from_toml(text.replace(wrong, shown, 1)))


@pytest.mark.parametrize(("right", "wrong", "message_id", "shown"), WRONG_CALLS)
def test_a_wrong_map_of_several_files_teaches_the_right_one(
    right: str, wrong: str, message_id: str, shown: str, tmp_path: Path
) -> None:
    assert right in CALLS
    text = CALLS.replace(right, wrong, 1)
    for name, content in {**FILES, "map.toml": text}.items():
        (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        share.adapt_bundle(field_map=tmp_path / "map.toml")
    whole = (
        ""
        if message_id in {"map-path-needed", "map-unused-columns", "map-table-of-two-sources", "map-join-list"}
        else wrong
    )
    check(caught.value, text, whole, message_id, shown)


def test_the_maps_of_these_tests_are_right(tmp_path: Path) -> None:
    (rows,) = [share.adapt(ROWS, field_map=share.FieldMap.from_toml(ALERTS)).to_records()]
    assert [(row["language"], row["category"]) for row in rows] == [("id", ["met", "geo"]), ("en", ["met", "geo"])]
    for name, content in {**FILES, "map.toml": CALLS}.items():
        (tmp_path / name).write_text(content, "utf-8")
    bundle = share.adapt_bundle(field_map=tmp_path / "map.toml")
    assert bundle["unit-response"].to_arrow().column("from_station_id").to_pylist() == ["demo:p1", "demo:p2"]
