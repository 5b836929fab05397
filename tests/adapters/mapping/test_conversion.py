"""What a cell means, type by type: exactly the lexical rules, nothing mended."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.adapters.mapping._conversion import DURATION, TIMESTAMP, Kind, Lexical, constant, convert
from opendata_share.contract import Field, FieldType, Sensitivity, Text
from opendata_share.errors import DefinitionError


def promised(name: str, kind: str, **promises: Any) -> Field:
    title = Text(name, name)
    return Field(name=name, type=FieldType(kind), title=title, sensitivity=Sensitivity.PUBLIC, **promises)


def list_of(item: Field) -> Kind:
    field = promised("values", "list", items=item)
    return Kind(field.type, field.arrow_type(), field)


KINDS = {
    "text": Kind(FieldType.TEXT, pa.string()),
    "integer": Kind(FieldType.INTEGER, pa.int64()),
    "number": Kind(FieldType.NUMBER, pa.float64()),
    "decimal": Kind(FieldType.DECIMAL, pa.decimal128(10, 2)),
    "boolean": Kind(FieldType.BOOLEAN, pa.bool_()),
    "date": Kind(FieldType.DATE, pa.date32()),
    "datetime": Kind(FieldType.DATETIME, TIMESTAMP),
    "duration": Kind("duration", DURATION),
    "texts": list_of(promised("item", "text")),
    "integers": list_of(promised("item", "integer")),
    "days": list_of(promised("item", "date")),
    "moments": list_of(promised("item", "datetime")),
    "amounts": list_of(promised("item", "decimal", precision=5, scale=2)),
    "objects": list_of(promised("item", "object", fields=(promised("a", "integer"), promised("b", "text")))),
}
REFUSED = "refused"
PLAIN = Lexical()
GROUPED, COMMA = Lexical(group=","), Lexical(decimal=",", group=".")
JAKARTA, NEW_YORK = Lexical(zone="Asia/Jakarta"), Lexical(zone="America/New_York")


def converted(cells: list[Any], kind: str, lexical: Lexical = PLAIN, arrow: pa.DataType | None = None) -> list[Any]:
    column = pa.array(cells, pa.string() if arrow is None else arrow)
    result = convert(column, KINDS[kind], lexical)
    assert result.values.type == KINDS[kind].arrow
    assert len(result.values) == len(result.failed) == len(cells)
    values = result.values.to_pylist()
    assert all(value is None for value, failed in zip(values, result.failed, strict=True) if failed)
    return [REFUSED if failed else value for value, failed in zip(values, result.failed, strict=True)]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year to microsecond


def naive(*parts: int) -> datetime:
    return at(*parts).replace(tzinfo=None)


CASES: list[tuple[str, Lexical, dict[str | None, Any]]] = [
    ("text", Lexical(), {" 1": " 1", "": "", "NA": "NA", "0012": "0012", "+62812": "+62812", None: None}),
    (
        "integer",
        Lexical(),
        {
            "12": 12,
            " 12 ": 12,
            "+7": 7,
            "-0": 0,
            "007": 7,
            "2.0": REFUSED,
            "1e3": REFUSED,
            "": REFUSED,
            "0x1": REFUSED,
            "1_000": REFUSED,
            "1,200": REFUSED,
            "9223372036854775807": 2**63 - 1,
            "9223372036854775808": REFUSED,
            "-9223372036854775808": -(2**63),
            "+-1": REFUSED,
            "--1": REFUSED,
            "١٢": REFUSED,
            "12a": REFUSED,
            "1 2": REFUSED,
            "true": REFUSED,
            None: None,
        },
    ),
    (
        "integer",
        GROUPED,
        {
            "1,200": 1200,
            "7,5": REFUSED,
            "1,2345": REFUSED,
            "12,345,678": 12_345_678,
            "1,234,56": REFUSED,
            ",123": REFUSED,
            "1,,234": REFUSED,
            "1234": 1234,
            "-1,200": -1200,
            "1234,567": REFUSED,
            "1,200.5": REFUSED,
            "9,223,372,036,854,775,808": REFUSED,
        },
    ),
    (
        "number",
        Lexical(),
        {
            "1.5": 1.5,
            "+1.5": 1.5,
            ".5": 0.5,
            "5.": 5.0,
            "1e3": 1000.0,
            "-2E-1": -0.2,
            "NaN": REFUSED,
            "nan": REFUSED,
            "inf": REFUSED,
            "Infinity": REFUSED,
            "-inf": REFUSED,
            "1e400": REFUSED,
            "-1e400": REFUSED,
            "1,5": REFUSED,
            ".": REFUSED,
            "": REFUSED,
            "0x1p3": REFUSED,
            "1e": REFUSED,
            "1.2.3": REFUSED,
            None: None,
        },
    ),
    ("number", GROUPED, {"1,200.5": 1200.5, "1,20": REFUSED, "7,5": REFUSED, "0.5": 0.5, "1.234,5": REFUSED}),
    (
        "number",
        COMMA,
        {"1,5": 1.5, "1.234,5": 1234.5, "1.5": REFUSED, "1.234": 1234.0, "1,234.5": REFUSED, "1.714,79": 1714.79},
    ),
    ("number", Lexical(decimal=","), {"1,5": 1.5, "1.5": REFUSED, "5": 5.0}),
    (
        "decimal",
        Lexical(),
        {
            "1.10": Decimal("1.10"),
            "1.1": Decimal("1.10"),
            "1.239": REFUSED,
            "12345678.90": Decimal("12345678.90"),
            "123456789": REFUSED,
            "1e2": REFUSED,
            "NaN": REFUSED,
            "-0.01": Decimal("-0.01"),
            "+1": Decimal("1.00"),
            ".5": REFUSED,
            None: None,
        },
    ),
    ("decimal", COMMA, {"1.234,50": Decimal("1234.50"), "1.2": REFUSED}),
    (
        "boolean",
        Lexical(),
        {
            "true": True,
            "FALSE": False,
            "True": True,
            "1": REFUSED,
            "0": REFUSED,
            "yes": REFUSED,
            "t": REFUSED,
            "tRUE": REFUSED,
            " true ": True,
        },
    ),
    (
        "date",
        Lexical(),
        {
            "2026-02-28": date(2026, 2, 28),
            "2024-02-29": date(2024, 2, 29),
            "2023-02-29": REFUSED,
            "2026-02-30": REFUSED,
            "2026-13-01": REFUSED,
            "03/04/2024": REFUSED,
            "2026-1-1": REFUSED,
            "20260101": REFUSED,
            "2026-01-01T00:00:00Z": REFUSED,
            "0001-01-01": date(1, 1, 1),
            "0000-12-31": REFUSED,
            "9999-12-31": date(9999, 12, 31),
            "2026-01-01x": REFUSED,
        },
    ),
    (
        "date",
        Lexical(format="%m/%d/%Y"),
        {
            "3/14/2013": date(2013, 3, 14),
            "03/14/2013": date(2013, 3, 14),
            "14/3/2013": REFUSED,
            "2/30/2013": REFUSED,
            "3/14/13": REFUSED,
            "3/14/2013 ": date(2013, 3, 14),
            "3/14/2013x": REFUSED,
            "3/14/2013 10:00": REFUSED,
            "": REFUSED,
            "12/31/2013": date(2013, 12, 31),
        },
    ),
    (
        "date",
        Lexical(format="%d %b %Y"),
        {"01 Jan 2026": date(2026, 1, 1), "31 Feb 2026": REFUSED, "1 Jan 2026!": REFUSED},
    ),
    (
        "datetime",
        Lexical(),
        {
            "2026-01-01T00:00:00Z": at(2026, 1, 1),
            "2026-01-01t00:00:00z": at(2026, 1, 1),
            "2026-01-01 00:00:00Z": at(2026, 1, 1),
            "2026-01-01T07:00:00+07:00": at(2026, 1, 1),
            "2026-01-01T00:00:00-02:30": at(2026, 1, 1, 2, 30),
            "2026-01-01T00:00:00.1Z": at(2026, 1, 1, 0, 0, 0, 100_000),
            "2026-01-01T00:00:00.123456Z": at(2026, 1, 1, 0, 0, 0, 123_456),
            "2026-01-01T00:00:00.1234567Z": REFUSED,
            "2026-01-01T24:00:00Z": REFUSED,
            "0000-01-01T00:00:00Z": REFUSED,
            "0001-01-01T00:00:00+07:00": REFUSED,
            "0001-01-01T00:00:00Z": datetime(1, 1, 1, tzinfo=UTC),
            "9999-12-31T23:59:59.999999Z": datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            "9999-12-31T23:59:59-07:00": REFUSED,
            "2026-01-01T00:00:60Z": REFUSED,
            "2026-02-30T00:00:00Z": REFUSED,
            "2026-01-01T00:00Z": REFUSED,
            "2026-01-01T00:00:00+0700": REFUSED,
            "2026-01-01T00:00:00+24:00": REFUSED,
            "2026-01-01T00:00:00": REFUSED,
            "2026-01-01": REFUSED,
            "2026-01-01T00:00:00Zx": REFUSED,
            "2026-01-01T00:00:00.Z": REFUSED,
            None: None,
        },
    ),
    (
        "datetime",
        JAKARTA,
        {
            "2026-01-01T07:00:00": at(2026, 1, 1),
            "2026-01-01 07:00:00.97": at(2026, 1, 1, 0, 0, 0, 970_000),
            "2024-03-10T02:30:00": at(2024, 3, 9, 19, 30),
            "2026-01-01T00:00:00Z": at(2026, 1, 1),
            "2026-02-30T00:00:00": REFUSED,
            "2024-11-03T01:30:00": at(2024, 11, 2, 18, 30),
        },
    ),
    (
        "datetime",
        NEW_YORK,
        {
            "2024-03-10T01:59:59": at(2024, 3, 10, 6, 59, 59),
            "2024-03-10T02:30:00": REFUSED,
            "2024-03-10T03:00:00": at(2024, 3, 10, 7),
            "2024-11-03T01:30:00": REFUSED,
            "2024-11-03T02:00:00": at(2024, 11, 3, 7),
            "2024-11-03T01:30:00-04:00": at(2024, 11, 3, 5, 30),
        },
    ),
    (
        "datetime",
        Lexical(format="%m/%d/%Y %H:%M", zone="Asia/Jakarta"),
        {
            "1/2/2013 9:05": at(2013, 1, 2, 2, 5),
            "1/2/2013 24:00": REFUSED,
            "1/2/2013 9:60": REFUSED,
            "2/30/2013 9:00": REFUSED,
            "1/2/2013 9:05:00": REFUSED,
            "1/2/2013 9:05 PM": REFUSED,
            "1/2/2013": REFUSED,
            "13/2/2013 9:05": REFUSED,
        },
    ),
    (
        "datetime",
        Lexical(format="%m/%d/%Y %I:%M:%S %p", zone="America/New_York"),
        {
            "1/1/2017 12:00:00 AM": at(2017, 1, 1, 5),
            "1/1/2017 12:00:00 PM": at(2017, 1, 1, 17),
            "1/1/2017 13:00:00 PM": REFUSED,
            "1/1/2017 1:00:00 pm": at(2017, 1, 1, 18),
            "3/10/2024 2:30:00 AM": REFUSED,
            "1/1/2017 1:00:60 AM": REFUSED,
        },
    ),
    (
        "datetime",
        Lexical(format="%Y-%m-%dT%H:%M:%S%z"),
        {
            "2026-01-01T07:00:00+0700": at(2026, 1, 1),
            "2026-01-01T00:00:00Z": at(2026, 1, 1),
            "2026-01-01T00:00:00": REFUSED,
        },
    ),
    (
        "datetime",
        Lexical(format="%Y-%m-%d %H:%M:%S.%f", zone="UTC"),
        {
            "2012-05-22 23:57:23.97": at(2012, 5, 22, 23, 57, 23, 970_000),
            "2012-05-22 23:57:23": REFUSED,
        },
    ),
    (
        "duration",
        Lexical(),
        {
            "PT15H": timedelta(hours=15),
            "P1DT2H3M4S": timedelta(days=1, hours=2, minutes=3, seconds=4),
            "PT0S": timedelta(0),
            "P": REFUSED,
            "PT": REFUSED,
            "P1Y": REFUSED,
            "P1M": REFUSED,
            "15H": REFUSED,
            "PT1.5H": REFUSED,
            "-PT1H": REFUSED,
            "P1DT": REFUSED,
            "": REFUSED,
            None: None,
        },
    ),
    (
        "texts",
        Lexical(),
        {
            '["a", "b"]': ["a", "b"],
            "[]": [],
            '["a", null]': ["a", None],
            "a": REFUSED,
            "[1]": REFUSED,
            '{"a": 1}': REFUSED,
            "[": REFUSED,
            '"a"': REFUSED,
            "[true]": REFUSED,
            '[["a"]]': REFUSED,
            "[" * 5_000: REFUSED,
            '["\\ud800"]': REFUSED,
            "null": REFUSED,
            None: None,
        },
    ),
    (
        "integers",
        Lexical(),
        {
            "[1, 2]": [1, 2],
            "[1.5]": REFUSED,
            '["1"]': REFUSED,
            "[true]": REFUSED,
            f"[{2**63}]": REFUSED,
            "[NaN]": REFUSED,
        },
    ),
    (
        "objects",
        Lexical(),
        {
            '[{"a": 1, "b": "x"}]': [{"a": 1, "b": "x"}],
            '[{"a": 1}]': [{"a": 1, "b": None}],
            '[{"a": 1, "c": 2}]': REFUSED,
            '[{"a": "1"}]': REFUSED,
            '[{"a": 1, "a": 2}]': REFUSED,
        },
    ),
    ("days", Lexical(), {'["2026-01-31", null]': [date(2026, 1, 31), None], '["20260131"]': REFUSED, "[1]": REFUSED}),
    (
        "moments",
        Lexical(),
        {
            '["2026-01-31T10:00:00.5+07:00"]': [datetime(2026, 1, 31, 3, 0, 0, 500_000, UTC)],
            '["2026-01-31t10:00:00z"]': [datetime(2026, 1, 31, 10, tzinfo=UTC)],
            '["2026-01-31 10:00:00Z"]': REFUSED,
            '["2026-01-31T23:59:60Z"]': REFUSED,
            '["2026-01-31T10:00:00"]': REFUSED,
        },
    ),
    (
        "amounts",
        Lexical(),
        {'["1.5", "1.500"]': [Decimal("1.50")] * 2, '["1.505"]': REFUSED, '["1000"]': REFUSED, "[1.5]": REFUSED},
    ),
]


@pytest.mark.parametrize(
    ("kind", "lexical", "cells"),
    CASES,
    ids=[f"{at}-{kind}-{lexical.format}" for at, (kind, lexical, _) in enumerate(CASES)],
)
def test_each_cell_means_what_the_rules_say(kind: str, lexical: Lexical, cells: dict[str | None, Any]) -> None:
    found = dict(zip(cells, converted(list(cells), kind, lexical), strict=True))
    assert found == cells
    for cell, expected in cells.items():  # the verdict on a cell does not depend on its neighbours
        assert converted([cell], kind, lexical) == [expected], cell


TYPED: list[tuple[str, Lexical, pa.DataType, list[Any], list[Any]]] = [
    ("integer", Lexical(), pa.int32(), [1, None], [1, None]),
    ("integer", Lexical(), pa.uint64(), [1, 2**64 - 1], [1, REFUSED]),
    ("integer", Lexical(), pa.float64(), [2.0, 2.5, float("nan"), 1e30], [2, REFUSED, REFUSED, REFUSED]),
    ("integer", Lexical(), pa.decimal128(5, 1), [Decimal("2.0"), Decimal("2.5")], [2, REFUSED]),
    ("integer", Lexical(), pa.bool_(), [True], [REFUSED]),
    ("boolean", Lexical(), pa.int8(), [1], [REFUSED]),
    ("number", Lexical(), pa.float32(), [1.5], [1.5]),
    ("number", Lexical(), pa.float64(), [1.5, float("nan"), float("inf")], [1.5, REFUSED, REFUSED]),
    ("number", Lexical(), pa.int64(), [3], [3.0]),
    ("decimal", Lexical(), pa.decimal128(12, 4), [Decimal("1.1000"), Decimal("1.2390")], [Decimal("1.10"), REFUSED]),
    ("text", Lexical(), pa.int64(), [12], ["12"]),
    ("text", Lexical(), pa.float64(), [1.0], [REFUSED]),
    ("text", Lexical(), pa.dictionary(pa.int32(), pa.string()), ["a", None, "a"], ["a", None, "a"]),
    ("integer", GROUPED, pa.dictionary(pa.int32(), pa.string()), ["1,200", "7,5"], [1200, REFUSED]),
    ("text", Lexical(), pa.large_string(), ["a"], ["a"]),
    ("date", Lexical(), pa.date64(), [date(2026, 1, 1)], [date(2026, 1, 1)]),
    (
        "date",
        Lexical(),
        pa.date32(),
        [-719_163, -719_162, 2_932_896, 2_932_897],
        [REFUSED, date.min, date.max, REFUSED],
    ),
    (
        "datetime",
        Lexical(),
        pa.timestamp("s", "UTC"),
        [-62_135_596_801, 0, 253_402_300_800],
        [REFUSED, at(1970, 1, 1), REFUSED],
    ),
    ("date", Lexical(), pa.timestamp("s"), [naive(2026, 1, 1)], [REFUSED]),
    ("datetime", Lexical(), pa.timestamp("us", tz="Asia/Jakarta"), [at(2026, 1, 1)], [at(2026, 1, 1)]),
    ("datetime", Lexical(), pa.timestamp("ms"), [naive(2026, 1, 1)], [REFUSED]),
    ("datetime", JAKARTA, pa.timestamp("ms"), [naive(2026, 1, 1, 7)], [at(2026, 1, 1)]),
    ("datetime", NEW_YORK, pa.timestamp("s"), [naive(2024, 3, 10, 2, 30), None], [REFUSED, None]),
    ("datetime", Lexical(), pa.timestamp("ns", tz="UTC"), [1_000, 1_001], [at(1970, 1, 1, 0, 0, 0, 1), REFUSED]),
    ("texts", Lexical(), pa.list_(pa.string()), [["a"], None], [["a"], None]),
    ("integers", Lexical(), pa.list_(pa.int32()), [[1]], [[1]]),
    ("integers", Lexical(), pa.list_(pa.string()), [["x"]], [REFUSED]),
    ("text", Lexical(), pa.null(), [None], [None]),
    ("duration", Lexical(), pa.int64(), [1], [REFUSED]),
]


@pytest.mark.parametrize(
    ("kind", "lexical", "arrow", "cells", "expected"),
    TYPED,
    ids=[f"{at}-{case[2]}-{case[0]}" for at, case in enumerate(TYPED)],
)
def test_a_typed_column_keeps_its_meaning_or_is_refused(
    kind: str, lexical: Lexical, arrow: pa.DataType, cells: list[Any], expected: list[Any]
) -> None:
    assert converted(cells, kind, lexical, arrow) == expected


def test_a_naive_time_says_that_it_lacks_a_zone() -> None:
    column = pa.array(["2026-01-01T00:00:00"])
    assert convert(column, KINDS["datetime"], Lexical()).message_id == "cell-naive-time"
    mixed = convert(pa.array(["x", "2026-01-01T00:00:00"]), KINDS["datetime"], Lexical())
    assert mixed.named is not None
    assert (mixed.failed.tolist(), mixed.named.tolist()) == ([True, True], [False, True])


@pytest.mark.parametrize("cell", ["2024-03-10T02:30:00", "2024-11-03T01:30:00"])
def test_a_time_in_a_gap_or_overlap_says_so(cell: str) -> None:
    assert convert(pa.array([cell]), KINDS["datetime"], NEW_YORK).message_id == "cell-no-such-time"
    declared = Lexical(format="%Y-%m-%dT%H:%M:%S", zone="America/New_York")
    assert convert(pa.array([cell]), KINDS["datetime"], declared).message_id == "cell-no-such-time"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("closed", "text", "closed"),
        (0, "integer", 0),
        ("12", "integer", 12),
        (1.5, "number", 1.5),
        (1, "number", 1.0),
        (True, "boolean", True),
        ("2026-01-01", "date", date(2026, 1, 1)),
        (date(2026, 1, 1), "date", date(2026, 1, 1)),
        (at(2026, 1, 1), "datetime", at(2026, 1, 1)),
        ("PT1H", "duration", timedelta(hours=1)),
    ],
    ids=repr,
)
def test_a_literal_of_a_map_is_typed(value: object, kind: str, expected: object) -> None:
    assert constant(value, KINDS[kind], Lexical(), field="x").as_py() == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (5, "text"),
        ("x", "integer"),
        (True, "integer"),
        (True, "number"),
        (1.5, "integer"),
        (2**63, "integer"),
        ("1", "boolean"),
        (naive(2026, 1, 1), "datetime"),
        ({"a": 1}, "text"),
        ("2026-02-30", "date"),
        (float("nan"), "number"),
    ],
    ids=repr,
)
def test_a_literal_of_another_type_is_a_definition_error(value: object, kind: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        constant(value, KINDS[kind], Lexical(), field="x")
    assert refused.value.message_id == "map-literal"


def naive_integer(text: str) -> Any:
    digits = (
        text.strip().removeprefix("+").removeprefix("-") if text.strip()[:2] not in {"+-", "-+", "--", "++"} else ""
    )
    if not (digits.isascii() and digits.isdigit()):
        return REFUSED
    value = int(text)
    return value if -(2**63) <= value < 2**63 else REFUSED


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("0123456789+-., ", max_size=8) | st.integers().map(str), max_size=5))
def test_integers_agree_with_python(cells: list[str]) -> None:
    assert converted(cells, "integer") == [naive_integer(cell) for cell in cells]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9), max_size=5
    )
)
def test_decimals_agree_with_python(values: list[Decimal]) -> None:
    def naive(value: Decimal) -> Any:
        exact = value.quantize(Decimal("0.01"))
        return exact if exact == value and abs(exact) < 10**8 else REFUSED

    assert converted([f"{value:f}" for value in values], "decimal") == [naive(value) for value in values]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr), max_size=5))
def test_numbers_agree_with_python(cells: list[str]) -> None:
    assert converted(cells, "number") == [float(cell) for cell in cells]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), max_size=5))
def test_grouped_integers_are_what_python_writes(values: list[int]) -> None:
    assert converted([f"{value:,}" for value in values], "integer", GROUPED) == values


moments = st.datetimes(naive(1, 1, 2), naive(9999, 12, 30), timezones=st.sampled_from([UTC]))


@settings(max_examples=100, deadline=None)
@given(st.lists(moments, max_size=5), st.integers(-23 * 60, 23 * 60))
def test_datetimes_agree_with_python(values: list[datetime], offset: int) -> None:
    from datetime import timezone

    zone = timezone(timedelta(minutes=offset))
    assert converted([value.isoformat() for value in values], "datetime") == values
    shifted = [value.astimezone(zone).isoformat() for value in values]
    assert converted(shifted, "datetime") == values


FORMS = ["%m/%d/%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%Y%m%d %H%M", "%d/%m/%Y %I:%M %p", "%Y-%m-%d %H:%M:%S.%f"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FORMS),
    st.datetimes(naive(1900, 1, 1), naive(2100, 1, 1)),
    st.text("0123456789/:- APM", max_size=3),
)
def test_declared_formats_agree_with_python(form: str, moment: datetime, tail: str) -> None:
    """What Python refuses is refused; what both read is the same moment."""
    for text in (
        moment.strftime(form),
        moment.strftime(form) + tail,
        tail + moment.strftime(form),
        moment.strftime(form)[:-1],
    ):
        (found,) = converted([text], "datetime", Lexical(format=form, zone="UTC"))
        try:
            expected: Any = datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            expected = REFUSED
        assert found in {expected, REFUSED}
        if text == moment.strftime(form):
            assert found == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=3).filter(lambda text: text.isprintable()) | st.none(), max_size=3), max_size=4)
)
def test_lists_are_what_json_says(values: list[list[str | None]]) -> None:
    assert converted([json.dumps(value) for value in values], "texts") == values
