"""Row groups encoded side by side and joined: every reader finds the rows that were written, wherever they stand."""

from __future__ import annotations

import io
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share import _parquet_file
from opendata_share._parquet_file import write_parquet
from opendata_share.contract import Contract, Derivation, Field, FieldType, Sensitivity, Text
from opendata_share.stages import Lineage, Table

SCHEMA = pa.schema(
    {
        "code": pa.string(),
        "text": pa.string(),
        "number": pa.float64(),
        "count": pa.int64(),
        "at": pa.timestamp("us", "UTC"),
        "day": pa.date32(),
        "flag": pa.bool_(),
        "list": pa.list_(pa.string()),
        "price": pa.decimal128(12, 2),
    }
)


def rows(start: int, count: int) -> pa.RecordBatch:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    found: list[dict[str, Any]] = [
        {
            "code": "abc"[number % 3],
            "text": None if number % 7 == 0 else f"text {number} é",
            "number": number / 3,
            "count": number,
            "at": begin + timedelta(seconds=number),
            "day": (begin + timedelta(days=number)).date(),
            "flag": number % 2 == 0,
            "list": [str(number)] * (number % 3),
            "price": None,
        }
        for number in range(start, start + count)
    ]
    return pa.RecordBatch.from_pylist(found, SCHEMA)


def written(batches: list[pa.RecordBatch]) -> bytes:
    sink = io.BytesIO()
    write_parquet(batches, SCHEMA, sink, repeating=["code"])
    return sink.getvalue()


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(0, 40), max_size=8), group=st.integers(1, 50))
def test_what_is_written_is_read_group_by_group(sizes: list[int], group: int) -> None:
    batches, start = [], 0
    for size in sizes:
        batches.append(rows(start, size))
        start += size
    whole = pa.Table.from_batches(batches, SCHEMA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_parquet_file, "ROWS", group)
        file = written(batches)
    parquet = pq.ParquetFile(io.BytesIO(file))
    assert parquet.schema_arrow.equals(SCHEMA)
    assert parquet.metadata.num_rows == start
    assert parquet.num_row_groups == -(-start // group)
    assert parquet.read().equals(whole)
    for number in range(parquet.num_row_groups):
        assert parquet.read_row_group(number).equals(whole.slice(number * group, group))
        assert parquet.metadata.row_group(number).column(3).statistics.min == number * group


def test_other_readers_find_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_parquet_file, "ROWS", 100)
    file = tmp_path / "rows.parquet"
    file.write_bytes(written([rows(0, 1234)]))
    assert polars.read_parquet(file)["count"].to_list() == list(range(1234))
    found = duckdb.sql(
        f"select count(*), sum(count), max(text), max(number) from '{file}' where count >= 500"
    ).fetchall()
    assert found == [(734, sum(range(500, 1234)), "text 999 é", 1233 / 3)]


def test_the_bytes_do_not_depend_on_batches_or_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_parquet_file, "ROWS", 64)
    one = written([rows(0, 300)])
    monkeypatch.setattr("opendata_share._side_by_side.cores", lambda: 1)
    assert written([rows(0, 10), rows(10, 200), rows(210, 90)]) == one


def test_a_file_of_more_than_fifteen_columns_and_groups_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of fifteen and more have another head in the footer."""
    monkeypatch.setattr(_parquet_file, "ROWS", 3)
    wide = pa.record_batch({f"c{place}": list(range(100)) for place in range(40)})
    sink = io.BytesIO()
    write_parquet([wide], wide.schema, sink)
    assert pq.read_table(io.BytesIO(sink.getvalue())).equals(pa.Table.from_batches([wide]))


def test_values_that_do_not_repeat_after_all_get_no_large_dictionary() -> None:
    few = pa.array([float(number % 100) for number in range(60_000)])
    many = pa.array([float(number) for number in range(60_000)])
    batch = pa.record_batch({"few": few, "many": many})
    sink = io.BytesIO()
    write_parquet([batch], batch.schema, sink, repeating=["few", "many"])
    assert pq.read_table(io.BytesIO(sink.getvalue())).equals(pa.Table.from_batches([batch]))
    group: Any = pq.read_metadata(io.BytesIO(sink.getvalue())).row_group(0)
    begin = [group.column(place).data_page_offset - group.column(place).dictionary_page_offset for place in (0, 1)]
    assert 0 < begin[0] < begin[1] < 2 * 128 * 1024 < 60_000 * 8


def test_columns_a_policy_changed_repeat_and_lists_and_others_do_not() -> None:
    words = Text("a", "b")

    def field(name: str, kind: FieldType, **parts: Any) -> Field:
        return Field(name=name, type=kind, title=words, sensitivity=Sensitivity.PUBLIC, **parts)

    items = field("items", FieldType.TEXT)
    fields = (
        field("latitude", FieldType.NUMBER),
        field("note", FieldType.TEXT),
        field("marks", FieldType.LIST, items=items),
    )
    changed = (("latitude", "round 3"), ("marks", "mask 0+0"))
    origin = Derivation("ward@1.0.0", "sha256:0", "open", (), changed)
    assert Contract("ward", "1.0.0", words, fields).repeating == ()
    assert Contract("ward", "1.0.0", words, fields, derived_from=origin).repeating == ("latitude",)


def test_an_error_of_the_rows_leaves_no_file(tmp_path: Path) -> None:
    def batches() -> Any:
        yield rows(0, 5)
        raise RuntimeError("the source went away")

    words = Text("a", "b")
    fields = (Field(name="n", type=FieldType.INTEGER, title=words, sensitivity=Sensitivity.PUBLIC),)
    table = Table.of_batches(Contract("ward", "1.0.0", words, fields), batches, Lineage(source="x"))
    with pytest.raises(RuntimeError, match="went away"):
        table.to_parquet(tmp_path / "rows.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_written_for_its_owner_with_dictionaries_of_codes(tmp_path: Path) -> None:
    posts = [{"id": "demo:1", "name": "Pos Monas", "station_type": "post", "country": "ID"}]
    table = share.adapt(posts, to="fire-station", agency="demo")
    path = table.to_parquet(str(tmp_path / "posts.parquet"))
    assert path == tmp_path / "posts.parquet"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert pq.read_table(path).equals(table.to_arrow())
    group = pq.read_metadata(path).row_group(0)
    coded = {field.name for field in table.contract.fields if field.code_list is not None}
    dictionaries = {
        group.column(place).path_in_schema
        for place in range(group.num_columns)
        if group.column(place).has_dictionary_page
    }
    assert "station_type" in dictionaries <= coded


def test_a_table_without_rows_is_a_file_without_rows(tmp_path: Path) -> None:
    words = Text("a", "b")
    fields = (Field(name="n", type=FieldType.INTEGER, title=words, sensitivity=Sensitivity.PUBLIC),)
    table = Table.of_batches(Contract("ward", "1.0.0", words, fields), lambda: iter(()), Lineage(source="x"))
    found = pq.read_table(table.to_parquet(tmp_path / "none.parquet"))
    assert (found.num_rows, found.schema.names) == (0, table.schema.names)
