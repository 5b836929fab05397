"""Reading what others publish: a catalogue, its data sets, their releases.

What lives here: finding a data set and choosing a release. What this file must not know: how a release came to be
(`_publish` never meets this file).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from .. import transport
from .._limits import DEFAULT_LIMITS, Limits
from .._strict_json import load_document
from ..contract import Text
from ..errors import DefinitionError, ReleaseError, TrustError
from ..stages import Table
from ._layout import CATALOG, CatalogDocument, DatasetEntry
from ._place import LocalPlace, Place, Trust, WebPlace
from ._release import Release


def open_catalog(
    location: Path | str,
    *,
    trust: str | None = None,
    auth: transport.Auth | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Catalog:
    """Return what the folder or web address `location` serves, as it is now.

    Args:
        location: A folder, or an http or https address of one.
        trust: "unverified" for a web address: a digest shows that bytes are whole, not who wrote them. Not needed for a
            folder.
        auth: A bearer token, (user, password) or headers; sent to the origin of `location` alone, over https or to this
            machine.
        limits: How much may be taken.

    Raises:
        TrustError: A web address without `trust="unverified"`; a path in the catalogue leads out of the folder.
        DefinitionError: `trust` or the location is of an unknown kind.
        SourceUnavailable: There is no catalogue, or it may not be read.
        SourceError: It is malformed.
        TransferError: It broke off, timed out or led elsewhere.

    Example:
        >>> from opendata_share.releases import open_catalog
        >>> open_catalog("https://data.damkar.example/", trust="unverified")["response-unit"].read()  # doctest: +SKIP
    """
    if trust not in {None, "local", "unverified"}:
        raise DefinitionError("catalog-trust", trust=trust)
    place: Place
    if isinstance(location, str) and transport.is_remote(location):
        if trust != "unverified":
            raise TrustError("catalog-unverified", file=transport.shown(location))
        place = WebPlace(location, auth, limits)
    elif isinstance(location, str) and "://" in location:
        raise DefinitionError("catalog-location", scheme=location.split("://", 1)[0][:20])
    else:
        place = LocalPlace(Path(location), limits)
    shown = place.shown(CATALOG)
    document = CatalogDocument.from_document(load_document(place.document(CATALOG, None), shown), shown)
    return Catalog(document, place)


class Catalog(Mapping[str, "Dataset"]):
    """What a publisher serves: data sets by "agency/dataset".

    A name without an agency will do where only one agency has such a data set: `catalog["emergency-facility"]`. The
    catalogue is as it was when it was opened; releases never change, so everything read from it belongs together.

    Attributes:
        trust: "local", or "unverified" where it came over a network.
        audience: Whom it is for: "public", "exchange" or a name an agreement gives.
    """

    def __init__(self, document: CatalogDocument, place: Place) -> None:
        self.trust: Final[Trust] = place.trust
        self.audience: Final = document.audience
        self._place = place
        self._datasets = {entry.id: Dataset(entry, place, document.audience) for entry in document.datasets}

    def __getitem__(self, name: str) -> Dataset:
        """Return the data set called `name`.

        Raises:
            ReleaseError: There is none, or several agencies have one; the message lists them.
        """
        if name in self._datasets:
            return self._datasets[name]
        found = [dataset for dataset in self._datasets.values() if dataset.name == name]
        if len(found) == 1:
            return found[0]
        place = self._place.shown("")
        if found:
            raise ReleaseError("catalog-ambiguous", file=place, name=name, datasets=[dataset.id for dataset in found])
        raise ReleaseError("catalog-unknown", file=place, name=name, datasets=list(self._datasets) or ["–"])

    def get(self, name: str, default: Any = None, /) -> Any:
        """Return the data set called `name`, or `default` where there is none or several agencies have one."""
        if name not in self:
            return default
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in self._datasets or sum(dataset.name == name for dataset in self._datasets.values()) == 1

    def __iter__(self) -> Iterator[str]:
        return iter(self._datasets)

    def __len__(self) -> int:
        return len(self._datasets)

    def __repr__(self) -> str:
        return f"Catalog({', '.join(self._datasets)}; audience={self.audience!r}, trust={self.trust!r})"


class Dataset:
    """One data set of one agency, with all its releases.

    Attributes:
        id: "agency/dataset".
        agency: The agency's slug.
        name: The contract's name.
        title: What people call it, in both languages.
        trust: "local", or "unverified" where it came over a network.
        audience: Whom it is for.
    """

    def __init__(self, entry: DatasetEntry, place: Place, audience: str) -> None:
        self.id: Final = entry.id
        self.agency: Final = entry.agency
        self.name: Final = entry.dataset
        self.title: Final[Text] = entry.title
        self.trust: Final[Trust] = place.trust
        self.audience: Final = audience
        self._releases = tuple(Release(place, entry, release, audience) for release in entry.releases)

    def __repr__(self) -> str:
        return f"Dataset({self.id}, releases={len(self._releases)}, trust={self.trust!r})"

    def latest(self) -> Release:
        """Return the newest release."""
        return self._releases[-1]

    def releases(self) -> tuple[Release, ...]:
        """Return all releases, oldest first."""
        return self._releases

    def release(self, number: str | int) -> Release:
        """Return the release called `number`.

        Raises:
            ReleaseError: There is none.
        """
        for release in self._releases:
            if release.number == str(number):
                return release
        known = [release.number for release in self._releases]
        raise ReleaseError("dataset-release", dataset=self.id, release=number, known=known)

    def as_of(self, time: datetime) -> Release:
        """Return the release that was the newest at `time`, aware.

        Raises:
            DefinitionError: `time` has no zone.
            ReleaseError: Nothing was published by then.
        """
        if time.tzinfo is None:
            raise DefinitionError("read-naive-time", parameter="time")
        earlier = [release for release in self._releases if release.published_at <= time]
        if not earlier:
            first = self._releases[0].published_at.isoformat()
            raise ReleaseError("dataset-not-yet", dataset=self.id, time=time.isoformat(), first=first)
        return earlier[-1]

    def read(
        self,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        max_age: timedelta | None = None,
        as_of: datetime | None = None,
    ) -> Table:
        """Return rows of the newest release; see `Release.read`.

        Example:
            >>> catalog["response-unit"].read(columns=["id"], where="crew_min > 1")  # doctest: +SKIP
        """
        return self.latest().read(columns, where, max_age, as_of)
