"""What a place of releases can do, whatever it is made of.

What lives here: the protocol every store keeps, and the values it speaks in. What this file must not know: disks,
object stores, releases, the order of steps.

A store holds files under relative paths such as "agency/dataset/1/manifest.json". Every step either takes effect whole
or not at all, and is durable when it returns. A step that raises an `OSError` may have taken effect: whoever called it
reads back what stands there. Nobody needs a lock for safety: two writers of one name have one winner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Final, Protocol

from .._dataclass import dataclass
from ..errors import ReleaseError

_STEP: Final = re.compile(r"[A-Za-z0-9._-]{1,128}\Z")


class Put(Enum):
    """What came of putting something where nothing must be.

    Attributes:
        CREATED: It stands there now, and we put it there.
        SAME: It stood there already, byte for byte.
        OTHER: Something else stands there; nothing was changed.
    """

    CREATED = auto()
    SAME = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """The bytes of a file, and the version of it that `compare_and_swap` expects."""

    data: bytes
    version: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as a store lists it: its path, its size in bytes, when it was put there (aware, the store's clock)."""

    path: str
    bytes: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished, durable file on this machine: where it is, its size in bytes and its "sha256:…"."""

    path: Path
    bytes: int
    sha256: str


class StoreFault(OSError):
    """A step of a store that is no disk failed, and may have taken effect all the same."""


class Store(Protocol):
    """Somewhere releases are put and read.

    Attributes:
        swaps: Whether `compare_and_swap` is one step. Where it is not, a file may be replaced by an older one; only
            what is decided by `put_if_absent` may be relied upon.
        durable_when_read: Whether what can be read back is durable. It is not so on a disk, whose cache answers too.
        swept: What `staging` removed that dead publishers had left.
    """

    swaps: bool
    durable_when_read: bool
    swept: Sequence[str]

    @property
    def name(self) -> str:
        """What messages call this place; it holds no secret."""
        ...

    def shown(self, path: str) -> str:
        """Return what messages call the file at `path`."""
        ...

    def place(self, path: str) -> Path | str:
        """Return where `path` is, for the publisher: a path of this machine, or an address without secrets."""
        ...

    def staging(self, listed: Callable[[], Collection[str]]) -> AbstractContextManager[Path]:
        """Yield an empty folder of this machine in which to prepare what is to be put; it is removed afterwards.

        What publishers left that died is tidied up first, but for the folders that `listed` returns.
        """
        ...

    def turn(self) -> AbstractContextManager[None]:
        """Wait for our turn, where publishers can take turns: this saves them work, safety does not depend on it."""
        ...

    def get(self, path: str, *, limit: int, start: int = 0, length: int | None = None) -> Found | None:
        """Return the file's bytes from `start` on, `length` of them or all, or None where there is no such file.

        Raises:
            LimitExceeded: They are more than `limit`.
        """
        ...

    def list(self, under: str) -> Iterator[Listed]:
        """Yield every file below the folder `under`; "" is everything that readers may see."""
        ...

    def intend(self, paths: Sequence[str]) -> None:
        """Write down which folders are about to be put, so that somebody can tidy up should we die."""
        ...

    def put_if_absent(self, path: str, data: bytes | Sealed) -> Put:
        """Put a file where nothing is."""
        ...

    def put_folder(self, path: str, staged: Path, claim: str) -> Put:
        """Put a staged folder where nothing is; its file `claim` decides who owns the name.

        `SAME` only where whoever put it never takes it back.
        """
        ...

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        """Replace the file where it is of the version `expected` (None: where there is none); return whether it was."""
        ...

    def settle(self, path: str) -> None:
        """Make durable what can be read at `path`: its publisher may have died before it was."""
        ...

    def delete(self, path: str) -> None:
        """Remove a file, or a folder with all that is in it; what is not there is removed already."""
        ...

    def take_back(self) -> None:
        """Take folders back that were put since `intend`, where nobody else can have begun to rely on them."""
        ...


def safe_path(path: str) -> str:
    """Return `path` where it is relative, and every step of it a plain name.

    Raises:
        ValueError: It may lead elsewhere.
    """
    if not all(_STEP.match(step) and set(step) != {"."} for step in path.split("/")):
        raise ValueError(f"not a path inside a store: {path[:200]!r}")
    return path


@contextmanager
def failures(place: str) -> Iterator[None]:
    """Turn a failing step into an error that says that nothing became visible.

    Raises:
        ReleaseError: A disk, or another store, failed.
    """
    try:
        yield
    except StoreFault as error:
        raise ReleaseError("publish-store", file=place, reason=str(error)) from error
    except OSError as error:
        where = error.filename or place
        raise ReleaseError("publish-disk", file=where, reason=error.strerror or type(error).__name__) from error
