"""Times in a declared format, read by the place of their digits: `28/11/2026 14:05` as `%d/%m/%Y %H:%M`.

What lives here: the formats in which every part has a fixed place where its numbers are written with their zeros, and
the reading of whole columns of such cells. What this file must not know: other spellings (they are left to the caller),
zones, what becomes of a cell that is wrong.

A cell is proven where it has exactly the bytes of the format, digits where the format has numbers, and they are a day
of the calendar and a time of the day.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values
from ..._dataclass import dataclass
from ._plain_cells import cells_of, is_day_of_month, matrix_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from ..._arrow import Mask

_WIDTHS: Final = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
_ZERO: Final = ord("0")
_LAST_OF_2000S: Final = 68  # POSIX: 69 to 99 are years of the 1900s
_YEARS: Final = (1000, 9999)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts of a format stand.

    Attributes:
        length: How many bytes a cell has.
        numbers: The place of the first digit of each directive.
        literals: The byte at every other place.
    """

    length: int
    numbers: dict[str, int]
    literals: dict[int, int]


@lru_cache(maxsize=64)
def _layout_of(form: str) -> _Layout | None:
    """Return where the parts of a format stand, or None where one has no fixed place or the day is not complete."""
    numbers: dict[str, int] = {}
    literals: dict[int, int] = {}
    place = at = 0
    while at < len(form):
        if form[at] != "%":
            literals[place] = ord(form[at])
            place, at = place + 1, at + 1
            continue
        directive = form[at + 1 : at + 2]
        if directive not in _WIDTHS or directive in numbers:
            return None
        numbers[directive] = place
        place, at = place + _WIDTHS[directive], at + 2
    complete = {"m", "d"} <= numbers.keys() and len({"Y", "y"} & numbers.keys()) == 1
    return _Layout(place, numbers, literals) if complete and form.isascii() else None


def fixed_times(column: Values, form: str) -> tuple[Values, Mask] | None:
    """Return the proven cells of `column` as timestamp[us] and the mask of cells that are neither proven nor null.

    Args:
        column: `pa.string()`.
        form: The strptime format.

    Returns:
        None where no cell is proven, or the parts of the format have no fixed place.
    """
    layout = _layout_of(form)
    cells = None if layout is None else cells_of(column)
    if layout is None or cells is None:
        return None
    at, matrix = matrix_of(cells, layout.length)
    if not len(at):
        return None
    numbers, wrong = _numbers(matrix, layout)
    year, month, day = _year(numbers), numbers["m"], numbers["d"]
    wrong |= (year < _YEARS[0]) | ~is_day_of_month(year, month, day)
    months = (year - 1970) * 12 + np.maximum(month, np.uint8(1)) - 1
    seconds = (months.astype("M8[M]").astype("M8[D]").astype(np.int64) + day - 1) * 86_400
    for directive, most, worth in (("H", 23, 3_600), ("M", 59, 60), ("S", 59, 1)):
        if (number := numbers.get(directive)) is not None:
            wrong |= number > most
            seconds += number * np.int64(worth)
    proven = np.zeros(len(column), np.bool_)
    proven[at] = ~wrong
    proven = cells.filled(proven)
    if not proven.any():
        return None
    times = np.zeros(len(column), np.int64)
    times[at] = seconds * 1_000_000
    return pa.array(times.view("M8[us]"), mask=~proven), cells.filled(~proven)


def _numbers(matrix: npt.NDArray[np.uint8], layout: _Layout) -> tuple[dict[str, npt.NDArray[np.uint16]], Mask]:
    """Return the number of each directive, and the rows with another byte where a digit or a literal is to stand."""
    wrong = np.zeros(len(matrix), np.bool_)
    for place, byte in layout.literals.items():
        wrong |= matrix[:, place] != byte
    numbers = {}
    for directive, start in layout.numbers.items():
        number = np.zeros(len(matrix), np.uint16)
        for place in range(start, start + _WIDTHS[directive]):
            digit = matrix[:, place] - np.uint8(_ZERO)
            wrong |= digit > np.uint8(9)
            number *= np.uint16(10)
            number += digit
        numbers[directive] = number
    return numbers, wrong


def _year(numbers: dict[str, npt.NDArray[np.uint16]]) -> npt.NDArray[np.int64]:
    if "Y" in numbers:
        return numbers["Y"].astype(np.int64)
    year = numbers["y"].astype(np.int64)
    return year + np.where(year > _LAST_OF_2000S, 1900, 2000)
