"""Which capacity rows count, and how they add up."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.emergency._capacity import figures
from opendata_share.errors import DefinitionError


def schema_of(columns: list[tuple[str, pa.DataType]]) -> pa.Schema:
    return pa.schema(columns)


NOW = datetime(2024, 5, 1, tzinfo=UTC)
SIX_HOURS = timedelta(hours=6)
SCHEMA = schema_of(
    [
        ("facility_id", pa.string()),
        ("observed_at", pa.timestamp("us", tz="UTC")),
        ("bed_type", pa.string()),
        ("care_class", pa.string()),
        ("available_beds", pa.int64()),
        ("staffed_beds", pa.int64()),
        ("capacity_status", pa.string()),
        ("recorded_at", pa.timestamp("us", tz="UTC")),
        ("agency_id", pa.string()),
    ]
)
ED = "emergency_department"


def row(available: int | None, hours: float | None = 0, **fields: Any) -> dict[str, Any]:
    observed = None if hours is None else NOW - timedelta(hours=hours)
    return {"facility_id": "f", "observed_at": observed, "bed_type": ED, "available_beds": available} | fields


def one(*rows: dict[str, Any], bed_types: tuple[str, ...] = (ED,)) -> dict[str, Any]:
    table = figures(pa.Table.from_pylist(list(rows), SCHEMA), pa.array(["f"]), bed_types, NOW, SIX_HOURS).table
    return table.to_pylist()[0]


def test_care_classes_are_added_up_each_at_its_latest() -> None:
    figure = one(
        row(5, 3, care_class="class_1"),
        row(2, 1, care_class="class_1"),
        row(4, 2, care_class="vip"),
        row(1, 5, care_class=None),
    )
    assert figure["available_beds"] == 2 + 4 + 1
    assert figure["observed_at"] == NOW - timedelta(hours=5)


def test_a_null_care_class_is_no_class() -> None:
    assert one(row(5, 3, care_class=None), row(2, 1, care_class="none"))["available_beds"] == 2


def test_only_the_bed_types_asked_for_count() -> None:
    rows = (
        row(5),
        row(7, bed_type="adult_icu"),
        row(9, bed_type="nursery"),
        row(50, bed_type="all"),
        row(3, bed_type=None),
    )
    assert one(*rows)["available_beds"] == 5
    assert one(*rows, bed_types=(ED, "adult_icu"))["available_beds"] == 12
    assert one(*rows, bed_types=("burn",))["freshness"] == "unknown"


def test_a_row_of_all_bed_types_is_never_added_to_single_ones() -> None:
    rows = (row(5, 1), row(7, 1, bed_type="adult_icu"), row(50, 1, bed_type="all"))
    assert one(*rows, bed_types=("all",))["available_beds"] == 50
    assert one(*rows, bed_types=("all", ED))["available_beds"] == 50
    assert one(*rows[:2], bed_types=("all",))["available_beds"] == 12


def test_of_all_and_single_rows_the_later_figure_stands() -> None:
    rows = (row(5, 1), row(7, 1, bed_type="adult_icu"), row(50, 2, bed_type="all"))
    assert one(*rows, bed_types=("all",))["available_beds"] == 12


def test_an_unknown_part_makes_the_sum_unknown_but_not_the_room() -> None:
    figure = one(row(None, care_class="vip"), row(2, care_class="class_1"))
    assert (figure["available_beds"], figure["has_room"]) == (None, True)
    figure = one(row(None, care_class="vip"), row(0, care_class="class_1"))
    assert (figure["available_beds"], figure["has_room"]) == (None, None)


@pytest.mark.parametrize(
    ("available", "status", "room"),
    [
        (3, None, True),
        (3, "open", True),
        (3, "unknown", True),
        (3, "full", False),
        (3, "exceeded", False),
        (3, "inactive", False),
        (0, "open", False),
        (0, None, False),
        (None, "full", False),
        (None, "open", None),
        (None, None, None),
    ],
)
def test_room_is_a_free_bed_that_is_not_shut(available: int | None, status: str | None, room: bool | None) -> None:
    assert one(row(available, capacity_status=status))["has_room"] is room


def test_the_status_is_given_where_all_parts_agree() -> None:
    full = row(0, capacity_status="full", care_class="vip")
    assert one(full, row(0, capacity_status="full"))["capacity_status"] == "full"
    assert one(full, row(2, capacity_status="open"))["capacity_status"] is None
    assert one(full, row(2))["capacity_status"] is None


def test_a_row_without_a_time_is_older_than_any_and_of_unknown_freshness() -> None:
    assert one(row(9, None), row(2, 5))["available_beds"] == 2
    figure = one(row(9, None))
    assert (figure["available_beds"], figure["freshness"], figure["age_s"]) == (9, "unknown", None)


def test_of_two_rows_at_one_time_the_last_recorded_stands_then_the_fewest_beds() -> None:
    early, late = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    assert one(row(1, recorded_at=early), row(8, recorded_at=late))["available_beds"] == 8
    assert one(row(8), row(1))["available_beds"] == 1
    assert one(row(None), row(1))["available_beds"] == 1


def test_publishers_of_the_parts_are_all_named() -> None:
    figure = one(
        row(1, agency_id="rs-b", care_class="vip"), row(1, agency_id="dinkes-a"), row(1, bed_type="burn", agency_id="x")
    )
    assert figure["capacity_agency_id"] == "dinkes-a, rs-b"


def test_other_counts_are_added_too() -> None:
    figure = one(row(1, staffed_beds=4, care_class="vip"), row(1, staffed_beds=6))
    assert (figure["staffed_beds"], figure["physical_beds"]) == (10, None)


def test_figures_stand_beside_their_facilities_even_where_ids_repeat_or_are_null() -> None:
    table = pa.Table.from_pylist([row(3), row(4, facility_id="g"), row(5, facility_id=None)], SCHEMA)
    result = figures(table, pa.array(["g", None, "f", "h", "g"]), (ED,), NOW, SIX_HOURS)
    assert result.table["available_beds"].to_pylist() == [4, None, 3, None, 4]
    assert result.unmatched == 1


def test_an_empty_table_is_no_news_and_a_missing_column_an_error() -> None:
    empty = SCHEMA.empty_table()
    assert figures(empty, pa.array(["f"]), (ED,), None, SIX_HOURS).table["freshness"].to_pylist() == ["unknown"]
    assert figures(empty, pa.array([], pa.string()), (ED,), None, SIX_HOURS).table.num_rows == 0
    with pytest.raises(DefinitionError, match="available_beds of facility-capacity"):
        figures(empty.drop(["available_beds"]), pa.array(["f"]), (ED,), None, SIX_HOURS)


rows_of_one_day = st.lists(
    st.tuples(
        st.sampled_from(["f", "g"]),
        st.sampled_from([ED, "adult_icu", "burn"]),
        st.sampled_from(["vip", "none"]),
        st.integers(0, 30),
        st.none() | st.integers(0, 3),
    ),
    max_size=25,
    unique_by=lambda part: part[:4],
)


@given(rows_of_one_day, st.randoms(use_true_random=False))
def test_sums_are_those_of_plain_dictionaries_in_any_order(parts: list[tuple[Any, ...]], shuffler: Any) -> None:
    latest: dict[tuple[str, ...], tuple[int, int | None]] = {}
    for name, kind, care, hours, free in sorted(parts, key=lambda part: -part[3]):
        if kind != "burn":
            latest[name, kind, care] = (hours, free)
    sums: defaultdict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for (name, _, _), part in latest.items():
        sums[name].append(part)
    shuffler.shuffle(parts)
    table = pa.Table.from_pylist(
        [row(free, hours, facility_id=name, bed_type=kind, care_class=care) for name, kind, care, hours, free in parts],
        SCHEMA,
    )
    result = figures(table, pa.array(["f", "g"]), (ED, "adult_icu"), NOW, SIX_HOURS).table.to_pylist()
    for name, figure in zip("fg", result, strict=True):
        known = [free for _, free in sums[name]]
        assert figure["available_beds"] == (sum(map(int, known)) if known and None not in known else None)  # type: ignore[arg-type]
        oldest = max((hours for hours, _ in sums[name]), default=None)
        assert figure["age_s"] == (None if oldest is None else oldest * 3600)
        assert figure["freshness"] == ("unknown" if oldest is None else "fresh" if oldest <= 6 else "stale")
        assert figure["unusable"] == (None if oldest is None else oldest > 24)
