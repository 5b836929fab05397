"""Reading what others publish, for callers who await: a catalogue, its data sets, their releases.

What lives here: the faces in an event loop; `_lookup` finds, `_opening` and `_release_flow` decide. What this file must
not know: how a release came to be, how bytes come, and which event loop it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from .. import transport
from .._limits import DEFAULT_LIMITS, Limits
from ..stages import Table
from ._async_release import AsyncRelease
from ._changes import Changes
from ._changing import OnGap, changes
from ._freshness import MaxAge, OnStale
from ._layout import CatalogDocument, DatasetEntry
from ._lookup import Datasets, Releases
from ._notices import OnWithdrawn
from ._opening import CacheFolder, catalog_at, place_of
from ._place import Place
from ._wants import bring_async


async def open_catalog_async(
    location: Path | str,
    *,
    trust: str | None = None,
    auth: transport.Auth | None = None,
    limits: Limits = DEFAULT_LIMITS,
    cache: CacheFolder = "user",
) -> AsyncCatalog:
    """Return what the folder or web address `location` serves, as it is now, without holding up the event loop.

    Arguments, errors and promises are those of `open_catalog`: both run the same decisions. The loop is asyncio's. No
    connection outlasts the call that needed it, so a catalogue may be used from any task, and from another loop later.

    Args:
        location: A folder, or an http or https address of one.
        trust: The string its publisher gave you, or "unverified" for a web address nobody vouches for.
        auth: As for `open_catalog`; a function that gives a token is called in a thread.
        limits: How much may be taken.
        cache: Where files of releases are kept for the next reader: "user", a folder, or None for nowhere.

    Raises:
        TrustError, DefinitionError, SourceUnavailable, SourceError, TransferError: As `open_catalog`.

    Example:
        >>> import asyncio
        >>> from opendata_share.releases import open_catalog_async
        >>> async def units():
        ...     catalog = await open_catalog_async("https://data.damkar.example/", trust="unverified")
        ...     return (await catalog["response-unit"].read()).to_pandas()
        >>> asyncio.run(units())  # doctest: +SKIP
    """
    place = await transport.in_thread(partial(place_of, location, trust, auth, limits, cache))
    return AsyncCatalog(await bring_async(place, catalog_at(place)), place)


class AsyncCatalog(Datasets["AsyncDataset"]):
    """What a publisher serves: data sets by "agency/dataset", as in a `Catalog`; finding one awaits nothing.

    Attributes:
        trust: "verified" against a pin, "local" of a folder without one, "unverified" over a network without one.
        pin: What it was verified against, or None.
        refused: Of several agencies, why the data sets of one are not in the catalogue; asking for one raises that.
        audience: Whom it is for: "public", "exchange" or a name an agreement gives.
    """

    def __init__(self, document: CatalogDocument, place: Place) -> None:
        super().__init__(document, place, AsyncDataset)


class AsyncDataset(Releases[AsyncRelease]):
    """One data set of one agency, with all its releases, as a `Dataset` is; finding a release awaits nothing.

    Attributes:
        id: "agency/dataset".
        agency: The agency's slug.
        name: The contract's name.
        title: What people call it, in both languages.
        trust: "verified", "local" or "unverified"; see `AsyncCatalog`.
        audience: Whom it is for.
    """

    def __init__(self, entry: DatasetEntry, place: Place, audience: str) -> None:
        super().__init__(entry, place, audience, AsyncRelease)

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
        """Return rows of the newest release; see `Release.read`.

        Example:
            >>> await catalog["response-unit"].read(columns=["id"], where="crew_min > 1")  # doctest: +SKIP
        """
        return await self.latest().read(columns, where, max_age, as_of, on_stale=on_stale, on_withdrawn=on_withdrawn)

    async def changes(
        self, since: AsyncRelease | str | int | datetime | None = None, *, on_gap: OnGap = "compare"
    ) -> Changes:
        """Return what was added, changed and removed, by primary key, since an earlier release.

        Arguments and errors are those of `Dataset.changes`.

        Example:
            >>> changes = await catalog["response-unit"].changes(since="3")  # doctest: +SKIP
        """
        number = self.number_since(since)
        return await bring_async(
            self._place, changes(self._entry, number, on_gap, lambda found: self.release(found).flow)
        )
