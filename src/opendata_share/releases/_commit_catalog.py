"""One change of a catalogue: signed, committed, and the pointers brought up to it.

What lives here: what has to be signed for a change, and what becomes of each outcome of a commit. What this file must
not know: rows, how a release is made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .._limits import DEFAULT_LIMITS
from .._strict_json import document_bytes
from ..errors import ReleaseError
from ..stores import Commit, Conflict, Failed, File, Folder, Outcome, Pointer, Published, Store, Unknown, carry_out
from ..trust import FOLDER, Draft, Keys, Repository, begin
from ._layout import CATALOG, MANIFEST, CatalogDocument
from ._release import Release
from ._served import POINTERS, NowServed, read_served
from ._signed_catalog import signed_targets
from ._store_place import place_in

_ROUNDS: Final = 50


def keys_for(served: NowServed, folder: Path | str | None = None) -> Keys:
    """Return keys that can sign for this place; the first one is made here where there is none at all.

    Args:
        served: What the place serves.
        folder: Where the keys are, or None for the user's configuration folder.

    Raises:
        ReleaseError: Too few are held.
        DefinitionError: One cannot be read.
        TrustError: One can be read by others.
    """
    state = served.state
    if state is None:
        keys = _keys(folder)
        keys.signers([keys.first()])
        return keys
    keys, role = _keys(folder), state.roles.online
    held = sum(keys.holds(key) for key in role.keys)
    if held < role.threshold:
        message = "trust-keys-missing"
        raise ReleaseError(message, file=keys.folder, role="online", held=held, threshold=role.threshold)
    keys.signers(role.keys)
    return keys


def _keys(folder: Path | str | None) -> Keys:
    return Keys.open() if folder is None else Keys.open(folder)


def begun(served: NowServed, keys: Keys, agency: str) -> NowServed:
    """Return what is served with a first root, made here where there is none yet: it is put with the next commit."""
    if served.state is not None:
        return served
    path, data = begin(keys, agency, now=datetime.now(UTC)).immutable[0]
    state = Repository.read(lambda wanted: data if wanted == path else None)
    return replace(served, state=state, root=File(path, data))


def commit_catalog(
    store: Store,
    served: NowServed,
    keys: Keys,
    catalog: CatalogDocument,
    folders: Sequence[Folder] = (),
    taken: Collection[str] = (),
    relisted: Collection[str] = (),
) -> Conflict | None:
    """Make `catalog` what `store` serves, with the staged `folders` it lists; or say where somebody was faster.

    Args:
        store: Where.
        served: What `catalog` was made from.
        keys: What to sign with.
        catalog: All that is to be listed.
        folders: The folders of the releases that are new in it.
        taken: Paths that are known to be somebody else's.
        relisted: The folders of releases that are listed already, and of which the catalogue now says something else.

    Raises:
        ReleaseError: A step failed and nothing is visible; too few keys are held; or the store did not say what became
            of it.
        TrustError: Releases that were listed before anything was signed here are not what their catalogue says.
    """
    now, present = datetime.now(UTC), [*(entry.path for entry in store.list(FOLDER)), *taken]
    if not served.signed:
        _verify_listed(store, served)
    served = begun(served, keys, catalog.datasets[0].agency)
    if served.state is None:
        raise AssertionError("a root that was just made is one")
    draft = _draft(served.state, catalog, keys, now, present, relisted)
    commit = _commit(draft, served, catalog, folders)
    return _settled(carry_out(store, commit), store, keys)


def roll_forward(store: Store, keys: Callable[[NowServed], Keys]) -> bool:
    """Bring the pointers up to the newest state, as whoever committed it may have died before; return whether any was.

    Args:
        store: Where.
        keys: What to sign with; asked only where something has to be signed.

    Raises:
        ReleaseError: A step failed, or too few keys are held.
    """
    rolled = False
    for _ in range(_ROUNDS):
        served = read_served(store)
        if not served.behind or served.state is None or served.catalog is None:
            return rolled
        present = [entry.path for entry in store.list(FOLDER)]
        draft = Draft()
        if served.state.behind:
            draft = served.state.refreshed(keys(served), datetime.now(UTC), present)
        outcome = carry_out(store, _commit(draft, served, served.catalog))
        if isinstance(outcome, Failed):
            raise outcome.error
        if isinstance(outcome, Unknown):
            raise outcome.error
        rolled = True
    raise ReleaseError("publish-conflict", file=store.name, count=_ROUNDS)


def bring_up(store: Store, keys: Callable[[NowServed], Keys]) -> None:
    """Make what is decided visible and durable: whoever decided it may have died before readers could see it.

    Args:
        store: Where; something signed is there.
        keys: What to sign with; asked only where something has to be signed.

    Raises:
        ReleaseError: A step failed, or too few keys are held.
    """
    roll_forward(store, keys)
    for path in POINTERS:
        store.settle(path)


def _verify_listed(store: Store, served: NowServed) -> None:
    """Read every byte of what was published before anything was signed here: from now on it is vouched for."""
    place = place_in(store, DEFAULT_LIMITS, "local")
    for entry in () if served.catalog is None else served.catalog.datasets:
        for listed in entry.releases:
            release = Release(place, entry, listed, served.catalog.audience if served.catalog else "")
            if listed.withdraws is None:
                release.verify()
            else:
                _ = release.manifest


def _draft(
    state: Repository,
    catalog: CatalogDocument,
    keys: Keys,
    now: datetime,
    present: Sequence[str],
    relisted: Collection[str],
) -> Draft:
    """Return what signs the difference between what is signed and what `catalog` lists."""
    again = {f"{folder}/{MANIFEST}" for folder in relisted}
    known = {target.path: agency for agency, targets in state.releases.items() for target in targets}
    wanted = {entry.agency: signed_targets(catalog, entry.agency) for entry in catalog.datasets}
    listed = {target.path for targets in wanted.values() for target in targets}
    added = {
        agency: [target for target in targets if target.path not in known or target.path in again]
        for agency, targets in wanted.items()
    }
    gone = {path: agency for path, agency in known.items() if path not in listed}
    changed = {agency: targets for agency, targets in added.items() if targets}
    changed |= {agency: added.get(agency, []) for agency in gone.values()}
    return state.with_all(changed, keys, now, present, without=gone)


def _commit(
    draft: Draft,
    served: NowServed,
    catalog: CatalogDocument,
    folders: Sequence[Folder] = (),
) -> Commit:
    pointers = [(CATALOG, document_bytes(catalog.to_document()))]
    if draft.pointer is not None:
        pointers.insert(0, draft.pointer)
    return Commit(
        folders=tuple(folders),
        files=(*(() if served.root is None else (served.root,)), *(File(path, data) for path, data in draft.immutable)),
        deciding=None if draft.deciding is None else File(*draft.deciding),
        pointers=tuple(Pointer(path, data, served.versions[path]) for path, data in pointers),
        after=tuple(File(path, data) for path, data in draft.after),
    )


def _settled(outcome: Outcome, store: Store, keys: Keys) -> Conflict | None:
    if isinstance(outcome, Failed):
        raise outcome.error
    if isinstance(outcome, Unknown):
        raise _not_confirmed(store, outcome.error, visible=outcome.visible) from outcome.error
    if isinstance(outcome, Conflict):
        return outcome
    if isinstance(outcome, Published) and outcome.behind:
        try:
            roll_forward(store, lambda _: keys)
        except OSError as error:
            raise _not_confirmed(store, error, visible=False) from error
    return None


def _not_confirmed(store: Store, error: OSError, *, visible: bool) -> ReleaseError:
    message = "publish-outcome-unknown" if visible else "publish-outcome-unclear"
    return ReleaseError(message, file=store.name, reason=error.strerror or str(error))
