"""Where releases are read from: a folder on this machine, or a web server.

What lives here: two ways to the same bytes, verified before anyone sees them. What this file must not know: what a
catalogue or a manifest says; it is told the size and SHA-256 to insist on.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, Protocol

from .. import transport
from .._limits import Limits
from ..errors import LimitExceeded, SourceUnavailable, TransferError, TrustError
from ..stores import open_inside, read_inside
from ._layout import FileEntry
from ._verified_file import VerifiedFile
from ._wants import Bring, BringAsync, Copy, Document, File, Served, Want

Trust = Literal["local", "unverified", "verified"]
_PIECE: Final = 1024 * 1024
_DOCUMENT_DEADLINE_S: Final = 60.0


class Place(Protocol):
    """Somewhere releases lie; every path is relative to it."""

    @property
    def trust(self) -> Trust:
        """How far what comes from here can be trusted."""
        ...

    def shown(self, path: str) -> str:
        """Return what messages call `path`; of no path, the place itself."""
        ...

    def reached(self) -> AbstractContextManager[Bring]:
        """Be reached by one reader who waits, until it has what it wants."""
        ...

    def reached_async(self) -> AbstractAsyncContextManager[BringAsync]:
        """Be reached by one reader who awaits."""
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

    def reached(self) -> AbstractContextManager[Bring]:
        """It is here."""
        return nullcontext(self._perform)

    def reached_async(self) -> AbstractAsyncContextManager[BringAsync]:
        """It is here; a disk may be slow, and hashing takes its time."""
        return nullcontext(in_threads(self._perform))

    def _perform(self, want: Want) -> bytes | VerifiedFile | None:
        match want:
            case Document():
                return self._document(want)
            case File() | Served():
                return self._open(want.path, want.expected)
            case Copy():
                self._copy(want.path, want.expected, want.target, want.mode)
                return None

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
    """A folder of releases behind a web server; nobody vouches for it but itself.

    Args:
        location: Its address.
        auth: The secret for its origin, or what gives it, or None.
        limits: How much may be taken.
        cache: Where files are looked for first and kept, or None.
    """

    trust: Final = "unverified"

    def __init__(
        self, location: str, auth: transport.Auth | None, limits: Limits, cache: transport.Cache | None
    ) -> None:
        self._location: Final = location
        self._auth: Final = transport.held(auth)
        self._limits: Final = limits
        self._cache: Final = cache

    def shown(self, path: str) -> str:
        """Return the address, without user, password and query; of no path, that of the folder."""
        return transport.shown(self._url(path) if path else self._location)

    @contextmanager
    def reached(self) -> Iterator[Bring]:
        """Over one connection, made when it is first needed."""
        with transport.Wire() as wire:
            yield lambda want: transport.run(self._steps(want), wire)

    @asynccontextmanager
    async def reached_async(self) -> AsyncIterator[BringAsync]:
        """Likewise."""
        async with transport.AsyncWire() as wire:
            yield lambda want: transport.run_async(self._steps(want), wire)

    def _steps(self, want: Want) -> transport.Steps[bytes | VerifiedFile | None]:
        match want:
            case Document():
                return self._document(want)
            case File():
                return self._file(want.path, want.expected, self._cache)
            case Served():
                return self._file(want.path, want.expected, None)
            case Copy():
                return self._copy(want)

    def _document(self, want: Document) -> transport.Steps[bytes | None]:
        limit, expected = most_of(want, self._limits), want.expected
        refuse_size(expected, limit, self.shown(want.path))
        try:
            return (
                yield from transport.fetching(
                    self._url(want.path),
                    limit_bytes=limit,
                    auth=self._auth,
                    deadline_s=min(self._limits.deadline_s, _DOCUMENT_DEADLINE_S),
                    slowest_bytes_s=self._limits.slowest_bytes_s,
                    size=None if expected is None else expected.bytes,
                    digest=None if expected is None else expected.sha256,
                    cache=self._cache,
                )
            )
        except SourceUnavailable as error:
            if want.may_be_missing and error.parameters.get("status") in {403, 404, 410}:
                return None
            raise

    def _file(self, path: str, expected: FileEntry, cache: transport.Cache | None) -> transport.Steps[VerifiedFile]:
        refuse_size(expected, self._limits.input_bytes, self.shown(path))
        stream = yield from transport.bringing(
            self._url(path),
            size=expected.bytes,
            digest=expected.sha256,
            auth=self._auth,
            deadline_s=self._limits.deadline_s,
            slowest_bytes_s=self._limits.slowest_bytes_s,
            cache=cache,
        )
        with stream:
            return VerifiedFile(stream, expected)

    def _copy(self, want: Copy) -> transport.Steps[None]:
        refuse_size(want.expected, self._limits.input_bytes, self.shown(want.path))
        yield from transport.downloading(
            self._url(want.path),
            want.target,
            size=want.expected.bytes,
            digest=want.expected.sha256,
            auth=self._auth,
            deadline_s=self._limits.deadline_s,
            slowest_bytes_s=self._limits.slowest_bytes_s,
            mode=want.mode,
            cache=self._cache,
        )

    def _url(self, path: str) -> str:
        return transport.join(self._location, path)


def in_threads(perform: Bring) -> BringAsync:
    """Return what brings in a thread what `perform` brings."""

    async def awaited(want: Want) -> Any:
        return await transport.in_thread(partial(perform, want))

    return awaited


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
