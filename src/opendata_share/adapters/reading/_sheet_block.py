"""Some rows of a sheet as columns of texts, each cell with what it was: what `text_and_mark` says, a column at a time.

What lives here: the way from rows of values to Arrow. What this file must not know: workbooks, headings, contracts.

Theory of operation. Nearly every column holds values of one type, or of one and empty cells. So the cells of a column
are told apart by their type, which costs a few nanoseconds each, those of one type are made texts at once, and are then
put back into their places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa

from ..._arrow import mask_of, pc
from ..._dataclass import dataclass
from ._raw import CELL_BOOLEAN, CELL_EMPTY, CELL_NUMBER, CELL_TEXT, CELL_TIME
from ._sheet_cells import number_text, text_and_mark

if TYPE_CHECKING:
    from ..._arrow import Mask, Values
    from ._sheet_grid import Value

_CELLS: Final = 65_536
_ROWS: Final = 65_536
_MIDNIGHT: Final = "T00:00:00"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column.

    Attributes:
        texts: Their texts (string).
        marks: What they were (uint8, no nulls).
        filled: Which of them are filled; white space alone fills none.
    """

    texts: Values
    marks: Values
    filled: Mask

    def without(self, null: Values) -> Cells:
        """Return the cells with those empty whose text is one of `null`."""
        empty = pc.is_in(self.texts, value_set=null)
        if not empty.true_count:
            return self
        return Cells(
            pc.if_else(empty, pa.scalar(None, pa.string()), self.texts),
            pc.if_else(empty, pa.scalar(CELL_EMPTY, pa.uint8()), self.marks),
            self.filled & ~mask_of(empty),
        )


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Some consecutive rows of a sheet that are not blank.

    Attributes:
        rows: Their numbers, ascending (int64).
        columns: Their cells by column number, from 1; a column that is not there is empty.
    """

    rows: Any
    columns: Mapping[int, Cells] = field(default_factory=dict)

    def cells(self, column: int) -> Cells:
        """Return the cells of a column."""
        return self.columns.get(column) or _empty(len(self.rows))

    def from_row(self, number: int) -> RowBlock:
        """Return the rows from number `number` on."""
        start = int(np.searchsorted(self.rows.to_numpy(), number))
        return self if not start else self._sliced(start)

    def _sliced(self, start: int) -> RowBlock:
        columns = {
            column: Cells(cells.texts.slice(start), cells.marks.slice(start), cells.filled[start:])
            for column, cells in self.columns.items()
        }
        return RowBlock(self.rows.slice(start), columns)


NO_ROWS: Final = RowBlock(pa.array([], pa.int64()))

Line: TypeAlias = "tuple[int, Sequence[Value]]"


def lines_in_blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield rows of values some at a time: as many as have some ten thousand cells."""
    block: list[Line] = []
    cells = 0
    for line in lines:
        block.append(line)
        cells += len(line[1])
        if cells >= _CELLS or len(block) >= _ROWS:
            yield block
            block, cells = [], 0
    if block:
        yield block


def block_of(lines: Sequence[Line]) -> RowBlock:
    """Return rows of values, at least one, as columns; blank rows and empty columns are left out."""
    numbers, values = zip(*lines, strict=True)
    filled = np.zeros(len(lines), np.bool_)
    columns: dict[int, Cells] = {}
    for column, found in enumerate(zip_longest(*values), start=1):
        cells = cells_of(found)
        filled |= cells.filled
        if cells.texts.null_count < len(lines) or cells.filled.any():
            columns[column] = cells
    rows: Any = pa.array(numbers, pa.int64())
    return RowBlock(rows, columns) if filled.all() else _where(rows, columns, filled)


def _where(rows: Values, columns: dict[int, Cells], filled: Mask) -> RowBlock:
    wanted = pa.array(filled)
    kept = {
        column: Cells(cells.texts.filter(wanted), cells.marks.filter(wanted), cells.filled[filled])
        for column, cells in columns.items()
    }
    return RowBlock(rows.filter(wanted), kept)


def cells_of(column: Sequence[Value]) -> Cells:
    """Return the cells of a column, at least one; each is what `text_and_mark` says.

    Example:
        >>> cells = cells_of([12.0, "0012", "", None])
        >>> cells.texts.to_pylist(), cells.marks.to_pylist(), cells.filled.tolist()
        (['12', '0012', None, None], [2, 1, 0, 0], [True, True, False, False])
    """
    if type(column[0]) is str:  # most likely all are, which Arrow sees soonest
        with suppress(pa.ArrowTypeError, pa.ArrowInvalid):
            return _of_texts(pa.array(column, pa.string()))
    kinds = set(map(type, column))
    if len(kinds) == 1:
        return _of_kind(kinds.pop(), column)
    types = list(map(type, column))
    places = [[place for place, found in enumerate(types) if found is kind] for kind in kinds]
    parts = [_of_kind(kind, [column[place] for place in at]) for kind, at in zip(kinds, places, strict=True)]
    back = np.argsort(np.concatenate([np.array(at, np.int64) for at in places]))
    return Cells(
        pa.concat_arrays([part.texts for part in parts]).take(pa.array(back)),
        pa.concat_arrays([part.marks for part in parts]).take(pa.array(back)),
        np.concatenate([part.filled for part in parts])[back],
    )


def _of_kind(kind: type, values: Sequence[Any]) -> Cells:
    if kind is type(None):
        return _empty(len(values))
    if kind is str:
        return _of_texts(pa.array(values, pa.string()))
    if kind not in _TEXTS:
        found = [text_and_mark(value) for value in values]
        marks = pa.array([mark for _, mark in found], pa.uint8())
        filled = mask_of(pc.not_equal(marks, pa.scalar(CELL_EMPTY, pa.uint8())))
        return Cells(pa.array([text for text, _ in found], pa.string()), marks, filled)
    texts, mark = _TEXTS[kind]
    return Cells(texts(values), _marks(mark, len(values)), np.ones(len(values), np.bool_))


def _of_texts(texts: Values) -> Cells:
    marks = _marks(CELL_TEXT, len(texts))
    filled = ~mask_of(pc.utf8_is_space(texts))
    empty = pc.equal(texts, pa.scalar("", pa.string()))
    if texts.null_count:
        empty = pc.fill_null(empty, True)
    if empty.true_count:
        texts = pc.if_else(empty, pa.scalar(None, pa.string()), texts)
        marks = pc.if_else(empty, pa.scalar(CELL_EMPTY, pa.uint8()), marks)
        filled &= ~mask_of(empty)
    return Cells(texts, marks, filled)


def _number_texts(values: Sequence[float]) -> Values:
    """Return the shortest texts of numbers; Arrow's have the same digits and an exponent sooner."""
    texts = pc.cast(pa.array(values, pa.float64()), pa.string())
    odd = mask_of(pc.match_substring_regex(texts, "[a-z]|^-0$"))
    if not odd.any():
        return texts
    plain = [number_text(values[place]) for place in np.flatnonzero(odd).tolist()]
    return pc.replace_with_mask(texts, pa.array(odd), pa.array(plain, pa.string()))


def _moment_texts(values: Sequence[dt.datetime]) -> Values:
    texts = pa.array(list(map(dt.datetime.isoformat, values)), pa.string())
    days = pc.ends_with(texts, _MIDNIGHT)
    return pc.if_else(days, pc.utf8_slice_codeunits(texts, 0, 10), texts) if days.true_count else texts


def _texts_by(text: Callable[[Any], str]) -> Callable[[Sequence[Any]], Values]:
    return lambda values: pa.array(list(map(text, values)), pa.string())


_TEXTS: Final[Mapping[type, tuple[Callable[[Sequence[Any]], Values], int]]] = {
    bool: (lambda values: pc.cast(pa.array(values, pa.bool_()), pa.string()), CELL_BOOLEAN),
    float: (_number_texts, CELL_NUMBER),
    int: (_texts_by(str), CELL_NUMBER),
    dt.datetime: (_moment_texts, CELL_TIME),
    dt.date: (_texts_by(dt.date.isoformat), CELL_TIME),
    dt.time: (_texts_by(dt.time.isoformat), CELL_TIME),
}


def _empty(count: int) -> Cells:
    return Cells(pa.nulls(count, pa.string()), _marks(CELL_EMPTY, count), np.zeros(count, np.bool_))


def _marks(mark: int, count: int) -> Values:
    return pa.array(np.full(count, mark, np.uint8))
