"""What a condition says about columns that add up."""

from __future__ import annotations

import pytest

from opendata_share.expressions import ExpressionType, parse_condition

COUNTS = dict.fromkeys("abcdt", ExpressionType.INTEGER)
AND_TEXT = {**COUNTS, "x": ExpressionType.TEXT}


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("a + b = t", [("t", ("a", "b"), True)]),
        ("t = a + b + c", [("t", ("a", "b", "c"), True)]),
        ("a + b <= t", [("t", ("a", "b"), False)]),
        ("a + b < t", [("t", ("a", "b"), False)]),
        ("t >= a + b", [("t", ("a", "b"), False)]),
        ("t > a + b", [("t", ("a", "b"), False)]),
        ("a <= t", [("t", ("a",), False)]),
        ("t >= a", [("t", ("a",), False)]),
        ("COALESCE(a, 0) + COALESCE(b, 0) <= t", [("t", ("a", "b"), False)]),
        ("CASE WHEN a IS NULL THEN b <= t ELSE a + b = t END", [("t", ("b",), False), ("t", ("a", "b"), True)]),
        ("CASE x WHEN 'n' THEN a = t END", [("t", ("a",), True)]),
        ("NOT (a <= t) OR b <= t AND c <= t", [("t", ("a",), False), ("t", ("b",), False), ("t", ("c",), False)]),
        ("a <= t OR a <= t", [("t", ("a",), False)]),
        ("COALESCE(a <= t, b <= t)", [("t", ("a",), False), ("t", ("b",), False)]),
    ],
)
def test_what_adds_up_is_read_wherever_it_stands(text: str, sums: list[tuple[str, tuple[str, ...], bool]]) -> None:
    assert parse_condition(text, AND_TEXT).sums == tuple(sums)


@pytest.mark.parametrize(
    "text",
    [
        "a + b >= t",
        "a + b > t",
        "t <= a + b",
        "t < a + b",
        "a + b <> t",
        "a - b = t",
        "a + 1 = t",
        "1 + a = t",
        "-a = t",
        "a + b = c + d",
        "a + b <= 5",
        "5 >= a + b",
        "5 = t",
        "a BETWEEN b AND t",
        "a IN (1, 2)",
        "a IS NOT NULL",
        "CHAR_LENGTH(x) <= 3",
        "(CASE WHEN a > 5 THEN b ELSE c END) > 3",
    ],
)
def test_what_does_not_add_up_is_not_taken_for_a_sum(text: str) -> None:
    assert parse_condition(text, AND_TEXT).sums == ()
