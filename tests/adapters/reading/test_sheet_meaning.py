"""What goes into a sheet comes out with the same meaning; the same table as CSV becomes the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.adapters.sources import CsvSource, SheetSource, SourceOptions

TEXT, NUMBER, TIME, BOOLEAN = range(1, 5)

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8
)
NUMBERS = st.one_of(st.integers(-(10**15) + 1, 10**15 - 1), st.floats(-1e12, 1e12, allow_subnormal=False))
# Excel counts days from 1900 and takes that year for a leap year: days before March 1900 are ambiguous
MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, st.booleans(), MOMENTS, st.dates(dt.date(1900, 3, 1)))


def expected(value):
    """Return (what the text of a cell must mean, its mark) or None for a cell that is empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value, BOOLEAN
    if isinstance(value, int | float):
        return float(f"{value:.16g}"), NUMBER
    if isinstance(value, str):
        return value, TEXT
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return moment, TIME


def meant(text, mark):
    if text is None:
        return None
    if mark == BOOLEAN:
        return {"true": True, "false": False}[text], mark
    if mark == NUMBER:
        assert "e" not in text.lower() or len(f"{Decimal(text):f}") > 40  # longer than anybody reads
        return float(text), mark
    return (dt.datetime.fromisoformat(text) if mark == TIME else text), mark


def is_filled(value):
    return value is not None and not (isinstance(value, str) and (not value or value.isspace()))


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), top=st.integers(1, 5), left=st.integers(1, 4)
)
def test_what_is_written_comes_back_with_its_meaning_and_its_row(rows, top, left):
    book = openpyxl.Workbook()
    for right in range(3):
        book.active.cell(top, left + right, f"h{right}")
    for down, row in enumerate(rows, start=1):
        for right, value in enumerate(row):
            if value is not None:
                cell = book.active.cell(top + down, left + right, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.xlsx")
        book.save(path)
        batches = list(SheetSource(path, SourceOptions(header_rows=(top,))).batches())
    numbers = [number for batch in batches for number in batch.rows.to_pylist()]
    assert numbers == [top + down for down, row in enumerate(rows, start=1) if any(map(is_filled, row))]
    kept = [row for row in rows if any(map(is_filled, row))]
    for right in range(3):
        texts = [text for batch in batches for text in batch.columns.column(f"h{right}").to_pylist()]
        marks = [mark for batch in batches for mark in batch.cells[f"h{right}"].to_pylist()]
        assert list(map(meant, texts, marks)) == [expected(row[right]) for row in kept]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.text("ab 01", min_size=1, max_size=5).filter(str.strip), st.integers(0, 10**9)),
        min_size=1,
        max_size=9,
    )
)
def test_the_same_table_as_csv_reads_as_the_same_columns(rows):
    book = openpyxl.Workbook()
    written = io.StringIO()
    for row in (("name", "beds"), *rows):
        book.active.append(row)
        csv.writer(written).writerow(row)
    with tempfile.TemporaryDirectory() as folder:
        sheet, text = Path(folder, "x.xlsx"), Path(folder, "x.csv")
        book.save(sheet)
        text.write_text(written.getvalue(), "utf-8")
        assert [b.columns for b in SheetSource(sheet).batches()] == [b.columns for b in CsvSource(text).batches()]


def test_every_second_of_a_day_comes_back_exactly(tmp_path):
    """A spreadsheet keeps a time as a fraction of a day, which is no whole number of seconds."""
    day = dt.datetime(2026, 3, 2)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(["n", "jam"])
    for second in range(0, 86_400, 7):
        sheet.append([second, day + dt.timedelta(seconds=second)])
    book.save(tmp_path / "day.xlsx")
    (batch,) = SheetSource(tmp_path / "day.xlsx").batches()
    found = [dt.datetime.fromisoformat(text) for text in batch.columns.column("jam").to_pylist()]
    assert found == [day + dt.timedelta(seconds=second) for second in range(0, 86_400, 7)]


CAPACITY = """
agency = "demo"
[source]
zone = "Asia/Jakarta"
decimal = ","
group = "."
{more}
[[tables.facility-capacity]]
facility_id = {{ ref = "emergency-facility", key = ["Kode"] }}
bed_type = {{ value = "emergency_department" }}
observed_at = {{ from = "Jam", format = "%d/%m/%Y %H:%M" }}
available_beds = "IGD"
"""


def judged(path, more=""):
    table = share.adapt(path, field_map=share.FieldMap.from_toml(CAPACITY.format(more=more)))
    return share.validate(table)


def found(validated):
    return [(each.row, each.field, each.rule, each.severity) for each in validated.report.violations]


def test_dates_and_texts_in_one_column(xlsx):
    """Cells that are dates need no format; texts have the one that is declared."""
    path = xlsx(
        [
            ["Kode", "IGD", "Jam"],
            ["0012", 4, dt.datetime(2026, 3, 2, 7, 50)],
            ["0013", "1.000", "03/03/2026 08:00"],
            ["0014", 4.0, dt.date(2026, 3, 4)],
            ["0015", 5, "2026-03-05"],
            ["0016", 4.5, "06/03/2026 08:00"],
        ]
    )
    validated = judged(path)
    assert found(validated) == [(5, "observed_at", "type", "error"), (6, "available_beds", "type", "error")]
    assert [
        (row["facility_id"], row["available_beds"], f"{row['observed_at']:%d %H:%M}")
        for row in validated.accepted.to_records()
    ] == [("demo:0012", 4, "02 00:50"), ("demo:0013", 1000, "03 01:00"), ("demo:0014", 4, "03 17:00")]


def test_codes_that_became_numbers(xlsx):
    """0012, 11.10 and an identity number: what was typed is gone."""
    moment = dt.datetime(2026, 3, 2, 7, 50)
    codes = ["0012", 12, 11.10, 3174012345678901, -5, 999_999_999_999_999]
    validated = judged(xlsx([["Kode", "IGD", "Jam"], *([code, 1, moment] for code in codes)]))
    assert found(validated) == [
        (3, "facility_id", "number-for-code", "advice"),
        (4, "facility_id", "number-for-code", "error"),
        (5, "facility_id", "number-for-code", "error"),
        (6, "facility_id", "number-for-code", "advice"),
        (7, "facility_id", "number-for-code", "advice"),
    ]
    for violation in validated.report.violations:
        assert '"Kode"' in violation.message("en")
        assert '"Kode"' in violation.message("id")
        assert violation.hint("id")
    assert [row["facility_id"] for row in validated.accepted.to_records()][:2] == ["demo:0012", "demo:12"]


def test_a_number_that_is_shown_with_its_zeros_is_the_code_that_is_shown(xlsx):
    """A clerk who formats a column as 0000 sees 0012, and so does everybody who gets the file."""
    moment = dt.datetime(2026, 3, 2, 7, 50)

    def edit(book, sheet):
        for row in range(2, 8):
            sheet.cell(row, 1).number_format = "00000;@" if row == 3 else "0000"
            sheet.cell(row, 2).number_format = "000"

    codes = [12, 13, 123456, 11.5, "12", -3]
    rows = [["Kode", "IGD", "Jam"], *([code, 1, moment] for code in codes)]
    validated = judged(xlsx(rows, edit=edit))
    assert [row["facility_id"] for row in validated.accepted.to_records()] == [
        "demo:0012", "demo:00013", "demo:123456", "demo:12", "demo:-3",
    ]  # fmt: skip
    assert {row["available_beds"] for row in validated.accepted.to_records()} == {1}
    assert found(validated) == [
        (5, "facility_id", "number-for-code", "error"),
        (7, "facility_id", "number-for-code", "advice"),
    ]


def test_formulas_and_errors_reject_the_rows_that_read_them(xlsx):
    moment = dt.datetime(2026, 3, 2, 7, 50)

    def edit(book, sheet):
        for place in ("B3", "D2"):
            sheet[place] = "#REF!"
            sheet[place].data_type = "e"

    rows = [
        ["Kode", "IGD", "Jam", "Ket"],
        ["a", "=1+1", moment, None],
        ["b", None, moment, "x"],
        ["c", 1, "=NOW()", "x"],
    ]
    validated = judged(xlsx(rows, edit=edit), 'ignore = ["Ket"]')
    assert found(validated) == [
        (2, "available_beds", "formula-without-value", "error"),
        (3, "available_beds", "cell-error", "error"),
        (4, "observed_at", "formula-without-value", "error"),
    ]
    assert validated.report.rejected == 3


def test_what_is_hidden_or_merged_reaches_the_report_once(xlsx):
    moment = dt.datetime(2026, 3, 2, 7, 50)

    def edit(book, sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("D2:D3")

    path = xlsx([["Kode", "IGD", "Jam", "Ket"], ["a", 1, moment, "x"], ["b", 2, moment, None]], edit=edit)
    validated = judged(path, 'ignore = ["Ket"]')
    assert validated.report.tables[0].advice == {"hidden-columns": 1, "hidden-rows": 1, "merged-cells": 1}
    assert found(validated) == [
        (None, "IGD", "hidden-columns", "advice"),
        (2, "Ket", "merged-cells", "advice"),
        (3, None, "hidden-rows", "advice"),
    ]
    assert "D2:D3" in validated.report.to_json("id")
    assert validated.report.rows == 2


@pytest.mark.parametrize("on_error", ["reject", "null"])
def test_a_cell_that_cannot_be_read_follows_on_error(xlsx, on_error):
    rows = [["id", "nama", "tahun"], ["1", "Pos A", "=1+1"]]
    toml = f"""
    agency = "demo"
    [[tables.fleet-count]]
    holder_type = {{ value = "agency" }}
    holder_id = {{ template = "demo:{{id}}" }}
    unit_type = {{ value = "fire_apparatus" }}
    as_of = {{ value = 2026-01-01 }}
    total = {{ from = "tahun", on_error = "{on_error}" }}
    """
    table = share.adapt(xlsx(rows), field_map=share.FieldMap.from_toml(toml + '[source]\nignore = ["nama"]\n'))
    severities = {each.severity for each in share.validate(table).report.violations if each.rule.startswith("formula")}
    assert severities == {"error" if on_error == "reject" else "advice"}


def test_numbers_that_a_code_table_knows_are_no_lost_codes(xlsx):
    toml = CAPACITY.format(more="").replace(
        'bed_type = { value = "emergency_department" }',
        'bed_type = { from = "Jenis", codes = { "1" = "emergency_department", "2" = "adult_icu" } }',
    )
    rows = [
        ["Kode", "Jenis", "IGD", "Jam"],
        ["a", 1, 4, dt.datetime(2026, 3, 2)],
        ["a", 2.0, 5, dt.datetime(2026, 3, 2)],
    ]
    validated = share.validate(share.adapt(xlsx(rows), field_map=share.FieldMap.from_toml(toml)))
    assert found(validated) == []
    assert [row["bed_type"] for row in validated.accepted.to_records()] == ["emergency_department", "adult_icu"]


def test_a_date_where_a_text_is_asked_for_is_told(xlsx):
    rows = [["Kode", "IGD", "Jam"], [dt.date(2026, 2, 3), 4, dt.datetime(2026, 3, 2)]]
    assert found(judged(xlsx(rows))) == [(2, "facility_id", "date-for-code", "advice")]


def test_coordinates_are_numbers_whatever_separator_is_declared(xlsx):
    toml = """
    agency = "demo"
    [source]
    decimal = ","
    [[tables.fire-station]]
    key = ["no"]
    name = "nama"
    station_type = { value = "post" }
    country = { value = "ID" }
    point = { from = ["bujur", "lintang"] }
    """
    rows = [["no", "nama", "bujur", "lintang"], ["1", "Pos A", 106.8, -6.25], ["2", "Pos B", "106,9", "-6,5"]]
    rows += [["3", "Pos C", "=1+1", -6.5]]
    validated = share.validate(share.adapt(xlsx(rows), field_map=share.FieldMap.from_toml(toml)))
    places = [(row["longitude"], row["latitude"]) for row in validated.accepted.to_records()]
    assert places == [(106.8, -6.25), (106.9, -6.5)]
    assert "formula-without-value" in {each.rule for each in validated.report.violations}
