"""What a release says of other releases: which it follows, what changed since, which it corrects or withdraws.

What lives here: frozen values with their documents, as manifests and catalogues hold them. What this file must not
know: disks, networks, rows.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from .._dataclass import dataclass
from .._strict_json import Reader
from .._time_text import time_text
from ..errors import DefinitionError
from ..receipts import is_plain

RELEASE: Final = re.compile(r"[1-9][0-9]{0,8}\Z")
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")
TRUSTS: Final = ("unverified", "local", "verified")
"""What can vouch for a release, the weakest first."""


@dataclass(frozen=True, slots=True)
class Link:
    """The release before this one, of whichever kind: its number and the "sha256:…" of its manifest."""

    release: str
    digest: str

    def to_document(self) -> dict[str, Any]:
        """Return the link as plain JSON values."""
        return {"release": self.release, "digest": self.digest}

    @classmethod
    def read(cls, reader: Reader) -> Link:
        """Read the link."""
        link = cls(release_number(reader, "release"), digest(reader, "digest"))
        reader.done()
        return link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCounts:
    """What changed since an earlier release, by primary key, as counted when the release was made.

    Attributes:
        since: The earlier release's number.
        digest: The "sha256:…" of its manifest.
        added: Rows whose key it does not have.
        changed: Rows of a key it has that say something else.
        removed: Keys it has and this release does not.
    """

    since: str
    digest: str
    added: int
    changed: int
    removed: int

    @property
    def rows(self) -> int:
        """How many rows the file of changes has; without any there is no file."""
        return self.added + self.changed + self.removed

    def to_document(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        return {
            "since": self.since,
            "digest": self.digest,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
        }

    @classmethod
    def read(cls, reader: Reader) -> ChangeCounts:
        """Read the counts."""
        counts = cls(
            since=release_number(reader, "since"),
            digest=digest(reader, "digest"),
            added=reader.count("added"),
            changed=reader.count("changed"),
            removed=reader.count("removed"),
        )
        reader.done()
        return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """That a release corrects or withdraws an earlier one, and why.

    Attributes:
        release: The earlier release's number.
        reason: Why, in the publisher's words: one line of at most 500 characters.
        digest: The "sha256:…" of its manifest; the catalogue, which lists it anyway, leaves it out.
    """

    release: str
    reason: str
    digest: str | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the amendment as plain JSON values."""
        named = {} if self.digest is None else {"digest": self.digest}
        return {"release": self.release, **named, "reason": self.reason}

    @classmethod
    def read(cls, reader: Reader) -> Amendment:
        """Read the amendment."""
        named = digest(reader, "digest") if "digest" in reader.unread else None
        amendment = cls(release=release_number(reader, "release"), reason=plain(reader, "reason"), digest=named)
        reader.done()
        return amendment


@dataclass(frozen=True, slots=True)
class CatalogName:
    """One catalogue, as a joint one names it.

    Attributes:
        location: Its address, without credentials; of a folder, its name alone.
        pin: The "sha256:…" of its first root, where it was pinned with it or is a folder; None where nobody vouches
            for it: then its address alone says which it is.
    """

    location: str
    pin: str | None = None

    def is_same(self, other: CatalogName) -> bool:
        """Return whether `other` may go on where this one was: the same pin, wherever it is served; else the address.

        An address that was not pinned may be pinned later. What was pinned is never continued without.
        """
        return self.location == other.location if self.pin is None else self.pin == other.pin

    def to_document(self) -> dict[str, Any]:
        """Return the catalogue's name as plain JSON values."""
        return {"location": self.location, **({} if self.pin is None else {"pin": self.pin})}

    @classmethod
    def read(cls, reader: Reader) -> CatalogName:
        """Read the keys of a catalogue's name; others may stand beside them."""
        return cls(plain(reader, "location"), digest(reader, "pin") if "pin" in reader.unread else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestedFrom:
    """Where a release of a joint catalogue was taken from.

    Attributes:
        source: The catalogue it was taken from.
        trust: The weakest that vouched for it on its way here: "verified", "local" or "unverified".
        at: When it was first taken over a network, or from a folder, on its way here, aware, UTC.
        vouched_at: When its publisher last vouched that it was the newest, as far as was known where it was taken from;
            aware, UTC.
        publisher: Where its way began, where `source` had harvested it too.
    """

    source: CatalogName
    trust: str
    at: datetime
    vouched_at: datetime
    publisher: CatalogName | None = None

    def continues(self, other: CatalogName) -> bool:
        """Return whether `other` may add to what was taken: it is where it was taken from, or where its way began."""
        return self.source.is_same(other) or (self.publisher is not None and self.publisher.is_same(other))

    def to_document(self) -> dict[str, Any]:
        """Return the origin as plain JSON values."""
        return {
            **self.source.to_document(),
            "trust": self.trust,
            "at": time_text(self.at),
            "vouched_at": time_text(self.vouched_at),
            **({} if self.publisher is None else {"publisher": self.publisher.to_document()}),
        }

    @classmethod
    def read(cls, reader: Reader) -> HarvestedFrom:
        """Read the origin."""
        source, publisher = CatalogName.read(reader), None
        if "publisher" in reader.unread:
            inner = reader.inner("publisher")
            publisher = CatalogName.read(inner)
            inner.done()
        trust = reader.value("trust", str)
        if trust not in TRUSTS:
            raise reader.wrong("trust", ", ".join(TRUSTS))
        origin = cls(
            source=source,
            trust=trust,
            at=reader.moment("at"),
            vouched_at=reader.moment("vouched_at"),
            publisher=publisher,
        )
        reader.done()
        return origin


def release_number(reader: Reader, key: str) -> str:
    """Read the number of a release."""
    text = reader.value(key, str)
    if not RELEASE.match(text):
        raise reader.wrong(key, "1, 2, …")
    return text


def digest(reader: Reader, key: str) -> str:
    """Read a "sha256:…"."""
    text = reader.value(key, str)
    if not DIGEST.match(text):
        raise reader.wrong(key, "sha256:…")
    return text


def plain(reader: Reader, key: str) -> str:
    """Read one printable line: what a stranger wrote is shown to people, on terminals too."""
    text = reader.value(key, str)
    if not is_plain(text):
        raise reader.wrong(key, "one line of text")
    return text


def reason_text(text: str | None) -> str:
    """Return `text` where it may be the reason of a correction or a withdrawal.

    Raises:
        DefinitionError: There is none, or it is no printable line of at most 500 characters without a credential.
    """
    if text is None or not is_plain(text):
        raise DefinitionError("release-reason")
    return text.strip()
