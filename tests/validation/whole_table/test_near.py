"""Rows that lie near each other: exactly those the great-circle distance says, wherever on Earth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from checked import SIZES, Row, accepted, broken, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from made import contract, field, judged, report_of

from opendata_share._sphere import EARTH_RADIUS_M, great_circle_m
from opendata_share.contract import NearDuplicates
from opendata_share.report import Severity
from opendata_share.validation.whole_table import _near

PLACE = (field("latitude", "number"), field("longitude", "number"))
METRE = math.degrees(1 / EARTH_RADIUS_M)


def is_near(one: Row, other: Row, rule: NearDuplicates) -> bool:
    if any(one.get(name) is None or one.get(name) != other.get(name) for name in rule.same):
        return False
    for row in (one, other):
        latitude, longitude = row["latitude"], row["longitude"]
        if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
            return False
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return False
    at = (one["latitude"], one["longitude"], other["latitude"], other["longitude"])
    return float(great_circle_m(*at)) <= rule.within_m


def naive(rows: Sequence[Row], rule: NearDuplicates) -> dict[int, set[int]]:
    """Return the rows that break the rule, each with all earlier rows it lies near."""
    found = {
        number: {first for first, other in enumerate(rows[: number - 1], 1) if is_near(other, row, rule)}
        for number, row in enumerate(rows, 1)
    }
    return {number: earlier for number, earlier in found.items() if earlier}


def check(rows: Sequence[Row], rule: NearDuplicates, size: int) -> None:
    promised = contract(*PLACE, *(field(name) for name in rule.same), table_rules=(rule,))
    expected = naive(rows, rule)
    documents = []
    for validated in verdicts(promised, rows, size):
        found = dict(broken(validated, "near-duplicates"))
        assert found.keys() == expected.keys()
        assert all(first in expected[number or 0] for number, first in found.items())
        fallen = {number for number, row in enumerate(rows, 1) if row["longitude"] != row["longitude"]}  # NaN
        fallen |= expected.keys() if rule.severity == "error" else set()
        assert len(accepted(validated)) == len(rows) - len(fallen)
        documents.append(validated.report.to_document())
    assert documents[0] == documents[1] == documents[2]


@st.composite
def crowds(draw: st.DrawFn) -> list[Row]:
    """Points around one spot, some metres apart; spots include the poles and the line where days change."""
    latitude = draw(st.sampled_from([-6.2, 0.0, 89.9999, 90.0, -90.0, 45.0]))
    longitude = draw(st.sampled_from([106.8, 0.0, 180.0, -180.0, 179.9999]))
    rows: list[Row] = []
    for _ in range(draw(st.integers(0, 12))):
        north, east = draw(st.integers(-250, 250)), draw(st.integers(-250, 250))
        narrow = max(math.cos(math.radians(latitude)), 1e-6)
        lon = longitude + east * METRE / narrow
        row: dict[str, Any] = {
            "latitude": min(90.0, max(-90.0, latitude + north * METRE)),
            "longitude": (lon + 180) % 360 - 180,
            "kind": draw(st.sampled_from([None, "a", "b"])),
        }
        row |= draw(st.sampled_from([{}, {}, {}, {"latitude": None}, {"longitude": math.nan}, {"latitude": 91.0}]))
        rows.append(row)
    return rows


@settings(deadline=None, max_examples=120)
@given(
    crowds(),
    SIZES,
    st.sampled_from([1, 50, 100, 300]),
    st.sampled_from([(), ("kind",)]),
    st.sampled_from(["error", "advice"]),
)
def test_rows_near_an_earlier_one_are_found(
    rows: list[Row], size: int, within: int, same: tuple[str, ...], severity: Severity
) -> None:
    check(rows, NearDuplicates(within, same, severity=severity), size)


@settings(deadline=None, max_examples=30)
@given(crowds(), SIZES)
def test_neither_the_cubes_names_nor_the_portions_decide(rows: list[Row], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_near, "_PRIMES", (_near.np.int64(0),) * 3)  # all cubes have one name
        patch.setattr(_near, "_PAIRS", 3)
        check(rows, NearDuplicates(100), size)


def test_the_row_that_is_named_does_not_hang_on_what_else_is_looked_at_together() -> None:
    """Around a pole the numbers of small cubes are 0, 1 and -1, which were mixed up where a group stood alone."""
    places = [(90.0, 15.1), (89.9985, -21.0), (89.9997, 170.4), (89.9984, -42.3), (89.9978, 42.3), (90.0, 138.1)]
    rows = [{"latitude": latitude, "longitude": longitude} for latitude, longitude in places]
    for size in range(1, 7):
        check(rows, NearDuplicates(300), size)


def test_the_distance_is_exact_at_the_bound() -> None:
    for metres, found in ((49.99, 1), (50.01, 0)):
        rows = [{"latitude": -6.2, "longitude": 106.8}, {"latitude": -6.2 + metres * METRE, "longitude": 106.8}]
        promised = contract(*PLACE, table_rules=(NearDuplicates(50),))
        assert len(broken(judged(promised, rows), "near-duplicates")) == found


def test_no_place_is_near_the_null_island_and_ten_thousand_rows_at_one_spot_are_quick() -> None:
    promised = contract(*PLACE, table_rules=(NearDuplicates(50),))
    rows = [{"latitude": 0.0, "longitude": 0.0}] * 3 + [{"latitude": -6.2, "longitude": 106.8}] * 10_000
    report = report_of(judged(promised, rows))
    assert report.advice == {"near-duplicates": 9_999}
    assert report.violations[0].row == 5
    assert report.violations[0].parameters["first"] == 4
