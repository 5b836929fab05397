"""Columns of plainly written cells, proven by their bytes and cast whole.

What lives here: for each type the spelling nearly every cell of nearly every file has, and the proof that cells have
it. What is proven follows the lexical rules of `_conversion` to the letter; what is doubted may follow them too, and is
judged there. What this file must not know: other spellings, declared formats, what becomes of a cell that is wrong.

A proof looks at the bytes of the whole column at once: first at what is cheap (which bytes there are, how long cells
are), and Arrow's cast decides the rest (30 February). Only where the cast still refuses a cell, every byte is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, mask_of, pc
from ..._dataclass import dataclass
from ...contract import FieldType

if TYPE_CHECKING:
    import numpy.typing as npt

    from ..._arrow import Mask

    Bytes = npt.NDArray[np.uint8]
    Numbers = npt.NDArray[np.int32]
    Places = npt.NDArray[np.intp]

_ZERO, _NINE, _DASH, _DOT, _COLON, _ZULU = b"09-.:Z"
_INTEGER_BYTES: Final = 18  # of as many digits none passes 64 bits
_NUMBER_BYTES: Final = 300  # of as many digits none is infinite
_DAY: Final = len("2026-01-01")
_MOMENT: Final = len("2026-01-01T00:00:00Z")
_OFFSET_MOMENT: Final = len("2026-01-01T00:00:00+07:00")
_REFUSALS: Final = 3  # cells of a kind a cast may refuse before every byte is looked at
_REFUSAL: Final = re.compile(r"Failed to parse string: '(.*)' as a scalar of type", re.DOTALL)
_MONTH_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8)


@dataclass(frozen=True, slots=True)
class Cells:
    """The bytes of a text column; a null may have some, which nobody sees.

    Attributes:
        column: The column.
        data: The bytes of all cells, one after another.
        starts: Where each cell starts in `data`.
        lengths: How many bytes each cell has.
    """

    column: Values
    data: Bytes
    starts: Numbers
    lengths: Numbers

    def all_of(self, length: int) -> bool:
        """Whether all bytes lie in cells of `length` bytes, so that `data` is a matrix."""
        return len(self.data) == length * int(np.count_nonzero(self.lengths == length))

    def owning(self, places: Places) -> Mask:
        """Return the cells that hold one of the bytes at `places`."""
        mask = np.zeros(len(self.lengths), np.bool_)
        mask[self.owners(places)] = True
        return mask

    def owners(self, places: Places) -> Places:
        """Return the cell that holds each of the bytes at `places`."""
        return np.searchsorted(self.starts + self.lengths, places, side="right")

    def filled(self, mask: Mask) -> Mask:
        """Return `mask` without nulls."""
        return mask if self.column.null_count == 0 else mask & valid_cells(self.column)


Proof = Callable[[Cells], "Mask | None"]


def cast_plain(column: Values, field_type: str, target: pa.DataType) -> tuple[Values, Mask | None] | None:
    """Return `column` cast to `target`, cells that are not plain null, and the mask of those; None: nothing is proven.

    Args:
        column: `pa.string()`.
        field_type: The `FieldType` of the cells.
        target: Its Arrow type.
    """
    proofs = _PROOFS.get(field_type)
    if proofs is None:
        return None
    cells = cells_of(column)
    if cells is None:
        return None
    for doubts_of in proofs:
        doubtful = doubts_of(cells)
        for _ in range(_REFUSALS):
            plain = column if doubtful is None else _without(column, doubtful)
            try:
                return plain.cast(target), doubtful
            except pa.ArrowInvalid as error:
                refused = _refused(plain, error)
            if refused is None:
                break
            doubtful = refused if doubtful is None else doubtful | refused
    return None


def _refused(column: Values, error: pa.ArrowInvalid) -> Mask | None:
    """Return the cells with the text that a cast says it refuses; None where it does not say so."""
    found = _REFUSAL.match(str(error))
    if found is None:
        return None
    return _some(mask_of(pc.equal(column, pa.scalar(found[1], pa.string()))))


def cells_of(column: Values) -> Cells | None:
    """Return the bytes of a column of `pa.string()`, or None where there are none."""
    count = len(column)
    _, offsets_buffer, data_buffer = column.buffers()
    if count == 0 or data_buffer is None:
        return None
    offsets = np.frombuffer(offsets_buffer, np.int32, count + 1, column.offset * 4)
    first, last = int(offsets[0]), int(offsets[-1])
    starts = offsets[:-1] - first if first else offsets[:-1]
    return Cells(column, np.frombuffer(data_buffer, np.uint8, last - first, first), starts, np.diff(offsets))


def valid_cells(column: Values) -> Mask:
    """Return which cells are not null, from the column's own bits."""
    bits = np.frombuffer(column.buffers()[0], np.uint8)
    first = column.offset
    found: Mask = np.unpackbits(bits, count=first + len(column), bitorder="little")[first:].view(np.bool_)
    return found


def _without(column: Values, mask: Mask) -> Values:
    """Return the column with null where `mask` holds, over the same bytes."""
    kept = ~mask if column.null_count == 0 else ~mask & valid_cells(column)
    _, offsets, data = column.buffers()
    bits: Any = np.packbits(np.concatenate([np.zeros(column.offset, np.bool_), kept]), bitorder="little")
    return pa.Array.from_buffers(column.type, len(column), [pa.py_buffer(bits), offsets, data], offset=column.offset)


def _some(mask: Mask) -> Mask | None:
    return mask if mask.any() else None


def _digits_and_signs(longest: int, *, dots: int) -> Proof:
    """Doubt cells with a byte outside `-./0123456789`, a dot where none may be, or more than `longest` bytes."""

    def doubts(cells: Cells) -> Mask | None:
        mask: Mask | None = None
        if len(cells.data) and (int(cells.data.min()) < _DASH or int(cells.data.max()) > _NINE):
            mask = cells.owning(np.flatnonzero((cells.data < _DASH) | (cells.data > _NINE)))
        if dots == 0 and (lone := np.flatnonzero(cells.data == _DOT)).size:
            mask = cells.owning(lone) if mask is None else mask | cells.owning(lone)
        if int(cells.lengths.max()) > longest:
            mask = (cells.lengths > longest) if mask is None else mask | (cells.lengths > longest)
        return mask

    return doubts


def _digits_in_order(longest: int, *, dots: int) -> Proof:
    """Doubt cells that are not an optional dash, digits, and among them at most `dots` dots; `-` and "." are none."""

    def doubts(cells: Cells) -> Mask | None:
        other = np.flatnonzero((cells.data < _ZERO) | (cells.data > _NINE))
        owners, found = cells.owners(other), cells.data[other]
        dash = (found == _DASH) & (other == cells.starts[owners])
        dot = found == _DOT if dots else np.zeros(len(other), np.bool_)
        mask = np.zeros(len(cells.lengths), np.bool_)
        mask[owners[~(dash | dot)]] = True
        count = len(mask)
        written = np.bincount(owners[dot], minlength=count)
        digits = cells.lengths - written - np.bincount(owners[dash], minlength=count)
        return _some(cells.filled(mask | (written > dots) | (digits < 1) | (cells.lengths > longest)))

    return doubts


def _decimals(cells: Cells) -> Mask | None:
    """Doubt as numbers, and a dot without a digit on both sides, which Arrow takes."""
    mask = _digits_and_signs(_NUMBER_BYTES, dots=1)(cells)
    at = np.flatnonzero(cells.data == _DOT)
    owners = cells.owners(at)
    starts, last = cells.starts[owners], cells.starts[owners] + cells.lengths[owners] - 1
    lonely = (at == starts) | (at == last) | (cells.data[np.maximum(at - 1, 0)] == _DASH)
    if lonely.any():
        found = cells.owning(at[lonely])
        mask = found if mask is None else mask | found
    return mask


def _ten_bytes(cells: Cells) -> Mask | None:
    """Doubt cells that are not of a date's length; a cast takes nothing of that length but a date."""
    return None if cells.all_of(_DAY) else _some(cells.filled(cells.lengths != _DAY))


def _days(cells: Cells) -> Mask | None:
    good = np.zeros(len(cells.lengths), np.bool_)
    at, matrix = matrix_of(cells, _DAY)
    good[at] = _is_day(matrix)
    return _some(cells.filled(~good))


def _whole_moments(cells: Cells) -> Mask | None:
    """Doubt cells that do not end as a moment with seconds and an offset ends.

    Of 20 bytes and more that end with Z, and of 25 and more that have a colon before the last two, a cast takes only
    RFC 3339 with at most six digits of a second, the separator being T or a space.
    """
    if not len(cells.data):
        return _some(cells.filled(np.ones(len(cells.lengths), np.bool_)))
    if cells.all_of(_MOMENT) and bool((cells.data[_MOMENT - 1 :: _MOMENT] == _ZULU).all()):
        return None
    last = cells.starts + cells.lengths - 1
    zulu = (cells.lengths >= _MOMENT) & (cells.data[np.maximum(last, 0)] == _ZULU)
    offset = (cells.lengths >= _OFFSET_MOMENT) & (cells.data[np.maximum(last - 2, 0)] == _COLON)
    return _some(cells.filled(~(zulu | offset)))


def _moments(cells: Cells) -> Mask | None:
    """Doubt cells that are not `2026-01-01T00:00:00Z` to the byte, or with an offset in place of the Z."""
    good = np.zeros(len(cells.lengths), np.bool_)
    at, matrix = matrix_of(cells, _MOMENT)
    good[at] = _is_moment(matrix) & (matrix[:, 19] == _ZULU)
    at, matrix = matrix_of(cells, _OFFSET_MOMENT)
    if len(at):
        signed = (matrix[:, 19] == _DASH) | (matrix[:, 19] == ord("+"))
        clock = _two(matrix, 20, 23) & _two(matrix, 23, 59) & (matrix[:, 22] == _COLON)
        good[at] = _is_moment(matrix) & signed & clock
    return _some(cells.filled(~good))


def matrix_of(cells: Cells, length: int) -> tuple[Places, Bytes]:
    """Return the cells of `length` bytes, and their bytes, one row each."""
    at = np.flatnonzero(cells.lengths == length)
    if cells.all_of(length):
        return at, cells.data.reshape(-1, length)
    return at, cells.data[cells.starts[at][:, None] + np.arange(length)]


def _is_day(matrix: Bytes) -> Mask:
    digits = np.delete(matrix[:, :_DAY], (4, 7), axis=1) - np.uint8(_ZERO)
    month, day = _number(matrix, 5), _number(matrix, 8)
    year = _number(matrix, 2).astype(np.int32) + _number(matrix, 0).astype(np.int32) * 100
    separated = (matrix[:, 4] == _DASH) & (matrix[:, 7] == _DASH)
    mask: Mask = (digits <= 9).all(axis=1) & separated & is_day_of_month(year, month, day)
    return mask


def is_day_of_month(year: npt.NDArray[Any], month: npt.NDArray[Any], day: npt.NDArray[Any]) -> Mask:
    """Return which are days of the calendar."""
    leap: Mask = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = _MONTH_DAYS[np.minimum(month, 12)] - ((month == 2) & ~leap)
    mask: Mask = (month >= 1) & (month <= 12) & (day >= 1) & (day <= longest)
    return mask


def _is_moment(matrix: Bytes) -> Mask:
    clock = _two(matrix, 11, 23) & _two(matrix, 14, 59) & _two(matrix, 17, 59)
    colons = (matrix[:, 13] == _COLON) & (matrix[:, 16] == _COLON)
    mask: Mask = _is_day(matrix) & (matrix[:, 10] == ord("T")) & colons & clock
    return mask


def _two(matrix: Bytes, place: int, most: int) -> Mask:
    """Whether two digits stand at `place`, no more than `most`."""
    digits = matrix[:, place : place + 2] - np.uint8(_ZERO)
    mask: Mask = (digits <= 9).all(axis=1) & (_number(matrix, place) <= most)
    return mask


def _number(matrix: Bytes, place: int) -> Bytes:
    """Return the number two digits at `place` write; anything where they are no digits."""
    tens, ones = matrix[:, place] - np.uint8(_ZERO), matrix[:, place + 1] - np.uint8(_ZERO)
    number: Bytes = tens * np.uint8(10) + ones
    return number


_PROOFS: Final[Mapping[str, tuple[Proof, ...]]] = {
    FieldType.INTEGER: (_digits_and_signs(_INTEGER_BYTES, dots=0), _digits_in_order(_INTEGER_BYTES, dots=0)),
    FieldType.NUMBER: (_digits_and_signs(_NUMBER_BYTES, dots=1), _digits_in_order(_NUMBER_BYTES, dots=1)),
    FieldType.DECIMAL: (_decimals,),
    FieldType.DATE: (_ten_bytes, _days),
    FieldType.DATETIME: (_whole_moments, _moments),
}
