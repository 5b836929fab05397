"""What a place serves, for whoever publishes into it.

What lives here: reading the newest state of a store. What this file must not know: what is about to be published, and
who may sign it.

The newest snapshot is the truth, whatever the pointers say; `catalog.json` is derived from it. Only where nothing is
signed yet, `catalog.json` is the truth itself: such a folder is taken over by the first publication that signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from .._strict_json import document_bytes, load_document
from ..errors import ReleaseError, SourceError, TrustError
from ..stores import File, Found, Store
from ..trust import TIMESTAMP_FILE, Repository
from ._layout import CATALOG, PUBLIC, CatalogDocument
from ._signed_catalog import catalog_of

POINTERS: Final = (TIMESTAMP_FILE, CATALOG)


@dataclass(frozen=True, slots=True)
class NowServed:
    """The newest state of a place.

    Attributes:
        catalog: What is published, or None where nothing is.
        state: What the signed metadata says, or None where there is none.
        versions: The versions of the pointers, as they were before anything else was read: what is newer than the
            state cannot be replaced by accident.
        behind: Whether a pointer does not lead to the newest state.
        plain: What `catalog.json` lists, which may be behind.
        root: The first root, where it is still to be put (`state` then says what it says).
    """

    catalog: CatalogDocument | None
    state: Repository | None
    versions: Mapping[str, str | None]
    behind: bool
    plain: CatalogDocument | None
    root: File | None = None

    @property
    def signed(self) -> bool:
        """Whether what is published is signed."""
        return self.state is not None and any(self.state.releases.values())

    @property
    def paths(self) -> frozenset[str]:
        """The folder of every release that anyone lists: "agency/dataset/release"."""
        datasets = [entry for found in (self.catalog, self.plain) if found is not None for entry in found.datasets]
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
        SourceError, ReleaseError: Its catalogue is not one of this package.
        TrustError: Its metadata is damaged, or not signed by whom it should be.
    """
    pointers = {path: store.get(path, limit=DEFAULT_LIMITS.document_bytes) for path in POINTERS}
    versions = {path: None if found is None else found.version for path, found in pointers.items()}
    plain, place = pointers[CATALOG], store.shown(CATALOG)
    state = Repository.read(lambda path: _bytes(store.get(path, limit=DEFAULT_LIMITS.document_bytes)))
    if state is None or not any(state.releases.values()):
        listed = None if plain is None else _catalog(plain.data, place)
        return NowServed(listed, state, versions, behind=False, plain=listed)
    catalog = catalog_of(state.releases, store.shown(""))
    behind = state.behind or plain is None or plain.data != document_bytes(catalog.to_document())
    return NowServed(catalog, state, versions, behind, _catalog_or_none(plain, place))


def _bytes(found: Found | None) -> bytes | None:
    return None if found is None else found.data


def _catalog(data: bytes, place: str) -> CatalogDocument:
    return CatalogDocument.from_document(load_document(data, place), place)


def _catalog_or_none(found: Found | None, place: str) -> CatalogDocument | None:
    """Return what a derived catalogue lists; a damaged one is replaced, one of a newer layout is refused."""
    try:
        return None if found is None else _catalog(found.data, place)
    except (SourceError, TrustError):
        return None
