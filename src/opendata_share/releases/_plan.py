"""What is to become of one staged table: a new release, or none because the latest says the same already.

What lives here: the manifest and the other documents of a release. What this file must not know: how a release becomes
visible, locks, the order of steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from .._canonical import bytes_digest, document_digest
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from .._strict_json import document_bytes, load_document
from ..contract import DatasetInfo
from ..errors import ReleaseError, SourceUnavailable, TrustError
from ..receipts import Head
from ..report import TableReport
from ..stages import Protected
from ..stores import Disk, Folder, Store
from ._corrections import Corrections, link_to, refuse_withdrawn_rows
from ._data_package import descriptor
from ._last_rows import last_release
from ._layout import CONTRACT, DATA_PACKAGE, MANIFEST, CatalogDocument, DatasetEntry, FileEntry, ReleaseEntry
from ._manifest import Manifest, Named, Origin
from ._publication import PublishedRelease
from ._stage_changes import with_changes
from ._stage_table import StagedTable

_SUFFIXES: Final = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".json", ".ndjson", ".jsonl", ".geojson", ".xml", ".cap", ".xlsx", ".xlsm", ".ods"}
    | {".parquet", ".arrow", ".feather", ".ipc", ".arrows", ".sqlite", ".db", ".gz", ".zip"}
)
"""Suffixes that say what kind of file it is; any other may be part of a name."""

Info = DatasetInfo | Mapping[str, DatasetInfo]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One staged table, its manifest, and the release that says the same already, if one does.

    Attributes:
        staged: The files of the rows.
        manifest: What the new release would say.
        manifest_entry: Size and digest of that manifest.
        info: What the publisher says about the data set.
        unchanged: The latest release where it says the same, else None.
    """

    staged: StagedTable
    manifest: Manifest
    manifest_entry: FileEntry
    info: DatasetInfo
    unchanged: PublishedRelease | None

    @property
    def path(self) -> str:
        """The folder of the new release: "agency/dataset/release"."""
        return f"{self.manifest.dataset}/{self.manifest.release}"

    @property
    def folder(self) -> Folder:
        """The staged folder and the name it is to get."""
        return Folder(self.path, self.staged.folder, MANIFEST)

    def listed_in(self, catalog: CatalogDocument, policy: str) -> CatalogDocument:
        """Return `catalog` with the new release as its newest."""
        manifest, contract = self.manifest, self.staged.table.table.contract
        title = contract.title if self.info.title is None else self.info.title
        entry = ReleaseEntry(
            release=manifest.release,
            manifest=self.manifest_entry,
            rows=manifest.rows,
            rejected=manifest.balance.rejected,
            published_at=_now_after(catalog.find(manifest.dataset)),
            policy=policy,
            contract=contract.identity,
            corrects=None if manifest.corrects is None else replace(manifest.corrects, digest=None),
        )
        return catalog.with_release(self.staged.agency, contract.name, title, entry)

    def outcome(self, store: Store) -> PublishedRelease:
        """Return what the publisher is told of this table."""
        if self.unchanged is not None:
            return self.unchanged
        return PublishedRelease(
            dataset=self.manifest.dataset,
            release=self.manifest.release,
            outcome="published",
            rows=self.manifest.rows,
            rejected=self.manifest.balance.rejected,
            withheld=self.manifest.withheld,
            digest=self.manifest_entry.sha256,
            files=(*(file.name for file in self.manifest.files), MANIFEST),
            path=store.place(self.path),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the publisher says beside the rows.

    Attributes:
        info: What it says about the data set; for several tables, by contract name.
        head: The head of its log of receipts.
        corrections: What is corrected.
        taken: Folders of releases that are another publisher's.
    """

    info: Info | None
    head: Head | None
    corrections: Corrections
    taken: Collection[str]


def plan(
    staged: StagedTable, protected: Protected, catalog: CatalogDocument, store: Store, disk: Disk, said: Said
) -> Plan:
    """Decide whether the staged rows say anything new; if so, write the documents of their release."""
    contract, info = staged.table.table.contract, _info_of(said.info, staged)
    dataset = f"{staged.agency}/{contract.name}"
    earlier = catalog.find(dataset)
    release = _free_number(dataset, earlier, said.taken)
    documents = {
        CONTRACT: document_bytes(contract.to_document()),
        DATA_PACKAGE: document_bytes(descriptor(dataset, release, contract, info, staged.csv, staged.parquet)),
    }
    files = [FileEntry(name, len(data), bytes_digest(data)) for name, data in documents.items()]
    data_files = [file for file in (staged.csv, staged.parquet) if file is not None]
    manifest = replace(
        _manifest(staged, protected, dataset, release, info, (*data_files, *files)),
        receipts=said.head,
        previous=None if earlier is None else link_to(earlier.newest),
        corrects=said.corrections.amendment(contract.name, dataset, earlier),
    )
    unchanged = None if earlier is None else _unchanged(manifest, earlier, store)
    if unchanged is None:
        refuse_withdrawn_rows(
            manifest.rows,
            manifest.rows_digest,
            manifest.corrects,
            earlier,
            lambda entry: _manifest_of(dataset, entry, store),
        )
        manifest = with_changes(manifest, last_release(store, earlier, protected.audience), staged, disk)
        documents[MANIFEST] = document_bytes(manifest.to_document())
        _stage_documents(documents, staged, disk)
    data = document_bytes(manifest.to_document())
    entry = FileEntry(MANIFEST, len(data), bytes_digest(data))
    return Plan(staged=staged, manifest=manifest, manifest_entry=entry, info=info, unchanged=unchanged)


def _free_number(dataset: str, earlier: DatasetEntry | None, taken: Collection[str]) -> str:
    number = 1 if earlier is None else int(earlier.newest.release) + 1
    while f"{dataset}/{number}" in taken:
        number += 1
    return str(number)


def _stage_documents(documents: Mapping[str, bytes], staged: StagedTable, disk: Disk) -> None:
    for name, data in documents.items():
        disk.remove(staged.folder / name)  # of an attempt that somebody else was faster than
        with closing(disk.create(staged.folder / name)) as file:
            file.write(data)
            file.seal()


def _info_of(info: Info | None, staged: StagedTable) -> DatasetInfo:
    if isinstance(info, Mapping):
        return info.get(staged.table.table.contract.name, DatasetInfo())
    return DatasetInfo() if info is None else info


def _manifest(
    staged: StagedTable,
    protected: Protected,
    dataset: str,
    release: str,
    info: DatasetInfo,
    files: Sequence[FileEntry],
) -> Manifest:
    contract, original = staged.table.table.contract, staged.table.original
    report = protected.report.table(original.name)
    if staged.rows + staged.withheld != report.balance.accepted:
        raise ReleaseError(
            "publish-rows",
            contract=contract.identity,
            rows=staged.rows,
            withheld=staged.withheld,
            accepted=report.balance.accepted,
        )
    return Manifest(
        dataset=dataset,
        release=release,
        audience=protected.audience,
        rows=staged.rows,
        rows_digest=staged.rows_digest,
        level=report.level,
        balance=report.balance,
        errors=report.counts,
        advice=report.advice,
        contract=Named(contract.identity, contract.digest),
        original=Named(original.identity, original.digest),
        removed=staged.table.removed,
        withheld=staged.withheld,
        policy=Named(protected.policy, protected.policy_digest),
        info_digest=document_digest(info.to_document()),
        origin=_origin(staged, report, info),
        files=tuple(sorted(files, key=lambda file: file.name)),
    )


def _origin(staged: StagedTable, report: TableReport, info: DatasetInfo) -> Origin:
    said = staged.table.table.lineage.to_document()
    return Origin(
        source=info.source or nameless(report.source or said["source"]),
        source_digest=said["source_digest"],
        map_digest=said["map_digest"],
        contract_digest=said["contract_digest"],
        constants=tuple(said["constants"]),
        captured_at=said["captured_at"],
    )


def nameless(source: str) -> str:
    """Return what kind of file a source is, "*.xlsx", or "*": what somebody called it may name a person.

    Example:
        >>> nameless("/home/wulandari/pasien Budi Santoso.XLSX"), nameless("https://example.org/api/posts?key=1")
        ('*.xlsx', '*')
    """
    suffix = PurePosixPath(source.split("?", 1)[0].replace("\\", "/")).suffix.lower()
    return f"*{suffix}" if suffix in _SUFFIXES else "*"


def _unchanged(manifest: Manifest, earlier: DatasetEntry, store: Store) -> PublishedRelease | None:
    """Return the latest release where it stands and says the same as `manifest`, else None."""
    latest = earlier.current
    if latest is not earlier.standing:
        return None
    said = _manifest_of(earlier.id, latest, store)
    if said.says != manifest.says or manifest.corrects not in {None, said.corrects}:
        return None
    return PublishedRelease(
        dataset=earlier.id,
        release=latest.release,
        outcome="unchanged",
        rows=said.rows,
        rejected=manifest.balance.rejected,
        withheld=manifest.withheld,
        digest=latest.manifest.sha256,
        files=(*(file.name for file in said.files), MANIFEST),
        path=store.place(f"{earlier.id}/{latest.release}"),
    )


def _manifest_of(dataset: str, entry: ReleaseEntry, store: Store) -> Manifest:
    """Return the manifest of a release that is published here, as the catalogue vouches for it."""
    path = f"{dataset}/{entry.release}/{MANIFEST}"
    found, place = store.get(path, limit=DEFAULT_LIMITS.document_bytes), store.shown(path)
    if found is None:
        raise SourceUnavailable("release-file-missing", file=place)
    if (actual := bytes_digest(found.data)) != entry.manifest.sha256:
        raise TrustError("release-digest", file=place, expected=entry.manifest.sha256, actual=actual)
    return Manifest.from_document(load_document(found.data, place), place)


def _now_after(earlier: DatasetEntry | None) -> datetime:
    """Return the time now, never before the newest release: a clock set back must not reorder releases."""
    now = datetime.now(UTC)
    return now if earlier is None else max(now, earlier.newest.published_at)
