"""The messages of an Arrow IPC file or stream, each believed only after its lengths were checked.

What lives here: the framing of the format (Message.fbs, File.fbs), as far as lengths need it: where a message ends, how
large its buffers become once they are unpacked, and whether the end is really there. What this module must not know:
columns, cells, pyarrow.

A compressed buffer says itself how large it was, and Arrow takes that much memory at once; a stream that was cut off
between two messages looks like a shorter one. A file is read by its footer, as everybody reads it (some programs leave
no sound stream in front of it), and handed on as a stream: the schema first, then dictionaries, then batches.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import numpy as np

from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import LimitExceeded, SourceError

ReadAt: TypeAlias = Callable[[int, int], bytes]
"""Returns at most so many bytes from an offset of the file."""

END: Final = b"\xff\xff\xff\xff\0\0\0\0"
_CONTINUES: Final = b"\xff\xff\xff\xff"
_MAGIC: Final = b"ARROW1"
_FIRST_FEATHER: Final = b"FEA1"
_TAIL: Final = 4 + len(_MAGIC)
_SCHEMA, _DICTIONARY, _RECORDS = 1, 2, 3
_BUFFERS: Final = np.dtype([("at", "<i8"), ("length", "<i8")])
_BLOCKS: Final = np.dtype([("at", "<i8"), ("metadata", "<i4"), ("padding", "<i4"), ("body", "<i8")])


@dataclass(frozen=True, slots=True)
class IpcMessage:
    """One message, its lengths checked.

    Attributes:
        head: Its framing and metadata, as they stand in the file.
        body_at: Where its buffers begin.
        body: How many bytes they take in the file.
    """

    head: bytes
    body_at: int
    body: int


class IpcMessages:
    """The messages of one file, in order.

    Args:
        name: What the file is called in errors.
        read: Reads at an offset.
        size: How many bytes the file has.
        limits: `record_bytes` (the metadata of one message), `batch_bytes` (one batch and all dictionaries) and
            `input_bytes` apply.
    """

    def __init__(self, name: str, read: ReadAt, size: int, limits: Limits) -> None:
        self._name, self._read, self._size, self._limits = name, read, size, limits
        self._dictionaries = 0
        self._rebuilt = 0
        self._known: set[int] = set()
        self._is_file = read(0, len(_MAGIC)) == _MAGIC

    def __iter__(self) -> Iterator[IpcMessage]:
        """Yield the messages up to the end mark; what stands behind it is checked before the last `next` returns.

        Raises:
            SourceError: This is no Arrow file, or it is damaged or cut off.
            LimitExceeded: A message, a batch or the dictionaries are larger than they may be.
        """
        try:
            yield from self._messages()
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise self._damaged() from error

    def _messages(self) -> Iterator[IpcMessage]:
        head = self._read(0, len(_MAGIC))
        if not head:
            raise SourceError("source-empty", file=self._name)
        if self._is_file:
            return self._of_file()
        if head.startswith(_CONTINUES):
            return self._of_stream()
        raise SourceError("ipc-first-feather" if head.startswith(_FIRST_FEATHER) else "ipc-not-ipc", file=self._name)

    def _of_stream(self) -> Iterator[IpcMessage]:
        at = 0
        while (framing := self._exactly(at, 8)) != END:
            kind, message = self._message(at, framing)
            if (kind == _SCHEMA) != (at == 0):
                raise self._damaged()
            yield message
            at = message.body_at + message.body
        if at == 0:
            raise self._damaged()
        if at + len(END) != self._size:
            raise SourceError("ipc-goes-on", file=self._name)

    def _of_file(self) -> Iterator[IpcMessage]:
        footer = self._footer()
        schema = footer.table(1)
        if schema is None:
            raise self._damaged()
        yield IpcMessage(_schema_message(footer.number(0, "<h"), schema), 0, 0)
        blocks = [
            (at, metadata, body, kind)
            for slot, kind in ((2, _DICTIONARY), (3, _RECORDS))
            for at, metadata, body in footer.structs(slot, _BLOCKS)[["at", "metadata", "body"]].tolist()
        ]
        ends = len(_MAGIC)
        for at, metadata, body, _ in sorted(blocks):
            if at < ends or metadata < 0 or body < 0:
                raise self._damaged()
            ends = at + metadata + body
        for at, metadata, body, kind in blocks:
            found, message = self._message(at, self._exactly(at, 8))
            if (found, len(message.head), message.body) != (kind, metadata, body):
                raise self._damaged()
            yield message

    def _message(self, at: int, framing: bytes) -> tuple[int, IpcMessage]:
        """Return the message at an offset and its kind; its metadata is read, its body is not."""
        if not framing.startswith(_CONTINUES):
            raise SourceError("ipc-old-framing", file=self._name)
        (length,) = struct.unpack_from("<i", framing, 4)
        if length <= 0 or length % 8:
            raise self._damaged()
        if length > self._limits.record_bytes:
            raise self._too_large("record_bytes", "limit-ipc-metadata")
        metadata = self._exactly(at + 8, length)
        message = _Table.root(metadata)
        kind, header, body = message.number(1, "<B"), message.table(2), message.number(3, "<q")
        body_at = at + 8 + length
        if body < 0 or body % 8 or body_at + body > self._size:
            raise self._cut_off() if body > 0 and not body % 8 else self._damaged()
        if kind not in (_SCHEMA, _DICTIONARY, _RECORDS) or header is None or (kind == _SCHEMA and body):
            raise self._damaged()
        if kind == _RECORDS:
            self._check_batch(self._unpacked(header, body_at, body))
        elif kind == _DICTIONARY:
            self._check_dictionary(header, body_at, body)
        return kind, IpcMessage(framing + metadata, body_at, body)

    def _check_dictionary(self, header: _Table, body_at: int, body: int) -> None:
        data = header.table(1)
        if data is None:
            raise self._damaged()
        self._dictionaries += self._unpacked(data, body_at, body)
        self._check_batch(self._dictionaries)
        added = header.number(2, "<B")
        if not added and self._is_file and header.number(0, "<q") in self._known:
            raise self._damaged()  # in a file every dictionary holds for all batches
        self._known.add(header.number(0, "<q"))
        if added:  # one that adds to an earlier one: both are written together anew
            self._rebuilt += self._dictionaries
            if self._rebuilt > self._limits.input_bytes:
                raise self._too_large("input_bytes", "limit-input-bytes")

    def _check_batch(self, size: int) -> None:
        if size > self._limits.batch_bytes:
            raise self._too_large("batch_bytes", "limit-batch-bytes")

    def _unpacked(self, batch: _Table, body_at: int, body: int) -> int:
        """Return how many bytes the buffers of a batch take in memory."""
        if batch.number(0, "<q") < 0:
            raise self._damaged()
        buffers = batch.structs(2, _BUFFERS)
        at, lengths = buffers["at"], buffers["length"]
        if ((at < 0) | (at > body) | (lengths < 0) | (lengths > body - at)).any():
            raise self._damaged()
        if batch.table(3) is None:
            return body
        size = body
        for start, length in zip(at.tolist(), lengths.tolist(), strict=True):
            if length:
                (said,) = struct.unpack("<q", self._exactly(body_at + start, 8))
                if said < -1:
                    raise self._damaged()
                size += max(said, 0)
        return size

    def _footer(self) -> _Table:
        """Return the footer of a file."""
        tail = self._exactly(self._size - _TAIL, _TAIL)
        if not tail.endswith(_MAGIC):
            raise self._cut_off()
        (length,) = struct.unpack_from("<i", tail)
        if length <= 0:
            raise self._damaged()
        if length > self._limits.record_bytes:
            raise self._too_large("record_bytes", "limit-ipc-metadata")
        return _Table.root(self._exactly(self._size - _TAIL - length, length))

    def _exactly(self, at: int, length: int) -> bytes:
        data = self._read(at, length) if 0 <= at <= self._size - length else b""
        if len(data) != length:
            raise self._cut_off()
        return data

    def _damaged(self) -> SourceError:
        return SourceError("ipc-malformed", file=self._name)

    def _cut_off(self) -> SourceError:
        return SourceError("ipc-cut-off", file=self._name)

    def _too_large(self, limit: str, message_id: str) -> LimitExceeded:
        return LimitExceeded(message_id, file=self._name, limit=limit, value=getattr(self._limits, limit))


def _schema_message(version: int, schema: _Table) -> bytes:
    """Return the schema of a footer as a message: the footer's own bytes behind a table that points into them."""
    front = struct.pack("<I5H2xihBxI4x", 16, 10, 12, 4, 6, 8, 12, version, _SCHEMA, 32 + schema.at - 24)
    metadata = front + schema.data + b"\0" * (-len(schema.data) % 8)
    return _CONTINUES + struct.pack("<i", len(metadata)) + metadata


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a flatbuffer; every access is checked by `struct` and by NumPy.

    Attributes:
        data: The whole buffer.
        at: Where the table begins.
    """

    data: bytes
    at: int

    @classmethod
    def root(cls, data: bytes) -> _Table:
        return cls(data, struct.unpack_from("<I", data)[0])

    def number(self, slot: int, form: str) -> int:
        """Return a number, 0 where it is not there."""
        at = self._field(slot)
        return 0 if at is None else int(struct.unpack_from(form, self.data, at)[0])

    def table(self, slot: int) -> _Table | None:
        at = self._field(slot)
        return None if at is None else _Table(self.data, at + struct.unpack_from("<I", self.data, at)[0])

    def structs(self, slot: int, form: np.dtype[np.void]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        """Return a vector of structs, empty where it is not there."""
        at = self._field(slot)
        if at is None:
            return np.zeros(0, form)
        start = at + struct.unpack_from("<I", self.data, at)[0]
        return np.frombuffer(self.data, form, struct.unpack_from("<I", self.data, start)[0], start + 4)

    def _field(self, slot: int) -> int | None:
        (back,) = struct.unpack_from("<i", self.data, self.at)
        vtable = self.at - back
        if vtable < 0:
            raise IndexError(vtable)
        (size,) = struct.unpack_from("<H", self.data, vtable)
        if 4 + 2 * slot + 2 > size:
            return None
        (offset,) = struct.unpack_from("<H", self.data, vtable + 4 + 2 * slot)
        return self.at + offset if offset else None
