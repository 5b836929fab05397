"""What was brought once and found right, kept by its digest for every process of this user.

What lives here: the folder, its locks, what is kept and what has to go. What this file must not know: servers, what the
bytes mean, whom they are for.

    FOLDER/whole/SHA256       a file whose bytes had that digest when it got its name
    FOLDER/parts/SHA256.part  one that is still coming; whoever has it locked brings it, the others wait

A name is no proof. The first time a process opens a file it hashes all of it, and what is not what its name says is
removed and brought again. Afterwards it looks at size, time and identity alone, and hashes small ones still. Only the
owner may read the folder.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from .._limits import DEFAULT_LIMITS
from ..errors import TransferError
from ._address import lasting
from ._receive import PartFile, disk_errors

_PIECE: Final = 1024 * 1024
_FORGOTTEN_S: Final = 7 * 24 * 3600.0
_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Cache:
    """Files by digest, shared by the processes of one user.

    Args:
        folder: Where they lie; made when the first is kept.
        most_bytes: How much may be kept; what was used the longest ago goes first, and never before what is new is
            there and verified. A file larger than this is not kept.

    Raises:
        TransferError: The folder belongs to somebody else, or others may write into it.
    """

    def __init__(self, folder: Path, most_bytes: int = DEFAULT_LIMITS.cache_bytes) -> None:
        self.folder: Final = folder
        self.most_bytes: Final = most_bytes
        self._whole: Final = folder / "whole"
        self._parts: Final = folder / "parts"
        self._seen: Final[dict[str, tuple[int, int, int, int]]] = {}
        self._seen_lock: Final = threading.Lock()
        with disk_errors(folder):
            for each in (folder, self._whole, self._parts):
                each.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
                _refuse_strangers(each)

    @classmethod
    def of_user(cls, most_bytes: int = DEFAULT_LIMITS.cache_bytes) -> Cache | None:
        """Return the cache of this user (XDG Base Directory: `XDG_CACHE_HOME`, else `~/.cache`).

        None where they have no home or it cannot be written: nobody asked for a cache by name, so nothing is kept and
        everything works as without one.
        """
        said = os.environ.get("XDG_CACHE_HOME", "")
        try:
            base = Path(said) if Path(said).is_absolute() else Path.home() / ".cache"
            return cls(base / "opendata-share" / "files", most_bytes)
        except (RuntimeError, TransferError):
            return None

    def find(self, digest: str, size: int) -> BinaryIO | None:
        """Return the file with that digest, open at its start, or None where there is none that is right."""
        path = self._whole / _name(digest)
        try:
            descriptor = os.open(path, _FLAGS)
        except OSError:
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        stream = os.fdopen(descriptor, "rb")
        if not self._is_right(stream, digest, size):
            stream.close()
            with suppress(OSError):  # somebody else removed it, or brought it anew
                path.unlink()
            return None
        with suppress(OSError):  # when it was used last decides only what goes first
            os.utime(path, ns=(time.time_ns(), os.fstat(stream.fileno()).st_mtime_ns))
        stream.seek(0)
        return stream

    def part(self, digest: str) -> PartFile:
        """Return where a file with that digest is received; another process may be at it."""
        return PartFile(self._whole / _name(digest), self._parts / f"{_name(digest)}.part", _FILE_MODE, is_shared=True)

    def holds(self, size: int) -> bool:
        """Return whether a file of that size is kept."""
        return size <= self.most_bytes

    def commit(self, part: PartFile, digest: str) -> BinaryIO:
        """Keep what `part` received and was found right, make room for it, and return it open at its start."""
        stream = part.commit()
        with self._seen_lock:
            self._seen[digest] = _identity(os.fstat(stream.fileno()))
        self._make_room(_name(digest))
        return stream

    def _is_right(self, stream: BinaryIO, digest: str, size: int) -> bool:
        found = os.fstat(stream.fileno())
        if found.st_size != size:
            return False
        with self._seen_lock:
            if size > _PIECE and self._seen.get(digest) == _identity(found):
                return True
        actual = hashlib.sha256()
        try:
            while piece := stream.read(_PIECE):
                actual.update(piece)
        except OSError:  # a disk that cannot read it has not got it
            return False
        if is_right := f"sha256:{actual.hexdigest()}" == digest:
            with self._seen_lock:
                self._seen[digest] = _identity(found)
        return is_right

    def _make_room(self, new: str) -> None:
        """Remove what was used the longest ago until the rest fits; what readers have open stays theirs."""
        entries = sorted(_entries(self._whole), key=lambda entry: entry[1])
        total = sum(size for _, _, size in entries)
        for path, _, size in entries:
            if total <= self.most_bytes:
                break
            if path.name != new:
                with suppress(OSError):  # another process made room at the same time
                    path.unlink()
                total -= size
        for path, used, _ in _entries(self._parts):
            if time.time() - used > _FORGOTTEN_S:
                with suppress(OSError):  # as above
                    path.unlink()


def _entries(folder: Path) -> list[tuple[Path, float, int]]:
    """Return the files of a folder, when each was used last, and its size."""
    found = []
    for path in folder.iterdir():
        with suppress(OSError):  # it went while we looked
            said = path.lstat()
            found.append((path, max(said.st_atime, said.st_mtime), said.st_size))
    return found


def _name(digest: str) -> str:
    return digest.removeprefix("sha256:")


def _identity(found: os.stat_result) -> tuple[int, int, int, int]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _refuse_strangers(folder: Path) -> None:
    """Raise where others could put files into `folder`; narrow what they can read."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "geteuid") and found.st_uid != os.geteuid()):
        raise lasting(TransferError("cache-not-ours", file=folder))
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(_FOLDER_MODE)
