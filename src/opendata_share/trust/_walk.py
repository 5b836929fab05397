"""The walk from a pinned root to what an agency signed, step by step, without input or output.

What lives here: The Update Framework's client workflow (specification §5) as a flow: what is remembered first, then
what the server has, each step admitted by the one before. What this file must not know: where documents come from, what
a release is.

python-tuf's `TrustedMetadataSet` judges signatures, versions and ends. It is an internal module of python-tuf: the
lock pins it, `tests/trust` holds what is relied on, and docs/decisions/0045 says what that costs. Its public `Updater`
has no flow that awaits, no lock, and no answer to a clock that is behind. Besides its rules, this walk refuses the same
version with other bytes, a leap that would lock out what follows, and what was signed in the future.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

from .._canonical import bytes_digest
from .._moment_text import time_text
from ..errors import (
    ClockBehind,
    DigestMismatch,
    Expired,
    FastForward,
    InconsistentMetadata,
    LimitExceeded,
    RollbackDetected,
    SameVersionOtherBytes,
    TooFewSignatures,
    TooLarge,
)
from ..transport import Wanted
from ._drafting import TOLERANCE
from ._metadata import admits, is_named_by, issued_at, parsed
from ._names import FOLDER, ROOT, SNAPSHOT, TARGETS, TIMESTAMP
from ._state import Remembered

if TYPE_CHECKING:
    from tuf.api.metadata import MetaFile, Targets
    from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet

Steps = Generator[Wanted, bytes | None, Any]

LONGEST_LEAP: Final = 1_000_000
"""How many versions may come at once: nobody signs so often, and whoever leaps further would lock out what follows."""
_MOST_ROOTS: Final = 256
_LIMITS: Final = {ROOT: 512_000, TIMESTAMP: 16_384, SNAPSHOT: 2_000_000, TARGETS: 5_000_000}
_AGENCY_BYTES: Final = 32_000_000


class Walk:
    """One walk; `roots`, `timestamp`, `snapshot` and `role` in this order.

    Args:
        remembered: What was verified before; what this walk verifies is added to it.
        now: The time to judge by, aware; never an earlier one than was seen before.
        offline: Whether to ask for nothing and to look at no end: then it gives back the last that was verified.
    """

    def __init__(self, remembered: Remembered, now: datetime, *, offline: bool = False) -> None:
        self.remembered: Final = remembered
        self.now: Final = now
        self._offline: Final = offline
        self._set: TrustedMetadataSet

    @property
    def trusted(self) -> TrustedMetadataSet:
        """What was admitted so far."""
        return self._set

    def roots(self, pin: str | None) -> Steps:
        """Follow the roots from the pinned one to the newest.

        Args:
            pin: The "sha256:…" of the first root; None takes the oldest that is remembered.
        """
        from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
        from tuf.ngclient.config import EnvelopeType

        first = yield from self._first_root(pin)
        with _judged(ROOT, _place(ROOT, 1)):
            self._set = TrustedMetadataSet(first, EnvelopeType.METADATA)
        clock = self.remembered.clock
        latest = self.now if clock is None else max(self.now, clock)
        self._set.reference_time = datetime.min.replace(tzinfo=latest.tzinfo) if self._offline else latest
        if pin is not None and self._set.root.version != 1:
            raise InconsistentMetadata(
                "trust-version-other", file=_place(ROOT, 1), version=1, found=self._set.root.version
            )
        self.remembered.roots = {
            version: data for version, data in self.remembered.roots.items() if version >= self._set.root.version
        }
        self.remembered.roots[self._set.root.version] = first
        for _ in range(_MOST_ROOTS):
            if not (yield from self._next_root()):
                break

    def _first_root(self, pin: str | None) -> Steps:
        roots = self.remembered.roots
        if pin is None:
            if not roots:
                raise InconsistentMetadata("trust-missing", file=f"{ROOT}.json")
            return roots[min(roots)]
        if 1 in roots and bytes_digest(roots[1]) == pin:
            return roots[1]
        roots.clear()
        data = yield from self._ask(_place(ROOT, 1), _LIMITS[ROOT])
        if data is None:
            raise InconsistentMetadata("trust-unsigned", file=_place(ROOT, 1))
        if bytes_digest(data) != pin:
            raise DigestMismatch("trust-pin-other", file=_place(ROOT, 1), expected=pin, actual=bytes_digest(data))
        return data

    def _next_root(self) -> Steps:
        """Take one more root; return whether there was one."""
        from tuf.api.exceptions import RepositoryError

        version = self._set.root.version + 1
        if version in self.remembered.roots:
            try:
                self._set.update_root(self.remembered.roots[version])
            except RepositoryError:
                # torn or written by somebody else: what follows it is worth nothing either
                self.remembered.roots = {n: data for n, data in self.remembered.roots.items() if n < version}
            else:
                return True
        place = _place(ROOT, version)
        data = yield from self._ask(place, _LIMITS[ROOT])
        if data is None:
            return False
        document = parsed(data, ROOT, place)
        if document.signed.version != version:
            raise InconsistentMetadata(
                "trust-version-other", file=place, version=version, found=document.signed.version
            )
        with _judged(ROOT, place):
            self._set.update_root(data)
        self.remembered.roots[version] = data
        return True

    def timestamp(self) -> Steps:
        """Learn which snapshot is the newest.

        Raises:
            RollbackDetected, FastForward, SameVersionOtherBytes, Expired, ClockBehind, TooFewSignatures, …
        """
        from tuf.api.exceptions import EqualVersionNumberError

        before = self._load_remembered_timestamp()
        place = f"{FOLDER}/{TIMESTAMP}.json"
        data = yield from self._ask(place, _LIMITS[TIMESTAMP])
        if data is None:
            if self._offline and before is not None:
                return
            raise InconsistentMetadata("trust-missing", file=place)
        self._refuse_expired_root()
        document = parsed(data, TIMESTAMP, place)
        with _judged(TIMESTAMP, place, ends=document.signed.expires):
            try:
                self._set.update_timestamp(data)
            except EqualVersionNumberError:
                self._refuse_other_bytes(before, data, place)
        self._refuse_leap(TIMESTAMP, before, document.signed.version, place)
        meta, was = document.signed.snapshot_meta, before
        if was is not None:
            earlier = parsed(was, TIMESTAMP, place).signed.snapshot_meta
            self._refuse_far(SNAPSHOT, meta.version - earlier.version, place)
        self._refuse_future(document.signed, place)
        if before is None or parsed(before, TIMESTAMP, place).signed.version != document.signed.version:
            self.remembered.files[TIMESTAMP] = data

    def _load_remembered_timestamp(self) -> bytes | None:
        """Return the timestamp remembered, where the newest root admits it."""
        from tuf.api.exceptions import ExpiredMetadataError, RepositoryError

        data = self.remembered.files.get(TIMESTAMP)
        if data is None:
            return None
        try:
            self._set.update_timestamp(data)
        except ExpiredMetadataError:
            pass  # its end is no reason to accept an older one
        except RepositoryError:
            self.remembered.discard(TIMESTAMP)
            return None
        return data if TIMESTAMP in self._set else None

    def _refuse_expired_root(self) -> None:
        root = self._set.root
        if root.is_expired(self._set.reference_time):
            place = _place(ROOT, root.version)
            raise Expired("trust-expired", file=place, role=ROOT, ended=time_text(root.expires))

    def snapshot(self) -> Steps:
        """Learn which versions belong together."""
        meta = self._set.timestamp.snapshot_meta
        place = self._name(SNAPSHOT, meta.version)
        if self._load_remembered_snapshot():
            if not is_named_by(meta, self.remembered.files[SNAPSHOT]):
                raise SameVersionOtherBytes("trust-same-version", file=place, role=SNAPSHOT, version=meta.version)
            return
        data = yield from self._ask(place, self._limit(meta, _LIMITS[SNAPSHOT], place))
        if data is None:
            raise InconsistentMetadata("trust-missing", file=place)
        document = parsed(data, SNAPSHOT, place) if is_named_by(meta, data) else None
        said = None if document is None else document.signed
        gone = () if said is None or SNAPSHOT not in self._set else set(self._set.snapshot.meta) - set(said.meta)
        mixed = said is None or said.version != meta.version
        with _judged(SNAPSHOT, place, ends=None if said is None else said.expires, mixed=mixed, gone=sorted(gone)):
            self._set.update_snapshot(data)
        self.remembered.files[SNAPSHOT] = data

    def _load_remembered_snapshot(self) -> bool:
        """Return whether the snapshot remembered is the one that is named; if not, it still forbids going back."""
        from tuf.api.exceptions import BadVersionNumberError, ExpiredMetadataError, RepositoryError

        data = self.remembered.files.get(SNAPSHOT)
        if data is None:
            return False
        ends = self._set.timestamp.expires
        if self._set.timestamp.is_expired(self._set.reference_time):
            raise Expired("trust-expired", file=f"{FOLDER}/{TIMESTAMP}.json", role=TIMESTAMP, ended=time_text(ends))
        try:
            self._set.update_snapshot(data, trusted=True)
        except (BadVersionNumberError, ExpiredMetadataError):
            return False
        except RepositoryError:
            self.remembered.discard(SNAPSHOT)
            return False
        return True

    def role(self, role: str, delegator: str) -> Generator[Wanted, bytes | None, Targets]:
        """Return what `role` signed, admitted by `delegator`."""
        from tuf.api.exceptions import RepositoryError

        meta = self._set.snapshot.meta.get(f"{role}.json")
        if meta is None:
            raise InconsistentMetadata("trust-missing", file=f"{role}.json")
        place = self._name(role, meta.version)
        known = self.remembered.files.get(role)
        if known is not None:
            try:
                return self._set.update_delegated_targets(known, role, delegator)
            except RepositoryError:
                if self._offline:
                    return self._as_last_seen(role, delegator, known, place)
                self._compare(role, delegator, known, meta, place)
        data = yield from self._ask(place, self._limit(meta, _LIMITS.get(role, _AGENCY_BYTES), place))
        if data is None:
            raise InconsistentMetadata("trust-missing", file=place)
        document = parsed(data, role, place) if is_named_by(meta, data) else None
        with _judged(role, place, ends=None if document is None else document.signed.expires, mixed=True):
            content = self._set.update_delegated_targets(data, role, delegator)
        self.remembered.files[role] = data
        return content

    def _as_last_seen(self, role: str, delegator: str, known: bytes, place: str) -> Targets:
        """Return what a role signed when it was last admitted, although the snapshot names a newer file since."""
        document = parsed(known, role, place)
        if not admits(cast("Targets", self._set[delegator]), role, document):
            raise TooFewSignatures("trust-signatures", file=place, role=role)
        return cast("Targets", document.signed)

    def _compare(self, role: str, delegator: str, known: bytes, meta: MetaFile, place: str) -> None:
        """Raise where what is remembered is genuine, and what the snapshot names cannot follow it."""
        try:
            document = parsed(known, role, place)
        except InconsistentMetadata:
            self.remembered.discard(role)
            return
        if not admits(cast("Targets", self._set[delegator]), role, document):
            self.remembered.discard(role)  # damaged, or its keys were replaced since
            return
        version = document.signed.version
        self._refuse_far(role, meta.version - version, place)
        if version == meta.version and not is_named_by(meta, known):
            raise SameVersionOtherBytes("trust-same-version", file=place, role=role, version=version)

    def _ask(self, name: str, limit: int) -> Steps:
        if self._offline:
            return None
        try:
            data = yield Wanted(name, limit)
        except LimitExceeded:
            raise TooLarge("trust-too-large", file=name, limit=limit) from None
        if data is not None and len(data) > limit:
            raise TooLarge("trust-too-large", file=name, limit=limit)
        return data

    def _limit(self, meta: MetaFile, most: int, place: str) -> int:
        if meta.length is not None and meta.length > most:
            raise TooLarge("trust-too-large", file=place, limit=most)
        return most if meta.length is None else meta.length

    def _name(self, role: str, version: int) -> str:
        encoded = quote(role, "")
        return _place(encoded, version) if self._set.root.consistent_snapshot else f"{FOLDER}/{encoded}.json"

    def _refuse_other_bytes(self, before: bytes | None, data: bytes, place: str) -> None:
        """Raise where a timestamp of the version seen before says something else; more signatures are no harm."""
        old, new = (parsed(content, TIMESTAMP, place) for content in (before or data, data))
        if old.signed_bytes != new.signed_bytes:
            raise SameVersionOtherBytes("trust-same-version", file=place, role=TIMESTAMP, version=new.signed.version)

    def _refuse_leap(self, role: str, before: bytes | None, version: int, place: str) -> None:
        earlier = 0 if before is None else parsed(before, role, place).signed.version
        self._refuse_far(role, version - earlier, place)

    @staticmethod
    def _refuse_far(role: str, leap: int, place: str) -> None:
        if leap > LONGEST_LEAP:
            raise FastForward("trust-leap", file=place, role=role, leap=leap, most=LONGEST_LEAP)

    def _refuse_future(self, content: Any, place: str) -> None:
        issued = issued_at(content)
        if issued is not None and issued > self.now + TOLERANCE:
            raise ClockBehind("trust-clock-behind", file=place, now=time_text(self.now), issued=time_text(issued))
        self.remembered.clock = max(
            moment for moment in (self.remembered.clock, self._set.reference_time, issued) if moment is not None
        )


def _place(role: str, version: int) -> str:
    return f"{FOLDER}/{version}.{role}.json"


@contextmanager
def _judged(
    role: str, place: str, *, ends: datetime | None = None, mixed: bool = False, gone: Sequence[str] = ()
) -> Iterator[None]:
    """Turn python-tuf's verdict on a file of `role` into ours.

    Args:
        role: Whose file it is.
        place: What it is called.
        ends: Until when it says that it holds.
        mixed: Whether a wrong version means that another file was put in its place; else it is older than before.
        gone: Files that the snapshot before named and this one does not.
    """
    from tuf.api import exceptions

    try:
        yield
    except exceptions.UnsignedMetadataError:
        raise TooFewSignatures("trust-signatures", file=place, role=role) from None
    except exceptions.ExpiredMetadataError:
        raise Expired("trust-expired", file=place, role=role, ended="?" if ends is None else time_text(ends)) from None
    except exceptions.LengthOrHashMismatchError:
        raise InconsistentMetadata("trust-mixed", file=place, role=role) from None
    except exceptions.BadVersionNumberError:
        if mixed:
            raise InconsistentMetadata("trust-mixed", file=place, role=role) from None
        raise RollbackDetected("trust-rollback", file=place, role=role) from None
    except (exceptions.RepositoryError, ValueError):
        if gone:
            raise RollbackDetected("trust-role-gone", file=place, gone=list(gone)) from None
        raise InconsistentMetadata("trust-malformed", file=place, role=role) from None
