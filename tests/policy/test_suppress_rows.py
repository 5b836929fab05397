"""Which rows of a table add up, and what is left of it when small counts are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from made import contract, field, refers

from opendata_share.contract import Check, Contract, GroupTotals
from opendata_share.policy._hide import hidden
from opendata_share.policy._suppress_rows import Axis, _length, axes_of, sums_of, sums_of_columns
from opendata_share.policy._suppress_search import Sum
from opendata_share.policy._terms import Suppress
from opendata_share.schemas import FleetCount, ServicePerformance

AREA = field("area", reference=refers("administrative-area"))


def table(promised: Contract, *rows: Sequence[Any]) -> pa.Table:
    return pa.Table.from_pylist(
        [dict(zip(promised.arrow_schema.names, row, strict=True)) for row in rows], promised.arrow_schema
    )


def suppressed(rows: pa.Table, promised: Contract, **said: Any) -> pa.Table:
    return hidden(rows, promised, [Suppress(**said)])


def counted(*more: Any, **parts: Any) -> Contract:
    return contract(AREA, field("kind"), field("n", "integer"), *more, key=("area", "kind"), **parts)


@pytest.mark.parametrize(
    ("axis", "value", "above"),
    [
        (Axis("x"), "a", []),
        (Axis("x", empty_is_all=True), "a", [None]),
        (Axis("x", empty_is_all=True), None, []),
        (Axis("x", is_area=True), "31.71.01.1001/002/003",
         ["31.71.01.1001/002", "31.71.01.1001", "31.71.01", "31.71", "31"]),
        (Axis("x", is_area=True, empty_is_all=True), "31.71", ["31", None]),
        (Axis("x", is_area=True), "31", []),
        (Axis("x", is_area=True), ".31", []),
        (Axis("x", totals=(("all", ("a", "b")), ("most", ("a",)), ("rest", ("c",)))), "a", ["all", "most"]),
        (Axis("x", totals=(("all", ("a", "b")),)), "all", []),
    ],
)  # fmt: skip
def test_where_the_total_over_a_value_may_stand(axis: Axis, value: str | None, above: list[str | None]) -> None:
    assert list(axis.above(value)) == above


def test_the_fields_along_which_rows_add_up_come_from_the_policy_and_the_contract() -> None:
    rule = GroupTotals("kind", ("n",), ("area",), (("all", ("a", "b")),))
    promised = counted(field("period_start", "date"), table_rules=(rule,))
    assert axes_of(promised, ()) == (Axis("kind", totals=rule.totals),)
    assert axes_of(promised, ("kind", "area", "period_start")) == (
        Axis("kind", empty_is_all=True, totals=rule.totals),
        Axis("area", is_area=True, empty_is_all=True),
    )


def test_a_reference_that_may_lead_elsewhere_is_no_area() -> None:
    assert axes_of(contract(field("x", reference=refers("agency")), field("y")), ("x", "y")) == (
        Axis("x", empty_is_all=True),
        Axis("y", empty_is_all=True),
    )


def test_rows_add_up_along_each_field_where_the_others_agree() -> None:
    rows = table(
        counted(),
        ("31.71.01", "a", 3),
        ("31.71.02", "a", 9),
        ("31.71", "a", 12),
        ("31.71.01", "b", 7),
        ("31.71.01", None, 10),
        (None, "a", 12),
    )
    assert sums_of(rows, counted(), ("n",), ("area", "kind")) == [
        Sum(2, (0, 1)),
        Sum(5, (2,)),
        Sum(4, (0, 3)),
    ]
    assert sums_of(rows, counted(), ("n",), ("kind",)) == [Sum(4, (0, 3))]


def test_rows_that_differ_in_the_rest_of_the_key_do_not_add_up() -> None:
    rows = table(counted(), ("31.71.01", "a", 3), ("31.71", "b", 12))
    assert sums_of(rows, counted(), ("n",), ("area",)) == []


def test_every_count_of_a_row_is_a_cell_of_its_own() -> None:
    promised = counted(field("m", "integer"), checks=(Check("part", "m <= n", en="e", id="i"),))
    rows = table(promised, ("31.71", "a", 9, 5), (None, "a", 9, 5))
    assert sums_of(rows, promised, ("n", "m"), ("area",)) == [
        Sum(2, (0,)),
        Sum(3, (1,)),
        Sum(0, (1,), is_all=False),
        Sum(2, (3,), is_all=False),
    ]


def test_cells_are_told_apart_by_row_and_field() -> None:
    """Two counts a row, the total of a row in the second: m = n + …, and rows 1 and 2 make row 3."""
    promised = counted(field("m", "integer"), checks=(Check("part", "n <= m", en="e", id="i"),))
    rows = table(promised, ("32", "a", 9, 9), ("31.71", "a", 9, 9), ("31.72", "a", 30, 33), ("31", "a", 39, 42))
    assert sums_of(rows, promised, ("n", "m"), ("area",)) == [
        Sum(6, (2, 4)), Sum(7, (3, 5)), *(Sum(2 * row + 1, (2 * row,), is_all=False) for row in range(4)),
    ]  # fmt: skip
    left = suppressed(rows, promised, counts=("n", "m"), by=("area",))
    assert left.column("n").to_pylist() == [9, 9, None, None]
    assert left.column("m").to_pylist() == [9, 9, 33, 42]


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (1, "day"),
        (2, "week"),
        (7, "week"),
        (8, "month"),
        (31, "month"),
        (32, "quarter"),
        (92, "quarter"),
        (93, "longer"),
    ],
)
def test_periods_are_of_a_kind_by_their_length(days: int, kind: str) -> None:
    assert _length(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days)) == kind


def test_a_period_is_no_part_of_itself() -> None:
    promised = contract(
        field("id"), field("period_start", "date"), field("period_end", "date"), field("n", "integer"),
        key=("period_start", "period_end"),
    )  # fmt: skip
    twice = ("a", date(2026, 1, 1), date(2026, 2, 1), 9)
    assert sums_of(table(promised, twice, twice), promised, ("n",), ()) == []


def test_a_period_is_the_total_of_the_shorter_ones_in_it_one_length_at_a_time() -> None:
    promised = contract(
        field("period_start", "date"), field("period_end", "date"), field("n", "integer"),
        key=("period_start", "period_end"),
    )  # fmt: skip
    starts = [(1, 1), (1, 2), (1, 3), (1, 4)]
    months = [(date(2026, month, 1), date(2026, month + 1, 1), 9) for _, month in starts]
    rows = table(
        promised,
        (date(2026, 1, 1), date(2027, 1, 1), 50),
        (date(2026, 1, 1), date(2026, 4, 1), 27),
        *months,
        (date(2026, 1, 5), date(2026, 1, 12), 2),
        (date(2026, 1, 6), date(2026, 1, 7), 2),
        (date(2025, 12, 29), date(2026, 1, 5), 2),
    )
    assert sums_of(rows, promised, ("n",), ()) == [
        Sum(0, (1,)),
        Sum(0, (2, 3, 4, 5)),
        Sum(0, (6,)),
        Sum(0, (7,)),
        Sum(1, (2, 3, 4)),
        Sum(1, (6,)),
        Sum(1, (7,)),
        Sum(2, (6,)),
        Sum(2, (7,)),
        Sum(6, (7,)),
    ]


def test_the_sums_of_the_shared_contracts_are_read_from_their_checks() -> None:
    fleet, performance = FleetCount.contract(), ServicePerformance.contract()
    assert sums_of_columns(fleet, ("total", "good", "light_damage", "heavy_damage")) == (
        ("total", ("good", "light_damage", "heavy_damage"), True),
    )
    assert sums_of_columns(fleet, ("total", "good")) == ()
    assert sums_of_columns(performance, ("n", "numerator")) == (("n", ("numerator",), False),)


def test_hidden_counts_are_empty_and_take_along_what_is_made_of_them() -> None:
    promised = counted(field("rate", "number"), field("withheld", "boolean", required=True))
    rows = table(
        promised,
        ("31.71.01", "a", 3, 0.5, False),
        ("31.71.02", "a", 30, 0.25, False),
        ("31.71.03", "a", 40, 0.75, False),
        ("31.71", "a", 73, None, False),
    )
    left = suppressed(rows, promised, counts=("n",), by=("area", "kind"), hides=("rate",), flag="withheld")
    assert left.schema == rows.schema
    assert left.column("n").to_pylist() == [None, None, 40, 73]
    assert left.column("rate").to_pylist() == [None, None, 0.75, None]
    assert left.column("withheld").to_pylist() == [True, True, False, False]
    assert left.column("area").to_pylist() == rows.column("area").to_pylist()


def test_a_share_goes_where_only_what_it_leaves_over_is_small() -> None:
    """98 of 100: the two others are as few as two would be."""
    promised = ServicePerformance.contract()
    row = {
        "agency_id": "health:dinkes", "metric": "response_time", "statistic": "rate", "value": 0.98, "unit": "1",
        "n": 100, "numerator": 98, "period_start": date(2026, 1, 1), "period_end": date(2026, 2, 1),
        "period_type": "month", "suppressed": False,
    }  # fmt: skip
    rows = pa.Table.from_pylist([row], promised.arrow_schema)
    left = suppressed(rows, promised, counts=("n", "numerator"), by=("area_code",), hides=("value",), flag="suppressed")
    (shown,) = left.select(["n", "numerator", "value", "suppressed"]).to_pylist()
    assert shown["numerator"] is None
    assert (shown["value"], shown["suppressed"]) == (None, True)


def test_counts_in_several_chunks_and_below_another_bound() -> None:
    promised = counted()
    first, second = table(promised, ("31.71.01", "a", 7)), table(promised, ("31.71.02", "a", 30), ("31.71", "a", 37))
    rows = pa.concat_tables([first, second])
    assert suppressed(rows, promised, counts=("n",), by=("area",)).column("n").to_pylist() == [7, 30, 37]
    left = suppressed(rows, promised, counts=("n",), by=("area",), below=10)
    assert left.column("n").to_pylist() == [None, None, 37]


def test_a_table_without_rows_stays_so() -> None:
    promised = counted(field("rate", "number"))
    left = suppressed(table(promised), promised, counts=("n",), by=("area",), hides=("rate",))
    assert left == table(promised)


def test_no_byte_of_a_hidden_count_is_left() -> None:
    promised = counted()
    canary = 0x5EC4E7
    rows = table(promised, ("31.71.01", "a", 3), ("31.71.02", "a", canary), ("31.71", "a", canary + 3))
    left = suppressed(rows, promised, counts=("n",), by=("area",))
    assert left.column("n").to_pylist() == [None, None, canary + 3]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, left.schema) as writer:
        writer.write_table(left)
    assert canary.to_bytes(8, "little") not in sink.getvalue().to_pybytes()
