"""Which rows hold the headings: chosen only where the structure leaves no doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.adapters.reading._sheet_header import (
    Merged,
    TopRow,
    choose_header,
    combined_headings,
    numbers_columns,
)
from opendata_share.adapters.sources import SheetSource, SourceOptions
from opendata_share.errors import SourceError


def table(*rows):
    """Rows as a person draws them, from row 1: texts, numbers, None for nothing."""
    return [
        TopRow(
            number,
            {column: str(value) for column, value in enumerate(row, start=1) if value is not None},
            frozenset(c for c, value in enumerate(row, start=1) if value is not None and not isinstance(value, str)),
        )
        for number, row in enumerate(rows, start=1)
        if any(value is not None for value in row)
    ]


def choice(*rows, merged=()):
    drawn = table(*rows)
    last = {column: row.number for row in drawn if len(row.texts) > 1 for column in row.texts}
    return choose_header(drawn, [Merged(*area) for area in merged], last)


@pytest.mark.parametrize(
    ("rows", "merged", "expected"),
    [
        pytest.param([["a", "b"], ["x", 1]], [], (1,), id="the first row"),
        pytest.param([["Title"], None, ["a", "b"], ["x", 1]], [], (3,), id="below a title and a blank row"),
        pytest.param([["Title"], ["a", "b"], ["x", 1]], [(1, 1, 1, 2)], (2,), id="below a merged title"),
        pytest.param([["Title"], None, ["a", "b"], ["x", 1]], [(1, 1, 2, 2)], (3,), id="below a title two rows high"),
        pytest.param([["Bulan:", "Maret"], ["a", "b", "c"], ["x", 1, 2]], [], (2,), id="below a label with its value"),
        pytest.param(
            [["Bulan", ":", "Maret"], ["a", "b", "c", "d"], [1, 1, 2, 3]], [], (2,), id="below a spaced label"
        ),
        pytest.param([[2026], ["a", "b"], ["x", 1]], [], (2,), id="below one number"),
        pytest.param([["a", "b", "c"], ["x", 1]], [], (1,), id="a heading over an empty column"),
        pytest.param([["a", "b"], ["x", 1], ["Sumber: Dinkes"]], [], (1,), id="with a remark at the end"),
        pytest.param([["a"], ["x"], ["y"]], [], (1,), id="one column"),
        pytest.param([["a", "b"]], [], (1,), id="nothing beneath"),
        pytest.param(
            [["No", "TT", None], [None, "IGD", "ICU"], [1, 2, 3]], [(1, 1, 2, 1), (1, 2, 1, 3)], (1, 2), id="two rows"
        ),
        pytest.param(
            [["T"], ["No", "TT", None], [None, "IGD", "ICU"], [1, 2, 3]],
            [(1, 1, 1, 3), (2, 1, 3, 1), (2, 2, 2, 3)],
            (2, 3),
            id="two rows below a title",
        ),
        pytest.param(
            [["No", "TT", None], [None, "IGD", "ICU"], [1, 2, 3]], [(1, 2, 1, 3)], (1, 2), id="one merge only"
        ),
        pytest.param(
            [["No", "TT"], [None, None], [1, 2]], [(1, 1, 2, 1), (1, 2, 2, 2)], (1, 2), id="all two rows high"
        ),
        pytest.param([["No", "TT"], [None, "IGD"], [1, 2]], [(1, 1, 2, 1)], (1, 2), id="stacked beside a high cell"),
        pytest.param(
            [["No", "TT", None, None], [None, "IGD", None, "ICU"], [None, "k", "l", "k"], [1, 2, 3, 4]],
            [(1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 2, 3)],
            (1, 2, 3),
            id="three rows",
        ),
    ],
)
def test_what_leaves_no_doubt(rows, merged, expected):
    drawn = [row or [] for row in rows]
    assert choice(*drawn, merged=merged).rows == expected


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        pytest.param([["a", 2026], ["x", 1]], [], id="a year among the headings"),
        pytest.param([["a", "a"], ["x", 1]], [], id="a heading twice"),
        pytest.param([["a", None, "c"], ["x", 1, 2]], [], id="a gap over a filled column"),
        pytest.param([["a", "b", None], ["x", "y", "z"], [1, 2, 3]], [], id="a second row that fills more"),
        pytest.param([["No", "TT", None], [1, 2, 3]], [(1, 2, 1, 3)], id="a group over nothing that tells it apart"),
        pytest.param([["No", "TT", None], ["1", "x", "y"], [1, 2, 3]], [(1, 2, 1, 3)], id="a group over texts of data"),
        pytest.param([["No", "TT", None], [None, "k", "k"], [1, 2, 3]], [(1, 2, 1, 3)], id="combined alike"),
        pytest.param([["No", "TT", None], [None, "k", None], [1, 2, 3]], [(1, 2, 1, 3)], id="half a group"),
        pytest.param([[1, 2], ["a", "b"]], [], id="numbers first"),
    ],
)
def test_what_leaves_a_doubt(rows, merged):
    assert choice(*rows, merged=merged).rows == ()


def test_candidates_are_rows_of_texts_before_the_data():
    found = choice(["T"], ["a", "b", None], ["x", "y", "z"], ["Budi", 3, 4], ["Siti", "x", "y"]).candidates
    assert [(each.rows, each.headings) for each in found] == [((2,), ("a", "b", "")), ((3,), ("x", "y", "z"))]


def test_there_are_at_most_five_candidates_and_merged_ones_are_whole():
    rows = [["a", "b", None]] + [[f"x{n}", "y", "z"] for n in range(9)]
    assert len(choice(*rows).candidates) == 5
    merged = choice(["No", "TT", None], ["1", "x", "y"], ["2", "v", "w"], merged=[(1, 2, 1, 3)]).candidates
    assert (merged[0].rows, merged[0].headings) == ((1, 2), ("No 1", "TT x", "TT y"))


def test_headings_of_several_rows_are_put_together_from_top_to_bottom():
    rows = {row.number: row for row in table(["No", " Tempat\n tidur ", None, "Ket"], [None, "IGD", "ICU", "Ket"])}
    merged = [Merged(1, 1, 2, 1), Merged(1, 2, 1, 3)]
    headings = combined_headings(rows, (1, 2), merged, (1, 2, 3, 4, 5))
    assert list(headings.values()) == ["No", "Tempat tidur IGD", "Tempat tidur ICU", "Ket", ""]
    assert combined_headings(rows, (2,), merged, (1, 2)) == {1: "No", 2: "IGD"}, "a merged cell counts in all its rows"


@pytest.mark.parametrize(
    ("row", "beneath", "expected"),
    [
        (["(1)", "(2)", "(3)"], [], True),
        (["(1)", "(2)", "(3)"], [[7, 8, 9]], True),
        ([1, 2, 3], [[1, "RS Jaya", 3]], True),
        (["1", "2", "3=1+2"], [[1, "RS Jaya", 3]], True),
        ([1, 2, 3], [[4, 5, 6], [7, 8, 9]], False),
        ([1, 2, 3], [], False),
        ([1, 2, 3], [["4", "5,5", "-"]], False),
        ([1, 2, 4], [[1, "RS Jaya", 3]], False),
        ([2, 3, 4], [[1, "RS Jaya", 3]], False),
        (["(1)", "(2)", None], [], False),
        ([1, 2], [["x", "y"]], False),
        (["(1)", "(2)", "RS"], [], False),
    ],
)
def test_a_row_that_only_counts_the_columns(row, beneath, expected):
    drawn = table(row, *beneath)
    columns = list(range(1, len(row) + 1))
    assert numbers_columns(drawn[0], columns, drawn[1:]) is expected


def test_a_row_that_counts_the_columns_is_left_out_and_told(xlsx, read_sheet):
    path = xlsx([["T"], ["No", "Nama", "IGD"], ["(1)", "(2)", "(3)"], [1, "RS A", 4]])
    reading = read_sheet(SheetSource(path))
    assert reading.rows == [4]
    assert [(note.rule, note.row) for note in reading.notes] == [("column-numbers", 3)]


def test_a_doubt_is_an_error_with_candidates_and_the_line_to_write(xlsx, fail, read_sheet):
    path = xlsx([["LAPORAN"], [], ["Kode", None, "ICU"], ["a", 1, 2]])
    error = fail(SheetSource(path))
    assert isinstance(error, SourceError)
    assert (error.message_id, error.row, error.exit_code) == ("sheet-header-unclear", 3, 1)
    for language in ("en", "id"):
        text = error.text(language)
        assert "3: Kode | – | ICU" in text
        assert "header_rows = [3]" in text
        assert "--header-rows 3" in text
    declared = SheetSource(path, SourceOptions(header_rows=(3,)))
    assert read_sheet(declared).headings == ("Kode", "column B", "ICU")


def test_cells_of_data_do_not_stand_in_the_error(xlsx, fail):
    """A name in a row of data is nobody's business: candidates end where a row is not of texts alone."""
    path = xlsx([["Kode", 2026], ["Budi Santoso", 3], ["Siti", "x"]])
    error = fail(SheetSource(path))
    assert error.message_id == "sheet-header-none"
    assert "Budi" not in error.text() + error.text("id")
    assert "Siti" not in error.text() + error.text("id")


def test_two_header_rows_with_merged_cells(xlsx, read_sheet):
    def edit(book, sheet):
        for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
            sheet.merge_cells(area)

    rows = [["LAPORAN"], [], ["Kode RS", "Tempat\ntidur", None, "Jam update"], [None, "IGD", "ICU", None]]
    path = xlsx([*rows, ["0012", 4, 2, "07:50"]], edit=edit)
    source = SheetSource(path)
    assert read_sheet(source).records == [
        {"Kode RS": "0012", "Tempat tidur IGD": "4", "Tempat tidur ICU": "2", "Jam update": "07:50"}
    ]
    assert source.header_rows() == (3, 4)
    assert read_sheet(source).rows == [5]
    assert read_sheet(source).notes == []


def test_header_rows_that_are_given_win(xlsx, read_sheet):
    path = xlsx([["a", "b"], ["c", "d"], ["x", 1]])
    assert read_sheet(SheetSource(path)).headings == ("a", "b")
    declared = SheetSource(path, SourceOptions(header_rows=(1, 2)))
    assert read_sheet(declared).headings == ("a c", "b d")
    assert read_sheet(declared).rows == [3]


TEXTS = st.one_of(st.none(), st.sampled_from(["a", "b", "c", "Kode", "1"]), st.integers(0, 9))


@given(
    rows=st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=6),
    areas=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2), st.integers(0, 2)), max_size=4),
)
def test_whatever_is_chosen_names_every_filled_column_once(rows, areas):
    merged = [Merged(top, left, top + down, left + right) for top, left, down, right in areas if down or right]
    drawn = table(*rows)
    last = {column: row.number for row in drawn if len(row.texts) > 1 for column in row.texts}
    found = choose_header(drawn, merged, last)
    assert not (found.rows and found.candidates)
    if found.rows:
        assert found.rows == tuple(range(found.rows[0], found.rows[-1] + 1))
        below = [column for column, row in last.items() if row > found.rows[-1]]
        headings = combined_headings({row.number: row for row in drawn}, found.rows, merged, below)
        assert all(headings.values())
        assert len(set(headings.values())) == len(headings)
