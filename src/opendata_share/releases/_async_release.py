"""One release, for callers who await: verified before it is read.

What lives here: the face of a release in an event loop. What this file must not know: what is wanted to answer
(`_release_flow`), where its bytes come from (`_place`), and which event loop it is.
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
from ._wants import bring_async


class AsyncRelease(ReleaseFace):
    """One release of a data set, as `Release` is, for callers who await.

    What `Release` fetches is awaited here: what is a property there is a method here. Every byte is checked against
    the manifest, and the manifest against the catalogue, before it is used; the checking is done in threads. Whoever is
    cancelled leaves nothing behind that is open, locked or half written under its final name, and the next one goes on
    where a file broke off.

    Attributes:
        dataset: "agency/dataset".
        number: "1", "2", …
        published_at: When it was published, aware, UTC.
    """

    async def manifest(self) -> Manifest:
        """Return what the release holds and where it came from; see `Release.manifest`."""
        return await bring_async(self.place, self.flow.manifest())

    async def receipts(self) -> Head | None:
        """Return the head of the publisher's log of receipts; see `Release.receipts`."""
        return (await self.manifest()).receipts

    async def files(self) -> tuple[FileEntry, ...]:
        """Return every file of the release but the manifest itself: name, bytes, SHA-256."""
        return (await self.manifest()).files

    async def contract(self) -> Contract:
        """Return what the rows promise; see `Release.contract`."""
        return await bring_async(self.place, self.flow.contract())

    async def table(self) -> Table:
        """Return all rows as a `Table`."""
        return await self.read()

    async def read(
        self,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        max_age: MaxAge | None = None,
        as_of: datetime | None = None,
        *,
        on_stale: OnStale = "error",
        on_withdrawn: OnWithdrawn = "error",
    ) -> Table:
        """Return rows as a `Table` whose file is here and verified; arguments and errors are those of `Release.read`.

        The table itself is read as any other, without awaiting: from this machine's disk, a batch at a time.

        Example:
            >>> table = await release.read(where="crew_min > 1")  # doctest: +SKIP
        """
        return await bring_async(self.place, self.flow.read(columns, where, max_age, as_of, on_stale, on_withdrawn))

    async def pull(
        self,
        into: Path | str,
        as_: Format = "parquet",
        *,
        receipts: ReceiptLog | None = None,
        on_withdrawn: OnWithdrawn = "error",
    ) -> Path:
        """Bring the data file into the folder `into` and return its path; see `Release.pull`.

        Example:
            >>> path = await release.pull("in/", "csv")  # doctest: +SKIP
        """
        return await bring_async(self.place, self.flow.pull(into, as_, receipts, on_withdrawn))

    async def occurrence(
        self,
        decision: Decision,
        *,
        side: Side = "consumer",
        reason: str | None = None,
        document_digest: str | None = None,
    ) -> Occurrence:
        """Return what a receipt says of this release; see `Release.occurrence`."""
        return await bring_async(self.place, self.flow.occurrence(decision, side, reason, document_digest))

    async def verify(self) -> tuple[str, ...]:
        """Read every byte of the release as it is served now, and check it; see `Release.verify`."""
        return await bring_async(self.place, self.flow.verify())

    async def newest(self) -> datetime | None:
        """Return the newest moment any row speaks of; see `Release.newest`."""
        return await bring_async(self.place, self.flow.newest())

    async def freshness(self, as_of: datetime | None = None) -> Freshness:
        """Return how old the release is by three clocks; see `Release.freshness`."""
        return await bring_async(self.place, self.flow.freshness(as_of))

    async def require_fresh(
        self, max_age: MaxAge, *, on_stale: OnStale = "error", as_of: datetime | None = None
    ) -> None:
        """Raise, or warn, where the release is older than `max_age`; see `Release.require_fresh`."""
        await bring_async(self.place, self.flow.refuse_stale(max_age, as_of, on_stale))
