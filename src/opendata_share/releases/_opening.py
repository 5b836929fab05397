"""Opening a catalogue: where it lies, and what it must say.

What lives here: the decisions of `open_catalog` and `open_catalog_async`. What this file must not know: whether the
caller waits or awaits, and what a catalogue looks like to a reader.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from .. import transport
from .._limits import Limits
from .._strict_json import load_document
from ..errors import DefinitionError, TrustError
from ..stores import open_bucket
from ..trust import Pin, Pins, State
from ._layout import CATALOG, CatalogDocument
from ._pinned_place import PinnedPlace
from ._place import LocalPlace, Place, WebPlace
from ._store_place import StorePlace
from ._wants import Document, Flow

CacheFolder = Path | Literal["user"] | None
"""Where what is brought over a network is kept: the user's own cache, a folder, or nowhere."""

CACHE_VARIABLE: Final = "OPENDATA_SHARE_CACHE"
"""Names the folder of the user's own cache in place of the system's, or says "off"."""


def place_of(
    location: Path | str, trust: str | None, auth: transport.Auth | None, limits: Limits, cache: CacheFolder
) -> Place:
    """Return the folder or web address `location` as a place; see `open_catalog`."""
    location, pin = _pinned(location, trust)
    inside = _place_of(location, trust, auth, limits, cache, pinned=pin is not None)
    return inside if pin is None else PinnedPlace(inside, pin, _state_of(pin, cache))


def _place_of(
    location: Path | str,
    trust: str | None,
    auth: transport.Auth | None,
    limits: Limits,
    cache: CacheFolder,
    *,
    pinned: bool,
) -> Place:
    """Return the place itself; over a network, somebody must vouch for it, or nobody on purpose."""
    unvouched = trust != "unverified" and not pinned
    if isinstance(location, str) and transport.is_remote(location):
        if unvouched:
            raise TrustError("catalog-unverified", file=transport.shown(location))
        return WebPlace(location, auth, limits, _cache_at(cache, limits))
    if isinstance(location, str) and location.startswith("s3://"):
        bucket = open_bucket(location)
        if unvouched:
            raise TrustError("catalog-unverified", file=bucket.name)
        return StorePlace(bucket, limits, "unverified")
    if isinstance(location, str) and "://" in location:
        raise DefinitionError("catalog-location", scheme=location.split("://", 1)[0][:20])
    return LocalPlace(Path(location), limits)


def _pinned(location: Path | str, trust: str | None) -> tuple[Path | str, Pin | None]:
    """Return where the catalogue is, and the pin to hold against it: given, part of the address, or remembered."""
    if trust in {"local", "unverified"}:
        return location, None
    if trust is not None:
        if not Pin.is_one(trust):
            raise DefinitionError("catalog-trust", trust=trust[:120])
        return location, Pin.parse(trust)
    if not isinstance(location, str):
        return location, None
    if Pin.is_one(location) and (pin := Pin.parse(location)).location is not None:
        return pin.location, pin
    return location, Pins.of_user().find(location) if "://" in location else None


def _state_of(pin: Pin, cache: CacheFolder) -> State:
    """Return what is remembered of a pinned catalogue; that is kept also where nothing else is."""
    return State.of(pin, cache / "trust" if isinstance(cache, Path) else None)


def _cache_at(cache: CacheFolder, limits: Limits) -> transport.Cache | None:
    folder = _of_environment() if cache == "user" else cache
    if folder is None:
        return None
    if isinstance(folder, Path):
        return transport.Cache(folder, limits.cache_bytes)
    if folder != "user":
        raise DefinitionError("catalog-cache")
    return transport.Cache.of_user(limits.cache_bytes)


def _of_environment() -> CacheFolder:
    """Return what the environment says of the user's cache; what is remembered of a pin is not part of it."""
    said = os.environ.get(CACHE_VARIABLE, "")
    if not said:
        return "user"
    if said == "off":
        return None
    if not Path(said).is_absolute():
        raise DefinitionError("catalog-cache-variable", variable=CACHE_VARIABLE)
    return Path(said)


def catalog_at(place: Place) -> Flow[CatalogDocument]:
    """Want what is served at `place` now; behind a pin, what was signed."""
    if isinstance(place, PinnedPlace):
        return (yield from place.catalog())
    shown = place.shown(CATALOG)
    return CatalogDocument.from_document(load_document((yield Document(CATALOG)), shown), shown)
