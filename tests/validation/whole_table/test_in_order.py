"""Values that never decrease, intervals that do not overlap, transitions: as the naive reading says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from checked import SIZES, Row, broken, check, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, contract, field, judged, refers, report_of, table

from opendata_share.contract import Monotone, NoOverlap, Transitions
from opendata_share.report import Severity, shown
from opendata_share.validation import validate

SEVERITIES = st.sampled_from(["error", "advice"])
UNITS = st.sampled_from([None, "a", "b", "c:d"])
EXAMPLES = settings(deadline=None, max_examples=60)


def ranked(rows: Sequence[Row], entity: Sequence[str], order: str | None) -> dict[tuple[Any, ...], list[int]]:
    """Return the rows of each entity by number, in order; those with a null are left out."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for number, row in enumerate(rows):
        key = tuple(row.get(name) for name in entity)
        if None not in key and (order is None or row.get(order) is not None):
            groups.setdefault(key, []).append(number)
    return {
        key: numbers if order is None else sorted(numbers, key=lambda number: (rows[number][order], number))
        for key, numbers in groups.items()
    }


def naive_monotone(rows: Sequence[Row], rule: Monotone) -> list[tuple[int, int]]:
    found = []
    for numbers in ranked(rows, rule.entity, rule.order).values():
        seen: list[int] = []
        for number in numbers:
            value = rows[number].get(rule.field)
            if value is None or math.isnan(value):
                continue
            greatest = max((rows[other][rule.field] for other in seen), default=value)
            if value < greatest:
                found.append((number + 1, next(other for other in seen if rows[other][rule.field] == greatest) + 1))
            seen.append(number)
    return sorted(found)


@EXAMPLES
@given(
    st.lists(st.fixed_dictionaries({"u": UNITS, "n": st.none() | st.integers(-2, 3)}), max_size=20), SIZES, SEVERITIES
)
def test_a_value_never_decreases_in_the_order_of_the_source(rows: list[Row], size: int, severity: Severity) -> None:
    rule = Monotone("n", ("u",), severity=severity)
    promised = contract(field("u"), field("n", "integer"), table_rules=(rule,))
    check(promised, rows, size, "monotone", naive_monotone(rows, rule))


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "u": UNITS,
                "v": st.sampled_from([None, 1, 2]),
                "n": st.none() | st.floats(-2, 3, width=16) | st.sampled_from([-0.0, 0.0]),
                "t": st.none() | st.integers(0, 4),
            }
        ),
        max_size=20,
    ),
    SIZES,
)
def test_a_value_never_decreases_in_the_order_of_another_field(rows: list[Row], size: int) -> None:
    rule = Monotone("n", ("u", "v"), order="t")
    promised = contract(
        field("u"), field("v", "integer"), field("n", "number"), field("t", "integer"), table_rules=(rule,)
    )
    check(promised, rows, size, "monotone", naive_monotone(rows, rule))


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_entities_do_not_disturb_each_other(data: st.DataObject) -> None:
    """Rows of different entities may be shuffled among each other; each entity keeps its own order."""
    values = data.draw(st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=4))
    turns = data.draw(st.permutations([who for who, own in enumerate(values) for _ in own]))
    rule = Monotone("n", ("u",))
    promised = contract(field("u"), field("n", "integer"), table_rules=(rule,))
    streams = [iter(own) for own in values]
    rows = [{"u": str(who), "n": next(streams[who])} for who in turns]
    in_blocks = [{"u": str(who), "n": value} for who, own in enumerate(values) for value in own]
    rejected = [sorted(row.items()) for row in rows if row not in accepted(judged(promised, rows))]
    again = [sorted(row.items()) for row in in_blocks if row not in accepted(judged(promised, in_blocks))]
    assert sorted(rejected) == sorted(again)


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("date", date(2024, 1, 1), date(2024, 1, 2)),
        ("datetime", datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
        ("integer", 2**62, 2**62 + 1),
        ("number", 1.0, 1.0000000000000002),
        ("number", -2.0, -1.0),
        ("decimal", Decimal("-9999999999999.99999"), Decimal("-9999999999999.99998")),
    ],
)
def test_values_of_any_type_are_compared_exactly(kind: str, low: Any, high: Any) -> None:
    digits = {"precision": 18, "scale": 5} if kind == "decimal" else {}
    promised = contract(field("u"), field("n", kind, **digits), table_rules=(Monotone("n", ("u",)),))
    rows = [{"u": "a", "n": value} for value in (low, low, high, low, high)]
    check(promised, rows, 2, "monotone", [(4, 3)])


def naive_overlap(rows: Sequence[Row], rule: NoOverlap) -> list[tuple[int, int]]:
    found = []
    for numbers in ranked(rows, rule.entity, rule.start).values():
        seen: list[tuple[int, Any]] = []
        for number in numbers:
            start, end = rows[number][rule.start], rows[number].get(rule.end)
            if end is None and not rule.open_ended:
                continue
            end = 99 if end is None else end
            if end < start or (end == start and rule.may_touch):
                continue
            last = max((one for _, one in seen), default=-99)
            if start < last or (start == last and not rule.may_touch):
                found.append((number + 1, next(other for other, one in seen if one == last) + 1))
            seen.append((number, end))
    return sorted(found)


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries({"u": UNITS, "a": st.none() | st.integers(0, 6), "b": st.none() | st.integers(0, 8)}),
        max_size=16,
    ),
    SIZES,
    st.builds(NoOverlap, st.just("a"), st.just("b"), st.just(("u",)), st.booleans(), st.booleans(), SEVERITIES),
)
def test_intervals_do_not_overlap(rows: list[Row], size: int, rule: NoOverlap) -> None:
    promised = contract(field("u"), field("a", "integer"), field("b", "integer"), table_rules=(rule,))
    check(promised, rows, size, "no-overlap", naive_overlap(rows, rule))


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries({"u": st.just("a"), "a": st.integers(0, 9), "b": st.none() | st.integers(0, 12)}),
        max_size=12,
    ),
    st.booleans(),
)
def test_what_is_accepted_does_not_overlap(rows: list[Row], may_touch: bool) -> None:
    rule = NoOverlap("a", "b", ("u",), may_touch)
    promised = contract(field("u"), field("a", "integer"), field("b", "integer"), table_rules=(rule,))
    left = accepted(judged(promised, rows))
    assert naive_overlap(left, rule) == []


def test_last_days_belong_to_the_interval_where_they_may_not_touch() -> None:
    rule = NoOverlap("a", "b", ("u",), may_touch=False)
    promised = contract(field("u"), field("a", "date"), field("b", "date"), table_rules=(rule,))
    day = date(2024, 1, 1)
    rows = [
        {"u": "x", "a": day, "b": day + timedelta(days=9)},
        {"u": "x", "a": day + timedelta(days=9), "b": None},
        {"u": "x", "a": day + timedelta(days=40), "b": None},
    ]
    validated = judged(promised, rows)
    assert broken(validated, "no-overlap") == [(2, 1), (3, 2)]
    message = report_of(validated).violations[0].message()
    assert message == "a to b overlaps row 1 of the same u, which starts earlier"


STATES = ("free", "sent", "busy", "odd")
ALLOWED = (("free", ("sent",)), ("sent", ("busy", "free")), ("busy", ()))


def naive_transitions(rows: Sequence[Row], rule: Transitions) -> list[tuple[int, int]]:
    allowed = dict(rule.allowed)
    named = {*allowed, *(code for codes in allowed.values() for code in codes)}
    found = []
    for numbers in ranked(rows, rule.entity, rule.order).values():
        there = [number for number in numbers if rows[number].get(rule.field) is not None]
        for before, number in pairwise(there):
            one, other = rows[before][rule.field], rows[number][rule.field]
            if one in allowed and other in named and other != one and other not in allowed[one]:
                found.append((number + 1, before + 1))
    return sorted(found)


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries({"u": UNITS, "t": st.none() | st.integers(0, 9), "s": st.sampled_from([None, *STATES])}),
        max_size=20,
    ),
    SIZES,
    SEVERITIES,
)
def test_a_status_follows_only_what_it_may(rows: list[Row], size: int, severity: Severity) -> None:
    rule = Transitions("s", ("u",), "t", ALLOWED, severity)
    promised = contract(field("u"), field("t", "integer"), field("s"), table_rules=(rule,))
    check(promised, rows, size, "transitions", naive_transitions(rows, rule))


@pytest.mark.parametrize("public", [True, False])
def test_statuses_are_shown_only_where_they_are_public(public: bool) -> None:
    rule = Transitions("s", ("u",), "t", ALLOWED)
    status = field("s") if public else field("s", sensitivity=INTERNAL)
    promised = contract(field("u"), field("t", "integer"), status, table_rules=(rule,))
    rows = [{"u": "a", "t": 1, "s": "free"}, {"u": "a", "t": 2, "s": "busy"}]
    (one,) = report_of(judged(promised, rows)).violations
    assert one.message().startswith(shown("free → busy", public=public))
    assert ("busy" in one.message()) == public


def test_a_row_that_falls_late_takes_those_that_refer_to_it_along() -> None:
    rule = Monotone("n", ("u",))
    promised = contract(
        field("id"), field("u"), field("n", "integer"), field("up", reference=refers("thing")), key=("id",),
        table_rules=(rule,),
    )  # fmt: skip
    rows = [
        {"id": "1", "u": "a", "n": 5},
        {"id": "2", "u": "a", "n": 4},
        {"id": "3", "up": "2"},
        {"id": "4", "up": "3"},
        {"id": "5", "up": "1"},
    ]
    for validated in verdicts(promised, rows, 2):
        assert [row["id"] for row in accepted(validated)] == ["1", "5"]
        reasons = validated.rejected.to_arrow().to_pylist()
        assert [(row["_row"], row["_rule"]) for row in sorted(reasons, key=lambda row: row["_row"])] == [
            (2, "monotone"),
            (3, "dangling-reference"),
            (4, "dangling-reference"),
        ]


def test_a_row_keeps_all_its_reasons_those_found_late_too() -> None:
    rules = (Monotone("n", ("u",)), Monotone("m", ("u",)))
    promised = contract(field("u"), field("n", "integer", maximum=5), field("m", "integer"), table_rules=rules)
    rows = [{"u": "a", "n": 9, "m": 9}, {"u": "a", "n": 8, "m": 8}, {"u": "a", "n": 3, "m": 9}]
    for validated in verdicts(promised, rows, 1):
        reasons = {row["_row"]: row["_rule"] for row in validated.rejected.to_arrow().to_pylist()}
        assert reasons == {1: "maximum", 2: "maximum; monotone; monotone", 3: "monotone"}
        assert report_of(validated).balance.rejected == 3


def test_only_the_report_may_be_wanted() -> None:
    promised = contract(field("u"), field("n", "integer"), table_rules=(Monotone("n", ("u",)),))
    rows = [{"u": "a", "n": 2}, {"u": "a", "n": 1}]
    validated = validate(table(promised, rows), keep=False)
    assert broken(validated, "monotone") == [(2, 1)]
    assert validated.rejected.count == 1
