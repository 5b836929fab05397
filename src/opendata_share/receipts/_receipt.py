"""One receipt: what happened to one release, and its place in the chain.

What lives here: the frozen values and their documents. What this file must not know: files, clocks, how entries follow
each other.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

from .._canonical import bytes_digest, canonical_bytes
from .._dataclass import dataclass
from .._strict_json import Reader
from ..errors import DefinitionError

FORMAT: Final = "opendata-share/receipt@1"
Side = Literal["publisher", "consumer"]
Decision = Literal["published", "pulled", "denied", "withdrawn", "rejected", "rejection-received", "mended"]

_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")
_CREDENTIAL: Final = re.compile(r"://[^/\s]*@")
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a log: how many entries it has, and the digest of the last, which vouches for all before it.

    Attributes:
        entries: Entries, from 0.
        digest: "sha256:…" of the last entry; None where there is none.
    """

    entries: int = 0
    digest: str | None = None

    def to_document(self) -> dict[str, Any]:
        """Return {"entries": …, "digest": …}."""
        return {"entries": self.entries, "digest": self.digest}

    @classmethod
    def read(cls, reader: Reader) -> Head:
        """Read {"entries": …, "digest": …}."""
        head = cls(reader.count("entries"), _digest(reader, "digest"))
        if (head.entries == 0) != (head.digest is None):
            raise reader.wrong("digest", "sha256:…")
        reader.done()
        return head


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What happened, before it has a place in a log.

    Attributes:
        side: Whose log it is: the publisher's or the consumer's.
        decision: What was done.
        dataset: "agency/dataset", or None for what concerns the log itself.
        release: "1", "2", …, or None where no release came to be.
        release_digest: "sha256:…" of the release's manifest, or None likewise.
        audience: Whom the release is for.
        policy: The name of the policy its rows left under.
        policy_digest: "sha256:…" of that policy.
        reason: Why, as the name of a message of this package, such as "publish-privacy".
        document_digest: "sha256:…" of a document that goes with it, such as a rejection.
    """

    side: Side
    decision: Decision
    dataset: str | None = None
    release: str | None = None
    release_digest: str | None = None
    audience: str | None = None
    policy: str | None = None
    policy_digest: str | None = None
    reason: str | None = None
    document_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One entry of a log.

    Attributes:
        entry: Its number, from 1.
        previous: "sha256:…" of the entry before it; None for the first.
        at: When, aware, UTC.
        who: Who did it, as they call themselves.
        purpose: What for, in their words, or None.
        what: What happened.
    """

    entry: int
    previous: str | None
    at: datetime
    who: str
    purpose: str | None
    what: Occurrence

    def to_document(self) -> dict[str, Any]:
        """Return the receipt as plain JSON values."""
        what = self.what
        return {
            "format": FORMAT,
            "entry": self.entry,
            "previous": self.previous,
            "at": self.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "who": self.who,
            "side": what.side,
            "decision": what.decision,
            "dataset": what.dataset,
            "release": what.release,
            "release_digest": what.release_digest,
            "audience": what.audience,
            "policy": what.policy,
            "policy_digest": what.policy_digest,
            "purpose": self.purpose,
            "reason": what.reason,
            "document_digest": what.document_digest,
        }

    def line(self) -> bytes:
        """Return the one line of the log that is this receipt, without its newline: RFC 8785 bytes."""
        return canonical_bytes(self.to_document())

    @property
    def digest(self) -> str:
        """The "sha256:…" of its line, which the next entry repeats."""
        return bytes_digest(self.line())

    @classmethod
    def from_document(cls, document: Any, place: str) -> Receipt:
        """Read a receipt.

        Raises:
            SourceError: It is not of the form `to_document` writes.
        """
        reader = Reader(document, place)
        if reader.value("format", str) != FORMAT:
            raise reader.wrong("format", FORMAT)
        receipt = cls(
            entry=reader.count("entry"),
            previous=_digest(reader, "previous"),
            at=reader.moment("at"),
            who=_text(reader, "who") or "",
            purpose=_text(reader, "purpose"),
            what=Occurrence(
                side=_one_of(reader, "side", get_args(Side)),
                decision=_one_of(reader, "decision", get_args(Decision)),
                dataset=_text(reader, "dataset"),
                release=_text(reader, "release"),
                release_digest=_digest(reader, "release_digest"),
                audience=_text(reader, "audience"),
                policy=_text(reader, "policy"),
                policy_digest=_digest(reader, "policy_digest"),
                reason=_text(reader, "reason"),
                document_digest=_digest(reader, "document_digest"),
            ),
        )
        if not receipt.who:
            raise reader.wrong("who", "text")
        reader.done()
        return receipt


def plain_text(name: str, text: str) -> str:
    """Return `text` where it may stand in a log: one printable line, of at most 500 characters, without a credential.

    Raises:
        DefinitionError: It may not; the message does not repeat it.
    """
    if not is_plain(text):
        raise DefinitionError("receipts-text", name=name, longest=_LONGEST)
    return text


def is_plain(text: str) -> bool:
    """Return whether `text` is one printable line of at most 500 characters, without a user or password."""
    return bool(text.strip()) and len(text) <= _LONGEST and text.isprintable() and not _CREDENTIAL.search(text)


def _text(reader: Reader, key: str) -> str | None:
    found = reader.optional(key, str)
    if found is not None and not is_plain(found):
        raise reader.wrong(key, "text")
    return found


def _digest(reader: Reader, key: str) -> str | None:
    found = reader.optional(key, str)
    if found is not None and not _DIGEST.match(found):
        raise reader.wrong(key, "sha256:…")
    return found


def _one_of(reader: Reader, key: str, known: tuple[Any, ...]) -> Any:
    found = reader.value(key, str)
    if found not in known:
        raise reader.wrong(key, ", ".join(known))
    return found
