"""Pulling by a lock file: what is decided, whoever brings it.

What lives here: what a pull pins and when it is refused, as flows over one release. What this file must not know:
whether the caller waits or awaits, how bytes are fetched and verified, how a lock is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from ..errors import DefinitionError, ReleaseError, TrustError
from ..receipts import ReceiptLog
from ..trust import Pin
from ._layout import FileEntry
from ._lock_file import LOCK_NAME, LockedRelease, LockFile, shown_location
from ._lookup import Datasets, Named
from ._pinned_place import PinnedPlace
from ._release_face import ReleaseFace
from ._release_flow import Format
from ._wants import Flow

_FORMS: Final[dict[str, Format]] = {"parquet": "parquet", "csv": "csv"}

D = TypeVar("D", bound=Named)
R = TypeVar("R", bound=ReleaseFace)


def pulling(
    release: ReleaseFace,
    into: Path | str,
    as_: Format,
    lock: Path | str | None,
    trust: str | None,
    receipts: ReceiptLog | None,
) -> Flow[tuple[Path, Path]]:
    """Want a release's file in a folder, pin it, and return the file and the lock; see `pull`."""
    path = Path(into) / LOCK_NAME if lock is None else Path(lock)
    if as_ not in _FORMS:
        raise DefinitionError("pull-format", format=as_)
    entry = release.flow.data_file((yield from release.flow.manifest()), as_)
    locked = LockedRelease(
        dataset=release.dataset,
        release=release.number,
        manifest=release.digest,
        location=release.place.shown(""),
        trust=_vouched_by(release, trust),
        files=(entry,),
    )
    pinned = LockFile.read_or_new(path).pinning(locked)  # before anything comes: one folder holds a name once
    brought = yield from release.flow.pull(into, as_, receipts)
    pinned.write(path)
    return brought, path


def pulling_exactly(
    release: ReleaseFace,
    locked: LockedRelease,
    files: Sequence[FileEntry],
    into: Path,
    lock: Path,
    receipts: ReceiptLog | None,
) -> Flow[list[Path]]:
    """Want the pinned files of a release, which must be the one that is pinned."""
    manifest = (yield from release.flow.manifest()) if release.digest == locked.manifest else None
    if manifest is None or any(manifest.file(entry.name) != entry for entry in files):
        number, pinned, now = locked.release, locked.manifest, release.digest
        raise TrustError(
            "lock-other-bytes", file=lock, dataset=locked.dataset, release=number, expected=pinned, actual=now
        )
    brought: list[Path] = []
    for entry in files:
        path = yield from release.flow.pull(into, _form_of(entry, lock), receipts)
        brought.append(path)
    return brought


def wanted_of(
    path: Path, dataset: str | None, location: Path | str | None, trust: str | None
) -> tuple[LockedRelease, ...]:
    """Return what is to be pulled by the lock at `path`; see `pull_locked`.

    Raises:
        DefinitionError: The lock pins no such data set, or another location or trust.
    """
    lock = LockFile.read(path)
    wanted = lock.releases if dataset is None else (_pinned(lock, dataset, path),)
    for locked in wanted:
        _refuse_other(locked, location, trust, path)
    return wanted


def listed(catalog: Datasets[D], locked: LockedRelease, lock: Path, releases: Callable[[D], tuple[R, ...]]) -> R:
    """Return the release of a catalogue that has the pinned number.

    Raises:
        ReleaseError: There is none any more.
    """
    found = releases(catalog[locked.dataset]) if locked.dataset in list(catalog) else ()
    for release in found:
        if release.number == locked.release:
            return release
    raise ReleaseError("lock-gone", file=lock, dataset=locked.dataset, release=locked.release)


def _form_of(entry: FileEntry, lock: Path) -> Format:
    form = _FORMS.get(entry.name.rpartition(".")[2])
    if form is None:
        raise DefinitionError("lock-other-form", dataset=str(lock), forms=[entry.name])
    return form


def _vouched_by(release: ReleaseFace, trust: str | None) -> str | None:
    """Return what a lock says of trust: the pin, also where the reader remembered it, without an address."""
    if isinstance(release.place, PinnedPlace):
        return str(Pin(release.place.pin.digest))
    return _without_address(trust)


def _without_address(trust: str | None) -> str | None:
    """Return a pin's digest alone: an address may hold a secret, and the lock says the location itself."""
    return trust if trust is None or not Pin.is_one(trust) else str(Pin(Pin.parse(trust).digest))


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
