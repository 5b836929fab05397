"""Text forms of a sheet's cells, and what each cell was.

What lives here: pure functions from a value to its text and its mark. What this file must not know: workbooks, rows,
contracts.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from ._raw import CELL_BOOLEAN, CELL_EMPTY, CELL_ERROR, CELL_FORMULA, CELL_NUMBER, CELL_TEXT, CELL_TIME
from ._sheet_grid import CellFault, Value

_MIDNIGHT: Final = time()
_LONGEST: Final = 40  # a number whose plain form has more digits than that keeps its exponent


def text_and_mark(value: Value) -> tuple[str | None, int]:
    """Return the text of a cell and what it was.

    Numbers are the shortest decimal text that is the number, without an exponent where that is not absurdly long; a
    date is "2026-03-02", with a time of day "2026-03-02T07:50:00" and at most six digits of a second; a time of day is
    "07:50:00", a duration counts hours beyond 24; booleans are true and false. An error keeps its words; a
    formula without a result has none.

    Example:
        >>> text_and_mark(12.0), text_and_mark(11.1), text_and_mark("0012")
        (('12', 2), ('11.1', 2), ('0012', 1))
    """
    if isinstance(value, str):
        return (value, CELL_TEXT) if value else (None, CELL_EMPTY)
    if value is None:
        return None, CELL_EMPTY
    if isinstance(value, bool):
        return ("true" if value else "false"), CELL_BOOLEAN
    if isinstance(value, int | float):
        return number_text(value), CELL_NUMBER
    if isinstance(value, CellFault):
        return value.text, CELL_FORMULA if value.kind == "formula" else CELL_ERROR
    if isinstance(value, timedelta):
        return _duration_text(value), CELL_TIME
    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        value = value.date()
    return value.isoformat(), CELL_TIME


def number_text(value: float) -> str:
    """Return the shortest decimal text of a number; negative zero is zero.

    Example:
        >>> number_text(1e20), number_text(-0.0), number_text(5e-07)
        ('100000000000000000000', '0', '0.0000005')
    """
    if isinstance(value, int):
        return str(value)
    if value == 0:
        return "0"
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    shortest = Decimal(repr(value))
    plain = f"{shortest:f}"
    return plain if len(plain) <= _LONGEST else repr(value)


def _duration_text(value: timedelta) -> str:
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    seconds = value.days * 86_400 + value.seconds
    fraction = f".{value.microseconds:06d}" if value.microseconds else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"
