"""The few things a publisher does to a disk, each one step.

What lives here: creating, syncing, linking, renaming, removing; every step can fail on its own, and tests make each one
fail. What this file must not know: releases, catalogues, the order of steps.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ._store import Sealed

if TYPE_CHECKING:
    import pyarrow as pa


class HashedFile:
    """A new file that counts and hashes what is meant to be in it; a disk that writes something else is found out.

    It has what Arrow asks of a file to write to.
    """

    def __init__(self, disk: Disk, path: Path, mode: int) -> None:
        self.closed = False
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        self._disk: Final = disk
        self._path: Final = path
        self._descriptor: Final = os.open(path, flags, mode)
        self._hash: Final = hashlib.sha256()
        self._size = 0
        self._abandoned = False

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._size

    def flush(self) -> None:
        """Do nothing: every write goes to the system at once."""

    def write(self, data: pa.Buffer | bytes | memoryview) -> int:
        """Write all of `data` and return its size."""
        view = memoryview(data).cast("B")
        if self._abandoned:
            return view.nbytes
        self._disk.write(self._descriptor, view)
        self._hash.update(view)
        self._size += view.nbytes
        return view.nbytes

    def abandon(self) -> None:
        """Take what is still written and drop it: a writer that failed may write once more when it is collected."""
        self._abandoned = True

    def seal(self) -> Sealed:
        """Make the file durable and return what is in it."""
        self._disk.sync(self._descriptor)
        self.close()
        return Sealed(self._path, self._size, f"sha256:{self._hash.hexdigest()}")

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if not self.closed:
            self.closed = self._abandoned = True
            os.close(self._descriptor)


class Disk:
    """Steps on a local disk; a subclass in tests fails at the n-th.

    Args:
        private: Whether only the owner may read what is created (folders 0700, files 0600); otherwise the process's
            umask decides.
    """

    def __init__(self, *, private: bool = False) -> None:
        self.folder_mode: Final = 0o700 if private else 0o777
        self.file_mode: Final = 0o600 if private else 0o666

    def make_folder(self, path: Path) -> None:
        """Create a folder; its parent exists, it does not."""
        path.mkdir(mode=self.folder_mode)

    def create(self, path: Path) -> HashedFile:
        """Create a file that does not exist."""
        return HashedFile(self, path, self.file_mode)

    def write(self, descriptor: int, data: memoryview) -> None:
        """Write all of `data`; a short write goes on where it stopped."""
        while data:
            data = data[os.write(descriptor, data) :]

    def sync(self, descriptor: int) -> None:
        """Make an open file's bytes durable; after a failure its bytes are unknown and it is not tried again."""
        os.fsync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Give a file another name, in one step, which fails where anything has that name already."""
        os.link(source, target, follow_symlinks=False)

    def rename(self, source: Path, target: Path) -> None:
        """Give a folder its final name, in one step, which fails where another folder with files has that name."""
        source.rename(target)

    def replace(self, source: Path, target: Path) -> None:
        """Put a file in another's place in one step."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file or a whole folder; what is not there is removed already."""
        if not os.path.lexists(path):
            return
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()

    def remove_empty(self, path: Path) -> None:
        """Remove a folder if nothing is in it."""
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
