"""Rows of an XLSX sheet in the form every program writes, recognised by one pattern instead of a parser's events.

What lives here: which bytes of a sheet's part the XML parser need not see, and the part cut into slices between rows.
What this file must not know: archives, workbooks, values.

Theory of operation. A parser's events cost three microseconds a cell, forty times what a pattern takes. A row that is
one of the pattern is a whole element, well-formed by itself, with its cells in order; so the rest of the part is
well-formed exactly if all of it was, and only the rest goes to the parser. A row of any other form goes there too, with
all checks. From a comment, a declaration or anything else between two rows on, everything does: what stands in a
comment is no row.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from ..._dataclass import dataclass
from ._sheet_grid import Padding, column_letters

if TYPE_CHECKING:
    from re import Match, Pattern

_ROW_END: Final = b"</row>"
CLOSING: Final = b"</sheetData></worksheet>"
_DATA: Final = b"<sheetData>"
_DATA_END: Final = b"</sheetData>"
_LONGEST: Final = 16 * 1024 * 1024  # a row that is longer is left to the parser, which takes it in pieces
_WIDTHS: Final = (16, 64, 256)
_BEFORE_CELLS: Final = 2  # groups of a row's pattern before those of its cells
_TRUE: Final = frozenset((b"1", b"true", b"on"))

_HEAD: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?P<declared>[^<>?]*+)\?>)?[ \t\r\n]*+<worksheet[ \t\r\n>](?:(?!<[!?]).)*+", re.DOTALL
)
_UTF8: Final = re.compile(
    rb"""(?:(?!encoding).)*+(?:encoding[ ]?=[ ]?["'][Uu][Tt][Ff]-8["'](?:(?!encoding).)*+)?""", re.DOTALL
)
_ATTRIBUTE: Final = re.compile(rb'[ \r\n\t]++([A-Za-z_][A-Za-z0-9_:.-]*+)="([^"<>&\x00-\x1f\x80-\xff]*+)"')
_OTHER_ROW: Final = re.compile(
    rb"[ \t\r\n]*+(?:<row(?:[ \t\r\n][^<>]*+)?/>[ \t\r\n]*+)*+<row(?:[ \t\r\n][^<>]*+)?(?<!/)>", re.DOTALL
)
_NUMBERED: Final = re.compile(rb"[ \t\r\n]*+<row(?=[ \t\r\n])[^<>]*?[ \t\r\n]r=")  # a slice may begin with it
_LAST_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_CHARACTERS: Final = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]"
_TEXT: Final = _CHARACTERS + rb"*+(?:&(?:amp|lt|gt|quot|apos|#1[03]);" + _CHARACTERS + rb"*+)*+"
_FORMULA: Final = (
    rb'<f(?: aca="[a-z0-9]{1,5}+")?+(?: t="[a-zA-Z]++")?+(?: ref="[A-Z0-9:]++")?+(?: ca="[01]")?+(?: si="[0-9]++")?+'
    rb"(?:/>|>" + _TEXT + rb"</f>)"
)
_CONTENT: Final = (
    rb"(?:<v>" + _TEXT + rb"</v>"
    rb'|<is><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></is>"
    rb"|" + _FORMULA + rb"<v>(?!</v>)" + _TEXT + rb"</v>)"
)
_STYLE_AND_KIND: Final = rb'(?: s="[0-9]{1,9}+")?+(?: t="(?:s|n|b|str|inlineStr)")?+'
_NUMBER_CELL: Final = re.compile(
    rb'<c r="([A-Z]++)[0-9]++" s="([0-9]++)"(?: t="n")?+>(?:<f[^<>]*+>(?:[^<]*+</f>)?+)?+<v>'
)
_TEXT_CELL: Final = re.compile(rb' t="s">(?:<f[^<>]*+>(?:[^<]*+</f>)?+)?+<v>([0-9]{1,9}+)</v>')


class Taker(Protocol):
    """Who is told of the rows that were recognised."""

    def plain_row(
        self, number: int, first: int, last: int, hidden: bool, paddings: Sequence[tuple[int, Padding]]
    ) -> None:
        """Take a row.

        Args:
            number: The row's number.
            first: The number of its first column with a value, or 0.
            last: The number of its last column with a value, or 0.
            hidden: Whether the user does not see it.
            paddings: How cells show their numbers, by column number, ascending.
        """
        ...

    def plain_texts(self, numbers: Sequence[bytes]) -> None:
        """Take the numbers of the shared texts a row refers to."""
        ...


@dataclass(frozen=True, slots=True)
class Slice:
    """Some consecutive rows of a sheet.

    Attributes:
        content: A sheet's part of these rows alone; or all of it before them, where the part's end has the rows.
        rest_from: Where these rows begin in the sheet's part, if they are its end; None where `content` has them.
    """

    content: bytes
    rest_from: int | None = None


class PlainRows:
    """The look at a sheet's part before the XML parser: use `walk` once.

    Args:
        taker: Who is told of the rows.
        paddings: The number formats of zeros alone, by the style a cell names.
        slice_bytes: A slice ends where it has so many bytes.
        long_texts: Whether shared texts are so long that each that is referred to must be counted.
    """

    def __init__(
        self, taker: Taker, paddings: Mapping[str, Padding], slice_bytes: int, *, long_texts: bool = False
    ) -> None:
        self._long_texts = long_texts
        self.last = Slice(b"", 0)
        self._taker = taker
        self._paddings = paddings
        self._slice_bytes = slice_bytes
        self._width = _WIDTHS[0]
        self._match = _row_pattern(self._width).match

    def walk(self, pieces: Iterable[bytes]) -> Iterator[bytes | Slice]:
        """Yield what the parser must see of the part, and slices once all of their rows were seen.

        The slice that ends the part is not yielded, but is `last` afterwards.
        """
        rest = iter(pieces)
        first = next(rest, b"")
        start = self._begun(first)
        head, buffer = first[:start], first[start:]
        yield head
        if start:
            buffer = yield from self._rows(head, buffer, rest)
        yield buffer
        yield from rest

    def _rows(self, head: bytes, buffer: bytes, rest: Iterator[bytes]) -> Generator[bytes | Slice, None, bytes]:
        """Walk over the rows and return the bytes that are left when there are no more of them."""
        kept = bytearray(head)  # what the slice has before the buffer
        offset = len(head)  # of the buffer within the part
        begun = offset  # of the slice within the part
        while True:
            at = copied = 0
            cut_at = self._slice_bytes - len(kept)
            is_ascii = buffer.isascii()
            last_end = buffer.rfind(_ROW_END)
            while at <= last_end:
                row = self._match(buffer, at) or self._wider(buffer, at)
                if row is not None and ((row[2] and _hidden(row[2]) is None) or not (is_ascii or _is_text(row[0]))):
                    row = None
                end = buffer.index(_ROW_END, at) + len(_ROW_END) if row is None else row.end()
                if at > cut_at and (row is not None or _NUMBERED.match(buffer, at, end)):
                    kept += buffer[copied:at]
                    kept += CLOSING
                    yield Slice(bytes(kept))
                    kept, copied, begun = bytearray(head), at, offset + at
                    cut_at = at + self._slice_bytes
                if row is not None:
                    self._take(row)
                else:
                    yield buffer[at:end]
                    if not _is_row(buffer[at:end]):
                        self.last = _rest(head, begun)
                        return buffer[end:]
                at = end
            kept += buffer[copied:at]
            offset += at
            buffer = buffer[at:]
            if buffer.lstrip().startswith(_DATA_END):
                self.last = Slice(bytes(kept + CLOSING))
                return buffer
            piece = next(rest, b"") if len(buffer) <= _LONGEST else b""
            if not piece:
                self.last = _rest(head, begun)
                return buffer
            buffer += piece

    def _begun(self, first: bytes) -> int:
        """Return where the rows begin in the first piece, or 0 where its head is not what programs write."""
        start = first.find(_DATA)
        if start < 0:
            return 0
        start += len(_DATA)
        head = _HEAD.fullmatch(first, 0, start)
        return start if head is not None and _UTF8.fullmatch(head["declared"] or b"") else 0

    def _take(self, row: Match[bytes]) -> None:
        last, first = row.lastindex, _BEFORE_CELLS + 1
        if last is None or last == _BEFORE_CELLS:
            first = last = _BEFORE_CELLS
        elif row.start(first) < 0:
            first = next(column for column in range(first + 1, last + 1) if row.start(column) >= 0)
        hidden = row[2] != b"" and bool(_hidden(row[2]))
        paddings = self._padded(row) if self._paddings else ()
        if self._long_texts:
            self._taker.plain_texts(_TEXT_CELL.findall(row[0]))
        self._taker.plain_row(int(row[1]), first - _BEFORE_CELLS, last - _BEFORE_CELLS, hidden, paddings)

    def _wider(self, buffer: bytes, at: int) -> Match[bytes] | None:
        """Return the row that begins at `at`, if it has more columns than the pattern: then a wider one is taken."""
        place = buffer.rfind(b'<c r="', at, buffer.find(_ROW_END, at))
        cell = _LAST_CELL.match(buffer, place) if place >= 0 else None
        needed = column_number(cell[1].decode()) if cell is not None else 0
        wider = next((width for width in _WIDTHS if width >= needed), 0)
        if wider <= self._width:
            return None
        self._width, self._match = wider, _row_pattern(wider).match
        return self._match(buffer, at)

    def _padded(self, row: Match[bytes]) -> list[tuple[int, Padding]]:
        return [
            (column_number(letters.decode()), padding)
            for letters, style in _NUMBER_CELL.findall(row[0])
            if (padding := self._paddings.get(style.decode())) is not None
        ]


def _rest(head: bytes, begun: int) -> Slice:
    """Return the slice of all rows from the offset `begun` on, which may be the first."""
    return Slice(head, begun) if begun > len(head) else Slice(b"", 0)


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
        + _STYLE_AND_KIND + rb"(?:(>)" + _CONTENT + rb"</c>|/>|></c>))?+"
        for column in range(1, width + 1)
    )  # fmt: skip
    return re.compile(rb'[ \t\r\n]*+<row r="(?P<row>[1-9][0-9]{0,6}+)"([^<>&/]*+)(?:/>|>' + cells + rb"</row>)")


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
