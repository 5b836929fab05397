"""The one door: a reader by what was declared, and files that are the same on every pass."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opendata_share._limits import DEFAULT_LIMITS, Limits
from opendata_share.adapters.reading._source_file import SourceFile
from opendata_share.adapters.sources import (
    ArrowSource,
    CsvSource,
    GeoJsonSource,
    JsonSource,
    NdjsonSource,
    ParquetSource,
    RowsSource,
    Source,
    SourceOptions,
    open_source,
)
from opendata_share.errors import DefinitionError, LimitExceeded, SourceError, SourceUnavailable

READERS = {
    "x.csv": CsvSource,
    "x.TXT": CsvSource,
    "x.tsv": CsvSource,
    "x.json": JsonSource,
    "x.ndjson": NdjsonSource,
    "x.jsonl": NdjsonSource,
    "x.geojson": GeoJsonSource,
    "x.Parquet": ParquetSource,
}


@pytest.mark.parametrize("name", READERS)
def test_the_suffix_tells_the_reader(write, name):
    source = open_source(write("x", name))
    assert type(source) is READERS[name]
    assert isinstance(source, Source)


def test_the_declared_format_wins(write, read):
    source = open_source(write('{"a":1}\n', "x.csv"), SourceOptions(format="ndjson"))
    assert read(source).records == [{"a": "1"}]


def test_tsv_means_a_tab_unless_another_delimiter_is_declared(write, read):
    assert read(open_source(write("a\tb\n1,0\t2\n", "x.tsv"))).records == [{"a": "1,0", "b": "2"}]
    assert read(open_source(write("a;b\n1;2\n", "x.tsv"), SourceOptions(delimiter=";"))).headings == ("a", "b")
    path = write("a\tb\n", "x.csv")
    assert open_source(path, SourceOptions(format="tsv")).headings() == ("a", "b")


def test_tables_rows_and_sources_are_taken_as_they_are(write):
    source = CsvSource(write("a\n"))
    assert open_source(source) is source
    assert type(open_source(pa.table({"a": [1]}))) is ArrowSource
    assert type(open_source([{"a": 1}])) is RowsSource


@pytest.mark.parametrize("location", [3, None, b"a,b\n", {"a": [1]}, {1}])
def test_anything_else_is_refused_by_its_type(location):
    with pytest.raises(DefinitionError) as caught:
        open_source(location)
    assert caught.value.parameters == {"type": type(location).__name__}


@pytest.mark.parametrize("name", ["x.xyz", "x", "x.pdf"])
def test_an_unknown_suffix_needs_a_format(write, name):
    with pytest.raises(DefinitionError, match="format ="):
        open_source(write("a\n", name))


def test_an_unknown_format_is_named(write):
    with pytest.raises(DefinitionError, match="shapefile"):
        open_source(write("a\n"), SourceOptions(format="shapefile"))


@pytest.mark.parametrize("name", ["x.csv.bz2", "x.7z", "x.json.zst"])
def test_compressed_files_are_refused(write, name):
    with pytest.raises(SourceError) as caught:
        open_source(write("x", name))
    assert caught.value.message_id == "source-compressed"


@pytest.mark.parametrize(
    ("location", "message_id"),
    [
        ("https://user:secret@data.example/x.csv?token=secret", "source-is-a-url"),
        ("HTTP://data.example/x.csv", "source-is-a-url"),
        ("s3://key:secret@bucket/x.csv", "source-scheme"),
        ("file:///x.csv", "source-scheme"),
    ],
)
def test_addresses_are_not_fetched_and_their_secrets_not_shown(location, message_id):
    with pytest.raises(SourceUnavailable) as caught:
        open_source(location)
    assert (caught.value.message_id, caught.value.exit_code) == (message_id, 2)
    assert "secret" not in str(caught.value) + repr(vars(caught.value))


def test_places_that_cannot_be_opened(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nothing.csv")
    (tmp_path / "file.txt").write_text("x")
    expected = {
        "missing.csv": "source-missing",
        "dangling.csv": "source-missing",
        "file.txt/x.csv": "source-missing",
        "nul\0.csv": "source-missing",
        "folder.csv": "source-is-a-directory",
        "loop.csv": "source-unreadable",
        "n" * 300 + ".csv": "source-unreadable",
    }
    for name, message_id in expected.items():
        for make in (open_source, CsvSource):
            with pytest.raises(SourceUnavailable) as caught:
                make(str(tmp_path / name)).headings()
            wanted = "parts-none" if make is open_source and name == "folder.csv" else message_id
            assert (caught.value.message_id, caught.value.exit_code) == (wanted, 2)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(write):
    path = write("a\n")
    path.chmod(0)
    with pytest.raises(SourceUnavailable) as caught:
        open_source(path)
    assert caught.value.message_id == "source-no-permission"


def test_devices_are_no_files():
    with pytest.raises(SourceUnavailable) as caught:
        open_source("/dev/zero", SourceOptions(format="csv"))
    assert caught.value.message_id == "source-not-a-file"


def test_the_digest_is_that_of_the_bytes(write, read):
    content = b"\xef\xbb\xbfa\r\n1\r\n"
    expected = f"sha256:{hashlib.sha256(content).hexdigest()}"
    before, after = CsvSource(write(content)), CsvSource(write(content))
    assert before.digest() == expected
    read(after)
    assert after.digest() == expected


def test_every_file_knows_its_digest_and_its_time(write, tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")
    made = [write("a\n1\n", "x.csv"), write('[{"a":1}]', "x.json"), write('{"a":1}', "x.jsonl")]
    made += [write('{"type":"FeatureCollection","features":[]}', "x.geojson"), tmp_path / "x.parquet"]
    for path in made:
        os.utime(path, (1_700_000_000, 1_700_000_000))
        source = open_source(path)
        list(source.batches())
        assert source.name == str(path)
        assert source.digest() == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert source.captured_at() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_file_that_changes_between_two_passes_is_refused(write):
    path = write("a\n1\n")
    source = CsvSource(path)
    source.headings()
    path.write_text("a\n1\n2\n")
    with pytest.raises(SourceError) as caught:
        list(source.batches())
    assert caught.value.message_id == "source-changed"


def test_a_file_that_grows_while_it_is_read_is_refused(write):
    path = write("a\n" + "1\n" * 100)
    batches = CsvSource(path, limits=Limits(block_bytes=16)).batches()
    next(batches)
    with path.open("a") as stream:
        stream.write("2\n")
    with pytest.raises(SourceError) as caught:
        list(batches)
    assert caught.value.message_id == "source-changed"


@pytest.fixture
def pipe(tmp_path):
    """Return a function that makes a named pipe and writes to it once."""
    threads = []

    def make(content, name):
        path = tmp_path / name
        os.mkfifo(path)
        threads.append(threading.Thread(target=path.write_bytes, args=(content,)))
        threads[-1].start()
        return path

    yield make
    for thread in threads:
        thread.join(timeout=10)


@pytest.mark.parametrize(("name", "content"), [("x.csv", b"a\n1\n2\n"), ("x.ndjson", b'{"a":1}\n{"a":2}\n')])
def test_a_pipe_is_read_as_often_as_a_file(pipe, read, name, content):
    source = open_source(pipe(content, name))
    for _ in range(2):
        assert read(source).records == [{"a": "1"}, {"a": "2"}]
    assert source.digest() == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert source.captured_at() is None


def test_a_pipe_is_read_from_two_places_at_once(pipe, read):
    """What may be a title is compared with the rows that follow while the headings are read."""
    content = b"a\n" + b"".join(b"%09d%s\n" % (number, b"x" * 10_000) for number in range(100))
    reading = read(CsvSource(pipe(content, "x.csv")))
    assert [int(record["a"][:9]) for record in reading.records] == list(range(100))


def test_asking_how_large_a_pipe_was_disturbs_nobody_who_reads_it(pipe):
    file = SourceFile(pipe(b"0123456789", "x.csv"), DEFAULT_LIMITS)
    with file.opened() as stream:
        assert stream.read(4) == b"0123"
        assert file.size() == 10
        assert file.captured_at() is None
        assert stream.read() == b"456789"


def test_a_pipe_meets_the_limit_too(pipe):
    source = CsvSource(pipe(b"a\n" + b"1\n" * 100, "x.csv"), limits=Limits(input_bytes=50))
    with pytest.raises(LimitExceeded) as caught:
        source.headings()
    assert caught.value.message_id == "limit-input-bytes"
