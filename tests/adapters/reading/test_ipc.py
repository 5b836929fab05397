"""Arrow IPC: both forms, the types they have, and files that lie about how large or how long they are."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pytest

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.adapters.sources import IpcSource, SourceOptions, open_source
from opendata_share.errors import LimitExceeded, SourceError

FORMS = {"file": pa.ipc.new_file, "stream": pa.ipc.new_stream}


def written(table: Any, form: str = "file", size: int | None = None, **options: Any) -> bytes:
    """Return a table as Arrow writes it."""
    sink = pa.BufferOutputStream()
    with FORMS[form](sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=size) if isinstance(table, pa.Table) else writer.write_batch(table)
    return sink.getvalue().to_pybytes()


@pytest.fixture
def ipc(tmp_path: Path) -> Callable[..., Path]:
    def make(table: Any, form: str = "file", **options: Any) -> Path:
        path = tmp_path / "table.arrow"
        path.write_bytes(table if isinstance(table, bytes) else written(table, form, **options))
        return path

    return make


TYPED = pa.table(
    {
        "text": ["a", None, ""],
        "category": pa.array(["x", "y", "x"]).dictionary_encode(),
        "large": pa.array(["p", "q", None], pa.large_string()),
        "view": pa.array(["v", None, "longer than twelve bytes"], pa.string_view()),
        "number": [1, None, 3],
        "amount": pa.array([None, 1, 2], pa.decimal128(10, 2)),
        "at": pa.array([datetime(2026, 1, 1, tzinfo=UTC)] * 3),
        "list": [["m"], [], None],
        "struct": [{"k": "v", "n": 1}] * 3,
        "flag": [True, None, False],
    }
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_columns_keep_their_types_in_both_forms(ipc: Any, read: Any, form: str, compression: str | None) -> None:
    reading = read(IpcSource(ipc(TYPED, form, compression=compression), SourceOptions(null=())))
    schema = reading.batches[0].columns.schema
    assert reading.headings == tuple(TYPED.schema.names)
    for name in ("text", "category", "large", "view"):
        assert schema.field(name).type == pa.string()
    for name in ("number", "amount", "at", "flag"):
        assert schema.field(name).type == TYPED.schema.field(name).type
    assert reading.records == TYPED.to_pylist()
    assert reading.rows == [1, 2, 3]
    assert reading.batches[0].lines is reading.batches[0].kinds is None


def test_each_suffix_is_known(tmp_path: Path, read: Any) -> None:
    for name in ("a.arrow", "b.feather", "c.ipc", "d.arrows", "E.ARROW"):
        (tmp_path / name).write_bytes(written(TYPED.select(["text"]), "stream"))
        assert len(read(open_source(tmp_path / name)).rows) == 3
    (tmp_path / "f.data").write_bytes(written(TYPED.select(["text"])))
    assert len(read(open_source(tmp_path / "f.data", SourceOptions(format="ipc"))).rows) == 3


def test_what_pandas_and_polars_write_is_read(tmp_path: Path, read: Any) -> None:
    polars, pandas = pytest.importorskip("polars"), pytest.importorskip("pandas")
    rows = {"name": ["Pos Monas", None, "Pos Tanah Abang Timur"] * 40, "n": [1, 2, None] * 40}
    frame = polars.DataFrame(rows).with_columns(polars.col("name").cast(polars.Categorical).alias("kind"))
    for compression in ("uncompressed", "lz4", "zstd"):
        frame.write_ipc(tmp_path / "table.arrow", compression=compression)
        assert [row["kind"] for row in read(IpcSource(tmp_path / "table.arrow")).records] == rows["name"]
        frame.write_ipc_stream(tmp_path / "table.arrow", compression=compression)
        assert [row["name"] for row in read(IpcSource(tmp_path / "table.arrow")).records] == rows["name"]
    pandas.DataFrame(rows).to_feather(tmp_path / "table.feather")
    assert len(read(IpcSource(tmp_path / "table.feather")).rows) == 120


def test_rows_are_numbered_across_batches_and_parts_are_the_batches(ipc: Any, read: Any) -> None:
    table = pa.table({"n": list(range(100_000)), "c": pa.array(["a", "b"] * 50_000).dictionary_encode()})
    path = ipc(table, size=70_000)
    reading = read(IpcSource(path))
    assert reading.rows == list(range(1, 100_001))
    parts = [part() for part in IpcSource(path).parts()]
    assert [len(batch.rows) for batch in parts] == [65_536, 4_464, 30_000]
    assert [row for batch in parts for row in batch.rows.to_pylist()] == reading.rows
    assert [row for batch in parts for row in batch.columns.to_pylist()] == reading.records
    assert parts[0].columns.schema.field("c").type == pa.dictionary(pa.int32(), pa.string())


def test_dictionaries_that_grow_or_change_are_followed(tmp_path: Path, read: Any) -> None:
    for deltas in (True, False):
        sink = pa.BufferOutputStream()
        schema = pa.schema([("c", pa.dictionary(pa.int32(), pa.string()))])
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
        with pa.ipc.new_stream(sink, schema, options=options) as writer:
            for values in (["a"], ["a", "b"], ["a", "b", "c"]):
                column = pa.DictionaryArray.from_arrays(pa.array([len(values) - 1], pa.int32()), values)
                writer.write_batch(pa.record_batch([column], schema=schema))
        (tmp_path / "t.arrow").write_bytes(sink.getvalue().to_pybytes())
        assert [row["c"] for row in read(IpcSource(tmp_path / "t.arrow")).records] == ["a", "b", "c"]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_cut_off_anywhere_is_refused(ipc: Any, fail: Any, form: str) -> None:
    """A stream that ends between two messages looks like a shorter table."""
    data = written(pa.table({"n": list(range(40)), "t": ["x"] * 40}), form, size=10)
    kept = {
        fail(IpcSource(ipc(data[:length]))).message_id
        for length in (*range(24), *range(24, len(data), 17), len(data) - 1)
    }
    assert kept <= {"source-empty", "ipc-not-ipc", "ipc-cut-off", "ipc-malformed"}
    between = data[: data.index(b"\xff\xff\xff\xff", len(data) // 2)]
    assert fail(IpcSource(ipc(between))).message_id == "ipc-cut-off"


def test_a_stream_that_goes_on_behind_its_end_is_refused(ipc: Any, fail: Any) -> None:
    one = written(pa.table({"n": [1]}), "stream")
    assert fail(IpcSource(ipc(one + one))).message_id == "ipc-goes-on"
    assert fail(IpcSource(ipc(one + b"\0"))).message_id == "ipc-goes-on"


def test_a_footer_that_points_elsewhere_is_refused(ipc: Any, fail: Any) -> None:
    data = written(pa.table({"n": list(range(40))}), size=10)
    (length,) = struct.unpack("<i", data[-10:-6])
    footer = data[-10 - length : -10]
    blocks = [
        at for at in range(0, len(footer) - 24, 4) if struct.unpack_from("<qi", footer, at)[0] in range(100, 2_000)
    ]
    refused = 0
    for at in blocks:
        (block,) = struct.unpack_from("<q", footer, at)
        if data[block : block + 4] == b"\xff\xff\xff\xff":
            moved = footer[:at] + struct.pack("<q", block + 8) + footer[at + 8 :]
            assert fail(IpcSource(ipc(data[: -10 - length] + moved + data[-10:]))).message_id in {
                "ipc-malformed",
                "ipc-old-framing",
            }
            refused += 1
    assert refused == 4


def test_other_formats_are_named(ipc: Any, fail: Any) -> None:
    assert fail(IpcSource(ipc(b"PAR1" + b"x" * 40))).message_id == "ipc-not-ipc"
    assert fail(IpcSource(ipc(b"FEA1" + b"x" * 40))).message_id == "ipc-first-feather"
    assert fail(IpcSource(ipc(b""))).message_id == "source-empty"
    legacy = written(pa.table({"n": [1]}), use_legacy_format=True)
    assert fail(IpcSource(ipc(legacy))).message_id == "ipc-old-framing"


def test_a_bomb_is_refused_before_it_is_unpacked(ipc: Any, fail: Any) -> None:
    """Threat D3: a small file whose buffers unpack to much."""
    data = written(pa.table({"t": ["x" * 1_000_000] * 40}), compression="zstd")
    assert len(data) < 20_000
    found = fail(IpcSource(ipc(data), limits=Limits(batch_bytes=1 << 25)))
    assert isinstance(found, LimitExceeded)
    assert found.parameters["limit"] == "batch_bytes"
    assert "max_chunksize" in found.text("en")
    dictionary = pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), ["x" * 1_000_000])
    data = written(pa.record_batch({"c": dictionary}), compression="zstd")
    assert fail(IpcSource(ipc(data), limits=Limits(batch_bytes=1 << 19))).message_id == "limit-batch-bytes"


@pytest.mark.parametrize("said", [1 << 60, -(1 << 60), -2, (1 << 63) - 1, 1])
def test_a_buffer_that_lies_about_its_size_is_refused(ipc: Any, fail: Any, said: int) -> None:
    """Threat D3: a header of 2^60."""
    data = written(pa.table({"n": list(range(1_000))}), "stream", compression="zstd")
    true = struct.pack("<q", 8_000)
    assert data.count(true) >= 1
    at = data.rindex(true)
    fail(IpcSource(ipc(data[:at] + struct.pack("<q", said) + data[at + 8 :])))


def test_lengths_of_messages_that_lie_are_refused(ipc: Any, fail: Any) -> None:
    data = written(pa.table({"n": [1, 2, 3]}), "stream")
    for length in (-8, 0, 4, 7, 1 << 30, (1 << 31) - 8):
        found = fail(IpcSource(ipc(data[:4] + struct.pack("<i", length) + data[8:])))
        assert found.message_id in {"ipc-malformed", "ipc-cut-off", "limit-ipc-metadata", "ipc-goes-on"}


def test_indices_outside_their_dictionary_are_refused(ipc: Any, fail: Any) -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0, 7], pa.int32()), ["a"], safe=False)
    for form in FORMS:
        assert fail(IpcSource(ipc(pa.record_batch({"c": column}), form))).message_id == "arrow-malformed"
        path = ipc(pa.record_batch({"c": column}), form)
        with pytest.raises(SourceError):
            [part() for part in IpcSource(path).parts()]


VIEWS: dict[str, Callable[[Any], Any]] = {
    "column": lambda views: views,
    "list": lambda views: pa.ListArray.from_arrays([0, len(views)], views),
    "struct": lambda views: pa.StructArray.from_arrays([views], ["a"]),
    "dictionary": lambda views: pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), views),
}


@pytest.mark.parametrize("made", VIEWS)
@pytest.mark.parametrize("words", [(-903_167_488, 0, 0), (20, 3, 0), (20, 0, 1_000_000), (20, -1, 0), (20, 0, -5)])
def test_the_view_of_a_null_points_into_its_buffers(
    made: str, words: tuple[int, int, int], ipc: Any, read: Any, fail: Any
) -> None:
    """Arrow's own validation passes over nulls, and its cast then reads what they point at."""
    views = pa.array(["longer than twelve bytes", None], pa.string_view())
    data = written(pa.record_batch({"c": VIEWS[made](views)}), "stream")
    null = views.buffers()[1].to_pybytes()
    assert null.endswith(bytes(16))
    assert len(read(IpcSource(ipc(data, "stream"))).records)
    length, buffer, start = words
    damaged = data.replace(null, null[:16] + struct.pack("<i4xii", length, buffer, start))
    assert damaged != data
    assert fail(IpcSource(ipc(damaged, "stream"))).message_id == "arrow-malformed"


def test_text_that_is_not_utf8_and_offsets_that_point_outside_are_refused(ipc: Any, fail: Any) -> None:
    for offsets, text in (([0, 2], b"\xff\xfe"), ([0, 900], b"ab"), ([2, 0], b"ab")):
        data = written(pa.record_batch({"t": pa.array(["ab"])}))
        raw = struct.pack("<2i", 0, 2)
        assert raw in data
        damaged = data.replace(raw, struct.pack("<2i", *offsets)).replace(b"ab\0\0\0\0\0\0", text.ljust(8, b"\0"))
        assert fail(IpcSource(ipc(damaged))).message_id in {"arrow-malformed", "ipc-malformed"}


def test_a_dictionary_bomb_is_opened_in_portions(ipc: Any) -> None:
    """Threat D1: one long text, and rows that all point to it."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), ["x" * 1_000_000])
    path = ipc(pa.record_batch({"c": column}))
    first = next(IpcSource(path).batches())
    assert len(first.rows) <= 16
    assert len(next(IpcSource(path).parts())().rows) <= 16
    with pytest.raises(LimitExceeded) as caught:
        list(IpcSource(path, limits=Limits(input_bytes=100_000_000)).batches())
    assert caught.value.parameters["limit"] == "input_bytes"


def test_a_view_that_shares_its_bytes_is_opened_in_portions(ipc: Any) -> None:
    text = pa.py_buffer(b"y" * 1_000_000)
    views = pa.py_buffer(struct.pack("<i4sii", 1_000_000, b"yyyy", 0, 0) * 400)
    column = pa.Array.from_buffers(pa.string_view(), 400, [None, views, text])
    path = ipc(pa.record_batch({"c": column}))
    assert max(len(part().rows) for part in IpcSource(path).parts()) <= 16


@pytest.mark.parametrize(("depth", "limit"), [(40, 20), (60, 64)])
def test_deep_nesting_is_refused(ipc: Any, fail: Any, read: Any, depth: int, limit: int) -> None:
    deep: Any = pa.int32()
    for _ in range(depth):
        deep = pa.list_(deep)
    path = ipc(pa.table({"d": pa.array([None], deep)}))
    if depth > limit:
        assert fail(IpcSource(path, limits=Limits(depth=limit))).message_id == "limit-depth"
    else:
        assert read(IpcSource(path, limits=Limits(depth=limit))).rows == [1]


def test_nesting_beyond_what_arrow_reads_is_refused(ipc: Any, fail: Any) -> None:
    deep: Any = pa.int32()
    for _ in range(1_000):
        deep = pa.list_(deep)
    sink = pa.BufferOutputStream()
    pa.ipc.new_stream(sink, pa.schema([("d", deep)])).close()
    assert fail(IpcSource(ipc(sink.getvalue().to_pybytes()))).message_id in {"limit-depth", "ipc-malformed"}


def test_extension_types_and_names_that_differ_in_case_are_refused(ipc: Any, fail: Any) -> None:
    field = pa.field("a", pa.binary(), metadata={"ARROW:extension:name": "arrow.py_extension_type"})
    table = pa.table([pa.array([b"x"])], schema=pa.schema([field]))
    assert fail(IpcSource(ipc(table))).message_id == "arrow-extension-type"
    assert fail(IpcSource(ipc(pa.table({"a": [1], "A": [2]})))).message_id == "arrow-same-column"


@pytest.mark.parametrize(("unit", "name"), [(0, "month_interval"), (1, "day_time_interval")])
def test_a_type_that_pyarrow_has_no_arrays_of_is_refused_by_name(ipc: Any, fail: Any, unit: int, name: str) -> None:
    """Threat D4: of a column of months pyarrow raises KeyError; the unit of the type is one byte of the schema."""
    data = written(pa.table({"m": pa.array([(1, 2, 3)], pa.month_day_nano_interval())}), "stream")
    changed = (data[:at] + bytes([unit]) + data[at + 1 :] for at in range(len(data)) if data[at] == 2)
    (found,) = {one for one in changed if name in shown_type(one)}
    error = fail(IpcSource(ipc(found, "stream")))
    assert (error.message_id, error.field, error.parameters["type"]) == ("arrow-type", "m", name)


def shown_type(data: bytes) -> str:
    """Return the name of the type of a stream's only column; empty where it is no stream."""
    try:
        return str(pa.ipc.open_stream(data).schema.field(0).type)
    except (pa.ArrowException, OSError):
        return ""


def test_limits_of_rows_columns_and_metadata(ipc: Any, fail: Any) -> None:
    many = pa.table({"n": list(range(100))})
    assert fail(IpcSource(ipc(many), limits=Limits(rows=99))).parameters["limit"] == "rows"
    assert (
        fail(IpcSource(ipc(pa.table({"a": [1], "b": [2]})), limits=Limits(columns=1))).parameters["limit"] == "columns"
    )
    noisy = many.replace_schema_metadata({"note": "x" * 100_000})
    assert fail(IpcSource(ipc(noisy), limits=Limits(record_bytes=50_000))).message_id == "limit-ipc-metadata"


def test_quarantined_columns_do_not_leave_and_empty_tables_are_read(ipc: Any, read: Any) -> None:
    path = ipc(pa.table({"a": [1], "b": ["secret"]}))
    reading = read(IpcSource(path, SourceOptions(quarantine=frozenset({"b"}))))
    assert reading.headings == ("a", "b")
    assert reading.records == [{"a": 1}]
    for form in FORMS:
        assert read(IpcSource(ipc(pa.table({"a": pa.array([], pa.int64())}), form))).records == []


def test_a_pipe_is_read(tmp_path: Path, read: Any) -> None:
    pipe, data = tmp_path / "pipe.arrow", written(TYPED, "stream")
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        written_to = pool.submit(pipe.write_bytes, data)
        assert len(read(IpcSource(pipe)).rows) == 3
        assert written_to.result() == len(data)


def test_an_arrow_file_goes_the_whole_way(tmp_path: Path) -> None:
    rows = {"id": ["demo:1", "demo:2"], "name": ["Pos 1", None], "station_type": ["post"] * 2, "country": ["ID"] * 2}
    (tmp_path / "posts.arrow").write_bytes(written(pa.table(rows)))
    validated = share.validate(share.adapt(tmp_path / "posts.arrow", to="fire-station", agency="demo"))
    table = validated.report.tables[0]
    assert (table.balance.read, table.balance.accepted, table.counts) == (2, 1, {"required": 1})
