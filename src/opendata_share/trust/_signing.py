"""Metadata to signed bytes, the publisher's way.

What lives here: making the four kinds of metadata with python-tuf's public types, and signing them. What this file must
not know: which file is written when.

`issued` says when a file was signed: a consumer whose clock is before it knows that the clock is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from .._moment_text import time_text
from ..errors import ReleaseError
from ._keys import Keys
from ._names import SNAPSHOT, TARGETS, TIMESTAMP, agency_paths
from ._public_key import PublicKey
from ._roles import Lifetimes, RoleKeys, Roles, Target

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root, Signed, Targets

ISSUED: Final = "x-issued"
LIFETIMES: Final = "x-lifetimes-days"
CATALOGUE: Final = "x-catalogue"
"""Makes the first roots of two catalogues differ that one key begins in one second: each has a pin of its own."""


def whole(moment: datetime) -> datetime:
    """Return a moment in UTC without fractions of a second: what metadata can say."""
    return moment.astimezone(UTC).replace(microsecond=0)


def facts(version: int, lifetime: timedelta, now: datetime, **more: Any) -> dict[str, Any]:
    """Return what every kind of metadata says: its version, when it was signed and until when it holds."""
    moment = whole(now)
    said = {ISSUED: time_text(moment), **more}
    return {"version": version, "expires": moment + lifetime, "unrecognized_fields": said}


def root(version: int, roles: Roles, lifetimes: Lifetimes, now: datetime, **more: str) -> Root:
    """Return who may sign what; `more` is said beside it."""
    from tuf.api.metadata import Role, Root

    of = {"root": roles.root, TARGETS: roles.targets, SNAPSHOT: roles.online, TIMESTAMP: roles.online}
    said = facts(version, lifetimes.root, now, **{LIFETIMES: lifetimes.to_document()}, **more)
    return Root(
        **said,
        keys={key.id: key.for_metadata() for role in of.values() for key in role.keys},
        roles={name: Role([key.id for key in role.keys], role.threshold) for name, role in of.items()},
        consistent_snapshot=True,
    )


def delegating(version: int, agencies: Mapping[str, RoleKeys], lifetimes: Lifetimes, now: datetime) -> Targets:
    """Return which agency signs which folder; it lists no release itself."""
    from tuf.api.metadata import DelegatedRole, Delegations, Targets

    roles = {
        agency: DelegatedRole(
            agency, [key.id for key in role.keys], role.threshold, terminating=True, paths=[agency_paths(agency)]
        )
        for agency, role in agencies.items()
    }
    keys = {key.id: key.for_metadata() for role in agencies.values() for key in role.keys}
    return Targets(**facts(version, lifetimes.targets, now), delegations=Delegations(keys, roles))


def listing(version: int, targets: Sequence[Target], lifetimes: Lifetimes, now: datetime) -> Targets:
    """Return which releases an agency made."""
    from tuf.api.metadata import TargetFile, Targets

    files = {
        target.path: TargetFile(
            target.bytes,
            {"sha256": target.sha256.removeprefix("sha256:")},
            target.path,
            {"custom": dict(target.custom)} if target.custom else None,
        )
        for target in targets
    }
    return Targets(**facts(version, lifetimes.agency, now), targets=files)


def sign(content: Signed, keys: Keys, by: Sequence[tuple[str, RoleKeys]]) -> bytes:
    """Return signed metadata: by every key of the roles `by` that is held, at least as many as each role asks for.

    Raises:
        ReleaseError: Fewer keys are held than a role asks for.
    """
    from tuf.api.metadata import Metadata

    for name, role in by:
        held = sum(keys.holds(key) for key in role.keys)
        if held < role.threshold:
            raise ReleaseError("trust-keys-missing", file=keys.folder, role=name, held=held, threshold=role.threshold)
    wanted: list[PublicKey] = list({key: None for _, role in by for key in role.keys})
    document: Metadata[Any] = Metadata(content)
    for signer in keys.signers(wanted):
        document.sign(signer, append=True)
    return document.to_bytes()
