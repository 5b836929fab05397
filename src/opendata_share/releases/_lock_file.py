"""`opendata-share.lock`: exactly which releases somebody works with.

What lives here: the file as a frozen value, its documented form, reading and writing it. What this file must not know:
how a release is fetched (`_pull_locked`). No time stands in it and its entries are in order: the same pulls give the
same bytes, so that it can be kept under version control.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from .. import transport
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from .._strict_json import Reader, document_bytes, load_document
from ..errors import DefinitionError, ReleaseError, SourceUnavailable
from ..stores import read_inside
from ._layout import FileEntry, is_release_path, refuse_collision, refuse_format
from ._links import digest, plain, release_number

LOCK_NAME: Final = "opendata-share.lock"
FORMAT: Final = "opendata-share/lock@1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedRelease:
    """One release that is pinned.

    Attributes:
        dataset: "agency/dataset".
        release: Its number.
        manifest: The "sha256:…" of its manifest, which vouches for every byte of it.
        location: The catalogue: an address without credentials, or a folder as it was named.
        trust: What vouched for the catalogue: "sha256=…" of its pin, or "unverified"; None for a folder without one.
        files: The files that were taken.
    """

    dataset: str
    release: str
    manifest: str
    location: str
    trust: str | None
    files: tuple[FileEntry, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the entry as plain JSON values."""
        return {
            "dataset": self.dataset,
            "release": self.release,
            "manifest": self.manifest,
            "location": self.location,
            "trust": self.trust,
            "files": [entry.to_document() for entry in self.files],
        }

    @classmethod
    def read(cls, reader: Reader) -> LockedRelease:
        """Read the entry."""
        locked = cls(
            dataset=reader.value("dataset", str),
            release=release_number(reader, "release"),
            manifest=digest(reader, "manifest"),
            location=plain(reader, "location"),
            trust=reader.optional("trust", str),
            files=tuple(FileEntry.read(item) for item in reader.list("files")),
        )
        if not is_release_path(f"{locked.dataset}/{locked.release}"):
            raise reader.wrong("dataset", "agency/dataset")
        reader.done()
        return locked


@dataclass(frozen=True, slots=True)
class LockFile:
    """The releases somebody works with, by data set in order; every data set stands once."""

    releases: tuple[LockedRelease, ...] = ()

    def find(self, dataset: str) -> LockedRelease | None:
        """Return what is pinned of "agency/dataset", or of "dataset" where one agency has it, else None."""
        found = [entry for entry in self.releases if dataset in {entry.dataset, entry.dataset.split("/")[1]}]
        return found[0] if len(found) == 1 else None

    def pinning(self, locked: LockedRelease) -> LockFile:
        """Return this lock with `locked`; further files of the same release are added to those it has.

        Raises:
            DefinitionError: A file of another data set has the same name, and both cannot lie in one folder.
        """
        earlier = next((entry for entry in self.releases if entry.dataset == locked.dataset), None)
        others = [entry for entry in self.releases if entry.dataset != locked.dataset]
        names = {entry.name for entry in locked.files}
        if clash := [other.dataset for other in others for entry in other.files if entry.name in names]:
            raise DefinitionError("lock-same-name", dataset=locked.dataset, other=clash[0], names=sorted(names))
        if earlier is not None and replace(earlier, files=()) == replace(locked, files=()):
            kept = [entry for entry in earlier.files if entry.name not in names]
            files = sorted((*kept, *locked.files), key=lambda entry: entry.name)
            locked = replace(locked, files=tuple(files))
        return LockFile(tuple(sorted((*others, locked), key=lambda entry: entry.dataset)))

    def to_document(self) -> dict[str, Any]:
        """Return the lock as plain JSON values."""
        return {"format": FORMAT, "releases": [entry.to_document() for entry in self.releases]}

    @classmethod
    def read(cls, path: Path) -> LockFile:
        """Read a lock.

        Raises:
            SourceUnavailable: There is none.
            SourceError, TrustError: It is not of the form that is written.
            ReleaseError: It is of another version.
        """
        place, data = str(path), read_inside(path.parent, path.name, DEFAULT_LIMITS.document_bytes)
        reader = Reader(load_document(data, place), place)
        refuse_format(reader.value("format", str), FORMAT, place)
        lock = cls(tuple(LockedRelease.read(item) for item in reader.list("releases")))
        datasets = [entry.dataset for entry in lock.releases]
        if datasets != sorted(set(datasets)):
            raise reader.wrong("releases", "each data set once, in order")
        refuse_collision([entry.name for locked in lock.releases for entry in locked.files], place)
        reader.done()
        return lock

    @classmethod
    def read_or_new(cls, path: Path) -> LockFile:
        """Read a lock, or return an empty one where there is no such file."""
        try:
            return cls.read(path)
        except SourceUnavailable as error:
            if error.message_id != "release-file-missing":
                raise
            return cls()

    def write(self, path: Path) -> None:
        """Write the lock in one step, durably; a file that says the same already is left alone.

        Raises:
            ReleaseError: The disk failed; what stood there before is as it was.
        """
        data = document_bytes(self.to_document())
        partial = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.partial")
        try:
            if path.is_file() and path.read_bytes() == data:
                return
            with partial.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ReleaseError("lock-write", file=path, reason=reason) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def shown_location(location: Path | str) -> str:
    """Return what a lock calls a catalogue: an address without credentials and query, or a folder as it was named."""
    text = str(location)
    return transport.shown(text) if transport.is_remote(text) else text


def files_named(locked: LockedRelease, suffixes: Sequence[str]) -> tuple[FileEntry, ...]:
    """Return the pinned files of these forms ("parquet", "csv"); all where none is asked for.

    Raises:
        DefinitionError: One of them is not pinned.
    """
    if not suffixes:
        return locked.files
    found = {suffix: [entry for entry in locked.files if entry.name.endswith(f".{suffix}")] for suffix in suffixes}
    if missing := [suffix for suffix, entries in found.items() if not entries]:
        raise DefinitionError("lock-other-form", dataset=locked.dataset, forms=missing)
    return tuple(entry for entries in found.values() for entry in entries)
