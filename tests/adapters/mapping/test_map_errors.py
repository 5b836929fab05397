"""A wrong map: the error points at the line and shows the line that would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

import opendata_share as share
from opendata_share._messages import _field_maps
from opendata_share.errors import DefinitionError, SourceUnavailable

ROWS = [{"Kode": "1", "Nama Pos": "Pos Monas", "Jenis": "post"}]

RIGHT = """# posts of one agency
agency = "demo"

[source]
zone = "Asia/Jakarta"
ignore = ["Jenis"]

[[tables.fire-station]]
key = ["Kode"]           # the post's number
name = "Nama Pos"
station_type = { value = "post" }
"""


def refusal(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        share.adapt(ROWS, field_map=share.FieldMap.from_toml(text, name="posts.toml"))
    return caught.value


def test_the_map_of_these_tests_is_right() -> None:
    assert share.validate(share.adapt(ROWS, field_map=share.FieldMap.from_toml(RIGHT))).report.rows == 1


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('name = "Nama Pos"', 'name = "Nama pos"'),
        ('name = "Nama Pos"', 'name = "NAMA  POS"'),
        ('name = "Nama Pos"', 'nama = "Nama Pos"'),
        ('name = "Nama Pos"', 'name = { from = "Nma Pos" }'),
        ('key = ["Kode"]           # the post\'s number', "key = ['kode']  # a # comment"),
        ('station_type = { value = "post" }', 'station_type = { value = "posts" }'),
        ('station_type = { value = "post" }', 'station_typ = { value = "post" }'),
        ('ignore = ["Jenis"]', 'ignore = ["Jeniss"]'),
        ('ignore = ["Jenis"]', "ignore = []"),
        ('ignore = ["Jenis"]', 'ignore = [\n  "jenis",\n]'),
    ],
)
def test_the_line_shown_is_the_line_that_mends_the_map(right: str, wrong: str) -> None:
    text = RIGHT.replace(right, wrong)
    error = refusal(text)
    assert error.file == "posts.toml"
    assert error.line == text.count("\n", 0, text.index(wrong)) + 1
    shown = error.parameters["right"]
    for language in ("en", "id"):
        assert f"posts.toml, {'line' if language == 'en' else 'baris berkas'} {error.line}" in error.text(language)
        assert shown in error.text(language)
    if "=" in shown:
        mended = text.replace(wrong, shown)
        share.adapt(ROWS, field_map=share.FieldMap.from_toml(mended))


def test_a_field_the_contract_requires_is_shown_with_a_line_to_add() -> None:
    error = refusal(RIGHT.replace('station_type = { value = "post" }\n', ""))
    assert error.line == 8
    assert error.parameters["right"].startswith("station_type = { value = ")
    added = RIGHT.replace('station_type = { value = "post" }', error.parameters["right"])
    share.adapt(ROWS, field_map=share.FieldMap.from_toml(added))


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (RIGHT.replace('"Nama Pos"', '"Nama Pos'), 10),
        (RIGHT.replace("[[tables.fire-station]]", "[[tables.fire-station]"), 8),
        (RIGHT.replace('zone = "Asia/Jakarta"', 'zone = "Asia/Jakart"'), 5),
        (RIGHT.replace('zone = "Asia/Jakarta"', 'zon = "Asia/Jakarta"'), 5),
        (RIGHT.replace("tables.fire-station", "tables.fire-stations"), 8),
        (RIGHT.replace('agency = "demo"', 'agency = "Demo Agency"'), 2),
        (RIGHT.replace('{ value = "post" }', '{ value = "post", from = "Jenis" }'), 11),
        (f"{RIGHT}opened_on = {{ from = 'Kode', formt = '%Y' }}\n", 12),
        (f"{RIGHT}latitude = {{ value = 'north' }}\n", 12),
        (f"{RIGHT}where = 'nme IS NOT NULL'\n", 12),
        (f"{RIGHT}[let]\nx = {{ expr = 'y + 1' }}\n", 13),
        (f"{RIGHT}\n[[tables.fire-station]]\nkey = ['Kode']\nname = 'Nama Pos'\nstation_type = 'Jnis'\n", 16),
    ],
)
def test_every_error_of_a_map_names_its_line(wrong: str, line: int) -> None:
    error = refusal(wrong)
    assert (error.file, error.line) == ("posts.toml", line)
    assert error.text("id") != error.text("en")


@pytest.mark.parametrize(
    ("right", "wrong", "message_id"),
    [
        ('key = ["Kode"]', "key = []", "map-empty-list"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\ndistinct = { by = [] }', "map-empty-list"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\narea_code = { area = [] }', "map-empty-list"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\nagency_id = { ref = "agency", key = [] }', "map-empty-list"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\neach_empty = ["skip"]', "map-choice"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\narea_code = { area = "Jenis", system = [] }', "map-area"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\narea_code = { area = ["Jenis"], level = [] }', "map-choice"),
        ('name = "Nama Pos"', 'name = "Nama Pos"\npoint = { from = "Jenis", form = {} }', "map-choice"),
    ],
)
def test_an_empty_list_and_a_value_of_another_kind_are_told(right: str, wrong: str, message_id: str) -> None:
    error = refusal(RIGHT.replace(right, wrong, 1))
    assert (error.message_id, error.file) == (message_id, "posts.toml")
    assert error.line is not None


def test_a_field_like_no_other_is_answered_with_all_of_them() -> None:
    error = refusal(f'{RIGHT}xxyyzz = "Nama Pos"\n')
    assert (error.message_id, error.file, error.line) == ("map-unknown-field-far", "posts.toml", 12)
    for language in ("en", "id"):
        assert "station_type" in error.text(language)
        assert "xxyyzz" in error.text(language)


def test_a_map_that_is_not_there_is_answered_with_how_to_draft_it(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        share.adapt(ROWS, field_map=tmp_path / "posts.toml")
    assert caught.value.message_id == "map-unreadable"
    for language in ("en", "id"):
        assert "opendata-share map draft" in caught.value.text(language)


def test_every_error_of_a_map_is_shown_by_a_test() -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parents[2].rglob("test_*.py"))
    untested = [name for name in _field_maps.MESSAGES if f'"{name}"' not in tests]
    assert untested == []
