"""NGSI-LD: the entities of one context broker (ETSI GS CIM 009).

What lives here: the description of that service. What this module must not know: sockets, tables, what an entity means.

Pages follow the `Link` header with rel="next" where the broker gives one, else by `offset`; the total is the header
`NGSILD-Results-Count`. The parameter `@context` is sent as the `Link` header the standard asks for, so that names are
short. A broker keeps no order that the standard promises: a total that changes ends the read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError
from ...transport import Reply
from ..reading import SourceOptions
from ._json_page import json_of, records_at, whole_number
from ._link_header import linked
from ._paged import Description, Page, Request
from ._service_source import ServiceSource

_CONTEXT: Final = "@context"
_CONTEXT_LINK: Final = '<{}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
_NARROWS: Final = ("type", "q", "attrs", "id", "idPattern", "georel")


class NgsiLdPages(Description):
    """The entities of one broker: of a type, or those a query finds."""

    identity = "id"
    page_size: ClassVar[int] = 1_000
    name: ClassVar[str] = "ngsi-ld"
    windows = True

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        if not self.base.url.rstrip("/").endswith("/entities"):
            self.base = self.base.below("ngsi-ld/v1/entities")
        declared = {**dict(self.base.parameters), **options.service.parameters}
        if not any(declared.get(name) for name in _NARROWS):
            raise DefinitionError("service-parameter-missing", format=self.name, parameter="type")
        self.context = declared.get(_CONTEXT)

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent besides: the context that makes names short."""
        accept = {"Accept": "application/json, application/ld+json;q=0.9"}
        return accept if self.context is None else {**accept, "Link": _CONTEXT_LINK.format(self.context)}

    def first(self) -> Request:
        """Return the request for the first entities."""
        request = self.asking(self.base, {"limit": self.size, "offset": "0", "count": "true"})
        changed = self.options.changed or "modifiedAt"
        parts = [request.get("q")]
        parts += [f"{changed}>={_moment(self.options.since)}" if self.options.since else None]
        parts += [f"{changed}<{_moment(self.options.until)}" if self.options.until else None]
        said = [part for part in parts if part]
        return request.without(_CONTEXT).having({"q": ";".join(said)} if said else {})

    def read(self, reply: Reply, asked: Request, before: int) -> Page:
        """Return the entities, and the request for those behind them."""
        document = json_of(reply, self.depth)
        records = records_at(document, None, reply)
        total = whole_number(reply.headers.get("ngsild-results-count"))
        target = linked(reply, "next")
        if target is not None:
            return Page(records, Request.of(target), total)
        done = before + len(records)
        more = bool(records) and (total is None or done < total)
        following = asked.having({"offset": str(asked.number("offset") + len(records))}) if more else None
        return Page(records, following, total)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class NgsiLdSource(ServiceSource):
    """The entities of an NGSI-LD broker."""

    describe = NgsiLdPages
    form = "ngsi-ld"
    uses = ServiceSource.uses | {"changed"}
