"""A folder of releases on a local disk: how a release becomes visible whole, or not at all.

What lives here: the lock, staging, and the order of steps. What this file must not know: what is in the files.

    1. Files are written into DIR/.staging-…, on the same disk, and made durable; nobody is held up meanwhile.
    2. Under DIR/.publish.lock the folder of each release is renamed to AGENCY/DATASET/RELEASE, which does not exist.
    3. catalog.json is replaced by a new one in one step, and the folder made durable. **This is the commit.**

Readers start at catalog.json and follow only what it lists, so a release folder nobody lists does not exist for them. A
publisher writes down which folders it is about to name; if it dies, the next one finds that note in the staging folder
and removes what the catalogue does not list. A release folder without such a note is never removed: its catalogue may
have been lost. A lock of the operating system tells a staging folder in use from one whose owner died: it ends with its
process, whatever kills it. `fcntl` locks: Linux and macOS.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .._limits import DEFAULT_LIMITS
from .._strict_json import document_bytes, load_document
from ..errors import ReleaseError, SourceUnavailable
from ._disk import Disk
from ._layout import CATALOG, CatalogDocument, is_release_path
from ._local import read_inside

LOCK: Final = ".publish.lock"
STAGING: Final = ".staging-"
NOTE: Final = "about-to-name"
_WAIT_S: Final = 600.0
_POLL_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Move:
    """A staged folder and the relative path it gets: "agency/dataset/release"."""

    staged: Path
    path: str


class Store:
    """The folder `root`, for one publisher."""

    def __init__(self, root: Path, disk: Disk, *, wait_s: float = _WAIT_S) -> None:
        self.root: Final = root
        self.disk: Final = disk
        self._wait_s: Final = wait_s
        self._left_over = False

    def catalog(self) -> CatalogDocument | None:
        """Return what the folder serves now, or None where it serves nothing yet."""
        if self.root.exists() and not self.root.is_dir():
            raise ReleaseError("publish-not-a-folder", file=self.root)
        try:
            data = read_inside(self.root, CATALOG, DEFAULT_LIMITS.document_bytes)
        except SourceUnavailable as error:
            if error.message_id == "release-file-missing":
                return None
            raise
        place = str(self.root / CATALOG)
        return CatalogDocument.from_document(load_document(data, place), place)

    def disk_errors(self) -> AbstractContextManager[None]:
        """Turn a failing disk into an error that names this folder."""
        return _disk_errors(self.root)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other publishers; the lock ends with the process.

        Raises:
            ReleaseError: Another publisher held it for too long.
        """
        with _disk_errors(self.root):
            self._make_root()
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(self.root / LOCK, flags, self.disk.file_mode)
        try:
            self._wait_for(descriptor)
            yield
        finally:
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

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Yield an empty folder inside `root` for this publisher alone; it is removed afterwards."""
        with self.locked(), _disk_errors(self.root):
            self._sweep()
            folder = self.root / f"{STAGING}{os.getpid()}-{secrets.token_hex(4)}"
            self.disk.make_folder(folder)
            folder.chmod(0o700)
            descriptor = os.open(folder, os.O_RDONLY)
            _try_lock(descriptor)
        try:
            yield folder
        finally:
            try:
                if not self._left_over:
                    self.disk.remove(folder)
            except OSError:
                pass  # what cannot be removed now, the next publisher sweeps
            finally:
                os.close(descriptor)

    def _sweep(self) -> None:
        """Remove what dead publishers left: folders they named and no catalogue lists, then their staging."""
        for folder in self.root.glob(f"{STAGING}*"):
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | getattr(os, "O_NOFOLLOW", 0))
            except OSError:
                continue
            try:
                if _try_lock(descriptor):
                    for path in self._unlisted(folder):
                        self.disk.remove(path)
                    self.disk.remove(folder)
            finally:
                os.close(descriptor)

    def _unlisted(self, staging: Path) -> list[Path]:
        """Return the release folders the owner of `staging` was about to name and no catalogue lists."""
        try:
            paths = (staging / NOTE).read_text("utf-8").split()
        except FileNotFoundError:
            return []
        catalog = self.catalog()
        listed = set() if catalog is None else {f"{d.id}/{r.release}" for d in catalog.datasets for r in d.releases}
        return [self.root / path for path in paths if path not in listed and is_release_path(path)]

    def switch_in(self, moves: Sequence[Move], catalog: CatalogDocument, staging: Path) -> None:
        """Make the staged releases visible, all of them by one replacement of the catalogue. The lock is held.

        Raises:
            ReleaseError: A step failed and nothing is visible; or everything is visible and may not survive a loss of
                power (`publish-outcome-unknown`).
        """
        data = document_bytes(catalog.to_document())
        made: list[Path] = []
        try:
            with _disk_errors(self.root):
                self._write(staging / NOTE, "\n".join(move.path for move in moves).encode("utf-8"))
                self.disk.sync_folder(staging)
                self.disk.sync_folder(self.root)
                for move in moves:
                    self._give_name(move, made)
                self._write(staging / CATALOG, data)
                self.disk.replace(staging / CATALOG, self.root / CATALOG)
        except BaseException as error:
            if not self._serves(data):
                self._undo(made)
                raise
            if not isinstance(error, ReleaseError):
                self._settle()
                raise
        self._settle()

    def _write(self, path: Path, data: bytes) -> None:
        with closing(self.disk.create(path)) as file:
            file.write(data)
            file.seal()

    def _give_name(self, move: Move, made: list[Path]) -> None:
        self.disk.sync_folder(move.staged)
        parent = self.root
        *folders, _ = move.path.split("/")
        for step in folders:
            if not os.path.lexists(parent / step):
                self.disk.make_folder(parent / step)
                made.append(parent / step)
                self.disk.sync_folder(parent)
            parent = parent / step
            if not stat.S_ISDIR(parent.lstat().st_mode):
                raise ReleaseError("publish-not-a-folder", file=parent)
        target = self.root / move.path
        if os.path.lexists(target):  # nobody noted it down, so it is not ours to remove: perhaps the catalogue was lost
            raise ReleaseError("publish-unlisted", file=target)
        made.append(target)
        self.disk.rename(move.staged, target)
        self.disk.sync_folder(parent)

    def _serves(self, data: bytes) -> bool:
        """Whether the new catalogue is in place already."""
        try:
            return (self.root / CATALOG).read_bytes() == data
        except OSError:
            return False

    def _settle(self) -> None:
        """Make the replaced catalogue durable; past this point nothing is undone."""
        try:
            self.disk.sync_folder(self.root)
        except OSError as error:
            raise ReleaseError("publish-outcome-unknown", file=self.root, reason=error.strerror or "") from error

    def _undo(self, made: Sequence[Path]) -> None:
        """Take away what no catalogue lists; what cannot be removed is invisible, and the next publisher removes it."""
        for path in reversed(made):
            try:
                if is_release_path(path.relative_to(self.root).as_posix()):
                    self.disk.remove(path)
                else:
                    self.disk.remove_empty(path)
            except OSError:
                self._left_over = True


def _try_lock(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _disk_errors(place: Path) -> Iterator[None]:
    """Turn a failing disk into an error that says that nothing became visible."""
    try:
        yield
    except OSError as error:
        where = error.filename or place
        raise ReleaseError("publish-disk", file=where, reason=error.strerror or type(error).__name__) from error
