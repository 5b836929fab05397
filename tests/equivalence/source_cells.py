"""What stands in the cells of a source, and what each cell is by the documented lexical rules.

What lives here: pools of values, texts and JSON fragments for a field, hostile ones among them, and their reading in
plain Python (docs/reference/field-maps.md, "How cells are read"). What this file must not know: Arrow, the engine.

A cell that is read is a Python value, None for "no value", or a `Misfit`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from opendata_share.contract import Field, FieldType


class Misfit(NamedTuple):
    """A cell that is not of its field's type, and the rule that says so."""

    rule: str = "type"


NOT_OF_TYPE: Final = Misfit()
INT64: Final = (-(2**63), 2**63 - 1)

_SHORT: Final = ["a", "1", "é", "demo:a", "small", "ab", "12", "large", "x", "demo:x", "Small", "A", "a b"]
_STRANGE: Final = [
    " ", "12\n", "١٢", "é" * 200, "\U0001d11e", "a@b", "a@b.id", "http://a", "mailto:x", "urn:a b", "nul\0l", "\n", "Ⅷ",
    "a-b", "2.0", "_", '"', ",", "'", "\r\n", "a\r", "\ufeffa", "NULL", "é" + "\u0301", "[]", "\\N",
]  # fmt: skip
_VALUES: Final[Mapping[FieldType, list[Any]]] = {
    FieldType.TEXT: [*_SHORT, *_STRANGE],
    FieldType.INTEGER: [0, 1, -1, 2, 3, 12, 2**53, 2**53 + 1, -(2**53) - 1, *INT64],
    FieldType.NUMBER: [0.0, -0.0, 1.0, 0.1, -1.5, 2.0, 2.0**53, 2.0**53 + 2, 1e308, -1e308, 5e-324, 0.1 + 0.2],
    FieldType.BOOLEAN: [True, False],
    FieldType.DATE: [date(2026, 1, 31), date(1970, 1, 1), date(2000, 2, 29), date(1, 1, 1), date(9999, 12, 31)],
    FieldType.DATETIME: [
        datetime(2026, 1, 31, 10, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 31, 10, 0, 0, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC),
    ],
}  # fmt: skip
_NOT_FINITE: Final = [math.nan, math.inf, -math.inf, -math.nan]
_DECIMALS: Final = ["0", "1", "-1.5", "0.10", "99.99", "-999.99", "0.01"]

_NUMBERS: Final = [
    "0x10", "00012", "+5", ".5", "5.", "1e3", "1E+02", "2.0", "-0", "-0.0", "NaN", "inf", "-Infinity", "1,5", "1 000",
    "١٢", " 7 ", "7\n", "--1", "+-1", "1_000", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "9007199254740993", "1e400", "1e-400", " ", "\u00a05", "-", "+", ".", "1.10", "1.125", "1e0", "0.100", "true",
    "12345.67", "5\0", "1/2", "0b1", "\uff11", "1e5.0", "-.5", "00.10", "99999999999999999999999999999.999999999",
]  # fmt: skip
_TEXTS: Final[Mapping[FieldType, list[str]]] = {
    FieldType.TEXT: [""],
    FieldType.INTEGER: _NUMBERS,
    FieldType.NUMBER: _NUMBERS,
    FieldType.DECIMAL: _NUMBERS,
    FieldType.BOOLEAN: ["true", "false", "TRUE", "True", "yes", "1", "0", " true ", "t", "FALSE\n", "tRUE", "ja"],
    FieldType.DATE: [
        "2026-02-30", "2026-2-3", "20260203", "2026-01-31T00:00:00Z", "31/01/2026", " 2026-01-31 ", "-2026-01-01",
        "10000-01-01", "2026-01-31\n", "٢٠٢٦-01-31", "2026-13-01", "2026/01/31", "2026-00-10", "1900-02-29",
        "2026-01-3\uff11",
    ],
    FieldType.DATETIME: [
        "2026-01-31T10:00:00Z", "2026-01-31T17:00:00+07:00", "2026-01-31t10:00:00z", "2026-01-31 10:00:00Z",
        "2026-01-31T10:00:00+0100", "2026-01-31T10:00:00.123456789Z", "2026-01-31T10:00:00.123456Z",
        "2026-01-31T10:00:00.1z", "2026-01-31T23:59:60Z", "2026-01-31T24:00:00Z", "2026-01-31T10:00:00",
        "2026-01-31 10:00:00", "2026-01-31T10:00Z", "2026-02-30T10:00:00Z", "2026-01-31T10:00:00-00:00",
        "2026-01-31T10:00:00+24:00", "2026-01-31T10:00:00+23:59", "2026-01-31", " 2026-01-31T10:00:00Z ",
        "2026-01-31T10:00:00Z\n", "2026-01-31T10:00:00 Z", "2026-01-31T10:00:00,5Z", "2026-01-31T10:00:00.Z",
        "2026-02-30T10:00:00", "2026-01-31T10:60:00+07:00", "2026-01-31T10:00:00+07:60", "2026-01-31T10:00:00.5",
        "2026-01-31T10:00:00 +07:00", "2026-01-31\u00a010:00:00Z", "2026-01-31T10:00:00−07:00",
    ],
    FieldType.LIST: [
        "[]", "[null]", "{}", "[", "null", '"a"', "[1,]", "[NaN]", '["a"] ', '["\\ud800"]', "[[1]]", "[{}]", "[1e400]",
        "[2.0]", "[9223372036854775808]", '[{"x":null}]', '[{"w":1}]', "a", "[true]", "[1]", '["1"]', "[0.5]",
        '[{"x":"a","x":"b"}]', " [] ", "[" * 70 + "]" * 70,
    ],
}  # fmt: skip
_FRAGMENTS: Final = [
    "1", "2.0", "2e0", "-0.0", "1.5", "1e400", "9007199254740993", "9223372036854775807", "9223372036854775808", "true",
    "false", '""', '"a"', '"12"', "[]", "{}", "[null]", "1E2", "0", "-1", "123456789012345678901234567890", "1e18",
    '"true"', '"2026-01-31"', '"\\u0000"', '"\\ud834\\udd1e"', '[{"x":1}]', '["a"]', "[1]", "1e-7", "[2.0]", "[true]",
]  # fmt: skip


def values(promised: Field, *, finite: bool) -> st.SearchStrategy[Any]:
    """Return values a typed column of the field can hold, but for null."""
    if promised.items is not None:
        item = values(promised.items, finite=finite)
        return st.lists(st.none() | item if promised.items.type is not FieldType.OBJECT else item, max_size=3)
    if promised.fields:
        return st.fixed_dictionaries({part.name: st.none() | values(part, finite=finite) for part in promised.fields})
    if promised.type is FieldType.DECIMAL:
        return st.sampled_from([quantized(text, promised) for text in _DECIMALS])
    pool = _VALUES[promised.type]
    return st.sampled_from([*pool, *_NOT_FINITE] if promised.type is FieldType.NUMBER and not finite else pool)


def quantized(text: str, promised: Field) -> Decimal:
    return Decimal(text).quantize(Decimal(1).scaleb(-(promised.scale or 0)))


def texts(promised: Field) -> st.SearchStrategy[str]:
    """Return texts a cell of the field may hold: values as people write them, and what they should not write."""
    written = values(promised, finite=True).map(lambda value: spelled(value, promised))
    hostile = [*_TEXTS.get(promised.type, ()), *(() if promised.type is FieldType.TEXT else _STRANGE[:4])]
    return written | st.sampled_from(hostile) if hostile else written


def fragments(promised: Field) -> st.SearchStrategy[str]:
    """Return JSON values a member of the field may have, as JSON text."""
    written = values(promised, finite=True).map(lambda value: json.dumps(as_json(value, promised)))
    quoted = st.sampled_from(_TEXTS.get(promised.type, [""])).map(json.dumps)
    kept = quoted.filter(lambda text: "ud800" not in text)
    return st.one_of(written, written, kept, st.sampled_from(_FRAGMENTS))


def spelled(value: Any, promised: Field) -> str:
    """Return a value as people write it in a text file."""
    if isinstance(value, list):
        return json.dumps(as_json(value, promised), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return str(as_json(value, promised))


def as_json(value: Any, promised: Field) -> Any:
    """Return a value as the JSON value it stands for."""
    if isinstance(value, list):
        assert promised.items is not None
        return [as_json(item, promised.items) for item in value]
    if isinstance(value, dict):
        return {part.name: as_json(value[part.name], part) for part in promised.fields}
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


# Reading


def read_text(text: str | None, promised: Field) -> Any:
    """Return what a cell of a text file is."""
    if text is None or text == "":
        return None
    return _READERS[promised.type](text, promised)


def _integer(text: str, promised: Field) -> Any:
    return _in_range(int(text.strip())) if re.fullmatch(r"[+-]?[0-9]+", text.strip()) else NOT_OF_TYPE


def _in_range(value: int) -> Any:
    return value if INT64[0] <= value <= INT64[1] else NOT_OF_TYPE


def _number(text: str, promised: Field) -> Any:
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?", text.strip()):
        return NOT_OF_TYPE
    return found if math.isfinite(found := float(text.strip())) else NOT_OF_TYPE


def _decimal(text: str, promised: Field) -> Any:
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text.strip()):
        return NOT_OF_TYPE
    value, precision = Decimal(text.strip()), promised.precision or 38
    steps = Fraction(value) * 10 ** (promised.scale or 0)  # Decimal's own arithmetic would round to 28 digits
    return value if steps.denominator == 1 and abs(steps) < 10**precision else NOT_OF_TYPE


def _boolean(text: str, promised: Field) -> Any:
    return {"true": True, "false": False, "TRUE": True, "FALSE": False, "True": True, "False": False}.get(
        text.strip(), NOT_OF_TYPE
    )


def _date(text: str, promised: Field) -> Any:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        return NOT_OF_TYPE
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return NOT_OF_TYPE


_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2}))?"
)


def _moment(text: str, promised: Field) -> Any:
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return NOT_OF_TYPE
    day = _date(found[1], promised)
    hour, minute, second = int(found[2]), int(found[3]), int(found[4])
    if day is NOT_OF_TYPE or hour > 23 or minute > 59 or second > 59:
        return NOT_OF_TYPE
    local = datetime(day.year, day.month, day.day, hour, minute, second, int((found[5] or "0").ljust(6, "0")), UTC)
    if found[6]:
        return local
    if found[7] is None:
        return Misfit("naive-time")
    hours, minutes = int(found[8]), int(found[9])
    if hours > 23 or minutes > 59:
        return NOT_OF_TYPE
    offset = timedelta(hours=hours, minutes=minutes)
    return local - offset if found[7] == "+" else local + offset


def _list(text: str, promised: Field) -> Any:
    try:
        found = json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_refused)
    except (ValueError, RecursionError):
        return NOT_OF_TYPE
    return NOT_OF_TYPE if found is None else _read_json(found, promised)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _refused(word: str) -> Any:
    raise ValueError(word)


_READERS: Final[dict[FieldType, Callable[[str, Field], Any]]] = {
    FieldType.TEXT: lambda text, _: text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.DECIMAL: _decimal,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _moment,
    FieldType.LIST: _list,
}


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


def parsed(fragment: str) -> Any:
    """Return a JSON text as Python values, its numbers as they were written."""
    return json.loads(fragment, parse_int=Number, parse_float=Number, parse_constant=_refused)


def read_json(value: Any, promised: Field) -> Any:
    """Return what a JSON value is: it is taken at its word, so that "12" is no integer; an empty text is no value."""
    return None if isinstance(value, str) and value == "" else _read_json(value, promised)


def _read_json(value: Any, promised: Field) -> Any:
    if value is None:
        return None
    if isinstance(value, Number | int | float) and not isinstance(value, bool):
        return _read_number(str(value) if isinstance(value, Number) else repr(value), promised)
    match promised.type, value:
        case (FieldType.BOOLEAN, bool()):
            return value
        case (FieldType.TEXT, str()):
            return NOT_OF_TYPE if _has_half_a_pair(value) else value
        case (FieldType.DECIMAL | FieldType.DATE | FieldType.DATETIME, str()):
            # RFC 3339 knows no white space, but a caller may have a zone for times that are none of its
            found = _READERS[promised.type](value, promised)
            if found == Misfit("naive-time"):
                return found if value == value.strip() else NOT_OF_TYPE
            return NOT_OF_TYPE if re.search(r"\s", value) else found
        case (FieldType.LIST, list()):
            assert promised.items is not None
            return _whole([_read_json(item, promised.items) for item in value])
        case (FieldType.OBJECT, dict()) if set(value) <= {part.name for part in promised.fields}:
            parts = {part.name: _read_json(value.get(part.name), part) for part in promised.fields}
            return NOT_OF_TYPE if _whole(list(parts.values())) is NOT_OF_TYPE else parts
    return NOT_OF_TYPE


def _read_number(text: str, promised: Field) -> Any:
    if promised.type is FieldType.NUMBER:
        return _number(text, promised)
    if promised.type is not FieldType.INTEGER or text in {"nan", "inf", "-inf"}:
        return NOT_OF_TYPE
    value = Decimal(text)
    if abs(value.adjusted()) > 40 or value != value.to_integral_value():
        return NOT_OF_TYPE
    return _in_range(int(value))


def _whole(items: list[Any]) -> Any:
    """Return the items, or that they do not fit where one of them does not."""
    return NOT_OF_TYPE if any(isinstance(item, Misfit) for item in items) else items


def _has_half_a_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
