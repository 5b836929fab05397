"""Python values as the JSON values they stand for.

What lives here: one meaning of each type; any other is refused by its name, for its text would be a guess. What this
module must not know: sources, batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final

from ...errors import SourceError
from ._json_text import DecimalText, NumberText

_DIGIT_BITS: Final = 14_000  # Python refuses to write integers of more than 4 300 digits
_PLAIN_DIGITS: Final = 100
_MISSING: Final = frozenset(("NaTType", "NAType"))  # pandas' own words for null
_SECOND: Final = timedelta(seconds=1)


def json_record(record: Mapping[str, Any], file: str, row: int) -> dict[str, Any]:
    """Return a record as JSON values; text stays text, numbers are as Python writes them, times are ISO 8601.

    Raises:
        SourceError: A value has no meaning in a table; the message names `file`, `row` and its column.
    """
    return {key: _Values(file, row, key).json(value) for key, value in record.items()}


class _Values:
    """The values of one cell, and where it stands."""

    __slots__ = ("_file", "_key", "_row")

    def __init__(self, file: str, row: int, key: str) -> None:
        self._file, self._row, self._key = file, row, key

    def json(self, value: Any) -> Any:
        if type(value).__module__ == "numpy" and hasattr(value, "item"):
            value = value.item()
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, int) and value.bit_length() < _DIGIT_BITS:
            return NumberText(int.__repr__(value))
        if isinstance(value, float):
            return NumberText(float.__repr__(value))
        if isinstance(value, Decimal):
            return DecimalText(f"{value:f}" if _is_short(value) else value)
        if isinstance(value, Mapping):
            return {self._text(str(name)): self.json(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.json(item) for item in value]
        return self._moment(value)

    def _moment(self, value: Any) -> str | None:
        if type(value).__name__ in _MISSING:
            return None
        if isinstance(value, timedelta):
            return _duration(value)
        if isinstance(value, date | time):  # a datetime is a date
            return value.isoformat()
        raise SourceError("python-value", file=self._file, row=self._row, field=self._key, type=type(value).__name__)

    def _text(self, value: str) -> str:
        if not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                # The codec's own error carries the text.
                raise SourceError("python-surrogate", file=self._file, row=self._row, field=self._key) from None
        return value


def _is_short(value: Decimal) -> bool:
    """Whether a decimal can be written without an exponent: one of "1E+999999" would take a megabyte."""
    return value.is_finite() and abs(value.adjusted()) < _PLAIN_DIGITS


def _duration(value: timedelta) -> str:
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    seconds, rest = divmod(value, _SECOND)
    fraction = f".{rest.microseconds:06d}" if rest else ""
    return f"{sign}PT{seconds}{fraction}S"
