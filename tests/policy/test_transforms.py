"""Transforms: which fields each fits, what is as it was after it, and which of two says no more than the other."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from made import field

from opendata_share.contract import Field
from opendata_share.policy._transforms import (
    KEEP,
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Pseudonym,
    Step,
    Transform,
    coarser,
    finer,
    fits,
    leaves_as_it_is,
    merges,
    says_no_more,
    words,
)

DAY, HOUR, MONTH, YEAR = Calendar("day"), Calendar("hour"), Calendar("month"), Calendar("year")
KELURAHAN, KECAMATAN, PROVINSI = AreaLevel("kelurahan"), AreaLevel("kecamatan"), AreaLevel("provinsi")
FIELDS: dict[str, Field] = {
    "text": field("x"),
    "code": field("x", code_list="size"),
    "integer": field("x", "integer"),
    "number": field("x", "number"),
    "decimal": field("x", "decimal", precision=9, scale=2),
    "widest": field("x", "decimal", precision=38, scale=2),
    "date": field("x", "date"),
    "datetime": field("x", "datetime"),
    "boolean": field("x", "boolean"),
}
EVERY = set(FIELDS)


@pytest.mark.parametrize(
    ("transform", "fitting"),
    [
        (Keep(), EVERY),
        (Mask(1), {"text"}),
        (KECAMATAN, {"text"}),
        (HOUR, {"datetime"}),
        (DAY, {"datetime"}),
        (MONTH, {"date", "datetime"}),
        (YEAR, {"date", "datetime"}),
        (Band(10), {"integer"}),
        (Decimals(1), {"number", "decimal"}),
        (Decimals(2), {"number", "decimal", "widest"}),
        (Decimals(3), {"number"}),
        (Step(10), {"integer", "number"}),
        (Pseudonym(), {"text", "integer"}),
    ],
)
def test_a_transform_fits_the_types_it_can_treat(transform: Transform, fitting: set[str]) -> None:
    assert {name for name, each in FIELDS.items() if fits(transform, each)} == fitting


def test_a_decimal_can_be_rounded_where_a_digit_more_has_room() -> None:
    for precision, fitting in ((37, True), (38, False)):
        assert fits(Decimals(1), field("x", "decimal", precision=precision, scale=2)) is fitting


@pytest.mark.parametrize(
    ("transform", "as_it_is"),
    [
        (Keep(), EVERY),
        (Band(1), EVERY),
        (Band(1, 5), set()),
        (Band(2), set()),
        (Step(1), {"integer"}),
        (Step(2), set()),
        (Decimals(7), EVERY),
        (Decimals(6), EVERY - {"number"}),
        (Decimals(2), EVERY - {"number"}),
        (Decimals(1), EVERY - {"number", "decimal", "widest"}),
        (Mask(50), set()),
        (HOUR, set()),
        (KELURAHAN, set()),
        (Pseudonym(), set()),
    ],
)
def test_what_says_all_of_a_value_leaves_it_as_it_is(transform: Transform, as_it_is: set[str]) -> None:
    assert {name for name, each in FIELDS.items() if leaves_as_it_is(transform, each)} == as_it_is


def test_two_values_become_the_same_by_all_but_keeping_and_pseudonyms() -> None:
    every: list[Transform] = [Keep(), Mask(), DAY, KECAMATAN, Band(5), Decimals(1), Step(5), Pseudonym("a")]
    assert [merges(each) for each in every] == [False, True, True, True, True, True, True, False]


@pytest.mark.parametrize(
    ("transform", "said"),
    [
        (Keep(), "keep"),
        (Mask(1, 2), "mask 1+2"),
        (Calendar("day", "UTC"), "generalise day"),
        (KECAMATAN, "generalise kecamatan"),
        (Band(10, 100), "generalise band 10"),
        (Decimals(3), "round 3"),
        (Step(50), "round step 50"),
        (Pseudonym("a"), "pseudonym"),
    ],
)
def test_a_transform_has_words(transform: Transform, said: str) -> None:
    assert words(transform) == said


NO_MORE: list[tuple[Transform, Transform, bool]] = [
    (KEEP, KEEP, True),
    (DAY, KEEP, True),
    (KEEP, DAY, False),
    (Mask(), DAY, True),
    (Mask(), Mask(1, 1), True),
    (Mask(1), Mask(2), False),
    (Mask(1), Mask(1), True),
    (DAY, HOUR, True),
    (HOUR, DAY, False),
    (YEAR, HOUR, True),
    (MONTH, DAY, True),
    (DAY, DAY, True),
    (Calendar("day", "Asia/Jakarta"), HOUR, False),
    (Calendar("day", "Asia/Jakarta"), DAY, False),
    (KECAMATAN, KELURAHAN, True),
    (KELURAHAN, KECAMATAN, False),
    (PROVINSI, AreaLevel("kabupaten"), True),
    (Band(20), Band(10), True),
    (Band(10), Band(20), False),
    (Band(15), Band(10), False),
    (Band(10, 50), Band(10), True),
    (Band(10), Band(10, 50), False),
    (Band(10, 50), Band(10, 60), True),
    (Band(10, 60), Band(10, 50), False),
    (Band(20, 60), Band(10, 60), True),
    (Decimals(1), Decimals(2), False),
    (Decimals(1), Decimals(1), True),
    (Step(10), Step(5), False),
    (Pseudonym(), Pseudonym("a"), False),
    (DAY, KECAMATAN, False),
    (Band(10), Step(10), False),
]


@pytest.mark.parametrize(("coarse", "fine", "holds"), NO_MORE)
def test_which_of_two_says_no_more_than_the_other(coarse: Transform, fine: Transform, *, holds: bool) -> None:
    assert says_no_more(coarse, fine) is holds


@pytest.mark.parametrize(
    ("one", "other", "coarse", "fine"),
    [
        (DAY, HOUR, DAY, HOUR),
        (HOUR, DAY, DAY, HOUR),
        (KEEP, Mask(1), Mask(1), KEEP),
        (Mask(1), KEEP, Mask(1), KEEP),
        (Band(10), Band(15), None, Band(10)),
        (Decimals(1), Decimals(2), None, Decimals(1)),
        (DAY, Calendar("day"), DAY, DAY),
    ],
)
def test_of_two_one_is_coarser_or_neither(one: Any, other: Any, coarse: Any, fine: Any) -> None:
    assert coarser(one, other) == coarse
    assert finer(one, other) == fine


def test_saying_no_more_is_an_order() -> None:
    """What says no more than a second, which says no more than a third, says no more than the third."""
    every = list({transform for pair in NO_MORE for transform in pair[:2]})
    for one, two, three in product(every, repeat=3):
        if says_no_more(one, two) and says_no_more(two, three):
            assert says_no_more(one, three), (one, two, three)
    for one, two in product(every, repeat=2):
        if says_no_more(one, two) and says_no_more(two, one):
            assert one == two


def test_what_is_not_said_of_a_transform() -> None:
    assert (Mask(), Calendar("day"), Band(5), Pseudonym()) == (
        Mask(0, 0),
        Calendar("day", "UTC"),
        Band(5, None),
        Pseudonym(None),
    )
