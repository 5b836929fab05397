"""The layout of a release on disk: names, paths and the catalogue.

What lives here: what the folder looks like, as pure values with their documents; `docs/reference/release-layout.md`
promises that it stays so. What this file must not know: disks, networks, data. The manifest of one release is in
`_manifest`.

    DIR/catalog.json                              what is served; replacing it is the moment a release appears
    DIR/AGENCY/DATASET/RELEASE/datapackage.json   Data Package 2, describes the CSV
                               DATASET.csv        up to CSV_ROWS rows
                               DATASET.parquet
                               DATASET.changes.parquet   what changed since the release before, where it is known
                               contract.json      what the rows promise
                               manifest.json      every file's size and SHA-256, and where the rows came from
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any, Final

from .._dataclass import dataclass
from .._strict_json import Reader
from .._time_text import time_text
from ..contract import Text
from ..errors import DefinitionError, ReleaseError, TrustError
from ._links import DIGEST, RELEASE, Amendment, HarvestedFrom, release_number

CATALOG: Final = "catalog.json"
MANIFEST: Final = "manifest.json"
CONTRACT: Final = "contract.json"
DATA_PACKAGE: Final = "datapackage.json"
CATALOG_FORMAT: Final = "opendata-share/catalog@1"
PUBLIC: Final = "public"
CSV_ROWS: Final = 1_000_000
"""The most rows a release writes as CSV beside its Parquet."""

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
_LONGEST_SLUG: Final = 80


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file somebody vouches for: its name, its size in bytes and its "sha256:…"."""

    name: str
    bytes: int
    sha256: str

    def to_document(self) -> dict[str, Any]:
        """Return the entry as plain JSON values."""
        return {"name": self.name, "bytes": self.bytes, "sha256": self.sha256}

    @classmethod
    def read(cls, reader: Reader) -> FileEntry:
        """Read the entry; a name that is not a plain file name is refused."""
        name = safe_name(reader.value("name", str), reader.place)
        entry = cls(name, reader.count("bytes"), reader.value("sha256", str))
        if not DIGEST.match(entry.sha256):
            raise reader.wrong("sha256", "sha256:…")
        reader.done()
        return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEntry:
    """One release as the catalogue lists it.

    Attributes:
        release: "1", "2", …
        manifest: Size and digest of its manifest: what makes every byte of the release checkable.
        rows: Rows published.
        rejected: Rows left out because they broke the contract.
        published_at: When it was switched in, aware, UTC; the only clock of a release.
        policy: The name of the policy the rows left under.
        contract: The contract the rows meet, "name@version".
        corrects: The earlier release it takes the place of, and why.
        withdraws: The earlier release it takes back, and why: then it has no rows, no contract and no data file itself.
        origin: Where it was harvested, or None where it was published here.
    """

    release: str
    manifest: FileEntry
    rows: int
    rejected: int
    published_at: datetime
    policy: str
    contract: str
    corrects: Amendment | None = None
    withdraws: Amendment | None = None
    origin: HarvestedFrom | None = None

    def vouched_at(self, signed: datetime | None) -> datetime:
        """Return when its publisher last vouched that it is the newest, in a catalogue signed at `signed`, or unsigned.

        Whoever harvested it vouches for their copy, and never for the news of its publisher.
        """
        if self.origin is not None:
            said = self.origin.vouched_at
            return max(said if signed is None else min(said, signed), self.published_at)
        return self.published_at if signed is None else max(signed, self.published_at)

    def to_document(self, dataset: str) -> dict[str, Any]:
        """Return the entry as plain JSON values."""
        return {
            "release": self.release,
            "path": f"{dataset}/{self.release}",
            "manifest": self.manifest.to_document(),
            "rows": self.rows,
            "rejected": self.rejected,
            "published_at": time_text(self.published_at),
            "policy": self.policy,
            "contract": self.contract,
            # catalogues from before there were such releases know none of these keys
            **({} if self.corrects is None else {"corrects": self.corrects.to_document()}),
            **({} if self.withdraws is None else {"withdraws": self.withdraws.to_document()}),
            **({} if self.origin is None else {"origin": self.origin.to_document()}),
        }

    @classmethod
    def read(cls, reader: Reader, dataset: str) -> ReleaseEntry:
        """Read the entry of a release of `dataset`; its path follows from its number and may not differ."""
        release = release_number(reader, "release")
        if reader.value("path", str) != f"{dataset}/{release}":
            raise TrustError("release-path", file=reader.place, path=f"{reader.pointer}/path")
        manifest = FileEntry.read(reader.inner("manifest"))
        if manifest.name != MANIFEST:
            raise reader.wrong("manifest/name", MANIFEST)
        entry = cls(
            release=release,
            manifest=manifest,
            rows=reader.count("rows"),
            rejected=reader.count("rejected"),
            published_at=reader.moment("published_at"),
            policy=reader.value("policy", str),
            contract=reader.value("contract", str),
            corrects=Amendment.read(reader.inner("corrects")) if "corrects" in reader.unread else None,
            withdraws=Amendment.read(reader.inner("withdraws")) if "withdraws" in reader.unread else None,
            origin=HarvestedFrom.read(reader.inner("origin")) if "origin" in reader.unread else None,
        )
        reader.done()
        return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEntry:
    """One data set as the catalogue lists it; its releases are in order, whatever they are."""

    agency: str
    dataset: str
    title: Text
    releases: tuple[ReleaseEntry, ...]

    @property
    def id(self) -> str:
        """What people call it: "agency/dataset"."""
        return f"{self.agency}/{self.dataset}"

    @property
    def newest(self) -> ReleaseEntry:
        """The newest release of any kind: the one the next follows."""
        return self.releases[-1]

    @property
    def current(self) -> ReleaseEntry:
        """The newest release that has rows, or had them before it was withdrawn."""
        return next(entry for entry in reversed(self.releases) if entry.withdraws is None)

    @property
    def standing(self) -> ReleaseEntry | None:
        """The newest release that has rows and is not withdrawn."""
        withdrawn = {entry.withdraws.release for entry in self.releases if entry.withdraws is not None}
        left = (e for e in reversed(self.releases) if e.withdraws is None and e.release not in withdrawn)
        return next(left, None)

    @property
    def latest(self) -> ReleaseEntry:
        """Where other tools are led: the newest release with rows; where it is withdrawn, to the one that says so."""
        return self.withdrawal_of(self.current.release) or self.current

    def withdrawal_of(self, release: str) -> ReleaseEntry | None:
        """Return the release that withdraws `release`, or None."""
        return next((e for e in self.releases if e.withdraws is not None and e.withdraws.release == release), None)

    def entry(self, release: str) -> ReleaseEntry | None:
        """Return the release called `release`, of any kind, or None."""
        return next((entry for entry in self.releases if entry.release == release), None)

    def to_document(self) -> dict[str, Any]:
        """Return the entry as plain JSON values."""
        return {
            "id": self.id,
            "agency": self.agency,
            "dataset": self.dataset,
            "title": self.title.to_document(),
            "latest": self.latest.release,
            "releases": [release.to_document(self.id) for release in self.releases],
        }

    @classmethod
    def read(cls, reader: Reader) -> DatasetEntry:
        """Read the entry; names that are no slugs are refused, so no path can lead anywhere else."""
        agency, dataset = (slug(reader.value(key, str), reader, key) for key in ("agency", "dataset"))
        if reader.value("id", str) != f"{agency}/{dataset}":
            raise reader.wrong("id", f"{agency}/{dataset}")
        title = reader.inner("title")
        words = Text(title.value("en", str), title.value("id", str))
        title.done()
        latest = reader.value("latest", str)
        releases = tuple(ReleaseEntry.read(item, f"{agency}/{dataset}") for item in reader.list("releases"))
        numbers = [int(entry.release) for entry in releases]
        if not numbers or numbers != sorted(set(numbers)):
            raise reader.wrong("releases", "ascending")
        refuse_strange_amendments(releases, reader)
        entry = cls(agency=agency, dataset=dataset, title=words, releases=releases)
        if latest != entry.latest.release:
            raise reader.wrong("latest", entry.latest.release)
        reader.done()
        return entry


def refuse_strange_amendments(releases: Sequence[ReleaseEntry], reader: Reader) -> None:
    """Raise where a release corrects or withdraws what does not come before it, or what has no rows itself."""
    without_rows = {entry.release for entry in releases if entry.withdraws is not None}
    for entry in releases:
        for key, said in (("corrects", entry.corrects), ("withdraws", entry.withdraws)):
            if said is not None and (int(said.release) >= int(entry.release) or said.release in without_rows):
                raise reader.wrong(f"releases/{entry.release}/{key}", "an earlier release")
    if len(without_rows) == len(releases):
        raise reader.wrong("releases", "a release with rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDocument:
    """What a folder serves.

    Attributes:
        audience: Whom everything in the folder is for: "public", "exchange" or a name an agreement gives.
        datasets: The data sets, by id in order.
    """

    audience: str
    datasets: tuple[DatasetEntry, ...] = field(default=())

    def find(self, dataset_id: str) -> DatasetEntry | None:
        """Return the data set called "agency/dataset", or None."""
        return next((entry for entry in self.datasets if entry.id == dataset_id), None)

    def with_release(self, agency: str, dataset: str, title: Text, release: ReleaseEntry) -> CatalogDocument:
        """Return this catalogue with one more release."""
        earlier = self.find(f"{agency}/{dataset}")
        releases = (*(() if earlier is None else earlier.releases), release)
        return self.with_dataset(DatasetEntry(agency=agency, dataset=dataset, title=title, releases=releases))

    def with_dataset(self, entry: DatasetEntry) -> CatalogDocument:
        """Return this catalogue with `entry` in the place of what it lists of that data set, if anything."""
        others = [other for other in self.datasets if other.id != entry.id]
        return replace(self, datasets=tuple(sorted((*others, entry), key=lambda item: item.id)))

    def to_document(self) -> dict[str, Any]:
        """Return the catalogue as plain JSON values."""
        return {
            "format": CATALOG_FORMAT,
            "audience": self.audience,
            "datasets": [entry.to_document() for entry in self.datasets],
        }

    @classmethod
    def from_document(cls, document: Any, place: str) -> CatalogDocument:
        """Read a catalogue.

        Raises:
            SourceError: It is not of the form `to_document` writes.
            ReleaseError: It is of another version of the layout.
            TrustError: A path in it leads somewhere it should not.
        """
        reader = Reader(document, place)
        refuse_format(reader.value("format", str), CATALOG_FORMAT, place)
        catalog = cls(
            audience=reader.value("audience", str),
            datasets=tuple(DatasetEntry.read(item) for item in reader.list("datasets")),
        )
        ids = [entry.id for entry in catalog.datasets]
        if len(set(ids)) != len(ids):
            raise reader.wrong("datasets", "unique ids")
        reader.done()
        return catalog


def refuse_format(found: str, known: str, place: str) -> None:
    """Raise where a document is of another format or version than this package writes."""
    if found != known:
        raise ReleaseError("release-format", file=place, found=found, known=known)


def slug(text: str, reader: Reader, key: str) -> str:
    """Return `text` where it is a slug: lower-case letters, digits and single hyphens."""
    if not _SLUG.match(text) or len(text) > _LONGEST_SLUG:
        raise TrustError("release-path", file=reader.place, path=f"{reader.pointer}/{key}")
    return text


def is_release_path(path: str) -> bool:
    """Return whether `path` is "agency/dataset/release" and nothing else."""
    steps = path.split("/")
    return len(steps) == 3 and all(_SLUG.match(step) for step in steps[:2]) and RELEASE.match(steps[2]) is not None


def agency_slug(text: str) -> str:
    """Return `text` where it may name an agency's folder.

    Raises:
        DefinitionError: It is no slug.
    """
    if not _SLUG.match(text) or len(text) > _LONGEST_SLUG:
        raise DefinitionError("publish-agency-slug", agency=text)
    return text


def safe_name(name: str, place: str) -> str:
    """Return `name` where it is a plain file name: relative, one step, no drive, no address.

    Raises:
        TrustError: It may lead out of the release's folder.
    """
    if not _FILE.match(name) or ".." in name or name.endswith("."):
        raise TrustError("release-path", file=place, path=name[:80])
    return name


def refuse_collision(names: Sequence[str], place: str) -> None:
    """Raise a TrustError where two names are one file on a disk that ignores case."""
    folded = [name.casefold() for name in names]
    if len(set(folded)) != len(folded):
        raise TrustError("release-path", file=place, path=next(n for n in names if folded.count(n.casefold()) > 1))
