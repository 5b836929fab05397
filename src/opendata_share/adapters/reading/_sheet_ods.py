"""ODS: the sheets of a document, and one of them as rows of values.

What lives here: the part of OpenDocument 1.3 that holds cells. What this file must not know: zip archives, headings,
text forms of values.

Every cell of an ODS file says its type and its value in full, and empty ones are written as one with a count, up to the
million rows a sheet has. So it is read here as a stream: what is empty is counted, and only what is filled is made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from ..._dataclass import dataclass
from ...errors import LimitExceeded, SourceError
from ._sheet_file import Package
from ._sheet_grid import CellFault, SheetEntry, Value
from ._sheet_header import Merged
from ._sheet_survey import Sheet, survey

if TYPE_CHECKING:
    from ._sheet_xml import Attributes

_CONTENT: Final = "content.xml"
_NAMESPACES: Final = {
    "xmlns:office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "xmlns:table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "xmlns:text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_NUMBERS: Final = frozenset(("float", "percentage", "currency"))
_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = datetime(1, 1, 1)  # noqa: DTZ001 - a time of day has no zone
_TIME: Final = re.compile(r"(-)?PT(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})(?:[.,](\d{1,9}))?S)?")
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?Z?)?")
# inside these, texts and cells are not those of the sheet
_ELSEWHERE: Final = frozenset(
    ("annotation", "tracked-changes", "shapes", "frame", "custom-shape", "control", "rect", "line", "g", "forms",
     "object", "dde-links", "ruby-text", "note")
)  # fmt: skip


@dataclass(slots=True)
class _Table:
    """One sheet as it was streamed: filled rows only, as (first number, last number, values)."""

    name: str
    hidden: bool
    rows: list[tuple[int, int, list[Value]]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    first_row: int = 0
    last_row: int = 0
    last_column: int = 0


class OdsWorkbook:
    """An ODS document whose parts were checked.

    Args:
        package: Its parts.

    Raises:
        SourceError: It is encrypted or damaged, or no spreadsheet.
        LimitExceeded: A sheet spans more than `workbook_cells`, `columns` or `rows`.
    """

    def __init__(self, package: Package) -> None:
        self.external_links = 0
        self._file = package.file
        self._written_once = 0
        if "META-INF/manifest.xml" in package:
            self._refuse_encrypted(package)
        stream = _Stream(self)
        package.parse(_CONTENT, stream.start, stream.end, stream.text)
        self._tables = stream.tables
        self.external_links = stream.links

    def sheets(self) -> tuple[SheetEntry, ...]:
        """Return all sheets in the document's order."""
        return tuple(SheetEntry(table.name, table.hidden, bool(table.last_row)) for table in self._tables)

    def read(self, name: str, header: tuple[int, ...] = ()) -> Sheet:
        """Return one sheet.

        Args:
            name: Its name.
            header: The declared header rows, or nothing.
        """
        table = next(table for table in self._tables if table.name == name)
        rows = ((number, values) for first, last, values in table.rows for number in range(first, last + 1))
        return Sheet(
            name=name,
            seen=survey(rows, self._file, header),
            merged=tuple(table.merged),
            hidden_rows=_numbers(table.hidden_rows, table.last_row),
            hidden_columns=_numbers(table.hidden_columns, table.last_column),
        )

    def malformed(self, table: _Table | None, row: int | None) -> SourceError:
        """Return the error of a damaged sheet."""
        sheet = "–" if table is None else table.name
        return SourceError("workbook-sheet-malformed", file=self._file.name, row=row, sheet=sheet)

    def check_extent(self, table: _Table, cells: int) -> None:
        """Refuse a sheet that would not fit: `cells` were made so far, repeated ones counted.

        Raises:
            LimitExceeded: `columns`, `rows` or `workbook_cells`.
        """
        limits, height = self._file.limits, table.last_row - table.first_row + 1
        for limit, value, found in (
            ("columns", limits.columns, table.last_column),
            ("rows", limits.rows, height),
            ("workbook_cells", limits.workbook_cells, cells),
        ):
            if found > value:
                raise LimitExceeded(
                    "limit-sheet-extent", file=self._file.name, row=table.last_row, sheet=table.name, limit=limit,
                    value=value, found=found,
                )  # fmt: skip

    def counted(self, count: int) -> int:
        """Return `count`, of characters that are written once for many, unless all together are more than a document's.

        Raises:
            LimitExceeded: `workbook_bytes`.
        """
        self._written_once += count
        limit = self._file.limits.workbook_bytes
        if self._written_once > limit:
            raise LimitExceeded("limit-workbook-bytes", file=self._file.name, limit="workbook_bytes", value=limit)
        return count

    def _refuse_encrypted(self, package: Package) -> None:
        def start(name: str, _attributes: Attributes) -> None:
            if name == "encryption-data":
                raise SourceError("workbook-encrypted", file=self._file.name)

        package.parse("META-INF/manifest.xml", start, lambda _name: None)


class _Stream:
    """The walk over content.xml."""

    def __init__(self, workbook: OdsWorkbook) -> None:
        self.tables: list[_Table] = []
        self.links = 0
        self._workbook = workbook
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._elsewhere: str | None = None
        self._depth = 0
        self._root_seen = False
        self._table: _Table | None = None
        self._cells = 0
        self._row = self._row_repeat = self._column = self._column_at = 0
        self._in_row = False
        self._values: list[Value] = []
        self._cell: Attributes | None = None
        self._covered = False
        self._words: list[str] | None = None
        self._paragraphs: list[str] = []
        self._beginnings: dict[str, Callable[[Attributes], None]] = {
            "covered-table-cell": partial(self._begin_cell, covered=True),
            "p": self._begin_paragraph,
            "style": self._begin_style,
            "table": self._begin_table,
            "table-cell": self._begin_cell,
            "table-column": self._column_style,
            "table-properties": self._table_style,
            "table-row": self._begin_row,
            "table-source": self._link,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if self._elsewhere is not None:
            self._depth += name == self._elsewhere
            return
        if not self._root_seen:
            self._check_root(name, attributes)
        if name in _ELSEWHERE:
            self._elsewhere, self._depth = name, 1
        elif self._words is not None:
            self._blank(name, attributes)
        elif name in self._beginnings:
            self._beginnings[name](attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._elsewhere is not None:
            self._depth -= name == self._elsewhere
            if not self._depth:
                self._elsewhere = None
        elif name in {"table-cell", "covered-table-cell"}:
            self._end_cell()
        elif name == "p" and self._words is not None:
            self._paragraphs.append("".join(self._words))
            self._words = None
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self._table = None

    def text(self, content: str) -> None:
        """Take a piece of text."""
        if self._words is not None and self._elsewhere is None:
            self._words.append(content)

    def _check_root(self, name: str, attributes: Attributes) -> None:
        """Refuse a document that does not use the prefixes every program writes: attributes are read by them."""
        self._root_seen = True
        if name != "document-content" or any(attributes.get(key) != urn for key, urn in _NAMESPACES.items()):
            raise self._malformed()

    def _begin_style(self, attributes: Attributes) -> None:
        if attributes.get("style:family") == "table":
            self._style = attributes.get("style:name", "")

    def _table_style(self, attributes: Attributes) -> None:
        if attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _link(self, _attributes: Attributes) -> None:
        self.links += 1

    def _begin_paragraph(self, _attributes: Attributes) -> None:
        if self._cell is not None:
            self._words = []

    def _begin_table(self, attributes: Attributes) -> None:
        if self._table is not None:  # a table inside a cell is not in spreadsheets
            raise self._malformed()
        hidden = attributes.get("table:style-name", "") in self._hidden_styles
        self._table = _Table(attributes.get("table:name", ""), hidden)
        self.tables.append(self._table)
        self._row = self._column_at = self._cells = 0

    def _column_style(self, attributes: Attributes) -> None:
        if self._table is None:
            return
        first = self._column_at + 1
        self._column_at += self._count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            self._table.hidden_columns.append((first, self._column_at))

    def _begin_row(self, attributes: Attributes) -> None:
        if self._table is None or self._in_row:
            raise self._malformed()
        self._in_row = True
        self._row_repeat = self._count(attributes, "table:number-rows-repeated")
        self._row += 1
        self._column = 0
        self._values = []
        if attributes.get("table:visibility", "visible") != "visible":
            self._table.hidden_rows.append((self._row, self._row + self._row_repeat - 1))

    def _end_row(self) -> None:
        table, last = self._table, self._row + self._row_repeat - 1
        if table is None:
            raise self._malformed()
        if self._values:
            table.first_row = table.first_row or self._row
            table.last_row = last
            self._cells += self._row_repeat * len(self._values)
            self._workbook.check_extent(table, self._cells)
            table.rows.append((self._row, last, self._values))
        self._row, self._in_row = last, False

    def _begin_cell(self, attributes: Attributes, *, covered: bool = False) -> None:
        if self._table is None or self._cell is not None or not self._in_row:
            raise self._malformed()
        self._cell, self._covered = attributes, covered
        self._paragraphs.clear()

    def _end_cell(self) -> None:
        attributes, table = self._cell, self._table
        if attributes is None or table is None:
            raise self._malformed()
        self._cell = self._words = None
        repeat = self._count(attributes, "table:number-columns-repeated")
        first = self._column + 1
        self._column += repeat
        value = None if self._covered else self._value(attributes)
        if value is not None:
            table.last_column = max(table.last_column, self._column)
            self._workbook.check_extent(table, self._cells + self._column)
            times = repeat * self._row_repeat
            if times > 1 and isinstance(value, str):
                self._workbook.counted(times * len(value))
            self._values.extend([None] * (first - 1 - len(self._values)))
            self._values.extend([value] * repeat)
        self._merge(attributes, table, first)

    def _merge(self, attributes: Attributes, table: _Table, column: int) -> None:
        columns = self._count(attributes, "table:number-columns-spanned")
        rows = self._count(attributes, "table:number-rows-spanned")
        if columns > 1 or rows > 1:
            table.merged.append(Merged(self._row, column, self._row + rows - 1, column + columns - 1))

    def _value(self, attributes: Attributes) -> Value:
        kind = attributes.get("office:value-type", "")
        text = "\n".join(self._paragraphs)
        if attributes.get("calcext:value-type") == "error":
            return CellFault("error", text or "#ERROR")
        if not kind:
            if attributes.get("table:formula") is not None and not text:
                return CellFault("formula")
            return text or None
        if kind == "string":
            return attributes.get("office:string-value", text) or None
        if kind == "boolean":
            return attributes.get("office:boolean-value", "") == "true"
        if kind in _NUMBERS:
            return self._number(attributes.get("office:value", ""))
        if kind == "date":
            return self._moment(attributes.get("office:date-value", ""))
        if kind == "time":
            return self._time(attributes.get("office:time-value", ""))
        raise self._malformed()

    def _number(self, text: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            raise self._malformed() from None
        if not math.isfinite(number):
            raise self._malformed()
        return number

    def _moment(self, text: str) -> Value:
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise self._malformed()
        try:
            if found[2] is None:
                return date.fromisoformat(found[1])
            return datetime.fromisoformat(f"{found[1]}T{found[2]}.{(found[3] or '0')[:6]:0<6}")
        except ValueError:
            raise self._malformed() from None

    def _time(self, text: str) -> Value:
        found = _TIME.fullmatch(text)
        if found is None or not any(found[part] for part in (2, 3, 4)):
            raise self._malformed()
        hours, minutes, seconds = (int(found[part] or 0) for part in (2, 3, 4))
        microseconds = int(f"{(found[5] or '0')[:6]:0<6}")
        value = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds)
        if found[1]:
            return -value
        return (_MIDNIGHT + value).time() if value < _DAY else value

    def _blank(self, name: str, attributes: Attributes) -> None:
        """Add the white space an element inside a paragraph stands for (OpenDocument 1.3-3, 6.1.3 to 6.1.5)."""
        assert self._words is not None
        if name == "s":
            self._words.append(" " * self._workbook.counted(self._count(attributes, "text:c")))
        elif name in {"tab", "line-break"}:
            self._words.append("\t" if name == "tab" else "\n")

    def _count(self, attributes: Attributes, name: str) -> int:
        text = attributes.get(name, "1")
        if not text.isascii() or not text.isdigit() or len(text) > 8 or not int(text):
            raise self._malformed()
        return int(text)

    def _malformed(self) -> SourceError:
        return self._workbook.malformed(self._table, self._row or None)


def _numbers(spans: list[tuple[int, int]], last: int) -> tuple[int, ...]:
    """Return the numbers of all spans up to `last`, ascending."""
    return tuple(number for first, end in spans for number in range(first, min(end, last) + 1))
