"""Batches to one Parquet file, its row groups encoded side by side.

What lives here: the encoding of a piece of the rows in any thread, and the joining of encoded pieces. What this file
must not know: contracts, who may read the file.

Arrow's writer encodes one column after another in one thread, and that takes longer than reading and judging the rows.
So each piece becomes a small Parquet file in memory; the pages of all of them, which are the same wherever they stand,
are written one after another, and one footer says where. The footer is a Thrift struct in the compact protocol
(parquet.thrift): it is read into (field, type, value) entries, its offsets are moved, and it is written again. The
bytes do not depend on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import IO, Any, Final, TypeAlias

import pyarrow as pa

from ._side_by_side import side_by_side

ROWS: Final = 131_072
"""Rows of one row group; the last may have fewer."""

_DICTIONARY_BYTES: Final = 128 * 1024
_MAGIC: Final = b"PAR1"
_TAIL: Final = 8
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _, _STRUCT = range(1, 13)
_INTEGERS: Final = (_I16, _I32, _I64)
_BYTES: Final = (_BYTE, _TRUE, _FALSE)  # in a list a truth value is a byte too
# fields of parquet.thrift
_NUM_ROWS, _ROW_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 5, 7
_CHUNK_METADATA, _CHUNK_OFFSETS = 3, (2, 4, 6)
_METADATA_OFFSETS: Final = (9, 10, 11, 14)

Struct: TypeAlias = "dict[int, tuple[int, Any]]"
"""A Thrift struct: the type and the value of each of its fields, by number."""


def write_parquet(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: IO[bytes], *, repeating: Iterable[str] = ()
) -> None:
    """Write batches as one Parquet file, on the cores this process may use.

    Args:
        batches: Of `schema`; taken in the caller's thread.
        schema: Their schema.
        sink: Where the file is written to.
        repeating: The columns whose values are likely to repeat.
    """
    joined = _JoinedFile(sink)
    encoded = partial(_encoded, repeating=list(repeating))
    with closing(side_by_side(encoded, _pieces(batches, schema))) as files:
        for file in files:
            joined.append(file)
    if joined.is_empty:
        joined.append(encoded(schema.empty_table()))
    joined.close()


def _pieces(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the rows in tables of `ROWS`, whatever batches came."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        start = 0
        while batch.num_rows - start >= ROWS - count:
            yield pa.Table.from_batches([*held, batch.slice(start, ROWS - count)], schema)
            start += ROWS - count
            held, count = [], 0
        if start < batch.num_rows:
            held.append(batch.slice(start))
            count += batch.num_rows - start
    if held:
        yield pa.Table.from_batches(held, schema)


def writing(repeating: Sequence[str]) -> dict[str, Any]:
    """Return how Parquet is written here, as options of Arrow's writer: zstd level 1, and dictionaries of few values.

    Args:
        repeating: The columns whose values are likely to repeat. Only those get dictionaries, each as long as it is
            small: values that turn out not to repeat cost next to nothing, and those that do are half the bytes and
            half the work.
    """
    return {
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": list(repeating) or False,
        "dictionary_pagesize_limit": _DICTIONARY_BYTES,
        "version": "2.6",
    }


def _encoded(piece: pa.Table, repeating: Sequence[str]) -> pa.Buffer:
    import pyarrow.parquet as pq  # most callers write none

    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, piece.schema, **writing(repeating)) as writer:
        if piece.num_rows:
            writer.write_table(piece, row_group_size=piece.num_rows)
    return sink.getvalue()


class _JoinedFile:
    """Parquet files of one schema, one after another, as one."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink: Final = sink
        self._footer: Struct | None = None
        self._size = sink.write(_MAGIC)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was appended yet."""
        return self._footer is None

    def append(self, file: pa.Buffer) -> None:
        """Write the pages of `file`, and keep what its footer says of them."""
        data = memoryview(file)
        length = int.from_bytes(data[-_TAIL : -len(_MAGIC)], "little")
        pages = data[len(_MAGIC) : len(data) - _TAIL - length]
        footer, _ = _read_struct(bytes(data[len(data) - _TAIL - length : -_TAIL]), 0)
        _, groups = footer[_ROW_GROUPS][1]
        for group in groups:
            _move(group, self._size - len(_MAGIC))
        self._size += self._sink.write(pages)
        if self._footer is None:
            self._footer = footer
            return
        _, before = self._footer[_ROW_GROUPS][1]
        for group in groups:
            if _GROUP_ORDINAL in group:
                group[_GROUP_ORDINAL] = (_I16, len(before))
            before.append(group)
        self._footer[_NUM_ROWS] = (_I64, self._footer[_NUM_ROWS][1] + footer[_NUM_ROWS][1])

    def close(self) -> None:
        """Write the footer."""
        if self._footer is None:
            raise AssertionError("a Parquet file without a footer")
        footer = bytearray()
        _write_struct(footer, self._footer)
        self._sink.write(bytes(footer) + len(footer).to_bytes(4, "little") + _MAGIC)


def _move(group: Struct, by: int) -> None:
    """Move every place a row group names; 0 says that there is none."""
    _move_fields(group, (_GROUP_OFFSET,), by)
    _, chunks = group[_GROUP_COLUMNS][1]
    for chunk in chunks:
        _move_fields(chunk, _CHUNK_OFFSETS, by)
        _move_fields(chunk[_CHUNK_METADATA][1], _METADATA_OFFSETS, by)


def _move_fields(struct: Struct, fields: Iterable[int], by: int) -> None:
    for field in fields:
        kind, offset = struct.get(field, (_I64, 0))
        if offset:
            struct[field] = (kind, offset + by)


def _read_struct(data: bytes, at: int) -> tuple[Struct, int]:
    struct: Struct = {}
    field = 0
    while head := data[at]:
        at += 1
        kind, step = head & 15, head >> 4
        if step:
            field += step
        else:
            field, at = _read_zigzag(data, at)
        if kind in (_TRUE, _FALSE):
            struct[field] = (kind, kind == _TRUE)
        else:
            value, at = _read_value(data, at, kind)
            struct[field] = (kind, value)
    return struct, at + 1


def _read_value(data: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        return _read_zigzag(data, at)
    if kind in _BYTES:
        return data[at], at + 1
    if kind == _DOUBLE:
        return data[at : at + 8], at + 8
    if kind == _BINARY:
        size, at = _read_varint(data, at)
        return data[at : at + size], at + size
    if kind in (_LIST, _SET):
        return _read_list(data, at)
    if kind == _STRUCT:
        return _read_struct(data, at)
    raise AssertionError(f"a Parquet footer has no values of the Thrift type {kind}")


def _read_list(data: bytes, at: int) -> tuple[tuple[int, list[Any]], int]:
    kind, size, at = data[at] & 15, data[at] >> 4, at + 1
    if size == 15:
        size, at = _read_varint(data, at)
    values = []
    for _ in range(size):
        value, at = _read_value(data, at, kind)
        values.append(value)
    return (kind, values), at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7


def _read_zigzag(data: bytes, at: int) -> tuple[int, int]:
    number, at = _read_varint(data, at)
    return (number >> 1) ^ -(number & 1), at


def _write_struct(out: bytearray, struct: Struct) -> None:
    before = 0
    for field, (kind, value) in struct.items():
        step = field - before
        if 0 < step < 16:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            _write_zigzag(out, field)
        if kind not in (_TRUE, _FALSE):
            _write_value(out, kind, value)
        before = field
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in _INTEGERS:
        _write_zigzag(out, value)
    elif kind in _BYTES:
        out.append(value)
    elif kind == _DOUBLE:
        out += value
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        _write_list(out, *value)
    else:
        _write_struct(out, value)


def _write_list(out: bytearray, kind: int, values: list[Any]) -> None:
    out.append(min(len(values), 15) << 4 | kind)
    if len(values) >= 15:
        _write_varint(out, len(values))
    for value in values:
        _write_value(out, kind, value)


def _write_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _write_zigzag(out: bytearray, number: int) -> None:
    _write_varint(out, number << 1 if number >= 0 else (-number << 1) - 1)
