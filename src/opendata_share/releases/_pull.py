"""Pulling: bringing releases here, and pinning which they were.

What lives here: the two verbs, over catalogues and a lock file. What this file must not know: how bytes are fetched and
verified, how a lock is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .. import transport
from .._limits import DEFAULT_LIMITS, Limits
from ..errors import DefinitionError, ReleaseError, TrustError
from ..receipts import ReceiptLog
from ..trust import Pin
from ._client import open_catalog
from ._layout import FileEntry
from ._lock_file import LOCK_NAME, LockedRelease, LockFile, files_named, shown_location
from ._pinned_place import PinnedPlace
from ._release import Release
from ._release_flow import Format

_FORMS: Final[dict[str, Format]] = {"parquet": "parquet", "csv": "csv"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """One file of a release that is here now.

    Attributes:
        release: The release.
        path: The file.
        lock: The lock that pins it.
    """

    release: Release
    path: Path
    lock: Path


def pull(
    release: Release,
    *,
    into: Path | str,
    as_: Format = "parquet",
    lock: Path | str | None = None,
    trust: str | None = None,
    receipts: ReceiptLog | None = None,
) -> Pulled:
    """Bring a release into the folder `into`, and pin it in a lock file.

    Args:
        release: The release.
        into: The folder, made if it does not exist.
        as_: "parquet" or "csv".
        lock: The lock file; `into`/opendata-share.lock by default. What it pins of other data sets stays.
        trust: What vouched for the catalogue, as `open_catalog` was given it; else the pin it was verified against.
        receipts: The reader's own log; see `Release.pull`.

    Raises:
        WithdrawnRelease, TrustError, SourceUnavailable, TransferError: As `Release.pull`.
        DefinitionError: The lock pins a file of this name of another data set.
        ReleaseError: The lock could not be written; the file is there.

    Example:
        >>> pull(open_catalog("public/")["response-unit"].latest(), into="in/")  # doctest: +SKIP
    """
    path = Path(into) / LOCK_NAME if lock is None else Path(lock)
    entry = _file_of(release, as_)
    locked = LockedRelease(
        dataset=release.dataset,
        release=release.number,
        manifest=release.digest,
        location=release.place.shown(""),
        trust=_vouched_by(release, trust),
        files=(entry,),
    )
    pinned = LockFile.read_or_new(path).pinning(locked)  # before anything comes: one folder holds a name once
    brought = release.pull(into, as_, receipts=receipts)
    pinned.write(path)
    return Pulled(release=release, path=brought, lock=path)


def pull_locked(
    lock: Path | str,
    *,
    into: Path | str,
    dataset: str | None = None,
    forms: Sequence[Format] = (),
    location: Path | str | None = None,
    trust: str | None = None,
    auth: transport.Auth | None = None,
    receipts: ReceiptLog | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Pulled, ...]:
    """Bring exactly what a lock pins into the folder `into`: the same bytes, or an error. The lock stays as it is.

    Args:
        lock: The lock file.
        into: The folder.
        dataset: Only this one; all by default.
        forms: Only these files ("parquet", "csv"); all that are pinned by default.
        location: Where the caller believes it comes from; another one in the lock is an error.
        trust: Likewise what vouches for it.
        auth: Credentials, where all that is pulled comes from one origin.
        receipts: The reader's own log.
        limits: How much may be taken.

    Raises:
        DefinitionError: The lock pins no such data set or file, or another location or trust.
        TrustError: The release is there with other bytes than those pinned.
        ReleaseError: It is not there any more.
        WithdrawnRelease: It was taken back.
        SourceUnavailable, TransferError: It cannot be brought here.

    Example:
        >>> pull_locked("in/opendata-share.lock", into="in/")  # doctest: +SKIP
    """
    path, pinned = Path(lock), LockFile.read(Path(lock))
    wanted = pinned.releases if dataset is None else (_pinned(pinned, dataset, path),)
    for locked in wanted:
        _refuse_other(locked, location, trust, path)
    return tuple(
        pulled
        for locked in wanted
        for pulled in _pull_one(locked, Path(into), files_named(locked, forms), path, auth, receipts, limits)
    )


def _pull_one(
    locked: LockedRelease,
    into: Path,
    files: Sequence[FileEntry],
    lock: Path,
    auth: transport.Auth | None,
    receipts: ReceiptLog | None,
    limits: Limits,
) -> list[Pulled]:
    catalog = open_catalog(locked.location, trust=locked.trust, auth=auth, limits=limits)
    if locked.dataset not in list(catalog):
        raise ReleaseError("lock-gone", file=lock, dataset=locked.dataset, release=locked.release)
    found = next((each for each in catalog[locked.dataset].releases() if each.number == locked.release), None)
    if found is None:
        raise ReleaseError("lock-gone", file=lock, dataset=locked.dataset, release=locked.release)
    if found.digest != locked.manifest or any(found.manifest.file(entry.name) != entry for entry in files):
        number, pinned, now = locked.release, locked.manifest, found.digest
        raise TrustError(
            "lock-other-bytes", file=lock, dataset=locked.dataset, release=number, expected=pinned, actual=now
        )
    return [
        Pulled(release=found, path=found.pull(into, _form_of(entry, lock), receipts=receipts), lock=lock)
        for entry in files
    ]


def _form_of(entry: FileEntry, lock: Path) -> Format:
    form = _FORMS.get(entry.name.rpartition(".")[2])
    if form is None:
        raise DefinitionError("lock-other-form", dataset=str(lock), forms=[entry.name])
    return form


def _vouched_by(release: Release, trust: str | None) -> str | None:
    """Return what a lock says of trust: the pin, also where the reader remembered it, without an address."""
    if isinstance(release.place, PinnedPlace):
        return str(Pin(release.place.pin.digest))
    return _without_address(trust)


def _without_address(trust: str | None) -> str | None:
    """Return a pin's digest alone: an address may hold a secret, and the lock says the location itself."""
    return trust if trust is None or not Pin.is_one(trust) else str(Pin(Pin.parse(trust).digest))


def _file_of(release: Release, form: Format) -> FileEntry:
    if form not in _FORMS:
        raise DefinitionError("pull-format", format=form)
    return release.flow.data_file(release.manifest, form)


def _pinned(lock: LockFile, dataset: str, path: Path) -> LockedRelease:
    found = lock.find(dataset)
    if found is None:
        known = [entry.dataset for entry in lock.releases] or ["–"]
        raise DefinitionError("lock-unknown", file=path, dataset=dataset, known=known)
    return found


def _refuse_other(locked: LockedRelease, location: Path | str | None, trust: str | None, lock: Path) -> None:
    given, known = None if location is None else shown_location(location), locked.location
    if given is not None and given.rstrip("/") != known.rstrip("/"):
        raise DefinitionError("lock-other-location", file=lock, dataset=locked.dataset, given=given, known=known)
    if trust is not None and _without_address(trust) != _without_address(locked.trust):
        pinned = locked.trust or "–"
        raise DefinitionError("lock-other-trust", file=lock, dataset=locked.dataset, given=trust, known=pinned)
