"""A sheet that was read: its rows, which of them come first, and how far down each column is filled.

What lives here: one pass over the rows of a sheet, which keeps them as columns. What this file must not know: files,
which rows are headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

import numpy as np

from ..._dataclass import dataclass
from ...errors import LimitExceeded
from ._sheet_block import Line, RowBlock, block_of, lines_in_blocks
from ._sheet_cells import text_and_mark
from ._sheet_grid import Value
from ._sheet_header import Merged, TopRow

if TYPE_CHECKING:
    from ._source_file import SourceFile

_TOP: Final = 64


@dataclass(slots=True)
class Survey:
    """What is where on a sheet.

    Attributes:
        blocks: Its rows that are not blank.
        top: The first rows that are not blank, by number: 64 of them, and as many below the headings that are declared.
        last_filled: For each column the last row with a cell in it.
        last_of_several: The same of rows that have at least two filled cells, which a title or a remark has not.
        last_row: The last row that is not blank, or 0.
        text_bytes: How many bytes the texts of all cells have.
    """

    blocks: list[RowBlock] = field(default_factory=list)
    top: dict[int, TopRow] = field(default_factory=dict)
    last_filled: dict[int, int] = field(default_factory=dict)
    last_of_several: dict[int, int] = field(default_factory=dict)
    last_row: int = 0
    text_bytes: int = 0

    def add(self, block: RowBlock) -> None:
        """Add rows that stand below all before them."""
        if not len(block.rows):
            return
        self.blocks.append(block)
        self.text_bytes += sum(cells.texts.nbytes for cells in block.columns.values())
        numbers = block.rows.to_numpy()
        self.last_row = int(numbers[-1])
        several = np.sum([cells.filled for cells in block.columns.values()], axis=0, dtype=np.int32) > 1
        for column, cells in block.columns.items():
            for last, filled in ((self.last_filled, cells.filled), (self.last_of_several, cells.filled & several)):
                if filled.any():
                    last[column] = int(numbers[np.flatnonzero(filled)[-1]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet that was read.

    Attributes:
        name: Its name.
        seen: Its rows, and what is where.
        merged: Merged ranges, in order.
        hidden_rows: Numbers of rows the user does not see, ascending.
        hidden_columns: Numbers of columns the user does not see, ascending.
    """

    name: str
    seen: Survey
    merged: tuple[Merged, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


def survey(lines: Iterable[Line], file: SourceFile, header: tuple[int, ...] = ()) -> Survey:
    """Return what is where on a sheet.

    Args:
        lines: Its rows: (row number from 1, values from column A on) in order; gaps are blank rows.
        file: The workbook.
        header: The declared header rows, or nothing.

    Raises:
        LimitExceeded: `workbook_bytes`: one text in the file may be that of a million cells.
    """
    found, limit = Survey(), file.limits.workbook_bytes
    below = header[-1] + _TOP if header else _TOP
    for some in lines_in_blocks(lines):
        _add_top(found.top, some, below)
        found.add(block_of(some))
        if found.text_bytes > limit:
            raise LimitExceeded("limit-workbook-bytes", file=file.name, limit="workbook_bytes", value=limit)
    return found


def _add_top(top: dict[int, TopRow], lines: Sequence[Line], below: int) -> None:
    """Add the first rows that are not blank to `top`: all up to row `below`, and 64 at least."""
    for number, values in lines:
        if len(top) >= _TOP and number > below:
            return
        if columns := filled_columns(values):
            top[number] = _top_row(number, values, columns)


def filled_columns(values: Sequence[Value]) -> list[int]:
    """Return the numbers of the columns with a filled cell, from 1; white space alone fills none."""
    return [
        column
        for column, value in enumerate(values, start=1)
        if value is not None and not (type(value) is str and (not value or value.isspace()))
    ]


def _top_row(number: int, values: Sequence[Value], columns: list[int]) -> TopRow:
    texts = {column: text_and_mark(values[column - 1])[0] or "=" for column in columns}
    typed = frozenset(column for column in columns if not isinstance(values[column - 1], str))
    return TopRow(number, texts, typed)
