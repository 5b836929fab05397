"""Text in columns of fixed width: each line is a row, each column so many characters.

What lives here: lines to batches of cells. What this module must not know: contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final

import numpy as np
import pyarrow as pa

from ..._arrow import pc
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, LimitExceeded, SourceError
from ...stages import UnmadeRow
from ._encoding import check_utf8, mark_length, text_chunks
from ._json_cells import NullTokens
from ._one_file import OfOneFile
from ._raw import RawBatch
from ._source_options import SourceOptions

_BLANK: Final = " \t\r"


class FixedSource(OfOneFile):
    """Text columns cut out of each line at fixed places, without the blanks around a cell.

    `options.widths` says how many characters each column has, in order; a negative width passes characters over. The
    names are `options.header`, or stand in the first line. A line may be shorter, as programs leave out blanks at the
    end; what is longer than all columns becomes an `UnmadeRow` with the rule `ragged-row`, and so does a last line
    without an end that is shorter where no other is: it may have been cut. Blank lines are no rows.

    Args:
        location: The file.
        options: `widths`, `header`, `encoding`, `null` and `quarantine` apply.
        limits: `input_bytes`, `block_bytes`, `record_bytes`, `columns` and `rows` apply.

    Raises:
        DefinitionError: No widths were given, or not as many as names.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(location, options, limits)
        ends = list(accumulate(map(abs, options.widths)))
        if not any(width > 0 for width in options.widths):
            raise DefinitionError("fixed-widths", file=self._file.name)
        self._places = [(end - width, end) for width, end in zip(options.widths, ends, strict=True) if width > 0]
        self._length = ends[-1]
        if len(self._places) > limits.columns:
            limit, found = limits.columns, len(self._places)
            raise LimitExceeded("limit-columns", file=self.name, limit="columns", value=limit, found=found)
        if isinstance(options.header, tuple) and len(options.header) != len(self._places):
            raise DefinitionError("fixed-names", file=self.name, names=len(options.header), widths=len(self._places))
        self._null = NullTokens(options.null)
        self._headings: tuple[str, ...] | None = None

    def headings(self) -> tuple[str, ...]:
        """Return the names that were declared, or those of the first line; see `Source.headings`."""
        if self._headings is None:
            self._headings = self._names()
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the file, a batch for each block of lines; see `Source.batches`."""
        headings = self.headings()
        row, line, with_names, all_full = 0, 1, self._options.header is True, True
        for block, is_whole in self._blocks():
            texts: Any = pa.array(block, pa.string())
            lines = np.arange(line, line + len(block))
            line += len(block)
            filled = pc.not_equal(pc.utf8_trim(texts, characters=_BLANK), "").to_numpy(zero_copy_only=False)
            texts, lines = texts.filter(pa.array(filled)), lines[filled]
            if with_names and len(lines):
                texts, lines, with_names = texts.slice(1), lines[1:], False
            if not len(lines):
                continue
            batch, all_full = self._batch(texts, lines, row, headings, cut=not is_whole and all_full)
            row += len(lines)
            if row > self._limits.rows:
                raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
            yield batch

    def _names(self) -> tuple[str, ...]:
        if isinstance(self._options.header, tuple):
            return self._options.header
        if not self._options.header:
            return tuple(f"column_{number}" for number in range(1, len(self._places) + 1))
        first = next((text for block, _ in self._blocks() for text in block if text.strip(_BLANK)), None)
        if first is None:
            raise SourceError("fixed-no-names", file=self.name)
        names = tuple(first[start:stop].strip(_BLANK) for start, stop in self._places)
        if len(set(names)) < len(names) or not all(names):
            raise SourceError("fixed-same-name", file=self.name, line=1)
        return names

    def _batch(
        self, texts: Any, lines: Any, row: int, headings: tuple[str, ...], *, cut: bool
    ) -> tuple[RawBatch, bool]:
        """Return the lines as a batch, and whether each was as long as all columns."""
        lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
        numbers = np.arange(row + 1, row + 1 + len(lines))
        all_full = bool((lengths[:-1] >= self._length).all()) if cut else bool((lengths >= self._length).all())
        bad = lengths > self._length
        if bad.any():
            beyond = pc.utf8_slice_codeunits(texts, self._length, int(lengths.max()))
            bad &= pc.not_equal(pc.utf8_trim(beyond, characters=_BLANK), "").to_numpy(zero_copy_only=False)
        if cut and all_full and lengths[-1] < self._length:
            bad[-1] = True
        unmade = tuple(
            self._unmade(texts[place].as_py(), int(numbers[place]), int(lines[place]), int(lengths[place]))
            for place in np.flatnonzero(bad).tolist()
        )
        kept: Any = pa.array(~bad)
        made = texts.filter(kept) if bad.any() else texts
        columns = {
            name: self._null.remove_from(pc.utf8_trim(pc.utf8_slice_codeunits(made, start, stop), characters=_BLANK))
            for name, (start, stop) in zip(headings, self._places, strict=True)
            if name not in self._options.quarantine
        }
        batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
        rows: Any = pa.array(numbers[~bad], pa.int64())
        physical: Any = pa.array(lines[~bad], pa.int64())
        return RawBatch(batch, rows, physical, unmade), all_full

    def _unmade(self, text: str, row: int, line: int, length: int) -> UnmadeRow:
        shown = "" if self._options.quarantine else text
        parameters = {"expected": self._length, "actual": length}
        return UnmadeRow(row, line, None, "ragged-row", "fixed-length", parameters, shown)

    def _blocks(self) -> Iterator[tuple[list[str], bool]]:
        """Yield blocks of whole lines as text, and whether the last of them had an end."""
        rest, line, offset = b"", 1, mark_length(self._file)
        for chunk in text_chunks(self._file, self._options.encoding, self._limits.block_bytes):
            data = rest + chunk
            end = data.rfind(b"\n") + 1
            block, rest = data[:end], data[end:]
            if len(rest) > self._limits.record_bytes:
                limit = self._limits.record_bytes
                raise LimitExceeded(
                    "limit-record-bytes", file=self.name, line=line + block.count(b"\n"), limit="record_bytes",
                    value=limit,
                )  # fmt: skip
            if block:
                yield self._lines(block, offset, line), True
                line, offset = line + block.count(b"\n"), offset + len(block)
        if rest:
            yield self._lines(rest, offset, line), False

    def _lines(self, block: bytes, offset: int, line: int) -> list[str]:
        check_utf8(block, self.name, offset=offset, line=line)
        found = block.decode("utf-8").split("\n")
        if found[-1] == "":
            found.pop()
        longest = max((len(text) for text in found), default=0)
        if longest > self._limits.record_bytes:
            limit = self._limits.record_bytes
            raise LimitExceeded("limit-record-bytes", file=self.name, line=line, limit="record_bytes", value=limit)
        return [text.removesuffix("\r") for text in found]
