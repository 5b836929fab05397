"""The pages of a Parquet column, by their own headers: how large its values may become, whatever the footer says.

What lives here: Thrift's compact protocol as far as page headers need it (parquet.thrift, `PageHeader`), and the
largest value of a dictionary page. What this module must not know: tables, limits, batches.

A dictionary page holds a value once and a million rows may point to it, so the size of a column once it is opened is
not the size of its pages. It is known when the largest value of the dictionary is: the page is put into a Parquet file
of its own, as the only page of the only column, and read from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa

from ..._arrow import Values, pc
from ..._dataclass import dataclass

ReadAt: TypeAlias = Callable[[int, int], bytes]
"""Returns at most so many bytes from an offset of the file."""

_ARROW: Final[Any] = pa  # its stubs know no codec by a variable name
_HEADER: Final = 4096
_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3
_PLAIN: Final = 0
_INDICES: Final = frozenset((2, 8))
_AS_WRITTEN: Final = frozenset(
    (_PLAIN, 6)
)  # 6 is DELTA_LENGTH_BYTE_ARRAY; the other deltas share what values have alike
_CODECS: Final = {0: None, 1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd"}  # LZ4 is written in two ways
_BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _STRUCT = 3, 4, 5, 6, 7, 8, 9, 12
_WIDTHS: Final = {_BYTE: 1, _DOUBLE: 8}
_MOST_PAGES: Final = 10_000
_ABSURD_PAGES: Final = 200_000
_LARGEST_HEADER: Final = 1 << 24  # beyond it Arrow refuses one
_LARGEST_PAGE: Final = 1 << 26


@dataclass(frozen=True, slots=True)
class TextPages:
    """What the pages of a column of texts hold.

    Attributes:
        written: The bytes of pages that hold values as they are.
        pointing: How many values point to the dictionary.
        largest: The bytes of the dictionary's largest value.
        distinct: How many values the dictionary has.
    """

    written: int
    pointing: int
    largest: int
    distinct: int

    @property
    def encoded(self) -> bool:
        """Whether all its values are in the dictionary and repeat."""
        return self.written == 0 and 4 * self.distinct <= self.pointing


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a column of a row group stands, as the footer says.

    Attributes:
        codec: The number of its codec in parquet.thrift.
        start: The offset of its first page.
        values: How many values it has, nulls included.
    """

    codec: int
    start: int
    values: int


def chunks_of(read: ReadAt, size: int) -> Mapping[tuple[int, int], Chunk] | None:
    """Return the chunks by (row group, column), or None where the footer does not tell.

    pyarrow's own objects for them end the process where a footer is broken: they throw what nobody catches.

    Args:
        read: Reads the file.
        size: The size of the file.
    """
    length = int.from_bytes(read(size - 8, 4), "little")
    if not 0 < length <= min(size - 12, _LARGEST_PAGE):
        return None
    chunks: dict[tuple[int, int], Chunk] = {}
    try:
        footer, _ = _struct(read(size - 8 - length, length), 0)
        for group, row_group in enumerate(_of(footer, 4, _LIST)):
            for column, chunk in enumerate(_of(row_group, 1, _LIST)):
                told = _of(chunk, 3, _STRUCT)
                start = _of(told, 9, _I64)
                if 11 in told and 0 < (dictionary := _of(told, 11, _I64)) < start:
                    start = dictionary
                chunks[group, column] = Chunk(_of(told, 4, _I32), start, _of(told, 5, _I64))
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return chunks


def has_page_over(chunk: Chunk, read: ReadAt, most: int) -> bool:
    """Tell whether a column has a page that unpacks to more than `most` bytes, by the header it is unpacked by.

    A chunk of more pages than anybody writes counts as one that has; of a header that cannot be read the reader says
    itself that it is damaged.

    Args:
        chunk: Its place.
        read: Reads the file.
        most: How many bytes.
    """
    at, seen = chunk.start, 0
    for _ in range(_ABSURD_PAGES):
        if seen >= chunk.values or at < 0:
            return False
        found = _sizes(read, at)
        if found is None:
            return False
        size, packed, values, length = found
        if size > most:
            return True
        seen += values
        at += length + packed
    return True


def _sizes(read: ReadAt, at: int) -> tuple[int, int, int, int] | None:
    """Return a page's size, packed size and number of values, and its header's length."""
    asked = _HEADER
    while asked <= _LARGEST_HEADER:
        data = read(at, asked)
        try:
            fields, length = _struct(data, 0)
            size, packed = (_of(fields, number, _I32) for number in (2, 3))
            inner = next((_of(fields, number, _STRUCT) for number in (5, 8) if number in fields), None)
            values = 0 if inner is None else _of(inner, 1, _I32)
        except (KeyError, TypeError, ValueError, RecursionError):
            return None
        except IndexError:  # statistics may make a header long
            if len(data) < asked:
                return None
            asked *= 16
        else:
            return (size, packed, values, length) if min(size, packed, values) >= 0 else None
    return None


def text_pages(chunk: Chunk, read: ReadAt) -> TextPages | None:
    """Return what the pages of a column of bytes hold, or None where their headers do not tell.

    Args:
        chunk: Its place.
        read: Reads the file.
    """
    if chunk.codec not in _CODECS or chunk.start < 0:
        return None
    name, at = _CODECS[chunk.codec], chunk.start
    written = pointing = largest = distinct = seen = 0
    for _ in range(_MOST_PAGES):
        if seen >= chunk.values:
            return TextPages(written, pointing, largest, distinct)
        found = _header(read(at, _HEADER))
        if found is None:
            return None
        page, length = found
        if page.kind == _DICTIONARY:
            distinct = page.values
            fits = max(page.size, page.packed) <= _LARGEST_PAGE
            packed = read(at + length, page.packed) if fits else b""
            largest = max(largest, _largest_value(packed, page, name) if fits else page.size)
        elif page.encoding in _INDICES:
            pointing += page.values
        elif page.encoding in _AS_WRITTEN:
            written += page.size
        else:
            return None
        seen += 0 if page.kind == _DICTIONARY else page.values
        at += length + page.packed
    return None


@dataclass(frozen=True, slots=True)
class _Page:
    kind: int
    size: int
    packed: int
    values: int
    encoding: int


def _header(data: bytes) -> tuple[_Page, int] | None:
    """Return (the page whose header `data` begins with, the header's length), or None where it is no such header."""
    try:
        fields, length = _struct(data, 0)
        kind, size, packed = (_of(fields, number, _I32) for number in (1, 2, 3))
        inner = _of(fields, {_DATA: 5, _DICTIONARY: 7, _DATA_V2: 8}[kind], _STRUCT)
        page = _Page(kind, size, packed, _of(inner, 1, _I32), _of(inner, 4 if kind == _DATA_V2 else 2, _I32))
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return (page, length) if min(page.size, page.packed, page.values) >= 0 else None


def _of(fields: Mapping[int, tuple[int, Any]], number: int, kind: int) -> Any:
    """Return the field with this number; of another type it is not there, as for every reader of Thrift."""
    found, value = fields[number]
    if found != kind:
        raise KeyError(number)
    return value


def _struct(data: bytes, at: int) -> tuple[Mapping[int, tuple[int, Any]], int]:
    fields: dict[int, tuple[int, Any]] = {}
    number = 0
    while (head := data[at]) != 0:
        at += 1
        kind = head & 15
        if head >> 4:
            number += head >> 4
        else:
            raw, at = _varint(data, at)
            number = _signed(raw)
        if kind in {1, 2}:
            fields[number] = (1, kind == 1)
        else:
            value, at = _read_value(kind, data, at)
            fields[number] = (kind, value)
    return fields, at + 1


def _read_value(kind: int, data: bytes, at: int) -> tuple[Any, int]:
    if kind == _STRUCT:
        return _struct(data, at)
    if kind in {_I16, _I32, _I64}:
        raw, at = _varint(data, at)
        return _signed(raw), at
    if kind == _BINARY:
        size, at = _varint(data, at)
        return None, at + size
    if kind in _WIDTHS:
        return None, at + _WIDTHS[kind]
    if kind != _LIST:
        raise ValueError("a value of an unknown type")
    head = data[at]
    count, item = head >> 4, head & 15
    at += 1
    if count == 15:
        count, at = _varint(data, at)
    items = []
    for _ in range(count):
        value, at = _read_value(_BYTE if item in {1, 2} else item, data, at)
        items.append(value)
    return items, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number is too long")


def _signed(raw: int) -> int:
    return (raw >> 1) ^ -(raw & 1)


def _largest_value(packed: bytes, page: _Page, codec: str | None) -> int:
    """Return the bytes of the largest value of a dictionary page, or of the page where it cannot be read."""
    import pyarrow.parquet as pq

    if page.values == 0 or len(packed) != page.packed or page.encoding not in {_PLAIN, 2}:
        return page.size
    try:
        data = packed if codec is None else _ARROW.decompress(packed, page.size, codec, asbytes=True)
        if (length := _length_of_all(data, page.values)) is not None:
            return length
        column = pq.ParquetFile(pa.BufferReader(_file_of(data, page.values))).read(use_threads=False).column(0)
    except (pa.ArrowException, OSError):
        return page.size
    lengths: Values = pc.max(pc.binary_length(column))
    return int(lengths.as_py() or 0)


def _length_of_all(data: bytes, count: int) -> int | None:
    """Return the length of every value of a page, each written after its length, or None where they differ."""
    length = int.from_bytes(data[:4], "little")
    if count * (4 + length) != len(data):
        return None
    return length if (np.ndarray((count,), "<u4", data, 0, (4 + length,)) == length).all() else None


def _file_of(data: bytes, count: int) -> bytes:
    """Return a Parquet file of one required column whose one data page is the dictionary page `data`, unpacked."""
    inner = [(_I32, 1, count), (_I32, 2, _PLAIN), (_I32, 3, 3), (_I32, 4, 3)]
    header = _written([(_I32, 1, _DATA), (_I32, 2, len(data)), (_I32, 3, len(data)), (_STRUCT, 5, inner)])
    total = len(header) + len(data)
    column = [
        (_I32, 1, 6),  # BYTE_ARRAY
        (_LIST, 2, (_I32, [_PLAIN])),
        (_LIST, 3, (_BINARY, [b"a"])),
        (_I32, 4, 0),
        (_I64, 5, count),
        (_I64, 6, total),
        (_I64, 7, total),
        (_I64, 9, 4),
    ]
    group = [(_LIST, 1, (_STRUCT, [[(_I64, 2, 4), (_STRUCT, 3, column)]])), (_I64, 2, total), (_I64, 3, count)]
    schema = [[(_BINARY, 4, b"schema"), (_I32, 5, 1)], [(_I32, 1, 6), (_I32, 3, 0), (_BINARY, 4, b"a")]]
    footer = _written([(_I32, 1, 1), (_LIST, 2, (_STRUCT, schema)), (_I64, 3, count), (_LIST, 4, (_STRUCT, [group]))])
    return b"".join((b"PAR1", header, data, footer, len(footer).to_bytes(4, "little"), b"PAR1"))


def _written(fields: list[tuple[int, int, Any]]) -> bytes:
    """Return a struct in the compact protocol; `fields` are (type, number, value) with ascending numbers."""
    parts, last = [], 0
    for kind, number, value in fields:
        parts += [bytes([(number - last) << 4 | kind]), _value(kind, value)]
        last = number
    return b"".join((*parts, b"\0"))


def _value(kind: int, value: Any) -> bytes:
    if kind in {_I32, _I64}:
        return _unsigned(value << 1)
    if kind == _BINARY:
        return _unsigned(len(value)) + bytes(value)
    if kind == _STRUCT:
        return _written(value)
    item, items = value
    return bytes([len(items) << 4 | item]) + b"".join(_value(item, each) for each in items)


def _unsigned(value: int) -> bytes:
    parts = bytearray()
    while value >= 128:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)
