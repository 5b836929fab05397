"""Small counts are hidden, and cannot be worked out: worked tables, and a solver that knows nothing of the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.errors import LimitExceeded
from opendata_share.policy._suppress import STEPS, Hidden, audit, closed, hidden_cells
from opendata_share.policy._suppress_search import Search, Sum

K = 5


def two_way(inner: Sequence[Sequence[int]]) -> tuple[list[int], list[Sum]]:
    """Return the cells of a table with a total for every row and column, row by row, and what adds up."""
    rows = [[*row, sum(row)] for row in inner]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    width, height = len(rows[0]), len(rows)
    at = {(r, c): r * width + c for r in range(height) for c in range(width)}
    sums = [Sum(at[r, width - 1], tuple(at[r, c] for c in range(width - 1))) for r in range(height)]
    sums += [Sum(at[height - 1, c], tuple(at[r, c] for r in range(height - 1))) for c in range(width)]
    return [cell for row in rows for cell in row], sums


def shown(inner: Sequence[Sequence[int]], k: int = K) -> list[list[int | None]]:
    """Return the table with its totals, None where a cell is hidden."""
    cells, sums = two_way(inner)
    hidden = set(hidden_cells(cells, sums, k).cells)
    left = [None if cell in hidden else value for cell, value in enumerate(cells)]
    width = len(inner[0]) + 1
    return [left[start : start + width] for start in range(0, len(left), width)]


def determined(cells: Sequence[int], sums: Sequence[Sum], hidden: set[int]) -> set[int]:
    """Return the hidden cells that the sums give back, by exact elimination (the reduced row echelon form)."""
    unknown = sorted(hidden)
    rows = []
    for each in sums:
        row = [Fraction((cell in each.parts) - (cell == each.total)) for cell in unknown]
        rows.append(row)
    found, top = set(), 0
    for column in range(len(unknown)):
        pivot = next((r for r in range(top, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for r in range(len(rows)):
            if r != top and rows[r][column]:
                factor = rows[r][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[top], strict=True)]
        top += 1
    for row in rows:
        if sum(value != 0 for value in row) == 1:
            found.add(unknown[next(i for i, value in enumerate(row) if value)])
    return found


def tables_like(cells: Sequence[int], sums: Sequence[Sum], hidden: set[int], most: int) -> Iterator[list[int]]:
    """Yield every table a reader could take for the true one whose hidden cells are 1 to `most`, one by one."""
    table: list[int | None] = [None if cell in hidden else value for cell, value in enumerate(cells)]

    def filled(order: list[int]) -> Iterator[list[int]]:
        forced = None
        for each in sums:
            unknown = [cell for cell in (each.total, *each.parts) if table[cell] is None]
            parts = sum(table[part] or 0 for part in each.parts)
            if not unknown and parts != table[each.total]:
                return
            if len(unknown) == 1:
                forced = unknown[0], parts if unknown[0] == each.total else (table[each.total] or 0) - parts
                break
        if forced is not None:
            cell, value = forced
            choices = [value] if 1 <= value <= most else []
        elif not (left := [cell for cell in order if table[cell] is None]):
            yield [value or 0 for value in table]
            return
        else:
            cell, choices = left[0], list(range(1, most + 1))
        for value in choices:
            table[cell] = value
            yield from filled(order)
        table[cell] = None

    yield from filled(sorted(hidden))


@pytest.mark.parametrize("inner", [[[3, 20, 30], [40, 50, 60]], [[1, 2], [30, 40]], [[4, 0], [9, 9]]])
def test_hiding_the_small_counts_alone_gives_every_one_of_them_back(inner: list[list[int]]) -> None:
    """What people write, and what the totals then say; ours hides what else it takes."""
    cells, sums = two_way(inner)
    small = {cell for cell, value in enumerate(cells) if 0 < value < K}
    assert determined(cells, sums, small) == small
    assert determined(cells, sums, set(hidden_cells(cells, sums, K).cells)) == set()


def test_the_partner_of_a_small_count_is_hidden_too() -> None:
    assert hidden_cells([2, 9, 30, 41], [Sum(3, (0, 1, 2))], K).cells == (0, 1)


def test_a_table_without_small_counts_stays_whole() -> None:
    assert shown([[5, 0], [7, 9]]) == [[5, 0, 5], [7, 9, 16], [12, 9, 21]]


def test_one_small_count_takes_the_other_corners_of_a_rectangle() -> None:
    assert shown([[3, 20, 30], [40, 50, 60], [70, 80, 90]]) == [
        [None, None, 30, 53],
        [None, None, 60, 150],
        [70, 80, 90, 240],
        [113, 150, 180, 443],
    ]


def test_two_small_counts_that_add_up_to_little_need_a_third() -> None:
    """1 + 2 = 3 would leave but two values for each; the hidden ones of a row count 5 or more together."""
    assert hidden_cells([1, 2, 30, 40, 73], [Sum(4, (0, 1, 2, 3))], K).cells == (0, 1, 2)


def test_two_small_counts_that_leave_k_values_each_are_enough() -> None:
    """3 + 4 = 7: each could be 1 to 6."""
    assert hidden_cells([3, 4, 30, 37], [Sum(3, (0, 1, 2))], K).cells == (0, 1)


def test_a_small_total_is_hidden_with_its_parts_and_what_is_above_it() -> None:
    assert shown([[1, 2], [30, 40]]) == [[None, None, None], [None, None, None], [31, 42, 73]]


def test_a_zero_is_shown_and_hides_nobody() -> None:
    rows = shown([[3, 0, 30], [0, 50, 60], [70, 80, 90]])
    assert [row[:3].count(0) for row in rows] == [1, 1, 0, 0]
    assert rows[0] == [None, 0, None, 33]
    assert rows[1] == [0, 50, 60, 110]
    assert rows[2] == [None, 80, None, 240]


def test_where_all_else_is_zero_the_totals_are_hidden() -> None:
    assert shown([[3, 0], [0, 50]]) == [[None, 0, None], [0, 50, 50], [None, 50, None]]


def test_a_hierarchy_is_protected_at_every_level() -> None:
    """Two kelurahan in each of two kecamatan of one city: a small one needs another of its own kecamatan."""
    cells = [2, 50, 30, 40, 52, 70, 122]
    sums = [Sum(4, (0, 1)), Sum(5, (2, 3)), Sum(6, (4, 5))]
    assert hidden_cells(cells, sums, K).cells == (0, 1)


def test_a_kecamatan_of_one_kelurahan_is_hidden_with_it() -> None:
    cells = [2, 2, 30, 32]
    assert hidden_cells(cells, [Sum(1, (0,)), Sum(3, (1, 2))], K).cells == (0, 1, 2)


def test_what_a_total_has_more_than_the_rows_that_are_shown_is_a_count_too() -> None:
    """A row left out is no row hidden: 100 − 40 − 57 = 3."""
    assert hidden_cells([40, 57, 100], [Sum(2, (0, 1))], K).cells == (0,)
    assert hidden_cells([40, 50, 100], [Sum(2, (0, 1))], K).cells == ()


def test_what_a_large_rest_leaves_open_hides_a_small_count() -> None:
    assert hidden_cells([3, 50, 100], [Sum(2, (0, 1))], K).cells == (0,)


def test_a_count_that_is_empty_but_follows_from_a_total_is_treated_as_what_it_is() -> None:
    assert hidden_cells([None, 57, 60], [Sum(2, (0, 1))], K).cells == (0, 1)
    assert hidden_cells([2, 57, None], [Sum(2, (0, 1))], K).cells == (0, 1)


@pytest.mark.parametrize(
    ("counts", "sums", "values"),
    [
        ([None, 5, 9], [Sum(2, (0, 1))], (4, 5, 9)),
        ([4, 5, None], [Sum(2, (0, 1))], (4, 5, 9)),
        ([None, 5, None, 9], [Sum(2, (0, 1)), Sum(3, (2,))], (4, 5, 9, 9)),
        ([None, 5, None, 9], [Sum(3, (2,)), Sum(2, (0, 1))], (4, 5, 9, 9)),
    ],
)
def test_what_follows_from_sums_is_filled_in(
    counts: list[int | None], sums: list[Sum], values: tuple[int, ...]
) -> None:
    assert closed(counts, sums) == (values, tuple(sums))


def test_a_sum_that_is_wrong_or_unknown_says_nothing() -> None:
    assert closed([6, 5, 9], [Sum(2, (0, 1))]) == ((6, 5, 9), ())
    assert closed([None, None, 9], [Sum(2, (0, 1))]) == ((0, 0, 9), ())
    assert closed([None, 11, 9], [Sum(2, (0, 1))]) == ((0, 11, 9), ())
    assert closed([None, 3, None], [Sum(2, (0, 1))]) == ((0, 3, 0), ())


def test_what_a_bound_leaves_over_is_a_count_though_nothing_follows_from_it() -> None:
    """98 of 100 are counted, and 2 are not."""
    assert hidden_cells([98, 100], [Sum(1, (0,), is_all=False)], K).cells == (0,)
    assert closed([None, 100], [Sum(1, (0,), is_all=False)]) == ((0, 100), ())
    assert closed([98, None], [Sum(1, (0,), is_all=False)]) == ((98, 0), ())


def test_what_is_left_over_becomes_a_cell_behind_the_others() -> None:
    whole, left = Sum(2, (0, 1)), Sum(3, (2,))
    assert closed([4, 5, 9, 11], [whole, left]) == ((4, 5, 9, 11, 2), (whole, Sum(3, (2, 4))))


def test_a_cell_on_both_sides_of_a_sum_is_not_held_by_it() -> None:
    """A count that two rows tell may be the total of itself."""
    assert hidden_cells([3, 9, 12], [Sum(2, (0, 1)), Sum(0, (0,))], K).cells == (0, 1)


def test_a_cell_that_stands_twice_in_a_sum_is_not_published() -> None:
    with pytest.raises(LimitExceeded):
        hidden_cells([3, 6], [Sum(1, (0, 0))], K)


def test_what_is_hidden_along_with_a_cell_is_protected_as_that_is() -> None:
    """The third is hidden with the first, and would follow from the fourth and fifth."""
    cells, sums = [2, 9, 30, 40, 70, 11], [Sum(5, (0, 1)), Sum(4, (2, 3))]
    assert hidden_cells(cells, sums, K).cells == (0, 1)
    assert hidden_cells(cells, sums, K, drawn=[({0}, {2})]).cells == (0, 1, 2, 3)
    assert hidden_cells(cells, sums, K, drawn=[({3}, {1}), ({4}, {1})]).cells == (0, 1)
    assert hidden_cells([*cells[:3], 0, 30, 11], sums, K, drawn=[({0}, {3})]).cells == (0, 1), "a zero stays"


def test_each_cell_may_have_its_own_bound() -> None:
    sums = [Sum(3, (0, 1, 2))]
    assert hidden_cells([7, 9, 30, 46], sums, [5, 5, 5, 5]).cells == ()
    assert hidden_cells([7, 9, 30, 46], sums, [8, 5, 5, 5]).cells == (0, 1)
    assert hidden_cells([40, 97, 99, 100], [Sum(3, (1,)), Sum(2, (0,))], [2, 2, 2, 4]).cells == (1,), "3 are left over"


def test_it_gives_up_rather_than_publish() -> None:
    cells, sums = two_way([[3, 20], [40, 50]])
    with pytest.raises(LimitExceeded, match="suppression_steps") as caught:
        hidden_cells(cells, sums, K, steps=3)
    assert caught.value.exit_code == 1
    assert "3" in str(caught.value)


def test_the_limit_is_the_one_that_is_documented() -> None:
    assert STEPS == 20_000_000


def test_a_search_that_finds_nothing_says_so() -> None:
    """A total that is twice in two sums, against each other: nothing can move."""
    search = Search([2, 2, 2], [Sum(0, (1, 2)), Sum(1, (0, 2)), Sum(2, (0, 1))], 3, {0}, 10_000)
    assert list(search.paths_of(0, K)) == []
    assert search.given_up


# the audit trusts nothing

CELLS, SUMS = (2, 9, 30, 41), (Sum(3, (0, 1, 2)),)


def claimed(*paths: tuple[tuple[dict[int, int], int], ...], cells: tuple[int, ...] = (0, 1)) -> Hidden:
    return Hidden(cells, 4, CELLS, SUMS, paths)


def test_the_audit_accepts_a_proof() -> None:
    assert audit(claimed((({0: 1, 1: -1}, 4),)), K) == ()
    assert audit(claimed((({0: 1, 1: -1}, 3),), (({0: -1, 1: 1}, 1),)), K) == ()
    assert audit(claimed((({0: 1, 1: -1}, 1), ({0: 1, 1: -1}, 3))), K) == ()


@pytest.mark.parametrize(
    ("path", "unsafe"),
    [
        ((), (0, 1)),
        ((({0: 1, 1: -1}, 3),), (0,)),
        ((({0: 1}, 9),), (0, 1)),
        ((({0: 1, 2: -1}, 9),), (0, 1)),
        ((({0: 1, 1: -1}, 9),), (0, 1)),
        ((({0: -1, 1: 1}, 2),), (0, 1)),
        ((({0: 2, 1: -2}, 2),), (0, 1)),
        ((({0: 1, 1: -1}, 4), ({0: 1, 1: -1}, 9)), ()),
        ((({0: 1, 1: -1}, 1), ({0: 1}, 9)), (0,)),
    ],
    ids=[
        "none",
        "too-few",
        "breaks-a-sum",
        "moves-what-stays",
        "to-zero",
        "below",
        "leaps",
        "good-then-bad",
        "bad-end",
    ],
)
def test_the_audit_believes_only_tables_a_reader_could_take_for_the_true_one(
    path: tuple[tuple[dict[int, int], int], ...], unsafe: tuple[int, ...]
) -> None:
    assert audit(claimed(path), K) == unsafe


def test_the_audit_asks_it_of_a_count_of_one_too() -> None:
    one = Hidden((0, 1), 4, (1, 9, 30, 40), SUMS, ((({0: 1, 1: -1}, 3),),))
    assert audit(one, K) == (0,)
    assert audit(replace(one, paths=((({0: 1, 1: -1}, 4),),)), K) == ()


def test_the_audit_finds_a_small_count_that_nobody_hid() -> None:
    assert audit(claimed((({0: 1, 1: -1}, 4),), cells=()), K) == (0,)


def test_the_audit_asks_two_values_of_what_is_hidden_for_another() -> None:
    both = (({0: 1, 1: -1}, 4),)
    assert audit(claimed(both, cells=(0, 1, 2)), K) == (2,)
    assert audit(claimed(both, (({1: -1, 2: 1}, 1),), cells=(0, 1, 2)), K) == ()


COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 8, 13, 40])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[Sum]]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return two_way([[draw(COUNTS) for _ in range(columns)] for _ in range(rows)])


@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[list[int], list[Sum]]:
    """Kelurahan in kecamatan in a city, by two kinds and all kinds."""
    cells: list[int] = []
    sums: list[Sum] = []

    def node(counts: list[int]) -> list[int]:
        place = [len(cells) + i for i in range(3)]
        cells.extend([*counts, sum(counts)])
        sums.append(Sum(place[2], (place[0], place[1])))
        return place

    above = []
    for _ in range(draw(st.integers(1, 3))):
        below = [node([draw(COUNTS), draw(COUNTS)]) for _ in range(draw(st.integers(1, 3)))]
        above.append(node([sum(cells[each[kind]] for each in below) for kind in range(2)]))
        sums.extend(Sum(above[-1][kind], tuple(each[kind] for each in below)) for kind in range(3))
    city = node([sum(cells[each[kind]] for each in above) for kind in range(2)])
    sums.extend(Sum(city[kind], tuple(each[kind] for each in above)) for kind in range(3))
    return cells, sums


@settings(deadline=None, max_examples=120)
@given(st.one_of(tables(), hierarchies()))
def test_no_hidden_cell_is_determined_whatever_the_table(table: tuple[list[int], list[Sum]]) -> None:
    cells, sums = table
    found = hidden_cells(cells, sums, K)
    hidden = set(found.cells)
    assert {cell for cell, value in enumerate(cells) if 0 < value < K} <= hidden
    assert all(cells[cell] for cell in hidden)
    assert determined(cells, sums, hidden) == set()
    assert audit(found, K) == ()
    assert hidden_cells(cells, sums, K) == found


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 6]), min_size=2, max_size=2), min_size=2, max_size=2))
def test_every_small_count_could_have_k_values(inner: list[list[int]]) -> None:
    """Every table a reader could take for the true one is tried, one by one."""
    cells, sums = two_way(inner)
    hidden = set(hidden_cells(cells, sums, 3).cells)
    values: dict[int, set[int]] = {cell: set() for cell in hidden}
    for table in tables_like(cells, sums, hidden, most=14):
        assert all(table[cell] == value for cell, value in enumerate(cells) if cell not in hidden)
        for cell in hidden:
            values[cell].add(table[cell])
    assert all(len(found) >= (3 if cells[cell] < 3 else 2) for cell, found in values.items())
