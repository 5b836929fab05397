"""Metadata files to the values of this room.

What lives here: parsing a file with python-tuf, and what it says in words of ours. What this file must not know: which
file to read, where files are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from .._canonical import bytes_digest
from ..errors import InconsistentMetadata, WrongAgency
from ._names import ROOT, SNAPSHOT, TARGETS, TIMESTAMP
from ._public_key import PublicKey
from ._roles import Lifetimes, RoleKeys, Roles, Target
from ._signing import ISSUED, LIFETIMES

if TYPE_CHECKING:
    from tuf.api.metadata import Key, Metadata, MetaFile, Role, Root, Signed, Targets

_KINDS: Final = frozenset({ROOT, SNAPSHOT, TIMESTAMP})


def parsed(data: bytes, role: str, place: str) -> Metadata[Any]:
    """Return a metadata file of `role`; nothing of it is verified.

    Raises:
        InconsistentMetadata: It is none, or of another kind.
    """
    from tuf.api.metadata import Metadata
    from tuf.api.serialization import DeserializationError

    try:
        document: Metadata[Any] = Metadata.from_bytes(data)
    except (DeserializationError, RecursionError):
        raise InconsistentMetadata("trust-malformed", file=place, role=role) from None
    kind = role if role in _KINDS else TARGETS
    if document.signed.type != kind:
        raise InconsistentMetadata("trust-malformed", file=place, role=role)
    return document


def admits(delegator: Root | Targets, role: str, document: Metadata[Any]) -> bool:
    """Return whether enough of the keys that `delegator` gives to `role` signed a document."""
    return bool(delegator.get_verification_result(role, document.signed_bytes, document.signatures))


def entry_of(version: int, data: bytes) -> MetaFile:
    """Return how a snapshot or a timestamp names a file: by version, size and digest."""
    from tuf.api.metadata import MetaFile

    return MetaFile(version, len(data), {"sha256": bytes_digest(data).removeprefix("sha256:")})


def is_named_by(entry: MetaFile, data: bytes) -> bool:
    """Return whether `data` is the file that `entry` names."""
    from tuf.api.exceptions import LengthOrHashMismatchError

    try:
        entry.verify_length_and_hashes(data)
    except LengthOrHashMismatchError:
        return False
    return True


def issued_at(content: Signed) -> datetime | None:
    """Return when metadata was signed, or None where it does not say so."""
    said = content.unrecognized_fields.get(ISSUED)
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
        return None if moment is None or moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def lifetimes_of(root: Root) -> Lifetimes:
    """Return how long what is signed holds."""
    return Lifetimes.from_document(root.unrecognized_fields.get(LIFETIMES))


def roles_of(root: Root, targets: Targets | None = None) -> Roles:
    """Return who signs what; without `targets`, no agency does."""
    of = {name: _role(role, root.keys) for name, role in root.roles.items()}
    delegations = None if targets is None else targets.delegations
    delegated = {} if delegations is None or delegations.roles is None else delegations.roles
    keys: Mapping[str, Key] = {} if delegations is None else delegations.keys
    agencies = {name: _role(role, keys) for name, role in delegated.items()}
    return Roles(root=of[ROOT], targets=of[TARGETS], online=of[SNAPSHOT] | of[TIMESTAMP], agencies=agencies)


def _role(role: Role, keys: Mapping[str, Key]) -> RoleKeys:
    known = (PublicKey.of_metadata(keys[keyid]) for keyid in role.keyids if keyid in keys)
    plain = tuple(dict.fromkeys(key for key in known if key is not None))
    if len(plain) < role.threshold:
        raise InconsistentMetadata("trust-malformed", role="key")
    return RoleKeys(plain, role.threshold)


def releases_of(agency: str, content: Targets, pattern: str) -> tuple[Target, ...]:
    """Return the releases an agency lists, all of them its own.

    Raises:
        WrongAgency: One is not in the agency's folder.
        InconsistentMetadata: One has no SHA-256.
    """
    found = []
    for path, file in content.targets.items():
        if not matches(path, pattern):
            raise WrongAgency("trust-wrong-agency", file=path[:200], role=agency)
        digest = file.hashes.get("sha256", "")
        if len(digest) != 64:
            raise InconsistentMetadata("trust-malformed", file=path[:200], role=agency)
        custom = file.unrecognized_fields.get("custom")
        found.append(Target(path, file.length, f"sha256:{digest}", custom if isinstance(custom, Mapping) else {}))
    return tuple(found)


def matches(path: str, pattern: str) -> bool:
    """Return whether a path has the form of a pattern whose only wildcard is one whole step.

    Example:
        >>> matches("fire/fleet/7/manifest.json", "fire/*/*/manifest.json")
        True
        >>> matches("fire/../health/manifest.json", "fire/*/*/manifest.json")
        False
    """
    steps, wanted = path.split("/"), pattern.split("/")
    return len(steps) == len(wanted) and all(
        bool(step) and step not in {".", ".."} and expected in {"*", step}
        for step, expected in zip(steps, wanted, strict=True)
    )
