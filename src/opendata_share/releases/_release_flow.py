"""One release: what is wanted to read it, and what must hold before anything of it is used.

What lives here: every decision about one release, as flows. What this file must not know: how what is wanted is
brought (`_wants`), whether the caller waits or awaits, how a release came to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from .._arrow import pc
from .._strict_json import load_document
from ..contract import Contract
from ..errors import DefinitionError, ReleaseError, SourceUnavailable, TrustError
from ..expressions import Expression, parse_condition
from ..receipts import Decision, Occurrence, ReceiptLog, Side
from ..stages import Lineage, Table
from . import _wants
from ._cut import cut
from ._erasable import erasable_names, withdrawn_numbers
from ._freshness import Freshness, MaxAge, OnStale, act_on, limits_of
from ._layout import CONTRACT, PUBLIC, DatasetEntry, FileEntry, ReleaseEntry
from ._manifest import Manifest
from ._notices import OnWithdrawn, tell, tell_deprecated
from ._observed import moment_of, observed_field
from ._parquet import contract_inside, read_batches
from ._place import Place, Trust
from ._verified_file import VerifiedFile
from ._wants import Flow

Format = Literal["parquet", "csv"]


class ReleaseFlow:
    """What reading one release wants; what came and was found right is kept."""

    def __init__(self, place: Place, dataset: DatasetEntry, entry: ReleaseEntry, audience: str) -> None:
        self.dataset: Final = dataset.id
        self.place: Final = place
        self.entry: Final = entry
        self.listed: Final = dataset
        self._opened_at: Final = datetime.now(UTC)
        self._audience: Final = audience
        self._path: Final = f"{dataset.id}/{entry.release}"
        self._manifest: Manifest | None = None
        self._contract: Contract | None = None
        self._parquet: VerifiedFile | None = None

    def shown(self, kind: str) -> str:
        """Return how a face of the release prints."""
        return f"{kind}({self.dataset} {self.entry.release}, rows={self.entry.rows}, trust={self.trust!r})"

    @property
    def trust(self) -> Trust:
        """How far its bytes can be trusted: no further than where they were harvested."""
        origin = self.entry.origin
        return "unverified" if origin is not None and origin.trust == "unverified" else self.place.trust

    @property
    def digest(self) -> str:
        """The digest of its manifest."""
        return self.entry.manifest.sha256

    def manifest(self) -> Flow[Manifest]:
        """Want the manifest the catalogue lists."""
        if self._manifest is None:
            _, self._manifest = yield from self.manifest_bytes()
        return self._manifest

    def manifest_bytes(self) -> Flow[tuple[bytes, Manifest]]:
        """Want the manifest the catalogue lists, and its bytes as they are."""
        path = f"{self._path}/{self.entry.manifest.name}"
        data = yield from _wants.document(path, self.entry.manifest)
        place = self.place.shown(path)
        manifest = Manifest.from_document(load_document(data, place), place)
        said = (manifest.dataset, manifest.release, manifest.audience, manifest.rows)
        if said != (self.dataset, self.entry.release, self._audience, self.entry.rows):
            raise TrustError("release-other", file=place, dataset=self.dataset, release=self.entry.release)
        return data, manifest

    def contract(self) -> Flow[Contract]:
        """Want the contract the manifest lists; the Parquet file, where it is here already, holds it."""
        if self._contract is None:
            manifest = yield from self.manifest()
            entry = self.listed_file(manifest, CONTRACT)
            data = None if self._parquet is None else self._contract_inside(self._parquet, entry)
            if data is None:
                data = yield from _wants.document(f"{self._path}/{CONTRACT}", entry)
            place = self.place.shown(f"{self._path}/{CONTRACT}")
            contract = Contract.from_document(load_document(data, place))
            said = (contract.identity, contract.digest, contract.name)
            if said != (manifest.contract.name, manifest.contract.digest, self.dataset.split("/")[1]):
                raise TrustError("release-other", file=place, dataset=self.dataset, release=self.entry.release)
            self._contract = contract
        return self._contract

    def read(
        self,
        columns: Sequence[str] | None,
        where: str | None,
        max_age: MaxAge | None,
        as_of: datetime | None,
        on_stale: OnStale = "error",
        on_withdrawn: OnWithdrawn = "error",
    ) -> Flow[Table]:
        """Want the rows; see `Release.read`."""
        tell(self.listed, self.entry, on_withdrawn, self.place.shown(self._path))
        table = yield from self.rows(columns, where, max_age, as_of, on_stale)
        whole = yield from self.contract()
        asked = () if where is None else parse_condition(where, whole.expression_types).columns
        names = dict.fromkeys((*(field.name for field in table.contract.fields), *asked))
        fields = [whole.field(name) for name in names]
        tell_deprecated(self.listed, self.entry.release, fields, self.place.shown(self._path))
        return table

    def rows(
        self,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        max_age: MaxAge | None = None,
        as_of: datetime | None = None,
        on_stale: OnStale = "error",
    ) -> Flow[Table]:
        """Want the rows, whatever became of the release since."""
        limits = None if max_age is None else limits_of(max_age)
        manifest = yield from self.manifest()
        file = yield from self.parquet()
        whole = yield from self.contract()
        contract = whole if columns is None else cut(whole, columns)
        names = [field.name for field in contract.fields]
        condition = None if where is None else parse_condition(where, whole.expression_types)
        if limits is not None:
            yield from self.refuse_stale(limits, as_of, on_stale)

        def batches() -> Iterator[pa.RecordBatch]:
            return _selected(self._batches(file, whole, _needed(names, condition)), names, condition)

        return Table.of_batches(contract, batches, self._lineage(manifest))

    def pull(
        self, into: Path | str, as_: Format, receipts: ReceiptLog | None, on_withdrawn: OnWithdrawn = "error"
    ) -> Flow[Path]:
        """Want the data file in a folder, and write a receipt; see `Release.pull`."""
        tell(self.listed, self.entry, on_withdrawn, self.place.shown(self._path))
        if as_ not in {"parquet", "csv"}:
            raise DefinitionError("pull-format", format=as_)
        if receipts is None:
            return (yield from self._pull(into, as_))
        with receipts.opened():
            pass  # a log that is not sound, or says not who pulls, stops before anything comes
        try:
            path = yield from self._pull(into, as_)
        except TrustError as error:
            receipts.append((yield from self.occurrence("denied", "consumer", error.message_id, None)))
            raise
        receipts.append((yield from self.occurrence("pulled", "consumer", None, None)))
        return path

    def occurrence(
        self, decision: Decision, side: Side, reason: str | None, document_digest: str | None
    ) -> Flow[Occurrence]:
        """Want what a receipt says of the release; see `Release.occurrence`."""
        try:
            policy = (yield from self.manifest()).policy
        except TrustError:
            policy = None
        return Occurrence(
            side=side,
            decision=decision,
            dataset=self.dataset,
            release=self.entry.release,
            release_digest=self.digest,
            audience=self._audience,
            policy=None if policy is None else policy.name,
            policy_digest=None if policy is None else policy.digest,
            reason=reason,
            document_digest=document_digest,
        )

    def _pull(self, into: Path | str, as_: Format) -> Flow[Path]:
        entry = self.data_file((yield from self.manifest()), as_)
        folder = Path(into)
        public = self._audience == PUBLIC
        folder.mkdir(mode=0o777 if public else 0o700, parents=True, exist_ok=True)
        target = folder / entry.name
        yield _wants.Copy(f"{self._path}/{entry.name}", entry, target, 0o666 if public else 0o600)
        return target

    def verify(self) -> Flow[tuple[str, ...]]:
        """Want every file as it is served now; see `Release.verify`."""
        yield from _wants.served(f"{self._path}/{self.entry.manifest.name}", self.entry.manifest)
        manifest = yield from self.manifest()
        gone = withdrawn_numbers(self.listed)
        may_be_gone, there = erasable_names(manifest, gone), []
        for entry in manifest.files:
            try:
                file = yield from _wants.served(f"{self._path}/{entry.name}", entry)
            except SourceUnavailable as error:
                if entry.name not in may_be_gone or error.transient:
                    raise
                continue
            there.append(entry.name)
            if entry.name == f"{self.listed.dataset}.parquet":
                self._parquet = file
        if manifest.release not in gone:
            table = yield from self.rows()
            for _batch in table.batches():
                continue
        return tuple(there)

    def newest(self) -> Flow[datetime | None]:
        """Want the newest moment any row speaks of; see `Release.newest`."""
        file = yield from self.parquet()
        contract = yield from self.contract()
        name = observed_field(contract)
        found: datetime | None = None
        for batch in () if name is None else self._batches(file, contract, [name]):
            newest = moment_of(pc.max(batch.column(0)).as_py())
            found = newest if found is None or (newest is not None and newest > found) else found
        return (yield from self.manifest()).origin.moment if found is None else found

    def freshness(self, as_of: datetime | None) -> Flow[Freshness]:
        """Want the three clocks; see `Release.freshness`."""
        if as_of is not None and as_of.tzinfo is None:
            raise DefinitionError("read-naive-time", parameter="as_of")
        newest = yield from self.newest()
        now = datetime.now(UTC) if as_of is None else as_of
        return Freshness(observed_at=newest, vouched_at=self._vouched_at(), fetched_at=self._fetched_at(), now=now)

    def refuse_stale(self, max_age: MaxAge, as_of: datetime | None, on_stale: OnStale) -> Flow[None]:
        """Want the three clocks, and raise or warn where one passes its limit."""
        ages = yield from self.freshness(as_of)
        act_on(ages.too_old(limits_of(max_age), self.place.shown(self._path)), on_stale)

    def _vouched_at(self) -> datetime:
        """Return when its publisher last signed for what is served; else when the release was published."""
        return self.entry.vouched_at(getattr(self.place, "vouched_at", None))

    def _fetched_at(self) -> datetime | None:
        """Return when this copy came over a network, to us or to whom we have it from."""
        opened = None if self.place.trust == "local" else self._opened_at
        fetched: datetime | None = getattr(self.place, "fetched_at", opened)
        harvested = None if self.entry.origin is None else self.entry.origin.at
        return min((at for at in (fetched, harvested) if at is not None), default=None)

    def parquet(self) -> Flow[VerifiedFile]:
        """Want the Parquet file, which stays open."""
        if self._parquet is None:
            entry = self.data_file((yield from self.manifest()), "parquet")
            self._parquet = yield from _wants.file(f"{self._path}/{entry.name}", entry)
        return self._parquet

    def data_file(self, manifest: Manifest, suffix: Format) -> FileEntry:
        """Return the entry of the file that holds the rows in this form.

        Raises:
            ReleaseError: The release has none.
        """
        name = f"{self.dataset.split('/')[1]}.{suffix}"
        entry = manifest.file(name)
        if entry is None:
            raise ReleaseError(
                "release-without-file", file=self.place.shown(self._path), name=name, rows=self.entry.rows
            )
        return entry

    def listed_file(self, manifest: Manifest, name: str) -> FileEntry:
        """Return the entry of a file that the manifest must list.

        Raises:
            TrustError: It does not.
        """
        entry = manifest.file(name)
        if entry is None:
            raise TrustError("release-file-unlisted", file=self.place.shown(self._path), name=name)
        return entry

    def _contract_inside(self, file: VerifiedFile, entry: FileEntry) -> bytes | None:
        return contract_inside(file.reader(), entry, self.place.shown(f"{self._path}/{file.entry.name}"))

    def _batches(self, file: VerifiedFile, contract: Contract, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        place = self.place.shown(f"{self._path}/{file.entry.name}")
        return read_batches(file.reader(), contract, self.entry.rows, columns, place)

    def _lineage(self, manifest: Manifest) -> Lineage:
        digest = self.data_file(manifest, "parquet").sha256
        return Lineage(
            source=f"{self.dataset} release {self.entry.release}",
            source_digest=lambda: digest,
            contract_digest=manifest.contract.digest,
            captured_at=manifest.origin.moment,
            agency=self.listed.agency,
        )


def _needed(columns: Sequence[str], condition: Expression | None) -> list[str]:
    """Return the columns to read: those asked for, and those the condition reads."""
    others = () if condition is None else condition.columns
    return [*columns, *(name for name in others if name not in columns)]


def _selected(
    batches: Iterator[pa.RecordBatch], columns: Sequence[str], condition: Expression | None
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if condition is None:
            yield batch
            continue
        values = condition.evaluate(dict(zip(batch.schema.names, batch.columns, strict=True)), batch.num_rows).values
        kept = batch.select(list(columns)).filter(values)
        if kept.num_rows:
            yield kept
