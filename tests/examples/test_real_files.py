"""The six maps on the files that were published: every row accounted for, and the figures that are known."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.emergency import fleet, nearest_facilities, response_times

pytestmark = pytest.mark.realdata

ROWS = {
    "fire-incidents": {"emergency-incident": (1592, 1592)},
    "fire-posts": {"fire-station": (95, 95), "fleet-count": (95, 95)},
    "hospitals": {"emergency-facility": (191, 191)},
    "health-centres": {"emergency-facility": (560, 560)},
    "puskesmas": {"emergency-facility": (156, 156)},
    "siranap": {"facility-capacity": (1713, 1712)},
    "rs-online": {"emergency-facility": (2925, 2925)},
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_row_is_published_or_rejected_with_a_reason(name: str, real: Any) -> None:
    judged = real.judged(name)
    for table in judged.validated.report.tables:
        read, accepted = ROWS[name][table.contract.split("@")[0]]
        assert table.balance.balances
        assert (table.balance.read, table.balance.accepted) == (read, accepted) == (len(judged.source), accepted)
    kept = judged.validated.rejected.to_arrow().to_pylist()
    assert len(kept) == judged.validated.report.rejected
    assert all(row["_rule"] and row["_message"] for row in kept)


def test_help_came_to_a_fire_after_five_minutes(real: Any) -> None:
    (table,) = real.judged("fire-incidents").validated.tables
    found = response_times(table, zone="Asia/Jakarta").overall
    assert (found.count, found.missing_end, found.negative) == (1590, 2, 0)
    assert found.median_s == 300
    assert found.share_within_target == pytest.approx(0.976, abs=0.0005)
    assert (found.within_target, found.max_s, found.over_max) == (1552, 485 * 60, 4)


def test_no_fire_row_is_rejected_and_its_advice_is_counted(real: Any) -> None:
    (report,) = real.judged("fire-incidents").validated.report.tables
    assert (report.balance.rejected, dict(report.counts)) == (0, {})
    assert dict(report.advice) == {
        "area-partial": 44,  # Tangerang, Bekasi, Depok: known to the city
        "casualties-are-affected": 29,
        "closed-has-time": 3,  # operations that ended before they began
        "people-per-household": 5,
        "response-within-four-hours": 4,
        "type": 6,  # areas such as "7,5" and "3x3"
        "unmapped": 40,  # 27 RT and 13 RW that are no numbers
    }


def test_fire_rows_are_what_their_words_say(real: Any) -> None:
    records = real.judged("fire-incidents").records("emergency-incident")
    kinds = Counter(row["incident_category"] for row in records)
    assert kinds == {"fire": 1045, "rescue": 395, "public_service": 125, "medical": 26, "hazardous": 1}
    assert all(row["cause"] is None or row["incident_category"] == "fire" for row in records)
    assert all(row["estimated_loss"] is None or row["loss_currency"] == "IDR" for row in records)


def test_an_operation_ends_after_it_began_and_within_its_days(real: Any) -> None:
    for row in real.judged("fire-incidents").records("emergency-incident"):
        if row["closed_at"] is not None:
            began = row["first_on_scene_at"] or row["call_received_at"]
            assert timedelta() <= row["closed_at"] - began < timedelta(days=9)


def test_no_post_and_no_vehicle_is_lost_to_a_name(real: Any) -> None:
    judged = real.judged("fire-posts")
    stations, counts = judged.records("fire-station"), judged.records("fleet-count")
    assert (len({row["id"] for row in stations}), sum(row["total"] for row in counts)) == (95, 306)
    assert Counter(row["name"] for row in stations)["Kantor Sektor"] == 3
    assert {row["holder_id"] for row in counts} == {row["id"] for row in stations}
    assert sum(row["latitude"] is None for row in stations) == 17
    assert Counter(row["station_type"] for row in stations)["sub_agency"] == 5
    assert all(row["personnel_min_on_duty"] <= row["personnel_total"] for row in stations)
    table = next(table for table in judged.validated.tables if table.contract.name == "fleet-count")
    assert fleet(counts=table).total("fire_apparatus") == 306


def test_both_files_of_the_base_map_go_through_one_map(real: Any) -> None:
    rows = [row for name in ("hospitals", "health-centres") for row in real.judged(name).records("emergency-facility")]
    assert len({row["id"] for row in rows}) == 751
    kinds = Counter(row["facility_type"] for row in rows)
    assert kinds == {"hospital": 141, "specialty_hospital": 50, "health_centre": 334, "solo_practice": 226}


def test_the_nearest_facility_is_found_from_every_located_post(real: Any) -> None:
    posts = next(t for t in real.judged("fire-posts").validated.tables if t.contract.name == "fire-station")
    facilities = pa.concat_tables(
        real.judged(name).validated.tables[0].to_arrow() for name in ("hospitals", "health-centres")
    )
    answer = nearest_facilities(posts, facilities, k=3)
    asked = answer.to_arrow()["point_id"].to_pylist()
    assert (len(set(asked)), len(asked)) == (78, 3 * 78)
    assert (answer.unlocated_points, answer.unlocated_facilities, answer.unanswered_points) == (17, 0, 0)
    hospitals = nearest_facilities(posts, facilities, k=1, where="facility_type = 'hospital'")
    assert len(hospitals.to_arrow()) == 78
    assert max(hospitals.to_arrow()["distance_m"].to_pylist()) < 10_000


def test_of_a_hospital_that_stands_twice_the_second_row_is_rejected(real: Any) -> None:
    (row,) = real.judged("siranap").validated.rejected.to_arrow().to_pylist()
    assert row["_rule"] == "distinct-conflict; duplicate-key"
    records = real.judged("siranap").records("facility-capacity")
    assert sum(row["available_beds"] == 0 for row in records) == 507
    assert all(row["facility_id"] is None and row["facility_name_source"] for row in records)


def test_a_frozen_code_names_a_regency_only_within_its_province(real: Any) -> None:
    judged = real.judged("rs-online")
    records = judged.records("emergency-facility")
    nameless = [row for row in records if row["area_code"] is None]
    assert judged.validated.report.tables[0].advice["area-not-found"] == 78
    assert len(nameless) == 80
    assert all(row["area_source"] for row in records)
    assert {row["specialty"] is None for row in records} == {False}
    assert Counter(row["facility_type"] for row in records) == {"hospital": 2395, "specialty_hospital": 530}
    rscm = next(row for row in records if row["kemkes_code"] == "3173014")
    assert rscm["area_code"] == "31.71"
