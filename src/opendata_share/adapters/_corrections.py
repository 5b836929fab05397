"""A source with some of its rows corrected: the original is read again, and what a person changed stands in its place.

What lives here: `CorrectedSource`, and `open_table`, which knows what a path stands for. What this file must not know:
how the corrected file is laid out (`_corrections_file`), field maps, contracts.

Theory of operation. The original is the truth for all a person did not change: a cell of the corrected file that says
what the original's cell says *is* the original's cell, with its type. Only where the texts differ does the corrected
text count, read as the original would have been read had it said so. So a corrected source gives what a correct one
would have given, in the same order, under the same row numbers; a row that was deleted from the corrected file, or not
changed in it, is the original's. A row the reader could not cut into cells is replaced once a cell of it is filled in.

A corrected file may itself have rows that were rejected, written beside it and corrected again: its original is then
the corrected file before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, cell_texts, index_array, pc
from .._canonical import document_digest
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from ..errors import LimitExceeded, SourceError
from ..report import free_headings, source_seal
from ._corrections_file import Corrections, corrections_in, original_of, workbook_sheets
from .mapping import as_mask
from .reading import (
    CELL_EMPTY,
    CELL_NUMBER,
    CELL_TEXT,
    CELL_TIME,
    KIND_NULL,
    RawBatch,
    Source,
    SourceOptions,
    is_address,
    open_source,
)

if TYPE_CHECKING:
    from .._arrow import Mask, Positions
    from ..stages import UnmadeRow

_DEEPEST: Final = 64
_ISO: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?)?$"


def open_table(location: object, options: SourceOptions | None = None, limits: Limits = DEFAULT_LIMITS) -> Source:
    """Return a reader of the table `location` stands for.

    It is `open_source`, but for files the package writes itself: a file of rejected rows that a person corrected stands
    for the whole table it was rejected from; rejected rows set aside as Parquet stand for themselves; an entry sheet is
    read from its first sheet.

    Args:
        location: What `open_source` takes.
        options: How the *original* is written.
        limits: What the readers may take.

    Raises:
        DefinitionError, SourceError, SourceUnavailable: Those of `open_source`, and what stands in the way of putting
            the corrections into the original.
    """
    chosen = options or SourceOptions()
    if not isinstance(location, str | os.PathLike) or is_address(location):
        return open_source(location, chosen, limits)
    if chosen.format in {None, "parquet"} and (rejected := _quarantine(os.fsdecode(location), limits)) is not None:
        return rejected
    files, path = _back_to_original(os.fsdecode(location), limits)
    if not chosen.sheet and not chosen.header_rows and _is_entry_sheet(sheets := workbook_sheets(path)):
        chosen = replace(chosen, sheet=sheets[0], header_rows=(1,))
    source = open_source(path, chosen, limits)
    for corrections in reversed(files):
        source = CorrectedSource(source, corrections, chosen)
    return source


def _quarantine(path: str, limits: Limits) -> Source | None:
    if PurePath(path).suffix.lower() != ".parquet":
        return None
    from ._quarantine import quarantine_in  # no other file needs the reader of Parquet

    return quarantine_in(path, limits)


def _is_entry_sheet(sheets: tuple[str, ...]) -> bool:
    if not sheets:
        return False
    from ._entry_sheet import is_entry_sheet

    return is_entry_sheet(sheets)


def original_file(location: object, limits: Limits = DEFAULT_LIMITS) -> object:
    """Return the path of the file a corrected file of rejected rows belongs to; any other location as it is.

    Raises:
        SourceError, SourceUnavailable: It is such a file, and does not lead to its original.
    """
    if not isinstance(location, str | os.PathLike) or is_address(location):
        return location
    files, path = _back_to_original(os.fsdecode(location), limits)
    return Path(path) if files else location


def _back_to_original(path: str, limits: Limits) -> tuple[list[Corrections], str]:
    """Return the corrected files that lead from `path` to a table of its own, the last first, and its path."""
    files: list[Corrections] = []
    while (found := corrections_in(path, limits)) is not None:
        files.append(found)
        if len(files) > _DEEPEST:
            raise LimitExceeded("corrections-too-deep", file=path, limit=_DEEPEST)
        path = original_of(found)
    return files, path


class CorrectedSource:
    """A source whose rows are the original's, but for those that were corrected.

    Args:
        original: The source the rows were rejected from.
        corrections: What the corrected file says.
        options: How the original is written: its tokens for "no value", its quarantined columns.

    Example:
        >>> source = open_table("beds.rejected.csv")  # doctest: +SKIP
        >>> source.name  # doctest: +SKIP
        'beds.csv + beds.rejected.csv'
    """

    def __init__(
        self,
        original: Source,
        corrections: Corrections,
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
    ) -> None:
        self._original = original
        self._corrections = corrections
        self._options = options
        self._columns: Mapping[str, int] | None = None

    @property
    def name(self) -> str:
        """The original's name and the corrected file's."""
        return f"{self._original.name} + {PurePath(self._corrections.file).name}"

    def headings(self) -> tuple[str, ...]:
        """Return the original's headings.

        Raises:
            SourceError: The original is not the one the rows were rejected from, or the columns are not its columns;
                and those of the original.
        """
        self._checked()
        return self._original.headings()

    def batches(self) -> Iterator[RawBatch]:
        """Read the original once, its rows replaced by what was corrected.

        Raises:
            SourceError: A row that was corrected is not there; and those of `headings`.
        """
        columns, rows = self._checked(), self._corrections.rows
        met = np.zeros(len(rows), dtype=bool)
        for batch in self._original.batches():
            numbers = np.asarray(batch.rows, dtype=np.int64)
            unmade = np.array([row.row for row in batch.unmade], np.int64)
            mine = np.isin(rows, numbers) | np.isin(rows, unmade)
            met |= mine
            if mine.any():
                yield from _Merge(batch, self._corrections, columns, self._options).batches(np.flatnonzero(mine))
            else:
                yield batch
        if not met.all():
            self._refuse_unknown(int(np.flatnonzero(~met)[0]))

    def digest(self) -> str | None:
        """Return one digest of both files, or None where the original has none."""
        digest = self._original.digest()
        return None if digest is None else document_digest([digest, self._corrections.digest])

    def captured_at(self) -> datetime | None:
        """Return when the original last changed: correcting a row says nothing new of the others."""
        return self._original.captured_at()

    def _checked(self) -> Mapping[str, int]:
        """Return where the column of each heading stands in the corrected file, once all is known to fit."""
        if self._columns is not None:
            return self._columns
        headings = [name for name in self._original.headings() if name not in self._options.quarantine]
        self._check_original()
        self._check_headings(free_headings(headings))
        self._columns = {name: at for at, name in enumerate(headings)}
        return self._columns

    def _check_original(self) -> None:
        mine, rows = self._corrections, self._corrections.rows
        seal = source_seal(self._original.digest())
        for at, found in enumerate(mine.seals):
            if found.partition("-")[0] != seal:
                raise SourceError(
                    "corrections-original-changed",
                    file=mine.file,
                    line=int(mine.lines[at]),
                    row=int(rows[at]),
                    original=mine.source,
                )

    def _check_headings(self, expected: tuple[str, ...]) -> None:
        mine = self._corrections
        found, wanted = [_folded(name) for name in mine.headings], [_folded(name) for name in expected]
        wanted = [_blank_named(name, found, at) for at, name in enumerate(wanted)]
        missing = [name for name, folded in zip(expected, wanted, strict=True) if folded not in found]
        unknown = [name for name, folded in zip(mine.headings, found, strict=True) if folded not in wanted]
        if missing or unknown or len(found) != len(wanted):
            raise SourceError(
                "corrections-headings",
                file=mine.file,
                original=mine.source,
                missing=missing or "–",
                unknown=unknown or "–",
            )
        for name, want in zip(found, wanted, strict=True):
            if name != want:
                raise SourceError("corrections-order", file=mine.file, original=mine.source, found=name, expected=want)

    def _refuse_unknown(self, at: int) -> None:
        mine = self._corrections
        raise SourceError(
            "corrections-row-unknown",
            file=mine.file,
            line=int(mine.lines[at]),
            row=int(mine.rows[at]),
            original=mine.source,
        )


def _folded(heading: str) -> str:
    return " ".join(heading.split())  # what a workbook keeps of white space in a heading


def _blank_named(name: str, found: list[str], at: int) -> str:
    """Return what stands for a heading: a column without one has a name of its own in a workbook."""
    return found[at] if not name and at < len(found) and found[at].startswith("column ") else name


@dataclass(frozen=True, slots=True)
class _Merge:
    """One batch of the original with the corrections that concern it."""

    batch: RawBatch
    corrections: Corrections
    columns: Mapping[str, int]
    options: SourceOptions

    def batches(self, at: Positions) -> Iterator[RawBatch]:
        """Yield the batch with the corrections at positions `at`; in pieces where its columns are not text."""
        at = self._without_unfilled(at)
        if not len(at) or not self.columns:
            yield self.batch
            return
        corrected = self._corrected(at)
        if all(column.type == pa.string() for column in self.batch.columns.columns):
            yield _joined(self.batch, corrected, self._rest(corrected))
            return
        # corrected cells are text, so the rows between them travel in batches of their own
        original = np.asarray(self.batch.rows, dtype=np.int64)
        replaced = np.asarray(corrected.rows, dtype=np.int64)
        kept = np.flatnonzero(~np.isin(original, replaced))
        runs = np.searchsorted(replaced, original[kept])
        pieces = []
        for number in range(len(replaced) + 1):
            if len(between := kept[runs == number]):
                pieces.append(replace(_taken(self.batch, between), unmade=(), notes=()))
            if number < len(replaced):
                pieces.append(_taken(corrected, np.array([number])))
        pieces[0] = replace(pieces[0], unmade=self._rest(corrected), notes=self.batch.notes)
        yield from pieces

    def _rest(self, corrected: RawBatch) -> tuple[UnmadeRow, ...]:
        made = set(corrected.rows.to_pylist())
        return tuple(row for row in self.batch.unmade if row.row not in made)

    def _without_unfilled(self, at: Positions) -> Positions:
        """Return `at` without rows that still cannot be made: nobody filled in a cell."""
        made = np.isin(self.corrections.rows[at], np.asarray(self.batch.rows, dtype=np.int64))
        filled = [bool(ok) or any(self.corrections.texts(int(each))) for ok, each in zip(made, at, strict=True)]
        kept: Positions = at[np.array(filled, dtype=bool)]
        return kept

    def _corrected(self, at: Positions) -> RawBatch:
        """Return the corrected rows as a batch of texts, in the order of the source."""
        numbers = self.corrections.rows[at]
        original = np.asarray(self.batch.rows, dtype=np.int64)
        places = np.searchsorted(original, numbers)
        made = np.isin(numbers, original)
        origin = pa.array(places, pa.int64(), mask=~made)
        columns, same = {}, {}
        for name in self.batch.columns.schema.names:
            columns[name], same[name] = self._column(name, origin, made, at)
        return RawBatch(
            columns=pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns)),
            rows=pa.array(numbers, pa.int64()),
            lines=self._lines(numbers, origin),
            kinds=self._kinds(origin, same),
            cells=self._cells(origin, same, columns, at),
        )

    def _column(self, name: str, origin: Values, made: Mask, at: Positions) -> tuple[Values, Mask]:
        """Return a column's texts, and which cells say what the original says."""
        texts = cell_texts(self.batch.columns.column(name)).take(origin)
        said = self.corrections.cells.column(self.columns[name]).take(index_array(at))
        same = as_mask(pc.equal(_same_lines(texts.fill_null("")), _same_lines(said))) & made
        nothing = self.options.null if not self.batch.cells and not self.corrections.marks else (*self.options.null, "")
        tokens = pa.array(list(nothing), pa.string())
        given = pc.if_else(pc.is_in(said, value_set=tokens), pa.scalar(None, pa.string()), said)
        return pc.if_else(pa.array(same), texts, given), same

    def _lines(self, numbers: Positions, origin: Values) -> pa.Int64Array | None:
        if self.batch.lines is None:
            return None
        starts = {row.row: row.line for row in self.batch.unmade}
        lines_of: Values = self.batch.lines
        known = lines_of.take(origin).to_pylist()
        lines = [starts.get(int(row)) if line is None else line for row, line in zip(numbers, known, strict=True)]
        return pa.array(lines, pa.int64())

    def _kinds(self, origin: Values, same: Mapping[str, Mask]) -> Mapping[str, pa.UInt8Array] | None:
        """Return what JSON says the cells are: a text a person wrote is taken for what its field asks for."""
        if self.batch.kinds is None:
            return None
        unsaid = pa.scalar(KIND_NULL, pa.uint8())
        return {
            name: pc.if_else(pa.array(same[name]), kinds.take(origin).fill_null(KIND_NULL), unsaid)
            for name, kinds in self.batch.kinds.items()
        }

    def _cells(
        self, origin: Values, same: Mapping[str, Mask], texts: Mapping[str, Values], at: Positions
    ) -> Mapping[str, pa.UInt8Array] | None:
        """Return what the cells are, where the original or the corrected file is a workbook, or its columns are typed.

        A cell a person changed is a text, or a time where it is written as times stand in the file (ISO 8601), or what
        the corrected workbook says it is.
        """
        typed = any(column.type != pa.string() for column in self.batch.columns.columns)
        if self.batch.cells is None and self.corrections.marks is None and not typed:
            return None
        return {name: self._marks(name, origin, same[name], texts[name], at) for name in texts}

    def _marks(self, name: str, origin: Values, same: Mask, texts: Values, at: Positions) -> Values:
        column = self.batch.columns.column(name)
        if self.batch.cells is not None:
            before = self.batch.cells[name].take(origin).fill_null(CELL_EMPTY)
        else:
            before = _marked(texts, pa.repeat(pa.scalar(_mark_of(column.type), pa.uint8()), len(texts)))
        if self.corrections.marks is not None:
            heading = self.corrections.headings[self.columns[name]]
            now = self.corrections.marks[heading].take(index_array(at))
        elif self.batch.cells is not None:
            iso = pc.match_substring_regex(texts, _ISO).fill_null(False)
            now = pc.if_else(iso, pa.scalar(CELL_TIME, pa.uint8()), pa.scalar(CELL_TEXT, pa.uint8()))
        else:
            now = pa.repeat(pa.scalar(CELL_TEXT, pa.uint8()), len(texts))
        return pc.if_else(pa.array(same), before, _marked(texts, now))


def _mark_of(kind: pa.DataType) -> int:
    """Return what a cell of a typed column is once it is text: a time without a zone is no text in a format."""
    if pa.types.is_timestamp(kind) and kind.tz is None:
        return CELL_TIME
    return CELL_NUMBER if pa.types.is_floating(kind) or pa.types.is_decimal(kind) else CELL_TEXT


def _marked(texts: Values, marks: Values) -> Values:
    return pc.if_else(texts.is_valid(), marks, pa.scalar(CELL_EMPTY, pa.uint8()))


def _same_lines(texts: Values) -> Values:
    return pc.replace_substring(pc.replace_substring(texts, "\r\n", "\n"), "\r", "\n")


def _taken(batch: RawBatch, positions: Positions) -> RawBatch:
    at: Values = pa.array(positions, pa.int64())
    return replace(
        batch,
        columns=batch.columns.take(at),
        rows=batch.rows.take(at),
        lines=None if batch.lines is None else batch.lines.take(at),
        kinds=None if batch.kinds is None else {name: marks.take(at) for name, marks in batch.kinds.items()},
        cells=None if batch.cells is None else {name: marks.take(at) for name, marks in batch.cells.items()},
    )


def _joined(original: RawBatch, corrected: RawBatch, unmade: tuple[UnmadeRow, ...]) -> RawBatch:
    """Return the original's batch with the corrected rows in their places."""
    replaced = np.isin(np.asarray(original.rows), np.asarray(corrected.rows))
    kept = _taken(original, np.flatnonzero(~replaced))
    order = np.argsort(np.concatenate([np.asarray(kept.rows), np.asarray(corrected.rows)]), kind="stable")
    cells = kept.cells
    if cells is None and corrected.cells is not None:
        texts = zip(kept.columns.schema.names, kept.columns.columns, strict=True)
        cells = {
            name: _marked(column, pa.repeat(pa.scalar(CELL_TEXT, pa.uint8()), len(column))) for name, column in texts
        }
    whole = RawBatch(
        columns=pa.Table.from_batches([kept.columns, corrected.columns]).combine_chunks().to_batches()[0],
        rows=pa.concat_arrays([kept.rows, corrected.rows]),
        lines=None
        if kept.lines is None or corrected.lines is None
        else pa.concat_arrays([kept.lines, corrected.lines]),
        unmade=unmade,
        kinds=_both(kept.kinds, corrected.kinds),
        cells=_both(cells, corrected.cells),
        notes=original.notes,
    )
    return _taken(whole, order)


def _both(
    first: Mapping[str, pa.UInt8Array] | None, second: Mapping[str, pa.UInt8Array] | None
) -> Mapping[str, pa.UInt8Array] | None:
    if first is None or second is None:
        return None
    return {name: pa.concat_arrays([marks, second[name]]) for name, marks in first.items()}
