"""Entry sheets as workbooks: drop-downs, formats and notes from the contract.

What lives here: the workbook. What this file must not know: which columns there are (`_entry_sheet`), how a filled
workbook is read.

A spreadsheet's own checks only help; what is right is judged when the sheet comes back. A time of day in a cell has no
zone, so columns of times are texts in RFC 3339's form; columns of texts are texts, so that `0012` stays `0012`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from .. import _messages
from ..contract import Field, FieldType
from ..errors import MissingExtra
from ._entry_sheet import CODES_SHEET, FIELDS_SHEET, EntryColumn, EntrySheet

_LAST_ROW: Final = 1_048_575
_LARGEST: Final = 999_999_999_999_999
_TITLE: Final = 32
_SENTENCE: Final = 255
_NOTED_CODES: Final = 12
_PARTS: Final = (
    "template-name",
    "template-type",
    "template-owed",
    "template-meaning",
    "template-unit",
    "template-limits",
    "template-default",
    "template-example",
    "template-codes",
    "template-sensitivity",
)
_WIDTHS: Final = (28, 24, 34, 8, 60, 10, 26, 14, 28, 22, 16)
_NOTED: Final = ("template-meaning", "template-type", "template-unit", "template-limits", "template-example")


def entry_workbook(sheet: EntrySheet) -> bytes:
    """Return the entry sheet as XLSX: the sheet to fill in, one that explains the fields, one of the codes.

    The same sheet gives the same bytes.

    Args:
        sheet: The entry sheet.

    Raises:
        MissingExtra: xlsxwriter is not installed.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
    except ImportError as error:
        raise MissingExtra("excel-not-installed") from error
    data = io.BytesIO()
    book: Any = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001  # a workbook's times have no zone
    _Workbook(book, sheet).write()
    book.close()
    return data.getvalue()


class _Workbook:
    """Writes one workbook."""

    def __init__(self, book: Any, sheet: EntrySheet) -> None:
        self._book = book
        self._sheet = sheet
        self._language = sheet.language
        bold = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self._heading = book.add_format({**bold, "bg_color": "#DDEBF7"})
        self._owed = book.add_format({**bold, "bg_color": "#FFD966"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def write(self) -> None:
        """Write the three sheets."""
        page = self._book.add_worksheet(self._sheet.name)
        fields = self._book.add_worksheet(FIELDS_SHEET[self._language])
        ranges = self._write_codes()
        for at, column in enumerate(self._sheet.columns):
            self._write_column(page, at, column, ranges)
        page.freeze_panes(1, 0)
        page.activate()
        self._write_fields(fields)

    def _say(self, message_id: str, **parameters: object) -> str:
        return _messages.render(message_id, self._language, parameters)

    def _write_column(self, page: Any, at: int, column: EntryColumn, ranges: Mapping[str, str]) -> None:
        cell_format = self._book.add_format({"num_format": _number_format(column.field)})
        page.set_column(at, at, max(14, min(len(column.heading) + 4, 40)), cell_format)
        page.write_string(0, at, column.heading, self._owed if column.owed else self._heading)
        page.write_comment(0, at, self._note(column), {"x_scale": 2.5, "y_scale": 2.5})
        rule = _rule(column.field, ranges)
        if rule is not None:
            words = self._say("template-wrong", heading=column.heading, example=self._sheet.example(column.field))
            told = {"error_title": column.heading[:_TITLE], "error_message": words[:_SENTENCE]}
            page.data_validation(1, at, _LAST_ROW, at, {**rule, **told})

    def _note(self, column: EntryColumn) -> str:
        explained = self._sheet.explanation(column)
        first = self._say("template-is-owed" if column.owed else "template-is-optional")
        lines = [first, *(f"{self._say(part)}: {explained[part]}" for part in _NOTED if explained[part])]
        if column.field.type is FieldType.DATETIME:
            lines.append(self._say("template-times"))
        if column.codes:
            lines += [f"  {code}" for code in column.codes[:_NOTED_CODES]]
            lines.append(self._say("template-see-codes", sheet=CODES_SHEET[self._language]))
        return "\n".join(lines)

    def _write_codes(self) -> dict[str, str]:
        """Write the code lists, two columns each, and return the range of each list's codes."""
        used = {name for column in self._sheet.columns if (name := _list_of(column.field)) is not None}
        lists = [code_list for code_list in self._sheet.contract.code_lists if code_list.name in used]
        ranges: dict[str, str] = {}
        if not lists:
            return ranges
        name = CODES_SHEET[self._language]
        page = self._book.add_worksheet(name)
        page.freeze_panes(2, 0)
        for number, code_list in enumerate(lists):
            at = 3 * number
            page.set_column(at, at, 26, self._wrapped)
            page.set_column(at + 1, at + 1, 44, self._wrapped)
            page.write_string(0, at, code_list.name, self._heading)
            page.write_string(0, at + 1, code_list.title.in_language(self._language), self._heading)
            page.write_string(1, at, self._say("template-code"), self._heading)
            page.write_string(1, at + 1, self._say("template-label"), self._heading)
            for row, code in enumerate(code_list.codes, start=2):
                page.write_string(row, at, code.code, self._wrapped)
                page.write_string(row, at + 1, code.label.in_language(self._language), self._wrapped)
            letter = _letters(at)
            ranges[code_list.name] = f"='{name}'!${letter}$3:${letter}${len(code_list.codes) + 2}"
        return ranges

    def _write_fields(self, page: Any) -> None:
        """Write the sheet that explains: how to fill in, then a row for each field."""
        steps = ("template-step-fill", "template-step-times", "template-step-return")
        for number, step in enumerate(steps):
            page.write_string(number, 0, self._say(step, contract=self._sheet.contract.name))
        top = len(steps) + 1
        for at, part in enumerate(("template-heading", *_PARTS)):
            page.set_column(at, at, _WIDTHS[at], self._wrapped)
            page.write_string(top, at, self._say(part), self._heading)
        for row, column in enumerate(self._sheet.columns, start=top + 1):
            explained = self._sheet.explanation(column)
            page.write_string(row, 0, column.heading, self._wrapped)
            for at, part in enumerate(_PARTS, start=1):
                page.write_string(row, at, explained[part], self._wrapped)
        page.freeze_panes(top + 1, 1)


def _list_of(field: Field) -> str | None:
    return field.code_list if field.items is None else field.items.code_list


def _letters(at: int) -> str:
    """Return the letters a spreadsheet gives the column at `at`, from 0."""
    letters = ""
    while at >= 0:
        letters = chr(ord("A") + at % 26) + letters
        at = at // 26 - 1
    return letters


def _number_format(field: Field) -> str:
    match field.type:
        case FieldType.INTEGER:
            return "0"
        case FieldType.NUMBER:
            return "General"
        case FieldType.DECIMAL:
            return f"0.{'0' * field.scale}" if field.scale else "0"
        case FieldType.DATE:
            return "yyyy-mm-dd"
        case _:
            return "@"


def _rule(field: Field, ranges: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the spreadsheet itself lets into the column, or None where it cannot tell."""
    match field.type:
        case FieldType.TEXT if field.code_list is not None:
            return {"validate": "list", "source": ranges[field.code_list]}
        case FieldType.TEXT if field.min_length is not None or field.max_length is not None:
            longest = 32_767 if field.max_length is None else field.max_length
            return {
                "validate": "length",
                "criteria": "between",
                "minimum": field.min_length or 0,
                "maximum": longest,
            }
        case FieldType.BOOLEAN:
            return {"validate": "list", "source": ["true", "false"]}
        case FieldType.INTEGER | FieldType.NUMBER:
            low, high = _bounds(field)
            kind = "integer" if field.type is FieldType.INTEGER else "decimal"
            return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
        case FieldType.DATE:
            return {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
        case _:
            return None


def _bounds(field: Field) -> tuple[float, float]:
    """Return the inclusive limits a spreadsheet can hold; an exclusive one is judged when the sheet comes back."""
    number: type[float] = int if field.type is FieldType.INTEGER else float
    step = 1 if field.type is FieldType.INTEGER else 0
    lows = [field.minimum, None if field.exclusive_minimum is None else number(field.exclusive_minimum) + step]
    highs = [field.maximum, None if field.exclusive_maximum is None else number(field.exclusive_maximum) - step]
    low = max((number(bound) for bound in lows if bound is not None), default=-_LARGEST)
    high = min((number(bound) for bound in highs if bound is not None), default=_LARGEST)
    return max(low, -_LARGEST), min(high, _LARGEST)
