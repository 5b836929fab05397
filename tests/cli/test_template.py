"""`contract template`: what is printed, what is written, what is refused."""

from __future__ import annotations

import codecs
from pathlib import Path

import openpyxl
import pytest

from .conftest import Command


@pytest.mark.parametrize(("language", "first"), [("en", "Observed at,Bed type"), ("id", "Waktu pengamatan,Jenis TT")])
def test_the_headings_are_printed_in_the_language(command: Command, language: str, first: str) -> None:
    outcome = command("contract", "template", "facility-capacity", "--lang", language)
    assert outcome.code == 0
    assert outcome.out.startswith(first)
    assert outcome.out.count("\n") == 1
    assert "agency_id" not in outcome.out


def test_what_was_printed_can_be_filled_in_and_judged(command: Command, tmp_path: Path) -> None:
    headings = command("contract", "template", "fire-station", "--lang", "id").out
    path = tmp_path / "pos.csv"
    path.write_text(f"{headings}0012,Pos Monas,post{',' * (headings.count(',') - 2)}\n", encoding="utf-8")
    outcome = command("validate", path, "--to", "fire-station", "--agency", "demo")
    assert (outcome.code, "1 accepted" in outcome.out) == (0, True)


def test_a_workbook_is_written_filled_in_and_judged(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "beds.xlsx"
    outcome = command("contract", "template", "facility-capacity", "--as", "xlsx", "--into", path, "--lang", "id")
    assert outcome.code == 0
    assert "beds.xlsx" in outcome.err
    book = openpyxl.load_workbook(path)
    page = book["facility-capacity"]
    places = {cell.value: at for at, cell in enumerate(page[1], start=1)}
    row = {
        "Waktu pengamatan": "2026-03-02T07:50:00+07:00",
        "Jenis TT": "emergency_department",
        "Fasilitas": "0012",
        "TT tersedia": 3,
    }
    for heading, value in row.items():
        page.cell(2, places[heading]).value = value
    book.save(path)
    outcome = command("validate", path, "--to", "facility-capacity", "--agency", "jakarta-health")
    assert (outcome.code, "1 accepted" in outcome.out) == (0, True), outcome


def test_a_csv_file_begins_with_the_mark_excel_needs(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "beds.csv"
    assert command("contract", "template", "facility-capacity", "--into", path).code == 0
    assert path.read_bytes().startswith(codecs.BOM_UTF8)


def test_a_file_named_xlsx_is_a_workbook(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "beds.xlsx"
    assert command("contract", "template", "facility-capacity", "--into", path).code == 0
    assert openpyxl.load_workbook(path).sheetnames == ["facility-capacity", "Fields", "Codes"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_sheet_that_is_there_is_not_written_over(command: Command, tmp_path: Path, language: str) -> None:
    path = tmp_path / "beds.csv"
    path.write_text("filled in", encoding="utf-8")
    outcome = command("contract", "template", "facility-capacity", "--into", path, "--lang", language)
    assert (outcome.code, path.read_text("utf-8")) == (2, "filled in")
    assert "--into" in outcome.err


def test_what_does_not_go_together_is_refused(command: Command, tmp_path: Path) -> None:
    outcome = command("contract", "template", "facility-capacity", "--as", "xlsx")
    assert (outcome.code, "--into facility-capacity.xlsx" in outcome.err) == (2, True)
    outcome = command("contract", "template", "facility-capacity", "--as", "xlsx", "--into", tmp_path / "a.csv")
    assert (outcome.code, ".xlsx" in outcome.err) == (2, True)
    assert command("contract", "template", "no-such-contract").code == 2
    assert command("contract", "template", "facility-capacity", "--into", tmp_path / "gone" / "a.csv").code == 2
    assert list(tmp_path.iterdir()) == []
