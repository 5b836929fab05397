"""A row that overflows, divides by zero or leaves the calendar fails alone, and only if SQL would have looked there."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opendata_share.expressions import ExpressionType, expression_type, parse

LARGEST = 2**63 - 1
TABLE: dict[str, pa.Array[Any]] = {
    "i": pa.array([1, LARGEST, -LARGEST - 1, None]),
    "f": pa.array([1.0, 0.0, 1e308, None]),
    "m": pa.array([Decimal("2.00"), Decimal("0.00"), Decimal("99999999.99"), None], pa.decimal128(10, 2)),
    "w": pa.array([Decimal(1), Decimal(10) ** 37, Decimal("9" * 38), None], pa.decimal128(38, 0)),
    "d": pa.array([0, 2_932_896, -719_162, None], pa.date32()),
    "ts": pa.array([0, 253_402_300_799_999_999, -62_135_596_800_000_000, None], pa.timestamp("us", tz="UTC")),
    "du": pa.array([1, LARGEST, -LARGEST - 1, None], pa.duration("us")),
    "b": pa.array([True, False, None, True]),
}
COLUMNS = {name: kind for name, array in TABLE.items() if (kind := expression_type(array.type)) is not None}
NEVER = [False] * 4


def failed(text: str) -> list[bool]:
    found = parse(text, COLUMNS).evaluate(TABLE, 4)
    if found.not_computable is None:
        return NEVER
    assert found.not_computable.null_count == 0
    flags = [bool(flag) for flag in found.not_computable.to_pylist()]
    assert not any(bad and value is not None for bad, value in zip(flags, found.values.to_pylist(), strict=True))
    return flags


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("i + 1", [1]),
        ("i - 1", [2]),
        ("i * 2", [1, 2]),
        ("-i", [2]),
        ("i + 0", []),
        ("f * 10", [2]),
        ("1 / f", [1]),
        ("f / 0", [0, 1, 2]),
        ("f - 1e308 - 1e308", [0, 1]),
        ("1 / m", [1]),
        ("m / 0", [0, 1, 2]),
        ("w + 1", [2]),
        ("w * 10", [1, 2]),
        ("w * 0.1", []),
        ("w * 0.10", [1, 2]),
        ("d + INTERVAL '1' DAY", [1]),
        ("d - INTERVAL '1' DAY", [2]),
        ("d + i * INTERVAL '1' DAY", [1, 2]),
        ("ts + INTERVAL '1' SECOND", [1]),
        ("ts - INTERVAL '1' SECOND", [2]),
        ("ts + du", [1, 2]),
        ("du + du", [1, 2]),
        ("-du", [2]),
        ("i * INTERVAL '1' SECOND", [1, 2]),
        ("ts - ts", []),
    ],
)
def test_only_the_rows_that_overflow_fail(text: str, rows: list[int]) -> None:
    assert failed(text) == [row in rows for row in range(4)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("i + 1 > 0", [1]),
        ("NOT i + 1 > 0", [1]),
        ("(i + 1) IS NULL", [1]),
        ("(i + 1) IS NOT NULL", [1]),
        ("i + 1 + NULL", [1]),
        ("i + 1 IN (1, 2)", [1]),
        ("i + 1 NOT IN (1.5, 2)", [1]),
        ("i + 1 BETWEEN 0 AND 9", [1]),
        ("f BETWEEN 0 AND 1 / f", [1]),
        ("f BETWEEN 2e0 AND 1 / f", []),
        ("CHAR_LENGTH(CASE WHEN i + 1 > 0 THEN 'x' END)", [1]),
        ("NULL = i + 1", [1]),
    ],
)
def test_a_failure_spreads(text: str, rows: list[int]) -> None:
    assert failed(text) == [row in rows for row in range(4)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("i + 1 > 0 AND i <> 9223372036854775807", []),
        ("i <> 9223372036854775807 AND i + 1 > 0", []),
        ("i + 1 > 0 OR i = 9223372036854775807", []),
        ("i + 1 > 0 OR FALSE", [1]),
        ("i + 1 > 0 AND NULL", [1]),
        ("i + 1 > 0 AND i - 1 < 0", []),
        ("i + 1 > 0 OR i - 1 < 0", [1, 2]),
        ("CASE WHEN i = 9223372036854775807 THEN 0 ELSE i + 1 END", []),
        ("CASE WHEN i = 1 THEN 0 ELSE i + 1 END", [1]),
        ("CASE WHEN i = 1 THEN i + 1 WHEN i + 1 > 0 THEN 1 END", [1]),
        ("CASE WHEN i > 1 THEN 1 WHEN i + 1 > 0 THEN 2 END", []),
        ("CASE i + 1 WHEN 2 THEN 0 END", [1]),
        ("CASE i WHEN i + 1 THEN 0 END", [1]),
        ("CASE i WHEN 9223372036854775807 THEN 0 WHEN i + 1 THEN 1 END", []),
        ("COALESCE(i, 1 / 0.0)", [3]),
        ("COALESCE(i + 1, 0)", [1]),
        ("COALESCE(NULL, i + 1, 0)", [1]),
        ("COALESCE(b, i + 1 > 0)", []),
        ("COALESCE(b, i - 1 > 0)", [2]),
        ("CASE WHEN 1 / 0.0 > 1 THEN 1 END", [0, 1, 2, 3]),
        ("FALSE AND 1 / 0.0 > 1", []),
    ],
)
def test_a_failure_counts_only_where_sql_would_have_looked(text: str, rows: list[int]) -> None:
    assert failed(text) == [row in rows for row in range(4)]


def test_a_row_that_fails_takes_no_other_with_it() -> None:
    found = parse("i + 1", COLUMNS).evaluate(TABLE, 4)
    assert found.values.to_pylist() == [2, None, -LARGEST, None]


def test_sums_and_products_of_wide_decimals_are_exact() -> None:
    wide = pa.array([Decimal("12345678901234567890.1234567891")], pa.decimal128(38, 10))
    columns = {"x": ExpressionType.DECIMAL}
    total = parse("x + x - 1", columns).evaluate({"x": wide}, 1).values.to_pylist()
    assert total == [Decimal("24691357802469135779.2469135782")]
    product = parse("x * 0.0000000001", columns).evaluate({"x": wide}, 1).values.to_pylist()
    assert product == [Decimal("1234567890.12345678901234567891")]


def test_a_product_keeps_its_value_where_its_scale_would_pass_38() -> None:
    fine = pa.array([Decimal("0.5"), Decimal("1e-20"), Decimal(3)], pa.decimal128(38, 20))
    found = parse("x * x", {"x": ExpressionType.DECIMAL}).evaluate({"x": fine}, 3)
    assert found.values.to_pylist() == [Decimal("0.25"), None, None]
    assert found.not_computable is not None
    assert found.not_computable.to_pylist() == [False, True, True]  # 1e-40, and 9 with 38 decimals


def test_decimals_of_any_scale_compare_exactly() -> None:
    table = {
        "x": pa.array([Decimal("9" * 38), Decimal(1)], pa.decimal128(38, 0)),
        "y": pa.array([Decimal("0." + "9" * 38), Decimal("0." + "9" * 38)], pa.decimal128(38, 38)),
    }
    found = parse("x > y AND y < 1 AND x <> y", dict.fromkeys(table, ExpressionType.DECIMAL)).evaluate(table, 2)
    assert found.values.to_pylist() == [True, True]


SHAPES = [(14, 3), (8, 2), (19, 0), (38, 0), (38, 20), (38, 38), (5, 5)]


@st.composite
def decimals(draw: st.DrawFn) -> tuple[Decimal, pa.DataType]:
    precision, scale = draw(st.sampled_from(SHAPES))
    unscaled = draw(
        st.sampled_from([1, 2, 5, 10**precision - 1]) | st.integers(-(10**precision) + 1, 10**precision - 1)
    )
    return Decimal(unscaled).scaleb(-scale, Context(prec=200)), pa.decimal128(precision, scale)


@settings(max_examples=300, deadline=None)
@example((Decimal(590295810358705651711), pa.decimal128(38, 0)), (Decimal(10**14), pa.decimal128(19, 0)))
@given(decimals(), decimals())
@example(
    (Decimal("999999999999999999.99999999999999999999"), pa.decimal128(38, 20)),
    (Decimal("0.002"), pa.decimal128(14, 3)),
)
def test_a_quotient_of_decimals_is_the_exact_one_rounded_half_away_from_zero(
    x: tuple[Decimal, pa.DataType], y: tuple[Decimal, pa.DataType]
) -> None:
    table = {"x": pa.array([x[0]], x[1]), "y": pa.array([y[0]], y[1])}
    found = parse("x / y", dict.fromkeys(table, ExpressionType.DECIMAL)).evaluate(table, 1)
    wide, scale = Context(prec=200), found.values.type.scale
    exact = None
    if y[0]:
        exact = wide.divide(x[0], y[0]).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP, wide)
        exact = exact if wide.scaleb(exact, scale).copy_abs() < 10**38 else None
    assert found.values.to_pylist() == [exact]
    assert (found.not_computable is not None) == (exact is None)


def test_a_quotient_has_sixteen_decimals_or_more_where_there_is_room() -> None:
    def scale_of(x: tuple[int, int], y: tuple[int, int]) -> int:
        table = {"x": pa.nulls(1, pa.decimal128(*x)), "y": pa.nulls(1, pa.decimal128(*y))}
        kind = parse("x / y", dict.fromkeys(table, ExpressionType.DECIMAL)).evaluate(table, 1).values.type
        assert isinstance(kind, pa.Decimal128Type)
        return int(kind.scale)

    assert scale_of((10, 2), (10, 2)) == 16
    assert scale_of((20, 18), (5, 2)) == 18
    assert scale_of((30, 2), (10, 2)) == 8
    assert scale_of((38, 0), (10, 2)) == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3 / 0.1", Decimal(3)),
        ("1 / 3.0", Decimal("0.3333333333333333")),
        ("-2.0 / 3", Decimal("-0.6666666666666667")),
        ("5 * 1.0 / 8", Decimal("0.625")),
    ],
)
def test_quotients(text: str, expected: Decimal) -> None:
    assert parse(text, {}).evaluate({}, 1).values.to_pylist() == [expected]


def test_nan_and_infinity_in_a_column_do_no_harm() -> None:
    table = {"f": pa.array([float("nan"), float("inf"), -float("inf"), 1.0])}
    for text in ("f > 1", "f + 1", "f IN (1e0)", "f BETWEEN 0 AND 1", "-f", "COALESCE(f, 1) / f", "f * 0.5 = f"):
        found = parse(text, {"f": ExpressionType.NUMBER}).evaluate(table, 4)
        assert len(found.values) == 4
    flags = parse("f + 1", {"f": ExpressionType.NUMBER}).evaluate(table, 4).not_computable
    assert flags is not None
    assert flags.to_pylist() == [True, True, True, False]
