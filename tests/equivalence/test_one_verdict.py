"""The same rows give the same report, however they are cut, mapped or merged; and every row is somewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import (
    SIZES,
    accepted,
    batch_of,
    contract,
    field,
    found,
    misfit,
    refers,
    report_of,
    rows_of,
    table,
    table_of,
    unmade,
)

from opendata_share._limits import Limits
from opendata_share.contract import Check, Level
from opendata_share.report import TableReport
from opendata_share.stages import Rows, Validated
from opendata_share.validation import validate

PROMISED = contract(
    field("id", required=True),
    field("up", reference=refers("thing")),
    field("size", code_list=SIZES.name),
    field("n", "integer", minimum=0, level=Level.FULL),
    field("tags", "list", items=field("item", max_length=2)),
    key=("id",),
    unique=(("size", "n"),),
    checks=(
        Check("n-fits", "n + 9223372036854775800 > 0", en="e", id="i"),
        Check("small-is-few", "size <> 'small' OR n < 3", en="e", id="i", severity="advice"),
    ),
)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from([None, *"abcdef"]),
    "up": st.sampled_from([None, *"abcxyz"]),
    "size": st.sampled_from([None, "small", "large", "huge"]),
    "n": st.sampled_from([None, -1, 0, 1, 5, 9]),
    "tags": st.none() | st.lists(st.sampled_from(["a", "bb", "ccc", None]), max_size=3),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=12)
SIZES_OF_BATCHES = st.integers(1, 5)


def as_document(validated: Validated) -> dict[str, Any]:
    return validated.report.to_document("id")


@settings(deadline=None, max_examples=40)
@given(ROWS, SIZES_OF_BATCHES)
def test_a_report_does_not_depend_on_the_batches(rows: list[dict[str, Any]], size: int) -> None:
    whole, cut = validate(table(PROMISED, rows)), validate(table(PROMISED, rows, size=size))
    assert as_document(whole) == as_document(cut)
    assert accepted(whole) == accepted(cut)
    assert sorted(map(str, whole.rejected.to_arrow().to_pylist())) == sorted(
        map(str, cut.rejected.to_arrow().to_pylist())
    )


@settings(deadline=None, max_examples=40)
@given(ROWS, SIZES_OF_BATCHES)
def test_every_row_is_accepted_or_rejected_and_none_is_both(rows: list[dict[str, Any]], size: int) -> None:
    validated = validate(table(PROMISED, rows, size=size))
    balance = report_of(validated).balance
    assert balance.balances
    assert balance.produced == len(rows) == len(accepted(validated)) + validated.rejected.count
    rejected = set(validated.rejected.to_arrow().to_pydict().get("_row", []))
    assert accepted(validated) == [row for number, row in enumerate(rows, 1) if number not in rejected]
    errors = {one.row for one in report_of(validated).violations if one.severity == "error"}
    assert errors == rejected


@settings(deadline=None, max_examples=40)
@given(ROWS, SIZES_OF_BATCHES, st.integers(0, 6))
def test_the_violations_kept_do_not_depend_on_the_batches_either(
    rows: list[dict[str, Any]], size: int, limit: int
) -> None:
    limits = Limits(violations=limit)
    whole, cut = (validate(table(PROMISED, rows, size=each), limits=limits) for each in (None, size))
    assert as_document(whole) == as_document(cut)
    everything = report_of(validate(table(PROMISED, rows)))
    kept = report_of(whole)
    assert len(kept.violations) == min(limit, len(everything.violations))
    assert kept.truncated == (len(everything.violations) > limit)
    assert (kept.counts, kept.advice) == (everything.counts, everything.advice)
    places = [one for one in everything.violations if one in kept.violations]
    assert list(kept.violations) == places


def test_errors_are_kept_before_advice() -> None:
    promised = contract(field("x", required=True), field("y", level=Level.FULL))
    rows = [{"x": "a"}] * 5 + [{}] * 3
    report = report_of(validate(table(promised, rows), limits=Limits(violations=4)))
    assert [(one.row, one.rule) for one in report.violations] == [
        (1, "required-in-full"),
        (6, "required"),
        (7, "required"),
        (8, "required"),
    ]
    assert report.truncated


@pytest.mark.parametrize("size", [1, 3])
def test_a_pool_of_threads_gives_the_same_report(size: int) -> None:
    rows = [{"id": str(number % 40), "n": number - 3, "size": "small"} for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        mapped = validate(table(PROMISED, rows, size=size), map_batches=pool.map)
    assert as_document(mapped) == as_document(validate(table(PROMISED, rows, size=size)))


def test_a_pool_of_processes_gives_the_same_report() -> None:
    rows = [{"id": str(number % 40), "n": number - 3, "size": "small", "tags": ["ccc"]} for number in range(60)]
    with get_context("spawn").Pool(1) as pool:
        mapped = validate(table(PROMISED, rows, size=25), map_batches=pool.map)
    assert as_document(mapped) == as_document(validate(table(PROMISED, rows)))


def test_a_pool_is_given_a_few_batches_at_a_time() -> None:
    """Executor.map takes in everything at once; memory must not depend on how long the table is."""
    waiting = most = 0

    def stream() -> Any:
        nonlocal waiting, most
        for number in range(100):
            waiting += 1
            most = max(most, waiting)
            yield rows_of(batch_of(PROMISED, [{"id": str(number)}]), start=number + 1)

    def mapper(function: Any, tasks: Any) -> list[Any]:
        nonlocal waiting
        found = [function(task) for task in tasks]
        waiting -= len(found)
        return found

    whole = table_of(PROMISED)
    object.__setattr__(whole, "_open", stream)
    assert report_of(validate(whole, map_batches=mapper)).balance.accepted == 100
    assert most <= 16


@settings(deadline=None, max_examples=40)
@given(ROWS, st.integers(0, 12))
def test_reports_of_parts_merge_to_the_report_of_the_whole(rows: list[dict[str, Any]], cut: int) -> None:
    """Keys and references are of the whole; everything else merges in any order."""
    promised = replace(PROMISED, primary_key=(), unique=(), fields=(*PROMISED.fields[:1], *PROMISED.fields[2:]))
    rows = [{name: cell for name, cell in row.items() if name != "up"} for row in rows]
    head, tail = rows[:cut], rows[cut:]
    parts = [
        report_of(validate(table_of(promised, rows_of(batch_of(promised, part), start=start))))
        for part, start in ((head, 1), (tail, len(head) + 1))
    ]
    whole = report_of(validate(table(promised, rows)))
    assert same(parts[0].merged(parts[1], 10_000), whole)
    assert same(parts[1].merged(parts[0], 10_000), whole)


def same(one: TableReport, other: TableReport) -> bool:
    return one.to_document() == other.to_document()


def test_a_source_row_that_became_several_is_counted_in_the_balance() -> None:
    promised = contract(field("x", required=True))
    both = rows_of(batch_of(promised, [{"x": "a"}, {}, {"x": "b"}, {}]))
    both.rows[:] = [1, 1, 2, 2]
    balance = replace(both.balance, read=2, expanded=2)
    expanded = Rows(
        data=both.data, rows=both.rows, lines=None, raw=both.raw, raw_index=np.array([0, 0, 1, 1]), balance=balance
    )
    validated = validate(table_of(promised, expanded))
    assert report_of(validated).balance.to_document() == {
        "read": 2, "skipped": 0, "expanded": 2, "merged": 0, "produced": 4, "accepted": 2, "rejected": 2,
    }  # fmt: skip
    assert [(one.row, one.line) for one in report_of(validated).violations] == [(1, None), (2, None)]


def test_violations_stand_in_row_order_whatever_came_first() -> None:
    promised = contract(field("a", required=True), field("b", required=True))
    later = rows_of(batch_of(promised, [{"a": "x"}, {"b": "x"}]), start=5, unmade=(unmade(7),))
    earlier = rows_of(batch_of(promised, [{}]), start=2, misfits=(misfit("a", [0]),))
    assert found(validate(table_of(promised, later, earlier))) == [
        (2, "a", "type"),
        (2, "b", "required"),
        (5, "b", "required"),
        (6, "a", "required"),
        (7, None, "ragged-row"),
    ]
