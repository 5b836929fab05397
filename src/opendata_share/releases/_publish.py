"""Publishing: protected rows to a release that is visible whole or not at all.

What lives here: the verb, and the order of its steps. What this file must not know: how files are written
(`_stage_table`), what a release says (`_plan`), how a place is changed safely (`stores`), how releases are read
(`_client`, which never meets this file).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .._dataclass import dataclass
from ..errors import DataRejected, ReleaseError
from ..policy import PrivacyFinding, PrivacyReport, Watch, watch
from ..receipts import ReceiptLog
from ..stages import Protected
from ..stores import DirectoryStore, Disk, Store, failures, open_store
from ..trust import Keys
from ._commit_catalog import begun, bring_up, commit_catalog, keys_for
from ._corrections import NO_CORRECTIONS, Corrections, Corrects
from ._last_rows import last_rows
from ._layout import CSV_ROWS, PUBLIC, CatalogDocument, is_release_path
from ._marks import marked_folders
from ._plan import Info, Plan, Said, plan
from ._publication import Publication
from ._receipts import append_denials, append_published, log_beside
from ._served import NowServed, read_served
from ._stage_table import StagedTable, stage_table

_ATTEMPTS: Final = 100
_PAUSE_MS: Final = 50
_WAITS: Final = 20


def publish(
    protected: Protected,
    *,
    into: Path | str,
    partial: bool = False,
    info: Info | None = None,
    receipts: ReceiptLog | Path | str | None = None,
    corrects: Corrects | None = None,
    reason: str | None = None,
    keys: Path | str | None = None,
) -> Publication:
    """Publish rows that may leave as releases in the place `into`; all of them become visible in one step.

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
        keys: The folder of the keys to sign with; the user's configuration folder by default. The first publication
            makes one, and what it returns says what readers pin.

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
    disk, log = Disk(private=protected.audience != PUBLIC), log_beside(receipts, into)
    try:
        said = Corrections.of(corrects, reason, [table.table.contract.name for table in protected.tables])
        store = open_store(into, disk)
        return publish_on(store, disk, protected, partial=partial, info=info, receipts=log, corrections=said, keys=keys)
    except DataRejected as error:
        if log is not None:
            append_denials(log, protected, error.message_id)
        raise


def publish_on(
    store: Store,
    disk: Disk,
    protected: Protected,
    *,
    partial: bool = False,
    info: Info | None = None,
    csv_rows: int = CSV_ROWS,
    receipts: ReceiptLog | None = None,
    corrections: Corrections = NO_CORRECTIONS,
    keys: Path | str | None = None,
) -> Publication:
    """Publish into `store`, preparing files with the steps of `disk`; see `publish`."""
    rejected = protected.report.rejected
    if rejected and not partial:
        raise DataRejected("publish-rejected", report=protected.report, count=rejected)
    served = read_served(store)
    served.catalog_for(protected.audience, store.name)
    held = keys_for(served, keys)
    with store.staging(lambda: read_served(store).paths) as staging, failures(store.name):
        watches = [watch(table, protected.audience) for table in protected.tables]
        staged = [
            stage_table(table, staging / table.table.contract.name, disk, csv_rows, looking.see)
            for table, looking in zip(protected.tables, watches, strict=True)
        ]
        job = _Job(
            store=store,
            disk=disk,
            protected=protected,
            info=info,
            receipts=receipts,
            corrections=corrections,
            keys=held,
        )
        taken, waited = set(marked_folders(store)), 0
        for _ in range(_ATTEMPTS):
            done = job.attempt(staged, watches, frozenset(taken))
            if isinstance(done, Publication):
                return done
            if done.alone:
                waited += 1
                if waited > _WAITS:
                    raise ReleaseError("publish-unlisted", file=store.shown(done.path))
            else:
                taken.add(done.path)
            time.sleep(secrets.randbelow(_PAUSE_MS) / 1000)  # so that publishers who met do not meet again
    raise ReleaseError("publish-conflict", file=store.name, count=_ATTEMPTS)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Where somebody else was faster.

    Attributes:
        path: What was theirs.
        alone: Whether it is a release folder where nothing is listed at all: somebody is publishing for the first time
            too, or a catalogue from before there were signatures was lost, and its releases must not be passed over.
    """

    path: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What is published, and where."""

    store: Store
    disk: Disk
    protected: Protected
    info: Info | None
    receipts: ReceiptLog | None
    corrections: Corrections
    keys: Keys

    def attempt(
        self, staged: Sequence[StagedTable], watches: Sequence[Watch], taken: frozenset[str]
    ) -> Publication | _Lost:
        """Publish on top of what the store serves now, or say where another publisher was faster."""
        store, protected, receipts = self.store, self.protected, self.receipts
        with nullcontext() if receipts is None else receipts.opened(staged[0].agency) as log, store.turn():
            served = begun(read_served(store), self.keys, staged[0].agency)
            catalog = served.catalog_for(protected.audience, store.name)
            head = None if log is None else log.head
            said = Said(info=self.info, head=head, corrections=self.corrections, taken=taken)
            plans = [plan(item, protected, catalog, store, self.disk, said) for item in staged]
            looked = [(item, looking) for item, looking in zip(plans, watches, strict=True) if item.unchanged is None]
            findings = _let_through(looked, catalog, store, protected.audience)
            lost = self._commit([item for item, _ in looked], catalog, served, taken)
            if lost is not None:
                return lost
            releases = tuple(item.outcome(store) for item in plans)
            if log is not None:
                append_published(log, releases, protected)
        return Publication(
            outcome="published" if looked else "unchanged",
            partial=protected.report.rejected > 0,
            audience=protected.audience,
            releases=releases,
            folder=store.place(""),
            findings=findings,
            pin="" if served.state is None else served.state.pin,
            began=not served.signed,
        )

    def _commit(
        self, plans: Sequence[Plan], catalog: CatalogDocument, served: NowServed, taken: frozenset[str]
    ) -> _Lost | None:
        """Make the planned releases visible, all in one commit.

        Raises:
            ReleaseError: A step failed and nothing is visible; or the store did not say what became of it.
        """
        store = self.store
        if not plans and served.signed:  # whoever published them may have died before readers could see them
            bring_up(store, lambda _: self.keys)
            return None
        for item in plans:
            catalog = item.listed_in(catalog, self.protected.policy)
        lost = commit_catalog(store, served, self.keys, catalog, [item.folder for item in plans], taken)
        if lost is None:
            return None
        alone = served.catalog is None and isinstance(store, DirectoryStore) and is_release_path(lost.path)
        return _Lost(lost.path, alone)


def _let_through(
    looked: Sequence[tuple[Plan, Watch]], catalog: CatalogDocument, store: Store, audience: str
) -> tuple[PrivacyFinding, ...]:
    """Return what the privacy gate found in what is new, where none of it holds the release back."""
    today = datetime.now(UTC).date()
    found: list[PrivacyFinding] = []
    for item, looking in looked:
        earlier = catalog.find(item.manifest.dataset) if looking.compares else None
        before = None if earlier is None else last_rows(store, earlier, audience, looking.compares)
        found += looking.findings(before, today)
    report = PrivacyReport.of(found)
    if report.blocking:
        raise DataRejected("publish-privacy", report=report, count=len(report.blocking))
    return report.findings
