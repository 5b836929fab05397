"""Opening a catalogue: where it lies, and what it must say.

What lives here: the decisions of `open_catalog` and `open_catalog_async`. What this file must not know: whether the
caller waits or awaits, and what a catalogue looks like to a reader.
"""

from __future__ import annotations

from pathlib import Path

from .. import transport
from .._limits import Limits
from .._strict_json import load_document
from ..errors import DefinitionError, TrustError
from ._layout import CATALOG, CatalogDocument
from ._place import LocalPlace, Place, WebPlace
from ._wants import Document, Flow


def place_of(location: Path | str, trust: str | None, auth: transport.Auth | None, limits: Limits) -> Place:
    """Return the folder or web address `location` as a place; see `open_catalog`."""
    if trust not in {None, "local", "unverified"}:
        raise DefinitionError("catalog-trust", trust=trust)
    if isinstance(location, str) and transport.is_remote(location):
        if trust != "unverified":
            raise TrustError("catalog-unverified", file=transport.shown(location))
        return WebPlace(location, auth, limits)
    if isinstance(location, str) and "://" in location:
        raise DefinitionError("catalog-location", scheme=location.split("://", 1)[0][:20])
    return LocalPlace(Path(location), limits)


def catalog_at(place: Place) -> Flow[CatalogDocument]:
    """Want what is served at `place` now."""
    shown = place.shown(CATALOG)
    return CatalogDocument.from_document(load_document((yield Document(CATALOG)), shown), shown)
