"""What comes in: columns of the contracts' types, or an error that names the column and never shows a value."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa
import pytest

from opendata_share.emergency._columns import DAY, MOMENT, REAL, TEXT, TRUTH, WHOLE, Columns, as_array, read_columns
from opendata_share.errors import DefinitionError

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def one(kind: pa.DataType) -> Columns:
    return Columns("sample", {"x": kind}, {})


class Streamed:
    """A stranger's table that knows nothing but the Arrow C stream."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    "wrap",
    [lambda table: table, Streamed, pl.from_arrow, lambda table: table.to_pandas()],
    ids=["pyarrow", "a stream of one's own", "polars", "pandas"],
)
def test_any_table_with_an_arrow_stream_is_read(wrap: Any) -> None:
    table = read_columns(wrap(pa.table({"x": [1, 2], "y": ["a", "b"]})), one(WHOLE))
    assert table["x"].to_pylist() == [1, 2]
    assert table["y"].to_pylist() == ["a", "b"]


def test_a_record_batch_is_read_too() -> None:
    assert read_columns(pa.record_batch({"x": [1]}), one(WHOLE))["x"].to_pylist() == [1]


def test_an_optional_column_that_is_missing_is_null_in_every_row() -> None:
    table = read_columns(pa.table({"x": [1, 2]}), Columns("sample", {"x": WHOLE}, {"y": TEXT, "z": MOMENT}))
    assert table["y"].to_pylist() == table["z"].to_pylist() == [None, None]
    assert table.schema.field("z").type == MOMENT


@pytest.mark.parametrize(
    ("column", "kind", "values"),
    [
        (pa.array(["a", None], pa.large_string()), TEXT, ["a", None]),
        (pa.array(["a", None], pa.string_view()), TEXT, ["a", None]),
        (pa.array(["a", None]).dictionary_encode(), TEXT, ["a", None]),
        (pa.array([31, None], pa.int16()), TEXT, ["31", None]),
        (pa.array([3, None], pa.uint8()), WHOLE, [3, None]),
        (pa.array([3.0, None]), WHOLE, [3, None]),
        (pa.array([Decimal("2.00")]), WHOLE, [2]),
        (pa.array([3, None], pa.int8()), REAL, [3.0, None]),
        (pa.array([NOW], pa.timestamp("s", tz="Asia/Jakarta")), MOMENT, [NOW]),
        (pa.array([1_714_521_600_000_000_999], pa.timestamp("ns", tz="UTC")), MOMENT, [NOW]),
        (pa.array([NOW.date()], pa.date64()), DAY, [NOW.date()]),
        (pa.nulls(2), MOMENT, [None, None]),
        (pa.nulls(1), TRUTH, [None]),
    ],
)
def test_related_types_become_the_contracts_type(column: Any, kind: pa.DataType, values: list[Any]) -> None:
    read = read_columns(pa.table({"x": column}), one(kind))
    assert read.schema.field("x").type == kind
    assert read["x"].to_pylist() == values


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array(["1"]), WHOLE),
        (pa.array(["1.5"]), REAL),
        (pa.array(["2024-05-01T00:00:00Z"]), MOMENT),
        (pa.array(["2024-05-01"]), DAY),
        (pa.array([11.1]), TEXT),
        (pa.array([NOW.replace(tzinfo=None)]), MOMENT),
        (pa.array([NOW]), DAY),
        (pa.array([1]), TRUTH),
        (pa.array(["true"]), TRUTH),
        (pa.array([["a"]]), TEXT),
    ],
)
def test_nothing_is_read_out_of_text_or_guessed(column: Any, kind: pa.DataType) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_columns(pa.table({"x": column}), one(kind))
    assert caught.value.message_id == "emergency-column-type"
    assert caught.value.parameters["contract"] == "sample"


def test_a_value_that_does_not_fit_is_an_error_that_does_not_show_it() -> None:
    with pytest.raises(DefinitionError) as caught:
        read_columns(pa.table({"x": [1234.5]}), one(WHOLE))
    assert "1234" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_missing_necessary_column_is_named_with_its_contract() -> None:
    with pytest.raises(DefinitionError) as caught:
        read_columns(pa.table({"y": [1]}), one(WHOLE))
    assert caught.value.parameters == {"column": "x", "contract": "sample"}


@pytest.mark.parametrize("given", [None, [], {"x": [1]}, "beds.csv"])
def test_what_is_no_table_is_refused(given: object) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_columns(given, one(WHOLE))
    assert caught.value.message_id == "emergency-not-a-table"


def test_a_column_is_one_array_however_many_chunks_it_came_in() -> None:
    for chunks in ([], [[1]], [[1], [], [2, 3]]):
        table = pa.table({"x": pa.chunked_array([pa.array(chunk, pa.int64()) for chunk in chunks], pa.int64())})
        assert as_array(table, "x").to_pylist() == [value for chunk in chunks for value in chunk]


def test_pandas_times_with_a_zone_are_read() -> None:
    frame = pd.DataFrame({"x": pd.to_datetime(["2024-05-01T07:00:00+07:00"])})
    assert read_columns(frame, one(MOMENT))["x"].to_pylist() == [NOW]
