"""What goes in comes out: from Parquet as it was, from CSV by the rules the layout promises."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_making import field, protected, words

from opendata_share._csv_text import header, text_of
from opendata_share.contract import Contract, Field, FieldType
from opendata_share.releases import open_catalog, publish

EVERYTHING = Contract(
    name="everything",
    version="1.0.0",
    title=words("Everything"),
    fields=(
        field("text_field"),
        field("integer_field", FieldType.INTEGER),
        field("number_field", FieldType.NUMBER),
        field("decimal_field", FieldType.DECIMAL, precision=20, scale=9),
        field("boolean_field", FieldType.BOOLEAN),
        field("date_field", FieldType.DATE),
        field("datetime_field", FieldType.DATETIME),
        field("texts_field", FieldType.LIST, items=field("item", required=True)),
        field(
            "objects_field",
            FieldType.LIST,
            items=Field(
                name="item",
                type=FieldType.OBJECT,
                title=words("item"),
                sensitivity=field("x").sensitivity,
                fields=(field("label"), field("size", FieldType.NUMBER), field("at", FieldType.DATETIME)),
            ),
        ),
    ),
)

texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", '"', '""', ",", "\r\n", "\n", "\r", " a ", "=cmd|'/c calc'!A1", "+62812", "NULL", "\u2028", "é", "𝄞"]
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
times = st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31))
values: dict[str, st.SearchStrategy[Any]] = {
    "text_field": texts,
    "integer_field": st.integers(-(2**63), 2**63 - 1),
    "number_field": numbers,
    "decimal_field": st.decimals(
        min_value=Decimal(-99999999999), max_value=Decimal(99999999999), places=9, allow_nan=False
    ),
    "boolean_field": st.booleans(),
    "date_field": st.dates(),
    "datetime_field": times | times.map(lambda moment: moment.replace(microsecond=0)),
    "texts_field": st.lists(texts, max_size=3),
    "objects_field": st.lists(
        st.fixed_dictionaries({"label": st.none() | texts, "size": st.none() | numbers, "at": st.none() | times}),
        max_size=2,
    ),
}
rows = st.lists(st.fixed_dictionaries({name: st.none() | value for name, value in values.items()}), max_size=6)


def expected_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            text = f"{value:%Y-%m-%dT%H:%M:%S}".rjust(19, "0")
            return f"{text}.{value.microsecond:06d}Z" if value.microsecond else f"{text}Z"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.9f}"
        case list():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=expected_cell)
        case _:
            return str(value)


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def csv_of(table: pa.Table) -> bytes:
    return header(table.schema.names) + b"".join(bytes(piece) for b in table.to_batches() for piece in text_of(b))


@given(rows=rows, batch_rows=st.integers(1, 4))
@settings(max_examples=25, deadline=None)
@pytest.mark.timeout(600)  # every example is a publication with its fsyncs
def test_what_is_published_is_what_is_read(rows: list[dict[str, Any]], batch_rows: int) -> None:
    table = pa.Table.from_pylist(rows, EVERYTHING.arrow_schema)
    with tempfile.TemporaryDirectory() as folder:
        done = publish(protected(table, contract=EVERYTHING, batch_rows=batch_rows), into=folder)
        read = open_catalog(folder)["everything"].read()
        assert read.to_arrow().equals(table)
        assert read.contract.digest == EVERYTHING.digest
        lines = parsed((done.release.path / "everything.csv").read_bytes())
    assert lines[0] == EVERYTHING.arrow_schema.names
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], table.to_pylist(), strict=True):
        for name, cell in zip(lines[0], line, strict=True):
            if name == "number_field":
                assert (cell == "" and row[name] is None) or float(cell) == row[name]
            else:
                assert cell == expected_cell(row[name]), name


@given(
    cells=st.lists(st.none() | texts, min_size=1, max_size=8),
    others=st.lists(st.none() | texts, min_size=8, max_size=8),
)
@settings(max_examples=200, deadline=None)
def test_an_empty_text_is_told_from_a_null_and_cells_are_quoted_only_where_they_must_be(
    cells: list[str | None], others: list[str | None]
) -> None:
    table = pa.table({"a": pa.array(cells, pa.string()), "b": pa.array(others[: len(cells)], pa.string())})
    expected = ""
    for left, right in zip(cells, others, strict=False):
        quoted = []
        for cell in (left, right):
            must = cell is not None and (cell == "" or any(c in cell for c in ',"\r\n'))
            quoted.append('"' + cell.replace('"', '""') + '"' if must and cell is not None else cell or "")
        expected += ",".join(quoted) + "\r\n"
    assert csv_of(table) == ("a,b\r\n" + expected).encode("utf-8")


@given(cells=st.lists(st.none() | texts, max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_table_of_one_column_has_one_line_for_every_row(cells: list[str | None]) -> None:
    lines = parsed(csv_of(pa.table({"a": pa.array(cells, pa.string())})))
    assert lines == [["a"], *([cell or ""] for cell in cells)]


@given(number=numbers)
@settings(max_examples=300, deadline=None)
def test_a_number_is_its_shortest_text_that_reads_back_the_same(number: float) -> None:
    (line,) = parsed(csv_of(pa.table({"a": [number], "b": [1]})))[1:]
    assert float(line[0]) == number
    assert Decimal(line[0]) == Decimal(repr(number))
    assert abs(number) >= 1e16 or "e+" not in line[0]


def test_very_small_decimals_have_no_exponent() -> None:
    column = pa.array([Decimal("0.000000001"), None, Decimal("-1.5")], pa.decimal128(20, 9))
    assert csv_of(pa.table({"a": column, "b": [1, 2, 3]})) == b"a,b\r\n0.000000001,1\r\n,2\r\n-1.500000000,3\r\n"


def test_times_before_1970_and_with_fractions_are_exact() -> None:
    moments = [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC),
        None,
    ]
    table = pa.table({"a": pa.array(moments, pa.timestamp("us", "UTC")), "b": [1, 2, 3, 4, 5]})
    assert [line[0] for line in parsed(csv_of(table))[1:]] == [
        "1969-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "2026-01-01T00:00:00.500000Z",
        "",
    ]


def test_slices_and_wide_batches_are_written_whole() -> None:
    from opendata_share import _csv_text

    table = pa.table({"a": [f"x{n}" * 10 for n in range(1000)], "b": list(range(1000))})
    whole = csv_of(table)
    batch = table.to_batches()[0]
    limit = _csv_text._SLICE_BYTES
    try:
        _csv_text._SLICE_BYTES = 1_000  # type: ignore[misc]
        assert csv_of(table) == whole
    finally:
        _csv_text._SLICE_BYTES = limit  # type: ignore[misc]
    pieces = b"".join(bytes(p) for part in (batch.slice(0, 333), batch.slice(333)) for p in text_of(part))
    assert header(["a", "b"]) + pieces == whole


def test_pandas_and_polars_read_the_parquet(tmp_path: Path) -> None:
    data: list[dict[str, Any]] = [
        {
            "text_field": "é",
            "integer_field": 2**62,
            "number_field": 0.1,
            "datetime_field": datetime(2026, 1, 1, tzinfo=UTC),
        },
        {"text_field": None, "integer_field": None, "texts_field": ["a"]},
    ]
    done = publish(protected(data, contract=EVERYTHING), into=tmp_path)
    path = done.release.path / "everything.parquet"
    frame, lazy = pd.read_parquet(path), pl.read_parquet(path)
    assert frame["text_field"].iloc[0] == "é"
    assert lazy["integer_field"].to_list() == [2**62, None]
    assert str(lazy["datetime_field"].dtype) == "Datetime(time_unit='us', time_zone='UTC')"
    release = open_catalog(tmp_path)["everything"].latest()
    assert pl.DataFrame(release)["text_field"].to_list() == ["é", None]
    assert pa.table(release).num_rows == 2
    assert open_catalog(tmp_path)["everything"].read().to_pandas()["text_field"].iloc[0] == "é"


def test_csv_and_parquet_hold_the_same_rows_for_pandas(tmp_path: Path) -> None:
    data = [{"text_field": f"r{n}", "integer_field": n, "number_field": n / 3} for n in range(50)]
    done = publish(protected(data, contract=EVERYTHING), into=tmp_path)
    read = pd.read_csv(done.release.path / "everything.csv")
    assert list(read["number_field"]) == [row["number_field"] for row in data]
    assert list(read["text_field"]) == [row["text_field"] for row in data]
