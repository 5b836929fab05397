"""What a release says of other releases: which it follows, what changed since, which it corrects or withdraws.

What lives here: frozen values with their documents, as manifests and catalogues hold them. What this file must not
know: disks, networks, rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from .._strict_json import Reader
from .._time_text import time_text
from ..errors import DefinitionError
from ..receipts import is_plain

RELEASE: Final = re.compile(r"[1-9][0-9]{0,8}\Z")
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestedFrom:
    """Where a release of a joint catalogue was taken from.

    Attributes:
        location: The catalogue's address, without credentials; of a folder, its name alone.
        trust: What vouched for it there: "local", "unverified", …
        at: When, aware, UTC.
    """

    location: str
    trust: str
    at: datetime

    def to_document(self) -> dict[str, Any]:
        """Return the origin as plain JSON values."""
        return {"location": self.location, "trust": self.trust, "at": time_text(self.at)}

    @classmethod
    def read(cls, reader: Reader) -> HarvestedFrom:
        """Read the origin."""
        origin = cls(location=plain(reader, "location"), trust=plain(reader, "trust"), at=reader.moment("at"))
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
