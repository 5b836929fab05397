"""What is where on a sheet: its first rows, and how far down each column is filled.

What lives here: one pass over the rows of a sheet. What this file must not know: files, which rows are headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ._sheet_cells import text_and_mark
from ._sheet_grid import Sheet, Value
from ._sheet_header import TopRow

_TOP: Final = 64


@dataclass(slots=True)
class Survey:
    """What is where on a sheet.

    Attributes:
        top: The first rows that are not blank, by number: 64 of them, and as many below the headings that are declared.
        last_filled: For each column the last row with a cell in it.
        last_of_several: The same of rows that have at least two filled cells, which a title or a remark has not.
        last_row: The last row that is not blank, or 0.
    """

    top: dict[int, TopRow] = field(default_factory=dict)
    last_filled: dict[int, int] = field(default_factory=dict)
    last_of_several: dict[int, int] = field(default_factory=dict)
    last_row: int = 0


def survey(sheet: Sheet, header: tuple[int, ...] = ()) -> Survey:
    """Return what is where on `sheet`.

    Args:
        sheet: The sheet.
        header: The declared header rows, or nothing.
    """
    found = Survey()
    declared = header[-1] if header else 0
    for number, values in sheet.rows():
        columns = filled_columns(values)
        if not columns:
            continue
        found.last_row = number
        found.last_filled.update(dict.fromkeys(columns, number))
        if len(columns) > 1:
            found.last_of_several.update(dict.fromkeys(columns, number))
        if len(found.top) < _TOP or number <= declared + _TOP:
            found.top[number] = _top_row(number, values, columns)
    return found


def filled_columns(values: Sequence[Value]) -> list[int]:
    """Return the numbers of the columns with a filled cell, from 1; white space alone fills none."""
    return [
        column
        for column, value in enumerate(values, start=1)
        if value is not None and not (type(value) is str and value.isspace())
    ]


def _top_row(number: int, values: Sequence[Value], columns: list[int]) -> TopRow:
    texts = {column: text_and_mark(values[column - 1])[0] or "=" for column in columns}
    typed = frozenset(column for column in columns if not isinstance(values[column - 1], str))
    return TopRow(number, texts, typed)
