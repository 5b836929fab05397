"""The next versions of metadata: numbered, signed, and put in the order they are written in.

What lives here: what one change of a catalogue writes. What this file must not know: why it changes (`_repository`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from .._dataclass import dataclass
from .._moment_text import time_text
from ..errors import ClockBehind
from . import _signing
from ._keys import Keys
from ._metadata import entry_of
from ._names import ROOT, SNAPSHOT, TARGETS, TIMESTAMP, TIMESTAMP_FILE, file_name, greatest
from ._roles import Draft, Lifetimes, RoleKeys, Roles, Target

if TYPE_CHECKING:
    from tuf.api.metadata import MetaFile

TOLERANCE: Final = timedelta(minutes=15)
"""How far two honest clocks may be apart."""

Changed = Mapping[str, tuple[int, bytes]]
"""New versions of targets and of agencies' roles: their number and their bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """One change of a catalogue.

    Attributes:
        keys: What there is to sign with.
        now: When it is signed, aware.
        present: Names of all metadata files in the store.
        roles: Who signs what, afterwards.
        lifetimes: How long what is signed holds.
        meta: What the newest snapshot names.
        snapshot: Its version.
        timestamp: The version of the timestamp before.
        issued: When the newest of what is there was signed.
    """

    keys: Keys
    now: datetime
    present: Sequence[str]
    roles: Roles
    lifetimes: Lifetimes
    meta: Mapping[str, MetaFile]
    snapshot: int
    timestamp: int
    issued: datetime | None

    def delegating(self, agencies: Mapping[str, RoleKeys], also: Sequence[RoleKeys] = ()) -> tuple[int, bytes]:
        """Return the next version of targets, signed by its keys and by those of `also`."""
        version = self._next(TARGETS)
        content = _signing.delegating(version, agencies, self.lifetimes, self.now)
        return version, _signing.sign(content, self.keys, [(TARGETS, role) for role in (self.roles.targets, *also)])

    def listing(self, agency: str, targets: Sequence[Target], by: Sequence[RoleKeys]) -> tuple[int, bytes]:
        """Return the next version of an agency's role."""
        version = self._next(agency)
        content = _signing.listing(version, targets, self.lifetimes, self.now)
        return version, _signing.sign(content, self.keys, [(agency, role) for role in by])

    def committed(self, changed: Changed, also: Sequence[RoleKeys] = ()) -> Draft:
        """Return the draft that puts new versions and commits them by the next snapshot."""
        from tuf.api.metadata import Snapshot

        meta = {**self.meta, **{f"{role}.json": entry_of(version, data) for role, (version, data) in changed.items()}}
        version = self.snapshot + 1
        content = Snapshot(**_signing.facts(version, self.lifetimes.online, self.now), meta=meta)
        data = _signing.sign(content, self.keys, [(SNAPSHOT, role) for role in (self.roles.online, *also)])
        return Draft(
            immutable=tuple((file_name(role, number), signed) for role, (number, signed) in changed.items()),
            deciding=(file_name(SNAPSHOT, version), data),
            pointer=self.pointer(entry_of(version, data), also),
        )

    def pointer(self, snapshot: MetaFile, also: Sequence[RoleKeys] = ()) -> tuple[str, bytes]:
        """Return the next timestamp, which names a snapshot.

        Raises:
            ClockBehind: What is there was signed later than now.
        """
        from tuf.api.metadata import Timestamp

        if self.issued is not None and self.now + TOLERANCE < self.issued:
            raise ClockBehind("trust-clock-behind", now=time_text(self.now), issued=time_text(self.issued))
        said = _signing.facts(self.timestamp + 1, self.lifetimes.online, self.now)
        by = [(TIMESTAMP, role) for role in (self.roles.online, *also)]
        return TIMESTAMP_FILE, _signing.sign(Timestamp(**said, snapshot_meta=snapshot), self.keys, by)

    def root(self, version: int, before: RoleKeys) -> tuple[str, bytes]:
        """Return a root, signed by the keys of the one before it and by its own."""
        content = _signing.root(version, self.roles, self.lifetimes, self.now)
        by = [(ROOT, role) for role in (before, self.roles.root)]
        return file_name(ROOT, version), _signing.sign(content, self.keys, by)

    def _next(self, role: str) -> int:
        """Return the next version of a role that no file in the store has."""
        entry = self.meta.get(f"{role}.json")
        return max(0 if entry is None else entry.version, greatest(role, self.present)) + 1
