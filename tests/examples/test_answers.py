"""The questions the example asks of the synthetic files, answered."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from opendata_share.emergency import fleet, nearest_facilities

MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=7)))


def table(files: Any, name: str, contract: str) -> pa.Table:
    return next(t.to_arrow() for t in files.judged(name).validated.tables if t.contract.name == contract)


def test_the_nearest_facility_with_room_is_answered_for_each_incident(synthetic: Any, example: Path) -> None:
    points = pa_csv.read_csv(example / "data" / "incident-points.csv")
    hospitals = table(synthetic, "hospitals", "emergency-facility")
    beds = table(synthetic, "beds", "facility-capacity")
    answer = nearest_facilities(points, hospitals, beds, k=3, has_room=True, as_of=MORNING)
    assert len(answer.rows) == 9
    assert all(row.available_beds for row in answer.rows)
    assert {"fresh", "stale"} == {row.freshness for row in answer.rows}
    stale = {row.name for row in answer.rows if row.freshness == "stale"}
    assert stale == {"RSUD Contoh Kenanga"}


def test_a_bed_sheet_of_two_blocks_makes_two_rows_of_a_hospital(synthetic: Any) -> None:
    beds = synthetic.judged("beds")
    balance = beds.validated.report.tables[0].balance
    assert (balance.read, balance.skipped) == (
        2 * len(beds.source),
        sum(row["ICU kosong"] == "-" for row in beds.source),
    )
    assert {row["bed_type"] for row in beds.records("facility-capacity")} == {"emergency_department", "adult_icu"}


def test_beds_belong_to_facilities_of_the_synthetic_map(synthetic: Any) -> None:
    known = {row["id"] for row in synthetic.judged("hospitals").records("emergency-facility")}
    asked = {row["facility_id"] for row in synthetic.judged("beds").records("facility-capacity")}
    assert asked - known == {"jakarta-health:GI01080100-999"}


def test_ambulances_are_counted_by_condition_and_hearses_apart(synthetic: Any) -> None:
    counts = table(synthetic, "ambulances", "fleet-count")
    answer = fleet(counts=counts)
    rows = {row.unit_type: row for row in answer.rows}
    assert set(rows) == {"ambulance_transport", "ambulance_als", "hearse"}
    assert answer.total("ambulance") == rows["ambulance_transport"].total + rows["ambulance_als"].total
    assert all(
        row.good + row.light_damage + row.heavy_damage + row.condition_unknown == row.total for row in rows.values()
    )
    assert rows["ambulance_als"].condition_unknown == 3


def test_units_stand_at_posts_of_the_synthetic_file(synthetic: Any) -> None:
    posts = {row["id"] for row in synthetic.judged("fire-posts").records("fire-station")}
    units = synthetic.judged("units").records("response-unit")
    assert units
    assert {row["home_station_id"] for row in units} <= posts
