"""The chain from a pin to an agency's releases, in five links for people.

What lives here: who signed what, counted anew from what was last verified. What this file must not know: how it is
printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .._dataclass import dataclass
from ._metadata import issued_at, parsed, releases_of
from ._names import ROOT, SNAPSHOT, TARGETS, TIMESTAMP, agency_paths
from ._pin import Pin
from ._state import State

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root, Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One role of the chain.

    Attributes:
        role: "root", "targets", "snapshot", "timestamp" or an agency's slug.
        version: Its version.
        signed: How many of its keys signed it.
        threshold: How many must.
        keys: How many it has.
        issued: When it was signed, where it says so.
        expires: Until when it holds.
        releases: How many releases it lists.
    """

    role: str
    version: int
    signed: int
    threshold: int
    keys: int
    issued: datetime | None
    expires: datetime
    releases: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Why a catalogue is believed.

    Attributes:
        pin: Where it begins.
        links: Every role, the root first, then targets, agencies, snapshot and timestamp.
    """

    pin: Pin
    links: tuple[Link, ...]

    def link(self, role: str) -> Link:
        """Return the link of a role."""
        return next(link for link in self.links if link.role == role)

    @property
    def agencies(self) -> tuple[Link, ...]:
        """The links of agencies."""
        return tuple(link for link in self.links if link.role not in {ROOT, TARGETS, SNAPSHOT, TIMESTAMP})


def explain(pin: Pin, state: State) -> Chain:
    """Return the chain of what was last verified of a catalogue; ask after `verify`.

    Raises:
        TrustError: What is remembered is damaged.
    """
    remembered = state.whole.read()
    newest = max(remembered.roots)
    root = parsed(remembered.roots[newest], ROOT, ROOT)
    documents = {role: parsed(data, role, role) for role, data in remembered.files.items()}
    targets = documents[TARGETS]
    delegations = targets.signed.delegations
    agencies = () if delegations is None or delegations.roles is None else tuple(delegations.roles)
    by: Mapping[str, Root | Targets] = dict.fromkeys((TARGETS, SNAPSHOT, TIMESTAMP), root.signed)
    links = [_link(ROOT, root, root.signed), _link(TARGETS, targets, root.signed)]
    links += [_link(agency, documents[agency], targets.signed) for agency in agencies if agency in documents]
    links += [_link(role, documents[role], by[role]) for role in (SNAPSHOT, TIMESTAMP)]
    return Chain(pin=pin, links=tuple(links))


def _link(role: str, document: Metadata[Any], by: Root | Targets) -> Link:
    counted = by.get_verification_result(role, document.signed_bytes, document.signatures)
    content = document.signed
    lists = role not in {ROOT, TARGETS, SNAPSHOT, TIMESTAMP}
    return Link(
        role=role,
        version=content.version,
        signed=len(counted.signed),
        threshold=counted.threshold,
        keys=len(counted.signed) + len(counted.unsigned),
        issued=issued_at(content),
        expires=content.expires,
        releases=len(releases_of(role, content, agency_paths(role))) if lists else 0,
    )
