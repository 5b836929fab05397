"""JSON values are exact, and equal as JSON Schema says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.json_schema import (
    NotJson,
    exact,
    identity_of,
    is_integer,
    is_multiple,
    read_json_text,
    rule_of,
    write_json_text,
)

NUMBERS = st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False, allow_infinity=False, places=6)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_survives_its_text(value: Any) -> None:
    assert identity_of(read_json_text(write_json_text(value))) == identity_of(value)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[1,]", "'a'", "NaN", "-Infinity", "01", "1.", ".5", "+1", '{"a":1,"a":2}', '"\\ud800"',
        "[" * 65 + "]" * 65, "9" * 4_001, "1e1000001", "1e99999999999999999999", "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_json_or_has_no_exact_value_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        read_json_text(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, Decimal("1.0"), True), (0, Decimal("-0.0"), True), (1, True, False), (0, False, False), ("1", 1, False),
        (2**53 + 1, Decimal(2**53), False), (Decimal("0.10"), Decimal("0.1"), True), ([1], [Decimal("1.0")], True),
        ({"a": 1, "b": [True]}, {"b": [True], "a": 1}, True), ({"a": 1}, {"a": True}, False), ([], {}, False),
        (None, False, False), ([None], ["null"], False),
    ],
)  # fmt: skip
def test_equality_is_that_of_json_schema(one: Any, other: Any, same: bool) -> None:
    assert (identity_of(one) == identity_of(other)) is same


@given(NUMBERS, NUMBERS.filter(lambda number: number > 0))
def test_multiples_are_exact(value: Any, divisor: Any) -> None:
    assert is_multiple(value, divisor) is ((Fraction(value) / Fraction(divisor)).denominator == 1)
    assert is_multiple(value * 10, divisor) or not is_multiple(value, divisor)


@pytest.mark.parametrize(("value", "divisor", "holds"), [
    ("1e308", "0.123456789", False), ("1e1000000", "7", False), ("7e1000000", "7", True), ("1e-1000000", "1", False),
    ("0", "0.01", True), ("19.99", "0.01", True), ("19.999", "0.01", False), ("9007199254740993", "2", False),
])  # fmt: skip
def test_multiples_of_extreme_numbers_end_at_once(value: str, divisor: str, holds: bool) -> None:
    assert is_multiple(read_json_text(value), read_json_text(divisor)) is holds


def test_floats_are_the_shortest_decimals_that_name_them() -> None:
    assert exact([0.1, 1e23, 5e-324]) == [Decimal("0.1"), Decimal("1e23"), Decimal("5e-324")]
    assert is_integer(exact(2.0))
    for strange in (float("nan"), float("inf"), {1: 2}, {1, 2}, b"a"):
        with pytest.raises(NotJson):
            exact(strange)


def test_rules_are_keywords_in_kebab_case() -> None:
    assert [rule_of(word) for word in ("minContains", "$ref", "not", "false")] == [
        "min-contains", "ref", "not", "false-schema",
    ]  # fmt: skip
