"""Parquet in pieces: the rows of a reading in order, whoever reads them, and no value opened beyond what is proven."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opendata_share._arrow import decoded
from opendata_share._limits import Limits
from opendata_share.adapters.reading import _parquet_pieces, _parquet_source
from opendata_share.adapters.reading._arrow_batches import _is_sound_text
from opendata_share.adapters.reading._parquet_pages import TextPages, chunks_of, text_pages
from opendata_share.adapters.sources import ParquetSource, SourceOptions
from opendata_share.errors import LimitExceeded, OpenDataShareError, SourceError

TEXTS = pa.dictionary(pa.int32(), pa.string())


def written(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def repeated(value: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([value]))


def pages_of(path: Path) -> TextPages | None:
    """Return what the pages of the first column of the first row group hold."""
    data = path.read_bytes()
    chunks = chunks_of(lambda at, length: data[at : at + length], len(data))
    assert chunks is not None
    return text_pages(chunks[0, 0], lambda at, length: data[at : at + length])


def rows_of_batches(batches: list[Any]) -> tuple[list[dict[str, Any]], list[int]]:
    records, rows = [], []
    for batch in batches:
        columns = {
            name: decoded(column)
            for name, column in zip(batch.columns.schema.names, batch.columns.columns, strict=True)
        }
        records += pa.RecordBatch.from_pydict(columns).to_pylist() if columns else []
        rows += batch.rows.to_pylist()
    return records, rows


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.sampled_from(["", "a", "bb", "é" * 9]),
            st.none() | st.text(max_size=9),
            st.none() | st.integers(-9, 9),
            st.none() | st.lists(st.none() | st.text(max_size=3), max_size=3),
        ),
        max_size=30,
    ),
    group=st.integers(1, 12),
    piece=st.integers(1, 7),
    options=st.fixed_dictionaries(
        {
            "compression": st.sampled_from(["none", "snappy", "gzip", "brotli", "zstd", "lz4"]),
            "use_dictionary": st.sampled_from([True, False, ["a"]]),
            "data_page_version": st.sampled_from(["1.0", "2.0"]),
            "dictionary_pagesize_limit": st.sampled_from([20, 1 << 20]),
            "data_page_size": st.sampled_from([10, 1 << 20]),
            "store_schema": st.booleans(),
        }
    ),
    large=st.booleans(),
    seed=st.integers(0, 99),
)
def test_the_pieces_are_the_rows_of_the_file_in_order(
    tmp_path: Path, rows: list[Any], group: int, piece: int, options: dict[str, Any], large: bool, seed: int
) -> None:
    kinds = [pa.large_string() if large else pa.string(), pa.string(), pa.int64(), pa.list_(pa.string())]
    columns = {name: pa.array([row[at] for row in rows], kinds[at]) for at, name in enumerate("abcd")}
    path = written(tmp_path / "t.parquet", columns, row_group_size=group, **options)
    source = ParquetSource(path, SourceOptions(null=("", "a") if seed % 2 else ("",)))
    with pytest.MonkeyPatch.context() as patch:
        for module in (_parquet_pieces, _parquet_source):
            patch.setattr(module, "PIECE_ROWS", piece)
        expected = rows_of_batches(list(source.batches()))
        with ThreadPoolExecutor(3) as pool:
            assert (
                rows_of_batches([each.result() for each in [pool.submit(part) for part in source.parts()]]) == expected
            )
        copies = [pickle.loads(pickle.dumps(part)) for part in source.parts()]
        Random(seed).shuffle(copies)  # a process may be given any of them
        assert sorted(map(repr, rows_of_batches([copy() for copy in copies])[0])) == sorted(map(repr, expected[0]))


def test_a_column_of_texts_that_repeat_is_a_dictionary_and_one_of_keys_is_not(tmp_path: Path) -> None:
    keys = [f"key-{number}" for number in range(2_000)]
    path = written(tmp_path / "t.parquet", {"key": keys, "kind": ["x", "y"] * 1_000, "n": range(2_000)})
    (part,) = ParquetSource(path).parts()
    assert part().columns.schema.types == [pa.string(), TEXTS, pa.int64()]


def test_a_dictionary_with_a_null_token_is_opened(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", {"kind": ["x", "-", "x", "x"] * 100})
    (part,) = ParquetSource(path, SourceOptions(null=("-",))).parts()
    column = part().columns.column(0)
    assert column.type == pa.string()
    assert column.to_pylist()[:3] == ["x", None, "x"]


def test_a_dictionary_bomb_is_read_in_portions(tmp_path: Path) -> None:
    """D1: a megabyte, twenty thousand times; and once more behind a dictionary that looks harmless."""
    for name, column in (
        ("whole", repeated("x" * 1_000_000, 20_000)),
        ("hidden", pa.DictionaryArray.from_arrays(
            pa.array([*range(500), *[7] * 20_000], pa.int32()),
            pa.array([*map(str, range(7)), "x" * 900_000, *map(str, range(8, 500))]),
        )),
    ):  # fmt: skip
        path = written(tmp_path / f"{name}.parquet", {"a": column}, compression="zstd")
        assert path.stat().st_size < 20_000
        before = pa.total_allocated_bytes()
        for number, part in enumerate(ParquetSource(path).parts()):
            assert part().columns.nbytes < 20_000_000
            assert pa.total_allocated_bytes() - before < 100_000_000
            if number == 20:
                break
        with pytest.raises(LimitExceeded) as caught:
            [part() for part in ParquetSource(path, limits=Limits(input_bytes=100_000_000)).parts()]
        assert caught.value.parameters == {"limit": "input_bytes", "value": 100_000_000}


def test_a_bomb_inside_a_list_is_refused(tmp_path: Path) -> None:
    offsets = pa.array(range(0, 10_001, 1_000), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, repeated("x" * 100_000, 10_000))
    path = written(tmp_path / "t.parquet", {"a": lists}, compression="zstd")
    with pytest.raises(LimitExceeded) as caught:
        [part() for part in ParquetSource(path).parts()]
    assert caught.value.parameters["limit"] == "record_bytes"


def test_limits_are_those_of_a_reading_in_order(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", {"a": ["y", "x" * 2_000]})
    with pytest.raises(LimitExceeded) as caught:
        [part() for part in ParquetSource(path, limits=Limits(record_bytes=1_000, block_bytes=100)).parts()]
    assert caught.value.message_id == "limit-record-bytes"
    large = written(
        tmp_path / "large.parquet", {"a": [str(number) * 40 for number in range(5_000)]}, row_group_size=500
    )
    for read in (ParquetSource.batches, ParquetSource.parts):
        source = ParquetSource(large, limits=Limits(input_bytes=300_000))
        with pytest.raises(LimitExceeded) as caught:
            [each() if callable(each) else each for each in read(source)]
        assert caught.value.parameters == {"limit": "input_bytes", "value": 300_000}


@pytest.mark.parametrize("encoding", ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"])
def test_what_values_have_in_common_is_not_taken_for_their_size(tmp_path: Path, encoding: str) -> None:
    """A delta of texts writes a prefix once, so its pages prove nothing."""
    texts = ["x" * 1_000 + str(number) for number in range(300)]
    path = written(tmp_path / "t.parquet", {"a": texts}, use_dictionary=False, column_encoding={"a": encoding})
    pages = pages_of(path)
    assert (pages is None) == (encoding == "DELTA_BYTE_ARRAY")
    if pages is not None:
        assert pages.written > 300 * 1_000
        assert rows_of_batches([part() for part in ParquetSource(path).parts()])[0] == [{"a": text} for text in texts]


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(max_size=12) | st.sampled_from(["same"] * 3), min_size=1, max_size=40),
    fixed=st.booleans(),
    limit=st.sampled_from([15, 60, 1 << 20]),
    codec=st.sampled_from(["none", "snappy", "gzip", "brotli", "zstd"]),
    version=st.sampled_from(["1.0", "2.0"]),
)
def test_the_pages_tell_the_largest_value_of_the_dictionary(
    tmp_path: Path, texts: list[str], fixed: bool, limit: int, codec: str, version: str
) -> None:
    texts = [text.encode().ljust(50, b"\0")[:9].decode("ascii", "replace") for text in texts] if fixed else texts
    path = written(
        tmp_path / "t.parquet", {"a": texts}, compression=codec, dictionary_pagesize_limit=limit, data_page_size=1,
        data_page_version=version,
    )  # fmt: skip
    pages = pages_of(path)
    assert pages is not None
    assert pages.written >= 0
    if limit == 1 << 20:
        assert (pages.written, pages.pointing) == (0, len(texts))
        assert pages.largest == max(len(text.encode()) for text in texts)
        assert pages.distinct == len(set(texts))
    whole = sum(len(text.encode()) for text in texts)
    assert pages.written + pages.pointing * pages.largest >= whole


def test_flipped_bytes_end_in_rows_or_in_an_error_of_ours(tmp_path: Path) -> None:
    sound = written(tmp_path / "sound.parquet", {"a": ["x", None, "yy"] * 30, "n": range(90)}, row_group_size=40)
    data, draw = sound.read_bytes(), Random(5)
    path = tmp_path / "broken.parquet"
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(draw.randint(1, 3)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        path.write_bytes(broken)
        try:
            rows = sum(
                part().columns.num_rows for part in ParquetSource(path, limits=Limits(input_bytes=10**7)).parts()
            )
        except OpenDataShareError:
            continue
        assert rows <= 90


def test_a_file_cut_short_while_it_is_read_is_an_error_of_ours(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", {"a": [str(number) for number in range(9_000)]}, row_group_size=1_000)
    parts = list(ParquetSource(path).parts())
    path.write_bytes(path.read_bytes()[:3_000])
    with pytest.raises(SourceError):
        [part() for part in parts]


@settings(deadline=None, max_examples=200)
@given(
    cells=st.lists(
        st.none()
        | st.text("aé€😀", max_size=4).map(str.encode)
        | st.sampled_from([b"\xff", b"\xc3", b"\xa9", b"\xe2\x82"]),
        max_size=8,
    ),
    skipped=st.integers(0, 3),
    taken=st.integers(0, 8),
    garbage=st.sampled_from([b"", b"\xff", b"zz"]),
)
def test_text_is_sound_exactly_where_arrow_says_so(
    cells: list[bytes | None], skipped: int, taken: int, garbage: bytes
) -> None:
    """Also where two broken cells would be sound text together, and where a null has bytes."""
    held = [garbage if cell is None else cell for cell in cells]
    offsets = pa.array([sum(map(len, held[:at])) for at in range(len(held) + 1)], pa.int32()).buffers()[1]
    valid = pa.array([cell is not None for cell in cells], pa.bool_()).buffers()[1] if cells else None
    column = pa.Array.from_buffers(pa.string(), len(cells), [valid, offsets, pa.py_buffer(b"".join(held))])
    column = column.slice(skipped, taken)
    try:
        column.validate(full=True)
        sound = True
    except pa.ArrowInvalid:
        sound = False
    found = _is_sound_text(column)
    assert not found or sound  # what is not surely sound is asked of Arrow
    if None not in cells and len(column):
        assert found == sound
