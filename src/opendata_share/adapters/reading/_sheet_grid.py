"""The cells of a sheet as its reader finds them, and the list of sheets.

What lives here: shapes only. What this file must not know: any file format, headings, text forms of values.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from ..._dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell without a value that can be read.

    Attributes:
        kind: "formula" where the result of a formula is not stored; "error" where the cell holds an error.
        text: The error as it is shown, such as "#N/A"; None for a formula.
    """

    kind: Literal["formula", "error"]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Padding:
    """A number format of zeros alone, such as 0000: a cell of it shows 113 as 0113, and is a code.

    Attributes:
        width: How many digits are shown at least.
    """

    width: int

    def shown(self, value: Value) -> Value:
        """Return a whole number as the text its cell shows; any other value as it is."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value != value // 1:
            return value
        return str(int(value)).zfill(self.width)


Value: TypeAlias = str | float | int | bool | datetime | date | time | timedelta | CellFault | None
"""One cell: None and "" are empty; a date without a time of day is a `date`; all times are without a zone."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet of a workbook.

    Attributes:
        name: Its name.
        hidden: Whether the user does not see it.
        filled: Whether any cell of it is filled; False for a chart.
    """

    name: str
    hidden: bool
    filled: bool


def column_letters(number: int) -> str:
    """Return the letters a sheet shows over column `number`, from 1.

    Example:
        >>> column_letters(1), column_letters(28), column_letters(16_384)
        ('A', 'AB', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
