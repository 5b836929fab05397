"""The three answers on Jakarta's own files, read without the package's adapters."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.emergency import fleet, great_circle_m, nearest_facilities, response_times

FILES = Path(__file__).parents[3] / "shared" / "realdata"
WIB = timezone(timedelta(hours=7))

pytestmark = pytest.mark.realdata


def real(name: str) -> Path:
    path = FILES / name
    if not path.exists():
        pytest.skip(f"Jakarta's own file {name} is not here")
    return path


def posts() -> list[dict[str, str]]:
    path = real("jakarta_fire_posts_2013/data-personel-kendaraan-pemadam-kebakaran-2013.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def degrees(text: str) -> float | None:
    return float(text) if text.strip() not in {"", "-"} else None


def health_facilities() -> pa.Table:
    rows = []
    for name, kind in (("rumahsakit", "hospital"), ("puskesmas", "health_centre")):
        document = json.loads(real(f"jakarta_health_facilities_big/{name}.geojson").read_text(encoding="utf-8"))
        for feature in document["features"]:
            longitude, latitude = feature["geometry"]["coordinates"][:2]
            key, label = feature["properties"]["OBJECTID"], feature["properties"]["NAMOBJ"]
            rows.append({"id": f"big:{name}-{key}", "name": label, "facility_type": kind})
            rows[-1] |= {"latitude": latitude, "longitude": longitude}
    return pa.Table.from_pylist(rows)


def test_every_located_fire_post_has_its_nearest_facilities() -> None:
    points = pa.table(
        {
            "id": [f"damkar:{number}" for number, _ in enumerate(posts(), start=1)],
            "latitude": pa.array([degrees(post["latitude"]) for post in posts()], pa.float64()),
            "longitude": pa.array([degrees(post["longitude"]) for post in posts()], pa.float64()),
        }
    )
    facilities = health_facilities()
    answer = nearest_facilities(points, facilities, k=3)
    located = [row for row in points.to_pylist() if row["latitude"] is not None]
    assert (len(points), facilities.num_rows, answer.unlocated_points) == (95, 751, 17)
    assert (answer.unlocated_facilities, answer.unanswered_points) == (0, 0)
    assert answer.to_arrow()["point_id"].to_pylist() == [row["id"] for row in located for _ in range(3)]
    assert all(row.emergency_24h == "unknown" and row.freshness == "unknown" for row in answer.rows)
    hospitals = nearest_facilities(points, facilities, k=1, where="facility_type = 'hospital'")
    plain = [row for row in facilities.to_pylist() if row["facility_type"] == "hospital"]
    for point, row in zip(located, hospitals.rows, strict=True):
        here = (point["latitude"], point["longitude"])
        nearest = min(float(great_circle_m(*here, place["latitude"], place["longitude"])) for place in plain)
        assert row.distance_m == pytest.approx(nearest, abs=0.001)


def test_the_fire_posts_have_306_vehicles_and_none_is_lost() -> None:
    rows = [
        {
            "holder_type": "station",
            "holder_id": f"damkar:{number}",
            "unit_type": "fire_apparatus",
            "as_of": date(2013, 1, 1),
            "as_of_precision": "year",
            "total": int(post["kendaraan"]),
        }
        for number, post in enumerate(posts(), start=1)
    ]
    answer = fleet(counts=pa.Table.from_pylist(rows))
    assert (answer.total("fire_apparatus"), answer.total("ambulance")) == (306, 0)
    assert (answer.rows[0].as_of, answer.rows[0].condition_unknown) == ("2013", 306)


def fire_incidents() -> list[dict[str, Any]]:
    path = real("jakarta_fire_incidents_2013/data-kejadian-kebakaran-2013.csv")
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            month, day, year = map(int, row["tanggal"].split("/"))
            start, end = (
                clock(datetime(year, month, day, tzinfo=WIB), row[name]) for name in ("waktu_informasi", "waktu_respon")
            )
            if start is not None and end is not None and end < start:
                end += timedelta(days=1)
            times = {"call_received_at": start, "first_on_scene_at": end}
            rows.append({**times, "kind": row["keterangan_jkb"], "minutes": row["menit_respon"]})
    return rows


def clock(day: datetime, text: str) -> datetime | None:
    if ":" not in text:
        return None
    hour, minute = map(int, text.split(":")[:2])
    return (day + timedelta(hours=hour, minutes=minute)).astimezone(UTC)


def test_response_times_of_2013_are_the_files_own_minutes() -> None:
    rows = fire_incidents()
    table = pa.Table.from_pylist(
        [{name: row[name] for name in ("call_received_at", "first_on_scene_at", "kind")} for row in rows]
    )
    answer = response_times(table, by=["kind"], zone="Asia/Jakarta")
    figure = answer.overall
    own = [int(row["minutes"]) for row in rows if row["minutes"].strip().isdigit()]
    assert (len(rows), figure.count, figure.missing_end, figure.negative) == (1592, 1590, 2, 0)
    assert (figure.median_s, figure.max_s, figure.over_max) == (300, 485 * 60, sum(minutes > 240 for minutes in own))
    assert figure.share_within_target == sum(minutes <= 15 for minutes in own) / len(own)
    assert figure.share_within_target == pytest.approx(0.976, abs=0.0005)
    assert figure.share_multiple_of_5_min == pytest.approx(0.8, abs=0.01)
    assert (figure.bulk_start, figure.bulk_end, figure.bulk_count) == ("09:00:00", "09:10:00", 186)
    assert sum(row.count for row in answer.rows) == 1590
