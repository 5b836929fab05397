"""Any JSON API, its paging declared.

What lives here: the ways of paging that APIs without a standard of their own have. What this module must not know:
sockets, tables.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError
from ...transport import Reply, led_to
from ..reading import Paging, SourceOptions
from ._json_page import at, json_of, records_at, whole_number
from ._link_header import linked
from ._paged import Description, Page, Request
from ._service_source import ServiceSource


class ApiPages(Description):
    """A JSON API whose paging was declared; without a declaration one document holds all records."""

    page_size: ClassVar[int] = 100

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        self.paging = options.service.paging or Paging()
        self.windows = self.paging.since is not None
        super().__init__(url, options, limits)
        if options.service.until is not None and self.paging.until is None:
            raise DefinitionError("service-no-since", format="api")
        if options.service.page_size is not None and self.paging.size_parameter is None:
            raise DefinitionError("service-size-parameter")
        self.identity = self.paging.identity
        self.stable = self.paging.stable
        default = self.paging.by if self.paging.by in {"page", "offset", "cursor"} else ""
        self.parameter = self.paging.parameter or default

    def first(self) -> Request:
        """Return the request for the first page."""
        values = {}
        if self.paging.size_parameter is not None:
            values[self.paging.size_parameter] = self.size
        if self.paging.since is not None and self.options.since is not None:
            values[self.paging.since] = self.options.since.isoformat()
        if self.paging.until is not None and self.options.until is not None:
            values[self.paging.until] = self.options.until.isoformat()
        if self.paging.by in {"page", "offset"}:
            values[self.parameter] = str(self._first_number())
        return self.asking(self.base, values)

    def read(self, reply: Reply, asked: Request, before: int) -> Page:
        """Return the records, and where the next ones are."""
        document = json_of(reply, self.depth)
        records = records_at(document, self.record, reply)
        total = None if self.paging.total is None else whole_number(at(document, self.paging.total))
        complete = not records or (total is not None and before + len(records) >= total)
        return Page(records, self._following(document, reply, asked, len(records), complete), total)

    def _first_number(self) -> int:
        if self.paging.first is not None:
            return self.paging.first
        return 1 if self.paging.by == "page" else 0

    def _following(self, document: Any, reply: Reply, asked: Request, count: int, complete: bool) -> Request | None:
        by = self.paging.by
        if by == "link":
            target = linked(reply, "next")
            return None if target is None else Request.of(target)
        if by in {"cursor", "next"}:
            found = at(document, self.paging.at or "")
            if not isinstance(found, str) or not found:
                return None
            return asked.having({self.parameter: found}) if by == "cursor" else Request.of(led_to(reply.url, found))
        # a server may give fewer than were asked for: only an empty page is surely the last
        if by == "none" or complete:
            return None
        step = 1 if by == "page" else count
        return asked.having({self.parameter: str(asked.number(self.parameter) + step)})


class ApiSource(ServiceSource):
    """Any JSON API; see `Paging` for what must be declared."""

    describe = ApiPages
    form = "api"
