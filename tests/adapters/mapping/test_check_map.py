"""A map judged without its data: what is wrong in its own words is found, and said as `adapt` says it with the data."""

from __future__ import annotations

from pathlib import Path

import pytest

import opendata_share as share
from opendata_share.adapters import FieldMap, check_map, map_names
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import DefinitionError

MAP = """\
agency = "demo-fire"
[source]
quarantine = ["telepon"]
ignore = ["catatan"]
[let]
nama_rapi = { from = "nama", fold = true }
[[tables.fire-station]]
key = ["no"]
where = "shifts > 0"
name = "nama_rapi"
station_type = { from = "jenis", codes = { "pos" = "post", "sektor" = "sector" }, unmapped = "post" }
shifts = { from = "regu", as = "int" }
vehicles_total = { expr = "shifts * 2" }
"""
ROWS = "no,nama,jenis,regu,telepon,catatan\n1,Pos Satu,pos,3,0,-\n"
SLIPS: dict[str, tuple[str, str, str]] = {
    "a contract nobody knows": ("tables.fire-station", "tables.fire-stations", "plugin-unknown"),
    "a field nobody knows": ("vehicles_total", "vehicle_total", "map-unknown-field"),
    "a code that is in no list": ('= "sector"', '= "sektor"', "map-unknown-code"),
    "a code for the rest that is in no list": ('unmapped = "post"', 'unmapped = "pos"', "map-unknown-code"),
    "a key of the language nobody knows": ("unmapped =", "unmaped =", "map-unknown-key"),
    "a type nobody knows": ('as = "int"', 'as = "integer"', "map-choice"),
    "a function nobody knows": ('"shifts * 2"', '"double(shifts)"', "expression-function"),
    "a column in an expression": ('"shifts * 2"', '"regu * 2"', "expression-unknown-column"),
    "a condition that is none": ('"shifts > 0"', '"shifts >"', "expression-syntax"),
    "an expression of another type": ('"shifts * 2"', "\"name = 'a'\"", "map-expression-type"),
    "a required field left out": ('name = "nama_rapi"\n', "", "map-required-field"),
    "no key": ('key = ["no"]\n', "", "map-no-key"),
    "values that need each other": ('{ from = "regu", as = "int" }', '{ expr = "vehicles_total" }', "map-cycle"),
    "a let that reads itself": ('{ from = "nama", fold', '{ from = "nama_rapi", fold', "map-cycle"),
    "what is quarantined and read": ('shifts = { from = "regu"', 'shifts = { from = "telepon"', "map-quarantined-used"),
    "no TOML": ("[let]", "[let", "map-not-toml"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_map_without_a_slip_is_sound_with_and_without_data(data: Path) -> None:
    checked = check_map(FieldMap.from_toml(MAP))
    assert checked.filled == {"fire-station": ("name", "station_type", "vehicles_total", "shifts")}
    assert checked.contracts["fire-station"].identity == "fire-station@1.0.0"
    assert share.adapt(data, field_map=FieldMap.from_toml(MAP)).to_records()[0]["vehicles_total"] == 6


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_found_without_data_and_said_as_with_it(slip: str, data: Path) -> None:
    right, wrong, message_id = SLIPS[slip]
    assert MAP.count(right) == 1
    path = data.parent / "slip.toml"
    path.write_text(MAP.replace(right, wrong), encoding="utf-8")
    with pytest.raises(DefinitionError) as without:
        check_map(path)
    with pytest.raises(DefinitionError) as adapted:
        share.adapt(data, field_map=path)
    assert without.value.message_id == message_id
    assert without.value.file == "slip.toml"
    for language in ("en", "id"):
        assert without.value.message(language) == adapted.value.message(language)
    assert without.value.line == adapted.value.line


def test_the_line_to_write_mends_the_code_and_not_the_word_for_it() -> None:
    wrong = MAP.replace('"sektor" = "sector"', '"sektor" = "sektor"')
    with pytest.raises(DefinitionError) as caught:
        check_map(FieldMap.from_toml(wrong))
    assert '"sektor" = "sector"' in (caught.value.hint() or "")


@pytest.mark.parametrize(("right", "wrong"), [('from = "regu"', 'from = "regus"'), ('"catatan"', '"catatn"')])
def test_what_only_the_source_says_is_left_to_it(right: str, wrong: str, data: Path) -> None:
    slip = FieldMap.from_toml(MAP.replace(right, wrong))
    check_map(slip)
    with pytest.raises(DefinitionError):
        share.adapt(data, field_map=slip)


@pytest.mark.parametrize("name", map_names())
def test_every_map_that_comes_with_the_package_is_sound(name: str) -> None:
    checked = check_map(name)
    assert tuple(checked.filled) == checked.field_map.contracts
    assert all(checked.filled.values())
    assert checked.absent == ()


def test_an_agency_may_be_left_to_the_call() -> None:
    check_map(FieldMap.from_toml(MAP.removeprefix('agency = "demo-fire"\n')))


JOINED = """\
agency = "demo-fire"
[source]
path = "posts.csv"
[join.area]
path = "areas.csv"
on = { kode = "kode" }
[[tables.fire-station]]
key = ["no"]
name = "nama"
station_type = { value = "post" }
address = "area.jalan"
[[tables.fleet-count]]
source = { path = "fleets/*.csv" }
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no"] }
unit_type = { value = "fire_apparatus" }
as_of = "tanggal"
total = "jumlah"
"""


def test_files_beside_the_map_are_not_opened_and_those_that_are_absent_are_named(tmp_path: Path) -> None:
    path = tmp_path / "joined.toml"
    path.write_text(JOINED, encoding="utf-8")
    (tmp_path / "posts.csv").write_bytes(b"\xff\xfe not a table")
    checked = check_map(path)
    assert checked.absent == ("areas.csv",)
    assert set(checked.filled) == {"fire-station", "fleet-count"}
    assert check_map(FieldMap.from_toml(JOINED)).absent == ()


@pytest.mark.parametrize("where", ['path = "posts.csv"', 'path = "areas.csv"', 'path = "fleets/*.csv"'])
def test_a_file_outside_of_the_folder_of_the_map_is_refused(where: str, tmp_path: Path) -> None:
    path = tmp_path / "joined.toml"
    path.write_text(JOINED.replace(where, 'path = "../other.csv"'), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        check_map(path)
    assert refused.value.message_id == "map-path-outside"


@pytest.mark.parametrize(
    ("wrong", "message_id"),
    [('"areas.jalan"', None), ('{ from = "area.jalan", codes = { a = "b" } }', None), ('{ ref = "nobody" }', "map-")],
)
def test_columns_of_a_joined_file_are_taken_for_columns(wrong: str, message_id: str | None, tmp_path: Path) -> None:
    text = JOINED.replace('"area.jalan"', wrong)
    if message_id is None:
        check_map(FieldMap.from_toml(text))
        return
    with pytest.raises(DefinitionError) as refused:
        check_map(FieldMap.from_toml(text))
    assert refused.value.message_id.startswith(message_id)


def test_a_contract_that_is_not_registered_is_given() -> None:
    text = {"en": "A", "id": "B"}
    fields = [
        Field(name=name, type=FieldType.TEXT, title=Text(**text), sensitivity=Sensitivity.PUBLIC)
        for name in ("code", "colour")
    ]
    ours = Contract(name="ours", version="1.0.0", title=Text(**text), fields=fields, primary_key=("code",))
    written = FieldMap.from_toml('[[tables.ours]]\ncode = "kode"\ncolour = "warna/utama"\n')
    assert check_map(written, contracts=[ours]).filled == {"ours": ("code", "colour")}
    with pytest.raises(DefinitionError):
        check_map(written)


def test_lists_of_nested_records_are_bound_by_their_paths() -> None:
    """A path with [] gives a list, and a list into one value is refused, whatever the records are."""
    base = '[[tables.fire-station]]\nkey = ["no"]\nstation_type = { value = "post" }\nname = "nama[]/teks"\n'
    with pytest.raises(DefinitionError) as refused:
        check_map(FieldMap.from_toml(base))
    assert refused.value.message_id == "map-list-into-one"
    check_map(FieldMap.from_toml(base.replace("nama[]/teks", "nama/teks")))
