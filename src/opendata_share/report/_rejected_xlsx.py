"""Rejected rows as a workbook: what a person corrects in a spreadsheet without losing a digit.

What lives here: the workbook. What this file must not know: how rows are judged, where the file goes, how it is read
again.

Every cell is a text in a column of texts: `0012` stays `0012`, also after somebody types it anew, and `=…` is never a
formula. So nothing needs an apostrophe here, and what is read back is what was written.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any, Final, Literal

from .. import _messages
from ..errors import LimitExceeded, MissingExtra
from ._rejected_form import BEFORE, BEHIND, SHEET
from ._rejected_sheet import RejectedSheet

Language = Literal["en", "id"]

_ROWS: Final = 1_048_575
_CELL: Final = 32_767
_WIDTHS: Final = {"_row": 7, "_line": 7, "_file": 22, "_column": 22, "_message": 44, "_hint": 44}
_NARROW: Final = 4
_WIDE: Final = 18


def write_rejected_xlsx(sheet: RejectedSheet, stream: IO[bytes], language: Language) -> None:
    """Write rows as a workbook: the cells that need work coloured, our columns too, and a sheet that explains.

    The same rows give the same bytes.

    Args:
        sheet: The rows.
        stream: Where the bytes go.
        language: The language of the explanations.

    Raises:
        MissingExtra: xlsxwriter is not installed.
        LimitExceeded: There are more rows, or a longer cell, than a workbook holds.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
    except ImportError as error:
        raise MissingExtra("excel-not-installed") from error
    data = io.BytesIO()
    book: Any = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001  # a workbook's times have no zone
    formats = _formats(book)
    _write_rows(book.add_worksheet(SHEET), sheet, formats, language)
    _write_explanation(book, formats, language)
    book.close()
    stream.write(data.getvalue())


def _formats(book: Any) -> Mapping[str, Any]:
    text = {"num_format": "@", "valign": "top"}
    return {
        "heading": book.add_format({**text, "bold": True, "bottom": 1}),
        "our heading": book.add_format({**text, "bold": True, "bottom": 1, "bg_color": "#FFE08A"}),
        "ours": book.add_format({**text, "bg_color": "#FFF2CC", "text_wrap": True}),
        "cell": book.add_format(text),
        "wrong": book.add_format({**text, "bg_color": "#F8CBAD"}),
    }


def _write_rows(page: Any, sheet: RejectedSheet, formats: Mapping[str, Any], language: Language) -> None:
    columns = sheet.columns
    first, end = len(columns) - len(sheet.headings) - len(BEHIND), len(columns) - len(BEHIND)
    ours = [not first <= at < end for at in range(len(columns))]
    for at, name in enumerate(columns):
        width = _WIDTHS.get(name, _NARROW) if ours[at] else _WIDE
        page.set_column(at, at, width, formats["ours" if ours[at] else "cell"])
        _write(page, 0, at, name, formats["our heading" if ours[at] else "heading"])
        if ours[at]:
            page.write_comment(0, at, _messages.render(f"rejected-column-{name[1:]}", language, {}), {"x_scale": 2})
    page.freeze_panes(1, 1)
    number = 0
    for number, cells in enumerate(sheet.cells(), start=1):
        if number > _ROWS:
            raise LimitExceeded("rejected-too-many-for-xlsx", limit="rows", value=_ROWS)
        wrong = set(cells[columns.index("_column")].replace("; ", ", ").split(", "))
        for at, cell in enumerate(cells):
            kind = "ours" if ours[at] else "wrong" if sheet.headings[at - first] in wrong else "cell"
            _write(page, number, at, cell, formats[kind])
    page.autofilter(0, 0, max(number, 1), len(columns) - 1)


def _write(page: Any, row: int, at: int, text: str, cell_format: Any) -> None:
    if not text:
        page.write_blank(row, at, None, cell_format)
    elif len(text.encode("utf-16-le")) // 2 > _CELL:
        raise LimitExceeded("rejected-too-long-for-xlsx", row=row + 1, limit="characters", value=_CELL)
    else:
        page.write_string(row, at, text, cell_format)


def _write_explanation(book: Any, formats: Mapping[str, Any], language: Language) -> None:
    page = book.add_worksheet(_messages.render("rejected-explanation", language, {}))
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, step in enumerate(("open", "correct", "save", "return"), start=1):
        page.write_string(number - 1, 0, f"{number}.")
        page.write_string(number - 1, 1, _messages.render(f"rejected-step-{step}", language, {}))
    for number, name in enumerate((*BEFORE, *BEHIND), start=6):
        page.write_string(number, 0, name, formats["our heading"])
        page.write_string(number, 1, _messages.render(f"rejected-column-{name[1:]}", language, {}))
