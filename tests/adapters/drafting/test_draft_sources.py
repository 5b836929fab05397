"""Workbooks, wide and long files: what the reader found is kept, and nothing takes long."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from opendata_share.adapters import FieldMap
from opendata_share.errors import SourceError


def workbook(path: Path) -> Path:
    """Write a sheet of beds: a merged title, two header rows, mixed dates, a code with zeros, a total."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Maret 2026"
    sheet["A1"] = "KETERSEDIAAN TEMPAT TIDUR"
    sheet.merge_cells("A1:H1")
    for column, heading in enumerate(("No", "Kode RS", "Nama RS"), start=1):
        sheet.cell(3, column, heading)
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    for column, heading in ((4, "IGD"), (6, "ICU")):
        sheet.cell(3, column, heading)
        sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + 1)
        sheet.cell(4, column, "Isi")
        sheet.cell(4, column + 1, "Kosong")
    sheet.cell(3, 8, "Jam Update")
    sheet.merge_cells("H3:H4")
    for row in range(10):
        moment = datetime(2026, 3, 2, 7, row) if row % 2 else f"{row + 13}/03/2026 07:50"
        sheet.append([row + 1, f"{row:04d}", f"RS {row}", row, 2, 1, None if row == 4 else 3, moment])
    sheet.append([None, None, "JUMLAH", 45, 20, 10, 27, None])
    book.save(path)
    return path


def test_a_workbook_goes_from_draft_to_accepted_rows(drafting: Any, tmp_path: Path) -> None:
    path = workbook(tmp_path / "beds.xlsx")
    text = drafting.draft(path, "facility-capacity").text
    assert "header_rows" not in text  # the structure leaves no doubt, also when a title line is added
    assert 'occupied_beds = "IGD Isi", available_beds = "IGD Kosong"' in text
    assert "row 15" in text
    checked = drafting.judged(path, drafting.taken(text))
    table = checked.accepted.to_arrow()
    assert checked.report.valid
    assert table["facility_id"].to_pylist()[0] == "jakarta-demo:0000"
    assert table.num_rows == 20


def test_true_dates_among_texts_are_said(drafting: Any, tmp_path: Path) -> None:
    text = drafting.draft(workbook(tmp_path / "beds.xlsx"), "facility-capacity").text
    assert "5 cells are true dates and are read as they are, 5 are texts" in text


def test_a_sheet_that_was_asked_for_is_written_down(drafting: Any, tmp_path: Path) -> None:
    path = workbook(tmp_path / "beds.xlsx")
    text = drafting.draft(path, "facility-capacity", sheet="Maret 2026", header_rows=(3, 4)).text
    assert 'sheet = "Maret 2026"' in drafting.active(text)


def test_what_the_reader_refuses_is_refused(drafting: Any) -> None:
    with pytest.raises(SourceError):
        drafting.draft(drafting.csv("a,a\n1,2\n"), "fire-station")


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_another_delimiter_is_found_and_written_down(drafting: Any, sign: str) -> None:
    path = drafting.csv(f"Nama pos{sign}Kode\nMonas{sign}P1\n")
    text = drafting.draft(path, "fire-station").text
    assert FieldMap.from_toml(text).source.delimiter == sign
    assert 'name = "Nama pos"' in drafting.active(text)


def test_long_files_are_sampled_and_it_is_said(drafting: Any) -> None:
    path = drafting.csv("Nama pos\n" + "".join(f"Pos {n}\n" for n in range(10_500)))
    assert "Only the first 10000 rows" in drafting.draft(path, "fire-station").text


@pytest.mark.exhaustive
def test_thousands_of_columns_are_drafted(drafting: Any) -> None:
    names = [f"kolom {n}" for n in range(4_000)]
    path = drafting.csv(",".join([*names, "Nama pos"]) + "\n" + ("," * 4_000 + "Monas\n") * 30)
    draft = drafting.draft(path, "fire-station")
    assert draft.matched == {"name": "Nama pos"}
    assert len(draft.unused) == 4_000


def test_an_empty_file_with_headings_is_drafted(drafting: Any) -> None:
    draft = drafting.draft(drafting.csv("Nama pos,Jml Personil\n"), "fire-station")
    assert draft.matched == {"name": "Nama pos"}
    FieldMap.from_toml(drafting.taken(draft.text))


def test_rows_of_column_numbers_are_skipped(drafting: Any) -> None:
    path = drafting.csv("Kode,Nama pos,Regu\n1,2,3\nP1,Monas,3\nP2,Gambir,2\n")
    text = drafting.draft(path, "fire-station").text
    assert drafting.judged(path, drafting.taken(text)).report.table("fire-station").balance.skipped == 1


def test_notes_below_the_table_are_skipped(drafting: Any) -> None:
    path = drafting.csv("Kode,Nama pos,Regu\nP1,Monas,3\nP2,Gambir,2\n,Sumber: Dinas,\n")
    text = drafting.draft(path, "fire-station").text
    assert drafting.judged(path, drafting.taken(text)).report.table("fire-station").balance.skipped == 1


def test_dates_a_spreadsheet_may_have_turned_are_said(drafting: Any, tmp_path: Path) -> None:
    text = drafting.draft(workbook(tmp_path / "beds.xlsx"), "facility-capacity").text
    assert "day and month may have been exchanged" in text
