"""The commit protocol: how releases become visible all at once, or not at all, on any store.

What lives here: a commit as a pure value, and the one place that carries commits out. What this file must not know:
what is in the files, and what a store is made of.

    1. What never changes is put where nothing is: the folders of releases, then single files.
    2. The deciding file is put where nothing is. **This is the commit.** Of several publishers one wins; the others
       have a `Conflict`, read the winner's state and try again on top of it.
    3. The pointers, which readers start at, are replaced by compare-and-swap, in order.

Where a commit has no deciding file, its first pointer decides. A publisher that dies between 2 and 3 has published:
whoever comes next moves the pointers (`behind`). A commit is acknowledged only when all of it is durable.
"""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import Final

from .._dataclass import dataclass
from ..errors import LimitExceeded, SourceUnavailable, TrustError
from ._store import Found, Put, Store


@dataclass(frozen=True, slots=True)
class Folder:
    """A staged folder, the path it gets, and the name of the file whose bytes tell it from any other."""

    path: str
    staged: Path
    claim: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that never changes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Pointer:
    """A file that is replaced, and the version of it we have seen (None: there was none)."""

    path: str
    data: bytes
    expected: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """All of one publication.

    Attributes:
        folders: Folders of releases.
        files: Files that never change.
        deciding: The file that decides, or None where the first pointer does.
        pointers: What readers start at.
        after: Files that never change and may only be put when readers were led past what they make invalid.
    """

    folders: tuple[Folder, ...] = ()
    files: tuple[File, ...] = ()
    deciding: File | None = None
    pointers: tuple[Pointer, ...] = ()
    after: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """It is visible and durable; `behind` where somebody else moved a pointer meanwhile, which must be looked at."""

    behind: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyPublished:
    """An earlier attempt had done all of it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else was first at `path`; nothing of ours is visible."""

    path: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing is visible, and what was there before is as it was."""

    error: OSError


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody confirmed it: `visible` where it was seen and may not be durable, else it may be visible or not."""

    error: OSError
    visible: bool


Outcome = Published | AlreadyPublished | Conflict | Failed | Unknown


class _Stands(Enum):
    """What stands where a commit is decided."""

    OURS = auto()
    NOT_OURS = auto()
    UNCLEAR = auto()


def carry_out(store: Store, commit: Commit) -> Outcome:
    """Carry `commit` out and return what came of it; whatever else is raised, a reader sees the old or the new."""
    run = _Run(store, commit)
    try:
        lost = run.put_all() or run.decide()
    except BaseException as error:
        stands = run.stands()
        if stands is _Stands.NOT_OURS:
            store.take_back()
        if not isinstance(error, OSError):
            raise
        if stands is not _Stands.OURS:
            return Failed(error) if stands is _Stands.NOT_OURS else Unknown(error, visible=False)
        run.doubt(error)
    else:
        if lost is not None:
            store.take_back()
            return Conflict(lost)
    return run.point()


class _Run:
    """One attempt at a commit."""

    def __init__(self, store: Store, commit: Commit) -> None:
        if commit.deciding is None and (not commit.pointers or (commit.folders and not store.swaps)):
            raise ValueError("nothing decides this commit: without compare-and-swap it needs a deciding file")
        self._store: Final = store
        self._commit: Final = commit
        self._decided_before = False
        self._left = commit.pointers
        self._doubts: list[OSError] = []

    def put_all(self) -> str | None:
        """Put what never changes; return the path that is somebody else's, if one is."""
        self._store.intend([folder.path for folder in self._commit.folders])
        for folder in self._commit.folders:
            if self._store.put_folder(folder.path, folder.staged, folder.claim) is Put.OTHER:
                return folder.path
        for file in self._commit.files:
            if self._store.put_if_absent(file.path, file.data) is Put.OTHER:
                return file.path
        return None

    def decide(self) -> str | None:
        """Take the deciding step; return its path where somebody else took it."""
        deciding = self._commit.deciding
        if deciding is not None:
            put = self._store.put_if_absent(deciding.path, deciding.data)
            self._decided_before = put is Put.SAME
            return deciding.path if put is Put.OTHER else None
        first, *others = self._commit.pointers
        if not self._swap(first):
            return first.path
        self._left = tuple(others)
        return None

    def stands(self) -> _Stands:
        """Read back whether the commit was decided, after a step that said nothing."""
        decider = self._commit.deciding or self._commit.pointers[0]
        try:
            found = self._read(decider.path, len(decider.data))
        except (OSError, SourceUnavailable, TrustError):
            return _Stands.UNCLEAR
        return _Stands.OURS if found is not None and found.data == decider.data else _Stands.NOT_OURS

    def doubt(self, error: OSError) -> None:
        """Note that the deciding step took effect but was not confirmed; where reading confirms, it is now."""
        if not self._store.durable_when_read:
            self._doubts.append(error)
        if self._commit.deciding is None:
            self._left = self._commit.pointers[1:]

    def point(self) -> Outcome:
        """Move the pointers that are left; the commit is decided, so nothing is undone any more."""
        moved, behind = False, not self._store.swaps
        try:
            for pointer in self._left:
                found = self._read(pointer.path, len(pointer.data))
                if found is not None and found.data == pointer.data:
                    self._store.settle(pointer.path)
                    continue
                moved = True
                behind = not self._swap(pointer) or behind
            for file in self._commit.after:
                self._store.put_if_absent(file.path, file.data)
        except OSError as error:
            self._doubts.append(error)
        if self._doubts:
            return Unknown(self._doubts[0], visible=self._visible())
        return AlreadyPublished() if self._decided_before and not moved else Published(behind)

    def _visible(self) -> bool:
        """Whether every pointer is seen to be ours."""
        try:
            found = [self._read(pointer.path, len(pointer.data)) for pointer in self._commit.pointers]
        except (OSError, SourceUnavailable, TrustError):
            return False
        return [each and each.data for each in found] == [pointer.data for pointer in self._commit.pointers]

    def _swap(self, pointer: Pointer) -> bool:
        return self._store.compare_and_swap(pointer.path, pointer.data, pointer.expected)

    def _read(self, path: str, size: int) -> Found | None:
        """Return the file where it may be ours: one of another size is not."""
        try:
            return self._store.get(path, limit=size)
        except LimitExceeded:
            return None
