"""The examination papers are what they say: the same bytes every time, readable by others, and true of themselves."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from benchmarks.friday import files, sheets, truth
from benchmarks.friday.grid import Cell, Formula, OneOf, Padded, Page, Sheet
from opendata_share.adapters import find_contract

EVERY = {sheet.name: sheet for sheet in (*sheets.every(), *sheets.unseen())}
BOOKS = [sheet for sheet in EVERY.values() if not sheet.file.endswith(".csv")]


@pytest.fixture(params=EVERY.values(), ids=EVERY)
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return request.param  # type: ignore[no-any-return]


def data_page(sheet: Sheet) -> Page:
    return next(page for page in sheet.pages if page.name == sheet.page)


def test_there_are_twice_ten_of_as_many_agencies_beside_the_friday_workbook() -> None:
    names = [sheet.truth.agency for sheet in EVERY.values()]
    assert (len(sheets.every()), len(sheets.unseen())) == (11, 10)
    assert len(EVERY) == len(set(names)) == 21
    for papers in (sheets.every(), sheets.unseen()):
        assert {Path(sheet.file).suffix for sheet in papers} == {".xlsx", ".ods", ".csv"}


def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet, tmp_path: Path) -> None:
    again = next(one for one in (*sheets.every(), *sheets.unseen()) if one.name == sheet.name)
    folders = [tmp_path / name for name in ("first", "second")]
    for folder, one in zip(folders, (sheet, again), strict=True):
        folder.mkdir()
        files.write(one, folder)
        truth.write(one, folder)
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second


def test_a_file_was_saved_when_the_sheet_says(sheet: Sheet, tmp_path: Path) -> None:
    assert files.write(sheet, tmp_path).stat().st_mtime == sheet.saved.timestamp()


def test_the_friday_workbook_reads_like_the_readme() -> None:
    friday = sheets.FRIDAY().truth
    assert len(friday.published) == 183
    assert sum(count for count, _ in friday.rejected.values()) == 7


def test_every_row_below_the_headings_is_published_rejected_or_withheld(sheet: Sheet) -> None:
    rows = data_page(sheet).rows
    filled = {number for number, row in enumerate(rows, start=1) if any(cell is not None for cell in row)}
    known = {published.row for published in sheet.truth.published} | sheet.truth.rejected.keys()
    below = {number for number in filled if number > sheet.header_rows[-1]}
    assert below == known | set(sheet.truth.withheld)
    assert not known & set(sheet.truth.withheld)


def test_what_is_published_has_the_contracts_fields_and_no_key_twice(sheet: Sheet) -> None:
    published = [one.fields for one in sheet.truth.published]
    if sheet.truth.contract in sheet.beside:
        stranger = json.loads(sheet.beside[sheet.truth.contract])
        names, key = {field["name"] for field in stranger["fields"]}, tuple(stranger["primaryKey"])
    else:
        contract = find_contract(sheet.truth.contract)
        names, key = set(contract.arrow_schema.names), contract.primary_key
    assert {name for fields in published for name in fields} <= names
    keys = [tuple(fields[name] for name in key) for fields in published]
    assert len(keys) == len(set(keys))


def test_no_row_is_both_withheld_and_rejected_and_every_rejected_row_says_why(sheet: Sheet) -> None:
    assert not sheet.truth.rejected.keys() & set(sheet.truth.withheld)
    assert all(count > 0 and why for count, why in sheet.truth.rejected.values())


def test_every_person_named_in_a_sheet_is_listed(sheet: Sheet) -> None:
    cells = "\n".join(str(cell) for page in sheet.pages for row in page.rows for cell in row)
    found = set(re.findall(r"Pegawai Rekaan \w+|0812-0000-\d{4}", cells))
    assert found == set(sheet.truth.personal)


def test_persons_stand_in_the_sheet_and_are_never_required_to_be_published(sheet: Sheet) -> None:
    cells = "\n".join(str(cell) for row in data_page(sheet).rows for cell in row)
    assert all(text in cells for text in sheet.truth.personal)
    said = {value for one in sheet.truth.published for value in one.fields.values() if isinstance(value, str)}
    assert not said & set(sheet.truth.personal)


def shown(cell: Cell) -> object:
    """Return what another program reads in a cell."""
    match cell:
        case Formula(_, value):
            return value
        case Padded(number, _):
            return number
        case date() if not isinstance(cell, datetime):
            return datetime.combine(cell, time())
        case _:
            return cell


@pytest.mark.parametrize("book", [book for book in BOOKS if book.file.endswith(".xlsx")], ids=lambda book: book.name)
def test_another_program_reads_the_workbook_as_it_was_meant(book: Sheet, tmp_path: Path) -> None:
    read = openpyxl.load_workbook(files.write(book, tmp_path), data_only=True)
    assert read.sheetnames == [page.name for page in book.pages]
    page = data_page(book)
    for number, row in enumerate(page.rows, start=1):
        found = [read[page.name].cell(number, column).value for column in range(1, len(row) + 1)]
        assert found == [shown(cell) for cell in row]
    assert len(read[page.name].merged_cells.ranges) == len(page.merged)


@pytest.mark.parametrize("book", [book for book in BOOKS if book.file.endswith(".ods")], ids=lambda book: book.name)
def test_another_program_reads_the_hand_made_ods(book: Sheet, tmp_path: Path) -> None:
    page = data_page(book)
    read = python_calamine.CalamineWorkbook.from_path(files.write(book, tmp_path)).get_sheet_by_name(page.name)
    rows = read.to_python(skip_empty_area=False)
    for row, found in zip(page.rows, rows, strict=True):
        read_as = [value if type(value) is not date else datetime.combine(value, time()) for value in found]
        assert [value or None for value in read_as[: len(row)]] == [shown(cell) or None for cell in row]


def test_the_strangers_contract_comes_with_the_hydrants_and_excel_left_its_mark(tmp_path: Path) -> None:
    path = files.write(EVERY["hydrants"], tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads((tmp_path / "hydrants.schema.json").read_text("utf-8"))["primaryKey"] == ["hydrant_id"]


def test_the_program_writes_every_sheet_with_its_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets.main(["--into", str(tmp_path)])
    assert len(capsys.readouterr().out.splitlines()) == 21
    for sheet in EVERY.values():
        lines = (tmp_path / f"{sheet.name}.truth.csv").read_text("utf-8").splitlines()
        assert len(lines) == 1 + len(sheet.truth.published)
        document = json.loads((tmp_path / f"{sheet.name}.truth.json").read_text("utf-8"))
        assert {int(row) for row in document["rejected"]} == sheet.truth.rejected.keys()


def test_a_truth_file_shows_choices_and_nulls(tmp_path: Path) -> None:
    truth.write(EVERY["incidents"], tmp_path)
    text = (tmp_path / "incidents.truth.csv").read_text("utf-8")
    assert "rescue | public_service" in text
    assert isinstance(EVERY["incidents"].truth.published[0].fields["incident_category"], OneOf)
