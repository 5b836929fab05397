"""Rehearsing: everything that publishing would look at, and nothing written.

What lives here: the verb `rehearse`, which reads the folder as anybody does and makes neither file nor lock in it. What
this file must not know: how a release is written (`_publish`), what a rehearsal looks like to people (`_rehearsal`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from .._canonical import document_digest
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from ..contract import Contract, DatasetInfo
from ..errors import ReleaseError
from ..evolution import Requirements, compare, consumers_hit
from ..policy import PrivacyFinding, PrivacyReport, Watch, watch
from ..receipts import ReceiptLog
from ..stages import Protected, ProtectedTable
from ..stores import Disk, Store, open_store
from ._chunks import chunks
from ._consumers import Consumer, consumers_in
from ._corrections import Corrections, Corrects, refuse_withdrawn_rows
from ._last_rows import last_release
from ._layout import CatalogDocument
from ._parquet import ROW_GROUP
from ._rehearsal import (
    Absent,
    ChangedRows,
    PolicyChange,
    Previous,
    Reason,
    Rehearsal,
    RehearsedRelease,
    ShownRow,
)
from ._release import Release
from ._release_folder import ReleaseFolder
from ._row_changes import RowChanges, row_changes
from ._rows_digest import RowsDigest, Said
from ._served import read_served
from ._stage_table import AgencyOf, ScreenedRows
from ._store_place import place_in

SHOWN: Final = 10
"""How many rows of each kind of change are named; all are counted."""

Info = DatasetInfo | Mapping[str, DatasetInfo]
Logs = Iterable[ReceiptLog | Path | str]


def rehearse(
    protected: Protected,
    *,
    into: Path | str,
    partial: bool = False,
    info: Info | None = None,
    receipts: Logs = (),
    corrects: Corrects | None = None,
    reason: str | None = None,
    requirements: Iterable[Requirements] = (),
) -> Rehearsal:
    """Return what `publish` would make of the same arguments, what would change, and who would notice.

    Nothing is written: no staging, no lock, no receipt; the folder may be one that this process cannot write. Rows are
    screened, digested and looked over by the privacy gate as publishing does, and compared with the last release in
    the folder by primary key. A rehearsal shows keys where they are public, and never another value.

    Args:
        protected: What `protect` returned.
        into: The folder of releases; one that is not there is one that serves nothing yet. The folder of one release
            in it is what is compared with, instead of the last; what would be published is the same.
        partial: Whether the accepted rows would be published although others were rejected.
        info: What the publisher says about the data set; for several tables, by contract name.
        receipts: Logs that say who pulled what: consumers' own, or the publisher's.
        corrects: As `publish` takes it.
        reason: Likewise.
        requirements: What consumers rely on: who would break is told.

    Raises:
        DefinitionError: Nothing says which agency publishes, or a correction has no reason.
        ReleaseError: The folder serves another audience, the rows are not what their contract promises, or they were
            withdrawn; the release to compare with is of another data set, not listed, or was withdrawn.
        TrustError: The last release is not what its manifest lists, or a log is not sound.
        SourceUnavailable, SourceError: The last release or a log cannot be read.

    Example:
        >>> from opendata_share.releases import rehearse
        >>> rehearse(safe, into="public/", receipts=["health.jsonl"]).outcome  # doctest: +SKIP
        'would-publish'
    """
    if not isinstance(protected, Protected):
        raise TypeError("rehearse takes what protect returns")
    against = ReleaseFolder.at(into)
    store = open_store(into if against is None else against.catalog, Disk())
    catalog = read_served(store).catalog_for(protected.audience, store.name)
    corrections = Corrections.of(corrects, reason, [table.table.contract.name for table in protected.tables])
    consumers, relied = consumers_in(receipts), tuple(requirements)
    looked = []
    for table in protected.tables:
        look = _Look.at(table, protected, info)
        looked.append((look, _Last.of(look, catalog, store, corrections).against(against, look, catalog, store)))
    if against is not None and against.dataset not in {look.dataset for look, _ in looked}:
        asked = sorted(look.dataset for look, _ in looked)
        raise ReleaseError("rehearse-other-dataset", file=str(into), dataset=against.dataset, datasets=asked)
    findings = _findings(looked)
    rejected = protected.report.rejected > 0 and not partial
    blocked = any(finding.blocks for finding in findings)
    held: list[tuple[Reason, bool]] = [("rejected-rows", rejected), ("privacy-gate", blocked)]
    reasons = tuple(reason for reason, applies in held if applies)
    releases = tuple(_rehearsed(look, last, protected, consumers, relied) for look, last in looked)
    new = any(release.outcome == "would-publish" for release in releases)
    return Rehearsal(
        outcome="held-back" if reasons else "would-publish" if new else "unchanged",
        reasons=reasons,
        audience=protected.audience,
        policy=protected.policy,
        policy_digest=protected.policy_digest,
        folder=store.place(""),
        releases=releases,
        findings=findings,
        report=protected.report,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One table, looked at once from the first row to the last, as publishing does.

    Attributes:
        table: The table.
        dataset: "agency/dataset".
        rows: Rows that would leave.
        withheld: Accepted rows the policy leaves out.
        says: What decides whether a release says anything new; see `Manifest.says`.
        gate: What the privacy gate saw.
    """

    table: ProtectedTable
    dataset: str
    rows: int
    withheld: int
    says: tuple[str, ...]
    gate: Watch

    @classmethod
    def at(cls, table: ProtectedTable, protected: Protected, info: Info | None) -> _Look:
        """Look at a table."""
        contract = table.table.contract
        gate, agency, digest = watch(table, protected.audience), AgencyOf(table), RowsDigest(contract)
        screened, rows = ScreenedRows(table), 0
        for chunk in chunks(screened.batches(), ROW_GROUP):
            digest.update(chunk)
            agency.see(chunk)
            gate.see(chunk)
            rows += chunk.num_rows
        accepted = protected.report.table(table.original.name).balance.accepted
        if rows + screened.withheld != accepted:
            raise ReleaseError(
                "publish-rows", contract=contract.identity, rows=rows, withheld=screened.withheld, accepted=accepted
            )
        told = info.get(contract.name) if isinstance(info, Mapping) else info
        described = document_digest((told or DatasetInfo()).to_document())
        return cls(
            table=table,
            dataset=f"{agency.slug()}/{contract.name}",
            rows=rows,
            withheld=screened.withheld,
            says=(digest.text(), contract.digest, protected.policy_digest, described),
            gate=gate,
        )

    @property
    def contract(self) -> Contract:
        """What the rows would promise."""
        return self.table.table.contract


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """What the folder serves of the data set a table would become part of.

    Attributes:
        number: The number of the next release, or of the last one where that says the same already.
        release: The last release that stands, or None where there is none; the privacy gate looks at it.
        is_same: Whether it says the same already.
        compared: The release whose rows and promises are compared: the last one, or the one asked for.
    """

    number: str
    release: Release | None
    is_same: bool
    compared: Release | None

    def against(self, folder: ReleaseFolder | None, look: _Look, catalog: CatalogDocument, store: Store) -> _Last:
        """Return it with the release to compare with that was asked for, if one was.

        Raises:
            ReleaseError: The catalogue does not list it, or it has no rows: it was withdrawn, or withdraws another.
        """
        entry = catalog.find(look.dataset)
        if folder is None or folder.dataset != look.dataset or entry is None:
            return self
        with_rows = (each for each in entry.releases if each.withdraws is None)
        stand = {each.release: each for each in with_rows if entry.withdrawal_of(each.release) is None}
        if folder.number not in stand:
            known = list(stand) or ["–"]
            raise ReleaseError("dataset-release", dataset=look.dataset, release=folder.number, known=known)
        place = place_in(store, DEFAULT_LIMITS, "local")
        return replace(self, compared=Release(place, entry, stand[folder.number], catalog.audience))

    @classmethod
    def of(cls, look: _Look, catalog: CatalogDocument, store: Store, corrections: Corrections) -> _Last:
        """Find it, and refuse rows that were withdrawn."""
        entry = catalog.find(look.dataset)
        release = last_release(store, entry, catalog.audience)
        amendment = corrections.amendment(look.contract.name, look.dataset, entry)
        if entry is None:
            return cls(number="1", release=None, is_same=False, compared=None)
        stands = release is not None and entry.current is entry.standing and release.manifest.says == look.says
        is_same = release is not None and stands and amendment in {None, release.manifest.corrects}
        if not is_same:
            place = place_in(store, DEFAULT_LIMITS, "local")
            refuse_withdrawn_rows(
                look.rows,
                look.says[0],
                amendment,
                entry,
                lambda each: Release(place, entry, each, catalog.audience).manifest,
            )
        number = release.number if release is not None and is_same else str(int(entry.newest.release) + 1)
        return cls(number=number, release=release, is_same=is_same, compared=release)


def _findings(looked: Sequence[tuple[_Look, _Last]]) -> tuple[PrivacyFinding, ...]:
    """Return what the privacy gate finds in what would be new; it looks at nothing else when publishing, either."""
    today = datetime.now(UTC).date()
    found: list[PrivacyFinding] = []
    for look, last in looked:
        if not last.is_same:
            found += look.gate.findings(_compared_columns(look.gate, last.release), today)
    return PrivacyReport.of(found).findings


def _compared_columns(gate: Watch, release: Release | None) -> Any:
    """Return the rows of the last release that the gate compares with, or None where it compares none."""
    if release is None or not gate.compares:
        return None
    there = [name for name in gate.compares if name in release.contract]
    return release.read(there) if there else pa.table({})


def _rehearsed(
    look: _Look, last: _Last, protected: Protected, consumers: Sequence[Consumer], relied: Sequence[Requirements]
) -> RehearsedRelease:
    release = last.compared
    key = None if release is None else _common_key(release.contract, look.contract)
    is_last = last.is_same and release is not None and release.number == last.number
    changes = None if release is None or key is None or is_last else _changes(look, release, key)
    return RehearsedRelease(
        dataset=look.dataset,
        outcome="unchanged" if last.is_same else "would-publish",
        release=last.number,
        rows=look.rows,
        rejected=protected.report.table(look.table.original.name).balance.rejected,
        previous=None if release is None else _previous(release),
        changes=changes,
        is_compared=release is None or key is not None,
        contract=None if release is None else compare(release.contract, look.contract),
        policy=() if release is None else tuple(_policy_changes(release.contract, look.contract)),
        absent=_absent(look, release),
        consumers=tuple(each for each in consumers if each.dataset == look.dataset and not last.is_same),
        broken=consumers_hit(
            None if release is None else release.contract, look.contract, relied, dataset=look.dataset
        ),
    )


def _previous(release: Release) -> Previous:
    said = release.manifest
    return Previous(
        release=release.number,
        rows=said.rows,
        withheld=said.withheld,
        policy=said.policy.name,
        policy_digest=said.policy.digest,
        contract=said.contract.name,
    )


def _absent(look: _Look, release: Release | None) -> Absent:
    """Return what the audience does not get: of what was judged, and of what it got before."""
    derived = look.contract.derived_from
    now = frozenset(look.contract.arrow_schema.names)
    gone = () if release is None else (name for name in release.contract.arrow_schema.names if name not in now)
    return Absent(
        fields=look.table.removed,
        changed={} if derived is None else dict(derived.changed),
        withheld=look.withheld,
        gone=tuple(gone),
    )


def _common_key(before: Contract, after: Contract) -> tuple[str, ...] | None:
    """Return the key that tells rows of both apart, or None where they have not the same."""
    old, new = before.arrow_schema, after.arrow_schema
    if not after.primary_key and not before.primary_key:
        return () if old == new else None
    same = before.primary_key == after.primary_key and all(
        old.field(name).type == new.field(name).type for name in after.primary_key
    )
    return after.primary_key if same else None


def _changes(look: _Look, release: Release, key: tuple[str, ...]) -> ChangedRows:
    old, new = release.contract.arrow_schema, look.contract.arrow_schema
    columns = [name for name in new.names if name in old.names and old.field(name).type == new.field(name).type]
    found = row_changes(
        map(Said(release.contract), release.read().batches()),
        map(Said(look.contract), look.table.table.batches()),
        key=key,
        columns=columns,
    )
    differ = len(found.added) + len(found.removed) + len(found.changed)
    return ChangedRows(
        key=key,
        added=len(found.added),
        removed=len(found.removed),
        changed=len(found.changed),
        same=found.after - len(found.added) - len(found.changed),
        fields=found.counts,
        is_reordered=old == new and differ == 0 and release.manifest.rows_digest != look.says[0],
        shown=tuple(_shown(found, look, release, key)),
    )


def _shown(found: RowChanges, look: _Look, release: Release, key: tuple[str, ...]) -> Iterator[ShownRow]:
    """Yield the first rows of each kind of change, with their key where everybody may see it."""
    contracts = (look.contract, release.contract)
    names = key if all(contract.field(name).is_public for contract in contracts for name in key) else ()
    differs = {name: found.changed_in(name)[:SHOWN] for name in found.counts}
    added, changed, removed = (each[:SHOWN] for each in (found.added, found.changed, found.removed))
    now = _keys_at(look.table.table.batches(), [*added.tolist(), *changed.tolist()], names)
    was = _keys_at(release.read(columns=list(names)).batches() if names else (), removed.tolist(), names)
    for number in added.tolist():
        yield ShownRow(change="added", row=number + 1, key=now.get(number))
    for place, number in enumerate(changed.tolist()):
        fields = tuple(name for name, there in differs.items() if there[place])
        yield ShownRow(change="changed", row=number + 1, key=now.get(number), fields=fields)
    for number in removed.tolist():
        yield ShownRow(change="removed", row=number + 1, key=was.get(number))


def _keys_at(
    batches: Iterable[pa.RecordBatch], numbers: Sequence[int], names: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """Return the keys of some rows by number; the rows behind the last of them are not read."""
    found: dict[int, dict[str, Any]] = {}
    wanted, start = sorted(numbers) if names else [], 0
    for batch in batches if wanted else ():
        while wanted and wanted[0] < start + batch.num_rows:
            number = wanted.pop(0)
            found[number] = batch.slice(number - start, 1).select(list(names)).to_pylist()[0]
        if not wanted:
            break
        start += batch.num_rows
    return found


def _policy_changes(before: Contract, after: Contract) -> Iterator[PolicyChange]:
    """Yield the fields that leave otherwise than they did, as the contracts of the two releases say it."""
    old, new = _treatments(before), _treatments(after)
    for name in dict.fromkeys((*new, *old)):
        was, now = (_treatment(name, each) for each in (old, new))
        if was != now and was is not None and now is not None:
            yield PolicyChange(field=name, before=was, after=now)


def _treatments(contract: Contract) -> dict[str, str]:
    """Return what became of each field of the contract that the rows were judged by."""
    derived = contract.derived_from
    told = dict.fromkeys(contract.arrow_schema.names, "keep")
    return told if derived is None else {**told, **dict(derived.changed), **dict.fromkeys(derived.removed, "drop")}


def _treatment(name: str, treatments: Mapping[str, str]) -> str | None:
    """Return what became of a field, or None where there was none; a part that nobody names stays in its field."""
    if name in treatments:
        return treatments[name]
    column = name.partition("[]")[0]
    return None if column == name or column not in treatments else "keep"
