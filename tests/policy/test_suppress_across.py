"""What several figures say of the same cases is hidden in all of them, and cannot be worked out from them together.

The witness is a solver of its own: it puts every figure of a release into one linear system, the cases of a cell being
one unknown whichever figure tells them, and asks which hidden cells have one value only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import contract, field, refers

from opendata_share.errors import LimitExceeded
from opendata_share.policy import Policy
from opendata_share.policy._hide import hidden
from opendata_share.policy._terms import Suppress
from opendata_share.schemas import ServicePerformance

K = 5
PROMISED = ServicePerformance.contract()
OPEN = Policy.named("open").schemas["service-performance@1"].suppress
APART = tuple(Suppress(each.counts, each.by, each.below, each.hides, each.flag, each.when) for each in OPEN)
"""The same without `across`: each statistic for itself."""

Cell: TypeAlias = tuple[str | None, str | None]
"""An area and a segment; the counts of a cell are those of its cases, whichever statistic tells them."""


def figures(counts: Mapping[Cell, int], statistics: Mapping[str, Iterable[Cell]]) -> pa.Table:
    """Return a table with one row for each statistic and cell; a count says its number as its value and not in `n`."""
    rows = []
    for statistic, cells in statistics.items():
        for area, segment in cells:
            n = counts[area, segment]
            rows.append({
                "agency_id": "demo", "metric": "response_time", "statistic": statistic, "suppressed": False,
                "unit": "1" if statistic == "count" else "s", "value": float(n) if statistic == "count" else 77.5,
                "n": None if statistic in {"count", "sum"} else n, "area_code": area, "segment": segment,
                "period_start": date(2026, 1, 1), "period_end": date(2026, 2, 1), "period_type": "month",
            })  # fmt: skip
    return pa.Table.from_pylist(rows, PROMISED.arrow_schema)


def told(table: pa.Table) -> dict[Cell, dict[str, tuple[int | None, float | None, bool]]]:
    """Return what a reader sees of each cell: by statistic the cases, the value, and whether it is withheld."""
    seen: dict[Cell, dict[str, tuple[int | None, float | None, bool]]] = {}
    for row in table.to_pylist():
        cell = (row["area_code"], row["segment"])
        seen.setdefault(cell, {})[row["statistic"]] = row["n"], row["value"], row["suppressed"]
    return seen


def counted(statistic: str, figure: tuple[int | None, float | None, bool]) -> int | None:
    """Return the cases that a figure tells, or None."""
    n, value, _ = figure
    return n if statistic != "count" or value is None else int(value)


def equations(cells: Iterable[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Return what a reader knows of cells that stand in one statistic: areas in areas, segments in all of them."""
    there = set(cells)
    found = []
    for area, segment in there:
        parts = [(a, s) for a, s in there if s == segment and a and area and a.startswith(f"{area}.")]
        found += [((area, segment), parts)] if parts else []
        if segment is None:
            parts = [(a, s) for a, s in there if a == area and s is not None]
            found += [((area, None), parts)] if parts else []
    return found


def worked_out(table: pa.Table, truth: Mapping[Cell, int]) -> set[Cell]:
    """Return the cells that are shown nowhere and have one value only, all statistics taken together."""
    seen = told(table)
    known = {
        cell for cell, by in seen.items() if any(counted(statistic, each) is not None for statistic, each in by.items())
    }
    unknown = sorted(set(truth) - known, key=str)
    rows: list[list[Fraction]] = []
    for statistic in {name for by in seen.values() for name in by}:
        for total, parts in equations(cell for cell, by in seen.items() if statistic in by):
            if truth[total] == sum(truth[part] for part in parts):
                rows.append([Fraction((cell in parts) - (cell == total)) for cell in unknown])
    return {unknown[place] for place in alone(rows, len(unknown))}


def alone(rows: list[list[Fraction]], width: int) -> set[int]:
    """Return the unknowns that the equations determine (the reduced row echelon form)."""
    top = 0
    for column in range(width):
        pivot = next((r for r in range(top, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for r, row in enumerate(rows):
            if r != top and row[column]:
                rows[r] = [a - row[column] * b for a, b in zip(row, rows[top], strict=True)]
        top += 1
    return {row.index(1) for row in rows if sum(map(bool, row)) == 1}


CITY = {("31.71.01", None): 3, ("31.71.02", None): 11, ("31.71.03", None): 20, ("31.71", None): 34}
SHIFTS = {("31.71.02", "pagi"): 5, ("31.71.02", "malam"): 6}
"""The figure that counts tells of shifts too, so that another cell is the cheapest to hide beside the small one."""
SPLIT = figures({**CITY, **SHIFTS}, {"median": CITY, "count": {**CITY, **SHIFTS}})
SMALL = ("31.71.01", None)


def test_statistics_hidden_apart_give_a_small_count_back() -> None:
    """The median hides one neighbour, the count another: 34 - 11 - 20 = 3."""
    apart = SPLIT
    for each in APART:
        apart = hidden(apart, PROMISED, [each])
    seen = told(apart)
    assert [counted(name, seen[SMALL][name]) for name in ("median", "count")] == [None, None]
    assert SMALL in worked_out(apart, {**CITY, **SHIFTS})


def test_statistics_hidden_together_do_not() -> None:
    left = hidden(SPLIT, PROMISED, OPEN)
    assert worked_out(left, {**CITY, **SHIFTS}) == set()
    seen = told(left)
    assert set(seen[SMALL].values()) == {(None, None, True)}
    assert all(len({withheld for _, _, withheld in by.values()}) == 1 for by in seen.values())


def test_a_figure_that_tells_no_count_goes_with_the_others_of_its_cell() -> None:
    """A sum of three durations says more of each than their median does, and has no count of its own to hide."""
    rows = figures(CITY, {"median": CITY, "sum": CITY})
    assert told(hidden(rows, PROMISED, APART))[SMALL] == {"median": (None, None, True), "sum": (None, 77.5, False)}
    assert told(hidden(rows, PROMISED, OPEN))[SMALL] == {"median": (None, None, True), "sum": (None, None, True)}


def test_a_figure_that_tells_no_count_tells_which_rows_add_up_all_the_same() -> None:
    """The sums are of the city and two districts, so those are all; 6 in the city, 5 in the second: 1 in the first."""
    counts = {("31.71.01", None): 1, ("31.71.02", None): 5, ("31.71", None): 6}
    told_of = {"median": [("31.71", None)], "count": [("31.71.01", None), ("31.71.02", None)], "sum": counts}
    left = hidden(figures(counts, told_of), PROMISED, OPEN)
    assert told(left)[SMALL] == {"count": (None, None, True), "sum": (None, None, True)}
    assert SMALL not in worked_out(left, counts)


def test_a_count_hidden_for_another_is_hidden_beside_other_statistics_too() -> None:
    """The median of the second district is hidden for the first; the 90th percentile is told of the second alone."""
    second = ("31.71.02", None)
    left = hidden(figures(CITY, {"median": CITY, "p90": [second]}), PROMISED, OPEN)
    assert told(left)[second] == {"median": (None, None, True), "p90": (None, None, True)}


def test_statistics_of_other_cases_are_hidden_together_and_protected_each_for_itself() -> None:
    """The median knows fewer times than there were cases: 30 of 33, and neither may be worked out."""
    rows = figures(CITY, {"median": CITY, "p90": CITY}).to_pylist()
    for row in rows:
        if row["statistic"] == "p90":
            row["n"] += {"31.71.01": 2, "31.71.02": 1, "31.71.03": 0, "31.71": 3}[row["area_code"]]
    left = told(hidden(pa.Table.from_pylist(rows, PROMISED.arrow_schema), PROMISED, OPEN))
    assert set(left[SMALL].values()) == {(None, None, True)}, "five cases are not few, but tell of the three"
    for statistic in ("median", "p90"):
        assert sum(by[statistic][0] is None for by in left.values()) >= 2


def test_a_zero_is_shown_beside_what_is_hidden() -> None:
    promised = contract(
        field("area", reference=refers("administrative-area")), field("kind"), field("n", "integer"),
        field("note", "number"), key=("area", "kind"),
    )  # fmt: skip
    rows = [("31.71.01", "a", 3), ("31.71.01", "b", 0), ("31.71.02", "a", 9), ("31.71.02", "b", 9), ("31.71", "a", 12)]
    table = pa.Table.from_pylist([{"area": area, "kind": kind, "n": n, "note": 1.5} for area, kind, n in rows])
    left = hidden(table, promised, [Suppress(("n",), ("area",), hides=("note",), across=("kind",))])
    assert left.column("n").to_pylist() == [None, 0, None, None, 12]
    assert left.column("note").to_pylist() == [None, None, None, None, 1.5]


def test_an_equal_count_of_something_else_is_another_count() -> None:
    """Five of five good, and five of nine damaged, are not one number because both are five."""
    promised = contract(
        field("area", reference=refers("administrative-area")), field("kind"), field("n", "integer"),
        field("m", "integer"), key=("area", "kind"),
    )  # fmt: skip
    rows = [("31.71.01", 3, 9), ("31.71.02", 9, 9), ("31.71.03", 9, 3), ("31.71", 21, 21)]
    table = pa.Table.from_pylist([{"area": area, "kind": "a", "n": n, "m": m} for area, n, m in rows])
    separate = [Suppress(("n",), ("area",), across=("kind",)), Suppress(("m",), ("area",), across=("kind",))]
    left = hidden(table, promised, separate)
    assert [each is None for each in left.column("n").to_pylist()] == [True, True, False, False]
    assert [each is None for each in left.column("m").to_pylist()] == [True, False, True, False]


def test_policies_with_and_without_across_hide_what_both_would() -> None:
    mixed = hidden(SPLIT, PROMISED, [*APART, *OPEN])
    assert worked_out(mixed, {**CITY, **SHIFTS}) == set()
    both = told(mixed)
    assert set(both[SMALL].values()) == {(None, None, True)}


def test_each_count_has_the_bound_of_the_policy_that_asks_most() -> None:
    low, high = Suppress(("n",), ("area_code",), 5), Suppress(("n",), ("area_code",), 12)
    rows = figures(CITY, {"median": CITY})
    assert [n is None for n in hidden(rows, PROMISED, [low]).column("n").to_pylist()] == [True, True, False, False]
    for order in ([low, high], [high, low]):
        left = hidden(rows, PROMISED, order).column("n").to_pylist()
        assert [n is None for n in left] == [n is None for n in hidden(rows, PROMISED, [high]).column("n").to_pylist()]


AREAS = [f"31.71.0{number}" for number in range(1, 5)]
COUNTS = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 9, 14, 40])


@st.composite
def releases(draw: st.DrawFn) -> tuple[dict[Cell, int], dict[str, list[Cell]]]:
    """Counts of areas and segments that add up, and which statistics tell of which cells."""
    counts: dict[Cell, int] = {}
    for area in AREAS[: draw(st.integers(2, 4))]:
        parts = [draw(COUNTS) for _ in range(draw(st.sampled_from([0, 0, 2, 3])))]
        counts |= {(area, f"s{number}"): part for number, part in enumerate(parts)}
        counts[area, None] = sum(parts) if parts else draw(COUNTS)
    areas = [cell for cell in counts if cell[1] is None]
    counts["31.71", None] = sum(counts[cell] for cell in areas)
    told_of = {}
    for statistic in draw(st.sampled_from([("median", "count"), ("median", "p90"), ("median", "p90", "count", "sum")])):
        cells = [cell for cell in counts if draw(st.integers(0, 5))]
        told_of[statistic] = cells or list(counts)
    return counts, told_of


@settings(deadline=None, max_examples=60)
@given(releases())
def test_no_count_is_worked_out_whatever_each_statistic_tells(
    release: tuple[dict[Cell, int], dict[str, list[Cell]]],
) -> None:
    counts, told_of = release
    left = hidden(figures(counts, told_of), PROMISED, OPEN)
    seen = told(left)
    for cell, by in seen.items():
        shown = {counted(name, each) for name, each in by.items()} - {None}
        assert shown <= {counts[cell]}
        assert not any(0 < n < K for n in shown if n is not None)
        if counts[cell]:
            assert len({withheld for _, _, withheld in by.values()}) == 1, "one decision for the cell"
    secret = {cell for cell in seen if counts[cell] and any(each[2] for each in seen[cell].values())}
    assert not worked_out(left, {cell: counts[cell] for cell in seen}) & secret


def test_it_gives_up_rather_than_publish_what_it_cannot_protect_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata_share.policy._suppress.audit", lambda found, k: found.cells)
    with pytest.raises(LimitExceeded, match="suppression_steps"):
        hidden(SPLIT, PROMISED, OPEN)
