"""Nested records: paths, lists, `each` over them, lists of records; whatever the source they come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

import opendata_share as share
from opendata_share.contract import Code, CodeList, Filled, Provenance, Record, Title
from opendata_share.errors import DefinitionError

T = Title(en="A", id="B")
LEVELS = CodeList.from_document(
    {
        "name": "level",
        "version": "1.0.0",
        "title": {"en": "Level", "id": "Tingkat"},
        "source": "ours",
        "codes": [{"code": code, "label": {"en": code, "id": code}} for code in ("high", "low")],
    }
)


class Geocode(BaseModel):
    """A code of an area in some system."""

    system: Annotated[str, T]
    value: Annotated[str, T]


class Area(BaseModel):
    """Where an alert holds."""

    name: Annotated[str, T]
    people: Annotated[int | None, T] = None
    geocodes: Annotated[list[Geocode] | None, T] = None


class Alert(Record, name="alert", version="1.0.0", sensitivity="public", key=("id",)):
    """One language of one alert."""

    id: Annotated[str, T, Filled(Provenance.IDENTIFIER)]
    sender: Annotated[str | None, T] = None
    language: Annotated[str | None, T] = None
    levels: Annotated[list[Annotated[str, Code(LEVELS)]] | None, T] = None
    people: Annotated[int | None, T] = None
    names: Annotated[list[str] | None, T] = None
    areas: Annotated[list[Area] | None, T] = None
    area_codes: Annotated[list[str] | None, T] = None
    latitude: Annotated[float | None, T] = None
    longitude: Annotated[float | None, T] = None


ALERTS: list[dict[str, Any]] = [
    {
        "id": "a1",
        "sender": {"name": "BMKG", "office": {"city": "Jakarta"}},
        "info": [
            {
                "language": "id",
                "levels": ["HIGH", "LOW"],
                "area": [
                    {"name": "Cilincing", "people": 12, "geocode": [{"system": "bps", "value": "3175"}]},
                    {"name": "Koja", "people": None, "geocode": []},
                ],
            },
            {"language": "en", "levels": ["LOW"], "area": []},
        ],
        "tags": [{"key": "lon", "value": "106.8"}, {"key": "lat", "value": "-6.1"}],
    },
    {
        "id": "a2",
        "sender": {"name": "BMKG", "office": None},
        "info": [
            {
                "language": "id",
                "levels": None,
                "area": [{"name": "Tebet", "people": 3, "geocode": [{"system": "bps", "value": "3171"}]}],
            }
        ],
        "tags": [{"key": "lat", "value": "-6.2"}],
    },
    {"id": "a3", "sender": None, "info": [], "tags": []},
]
TYPES = pa.schema(
    [
        ("id", pa.string()),
        ("sender", pa.struct([("name", pa.string()), ("office", pa.struct([("city", pa.string())]))])),
        (
            "info",
            pa.list_(
                pa.struct(
                    [
                        ("language", pa.string()),
                        ("levels", pa.list_(pa.string())),
                        (
                            "area",
                            pa.list_(
                                pa.struct(
                                    [
                                        ("name", pa.string()),
                                        ("people", pa.int64()),
                                        (
                                            "geocode",
                                            pa.list_(pa.struct([("system", pa.string()), ("value", pa.string())])),
                                        ),
                                    ]
                                )
                            ),
                        ),
                    ]
                )
            ),
        ),
        ("tags", pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())]))),
    ]
)


def as_rows(rows: list[dict[str, Any]], folder: Path) -> object:
    return rows


def as_json(rows: list[dict[str, Any]], folder: Path) -> object:
    (folder / "alerts.json").write_text(json.dumps({"result": {"records": rows}}), "utf-8")
    return folder / "alerts.json"


def as_ndjson(rows: list[dict[str, Any]], folder: Path) -> object:
    (folder / "alerts.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder / "alerts.ndjson"


def as_arrow(rows: list[dict[str, Any]], folder: Path) -> object:
    return pa.Table.from_pylist(rows, TYPES)


def as_stream(rows: list[dict[str, Any]], folder: Path) -> object:
    return pa.RecordBatchReader.from_batches(TYPES, pa.Table.from_pylist(rows, TYPES).to_batches())


def as_parquet(rows: list[dict[str, Any]], folder: Path) -> object:
    pq.write_table(pa.Table.from_pylist(rows, TYPES), folder / "alerts.parquet")
    return folder / "alerts.parquet"


ENGINES = [as_rows, as_json, as_ndjson, as_arrow, as_stream, as_parquet]
Engine = Callable[[list[dict[str, Any]], Path], object]


def field_map(block: str, head: str = "", *, ignore: str = "", engine: Engine = as_rows) -> share.FieldMap:
    record = 'record = "result/records"\n' if engine is as_json else ""
    text = f'agency = "demo"\n[source]\nignore = [{ignore}]\n{record}{head}\n[[tables.alert]]\n{block}'
    return share.FieldMap.from_toml(text, name="alerts.toml")


def made(source: object, block: str, head: str = "", *, ignore: str = "", engine: Engine = as_rows) -> Any:
    table = share.adapt(source, to=Alert, field_map=field_map(block, head, ignore=ignore, engine=engine))
    return share.validate(table)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_reads_a_member_of_a_member(engine: Engine, tmp_path: Path) -> None:
    block = 'key = ["id"]\nsender = "sender/name"\nlanguage = "sender/office/city"\n'
    checked = made(engine(ALERTS, tmp_path), block, ignore='"info", "tags"', engine=engine)
    rows = checked.accepted.to_records()
    assert [row["sender"] for row in rows] == ["BMKG", "BMKG", None]
    assert [row["language"] for row in rows] == ["Jakarta", None, None]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_with_brackets_gives_a_list_through_lists(engine: Engine, tmp_path: Path) -> None:
    block = 'key = ["id"]\nnames = "info[]/area[]/name"\nlevels = { from = "info[]/levels[]", codes = "level" }\n'
    head = '[codes.level]\n"HIGH" = "high"\n"LOW" = "low"\n'
    checked = made(
        engine(ALERTS, tmp_path), block, head, ignore='"sender", "tags", "info/language", "info/area/people", '
        '"info/area/geocode"', engine=engine,
    )  # fmt: skip
    rows = checked.accepted.to_records()
    assert [row["names"] for row in rows] == [["Cilincing", "Koja"], ["Tebet"], []]
    assert [row["levels"] for row in rows] == [["high", "low", "low"], [], []]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_predicate_takes_the_item_that_has_that_member(engine: Engine, tmp_path: Path) -> None:
    block = 'key = ["id"]\npoint = { from = ["tags[key=lon]/value", "tags[key=\\"lat\\"]/value"], on_error = "null" }\n'
    rows = made(engine(ALERTS, tmp_path), block, ignore='"sender", "info", "tags/key"', engine=engine).accepted
    assert [(row["longitude"], row["latitude"]) for row in rows.to_records()] == [
        (106.8, -6.1),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("empty", ["skip", "keep"])
def test_each_makes_a_row_of_each_item_beside_its_parent(engine: Engine, empty: str, tmp_path: Path) -> None:
    block = (
        f'each = "info"\neach_empty = "{empty}"\nkey = ["id", "#"]\nsender = "sender/name"\n'
        'language = "info/language"\nnames = "info/area[]/name"\n'
    )
    ignore = '"tags", "sender/office", "info/levels", "info/area/people", "info/area/geocode"'
    checked = made(engine(ALERTS, tmp_path), block, ignore=ignore, engine=engine)
    rows = checked.accepted.to_records()
    kept = empty == "keep"
    assert [row["id"] for row in rows] == ["demo:a1-1", "demo:a1-2", "demo:a2-1", *(["demo:a3-1"] if kept else [])]
    assert [row["language"] for row in rows] == ["id", "en", "id", *([None] if kept else [])]
    assert [row["sender"] for row in rows][:3] == ["BMKG"] * 3
    assert [row["names"] for row in rows][:3] == [["Cilincing", "Koja"], [], ["Tebet"]]
    balance = checked.report.table("alert").balance
    assert (balance.read, balance.skipped, balance.expanded, balance.produced) == (
        (3, 0, 1, 4) if kept else (3, 1, 1, 3)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_each_along_a_path_goes_through_every_list_on_it(engine: Engine, tmp_path: Path) -> None:
    block = (
        'each = "info/area"\nkey = ["id", "#"]\nlanguage = "info/language"\npeople = "info/area/people"\n'
        'sender = "info/area/name"\n'
    )
    ignore = '"tags", "sender", "info/levels", "info/area/geocode"'
    rows = made(engine(ALERTS, tmp_path), block, ignore=ignore, engine=engine).accepted.to_records()
    assert [(row["id"], row["language"], row["sender"], row["people"]) for row in rows] == [
        ("demo:a1-1", "id", "Cilincing", 12),
        ("demo:a1-2", "id", "Koja", None),
        ("demo:a2-1", "id", "Tebet", 3),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_each_with_fields_makes_a_list_of_records_in_a_row(engine: Engine, tmp_path: Path) -> None:
    block = (
        'each = "info"\nkey = ["id", "#"]\nareas = { each = "info/area", fields = { name = "name", people = "people", '
        'geocodes = { each = "geocode", fields = { system = "system", value = "value" } } } }\n'
    )
    ignore = '"tags", "sender", "info/levels", "info/language"'
    rows = made(engine(ALERTS, tmp_path), block, ignore=ignore, engine=engine).accepted.to_records()
    assert [row["areas"] for row in rows] == [
        [
            {"name": "Cilincing", "people": 12, "geocodes": [{"system": "bps", "value": "3175"}]},
            {"name": "Koja", "people": None, "geocodes": []},
        ],
        [],
        [{"name": "Tebet", "people": 3, "geocodes": [{"system": "bps", "value": "3171"}]}],
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_areas_of_a_list_of_names_are_a_list_of_codes(engine: Engine, tmp_path: Path) -> None:
    block = 'key = ["id"]\narea_codes = { area = "info[]/area[]/name", within = "31", level = 3 }\n'
    ignore = '"tags", "sender", "info/levels", "info/language", "info/area/people", "info/area/geocode"'
    rows = made(engine(ALERTS, tmp_path), block, ignore=ignore, engine=engine).accepted.to_records()
    assert [row["area_codes"] for row in rows] == [["31.72.04", "31.72.03"], ["31.74.01"], []]


def test_a_wrong_item_rejects_its_row_and_no_other() -> None:
    rows = [{"id": "1", "p": [{"n": "a", "k": "3"}, {"n": "b", "k": "x"}]}, {"id": "2", "p": [{"n": "c", "k": "4"}]}]
    block = 'key = ["id"]\nareas = { each = "p", fields = { name = "n", people = "k" } }\n'
    checked = made(rows, block)
    assert checked.report.table("alert").counts == {"type": 1}
    assert [row["id"] for row in checked.accepted.to_records()] == ["demo:2"]


def test_one_thing_where_a_list_is_asked_for_is_a_list_of_one() -> None:
    rows = [{"id": "1", "info": {"language": "id"}}, {"id": "2", "info": [{"language": "en"}, {"language": "jv"}]}]
    block = 'each = "info"\nkey = ["id", "#"]\nlanguage = "info/language"\n'
    assert [row["language"] for row in made(rows, block).accepted.to_records()] == ["id", "en", "jv"]


def test_several_values_where_one_is_asked_for_stop_the_map_with_the_lines_to_write() -> None:
    rows = [{"id": "1", "info": [{"language": "id"}]}, {"id": "2", "info": [{"language": "en"}, {"language": "jv"}]}]
    with pytest.raises(DefinitionError) as caught:
        made(rows, 'key = ["id"]\nlanguage = "info/language"\n')
    assert caught.value.message_id == "map-path-list"
    assert caught.value.parameters["right"] == 'language = "info[]/language"'
    assert caught.value.line == 7
    single = made(rows[:1], 'key = ["id"]\nlanguage = "info/language"\n')
    assert [row["language"] for row in single.accepted.to_records()] == ["id"]


def test_an_element_s_own_text_and_its_attributes_are_read_apart() -> None:
    rows = [{"id": "1", "name": {"@lang": "id", "#text": "Pos"}}, {"id": "2", "name": "Post"}]
    block = 'key = ["id"]\nsender = "name/#text"\nlanguage = "name/@lang"\n'
    assert [row["language"] for row in made(rows, block).accepted.to_records()] == ["id", None]
    block = 'each = "name"\nkey = ["id"]\nsender = "name"\nlanguage = "name/@lang"\n'
    assert [row["sender"] for row in made(rows, block).accepted.to_records()] == ["Pos", "Post"]


def test_words_for_no_value_are_null_in_nested_cells_too() -> None:
    rows = [{"id": "1", "a": {"b": "-", "c": ["x", "-"]}}]
    block = 'key = ["id"]\nsender = "a/b"\nnames = "a/c[]"\n'
    text = f'agency = "demo"\n[source]\nnull = ["-"]\n[[tables.alert]]\n{block}'
    (row,) = share.adapt(rows, to=Alert, field_map=share.FieldMap.from_toml(text)).to_records()
    assert (row["sender"], row["names"]) == (None, ["x", None])


def test_a_member_in_quarantine_does_not_leave_the_reader() -> None:
    rows = [{"id": "1", "by": {"name": "SITI", "city": "Jakarta", "also": [{"name": "SITI", "n": 1}]}, "n": "x"}]
    head = 'quarantine = ["by/name", "by/also/name"]\n'
    block = '[[tables.alert]]\nkey = ["id"]\npeople = "by/city"\n'
    text = f'agency = "demo"\n[source]\nignore = ["n", "by/also/n"]\n{head}{block}'
    for source in (rows, pa.Table.from_pylist(rows)):
        table = share.adapt(source, to=Alert, field_map=share.FieldMap.from_toml(text))
        checked = share.validate(table)
        assert checked.report.rejected == 1
        assert "SITI" not in json.dumps(checked.report.to_document()) + str(checked.rejected.to_arrow())
        assert "Jakarta" in str(checked.rejected.to_arrow())
    with pytest.raises(DefinitionError) as caught:
        share.adapt(rows, to=Alert, field_map=share.FieldMap.from_toml(text.replace('"by/city"', '"by/name"')))
    assert caught.value.message_id == "map-quarantined-used"


def test_a_new_member_of_a_column_that_is_read_by_path_stops_the_map() -> None:
    rows = [{"id": "1", "a": {"b": 1, "new": {"x": 2}}}]
    with pytest.raises(DefinitionError) as caught:
        made(rows, 'key = ["id"]\npeople = "a/b"\n')
    assert caught.value.message_id == "map-unused-columns"
    assert caught.value.parameters["columns"] == ["a/new/x"]
    assert made(rows, 'key = ["id"]\npeople = "a/b"\n', ignore='"a/n*"').report.rejected == 0


names = st.sampled_from(["a", "b", "c"])
values = st.recursive(
    st.none() | st.integers(-9, 9) | st.sampled_from(["x", "y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


def reached(value: Any, steps: list[str]) -> list[Any]:
    """The meaning of `a[]/b[]`, said in Python: every item of every list on the way."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    if not steps:
        return items
    members = [item.get(steps[0]) if isinstance(item, dict) else None for item in items]
    return [one for member in members for one in reached(member, steps[1:])]


@given(st.lists(values, min_size=1, max_size=5), st.lists(names, min_size=1, max_size=2))
def test_a_path_of_brackets_is_every_item_of_every_list(cells: list[Any], steps: list[str]) -> None:
    from opendata_share.adapters.reading import RowsSource, nested_path, nodes_of, walked

    source = RowsSource([{"r": cell} for cell in cells])
    (batch,) = source.batches()
    path = nested_path("r[]/" + "/".join(f"{step}[]" for step in steps))
    assert path is not None

    class Rows:
        def child(self, name: str) -> Any:
            return nodes_of(batch.columns.column(name), batch.kinds[name])

    found = walked(Rows(), path, (), len(cells))
    for cell, got in zip(cells, found.values.to_pylist(), strict=True):
        expected = reached(cell, steps)
        if cell is None:
            assert got is None
        else:
            assert len(got) == len(expected)
            for item, text in zip(expected, got, strict=True):
                plain = text if isinstance(item, str) or text is None else json.loads(text)
                assert plain == item
