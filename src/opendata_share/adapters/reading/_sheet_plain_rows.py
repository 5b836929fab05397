"""Rows of an XLSX sheet in the form every program writes, recognised by one pattern instead of a parser's events.

What lives here: which bytes of a sheet's part the XML parser need not see, and where the part can be cut between rows.
What this file must not know: archives, workbooks, values.

Theory of operation. A parser's events cost three microseconds a cell, forty times what a pattern takes. A row that is
one of the pattern is a whole element, well-formed by itself, with its cells in order; so the rest of the part is
well-formed exactly if all of it was, and only the rest goes to the parser. A row of any other form goes there too, with
all checks. From a comment, a declaration or anything else between two rows on, everything does: what stands in a
comment is no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from ._sheet_grid import Padding, column_letters

if TYPE_CHECKING:
    from re import Match, Pattern

    from ._sheet_grid import CellFault

_ROW_END: Final = b"</row>"
CLOSING: Final = b"</sheetData></worksheet>"
_DATA: Final = b"<sheetData>"
SLICE: Final = 8 * 1024 * 1024
_LONGEST: Final = 16 * 1024 * 1024  # a row that is longer is left to the parser, which takes it in pieces
_WIDTHS: Final = (16, 64, 256)
_LAST_ROW: Final = 1_048_576
_BEFORE_CELLS: Final = 2  # groups of a row's pattern before those of its cells
_TRUE: Final = frozenset((b"1", b"true", b"on"))

_HEAD: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?P<declared>[^<>?]*+)\?>)?[ \t\r\n]*+<worksheet[ \t\r\n>](?:(?!<[!?]).)*+", re.DOTALL
)
_UTF8: Final = re.compile(rb"""(?:(?!encoding).)*+(?:encoding[ ]?=[ ]?["'][Uu][Tt][Ff]-8["'](?:(?!encoding).)*+)?""", re.DOTALL)
_ATTRIBUTE: Final = re.compile(rb'[ \r\n\t]++([A-Za-z_][A-Za-z0-9_:.-]*+)="([^"<>&\x00-\x1f\x80-\xff]*+)"')
_OTHER_ROW: Final = re.compile(
    rb"[ \t\r\n]*+(?:<row(?:[ \t\r\n][^<>]*+)?/>[ \t\r\n]*+)*+<row(?:[ \t\r\n][^<>]*+)?(?<!/)>", re.DOTALL
)
_LAST_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_CHARACTERS: Final = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]++|&(?:amp|lt|gt|quot|apos|#1[03]);"
_FORMULA: Final = (
    rb'<f(?: aca="[a-z0-9]{1,5}+")?+(?: t="[a-zA-Z]++")?+(?: ref="[A-Z0-9:]++")?+(?: ca="[01]")?+(?: si="[0-9]++")?+'
    rb"(?:/>|>(?:" + _CHARACTERS + rb")*+</f>)"
)
_CONTENT: Final = (
    rb"(?:<v>(?:" + _CHARACTERS + rb")*+</v>"
    rb'|<is><t(?: xml:space="preserve")?+>(?:' + _CHARACTERS + rb")*+</t></is>"
    rb"|" + _FORMULA + rb"<v>(?:" + _CHARACTERS + rb")++</v>)"
)
_STYLE_AND_KIND: Final = rb'(?: s="[0-9]{1,9}+")?+(?: t="(?:s|n|b|str|inlineStr)")?+'
_NUMBER_CELL: Final = re.compile(rb'<c r="([A-Z]++)[0-9]++" s="([0-9]++)"(?: t="n")?+>(?:<f[^<>]*+>(?:[^<]*+</f>)?+)?+<v>')


class Taker(Protocol):
    """Who is told of the rows that were recognised."""

    def plain_row(
        self, number: int, first: int, last: int, *, hidden: bool, faults: list[tuple[int, CellFault | Padding]]
    ) -> None:
        """Take a row: its number, its first and last column with a value or 0, and cells that show more than they are.

        Args:
            number: The row's number.
            first: The number of its first column with a value, or 0.
            last: The number of its last column with a value, or 0.
            hidden: Whether the user does not see it.
            faults: How cells show their numbers, by column number, ascending.
        """
        ...


class PlainRows:
    """The look at a sheet's part before the XML parser: use `others` once.

    Args:
        taker: Who is told of the rows.
        paddings: The number formats of zeros alone, by the style a cell names.
    """

    def __init__(self, taker: Taker, paddings: Mapping[str, Padding]) -> None:
        self.head = b""
        self.cuts: list[int] = []
        self._taker = taker
        self._paddings = paddings
        self._width = _WIDTHS[0]
        self._offset = 0  # of the buffer's first byte in the part

    def others(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what the parser must see of the part, in order; afterwards `head` and `cuts` are known.

        `head` is all before the first row, `cuts` are offsets within the part at which a row with a number begins:
        `head`, the bytes from one of them to the next, and `CLOSING` are a sheet. Without a head there are no cuts.
        """
        rest = iter(pieces)
        first = next(rest, b"")
        start = self._begun(first)
        if not start:
            yield first
            yield from rest
            return
        self.head = first[:start]
        yield self.head
        self._offset, buffer, searched = start, first[start:], 0
        self.cuts.append(start)
        while True:
            at = 0
            while (end := buffer.find(_ROW_END, max(searched, at))) >= 0:
                end += len(_ROW_END)
                if (after := self._plain(buffer, at, end)) is None:
                    other = buffer[at:end]
                    yield other
                    after = end
                    if not _is_row(other):
                        yield buffer[end:]
                        yield from rest
                        return
                at = after
            buffer, searched = buffer[at:], max(len(buffer) - at - len(_ROW_END), 0)
            self._offset += at
            piece = b"" if len(buffer) > _LONGEST or buffer.lstrip().startswith(b"</") else next(rest, b"")
            if not piece:
                yield buffer
                yield from rest
                return
            buffer += piece

    def _begun(self, first: bytes) -> int:
        """Return where the rows begin in the first piece, or 0 where its head is not what programs write."""
        start = first.find(_DATA)
        if start < 0:
            return 0
        start += len(_DATA)
        head = _HEAD.fullmatch(first, 0, start)
        return start if head is not None and _UTF8.fullmatch(head["declared"] or b"") else 0

    def _plain(self, buffer: bytes, at: int, end: int) -> int | None:
        """Take the row that begins at `at` and return where it ends, or None if it is of another form."""
        found = _row_pattern(self._width).match(buffer, at, end)
        if found is None and self._widened(buffer, at, end):
            found = _row_pattern(self._width).match(buffer, at, end)
        if found is None:
            return None
        number, hidden = int(found[1]), _hidden(found[2])
        if hidden is None or number > _LAST_ROW or not _is_text(found[0]):
            return None
        last = (found.lastindex or 0) - _BEFORE_CELLS
        first = next(column for column in range(1, last + 1) if found.start(column + _BEFORE_CELLS) >= 0) if last else 0
        self._taker.plain_row(number, first, last, hidden=hidden, faults=self._padded(found) if self._paddings else [])
        place = self._offset + at
        if place - self.cuts[-1] >= SLICE:
            self.cuts.append(place)
        return found.end()

    def _widened(self, buffer: bytes, at: int, end: int) -> bool:
        """Whether the row has more columns than the pattern, and a wider pattern was taken for it."""
        place = buffer.rfind(b'<c r="', at, end)
        cell = _LAST_CELL.match(buffer, place) if place >= 0 else None
        needed = column_number(cell[1].decode()) if cell is not None else 0
        wider = next((width for width in _WIDTHS if width >= needed), 0)
        if wider <= self._width:
            return False
        self._width = wider
        return True

    def _padded(self, row: Match[bytes]) -> list[tuple[int, CellFault | Padding]]:
        return [
            (column_number(letters.decode()), padding)
            for letters, style in _NUMBER_CELL.findall(row[0])
            if (padding := self._paddings.get(style.decode())) is not None
        ]


@cache
def column_number(letters: str) -> int:
    """Return the number of the column that a sheet shows under `letters`, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def _row_pattern(width: int) -> Pattern[bytes]:
    """Return the pattern of a row whose cells stand in order in the first `width` columns.

    Its groups: the row's number, its other attributes, and for each column one that matched where the cell is filled.
    """
    cells = b"".join(
        rb'(?:<c r="%s(?P=row)"' % column_letters(column).encode()
        + _STYLE_AND_KIND + rb"(?:/>|></c>|(>)" + _CONTENT + rb"</c>))?+"
        for column in range(1, width + 1)
    )  # fmt: skip
    return re.compile(
        rb'[ \t\r\n]*+<row r="(?P<row>[1-9][0-9]{0,6}+)"([^<>&/]*+)(?:/>|>' + cells + rb"</row>)"
    )


@lru_cache(maxsize=4096)
def _hidden(attributes: bytes) -> bool | None:
    """Return whether a row with these attributes beside its number is hidden, or None where they are none."""
    found, place = {b"r": b""}, 0
    while place < len(attributes):
        match = _ATTRIBUTE.match(attributes, place)
        if match is None or match[1] in found:
            return None
        found[match[1]] = match[2]
        place = match.end()
    return found.get(b"hidden", b"0").lower() in _TRUE


def _is_text(row: bytes) -> bool:
    """Whether bytes are UTF-8 of characters XML may hold; the pattern has seen to those of ASCII."""
    if row.isascii():
        return True
    try:
        text = row.decode()
    except UnicodeDecodeError:
        return False
    return "\ufffe" not in text and "\uffff" not in text


def _is_row(other: bytes) -> bool:
    """Whether bytes that end with a row's end are rows and nothing else, whatever is inside them."""
    begun = _OTHER_ROW.match(other)
    if begun is None or b"<!" in other or b"<?" in other or b"sheetData" in other:
        return False
    inside = other[begun.end() : -len(_ROW_END)]
    return b"<row" not in inside and b"</row" not in inside
