"""Tables of other libraries and lists of dicts read like any source."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import ArrowSource, RowsSource, SourceOptions

TABLE = pa.table({"a": ["x", None, ""], "n": [1, 2, 3]})
EXPECTED = [{"a": "x", "n": 1}, {"a": None, "n": 2}, {"a": None, "n": 3}]


@pytest.mark.parametrize(
    "make",
    [
        lambda: TABLE.slice(0),
        lambda: TABLE.to_batches()[0],
        lambda: pl.from_arrow(TABLE),
        TABLE.to_pandas,
        lambda: duckdb.from_arrow(TABLE),
    ],
    ids=["table", "batch", "polars", "pandas", "duckdb"],
)
def test_tables_are_read_as_often_as_wanted(make, read):
    source = ArrowSource(make())
    for _ in range(2):
        reading = read(source)
        assert (reading.headings, reading.records, reading.rows) == (("a", "n"), EXPECTED, [1, 2, 3])
    assert source.digest() is source.captured_at() is None


def test_a_stream_is_read_once(read, fail):
    source = ArrowSource(pa.RecordBatchReader.from_batches(TABLE.schema, TABLE.to_batches()))
    assert source.headings() == ("a", "n")
    assert read(source).records == EXPECTED
    assert fail(source).message_id == "source-already-read"


def test_a_stream_that_silently_gives_nothing_the_second_time_is_found(read, fail):
    class Tired:
        def __init__(self):
            self.batches = TABLE.to_batches()

        def __arrow_c_stream__(self, requested_schema=None):
            batches, self.batches = self.batches, []
            return pa.RecordBatchReader.from_batches(TABLE.schema, batches).__arrow_c_stream__(requested_schema)

    source = ArrowSource(Tired())
    assert read(source).records == EXPECTED
    assert fail(source).message_id == "source-already-read"


def test_a_stream_that_breaks_is_an_error_of_ours(fail):
    def batches():
        yield TABLE.to_batches()[0]
        raise OSError("the secret is 317")

    error = fail(ArrowSource(pa.RecordBatchReader.from_batches(TABLE.schema, batches())))
    assert error.message_id == "arrow-stream-failed"
    assert "317" not in error.text()


def test_every_kind_of_text_becomes_plain_text(read):
    words = ["u", None, "v"]
    columns = {
        "large": pa.array(words, pa.large_string()),
        "view": pa.array(words, pa.string_view()),
        "dictionary": pa.array(words).dictionary_encode(),
        "large_dictionary": pa.array(words, pa.large_string()).dictionary_encode(),
        "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2, 3], pa.int32()), pa.array(words)),
    }
    reading = read(ArrowSource(pa.table(columns)))
    assert set(reading.batches[0].columns.schema.types) == {pa.string()}
    assert reading.records == [dict.fromkeys(columns, word) for word in words]
    categories = pl.DataFrame({"a": pl.Series(words, dtype=pl.Categorical)})
    assert [row["a"] for row in read(ArrowSource(categories)).records] == words


def test_long_batches_are_cut(read):
    reading = read(ArrowSource(pa.table({"n": pa.array(range(200_000))})))
    assert max(len(batch.rows) for batch in reading.batches) == 65_536
    assert reading.rows[-1] == 200_000


def test_the_index_of_pandas_is_no_column(read):
    frame = pd.DataFrame({"a": ["x", "y", "z"]})[1:]
    assert read(ArrowSource(frame)).records == [{"a": "y"}, {"a": "z"}]
    named = frame.set_index(pd.Index([5, 6], name="kode"))
    assert read(ArrowSource(named)).records == [{"a": "y"}, {"a": "z"}]
    assert read(ArrowSource(named.reset_index())).headings == ("kode", "a")


def test_bad_buffers_are_refused(fail):
    """D6."""
    offsets = np.array([0, 2, 4], np.int32)
    far = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(offsets), pa.py_buffer(b"okay")])
    offsets[1] = 400_000  # Arrow looks at the last offset only, when the array is made
    latin = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xff\xfe")]
    )
    for column in (far, latin):
        assert fail(ArrowSource(pa.table({"a": column}))).message_id == "arrow-malformed"


def test_names_and_types_that_cannot_be_read(fail):
    """D7."""
    assert fail(ArrowSource(pa.table([[1], [2]], names=["a", "a"]))).message_id == "arrow-same-column"
    assert fail(ArrowSource(pa.table({"u": pa.array([b"0" * 16], pa.uuid())}))).message_id == "arrow-extension-type"
    assert fail(ArrowSource(TABLE, limits=Limits(columns=1))).message_id == "limit-columns"
    assert fail(ArrowSource(TABLE, limits=Limits(rows=2))).message_id == "limit-rows"


def test_quarantined_columns_stay_out(read):
    reading = read(ArrowSource(TABLE, SourceOptions(quarantine=frozenset({"a"}))))
    assert (reading.headings, reading.records[0]) == (("a", "n"), {"n": 1})


def test_rows_say_what_their_cells_were(read):
    rows = [
        {"t": "x", "i": 7, "f": 1.50, "d": Decimal("1.10"), "b": True, "z": None, "l": [1, "é", None], "o": {"k": 2}},
        OrderedDict(
            t=date(2026, 1, 2),
            i=datetime(2026, 1, 2, 3, tzinfo=UTC),
            f=time(4, 5),
            d=timedelta(days=-1, microseconds=1),
        ),
    ]
    reading = read(RowsSource(rows))
    assert reading.records == [
        {"t": "x", "i": "7", "f": "1.5", "d": "1.10", "b": "true", "z": None, "l": '[1,"é",null]', "o": '{"k":2}'},
        {
            "t": "2026-01-02",
            "i": "2026-01-02T03:00:00+00:00",
            "f": "04:05:00",
            "d": "-PT86399.999999S",
            "b": None,
            "z": None,
            "l": None,
            "o": None,
        },
    ]
    kinds = {name: kind[0] for name, kind in reading.kinds.items()}
    assert kinds == {"t": 1, "i": 2, "f": 2, "d": 5, "b": 3, "z": 0, "l": 4, "o": 4}
    assert [reading.kinds[name][1] for name in "tifd"] == [1, 1, 1, 1]


def test_numpy_and_pandas_scalars_are_what_they_stand_for(read):
    row = {"i": np.int64(3), "f": np.float64(0.1), "b": np.bool_(True), "s": np.str_("x"), "n": pd.NaT, "m": pd.NA}
    row["t"] = pd.Timestamp("2026-01-01T00:00:00Z")
    expected = {"i": "3", "f": "0.1", "b": "true", "s": "x", "n": None, "m": None, "t": "2026-01-01T00:00:00+00:00"}
    assert read(RowsSource([row])).records == [expected]


def test_large_integers_are_exact(read):
    """B6."""
    assert read(RowsSource([{"n": 2**63 + 1}, {"n": 10**4000}])).records[0]["n"] == str(2**63 + 1)


@pytest.mark.parametrize("value", [object(), {1, 2}, 10**6000, b"bytes", 1j], ids=lambda v: type(v).__name__)
def test_other_types_are_refused_by_name_and_never_shown(fail, value):
    error = fail(RowsSource([{"a": 1}, {"a": value}]))
    assert (error.message_id, error.row, error.field) == ("python-value", 2, "a")
    assert error.parameters == {"type": type(value).__name__}


def test_half_a_surrogate_pair_is_no_text(fail):
    """B8."""
    error = fail(RowsSource([{"a": "\ud800"}]))
    assert (error.message_id, error.row, error.field) == ("python-surrogate", 1, "a")


def test_rows_that_are_no_dicts(read, fail):
    reading = read(RowsSource([{"a": 1}, ["secret"], {"a": 2}]))
    assert [(row.row, row.rule, row.parameters, row.text) for row in reading.unmade] == [
        (2, "not-an-object", {"type": "list"}, "")
    ]
    assert fail(RowsSource([{1: "x"}])).message_id == "python-key"
    assert fail(RowsSource([{"a": 1}] * 3, limits=Limits(rows=2))).message_id == "limit-rows"


def test_no_rows_at_all(read):
    assert read(RowsSource([])).records == []
    assert read(ArrowSource(TABLE.slice(0, 0))).headings == ("a", "n")


def test_a_null_token_is_found_beside_a_null_that_has_bytes():
    """Arrow lets a null cell have bytes; they mean nothing, and hide nothing."""
    offsets, data = pa.array([0, 3, 3, 4], pa.int32()).buffers()[1], pa.py_buffer(b"junx")
    column = pa.Array.from_buffers(pa.string(), 3, [pa.py_buffer(b"\x06"), offsets, data])
    assert column.to_pylist() == [None, "", "x"]
    (batch,) = ArrowSource(pa.table({"a": column})).batches()
    assert batch.columns.to_pylist() == [{"a": None}, {"a": None}, {"a": "x"}]
