"""Pages of cells, written as the files that offices keep: XLSX, ODS, CSV.

What lives here: one writer a format; the same sheet gives the same bytes. What this file must not know: what a sheet
holds, the package under examination.

ODS is written by hand, as a spreadsheet program would: repeated rows and columns up to the edge of the sheet, covered
cells under merged ones, numbers beside what they are shown as.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from .grid import Cell, Formula, Padded, Page, Sheet

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CREATED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's clock has no zone


def write(sheet: Sheet, folder: Path) -> Path:
    """Write the sheet, and the files that come with it, into `folder`; return the path of the sheet."""
    path = folder / sheet.file
    path.write_bytes(_WRITERS[path.suffix](sheet))
    saved = sheet.saved.timestamp()
    os.utime(path, (saved, saved))
    for name, text in sheet.beside.items():
        (folder / name).write_text(text, "utf-8")
    return path


def _csv(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    for row in sheet.pages[0].rows:
        # a title line was typed above the export: it has no delimiters; a blank line has none either
        if len(row) <= 1:
            text.write(f"{row[0] if row else ''}\r\n")
        else:
            csv.writer(text, delimiter=sheet.delimiter, lineterminator="\r\n").writerow(
                ["" if cell is None else cell for cell in row]
            )
    return text.getvalue().encode(sheet.encoding)


def _xlsx(sheet: Sheet) -> bytes:
    target = io.BytesIO()
    # it ships no types
    book = import_module("xlsxwriter").Workbook(target, {"in_memory": True})
    book.set_properties({"created": _CREATED, "title": sheet.pages[0].name})
    forms = {
        name: book.add_format({"num_format": form})
        for name, form in (("date", "dd/mm/yyyy"), ("datetime", "dd/mm/yyyy hh:mm"), ("time", "hh:mm"))
    }
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
    for page in sheet.pages:
        _xlsx_page(book, book.add_worksheet(page.name), page, forms, bold)
    book.close()
    return target.getvalue()


def _xlsx_page(book: Any, target: Any, page: Page, forms: Mapping[str, Any], bold: Any) -> None:
    for number, row in enumerate(page.rows):
        for column, cell in enumerate(row):
            _xlsx_cell(book, target, (number, column), cell, forms)
    for top, left, bottom, right in page.merged:
        target.merge_range(top - 1, left - 1, bottom - 1, right - 1, page.rows[top - 1][left - 1], bold)
    for column in page.hidden_columns:
        target.set_column(column - 1, column - 1, None, None, {"hidden": True})


def _xlsx_cell(book: Any, target: Any, at: tuple[int, int], cell: Cell, forms: Mapping[str, Any]) -> None:
    match cell:
        case None:
            pass
        case bool():
            target.write_boolean(*at, cell)
        case Formula(text, value):
            target.write_formula(*at, text, None, value)
        case Padded(number, form):
            target.write_number(*at, number, book.add_format({"num_format": form}))
        case int() | float():
            target.write_number(*at, cell)
        case datetime():
            target.write_datetime(*at, cell, forms["datetime"])
        case date():
            target.write_datetime(*at, cell, forms["date"])
        case time():
            target.write_datetime(*at, cell, forms["time"])
        case str():
            target.write_string(*at, cell)


_NAMESPACES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
_MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_EDGE_COLUMNS, _EDGE_ROWS = 1024, 1_048_576


def _ods(sheet: Sheet) -> bytes:
    tables = "".join(_ods_table(page) for page in sheet.pages)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in (("mimetype", _MIMETYPE), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(member, text)
    return target.getvalue()


def _ods_table(page: Page) -> str:
    width = max(map(len, page.rows))
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in page.merged}
    covered = {
        (row, column)
        for top, left, bottom, right in page.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    lines = []
    for number, row in enumerate(page.rows, start=1):
        cells = [*row, *[None] * (width - len(row))]
        line = "".join(
            "<table:covered-table-cell/>"
            if (number, column) in covered
            else _ods_cell(cell, spans.get((number, column)))
            for column, cell in enumerate(cells, start=1)
        )
        edge = f'<table:table-cell table:number-columns-repeated="{_EDGE_COLUMNS - width}"/>'
        lines.append(f"<table:table-row>{line}{edge}</table:table-row>")
    rest = _EDGE_ROWS - len(page.rows)
    lines.append(
        f'<table:table-row table:number-rows-repeated="{rest}">'
        f'<table:table-cell table:number-columns-repeated="{_EDGE_COLUMNS}"/></table:table-row>'
    )
    return f"<table:table table:name={quoteattr(page.name)}>{''.join(lines)}</table:table>"


def _ods_cell(cell: Cell, span: tuple[int, int] | None) -> str:
    attributes, shown = _ods_value(cell)
    if span is not None:
        attributes += f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    text = "".join(f"<text:p>{escape(part)}</text:p>" for part in shown.split("\n")) if shown else ""
    return f"<table:table-cell{attributes}>{text}</table:table-cell>"


def _ods_value(cell: Cell) -> tuple[str, str]:
    """Return the attributes of a cell and what it is shown as."""
    match cell:
        case None:
            return "", ""
        case bool():
            return f' office:value-type="boolean" office:boolean-value="{str(cell).lower()}"', str(cell).upper()
        case Formula(text, value):
            return f' table:formula={quoteattr("of:" + text)} office:value-type="float" office:value="{value}"', str(
                value
            )
        case Padded(number, form):
            return f' office:value-type="float" office:value="{number}"', f"{number:0{len(form)}}"
        case int() | float():
            return f' office:value-type="float" office:value="{cell}"', str(cell)
        case datetime() | date():
            return f' office:value-type="date" office:date-value="{cell.isoformat()}"', f"{cell:%d/%m/%Y}"
        case time():
            return f' office:value-type="time" office:time-value="PT{cell:%HH%MM%SS}"', f"{cell:%H:%M}"
        case str():
            return ' office:value-type="string"', cell


_WRITERS: Final[Mapping[str, Callable[[Sheet], bytes]]] = {".csv": _csv, ".xlsx": _xlsx, ".ods": _ods}
