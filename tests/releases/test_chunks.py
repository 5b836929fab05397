"""Chunks and digests follow from the rows alone, however the rows came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_making import UNITS, field, unit_rows, words

from opendata_share.contract import Contract, Field, FieldType, Provenance
from opendata_share.releases._chunks import chunks, row_widths
from opendata_share.releases._rows_digest import RowsDigest

NESTED = Contract(
    name="nested",
    version="1.0.0",
    title=words("N"),
    fields=(
        field("text"),
        field("amount", FieldType.DECIMAL, precision=10, scale=2),
        field("yes", FieldType.BOOLEAN),
        field("day", FieldType.DATE),
        field("at", FieldType.DATETIME),
        field("size", FieldType.NUMBER),
        field(
            "boxes",
            FieldType.LIST,
            items=Field(
                name="item",
                type=FieldType.OBJECT,
                title=words("box"),
                sensitivity=field("x").sensitivity,
                fields=(field("label"), field("count", FieldType.INTEGER)),
            ),
        ),
    ),
)
values = {
    "text": st.text(max_size=6),
    "amount": st.decimals(-1000, 1000, places=2),
    "yes": st.booleans(),
    "day": st.dates(),
    "at": st.datetimes(timezones=st.just(UTC)),
    "size": st.floats(allow_nan=False),
    "boxes": st.lists(
        st.fixed_dictionaries({"label": st.none() | st.text(max_size=4), "count": st.none() | st.integers(0, 9)}),
        max_size=3,
    ),
}
rows = st.lists(
    st.fixed_dictionaries({name: st.none() | value for name, value in values.items()}), min_size=1, max_size=12
)


def table_of(made: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(made), NESTED.arrow_schema)


def digest_of(batches: Sequence[pa.RecordBatch], contract: Contract = NESTED, chunk_rows: int = 4) -> str:
    digest = RowsDigest(contract)
    for chunk in chunks(batches, chunk_rows):
        digest.update(chunk)
    return digest.text()


@given(made=rows, batch_rows=st.integers(1, 12), chunk_rows=st.integers(1, 5), text_bytes=st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_chunks_do_not_depend_on_batches_and_lose_nothing(
    made: list[dict[str, Any]], batch_rows: int, chunk_rows: int, text_bytes: int
) -> None:
    table = table_of(made)
    whole = list(chunks(table.to_batches(), chunk_rows, text_bytes))
    parts = list(chunks(table.to_batches(max_chunksize=batch_rows), chunk_rows, text_bytes))
    assert [chunk.num_rows for chunk in whole] == [chunk.num_rows for chunk in parts]
    assert pa.Table.from_batches(whole).equals(table)
    assert pa.Table.from_batches(parts).equals(table)
    for chunk in whole:
        assert chunk.num_rows <= chunk_rows
        assert chunk.num_rows == 1 or int(row_widths(chunk).sum()) <= text_bytes


def test_a_row_is_as_wide_as_its_text_nested_text_included() -> None:
    made = [
        {"text": "é", "boxes": [{"label": "abc"}, {"label": None}, None]},
        {"text": None, "boxes": None},
        {"text": "x", "boxes": []},
    ]
    (batch,) = table_of(made).to_batches()
    assert row_widths(batch).tolist() == [5, 0, 1]
    assert row_widths(batch.slice(1)).tolist() == [0, 1]


@given(made=rows, batch_rows=st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_the_digest_of_rows_does_not_depend_on_batches(made: list[dict[str, Any]], batch_rows: int) -> None:
    table = table_of(made)
    assert digest_of(table.to_batches()) == digest_of(table.to_batches(max_chunksize=batch_rows))
    padded = pa.concat_tables([table_of(made[:1]), table]).combine_chunks().slice(1)
    assert digest_of(table.to_batches()) == digest_of(padded.to_batches())


@given(made=rows, data=st.data())
@settings(max_examples=100, deadline=None)
def test_another_value_anywhere_is_another_digest(made: list[dict[str, Any]], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(made) - 1))
    name = data.draw(st.sampled_from(sorted(values)))
    other = data.draw(st.none() | values[name])
    changed = [*made[:row], {**made[row], name: other}, *made[row + 1 :]]
    same = table_of(made).equals(table_of(changed)) and repr(made[row][name]) == repr(other)  # 0.0 is not -0.0
    assert (digest_of(table_of(made).to_batches()) == digest_of(table_of(changed).to_batches())) == same


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([{"text": ""}], [{"text": None}]),
        ([{"text": "ab"}, {"text": "c"}], [{"text": "a"}, {"text": "bc"}]),
        ([{"boxes": []}], [{"boxes": None}]),
        ([{"boxes": [None]}], [{"boxes": [{"label": None, "count": None}]}]),
        ([{"boxes": [{"label": "a"}], "text": "x"}] * 2, [{"boxes": [{"label": "a"}] * 2, "text": "x"}, {"text": "x"}]),
        ([{"yes": False}], [{"yes": None}]),
        ([{"day": date(1970, 1, 1)}], [{"day": None}]),
        ([{"at": datetime(1970, 1, 1, tzinfo=UTC)}], [{"at": None}]),
        ([{"amount": Decimal(0)}], [{"amount": None}]),
        ([{"text": "a"}], [{"text": "a"}, {}]),
        ([{"text": "a"}, {"text": "b"}], [{"text": "b"}, {"text": "a"}]),
    ],
)
def test_rows_that_look_alike_in_memory_have_different_digests(
    left: list[dict[str, Any]], right: list[dict[str, Any]]
) -> None:
    assert digest_of(table_of(left).to_batches()) != digest_of(table_of(right).to_batches())


def test_what_lies_under_a_null_does_not_count() -> None:
    column = pa.array([1.5, 2.5], pa.float64())
    hidden = pa.Array.from_buffers(pa.float64(), 2, [pa.py_buffer(b"\x01"), column.buffers()[1]])
    one = Contract(name="one", version="1.0.0", title=words("O"), fields=(field("n", FieldType.NUMBER),))
    clean = pa.record_batch([pa.array([1.5, None])], names=["n"])
    assert digest_of([pa.record_batch([hidden], names=["n"])], one) == digest_of([clean], one)


def test_the_digest_is_the_one_it_was_when_the_layout_was_frozen() -> None:
    table = pa.Table.from_pylist(unit_rows(3), UNITS.arrow_schema)
    frozen = "sha256:80da7277b2829391add6ac63d6a70d87a5186d4f1c58cff6d822c94b8b10e324"
    assert digest_of(table.to_batches(), UNITS) == frozen


def test_captured_times_are_left_out_row_by_row() -> None:
    def rows_at(hour: int, *bases: str | None) -> list[pa.RecordBatch]:
        moment = datetime(2026, 1, 1, hour, tzinfo=UTC)
        made = [{**unit_rows(1)[0], "recorded_at": moment, "recorded_at_basis": basis} for basis in bases]
        return pa.Table.from_pylist(made, UNITS.arrow_schema).to_batches()

    assert digest_of(rows_at(1, "capture"), UNITS) == digest_of(rows_at(2, "capture"), UNITS)
    for bases in (("source",), (None,), ("capture", "source")):
        assert digest_of(rows_at(1, *bases), UNITS) != digest_of(rows_at(2, *bases), UNITS)
    assert UNITS.provenance(Provenance.RECORDED_AT) is not None
