"""The oracle tells what is right, wrong, missing, lost, refused and let through."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from benchmarks.friday.grid import ANYTHING, OneOf, Published, Truth, minted, perhaps
from benchmarks.friday.truth import compare, same

TRUTH = Truth(
    contract="facility-capacity",
    agency="demo",
    published=(
        Published(6, {"facility_id": "demo:1", "bed_type": "adult_icu", "available_beds": 2, "note": perhaps("x")}),
        Published(7, {"facility_id": "demo:2", "bed_type": "adult_icu", "available_beds": 0}),
        Published(8, {"facility_id": "demo:3", "bed_type": "adult_icu", "available_beds": 9}, optional=True),
    ),
    rejected={9: (2, "no code")},
    withheld=(10,),
)
FIRST: dict[str, object] = {"facility_id": "demo:1", "bed_type": "adult_icu", "available_beds": 2}
SECOND: dict[str, object] = {"facility_id": "demo:2", "bed_type": "adult_icu", "available_beds": 0, "note": None}


def test_all_that_should_come_out_did_and_all_that_should_be_rejected_was() -> None:
    verdict = compare(TRUTH, [SECOND, FIRST], [9, 9])
    assert verdict.exact
    assert verdict.right == 2


def test_columns_that_the_package_fills_do_not_count() -> None:
    assert compare(TRUTH, [FIRST | {"agency_id": "demo", "recorded_at": 1}, SECOND], [9, 9]).exact


def test_an_optional_row_may_come_out_be_rejected_or_be_left_out() -> None:
    third = {"facility_id": "demo:3", "bed_type": "adult_icu", "available_beds": 9}
    assert compare(TRUTH, [FIRST, SECOND, third], [9, 9]).exact
    assert compare(TRUTH, [FIRST, SECOND], [8, 9, 9]).exact


def test_a_value_that_is_not_so_is_a_silent_error_of_its_row() -> None:
    verdict = compare(TRUTH, [FIRST | {"available_beds": 20}, SECOND], [9, 9])
    assert verdict.wrong == 1
    assert (verdict.differences[0].row, verdict.differences[0].wrong) == (6, {"available_beds": 20})
    assert not verdict.lost


def test_a_field_that_should_be_empty_is_a_silent_error_too() -> None:
    assert compare(TRUTH, [FIRST, SECOND | {"note": "x"}], [9, 9]).differences[0].wrong == {"note": "x"}


def test_a_field_the_contract_does_not_demand_may_be_absent() -> None:
    assert compare(TRUTH, [FIRST | {"available_beds": None}, SECOND], [9, 9]).exact


def test_an_empty_field_says_too_little_and_is_not_wrong() -> None:
    verdict = compare(TRUTH, [FIRST | {"available_beds": None}, SECOND], [9, 9], {"available_beds"})
    assert verdict.wrong == 0
    assert verdict.differences[0].absent == ("available_beds",)
    assert not verdict.exact


def test_a_row_from_nowhere_is_a_silent_error() -> None:
    total: dict[str, object] = {"facility_id": "demo:JUMLAH", "bed_type": "all", "available_beds": 99, "note": "sum"}
    verdict = compare(TRUTH, [FIRST, SECOND, total], [9, 9])
    assert (verdict.wrong, verdict.differences[0].row) == (1, None)


def test_a_row_that_neither_came_out_nor_was_rejected_is_lost() -> None:
    verdict = compare(TRUTH, [FIRST], [9, 9])
    assert (verdict.lost, verdict.refused) == ((7,), ())


def test_a_good_row_that_was_rejected_is_refused_loudly() -> None:
    verdict = compare(TRUTH, [FIRST], [7, 9, 9])
    assert (verdict.lost, verdict.refused, verdict.wrong) == ((), (7,), 0)


def test_a_bad_row_that_was_not_rejected_slipped_through() -> None:
    assert compare(TRUTH, [FIRST, SECOND], [9]).slipped == (9,)


@pytest.mark.parametrize(
    ("true", "found", "alike"),
    [
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (1, True, False),
        (True, True, True),
        ("1", 1, False),
        (None, None, True),
        (None, 0, False),
        (OneOf((None, 0)), 0, True),
        (ANYTHING, "whatever", True),
        (perhaps("a"), "b", False),
        (datetime(2026, 3, 2, 0, 30, tzinfo=UTC), datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo("Asia/Jakarta")), True),
        (datetime(2026, 3, 2, 7, 30, tzinfo=UTC), datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo("Asia/Jakarta")), False),
    ],
)
def test_values_are_compared_by_what_they_mean(true: object, found: object, alike: bool) -> None:
    assert same(true, found) is alike


def test_identifiers_are_minted_as_the_reference_says() -> None:
    assert minted("demo", "PS-01") == "demo:PS-01"
    assert minted("demo", "a-b", "c/é") == "demo:a~2db-c~2f~c3~a9"
