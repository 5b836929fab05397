"""Which table of a file is meant: found where the structure leaves no doubt, asked for where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from opendata_share.errors import SourceError

Rows = Sequence[Sequence[object]]

POSTS: Rows = (("Nama pos", "Kode", "Lintang"), *((f"Pos {n}", f"P{n}", -6.1) for n in range(4)))


def workbook(path: Path, pages: Mapping[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_only_sheet_whose_headings_mean_something_is_taken_and_written_down(drafting: Any, tmp_path: Path) -> None:
    words: Rows = (("TT", "Tempat tidur"), ("IGD", "Instalasi gawat darurat"))
    path = workbook(tmp_path / "posts.xlsx", {"Singkatan": words, "Data": POSTS})
    draft = drafting.draft(path, "fire-station")
    assert 'sheet = "Data"' in drafting.active(draft.text)
    assert draft.matched["name"] == "Nama pos"


def test_two_sheets_of_the_same_headings_are_a_question(drafting: Any, tmp_path: Path) -> None:
    path = workbook(tmp_path / "posts.xlsx", {"Januari": POSTS, "Februari": POSTS})
    with pytest.raises(SourceError) as caught:
        drafting.draft(path, "fire-station")
    assert caught.value.message_id == "sheet-several"


def test_a_sheet_whose_headings_are_unclear_leaves_it_a_question(drafting: Any, tmp_path: Path) -> None:
    unclear: Rows = (("Nama pos", "Kode", "Kode"), ("A", "B", "C"))
    path = workbook(tmp_path / "posts.xlsx", {"Lama": unclear, "Baru": POSTS})
    with pytest.raises(SourceError) as caught:
        drafting.draft(path, "fire-station")
    assert caught.value.message_id == "sheet-several"


TITLED = "Fire posts, all districts\n\nNama pos;Kode;Jumlah personel\n" + "".join(
    f"Pos {n};P{n};{n}\n" for n in range(9)
)


@pytest.mark.parametrize(
    "text", [TITLED, TITLED.replace("\n\n", ";;\n;;\n", 1), TITLED + "Prepared by: the head of the section\n"]
)
def test_delimiter_and_headings_are_found_below_title_lines(drafting: Any, text: str) -> None:
    path = drafting.csv(text)
    draft = drafting.draft(path, "fire-station")
    assert {'delimiter = ";"', "header_rows = [3]"} <= set(drafting.active(draft.text))
    assert draft.matched == {"name": "Nama pos", "personnel_total": "Jumlah personel"}


@pytest.mark.parametrize(
    "text",
    [
        "a;b;c\n1,2;3,4;5,6\n7,8;9,10;11,12\n",  # read as declared: its own delimiter fits no better
        "Nama pos;Kode\nA;1\nB;2\n",
        "Nama pos,Kode\nA,1\nB,2\n",
    ],
)
def test_a_file_without_titles_needs_no_header_rows(drafting: Any, text: str) -> None:
    assert "header_rows" not in drafting.draft(drafting.csv(text), "fire-station").text


def test_two_delimiters_that_both_make_a_table_are_left_to_a_person(drafting: Any) -> None:
    path = drafting.csv("Judul\nNama pos;x,Kode\nA;u,P\nB;v,Q\n")
    with pytest.raises(SourceError):
        drafting.draft(path, "fire-station")


def test_a_row_of_words_below_headings_that_lack_a_column_is_never_taken_for_headings(drafting: Any) -> None:
    rows = "".join(f"Pos {word};K{word};Orang {word};x\n" for word in ("Satu", "Dua", "Tiga", "Empat"))
    text = drafting.draft(drafting.csv(f"Nama pos;Kode;Kepala pos\n{rows}"), "fire-station").text
    assert "Orang" not in text
    assert "header_rows" not in text


def test_tabs_of_a_tsv_file_need_no_line(drafting: Any) -> None:
    path = drafting.csv("Judul\nNama pos\tKode\nA\tP1\nB\tP2\n", "posts.tsv")
    text = drafting.draft(path, "fire-station").text
    assert "header_rows = [2]" in text
    assert "delimiter" not in text


def test_what_stands_above_the_headings_says_zone_and_day(drafting: Any, tmp_path: Path) -> None:
    beds = [("Keadaan 31 Desember 2025 pukul 08.00 WIT",), (), ("Kode RS", "Kosong", "Jam update")]
    beds += [(f"R{n}", n, f"{n + 13}/12/2025 07:50") for n in range(4)]
    text = drafting.draft(workbook(tmp_path / "beds.xlsx", {"A": beds}), "facility-capacity").text
    assert '\nzone = "Asia/Jayapura"   # the sheet says WIT' in text
    fleet = [*beds[:2], ("Kode pos", "Pompa", "Tangga"), *((f"P{n}", n, 2) for n in range(4))]
    text = drafting.draft(workbook(tmp_path / "fleet.xlsx", {"A": fleet}), "fleet-count").text
    assert '# as_of = { value = 2025-12-31 }   # needed (As of): as "31 desember 2025" says' in text
    assert "as_of_precision" not in text


def test_two_days_above_the_headings_say_none(drafting: Any, tmp_path: Path) -> None:
    rows = [("Dari 1 Januari 2026",), ("sampai 31 Januari 2026",), ("Kode pos", "Pompa", "Tangga")]
    rows += [(f"P{n}", n, 2) for n in range(4)]
    text = drafting.draft(workbook(tmp_path / "fleet.xlsx", {"A": rows}), "fleet-count").text
    assert 'as_of = { value = "…" }' in text


def test_a_csv_file_says_its_zone_in_a_title_too(drafting: Any) -> None:
    rows = "".join(f"R{n};1;{n + 13}/03/2026 07:50\n" for n in range(4))
    path = drafting.csv(f"Beds at 08.00 WITA\nKode RS;Kosong;Jam update\n{rows}")
    assert '\nzone = "Asia/Makassar"' in drafting.draft(path, "facility-capacity").text


def test_headings_of_parts_and_signatures_do_not_hide_the_key(drafting: Any, tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [("No", "Kode", "Nama pos", "Jenis")]
    for part in ("A. TEBET", "B. GAMBIR"):
        rows += [(part,), *((n, f"{part[0]}{n}", f"Pos {part[0]}{n}", "Pos") for n in range(6))]
    rows += [(None, None, None, "Kepala Bidang"), (None, None, None, "Orang Rahasia")]
    text = drafting.draft(workbook(tmp_path / "posts.xlsx", {"A": rows}), "fire-station").text
    assert '# key = ["Kode"]   # tells the rows apart: filled and different in all 12 rows looked at' in text
    assert "Orang Rahasia" not in text


def test_numbers_that_a_sheet_marks_are_read_beside_texts_with_commas(drafting: Any, tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [("Nama pos", "Kode", "Lintang", "Bujur", "Jumlah personel")]
    rows += [(f"P{n}", f"K{n}", -6.5 if n % 2 else "-6,93402", 106.8 if n % 2 else "106,83", n) for n in range(6)]
    rows.append(("P7", "K7", -6.5, 106.8, "2 orang"))
    path = workbook(tmp_path / "posts.xlsx", {"A": rows})
    text = drafting.draft(path, "fire-station").text
    assert '\nlatitude = { from = "Lintang", decimal = "," }' in text
    assert "match" not in text  # one cell with a word is mended in the file
    checked = drafting.judged(path, drafting.taken(text))
    assert {-6.5, -6.93402} == set(checked.accepted.to_arrow()["latitude"].to_pylist())
