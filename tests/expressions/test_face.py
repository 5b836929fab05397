"""What an expression is to its callers: frozen, comparable, picklable, and forgiving about how a column arrives."""

from __future__ import annotations

import copy
import multiprocessing.reduction
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.expressions import Expression, ExpressionType, expression_type, parse

COLUMNS = {"a": ExpressionType.INTEGER, "b": ExpressionType.DECIMAL, "unread": ExpressionType.TEXT}


def pickled(expression: Expression) -> Expression:
    return multiprocessing.reduction.ForkingPickler.loads(multiprocessing.reduction.ForkingPickler.dumps(expression))  # type: ignore[no-any-return]


def test_the_authors_text_is_kept() -> None:
    text = " a  != 1 and A_LEN is not null".replace("A_LEN", "b")
    assert parse(text, COLUMNS).text == text


def test_columns_are_those_it_reads_in_their_order() -> None:
    assert parse("b > 0 OR a = 1 OR b < a", COLUMNS).columns == ("b", "a")
    assert parse("1 = 1", COLUMNS).is_constant
    assert not parse("a = 1", COLUMNS).is_constant


def test_equality_is_the_text_and_the_types_of_what_it_reads() -> None:
    assert parse("a = 1", COLUMNS) == parse("a = 1", {"a": ExpressionType.INTEGER})
    assert hash(parse("a = 1", COLUMNS)) == hash(parse("a = 1", {"a": ExpressionType.INTEGER}))
    assert parse("a = 1", COLUMNS) != parse("a = 1", {"a": ExpressionType.NUMBER})
    assert parse("a = 1", COLUMNS) != parse("a  = 1", COLUMNS)
    assert parse("a = 1", COLUMNS) != "a = 1"


def test_repr_shows_text_type_and_columns() -> None:
    assert repr(parse("a > b", COLUMNS)) == "<Expression 'a > b' -> boolean over a: integer, b: decimal>"
    assert repr(parse("1", COLUMNS)) == "<Expression '1' -> integer>"


@pytest.mark.parametrize("text", ["a = 1", "1", "+".join(["a"] * 1_500)])
def test_it_travels_to_another_process(text: str) -> None:
    expression = parse(text, COLUMNS)
    for twin in (pickled(expression), copy.deepcopy(expression)):
        assert twin == expression
        assert twin.evaluate({"a": pa.array([1])}, 1).values == expression.evaluate({"a": pa.array([1])}, 1).values


def test_it_is_frozen() -> None:
    expression = parse("a = 1", COLUMNS)
    with pytest.raises(AttributeError, match="frozen"):
        expression.text = "a = 2"
    with pytest.raises(AttributeError, match="frozen"):
        del expression.text


@pytest.mark.parametrize(
    ("declared", "array", "expected"),
    [
        (ExpressionType.INTEGER, pa.array([1, None], pa.int8()), [1, None]),
        (ExpressionType.INTEGER, pa.array([1, 2], pa.uint64()), [1, 2]),
        (ExpressionType.NUMBER, pa.array([0.5, None], pa.float32()), [0.5, None]),
        (ExpressionType.TEXT, pa.array(["a", None], pa.large_string()), ["a", None]),
        (ExpressionType.TEXT, pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (ExpressionType.DATE, pa.array([date(2020, 1, 2)], pa.date64()), [date(2020, 1, 2)]),
        (
            ExpressionType.DATETIME,
            pa.array([1], pa.timestamp("s", tz="Asia/Jakarta")),
            [datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)],
        ),
        (
            ExpressionType.DATETIME,
            pa.array([1_999], pa.timestamp("ns", tz="UTC")),
            [datetime(1970, 1, 1, 0, 0, 0, 1, UTC)],
        ),
        (ExpressionType.DURATION, pa.array([2], pa.duration("ms")), [timedelta(milliseconds=2)]),
        (ExpressionType.DECIMAL, pa.array([Decimal("1.5")], pa.decimal256(50, 1)), [Decimal("1.5")]),
        (
            ExpressionType.DECIMAL,
            pa.array([Decimal("1.5"), None, Decimal("1.5")]).dictionary_encode(),
            [Decimal("1.5"), None, Decimal("1.5")],
        ),
        (ExpressionType.BOOLEAN, pa.nulls(2), [None, None]),
        (ExpressionType.DECIMAL, pa.nulls(2), [None, None]),
    ],
)
def test_a_column_may_arrive_in_another_width_unit_or_zone(
    declared: ExpressionType, array: pa.Array[Any], expected: list[Any]
) -> None:
    assert expression_type(array.type) in (declared, ExpressionType.NULL)
    assert parse("x", {"x": declared}).evaluate({"x": array}, len(array)).values.to_pylist() == expected


@pytest.mark.parametrize(
    ("declared", "array"),
    [
        (ExpressionType.INTEGER, pa.array([1, 2**64 - 1], pa.uint64())),
        (ExpressionType.DATETIME, pa.array([1, 2**62], pa.timestamp("s", tz="UTC"))),
        (ExpressionType.DURATION, pa.array([1, -(2**62)], pa.duration("ms"))),
        (ExpressionType.DATE, pa.array([86_400_001, 2**62]).view(pa.date64())),
        (ExpressionType.DECIMAL, pa.array([Decimal(1), Decimal(10) ** 49], pa.decimal256(50, 0))),
    ],
)
def test_a_value_too_large_for_its_type_fails_alone(declared: ExpressionType, array: pa.Array[Any]) -> None:
    found = parse("x", {"x": declared}).evaluate({"x": array}, 2)
    assert found.not_computable is not None
    assert found.not_computable.to_pylist() == [False, True]
    assert [value is None for value in found.values.to_pylist()] == [False, True]


def test_a_slice_is_read_where_it_begins() -> None:
    array = pa.array([7, None, 9, 10]).slice(1, 2)
    assert parse("a + 1", COLUMNS).evaluate({"a": array}, 2).values.to_pylist() == [None, 10]


def test_a_column_of_another_type_or_length_is_the_callers_mistake() -> None:
    expression = parse("a = 1", COLUMNS)
    with pytest.raises(ValueError, match="column 'a' is string, not integer"):
        expression.evaluate({"a": pa.array(["x"])}, 1)
    with pytest.raises(ValueError, match="column 'a' has 1 rows, not 2"):
        expression.evaluate({"a": pa.array([1])}, 2)
    with pytest.raises(KeyError):
        expression.evaluate({}, 1)


@pytest.mark.parametrize(
    "arrow", [pa.timestamp("us"), pa.list_(pa.int64()), pa.struct([("x", pa.int64())]), pa.binary(), pa.time64("us")]
)
def test_some_arrow_types_no_expression_reads(arrow: pa.DataType) -> None:
    assert expression_type(arrow) is None
