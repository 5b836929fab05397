"""The field-map language: what each construct makes of rows, and what is refused before a row is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.adapters import FieldMap, adapt, adapt_bundle
from opendata_share.contract import (
    Code,
    CodeList,
    Derived,
    Filled,
    Provenance,
    Record,
    Title,
    Unit,
)
from opendata_share.errors import DefinitionError, SourceUnavailable
from opendata_share.report import Balance
from opendata_share.stages import Rows, Table

T = Title(en="A", id="B")
KINDS = CodeList.from_document(
    {
        "name": "kind",
        "version": "1.0.0",
        "title": {"en": "Kind", "id": "Jenis"},
        "source": "ours",
        "codes": [{"code": code, "label": {"en": code, "id": code}} for code in ("fire", "rescue", "other")],
    }
)


class Sample(Record, name="sample", version="1.0.0", sensitivity="public", key=("id",)):
    """A table with one field of each sort."""

    id: Annotated[str, T, Filled(Provenance.IDENTIFIER)]
    name: Annotated[str | None, T] = None
    kind: Annotated[str | None, T, Code(KINDS)] = None
    kind_source: Annotated[str | None, T] = None
    kinds: Annotated[list[Annotated[str, Code(KINDS)]] | None, T] = None
    count: Annotated[int | None, T] = None
    total: Annotated[int | None, T] = None
    doubled: Annotated[int | None, T, Derived("count * 2")] = None
    depth: Annotated[float | None, T, Unit("m")] = None
    metres: Annotated[int | None, T, Unit("m")] = None
    flag: Annotated[bool | None, T] = None
    day: Annotated[date | None, T] = None
    at: Annotated[datetime | None, T] = None
    country: Annotated[str, T] = "ID"
    latitude: Annotated[float | None, T] = None
    longitude: Annotated[float | None, T] = None
    agency_id: Annotated[str, T, Filled(Provenance.AGENCY)]
    source_id: Annotated[str | None, T, Filled(Provenance.SOURCE_IDENTIFIER)] = None
    recorded_at: Annotated[datetime | None, T, Filled(Provenance.RECORDED_AT)] = None
    recorded_at_basis: Annotated[str | None, T, Filled(Provenance.RECORDED_AT_BASIS)] = None


CAPTURED = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = 'agency = "demo"\n'


def table_of(source: Any, block: str, *, head: str = "", key: str = 'key = ["no"]', **arguments: Any) -> Table:
    text = f"{HEAD}{head}\n[[tables.sample]]\n{key}\n{block}"
    return adapt(
        source, to=Sample, field_map=FieldMap.from_toml(text, name="map.toml"), captured_at=CAPTURED, **arguments
    )


def one(cells: Mapping[str, Any], block: str, **arguments: Any) -> dict[str, Any]:
    """Return the one row a block makes of one source row."""
    (row,) = table_of([{"no": "1", **cells}], block, **arguments).to_records()
    return row


def misfits(rows: Iterator[Rows]) -> list[tuple[str | None, str, str, tuple[int, ...]]]:
    return [(m.field, m.rule, m.severity, tuple(m.positions.tolist())) for batch in rows for m in batch.misfits]


def refusal(source: Any, block: str, **arguments: Any) -> DefinitionError:
    with pytest.raises(DefinitionError) as refused:
        table_of(source, block, **arguments)
    assert refused.value.text("en")
    assert refused.value.text("id")
    return refused.value


ROW = {"a": "x", "b": "2", "c": "3"}
USE = 'name = "a"\ncount = "b"\ntotal = "c"'


@pytest.mark.parametrize(
    ("cells", "block", "field", "expected"),
    [
        ({"a": "12"}, 'count = "a"', "count", 12),
        ({"a": "12"}, 'count = { from = "a" }', "count", 12),
        ({"a": ""}, 'name = "a"', "name", None),
        ({}, 'name = { value = "closed" }', "name", "closed"),
        ({}, "count = { value = 3 }", "count", 3),
        ({}, "day = { value = 2026-01-02 }", "day", date(2026, 1, 2)),
        ({"a": "x", "b": "y"}, 'name = { template = "{a}-{b}" }', "name", "x-y"),
        ({"a": "x", "b": ""}, 'name = { template = "{a}-{b}" }', "name", None),
        ({"a": "x", "b": ""}, 'name = { template = "{a}-{b?}" }', "name", "x-"),
        (
            {"a": "Kebakaran rumah"},
            "kind = { from = 'a', match = { '(?i)kebakaran.*' = 'fire', '.*' = 'other' } }",
            "kind",
            "fire",
        ),
        (
            {"a": "Pohon"},
            "kind = { from = 'a', match = { '(?i)kebakaran.*' = 'fire', '.*' = 'other' } }",
            "kind",
            "other",
        ),
        ({"a": " 007 "}, r"name = { from = 'a', match = { '\s*(\d{1,3})\s*' = '$1' } }", "name", "007"),
        ({"a": "x.y"}, r"name = { from = 'a', match = { '(.)\.(.)' = '$2\$1' } }", "name", r"y\x"),
        ({"a": "api"}, "kind = { from = 'a', codes = { api = 'fire' } }", "kind", "fire"),
        ({"a": " api "}, "kind = { from = 'a', codes = { api = 'fire' } }", "kind", "fire"),
        ({"a": "API  besar"}, "kind = { from = 'a', codes = { 'api besar' = 'fire' }, fold = true }", "kind", "fire"),
        ({"a": "ya"}, "flag = { from = 'a', codes = { ya = true, tidak = false } }", "flag", True),
        ({"a": "2 unit"}, r"count = { from = 'a', match = { '(\d+) unit' = '$1' } }", "count", 2),
        ({"a": "10"}, "depth = { from = 'a', unit = '[in_i]' }", "depth", 0.254),
        ({"a": "5"}, "depth = { from = 'a', unit = 'cm' }", "depth", 0.05),
        ({"a": "2.5"}, "metres = { from = 'a', unit = 'km' }", "metres", 2500),
        ({"a": "0,57"}, "metres = { from = 'a', unit = 'km', decimal = ',' }", "metres", 570),
        ({"a": "7"}, "metres = { from = 'a', unit = 'km' }", "metres", 7000),
        ({"a": "1"}, "metres = { from = 'a', unit = '[mi_i]' }", "metres", 1609),
        ({"a": "1.234,5"}, "depth = { from = 'a', decimal = ',', group = '.' }", "depth", 1234.5),
        ({"a": ""}, "count = { from = 'a', default = 7 }", "count", 7),
        ({"a": "3/14/2013"}, "day = { from = 'a', format = '%m/%d/%Y' }", "day", date(2013, 3, 14)),
        (
            {"a": "2013-01-01 07:00:00"},
            "at = { from = 'a', zone = 'Asia/Jakarta' }",
            "at",
            datetime(2013, 1, 1, tzinfo=UTC),
        ),
        ({"a": "5"}, "count = 'a'\nname = { value = 'x', when = 'count > 4' }", "name", "x"),
        ({"a": "3"}, "count = 'a'\nname = { value = 'x', when = 'count > 4' }", "name", None),
        ({"a": ""}, "count = 'a'\nname = { value = 'x', when = 'count > 4' }", "name", None),
        ({"a": "5", "b": "2"}, "total = { expr = 'count * 2' }\ncount = 'a'\ndepth = 'b'", "total", 10),
        ({"a": "5"}, "count = 'a'", "doubled", 10),
        ({}, "name = { value = 'x' }", "country", "ID"),
        ({"a": "", "b": "y"}, "name = { first = ['a', { from = 'b' }] }", "name", "y"),
        (
            {"a": "?", "b": "api"},
            "kind = { first = [{ from = 'a', match = { x = 'other' } }, { from = 'b', codes = { api = 'fire' } }] }",
            "kind",
            "fire",
        ),
        ({"a": "fire rescue "}, "kinds = { from = 'a', split = ' ' }", "kinds", ["fire", "rescue"]),
        (
            {"a": "f|r"},
            "kinds = { from = 'a', split = '|', codes = { f = 'fire', r = 'rescue' } }",
            "kinds",
            ["fire", "rescue"],
        ),
        ({"a": ""}, "kinds = { from = 'a', split = ' ' }", "kinds", None),
        ({"a": "106.8, -6.2"}, "point = 'a'", "latitude", -6.2),
        ({"a": "106.8", "b": "-6.2"}, "point = { from = ['a', 'b'] }", "longitude", 106.8),
        ({"a": "-6.2", "b": "106.8"}, "point = { from = ['a', 'b'], form = 'latlon' }", "longitude", 106.8),
        ({"a": "POINT (106.8 -6.2)"}, "point = { from = 'a', form = 'wkt' }", "latitude", -6.2),
        ({"a": "SRID=4326;POINT Z (106.8 -6.2 3)"}, "point = { from = 'a', form = 'wkt' }", "latitude", -6.2),
        (
            {"a": '{"type": "Point", "coordinates": [106.8, -6.2]}'},
            "point = { from = 'a', form = 'geojson' }",
            "latitude",
            -6.2,
        ),
        (
            {"a": "0101000000" + "0000000000005b40" + "00000000000018c0"},
            "point = { from = 'a', form = 'wkb' }",
            "longitude",
            108.0,
        ),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value)[:40],
)
def test_a_construct_makes_its_value(cells: dict[str, str], block: str, field: str, expected: Any) -> None:
    assert (
        one(cells, block)[field] == pytest.approx(expected)
        if isinstance(expected, float)
        else one(cells, block)[field] == expected
    )


@pytest.mark.parametrize("cell", ["2.0005", "jauh", "1e300"])
def test_a_number_in_another_unit_that_gives_no_whole_number_is_rejected_where_one_is_asked_for(cell: str) -> None:
    table = table_of([{"no": "1", "a": cell}, {"no": "2", "a": "3"}], "metres = { from = 'a', unit = 'km' }")
    assert misfits(table.stream()) == [("metres", "type", "error", (0,))]
    assert [row["metres"] for row in table.to_records()] == [None, 3000]


def test_one_value_may_take_the_group_separator_of_the_source_back() -> None:
    head = '[source]\ngroup = "."\n'
    made = one({"a": "1.234", "b": "1.234"}, "count = 'a'\ndepth = { from = 'b', group = '' }", head=head)
    assert (made["count"], made["depth"]) == (1234, 1.234)


def test_fields_may_be_written_in_any_order() -> None:
    made = one({"a": "1.5", "b": "2.5"}, "depth = { expr = 'latitude + longitude' }\nlatitude = 'a'\nlongitude = 'b'")
    assert made["depth"] == 4.0
    made = one({"a": "1.5 2.5"}, "depth = { expr = 'latitude + longitude' }\npoint = 'a'")
    assert made["depth"] == 4.0


def test_lets_are_computed_in_the_order_they_need() -> None:
    head = """[source]
zone = "Asia/Jakarta"
[let]
arrived = { expr = "CASE WHEN clock < called THEN clock + INTERVAL '1' DAY ELSE clock END" }
called = { template = "{a} {b}", as = "datetime", format = "%m/%d/%Y %H:%M" }
clock = { template = "{a} {c}", as = "datetime", format = "%m/%d/%Y %H:%M" }
"""
    made = one({"a": "1/2/2013", "b": "23:55", "c": "0:05"}, 'at = { expr = "arrived" }', head=head)
    assert made["at"] == datetime(2013, 1, 2, 17, 5, tzinfo=UTC)


def test_durations_are_taken_from_a_time() -> None:
    head = """[let]
seen = { from = "a", as = "datetime", format = "%Y-%m-%d %H:%M:%S", zone = "Asia/Jakarta" }
age = { from = "b", as = "duration", match = { '(\\d+) jam' = "PT$1H", 'kurang dari 1 menit' = "PT0S" } }
"""
    made = one({"a": "2021-08-24 10:00:00", "b": "15 jam"}, 'at = { expr = "seen - age" }', head=head)
    assert made["at"] == datetime(2021, 8, 23, 12, tzinfo=UTC)


def test_code_tables_with_outputs_serve_several_fields() -> None:
    tables = '[codes.t]\n"Api" = { kind = "fire", name = "A" }\n'
    block = "kind = { from = 'a', codes = 't.kind' }\nname = { from = 'a', codes = 't.name' }\n"
    text = f"{HEAD}[[tables.sample]]\nkey = ['no']\n{block}{tables}"
    (row,) = adapt([{"no": "1", "a": "Api"}], to=Sample, field_map=FieldMap.from_toml(text)).to_records()
    assert (row["kind"], row["name"]) == ("fire", "A")


@pytest.mark.parametrize(
    ("guard", "value", "found"),
    [
        ("", None, [("kind", "unmapped", "error", (0,))]),
        (", unmapped = 'null'", None, [("kind", "unmapped", "advice", (0,))]),
        (", unmapped = 'other'", "other", [("kind", "unmapped", "advice", (0,))]),
        (", unmapped = 'keep'", "?", [("kind", "unmapped", "advice", (0,))]),
        (", unmapped = 'quarantine'", None, [("kind", "unmapped", "error", (0,))]),
    ],
)
def test_an_unmapped_word_is_found_and_kept(guard: str, value: str | None, found: list[Any]) -> None:
    table = table_of(
        [{"no": "1", "a": "?"}, {"no": "2", "a": "x"}], f"kind = {{ from = 'a', codes = {{ x = 'fire' }}{guard} }}"
    )
    assert [row["kind"] for row in table.to_records()] == [value, "fire"]
    assert [row["kind_source"] for row in table.to_records()] == ["?", None]
    assert misfits(table.stream()) == found


@pytest.mark.parametrize(("guard", "severity"), [("", "error"), (", on_error = 'null'", "advice")])
def test_a_failed_conversion_is_null_and_counted(guard: str, severity: str) -> None:
    table = table_of([{"no": "1", "a": "7,5"}, {"no": "2", "a": "3"}], f"count = {{ from = 'a'{guard} }}")
    assert [row["count"] for row in table.to_records()] == [None, 3]
    assert misfits(table.stream()) == [("count", "type", severity, (0,))]


def test_a_default_does_not_hide_a_failed_conversion() -> None:
    table = table_of([{"no": "1", "a": "x"}, {"no": "2", "a": ""}], "count = { from = 'a', default = 9 }")
    assert [row["count"] for row in table.to_records()] == [None, 9]
    assert misfits(table.stream()) == [("count", "type", "error", (0,))]


def test_a_condition_that_does_not_hold_takes_the_fault_with_the_value() -> None:
    table = table_of([{"no": "1", "a": "x", "b": "1"}], "count = { from = 'a', when = 'total > 5' }\ntotal = 'b'")
    assert misfits(table.stream()) == []


@pytest.mark.parametrize("cell", ["POINT (1)", "x", "1 2 3 4"])
def test_what_is_no_point_is_found(cell: str) -> None:
    table = table_of([{"no": "1", "a": cell}], "point = { from = 'a', form = 'wkt' }")
    assert misfits(table.stream()) == [("latitude", "type", "error", (0,))]


@pytest.mark.parametrize("block", ["point = { from = ['a', 'b'] }", "latitude = 'a'\nlongitude = 'b'"])
def test_null_island_is_no_place(block: str) -> None:
    table = table_of([{"no": "1", "a": "0", "b": "0"}], block)
    (row,) = table.to_records()
    assert (row["latitude"], row["longitude"]) == (None, None)
    assert misfits(table.stream()) == [("latitude", "null-island", "advice", (0,))]


def test_declared_null_tokens_and_no_others_are_null() -> None:
    table = table_of(
        [{"no": str(at), "a": cell} for at, cell in enumerate(["-", "NA", "", "NULL", "N/A"])],
        'name = "a"',
        head='[source]\nnull = ["", "-", "NA"]\n',
    )
    assert [row["name"] for row in table.to_records()] == [None, None, None, "NULL", "N/A"]


def test_provenance_is_filled_and_not_mapped() -> None:
    row = one({}, "name = { value = 'x' }")
    assert (row["id"], row["source_id"], row["agency_id"]) == ("demo:1", "1", "demo")
    assert (row["recorded_at"], row["recorded_at_basis"]) == (CAPTURED, "capture")
    row = one({"a": "2025-05-05T00:00:00Z"}, "recorded_at = 'a'")
    assert (row["recorded_at"], row["recorded_at_basis"]) == (datetime(2025, 5, 5, tzinfo=UTC), "source")


def test_the_map_says_when_the_source_was_captured() -> None:
    text = f"{HEAD}[source]\ncaptured_at = 2016-04-14T00:00:00+07:00\n[[tables.sample]]\nkey = ['no']"
    (row,) = adapt([{"no": "1"}], to=Sample, field_map=FieldMap.from_toml(text)).to_records()
    assert row["recorded_at"] == datetime(2016, 4, 13, 17, tzinfo=UTC)


def test_a_key_of_several_parts_and_odd_characters_is_escaped() -> None:
    row = one({"a": "b-c/é"}, "", key='key = ["no", "a"]')
    assert row["id"] == "demo:1-b~2dc~2f~c3~a9"


def test_a_row_without_its_key_has_no_id() -> None:
    assert table_of([{"no": "", "a": "x"}], 'name = "a"').to_records()[0]["id"] is None


def test_a_digest_tells_rows_apart_that_have_no_key() -> None:
    table = table_of([{"a": "x"}, {"a": "y"}, {"a": "x"}], 'name = "a"', key='key = "digest"')
    first, second, third = (row["id"] for row in table.to_records())
    assert first == third
    assert first != second
    assert first.startswith("demo:")


UNITS = '[let]\nunit = { from = "a", split = " " }\n'


@pytest.mark.parametrize(
    ("empty", "expected"), [("skip", ["1-1/x", "1-2/y", "3-1/z"]), ("keep", ["1-1/x", "1-2/y", "2-1/None", "3-1/z"])]
)
def test_each_makes_a_row_of_every_item(empty: str, expected: list[str]) -> None:
    rows = [{"no": "1", "a": "x y"}, {"no": "2", "a": ""}, {"no": "3", "a": "z"}]
    table = table_of(rows, f'each = "unit"\neach_empty = "{empty}"\nname = "unit"', key='key = ["no", "#"]', head=UNITS)
    assert [f"{row['id'].removeprefix('demo:')}/{row['name']}" for row in table.to_records()] == expected
    (batch,) = table.stream()
    assert batch.rows.tolist() == ([1, 1, 3] if empty == "skip" else [1, 1, 2, 3])
    assert batch.balance == Balance(read=3, skipped=int(empty == "skip"), expanded=1, produced=len(expected))


def test_where_leaves_rows_out_and_counts_them() -> None:
    table = table_of([{"no": str(n), "a": str(n)} for n in range(1, 6)], "where = 'count > 2'\ncount = 'a'")
    (batch,) = table.stream()
    assert batch.data.column("count").to_pylist() == [3, 4, 5]
    assert batch.rows.tolist() == [3, 4, 5]
    assert batch.balance == Balance(read=5, skipped=2, produced=3)


REPEATED = [{"no": "1", "a": "x"}, {"no": "1", "a": "x"}, {"no": "1", "a": "y"}, {"no": "2", "a": "z"}]


@pytest.mark.parametrize(
    ("conflict", "names", "merged", "found"),
    [
        ("reject", ["x", "y", "z"], 1, [(None, "distinct-conflict", "error", (1,))]),
        ("first", ["x", "z"], 2, []),
        ("last", ["y", "z"], 2, []),
    ],
)
def test_distinct_merges_rows_that_say_the_same(conflict: str, names: list[str], merged: int, found: list[Any]) -> None:
    table = table_of(REPEATED, f'distinct = {{ by = ["no"], conflict = "{conflict}" }}\nname = "a"')
    batches = list(table.stream())
    assert [name for batch in batches for name in batch.data.column("name").to_pylist()] == names
    assert sum((batch.balance for batch in batches), Balance()) == Balance(read=4, merged=merged, produced=len(names))
    assert misfits(iter(batches)) == found


def test_several_blocks_make_several_rows_of_one_source_row() -> None:
    text = f'{HEAD}[[tables.sample]]\nkey = ["no"]\ncount = "a"\n[[tables.sample]]\nkey = ["no", "b"]\ncount = "b"'
    table = adapt([{"no": "1", "a": "5", "b": "6"}], to=Sample, field_map=FieldMap.from_toml(text))
    assert [row["count"] for row in table.to_records()] == [5, 6]
    assert sum((batch.balance for batch in table.stream()), Balance()) == Balance(read=2, produced=2)


BUNDLE = """agency = "demo"
[[tables.fire-station]]
key = ["no", "kec"]
name = "no"
station_type = { value = "post" }
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["no", "kec"] }
unit_type = { value = "fire_apparatus" }
as_of = { value = 2026-01-01 }
total = "mobil"
"""


def test_a_reference_mints_the_id_that_the_key_mints() -> None:
    rows = [{"no": "Kantor Sektor", "kec": "Gambir/1", "mobil": "2"}, {"no": "a-b", "kec": "c", "mobil": "1"}]
    bundle = adapt_bundle(rows, field_map=FieldMap.from_toml(BUNDLE))
    assert list(bundle) == ["fire-station", "fleet-count"]
    ids = [row["id"] for row in bundle["fire-station"].to_records()]
    assert [row["holder_id"] for row in bundle["fleet-count"].to_records()] == ids
    assert ids[0] == "demo:Kantor~20Sektor-Gambir~2f1"


keys = st.tuples(*(st.text("ab-~:/ é2d", min_size=1, max_size=4),) * 2)


@settings(max_examples=40, deadline=None)
@given(st.lists(keys, min_size=1, max_size=6, unique=True))
def test_different_keys_never_mint_the_same_id(pairs: list[tuple[str, str]]) -> None:
    import pyarrow as pa

    from opendata_share.adapters.mapping._identifiers import mint

    ids = mint("demo", [pa.array([pair[at] for pair in pairs]) for at in (0, 1)]).to_pylist()
    assert len(set(ids)) == len(pairs)
    singles = sorted({part for pair in pairs for part in pair})
    assert len(set(mint("demo", [pa.array(singles)]).to_pylist())) == len(singles)


@pytest.mark.parametrize(
    ("block", "head", "message_id"),
    [
        ('name = "a"', "", "map-unused-columns"),
        (f'{USE}\nkind = "kindd"', "", "map-missing-column-far"),
        (f'{USE}\nnme = "a"', "", "map-unknown-field"),
        (f"{USE}\nkind = {{ value = 'fir' }}", "", "map-unknown-code"),
        (f"{USE}\nkind = {{ from = 'a', codes = {{ x = 'nope' }} }}", "", "map-unknown-code-far"),
        (f"{USE}\nkind = {{ from = 'a', match = {{ x = 'nope' }} }}", "", "map-unknown-code-far"),
        (f"{USE}\nkind = {{ from = 'a', codes = {{ x = 'fire' }}, unmapped = 'nope' }}", "", "map-unknown-code-far"),
        (f"{USE}\nkind = {{ first = [{{ value = 'nope' }}] }}", "", "map-unknown-code-far"),
        (f"{USE}\nkinds = {{ from = 'a', split = ' ', codes = {{ x = 'nope' }} }}", "", "map-unknown-code-far"),
        (f"{USE}\nat = {{ from = 'a', format = '%Y' }}", "", "map-no-zone"),
        (f"{USE}\ndepth = {{ expr = 'count + doubledd' }}", "", None),
        (f"{USE}\nflag = {{ expr = 'count + 1' }}", "", "map-expression-type"),
        (
            f"{USE}\nlatitude = {{ expr = 'longitude' }}\nlongitude = {{ expr = 'latitude' }}",
            "",
            "map-cycle",
        ),
        (USE, '[let]\nx = { expr = "y" }\ny = { expr = "x" }\n', "map-cycle"),
        (USE, '[let]\nx = { first = ["x", "a"] }\n', "map-cycle"),
        (USE, '[let]\na = { from = "b" }\n', "map-let-hides-column"),
        (USE, '[source]\nquarantine = ["a"]\n', "map-quarantined-used"),
        (USE, '[source]\nquarantine = ["gone"]\n', "map-missing-column-far"),
        (USE, '[source]\nignore = ["gone"]\n', "map-missing-column-far"),
        (USE, "[source]\nignore = [9]\n", "map-ignore-index"),
        (f"{USE}\ndepth = {{ from = 'b', unit = 'kPa' }}", "", "map-unit"),
        (f"{USE}\ndepth = {{ from = 'b', unit = 'furlong' }}", "", "map-unit"),
        (f"{USE}\ndepth = {{ value = 'deep' }}", "", "map-literal"),
        (f'{USE}\neach = "nope"', "", "map-each"),
        (f"{USE}\npoint = {{ from = ['b', 'c'], crs = 'EPSG:3' }}", "", "map-crs"),
        (f"{USE}\nwhere = 'nope = 1'", "", None),
        (f"{USE}\nwhere = 'count'", "", None),
        ("join = 1", "", None),
        (f"{USE}\nsource = 'join.x'", "", "map-join-unknown"),
        (f"{USE}\nname2 = {{ from = 'a', value = 1 }}", "", "map-one-producer"),
        (f"{USE}\nkinds = {{ each = 'a', fields = {{}} }}", "", "map-type"),
        (f"{USE}\nkinds = {{ each = 'a', fields = {{ x = 'b' }} }}", "", "map-each-no-records"),
        (f"{USE}\nkind = {{ ref = 'x', match_on = {{ a = 'a' }} }}", "", "plugin-unknown"),
        (f"{USE}\nkind = {{ from = 'a', colour = 1 }}", "", "map-unknown-key"),
        (f"{USE}\nkind = {{ from = 'a', match = {{ '(' = 'fire' }} }}", "", "map-pattern"),
        (f"{USE}\nkind = {{ from = 'a', codes = 'nope' }}", "", "map-code-table"),
        (f"{USE}\nkind = {{ template = 'no names' }}", "", "map-template"),
        (f"{USE}\nkind = {{ template = '{{a' }}", "", "map-template"),
        (f"{USE}\nday = {{ from = 'a', as = 'week' }}", "", "map-choice"),
        (f"{USE}\nday = {{ from = 'a', on_error = 'ignore' }}", "", "map-choice"),
        (f"{USE}\npoint = {{ from = ['a', 'b', 'c'] }}", "", "map-point"),
        (f"{USE}\nkind = {{ area = ['a', 'b'], system = 'bps' }}", "", "map-area"),
        (USE, '[source]\nzone = "Mars/Phobos"\n', "map-zone"),
        (USE, '[source]\ngroup = "12"\n', "map-separator"),
        (USE, "[source]\ncaptured_at = 2016-04-14T00:00:00\n", "map-captured-at"),
        (USE, "[join.x]\npath = 'y'\n", "map-join-on"),
        (USE, "[join.x]\non = { a = 'b' }\n", "map-path-needed"),
        (USE, "[join.x]\npath = 'y.csv'\non = { a = 'b' }\n", "map-no-folder"),
        (USE, "[source]\ncolour = 1\n", "map-unknown-key"),
    ],
    ids=lambda value: None if value is None else str(value)[-34:],
)
def test_a_wrong_map_is_refused_before_a_row_is_read(block: str, head: str, message_id: str | None) -> None:
    error = refusal([{"no": "1", **ROW}], block, head=head)
    assert message_id is None or error.message_id == message_id


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("x = ", "map-not-toml"),
        ("", "map-no-tables"),
        ('agency = "A B"\n[[tables.sample]]', "map-agency"),
        ("[tables.sample]\nx = 1", "map-table-brackets"),
        ("colour = 1", "map-unknown-key"),
        ("[[tables.sample]]\nkey = 5", "map-type"),
        ("[[tables.sample]]\nname = 5", "map-type"),
        ("[[tables.sample]]\nname = { from = 5 }", "map-type"),
        ("[[tables.sample]]\nname = { from = 'a', codes = 5 }", "map-type"),
        ("[[tables.sample]]\nname = { from = 'a', decimal = '12' }", "map-separator"),
        ("[[tables.sample]]\nname = { expr = 5 }", "map-type"),
        ("[source]\nignore = 5\n[[tables.sample]]", "map-type"),
        ("let = 5", "map-type"),
        ("[[tables.sample]]\ndistinct = { by = ['a'], conflict = 'merge' }", "map-choice"),
        ("[[tables.sample]]\ndistinct = {}", "map-type"),
        ("[codes]\nt = { a = { x = 1 } }\n[[tables.sample]]\nname = { from = 'a', codes = 't' }", "map-code-output"),
        ("source = 5", "map-type"),
        ("[[tables.sample]]\nname = { first = [] }", "map-type"),
        ("[[tables.sample]]\nname = { template = 5 }", "map-type"),
        ("[[tables.sample]]\nname = { from = 'a', match = { 'a' = '$2' } }", "map-pattern"),
        ("[source]\nformat = 5\n[[tables.sample]]", "map-type"),
    ],
    ids=str,
)
def test_a_map_that_is_not_of_the_language_is_refused(text: str, message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        FieldMap.from_toml(text)
    assert refused.value.message_id == message_id
    assert refused.value.text("id")


def test_refusals_name_what_is_near_and_what_to_write() -> None:
    rows = [{"no": "1", **ROW}]
    assert '"b", "c"' in refusal(rows, 'name = "a"').text()
    assert "kind" in refusal(rows, f'{USE}\nkindd = "a"').text()
    assert "fire" in refusal(rows, f"{USE}\nkind = {{ value = 'fir' }}").text()
    assert 'zone = "Asia/Jakarta"' in refusal(rows, f"{USE}\nat = {{ from = 'a', format = '%Y' }}").text()


def test_ids_need_a_key_and_an_agency() -> None:
    rows = [{"no": "1"}]
    assert refusal(rows, "name = 'no'", key="").message_id == "map-no-key"
    with pytest.raises(DefinitionError) as refused:
        adapt(rows, to=Sample, field_map=FieldMap.from_toml("[[tables.sample]]\nkey = ['no']"))
    assert refused.value.message_id == "map-no-agency"
    adapted = adapt(rows, to=Sample, field_map=FieldMap.from_toml("[[tables.sample]]\nkey = ['no']"), agency="other")
    assert adapted.to_records()[0]["id"] == "other:1"
    with pytest.raises(DefinitionError) as refused:
        adapt(rows, to=Sample, field_map=FieldMap.from_toml(f"{HEAD}[[tables.sample]]\nkey = ['no']"), agency="other")
    assert refused.value.message_id == "map-other-agency"


def test_a_table_without_an_id_takes_no_key_and_required_fields_are_asked_for() -> None:
    with pytest.raises(DefinitionError) as refused:
        adapt_bundle(
            [{"no": "1", "kec": "2", "mobil": "1"}], field_map=FieldMap.from_toml(BUNDLE.replace('total = "mobil"', ""))
        )
    assert refused.value.message_id in {"map-required-field", "map-unused-columns"}
    with pytest.raises(DefinitionError) as refused:
        adapt_bundle([{"no": "1", "kec": "2", "mobil": "1"}], field_map=FieldMap.from_toml(BUNDLE + 'key = ["no"]'))
    assert refused.value.message_id == "map-key-unwanted"


def test_calls_that_contradict_the_map_are_refused(tmp_path: Path) -> None:
    rows, chosen = [{"no": "1"}], FieldMap.from_toml(f"{HEAD}[[tables.sample]]\nkey = ['no']")
    for arguments, message_id in [
        ({"to": "agency", "field_map": chosen}, "map-other-contract"),
        ({"to": Sample, "field_map": chosen, "delimiter": ";"}, "adapt-options-with-map"),
        ({"to": Sample, "colour": 1}, "adapt-unknown-options"),
        ({}, "adapt-no-contract"),
        ({"to": Sample, "captured_at": datetime(2026, 1, 1)}, "adapt-naive-captured-at"),  # naive on purpose
        ({"field_map": FieldMap.from_toml(BUNDLE)}, None),
        ({"to": 5}, "contract-not-one"),
    ]:
        with pytest.raises(DefinitionError) as refused:
            adapt(rows, **arguments)  # type: ignore[arg-type]
        assert message_id in {None, refused.value.message_id}
    with pytest.raises(SourceUnavailable):
        adapt(rows, field_map=tmp_path / "gone.toml")
    with pytest.raises(DefinitionError) as refused:
        adapt([{"no": "1", "kec": "2", "mobil": "1"}], field_map=FieldMap.from_toml(BUNDLE))
    assert refused.value.message_id == "adapt-several-tables"


def test_a_map_file_is_read_and_its_digest_ignores_layout(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(f"# words\n{HEAD}[[tables.sample]]\nkey   =   ['no']\n", encoding="utf-8")
    assert FieldMap.read(path).digest == FieldMap.from_toml(f"{HEAD}[[tables.sample]]\nkey = ['no']").digest
    assert FieldMap.read(path).contracts == ("sample",)
    path.write_bytes(b"\xff")
    with pytest.raises(DefinitionError):
        FieldMap.read(path)


def test_columns_may_be_ignored_by_pattern_and_may_be_absent() -> None:
    head = '[source]\nignore = ["b", "c*", "gone?", 0]\nquarantine = ["secret?"]\n'
    row = one({"b": "1", "c1": "2", "c2": "3", "a": "x"}, 'name = "a"', head=head)
    assert row["name"] == "x"


def test_quarantined_columns_are_nowhere_in_the_rows() -> None:
    table = table_of([{"no": "1", "a": "x", "story": "Budi"}], 'name = "a"', head='[source]\nquarantine = ["story"]\n')
    for batch in table.stream():
        assert batch.raw is not None
        assert "story" not in batch.raw.schema.names
        assert "Budi" not in str(batch.raw.to_pylist())


def test_constants_stand_in_the_lineage() -> None:
    lineage = table_of([{"no": "1"}], "name = { value = 'x' }").lineage
    assert lineage.constants == ("sample.name",)
    assert lineage.agency == "demo"
    assert lineage.captured_at == CAPTURED


CSV = "no,a,b\n" + "".join(f"{n},{n % 3},{'x y' if n % 2 else ''}\n" for n in range(1, 40))


@pytest.mark.parametrize("block_bytes", [16, 64, 1 << 20])
@pytest.mark.parametrize("conflict", ["reject", "first", "last"])
def test_the_size_of_batches_changes_nothing(tmp_path: Path, block_bytes: int, conflict: str) -> None:
    from opendata_share._limits import Limits

    path = tmp_path / "rows.csv"
    path.write_text(CSV, encoding="utf-8")
    head = '[source]\nignore = ["no"]\n[let]\nunit = { from = "b", split = " " }\n'
    block = 'each = "unit"\nwhere = "count < 2"\ncount = "a"\nname = "unit"\n'
    block += f'distinct = {{ by = ["a", "unit"], conflict = "{conflict}" }}'
    table = table_of(path, block, head=head, key='key = ["a", "unit"]', limits=Limits(block_bytes=block_bytes))
    batches = list(table.stream())
    whole = sum((batch.balance for batch in batches), Balance())
    assert whole.adapts
    expected = [(n % 3, unit, n) for n in range(1, 40) if n % 2 and n % 3 < 2 for unit in ("x", "y")]
    found = [
        (count, name, row)
        for batch in batches
        for count, name, row in zip(
            batch.data["count"].to_pylist(), batch.data["name"].to_pylist(), batch.rows.tolist(), strict=True
        )
    ]
    chosen: dict[tuple[int, str], tuple[int, str, int]] = {}
    for entry in expected:
        if conflict == "last" or entry[:2] not in chosen:
            chosen[entry[:2]] = entry
    assert sorted(found) == sorted(chosen.values())
    assert whole.merged == len(expected) - len(chosen)


rows_of_words = st.lists(
    st.fixed_dictionaries(
        {
            "no": st.sampled_from(["1", "2", "3"]),
            "a": st.sampled_from(["1", "2", "", "x"]),
            "b": st.sampled_from(["", "u", "u v"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(
    rows_of_words.filter(bool),
    st.sampled_from(["", 'each = "unit"\n', 'each = "unit"\neach_empty = "keep"\n']),
    st.sampled_from(["", "where = 'count > 1'\n"]),
    st.sampled_from(["", "reject", "first", "last"]),
)
def test_rows_balance_whatever_the_map_and_the_rows(
    rows: list[dict[str, str]], each: str, where: str, conflict: str
) -> None:
    distinct = f'distinct = {{ by = ["no"], conflict = "{conflict}" }}\n' if conflict else ""
    table = table_of(
        rows,
        f'{each}{where}{distinct}count = {{ from = "a", on_error = "null" }}',
        head='[let]\nunit = { from = "b", split = " " }\n',
    )
    batches = list(table.stream())
    whole = sum((batch.balance for batch in batches), Balance())
    lengths = [len(row["b"].split()) for row in rows]
    made = Counter(
        row["no"]
        for row, length in zip(rows, lengths, strict=True)
        for _ in range(length if each else 1) or (range(1) if "keep" in each else ())
    )
    assert whole.adapts
    assert whole.read == len(rows)
    assert whole.produced == sum(batch.data.num_rows for batch in batches)
    if not where:
        assert whole.produced + whole.merged == made.total()
    for batch in batches:
        for misfit in batch.misfits:
            assert all(0 <= position < batch.data.num_rows for position in misfit.positions)


def test_a_source_can_be_read_twice() -> None:
    table = table_of(REPEATED, 'distinct = { by = ["no"], conflict = "last" }\nname = "a"')
    assert table.to_records() == table.to_records()
