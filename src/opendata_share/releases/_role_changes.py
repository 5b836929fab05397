"""Keeping a catalogue signed: beginning it, signing again what is due, changing who signs what.

What lives here: changes of metadata alone, committed to a store. What this file must not know: rows, how releases are
made. Each is tried again on top of whoever was faster, a few times.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .. import trust
from .._limits import DEFAULT_LIMITS
from .._strict_json import load_document
from ..errors import ReleaseError
from ..stores import (
    Commit,
    Conflict,
    Disk,
    Failed,
    File,
    Pointer,
    Put,
    Store,
    Unknown,
    carry_out,
    open_store,
)
from ._layout import CATALOG, PUBLIC, CatalogDocument
from ._release import Release
from ._signed_catalog import signed_targets
from ._store_place import place_of

_TRIES: Final = 5
_MOST_BYTES: Final = 32_000_000


def begin_signing(
    into: Path | str,
    keys: trust.Keys,
    agency: str,
    roles: trust.Roles | None = None,
    lifetimes: trust.Lifetimes | None = None,
) -> trust.Repository:
    """Sign the catalogue of a folder for the first time, with every release of the agencies whose keys are held.

    Args:
        into: The folder of releases, or where there will be one.
        keys: The keys to sign with; where there is none, one is made.
        agency: Whose releases there are or will be.
        roles: More keys, thresholds and agencies.
        lifetimes: How long what is signed holds.

    Raises:
        ReleaseError: It is signed already, or too few keys are held.
    """
    store = _store(into)
    seen = _Seen.of(store)
    if seen.state is not None:
        raise ReleaseError("trust-signed-already", file=store.name)
    catalog = _catalog(store)
    _verify_all(store, catalog)
    draft = trust.begin(keys, agency, now=_now(), roles=roles, lifetimes=lifetimes, present=_present(store))
    with _writable(store):
        if not seen.carry_out(draft):
            raise ReleaseError("trust-signed-already", file=store.name)
    for name in sorted({entry.agency for entry in catalog.datasets}):
        if _signed(store).can_publish(name, keys):
            _list_all(store, catalog, name, keys)
    return _signed(store)


def refresh_signing(into: Path | str, keys: trust.Keys) -> trust.Repository:
    """Sign again what is due, the timestamp always, and bring to its end what a publisher who died left half done.

    Raises:
        ReleaseError: The folder is not signed, or no key for it is held.
    """
    store = _store(into)
    return _changed(store, lambda state: state.refreshed(keys, _now(), _present(store)))


def change_roles(into: Path | str, keys: trust.Keys, change: Callable[[trust.Roles], trust.Roles]) -> trust.Repository:
    """Put other roles in the place of those there are.

    Raises:
        ReleaseError: The folder is not signed, or too few keys are held.
    """
    store = _store(into)
    return _changed(store, lambda state: state.with_roles(change(state.roles), keys, _now(), _present(store)))


def signing_of(into: Path | str) -> trust.Repository:
    """Return what a folder's metadata say.

    Raises:
        ReleaseError: The folder is not signed.
        TrustError: What is there is damaged.
    """
    return _signed(_store(into))


def _verify_all(store: Store, catalog: CatalogDocument) -> None:
    """Read every byte of what was published before anything was signed here: from now on it is vouched for."""
    place = place_of(store, DEFAULT_LIMITS, "local")
    for entry in catalog.datasets:
        for listed in entry.releases:
            if listed.withdraws is None:
                Release(place, entry, listed, catalog.audience).verify()


def _writable(store: Store) -> AbstractContextManager[Path]:
    """Prepare a store for writing; what dead publishers left and nobody lists is tidied up first."""
    return store.staging(lambda: {f"{d.id}/{r.release}" for d in _catalog(store).datasets for r in d.releases})


def _list_all(store: Store, catalog: CatalogDocument, agency: str, keys: trust.Keys) -> None:
    targets = signed_targets(catalog, agency)
    _changed(store, lambda state: state.with_releases(agency, targets, keys, _now(), _present(store)))


def _changed(store: Store, draft: Callable[[trust.Repository], trust.Draft]) -> trust.Repository:
    """Carry a change out on top of what is there, and again on top of whoever was faster."""
    for _ in range(_TRIES):
        seen = _Seen.of(store)
        if seen.state is None:
            raise ReleaseError("trust-not-signed", file=store.name)
        with _writable(store):
            if seen.carry_out(draft(seen.state)):
                return _signed(store)
    raise ReleaseError("publish-busy", file=store.name, seconds=0)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the metadata of a store said, and which version of the pointer said it."""

    store: Store
    state: trust.Repository | None
    pointer: str | None

    @classmethod
    def of(cls, store: Store) -> _Seen:
        versions: dict[str, str] = {}

        def get(name: str) -> bytes | None:
            found = store.get(name, limit=_MOST_BYTES)
            if found is None:
                return None
            versions[name] = found.version
            return found.data

        return cls(store, trust.Repository.read(get), versions.get(trust.TIMESTAMP_FILE))

    def carry_out(self, draft: trust.Draft) -> bool:
        """Write what a draft says, in its order; return False where somebody else was first."""
        if draft.pointer is not None:
            path, data = draft.pointer
            commit = Commit(
                files=tuple(File(*file) for file in draft.immutable),
                deciding=None if draft.deciding is None else File(*draft.deciding),
                pointers=(Pointer(path, data, self.pointer),),
            )
            outcome = carry_out(self.store, commit)
            if isinstance(outcome, Conflict):
                return False
            if isinstance(outcome, (Failed, Unknown)):
                message = "publish-disk" if isinstance(outcome, Failed) else "publish-outcome-unknown"
                raise ReleaseError(message, file=self.store.name, reason=str(outcome.error)) from outcome.error
        for path, data in (*draft.immutable, *draft.after) if draft.pointer is None else draft.after:
            if self.store.put_if_absent(path, data) is Put.OTHER:
                return False
        return True


def _store(into: Path | str) -> Store:
    store = open_store(into, Disk())
    private = _catalog(store).audience != PUBLIC
    return open_store(into, Disk(private=True)) if private else store


def _catalog(store: Store) -> CatalogDocument:
    found = store.get(CATALOG, limit=DEFAULT_LIMITS.document_bytes)
    if found is None:
        return CatalogDocument(audience=PUBLIC)
    place = store.shown(CATALOG)
    return CatalogDocument.from_document(load_document(found.data, place), place)


def _signed(store: Store) -> trust.Repository:
    state = _Seen.of(store).state
    if state is None:
        raise ReleaseError("trust-not-signed", file=store.name)
    return state


def _present(store: Store) -> list[str]:
    return [listed.path for listed in store.list(trust.FOLDER)]


def _now() -> datetime:
    return datetime.now(UTC)
