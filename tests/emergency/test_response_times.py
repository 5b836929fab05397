"""How fast help came: what counts, what does not and why, and the figures."""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.emergency import ResponseFigure, ResponseTimes, response_times
from opendata_share.errors import DefinitionError


def schema_of(columns: list[tuple[str, pa.DataType]]) -> pa.Schema:
    return pa.schema(columns)


NOON = datetime(2013, 1, 1, 12, tzinfo=UTC)
MOMENT = pa.timestamp("us", tz="UTC")
INCIDENTS = schema_of(
    [
        ("id", pa.string()),
        ("call_received_at", MOMENT),
        ("first_on_scene_at", MOMENT),
        ("time_precision", pa.string()),
        ("incident_category", pa.string()),
        ("area_code", pa.string()),
    ]
)
RESPONSES = schema_of(
    [
        ("incident_id", pa.string()),
        ("on_scene_at", MOMENT),
        ("response_s", pa.int64()),
        ("agency_id", pa.string()),
    ]
)


def incidents(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), INCIDENTS)


def incident(seconds: float | None, start: datetime | None = NOON, **fields: Any) -> dict[str, Any]:
    end = None if seconds is None else (start or NOON) + timedelta(seconds=seconds)
    return {"call_received_at": start, "first_on_scene_at": end, "time_precision": "minute"} | fields


def overall(*seconds: float, **options: Any) -> ResponseFigure:
    return response_times(incidents(*map(incident, seconds)), **options).overall


def test_five_minutes_are_three_hundred_seconds() -> None:
    figure = overall(300)
    assert (figure.count, figure.median_s, figure.p90_s, figure.min_s, figure.max_s) == (1, 300, 300, 300, 300)


def test_the_percentile_interpolates_between_order_statistics() -> None:
    # type 7: of ten values the 90th percentile lies at place 8.1, a tenth of the way from the ninth to the tenth
    figure = overall(*range(60, 660, 60))
    assert (figure.median_s, figure.p90_s, figure.min_s, figure.max_s) == (330, 546, 60, 600)


def test_the_target_is_inclusive() -> None:
    figure = overall(899, 900, 900.000001, 901)
    assert (figure.within_target, figure.share_within_target) == (2, 0.5)
    assert overall(300, 301, target_s=300).within_target == 1


def test_midnight_is_crossed_rightly() -> None:
    late = datetime(2013, 1, 1, 23, 58, tzinfo=timezone(timedelta(hours=7)))
    assert response_times(incidents(incident(420, late))).overall.median_s == 420
    new_year = datetime(2013, 12, 31, 23, 59, tzinfo=UTC)
    assert response_times(incidents(incident(120, new_year))).overall.median_s == 120


def test_rows_that_do_not_count_are_counted_by_reason() -> None:
    rows = incidents(
        incident(300),
        incident(None),
        incident(300, None),
        incident(-60),
        incident(0, time_precision="day"),
        incident(None, time_precision="day"),
        incident(600, time_precision=None),
    )
    figure = response_times(rows).overall
    assert (figure.count, figure.n_excluded) == (2, 5)
    assert (figure.missing_start, figure.missing_end, figure.negative, figure.day_precision) == (1, 1, 1, 2)


def test_an_end_before_the_start_is_not_mended() -> None:
    figure = overall(-85_800)  # 23:55 to 0:05 of the same day: the field map would have added a day
    assert (figure.count, figure.negative, figure.median_s, figure.share_within_target) == (0, 1, None, None)


def test_no_time_at_all_counts() -> None:
    assert overall(0).median_s == 0


def test_more_than_four_hours_count_and_are_a_finding() -> None:
    answer = response_times(incidents(incident(300), incident(14_400), incident(29_100)))
    assert (answer.overall.count, answer.overall.over_max, answer.overall.max_s) == (3, 1, 29_100)
    assert answer.findings[0].text().startswith("1 response times exceed 4 hours (the longest is 29100 s)")
    assert response_times(incidents(incident(300)), max_s=299).overall.over_max == 1


def test_nothing_gives_no_figures() -> None:
    answer = response_times(INCIDENTS.empty_table(), by=["area_code"])
    assert (answer.rows, answer.overall.count, answer.overall.median_s) == ((), 0, None)
    assert answer.to_arrow().column_names[0] == "area_code"
    assert "0" in answer.describe()


def test_heaping_is_reported() -> None:
    figure = overall(300, 600, 360, 301)
    assert figure.share_multiple_of_5_min == 0.5
    assert figure.bulk_count == 0
    assert figure.share_bulk == 0.0


def test_entries_made_in_bulk_show_as_one_pair_of_times_of_day() -> None:
    nine = datetime(2013, 1, 1, 2, 0, tzinfo=UTC)  # 9:00 in Jakarta
    rows = [incident(600, nine + timedelta(days=day)) for day in range(6)] + [incident(600), incident(420)]
    figure = response_times(incidents(*rows), zone="Asia/Jakarta").overall
    assert (figure.bulk_start, figure.bulk_end, figure.bulk_count) == ("09:00:00", "09:10:00", 6)
    assert figure.share_bulk == 0.75
    assert response_times(incidents(*rows)).overall.bulk_start == "02:00:00"


def test_groups_are_ordered_by_value_with_unknown_last() -> None:
    rows = incidents(
        incident(60, incident_category="rescue", area_code="31.72"),
        incident(120, incident_category="fire", area_code="31.72"),
        incident(180, incident_category=None, area_code="31.71"),
        incident(240, incident_category="fire", area_code="31.71"),
        incident(None, incident_category="flood", area_code="31.71"),
    )
    answer = response_times(rows, by=["incident_category"])
    shown = [(row.group, row.count, row.median_s) for row in answer.rows]
    assert shown == [(("fire",), 2, 180), (("flood",), 0, None), (("rescue",), 1, 60), ((None,), 1, 180)]
    assert (answer.overall.count, answer.overall.n_excluded) == (4, 1)
    both = response_times(rows, by=("area_code", "incident_category"))
    assert [row.group for row in both.rows][:2] == [("31.71", "fire"), ("31.71", "flood")]
    assert both.to_arrow()["area_code"].to_pylist() == ["31.71"] * 3 + ["31.72"] * 2


def test_groups_may_be_of_any_plain_type() -> None:
    rows = incidents(incident(60, area_code="b"), incident(120, area_code="a"))
    rows = rows.append_column("year", pa.array([2014, 2013])).append_column("test", pa.array([True, None]))
    rows = rows.set_column(5, "area_code", rows["area_code"].dictionary_encode())
    answer = response_times(rows, by=["year", "test", "area_code"])
    assert [row.group for row in answer.rows] == [(2013, None, "a"), (2014, True, "b")]
    nested = rows.append_column("list", pa.array([["a"], ["b"]]))
    with pytest.raises(DefinitionError, match="list"):
        response_times(nested, by=["list"])


def test_fallen_trees_are_a_group_of_their_own_beside_ambulance_runs() -> None:
    """The category, not the crew, says what an incident was: a fire department's tree work is no ambulance run."""
    rows = incidents(
        *(incident(1800, incident_category="public_service") for _ in range(82)),
        *(incident(480, incident_category="medical") for _ in range(26)),
    )
    medical, service = response_times(rows, by=["incident_category"]).rows
    assert (medical.group, medical.count, medical.share_within_target) == (("medical",), 26, 1.0)
    assert (service.group, service.count, service.share_within_target) == (("public_service",), 82, 0.0)


def test_other_columns_may_be_the_start_and_the_end() -> None:
    rows = pa.table({"dispatched": pa.array([NOON], MOMENT), "there": pa.array([NOON + timedelta(seconds=77)], MOMENT)})
    assert response_times(rows, start="dispatched", end="there").overall.median_s == 77


def test_any_library_and_any_unit_of_time_will_do() -> None:
    frame = pl.DataFrame({"call_received_at": [NOON], "first_on_scene_at": [NOON + timedelta(minutes=3)]})
    assert response_times(frame).overall.median_s == 180
    nanos = pa.timestamp("ns", tz="Asia/Jakarta")
    table = pa.table({name: frame.to_arrow()[name].cast(nanos) for name in frame.columns})
    assert response_times(table).overall.median_s == 180


def test_wrong_columns_and_zones_are_named() -> None:
    rows = incidents(incident(300))
    with pytest.raises(DefinitionError, match="first_on_scene_at of emergency-incident"):
        response_times(rows.drop(["first_on_scene_at"]))
    with pytest.raises(DefinitionError, match="colour"):
        response_times(rows, by=["colour"])
    with pytest.raises(DefinitionError, match="Mars/Olympus"):
        response_times(rows, zone="Mars/Olympus")
    naive = rows.set_column(1, "call_received_at", pa.array([NOON.replace(tzinfo=None)]))
    with pytest.raises(DefinitionError, match="call_received_at"):
        response_times(naive)


def of_units(calls: pa.Table, *rows: dict[str, Any], **options: Any) -> ResponseTimes:
    return response_times(calls, responses=pa.Table.from_pylist(list(rows), RESPONSES), **options)


CALLS = incidents(
    incident(None, id="i:1", incident_category="fire"),
    incident(None, NOON + timedelta(hours=1), id="i:2", incident_category="medical"),
    incident(None, id="i:3", time_precision="day"),
    incident(None, None, id="i:4"),
)


def test_each_unit_has_its_own_response_time() -> None:
    answer = of_units(
        CALLS,
        {"incident_id": "i:1", "on_scene_at": NOON + timedelta(seconds=240), "agency_id": "damkar"},
        {"incident_id": "i:1", "on_scene_at": NOON + timedelta(seconds=360), "agency_id": "dinkes"},
        {"incident_id": "i:2", "on_scene_at": NOON + timedelta(hours=1, seconds=600), "agency_id": "dinkes"},
        by=["agency_id"],
    )
    assert [(row.group, row.count, row.median_s) for row in answer.rows] == [
        (("damkar",), 1, 240),
        (("dinkes",), 2, 480),
    ]
    assert (answer.overall.bulk_start, answer.overall.share_bulk) == (None, None)


def test_a_stored_duration_stands_before_the_clocks() -> None:
    answer = of_units(
        CALLS,
        {"incident_id": "i:1", "on_scene_at": NOON + timedelta(seconds=240), "response_s": 200},
        {"incident_id": "i:4", "response_s": 100},
        {"incident_id": "elsewhere", "response_s": 300},
    )
    assert (answer.overall.count, answer.overall.median_s) == (3, 200)


def test_unit_responses_without_a_time_are_counted_by_reason() -> None:
    there = {"on_scene_at": NOON}
    figure = of_units(
        CALLS,
        {"incident_id": "i:1"},
        {"incident_id": "i:3"} | there,
        {"incident_id": "i:4"} | there,
        {"incident_id": "elsewhere"} | there,
        {"incident_id": None} | there,
        {"incident_id": "i:2"} | there,
        {"incident_id": "i:1", "response_s": -5},
    ).overall
    assert (figure.count, figure.missing_end, figure.day_precision, figure.missing_start, figure.negative) == (
        0,
        1,
        1,
        3,
        2,
    )


def test_groups_of_unit_responses_may_come_from_their_incident() -> None:
    there = NOON + timedelta(seconds=90)
    answer = of_units(
        CALLS, {"incident_id": "i:1", "on_scene_at": there}, {"incident_id": "x"}, by=["incident_category"]
    )
    assert [(row.group, row.count) for row in answer.rows] == [(("fire",), 1), ((None,), 0)]


def test_the_text_says_figures_reasons_and_heaping_in_both_languages() -> None:
    rows = [
        incident(300, incident_category="fire"),
        incident(300, incident_category="fire"),
        incident(None),
        incident(15_000),
    ]
    answer = response_times(incidents(*rows), by=["incident_category"])
    english, indonesian = answer.describe(), answer.describe("id")
    assert "fire" in english
    assert "1 rows have no response time: 0 without a start, 1 without an end" in english
    assert "66.7 %" in english
    assert "66,7%" in indonesian
    assert "melebihi 4 jam" in indonesian
    assert "12:00:00" in english
    assert len(response_times(incidents(incident(60))).describe().splitlines()) == 5


durations = st.lists(st.integers(-600, 20_000) | st.none(), max_size=40)


@given(durations)
def test_figures_are_those_of_the_standard_library_and_numpy(seconds: list[int | None]) -> None:
    figure = response_times(incidents(*map(incident, seconds))).overall
    good = [value for value in seconds if value is not None and value >= 0]
    assert figure.count == len(good)
    assert figure.count + figure.n_excluded == len(seconds)
    assert figure.missing_end == seconds.count(None)
    if good:
        assert figure.median_s == round(statistics.median(good))
        # a tie between two seconds is rounded by exact arithmetic here and by floats there
        assert figure.p90_s == pytest.approx(float(np.percentile(good, 90)), abs=0.5 + 1e-6)
        assert (figure.min_s, figure.max_s) == (min(good), max(good))
        assert figure.share_within_target == sum(value <= 900 for value in good) / len(good)
        assert figure.share_multiple_of_5_min == sum(value % 300 == 0 for value in good) / len(good)


@given(
    st.lists(st.tuples(st.integers(0, 2_000) | st.none(), st.sampled_from("abc") | st.none()), max_size=30),
    st.randoms(),
)
def test_groups_add_up_to_the_whole_in_any_order(rows: list[tuple[int | None, str | None]], shuffler: Any) -> None:
    made = [incident(seconds, area_code=area) for seconds, area in rows]
    answer = response_times(incidents(*made), by=["area_code"])
    assert sum(row.count for row in answer.rows) == answer.overall.count
    assert sum(row.n_excluded for row in answer.rows) == answer.overall.n_excluded
    for row in answer.rows:
        alone = [part for part in made if part["area_code"] == row.group[0]]
        assert response_times(incidents(*alone)).overall.median_s == row.median_s
    shuffler.shuffle(made)
    assert response_times(incidents(*made), by=["area_code"]) == answer
