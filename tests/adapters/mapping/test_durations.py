"""A duration inside a map: ISO 8601 days to seconds, and nothing that only looks like one."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.adapters.mapping._conversion import DURATION, Kind, Lexical, convert

KIND = Kind("duration", DURATION)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT15H", 54_000), ("PT0S", 0), ("P2D", 172_800), ("P1DT2H3M4S", 93_784), (" PT5M ", 300)],
)
def test_a_duration_is_read(text: str, seconds: int) -> None:
    converted = convert(pa.array([text]), KIND, Lexical())
    assert converted.values.to_pylist() == [timedelta(seconds=seconds)]
    assert not converted.failed.any()


@pytest.mark.parametrize("text", ["P", "PT", "P1DT", "15 jam", "PT1.5H", "-PT1H", "P1Y", "PT1H2H", "p1d"])
def test_what_is_no_duration_is_null_and_marked(text: str) -> None:
    converted = convert(pa.array([text, None, "PT1S"]), KIND, Lexical())
    assert converted.values.to_pylist() == [None, None, timedelta(seconds=1)]
    assert converted.failed.tolist() == [True, False, False]


@given(
    days=st.integers(0, 999_999),
    hours=st.integers(0, 999),
    minutes=st.integers(0, 99_999),
    seconds=st.integers(0, 10**8),
)
def test_a_duration_is_the_sum_of_its_parts(days: int, hours: int, minutes: int, seconds: int) -> None:
    converted = convert(pa.array([f"P{days}DT{hours}H{minutes}M{seconds}S"]), KIND, Lexical())
    assert converted.values.to_pylist() == [timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)]
