"""Verifying a catalogue against its pin: which releases which agency really made.

What lives here: the flow a consumer drives, and what it returns. What this file must not know: how documents are
fetched, what the catalogue says of a release.

One agency's fault is that agency's: where its role is expired, forged or missing, the others are verified all the same,
and the error is kept for whoever asks for that agency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .._dataclass import dataclass
from ..errors import InconsistentMetadata, SameVersionOtherBytes, TrustError
from ..transport import Flow, drive
from ._metadata import admits, issued_at, parsed, releases_of
from ._names import ROOT, TARGETS, agency_paths
from ._pin import Pin
from ._roles import Target
from ._state import State
from ._walk import Walk

if TYPE_CHECKING:
    from tuf.api.metadata import Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a catalogue says, every word of it signed by whom it should be.

    Attributes:
        pin: What it was verified against.
        releases: The releases of each agency, by its slug; an agency that published nothing yet has none.
        refused: Why an agency's releases are not among them.
        vouched_at: When the publisher last vouched that this is the newest.
        expires: When the first of what this rests on ends.
        versions: The version of every role.
    """

    pin: Pin
    releases: Mapping[str, tuple[Target, ...]]
    refused: Mapping[str, TrustError]
    vouched_at: datetime | None
    expires: datetime
    versions: Mapping[str, int]


def verify(pin: Pin, state: State, now: datetime | None = None) -> Flow[Verified]:
    """Return the flow that finds out what the catalogue says now.

    It asks for the next root (absent, as a rule) and the timestamp; for more only where something changed. What it
    verified is kept, also where a later step is refused.

    Args:
        pin: The digest of the first root.
        state: What is remembered of this catalogue.
        now: The time to judge by, aware; now where it is None.

    Raises:
        TrustError: One of its classes for each way to deceive a consumer.
        ReleaseError: The state cannot be kept.
    """
    remembered = state.read()
    walk = Walk(remembered, datetime.now(UTC) if now is None else now)
    try:
        answer = yield from _walked(walk, pin)
    finally:
        state.keep(remembered)
    state.whole.keep(remembered)
    return answer


def last_verified(pin: Pin, state: State) -> Verified | None:
    """Return what was last verified, however long ago; None where nothing was.

    Nothing is fetched, and no end is looked at: `expires` says whether it still holds. An agency that was refused since
    is as it was when it was last verified.
    """
    remembered = state.whole.read()
    if not remembered.files:
        return None
    walk = Walk(remembered, datetime.now(UTC), offline=True)
    return drive(_walked(walk, pin), lambda _: None)


def _walked(walk: Walk, pin: Pin) -> Flow[Verified]:
    yield from walk.roots(pin.digest)
    yield from walk.timestamp()
    yield from walk.snapshot()
    targets = yield from walk.role(TARGETS, ROOT)
    releases: dict[str, tuple[Target, ...]] = {}
    refused: dict[str, TrustError] = {}
    for agency in _delegated(targets):
        if f"{agency}.json" not in walk.trusted.snapshot.meta:
            releases[agency] = ()
            continue
        try:
            releases[agency] = yield from _agency(walk, agency, targets)
        except TrustError as error:
            refused[agency] = error
    return _verified(walk, pin, releases, refused)


def _delegated(targets: Targets) -> tuple[str, ...]:
    delegations = targets.delegations
    if targets.targets or (delegations is not None and delegations.roles is None):
        raise InconsistentMetadata("trust-malformed", file=f"{TARGETS}.json", role=TARGETS)
    return () if delegations is None or delegations.roles is None else tuple(delegations.roles)


def _agency(walk: Walk, agency: str, targets: Targets) -> Flow[tuple[Target, ...]]:
    """Return the releases of an agency; none that was seen before has other bytes now."""
    before = walk.remembered.files.get(agency)
    known = _known(before, agency, targets)
    content = yield from walk.role(agency, TARGETS)
    try:
        listed = releases_of(agency, content, agency_paths(agency))
        _refuse_changed(agency, known, listed)
    except TrustError:
        if before is not None:
            walk.remembered.files[agency] = before  # the last that was verified is kept
        raise
    return listed


def _refuse_changed(agency: str, known: Mapping[str, str], listed: Sequence[Target]) -> None:
    for target in listed:
        if known.get(target.path, target.sha256) != target.sha256:
            raise SameVersionOtherBytes("trust-release-changed", file=target.path, role=agency)


def _known(data: bytes | None, agency: str, targets: Targets) -> dict[str, str]:
    """Return the digest of every release that was seen before, as the agency's keys of today signed it."""
    if data is None:
        return {}
    try:
        document = parsed(data, agency, agency)
    except InconsistentMetadata:
        return {}  # torn; the walk discards it
    if not admits(targets, agency, document):
        return {}
    return {target.path: target.sha256 for target in releases_of(agency, document.signed, agency_paths(agency))}


def _verified(
    walk: Walk, pin: Pin, releases: Mapping[str, tuple[Target, ...]], refused: Mapping[str, TrustError]
) -> Verified:
    trusted = walk.trusted
    known: dict[str, Any] = {role: trusted[role] for role in (ROOT, "timestamp", "snapshot", TARGETS)}
    known |= {agency: trusted[agency] for agency in releases if agency in trusted}
    return Verified(
        pin=pin,
        releases=releases,
        refused=refused,
        vouched_at=issued_at(trusted.timestamp),
        expires=min(content.expires for content in known.values()),
        versions={role: content.version for role, content in known.items()},
    )
