"""What a place serves, for whoever publishes into it.

What lives here: reading the newest state of a store, and the audience it is for. What this file must not know: what is
about to be published.
"""

from __future__ import annotations

from dataclasses import dataclass

from .._limits import DEFAULT_LIMITS
from .._strict_json import load_document
from ..errors import ReleaseError
from ..stores import Store
from ._layout import CATALOG, PUBLIC, CatalogDocument


@dataclass(frozen=True, slots=True)
class NowServed:
    """The catalogue of a place, and the version of the file it stands in; both None where nothing is served yet."""

    catalog: CatalogDocument | None
    version: str | None

    @property
    def paths(self) -> frozenset[str]:
        """The folder of every release that is listed: "agency/dataset/release"."""
        datasets = () if self.catalog is None else self.catalog.datasets
        return frozenset(f"{entry.id}/{release.release}" for entry in datasets for release in entry.releases)

    def catalog_for(self, audience: str, place: str) -> CatalogDocument:
        """Return the catalogue, an empty one where there is none yet.

        Raises:
            ReleaseError: It is for another audience.
        """
        if self.catalog is None:
            return CatalogDocument(audience=audience)
        if self.catalog.audience != audience:
            message = "publish-into-public" if self.catalog.audience == PUBLIC else "publish-into-other"
            raise ReleaseError(message, file=place, audience=audience, found=self.catalog.audience)
        return self.catalog


def read_served(store: Store) -> NowServed:
    """Return what `store` serves now.

    Raises:
        SourceError, ReleaseError, TrustError: Its catalogue is not one of this package.
    """
    found = store.get(CATALOG, limit=DEFAULT_LIMITS.document_bytes)
    if found is None:
        return NowServed(None, None)
    place = store.shown(CATALOG)
    return NowServed(CatalogDocument.from_document(load_document(found.data, place), place), found.version)
