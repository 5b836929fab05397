"""The form of rejected rows: cells that come back byte for byte, seals, headings, and the two files."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opendata_share.errors import LimitExceeded, MissingExtra
from opendata_share.report import (
    BEFORE,
    BEHIND,
    RejectedRow,
    RejectedSheet,
    free_headings,
    guarded,
    is_rewritten,
    row_seal,
    same_text,
    source_rows,
    source_seal,
    unguarded,
    write_private,
    write_rejected_csv,
    write_rejected_xlsx,
)

# cells, as far as XML can hold them
CELLS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32), max_size=12) | st.text(
    "=+-@'\t\r\n 0129.,eE:/%", max_size=8
)


@given(CELLS)
@example("=cmd|'/c calc'!A1")
@example("@SUM(1)")
@example("\t=1")
@example("'")
@example("''=1")
def test_every_cell_comes_back_byte_for_byte(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(CELLS)
@example("=1+1")
@example("+62 812-3456")
@example("-2+3+cmd|' /C calc'!D2")
@example("\r=1")
@example("＝1")  # noqa: RUF001
def test_no_cell_in_the_file_can_be_a_formula(text: str) -> None:
    """Of what begins like one only whole numbers are left, and the dash that means "nothing"."""
    written = guarded(text)
    if re.match(r"\s*[=+@＝＋－＠-]|[\t\r]", written):  # noqa: RUF001
        assert re.fullmatch(r"-|-?[0-9]{1,15}", written)


@pytest.mark.parametrize(
    "text",
    ["-5", "190", "0", "RS Budi Asih", "IGD 1 A", "Desa 5", "-", "", "Jl. Merdeka No. 7 RT 3", "7 hari", "B 1234 XYZ"],
)
def test_whole_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "0012", "+6281234567", "3173014567890123", "11.10", "1.200", "7,5", "3-2", "1/2", "07:50", "2026-03-02", "5%",
        "1E5", "2 Mar 2026", "Maret 2026", "1 Agustus", "true", "FALSE", "Rp 5.000", "7:50 am", " 12", "12 ",
        "(021) 500", "=A1", "@x", "-x",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_rewrite_is_guarded(text: str) -> None:
    """Zeros in front, plus signs, digits beyond the fifteenth, days, fractions: all lost by opening and saving."""
    assert guarded(text) == f"'{text}"


@given(st.lists(CELLS | st.sampled_from([*BEFORE, *BEHIND, "_reasons", "_row_"]), unique=True, max_size=8))
def test_headings_are_free_of_ours_and_differ(headings: list[str]) -> None:
    free = free_headings(headings)
    assert len(set(free)) == len(headings)
    assert not set(free) & {*BEFORE, *BEHIND}
    assert [name.rstrip("_") for name in free] == [name.rstrip("_") for name in headings]


@given(st.integers(1, 10**9), st.lists(CELLS, max_size=4), st.lists(CELLS, max_size=4))
def test_a_seal_tells_rows_apart_and_no_program_reads_it_as_a_number(
    row: int, cells: list[str], others: list[str]
) -> None:
    source = source_seal("sha256:" + "1" * 64)
    seal = row_seal(source, row, cells)
    assert seal.startswith("s1111111111111111-")
    assert not is_rewritten(seal)
    assert (seal == row_seal(source, row, others)) is (list(map(same_text, cells)) == list(map(same_text, others)))
    assert seal != row_seal(source, row + 1, cells)


def test_line_ends_that_a_spreadsheet_changes_are_no_change() -> None:
    assert same_text("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert source_seal(None) == "s"


def sheet(*cells: str | None, headings: tuple[str, ...] = ("a", "b"), text: str | None = None) -> RejectedSheet:
    row = RejectedRow(
        row=7, line=9, column="a", message="=x is wrong", hint=None, field="f", rule="type", contract="t@1", text=text,
        cells=cells, file=None if text is None else "parts/=a.csv",
    )  # fmt: skip
    return RejectedSheet(
        headings=headings,
        rows=[row],
        source="=ward.csv",
        source_digest="sha256:ab",
        has_text=text is not None,
        has_files=text is not None,
    )


def test_the_file_has_the_mark_ours_before_theirs_and_the_way_back_behind(tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_rejected_csv(sheet("0012", None, text="0012"), stream)
    assert stream.getvalue().startswith(b"\xef\xbb\xbf_row,")
    header, row = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    assert header == [*BEFORE, "a", "b", *BEHIND]
    assert row[:10] == ["7", "9", "parts/=a.csv", "a", "'=x is wrong", "", "f", "type", "t@1", "'0012"]
    assert row[10:12] == ["'0012", ""]
    assert row[12] == "'=ward.csv"
    assert row[13] == row_seal("sab", 7, ["0012", ""])


@settings(max_examples=40)
@given(st.lists(CELLS, min_size=2, max_size=2))
def test_a_workbook_s_cells_are_texts_as_they_came(cells: list[str]) -> None:
    stream = io.BytesIO()
    write_rejected_xlsx(sheet(*cells), stream, "id")
    page = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))["_rejected"]
    places = {cell.value: at for at, cell in enumerate(page[1])}
    for heading, text in zip(("a", "b"), cells, strict=True):
        cell = page[2][places[heading]]
        assert cell.number_format == "@"
        assert cell.data_type in {"s", "n"}  # an empty cell counts as a number
        assert same_text(unescaped(str(cell.value or ""))) == same_text(text)


def unescaped(text: str) -> str:
    """Undo what OOXML (ISO/IEC 29500, ST_Xstring) does to characters XML cannot hold; openpyxl leaves it."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def test_the_same_rows_give_the_same_workbook() -> None:
    one, two = io.BytesIO(), io.BytesIO()
    write_rejected_xlsx(sheet("x", "y"), one, "en")
    write_rejected_xlsx(sheet("x", "y"), two, "en")
    assert one.getvalue() == two.getvalue()


def test_the_cells_that_need_work_are_coloured_and_every_column_of_ours_explained() -> None:
    stream = io.BytesIO()
    write_rejected_xlsx(sheet("x", "y", text="t"), stream, "id")
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    page = book["_rejected"]
    wrong, right = (page[2][len(BEFORE) + at].fill.fgColor.rgb for at in (0, 1))
    assert wrong != right
    assert page.freeze_panes == "B2"
    explained = {row[0].value: row[1].value for row in book["Penjelasan"].iter_rows()}
    for at, name in enumerate((*BEFORE, None, None, *BEHIND)):
        if name is not None:
            assert page[1][at].comment.text.strip() == explained[name]


def test_a_cell_no_workbook_holds_is_refused_with_its_row() -> None:
    with pytest.raises(LimitExceeded) as refused:
        write_rejected_xlsx(sheet("x" * 32_768, "y"), io.BytesIO(), "en")
    assert (refused.value.message_id, refused.value.row) == ("rejected-too-long-for-xlsx", 2)
    write_rejected_xlsx(sheet("x" * 32_767, "y"), io.BytesIO(), "en")


def test_more_rows_than_a_workbook_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from opendata_share.report import _rejected_xlsx

    monkeypatch.setattr(_rejected_xlsx, "_ROWS", 0)
    with pytest.raises(LimitExceeded) as refused:
        write_rejected_xlsx(sheet("x", "y"), io.BytesIO(), "en")
    assert refused.value.message_id == "rejected-too-many-for-xlsx"


def test_without_the_extra_the_command_that_installs_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra) as refused:
        write_rejected_xlsx(sheet("x", "y"), io.BytesIO(), "en")
    assert "pip install 'opendata-share[excel]'" in refused.value.text()


def test_what_several_tables_say_of_a_source_row_is_said_once() -> None:
    same = {"_row": 1, "_line": 2, "_hint": "h", "a": "x"}
    first = {**same, "_column": "a", "_message": "m", "_field": "f", "_rule": "r", "_contract": "t"}
    other = {**same, "_column": "b", "_message": "n", "_field": "g", "_rule": "s", "_contract": "u"}
    ragged = {"_row": 3, "_line": None, "_message": "o", "_rule": "ragged-row", "_contract": "t", "_text": "x,y"}
    found: list[dict[str, object]] = [first, first, other, ragged]
    one, two = source_rows(found, ["a"])
    assert (one.column, one.message, one.hint, one.field, one.rule) == ("a; b", "m; n", "h", "f; g", "r; s")
    assert (one.contract, one.cells, one.text, one.line) == ("t; u", ("x",), None, 2)
    assert (two.row, two.column, two.field, two.cells, two.text) == (3, None, None, (None,), "x,y")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old", encoding="utf-8")

    def broken(stream: object) -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        write_private(target, broken)
    assert target.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]
