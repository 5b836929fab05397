"""Open311 GeoReport v2: the service requests of one server, as JSON or XML (wiki.open311.org/GeoReport_v2).

What lives here: the description of that service. What this module must not know: sockets, tables.

The standard has no pages: a server answers with the newest requests, at most a thousand, of at most ninety days. So a
read goes through time in windows of ninety days, by when the requests were made. A window that comes full may have
left some out: it is halved and asked for again, and what it held is not taken. Without `since` the server's own choice
is read, the last ninety days, and refused where it comes full. The end is `until`, or the server's clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import SourceError
from ...transport import Reply
from ..reading import SourceOptions, XmlRecords
from ._json_page import Cut, json_of, records_at, refuse_kind
from ._paged import Description, Page, Request
from ._service_source import ServiceSource, moment_of

_LONGEST: Final = timedelta(days=90)
_SECOND: Final = timedelta(seconds=1)
_COLUMNS: Final = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
)  # fmt: skip


class Open311Pages(Description):
    """The requests of one server."""

    identity = "service_request_id"
    columns = _COLUMNS
    page_size: ClassVar[int] = 1_000
    name: ClassVar[str] = "open311"
    windows = True

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        self.limits = limits
        if not self.base.url.endswith((".json", ".xml")):
            self.base = replace(self.base, url=f"{self.base.url.rstrip('/')}/requests.json")
        self.is_xml = self.base.url.endswith(".xml")
        self.accept = "text/xml, application/xml;q=0.9" if self.is_xml else "application/json"

    def first(self) -> Request:
        """Return the request for the first window, or for what the server chooses."""
        if self.options.since is None:
            until = self.options.until
            return self.asking(self.base, {} if until is None else {"end_date": _text(until - _SECOND)})
        begin = self.options.since
        return self._window(begin, min(begin + _LONGEST, self.options.until or begin + _LONGEST))

    def read(self, reply: Reply, asked: Request, before: int) -> Page:  # noqa: ARG002 - the window says where it is
        """Return the requests of a window, and the next window; of one that came full, its first half."""
        records = self._records(reply)
        full = len(records) >= int(self.size)
        if not asked.note:
            if full:
                raise SourceError("service-open311-full", file=reply.place, count=len(records))
            return Page(records, None)
        begin, end = (datetime.fromisoformat(text) for text in asked.note.split(" "))
        if full:
            if end - begin <= _SECOND:
                raise SourceError("service-open311-full", file=reply.place, count=len(records))
            middle = begin + (end - begin) / 2
            return Page((), self._window(begin, max(middle.replace(microsecond=0), begin + _SECOND)))
        return Page(records, self._after(begin, end, len(records), reply))

    def _after(self, begin: datetime, end: datetime, count: int, reply: Reply) -> Request | None:
        """Return the window behind one that was read; longer again where few came, at most ninety days."""
        last = self.options.until or moment_of(reply)
        if last is None:
            raise SourceError("service-no-clock", file=reply.place)
        if end >= last:
            return None
        span = min(_LONGEST, (end - begin) * (4 if count * 4 < int(self.size) else 1))
        stop = end + span
        return self._window(end, stop if self.options.until is None else min(stop, last))

    def _window(self, begin: datetime, end: datetime) -> Request:
        """Return the request for what was made from `begin` on and before `end`; the standard includes both ends."""
        request = self.asking(self.base).having({"start_date": _text(begin), "end_date": _text(end - _SECOND)})
        return replace(request, note=f"{begin.isoformat()} {end.isoformat()}")

    def _records(self, reply: Reply) -> list[Any]:
        if not self.is_xml:
            return records_at(json_of(reply, self.depth), self.record, reply)
        if not reply.content.lstrip().startswith((b"<", b"\xef\xbb\xbf<")) or b"<html" in reply.content[:500].lower():
            refuse_kind(reply, "XML")
        reader = XmlRecords(reply.place, self.record or "request", self.limits)
        try:
            found = [*reader.feed(reply.content), *reader.close()]
        except SourceError as error:
            if error.message_id == "xml-ends-early" and not reply.is_measured:
                raise Cut from None
            raise
        return [record for record, _ in found]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Open311Source(ServiceSource):
    """The service requests of an Open311 server."""

    describe = Open311Pages
    form = "open311"
