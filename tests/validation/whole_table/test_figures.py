"""How many rows a table has, and how old the newest is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from checked import SIZES, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, contract, field, judged, report_of

from opendata_share.contract import Freshness, RowCount
from opendata_share.report import Severity

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 9), SIZES, st.none() | st.integers(0, 8), st.integers(0, 12), st.sampled_from(["error", "advice"])
)
def test_rows_beyond_the_most_are_rejected_and_too_few_are_told(
    count: int, size: int, least: int | None, most: int, severity: Severity
) -> None:
    if (least or 0) > most:
        return
    promised = contract(field("x"), table_rules=(RowCount(least, most, severity),))
    rows = [{"x": str(number)} for number in range(count)]
    beyond = max(0, count - most)
    few = least is not None and count < least
    for validated in verdicts(promised, rows, size):
        report = report_of(validated)
        if severity == "error":
            assert accepted(validated) == rows[:most]
            assert report.counts == ({"row-count": beyond} if beyond else {})
            assert report.advice == ({"row-count": 1} if few else {})
        else:
            assert accepted(validated) == rows
            assert report.advice == ({"row-count": few + bool(beyond)} if few or beyond else {})
            assert all(one.row is None for one in report.violations)


@pytest.mark.parametrize(
    ("kind", "newest", "as_of", "stale"),
    [
        ("datetime", NOON, NOON + timedelta(hours=6), False),
        ("datetime", NOON, NOON + timedelta(hours=6, microseconds=1), True),
        ("datetime", NOON, NOON - timedelta(days=9), False),
        ("datetime", NOON, None, False),
        ("datetime", None, NOON, False),
        ("date", date(2026, 3, 1), datetime(2026, 3, 2, 5, 59, 59, tzinfo=UTC), False),
        ("date", date(2026, 3, 1), datetime(2026, 3, 2, 6, 0, tzinfo=UTC), True),
    ],
)
def test_the_newest_row_decides_how_old_a_table_is(kind: str, newest: Any, as_of: datetime | None, stale: bool) -> None:
    promised = contract(field("x", kind), table_rules=(Freshness("x", "PT6H"),))
    rows = [{"x": None}, {"x": newest}, {"x": None if newest is None else newest - timedelta(days=3)}]
    for validated in verdicts(promised, rows, 1, as_of=as_of):
        report = report_of(validated)
        assert report.advice == ({"freshness": 1} if stale else {})
        assert len(accepted(validated)) == 3
        for one in report.violations:
            assert (one.row, one.field) == (None, "x")


def test_how_old_is_said_in_the_words_of_the_contract_and_values_only_where_public() -> None:
    for public, shown in ((True, "'2026-03-02T12:00:00+00:00'"), (False, "(str, 25)")):
        at = field("x", "datetime") if public else field("x", "datetime", sensitivity=INTERNAL)
        promised = contract(at, table_rules=(Freshness("x", "PT6H"),))
        (one,) = report_of(judged(promised, [{"x": NOON}], as_of=NOON + timedelta(days=1))).violations
        assert one.message() == f"the newest x is {shown}, more than PT6H before 2026-03-03T12:00:00+00:00"
