"""A sheet says what a cell is: its mark decides how the text of the cell is read.

What lives here: cells of sheets that cannot be read, that are to be texts and were numbers, and the conversion of dates
and numbers that need no declared format. What this file must not know: workbooks, maps, contracts' other rules.

A program that opens 0012 as a number has lost the zeros before anybody could look; 11.10 has become 11.1, and of an
identity number of 16 digits the last is gone. Whole numbers of at most 15 digits are reported and kept; what is
certainly damaged is no value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from ..._arrow import Values, pc
from ...contract import FieldType
from ..reading import CELL_ERROR, CELL_FORMULA, CELL_NUMBER, CELL_TIME
from ._columns import Column, Fault, as_text, nulled_where
from ._conversion import DURATION, Converted, Kind, Lexical, as_mask, convert

if TYPE_CHECKING:
    from ..._arrow import Mask

_EXACT: Final = r"^-?[0-9]{1,15}$"
_NUMBERS: Final = frozenset((FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL))
_TIMES: Final = frozenset((FieldType.DATE, FieldType.DATETIME))
_DAY: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})$"
_CLOCK: Final = r"^([0-9]{2,7}):([0-9]{2}):([0-9]{2})$"


def readable(values: Values, marks: Values, name: str) -> Column:
    """Return a column of a sheet, with null and a fault where a formula has no stored result or a cell is an error.

    Args:
        values: The texts of the cells.
        marks: What the cells were, uint8.
        name: The heading, for the sentence.
    """
    words = as_text(values)
    column = Column(values=values, words=words, marks=marks)
    for mark, rule, message_id in (
        (CELL_FORMULA, "formula-without-value", "cell-formula-without-value"),
        (CELL_ERROR, "cell-error", "cell-error-in-sheet"),
    ):
        mask = _marked(marks, mark)
        if mask.any():
            fault = Fault(mask=mask, rule=rule, message_id=message_id, cells=words, parameters={"column": name})
            column = replace(column, values=nulled_where(column.values, mask)).with_faults(fault)
    return column


def judge_texts(column: Column, name: str) -> Column:
    """Return a column that feeds a text, with what is found where its cells are numbers or dates.

    A whole number of at most 15 digits is advice (`number-for-code`: zeros in front are lost); any other number is an
    error of the same rule and null; a date is advice (`date-for-code`).
    """
    assert column.marks is not None
    number, time = _marked(column.marks, CELL_NUMBER), _marked(column.marks, CELL_TIME)
    if not number.any() and not time.any():
        return column
    exact = number & as_mask(pc.match_substring_regex(as_text(column.values), _EXACT))
    lost = number & ~exact
    found = [
        Fault(
            mask=mask,
            rule=rule,
            message_id=message_id,
            severity="error" if mask is lost else "advice",
            cells=column.words,
            parameters={"column": name},
        )
        for mask, rule, message_id in (
            (exact, "number-for-code", "cell-number-for-code"),
            (lost, "number-for-code", "cell-number-for-code-lost"),
            (time, "date-for-code", "cell-date-for-code"),
        )
    ]
    return replace(column, values=nulled_where(column.values, lost)).with_faults(*found)


def as_advice(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return faults that reject no row, for a value with `on_error = "null"`."""
    return tuple(replace(fault, severity="advice") for fault in faults)


def decimal_texts(column: Column, lexical: Lexical) -> Values:
    """Return the texts of a column with number cells written the way `lexical` declares numbers."""
    if column.marks is None or lexical.decimal == ".":
        return column.values
    return _as_declared(column.values, column.marks, lexical)


def convert_marked(
    values: Values, marks: Values | None, kind: Kind, lexical: Lexical
) -> tuple[tuple[Converted, Lexical], ...]:
    """Return `values` as `kind` in one part or two that fill each other's gaps, each with how it was read.

    Number cells have a point and no groups whatever is declared; date cells are ISO 8601 whatever format is declared,
    and a date without a time of day is midnight in the declared zone where a time is asked for.

    Args:
        values: Texts, or a typed column of a typed source.
        marks: What the cells of a sheet were, or None for any other source.
        kind: What they are to become.
        lexical: How the source writes texts.
    """
    if marks is None:
        return ((convert(values, kind, lexical), lexical),)
    if kind.type in _NUMBERS:
        mended = values if lexical.decimal == "." else _as_declared(values, marks, lexical)
        return ((convert(mended, kind, lexical), lexical),)
    times = _marked(marks, CELL_TIME)
    if not times.any() or not (kind.type in _TIMES or kind.arrow == DURATION):
        return ((convert(values, kind, lexical), lexical),)
    cells, iso = nulled_where(values, ~times), replace(lexical, format=None)
    if kind.type is FieldType.DATETIME:
        cells = pc.replace_substring_regex(cells, _DAY, r"\1T00:00:00")
    elif kind.arrow == DURATION:
        cells = pc.replace_substring_regex(cells, _CLOCK, r"PT\1H\2M\3S")
    return (convert(nulled_where(values, times), kind, lexical), lexical), (convert(cells, kind, iso), iso)


def _as_declared(values: Values, marks: Values, lexical: Lexical) -> Values:
    written = pc.replace_substring(values, ".", lexical.decimal)
    return pc.if_else(pa.array(_marked(marks, CELL_NUMBER)), written, values)


def _marked(marks: Values, mark: int) -> Mask:
    return as_mask(pc.equal(marks, pa.scalar(mark, pa.uint8())))
