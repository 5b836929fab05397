"""Opening a catalogue: where it lies, and what it must say.

What lives here: the decisions of `open_catalog` and `open_catalog_async`. What this file must not know: whether the
caller waits or awaits, and what a catalogue looks like to a reader.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from .. import transport
from .._limits import Limits
from .._strict_json import load_document
from ..errors import DefinitionError, TrustError
from ..stores import open_bucket
from ._layout import CATALOG, CatalogDocument
from ._place import LocalPlace, Place, WebPlace
from ._store_place import StorePlace
from ._wants import Document, Flow

CacheFolder = Path | Literal["user"] | None
"""Where what is brought over a network is kept: the user's own cache, a folder, or nowhere."""


def place_of(
    location: Path | str, trust: str | None, auth: transport.Auth | None, limits: Limits, cache: CacheFolder
) -> Place:
    """Return the folder or web address `location` as a place; see `open_catalog`."""
    if trust not in {None, "local", "unverified"}:
        raise DefinitionError("catalog-trust", trust=trust)
    if isinstance(location, str) and transport.is_remote(location):
        if trust != "unverified":
            raise TrustError("catalog-unverified", file=transport.shown(location))
        return WebPlace(location, auth, limits, _cache_at(cache, limits))
    if isinstance(location, str) and location.startswith("s3://"):
        bucket = open_bucket(location)
        if trust != "unverified":
            raise TrustError("catalog-unverified", file=bucket.name)
        return StorePlace(bucket, limits, "unverified")
    if isinstance(location, str) and "://" in location:
        raise DefinitionError("catalog-location", scheme=location.split("://", 1)[0][:20])
    return LocalPlace(Path(location), limits)


def _cache_at(cache: CacheFolder, limits: Limits) -> transport.Cache | None:
    if cache is None:
        return None
    if isinstance(cache, Path):
        return transport.Cache(cache, limits.cache_bytes)
    if cache != "user":
        raise DefinitionError("catalog-cache")
    return transport.Cache.of_user(limits.cache_bytes)


def catalog_at(place: Place) -> Flow[CatalogDocument]:
    """Want what is served at `place` now."""
    shown = place.shown(CATALOG)
    return CatalogDocument.from_document(load_document((yield Document(CATALOG)), shown), shown)
