"""Who signs what, and for how long it holds: values to decide with.

What lives here: roles, thresholds, lifetimes, and a release as a role lists it. What this file must not know: keys on a
disk, metadata files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from typing import Any, Final

from .._dataclass import dataclass
from ..errors import DefinitionError
from ._names import agency_name
from ._public_key import PublicKey

_DAY: Final = timedelta(days=1)
_LONGEST: Final = 3650 * _DAY


@dataclass(frozen=True, slots=True)
class RoleKeys:
    """The keys of one role, and how many of them must sign.

    Raises:
        DefinitionError: A key stands there twice, or `threshold` of them cannot sign.
    """

    keys: tuple[PublicKey, ...]
    threshold: int = 1

    def __post_init__(self) -> None:
        if len(set(self.keys)) != len(self.keys) or not 1 <= self.threshold <= len(self.keys):
            raise DefinitionError("trust-threshold", threshold=self.threshold, keys=len(set(self.keys)))

    def __or__(self, other: RoleKeys) -> RoleKeys:
        """Return the keys of both, under this threshold."""
        return RoleKeys((*self.keys, *(key for key in other.keys if key not in self.keys)), self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who signs what in one catalogue.

    Attributes:
        root: Says who may sign everything else; its keys belong offline.
        targets: Says which agency signs which folder.
        online: Says which versions belong together and which are the newest; every publisher needs one of its keys.
        agencies: Each says which releases it made.
    """

    root: RoleKeys
    targets: RoleKeys
    online: RoleKeys
    agencies: Mapping[str, RoleKeys]

    def __post_init__(self) -> None:
        for agency in self.agencies:
            agency_name(agency)

    @classmethod
    def of_one_key(cls, key: PublicKey, *agencies: str) -> Roles:
        """Return the simplest roles: one key signs all."""
        alone = RoleKeys((key,))
        return cls(root=alone, targets=alone, online=alone, agencies=dict.fromkeys(agencies, alone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long each kind of metadata holds before it must be signed again.

    The shorter `online` is, the sooner readers notice that someone keeps newer releases from them; whoever signs it
    must come back in time.
    """

    root: timedelta = 365 * _DAY
    targets: timedelta = 90 * _DAY
    agency: timedelta = 90 * _DAY
    online: timedelta = 14 * _DAY

    def __post_init__(self) -> None:
        for name in ("root", "targets", "agency", "online"):
            lifetime: timedelta = getattr(self, name)
            if not _DAY <= lifetime <= _LONGEST or lifetime % _DAY:
                raise DefinitionError("trust-lifetime", role=name, days=_LONGEST.days)

    @classmethod
    def for_update_period(cls, period: timedelta) -> Lifetimes:
        """Return lifetimes for data that come once in `period`: `online` is twice that, and never under 14 days."""
        twice = -(-2 * period // _DAY) * _DAY
        return cls(online=max(cls().online, min(twice, _LONGEST)))

    def to_document(self) -> dict[str, int]:
        """Return the lifetimes in days."""
        return {name: getattr(self, name).days for name in ("root", "targets", "agency", "online")}

    @classmethod
    def from_document(cls, document: object) -> Lifetimes:
        """Read what `to_document` wrote; what is no such document gives the lifetimes of this version."""
        plain = isinstance(document, Mapping) and set(document) == set(cls().to_document())
        if not plain or not all(type(days) is int and 1 <= days <= _LONGEST.days for days in document.values()):  # type: ignore[attr-defined]
            return cls()
        return cls(**{name: days * _DAY for name, days in document.items()})  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Target:
    """One release as its agency's role lists it.

    Attributes:
        path: "agency/dataset/release/manifest.json".
        bytes: The manifest's size.
        sha256: The manifest's "sha256:…"; through it, every byte of the release.
        custom: What the catalogue says about it, as plain JSON values without fractions.
    """

    path: str
    bytes: int
    sha256: str
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a change of metadata writes, in order; nothing here is written yet.

    Attributes:
        immutable: Files put if absent, first.
        deciding: The snapshot, put if absent: whoever puts it has won. None where no release changes.
        pointer: `timestamp.json`, replaced by compare-and-swap. None where only roots change.
        after: Files put if absent when all this is done: a new root, which would make what is there invalid before.
    """

    immutable: tuple[tuple[str, bytes], ...] = ()
    deciding: tuple[str, bytes] | None = None
    pointer: tuple[str, bytes] | None = None
    after: tuple[tuple[str, bytes], ...] = ()
