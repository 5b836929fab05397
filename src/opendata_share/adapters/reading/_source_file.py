"""The bytes of one file: opened, bounded, hashed, and the same on every pass.

What lives here: the only place where the sources touch the file system. What this module must not know: what the bytes
    mean.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import tempfile
import weakref
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..._limits import Limits
from ...errors import LimitExceeded, SourceError, SourceUnavailable
from ._packed import is_packed, unpacked

_PIPE_CHUNK = 1024 * 1024


class _OwnPosition(io.RawIOBase):
    """An open file read from a position of this reader's own; one that is shared would move under those who read it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0

    def fileno(self) -> int:
        return self._descriptor

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence, os.fstat(self._descriptor).st_size)
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, room: Any) -> int:
        data = os.pread(self._descriptor, len(room), self._at)
        room[: len(data)] = data
        self._at += len(data)
        return len(data)


class SourceFile:
    """A file that is read as many times as wanted and must stay as it was when first opened.

    A pipe is copied once to an unlinked temporary file (mode 0600, at most `input_bytes`), so that it too can be read
    twice; what a file named `.gz` or `.zip` holds is unpacked to one (at most `unpacked_bytes`, and `unpacked_ratio`
    times its size). The digest and the time are those of the file as it lies there.

    Args:
        location: The path as given; it is also the name in reports.
        limits: `input_bytes` bounds the size.
    """

    def __init__(self, location: str | os.PathLike[str], limits: Limits) -> None:
        self.path = Path(location)
        self.name = os.fspath(location)
        self.limits = limits
        self._spool: Any = None
        self._is_packed = is_packed(self.path)
        self._seen: tuple[int, int, int, int] | None = None
        self._digest: str | None = None

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Give the file open for reading, at its beginning.

        Raises:
            SourceUnavailable: It is missing, a directory, a device, or may not be read; or a read inside the block
                failed.
            SourceError: It is another file than at the first time.
            LimitExceeded: It is larger than `input_bytes`.
        """
        try:
            with self._open() as stream:
                yield stream
        except OSError as error:
            raise self._unavailable(error) from error

    def chunks(self, size: int) -> Iterator[bytes]:
        """Yield the whole file in pieces of at most `size` bytes."""
        with self.opened() as stream:
            expected = os.fstat(stream.fileno()).st_size
            total = 0
            while chunk := stream.read(size):
                total += len(chunk)
                yield chunk
        if total != expected:
            raise SourceError("source-changed", file=self.name)

    def filling(self, *, skipped: int = 0) -> Generator[int, memoryview, None]:
        """Fill the memory that is sent with the next bytes of the file, and yield how many; ends where the file ends.

        Args:
            skipped: How many bytes at the beginning of the file are left out.
        """
        room = yield 0
        with self.opened() as stream:
            expected = os.fstat(stream.fileno()).st_size
            total = stream.seek(skipped)
            while size := stream.readinto(room):  # type: ignore[attr-defined]  # it is a raw file
                total += size
                room = yield size
        if total != expected:
            raise SourceError("source-changed", file=self.name)

    def head(self, size: int) -> bytes:
        """Return the first `size` bytes, fewer where the file is shorter."""
        with self.opened() as stream:
            return stream.read(size)

    def check_readable(self) -> None:
        """Return if the file is there and may be read; a pipe is not touched, and nothing is unpacked."""
        try:
            if stat.S_ISREG(self._status().st_mode):
                with self._open_packed() if self._is_packed else self._open():
                    pass
        except OSError as error:
            raise self._unavailable(error) from error

    def size(self) -> int:
        """Return the number of bytes."""
        with self.opened() as stream:
            return os.fstat(stream.fileno()).st_size

    def digest(self) -> str:
        """Return `sha256:` and the hexadecimal digest of the bytes; reads the file at the first call."""
        if self._digest is None:
            hasher = hashlib.sha256()
            for chunk in self._as_it_lies() if self._is_packed else self.chunks(_PIPE_CHUNK):
                hasher.update(chunk)
            self._digest = f"sha256:{hasher.hexdigest()}"
        return self._digest

    def captured_at(self) -> datetime | None:
        """Return the modification time, aware and in UTC; None for a pipe, which has none."""
        try:
            with self._open_packed() if self._is_packed else self._open() as stream:
                status = os.fstat(stream.fileno())
        except OSError as error:
            raise self._unavailable(error) from error
        is_pipe = self._spool is not None and not self._is_packed
        return None if is_pipe else datetime.fromtimestamp(status.st_mtime, UTC)

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        if self._is_packed:
            with self._open_packed() as packed:  # that it is still the same file is made sure of every time
                if self._spool is None:
                    pieces = unpacked(packed, self.path, self.name, self.limits)
                    self._spool = self._copy_of(pieces)
        elif self._spool is None and self._seen is None and stat.S_ISFIFO(self._status().st_mode):
            self._spool = self._copy_of_pipe()
        if self._spool is not None:
            with _OwnPosition(self._spool.fileno()) as stream:
                yield cast("BinaryIO", stream)
            return
        with self.path.open("rb", buffering=0) as stream:
            self._check_same(os.fstat(stream.fileno()))
            yield stream

    @contextmanager
    def _open_packed(self) -> Iterator[BinaryIO]:
        """Give a packed file as it lies there."""
        if not stat.S_ISREG(self._status().st_mode):
            raise SourceUnavailable("source-not-a-file", file=self.name)
        with self.path.open("rb") as stream:
            self._check_same(os.fstat(stream.fileno()))
            yield stream

    def _as_it_lies(self) -> Iterator[bytes]:
        try:
            with self._open_packed() as stream:
                while chunk := stream.read(_PIPE_CHUNK):
                    yield chunk
        except OSError as error:
            raise self._unavailable(error) from error

    def _status(self) -> os.stat_result:
        try:
            status = self.path.stat()
        except ValueError as error:  # a NUL in the path
            raise SourceUnavailable("source-missing", file=self.name) from error
        if stat.S_ISDIR(status.st_mode):
            raise SourceUnavailable("source-is-a-directory", file=self.name)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
            raise SourceUnavailable("source-not-a-file", file=self.name)
        return status

    def _check_same(self, status: os.stat_result) -> None:
        if status.st_size > self.limits.input_bytes:
            raise self._too_large()
        seen = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if self._seen is None:
            self._seen = seen
        elif self._seen != seen:
            raise SourceError("source-changed", file=self.name)

    def _copy_of_pipe(self) -> Any:
        with self.path.open("rb", buffering=0) as pipe:
            return self._copy_of(self._within_input_bytes(iter(partial(pipe.read, _PIPE_CHUNK), b"")))

    def _within_input_bytes(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        total = 0
        for piece in pieces:
            total += len(piece)
            if total > self.limits.input_bytes:
                raise self._too_large()
            yield piece

    def _copy_of(self, pieces: Iterator[bytes]) -> Any:
        # It lives as long as the source does, and has no name from the start.
        copy = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        try:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[copy.write(rest) :]
        except BaseException:
            copy.close()
            raise
        weakref.finalize(self, copy.close)
        return copy

    def _too_large(self) -> LimitExceeded:
        return LimitExceeded("limit-input-bytes", file=self.name, limit="input_bytes", value=self.limits.input_bytes)

    def _unavailable(self, error: OSError) -> SourceUnavailable:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return SourceUnavailable("source-missing", file=self.name)
        if isinstance(error, PermissionError):
            return SourceUnavailable("source-no-permission", file=self.name)
        if isinstance(error, IsADirectoryError):
            return SourceUnavailable("source-is-a-directory", file=self.name)
        return SourceUnavailable("source-unreadable", file=self.name, reason=error.strerror or type(error).__name__)
