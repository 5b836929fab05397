"""XLSX as people fill it in: which sheet, which rows, and every cell as what it was."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import SheetSource, Source, SourceOptions, open_source
from opendata_share.errors import DefinitionError, LimitExceeded, SourceError

EMPTY, TEXT, NUMBER, TIME, BOOLEAN, FORMULA, ERROR = range(7)


def of(path, **options):
    return SheetSource(path, SourceOptions(**options))


@pytest.mark.parametrize("name", ["beds.xlsx", "beds.XLSX", "beds.xlsm", "beds.ods"])
def test_the_suffix_tells_that_it_is_a_sheet(xlsx, name):
    source = open_source(xlsx([["Kode", "IGD"], ["0012", 4]], name))
    assert type(source) is SheetSource
    assert isinstance(source, Source)
    assert source.headings() == ("Kode", "IGD")


def test_cells_are_texts_with_what_they_were(xlsx, read_sheet):
    path = xlsx(
        [
            ["kode", "n", "jam", "ya", "kosong"],
            ["0012", 12, datetime(2026, 3, 2), True, None],
            ["12", 11.10, datetime(2026, 3, 2, 7, 50), False, "x"],
            [" a\nb ", -0.5, time(7, 50), None, None],
            ["-", 1234567890123456, timedelta(hours=30), None, None],
            ["x", 1e20, date(2026, 12, 31), None, None],
            ["y", 5e-7, datetime(2026, 3, 2, 7, 50, 0, 250_000), None, None],
        ]
    )
    reading = read_sheet(of(path))
    assert [row["kode"] for row in reading.records] == ["0012", "12", " a\nb ", "-", "x", "y"]
    assert [row["n"] for row in reading.records] == [
        "12", "11.1", "-0.5", "1234567890123456", "100000000000000000000", "0.0000005",
    ]  # fmt: skip
    assert [row["jam"] for row in reading.records] == [
        "2026-03-02", "2026-03-02T07:50:00", "07:50:00", "30:00:00", "2026-12-31", "2026-03-02T07:50:00.250000",
    ]  # fmt: skip
    assert [row["ya"] for row in reading.records] == ["true", "false", None, None, None, None]
    assert reading.cells == {
        "kode": [TEXT] * 6, "n": [NUMBER] * 6, "jam": [TIME] * 6, "ya": [BOOLEAN, BOOLEAN] + [EMPTY] * 4,
        "kosong": [EMPTY, TEXT] + [EMPTY] * 4,
    }  # fmt: skip


def test_rows_have_the_numbers_the_user_sees(xlsx, read_sheet):
    """Blank rows are no rows, and the used range need not begin at A1."""
    path = xlsx([["Kode", "IGD"], ["a", 1], [None, None], ["  ", None], ["b", 2]], at="C5")
    reading = read_sheet(of(path))
    assert reading.headings == ("Kode", "IGD")
    assert reading.rows == [6, 9]
    assert reading.records == [{"Kode": "a", "IGD": "1"}, {"Kode": "b", "IGD": "2"}]


def test_dates_of_the_calendar_that_begins_in_1904(xlsx, read_sheet):
    def edit(book, sheet):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    moments = [datetime(2026, 3, 2, 7, 50), datetime(1999, 12, 31), datetime(2024, 2, 29, 23, 59, 59)]
    path = xlsx([["no", "jam"], *(["x", moment] for moment in moments)], edit=edit)
    found = [row["jam"] for row in read_sheet(of(path)).records]
    assert found == ["2026-03-02T07:50:00", "1999-12-31", "2024-02-29T23:59:59"]


def test_formulas_without_a_result_and_errors_are_marked_not_empty(xlsx, read_sheet):
    path = xlsx([["a", "b", "c"], ["x", "=1+1", 1], ["y", 2, "#N/A"], ["z", "=A2", None]])
    book = openpyxl.load_workbook(path)
    book.active["C3"].data_type = "e"
    book.save(path)
    reading = read_sheet(of(path))
    assert reading.cells["b"] == [FORMULA, NUMBER, FORMULA]
    assert reading.cells["c"] == [NUMBER, ERROR, EMPTY]
    assert [row["b"] for row in reading.records] == [None, "2", None]
    assert reading.records[1]["c"] == "#N/A"
    assert reading.rows == [2, 3, 4], "a row of formulas alone is a row"


def test_an_error_that_is_declared_to_mean_nothing_is_empty(xlsx, read_sheet):
    path = xlsx([["a", "b"], ["-", "#N/A"], ["x", 9999]])
    book = openpyxl.load_workbook(path)
    book.active["B2"].data_type = "e"
    book.save(path)
    reading = read_sheet(of(path, null=("#N/A", "-", "9999")))
    assert reading.records == [{"a": None, "b": None}, {"a": "x", "b": None}]
    assert reading.cells == {"a": [EMPTY, TEXT], "b": [EMPTY, EMPTY]}


def test_results_of_formulas_are_read_where_they_are_stored(tmp_path, read_sheet):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["a", "n"])
        sheet.write_formula(1, 0, '="x"', None, "x")
        sheet.write_formula(1, 1, "=40+2", None, 42)
    reading = read_sheet(of(path))
    assert reading.records == [{"a": "x", "n": "42"}]
    assert reading.cells == {"a": [TEXT], "n": [NUMBER]}


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(parts, read_sheet):
    cells = (
        '<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2" t="str"><f>""</f></c><c r="C2"><v>1</v></c></row>'
    )
    path = parts(rows=f'<row r="1">{_inline("A1", "a")}{_inline("B1", "b")}{_inline("C1", "c")}</row>{cells}')
    assert read_sheet(of(path)).cells == {"a": [EMPTY], "b": [FORMULA], "c": [NUMBER]}


def _inline(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_cells_and_rows_without_their_place_follow_one_another(parts, read_sheet):
    rows = (
        '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="4"><c><v>1</v></c><c r="B4"><v>2</v></c></row><row><c r="B5"><v>3</v></c></row>'
    )
    reading = read_sheet(of(parts(rows=rows)))
    assert reading.rows == [4, 5]
    assert reading.records == [{"a": "1", "b": "2"}, {"a": None, "b": "3"}]


def test_a_workbook_with_prefixes_is_the_same_workbook(parts, read_sheet):
    """Some programs write x:worksheet, x:c, x:v."""
    rows = (
        f'<row r="1">{_inline("A1", "a")}{_inline("B1", "b")}</row><row r="2" hidden="1"><c r="B2"><f>1</f></c></row>'
    )
    plain, prefixed = parts(rows=rows, name="plain.xlsx"), parts(rows=rows, name="prefixed.xlsx", prefix="x:")
    assert read_sheet(of(prefixed)) == read_sheet(of(plain))
    assert read_sheet(of(prefixed)).cells == {"a": [EMPTY], "b": [FORMULA]}


def test_texts_that_many_cells_share(tmp_path, read_sheet):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "shared.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_rich_string(1, 0, "RS ", bold, "Cipto", " Jaya")
        sheet.write_row(2, 0, ["0012", "0012"])
        sheet.write_string(1, 1, "\n 'é' &amp; <x>\ttab")
    assert read_sheet(of(path)).records == [
        {"a": "RS Cipto Jaya", "b": "\n 'é' &amp; <x>\ttab"},
        {"a": "0012", "b": "0012"},
    ]


@pytest.mark.exhaustive
def test_many_rows_come_in_batches_whose_numbers_go_on(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["a", "b"])
        for row in range(1, 66_000):
            sheet.write_row(row, 0, ["x", row])
    batches = list(of(path).batches())
    assert len(batches) > 1
    assert [number for batch in batches for number in batch.rows.to_pylist()] == list(range(2, 66_001))
    assert [text for batch in batches for text in batch.columns["b"].to_pylist()] == list(map(str, range(1, 66_000)))


def test_the_one_visible_sheet_with_cells_is_meant(xlsx, read_sheet):
    def edit(book, sheet):
        book.create_sheet("Kosong")
        book.create_chartsheet("Grafik")
        for name, state in (("Daftar", "hidden"), ("Rahasia", "veryHidden")):
            hidden = book.create_sheet(name)
            hidden["A1"], hidden.sheet_state = "x", state

    source = of(xlsx([["Kode", "IGD"], ["a", 1]], edit=edit))
    assert read_sheet(source).records == [{"Kode": "a", "IGD": "1"}]
    assert source.sheet() == "Data"
    assert source.header_rows() == (1,)


def test_several_sheets_are_listed_and_the_line_to_write_is_shown(xlsx, fail, read_sheet):
    def edit(book, sheet):
        for name, state in (("April's", "visible"), ("Daftar", "veryHidden")):
            other = book.create_sheet(name)
            other.append(["Kode", "ICU"])
            other.append(["b", 2])
            other.sheet_state = state
        sheet.title = "Maret 2026"

    path = xlsx([["Kode", "IGD"], ["a", 1]], edit=edit)
    error = fail(of(path))
    assert (error.message_id, error.exit_code) == ("sheet-several", 1)
    for text in (error.text("en"), error.text("id")):
        for part in ('"Maret 2026"', '"April\'s"', '"Daftar"', 'sheet = "Maret 2026"', "--sheet 'Maret 2026'"):
            assert part in text
    assert "hidden" in error.text("en")
    assert "tersembunyi" in error.text("id")
    assert read_sheet(of(path, sheet="April's")).headings == ("Kode", "ICU")
    assert read_sheet(of(path, sheet="Daftar")).headings == ("Kode", "ICU"), "a hidden sheet may be asked for"


def test_a_sheet_that_is_not_there_has_no_cells_or_is_hidden(xlsx, fail):
    def edit(book, sheet):
        book.create_sheet("Kosong")
        book.create_chartsheet("Grafik")

    path = xlsx([["Kode", "IGD"], ["a", 1]], edit=edit)
    assert fail(of(path, sheet="data")).message_id == "sheet-unknown"
    assert fail(of(path, sheet="Kosong")).message_id == "sheet-without-cells"
    assert fail(of(path, sheet="Grafik")).message_id == "sheet-without-cells"
    assert fail(of(xlsx(name="empty.xlsx"))).message_id == "sheet-none-filled"
    assert fail(of(xlsx([["  ", " "]], name="blank.xlsx"))).message_id == "sheet-without-cells"

    def hide(book, sheet):
        book.create_sheet("Kosong")
        sheet.sheet_state = "hidden"

    error = fail(of(xlsx([["Kode", "IGD"], ["a", 1]], "hidden.xlsx", edit=hide)))
    assert error.message_id == "sheet-only-hidden"
    assert 'sheet = "Data"' in error.text()


def test_what_is_hidden_or_merged_is_read_and_told_once(xlsx, read_sheet):
    def edit(book, sheet):
        for row in (1, 4, 5, 7):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("C3:C5")

    rows = [["Kode", "IGD", "Ket"], *([f"k{n}", n, f"t{n}"] for n in range(2, 9))]
    reading = read_sheet(of(xlsx(rows, edit=edit)))
    assert reading.rows == [2, 3, 4, 5, 6, 7, 8]
    assert [row["Ket"] for row in reading.records] == ["t2", "t3", None, None, "t6", "t7", "t8"]
    notes = {note.rule: note for note in reading.notes}
    assert list(notes) == ["hidden-rows", "hidden-columns", "merged-cells"]
    assert (notes["hidden-rows"].row, notes["hidden-rows"].parameters) == (4, {"count": 3, "rows": "4–5, 7"})
    assert (notes["hidden-columns"].field, notes["hidden-columns"].parameters["columns"]) == ("IGD", 'B "IGD"')
    assert (notes["merged-cells"].row, notes["merged-cells"].field) == (3, "Ket")
    assert notes["merged-cells"].parameters["ranges"] == "C3:C5"


def test_notes_come_also_where_there_are_no_rows(xlsx, read_sheet):
    reading = read_sheet(of(xlsx([["a", "b"]], edit=lambda book, sheet: sheet.merge_cells("A1:A2")), header_rows=(1,)))
    assert reading.records == []


def test_a_column_without_a_heading_is_named_by_its_letter_if_it_has_cells(xlsx, read_sheet):
    path = xlsx([["Kode", None, None, "IGD"], ["a", "?", None, 1], ["b", None, None, 2]])
    reading = read_sheet(of(path, header_rows=(1,)))
    assert reading.headings == ("Kode", "column B", "IGD")
    assert [row["column B"] for row in reading.records] == ["?", None]


def test_a_heading_that_stands_twice_is_refused(xlsx, fail):
    error = fail(of(xlsx([["Kode", "IGD", "IGD"], ["a", 1, 2]]), header_rows=(1,)))
    assert error.message_id == "sheet-duplicate-heading"
    assert (error.row, error.parameters["first"], error.parameters["second"]) == (1, "B", "C")


def test_quarantined_columns_never_leave_the_reader(xlsx, read_sheet):
    path = xlsx([["Kode", "NIK"], ["a", "3174"]])
    reading = read_sheet(of(path, quarantine=frozenset(["NIK"])))
    assert reading.headings == ("Kode", "NIK")
    assert reading.records == [{"Kode": "a"}]
    assert list(reading.cells) == ["Kode"]


def test_a_sheet_has_the_digest_and_the_time_of_its_file(xlsx):
    path = xlsx([["a", "b"], ["x", 1]])
    os.utime(path, (1_700_000_000, 1_700_000_000))
    source = of(path)
    list(source.batches())
    assert source.name == str(path)
    assert source.digest() == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert source.captured_at() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_sheet_can_be_read_twice(xlsx, read_sheet):
    source = of(xlsx([["a", "b"], ["x", 1]], edit=lambda book, sheet: sheet.merge_cells("A2:A3")))
    assert read_sheet(source) == read_sheet(source)


@pytest.mark.parametrize("rows", [(0,), (2, 1), (1, 3), (1, 1), (-1,), tuple(range(1, 10)), (1_001,), (True,)])
def test_header_rows_are_positive_ascending_consecutive_and_few(rows):
    with pytest.raises(DefinitionError) as caught:
        SourceOptions(header_rows=rows)
    assert caught.value.message_id == "source-option-header-rows"


def test_options_that_contradict_each_other():
    for options in ({"header": False, "header_rows": (1,)}, {"header": ("a",), "header_rows": (1,)}):
        with pytest.raises(DefinitionError):
            SourceOptions(**options)
    with pytest.raises(DefinitionError):
        SourceOptions(sheet=" ")


def test_header_names_are_not_for_sheets(xlsx):
    with pytest.raises(DefinitionError) as caught:
        of(xlsx([["a", "b"]]), header=("x", "y")).headings()
    assert caught.value.message_id == "sheet-header-option"


def test_limits_of_rows_and_columns(xlsx, fail):
    path = xlsx([["a", "b", "c"], *([1, 2, 3] for _ in range(9))])
    for limits, name in (
        (Limits(rows=5), "rows"),
        (Limits(columns=2), "columns"),
        (Limits(workbook_cells=29), "cells"),
    ):
        error = fail(SheetSource(path, limits=limits))
        assert isinstance(error, LimitExceeded)
        assert name in error.parameters["limit"]
        assert error.parameters["limit"] in error.text("id")


def test_what_is_missing_is_said_with_the_command(xlsx, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    path = xlsx([["a", "b"], ["x", 1]])
    from opendata_share.errors import MissingExtra

    with pytest.raises(MissingExtra) as caught:
        of(path).headings()
    assert "pip install 'opendata-share[excel]'" in str(caught.value)


def test_errors_name_the_file_and_the_row(xlsx):
    path = xlsx([["a", "a"], ["x", 1]])
    with pytest.raises(SourceError) as caught:
        of(path, header_rows=(7,)).headings()
    assert caught.value.text("en").startswith(f"{path}, row 7: ")
    assert caught.value.text("id").startswith(f"{path}, baris 7: ")
