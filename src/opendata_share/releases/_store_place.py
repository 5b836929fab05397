"""A store as a place releases are read from.

What lives here: verified reading of files through a store's ranged `get`, so that memory stays bounded. What this file
must not know: what a catalogue or a manifest says, and what the store is made of.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Final

from .._limits import Limits
from ..errors import SourceUnavailable, TransferError
from ..stores import DirectoryStore, Store, StoreFault
from ._layout import FileEntry
from ._place import LocalPlace, Place, Trust, in_threads, most_of, refuse_size, verify
from ._verified_file import VerifiedFile
from ._wants import Bring, BringAsync, Copy, Document, File, Served, Want

_PIECE: Final = 8 * 1024 * 1024


def place_in(store: Store, limits: Limits, trust: Trust) -> Place:
    """Return where the files of `store` are read: from the disk itself where it is a folder."""
    if isinstance(store, DirectoryStore):
        return LocalPlace(store.root, limits)
    return StorePlace(store, limits, trust)


class StorePlace:
    """Files of a store that is no folder of this machine."""

    def __init__(self, store: Store, limits: Limits, trust: Trust) -> None:
        self.trust: Final = trust
        self._store: Final = store
        self._limits: Final = limits

    def shown(self, path: str) -> str:
        """Return the address, which holds no secret."""
        return self._store.shown(path)

    def reached(self) -> AbstractContextManager[Bring]:
        """Over the store's own connections."""
        return nullcontext(self._perform)

    def reached_async(self) -> AbstractAsyncContextManager[BringAsync]:
        """Likewise, in threads."""
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
        limit, expected = most_of(want, self._limits), want.expected
        refuse_size(expected, limit, self.shown(want.path))
        try:
            data = self._bytes(want.path, 0, limit, None)
        except SourceUnavailable:
            if want.may_be_missing:
                return None
            raise
        if expected is not None:
            verify(len(data), hashlib.sha256(data).hexdigest(), expected, self.shown(want.path))
        return data

    def _open(self, path: str, expected: FileEntry) -> VerifiedFile:
        """Return the file `expected` describes, brought to a private file that has no name when it is read."""
        with tempfile.TemporaryDirectory(prefix="opendata-share-") as folder:
            spool = Path(folder) / "spool"
            self._copy(path, expected, spool, 0o600)
            with spool.open("rb") as stream:
                return VerifiedFile(stream, expected)

    def _copy(self, path: str, expected: FileEntry, target: Path, mode: int) -> None:
        """Bring the file to `target`, where nothing stands unless it is whole and verified."""
        refuse_size(expected, self._limits.input_bytes, self.shown(path))
        partial = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.partial")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            digest, size = hashlib.sha256(), 0
            with os.fdopen(descriptor, "wb") as out:
                for piece in self._pieces(path, expected.bytes):
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

    def _pieces(self, path: str, size: int) -> Iterator[bytes]:
        """Yield the file up to one byte more than it should have."""
        start = 0
        while start <= size:
            piece = self._bytes(path, start, _PIECE, min(_PIECE, size + 1 - start))
            if not piece:
                return
            yield piece
            start += len(piece)

    def _bytes(self, path: str, start: int, limit: int, length: int | None) -> bytes:
        try:
            found = self._store.get(path, limit=limit, start=start, length=length)
        except StoreFault as error:
            raise TransferError("transfer-store", file=self.shown(path), reason=str(error)) from error
        if found is None:
            raise SourceUnavailable("release-file-missing", file=self.shown(path))
        return found.data
