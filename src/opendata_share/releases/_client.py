"""Reading what others publish: a catalogue, its data sets, their releases.

What lives here: the faces for callers who wait; `_lookup` finds, `_opening` and `_release_flow` decide. What this file
must not know: how a release came to be (`_publish` never meets this file).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from .. import transport
from .._limits import DEFAULT_LIMITS, Limits
from ..stages import Table
from ._changes import Changes
from ._changing import OnGap, changes
from ._freshness import MaxAge, OnStale
from ._layout import CatalogDocument, DatasetEntry
from ._lookup import Datasets, Releases
from ._notices import OnWithdrawn
from ._opening import CacheFolder, catalog_at, place_of
from ._place import Place
from ._release import Release
from ._wants import bring


def open_catalog(
    location: Path | str,
    *,
    trust: str | None = None,
    auth: transport.Auth | None = None,
    limits: Limits = DEFAULT_LIMITS,
    cache: CacheFolder = "user",
) -> Catalog:
    """Return what the folder or web address `location` serves, as it is now.

    Args:
        location: A folder, or an http or https address of one.
        trust: The string its publisher gave you, "https://…#sha256=…" or "sha256=…": then every byte is verified to be
            what the publishing agency signed, and the newest. It is not needed where `location` is that string, or
            where `opendata-share trust add` remembered it. "unverified" for a web address nobody vouches for: a digest
            shows that bytes are whole, not who wrote them. Not needed for a folder.
        auth: A bearer token, (user, password) or headers; sent to the origin of `location` alone, over https or to this
            machine. Where tokens end: a function that gives one, called with None when the first is needed, and with
            the one the server refused (401) when another is; a second refusal of the same request is final. What it
            raises comes out of whatever was read.
        limits: How much may be taken.
        cache: Where files of releases are kept for the next reader, by digest, readable by this user alone: "user" for
            the user's own cache (where `OPENDATA_SHARE_CACHE` says, or nowhere where that is "off"), a folder, or None
            for nowhere. Of a folder nothing is kept.

    Raises:
        TrustError: A web address without `trust`; what is served is not what was signed, or not the newest (see the
            classes under TrustError in `errors`); a path in the catalogue leads out of the folder.
        DefinitionError: `trust` or the location is of an unknown kind.
        SourceUnavailable: There is no catalogue, or it may not be read.
        SourceError: It is malformed.
        TransferError: It broke off, timed out or led elsewhere.

    Example:
        >>> from opendata_share.releases import open_catalog
        >>> open_catalog("https://data.damkar.example/", trust="unverified")["response-unit"].read()  # doctest: +SKIP
    """
    place = place_of(location, trust, auth, limits, cache)
    return Catalog(bring(place, catalog_at(place)), place)


class Catalog(Datasets["Dataset"]):
    """What a publisher serves: data sets by "agency/dataset".

    A name without an agency will do where only one agency has such a data set: `catalog["emergency-facility"]`. The
    catalogue is as it was when it was opened; releases never change, so everything read from it belongs together.

    Attributes:
        trust: "verified" against a pin, "local" of a folder without one, "unverified" over a network without one.
        pin: What it was verified against, or None.
        refused: Of several agencies, why the data sets of one are not in the catalogue; asking for one raises that.
        audience: Whom it is for: "public", "exchange" or a name an agreement gives.
    """

    def __init__(self, document: CatalogDocument, place: Place) -> None:
        super().__init__(document, place, Dataset)


class Dataset(Releases[Release]):
    """One data set of one agency, with all its releases.

    Attributes:
        id: "agency/dataset".
        agency: The agency's slug.
        name: The contract's name.
        title: What people call it, in both languages.
        trust: "verified", "local" or "unverified"; see `Catalog`.
        audience: Whom it is for.
    """

    def __init__(self, entry: DatasetEntry, place: Place, audience: str) -> None:
        super().__init__(entry, place, audience, Release)

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
        """Return rows of the newest release; see `Release.read`.

        Example:
            >>> catalog["response-unit"].read(columns=["id"], where="crew_min > 1")  # doctest: +SKIP
        """
        return self.latest().read(columns, where, max_age, as_of, on_stale=on_stale, on_withdrawn=on_withdrawn)

    def changes(self, since: Release | str | int | datetime | None = None, *, on_gap: OnGap = "compare") -> Changes:
        """Return what was added, changed and removed, by primary key, since an earlier release.

        A release is published with what changed since the one before it, so that only that is fetched. Where the chain
        of such changes is broken, `Changes.gaps` says where and why, and both releases are read in full and compared
        here.

        Args:
            since: The earlier release: itself, its number, or a moment (aware) at which it was the newest. The one
                before the latest by default.
            on_gap: "compare", or "error" where both releases are not to be fetched in full.

        Raises:
            ReleaseError: There is no such release; the contract has no primary key, or another one than then; or the
                chain is broken and `on_gap` is "error".
            WithdrawnRelease: One of the two releases was taken back: replace what you have of it as a whole.
            TrustError: A file is not the one its manifest lists.

        Example:
            >>> changes = catalog["response-unit"].changes(since="3")  # doctest: +SKIP
            >>> changes.added, changes.changed, changes.removed  # doctest: +SKIP
            (2, 1, 0)
        """
        number = self.number_since(since)
        return bring(self._place, changes(self._entry, number, on_gap, lambda found: self.release(found).flow))
