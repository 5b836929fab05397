"""Arrow IPC files and streams (.arrow, .feather, .ipc): typed columns, read a batch at a time.

What lives here: feeding checked messages to Arrow, and in what pieces its batches are handed on. What this module must
not know: contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import pyarrow as pa

from ...errors import LimitExceeded, SourceError
from ._arrow_batches import ArrowBatches, OpenedBytes, check_schema, opened_at_most
from ._ipc_messages import END, IpcMessage, IpcMessages, ReadAt
from ._one_file import OfOneFile
from ._raw import Part, RawBatch

_ROWS: Final = 65_536
_OPENED_BLOCKS: Final = 32


class IpcSource(OfOneFile):
    """An Arrow IPC file or stream as the columns it has.

    Columns keep their Arrow types; dictionaries are opened and null tokens apply to text columns. A batch is unpacked
    whole, so it may be `batch_bytes` large; so may all dictionaries together. A stream without its end mark, and a file
    whose footer lists other batches than are there, are refused: rows would be missing.

    Args:
        location: The file.
        options: `null` and `quarantine` apply.
        limits: `input_bytes` (of the file, and of all its values), `batch_bytes`, `record_bytes`, `block_bytes`,
            `columns`, `depth` and `rows` apply.
    """

    def headings(self) -> tuple[str, ...]:
        """Read the schema and return the column names; see `Source.headings`.

        Raises:
            SourceError: The file is no Arrow file, damaged, has two columns whose names differ in case at most, or a
                column of an extension type.
            LimitExceeded: It has too many columns, or one is nested too deeply.
        """
        with self._opened() as stream:
            return tuple(stream.schema.names)

    def batches(self) -> Iterator[RawBatch]:
        """Read the file once, at most 65 536 rows a batch; see `Source.batches`."""
        reader = ArrowBatches(self.name, self._options, self._limits)
        for piece in self._pieces():
            yield from reader.read(piece)

    def parts(self) -> Iterator[Part]:
        """Yield the file in pieces of at most 65 536 rows that any thread may check; see `PartedSource.parts`.

        A piece whose values would take more than 32 blocks once they are opened is checked here, in portions.
        """
        opened, start = OpenedBytes(), 0
        for piece in self._pieces():
            reader = ArrowBatches(self.name, self._options, self._limits, start, opened)
            size = opened_at_most(piece)
            if size is None or size > _OPENED_BLOCKS * self._limits.block_bytes:
                yield from (partial(_made, batch) for batch in reader.read(piece))
            else:
                yield partial(reader.piece, piece)
            start += piece.num_rows

    def _pieces(self) -> Iterator[pa.RecordBatch]:
        rows = 0
        with self._opened() as stream:
            for batch in stream:
                rows += batch.num_rows
                if rows > self._limits.rows:
                    raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
                for start in range(0, batch.num_rows, _ROWS):
                    yield batch.slice(start, _ROWS)

    @contextmanager
    def _opened(self) -> Iterator[pa.RecordBatchReader]:
        with self._file.opened() as file:
            descriptor = file.fileno()
            read = partial(_read_at, descriptor)
            messages = IpcMessages(self.name, read, os.fstat(descriptor).st_size, self._limits)
            feed: Any = _Feed(iter(messages), read)
            try:
                with pa.PythonFile(feed, mode="r") as handle, pa.ipc.open_stream(handle) as stream:
                    check_schema(stream.schema, self.name, self._limits, fold=True)
                    _check_depth(stream.schema, self.name, self._limits.depth)
                    yield stream
            except (pa.ArrowException, OSError) as error:
                if isinstance(error, OSError) and error.errno is not None:
                    raise  # the disk's fault, which the file names
                raise SourceError("ipc-malformed", file=self.name) from error
            except UnicodeDecodeError:  # a column's name; the codec's own error carries it
                raise SourceError("ipc-malformed", file=self.name) from None


class _Feed:
    """The checked messages as the stream Arrow reads, and an end mark behind the last.

    Args:
        messages: The messages; each is checked when Arrow comes to it.
        read: Reads at an offset of the file.
    """

    closed = False

    def __init__(self, messages: Iterator[IpcMessage], read: ReadAt) -> None:
        self._messages, self._read = messages, read
        self._head = b""
        self._at = self._left = 0
        self._ended = False

    def read(self, size: int) -> bytes:
        """Return the next bytes of the stream."""
        pieces: list[bytes] = []
        while size > 0 and (piece := self._some(size)):
            pieces.append(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        """The file is closed by whoever opened it."""

    def _some(self, size: int) -> bytes:
        if not self._head and not self._left and not self._ended:
            self._next()
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        piece = self._read(self._at, min(size, self._left))
        self._at += len(piece)
        self._left -= len(piece)
        return piece

    def _next(self) -> None:
        message = next(self._messages, None)
        if message is None:
            self._head, self._ended = END, True
        else:
            self._head, self._at, self._left = message.head, message.body_at, message.body


def _check_depth(schema: pa.Schema, file: str, limit: int) -> None:
    for field in schema:
        if _depth(field.type) > limit:
            raise LimitExceeded("limit-depth", file=file, field=field.name, limit="depth", value=limit)


def _depth(data_type: Any) -> int:
    if pa.types.is_dictionary(data_type):
        return 1 + _depth(data_type.value_type)
    return 1 + max((_depth(data_type.field(index).type) for index in range(data_type.num_fields)), default=0)


def _made(batch: RawBatch) -> RawBatch:
    return batch


def _read_at(descriptor: int, at: int, length: int) -> bytes:
    return os.pread(descriptor, length, at)
