"""A catalogue's metadata, the publisher's way: what is there, and what a change of it writes.

What lives here: reading the metadata of a store, and drafts of what comes next; all of it pure but for the secrets that
sign. What this file must not know: how anything is written, how a consumer verifies.

The newest snapshot in the store is the truth. A publisher follows the versions upwards from the one `timestamp.json`
names, because whoever committed the newest may have died before it could say so there.

A publisher takes a snapshot as genuine where enough keys of any root of the chain signed it: between a new root and the
next snapshot, the newest snapshot is one the newest root no longer admits, and signing it again is what mends that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from .._canonical import bytes_digest
from .._dataclass import dataclass
from ..errors import (
    InconsistentMetadata,
    ReleaseError,
    SameVersionOtherBytes,
    TooFewSignatures,
    WrongAgency,
)
from . import _signing
from ._drafting import Drafting
from ._keys import Keys
from ._metadata import (
    admits,
    entry_of,
    is_named_by,
    issued_at,
    lifetimes_of,
    matches,
    parsed,
    releases_of,
    roles_of,
)
from ._names import (
    FIRST_ROOT,
    FOLDER,
    ROOT,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    TIMESTAMP_FILE,
    agency_name,
    agency_paths,
    file_name,
)
from ._roles import Draft, Lifetimes, RoleKeys, Roles, Target

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, MetaFile

Get = Callable[[str], bytes | None]
"""Returns the bytes of a file of the store by its path, or None where there is none."""

_MOST_ROOTS: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What the newest snapshot of a store says.

    Attributes:
        pin: "sha256:…" of the first root: what consumers pin.
        roles: Who signs what now.
        lifetimes: How long what is signed holds.
        root: The version of the newest root.
        snapshot: The version of the newest snapshot, 0 where there is none yet.
        timestamp: The version of `timestamp.json`, 0 where there is none.
        behind: Whether `timestamp.json` does not name the newest snapshot, or not in a way readers admit.
        releases: The releases each agency lists, by its slug.
        expires: When what was signed for each role ends.
        issued: When the newest of all this was signed, or None.
        unadmitted: Roles whose newest file the newest root or delegation does not admit: to be signed again.
    """

    pin: str
    roles: Roles
    lifetimes: Lifetimes
    root: int
    snapshot: int = 0
    timestamp: int = 0
    behind: bool = True
    releases: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)
    expires: Mapping[str, datetime] = field(default_factory=dict)
    issued: datetime | None = None
    unadmitted: frozenset[str] = frozenset()
    _meta: Mapping[str, MetaFile] = field(default_factory=dict, repr=False)
    _snapshot_file: MetaFile | None = field(default=None, repr=False)

    @classmethod
    def read(cls, get: Get, *, pin: str | None = None) -> Repository | None:
        """Return what the store says, or None where it has no metadata at all.

        Args:
            get: Returns a file of the store by its path, or None.
            pin: What the first root must be; None takes the one that is there.

        Raises:
            TrustError: What is there is damaged, or not signed by whom it should be.
        """
        first = get(FIRST_ROOT)
        if first is None:
            return None
        if pin is not None and bytes_digest(first) != pin:
            raise InconsistentMetadata("trust-pin-other", file=FIRST_ROOT, expected=pin, actual=bytes_digest(first))
        roots = _roots(first, get)
        data = get(TIMESTAMP_FILE)
        pointer = None if data is None else parsed(data, TIMESTAMP, TIMESTAMP_FILE)
        state = cls(
            pin=bytes_digest(first),
            roles=roles_of(roots[-1].signed),
            lifetimes=lifetimes_of(roots[-1].signed),
            root=roots[-1].signed.version,
            timestamp=0 if pointer is None else pointer.signed.version,
            expires={ROOT: roots[-1].signed.expires},
        )
        found = _newest_snapshot(roots, pointer, get)
        return state if found is None else state._with_snapshot(found, roots[-1], pointer, get)

    def _with_snapshot(self, data: bytes, root: Metadata[Any], pointer: Metadata[Any] | None, get: Get) -> Repository:
        snapshot = parsed(data, SNAPSHOT, SNAPSHOT).signed
        targets = _named(snapshot.meta, TARGETS, get)
        delegations = targets.signed.delegations
        agencies = {} if delegations is None or delegations.roles is None else delegations.roles
        listed = {
            agency: _named(snapshot.meta, agency, get) for agency in agencies if f"{agency}.json" in snapshot.meta
        }
        top = {TARGETS: targets, SNAPSHOT: parsed(data, SNAPSHOT, SNAPSHOT)}
        top |= {} if pointer is None else {TIMESTAMP: pointer}
        unadmitted = [role for role, document in top.items() if not admits(root.signed, role, document)]
        unadmitted += [agency for agency, document in listed.items() if not admits(targets.signed, agency, document)]
        contents = {name: document.signed for name, document in (*top.items(), *listed.items())}
        named = 0 if pointer is None else pointer.signed.snapshot_meta.version
        moments = [moment for content in contents.values() if (moment := issued_at(content)) is not None]
        return replace(
            self,
            roles=roles_of(root.signed, targets.signed),
            snapshot=snapshot.version,
            behind=named != snapshot.version or not {SNAPSHOT, TIMESTAMP}.isdisjoint(unadmitted),
            releases={
                agency: releases_of(agency, document.signed, agency_paths(agency))
                for agency, document in listed.items()
            },
            expires={**self.expires, **{name: content.expires for name, content in contents.items()}},
            issued=max(moments, default=None),
            unadmitted=frozenset(unadmitted),
            _meta=dict(snapshot.meta),
            _snapshot_file=entry_of(snapshot.version, data),
        )

    def can_publish(self, agency: str, keys: Keys) -> bool:
        """Return whether `keys` are enough to sign a release of `agency`."""
        role = self.roles.agencies.get(agency)
        return role is not None and _held(keys, role) and _held(keys, self.roles.online)

    def may_sign(self, agency: str, keys: Keys) -> bool:
        """Return whether `keys` are enough to sign a release of `agency`, which may be new here."""
        role = self._agencies([agency]).get(agency)
        return role is not None and _held(keys, role) and _held(keys, self.roles.online)

    def _agencies(self, added: Iterable[str]) -> dict[str, RoleKeys]:
        """Return who signs for each agency; where one key holds every role, that key signs for a new one too."""
        # whoever began this catalogue died before saying whose it is
        agencies = dict(self.roles.agencies) if self.snapshot else {}
        if not self.snapshot or self.roles.targets == self.roles.online == self.roles.root:
            agencies |= {agency: self.roles.targets for agency in added if agency not in agencies}
        return agencies

    def with_releases(
        self,
        agency: str,
        targets: Iterable[Target],
        keys: Keys,
        now: datetime,
        present: Iterable[str] = (),
        *,
        without: Iterable[str] = (),
    ) -> Draft:
        """Return what adds releases to those of an agency.

        Args:
            agency: Whose they are.
            targets: The new ones.
            keys: Must hold enough keys of the agency, and of `online`.
            now: When it is signed, aware.
            present: Names of all metadata files in the store: a file somebody left there is never given other bytes.
            without: Paths of releases that are listed no longer.

        Raises:
            WrongAgency: A release is not of this agency.
            SameVersionOtherBytes: A release that is listed would get other bytes.
            ClockBehind: What is there was signed later than `now`.
            ReleaseError: The agency has no role here, or too few keys are held.
        """
        return self.with_all({agency: targets}, keys, now, present, without=without)

    def with_all(
        self,
        added: Mapping[str, Iterable[Target]],
        keys: Keys,
        now: datetime,
        present: Iterable[str] = (),
        *,
        without: Iterable[str] = (),
    ) -> Draft:
        """Return what adds releases to those of several agencies at once; see `with_releases`.

        Where one key holds every role, an agency that has none yet is delegated to that key.
        """
        gone = frozenset(without)
        drafting = self._drafting(keys, now, present)
        agencies = self._agencies(added)
        changed = {} if agencies == self.roles.agencies and self.snapshot else {TARGETS: drafting.delegating(agencies)}
        for agency, targets in added.items():
            if agency not in agencies:
                raise ReleaseError("trust-agency-unknown", file=FOLDER, agency=agency, known=list(agencies) or ["–"])
            listed = self._listed(agency, targets, gone)
            changed[agency] = drafting.listing(agency, listed, [agencies[agency]])
        return drafting.committed(changed)

    def _listed(self, agency: str, added: Iterable[Target], gone: frozenset[str]) -> tuple[Target, ...]:
        listed = {target.path: target for target in self.releases.get(agency, ())}
        for target in added:
            if not matches(target.path, agency_paths(agency)):
                raise WrongAgency("trust-wrong-agency", file=target.path, role=agency)
            earlier = listed.get(target.path, target)
            if (earlier.bytes, earlier.sha256) != (target.bytes, target.sha256):
                raise SameVersionOtherBytes("trust-release-changed", file=target.path, role=agency)
            listed[target.path] = target
        return tuple(target for path, target in listed.items() if path not in gone)

    def refreshed(self, keys: Keys, now: datetime, present: Iterable[str] = ()) -> Draft:
        """Return what keeps the catalogue valid: a new timestamp, and again whatever is due and `keys` can sign.

        Due is what is in the second half of its life, and what the newest root or delegation no longer admits. Most
        often that is the timestamp alone (`deciding` is None).

        Raises:
            ClockBehind: What is there was signed later than `now`.
            ReleaseError: Too few keys of `online` are held.
        """
        drafting = self._drafting(keys, now, present)
        changed: dict[str, tuple[int, bytes]] = {}
        if self._due(TARGETS, self.lifetimes.targets, now) and _held(keys, self.roles.targets):
            changed[TARGETS] = drafting.delegating(self.roles.agencies)
        for agency, role in self.roles.agencies.items():
            if agency in self.releases and self._due(agency, self.lifetimes.agency, now) and _held(keys, role):
                changed[agency] = drafting.listing(agency, self.releases[agency], [role])
        if changed or self._snapshot_file is None or self._due(SNAPSHOT, self.lifetimes.online, now):
            draft = drafting.committed(changed)
        else:
            draft = Draft(pointer=drafting.pointer(self._snapshot_file))
        if self._due(ROOT, self.lifetimes.root, now) and _held(keys, self.roles.root):
            draft = replace(draft, after=(drafting.root(self.root + 1, self.roles.root),))
        return draft

    def with_roles(
        self, roles: Roles, keys: Keys, now: datetime, present: Iterable[str] = (), lifetimes: Lifetimes | None = None
    ) -> Draft:
        """Return what puts `roles` in the place of those there are: new keys, thresholds, agencies.

        Where the keys of before are held as well, readers notice nothing: what is signed again bears both signatures,
        and the new root comes last. Where they are lost, the new root comes first, and readers are refused between it
        and the new timestamp.

        An agency's releases are signed again where enough of its new keys are held. Where they are not, readers are
        refused that agency until whoever holds them runs `refreshed`.

        Raises:
            ClockBehind: What is there was signed later than `now`.
            ReleaseError: Too few keys are held: of the roots, old and new; of targets; of `online`.
        """
        before, lasting = self.roles, self.lifetimes if lifetimes is None else lifetimes
        drafting = replace(self._drafting(keys, now, present), roles=roles, lifetimes=lasting)
        changed: dict[str, tuple[int, bytes]] = {}
        if roles.agencies != before.agencies or roles.targets != before.targets or not self.snapshot:
            changed[TARGETS] = drafting.delegating(roles.agencies, _other_held(keys, before.targets, roles.targets))
        for agency, listed in self.releases.items():
            new, old = roles.agencies.get(agency), before.agencies.get(agency)
            if new is not None and old is not None and new != old and _held(keys, new):
                changed[agency] = drafting.listing(agency, listed, [new, *_other_held(keys, old, new)])
        draft = Draft()
        if changed or roles.online != before.online:
            draft = drafting.committed(changed, _other_held(keys, before.online, roles.online))
        top = ((before.root, roles.root), (before.targets, roles.targets), (before.online, roles.online))
        if all(old == new for old, new in top) and lasting == self.lifetimes:
            return draft
        root = drafting.root(self.root + 1, before.root)
        lost = any(old != new and not _held(keys, old) for old, new in top[1:])
        return replace(draft, immutable=(root, *draft.immutable)) if lost else replace(draft, after=(root,))

    def _drafting(self, keys: Keys, now: datetime, present: Iterable[str]) -> Drafting:
        return Drafting(
            keys=keys,
            now=now,
            present=tuple(present),
            roles=self.roles,
            lifetimes=self.lifetimes,
            meta=self._meta,
            snapshot=self.snapshot,
            timestamp=self.timestamp,
            issued=self.issued,
        )

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return what should be signed again by now; after `refreshed`, what its keys were not here for."""
        lifetimes = {ROOT: self.lifetimes.root, TARGETS: self.lifetimes.targets}
        lifetimes |= dict.fromkeys(self.releases, self.lifetimes.agency)
        lifetimes |= dict.fromkeys((SNAPSHOT, TIMESTAMP), self.lifetimes.online)
        return tuple(name for name, lifetime in lifetimes.items() if self._due(name, lifetime, now))

    def _due(self, name: str, lifetime: timedelta, now: datetime) -> bool:
        return name in self.unadmitted or name not in self.expires or self.expires[name] - now < lifetime / 2


def begin(
    keys: Keys,
    agency: str,
    *,
    now: datetime,
    roles: Roles | None = None,
    lifetimes: Lifetimes | None = None,
    present: Iterable[str] = (),
) -> Draft:
    """Return what makes a catalogue of a store without metadata; nothing is released yet.

    Args:
        keys: Where the one key is taken from, or made (`Keys.first`).
        agency: Whose releases there will be.
        now: When it is signed, aware.
        roles: More keys, thresholds and agencies, in the place of one key for this agency.
        lifetimes: How long what is signed holds.
        present: Names of all metadata files in the store.

    Raises:
        DefinitionError: The agency cannot be called so.
        ReleaseError: Too few keys are held.
    """
    said = Roles.of_one_key(keys.first(), agency_name(agency)) if roles is None else roles
    lasting = Lifetimes() if lifetimes is None else lifetimes
    own = {_signing.CATALOGUE: secrets.token_hex(16)}
    root = _signing.sign(_signing.root(1, said, lasting, now, **own), keys, [(ROOT, said.root)])
    empty = Repository(pin=bytes_digest(root), roles=said, lifetimes=lasting, root=1)
    draft = empty.with_roles(said, keys, now, present)
    return replace(draft, immutable=((FIRST_ROOT, root), *draft.immutable))


def _held(keys: Keys, role: RoleKeys) -> bool:
    return sum(keys.holds(key) for key in role.keys) >= role.threshold


def _other_held(keys: Keys, before: RoleKeys, after: RoleKeys) -> list[RoleKeys]:
    """Return the keys of before where they are others, and held: what they sign too, nobody notices."""
    return [before] if before != after and _held(keys, before) else []


def _roots(first: bytes, get: Get) -> list[Metadata[Any]]:
    """Return the chain of roots, each signed as the one before it and itself demand.

    Raises:
        TooFewSignatures: One is not.
    """
    chain: list[Metadata[Any]] = []
    data: bytes | None = first
    while data is not None and len(chain) < _MOST_ROOTS:
        version = len(chain) + 1
        place = file_name(ROOT, version)
        root = parsed(data, ROOT, place)
        if root.signed.version != version:
            raise InconsistentMetadata("trust-version-other", file=place, version=version, found=root.signed.version)
        if not all(admits(by.signed, ROOT, root) for by in (*chain[-1:], root)):
            raise TooFewSignatures("trust-signatures", file=place, role=ROOT)
        chain.append(root)
        data = get(file_name(ROOT, version + 1))
    return chain


def _newest_snapshot(roots: Sequence[Metadata[Any]], pointer: Metadata[Any] | None, get: Get) -> bytes | None:
    """Return the newest snapshot, or None where there is none yet.

    Raises:
        InconsistentMetadata: The one the timestamp names is not there.
        TooFewSignatures: It is not signed as the newest root demands; nor, where that root is newer than all
            snapshots, as one before it does.
    """
    version = 1 if pointer is None else pointer.signed.snapshot_meta.version
    named = newest = get(file_name(SNAPSHOT, version))
    if newest is None:
        if pointer is None:
            return None
        raise InconsistentMetadata("trust-missing", file=file_name(SNAPSHOT, version))
    while (later := get(file_name(SNAPSHOT, version + 1))) is not None:
        newest, version = later, version + 1
    place = file_name(SNAPSHOT, version)
    snapshot = parsed(newest, SNAPSHOT, place)
    by = [root for root in roots if admits(root.signed, SNAPSHOT, snapshot)]
    # a key that was replaced may not decide once the newest root's own keys have
    overtaken = named is not None and admits(roots[-1].signed, SNAPSHOT, parsed(named, SNAPSHOT, place))
    if not by or (roots[-1] not in by and overtaken):
        raise TooFewSignatures("trust-signatures", file=place, role=SNAPSHOT)
    if snapshot.signed.version != version:
        raise InconsistentMetadata("trust-version-other", file=place, version=version, found=snapshot.signed.version)
    return newest


def _named(meta: Mapping[str, MetaFile], role: str, get: Get) -> Metadata[Any]:
    """Return the file of `role` that a snapshot names.

    Raises:
        InconsistentMetadata: It is not there, or it is another.
    """
    entry = meta.get(f"{role}.json")
    if entry is None:
        raise InconsistentMetadata("trust-missing", file=f"{role}.json")
    place = file_name(role, entry.version)
    data = get(place)
    if data is None:
        raise InconsistentMetadata("trust-missing", file=place)
    if not is_named_by(entry, data):
        raise InconsistentMetadata("trust-mixed", file=place, role=role)
    return parsed(data, role, place)
