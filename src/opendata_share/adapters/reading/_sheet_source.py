"""XLSX and ODS: one sheet of a workbook as text columns, each cell with what it was.

What lives here: which sheet is meant, its headings, and its rows as batches. What this file must not know: zip
archives, XML, field maps, contracts.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, LimitExceeded, SourceError
from ...stages import Note
from ._one_file import OfOneFile
from ._raw import RawBatch
from ._sheet_block import NO_ROWS, RowBlock
from ._sheet_file import opened_package
from ._sheet_grid import SheetEntry, column_letters
from ._sheet_header import HeaderChoice, choose_header, collapsed, combined_headings, numbers_columns, spanned
from ._sheet_notes import notes_of
from ._sheet_ods import OdsWorkbook
from ._sheet_survey import Sheet, Survey
from ._sheet_xlsx import XlsxWorkbook
from ._source_options import SourceOptions

if TYPE_CHECKING:
    from ._sheet_file import Package

_CLIPPED: Final = 80
_HEADING: Final = 30
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class _Table:
    """One sheet with its headings found.

    Attributes:
        name: The sheet's name.
        blocks: Its rows that are not blank.
        header: The numbers of its header rows.
        columns: The columns of the table, from 1, in order.
        headings: Their names.
        first_row: Rows before it are no data.
        notes: What must be told about it.
        titles: The texts above the headings.
    """

    name: str
    blocks: tuple[RowBlock, ...]
    header: tuple[int, ...]
    columns: tuple[int, ...]
    headings: tuple[str, ...]
    first_row: int
    notes: tuple[Note, ...]
    titles: tuple[str, ...]


class SheetSource(OfOneFile):
    """One sheet of a workbook (ECMA-376 SpreadsheetML or OpenDocument 1.3) as text columns.

    Rows have the numbers the user sees; a row without any filled cell is no row. What a cell was stands in `cells` of
    each batch. A merged cell's value stands in its first cell. Hidden rows are read like any other. Nothing is
    computed and nothing is fetched: a formula has the result the workbook stores.

    Args:
        location: The file.
        options: `sheet`, `header_rows`, `null` and `quarantine` apply. Without `sheet` the one visible sheet that has
            cells is meant; without `header_rows` the rows that the structure leaves no doubt about.
        limits: `input_bytes`, the limits of workbooks, `columns` and `rows` apply.

    Example:
        >>> source = SheetSource("beds.xlsx", SourceOptions(sheet="Maret 2026"))  # doctest: +SKIP
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
        self._read: _Table | None = None

    def sheet(self) -> str:
        """Return the name of the sheet that is read; raises as `headings` does."""
        return self._table().name

    def header_rows(self) -> tuple[int, ...]:
        """Return the numbers of the rows that hold the headings; raises as `headings` does."""
        return self._table().header

    def titles(self) -> tuple[str, ...]:
        """Return the texts above the headings; raises as `headings` does."""
        return self._table().titles

    def sheets(self) -> tuple[str, ...]:
        """Return the names of the visible sheets that have cells, in the order of their tabs.

        Raises:
            SourceError: The file is no workbook, or a damaged one.
        """
        with opened_package(self._file) as package:
            return tuple(e.name for e in _workbook(package).sheets() if e.filled and not e.hidden)

    def headings(self) -> tuple[str, ...]:
        """Return the headings, quarantined ones included; see `Source.headings`."""
        return self._table().headings

    def batches(self) -> Iterator[RawBatch]:
        """Give the rows of the sheet, which was read for its headings, some at a time; see `Source.batches`."""
        table = self._table()
        notes = table.notes
        total = 0
        for block in table.blocks:
            data = block.from_row(table.first_row)
            if not len(data.rows):
                continue
            total += len(data.rows)
            if total > self._limits.rows:
                raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
            yield self._batch(table, data, notes)
            notes = ()
        if notes:
            yield self._batch(table, NO_ROWS, notes)

    def _table(self) -> _Table:
        if self._read is None:
            if self._options.header is not True:
                raise DefinitionError("sheet-header-option", file=self.name)
            with opened_package(self._file) as package:
                workbook = _workbook(package)
                sheet = workbook.read(self._chosen(workbook), self._options.header_rows)
                self._read = self._found(sheet, workbook.external_links)
        return self._read

    def _chosen(self, workbook: XlsxWorkbook | OdsWorkbook) -> str:
        """Return the name of the sheet that is meant: the one asked for, or the only visible one with cells."""
        entries = workbook.sheets()
        wanted = self._options.sheet
        if wanted is not None:
            named = [entry for entry in entries if entry.name == wanted]
            if not named:
                raise self._sheet_error("sheet-unknown", entries, wanted=wanted)
            if not named[0].filled:
                raise self._sheet_error("sheet-without-cells", entries, wanted=wanted)
            return wanted
        visible = [entry.name for entry in entries if entry.filled and not entry.hidden]
        if len(visible) == 1:
            return visible[0]
        if not any(entry.filled for entry in entries):
            raise SourceError("sheet-none-filled", file=self.name)
        raise self._sheet_error("sheet-several" if visible else "sheet-only-hidden", entries)

    def _sheet_error(self, message_id: str, entries: Sequence[SheetEntry], **parameters: Any) -> SourceError:
        filled = [entry for entry in entries if entry.filled]
        example = next((entry.name for entry in filled if not entry.hidden), filled[0].name if filled else "…")
        return SourceError(
            message_id,
            file=self.name,
            sheets=[f'"{entry.name}"' for entry in filled if not entry.hidden] or "–",
            hidden=[f'"{entry.name}"' for entry in filled if entry.hidden] or "–",
            toml=f"sheet = {json.dumps(example, ensure_ascii=False)}",
            option=f"--sheet {shlex.quote(example)}",
            **parameters,
        )

    def _found(self, sheet: Sheet, external_links: int) -> _Table:
        """Return the sheet's table: headings, columns, where the data begins, what must be told."""
        seen = sheet.seen
        header = self._header(sheet, seen)
        filled = {column for column, last in seen.last_filled.items() if last > header[-1]}
        over = {column for _, column in spanned(sheet.merged, header, max(seen.last_filled))}
        over.update(column for number in header if number in seen.top for column in seen.top[number].texts)
        named = combined_headings(seen.top, header, sheet.merged, sorted(filled | over))
        columns = tuple(column for column, heading in named.items() if heading or column in filled)
        headings = tuple(named[column] or f"column {column_letters(column)}" for column in columns)
        self._check_headings(headings, columns, header)
        beneath = [row for number, row in seen.top.items() if number > header[-1]]
        counted = bool(beneath) and numbers_columns(beneath[0], [c for c in columns if named[c]], beneath[1:])
        first_row = beneath[0].number + 1 if counted else header[-1] + 1
        notes = notes_of(sheet, dict(zip(columns, headings, strict=True)), first_row, seen.last_row)
        if counted:
            notes = (Note(rule="column-numbers", message_id="note-column-numbers", row=first_row - 1), *notes)
        if external_links:
            parameters = {"count": external_links}
            notes = (*notes, Note(rule="external-links", message_id="note-external-links", parameters=parameters))
        above = [row for number, row in seen.top.items() if number < header[0]]
        titles = tuple(collapsed(text) for row in above for text in row.texts.values())
        return _Table(sheet.name, tuple(seen.blocks), header, columns, headings, first_row, notes, titles)

    def _header(self, sheet: Sheet, seen: Survey) -> tuple[int, ...]:
        """Return the header rows: those that are declared, or those the structure leaves no doubt about."""
        if declared := self._options.header_rows:
            if not any(number in seen.top for number in declared):
                raise SourceError(
                    "sheet-header-rows-blank", file=self.name, row=declared[0], sheet=sheet.name, last=seen.last_row
                )
            return declared
        if not seen.last_row:  # only white space
            raise SourceError("sheet-without-cells", file=self.name, wanted=sheet.name, sheets="–", hidden="–")
        choice = choose_header(tuple(seen.top.values()), sheet.merged, seen.last_of_several or seen.last_filled)
        if choice.rows:
            return choice.rows
        if not choice.candidates:
            raise SourceError("sheet-header-none", file=self.name, row=min(seen.top), sheet=sheet.name)
        first = choice.candidates[0].rows
        raise SourceError(
            "sheet-header-unclear",
            file=self.name,
            row=first[0],
            sheet=sheet.name,
            candidates=candidate_lines(choice),
            toml=f"header_rows = {list(first)}",
            option=f"--header-rows {first[0]}" if len(first) == 1 else f"--header-rows {first[0]}-{first[-1]}",
        )

    def _check_headings(self, headings: tuple[str, ...], columns: tuple[int, ...], header: tuple[int, ...]) -> None:
        if len(headings) > self._limits.columns:
            raise LimitExceeded(
                "limit-columns", file=self.name, row=header[-1], limit="columns", value=self._limits.columns,
                found=len(headings),
            )  # fmt: skip
        first_place: dict[str, int] = {}
        for heading, column in zip(headings, columns, strict=True):
            first = first_place.setdefault(heading, column)
            if first != column:
                raise SourceError(
                    "sheet-duplicate-heading",
                    file=self.name,
                    row=header[-1],
                    heading=heading if len(heading) <= _CLIPPED else f"{heading[:_CLIPPED]}…",
                    first=column_letters(first),
                    second=column_letters(column),
                )

    def _batch(self, table: _Table, block: RowBlock, notes: tuple[Note, ...]) -> RawBatch:
        null = pa.array(self._options.null, pa.string())
        columns: dict[str, Any] = {}
        marks: dict[str, Any] = {}
        for column, heading in zip(table.columns, table.headings, strict=True):
            if heading not in self._options.quarantine:
                cells = block.cells(column).without(null)
                columns[heading], marks[heading] = cells.texts, cells.marks
        batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
        return RawBatch(batch, block.rows, None, cells=marks, notes=notes)


def _workbook(package: Package) -> XlsxWorkbook | OdsWorkbook:
    """Return the reader of what the archive really holds, whatever its name ends with."""
    if "content.xml" in package and "_rels/.rels" not in package:
        return OdsWorkbook(package)
    return XlsxWorkbook(package)


def candidate_lines(choice: HeaderChoice) -> str:
    """Return the candidates of a choice, one a line: the rows and the headings they would give."""
    lines = []
    for candidate in choice.candidates:
        shown = [_clipped(heading) or "–" for heading in candidate.headings[:_SHOWN]]
        lines.append(f"\n    {', '.join(map(str, candidate.rows))}: {' | '.join(shown)}")
    return "".join(lines)


def _clipped(text: str) -> str:
    return text if len(text) <= _HEADING else f"{text[:_HEADING]}…"
