"""The kit for file sources: subclass it, say what the sample holds, and every promise of a source is a test.

What lives here: the checks of one reader of files, ours or a stranger's. What this file must not know: any format, any
test runner; a promise that is broken raises `AssertionError`, and a runner that collects `test_…` methods runs them.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import tracemalloc
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa

from .. import _plugins
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..adapters.sources import RawBatch, Source, SourceOptions, open_source
from ..errors import LimitExceeded, OpenDataShareError, SourceUnavailable
from ._hostile import HOSTILE_CELLS, HOSTILE_LINES, damaged
from ._promise import holds

Cells = Mapping[str, str | None]
"""One row as the source must give it: the text of each cell by heading, None where there is none."""

_CANARY: Final = "canary-7f3a91"
_MEMORY_ROWS: Final = 20_000
_MEMORY_TIMES: Final = 6
_MEMORY_GROWTH: Final = 2.5
_SMALL_BLOCKS: Final = replace(DEFAULT_LIMITS, block_bytes=256 * 1024)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")


@dataclass(slots=True)
class Reading:
    """What one pass over a source gave."""

    headings: tuple[str, ...]
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    unmade: list[tuple[int, str]] = field(default_factory=list)

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The rows without their numbers."""
        return [cells for _, cells in self.rows]


class SourceKit(ABC):
    """What every source of files promises, as tests.

    A subclass named `Test…` in a test file is collected by pytest; `opendata-share adapters test MODULE:CLASS` runs it
    without one. It names the registered format, a sample, what a person read in the sample, and how rows are written,
    so that the kit can make files of its own: empty, doubled, changed, hostile, large.

    Attributes:
        format: The name the source is registered under, in the entry-point group `opendata_share.sources`.
        sample: A file in the format, as an agency sends it.
        expected: The sample's rows as a person read them, not as the source gives them.
        unreadable: How many records of the sample are there and cannot be made.
        options: What must be declared to read it, such as `record` or `delimiter`.
        is_streaming: Whether memory stays flat however long the file is; where False, `document_bytes` must bound it.
        one_line_cells: Whether the format can hold cells of one line only.

    Example:
        >>> from pathlib import Path
        >>> from opendata_share.testing import SourceKit
        >>> class TestCsv(SourceKit):
        ...     format = "csv"
        ...     sample = Path("sample.csv")
        ...     expected = ()
        ...     def write(self, headings, rows, path):
        ...         import csv
        ...         with path.open("w", encoding="utf-8", newline="") as file:
        ...             writer = csv.writer(file)
        ...             writer.writerow(headings)
        ...             writer.writerows([[row[name] or "" for name in headings] for row in rows])
        >>> TestCsv().test_an_empty_source_has_columns_and_no_rows()
    """

    format: ClassVar[str]
    sample: ClassVar[Path]
    expected: ClassVar[Sequence[Cells]]
    unreadable: ClassVar[int] = 0
    options: ClassVar[Mapping[str, Any]] = {}
    is_streaming: ClassVar[bool] = True
    one_line_cells: ClassVar[bool] = False

    @abstractmethod
    def write(self, headings: Sequence[str], rows: Sequence[Cells], path: Path) -> None:
        """Write rows in the format: what the source reads, made by other code than the source's."""

    def make(self, path: Path, limits: Limits = DEFAULT_LIMITS, **options: Any) -> Source:
        """Return the source of a file, made by what is registered under `format`."""
        factory: Callable[..., Source] = _plugins.load("sources", self.format)
        return factory(path, replace(SourceOptions(**{**self.options, **options}), format=self.format), limits)

    # -- it is one of us

    def test_it_is_found_by_its_name(self) -> None:
        """The format is registered, and the package opens the sample with it."""
        holds(self.format in _plugins.names("sources"), f"no source is registered as {self.format!r}")
        source = open_source(self.sample, SourceOptions(**self.options, format=self.format))
        holds(isinstance(source, Source), f"{type(source).__name__} lacks a method of Source")
        holds(str(self.sample) in source.name or self.sample.name in source.name, "its name is not the file's")

    def test_making_it_opens_nothing(self) -> None:
        """A source of a file that is not there can be made; asking it for anything says that the file is missing."""
        with _temporary_folder() as folder:
            source = self.make(folder / "nowhere")
            for ask in (source.headings, lambda: list(source.batches())):
                _raises(ask, SourceUnavailable, "a missing file")

    # -- the sample

    def test_the_sample_is_what_a_person_read(self) -> None:
        """Every row of the sample is there, in order, cell for cell; nothing is there twice and nothing is lost."""
        reading = read_whole(self.make(self.sample))
        expected = [dict(row) for row in self.expected]
        holds(len(reading.rows) == len(expected), f"{len(reading.rows)} rows were read, a person read {len(expected)}")
        for (number, cells), row in zip(reading.rows, expected, strict=True):
            given = {name: cells.get(name) for name in row}
            holds(given == row, f"row {number} is {given}, a person read {row}")
        holds(len(reading.unmade) == self.unreadable, f"{len(reading.unmade)} records could not be made")

    def test_every_row_has_its_own_number(self) -> None:
        """Rows made and rows unmade together are numbered 1, 2, 3, … without a gap."""
        reading = read_whole(self.make(self.sample))
        numbers = sorted([number for number, _ in reading.rows] + [number for number, _ in reading.unmade])
        holds(numbers == list(range(1, len(numbers) + 1)), f"the numbers of the rows are {numbers[:20]}")

    def test_a_second_pass_is_the_same(self) -> None:
        """A source begins again, or says that it was read already; it never gives fewer rows in silence."""
        source = self.make(self.sample)
        first = read_whole(source)
        try:
            second = read_whole(source)
        except OpenDataShareError as error:
            holds(error.message_id == "source-already-read", f"the second pass ended with {error.message_id}")
        else:
            holds(second == first, "the second pass gave something else")

    def test_its_digest_is_that_of_its_bytes(self) -> None:
        """The digest is the file's SHA-256, so that two people can tell that they have the same file."""
        digest = self.make(self.sample).digest()
        holds(digest is not None and _DIGEST.match(digest) is not None, f"{digest!r} is not sha256: and 64 digits")
        holds(digest == f"sha256:{hashlib.sha256(self.sample.read_bytes()).hexdigest()}", "it is another file's digest")

    def test_its_time_has_a_zone(self) -> None:
        """The time of capture is aware: a clock without a zone is nobody's time."""
        captured = self.make(self.sample).captured_at()
        holds(captured is None or captured.tzinfo is not None, "captured_at has no zone")

    # -- files the kit writes

    def test_an_empty_source_has_columns_and_no_rows(self) -> None:
        """A file with headings and nothing else is a table of no rows, not an error."""
        with self._written([]) as path:
            reading = read_whole(self.make(path))
        holds(reading.rows == [], "there are rows in an empty file")
        holds(reading.unmade == [], "an empty file has rows that could not be made")

    def test_the_same_row_twice_is_two_rows(self) -> None:
        """A source never decides that a row is a duplicate: that is the contract's work."""
        rows = [_row("a"), _row("b"), _row("a")]
        with self._written(rows) as path:
            holds(read_whole(self.make(path)).cells == rows, "rows that are alike were not all given")

    def test_a_new_column_is_seen(self) -> None:
        """A column the sample does not have stands in the headings: a map must be able to notice it."""
        rows = [{**_row("a"), "brand_new": "1"}]
        with self._written(rows, ("one", "two", "brand_new")) as path:
            holds("brand_new" in read_whole(self.make(path)).headings, "a new column was not seen")

    def test_a_missing_column_is_not_made_up(self) -> None:
        """A column the file no longer has is no heading."""
        with self._written([{"one": "a"}], ("one",)) as path:
            holds("two" not in read_whole(self.make(path)).headings, "a column that is not there is a heading")

    def test_hostile_texts_come_through_as_they_are(self) -> None:
        """Quotes, formulas, markup, other scripts and long texts are cells like any other."""
        rows = [_row(text) for text in HOSTILE_CELLS]
        with self._written(rows) as path:
            given = read_whole(self.make(path)).cells
        holds(len(given) == len(rows), f"{len(given)} of {len(rows)} rows came through")
        for cells, row in zip(given, rows, strict=True):
            holds(cells == row, f"{_shown(row)} came through as {_shown(cells)}")

    def test_lines_and_control_characters_come_through_or_are_refused(self) -> None:
        """What the format cannot hold is a rejected row or a named error, never another text."""
        for text in HOSTILE_LINES:
            row = _row(text)
            try:
                with self._written([row]) as path:
                    reading = read_whole(self.make(path))
            except OpenDataShareError:
                continue
            except ValueError:
                continue  # the writer cannot write it: there is no such file
            if self.one_line_cells:
                continue
            same = [{name: _one_end(cell) for name, cell in cells.items()} for cells in reading.cells]
            wanted = [{name: _one_end(cell) for name, cell in row.items()}]
            holds(same == wanted or bool(reading.unmade), f"{_shown(row)} came through as {reading.cells!r:.200}")

    def test_damaged_files_end_in_rows_or_named_errors(self) -> None:
        """Whatever the bytes are, reading ends, with rows or an error of this package: no crash, nothing foreign."""
        for data in damaged(self.sample.read_bytes()):
            with _temporary_folder() as folder:
                path = folder / f"damaged{self.sample.suffix}"
                path.write_bytes(data)
                try:
                    read_whole(self.make(path))
                except OpenDataShareError as error:
                    holds(bool(str(error)), "an error says nothing")
                    error.message("id")
                except Exception as error:
                    raise AssertionError(f"damage ended in {type(error).__name__}: {error!s:.200}") from error

    # -- limits and secrets

    def test_limits_are_kept(self) -> None:
        """More rows, columns or bytes than allowed are refused by the name of the limit."""
        with self._written([_row("a"), _row("b"), _row("c")]) as path:
            for name, value in (("rows", 2), ("columns", 1), ("input_bytes", 4)):
                limits = replace(DEFAULT_LIMITS, **{name: value})
                error = _raises(partial(self._read_within, path, limits), LimitExceeded, f"{name}={value}")
                holds(error.parameters.get("limit") == name, f"the limit {name} is not named")

    def test_a_quarantined_column_leaves_in_no_way(self) -> None:
        """Its cells are in no batch, no error, no log and no text of the source; the column keeps its heading."""
        rows: list[Cells] = [{"one": "a", "two": _CANARY}]
        with self._written(rows) as path, logged() as said:
            source = self.make(path, quarantine=frozenset({"two"}))
            reading = read_whole(source)
            holds("two" in reading.headings, "a quarantined column has lost its heading")
            holds(all("two" not in cells for cells in reading.cells), "a quarantined column is in a batch")
            self._assert_kept(repr(source), repr(reading), *said())
            for data in damaged(path.read_bytes(), most=40):
                path.write_bytes(data)
                broken = self.make(path, quarantine=frozenset({"two"}))
                try:
                    self._assert_kept(repr(read_whole(broken)))
                except OpenDataShareError as error:
                    self._assert_kept(error.message("en"), error.message("id"), repr(error))
            self._assert_kept(*said())

    def test_memory_does_not_grow_with_the_file(self) -> None:
        """Six times the rows take about the same memory; a format read whole is bounded by `document_bytes`."""
        if not self.is_streaming:
            with self._written([_row("x" * 100)] * 50) as path:
                limits = replace(DEFAULT_LIMITS, document_bytes=1_000)
                _raises(partial(self._read_within, path, limits), LimitExceeded, "document_bytes=1000")
            return
        peaks = [self._peak(_MEMORY_ROWS), self._peak(_MEMORY_ROWS * _MEMORY_TIMES)]
        holds(peaks[1] < peaks[0] * _MEMORY_GROWTH + 2**20, f"peaks of memory for 1 and 6 times the rows: {peaks}")

    def _read_within(self, path: Path, limits: Limits) -> Reading:
        return read_whole(self.make(path, limits))

    def _peak(self, count: int) -> int:
        # what one batch may hold is held by both sizes: the batch is the unit of memory
        rows = [{"one": f"{number:08d}", "two": "x" * 60} for number in range(count)]
        with self._written(rows) as path:
            del rows
            source = self.make(path, _SMALL_BLOCKS)
            allocated = pa.total_allocated_bytes()
            tracemalloc.start()
            most = 0
            for batch in source.batches():
                most = max(most, pa.total_allocated_bytes() - allocated)
                del batch
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return peak + most

    @contextmanager
    def _written(self, rows: Sequence[Cells], headings: Sequence[str] = ("one", "two")) -> Iterator[Path]:
        with _temporary_folder() as folder:
            path = folder / f"made{self.sample.suffix}"
            self.write(headings, rows, path)
            yield path

    def _assert_kept(self, *texts: str) -> None:
        for text in texts:
            holds(_CANARY not in text, f"a quarantined cell stands in: {text[:120]}")


def read_whole(source: Source) -> Reading:
    """Read a source to its end, and hold it to what every batch owes."""
    headings = source.headings()
    holds(isinstance(headings, tuple), "headings are a tuple")
    holds(all(isinstance(name, str) for name in headings), "headings are texts")
    holds(len(set(headings)) == len(headings), f"a heading stands twice: {headings}")
    reading = Reading(headings)
    for batch in source.batches():
        _add(reading, batch)
    return reading


def _add(reading: Reading, batch: RawBatch) -> None:
    names = batch.columns.schema.names
    holds(set(names) <= set(reading.headings), f"columns nobody announced: {set(names) - set(reading.headings)}")
    numbers: list[Any] = batch.rows.to_pylist()
    holds(not names or len(numbers) == batch.columns.num_rows, "a batch has another number of rows than of row numbers")
    holds(numbers == sorted(set(numbers)), "row numbers of a batch do not ascend")
    holds(not reading.rows or not numbers or numbers[0] > reading.rows[-1][0], "row numbers begin anew")
    records = batch.columns.to_pylist() if names else [{} for _ in numbers]
    reading.rows.extend(zip(numbers, records, strict=True))
    reading.unmade.extend((unmade.row, unmade.rule) for unmade in batch.unmade)


def _row(text: str) -> dict[str, str | None]:
    return {"one": text, "two": "beside"}


def _one_end(cell: Any) -> Any:
    """Return a cell with line ends as LF: XML and spreadsheets know only that one."""
    return cell.replace("\r\n", "\n") if isinstance(cell, str) else cell


def _shown(cells: Mapping[str, Any]) -> str:
    return repr({name: cell[:60] if isinstance(cell, str) else cell for name, cell in cells.items()})


def _raises(ask: Callable[[], Any], wanted: type[OpenDataShareError], on: str) -> OpenDataShareError:
    try:
        ask()
    except wanted as error:
        return error
    except Exception as error:
        raise AssertionError(f"{on} ended in {type(error).__name__}, not in {wanted.__name__}") from error
    raise AssertionError(f"{on} was taken without a word, not refused by {wanted.__name__}")


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="adapter-kit-") as name:
        yield Path(name)


@contextmanager
def logged() -> Iterator[Callable[[], list[str]]]:
    """Collect what is logged meanwhile, at every level."""
    said: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    root, collector = logging.getLogger(), Collector(level=logging.NOTSET)
    before = root.level
    root.addHandler(collector)
    root.setLevel(logging.DEBUG)
    try:
        yield lambda: said
    finally:
        root.removeHandler(collector)
        root.setLevel(before)
