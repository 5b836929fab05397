"""Where releases are read from: a folder on this machine, or a web server.

What lives here: two ways to the same bytes, verified before anyone sees them. What this file must not know: what a
catalogue or a manifest says; it is told the size and SHA-256 to insist on.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol

from .. import transport
from .._limits import Limits
from ..errors import LimitExceeded, TransferError, TrustError
from ._layout import FileEntry
from ._local import open_inside, read_inside

Trust = Literal["local", "unverified"]
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


class Place(Protocol):
    """Somewhere releases lie; every path is relative to it."""

    @property
    def trust(self) -> Trust:
        """How far what comes from here can be trusted."""
        ...

    def shown(self, path: str) -> str:
        """Return what messages call `path`."""
        ...

    def document(self, path: str, expected: FileEntry | None) -> bytes:
        """Return a document; with `expected` it is exactly that one."""
        ...

    def open(self, path: str, expected: FileEntry) -> VerifiedFile:
        """Return the file `expected` describes."""
        ...

    def copy(self, path: str, expected: FileEntry, target: Path, mode: int) -> None:
        """Bring the file `expected` describes to `target`, where nothing else ever stands."""
        ...


class LocalPlace:
    """A folder of releases on this machine."""

    trust: Final = "local"

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root: Final = root
        self._limits: Final = limits

    def shown(self, path: str) -> str:
        """Return the path on this machine."""
        return str(self._root / path)

    def document(self, path: str, expected: FileEntry | None) -> bytes:
        """Return a document; with `expected` it is exactly that one."""
        refuse_size(expected, self._limits.document_bytes, self.shown(path))
        data = read_inside(self._root, path, self._limits.document_bytes)
        if expected is not None:
            verify(len(data), hashlib.sha256(data).hexdigest(), expected, self.shown(path))
        return data

    def open(self, path: str, expected: FileEntry) -> VerifiedFile:
        """Return the file `expected` describes, after reading all of it once."""
        refuse_size(expected, self._limits.input_bytes, self.shown(path))
        with open_inside(self._root, path) as stream:
            size = os.fstat(stream.fileno()).st_size
            digest = _digest(stream) if size == expected.bytes else "…"
            verify(size, digest, expected, self.shown(path))
            return VerifiedFile(stream, expected)

    def copy(self, path: str, expected: FileEntry, target: Path, mode: int) -> None:
        """Copy the verified file to `target` through a hidden file beside it."""
        verified = self.open(path, expected)
        partial = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.partial")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as out, verified.reader() as reader:
                digest, size = hashlib.sha256(), 0
                while piece := reader.read(_PIECE):
                    digest.update(piece)
                    size += out.write(piece)
                verify(size, digest.hexdigest(), expected, self.shown(path))
                out.flush()
                os.fsync(out.fileno())
            partial.replace(target)
        except OSError as error:
            raise TransferError("transfer-write", file=target, reason=error.strerror or type(error).__name__) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


class WebPlace:
    """A folder of releases behind a web server; nobody vouches for it but itself."""

    trust: Final = "unverified"

    def __init__(self, location: str, auth: transport.Auth | None, limits: Limits) -> None:
        self._location: Final = location
        self._auth: Final = auth
        self._limits: Final = limits

    def shown(self, path: str) -> str:
        """Return the address, without user, password and query."""
        return transport.shown(transport.join(self._location, path))

    def document(self, path: str, expected: FileEntry | None) -> bytes:
        """Return a document; with `expected` it is exactly that one."""
        refuse_size(expected, self._limits.document_bytes, self.shown(path))
        return transport.fetch(
            transport.join(self._location, path),
            limit_bytes=self._limits.document_bytes,
            auth=self._auth,
            deadline_s=min(self._limits.deadline_s, 60.0),
            size=None if expected is None else expected.bytes,
            digest=None if expected is None else expected.sha256,
        )

    def open(self, path: str, expected: FileEntry) -> VerifiedFile:
        """Return the file `expected` describes, downloaded to a private file that has no name when it is read."""
        with tempfile.TemporaryDirectory(prefix="opendata-share-") as folder:
            spool = Path(folder) / "spool"
            self.copy(path, expected, spool, 0o600)
            with spool.open("rb") as stream:
                return VerifiedFile(stream, expected)

    def copy(self, path: str, expected: FileEntry, target: Path, mode: int) -> None:
        """Download the file to `target`, where nothing stands unless it is whole and verified."""
        refuse_size(expected, self._limits.input_bytes, self.shown(path))
        transport.download(
            transport.join(self._location, path),
            target,
            size=expected.bytes,
            digest=expected.sha256,
            auth=self._auth,
            deadline_s=self._limits.deadline_s,
            mode=mode,
        )


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def refuse_size(expected: FileEntry | None, limit: int, place: str) -> None:
    """Raise a LimitExceeded where what is vouched for is larger than the caller allows."""
    if expected is not None and expected.bytes > limit:
        raise LimitExceeded("transfer-limit", file=place, limit="document_bytes or input_bytes", value=limit)


def verify(size: int, hex_digest: str, expected: FileEntry, place: str) -> None:
    """Raise a TrustError where bytes are not those vouched for."""
    if size != expected.bytes:
        raise TrustError("release-size", file=place, expected=expected.bytes, actual=size)
    if f"sha256:{hex_digest}" != expected.sha256:
        raise TrustError("release-digest", file=place, expected=expected.sha256, actual=f"sha256:{hex_digest}")
