"""Rows set aside while a table is judged: in memory while they are few, then in a file nobody else can open.

What lives here: `SpoolSpace` (the bytes: one unlinked temporary file, mode 0600, within the limit `spool_bytes`) and
`Spool` (batches in order, read as often as one likes). A batch is kept as its own compact copy, so neither the
reader's buffers nor rows that were filtered out stay behind it. What takes time to be turned into bytes may be kept as
it is, and is turned only when it goes to disk. What this file must not know: contracts, rules, reports.
"""

from __future__ import annotations

import tempfile
import threading
import weakref
from collections.abc import Iterator
from typing import IO, Final, Protocol

import pyarrow as pa

from ._arrow import copied
from ._dataclass import dataclass
from ._limits import Limits
from .errors import LimitExceeded


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a kept batch stands in the file."""

    start: int
    length: int


class Packable(Protocol):
    """What may be kept as it is while memory lasts; it must not hold the reader's buffers."""

    @property
    def size(self) -> int:
        """How much memory it takes, in bytes."""
        ...

    def packed(self) -> pa.Buffer:
        """Return it as bytes."""
        ...


class SpoolSpace:
    """Bytes set aside, shared by the spools of one validation; the file goes when the last spool goes.

    Args:
        limits: `memory_spool_bytes` is what stays in memory, `spool_bytes` what is kept at all.
        memory: What stays in memory instead, in bytes.
    """

    def __init__(self, limits: Limits, memory: int | None = None) -> None:
        self._limits: Final = limits
        self._memory: Final = limits.memory_spool_bytes if memory is None else memory
        self._lock: Final = threading.Lock()
        self._kept: list[pa.Buffer | Packable | _Place] = []
        self._in_memory = 0
        self._size = 0
        self._end = 0
        self._file: IO[bytes] | None = None

    @property
    def on_disk(self) -> bool:
        """Whether a file is in use."""
        return self._file is not None

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def keep(self, data: pa.Buffer | Packable) -> int:
        """Set `data` aside and return the number to read it by.

        Raises:
            LimitExceeded: All kept bytes together pass `spool_bytes`, or the disk is full.
        """
        self._grow(data.size)
        with self._lock:
            self._kept.append(data)
            self._in_memory += data.size
            if self._in_memory > self._memory:
                self._to_disk()
            return len(self._kept) - 1

    def read(self, number: int) -> pa.Buffer:
        """Return the bytes kept under `number`."""
        place = self._kept[number]
        if not isinstance(place, _Place):
            return place if isinstance(place, pa.Buffer) else place.packed()
        with self._lock:
            file = self._open_file()
            file.seek(place.start)
            return pa.py_buffer(_read_exactly(file, place.length))

    def as_it_is(self, number: int) -> Packable | None:
        """Return what was kept under `number` as it is, or None where it is bytes by now."""
        kept = self._kept[number]
        return None if isinstance(kept, pa.Buffer | _Place) else kept

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.spool_bytes:
            raise LimitExceeded("limit-spool-bytes", limit="spool_bytes", value=self._limits.spool_bytes)

    def _to_disk(self) -> None:
        file = self._open_file()
        file.seek(self._end)
        for number, kept in enumerate(self._kept):
            if isinstance(kept, _Place):
                continue
            data = kept if isinstance(kept, pa.Buffer) else kept.packed()
            self._grow(data.size - kept.size)
            self._write(file, data)
            self._kept[number] = _Place(self._end, data.size)
            self._end += data.size
        self._in_memory = 0

    def _write(self, file: IO[bytes], data: pa.Buffer) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[file.write(view) :]
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise LimitExceeded(
                "spool-no-space", size=self._size, place=tempfile.gettempdir(), reason=reason
            ) from error

    def _open_file(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- it lives as long as the rows; see the finalizer
            weakref.finalize(self, self._file.close)
        return self._file


def _read_exactly(file: IO[bytes], length: int) -> bytes:
    parts = []
    while length > 0:
        part = file.read(length)
        if not part:
            raise AssertionError("the spool is shorter than what was written to it")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


class Spool:
    """Record batches in the order they were kept; their schemas may differ.

    Args:
        space: Where the bytes go.
    """

    def __init__(self, space: SpoolSpace) -> None:
        self._space: Final = space
        self._entries: list[tuple[pa.Schema, int]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, batch: pa.RecordBatch, *, is_compact: bool = False) -> None:
        """Keep a compact copy of `batch`; its columns must not be dictionaries.

        Args:
            batch: The rows.
            is_compact: Whether its buffers are its own and hold nothing else.

        Raises:
            LimitExceeded: The limit `spool_bytes` is passed, or the disk is full.
        """
        schema = batch.schema
        if self._entries and self._entries[-1][0].equals(schema):
            schema = self._entries[-1][0]
        self._entries.append((schema, self._space.keep((batch if is_compact else _compact(batch)).serialize())))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the kept batches; every call starts again."""
        for schema, number in tuple(self._entries):
            yield pa.ipc.read_record_batch(pa.py_buffer(self._space.read(number)), schema)


def _compact(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch in buffers of its own; a slice would bring up to 63 bytes of its neighbours along."""
    if batch.get_total_buffer_size() == batch.nbytes:
        return batch
    return pa.RecordBatch.from_arrays([copied(column) for column in batch.columns], schema=batch.schema)
