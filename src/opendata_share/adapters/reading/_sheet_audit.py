"""What stands in the XML of an XLSX sheet beside its values: extent, faults, merged ranges, what is hidden.

What lives here: one stream over a sheet's part (ECMA-376-1, 18.3). What this file must not know: archives, workbooks,
values.

Cells must stand in order, each at most once, as every program writes them: a reader that lays out a grid would
otherwise put them anywhere.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ..._dataclass import dataclass
from ...errors import LimitExceeded, SourceError
from ._sheet_grid import CellFault, Padding
from ._sheet_header import Merged
from ._sheet_plain_rows import column_number

if TYPE_CHECKING:
    from ._sheet_xml import Attributes
    from ._source_file import SourceFile

_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_ROOM: Final = 1 << 15  # more than there are columns
_MOST_KINDS: Final = 200
_TRUE: Final = frozenset(("1", "true", "on"))


@dataclass(slots=True)
class CellFaults:
    """Cells that are not what their value says, in order; compact, since a whole sheet may consist of them."""

    _places: array[int] = field(default_factory=lambda: array("q"))
    _kinds: array[int] = field(default_factory=lambda: array("B"))
    _known: dict[CellFault | Padding, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._places)

    def add(self, row: int, column: int, fault: CellFault | Padding) -> None:
        """Add the fault of a cell that stands after all before it, or how it shows its number."""
        kind = self._known.get(fault)
        if kind is None:  # strangers' words for errors are bounded too
            kind = min(len(self._known), _MOST_KINDS)
            if kind < _MOST_KINDS:
                self._known[fault] = kind
            else:
                kind -= 1
        self._places.append(row * _ROOM + column)
        self._kinds.append(kind)

    def rows(self) -> Iterator[tuple[int, list[tuple[int, CellFault | Padding]]]]:
        """Yield (row number, [(column number, fault), …])."""
        known = list(self._known)
        places = zip(self._places, self._kinds, strict=True)
        for row, found in groupby(places, key=lambda place: place[0] // _ROOM):
            yield row, [(place % _ROOM, known[kind]) for place, kind in found]


class SheetAudit:
    """What a stream over a sheet's XML finds beside its values; give its methods to `Package.parse`.

    Args:
        file: The workbook.
        sheet: The sheet's name, for errors.
        paddings: The number formats of zeros alone, by the style a cell names.
        text_lengths: How long the shared texts are, where one is long enough to do harm.
    """

    def __init__(
        self,
        file: SourceFile,
        sheet: str,
        paddings: Mapping[str, Padding] | None = None,
        text_lengths: Sequence[int] = (),
    ) -> None:
        self._text_lengths = text_lengths
        self._text_characters = 0
        self.merged: list[Merged] = []
        self._faults = CellFaults()
        self.hidden_rows: list[int] = []
        self._hidden_spans: list[tuple[int, int]] = []
        self.first_row = self.last_row = 0
        self._first_column = _LAST_COLUMN
        self._last_column = 0
        self._file = file
        self._sheet = sheet
        self._row = self._column = 0
        self._kind = ""
        self._paddings = paddings or {}
        self._padding: Padding | None = None
        self._has_formula = self._has_value = self._in_value = False
        self._words: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if name == "c":
            self._begin_cell(attributes)
        elif name in {"v", "is"}:
            self._has_value = self._in_value = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col":
            self._hide_columns(attributes)

    def text(self, content: str) -> None:
        """Take a piece of text."""
        if self._in_value:
            self._words.append(content)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "c":
            self._end_cell()
        elif name in {"v", "is"}:
            self._in_value = False

    def plain_row(
        self, number: int, first: int, last: int, hidden: bool, paddings: Sequence[tuple[int, Padding]]
    ) -> None:
        """Take a row whose cells are in order; see `Taker.plain_row`."""
        if not self._row < number <= _LAST_ROW:
            raise self._malformed()
        self._row = number
        if hidden:
            self.hidden_rows.append(number)
        for column, padding in paddings:
            self._faults.add(number, column, padding)
        if not last:
            return
        if first < self._first_column or last > self._last_column or not self.first_row:
            self._extend(first, last)
        self.last_row = number

    def plain_texts(self, numbers: Sequence[bytes]) -> None:
        """Take the numbers of the shared texts a row refers to; see `Taker.plain_texts`."""
        for number in numbers:
            self._count_text(number.decode())

    def _count_text(self, number: str) -> None:
        if number.isascii() and number.isdigit() and len(number) < 10 and int(number) < len(self._text_lengths):
            self._text_characters += self._text_lengths[int(number)]
            limit = self._file.limits.workbook_bytes
            if self._text_characters > limit:
                raise LimitExceeded("limit-workbook-bytes", file=self._file.name, limit="workbook_bytes", value=limit)

    def taken_faults(self) -> CellFaults:
        """Return the faults since this was asked before."""
        faults, self._faults = self._faults, CellFaults()
        return faults

    def check_extent(self) -> None:
        """Refuse a sheet whose grid would not fit; its outermost filled cells decide, as they do for calamine.

        Raises:
            LimitExceeded: `columns`, `rows` or `workbook_cells`.
        """
        limits, last_row = self._file.limits, self.last_row
        if not last_row:
            return
        width, height = self._last_column - self._first_column + 1, last_row - self.first_row + 1
        for limit, value, found in (
            ("columns", limits.columns, width),
            ("rows", limits.rows, height),
            ("workbook_cells", limits.workbook_cells, width * height),
        ):
            if found > value:
                raise LimitExceeded(
                    "limit-sheet-extent", file=self._file.name, row=last_row, sheet=self._sheet, limit=limit,
                    value=value, found=found,
                )  # fmt: skip

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        before = self._row
        self._row = self._number(number) if number is not None else before + 1
        if self._row <= before or self._row > _LAST_ROW:
            raise self._malformed()
        self._column = 0
        if attributes.get("hidden", "0").lower() in _TRUE:
            self.hidden_rows.append(self._row)

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        before = self._column
        if reference is None:
            self._column = before + 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None or int(found[2]) != self._row:
                raise self._malformed()
            self._column = column_number(found[1])
        if self._column <= before or self._column > _LAST_COLUMN or not self._row:
            raise self._malformed()
        self._kind = attributes.get("t", "n")
        self._padding = self._paddings.get(attributes.get("s", ""))
        self._has_formula = self._has_value = self._in_value = False
        self._words.clear()

    def _end_cell(self) -> None:
        words = "".join(self._words) if self._has_value else ""
        if self._text_lengths and self._kind == "s":
            self._count_text(words.strip())
        if self._kind == "e" and self._has_value:
            self._faults.add(self._row, self._column, CellFault("error", words.strip()[:20] or "#ERROR"))
        elif self._has_formula and (not self._has_value or (not words and self._kind != "str")):
            self._faults.add(self._row, self._column, CellFault("formula"))
        elif self._padding is not None and self._has_value and self._kind == "n":
            self._faults.add(self._row, self._column, self._padding)
        if self._has_value or self._has_formula:
            self._extend(self._column, self._column)

    def _extend(self, first: int, last: int) -> None:
        self.first_row = self.first_row or self._row
        self.last_row = self._row
        self._first_column = min(self._first_column, first)
        self._last_column = max(self._last_column, last)

    def _merge(self, reference: str) -> None:
        ends = [_REFERENCE.fullmatch(end) for end in reference.replace("$", "").split(":")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            raise self._malformed()
        top, left, bottom, right = int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1])
        if top > bottom or left > right or bottom > _LAST_ROW or right > _LAST_COLUMN:
            raise self._malformed()
        if (top, left) != (bottom, right):
            self.merged.append(Merged(top, left, bottom, right))

    def _hide_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden", "0").lower() in _TRUE:
            first, last = self._number(attributes.get("min", "")), self._number(attributes.get("max", ""))
            self._hidden_spans.append((first, min(last, _LAST_COLUMN)))

    @property
    def hidden_columns(self) -> tuple[int, ...]:
        """The numbers of the hidden columns up to the last filled one, ascending."""
        hidden: list[int] = []
        for first, last in sorted(self._hidden_spans):
            start = max(first, hidden[-1] + 1 if hidden else 1)
            hidden.extend(range(start, min(last, self._last_column) + 1))
        return tuple(hidden)

    def _number(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 7:
            raise self._malformed()
        return int(text)

    def _malformed(self) -> SourceError:
        return SourceError("workbook-sheet-malformed", file=self._file.name, row=self._row or None, sheet=self._sheet)
