"""Row checks, conditional patterns, profiles and the rule that needs a now."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from made import accepted, contract, field, found, judged, report_of

from opendata_share.contract import Check, Level, Provenance
from opendata_share.errors import DefinitionError
from opendata_share.validation import judge_record

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_a_check_passes_a_row_it_cannot_tell_about() -> None:
    """SQL's CHECK: only false fails, null passes."""
    check = Check("below", "x <= y", en="e", id="i")
    promised = contract(field("x", "integer"), field("y", "integer"), checks=(check,))
    rows = [{"x": 1, "y": 1}, {"x": 2, "y": 1}, {"x": 2}, {"y": 1}, {}]
    assert found(judged(promised, rows)) == [(2, None, "below")]


def test_a_row_that_overflows_violates_alone() -> None:
    check = Check("sum", "x + 1 > 0", en="e", id="i")
    promised = contract(field("x", "integer"), checks=(check,))
    validated = judged(promised, [{"x": 1}, {"x": 2**63 - 1}, {"x": 2}])
    assert found(validated) == [(2, None, "not-computable")]
    assert report_of(validated).violations[0].message() == "sum cannot be computed for this row: x + 1 > 0"


def test_a_number_that_is_not_finite_is_seen_by_no_other_rule_of_its_row() -> None:
    check = Check("more", "x > 1", en="e", id="i")
    promised = contract(
        field("x", "number", maximum=5), field("t", pattern="a", pattern_when="x < 1"), checks=(check,), key=("x",)
    )
    rows = [{"x": value, "t": "b"} for value in (math.nan, -math.nan, math.inf, math.inf, 2.0)]
    assert found(judged(promised, rows)) == [(row, "x", "not-finite") for row in (1, 2, 3, 4)]
    assert [one.rule for one in judge_record(promised, rows[0])] == ["not-finite"]


def test_advice_that_cannot_be_computed_is_advice() -> None:
    check = Check("sum", "x + 1 > 0", en="e", id="i", severity="advice")
    validated = judged(contract(field("x", "integer"), checks=(check,)), [{"x": 2**63 - 1}])
    assert report_of(validated).advice == {"not-computable": 1}
    assert len(accepted(validated)) == 1


def test_a_conditional_pattern_holds_only_where_its_condition_is_true() -> None:
    promised = contract(field("country"), field("zip", pattern="^[0-9]{5}$", pattern_when="country = 'ID'"))
    rows: list[dict[str, Any]] = [
        {"country": "ID", "zip": "12345"},
        {"country": "ID", "zip": "1234"},
        {"country": "GB", "zip": "SW1A"},
        {"country": None, "zip": "SW1A"},
        {"country": "ID", "zip": None},
    ]
    assert found(judged(promised, rows)) == [(2, "zip", "pattern")]


def test_a_condition_that_cannot_be_computed_is_a_violation_of_its_field() -> None:
    promised = contract(field("n", "integer"), field("zip", pattern="^[0-9]{5}$", pattern_when="n + 1 > 0"))
    assert found(judged(promised, [{"n": 2**63 - 1, "zip": "x"}])) == [(1, "zip", "not-computable")]


@pytest.mark.parametrize(
    ("row", "level"),
    [({"r": "a", "f": "a"}, "full"), ({"r": "a"}, "recommended"), ({"f": "a"}, "core"), ({}, "core")],
)
def test_the_level_is_the_highest_of_which_nothing_is_missing(row: dict[str, str], level: str) -> None:
    promised = contract(field("r", level=Level.RECOMMENDED), field("f", level=Level.FULL))
    report = report_of(judged(promised, [{"r": "a", "f": "a"}, row]))
    assert (report.level, report.valid) == (level, True)
    whole = report_of(judged(promised, [{"r": "a", "f": "a"}]))
    assert whole.merged(report, 10).level == report.merged(whole, 10).level == level


def test_a_recommended_check_is_advice() -> None:
    check = Check("known", "x IS NOT NULL", en="e", id="i", level=Level.RECOMMENDED)
    report = report_of(judged(contract(field("x"), field("y"), checks=(check,)), [{"y": "a"}]))
    assert (check.severity, report.level, report.valid) == ("advice", "core", True)


def test_an_unmet_full_field_is_advice_and_makes_the_level_core() -> None:
    promised = contract(field("x"), field("y", level=Level.FULL))
    assert report_of(judged(promised, [{"y": "a"}, {"y": "b"}])).level == "full"
    report = report_of(judged(promised, [{"y": "a"}, {}]))
    assert (report.level, report.advice, report.valid) == ("core", {"required-in-full": 1}, True)


def test_an_unmet_full_check_makes_the_level_core() -> None:
    check = Check("known", "x IS NOT NULL", en="e", id="i", level=Level.FULL)
    report = report_of(judged(contract(field("x"), checks=(check,)), [{}]))
    assert (report.level, report.advice, report.counts) == ("core", {"known": 1}, {})


def test_advice_of_a_core_check_leaves_the_level_full() -> None:
    check = Check("known", "x IS NOT NULL", en="e", id="i", severity="advice")
    assert report_of(judged(contract(field("x"), checks=(check,)), [{}])).level == "full"


def test_now_is_what_the_caller_says_and_stands_in_the_report() -> None:
    promised = contract(field("at", "datetime", provenance=Provenance.RECORDED_AT))
    late = {"at": datetime(2999, 1, 1, tzinfo=UTC)}
    assert report_of(judged(promised, [late])).counts == {}
    report = report_of(judged(promised, [late], as_of=NOON))
    assert report.counts == {"recorded-in-future": 1}
    assert report.as_of == NOON


def test_a_now_without_an_offset_is_refused() -> None:
    with pytest.raises(DefinitionError, match="without an offset"):
        judged(contract(field("x")), [], as_of=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("kind", "bound"),
    [("date", "2020-13-01"), ("datetime", "2020-01-01T00:00:00"), ("decimal", "x"), ("decimal", "1/0")],
)
def test_a_bound_that_is_no_value_of_its_field_is_refused_before_a_row_is_read(kind: str, bound: str) -> None:
    extra = {"precision": 5, "scale": 2} if kind == "decimal" else {}
    with pytest.raises(DefinitionError, match="is not a value of type"):
        judged(contract(field("x", kind, minimum=bound, **extra)), [])


@pytest.mark.parametrize(
    ("bounds", "good", "bad"),
    [
        ({"minimum": 2**70}, [], [2**63 - 1]),
        ({"maximum": 2**70}, [2**63 - 1], []),
        ({"maximum": -(2**70)}, [], [-(2**63)]),
        ({"exclusive_minimum": 2**63 - 1}, [], [2**63 - 1]),
        ({"exclusive_maximum": -(2**63)}, [], [-(2**63)]),
        ({"exclusive_minimum": -(2**63) - 1}, [-(2**63)], []),
    ],
    ids=str,
)
def test_bounds_beside_and_beyond_the_range_of_integers(
    bounds: dict[str, object], good: list[int], bad: list[int]
) -> None:
    rows = [{"x": value} for value in (*good, *bad)]
    assert accepted(judged(contract(field("x", "integer", **bounds)), rows)) == rows[: len(good)]
