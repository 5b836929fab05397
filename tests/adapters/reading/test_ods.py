"""ODS: every cell says its type and value, and a million blank ones are written as one."""

from __future__ import annotations

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import SheetSource, SourceOptions

EMPTY, TEXT, NUMBER, TIME, BOOLEAN, FORMULA, ERROR = range(7)


def cell(value=None, text="", **attributes):
    """One cell: `value` is (type, value) or a text; further attributes as they are written, `__` for the colon."""
    written = {name.replace("__", ":").replace("_", "-"): given for name, given in attributes.items()}
    if isinstance(value, tuple):
        kind, content = value
        key = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
        written |= {"office:value-type": kind, f"office:{key}": content}
    elif value is not None:
        written["office:value-type"] = "string"
        text = value
    paragraphs = "".join(f"<text:p>{part}</text:p>" for part in text.split("\n")) if text else ""
    listed = "".join(f' {name}="{given}"' for name, given in written.items())
    return f"<table:table-cell{listed}>{paragraphs}</table:table-cell>"


def row(*cells, **attributes):
    written = "".join(f' table:{name.replace("_", "-")}="{given}"' for name, given in attributes.items())
    drawn = "".join(each if isinstance(each, str) and each.startswith("<") else cell(each) for each in cells)
    return f"<table:table-row{written}>{drawn}</table:table-row>"


HEAD = row("a", "b")


def test_cells_are_what_their_types_say(ods, read_sheet):
    rows = row("kode", "n", "jam", "ya") + "".join(
        row("0012", cell(("float", number)), cell(moment), cell(("boolean", truth)))
        for number, moment, truth in [
            ("12", ("date", "2026-03-02"), "true"),
            ("11.1", ("date", "2026-03-02T07:50:00"), "false"),
            ("0.5", ("date", "2026-03-02T00:00:00"), "true"),
            ("1e20", ("date", "2026-03-02T07:50:00.250000000"), "true"),
            ("-7", ("time", "PT07H50M00S"), "true"),
            ("0", ("time", "PT30H00M00S"), "true"),
        ]
    )
    reading = read_sheet(SheetSource(ods({"S": rows})))
    assert [record["n"] for record in reading.records] == ["12", "11.1", "0.5", "100000000000000000000", "-7", "0"]
    assert [record["jam"] for record in reading.records] == [
        "2026-03-02", "2026-03-02T07:50:00", "2026-03-02", "2026-03-02T07:50:00.250000", "07:50:00", "30:00:00",
    ]  # fmt: skip
    assert [record["ya"] for record in reading.records] == ["true", "false", "true", "true", "true", "true"]
    assert reading.cells == {"kode": [TEXT] * 6, "n": [NUMBER] * 6, "jam": [TIME] * 6, "ya": [BOOLEAN] * 6}


def test_money_and_percentages_are_numbers(ods, read_sheet):
    rows = HEAD + row(cell(("currency", "1500"), office__currency="IDR"), cell(("percentage", "0.85"), "85 %"))
    reading = read_sheet(SheetSource(ods({"S": rows})))
    assert reading.records == [{"a": "1500", "b": "0.85"}]


def test_texts_are_those_of_the_cell_alone(ods, read_sheet):
    """Blanks are elements; remarks and drawings are not the cell's."""
    text = 'a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d<text:span>e</text:span>'
    remark = "<office:annotation><text:p>secret remark</text:p></office:annotation>"
    drawing = "<draw:frame><draw:text-box><text:p>drawn</text:p></draw:text-box></draw:frame>"
    paragraphs = f"{remark}<text:p>{text}</text:p>{drawing}<text:p>f</text:p>"
    inside = f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'
    tracked = f"<table:tracked-changes><table:table-row>{inside}</table:table-row></table:tracked-changes>"
    shapes = f"<table:shapes>{drawing}</table:shapes>"
    reading = read_sheet(SheetSource(ods({"S": shapes + tracked + HEAD + row(inside, "x")})))
    assert reading.records == [{"a": "a   b\tc\nde\nf", "b": "x"}]


def test_a_million_blank_rows_and_columns_cost_nothing(ods, read_sheet):
    blank = cell(table__number_columns_repeated="16382")
    rows = (
        HEAD + row("x", "1", blank) + row(cell(table__number_columns_repeated="16384"), number_rows_repeated="1048573")
    )
    reading = read_sheet(SheetSource(ods({"S": rows + row("y", "2")})))
    assert reading.rows == [2, 1_048_576]


def test_repeated_cells_and_rows_are_all_of_them(ods, read_sheet):
    repeated = cell("x", table__number_columns_repeated="2")
    rows = (
        row("a", "b", "c")
        + row(repeated, "1")
        + row("", number_rows_repeated="3")
        + row("p", "q", "r", number_rows_repeated="2")
    )
    reading = read_sheet(SheetSource(ods({"S": rows})))
    assert reading.rows == [2, 6, 7]
    assert reading.records[0] == {"a": "x", "b": "x", "c": "1"}
    assert reading.records[1] == reading.records[2] == {"a": "p", "b": "q", "c": "r"}


@pytest.mark.parametrize(
    ("rows", "limit"),
    [
        (HEAD + row("x", "y", number_rows_repeated="1048575"), "workbook_cells"),
        (HEAD + row(cell("x", table__number_columns_repeated="16384")), "columns"),
        (HEAD + row(cell("x", table__number_columns_repeated="99999999"), number_rows_repeated="99999999"), "columns"),
        (
            HEAD + row(cell(("float", "1"), table__number_columns_repeated="4000"), number_rows_repeated="9999"),
            "workbook_cells",
        ),
    ],
)
def test_filled_cells_that_are_repeated_without_end(ods, fail, rows, limit):
    error = fail(SheetSource(ods({"S": rows}), limits=Limits(workbook_cells=1_000_000)))
    assert (error.message_id, error.parameters["limit"]) == ("limit-sheet-extent", limit)


def test_blanks_without_end(ods, fail):
    text = (
        '<table:table-cell office:value-type="string"><text:p>'
        + '<text:s text:c="99999999"/>' * 5
        + "</text:p></table:table-cell>"
    )
    assert fail(SheetSource(ods({"S": HEAD + row(text)}))).message_id == "limit-workbook-bytes"


def test_a_text_that_is_written_once_for_many_cells(ods, fail):
    rows = HEAD + row(cell("x" * 100_000, table__number_columns_repeated="2"), number_rows_repeated="2000")
    assert fail(SheetSource(ods({"S": rows}))).message_id == "limit-workbook-bytes"


def test_formulas_without_a_result_and_errors(ods, read_sheet):
    rows = HEAD + row(
        cell(table__formula="of:=1+1"), cell("#N/A", table__formula="of:=NA()", calcext__value_type="error")
    )
    rows += row(
        cell(("float", "2"), table__formula="of:=1+1"),
        cell("", table__formula="of:=&quot;&quot;", office__value_type="string"),
    )
    reading = read_sheet(SheetSource(ods({"S": rows})))
    assert reading.cells == {"a": [FORMULA, NUMBER], "b": [ERROR, EMPTY]}
    assert reading.records == [{"a": None, "b": "#N/A"}, {"a": "2", "b": None}]


def test_merged_and_hidden_cells(ods, read_sheet):
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    spanned = cell("TT", table__number_columns_spanned="2", table__number_rows_spanned="1")
    high = cell("No", table__number_rows_spanned="2", table__number_columns_spanned="1")
    rows = (
        columns + row(high, spanned, "<table:covered-table-cell/>") + row("<table:covered-table-cell/>", "IGD", "ICU")
    )
    rows += row("1", "2", "3", visibility="filter", number_rows_repeated="2") + row("4", "5", "6")
    source = SheetSource(ods({"S": rows}))
    reading = read_sheet(source)
    assert (source.header_rows(), reading.headings) == ((1, 2), ("No", "TT IGD", "TT ICU"))
    notes = {note.rule: note for note in reading.notes}
    assert notes["hidden-rows"].parameters["rows"] == "3–4"
    assert notes["hidden-columns"].field == "TT ICU"


def test_what_a_merged_cell_covers_is_not_read(ods, read_sheet):
    """LibreOffice keeps what stood there before."""
    covered = '<table:covered-table-cell office:value-type="string"><text:p>old</text:p></table:covered-table-cell>'
    rows = HEAD + row(cell("x", table__number_columns_spanned="2", table__number_rows_spanned="1"), covered)
    reading = read_sheet(SheetSource(ods({"S": rows}), SourceOptions(header_rows=(1,))))
    assert reading.records == [{"a": "x", "b": None}]
    assert [note.rule for note in reading.notes] == ["merged-cells"]


def test_sheets_are_chosen_as_in_a_workbook(ods, read_sheet, fail):
    table = HEAD + row("x", "1")
    assert read_sheet(SheetSource(ods({"Leer": "", "!Daftar": table, "Data": table}))).rows == [2]
    error = fail(SheetSource(ods({"A": table, "B": table, "!C": table})))
    assert (error.message_id, error.parameters["hidden"]) == ("sheet-several", ['"C"'])
    assert fail(SheetSource(ods({"A": ""}))).message_id == "sheet-none-filled"


def test_a_linked_sheet_is_told(ods, read_sheet):
    link = '<table:table-source xlink:href="file:///x.ods" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
    assert [note.rule for note in read_sheet(SheetSource(ods({"S": link + HEAD + row("x", "1")}))).notes] == [
        "external-links"
    ]


@pytest.mark.parametrize(
    "inner",
    [
        row(cell(("float", "twelve"))),
        row(cell(("float", "NaN"))),
        row(cell(("date", "02/03/2026"))),
        row(cell(("date", "2026-02-30"))),
        row(cell(("time", "07:50"))),
        row(cell(("time", "PT"))),
        row(cell(("money", "1"))),
        row(cell("x", table__number_columns_repeated="0")),
        row(cell("x", table__number_columns_repeated="-1")),
        row("x", number_rows_repeated="1e9"),
        cell("x"),
        row(row("x")),
        row("<table:table-cell><table:table/></table:table-cell>"),
    ],
)
def test_what_is_not_of_the_format_is_a_damaged_sheet(ods, fail, inner):
    assert fail(SheetSource(ods({"S": HEAD + inner}))).message_id == "workbook-sheet-malformed"


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        ("<x/>", "workbook-sheet-malformed"),
        ("", "workbook-malformed"),
        ("<x", "workbook-malformed"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "workbook-dtd"),
    ],
)
def test_a_document_that_is_none(ods, fail, content, message_id):
    assert fail(SheetSource(ods({}, content=content))).message_id == message_id


def test_an_encrypted_document(ods, fail):
    import zipfile

    path = ods({"S": HEAD})
    made = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    made["META-INF/manifest.xml"] = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in made.items():
            archive.writestr(name, data)
    assert fail(SheetSource(path)).message_id == "workbook-encrypted"
