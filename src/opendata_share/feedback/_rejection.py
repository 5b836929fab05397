"""The rejection: a document about rows of one release, and what a stranger may have put into it.

What lives here: the frozen values, their document, reading one within limits. What this file must not know: releases,
what is in their rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from .._canonical import document_digest
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from .._strict_json import Reader, document_bytes, load_document
from ..errors import DefinitionError, LimitExceeded, SourceUnavailable
from ..receipts import is_plain, plain_text
from ..report import write_whole

FORMAT: Final = "opendata-share/rejection@1"
BY_HAND: Final = "rejected-by-reader"
"""The rule of an objection that names none."""
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")
_LONGEST_SLUG: Final = 80
_OWNER: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One thing a reader says about one row.

    Attributes:
        row: The row of the release, from 1, or None.
        key: The row's primary key, each field's value as text, or None. With neither row nor key it is about the whole
            table.
        field: The field, or None for the whole row.
        rule: The slug of the rule that is broken.
        message: What is wrong, in the reader's words, or None; never a value of a field that is not public.
    """

    row: int | None = None
    key: Mapping[str, str] | None = None
    field: str | None = None
    rule: str = BY_HAND
    message: str | None = None

    def __post_init__(self) -> None:
        if self.message is not None:
            plain_text("message", self.message)
        if not _is_slug(self.rule):
            raise DefinitionError("rejection-rule")

    def to_document(self) -> dict[str, Any]:
        """Return the objection as plain JSON values."""
        key = None if self.key is None else dict(self.key)
        return {"row": self.row, "key": key, "field": self.field, "rule": self.rule, "message": self.message}

    @classmethod
    def read(cls, reader: Reader) -> Objection:
        """Read an objection."""
        row = reader.optional("row", int)
        if row is not None and row < 1:
            raise reader.wrong("row", ">= 1")
        key = reader.optional("key", dict)
        if key is not None and not all(isinstance(value, str) for value in key.values()):
            raise reader.wrong("key", "texts")
        rule = reader.value("rule", str)
        if not _is_slug(rule):
            raise reader.wrong("rule", "slug")
        objection = cls(row=row, key=key, field=_text(reader, "field"), rule=rule, message=_text(reader, "message"))
        reader.done()
        return objection


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What a reader says about a release.

    Attributes:
        dataset: "agency/dataset".
        release: "1", "2", …
        release_digest: "sha256:…" of the release's manifest: which bytes it is about.
        contract: The contract the release meets, "name@version".
        who: Who says it.
        at: When, aware, UTC.
        objections: What they say, row by row.
        unlisted: How many more there were than are listed.

    Example:
        >>> from opendata_share.feedback import Objection, reject
        >>> retired = Objection(row=812, field="kind", rule="code", message="code retired")
        >>> reject(release, who="jakarta-health", found=[retired]).write("rejection.json")  # doctest: +SKIP
    """

    dataset: str
    release: str
    release_digest: str
    contract: str
    who: str
    at: datetime
    objections: tuple[Objection, ...] = field(default=())
    unlisted: int = 0

    @property
    def digest(self) -> str:
        """The "sha256:…" of its canonical form, by which receipts name it."""
        return document_digest(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """Return the rejection as plain JSON values."""
        return {
            "format": FORMAT,
            "dataset": self.dataset,
            "release": self.release,
            "release_digest": self.release_digest,
            "contract": self.contract,
            "who": self.who,
            "at": self.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "objections": [objection.to_document() for objection in self.objections],
            "unlisted": self.unlisted,
        }

    def write(self, path: Path | str) -> Path:
        """Write the rejection to `path` (mode 0600, replaced whole) and return it."""
        data = document_bytes(self.to_document())

        def write(stream: IO[bytes]) -> None:
            stream.write(data)

        return write_whole(Path(path), write, _OWNER, durable=True)

    @classmethod
    def read(cls, path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> Rejection:
        """Return the rejection in the file `path`, which comes from a stranger.

        Args:
            path: The file.
            limits: `record_bytes` of the document, `violations` objections.

        Raises:
            SourceUnavailable: It cannot be opened.
            SourceError: It is no rejection.
            LimitExceeded: It is larger than the limits.
        """
        place = Path(path)
        try:
            with place.open("rb") as stream:
                data = stream.read(limits.record_bytes + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SourceUnavailable("rejection-unreadable", file=place, reason=reason) from error
        if len(data) > limits.record_bytes:
            raise LimitExceeded("rejection-limit", file=place, limit="record_bytes", value=limits.record_bytes)
        return cls.from_document(load_document(data, str(place)), str(place), limits=limits)

    @classmethod
    def from_document(cls, document: Any, place: str, *, limits: Limits = DEFAULT_LIMITS) -> Rejection:
        """Return the rejection `document` is.

        Raises:
            SourceError: It is not of the form `to_document` writes.
            LimitExceeded: It has more objections than the limit `violations`.
        """
        reader = Reader(document, place)
        if reader.value("format", str) != FORMAT:
            raise reader.wrong("format", FORMAT)
        objections = reader.list("objections")
        if len(objections) > limits.violations:
            raise LimitExceeded("rejection-limit", file=place, limit="violations", value=limits.violations)
        digest = reader.value("release_digest", str)
        if not _DIGEST.match(digest):
            raise reader.wrong("release_digest", "sha256:…")
        rejection = cls(
            dataset=_needed(reader, "dataset"),
            release=_needed(reader, "release"),
            release_digest=digest,
            contract=_needed(reader, "contract"),
            who=_needed(reader, "who"),
            at=reader.moment("at"),
            objections=tuple(Objection.read(item) for item in objections),
            unlisted=reader.count("unlisted"),
        )
        reader.done()
        return rejection


def _is_slug(text: str) -> bool:
    return len(text) <= _LONGEST_SLUG and _SLUG.match(text) is not None


def _text(reader: Reader, key: str) -> str | None:
    found = reader.optional(key, str)
    if found is not None and not is_plain(found):
        raise reader.wrong(key, "text")
    return found


def _needed(reader: Reader, key: str) -> str:
    found = _text(reader, key)
    if found is None:
        raise reader.wrong(key, "text")
    return found
