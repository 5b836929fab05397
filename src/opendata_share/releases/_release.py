"""One release: verified before it is read.

What lives here: a release's documents, its rows as a table, its files. What this file must not know: how a release came
to be, and where its bytes come from (`_place`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from .._arrow import pc
from .._strict_json import load_document
from ..contract import Contract, Provenance
from ..errors import DefinitionError, ReleaseError, TrustError
from ..expressions import Expression, parse_condition
from ..receipts import Decision, Head, Occurrence, ReceiptLog, Side
from ..stages import Lineage, Table
from ._cut import cut
from ._layout import CONTRACT, PUBLIC, DatasetEntry, FileEntry, ReleaseEntry
from ._manifest import Manifest
from ._parquet import read_batches
from ._place import Place, Trust, VerifiedFile


class Release:
    """One release of a data set; earlier and later ones never change it.

    It offers `__arrow_c_stream__`, so it can be given to pyarrow, polars, pandas, DuckDB, and as a reference to
    `validate`. Every byte is checked against the manifest, and the manifest against the catalogue, before it is used.

    Attributes:
        dataset: "agency/dataset".
        number: "1", "2", …
        published_at: When it was published, aware, UTC.
    """

    def __init__(self, place: Place, dataset: DatasetEntry, entry: ReleaseEntry, audience: str) -> None:
        self.dataset: Final = dataset.id
        self.number: Final = entry.release
        self.published_at: Final = entry.published_at
        self._place = place
        self._agency = dataset.agency
        self._entry = entry
        self._audience = audience
        self._path = f"{dataset.id}/{entry.release}"
        self._parquet: VerifiedFile | None = None

    def __repr__(self) -> str:
        return f"Release({self.dataset} {self.number}, rows={self._entry.rows}, trust={self.trust!r})"

    @property
    def trust(self) -> Trust:
        """How far its bytes can be trusted: "local", or "unverified" over a network."""
        return self._place.trust

    @cached_property
    def manifest(self) -> Manifest:
        """What the release holds and where it came from, as its publisher vouched for it.

        Raises:
            TrustError: It is not the manifest the catalogue lists.
        """
        path = f"{self._path}/{self._entry.manifest.name}"
        data = self._place.document(path, self._entry.manifest)
        place = self._place.shown(path)
        manifest = Manifest.from_document(load_document(data, place), place)
        said = (manifest.dataset, manifest.release, manifest.audience, manifest.rows)
        if said != (self.dataset, self.number, self._audience, self._entry.rows):
            raise TrustError("release-other", file=place, dataset=self.dataset, release=self.number)
        return manifest

    @property
    def digest(self) -> str:
        """The "sha256:…" of its manifest, which vouches for every byte of it."""
        return self._entry.manifest.sha256

    @property
    def receipts(self) -> Head | None:
        """The head of the publisher's log of receipts when the release was made, or None where it names none."""
        return self.manifest.receipts

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """Every file of the release but the manifest itself: name, bytes, SHA-256."""
        return self.manifest.files

    @cached_property
    def contract(self) -> Contract:
        """What the rows promise; `validate` works with it though no Python class exists here.

        Raises:
            TrustError: It is not the contract the manifest lists.
            DefinitionError: It is not a contract this version reads.
        """
        data = self._place.document(f"{self._path}/{CONTRACT}", self._file(CONTRACT))
        place = self._place.shown(f"{self._path}/{CONTRACT}")
        contract = Contract.from_document(load_document(data, place))
        said = (contract.identity, contract.digest, contract.name)
        if said != (self.manifest.contract.name, self.manifest.contract.digest, self.dataset.split("/")[1]):
            raise TrustError("release-other", file=place, dataset=self.dataset, release=self.number)
        return contract

    def table(self) -> Table:
        """Return all rows as a `Table`."""
        return self.read()

    def read(
        self,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        max_age: timedelta | None = None,
        as_of: datetime | None = None,
    ) -> Table:
        """Return rows as a `Table`, read lazily and as often as wanted; the file is verified first.

        Args:
            columns: The columns to return, in this order; None for all. The table's contract is cut to them.
            where: A condition over any columns of the release (SQL, as in checks); rows where it is null are left out.
            max_age: How old the newest row may be; without it the age is not looked at.
            as_of: What "now" means for `max_age`, aware; the current time by default.

        Raises:
            DefinitionError: A column is unknown, or the condition cannot be bound.
            ReleaseError: The rows are older than `max_age`, or do not say how old they are.
            TrustError: The file is not the one the manifest lists.
        """
        contract = self.contract if columns is None else cut(self.contract, columns)
        names = [field.name for field in contract.fields]
        condition = None if where is None else parse_condition(where, self.contract.expression_types)
        file = self._verified()
        if max_age is not None:
            self._refuse_stale(max_age, datetime.now(UTC) if as_of is None else as_of)

        def batches() -> Iterator[pa.RecordBatch]:
            return _selected(self._batches(file, _needed(names, condition)), names, condition)

        return Table.of_batches(contract, batches, self._lineage())

    def __arrow_c_schema__(self) -> object:
        return self.contract.arrow_schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.read().__arrow_c_stream__(requested_schema)

    def pull(
        self, into: Path | str, as_: Literal["parquet", "csv"] = "parquet", *, receipts: ReceiptLog | None = None
    ) -> Path:
        """Bring the release's data file into the folder `into` and return its path.

        The file is whole and verified before it gets its name; what is not public is readable by its owner only.

        Args:
            into: The folder, made if it does not exist.
            as_: "parquet" or "csv".
            receipts: The reader's own log, which says who they are: a receipt of what came, or of what was refused
                because its bytes are not what the publisher vouched for.

        Raises:
            ReleaseError: The release has no such file: one with very many rows has no CSV. The receipt could not be
                written; the file is there.
            TrustError: The bytes are not those the manifest lists.
            SourceUnavailable, TransferError: They cannot be brought here.
        """
        if as_ not in {"parquet", "csv"}:
            raise DefinitionError("pull-format", format=as_)
        if receipts is None:
            return self._pull(into, as_)
        with receipts.opened():
            pass  # a log that is not sound, or says not who pulls, stops before anything comes
        try:
            path = self._pull(into, as_)
        except TrustError as error:
            receipts.append(self.occurrence("denied", reason=error.message_id))
            raise
        receipts.append(self.occurrence("pulled"))
        return path

    def occurrence(
        self,
        decision: Decision,
        *,
        side: Side = "consumer",
        reason: str | None = None,
        document_digest: str | None = None,
    ) -> Occurrence:
        """Return what a receipt says of this release; where its manifest cannot be trusted, only which it is."""
        try:
            policy = self.manifest.policy
        except TrustError:
            policy = None
        return Occurrence(
            side=side,
            decision=decision,
            dataset=self.dataset,
            release=self.number,
            release_digest=self.digest,
            audience=self._audience,
            policy=None if policy is None else policy.name,
            policy_digest=None if policy is None else policy.digest,
            reason=reason,
            document_digest=document_digest,
        )

    def _pull(self, into: Path | str, as_: Literal["parquet", "csv"]) -> Path:
        entry = self._data_file(as_)
        folder = Path(into)
        public = self._audience == PUBLIC
        folder.mkdir(mode=0o777 if public else 0o700, parents=True, exist_ok=True)
        target = folder / entry.name
        self._place.copy(f"{self._path}/{entry.name}", entry, target, 0o666 if public else 0o600)
        return target

    def verify(self) -> tuple[str, ...]:
        """Read every byte of the release, check it and return the names of the files.

        Raises:
            TrustError: A file is not the one its publisher vouched for.
            SourceError: The Parquet file is damaged, or its rows are not what the contract says.
        """
        _ = self.contract
        for entry in self.files:
            self._place.open(f"{self._path}/{entry.name}", entry)
        for _batch in self.read().batches():
            continue
        return tuple(entry.name for entry in self.files)

    def _data_file(self, suffix: str) -> FileEntry:
        name = f"{self.dataset.split('/')[1]}.{suffix}"
        entry = self.manifest.file(name)
        if entry is None:
            raise ReleaseError(
                "release-without-file", file=self._place.shown(self._path), name=name, rows=self._entry.rows
            )
        return entry

    def _file(self, name: str) -> FileEntry:
        entry = self.manifest.file(name)
        if entry is None:
            raise TrustError("release-file-unlisted", file=self._place.shown(self._path), name=name)
        return entry

    def _verified(self) -> VerifiedFile:
        if self._parquet is None:
            entry = self._data_file("parquet")
            self._parquet = self._place.open(f"{self._path}/{entry.name}", entry)
        return self._parquet

    def _batches(self, file: VerifiedFile, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        place = self._place.shown(f"{self._path}/{file.entry.name}")
        return read_batches(file.reader(), self.contract, self._entry.rows, columns, place)

    def _lineage(self) -> Lineage:
        captured = self.manifest.origin.captured_at
        digest = self._data_file("parquet").sha256
        return Lineage(
            source=f"{self.dataset} release {self.number}",
            source_digest=lambda: digest,
            contract_digest=self.manifest.contract.digest,
            captured_at=None if captured is None else _moment(captured),
            agency=self._agency,
        )

    def _refuse_stale(self, max_age: timedelta, as_of: datetime) -> None:
        if as_of.tzinfo is None:
            raise DefinitionError("read-naive-time", parameter="as_of")
        newest = self.newest()
        if newest is None:
            raise ReleaseError("release-age-unknown", file=self._place.shown(self._path))
        if as_of - newest > max_age:
            place, then, now = self._place.shown(self._path), newest.isoformat(), as_of.astimezone(UTC).isoformat()
            raise ReleaseError("release-stale", file=place, newest=then, as_of=now, max_age=max_age)

    def newest(self) -> datetime | None:
        """Return when the newest row was recorded, aware, UTC; else when the source was captured; else None."""
        field = self.contract.provenance(Provenance.RECORDED_AT)
        found: datetime | None = None
        if field is not None:
            for batch in self._batches(self._verified(), [field.name]):
                newest = pc.max(batch.column(0)).as_py()
                found = newest if found is None or (newest is not None and newest > found) else found
        captured = self.manifest.origin.captured_at
        return found if found is not None or captured is None else _moment(captured)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


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
