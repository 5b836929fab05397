"""One release, for callers who wait: verified before it is read.

What lives here: the face of a release. What this file must not know: what is wanted to answer (`_release_flow`), and
where its bytes come from (`_place`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..contract import Contract
from ..receipts import Decision, Head, Occurrence, ReceiptLog, Side
from ..stages import Table
from ._freshness import Freshness, MaxAge, OnStale
from ._layout import FileEntry
from ._manifest import Manifest
from ._notices import OnWithdrawn
from ._release_face import ReleaseFace
from ._release_flow import Format
from ._wants import bring


class Release(ReleaseFace):
    """One release of a data set; earlier and later ones never change it.

    It offers `__arrow_c_stream__`, so it can be given to pyarrow, polars, pandas, DuckDB, and as a reference to
    `validate`. Every byte is checked against the manifest, and the manifest against the catalogue, before it is used.

    Attributes:
        dataset: "agency/dataset".
        number: "1", "2", …
        published_at: When it was published, aware, UTC.
    """

    @property
    def manifest(self) -> Manifest:
        """What the release holds and where it came from, as its publisher vouched for it.

        Raises:
            TrustError: It is not the manifest the catalogue lists.
        """
        return bring(self.place, self.flow.manifest())

    @property
    def receipts(self) -> Head | None:
        """The head of the publisher's log of receipts when the release was made, or None where it names none."""
        return self.manifest.receipts

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """Every file of the release but the manifest itself: name, bytes, SHA-256."""
        return self.manifest.files

    @property
    def contract(self) -> Contract:
        """What the rows promise; `validate` works with it though no Python class exists here.

        Raises:
            TrustError: It is not the contract the manifest lists.
            DefinitionError: It is not a contract this version reads.
        """
        return bring(self.place, self.flow.contract())

    def table(self) -> Table:
        """Return all rows as a `Table`."""
        return self.read()

    def read(
        self,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        max_age: MaxAge | None = None,
        as_of: datetime | None = None,
        *,
        on_stale: OnStale = "error",
        on_withdrawn: OnWithdrawn = "error",
    ) -> Table:
        """Return rows as a `Table`, read lazily and as often as wanted; the file is verified first.

        Args:
            columns: The columns to return, in this order; None for all. The table's contract is cut to them.
            where: A condition over any columns of the release (SQL, as in checks); rows where it is null are left out.
            max_age: How long ago the newest row may have been observed; or a limit for some of three clocks, such as
                {"observed": …, "vouched": …, "fetched": …} (`freshness`). Without it no age is looked at.
            as_of: What "now" means for `max_age`, aware; the current time by default.
            on_stale: Whether what is older than `max_age` is an error, or read with a `StaleDataWarning`.
            on_withdrawn: Whether a release its publisher took back is an error, or read with a warning, while its bytes
                are still there.

        A release whose place another one took is read with a `CorrectedReleaseWarning`, and fields that will go with a
        `DeprecatedFieldWarning` that says from when and what to use instead.

        Raises:
            DefinitionError: A column is unknown, or the condition cannot be bound.
            StaleData: The rows are older than `max_age`, or do not say how old they are.
            WithdrawnRelease: The release was taken back; the message says why, and what takes its place.
            TrustError: The file is not the one the manifest lists.
        """
        return bring(self.place, self.flow.read(columns, where, max_age, as_of, on_stale, on_withdrawn))

    def __arrow_c_schema__(self) -> object:
        return self.contract.arrow_schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.read().__arrow_c_stream__(requested_schema)

    def pull(
        self,
        into: Path | str,
        as_: Format = "parquet",
        *,
        receipts: ReceiptLog | None = None,
        on_withdrawn: OnWithdrawn = "error",
    ) -> Path:
        """Bring the release's data file into the folder `into` and return its path.

        The file is whole and verified before it gets its name; what is not public is readable by its owner only.

        Args:
            into: The folder, made if it does not exist.
            as_: "parquet" or "csv".
            receipts: The reader's own log, which says who they are: a receipt of what came, or of what was refused
                because its bytes are not what the publisher vouched for.
            on_withdrawn: As in `read`.

        Raises:
            WithdrawnRelease: The release was taken back.
            ReleaseError: The release has no such file: one with very many rows has no CSV. The receipt could not be
                written; the file is there.
            TrustError: The bytes are not those the manifest lists.
            SourceUnavailable, TransferError: They cannot be brought here.
        """
        return bring(self.place, self.flow.pull(into, as_, receipts, on_withdrawn))

    def occurrence(
        self,
        decision: Decision,
        *,
        side: Side = "consumer",
        reason: str | None = None,
        document_digest: str | None = None,
    ) -> Occurrence:
        """Return what a receipt says of this release; where its manifest cannot be trusted, only which it is."""
        return bring(self.place, self.flow.occurrence(decision, side, reason, document_digest))

    def verify(self) -> tuple[str, ...]:
        """Read every byte of the release as it is served now, check it and return the names of the files.

        Data files of a withdrawn release, and what names the keys of its rows, may have been erased.

        Raises:
            TrustError: A file is not the one its publisher vouched for.
            SourceError: The Parquet file is damaged, or its rows are not what the contract says.
        """
        return bring(self.place, self.flow.verify())

    def newest(self) -> datetime | None:
        """Return the newest moment any row speaks of, aware, UTC.

        That is the newest value of the field the contract judges freshness by; else when the newest row was recorded;
        else when the source was captured; else None.
        """
        return bring(self.place, self.flow.newest())

    def freshness(self, as_of: datetime | None = None) -> Freshness:
        """Return how old the release is by three clocks: observed, vouched for, fetched.

        Args:
            as_of: The moment ages are counted to, aware; the current time by default.

        Example:
            >>> release.freshness().age("observed")  # doctest: +SKIP
            datetime.timedelta(seconds=840)
        """
        return bring(self.place, self.flow.freshness(as_of))

    def require_fresh(self, max_age: MaxAge, *, on_stale: OnStale = "error", as_of: datetime | None = None) -> None:
        """Raise, or warn, where the release is older than `max_age`; `read` does so by itself.

        Args:
            max_age: As in `read`.
            on_stale: As in `read`.
            as_of: The moment ages are counted to, aware; the current time by default.

        Raises:
            StaleData: It is older, or does not say how old it is.
        """
        bring(self.place, self.flow.refuse_stale(max_age, as_of, on_stale))
