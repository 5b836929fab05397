"""Record-aligned blocks of CSV text: cut only between records, and refused where the quotes do not add up.

What lives here: where records begin and end, on which physical line, and every fault that can be seen without cutting a
record into cells. What this module must not know: Arrow's CSV reader, null tokens, options other than the dialect.

Theory of operation. RFC 4180 §2 has one state: inside quotes or not. Before byte p it is the parity of the number of
quote bytes before p, because a doubled quote leaves and re-enters. So newlines outside quotes, which end records, are
those with an even number of quotes before them. The parity is only right while every quote stands where the grammar
allows one: a quote of even index opens (a delimiter, a newline or a quote stands before it) and one of odd index
closes (a delimiter, a newline or a quote stands after it). Any other quote is a fault, and the first one is where the
state was last known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import LimitExceeded, SourceError
from ._encoding import Filler, encoding_fault, text_fault
from ._shelf import Loan, Shelf

Positions = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint8]
LARGEST_BLOCK: Final = 1 << 30  # Arrow counts a block in 32 bits
_HEAD: Final = 64 * 1024
_SLICE: Final = 1024 * 1024
_LF: Final = 10
_CR: Final = 13
_BLANK_LF: Final = re.compile(rb"(?:\r?\n)*+")
_BLANK_CR: Final = re.compile(rb"\r*+")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The bytes that mean something: `delimiter`, `quote` (None where there are no quotes), `newline` (LF or CR)."""

    delimiter: int
    quote: int | None
    newline: int

    def neighbours_of_quote(self) -> npt.NDArray[np.bool_]:
        """Return which bytes may stand before an opening quote and after a closing one."""
        allowed = np.zeros(256, np.bool_)
        allowed[[self.delimiter, _LF, _CR, self.quote or 0]] = True
        return allowed


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records, and where they stand: all that a reader in another thread needs of the file.

    Attributes:
        loan: Holds the text, from the first byte of a record to the last byte of a record. It may have blank lines, and
            whether it is UTF-8 has not been asked yet.
        size: How many bytes the text has.
        count: How many records it holds; blank lines are no records.
        row: The row number of its first record, from 1.
        line: The physical line of its first byte, from 1.
        lines: The physical line each record starts on (int64), or None where each record is one line and none is blank.
        offset: How many bytes of the file stand before it; None where the text was decoded from another encoding, so
            that it is known to be UTF-8.
    """

    loan: Loan
    size: int
    count: int
    row: int
    line: int
    lines: npt.NDArray[np.int64] | None
    offset: int | None

    def record_lines(self) -> npt.NDArray[np.int64]:
        """Return the physical line each record starts on."""
        return np.arange(self.line, self.line + self.count, dtype=np.int64) if self.lines is None else self.lines

    def text(self) -> bytes:
        """Return a copy of the block's text."""
        return bytes(self.view())

    def view(self) -> memoryview:
        """Return the block's text; the block must live as long as the view."""
        return memoryview(self.loan.buffer)[: self.size]


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the quotes, all newlines and the record ends of a buffer are."""

    quotes: Positions
    newlines: Positions
    ends: Positions


class CsvRecords:
    """Reads records from pieces of UTF-8 text, each piece seen once.

    Args:
        text: Fills what it is sent with the next bytes of UTF-8 text; see `filling`.
        dialect: The bytes that mean something.
        limits: `record_bytes` bounds a record.
        file: The name for errors.
        offset: How many bytes of the file stand before the text (its byte-order mark); None where the text was decoded
            from another encoding, so that it is known to be UTF-8.
    """

    def __init__(self, text: Filler, dialect: Dialect, limits: Limits, file: str, *, offset: int | None = 0) -> None:
        self._text = text
        next(text)  # up to where it takes what it is to fill
        self._shelf = Shelf()
        self._scratch = Scratch()
        self._dialect = dialect
        self._limits = limits
        self._file = file
        self._allowed = dialect.neighbours_of_quote()
        self._other_newline = _CR if dialect.newline == _LF else _LF
        self._buffer = b""
        self._line = 1
        self._offset = offset
        self._ended = False
        self.headings: tuple[str, ...] = ()

    def first_record(self) -> tuple[bytes, int] | None:
        """Take the first record that is not blank; return it without its newline, and its line. None: only blank lines.

        Raises:
            SourceError: Its quotes, newlines or encoding are wrong.
            LimitExceeded: It is longer than `record_bytes`.
        """
        while True:
            self._take_blank_lines()
            marks = self._marks(self._buffer)
            if len(marks.ends) or self._ended:
                size = int(marks.ends[0]) + 1 if len(marks.ends) else len(self._buffer)
                self._check(self._buffer, size, self._marks(self._buffer[:size]), final=True)
                line = self._line
                record = self._content(self._take(size).removesuffix(bytes([self._dialect.newline])))
                self._check_length(len(record), line)
                return (record, line) if record else None
            self._check(self._buffer, len(self._buffer), marks, final=False)
            self._fill()

    def next_line(self) -> int:
        """Return the physical line the next record that is not blank starts on, from 1."""
        self.peek()
        return self._line

    def peek(self) -> bytes:
        """Return the line after the records taken so far without taking it; empty where there is none."""
        newline = bytes([self._dialect.newline])
        while True:
            self._take_blank_lines()
            if newline in self._buffer or self._ended:
                return self._buffer.split(newline, 1)[0]
            self._fill()

    def blocks(self, size: int) -> Iterator[Block]:
        """Yield all further records, in blocks of at least one record; what is read in the text is not asked yet.

        Args:
            size: How many bytes are read at once.

        Raises:
            SourceError: A quote is never closed or stands inside a cell; a newline is of the wrong kind.
            LimitExceeded: A record is longer than `record_bytes`.
        """
        more = min(size, LARGEST_BLOCK)
        loan, held = self._filled_up(self._buffer, more)
        self._buffer = b""
        row = 1
        while not self._ended or held:
            marks = marks_of(np.frombuffer(loan.buffer, np.uint8, held), self._dialect, self._scratch)
            self._check(loan.buffer, held, marks, final=self._ended)
            taken = held if self._ended else int(marks.ends[-1]) + 1 if len(marks.ends) else 0
            if taken:
                block = self._block(loan, taken, marks, row)
                if block.count:
                    yield block
                    row += block.count
            loan, held = self._continued(loan, taken, held, more)

    def _continued(self, loan: Loan, start: int, end: int, more: int) -> tuple[Loan, int]:
        """Return a buffer with what was not taken of the last one, one record at most, and `more` that follows it."""
        rest = end - start
        if rest > self._limits.record_bytes:
            raise self._record_too_long(self._line)
        return self._filled_up(memoryview(loan.buffer)[start:end], more)

    def _filled_up(self, begun: bytes | memoryview, more: int) -> tuple[Loan, int]:
        """Return a buffer with what was begun and `more` bytes of what follows, and how much that is together."""
        rest = len(begun)
        loan = self._shelf.take(rest + more)
        loan.buffer[:rest] = begun
        return loan, rest + self._filled(memoryview(loan.buffer)[rest : rest + more])

    def _filled(self, room: memoryview) -> int:
        """Fill `room` and return how many bytes it took; at the end of the text none."""
        try:
            return self._text.send(room)
        except StopIteration:
            self._ended = True
            return 0

    def _block(self, loan: Loan, size: int, marks: Marks, row: int) -> Block:
        """Take `size` bytes, which end with a record."""
        ends, line, offset = marks.ends, self._line, self._offset
        if not len(ends) or int(ends[-1]) + 1 < size:  # the last record of the file has no newline
            ends = np.append(ends, size)
        lengths = np.diff(ends, prepend=-1) - 1
        longest = int(np.argmax(lengths))
        if int(lengths[longest]) > self._limits.record_bytes:
            raise self._record_too_long(int(self._lines(ends, marks)[longest]))
        kept = ~self._blank(loan.buffer, ends, lengths)
        count = int(np.count_nonzero(kept))
        lines = None
        if count < len(kept) or marks.ends is not marks.newlines:
            lines = self._lines(ends, marks)[kept]
        self._line += int(np.searchsorted(marks.newlines, size))
        if offset is not None:
            self._offset = offset + size
        return Block(loan, size, count, row, line, lines, offset)

    def _lines(self, ends: Positions, marks: Marks) -> npt.NDArray[np.int64]:
        """Return the physical line of each record, of the blank ones too."""
        starts = np.concatenate((np.zeros(1, np.intp), ends[:-1] + 1))
        return self._line + np.searchsorted(marks.newlines, starts).astype(np.int64)

    def _blank(self, data: bytearray, ends: Positions, lengths: Positions) -> npt.NDArray[np.bool_]:
        blank: npt.NDArray[np.bool_] = lengths == 0
        if self._dialect.newline == _LF and (single := np.flatnonzero(lengths == 1)).size:
            blank[single] = np.frombuffer(data, np.uint8)[ends[single] - 1] == _CR
        return blank

    def _content(self, line: bytes) -> bytes:
        return line.removesuffix(b"\r") if self._dialect.newline == _LF else line

    def _fill(self) -> None:
        """Add the next piece to the buffer; what is still unfinished there is one record at most."""
        if len(self._buffer) > self._limits.record_bytes:
            raise self._record_too_long(self._line)
        # headings need little, and what is read here is looked at again and again
        piece = bytearray(min(self._limits.block_bytes, _HEAD))
        size = self._filled(memoryview(piece))
        self._buffer += memoryview(piece)[:size]

    def _take_blank_lines(self) -> None:
        pattern = _BLANK_LF if self._dialect.newline == _LF else _BLANK_CR
        if (blank := pattern.match(self._buffer)) and blank.end():
            self._take(blank.end())

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        if (position := text_fault(taken, size, decoded=self._offset is None)) is not None:
            line, field = self._line_at(taken, position), self._field_before(taken, position)
            raise encoding_fault(taken, position, self._file, offset=self._offset or 0, line=line, field=field)
        if self._offset is not None:
            self._offset += size
        self._line += taken.count(bytes([self._dialect.newline]))
        return taken

    def _marks(self, buffer: bytes) -> Marks:
        return marks_of(np.frombuffer(buffer, np.uint8), self._dialect, self._scratch)

    def _field_before(self, buffer: bytes, position: int) -> str | None:
        return field_before(buffer, position, self._dialect, self.headings)

    def _check(self, data: bytes | bytearray, size: int, marks: Marks, *, final: bool) -> None:
        """Refuse the first quote or newline that stands where none may; at the end of the file also an open quote."""
        array = np.frombuffer(data, np.uint8, size)
        quote = self._first_stray_quote(array, marks.quotes)
        newline = None
        if data.find(self._other_newline, 0, size) >= 0:
            newline = self._first_other_newline(array, marks.quotes, final=final)
        if newline is not None and (quote is None or newline < quote):
            message = "csv-carriage-return" if self._dialect.newline == _LF else "csv-line-feed"
            raise SourceError(message, file=self._file, line=self._line_at(bytes(data[:size]), newline))
        if quote is not None:
            raise self._fault("csv-stray-quote", bytes(data[:size]), quote)
        if final and len(marks.quotes) & 1:
            start = int(marks.ends[-1]) + 1 if len(marks.ends) else 0
            raise self._fault("csv-unclosed-quote", bytes(data[:size]), int(marks.quotes[-1]), start=start)

    def _first_stray_quote(self, array: Bytes, quotes: Positions) -> int | None:
        if not len(quotes):
            return None
        opening, closing = quotes[0::2], quotes[1::2]
        # Before the first byte and after the last nothing is wrong (yet): those two are compared with the quote itself.
        before = array[np.maximum(opening - 1, 0)]
        after = array[np.minimum(closing + 1, len(array) - 1)]
        wrong = [
            int(side[np.argmin(allowed)])
            for side, allowed in ((opening, self._allowed[before]), (closing, self._allowed[after]))
            if not allowed.all()
        ]
        return min(wrong, default=None)

    def _first_other_newline(self, array: Bytes, quotes: Positions, *, final: bool) -> int | None:
        """Find a line end outside quotes that is not the declared one: a lone CR, or LF in a file of CRs."""
        found = np.flatnonzero(array == self._other_newline)
        if self._other_newline == _CR:
            # What follows the last byte is not known before the file ends.
            last = len(array) - 1
            followed = array[np.minimum(found + 1, last)]
            if len(found) and int(found[-1]) == last:
                followed[-1] = _CR if final else _LF
            found = found[followed != _LF]
        found = found[np.searchsorted(quotes, found) & 1 == 0]
        return int(found[0]) if len(found) else None

    def _check_length(self, length: int, line: int) -> None:
        if length > self._limits.record_bytes:
            raise self._record_too_long(line)

    def _record_too_long(self, line: int) -> LimitExceeded:
        limit = self._limits.record_bytes
        return LimitExceeded("limit-record-bytes", file=self._file, line=line, limit="record_bytes", value=limit)

    def _line_at(self, buffer: bytes, position: int) -> int:
        return self._line + buffer.count(bytes([self._dialect.newline]), 0, position)

    def _fault(self, message: str, buffer: bytes, position: int, *, start: int | None = None) -> SourceError:
        if start is None:
            ends = self._marks(buffer[:position]).ends
            start = int(ends[-1]) + 1 if len(ends) else 0
        field = field_at(buffer[start:position], self._dialect, self.headings)
        record_line = self._line_at(buffer, start)
        line = record_line if message == "csv-unclosed-quote" else self._line_at(buffer, position)
        return SourceError(message, file=self._file, line=line, field=field, record_line=record_line)


def check_text(block: Block, dialect: Dialect, headings: tuple[str, ...], file: str) -> None:
    """Return if a block is UTF-8 without NUL characters.

    Raises:
        SourceError: It is not; names the byte, the line and the column.
    """
    if (position := text_fault(block.loan.buffer, block.size, decoded=block.offset is None)) is None:
        return
    data = block.text()
    line = block.line + data.count(bytes([dialect.newline]), 0, position)
    field = field_before(data, position, dialect, headings)
    raise encoding_fault(data, position, file, offset=block.offset or 0, line=line, field=field)


class Scratch:
    """Room for the flags of one array of bytes after another: fresh memory costs more than to fill it."""

    def __init__(self) -> None:
        self._flags = [np.empty(0, np.bool_), np.empty(0, np.bool_)]

    def flags(self, number: int, size: int) -> npt.NDArray[np.bool_]:
        """Return room for `size` flags; what is in it is anything."""
        if len(self._flags[number]) < size:
            self._flags[number] = np.empty(size, np.bool_)
        return self._flags[number][:size]


def marks_of(array: Bytes, dialect: Dialect, scratch: Scratch) -> Marks:
    """Return where the quotes, the newlines and the ends of records are in text that begins with a record."""
    places = _places(array, dialect, scratch)
    if dialect.quote is None:
        return Marks(np.empty(0, np.intp), places, places)
    quoted = array[places] == dialect.quote
    quotes = places[quoted]
    if not len(quotes):
        return Marks(quotes, places, places)
    outside = ~quoted
    newlines = places[outside]
    # how many quotes stand before each newline; whether it is an odd number is all that counts, so it may overflow
    inside = (np.cumsum(quoted, dtype=np.uint8)[outside] & 1).view(np.bool_)
    return Marks(quotes, newlines, newlines[~inside] if inside.any() else newlines)


def _places(array: Bytes, dialect: Dialect, scratch: Scratch) -> Positions:
    """Return where a newline or a quote stands, a slice at a time that stays in the processor's cache."""
    found = []
    for start in range(0, len(array), _SLICE):
        part = array[start : start + _SLICE]
        flags = np.equal(part, dialect.newline, out=scratch.flags(0, len(part)))
        if dialect.quote is not None:  # one walk for both costs half of two
            flags |= np.equal(part, dialect.quote, out=scratch.flags(1, len(part)))
        found.append(np.flatnonzero(flags))
        found[-1] += start
    return found[0] if len(found) == 1 else np.concatenate([np.empty(0, np.intp), *found])


def field_before(buffer: bytes, position: int, dialect: Dialect, headings: tuple[str, ...]) -> str | None:
    """Return the heading of the cell that holds the byte at `position` of text that begins with a record."""
    ends = marks_of(np.frombuffer(buffer, np.uint8, position), dialect, Scratch()).ends
    start = int(ends[-1]) + 1 if len(ends) else 0
    return field_at(buffer[start:position], dialect, headings)


def field_at(prefix: bytes, dialect: Dialect, headings: tuple[str, ...]) -> str | None:
    """Return the heading of the cell that begins in or after `prefix`, the part of a record before a position."""
    outside = [prefix] if dialect.quote is None else prefix.split(bytes([dialect.quote]))[::2]
    index = sum(part.count(bytes([dialect.delimiter])) for part in outside)
    return headings[index] if index < len(headings) else None


def split_record(text: str, delimiter: str, quote: str) -> list[str]:
    """Cut one record, whose quotes are known to be right, into its cells.

    Example:
        >>> split_record('a,"b ""c"", d",', ",", '"')
        ['a', 'b "c", d', '']
    """
    cells: list[str] = []
    position = 0
    while True:
        if quote and text.startswith(quote, position):
            end = _closing_quote(text, quote, position + 1)
            cells.append(text[position + 1 : end].replace(quote * 2, quote))
            position = end + 1
        else:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
            position = end
        if position >= len(text):
            return cells
        position += 1


def _closing_quote(text: str, quote: str, position: int) -> int:
    while True:
        end = text.index(quote, position)
        if not text.startswith(quote, end + 1):
            return end
        position = end + 2
