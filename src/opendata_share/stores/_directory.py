"""A folder on a local disk as a store.

What lives here: how each step of a store is made of steps of a disk. What this file must not know: releases,
catalogues, the order of a commit.

Files are prepared in DIR/.staging-…, on the same disk, and made durable there. A file gets its name by a link and a
folder by a rename, which both fail where something has the name; a pointer is replaced by a rename. Then every folder
on the way is synced. DIR/.publish.lock is for taking turns and for the replacement of pointers, which looks first; a
lock of the operating system ends with its process, whatever kills it, and so it also tells a staging folder in use from
one whose owner died. `fcntl` locks: Linux and macOS.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ..errors import LimitExceeded, ReleaseError, SourceUnavailable
from ._disk import Disk
from ._local import open_inside
from ._store import Found, Listed, Put, Sealed, failures, safe_path

LOCK: Final = ".publish.lock"
STAGING: Final = ".staging-"
NOTE: Final = "about-to-name"
_WHOLE: Final = "that is all"
_TAKEN: Final = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR})
_WAIT_S: Final = 600.0
_POLL_S: Final = 0.02
_PIECE: Final = 1024 * 1024


class DirectoryStore:
    """The folder `root`, for one publisher or reader.

    Args:
        root: The folder; it is made when something is put.
        disk: The steps to take.
        wait_s: How long to wait for our turn, in seconds.
    """

    swaps: bool = True
    durable_when_read: bool = False

    def __init__(self, root: Path, disk: Disk, *, wait_s: float = _WAIT_S) -> None:
        self.root: Final = root
        self.disk: Final = disk
        self._wait_s: Final = wait_s
        self.swept: Sequence[str] = ()
        self._turns = 0
        self._staging: Path | None = None
        self._made: list[tuple[Path, Path]] = []
        self._left_over = False

    @property
    def name(self) -> str:
        """What messages call this place."""
        return str(self.root)

    def shown(self, path: str) -> str:
        """Return the path on this machine."""
        return str(self.root / path)

    def place(self, path: str) -> Path:
        """Return the path on this machine."""
        return self.root / path

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the folder against other publishers; the lock ends with the process.

        Raises:
            ReleaseError: Another publisher held it for too long; or this is no folder.
        """
        if self._turns:
            self._turns += 1
            try:
                yield
            finally:
                self._turns -= 1
            return
        with failures(self.name):
            self._make_root()
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(self.root / LOCK, flags, self.disk.file_mode)
        try:
            self._wait_for(descriptor)
            self._turns = 1
            yield
        finally:
            self._turns = 0
            os.close(descriptor)

    def _wait_for(self, descriptor: int) -> None:
        deadline = time.monotonic() + self._wait_s
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise ReleaseError("publish-busy", file=self.root, seconds=int(self._wait_s))
            time.sleep(_POLL_S)

    def _make_root(self) -> None:
        missing = [folder for folder in (self.root, *self.root.parents) if not folder.exists()]
        for folder in reversed(missing):
            with suppress(FileExistsError):  # another publisher may be as early as we are
                self.disk.make_folder(folder)
                self.disk.sync_folder(folder.parent)
        if not self.root.is_dir():
            raise ReleaseError("publish-not-a-folder", file=self.root)

    @contextmanager
    def staging(self, listed: Callable[[], Collection[str]]) -> Iterator[Path]:
        """Yield an empty folder inside `root` for this publisher alone; it is removed afterwards."""
        with self.turn(), failures(self.name):
            self._sweep(listed)
            folder = self.root / f"{STAGING}{os.getpid()}-{secrets.token_hex(4)}"
            self.disk.make_folder(folder)
            folder.chmod(0o700)
            descriptor = os.open(folder, os.O_RDONLY)
            _try_lock(descriptor)
        self._staging = folder
        try:
            yield folder
        finally:
            self._staging = None
            try:
                if not self._left_over:
                    self.disk.remove(folder)
            except OSError:
                pass  # what cannot be removed now, the next publisher sweeps
            finally:
                os.close(descriptor)

    def _sweep(self, listed: Callable[[], Collection[str]]) -> None:
        """Remove what dead publishers left: folders they named and nobody lists, then their staging."""
        for folder in sorted(self.root.glob(f"{STAGING}*")):
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | getattr(os, "O_NOFOLLOW", 0))
            except OSError:
                continue
            try:
                if _try_lock(descriptor):
                    for path in _unlisted(_noted(folder), listed):
                        if os.path.lexists(self.root / path):
                            self._remove(self.root / path)
                            self.swept = [*self.swept, path]
                    self.disk.remove(folder)
                    self.swept = [*self.swept, folder.name]
            finally:
                os.close(descriptor)

    def get(self, path: str, *, limit: int, start: int = 0, length: int | None = None) -> Found | None:
        """Return the file's bytes from `start` on, or None where there is no such file.

        Raises:
            ReleaseError: The root is no folder.
            TrustError: The file lies outside the root, by a link, or is no regular file.
            LimitExceeded: There are more than `limit` bytes.
        """
        if self.root.exists() and not self.root.is_dir():
            raise ReleaseError("publish-not-a-folder", file=self.root)
        try:
            with open_inside(self.root, safe_path(path)) as stream:
                stream.seek(start)
                data = stream.read(limit + 1 if length is None else min(length, limit + 1))
        except SourceUnavailable as error:
            if error.message_id == "release-file-missing":
                return None
            raise
        if len(data) > limit:
            raise LimitExceeded("transfer-limit", file=self.root / path, limit="document_bytes", value=limit)
        return Found(data, hashlib.sha256(data).hexdigest())

    def list(self, under: str) -> Iterator[Listed]:
        """Yield every file below the folder `under`, in order; no link is followed, and nothing hidden is seen."""
        top = self.root / safe_path(under) if under else self.root
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if under or not name.startswith("."))
            for name in sorted(files):
                status = (place := Path(folder) / name).lstat()
                if stat.S_ISREG(status.st_mode) and (under or not name.startswith(".") or Path(folder) != top):
                    modified = datetime.fromtimestamp(status.st_mtime, UTC)
                    yield Listed(place.relative_to(self.root).as_posix(), status.st_size, modified)

    def intend(self, paths: Sequence[str]) -> None:
        """Write down which folders are about to be named, so that the next publisher removes them should we die."""
        self._made = []
        if paths:
            staging, text = self._staged(), "\n".join([*map(safe_path, paths), _WHOLE])
            self._write(staging / f"{NOTE}-{secrets.token_hex(4)}", text.encode("utf-8"))
            self.disk.sync_folder(staging)
            self.disk.sync_folder(self.root)

    def put_if_absent(self, path: str, data: bytes | Sealed) -> Put:
        """Put a file where nothing is: a link to one that is whole and durable."""
        target = self.root / safe_path(path)
        source = data.path if isinstance(data, Sealed) else self._prepare(data)
        self._make_parent(target)
        if not os.path.lexists(target):
            with suppress(FileExistsError):
                self.disk.link(source, target)
                self._sync_way(target)
                return Put.CREATED
        same = _same_file(source, target)
        if same:
            self.settle(path)
        return Put.SAME if same else Put.OTHER

    def put_folder(self, path: str, staged: Path, claim: str) -> Put:  # noqa: ARG002 - one rename names all of it
        """Give a staged folder the name `path`; whichever folder has it keeps it, and is never taken for ours.

        Its publisher may be at work, and take it back. What dead publishers named was removed before.
        """
        self.disk.sync_folder(staged)
        target = self.root / safe_path(path)
        self._make_parent(target)
        if not os.path.lexists(target):
            self._made.append((target, staged))
            try:
                self.disk.rename(staged, target)
            except OSError as error:
                if error.errno not in _TAKEN:
                    raise
                self._made.pop()
            else:
                self._sync_way(target)
                return Put.CREATED
        return Put.OTHER

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        """Replace the file where it is of the version `expected`; our turn keeps others from doing so meanwhile."""
        with self.turn():
            target = self.root / safe_path(path)
            if _version(target) != expected:
                return False
            prepared = self._prepare(data)
            self._make_parent(target)
            self.disk.replace(prepared, target)
            self._sync_way(target)
            return True

    def settle(self, path: str) -> None:
        """Make durable what can be read at `path`, and every name on the way to it."""
        target = self.root / safe_path(path)
        descriptor = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        try:
            self.disk.sync(descriptor)
        finally:
            os.close(descriptor)
        self._sync_way(target)

    def delete(self, path: str) -> None:
        """Remove a file or a folder, and folders that became empty."""
        self._remove(self.root / safe_path(path))

    def take_back(self) -> None:
        """Put the folders named since `intend` back where they were staged, for another attempt.

        What cannot be moved is invisible, and the next publisher removes it.
        """
        for target, staged in reversed(self._made):
            try:
                if os.path.lexists(target) and not os.path.lexists(staged):
                    self.disk.rename(target, staged)
                self._remove(target)
            except OSError:
                self._left_over = True
        self._made = []

    def _remove(self, target: Path) -> None:
        self.disk.remove(target)
        parent = target.parent
        while parent != self.root and parent.is_dir() and not any(parent.iterdir()):
            self.disk.remove_empty(parent)
            parent = parent.parent

    def _make_parent(self, target: Path) -> None:
        parent = self.root
        for step in target.relative_to(self.root).parts[:-1]:
            if not os.path.lexists(parent / step):
                with suppress(FileExistsError):
                    self.disk.make_folder(parent / step)
            parent = parent / step
            if not stat.S_ISDIR(parent.lstat().st_mode):
                raise ReleaseError("publish-not-a-folder", file=parent)

    def _sync_way(self, target: Path) -> None:
        """Make every name from the root to `target` durable: whoever made a folder on the way may have died."""
        parent = target.parent
        while parent != self.root:
            self.disk.sync_folder(parent)
            parent = parent.parent
        self.disk.sync_folder(self.root)

    def _prepare(self, data: bytes) -> Path:
        path = self._staged() / f"prepared-{secrets.token_hex(4)}"
        self._write(path, data)
        return path

    def _staged(self) -> Path:
        if self._staging is None:
            raise RuntimeError("putting anything needs `staging`")
        return self._staging

    def _write(self, path: Path, data: bytes) -> None:
        with closing(self.disk.create(path)) as file:
            file.write(data)
            file.seal()


def _noted(staging: Path) -> list[str]:
    """Return the folders the owner of `staging` was about to name; a note that is not whole was never acted upon."""
    paths: list[str] = []
    for note in sorted(staging.glob(f"{NOTE}*")):
        *lines, end = note.read_text("utf-8", errors="replace").split("\n")
        if end == _WHOLE:
            with suppress(ValueError):  # not written by this package
                paths += [safe_path(line) for line in lines]
    return paths


def _unlisted(paths: Sequence[str], listed: Callable[[], Collection[str]]) -> list[str]:
    """Return those of `paths` that are not listed, and have nothing listed in them."""
    known = listed() if paths else ()
    return [path for path in paths if not any(f"{other}/".startswith(f"{path}/") for other in known)]


def _version(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _same_file(one: Path, other: Path) -> bool:
    """Whether both are files with the same bytes."""
    try:
        descriptor = os.open(other, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    with one.open("rb") as ours, os.fdopen(descriptor, "rb") as theirs:
        if not stat.S_ISREG(os.fstat(theirs.fileno()).st_mode):
            return False
        while piece := ours.read(_PIECE):
            if theirs.read(len(piece)) != piece:
                return False
        return theirs.read(1) == b""


def _try_lock(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
