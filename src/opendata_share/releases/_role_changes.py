"""Keeping a catalogue signed: beginning it, signing again what is due, changing who signs what.

What lives here: changes of metadata alone, committed to a store. What this file must not know: rows, how releases are
made. Each is tried again on top of whoever was faster, a few times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .. import trust
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
    failures,
    open_store,
)
from ._commit_catalog import commit_catalog
from ._layout import PUBLIC
from ._served import NowServed, read_served

_TRIES: Final = 5


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
    served = read_served(store)
    if served.state is not None:
        raise ReleaseError("trust-signed-already", file=store.name)
    draft = trust.begin(keys, agency, now=_now(), roles=roles, lifetimes=lifetimes, present=_present(store))
    if not _carried_out(store, draft, None):
        raise ReleaseError("trust-signed-already", file=store.name)
    served = read_served(store)
    if served.catalog is not None:
        _sign_what_lies_there(store, served, keys)
    return _signed(store)


def _sign_what_lies_there(store: Store, served: NowServed, keys: trust.Keys) -> None:
    """Sign what was published before, every byte of it read once, as far as keys are held."""
    with store.staging(lambda: read_served(store).paths), failures(store.name):
        state = served.state
        if served.catalog is not None and state is not None:
            ours = [entry for entry in served.catalog.datasets if state.can_publish(entry.agency, keys)]
            if ours:
                commit_catalog(store, served, keys, replace(served.catalog, datasets=tuple(ours)))


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


def _changed(store: Store, draft: Callable[[trust.Repository], trust.Draft]) -> trust.Repository:
    """Carry a change out on top of what is there, and again on top of whoever was faster."""
    for _ in range(_TRIES):
        served = read_served(store)
        if served.state is None:
            raise ReleaseError("trust-not-signed", file=store.name)
        if _carried_out(store, draft(served.state), served.versions[trust.TIMESTAMP_FILE]):
            return _signed(store)
    raise ReleaseError("publish-conflict", file=store.name, count=_TRIES)


def _carried_out(store: Store, draft: trust.Draft, pointer: str | None) -> bool:
    """Write what a draft says, in its order; return False where somebody else was first.

    Args:
        store: Where.
        draft: What is written.
        pointer: The version of the pointer it was drafted on top of.
    """
    with store.staging(lambda: read_served(store).paths), failures(store.name):
        if draft.pointer is None:
            files = (*draft.immutable, *draft.after)
            return all(store.put_if_absent(*file) is not Put.OTHER for file in files)
        path, data = draft.pointer
        commit = Commit(
            files=tuple(File(*file) for file in draft.immutable),
            deciding=None if draft.deciding is None else File(*draft.deciding),
            pointers=(Pointer(path, data, pointer),),
            after=tuple(File(*file) for file in draft.after),
        )
        outcome = carry_out(store, commit)
        if isinstance(outcome, Failed):
            raise outcome.error
        if isinstance(outcome, Unknown):
            message = "publish-outcome-unknown" if outcome.visible else "publish-outcome-unclear"
            raise ReleaseError(message, file=store.name, reason=str(outcome.error)) from outcome.error
        return not isinstance(outcome, Conflict)


def _store(into: Path | str) -> Store:
    served = read_served(open_store(into, Disk()))
    return open_store(into, Disk(private=served.catalog is not None and served.catalog.audience != PUBLIC))


def _signed(store: Store) -> trust.Repository:
    state = read_served(store).state
    if state is None:
        raise ReleaseError("trust-not-signed", file=store.name)
    return state


def _present(store: Store) -> list[str]:
    return [listed.path for listed in store.list(trust.FOLDER)]


def _now() -> datetime:
    return datetime.now(UTC)
