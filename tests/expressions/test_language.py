"""Every construct of the language, on one small table whose rows are told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.expressions import ExpressionType, expression_type, parse, parse_condition

TABLE: dict[str, pa.Array[Any]] = {
    "available": pa.array([3, 5, None, 0]),
    "staffed": pa.array([4, 4, 4, None]),
    "share": pa.array([0.5, None, 2.0, -1.0]),
    "price": pa.array([Decimal("1.10"), Decimal("-2.00"), None, Decimal("0.00")], pa.decimal128(10, 2)),
    "name": pa.array(["RSUD", "Ciawi", None, ""]),
    "open": pa.array([True, False, None, True]),
    "called": pa.array([0, 60_000_000, None, 120_000_000], pa.timestamp("us", tz="UTC")),
    "clock": pa.array([30_000_000, 0, 0, None], pa.timestamp("us", tz="UTC")),
    "day": pa.array([0, 59, None, 20_000], pa.date32()),
    "lasted": pa.array([90_000_000, 0, None, -1], pa.duration("us")),
    "Jenis TT": pa.array(["ICU", "HCU", None, "ICU"]),
    'say "yes"': pa.array([1, 2, 3, 4]),
}
COLUMNS = {name: kind for name, array in TABLE.items() if (kind := expression_type(array.type)) is not None}


def values(text: str) -> list[Any]:
    evaluated = parse(text, COLUMNS).evaluate(TABLE, 4)
    assert evaluated.not_computable is None
    return evaluated.values.to_pylist()


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("available = 3", [True, False, None, False]),
        ("available <> 3", [False, True, None, True]),
        ("available != 3", [False, True, None, True]),
        ("available < staffed", [True, False, None, None]),
        ("available <= 3", [True, False, None, True]),
        ("available > 3", [False, True, None, False]),
        ("available >= 3", [True, True, None, False]),
        ("open = TRUE", [True, False, None, True]),
        ("open <> TRUE", [False, True, None, False]),
        ("open", [True, False, None, True]),
        ("name < 'D'", [False, True, None, True]),
        ("name = 'ciawi'", [False, False, None, False]),
        ("day >= DATE '1970-03-01'", [False, True, None, True]),
        ("called < clock", [True, False, None, None]),
        ("lasted > INTERVAL '1' MINUTE", [True, False, None, False]),
        ("price = 1.1", [True, False, None, False]),
        ("price < share", [False, None, None, False]),
        ("NULL = NULL", [None] * 4),
        ("available = NULL", [None] * 4),
    ],
)
def test_comparisons(text: str, expected: list[bool | None]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOT open", [False, True, None, False]),
        ("open AND available > 1", [True, False, None, False]),
        ("open OR available > 1", [True, True, None, True]),
        ("open AND NULL", [None, False, None, None]),
        ("open OR NULL", [True, None, None, True]),
        ("NOT open AND available = 5 OR staffed IS NULL", [False, True, None, True]),
        ("name IS NULL", [False, False, True, False]),
        ("name IS NOT NULL", [True, True, False, True]),
        ("(open AND NULL) IS NULL", [True, False, True, True]),
        ("available BETWEEN 1 AND 4", [True, False, None, False]),
        ("available NOT BETWEEN 1 AND 4", [False, True, None, True]),
        ("available BETWEEN 4 AND staffed", [False, False, None, False]),
        ("available BETWEEN staffed AND 9", [False, True, None, None]),
        ("share BETWEEN 0 AND 1.5", [True, None, False, False]),
        ("name IN ('RSUD', '')", [True, False, None, True]),
        ("name NOT IN ('RSUD', '')", [False, True, None, False]),
        ("available IN (3, 5.0, 7e0)", [True, True, None, False]),
        ("available IN (-3, -(-5))", [False, True, None, False]),
        ("price IN (1.100, 7)", [True, False, None, False]),
        ("open IN (TRUE)", [True, False, None, True]),
        ("day IN (DATE '1970-01-01')", [True, False, None, False]),
        ("NULL IN (1)", [None] * 4),
        ("'a' IN ('b', 'a')", [True] * 4),
        ("NULL BETWEEN 1 AND 2", [None] * 4),
    ],
)
def test_logic_has_three_values(text: str, expected: list[bool | None]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("available + staffed * 2", [11, 13, None, None]),
        ("available - 1 - 1", [1, 3, None, -2]),
        ("-available", [-3, -5, None, 0]),
        ("- -available + -1", [2, 4, None, -1]),
        ("2 * (available + 1)", [8, 12, None, 2]),
        ("share / 2", [0.25, None, 1.0, -0.5]),
        ("available * share", [1.5, None, None, -0.0]),
        ("price + available", [Decimal("4.10"), Decimal("3.00"), None, Decimal("0.00")]),
        ("price * 1.5", [Decimal("1.650"), Decimal("-3.000"), None, Decimal("0.000")]),
        ("price - share", [0.6000000000000001, None, None, 1.0]),
        ("-price", [Decimal("-1.10"), Decimal("2.00"), None, Decimal("0.00")]),
        ("CHAR_LENGTH(name)", [4, 5, None, 0]),
        ("char_length('Tanggul 🚒')", [9] * 4),
        ("COALESCE(available, staffed, 0)", [3, 5, 4, 0]),
        ("COALESCE(available, share)", [3.0, 5.0, 2.0, 0.0]),
        ("COALESCE(available, 0.25)", [Decimal("3.00"), Decimal("5.00"), Decimal("0.25"), Decimal("0.00")]),
        ("COALESCE(NULL, name, '-')", ["RSUD", "Ciawi", "-", ""]),
        ("CASE WHEN available = 0 THEN 'full' ELSE 'open' END", ["open", "open", "open", "full"]),
        ("CASE WHEN open THEN 1 WHEN NOT open THEN 2 END", [1, 2, None, 1]),
        ("CASE name WHEN 'RSUD' THEN 'x' WHEN '' THEN 'y' ELSE name END", ["x", "Ciawi", None, "y"]),
        ("CASE available WHEN 3.0 THEN 1 WHEN staffed + 1 THEN 2.5 END", [Decimal("1.0"), Decimal("2.5"), None, None]),
        ("CASE WHEN open THEN NULL ELSE day END", [None, date(1970, 3, 1), None, None]),
        ("CASE NOT open WHEN TRUE THEN 1 ELSE 0 END", [0, 1, 0, 0]),
        ("NULL + available", [None] * 4),
        ("NULL", [None] * 4),
        ("-NULL + NULL", [None] * 4),
        ("-(CASE WHEN open THEN NULL END)", [None] * 4),
    ],
)
def test_values(text: str, expected: list[Any]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("called + INTERVAL '1' DAY", [at(86_400), at(86_460), None, at(86_520)]),
        ("INTERVAL '30' SECOND + called", [at(30), at(90), None, at(150)]),
        ("called - INTERVAL '0.5' SECOND", [at(-0.5), at(59.5), None, at(119.5)]),
        ("clock - called", [timedelta(seconds=30), timedelta(seconds=-60), None, None]),
        ("called + lasted", [at(90), at(60), None, at(119.999999)]),
        ("-lasted + INTERVAL '1' HOUR", [timedelta(seconds=3510), timedelta(hours=1), None, timedelta(0, 3600, 1)]),
        ("available * INTERVAL '2' MINUTE", [timedelta(minutes=6), timedelta(minutes=10), None, timedelta(0)]),
        ("INTERVAL '2' MINUTE * available", [timedelta(minutes=6), timedelta(minutes=10), None, timedelta(0)]),
        ("day + INTERVAL '1' DAY", [date(1970, 1, 2), date(1970, 3, 2), None, date(2024, 10, 5)]),
        ("day - available * INTERVAL '1' DAY", [date(1969, 12, 29), date(1970, 2, 24), None, date(2024, 10, 4)]),
        ("INTERVAL '2' DAY + INTERVAL '-1' DAY + day", [date(1970, 1, 2), date(1970, 3, 2), None, date(2024, 10, 5)]),
        ("DATE '2024-02-28' + INTERVAL '1' DAY", [date(2024, 2, 29)] * 4),
        ("day - NULL", [None] * 4),
        ("called - NULL", [None] * 4),
        ("TIMESTAMP WITH TIME ZONE '1970-01-01T07:00:01+07:00'", [at(1)] * 4),
        ("timestamp with time zone '1970-01-01 00:00Z'", [at(0)] * 4),
        ("TIMESTAMP WITH TIME ZONE '1969-12-31 23:59:59.5+00'", [at(-0.5)] * 4),
    ],
)
def test_times_and_durations(text: str, expected: list[Any]) -> None:
    assert values(text) == expected


def test_the_clock_of_the_fire_department_passes_midnight() -> None:
    text = "CASE WHEN clock < called THEN clock + INTERVAL '1' DAY ELSE clock END"
    assert values(text) == [at(30), at(86_400), at(0), None]


def test_the_operation_time_of_the_fire_department_is_whole_arithmetic() -> None:
    text = "COALESCE(clock, called) + ((available * 24 + staffed) * 60 + 1) * INTERVAL '1' MINUTE"
    assert values(text) == [at(30 + (76 * 60 + 1) * 60), at((124 * 60 + 1) * 60), None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\"Jenis TT\" = 'ICU'", [True, False, None, True]),
        ('"say ""yes""" + 0', [1, 2, 3, 4]),
        ('"available" IS NULL', [False, False, True, False]),
        ("'Jum''at'", ["Jum'at"] * 4),
        ("'a\\n;--/*'", ["a\\n;--/*"] * 4),
        ("''", [""] * 4),
        (" available\t+\n1 ", [4, 6, None, 1]),
        ("Case When Open Then 1 Else 0 End", None),
        ("0.5", [Decimal("0.5")] * 4),
        (".5", [Decimal("0.5")] * 4),
        ("5.", [Decimal(5)] * 4),
        ("5e-1", [0.5] * 4),
        ("007", [7] * 4),
        ("-9223372036854775808", [-(2**63)] * 4),
        ("9223372036854775807", [2**63 - 1] * 4),
        ("99999999999999999999.0", [Decimal("99999999999999999999.0")] * 4),
    ],
)
def test_spelling(text: str, expected: list[Any] | None) -> None:
    if expected is None:  # keywords know no case, names do
        assert parse(text.replace("Open", "open"), COLUMNS).type is ExpressionType.INTEGER
    else:
        assert values(text) == expected


@pytest.mark.parametrize(
    "word", ["date", "timestamp", "interval", "like", "count", "references", "coalesce", "value", "at"]
)
def test_a_column_may_be_called_like_a_word_that_is_no_keyword_of_the_language(word: str) -> None:
    expression = parse(f"{word} + 1", {word: ExpressionType.INTEGER})
    assert expression.evaluate({word: pa.array([1, None])}, 2).values.to_pylist() == [2, None]


def test_a_keyword_is_a_column_in_double_quotes() -> None:
    expression = parse('"end" > "case"', {"end": ExpressionType.INTEGER, "case": ExpressionType.INTEGER})
    assert expression.columns == ("end", "case")


@pytest.mark.parametrize(
    "text", ["available + 1", "price / 2", "name IN ('x')", "COALESCE(share, price)", "1 = 1", "NULL"]
)
def test_a_batch_without_rows_has_the_type_of_one_with_rows(text: str) -> None:
    expression = parse(text, COLUMNS)
    empty = expression.evaluate({name: array.slice(0, 0) for name, array in TABLE.items()}, 0)
    assert len(empty.values) == 0
    assert empty.not_computable is None
    assert empty.values.type == expression.evaluate(TABLE, 4).values.type


@pytest.mark.parametrize(
    "text",
    ["available + 1", "price / available", "name IN ('x')", "COALESCE(price, price)", "called - clock", "-share"],
)
def test_columns_of_nulls_give_nulls(text: str) -> None:
    expression = parse(text, COLUMNS)
    for nulls in ({n: pa.nulls(2, a.type) for n, a in TABLE.items()}, dict.fromkeys(TABLE, pa.nulls(2))):
        found = expression.evaluate(nulls, 2)
        assert found.values.to_pylist() == [None, None]
        assert found.not_computable is None


@pytest.mark.parametrize("length", [0, 1, 3])
@pytest.mark.parametrize(
    "text", ["1", "'x'", "NULL", "1 + 1", "NOT TRUE", "1.5 * 2", "CASE WHEN NULL THEN 1 END", "1 IN (1)"]
)
def test_a_constant_is_as_long_as_the_batch(text: str, length: int) -> None:
    expression = parse(text, {})
    assert expression.is_constant
    assert len(expression.evaluate({}, length).values) == length


def test_a_condition_is_boolean() -> None:
    assert parse_condition("available <= staffed", COLUMNS).type is ExpressionType.BOOLEAN


def test_a_chain_may_be_as_long_as_the_text() -> None:
    total = parse("+".join(["available"] * 400), COLUMNS)
    assert total.evaluate(TABLE, 4).values.to_pylist() == [1200, 2000, None, 0]
    either = parse(" OR ".join(["available = 3"] * 200), COLUMNS)
    assert either.evaluate(TABLE, 4).values.to_pylist() == [True, False, None, False]


@pytest.mark.parametrize("opening", ["(", "COALESCE(", "NOT (", "-(", "CASE WHEN open AND (", "0 + 2 * ("])
def test_what_is_not_too_deep_parses_however_deep_the_caller_stands(opening: str) -> None:
    levels = 32 if opening in ("(", "COALESCE(", "0 + 2 * (") else 16
    closing = ") THEN TRUE END" if "CASE" in opening else ")"
    inner = "open" if opening in ("NOT (", "CASE WHEN open AND (") else "available"

    def deep(frames: int) -> ExpressionType:
        return parse(opening * levels + inner + closing * levels, COLUMNS).type if frames == 0 else deep(frames - 1)

    assert deep(500) is COLUMNS[inner]
