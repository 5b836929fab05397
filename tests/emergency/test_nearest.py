"""The nearest facilities: who qualifies, in which order, and what is said of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.emergency import NearestFacilities, great_circle_m, nearest_facilities
from opendata_share.errors import DefinitionError


def schema_of(columns: list[tuple[str, pa.DataType]]) -> pa.Schema:
    return pa.schema(columns)


NOW = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
HERE = (-6.2, 106.8)


def facilities(*rows: dict[str, Any]) -> pa.Table:
    schema = schema_of(
        [
            ("id", pa.string()),
            ("name", pa.string()),
            ("latitude", pa.float64()),
            ("longitude", pa.float64()),
            ("facility_type", pa.string()),
            ("operational_status", pa.string()),
            ("is_emergency_24h", pa.bool_()),
            ("agency_id", pa.string()),
        ]
    )
    return pa.Table.from_pylist(list(rows), schema)


def facility(name: str, degrees_north: float | None, **fields: Any) -> dict[str, Any]:
    """A facility so many degrees north of HERE; None: nobody knows where."""
    latitude = None if degrees_north is None else HERE[0] + degrees_north
    return {"id": f"dinkes:{name}", "name": name, "latitude": latitude, "longitude": HERE[1], **fields}


def beds(*rows: dict[str, Any]) -> pa.Table:
    schema = schema_of(
        [
            ("facility_id", pa.string()),
            ("observed_at", pa.timestamp("us", tz="UTC")),
            ("bed_type", pa.string()),
            ("care_class", pa.string()),
            ("available_beds", pa.int64()),
            ("capacity_status", pa.string()),
            ("agency_id", pa.string()),
        ]
    )
    return pa.Table.from_pylist(list(rows), schema)


def bed(name: str | None, available: int | None, age: timedelta = timedelta(0), **fields: Any) -> dict[str, Any]:
    row = {
        "facility_id": None if name is None else f"dinkes:{name}",
        "observed_at": NOW - age,
        "available_beds": available,
    }
    return row | {"bed_type": "emergency_department", "care_class": "none", "agency_id": "dinkes"} | fields


ABC = facilities(facility("a", 0.01), facility("b", 0.02), facility("c", 0.03))


def names(answer: NearestFacilities) -> list[str | None]:
    return [row.name for row in answer.rows]


def test_the_k_nearest_come_first_with_their_distance() -> None:
    answer = nearest_facilities(HERE, ABC, k=2)
    assert names(answer) == ["a", "b"]
    assert [row.rank for row in answer.rows] == [1, 2]
    expected = great_circle_m(*HERE, HERE[0] + 0.01, HERE[1])
    assert answer.rows[0].distance_m == pytest.approx(float(expected), abs=0.0005)
    assert answer.rows[0].distance_m == pytest.approx(1111.951, abs=0.001)


def test_fewer_qualify_than_are_asked_for() -> None:
    assert names(nearest_facilities(HERE, ABC, k=9)) == ["a", "b", "c"]


def test_at_one_distance_the_lesser_id_comes_first() -> None:
    twins = facilities(facility("z", 0.01), facility("m", 0.01), facility("b", 0.01), facility("a", 0.02))
    assert names(nearest_facilities(HERE, twins, k=3)) == ["b", "m", "z"]


def test_points_may_be_one_pair_several_or_a_table_of_any_library() -> None:
    assert [row.point_id for row in nearest_facilities([HERE, HERE], ABC, k=1).rows] == ["1", "2"]
    columns = {"id": ["p:1", None], "latitude": [HERE[0]] * 2, "longitude": [HERE[1]] * 2}
    for table in (pa.table(columns), pl.DataFrame(columns)):
        assert [row.point_id for row in nearest_facilities(table, ABC, k=1).rows] == ["p:1", "2"]
    assert nearest_facilities([], ABC).rows == ()
    numbered = pa.table({"id": [7], "latitude": [HERE[0]], "longitude": [HERE[1]]})
    assert nearest_facilities(numbered, pl.from_arrow(ABC), k=1).rows[0].point_id == "7"


def test_without_coordinates_nothing_is_silently_lost() -> None:
    rows = facilities(facility("a", 0.01), facility("lost", None), facility("null", None, latitude=0.0, longitude=0.0))
    points = [HERE, (None, 106.8), (float("nan"), 106.8), (0.0, 0.0), (106.8, -6.2)]
    answer = nearest_facilities(points, rows)
    assert (answer.unlocated_points, answer.unlocated_facilities) == (4, 1 + 1)
    assert names(answer) == ["a"]
    assert "not answered: 4" in answer.describe()


@pytest.mark.parametrize("status", ["closed", "temporary_closed", "evacuating", "planned"])
def test_a_closed_facility_does_not_qualify_unless_asked(status: str) -> None:
    rows = facilities(facility("shut", 0.001, operational_status=status), facility("open", 0.01))
    assert names(nearest_facilities(HERE, rows)) == ["open"]
    assert names(nearest_facilities(HERE, rows, include_closed=True)) == ["shut", "open"]


@pytest.mark.parametrize("status", ["normal", "compromised", "unknown", None])
def test_a_facility_at_work_or_of_unknown_status_qualifies(status: str | None) -> None:
    assert len(nearest_facilities(HERE, facilities(facility("a", 0.01, operational_status=status))).rows) == 1


def test_round_the_clock_is_yes_no_or_unknown_and_unknown_is_said() -> None:
    flags = zip("abc", (True, False, None), strict=True)
    rows = facilities(*(facility(name, 0.01, is_emergency_24h=flag) for name, flag in flags))
    answer = nearest_facilities(HERE, rows)
    assert [row.emergency_24h for row in answer.rows] == ["yes", "no", "unknown"]
    assert [finding.message_id for finding in answer.findings] == ["nearest-unknown-24h"]
    # a file that does not have the column at all knows no more
    assert nearest_facilities(HERE, rows.drop(["is_emergency_24h"])).rows[0].emergency_24h == "unknown"


def test_beds_are_those_of_the_latest_row() -> None:
    rows = beds(bed("a", 4, timedelta(hours=2)), bed("a", 1, timedelta(hours=1)), bed("a", 9, timedelta(hours=3)))
    row = nearest_facilities(HERE, ABC, rows, k=1, as_of=NOW).rows[0]
    assert (row.available_beds, row.age_s, row.observed_at) == (1, 3600, NOW - timedelta(hours=1))
    assert row.capacity_agency_id == "dinkes"


def test_unknown_beds_are_unknown_not_zero() -> None:
    first, second, third = nearest_facilities(HERE, ABC, beds(bed("a", None), bed("b", 0)), as_of=NOW).rows
    assert (first.available_beds, first.has_room, first.freshness) == (None, None, "fresh")
    assert (second.available_beds, second.has_room, second.freshness) == (0, False, "fresh")
    assert (third.available_beds, third.has_room, third.freshness, third.unusable) == (None, None, "unknown", False)


@pytest.mark.parametrize(
    ("age", "freshness", "unusable"),
    [
        (timedelta(0), "fresh", False),
        (timedelta(hours=6), "fresh", False),
        (timedelta(hours=6, microseconds=1), "stale", False),
        (timedelta(hours=24), "stale", False),
        (timedelta(hours=24, microseconds=1), "stale", True),
    ],
)
def test_a_figure_is_stale_just_after_its_limits(age: timedelta, freshness: str, unusable: bool) -> None:
    row = nearest_facilities(HERE, ABC, beds(bed("a", 3, age)), k=1, as_of=NOW).rows[0]
    assert (row.freshness, row.unusable, row.age_s) == (freshness, unusable, int(age.total_seconds()))


def test_the_limit_of_freshness_is_the_callers() -> None:
    rows = beds(bed("a", 3, timedelta(minutes=31)), bed("b", 3, timedelta(hours=40)))
    first = nearest_facilities(HERE, ABC, rows, as_of=NOW, max_age=timedelta(minutes=30)).rows[0]
    assert first.freshness == "stale"
    second = nearest_facilities(HERE, ABC, rows, as_of=NOW, max_age=timedelta(hours=48)).rows[1]
    assert (second.freshness, second.unusable) == ("fresh", False)


def test_without_as_of_ages_count_to_the_newest_time_in_the_data() -> None:
    rows = beds(bed("a", 3, timedelta(hours=7)), bed("b", 3))
    answer = nearest_facilities(HERE, ABC, rows)
    assert answer.as_of == NOW
    assert [row.freshness for row in answer.rows] == ["stale", "fresh", "unknown"]
    recorded = rows.append_column("recorded_at", pa.array([NOW + timedelta(hours=6, seconds=1)] * 2))
    assert [row.freshness for row in nearest_facilities(HERE, ABC, recorded).rows] == ["stale", "stale", "unknown"]
    assert nearest_facilities(HERE, ABC).as_of is None


def test_what_is_observed_later_is_not_known_yet() -> None:
    rows = beds(bed("a", 0, -timedelta(hours=1)), bed("a", 5, timedelta(hours=1)))
    answer = nearest_facilities(HERE, ABC, rows, k=1, as_of=NOW)
    assert answer.rows[0].available_beds == 5
    assert answer.findings[-1].text("en") == "Capacity rows observed after the moment asked for, not used: 1."


def test_as_of_may_have_any_offset_but_not_none() -> None:
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))
    assert nearest_facilities(HERE, ABC, beds(bed("a", 1)), as_of=jakarta).rows[0].age_s == 0
    with pytest.raises(DefinitionError) as caught:
        nearest_facilities(HERE, ABC, as_of=datetime(2024, 5, 1))
    assert caught.value.message_id == "emergency-naive-as-of"


def test_room_means_a_free_bed_by_a_figure_that_is_not_too_old() -> None:
    rows = facilities(*(facility(name, n / 100) for n, name in enumerate("abcdefg", start=1)))
    figures = beds(
        bed("a", 0),
        bed("b", 4, capacity_status="full"),
        bed("c", None),
        bed("d", 2, timedelta(hours=25)),
        bed("e", 2, timedelta(hours=20)),
        bed("f", 1, capacity_status="open"),
    )
    assert names(nearest_facilities(HERE, rows, figures, k=9, as_of=NOW, has_room=True)) == ["e", "f"]
    assert names(nearest_facilities(HERE, rows, figures, k=9, as_of=NOW, has_room=False)) == ["a", "b"]
    answer = nearest_facilities(HERE, rows, figures, k=9, as_of=NOW, has_room=True)
    assert answer.rows[0].freshness == "stale"
    assert ("nearest-too-old", 1) in [(finding.message_id, finding.parameters["count"]) for finding in answer.findings]


def test_a_condition_reads_facility_and_figure_and_leaves_out_what_is_unknown() -> None:
    rows = facilities(
        facility("clinic", 0.01, facility_type="clinic"),
        facility("full", 0.02, facility_type="hospital"),
        facility("room", 0.03, facility_type="hospital"),
        facility("silent", 0.04, facility_type="hospital"),
        facility("untyped", 0.05),
    )
    figures = beds(bed("clinic", 9), bed("full", 0), bed("room", 2), bed("untyped", 8))
    where = "available_beds > 0 AND facility_type = 'hospital'"
    answer = nearest_facilities(HERE, rows, figures, k=9, where=where)
    assert names(answer) == ["room"]
    assert names(nearest_facilities(HERE, rows, figures, k=9, where="freshness = 'unknown'")) == ["silent"]
    # a column the file lacks but the schema has is unknown everywhere
    assert names(nearest_facilities(HERE, rows, figures, where="hospital_class = 'A'")) == []
    assert nearest_facilities(HERE, rows, figures, where="hospital_class = 'A'").unanswered_points == 1


def test_a_condition_that_does_not_bind_is_the_authors_error() -> None:
    with pytest.raises(DefinitionError):
        nearest_facilities(HERE, ABC, where="no_such_column > 1")
    with pytest.raises(DefinitionError):
        nearest_facilities(HERE, ABC, where="bed_total + 1")


def test_capacity_of_no_known_facility_is_counted() -> None:
    answer = nearest_facilities(HERE, ABC, beds(bed(None, 3), bed("elsewhere", 3), bed("a", 3)))
    assert answer.unmatched_capacity == 2
    assert [row.available_beds for row in answer.rows] == [3, None, None]


def test_missing_columns_and_wrong_types_name_the_column_and_its_contract() -> None:
    with pytest.raises(DefinitionError) as caught:
        nearest_facilities(HERE, ABC.drop(["latitude"]))
    assert str(caught.value).startswith("The column latitude of emergency-facility is missing")
    assert "Kolom latitude dari emergency-facility" in caught.value.text("id")
    naive = beds(bed("a", 1)).set_column(1, "observed_at", pa.array([NOW.replace(tzinfo=None)]))
    with pytest.raises(DefinitionError) as caught:
        nearest_facilities(HERE, ABC, naive)
    assert (caught.value.message_id, caught.value.parameters["column"]) == ("emergency-column-type", "observed_at")
    text = ABC.set_column(2, "latitude", pa.array(["-6.2"] * 3))
    with pytest.raises(DefinitionError, match="latitude"):
        nearest_facilities(HERE, text)
    with pytest.raises(DefinitionError, match="list"):
        nearest_facilities(HERE, [{"id": "a"}])
    with pytest.raises(DefinitionError, match="two columns"):
        nearest_facilities(HERE, pa.Table.from_arrays([pa.array(["a"])] * 2, names=["id", "id"]))


@pytest.mark.parametrize("points", [[(1.0, 2.0, 3.0)], [1.0, 2.0, 3.0], [("north", "east")], [[HERE]]])
def test_points_of_another_shape_are_refused(points: Any) -> None:
    with pytest.raises(DefinitionError, match="Points must be"):
        nearest_facilities(points, ABC)


def test_arguments_without_sense_are_refused() -> None:
    with pytest.raises(DefinitionError, match="k must be"):
        nearest_facilities(HERE, ABC, k=0)
    with pytest.raises(DefinitionError, match="max_age"):
        nearest_facilities(HERE, ABC, max_age=timedelta(seconds=-1))


def test_the_order_of_rows_does_not_matter() -> None:
    shuffler = random.Random(3)
    rows = [facility(f"f{n}", (n % 7) / 100) for n in range(30)]
    figures = [
        bed(f"f{n % 30}", n % 5, timedelta(hours=n % 9), care_class=c) for n in range(60) for c in ("vip", "none")
    ]
    first = nearest_facilities(HERE, facilities(*rows), beds(*figures), k=12)
    for _ in range(5):
        shuffler.shuffle(rows)
        shuffler.shuffle(figures)
        again = nearest_facilities(HERE, facilities(*rows), beds(*figures), k=12)
        assert again.to_arrow().equals(first.to_arrow())
        assert again == first


coordinates = st.tuples(st.integers(-5, 5).map(lambda n: -6 + n / 16), st.integers(-5, 5).map(lambda n: 106 + n / 16))


@given(
    st.lists(coordinates, min_size=1, max_size=5),
    st.lists(
        st.tuples(coordinates, st.sampled_from(["normal", "closed", None]), st.none() | st.integers(0, 2)), max_size=25
    ),
    st.integers(1, 6),
)
def test_answers_are_those_of_looking_at_every_pair(
    points: list[tuple[float, float]], places: list[tuple[tuple[float, float], str | None, int | None]], k: int
) -> None:
    rows = facilities(
        *(
            {"id": f"f:{n:02}", "latitude": place[0], "longitude": place[1], "operational_status": status}
            for n, (place, status, _) in enumerate(places)
        )
    )
    figures = beds(*(bed(None, free, facility_id=f"f:{n:02}") for n, (_, _, free) in enumerate(places)))
    answer = nearest_facilities(points, rows, figures, k=k, has_room=True, as_of=NOW)
    expected = []
    for at, point in enumerate(points, start=1):
        near = [
            (round(float(great_circle_m(*point, *place)), 3), f"f:{n:02}")
            for n, (place, status, free) in enumerate(places)
            if status != "closed" and free is not None and free > 0
        ]
        expected += [(str(at), rank, name, distance) for rank, (distance, name) in enumerate(sorted(near)[:k], start=1)]
    assert [(row.point_id, row.rank, row.facility_id, row.distance_m) for row in answer.rows] == expected


def test_thousands_of_points_keep_their_ids() -> None:
    numbers = np.random.default_rng(5)
    latitude, longitude = numbers.uniform(-6.4, -6.1, 3_000), numbers.uniform(106.7, 107.0, 3_000)
    points = pa.table({"id": [f"p{n}" for n in range(3_000)], "latitude": latitude, "longitude": longitude})
    answer = nearest_facilities(points, ABC, k=2).to_arrow()
    assert answer.num_rows == 6_000
    assert answer["point_id"].to_pylist() == [f"p{n}" for n in range(3_000) for _ in range(2)]


def test_the_text_says_distance_age_source_and_doubt_in_both_languages() -> None:
    rows = facilities(facility("Tarakan", 0.01, is_emergency_24h=True), facility("Husada", 0.02))
    figures = beds(bed("Tarakan", 3, timedelta(hours=25)), bed("Husada", 0), bed(None, 1))
    answer = nearest_facilities(HERE, rows, figures, as_of=NOW)
    english, indonesian = answer.describe("en", zone="Asia/Jakarta"), answer.describe("id")
    tarakan = next(line for line in english.splitlines() if "Tarakan" in line)
    for word in ("1112", "3", "yes", "2024-04-30 09:00 WIB", "stale, over 24 h", "dinkes"):
        assert word in tarakan
    assert "not used: 1" in english
    assert "usang, lebih dari 24 jam" in indonesian
    assert "tidak diketahui" in next(line for line in indonesian.splitlines() if "Husada" in line)
    assert "… and 1 more rows." in answer.describe(limit=1)
    with pytest.raises(DefinitionError, match="Mars"):
        answer.describe(zone="Mars/Olympus")
    assert "diketahui" in nearest_facilities(HERE, rows).describe("id").splitlines()[0]
    assert len(nearest_facilities([], rows).describe().splitlines()) == 1 + 1
