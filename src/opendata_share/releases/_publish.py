"""Publishing: protected rows to a release that is visible whole or not at all.

What lives here: the verb, and the decisions between its steps. What this file must not know: how files are written
(`_stage_table`), how a folder is changed safely (`_store`), how releases are read (`_client`, which never meets this
file).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from .._canonical import bytes_digest, document_digest
from .._limits import DEFAULT_LIMITS
from .._strict_json import document_bytes, load_document
from ..contract import DatasetInfo
from ..errors import DataRejected, ReleaseError, TrustError
from ..policy import PrivacyFinding, PrivacyReport, Watch, watch
from ..receipts import Head, ReceiptLog
from ..report import TableReport
from ..stages import Protected
from ._corrections import NO_CORRECTIONS, Corrections, Corrects, link_to, refuse_withdrawn_rows
from ._data_package import descriptor
from ._disk import Disk
from ._last_rows import last_rows
from ._layout import (
    CONTRACT,
    CSV_ROWS,
    DATA_PACKAGE,
    MANIFEST,
    PUBLIC,
    CatalogDocument,
    DatasetEntry,
    FileEntry,
    ReleaseEntry,
)
from ._local import read_inside
from ._manifest import Manifest, Named, Origin
from ._publication import Publication, PublishedRelease
from ._receipts import append_denials, append_published, log_beside
from ._stage_table import StagedTable, stage_table
from ._store import Move, Store

Info = DatasetInfo | Mapping[str, DatasetInfo]


def publish(
    protected: Protected,
    *,
    into: Path | str,
    partial: bool = False,
    info: Info | None = None,
    receipts: ReceiptLog | Path | str | None = None,
    corrects: Corrects | None = None,
    reason: str | None = None,
) -> Publication:
    """Publish rows that may leave as releases in the folder `into`; all of them become visible in one step.

    A release holds the rows as CSV and Parquet, their contract, a Data Package descriptor and a manifest with every
    file's SHA-256. Earlier releases stay. The same rows again, under the same contract and policy, make no new release.
    Whatever fails, readers see the folder as it was; trying again is always safe.

    Args:
        protected: What `protect` returned.
        into: The folder of releases, made if it does not exist; one folder serves one audience.
        partial: Whether to publish the accepted rows although others were rejected.
        info: What the publisher says about the data set; for several tables, by contract name.
        receipts: The publisher's own log, outside of `into`: a receipt of each new release, or of what was held back.
            Each release names the head of the log as it was before. A release whose receipt is missing, because
            publishing was interrupted, gets it when the same rows are published again.
        corrects: The number of an earlier release whose place this one takes; for several tables, by contract name.
            Whoever reads the earlier one is told.
        reason: Why it is corrected: one line, which everyone can read.

    Returns:
        The outcome, with a `PublishedRelease` for every table.

    Raises:
        DataRejected: Rows break the contract and `partial` is false, or the privacy gate holds the release back; it
            carries the report, of the rows or of the gate. Nothing became visible.
        DefinitionError: Nothing says which agency publishes; a correction has no reason, or a reason no correction.
        ReleaseError: There is no such release to correct; the rows are those of a release that was withdrawn; the
            folder serves another audience, is busy, or the disk failed. Nothing became visible.

    Example:
        >>> from opendata_share.releases import publish
        >>> publish(safe, into="public/", partial=True).releases[0].release  # doctest: +SKIP
        '1'
    """
    if not isinstance(protected, Protected):
        raise TypeError("publish takes what protect returns")
    disk, log = Disk(private=protected.audience != PUBLIC), log_beside(receipts, Path(into))
    try:
        said = Corrections.of(corrects, reason, [table.table.contract.name for table in protected.tables])
        return publish_on(disk, protected, into=Path(into), partial=partial, info=info, receipts=log, corrections=said)
    except DataRejected as error:
        if log is not None:
            append_denials(log, protected, error.message_id)
        raise


def publish_on(
    disk: Disk,
    protected: Protected,
    *,
    into: Path,
    partial: bool,
    info: Info | None,
    csv_rows: int = CSV_ROWS,
    receipts: ReceiptLog | None = None,
    corrections: Corrections = NO_CORRECTIONS,
) -> Publication:
    """Publish with the steps of `disk`; see `publish`."""
    rejected = protected.report.rejected
    if rejected and not partial:
        raise DataRejected("publish-rejected", report=protected.report, count=rejected)
    store = Store(into, disk)
    _refuse_other_audience(store, protected.audience)
    with store.staging() as staging, store.disk_errors():
        watches = [watch(table, protected.audience) for table in protected.tables]
        staged = [
            stage_table(table, staging / table.table.contract.name, disk, csv_rows, looking.see)
            for table, looking in zip(protected.tables, watches, strict=True)
        ]
        agency = staged[0].agency
        with nullcontext() if receipts is None else receipts.opened(agency) as log, store.locked():
            catalog = _refuse_other_audience(store, protected.audience)
            head = None if log is None else log.head
            said = [_Said(info=_info_of(info, item), head=head, corrections=corrections) for item in staged]
            plans = [_plan(item, protected, catalog, store, say) for item, say in zip(staged, said, strict=True)]
            new = [plan for plan in plans if plan.outcome is None]
            looked = [(plan, looking) for plan, looking in zip(plans, watches, strict=True) if plan.outcome is None]
            findings = _let_through(looked, catalog, store, protected.audience)
            if new:
                _commit(new, catalog, store, staging, protected)
            releases = tuple(plan.outcome or _published(plan, into) for plan in plans)
            if log is not None:
                append_published(log, releases, protected)
    return Publication(
        outcome="published" if new else "unchanged",
        partial=rejected > 0,
        audience=protected.audience,
        releases=releases,
        folder=into,
        findings=findings,
    )


def _let_through(
    looked: Sequence[tuple[_Plan, Watch]], catalog: CatalogDocument, store: Store, audience: str
) -> tuple[PrivacyFinding, ...]:
    """Return what the privacy gate found in what is new, where none of it holds the release back."""
    today = datetime.now(UTC).date()
    found: list[PrivacyFinding] = []
    for plan, looking in looked:
        earlier = catalog.find(plan.manifest.dataset) if looking.compares else None
        before = None if earlier is None else last_rows(store.root, earlier, audience, looking.compares)
        found += looking.findings(before, today)
    report = PrivacyReport.of(found)
    if report.blocking:
        raise DataRejected("publish-privacy", report=report, count=len(report.blocking))
    return report.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to become of one staged table: its manifest, or what is published already."""

    staged: StagedTable
    manifest: Manifest
    manifest_entry: FileEntry
    info: DatasetInfo
    outcome: PublishedRelease | None


def _refuse_other_audience(store: Store, audience: str) -> CatalogDocument:
    catalog = store.catalog()
    if catalog is None:
        return CatalogDocument(audience=audience)
    if catalog.audience != audience:
        message = "publish-into-public" if catalog.audience == PUBLIC else "publish-into-other"
        raise ReleaseError(message, file=store.root, audience=audience, found=catalog.audience)
    return catalog


def _info_of(info: Info | None, staged: StagedTable) -> DatasetInfo:
    if isinstance(info, Mapping):
        return info.get(staged.table.table.contract.name, DatasetInfo())
    return DatasetInfo() if info is None else info


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the publisher says of one table beside its rows."""

    info: DatasetInfo
    head: Head | None
    corrections: Corrections


def _plan(staged: StagedTable, protected: Protected, catalog: CatalogDocument, store: Store, said: _Said) -> _Plan:
    """Decide whether the staged rows say anything new; if so, write the documents of their release."""
    contract, info = staged.table.table.contract, said.info
    dataset = f"{staged.agency}/{contract.name}"
    earlier = catalog.find(dataset)
    release = "1" if earlier is None else str(int(earlier.newest.release) + 1)
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
    documents[MANIFEST] = document_bytes(manifest.to_document())
    entry = FileEntry(MANIFEST, len(documents[MANIFEST]), bytes_digest(documents[MANIFEST]))
    outcome = None if earlier is None else _unchanged(manifest, earlier, store)
    if outcome is None:
        refuse_withdrawn_rows(manifest, earlier, lambda entry: _manifest_of(dataset, entry, store))
        for name, data in documents.items():
            with closing(store.disk.create(staged.folder / name)) as file:
                file.write(data)
                file.seal()
    return _Plan(staged=staged, manifest=manifest, manifest_entry=entry, info=info, outcome=outcome)


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
        origin=_origin(staged, report),
        files=tuple(sorted(files, key=lambda file: file.name)),
    )


def _origin(staged: StagedTable, report: TableReport) -> Origin:
    said = staged.table.table.lineage.to_document()
    return Origin(
        source=_without_folders(report.source or said["source"]),
        source_digest=said["source_digest"],
        map_digest=said["map_digest"],
        contract_digest=said["contract_digest"],
        constants=tuple(said["constants"]),
        captured_at=said["captured_at"],
    )


def _without_folders(source: str) -> str:
    """Return the last step of a path or an address: where it lies on the publisher's machine is nobody's business."""
    return source.split("?", 1)[0].rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]


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
        path=store.root / earlier.id / latest.release,
    )


def _manifest_of(dataset: str, entry: ReleaseEntry, store: Store) -> Manifest:
    """Return the manifest of a release that is published here, as the catalogue vouches for it."""
    path = f"{dataset}/{entry.release}/{MANIFEST}"
    data = read_inside(store.root, path, DEFAULT_LIMITS.document_bytes)
    place = str(store.root / path)
    if (actual := bytes_digest(data)) != entry.manifest.sha256:
        raise TrustError("release-digest", file=place, expected=entry.manifest.sha256, actual=actual)
    return Manifest.from_document(load_document(data, place), place)


def _commit(
    plans: Sequence[_Plan], catalog: CatalogDocument, store: Store, staging: Path, protected: Protected
) -> None:
    """Switch the planned releases in, all by one catalogue."""
    moves = []
    for plan in plans:
        manifest, contract = plan.manifest, plan.staged.table.table.contract
        title = contract.title if plan.info.title is None else plan.info.title
        entry = ReleaseEntry(
            release=manifest.release,
            manifest=plan.manifest_entry,
            rows=manifest.rows,
            rejected=manifest.balance.rejected,
            published_at=_now_after(catalog.find(manifest.dataset)),
            policy=protected.policy,
            contract=contract.identity,
            corrects=None if manifest.corrects is None else replace(manifest.corrects, digest=None),
        )
        catalog = catalog.with_release(plan.staged.agency, contract.name, title, entry)
        moves.append(Move(plan.staged.folder, f"{manifest.dataset}/{manifest.release}"))
    store.switch_in(moves, catalog, staging)


def _now_after(earlier: DatasetEntry | None) -> datetime:
    """Return the time now, never before the newest release: a clock set back must not reorder releases."""
    now = datetime.now(UTC)
    return now if earlier is None else max(now, earlier.newest.published_at)


def _published(plan: _Plan, root: Path) -> PublishedRelease:
    manifest = plan.manifest
    return PublishedRelease(
        dataset=manifest.dataset,
        release=manifest.release,
        outcome="published",
        rows=manifest.rows,
        rejected=manifest.balance.rejected,
        withheld=manifest.withheld,
        digest=plan.manifest_entry.sha256,
        files=(*(file.name for file in manifest.files), MANIFEST),
        path=root / manifest.dataset / manifest.release,
    )
