"""A condition that is said not to fail while some columns are empty is false, or not computable, in no such row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
import source_cells as cells
from generated_conditions import conditions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import contract, field

from opendata_share.contract import Check, Contract
from opendata_share.expressions import ExpressionType, parse_condition

FIELDS = (
    field("a"),
    field("b", "integer"),
    field("c", "number"),
    field("d", "decimal", precision=5, scale=2),
    field("e", "boolean"),
    field("f", "date"),
    field("g", "datetime"),
)
NAMES = [each.name for each in FIELDS]


class Tally:
    """How many conditions were said not to fail."""

    def __init__(self) -> None:
        self.safe = 0


def test_what_cannot_fail_does_not_fail() -> None:
    tally = Tally()

    @settings(max_examples=250, suppress_health_check=list(HealthCheck))
    @given(condition=conditions(FIELDS), empty=st.frozensets(st.sampled_from(NAMES), min_size=1), data=st.data())
    def judge(condition: Any, empty: frozenset[str], data: st.DataObject) -> None:
        promised = contract(*FIELDS, checks=(Check("c", condition.sql, en="e", id="i"),))
        ((_, expression),) = promised.conditions
        if expression.can_fail(empty):
            return
        tally.safe += 1
        rows = [{each.name: None if each.name in empty else _cell(data, each) for each in FIELDS} for _ in range(4)]
        found = expression.evaluate(_columns(promised, rows), len(rows))
        assert False not in found.values.to_pylist()
        assert found.not_computable is None

    judge()
    assert tally.safe >= 20


def _cell(data: st.DataObject, promised: Any) -> Any:
    return data.draw(st.none() | cells.values(promised, finite=True))


def _columns(promised: Contract, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {each.name: pa.array([row[each.name] for row in rows], each.arrow_type()) for each in promised.fields}


INTEGERS = dict.fromkeys("abc", ExpressionType.INTEGER)


@pytest.mark.parametrize(
    ("condition", "can_fail"),
    [
        ("a <= b", False),
        ("b > 0", True),
        ("a IS NULL OR b > 0", False),
        ("a IS NOT NULL", True),
        ("NOT (a > 0)", False),
        ("a > 0 AND b > 0", True),
        ("a > 0 OR b > 0", False),
        ("COALESCE(a, 1) > 0", True),
        ("COALESCE(a, a) > 0", False),
        ("a IN (1, 2)", False),
        ("b IN (1, 2)", True),
        ("a BETWEEN 1 AND 2", False),
        ("a + b > 0", False),
        ("b + c > a", True),
        ("-a > b", False),
        ("CASE WHEN b > 0 THEN a > 0 ELSE a < 0 END", False),
        ("CASE WHEN b > 0 THEN b > 3 END", True),
        ("1 > 0", True),
    ],
)
def test_where_it_can_fail_while_a_is_empty(condition: str, can_fail: bool) -> None:
    assert parse_condition(condition, INTEGERS).can_fail(frozenset({"a"})) is can_fail
