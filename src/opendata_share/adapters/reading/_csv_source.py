"""CSV and TSV: every cell as the text that stands in the file.

What lives here: headings, and blocks of records turned into columns by Arrow's reader, one call per block of whole
    records.
What this module must not know: types, field maps, contracts. Nothing is inferred: `0012` stays `0012`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from ..._arrow import index_array
from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ...stages import UnmadeRow
from ._csv_records import LARGEST_BLOCK, Block, CsvRecords, Dialect, check_text, split_record
from ._encoding import mark_length, text_filling
from ._one_file import OfOneFile
from ._raw import Part, RawBatch
from ._source_options import SourceOptions, encoding_name

_MARK: Final = b"\xef\xbb\xbf"
_OTHER_DELIMITERS: Final = (";", "\t", "|", ",")
_CLIPPED: Final = 80
_LARGE: Final = 32  # a file of so many blocks is read in fewer that are larger: each block costs something
_LOOK_AHEAD: Final = 20
_SHOWN: Final = 12
_NUMERIC: Final = re.compile(r"[-+0-9.,:/() ]*")


class CsvSource(OfOneFile):
    r"""One CSV file (RFC 4180) as text columns.

    Records end with LF or CR LF; quoted cells may hold newlines, which are kept byte for byte. A blank line between
    records is no row and takes no row number, also in a file with one column (write `""` for an empty value there); it
    does take a line number. Lines are counted by LF (by CR where `newline` says so), inside quotes as well. A record
    with more or fewer cells than there are headings becomes an `UnmadeRow` with the rule `ragged-row`, and reading
    goes on. Headings keep their spaces; one of them may be empty. Where `header_rows` are declared, by physical line,
    what stands above them is passed over, and their cells are put together as those of a sheet are.

    Args:
        location: The file.
        options: Its dialect; see `SourceOptions`.
        limits: `input_bytes`, `record_bytes`, `block_bytes`, `columns` and `rows` apply.

    Example:
        >>> source = CsvSource("beds.csv", SourceOptions(delimiter=";"))  # doctest: +SKIP
        >>> source.headings()  # doctest: +SKIP
        ('Kode RS', 'IGD kosong')
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(location, options, limits)
        self._dialect = Dialect(
            ord(options.delimiter), ord(options.quote) if options.quote else None, 13 if options.newline == "\r" else 10
        )
        self._headings: tuple[str, ...] | None = None

    def headings(self) -> tuple[str, ...]:
        """Return the headings, quarantined ones included; see `Source.headings`."""
        return self._begin().headings if self._headings is None else self._headings

    def top(self, records: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Return the cells of the first records with their lines, before anything is taken for headings."""
        opened = self._records()
        taken = islice(iter(opened.first_record, None), records)
        return tuple((line, self._cells(record)) for record, line in taken)

    def titles(self) -> tuple[str, ...]:
        """Return the texts above the headings; none where no header rows are declared."""
        from ._sheet_header import collapsed

        declared = self._options.header_rows
        top = self.top(declared[0]) if declared else ()
        above = (cells for line, cells in top if line < declared[0])
        return tuple(collapsed(cell) for cells in above for cell in cells if cell.strip())

    def batches(self) -> Iterator[RawBatch]:
        """Read the file once, a batch for each block; see `Source.batches`."""
        return (part() for part in self.parts())

    def parts(self) -> Iterator[Part]:
        """Cut the file into blocks, each to be read by a call in any thread; see `PartedSource.parts`."""
        size = self._file.size()
        records = self._begin()
        reader = _BlockReader(records.headings, self._options, self._dialect, self.name)
        most = self._limits.block_bytes
        if size >= _LARGE * most:
            most += most // 2
        # a small file takes no more memory than it has bytes: fresh memory costs more than reading it
        for block in records.blocks(max(1, min(most, size))):
            if block.row + block.count - 1 > self._limits.rows:
                raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
            read = block.size + (block.offset or 0)
            yield _BlockPart(reader, block, None if block.offset is None else min(1.0, read / size))

    def _begin(self) -> CsvRecords:
        """Open the file and read up to the first record of data."""
        header = self._options.header
        records = self._records()
        if self._options.header_rows:
            records.headings = self._headings = self._combined_headings(records)
        elif isinstance(header, tuple):
            records.headings = self._headings = self._bounded(header)
        elif header:
            records.headings = self._headings = self._read_headings(records)
        else:
            # The width is that of the first record, which must be read again as data.
            width = len(self._cells(self._first_record(records)[0]))
            self._headings = self._bounded(tuple(f"column_{index}" for index in range(1, width + 1)))
            records = self._records()
            records.headings = self._headings
        return records

    def _records(self) -> CsvRecords:
        """Open the file."""
        transcoded = encoding_name(self._options.encoding) not in ("utf-8", "utf-8-sig")
        text = text_filling(self._file, self._options.encoding, min(self._limits.block_bytes, LARGEST_BLOCK))
        offset = None if transcoded else mark_length(self._file)
        return CsvRecords(text, self._dialect, self._limits, self.name, offset=offset)

    def _combined_headings(self, records: CsvRecords) -> tuple[str, ...]:
        """Take the records up to the last header row, and return the headings the header rows give together."""
        from ._sheet_grid import column_letters  # like a sheet's, and most files have one line of headings
        from ._sheet_header import TopRow, combined_headings

        declared = self._options.header_rows
        rows: dict[int, TopRow] = {}
        width = 0
        while (line := records.next_line()) <= declared[-1] and (record := records.first_record()) is not None:
            if line >= declared[0]:
                cells = self._bounded(self._cells(record[0]))
                width = max(width, len(cells))
                rows[line] = TopRow(line, {place: cell for place, cell in enumerate(cells, start=1) if cell.strip()})
        if not any(row.texts for row in rows.values()):
            raise SourceError("csv-header-rows-blank", file=self.name, line=declared[0])
        named = combined_headings(rows, declared, (), range(1, width + 1))
        names = tuple(name or f"column {column_letters(column)}" for column, name in named.items())
        self._check_distinct(names, declared[-1])
        return names

    def _check_title(self, names: tuple[str, ...], line: int) -> None:
        """Refuse a file that begins with a title, when a later record looks like its headings."""
        if sum(map(bool, names)) != 1:
            return
        from ._sheet_header import collapsed

        records = self._records()
        self._first_record(records)
        looked_at: list[tuple[int, tuple[str, ...]]] = []
        while len(looked_at) < _LOOK_AHEAD and (record := records.first_record()) is not None:
            looked_at.append((record[1], self._cells(record[0])))
        for (start, cells), (_, following) in pairwise(looked_at):
            filled = [collapsed(cell) for cell in cells if cell.strip()]
            words = len(filled) > 1 and not any(_NUMERIC.fullmatch(cell) for cell in filled)
            if words and len(set(filled)) == len(filled) and len(cells) == len(following) >= len(names):
                shown = " | ".join(cell[:_CLIPPED] for cell in filled[:_SHOWN])
                raise SourceError("csv-title-line", file=self.name, line=line, candidate=start, headings=shown)

    def _first_record(self, records: CsvRecords) -> tuple[bytes, int]:
        first = records.first_record()
        if first is None:
            raise SourceError("csv-only-blank-lines", file=self.name)
        return first

    def _cells(self, record: bytes) -> tuple[str, ...]:
        if (
            count := record.count(self._options.delimiter.encode())
        ) >= self._limits.columns and not self._options.quote:
            raise self._too_wide(count + 1)
        return tuple(split_record(record.decode("utf-8"), self._options.delimiter, self._options.quote))

    def _read_headings(self, records: CsvRecords) -> tuple[str, ...]:
        record, line = self._first_record(records)
        names = self._bounded(self._cells(record))
        self._check_delimiter(names, record, records.peek(), line)
        self._check_title(names, line)
        if len(names) > 1 and not any(names):
            raise SourceError("csv-header-blank", file=self.name, line=line)
        self._check_distinct(names, line)
        return names

    def _check_distinct(self, names: tuple[str, ...], line: int) -> None:
        first_place: dict[str, int] = {}
        for place, name in enumerate(names, start=1):
            first = first_place.setdefault(name, place)
            if first != place:
                shown = name if len(name) <= _CLIPPED else f"{name[:_CLIPPED]}…"
                raise SourceError(
                    "csv-duplicate-heading", file=self.name, line=line, heading=shown, first=first, second=place
                )

    def _check_delimiter(self, names: tuple[str, ...], record: bytes, data: bytes, line: int) -> None:
        """Refuse a file of one column whose heading and first row are full of another delimiter."""
        if len(names) > 1 or record.startswith((self._options.quote or "\0").encode()):
            return
        for other in _OTHER_DELIMITERS:
            if other != self._options.delimiter and other in names[0] and (not data or other.encode() in data):
                shown = '"\\t"' if other == "\t" else f'"{other}"'
                raise SourceError("csv-other-delimiter", file=self.name, line=line, found=shown)

    def _bounded(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(names) > self._limits.columns:
            raise self._too_wide(len(names))
        return names

    def _too_wide(self, found: int) -> LimitExceeded:
        return LimitExceeded(
            "limit-columns", file=self.name, line=1, limit="columns", value=self._limits.columns, found=found
        )


@dataclass(frozen=True, slots=True)
class _BlockPart:
    """A block to be read by a call.

    Attributes:
        share: How much of the file ends with it, from 0 to 1; None where the file is decoded as it is read.
    """

    reader: _BlockReader
    block: Block
    share: float | None

    def __call__(self) -> RawBatch:
        return self.reader.read(self.block)


class _BlockReader:
    """Turns blocks into batches: a pure function of a block, that any thread or process may call."""

    def __init__(self, headings: tuple[str, ...], options: SourceOptions, dialect: Dialect, file: str) -> None:
        self._file = file
        self._dialect = dialect
        self._headings = headings
        # Arrow gets numbers as names: a heading may be empty, and names decide nothing here.
        self._numbers = [str(index) for index in range(len(headings))]
        self._kept = [index for index, heading in enumerate(headings) if heading not in options.quarantine]
        self._names = [headings[index] for index in self._kept]
        self._withheld = len(self._kept) < len(headings)
        self._null = list(options.null)
        self._delimiter = options.delimiter
        self._quote: Any = options.quote or False  # Arrow's word for: there are no quotes

    def read(self, block: Block) -> RawBatch:
        """Return the batch of a block.

        Raises:
            SourceError: A byte is not UTF-8.
        """
        check_text(block, self._dialect, self._headings, self._file)
        ragged: list[tuple[int, int, str]] = []
        table = self._parse(block, ragged)
        if table.num_rows + len(ragged) != block.count:  # Arrow and the record scanner must see the same records
            raise AssertionError(f"{block.count} records became {table.num_rows} rows and {len(ragged)} unmade rows")
        rows, lines = np.arange(block.row, block.row + block.count), block.record_lines()
        unmade = tuple(self._unmade(rows, lines, *found) for found in ragged)
        if ragged:
            places = [number - 1 for number, _, _ in ragged]
            rows, lines = np.delete(rows, places), np.delete(lines, places)
        columns: list[Any] = [_one_chunk(table.column(place)) for place in range(len(self._kept))]
        batch = pa.RecordBatch.from_arrays(columns, names=self._names)
        return RawBatch(batch, index_array(rows), index_array(lines), unmade)

    def _parse(self, block: Block, ragged: list[tuple[int, int, str]]) -> pa.Table:
        def note(row: pa_csv.InvalidRow) -> Literal["skip"]:
            # Arrow counts records, blank lines left out; it can because it reads on one thread.
            ragged.append((row.number or 0, row.actual_columns, "" if self._withheld else row.text))
            return "skip"

        data: Any = pa.py_buffer(block.view())
        if block.loan.buffer.startswith(_MARK):
            # Arrow drops a byte-order mark at the start of any input; in the middle of a file it is the first cell's.
            data = _MARK + block.text()
        stream: Any = pa.BufferReader(data)
        return pa_csv.read_csv(
            stream,
            pa_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=self._numbers),
            pa_csv.ParseOptions(
                delimiter=self._delimiter, quote_char=self._quote, newlines_in_values=True, invalid_row_handler=note
            ),
            self._convert_options(),
        )

    def _convert_options(self) -> pa_csv.ConvertOptions:
        return pa_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(self._numbers, pa.string()),
            null_values=self._null,
            strings_can_be_null=bool(self._null),
            # An empty list would mean all of them; where all are quarantined the first is read and dropped.
            include_columns=[self._numbers[index] for index in self._kept] or self._numbers[:1],
        )

    def _unmade(
        self, rows: npt.NDArray[np.int64], lines: npt.NDArray[np.int64], number: int, actual: int, text: str
    ) -> UnmadeRow:
        parameters = {"expected": len(self._numbers), "actual": actual}
        row, line = int(rows[number - 1]), int(lines[number - 1])
        return UnmadeRow(row, line, None, "ragged-row", "ragged-row", parameters, text)


def _one_chunk(column: Any) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
