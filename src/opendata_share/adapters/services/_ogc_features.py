"""OGC API – Features (OGC 17-069r4, Part 1): the items of one collection.

What lives here: the description of that service. What this module must not know: sockets, tables.

Pages follow the link with rel="next", which the server alone knows how to make; `numberMatched` is the total where the
server says it. Coordinates are longitude and latitude of CRS84, which is the standard's default; a server that says
another system in `Content-Crs` is refused.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError, SourceError
from ...transport import Reply, led_to
from ..reading import SourceOptions
from ._geojson_features import IDENTITY, records_of
from ._json_page import at, json_of, records_at, records_if_any, whole_number
from ._paged import Description, Page, Request
from ._service_source import ServiceSource

_CRS84: Final = frozenset(
    {"http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/OGC/0/CRS84h", ""}
)


class OgcFeaturesPages(Description):
    """The items of one collection."""

    accept = "application/geo+json, application/json;q=0.9"
    identity = IDENTITY
    page_size: ClassVar[int] = 1_000
    name: ClassVar[str] = "ogc-features"
    windows = True

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        if "/collections/" not in self.base.url:
            raise DefinitionError("service-ogc-collection")
        self.base = self.base.below("items")

    def first(self) -> Request:
        """Return the request for the first items."""
        values = {"limit": self.size}
        if self.options.since is not None or self.options.until is not None:
            values["datetime"] = f"{_moment(self.options.since)}/{_moment(self.options.until)}"
        return self.asking(self.base, values)

    def read(self, reply: Reply, asked: Request, before: int) -> Page:  # noqa: ARG002 - the link says it all
        """Return the features, and where the next ones are."""
        document = json_of(reply, self.depth)
        if at(document, "type") != "FeatureCollection":
            raise SourceError("geojson-not-a-collection", file=reply.place)
        if reply.headers.get("content-crs", "").strip("<> ") not in _CRS84:
            raise SourceError("service-other-crs", file=reply.place)
        records = records_of(records_at(document, "features", reply), reply)
        target = _next(records_if_any(document, "links", reply))
        following = None if target is None else Request.of(led_to(reply.url, target))
        return Page(records, following, whole_number(at(document, "numberMatched")))


def _next(links: list[Any]) -> str | None:
    """Return the link with rel="next": the one of GeoJSON where there are several."""
    found = [link for link in links if at(link, "rel") == "next"]
    found.sort(key=lambda link: at(link, "type") not in ("application/geo+json", None))
    target = at(found[0], "href") if found else None
    return target if isinstance(target, str) and target else None


def _moment(moment: datetime | None) -> str:
    return ".." if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class OgcFeaturesSource(ServiceSource):
    """A collection of an OGC API – Features."""

    describe = OgcFeaturesPages
    form = "ogc-features"
