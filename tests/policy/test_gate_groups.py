"""Counts that count few, rows that few are like, points that are too exact; in one release and between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import contract, field, refers

from opendata_share.contract import Contract
from opendata_share.policy._gate_change import counts_given_back, counts_that_moved, rows_that_stand_out
from opendata_share.policy._gate_findings import PrivacyFinding
from opendata_share.policy._gate_groups import (
    Counts,
    PointWatch,
    counts_of,
    group_sizes,
    hidden_small_counts,
    ids_of,
    is_finer,
    small_counts,
    small_groups,
)
from opendata_share.policy._hide import hidden
from opendata_share.policy._suppress_known import MOST_UNKNOWN, worked_out
from opendata_share.policy._suppress_search import Sum
from opendata_share.policy._terms import Suppress
from opendata_share.schemas import FleetCount, ServicePerformance

AREAS = contract(
    field("area", reference=refers("administrative-area")), field("kind"), field("n", "integer"), key=("area", "kind")
)
COUNTS = Counts(("n",), ("area", "kind"), 5)


def table(promised: Contract, *rows: Sequence[Any]) -> pa.Table:
    names = promised.arrow_schema.names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], promised.arrow_schema)


def told(found: list[PrivacyFinding]) -> list[tuple[str, str | None, int, tuple[int, ...]]]:
    return [(each.finding, each.field, each.count, each.rows) for each in found]


# what follows from sums


@pytest.mark.parametrize(
    ("counts", "sums", "known"),
    [
        ([None, 3, 7], [Sum(2, (0, 1))], [4, 3, 7]),
        ([4, 3, None], [Sum(2, (0, 1))], [4, 3, 7]),
        ([0, None, 7], [Sum(2, (0, 1))], [0, 7, 7]),
        ([0, None, 0], [Sum(2, (0, 1))], [0, 0, 0]),
        ([None, None, 7], [Sum(2, (0, 1))], [None, None, 7]),
        ([None, 9, 7], [Sum(2, (0, 1))], [None, 9, 7]),
        ([None, None, 7, None, 5], [Sum(2, (0, 1)), Sum(4, (1, 3)), Sum(3, ())], [2, 5, 7, 0, 5]),
        # two hidden cells in two sums that differ by one: x + y = 7, x + y + z = 9
        ([None, None, None, 7, 9], [Sum(3, (0, 1)), Sum(4, (0, 1, 2))], [None, None, 2, 7, 9]),
        # x + y = 7, x + z = 5, y + z = 4: none follows alone, all follow together
        ([None, None, None, 7, 5, 4], [Sum(3, (0, 1)), Sum(4, (0, 2)), Sum(5, (1, 2))], [4, 3, 1, 7, 5, 4]),
        # the same with 3: x would be a fraction, so the sums are not what they seem
        ([None, None, None, 7, 5, 3], [Sum(3, (0, 1)), Sum(4, (0, 2)), Sum(5, (1, 2))], [None, None, None, 7, 5, 3]),
        # x + y = 1, x + z = 9, y + z = 2: y would be less than nothing
        ([None, None, None, 1, 9, 2], [Sum(3, (0, 1)), Sum(4, (0, 2)), Sum(5, (1, 2))], [4, None, 5, 1, 9, 2]),
        ([None, None, 7, 7], [Sum(2, (0, 1)), Sum(3, (0, 1))], [None, None, 7, 7]),
        # where others are in the sum too, nothing follows from it
        ([None, 3, 7], [Sum(2, (0, 1), is_all=False)], [None, 3, 7]),
        (
            [None, None, None, 7, 5, 4],
            [Sum(3, (0, 1), is_all=False), Sum(4, (0, 2)), Sum(5, (1, 2))],
            [None, None, None, 7, 5, 4],
        ),
    ],
)
def test_what_has_one_value_only_is_worked_out(
    counts: list[int | None], sums: list[Sum], known: list[int | None]
) -> None:
    assert worked_out(counts, sums) == known


def test_very_many_unknown_cells_are_not_solved_for_together() -> None:
    assert MOST_UNKNOWN == 400
    triple = [Sum(3, (0, 1)), Sum(4, (0, 2)), Sum(5, (1, 2))]
    few = [None, None, None, 7, 5, 4, *[None] * (MOST_UNKNOWN - 3)]
    rest = tuple(range(6, len(few)))
    assert worked_out([*few, 900], [*triple, Sum(len(few), rest)])[:3] == [4, 3, 1]
    many = [*few, None]
    assert worked_out([*many, 900], [*triple, Sum(len(many), (*rest, len(few)))])[:3] == [None, None, None]


# counts


def test_counts_of_cases_are_looked_at_though_no_policy_names_them() -> None:
    found = counts_of(ServicePerformance.contract(), 5)
    assert found is not None
    assert found.fields == ("n", "n_excluded", "numerator")
    assert found.by == ("area_code", "service", "incident_category", "subject_id", "segment")
    assert found.below == 5
    assert counts_of(FleetCount.contract(), 5) is None


def test_counts_a_contract_does_not_have_are_not_looked_at() -> None:
    assert Counts(("n", "m"), ("area", "x"), 7).among(AREAS) == Counts(("n",), ("area",), 7)


def test_small_counts_that_are_seen_are_found() -> None:
    rows = table(AREAS, ("31", "a", 0), ("31", "b", 1), ("31", "c", 4), ("31", "d", 5), ("31", "e", None))
    (found,) = small_counts(rows, AREAS, COUNTS)
    assert told([found]) == [("small-count", "n", 2, (2, 3))]
    assert found.details == {"k": 5}
    assert small_counts(rows.slice(3), AREAS, COUNTS) == []


def test_a_hidden_count_that_follows_from_its_total_is_found() -> None:
    rows = table(AREAS, ("31.71", "a", None), ("31.72", "a", 40), ("31", "a", 43), (None, "a", 43))
    (found,) = hidden_small_counts(rows, AREAS, COUNTS)
    assert told([found]) == [("count-follows", "n", 1, (1,))]
    assert found.details == {"k": 5}
    large = table(AREAS, ("31.71", "a", None), ("31.72", "a", 38), ("31", "a", 43))
    assert hidden_small_counts(large, AREAS, COUNTS) == []
    none = table(AREAS, ("31.71", "a", None), ("31.72", "a", 43), ("31", "a", 43))
    assert hidden_small_counts(none, AREAS, COUNTS) == []


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4), st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_the_gate_finds_nothing_in_what_was_suppressed(first: list[int], second: list[int]) -> None:
    inner = {"a": first, "b": second}
    rows = [(f"31.0{area}", kind, inner[kind][area]) for kind in inner for area in range(4)]
    rows += [("31", kind, sum(inner[kind])) for kind in inner]
    rows += [(f"31.0{area}", None, first[area] + second[area]) for area in range(4)]
    rows += [("31", None, sum(first) + sum(second))]
    left = hidden(table(AREAS, *rows), AREAS, [Suppress(("n",), ("area", "kind"))])
    assert small_counts(left, AREAS, COUNTS) == []
    assert hidden_small_counts(left, AREAS, COUNTS) == []


# groups

PEOPLE = contract(field("id"), field("ward"), field("age", "integer"), field("note"), key=("id",))


def people(*rows: Sequence[Any]) -> pa.Table:
    return table(PEOPLE, *[(f"p{number}", *row, "x") for number, row in enumerate(rows)])


def test_rows_alike_with_few_are_found() -> None:
    rows = people(("a", 30), ("a", 30), ("a", 31), ("b", 30), (None, 30), (None, 30), ("a", 30), ("a", None))
    (found,) = small_groups(rows, PEOPLE, ("ward", "age"), 3)
    assert told([found]) == [("small-group", "ward, age", 5, (3, 4, 5, 6, 8))]
    assert found.details == {"k": 3, "smallest": 1}
    (pairs,) = small_groups(people(("a", 1), ("a", 1)), PEOPLE, ("ward",), 3)
    assert pairs.details == {"k": 3, "smallest": 2}
    assert small_groups(rows, PEOPLE, ("ward", "age"), 1) == []
    assert small_groups(people(), PEOPLE, ("ward",), 3) == []


def test_rows_are_the_same_where_all_columns_are_an_empty_cell_like_another() -> None:
    rows = pa.table({"a": ["x", "x", None, None, "y", "x"], "b": pa.array([1, 1, 1, 1, 1, None], pa.int64())})
    ids = ids_of(rows, ["a", "b"])
    assert ids.dtype == np.int64
    assert [ids[0] == other for other in ids] == [True, True, False, False, False, False]
    assert ids[2] == ids[3]
    assert len(set(ids.tolist())) == 4
    assert group_sizes(ids).tolist() == [2, 2, 2, 2, 1, 1]
    assert ids_of(rows, []).tolist() == [0] * 6
    assert ids_of(rows.slice(0, 0), ["a"]).tolist() == []


# points


def test_coordinates_with_more_decimals_than_allowed_are_found() -> None:
    promised = contract(field("latitude", "number"), field("longitude", "number"))
    watch = PointWatch(promised, ["latitude", "longitude"])
    first = pa.record_batch({"latitude": [-6.175, -6.1754, None], "longitude": [106.8, 106.83, 106.827]})
    watch.see(first, 1)
    watch.see(pa.record_batch({"latitude": [-6.17541], "longitude": [106.0]}), 4)
    (found,) = watch.findings()
    assert told([found]) == [("fine-point", "latitude", 2, (2, 4))]
    assert found.details == {"decimals": 3}


@given(st.integers(-180_000, 180_000))
def test_a_rounded_number_is_never_too_fine(thousandths: int) -> None:
    values = pa.array([thousandths / 1000, round(thousandths / 1000 + 0.0001, 4), None])
    assert is_finer(values, 3).tolist() == [False, True, False]


# between two releases


def test_a_count_that_moved_by_few_counts_few() -> None:
    before = table(AREAS, ("31", "a", 40), ("31", "b", 40), ("31", "c", 40), ("31", "d", None), ("31", "e", 40))
    now = table(
        AREAS, ("31", "f", 41), ("31", "c", 44), ("31", "a", 41), ("31", "b", 45), ("31", "d", 3), ("31", "e", 40)
    )
    (found,) = counts_that_moved(now, before, AREAS, COUNTS)
    assert told([found]) == [("count-moved", "n", 2, (2, 3))]
    assert found.details == {"k": 5}
    (back,) = counts_that_moved(before, now, AREAS, COUNTS)
    assert told([back]) == [("count-moved", "n", 2, (1, 3))]
    assert counts_that_moved(now, before.slice(0, 0), AREAS, COUNTS) == []


def test_a_hidden_count_the_last_release_shows_is_given_back() -> None:
    now = table(AREAS, ("31.71", "a", None), ("31.72", "a", None), ("31", "a", 43))
    before = table(AREAS, ("31", "a", 43), ("31.71", "a", 3), ("31.72", "a", None))
    (found,) = counts_given_back(now, before, AREAS, COUNTS)
    assert told([found]) == [("count-given-back", "n", 1, (1,))]
    assert found.details == {"k": 5}


def test_a_hidden_count_that_follows_with_the_last_release_is_given_back() -> None:
    """40 was seen before and is hidden now to hide another, which is then 43 − 40."""
    now = table(AREAS, ("31.71", "a", None), ("31.72", "a", None), ("31", "a", 43))
    before = table(AREAS, ("31.72", "a", 40), ("31.71", "a", None), ("31", "a", 60))
    assert told(counts_given_back(now, before, AREAS, COUNTS)) == [("count-given-back", "n", 1, (1,))]
    assert counts_given_back(now, before.slice(1), AREAS, COUNTS) == []


def test_a_hidden_count_that_follows_anyway_is_not_told_twice() -> None:
    now = table(AREAS, ("31.71", "a", None), ("31.72", "a", 40), ("31", "a", 43))
    before = table(AREAS, ("31.71", "a", 3), ("31.72", "a", 40), ("31", "a", 43))
    assert counts_given_back(now, before, AREAS, COUNTS) == []


def test_each_field_of_counts_is_compared_with_itself() -> None:
    promised = contract(field("area"), field("n", "integer"), field("m", "integer"), key=("area",))
    counts = Counts(("n", "m"), ("area",), 5)
    now = table(promised, ("a", None, 10), ("b", 10, None), (None, 99, 99))
    before = table(promised, ("b", 10, 2), ("a", 3, 12), (None, 99, 99))
    assert told(counts_given_back(now, before, promised, counts)) == [
        ("count-given-back", "n", 1, (1,)),
        ("count-given-back", "m", 1, (2,)),
    ]
    assert told(counts_that_moved(now, before, promised, counts)) == [("count-moved", "m", 1, (1,))]
    then = table(promised, ("a", 12, 12), ("b", 12, 12))
    assert told(counts_that_moved(table(promised, ("b", 10, 10), ("a", 99, 11)), then, promised, counts)) == [
        ("count-moved", "n", 1, (1,)),
        ("count-moved", "m", 2, (1, 2)),
    ]


def test_rows_that_came_alone_stand_out() -> None:
    before = people(("a", 30), ("a", 30), ("b", 40))
    now = people(("a", 30), ("a", 30), ("b", 41), ("c", 50), ("c", 50), ("c", 50), (None, 1))
    found = rows_that_stand_out(now, before, PEOPLE, ("ward", "age"), 3)
    assert told(found) == [("row-came", "ward, age", 2, (3, 7)), ("row-went", "ward, age", 1, ())]
    assert [(each.contract, each.details) for each in found] == [(PEOPLE.identity, {"k": 3})] * 2
    assert rows_that_stand_out(before, before, PEOPLE, ("ward",), 3) == []


def test_rows_that_went_together_do_not_stand_out() -> None:
    many = people(*[("a", 30)] * 3)
    assert rows_that_stand_out(many.slice(0, 0), many, PEOPLE, ("ward",), 3) == []
    assert told(rows_that_stand_out(many.slice(0, 1), many, PEOPLE, ("ward",), 3)) == [("row-went", "ward", 2, ())]


def test_what_is_no_part_of_key_or_group_may_change() -> None:
    now, before = people(("a", 30)), people(("a", 30)).set_column(3, "note", pa.array(["other"]))
    assert rows_that_stand_out(now, before, PEOPLE, ("ward",), 3) == []


def test_figures_are_counts_only_where_a_condition_says_so() -> None:
    promised = contract(field("area"), field("kind"), field("value", "number"), key=("area", "kind"))
    counts = Counts(("value",), ("area",), 5, "kind = 'count'")
    rows = table(
        promised, ("31", "count", 3.0), ("31", "median", 3.0), ("31.71", "count", None), ("31.72", "count", 9.0)
    )
    assert told(small_counts(rows, promised, counts)) == [("small-count", "value", 1, (1,))]
    before = table(promised, ("31", "count", 4.0), ("31", "median", 4.0))
    assert told(counts_that_moved(rows, before, promised, counts)) == [("count-moved", "value", 1, (1,))]
    hidden = table(promised, (None, "count", 12.0), ("31", "count", None), ("32", "count", 9.0), ("32", "median", None))
    assert told(hidden_small_counts(hidden, promised, counts)) == [("count-follows", "value", 1, (2,))]
    earlier = table(promised, ("31", "count", 3.0), ("32", "median", 3.0))
    unknown = table(promised, ("31", "count", None), ("32", "median", None))
    assert told(counts_given_back(unknown, earlier, promised, counts)) == [("count-given-back", "value", 1, (1,))]


def test_counts_under_a_condition_that_is_gone_are_not_looked_at() -> None:
    promised = contract(field("area"), field("kind"), field("n", "integer"), key=("area",))
    counts = Counts(("n", "gone"), ("area",), 5, "kind = 'count'")
    left = counts.among(promised)
    assert left == Counts(("n",), ("area",), 5, "kind = 'count'")
    assert left.columns(promised) == ("n", "area", "kind")
    assert Counts(("n",), ("area",), 5).columns(promised) == ("n", "area")
    assert counts.among(contract(field("area"), field("n", "integer"))) is None
    assert Counts(("gone",), ("area",), 5).among(promised) is None


def test_a_hidden_count_that_a_row_across_shows_follows_from_it() -> None:
    """One number told twice: hidden in the median, shown beside the maximum."""
    across = Counts(("n", "m"), ("area",), 30, across=("kind",))
    promised = contract(
        field("area", reference=refers("administrative-area")), field("kind"), field("n", "integer"),
        field("m", "integer"), key=("area", "kind"),
    )  # fmt: skip
    rows = table(promised, ("31.71", "a", None, 40), ("31.71", "b", 20, 40), ("31.72", "a", None, None))
    assert told(hidden_small_counts(rows, promised, across)) == [("count-follows", "n", 1, (1,))]
    assert hidden_small_counts(rows, promised, replace(across, across=())) == []


def test_counts_across_that_differ_are_not_one_number() -> None:
    across = Counts(("n",), ("area",), 30, across=("kind",))
    rows = table(AREAS, ("31.71", "a", None), ("31.71", "b", 20), ("31.71", "c", 21), ("31.72", "a", 40))
    assert hidden_small_counts(rows, AREAS, across) == []
