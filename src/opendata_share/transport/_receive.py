"""What becomes of the bytes of one transfer.

What lives here: keeping them in memory, in a file without a name, or in a hidden file beside the final name that a
later process can go on with. What this file must not know: sockets, httpx, how often it is tried, what the bytes must
be.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Protocol, Self

from .._dataclass import dataclass
from ..errors import OpenDataShareError, TransferError, TrustError
from ._address import lasting

STRONG: Final = re.compile(r'"[\x21\x23-\x7e]{1,200}"\Z')
"""A strong validator (RFC 9110 §8.8.3): the same one means the same bytes. Ours are ASCII and not endless."""

_PIECE: Final = 1024 * 1024


@dataclass(slots=True)
class Begun:
    """What is there already.

    Attributes:
        received: How many bytes.
        digest: Their running SHA-256.
        etag: The strong validator they came under, or None where nobody can tell what they are part of.
    """

    received: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    etag: str | None = None


class Sink(Protocol):
    """Where the bytes of a transfer go."""

    def keep(self, chunk: bytes) -> None:
        """Take the next bytes."""
        ...

    def drop(self) -> None:
        """Forget what came: it begins anew."""
        ...

    def mark(self, etag: str | None) -> None:
        """Remember under which validator the bytes come, for whoever goes on later."""
        ...


class Memory:
    """Keeps a document in memory."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    @property
    def content(self) -> bytes:
        """What came."""
        return b"".join(self._parts)

    def keep(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._parts.append(chunk)

    def drop(self) -> None:
        """Forget what came."""
        self._parts.clear()

    def mark(self, etag: str | None) -> None:
        """Nobody goes on with a document: it is asked for whole."""


class Spool:
    """Keeps a file that has no name, so that nobody can put other bytes under it."""

    def __init__(self) -> None:
        with disk_errors(Path(tempfile.gettempdir())):
            descriptor, name = tempfile.mkstemp(prefix="opendata-share-")
            self._file: Final = os.fdopen(descriptor, "r+b", buffering=0)
            Path(name).unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._file.close()

    def keep(self, chunk: bytes) -> None:
        """Take the next bytes."""
        with disk_errors(Path(tempfile.gettempdir())):
            write_all(self._file.fileno(), chunk)

    def drop(self) -> None:
        """Forget what came."""
        with disk_errors(Path(tempfile.gettempdir())):
            self._file.seek(0)
            self._file.truncate()

    def mark(self, etag: str | None) -> None:
        """No other process can go on with it."""

    def commit(self) -> BinaryIO:
        """Return the file at its start."""
        self._file.seek(0)
        return self._file


class PartFile:
    """A hidden file beside the final name; only `commit` gives it that name, and a later process can go on with it.

    Its name carries the digest it must have, so that what is begun anew after a newer release is never mixed with what
    was begun for an older one. It is locked while it grows. Beside it lies the validator its bytes came under; without
    one nobody goes on with it, and it is removed.

    Args:
        path: The final name; its folder exists.
        part: What it is called until then, in the same file system.
        mode: The permissions, before the process's umask.
        is_shared: Whether to give up where another process is at it; otherwise a file of our own is begun, which nobody
            goes on with.
    """

    def __init__(self, path: Path, part: Path, mode: int, *, is_shared: bool = False) -> None:
        self.path: Final = path
        self._part = part
        self._mode: Final = mode
        self._is_shared: Final = is_shared
        self._descriptor: int | None = None
        self._etag: str | None = None

    @classmethod
    def beside(cls, path: Path, digest: str, mode: int) -> PartFile:
        """Return the part of the file that is to stand at `path`."""
        return cls(path, path.with_name(f".{path.name}.{digest.removeprefix('sha256:')[:16]}.part"), mode)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is None:
            return
        # a transfer that broke off, or a reader who was stopped, may go on later; whatever was refused may not
        is_refused = isinstance(error, OpenDataShareError) and not isinstance(error, TransferError)
        if is_refused or self._etag is None or os.fstat(self._descriptor).st_size == 0:
            self.discard()
        self._close()

    def begin(self) -> Begun | None:
        """Open the file and return what is in it already; None where another process is at it.

        Raises:
            TransferError: It cannot be opened.
        """
        with disk_errors(self.path):
            descriptor = _locked(self._part, self._mode)
            if descriptor is None:
                if self._is_shared:
                    return None
                self._part = self._part.with_name(f"{self._part.name}-{secrets.token_hex(8)}")
                descriptor = _locked(self._part, self._mode)
            if descriptor is None:
                descriptor = os.open(self._part, _FLAGS | os.O_EXCL, self._mode)
            self._descriptor = descriptor
            self._etag = self._remembered()
            if self._etag is None:
                os.ftruncate(descriptor, 0)
                return Begun()
            received, digest = 0, hashlib.sha256()
            while piece := os.read(descriptor, _PIECE):
                digest.update(piece)
                received += len(piece)
            return Begun(received, digest, self._etag)

    def keep(self, chunk: bytes) -> None:
        """Take the next bytes."""
        with disk_errors(self.path):
            write_all(self._open(), chunk)

    def drop(self) -> None:
        """Forget what came."""
        with disk_errors(self.path):
            self._note.unlink(missing_ok=True)
            os.ftruncate(self._open(), 0)
            os.lseek(self._open(), 0, os.SEEK_SET)
        self._etag = None

    def mark(self, etag: str | None) -> None:
        """Remember under which validator the bytes come; None says that nobody can go on with them."""
        if etag == self._etag:
            return
        with disk_errors(self.path):
            if etag is None:
                self._note.unlink(missing_ok=True)
            else:
                descriptor = os.open(self._note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NOFOLLOW, 0o600)
                try:
                    write_all(descriptor, etag.encode("ascii"))
                finally:
                    os.close(descriptor)
        self._etag = etag

    def take(self, stream: BinaryIO, size: int, digest: str) -> None:
        """Copy `stream`, which must still be what it was found to be.

        Raises:
            TrustError: It is not; nothing stands under the final name.
        """
        self.drop()
        found, received = hashlib.sha256(), 0
        while piece := stream.read(_PIECE):
            found.update(piece)
            received += len(piece)
            self.keep(piece)
        if received != size or f"sha256:{found.hexdigest()}" != digest:
            raise TrustError("cache-changed", file=self.path)

    def commit(self) -> BinaryIO:
        """Make the bytes durable, give them their final name and return them, open for reading."""
        descriptor = self._open()
        with disk_errors(self.path):
            os.fsync(descriptor)
            reader = self._part.open("rb")
            try:
                self._part.replace(self.path)
                self._note.unlink(missing_ok=True)
                _sync_folder(self.path.parent)
                self._remove_older()
            except OSError:
                reader.close()
                raise
        self._close()
        return reader

    def discard(self) -> None:
        """Remove what was received."""
        with suppress(OSError):  # what cannot be removed is begun anew by whoever comes next
            self._part.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def _remove_older(self) -> None:
        """Remove what was begun for this name and nobody is at: another release's, or one that lost its turn."""
        if self._part.parent != self.path.parent:
            return
        older = re.compile(rf"\.{re.escape(self.path.name)}\.[0-9a-f]{{16}}\.part(-[0-9a-f]{{16}})?(\.etag)?\Z")
        for path in self.path.parent.iterdir():
            if older.match(path.name) and (descriptor := _locked(path, self._mode)) is not None:
                path.unlink(missing_ok=True)
                os.close(descriptor)

    @property
    def _note(self) -> Path:
        return self._part.with_name(f"{self._part.name}.etag")

    def _remembered(self) -> str | None:
        try:
            with self._note.open("rb") as note:
                text = note.read(400).decode("ascii", "replace")
        except OSError:
            return None
        return text if STRONG.match(text) else None

    def _open(self) -> int:
        if self._descriptor is None:
            raise AssertionError(f"{self.path} was not begun")
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


_NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_FLAGS: Final = os.O_RDWR | os.O_CREAT | _NOFOLLOW


def _locked(path: Path, mode: int) -> int | None:
    """Return the file at `path`, made where it is not there, locked; None where another has it, or it is not ours."""
    try:
        import fcntl
    except ImportError:  # a system without such locks: everybody has a file of their own
        return None
    descriptor = os.open(path, _FLAGS, mode)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found, named = os.fstat(descriptor), path.lstat()
    except OSError:  # it is locked, or whoever had it gave it its final name
        os.close(descriptor)
        return None
    is_ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_nlink == 1
    if not is_ours or (found.st_dev, found.st_ino) != (named.st_dev, named.st_ino):
        os.close(descriptor)
        return None
    os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & mode)
    return descriptor


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`; a short write goes on where it stopped."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn a failing disk into an error that names the file; a full disk is not mended by trying again."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise lasting(TransferError("transfer-write", file=path, reason=reason)) from error
