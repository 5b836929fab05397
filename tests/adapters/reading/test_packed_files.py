"""Files in gzip and zip: read like what is inside, within limits, and never written under a name from inside."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import PartedSource, SourceOptions, open_source
from opendata_share.errors import DefinitionError, LimitExceeded, SourceError

CSV = b"a,b\n1,x\n2,y\n"


def zipped(**members: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()


def one(name: str, data: bytes = CSV, **fields: int) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        for field, value in fields.items():
            setattr(info, field, value)
        archive.writestr(info, data)
    return sink.getvalue()


FILES = {
    "x.csv.gz": gzip.compress(CSV),
    "x.CSV.GZ": gzip.compress(CSV[:6]) + gzip.compress(CSV[6:]) + b"\0" * 700,
    "x.zip": one("folder/x.csv"),
    "y.csv.zip": zipped(**{"x.csv": CSV, "folder/": b"", "__MACOSX/._x.csv": b"x"}),
    "x.ndjson.gz": gzip.compress(b'{"a":"1","b":"x"}\n{"a":"2","b":"y"}\n'),
    "x.json.gz": gzip.compress(b'[{"a":"1","b":"x"},{"a":"2","b":"y"}]'),
    "x.tsv.gz": gzip.compress(CSV.replace(b",", b"\t")),
}


@pytest.mark.parametrize("name", FILES)
def test_a_packed_file_reads_as_what_is_inside(write, read, name):
    path = write(FILES[name], name)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    source = open_source(path)
    for _ in range(2):
        assert read(source).records == [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]
    assert source.name == str(path)
    assert source.digest() == f"sha256:{hashlib.sha256(FILES[name]).hexdigest()}"
    assert source.captured_at() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_declared_format_wins_over_the_name_inside(write, read):
    path = write(gzip.compress(CSV), "x.gz")
    with pytest.raises(DefinitionError, match="format ="):
        open_source(path)
    assert len(read(open_source(path, SourceOptions(format="csv"))).records) == 2


@pytest.mark.parametrize("suffix", ["gz", "zip"])
def test_packed_parquet_is_read_side_by_side(tmp_path, suffix):
    table = pa.table({"n": pa.array(range(300_000), pa.int64()), "t": [f"t{n % 7}" for n in range(300_000)]})
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=20_000)
    path = tmp_path / f"x.parquet.{suffix}"
    path.write_bytes(gzip.compress(sink.getvalue(), 1) if suffix == "gz" else one("x.parquet", sink.getvalue()))
    source = open_source(path)
    assert isinstance(source, PartedSource)
    source.headings()
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda part: part(), list(source.parts())))
    assert [n for batch in batches for n in batch.columns.column("n").to_pylist()] == list(range(300_000))


def test_several_packed_files_are_one_table(tmp_path, read):
    for number in range(3):
        (tmp_path / f"{number}.csv.gz").write_bytes(gzip.compress(CSV))
    assert len(read(open_source(str(tmp_path / "*.csv.gz"))).records) == 6


def test_nothing_is_left_on_the_disk_and_the_copy_is_nobody_s(write, read, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    source = open_source(write(gzip.compress(CSV), "x.csv.gz"))
    read(source)
    assert os.listdir(tmp_path / "t") == []
    assert stat.S_IMODE(os.fstat(source._file._spool.fileno()).st_mode) == 0o600


@pytest.mark.parametrize("kept", [0, 1, 9, 10, 15, -1, -4, -8])
def test_a_gzip_file_that_ends_early_gives_no_row(write, fail, kept):
    error = fail(open_source(write(gzip.compress(CSV)[:kept], "x.csv.gz")))
    assert error.message_id in {"packed-cut", "packed-no-gzip"}
    assert error.exit_code == 1


def test_damage_inside_is_found_by_the_checksum(write, fail):
    data = bytearray(gzip.compress(CSV * 100))
    data[-6] ^= 1
    assert fail(open_source(write(bytes(data), "x.csv.gz"))).message_id == "packed-damaged"
    assert fail(open_source(write(gzip.compress(CSV) + b"tail", "y.csv.gz"))).message_id == "packed-damaged"
    broken = bytearray(one("x.csv"))
    broken[40] ^= 0xFF
    assert fail(open_source(write(bytes(broken), "x.zip"))).message_id == "packed-damaged"


def test_a_file_that_is_not_packed_is_told(write, fail):
    assert fail(open_source(write(CSV, "x.csv.gz"))).message_id == "packed-no-gzip"
    with pytest.raises(SourceError) as caught:
        open_source(write(CSV, "x.zip"))
    assert caught.value.message_id == "packed-no-zip"


@pytest.mark.parametrize("suffix", ["gz", "zip"])
def test_a23_a_bomb_is_stopped_by_ratio_and_by_size(write, fail, suffix, tmp_path):
    zeros = b"0" * (40 << 20)
    bomb = gzip.compress(zeros, 9) if suffix == "gz" else one("x.csv", zeros)
    assert len(bomb) < 100_000
    path = write(bomb, f"x.csv.{suffix}")
    error = fail(open_source(path, SourceOptions(format="csv")))
    assert isinstance(error, LimitExceeded)
    assert (error.message_id, error.parameters["value"]) == ("limit-unpacked-ratio", 200)
    error = fail(open_source(path, SourceOptions(format="csv"), Limits(unpacked_bytes=1_000_000, unpacked_ratio=10**6)))
    assert error.message_id == "limit-unpacked-bytes"


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        (one("../x.csv"), "packed-member-name"),
        (one("/etc/x.csv"), "packed-member-name"),
        (one("a/../../x.csv"), "packed-member-name"),
        (one("C:/x.csv"), "packed-member-name"),
        (one("..\\x.csv"), "packed-member-name"),
        (one(""), "packed-member-name"),
        (one("x.csv", external_attr=(stat.S_IFLNK | 0o777) << 16), "packed-link"),
        (zipped(**{"a.csv": CSV, "b.csv": CSV}), "packed-several"),
        (zipped(**{f"{n}.csv": b"" for n in range(2_000)}), "packed-several"),
        (zipped(), "packed-several"),
    ],
)
def test_d9_tricks_of_archives_are_refused_before_a_byte_is_unpacked(write, tmp_path, content, message_id):
    path = write(content, "x.zip")
    before = sorted(os.listdir(tmp_path.parent))
    with pytest.raises(SourceError) as caught:
        open_source(path)
    assert caught.value.message_id == message_id
    assert caught.value.text("id")
    assert sorted(os.listdir(tmp_path.parent)) == before
    assert os.listdir(tmp_path) == ["x.zip"]


def test_encrypted_and_odd_archives_are_refused(write):
    encrypted = bytearray(one("x.csv"))
    for marker, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(marker) + offset] |= 1
    with pytest.raises(SourceError) as caught:
        open_source(write(bytes(encrypted), "x.zip"))
    assert caught.value.message_id == "packed-encrypted"
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("x.csv", CSV)
    with pytest.raises(SourceError) as caught:
        open_source(write(sink.getvalue(), "y.zip"))
    assert caught.value.message_id == "packed-method"


def test_a_packed_file_that_changes_is_refused(write):
    path = write(gzip.compress(CSV), "x.csv.gz")
    source = open_source(path)
    source.headings()
    path.write_bytes(gzip.compress(CSV + b"3,z\n"))
    with pytest.raises(SourceError) as caught:
        list(source.batches())
    assert caught.value.message_id == "source-changed"


@pytest.mark.parametrize("name", ["x.csv.bz2", "x.csv.xz", "x.json.zst", "x.7z"])
def test_other_ways_of_packing_are_refused_by_name(write, name):
    with pytest.raises(SourceError) as caught:
        open_source(write("x", name))
    assert caught.value.message_id == "source-compressed"
