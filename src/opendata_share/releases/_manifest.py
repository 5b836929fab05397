"""The manifest: what makes every byte of a release checkable and says where its rows came from.

What lives here: the frozen manifest and its document. What this file must not know: disks, networks, how rows are
counted. No clock stands in it: the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from .._dataclass import dataclass
from .._strict_json import Reader
from ..receipts import Head
from ..report import Balance
from ._layout import FileEntry, refuse_collision, refuse_format
from ._links import Amendment, ChangeCounts, Link

FORMAT: Final = "opendata-share/release@1"


@dataclass(frozen=True, slots=True)
class Named:
    """Something by name and digest: a contract "name@version", or a policy."""

    name: str
    digest: str

    def to_document(self) -> dict[str, Any]:
        """Return {"name": …, "digest": …}."""
        return {"name": self.name, "digest": self.digest}

    @classmethod
    def read(cls, reader: Reader) -> Named:
        """Read {"name": …, "digest": …}."""
        named = cls(reader.value("name", str), reader.value("digest", str))
        reader.done()
        return named


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the rows came from.

    Attributes:
        source: The source's name, without folders.
        source_digest: "sha256:…" of its bytes, or None.
        map_digest: "sha256:…" of the field map, or None.
        contract_digest: "sha256:…" of the contract the rows were adapted to, or None.
        constants: Fields whose value is a constant of the map.
        captured_at: When the source was captured, RFC 3339, or None.
    """

    source: str
    source_digest: str | None = None
    map_digest: str | None = None
    contract_digest: str | None = None
    constants: tuple[str, ...] = ()
    captured_at: str | None = None

    @property
    def moment(self) -> datetime | None:
        """When the source was captured, aware; a time without an offset is UTC's."""
        if self.captured_at is None:
            return None
        moment = datetime.fromisoformat(self.captured_at)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

    def to_document(self) -> dict[str, Any]:
        """Return the origin as plain JSON values."""
        return {
            "source": self.source,
            "source_digest": self.source_digest,
            "map_digest": self.map_digest,
            "contract_digest": self.contract_digest,
            "constants": list(self.constants),
            "captured_at": self.captured_at,
        }

    @classmethod
    def read(cls, reader: Reader) -> Origin:
        """Read the origin."""
        origin = cls(
            source=reader.value("source", str),
            source_digest=reader.optional("source_digest", str),
            map_digest=reader.optional("map_digest", str),
            contract_digest=reader.optional("contract_digest", str),
            constants=reader.texts("constants"),
            captured_at=reader.optional_moment("captured_at", naive=UTC),
        )
        reader.done()
        return origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one release holds and where it came from.

    Attributes:
        dataset: "agency/dataset".
        release: "1", "2", …
        audience: Whom it is for.
        rows: Rows published.
        rows_digest: "sha256:…" of the rows' values (`_rows_digest`); what decides whether a release says anything new.
        level: The highest level of which nothing is missing: "full", "recommended" or "core".
        balance: Where every row of the source went.
        errors: Rejected rows' broken rules, counted by rule.
        advice: Advice by rule.
        contract: The contract the rows meet.
        original: The contract they were judged by before the policy.
        removed: Fields the policy took out.
        withheld: Accepted rows the policy left out; `rows` and these are the accepted rows.
        policy: The policy the rows left under.
        info_digest: "sha256:…" of what the publisher says about the data set.
        origin: Where the rows came from.
        files: Every other file of the release.
        receipts: The head of the publisher's log of receipts when the release was made, or None where it keeps none.
        previous: The release before it, of whichever kind; None for the first.
        changes: What changed since an earlier release, or None where it was not compared.
        corrects: The earlier release it takes the place of, and why.
        withdraws: The earlier release it takes back, and why; then it has no rows and no files.
    """

    dataset: str
    release: str
    audience: str
    rows: int
    rows_digest: str
    level: Literal["core", "recommended", "full"]
    balance: Balance
    errors: Mapping[str, int] = field(default_factory=dict)
    advice: Mapping[str, int] = field(default_factory=dict)
    contract: Named
    original: Named
    removed: tuple[str, ...] = ()
    withheld: int = 0
    policy: Named
    info_digest: str
    origin: Origin
    files: tuple[FileEntry, ...]
    receipts: Head | None = None
    previous: Link | None = None
    changes: ChangeCounts | None = None
    corrects: Amendment | None = None
    withdraws: Amendment | None = None

    @property
    def says(self) -> tuple[str, ...]:
        """What tells releases apart: rows, promise, policy and what the publisher says; the same again is no news."""
        return (self.rows_digest, self.contract.digest, self.policy.digest, self.info_digest)

    def file(self, name: str) -> FileEntry | None:
        """Return the entry of the file called `name`, or None."""
        return next((entry for entry in self.files if entry.name == name), None)

    def to_document(self) -> dict[str, Any]:
        """Return the manifest as plain JSON values."""
        return {
            "format": FORMAT,
            "dataset": self.dataset,
            "release": self.release,
            "audience": self.audience,
            "rows": self.rows,
            "rows_digest": self.rows_digest,
            "level": self.level,
            "balance": self.balance.to_document(),
            "errors": dict(sorted(self.errors.items())),
            "advice": dict(sorted(self.advice.items())),
            "contract": self.contract.to_document(),
            "original": self.original.to_document(),
            "removed": list(self.removed),
            # readers of releases before there were row filters know no such key
            **({"withheld": self.withheld} if self.withheld else {}),
            "policy": self.policy.to_document(),
            "info_digest": self.info_digest,
            "origin": self.origin.to_document(),
            "files": [entry.to_document() for entry in self.files],
            # readers of releases before there were receipts know no such key
            **({} if self.receipts is None else {"receipts": self.receipts.to_document()}),
            # nor any of these, which say how a release stands to others
            **{key: said.to_document() for key, said in self._of_others().items() if said is not None},
        }

    def _of_others(self) -> Mapping[str, Link | ChangeCounts | Amendment | None]:
        return {
            "previous": self.previous,
            "changes": self.changes,
            "corrects": self.corrects,
            "withdraws": self.withdraws,
        }

    @classmethod
    def from_document(cls, document: Any, place: str) -> Manifest:
        """Read a manifest.

        Raises:
            SourceError: It is not of the form `to_document` writes.
            ReleaseError: It is of another version of the layout.
            TrustError: It names a file outside the release's folder.
        """
        reader = Reader(document, place)
        refuse_format(reader.value("format", str), FORMAT, place)
        level = reader.value("level", str)
        if level not in {"core", "recommended", "full"}:
            raise reader.wrong("level", "core, recommended, full")
        manifest = cls(
            dataset=reader.value("dataset", str),
            release=reader.value("release", str),
            audience=reader.value("audience", str),
            rows=reader.count("rows"),
            rows_digest=reader.value("rows_digest", str),
            level="full" if level == "full" else "core",
            balance=_balance(reader),
            errors=reader.counts("errors"),
            advice=reader.counts("advice"),
            contract=Named.read(reader.inner("contract")),
            original=Named.read(reader.inner("original")),
            removed=reader.texts("removed"),
            withheld=_withheld(reader),
            policy=Named.read(reader.inner("policy")),
            info_digest=reader.value("info_digest", str),
            origin=Origin.read(reader.inner("origin")),
            files=tuple(FileEntry.read(item) for item in reader.list("files")),
            receipts=Head.read(reader.inner("receipts")) if "receipts" in reader.unread else None,
            previous=Link.read(reader.inner("previous")) if "previous" in reader.unread else None,
            changes=ChangeCounts.read(reader.inner("changes")) if "changes" in reader.unread else None,
            corrects=Amendment.read(reader.inner("corrects")) if "corrects" in reader.unread else None,
            withdraws=Amendment.read(reader.inner("withdraws")) if "withdraws" in reader.unread else None,
        )
        refuse_collision([entry.name for entry in manifest.files], place)
        reader.done()
        return manifest


def _withheld(reader: Reader) -> int:
    return reader.count("withheld") if "withheld" in reader.unread else 0


def _balance(reader: Reader) -> Balance:
    counts = reader.counts("balance")
    if set(counts) != set(Balance().to_document()):
        raise reader.wrong("balance", ", ".join(Balance().to_document()))
    return Balance(**counts)
