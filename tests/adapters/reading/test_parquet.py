"""Parquet: the types it has, and small files that claim to be large ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.reading import _parquet_pages
from opendata_share.adapters.sources import ParquetSource, SourceOptions
from opendata_share.errors import LimitExceeded, SourceError


@pytest.fixture
def parquet(tmp_path):
    def make(table, **options):
        path = tmp_path / "table.parquet"
        pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), path, **options)
        return path

    return make


def repeated(value, count):
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([value]))


def test_columns_keep_their_types(parquet, read):
    table = pa.table(
        {
            "text": ["a", None, ""],
            "category": pa.array(["x", "y", "x"]).dictionary_encode(),
            "large": pa.array(["p", "q", None], pa.large_string()),
            "number": [1, None, 3],
            "amount": pa.array([None, 1, 2], pa.decimal128(10, 2)),
            "at": pa.array([datetime(2026, 1, 1, tzinfo=UTC)] * 3),
            "list": [["m"], [], None],
            "struct": [{"k": "v", "n": 1}] * 3,
            "bytes": [b"\xff", None, b""],
        }
    )
    reading = read(ParquetSource(parquet(table)))
    schema = reading.batches[0].columns.schema
    assert reading.headings == tuple(table.schema.names)
    assert schema.field("category").type == schema.field("large").type == schema.field("text").type == pa.string()
    for name in ("number", "amount", "at", "bytes"):
        assert schema.field(name).type == table.schema.field(name).type
    assert schema.field("list").type.value_type == pa.string()
    assert schema.field("struct").type.field("k").type == pa.string()
    expected = table.to_pylist()
    expected[2]["text"] = None  # "" is a null token unless said otherwise
    assert reading.records == expected
    assert reading.rows == [1, 2, 3]
    assert reading.batches[0].lines is reading.batches[0].kinds is None


def test_null_tokens_apply_to_text_only(parquet, read):
    reading = read(ParquetSource(parquet({"a": ["-", "x"], "n": [-99, 1]}), SourceOptions(null=("-", "-99"))))
    assert reading.records == [{"a": None, "n": -99}, {"a": "x", "n": 1}]


def test_rows_are_numbered_across_row_groups(parquet, read):
    path = parquet({"n": list(range(1000))}, row_group_size=70)
    reading = read(ParquetSource(path))
    assert (len(reading.batches), reading.rows) == (15, list(range(1, 1001)))


def test_a_dictionary_bomb_is_opened_in_portions(parquet):
    """D1: a megabyte, twenty thousand times, in a file of a few kilobytes."""
    path = parquet({"a": repeated("x" * 1_000_000, 20_000)}, compression="zstd")
    assert path.stat().st_size < 10_000
    before = pa.total_allocated_bytes()
    for number, batch in enumerate(ParquetSource(path).batches()):
        assert batch.columns.nbytes < 20_000_000
        assert pa.total_allocated_bytes() - before < 100_000_000
        if number == 20:
            break
    with pytest.raises(LimitExceeded) as caught:
        list(ParquetSource(path, limits=Limits(input_bytes=100_000_000)).batches())
    assert caught.value.parameters == {"limit": "input_bytes", "value": 100_000_000}


def test_a_dictionary_bomb_inside_a_list(parquet):
    """D1."""
    offsets = pa.array(range(0, 10_001, 1_000), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, repeated("x" * 100_000, 10_000))
    path = parquet({"a": lists}, compression="zstd")
    with pytest.raises(LimitExceeded) as caught:
        list(ParquetSource(path).batches())
    assert caught.value.parameters["limit"] == "record_bytes"


def test_one_value_larger_than_a_record(parquet, fail):
    error = fail(ParquetSource(parquet({"a": ["y", "x" * 2_000]}), limits=Limits(record_bytes=1_000, block_bytes=100)))
    assert (error.message_id, error.row) == ("limit-record-bytes", 2)


@pytest.mark.parametrize("dictionary", [True, False])
@pytest.mark.parametrize("way", ["batches", "parts"])
def test_a_page_that_unpacks_to_much_is_refused_before_it_is_unpacked(parquet, way, dictionary):
    """D2: two texts of a gigabyte in four kilobytes took four of memory."""
    path = parquet({"a": ["x" * 4_000_000, "y"]}, compression="zstd", use_dictionary=dictionary)
    assert path.stat().st_size < 10_000
    source = ParquetSource(path, limits=Limits(batch_bytes=1 << 20))
    before = pa.total_allocated_bytes()
    with pytest.raises(LimitExceeded) as caught:
        list(getattr(source, way)())
    assert (caught.value.message_id, caught.value.field) == ("limit-parquet-page", "a")
    assert caught.value.parameters == {"limit": "batch_bytes", "value": 1 << 20}
    assert pa.total_allocated_bytes() - before < 1 << 20
    quarantined = SourceOptions(quarantine=frozenset({"a"}))
    assert len(list(ParquetSource(path, quarantined, Limits(batch_bytes=1 << 20)).parts())) == 1


def header(size: int, values: int, noise: int = 0) -> bytes:
    """Return the header of a data page, with `noise` bytes of statistics in it."""
    inner = [(5, 1, values), (5, 2, 0), (5, 3, 3), (5, 4, 3), (12, 5, [(8, 1, b"s" * noise)])]
    return _parquet_pages._written([(5, 1, 0), (5, 2, size), (5, 3, 1), (12, 5, inner)])


def test_every_page_is_looked_at_behind_long_headers_and_behind_empty_ones():
    chunk = _parquet_pages.Chunk(codec=0, start=0, values=3)

    def over(data: bytes) -> bool:
        return _parquet_pages.has_page_over(chunk, lambda at, length: data[at : at + length], 1_000)

    small, empty, large = (header(size, values) + b"." for size, values in ((9, 1), (9, 0), (1_001, 1)))
    assert not over(small * 3)
    assert over(small * 2 + large)
    assert not over(small * 3 + large)  # it is none of the chunk's
    assert over(empty * 500 + large)
    assert over(header(9, 1, noise=9_000) + b"." + large)
    assert over(empty * (_parquet_pages._ABSURD_PAGES + 1))
    assert not over(small + b"\xff" * 40)
    assert not over(small[:5])


def test_many_nulls_are_read_in_batches(parquet):
    """D2."""
    path = parquet({"a": pa.nulls(5_000_000, pa.int64())})
    assert path.stat().st_size < 500_000
    assert max(batch.columns.num_rows for batch in ParquetSource(path).batches()) <= 65_536


def test_text_that_is_not_utf8_is_refused(parquet, fail):
    """D6."""
    raw = pa.py_buffer(b"ok\xff\xfe")
    broken = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(pa.array([0, 2, 4], pa.int32()).buffers()[1]), raw]
    )
    path = parquet(pa.table([broken], names=["a"]))
    assert fail(ParquetSource(path)).message_id in {"arrow-malformed", "parquet-malformed"}


def test_extension_types_are_refused_by_name(parquet, fail):
    """D7: never unpickled."""
    field = pa.field("a", pa.binary(), metadata={"ARROW:extension:name": "arrow.py_extension_type"})
    error = fail(ParquetSource(parquet(pa.table([pa.array([b"cos\n"])], schema=pa.schema([field])))))
    assert (error.message_id, error.field) == ("arrow-extension-type", "a")
    assert error.parameters["type"] == "arrow.py_extension_type"


def test_extension_types_are_refused_inside_others(parquet, fail):
    inner = pa.field("k", pa.binary(), metadata={"ARROW:extension:name": "x.y"})
    table = pa.table([pa.array([{"k": b"1"}], pa.struct([inner]))], names=["a"])
    assert fail(ParquetSource(parquet(table))).message_id == "arrow-extension-type"


@pytest.mark.parametrize("names", [["a", "a"], ["Kode", "kode"]])
def test_names_must_differ_in_more_than_case(parquet, fail, names):
    """D8."""
    error = fail(ParquetSource(parquet(pa.table([[1], [2]], names=names))))
    assert (error.message_id, error.field, error.parameters["first"]) == ("arrow-same-column", names[1], names[0])


def test_many_row_groups_and_int96(parquet, read):
    """D8."""
    at = pa.array([datetime(2026, 1, 1), None] * 1_000, pa.timestamp("ns"))
    path = parquet({"at": at}, row_group_size=1, use_deprecated_int96_timestamps=True)
    reading = read(ParquetSource(path))
    assert reading.batches[0].columns.schema.field("at").type == pa.timestamp("ns")
    assert len(reading.rows) == 2_000


def test_files_that_are_no_sound_parquet(tmp_path, parquet, fail):
    """D4, D8: cut, changed or encrypted; always an error of ours."""
    whole = parquet({"a": ["x", "y"] * 500, "b": list(range(1000))}).read_bytes()
    path = tmp_path / "broken.parquet"
    contents = {
        b"": "source-empty",
        b"a,b\n1,2\n": "parquet-not-parquet",
        b"PARE" + whole[4:]: "parquet-encrypted",
        whole[:-4] + b"PARE": "parquet-encrypted",
        b"PAR1": "parquet-malformed",
        whole[: len(whole) // 2]: "parquet-malformed",
    }
    for content, message_id in contents.items():
        path.write_bytes(content)
        assert fail(ParquetSource(path)).message_id == message_id


def test_flipped_bytes_end_in_rows_or_in_an_error_of_ours(tmp_path, parquet):
    """D4."""
    whole = parquet({"a": ["x", "y", None] * 50, "b": list(range(150))}, compression="zstd").read_bytes()
    path = tmp_path / "broken.parquet"
    for position in range(0, len(whole), 7):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
        try:
            for batch in ParquetSource(path, limits=Limits(input_bytes=10_000_000)).batches():
                batch.columns.validate(full=True)
        except (SourceError, LimitExceeded) as error:
            assert error.text("id")


def test_texts_in_a_delta_encoding_are_not_called_damaged(parquet, fail):
    path = parquet({"t": ["abc", "abd"]}, use_dictionary=False, column_encoding={"t": "DELTA_BYTE_ARRAY"})
    found = fail(ParquetSource(path))
    assert found.message_id == "parquet-encoding"
    assert "encoding" in found.text("en")


def test_limits_of_rows_and_columns(parquet, fail):
    path = parquet({"a": [1, 2], "b": [1, 2]})
    assert fail(ParquetSource(path, limits=Limits(rows=1))).message_id == "limit-rows"
    assert fail(ParquetSource(path, limits=Limits(columns=1))).message_id == "limit-columns"
    assert fail(ParquetSource(path, limits=Limits(input_bytes=10))).message_id == "limit-input-bytes"


def test_quarantined_columns_are_not_read(parquet, read):
    path = parquet({"nik": ["317"], "a": ["x"]})
    reading = read(ParquetSource(path, SourceOptions(quarantine=frozenset({"nik"}))))
    assert (reading.headings, reading.records) == (("nik", "a"), [{"a": "x"}])
    everything = read(ParquetSource(path, SourceOptions(quarantine=frozenset({"nik", "a"}))))
    assert (everything.rows, everything.records) == ([1], [])


def test_a_table_without_rows(parquet, read):
    reading = read(ParquetSource(parquet({"a": pa.array([], pa.string())})))
    assert (reading.headings, reading.records) == (("a",), [])
