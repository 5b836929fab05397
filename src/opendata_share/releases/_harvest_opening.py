"""Opening the catalogues that are to be harvested: which each is, and what it offers.

What lives here: from what a caller says to what is offered, or to what went wrong. What this file must not know: what
is taken of it (`_harvest_rules`), and where to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from .. import transport
from .._canonical import bytes_digest
from .._dataclass import dataclass
from .._limits import Limits
from ..errors import DefinitionError, OpenDataShareError
from ..receipts import is_plain
from ..trust import FIRST_ROOT, Pin, Pins
from ._harvest_rules import Offer, chosen
from ._links import CatalogName
from ._opening import CacheFolder, catalog_at, place_of
from ._pinned_place import PinnedPlace
from ._place import Place
from ._wants import Document, Flow, bring


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One catalogue to harvest, where its address alone does not say enough.

    Attributes:
        location: A folder, an http(s) address or "s3://bucket/folder".
        trust: What vouches for it, as for `open_catalog`.
        auth: The secret for its origin alone, as for `open_catalog`.
        datasets: What to take of it; what `harvest` is told where this is empty.
    """

    location: Path | str
    trust: str | None = None
    auth: transport.Auth | None = field(default=None, repr=False)
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A catalogue as it was found.

    Attributes:
        shown: What messages call it.
        place: Where it lies, and what it offers, where it could be opened.
        listed: "agency/dataset" of everything it lists.
        problems: What went wrong with all of it, or with agencies.
    """

    shown: str
    place: Place | None = None
    offer: Offer | None = None
    listed: tuple[str, ...] = ()
    problems: tuple[OpenDataShareError, ...] = ()


def found(
    neighbour: Neighbour, trust: str | None, datasets: Collection[str], limits: Limits, cache: CacheFolder
) -> Opened:
    """Return what a neighbour offers; what goes wrong is part of the answer."""
    location, shown = neighbour.location, _shown(neighbour.location)
    try:
        trust = neighbour.trust or _trust_for(location, trust)
        place = place_of(location, trust, neighbour.auth, limits, cache)
        catalog = bring(place, catalog_at(place))
        source = _source_of(place, location)
    except OpenDataShareError as error:
        return Opened(shown=shown, problems=(error,))
    names = neighbour.datasets or datasets
    offer = Offer(
        source=source,
        shown=shown,
        trust=place.trust,
        signed_at=place.vouched_at if isinstance(place, PinnedPlace) else None,
        at=datetime.now(UTC),
        catalog=chosen(catalog, names),
    )
    refused = place.refused if isinstance(place, PinnedPlace) else {}
    problems = tuple(error for agency, error in sorted(refused.items()) if _concerns(names, agency))
    listed = tuple(entry.id for entry in catalog.datasets)
    return Opened(shown=shown, place=place, offer=offer, listed=listed, problems=problems)


def _trust_for(location: Path | str, trust: str | None) -> str | None:
    """Return what vouches for a location; what is said of all of them never takes the place of a pin it has."""
    if trust is None or not isinstance(location, str) or "://" not in location:
        return trust
    return None if Pin.is_one(location) or Pins.of_user().find(location) is not None else trust


def _concerns(names: Collection[str], agency: str) -> bool:
    return not names or any("/" not in name or name.startswith(f"{agency}/") for name in names)


def _is_remote(location: Path | str) -> bool:
    return isinstance(location, str) and "://" in location


def _shown(location: Path | str) -> str:
    return transport.shown(location) if isinstance(location, str) and _is_remote(location) else str(location)


def _source_of(place: Place, location: Path | str) -> CatalogName:
    """Return which catalogue it is: by its pin, or as a folder of this machine by its first root; else by its address.

    Raises:
        DefinitionError: Its address is no plain line of text.
    """
    pin = place.pin.digest if isinstance(place, PinnedPlace) else None
    if _is_remote(location):
        name = place.shown("").rstrip("/")
        if not is_plain(name):
            raise DefinitionError("catalog-location", scheme=name.partition(":")[0][:20])
        return CatalogName(name, pin)
    first = None if pin is not None else bring(place, _first_root())
    name = Path(location).resolve().name
    return CatalogName(name if is_plain(name) else "folder", pin if first is None else bytes_digest(first))


def _first_root() -> Flow[bytes | None]:
    return cast("bytes | None", (yield Document(FIRST_ROOT, may_be_missing=True)))
