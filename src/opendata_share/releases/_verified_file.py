"""A file that was checked, and the readers of it.

What lives here: positions in one open file. What this file must not know: where it came from, how it was checked.
"""

from __future__ import annotations

import io
import os
import weakref
from typing import BinaryIO, Final

from ._layout import FileEntry

_PIECE: Final = 1024 * 1024


class VerifiedFile:
    """A file whose every byte was checked; it stays open, and has no name anyone could put other bytes under.

    Each `reader()` has its own position, so that a table may be read several times, also at once.
    """

    def __init__(self, stream: BinaryIO, entry: FileEntry) -> None:
        self.entry: Final = entry
        self._descriptor: Final = os.dup(stream.fileno())
        self._close = weakref.finalize(self, os.close, self._descriptor)

    def reader(self) -> BinaryIO:
        """Return a fresh reader at the file's start."""
        return io.BufferedReader(_At(self), buffer_size=_PIECE)

    def read_at(self, position: int, size: int) -> bytes:
        """Return up to `size` bytes from `position`."""
        return os.pread(self._descriptor, size, position)


class _At(io.RawIOBase):
    """A position in a verified file."""

    def __init__(self, file: VerifiedFile) -> None:
        super().__init__()
        self._file = file
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._file.entry.bytes}[whence]
        self._position = start + offset
        return self._position

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override] # BufferedReader gives a memoryview
        data = self._file.read_at(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
