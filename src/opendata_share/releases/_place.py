"""Where releases are read from: a folder on this machine, or a web server.

What lives here: two ways to the same bytes, verified before anyone sees them. What this file must not know: what a
catalogue or a manifest says; it is told the size and SHA-256 to insist on.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, Protocol

from .. import transport
from .._limits import Limits
from ..errors import LimitExceeded, SourceUnavailable, TransferError, TrustError
from ..stores import open_inside, read_inside
from ._layout import FileEntry
from ._verified_file import VerifiedFile
from ._wants import Copy, Document, File, Served, Want

Trust = Literal["local", "unverified"]
_PIECE: Final = 1024 * 1024


class Place(Protocol):
    """Somewhere releases lie; every path is relative to it."""

    @property
    def trust(self) -> Trust:
        """How far what comes from here can be trusted."""
        ...

    def shown(self, path: str) -> str:
        """Return what messages call `path`."""
        ...

    def perform(self, want: Want) -> Any:
        """Bring what a reader wants, and wait until it is there."""
        ...

    async def perform_async(self, want: Want) -> Any:
        """Bring it without holding up the event loop."""
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

    def perform(self, want: Want) -> bytes | VerifiedFile | None:
        """Bring what a reader wants."""
        match want:
            case Document():
                return self._document(want)
            case File() | Served():
                return self._open(want.path, want.expected)
            case Copy():
                self._copy(want.path, want.expected, want.target, want.mode)
                return None

    async def perform_async(self, want: Want) -> bytes | VerifiedFile | None:
        """Bring it in a thread: a disk may be slow, and hashing takes its time."""
        return await asyncio.to_thread(self.perform, want)

    def _document(self, want: Document) -> bytes | None:
        limit = most_of(want, self._limits)
        refuse_size(want.expected, limit, self.shown(want.path))
        try:
            data = read_inside(self._root, want.path, limit)
        except SourceUnavailable as error:
            if want.may_be_missing and error.message_id == "release-file-missing":
                return None
            raise
        if want.expected is not None:
            verify(len(data), hashlib.sha256(data).hexdigest(), want.expected, self.shown(want.path))
        return data

    def _open(self, path: str, expected: FileEntry) -> VerifiedFile:
        """Return the file `expected` describes, after reading all of it once."""
        refuse_size(expected, self._limits.input_bytes, self.shown(path))
        with open_inside(self._root, path) as stream:
            size = os.fstat(stream.fileno()).st_size
            digest = _digest(stream) if size == expected.bytes else "…"
            verify(size, digest, expected, self.shown(path))
            return VerifiedFile(stream, expected)

    def _copy(self, path: str, expected: FileEntry, target: Path, mode: int) -> None:
        """Copy the verified file to `target` through a hidden file beside it."""
        verified = self._open(path, expected)
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

    def perform(self, want: Want) -> bytes | VerifiedFile | None:
        """Bring what a reader wants."""
        match want:
            case Document():
                return self._document(want)
            case File() | Served():
                return self._open(want.path, want.expected)
            case Copy():
                self._copy(want.path, want.expected, want.target, want.mode)
                return None

    async def perform_async(self, want: Want) -> bytes | VerifiedFile | None:
        """Bring it in a thread."""
        return await asyncio.to_thread(self.perform, want)

    def _document(self, want: Document) -> bytes | None:
        limit, expected = most_of(want, self._limits), want.expected
        refuse_size(expected, limit, self.shown(want.path))
        try:
            return transport.fetch(
                transport.join(self._location, want.path),
                limit_bytes=limit,
                auth=self._auth,
                deadline_s=min(self._limits.deadline_s, 60.0),
                size=None if expected is None else expected.bytes,
                digest=None if expected is None else expected.sha256,
            )
        except SourceUnavailable as error:
            if want.may_be_missing and error.parameters.get("status") in {403, 404, 410}:
                return None
            raise

    def _open(self, path: str, expected: FileEntry) -> VerifiedFile:
        """Return the file, downloaded to a private file that has no name when it is read."""
        with tempfile.TemporaryDirectory(prefix="opendata-share-") as folder:
            spool = Path(folder) / "spool"
            self._copy(path, expected, spool, 0o600)
            with spool.open("rb") as stream:
                return VerifiedFile(stream, expected)

    def _copy(self, path: str, expected: FileEntry, target: Path, mode: int) -> None:
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


def most_of(want: Document, limits: Limits) -> int:
    """Return how many bytes of a document may come."""
    return limits.document_bytes if want.limit_bytes is None else min(want.limit_bytes, limits.document_bytes)


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
