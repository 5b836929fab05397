"""A map that is wrong in several places: everything is told in one go, and nothing that only follows from it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import opendata_share as share
from opendata_share.adapters import FieldMap, check_map
from opendata_share.errors import DefinitionError

MAP = """\
agency = "demo-fire"
[source]
zone = "Asia/Jakarta"
quarantine = ["telepon"]
ignore = ["catatan"]
[join.area]
path = "areas.csv"
on = { kode = "kode" }
[let]
rapi = { from = "nama", fold = true }
banyak = { from = "jam", as = "int" }
[[tables.fire-station]]
key = ["no"]
where = "shifts > 0"
name = "rapi"
station_type = { from = "jenis", codes = { "pos" = "post", "sektor" = "sector" }, unmapped = "post" }
shifts = { from = "regu", as = "int" }
vehicles_total = { expr = "shifts * 2" }
address = "area.jalan"
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no"] }
unit_type = { value = "fire_apparatus" }
as_of = "tanggal"
total = { expr = "banyak + 1" }
"""
SLIPS: dict[str, tuple[str, str, list[str]]] = {
    "the agency": ('"demo-fire"', '"Demo Fire"', ["map-agency"]),
    "the zone": ('"Asia/Jakarta"', '"Asia/Jakrta"', ["map-zone"]),
    "a list that is none": ('ignore = ["catatan"]', 'ignore = "catatan"', ["map-type"]),
    "a join on nothing": ('{ kode = "kode" }', "{}", ["map-join-on"]),
    "a let of no type": ('as = "int" }\n[[', 'as = "integer" }\n[[', ["map-choice"]),
    "a condition that is none": ('"shifts > 0"', '"shifts >"', ["expression-syntax"]),
    "a required field that is misspelt": ("name = ", "nmae = ", ["map-unknown-field"]),
    "a code that is in no list": ('= "sector"', '= "sektor"', ["map-unknown-code"]),
    "what is quarantined and read": ('"regu", as = "int"', '"telepon"', ["map-quarantined-used"]),
    "a field of an expression": ('"shifts * 2"', '"shift * 2"', ["expression-unknown-column"]),
    "a code of another table": ('value = "station"', 'value = "statoin"', ["map-unknown-code"]),
    "a required field left out": ('unit_type = { value = "fire_apparatus" }\n', "", ["map-required-field"]),
    "two producers and a key nobody knows": ('"tanggal"', '{ from = "tanggal", value = 1 }', ["map-one-producer"]),
}


def faults_of(error: DefinitionError) -> list[DefinitionError]:
    return [error, *error.others]  # type: ignore[list-item]  # of a map all are definition errors


def refused(text: str) -> list[DefinitionError]:
    with pytest.raises(DefinitionError) as caught:
        check_map(FieldMap.from_toml(text))
    return faults_of(caught.value)


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    return tmp_path / "posts.toml"


def told(path: Path, text: str) -> list[DefinitionError]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        check_map(path)
    return faults_of(caught.value)


def test_the_map_of_these_tests_is_right() -> None:
    assert set(check_map(FieldMap.from_toml(MAP)).filled) == {"fire-station", "fleet-count"}


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_is_one_fault_and_nothing_that_follows_from_it(slip: str, checked: Path) -> None:
    right, wrong, ids = SLIPS[slip]
    assert MAP.count(right) == 1
    assert [each.message_id for each in told(checked, MAP.replace(right, wrong))] == ids


def test_all_slips_together_are_told_as_each_alone(checked: Path) -> None:
    text = MAP
    alone: set[tuple[str, str, str]] = set()
    for right, wrong, _ in SLIPS.values():
        alone |= {said(each) for each in told(checked, MAP.replace(right, wrong))}
        text = text.replace(right, wrong)
    together = told(checked, text)
    assert {said(each) for each in together} == alone
    lines = [each.line for each in together]
    assert None not in lines
    assert lines[1:] == sorted(lines[1:], key=lambda line: line or 0)
    assert {each.file for each in together} == {"posts.toml"}


def said(error: DefinitionError) -> tuple[str, str, str]:
    return error.message_id, error.message("en"), error.message("id")


def test_every_wrong_part_of_one_value_is_told(checked: Path) -> None:
    wrong = '{ from = "regu", as = "integer", zone = "Jakarta", on_error = "skip", colour = 1 }'
    found = told(checked, MAP.replace('{ from = "regu", as = "int" }', wrong))
    ids = ["map-choice", "map-choice", "map-unknown-key", "map-zone"]
    assert sorted(each.message_id for each in found) == ids


@pytest.mark.parametrize("wrong", ["[]", "{}", "1", "true", '["int"]', "1979-05-27", '{ from = "a" }'])
@pytest.mark.parametrize("key", ["from", "as", "format", "zone", "decimal", "split", "when", "on_error"])
def test_a_step_of_another_kind_is_told_beside_the_rest(key: str, wrong: str, checked: Path) -> None:
    producer = "" if key == "from" else 'from = "regu", '
    text = MAP.replace('from = "regu", as = "int"', f"{producer}{key} = {wrong}").replace("name =", "nmae =")
    told_of = [(each.message_id, each.line) for each in told(checked, text)]
    assert ("map-unknown-field", 15) in told_of
    assert 17 in {line for _, line in told_of}


def test_a_table_nobody_knows_does_not_hide_the_others(checked: Path) -> None:
    text = MAP.replace("tables.fire-station]]", "tables.fire-stations]]").replace('"banyak + 1"', '"banyak +"')
    assert [each.message_id for each in told(checked, text)] == ["plugin-unknown", "expression-syntax"]


def test_what_has_no_form_at_all_is_told_alone(checked: Path) -> None:
    broken = MAP.replace("[let]", "[let").replace('"demo-fire"', '"Demo Fire"')
    assert [each.message_id for each in told(checked, broken)] == ["map-not-toml"]


def test_a_section_that_is_none_ends_it_with_what_was_found_before(checked: Path) -> None:
    text = 'agency = "Demo Fire"\njoin = 1\n[[tables.fire-station]]\ncolour = { value = 1, from = "a" }\n'
    assert [each.message_id for each in told(checked, text)] == ["map-agency", "map-type"]


def test_whoever_reads_a_map_gets_one_error_with_the_others() -> None:
    text = MAP.replace('"Asia/Jakarta"', '"Asia/Jakrta"').replace('as = "int" }\n[[', 'as = "integer" }\n[[')
    with pytest.raises(DefinitionError) as caught:
        FieldMap.from_toml(text, name="posts.toml")
    error = caught.value
    assert (error.message_id, error.line) == ("map-zone", 3)
    assert [(each.message_id, each.line, each.file) for each in error.others] == [("map-choice", 11, "posts.toml")]
    for language in ("en", "id"):
        first, *rest = error.text(language).splitlines()
        assert "Asia/Jakrta" in first
        assert any("let.banyak.as" in line for line in rest)
    again = pickle.loads(pickle.dumps(error))
    assert again.text("id") == error.text("id")
    assert error.message() == error.message("en")
    assert "let.banyak" not in error.message()


def test_adapting_tells_every_column_that_is_not_there(tmp_path: Path) -> None:
    data = tmp_path / "posts.csv"
    data.write_text("nomor,nama_pos,regu\n1,Pos Satu,3\n", encoding="utf-8")
    text = (
        'agency = "demo"\n[[tables.fire-station]]\nkey = ["nomer"]\nname = "nama pos"\n'
        'station_type = { value = "post" }\nshifts = "regus"\n'
    )
    with pytest.raises(DefinitionError) as caught:
        share.adapt(data, field_map=FieldMap.from_toml(text))
    found = faults_of(caught.value)
    assert {each.message_id for each in found} == {"map-missing-column"}
    assert sorted(str(each.parameters["column"]) for each in found) == ["nama pos", "nomer", "regus"]


@pytest.mark.parametrize(("wrong", "message_id"), [("agency", "map-no-agency"), ("zone", "map-no-zone")])
def test_what_one_line_puts_right_is_told_once(wrong: str, message_id: str) -> None:
    lines = {
        "agency": "[source]\nzone = 'Asia/Jakarta'\n",
        "zone": 'agency = "demo"\n',
    }
    rows = (
        '[[tables.fire-station]]\nkey = ["no"]\nname = "nama"\nstation_type = { value = "post" }\n'
        'recorded_at = { from = "a", format = "%d/%m/%Y" }\nvalid_from = { from = "b", format = "%d/%m/%Y" }\n'
        '[[tables.fire-station]]\nkey = ["no2"]\nname = "nama"\nstation_type = { value = "post" }\n'
        'recorded_at = { from = "a", format = "%d/%m/%Y" }\n'
    )
    data = [{"no": "1", "no2": "2", "nama": "x", "a": "01/02/2026", "b": "01/02/2026"}]
    with pytest.raises(DefinitionError) as caught:
        share.adapt(data, field_map=FieldMap.from_toml(lines[wrong] + rows))
    assert [each.message_id for each in faults_of(caught.value)].count(message_id) == 1


def test_of_many_faults_some_are_listed_and_the_rest_is_counted(checked: Path) -> None:
    fields = "".join(f'colour_{number} = {{ from = "c", as = "t{number}" }}\n' for number in range(50))
    found = told(checked, MAP.replace("name = ", f"{fields}name = "))
    assert len(found) == 20
    assert found[0].unlisted == 100 - 20  # each has no such field, and no such type
    assert found[0].text("en").endswith("… and 80 more")
    assert found[0].text("id").endswith("… dan 80 lagi")


def test_a_map_that_is_wrong_everywhere_is_not_read_to_its_end(checked: Path) -> None:
    fields = "".join(f'c{number} = {{ from = "c", as = "t" }}\n' for number in range(3_000))
    found = told(checked, f"[[tables.fire-station]]\n{fields}")
    assert found[0].unlisted == 1_000 - 20
