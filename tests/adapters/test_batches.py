"""Batches of a table: made side by side, in order, as if one thread had made them one after another.

What lives here: what a caller of `Table.batches` sees of the threads behind it, which is nothing. What this file must
not know: how pieces are shared out (tests/test_side_by_side.py), how a reader cuts a file.
"""

from __future__ import annotations

import gzip
import json
import resource
import threading
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share._arrow import plain_batch
from opendata_share._limits import Limits
from opendata_share.adapters.reading._withheld_paths import without_members
from opendata_share.adapters.sources import Part, RawBatch
from opendata_share.errors import OpenDataShareError

AHEAD = 5  # pieces: one for each of three threads, and two that wait
HELD = 40  # times the memory of a batch: pieces ahead, each as it came, as it is converted and as it is handed over
MAP = """agency = "demo"
[source]
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["pos"] }
unit_type = { value = "fire_apparatus" }
as_of = "tanggal"
total = "jumlah"
"""
TWICE = (
    MAP
    + """where = "total > 1"
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["pos"] }
unit_type = { value = "ambulance" }
as_of = "tanggal"
total = "jumlah"
"""
)
MERGED = (
    MAP
    + """distinct = { by = ["pos", "tanggal"], conflict = "first" }
"""
)
HEADINGS = ("pos", "tanggal", "jumlah")


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata_share._side_by_side.cores", lambda: 3)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("opendata-share")]


def adapted(source: object, text: str = MAP, size: int = 1 << 20, **options: Any) -> share.Table:
    return share.adapt(
        source, field_map=share.FieldMap.from_toml(text, name="map"), limits=Limits(block_bytes=size), **options
    )


def told(batches: Iterator[pa.RecordBatch]) -> tuple[list[dict[str, Any]], object]:
    """Return the rows of batches, and what is said of the error they end in."""
    rows: list[dict[str, Any]] = []
    try:
        for batch in batches:
            rows += batch.to_pylist()
    except OpenDataShareError as error:
        return rows, (type(error), error.message_id, error.line, error.field, error.text("en"))
    return rows, None


def one_after_another(table: share.Table) -> Iterator[pa.RecordBatch]:
    return (plain_batch(rows.data, table.schema) for rows in table.stream())


LINES = (
    "monas,2026-01-01,3",
    "tebet,2026-01-01,12",
    "monas,2026-02-01,4",
    "monas,31/01/2026,4",
    "monas,2026-02-01,many",
    ",2026-02-01,1",
    '"two\nlines",2026-02-01,0',
    "ragged,1",
    "too,many,cells,here",
    "",
)
FAULTS = ('monas,2026-01-01,3"x', "mon\x00as,2026-01-01,3", "mon\ras,2026-01-01,3", '"monas,2026-01-01,3')


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=40),
    fault=st.none() | st.tuples(st.integers(0, 40), st.sampled_from(FAULTS)),
    size=st.sampled_from([1, 30, 100, 1 << 20]),
    text=st.sampled_from([MAP, TWICE, MERGED]),
    most=st.sampled_from([5, 1_000_000]),
)
def test_batches_and_their_error_are_those_of_one_thread(
    tmp_path: Path, lines: list[str], fault: tuple[int, str] | None, size: int, text: str, most: int
) -> None:
    given_lines = list(lines)
    if fault is not None:
        given_lines.insert(*fault)
    file = tmp_path / "posts.csv"
    file.write_text("\n".join([",".join(HEADINGS), *given_lines]), "utf-8", newline="")
    chosen = share.FieldMap.from_toml(text, name="map")
    try:
        table = share.adapt(file, field_map=chosen, limits=Limits(block_bytes=size, rows=most))
    except OpenDataShareError:  # the file ends before its first row
        return
    assert told(table.batches()) == told(one_after_another(table))
    assert threads() == []


def parquet(table: pa.Table, folder: Path) -> Path:
    pq.write_table(table, folder / "posts.parquet", row_group_size=50)
    return folder / "posts.parquet"


def arrow(table: pa.Table, folder: Path) -> Path:
    with pa.OSFile(str(folder / "posts.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=50)
    return folder / "posts.arrow"


def ndjson(table: pa.Table, folder: Path) -> Path:
    (folder / "posts.ndjson").write_text("\n".join(map(json.dumps, table.to_pylist())), "utf-8")
    return folder / "posts.ndjson"


def csv_of(table: pa.Table) -> str:
    return "\n".join([",".join(HEADINGS), *(",".join(map(str, row.values())) for row in table.to_pylist())])


def packed(table: pa.Table, folder: Path) -> Path:
    (folder / "posts.csv.gz").write_bytes(gzip.compress(csv_of(table).encode()))
    return folder / "posts.csv.gz"


def several(table: pa.Table, folder: Path) -> Path:
    for number in range(4):
        rows = table.slice(number * len(table) // 4, len(table) // 4)
        (folder / f"posts-{number}.csv").write_text(csv_of(rows), "utf-8")
    return folder / "posts-*.csv"


def posts(count: int) -> pa.Table:
    numbers = range(count)
    return pa.table(
        {
            "pos": [f"pos {number % 7}" for number in numbers],
            "tanggal": [f"2026-01-{1 + number % 28:02d}" for number in numbers],
            "jumlah": pa.array(numbers, pa.int64()),
        }
    )


@pytest.mark.parametrize("write", [parquet, arrow, ndjson, packed, several])
@pytest.mark.parametrize("text", [MAP, TWICE, MERGED])
def test_every_file_that_is_cut_gives_the_rows_of_one_thread(
    tmp_path: Path, write: Callable[[pa.Table, Path], Path], text: str
) -> None:
    table = adapted(write(posts(400), tmp_path), text, 700)
    rows, error = told(table.batches())
    assert (rows, error) == told(one_after_another(table))
    assert error is None
    assert len(rows) == {MAP: 400, TWICE: 798, MERGED: 28}[text]
    assert threads() == []


@pytest.mark.parametrize("write", [parquet, arrow, ndjson, packed, several])
def test_what_arrow_holds_while_a_file_is_read_is_a_few_pieces_of_it(
    tmp_path: Path, write: Callable[[pa.Table, Path], Path]
) -> None:
    table = adapted(write(posts(8_000), tmp_path), size=700)
    before = pa.total_allocated_bytes()
    most = largest = count = 0
    for batch in table.batches():
        count += 1
        largest = max(largest, batch.get_total_buffer_size())
        most = max(most, pa.total_allocated_bytes() - before)
    assert count > 3 * HELD
    assert 0 < most < HELD * largest


def open_files(folder: Path) -> list[str]:
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [target for link in links if str(folder) in (target := str(link.readlink()))]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed on Linux alone")
@pytest.mark.parametrize("write", [parquet, arrow, ndjson, several])
@pytest.mark.parametrize("how", ["closed", "dropped", "failed"])
def test_a_reader_that_stops_early_leaves_no_thread_and_no_open_file(
    tmp_path: Path, write: Callable[[pa.Table, Path], Path], how: str
) -> None:
    batches: Any = adapted(write(posts(400), tmp_path), size=700).batches()
    assert next(batches).num_rows
    if how == "closed":
        batches.close()
    elif how == "dropped":
        del batches
    else:
        with pytest.raises(ZeroDivisionError):
            batches.throw(ZeroDivisionError)
    assert threads() == []
    assert open_files(tmp_path) == []


class Cut:
    """A source of pieces that counts how many were begun, and how many of them are still held by anyone."""

    def __init__(self, pieces: int, fails_at: int | None = None) -> None:
        self.name = "cut"
        self.taken = self.most_held = 0
        self._pieces, self._fails_at = pieces, fails_at
        self._held: dict[int, weakref.ref[Any]] = {}

    def headings(self) -> tuple[str, ...]:
        return HEADINGS

    def batches(self) -> Iterator[RawBatch]:
        return (part() for part in self.parts())

    def parts(self) -> Iterator[Part]:
        for piece in range(self._pieces):
            self.taken += 1
            yield lambda piece=piece: self._piece(piece)

    def _piece(self, piece: int) -> RawBatch:
        if piece == self._fails_at:
            raise ValueError(f"piece {piece}")
        columns = pa.RecordBatch.from_pydict(posts(10).to_pydict())
        self._held[piece] = weakref.ref(columns)
        self.most_held = max(self.most_held, sum(held() is not None for held in list(self._held.values())))
        numbers: Any = pa.array(range(piece * 10 + 1, piece * 10 + 11), pa.int64())
        return RawBatch(columns, numbers, None)

    def digest(self) -> None:
        return None

    def captured_at(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("pieces", [20, 200])
def test_what_is_held_does_not_grow_with_the_source(pieces: int) -> None:
    source = Cut(pieces)
    read = 0
    for number, batch in enumerate(adapted(source).batches(), start=1):
        read += batch.num_rows
        assert source.taken - number <= AHEAD
    assert read == pieces * 10
    assert source.most_held <= AHEAD


def test_an_error_comes_behind_the_batches_before_it() -> None:
    batches = adapted(Cut(50, fails_at=7)).batches()
    seen = [next(batches).num_rows for _ in range(7)]
    with pytest.raises(ValueError, match="piece 7"):
        next(batches)
    assert seen == [10] * 7
    assert threads() == []


class InOrder:
    """A source that is read in order, and remembers how far."""

    def __init__(self, batches: int) -> None:
        self.name = "in order"
        self.taken = 0
        self._batches = batches

    headings = Cut.headings
    digest = Cut.digest
    captured_at = Cut.captured_at

    def batches(self) -> Iterator[RawBatch]:
        for number in range(self._batches):
            self.taken += 1
            numbers: Any = pa.array(range(number * 10 + 1, number * 10 + 11), pa.int64())
            yield RawBatch(pa.RecordBatch.from_pydict(posts(10).to_pydict()), numbers, None)


@pytest.mark.parametrize("withheld", [[], ["tanggal/tahun"]])
def test_a_source_that_remembers_how_far_it_was_read_is_read_no_further_than_it_is_asked(withheld: list[str]) -> None:
    source = InOrder(20)
    batches = adapted(without_members(source, withheld)).batches()
    for taken in range(1, 8):
        assert next(batches).num_rows == 10
        assert source.taken == taken
    assert threads() == []


def test_a_disk_that_is_full_leaves_no_thread_while_its_error_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendata_share._parquet_file.ROWS", 50)
    table = adapted(several(posts(4_000), tmp_path), size=700)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large") as held:
            table.to_parquet(tmp_path / "posts.parquet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert held.value.__traceback__ is not None
    assert threads() == []
