"""Who has room: which figure decides, how old it may be, whose it is; and what is left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from opendata_share.emergency import _nearest
from opendata_share.emergency.page._decide import decide
from opendata_share.emergency.page._facilities import FACILITIES_SHOWN, SHUT, Facilities, FacilityLine
from opendata_share.emergency.page._model import Answer

HOUR = timedelta(hours=1)


@pytest.fixture
def ask(make_source: Any, now: datetime) -> Any:
    """Return a function that gives the answer from rows of facilities and of one agency's beds, or several."""

    def answer(facilities: list[dict[str, Any]], *capacities: list[dict[str, Any]]) -> Answer:
        sources = [make_source("emergency-facility", facilities)]
        sources += [
            make_source("facility-capacity", rows, agency=f"agency-{number}") for number, rows in enumerate(capacities)
        ]
        return decide(sources, now, "Asia/Jakarta")

    return answer


def known(answer: Answer) -> Facilities:
    assert answer.facilities is not None
    return answer.facilities


def only(answer: Answer) -> FacilityLine:
    (line,) = known(answer).lines
    return line


def left_out(answer: Answer) -> dict[str, Any]:
    return {finding.message_id: finding.parameters for finding in answer.left_out}


@pytest.mark.parametrize(
    ("available", "age", "room", "freshness"),
    [
        (3, 6 * HOUR, "room", "fresh"),
        (3, 6 * HOUR + timedelta(seconds=1), "room-stale", "stale"),
        (3, 24 * HOUR, "room-stale", "stale"),
        (3, 24 * HOUR + timedelta(seconds=1), "unknown", "unusable"),
        (0, HOUR, "full", "fresh"),
        (0, 25 * HOUR, "unknown", "unusable"),
        (None, HOUR, "unknown", "fresh"),
    ],
)
def test_room_is_a_free_bed_by_a_figure_of_the_last_day(
    ask: Any, facility: Any, beds: Any, available: int | None, age: timedelta, room: str, freshness: str
) -> None:
    line = only(ask([facility("A")], [beds("A", available, age)]))
    assert (line.room, line.beds[0].freshness, line.beds[0].beds) == (room, freshness, available)


def test_a_ward_declared_full_has_no_room_though_nobody_counted(ask: Any, facility: Any, beds: Any) -> None:
    assert only(ask([facility("A")], [beds("A", 2, capacity_status="full")])).room == "full"


def test_only_the_emergency_department_decides_where_anybody_knows_it(ask: Any, facility: Any, beds: Any) -> None:
    icu = {"bed_type": "adult_icu"}
    answer = ask([facility("A"), facility("B")], [beds("A", 0), beds("A", 5, **icu), beds("B", 7, **icu)])
    assert {line.name: line.room for line in known(answer).lines} == {"RS A": "full", "RS B": "unknown"}
    assert known(answer).basis == "emergency_department"
    assert (known(answer).free, known(answer).free_in) == (0, 1)


def test_where_nobody_knows_it_a_free_bed_of_any_kind_does(ask: Any, facility: Any, beds: Any) -> None:
    covid, icu = {"bed_type": "covid_isolation"}, {"bed_type": "adult_icu"}
    answer = ask([facility("A"), facility("B")], [beds("A", 2, **covid), beds("A", 3, **icu), beds("B", 0, **covid)])
    assert known(answer).basis == "all"
    assert {line.name: line.room for line in known(answer).lines} == {"RS A": "room", "RS B": "full"}
    assert known(answer).free == 5
    assert [figure.bed_type for figure in known(answer).lines[0].beds] == ["adult_icu", "covid_isolation"]


def test_of_two_agencies_the_one_that_looked_last_is_believed_and_named(ask: Any, facility: Any, beds: Any) -> None:
    answer = ask([facility("A")], [beds("A", 9, 3 * HOUR)], [beds("A", 1, HOUR)])
    (figure,) = only(answer).beds
    assert figure.beds == 1
    assert answer.sources[figure.source].source.agency == "agency-1"
    assert known(answer).free == 1


def test_of_one_agency_the_latest_row_counts_and_care_classes_add_up(ask: Any, facility: Any, beds: Any) -> None:
    rows = [
        beds("A", 5, 3 * HOUR), beds("A", 1, HOUR),
        beds("A", 2, 2 * HOUR, care_class="class_1"),
    ]  # fmt: skip
    (figure,) = only(ask([facility("A")], rows)).beds
    assert (figure.beds, figure.age_s) == (3, 7_200)


def test_a_figure_of_the_future_is_not_used_and_is_named(ask: Any, facility: Any, beds: Any) -> None:
    answer = ask([facility("A")], [beds("A", 5, -HOUR)])
    assert only(answer).room == "unknown"
    assert left_out(answer)["answer-left-later"] == {"count": 1, "dataset": "agency-0/facility-capacity"}


def test_rows_of_no_known_facility_are_named(ask: Any, facility: Any, beds: Any) -> None:
    answer = ask([facility("A")], [beds("A", 1), beds("Z", 1), beds("A", 1) | {"facility_id": None}])
    assert left_out(answer)["answer-left-unmatched"]["count"] == 2


def test_the_order_is_room_then_beds_then_name(ask: Any, facility: Any, beds: Any) -> None:
    names = ["C", "A", "F", "B", "D", "E", "G"]
    rows = [
        beds("A", 1), beds("B", 3), beds("C", 3), beds("D", 9, 10 * HOUR), beds("E", 0), beds("F", 4, 30 * HOUR),
    ]  # fmt: skip
    answer = ask([facility(name) for name in names], rows)
    assert [line.name[-1] for line in known(answer).lines] == ["B", "C", "A", "D", "E", "F", "G"]
    assert dict(known(answer).rooms) == {"room": 3, "room-stale": 1, "full": 1, "unknown": 2}
    assert left_out(answer)["answer-left-too-old"] == {"count": 1}
    assert known(answer).oldest_s == 36_000


def test_a_facility_without_a_place_is_listed_and_named(ask: Any, facility: Any) -> None:
    nowhere = {"latitude": None, "longitude": None}
    island = {"latitude": 0.0, "longitude": 0.0}
    answer = ask([facility("A"), facility("B", **nowhere), facility("C", **island)])
    assert {line.name: line.place for line in known(answer).lines} == {
        "RS A": (-6.2, 106.8), "RS B": None, "RS C": None,
    }  # fmt: skip
    assert left_out(answer)["answer-left-no-place"] == {"count": 2, "names": ["RS B", "RS C"]}


def test_the_names_of_many_without_a_place_are_cut_short(ask: Any, facility: Any) -> None:
    answer = ask([facility(f"{number:02}", latitude=None, longitude=None) for number in range(20)])
    found = left_out(answer)["answer-left-no-place"]
    assert (found["count"], len(found["names"]), found["names"][-1]) == (20, 9, "…")


@pytest.mark.parametrize("status", sorted(SHUT))
def test_what_takes_nobody_is_left_out_and_counted(ask: Any, facility: Any, status: str) -> None:
    answer = ask([facility("A"), facility("B", operational_status=status), facility("C", operational_status="normal")])
    assert [line.name for line in known(answer).lines] == ["RS A", "RS C"]
    assert left_out(answer)["answer-left-shut"] == {"count": 1}


def test_shut_means_the_same_as_for_the_nearest_facilities() -> None:
    assert set(_nearest._SHUT.to_pylist()) == SHUT


def test_a_facility_told_twice_is_shown_once_as_recorded_last(make_source: Any, facility: Any, now: datetime) -> None:
    old, new = facility("A", name="Old"), facility("A", name="New", recorded_at=now)
    sources = [
        make_source("emergency-facility", [new], agency="b"),
        make_source("emergency-facility", [old], agency="a"),
    ]
    answer = decide(sources, now, "UTC")
    assert only(answer).name == "New"
    assert answer.sources[only(answer).source].source.agency == "b"
    assert left_out(answer)["answer-left-repeated"] == {"count": 1}


def test_a_facility_without_a_name_is_called_by_its_id(ask: Any, facility: Any) -> None:
    assert only(ask([facility("A", name=None)])).name == "dinkes:A"


def test_more_than_the_limit_are_counted_and_not_shown(ask: Any, facility: Any, beds: Any) -> None:
    many = [facility(f"{number:04}") for number in range(FACILITIES_SHOWN + 30)]
    answer = ask(many, [beds(f"{FACILITIES_SHOWN + 29:04}", 1)])
    assert len(known(answer).lines) == FACILITIES_SHOWN
    assert known(answer).total == FACILITIES_SHOWN + 30
    assert known(answer).lines[0].name == f"RS {FACILITIES_SHOWN + 29:04}"
    assert left_out(answer)["answer-left-limit"] == {"count": 30, "limit": FACILITIES_SHOWN}
