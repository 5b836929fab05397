"""NDJSON: one JSON object on each line.

What lives here: blocks of lines, and which of them are records; a damaged line is a row that could not be made, and
    reading goes on. Most lines of most files are proven whole blocks at a time (`_flat_lines`); the others are read one
    by one.
What this module must not know: contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ..._side_by_side import side_by_side
from ...errors import LimitExceeded, SourceError
from ...stages import UnmadeRow
from ._encoding import check_utf8, mark_length, text_chunks
from ._flat_lines import PADDING, FlatCells, KeyTable, Lines, flat_cells, lines_of
from ._json_cells import NullTokens, json_columns, without_tokens
from ._json_source import KeyUnion, nesting_limit
from ._json_text import JsonDecoder, JsonFault, check_nesting, check_surrogates
from ._one_file import OfOneFile
from ._raw import Part, RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions, encoding_name

_AROUND: Final = " \t\r"
_LF: Final = 10
_LARGEST_BLOCK: Final = 1 << 30  # places in a block are counted in 32 bits


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of the file.

    Attributes:
        data: Their bytes, and `PADDING`.
        size: How many bytes without it.
        offset: Where they start in the file.
        line: The number of the first line.
    """

    data: bytes
    size: int
    offset: int
    line: int


class NdjsonSource(OfOneFile):
    """A file with one JSON object on each line (NDJSON, JSON Lines), as text columns.

    Lines end with LF or CR LF; blank lines are no rows but count as lines. A line that is not exactly one JSON object
    becomes an `UnmadeRow` with the rule `malformed-json` or `not-an-object`, and reading goes on. The headings are the
    keys of all records in the order they are first seen: the file is read once for them and once for its rows.

    Args:
        location: The file.
        options: `encoding`, `null` and `quarantine` apply.
        limits: `input_bytes`, `record_bytes`, `block_bytes`, `depth`, `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(location, options, limits)
        self._headings: tuple[str, ...] | None = None
        self._rows: list[int] = []  # of each block

    def headings(self) -> tuple[str, ...]:
        """Read the file once and return the keys of its records; see `Source.headings`."""
        if self._headings is None:
            survey = _Survey(_LineReader(self._file), self._limits)
            rows = survey.rows_of_each(self._blocks())
            if not any(rows):
                raise SourceError("json-empty-document", file=self.name)
            self._headings, self._rows = survey.keys.headings(), rows
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the file, a batch for each block of lines; see `Source.batches`."""
        return (part() for part in self.parts())

    def parts(self) -> Iterator[Part]:
        """Cut the file into blocks, each to be read by a call in any thread; see `PartedSource.parts`."""
        reader = _BlockReader(self._file, self._options, self.headings())
        row = 1
        for block, count in zip(self._blocks(), self._rows, strict=True):
            if row + count - 1 > self._limits.rows:
                raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
            if count:
                yield partial(reader.read, block, row)
            row += count

    def _blocks(self) -> Iterator[_Block]:
        decoded = encoding_name(self._options.encoding) not in {"utf-8", "utf-8-sig"}
        offset = 0 if decoded else mark_length(self._file)
        pending: list[bytes] = []
        held, line = 0, 1
        size = min(self._limits.block_bytes, _LARGEST_BLOCK)
        for chunk in text_chunks(self._file, self._options.encoding, size):
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                pending.append(chunk)
                held += len(chunk)
                if held > self._limits.record_bytes:
                    raise _too_long(self._file, line)
                continue
            data = b"".join((*pending, memoryview(chunk)[:cut], PADDING))
            yield _Block(data, held + cut, offset, line)
            offset += held + cut
            line += int(np.count_nonzero(np.frombuffer(data, np.uint8) == _LF))  # five times faster than bytes.count
            pending, held = [chunk[cut:]], len(chunk) - cut
        if held:
            yield _Block(b"".join((*pending, PADDING)), held, offset, line)


def _too_long(file: SourceFile, line: int) -> LimitExceeded:
    limit = file.limits.record_bytes
    return LimitExceeded("limit-record-bytes", file=file.name, line=line, limit="record_bytes", value=limit)


class _LineReader:
    """Reads single lines, whatever they hold; for one thread."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self._decoder = JsonDecoder()

    def lines(self, block: _Block) -> Lines:
        """Return the lines of a block, checked to be text of bounded length."""
        check_utf8(block.data, self.file.name, offset=block.offset, line=block.line)
        lines = lines_of(block.data, block.size)
        long = lines.ends - lines.starts > self.file.limits.record_bytes
        if long.any():
            raise _too_long(self.file, block.line + int(np.argmax(long)))
        return lines

    def record(self, line: str, number: int) -> dict[str, Any] | JsonFault | None:
        """Return the object on `line`, what is wrong with the line, or None where it is blank."""
        text = line.strip(_AROUND)
        if not text:
            return None
        try:
            # Counting is ten times faster than looking where the brackets stand, and settles nearly every line.
            if text.count("[") + text.count("{") > self.file.limits.depth:
                check_nesting(text.encode(), self.file.limits.depth)
            check_surrogates(text)
            value, end = self._decoder.value(text, 0)
        except JsonFault as fault:
            if fault.message_id == "json-too-deep":
                raise nesting_limit(fault, self.file, number) from None
            return JsonFault(fault.message_id, **{"column": (fault.position or 0) + 1, **fault.parameters})
        if end != len(text):
            message = "ndjson-carriage-return" if "\r" in text[end : end + 2] else "ndjson-several-values"
            return JsonFault(message, column=end + 1)
        return value if isinstance(value, dict) else JsonFault("json-not-an-object")


class _Survey:
    """Collects the keys of all records, and counts rows; a line whose keys are all known is not looked into."""

    def __init__(self, reader: _LineReader, limits: Limits) -> None:
        self.keys = KeyUnion(reader.file.name, limits)
        self._reader = reader
        self._table = KeyTable(())

    def rows_of_each(self, blocks: Iterator[_Block]) -> list[int]:
        """Take the keys of the records of all blocks; return how many rows each has."""
        # the keys of the first block are most likely those of all
        rows = [self._rows_of(self._looked_at(block)) for block in islice(blocks, 1)]
        with closing(side_by_side(self._looked_at, blocks)) as looked:
            rows += map(self._rows_of, looked)
        return rows

    def _looked_at(self, block: _Block) -> _Looked:
        """Find the lines of a block that may hold a key that is not known; in any thread."""
        table = self._table
        lines = self._reader.lines(block)
        return _Looked(block, lines, table, _unread(lines, table))

    def _rows_of(self, looked: _Looked) -> int:
        """Take the keys of a block's records; return how many rows it has."""
        block, lines = looked.block, looked.lines
        rows = len(lines.starts) - int(np.count_nonzero(lines.ends <= lines.starts))
        pending, step = looked.unread if len(looked.table) == len(self.keys) else self._unread(lines, 0), 1
        while len(pending):
            before = len(self.keys)
            for line in pending[:step].tolist():
                record = self._reader.record(lines.text(line).decode(), block.line + line)
                if isinstance(record, dict):
                    self.keys.add(record)
                rows -= record is None
            pending = pending[step:]
            if len(pending) and len(self.keys) > before:
                pending = self._unread(lines, int(pending[0]))
            step *= 2
        return rows

    def _unread(self, lines: Lines, first: int) -> npt.NDArray[np.intp]:
        """Return the lines from `first` on that may hold a key that is not known yet."""
        if len(self.keys) != len(self._table):
            self._table = KeyTable(self.keys.headings())
        unread = _unread(lines, self._table)
        return unread[np.searchsorted(unread, first) :]


@dataclass(frozen=True, slots=True)
class _Looked:
    """A block whose lines were looked at.

    Attributes:
        table: The keys that were known then.
        unread: The lines that may hold another.
    """

    block: _Block
    lines: Lines
    table: KeyTable
    unread: npt.NDArray[np.intp]


def _unread(lines: Lines, table: KeyTable) -> npt.NDArray[np.intp]:
    unread = ~lines.candidates
    names = table.look_up(lines.data, lines.words, lines.opens, lines.closes)
    unread[lines.owners[names < 0]] = True
    return np.flatnonzero(unread & (lines.ends > lines.starts))


class _BlockReader:
    """Turns blocks into batches: a pure function of a block, that any thread or process may call."""

    def __init__(self, file: SourceFile, options: SourceOptions, headings: tuple[str, ...]) -> None:
        self._file = file
        self._table = KeyTable(headings)
        self._places = [place for place, name in enumerate(headings) if name not in options.quarantine]
        self._headings = [headings[place] for place in self._places]
        self._withheld = bool(options.quarantine)
        self._null = NullTokens(options.null)

    def read(self, block: _Block, row: int) -> RawBatch:
        """Return the batch of a block whose first row has the number `row`."""
        reader = _LineReader(self._file)
        lines = reader.lines(block)
        cells = flat_cells(lines, self._table, self._places)
        filled = lines.ends > lines.starts
        others = filled.copy()
        others[cells.lines] = False
        read = {
            line: reader.record(lines.text(line).decode(), block.line + line)
            for line in np.flatnonzero(others).tolist()
        }
        filled[[line for line, record in read.items() if record is None]] = False
        numbers = np.cumsum(filled) + (row - 1)
        unmade = tuple(
            self._unmade(fault, lines.text(line), int(numbers[line]), block.line + line)
            for line, fault in read.items()
            if isinstance(fault, JsonFault)
        )
        records = {line: record for line, record in read.items() if isinstance(record, dict)}
        made, columns, kinds = self._merged(cells, records)
        rows: Any = pa.array(numbers[made])
        physical: Any = pa.array(made + block.line)
        return RawBatch(columns, rows, physical, unmade, kinds)

    def _merged(
        self, cells: FlatCells, records: dict[int, dict[str, Any]]
    ) -> tuple[npt.NDArray[np.intp], pa.RecordBatch, dict[str, pa.UInt8Array]]:
        """Return the lines that were made, in order, with their columns and kinds."""
        columns: list[Any] = []
        kinds: dict[str, Any] = {}
        for heading, column, kind in zip(self._headings, cells.columns, cells.kinds, strict=True):
            filled, kinds[heading] = without_tokens(column, kind, self._null)
            columns.append(filled)
        flat = pa.RecordBatch.from_arrays(columns, names=self._headings)
        if not records:
            return cells.lines, flat, kinds
        lines = np.concatenate([cells.lines, np.fromiter(records, np.intp)])
        order = np.argsort(lines)
        place: Any = pa.array(order)
        one_by_one, other_kinds = json_columns(list(records.values()), self._headings, self._null)
        columns = [
            pa.concat_arrays([flat.column(name), one_by_one.column(name)]).take(place)
            for name in range(len(self._headings))
        ]
        kinds = {name: pa.concat_arrays([kinds[name], other_kinds[name]]).take(place) for name in self._headings}
        return lines[order], pa.RecordBatch.from_arrays(columns, names=self._headings), kinds

    def _unmade(self, fault: JsonFault, text: bytes, row: int, line: int) -> UnmadeRow:
        rule = "not-an-object" if fault.message_id == "json-not-an-object" else "malformed-json"
        shown = "" if self._withheld else text.decode()
        return UnmadeRow(row, line, None, rule, fault.message_id, dict(fault.parameters), shown)
