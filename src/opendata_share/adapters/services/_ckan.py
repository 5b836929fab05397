"""CKAN DataStore: `datastore_search` of CKAN's action API (docs.ckan.org, DataStore extension).

What lives here: the description of that service. What this module must not know: sockets, tables.

Records are asked for in the order of `_id`, which CKAN gives to each new record, so that those that are added while
the table is read come last. The server may give fewer records a page than were asked for
(`ckan.datastore.search.rows_max`); the next offset counts what came.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError
from ...transport import Reply
from ..reading import SourceOptions
from ._json_page import at, json_of, records_at, refused, whole_number
from ._paged import Description, Page, Request
from ._service_source import ServiceSource

_ACTION = "api/3/action/datastore_search"


class CkanPages(Description):
    """One resource of a CKAN DataStore: `parameters.resource_id` says which."""

    identity = "_id"
    stable = True
    page_size: ClassVar[int] = 5_000
    name: ClassVar[str] = "ckan"

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        if "datastore_search" not in self.base.url:
            self.base = self.base.below(_ACTION)
        if not options.service.parameters.get("resource_id") and self.base.get("resource_id") is None:
            raise DefinitionError("service-parameter-missing", format=self.name, parameter="resource_id")

    def first(self) -> Request:
        """Return the request for the first records, in the order of `_id`."""
        return self.asking(self.base, {"limit": self.size, "offset": "0", "sort": "_id asc"})

    def read(self, reply: Reply, asked: Request, before: int) -> Page:  # noqa: ARG002 - the offset says it
        """Return the records, and the request for those behind them until the total is reached."""
        document = json_of(reply, self.depth)
        if at(document, "success") is not True:
            refused(reply, at(document, "error/__type"))
        records = records_at(document, "result/records", reply)
        total = whole_number(at(document, "result/total"))
        done = asked.number("offset") + len(records)
        more = bool(records) and (total is None or done < total)
        following = asked.having({"offset": str(done)}) if more else None
        return Page(records, following, total, _columns(at(document, "result/fields")))


def _columns(fields: Any) -> tuple[str, ...]:
    found = [at(field, "id") for field in fields] if isinstance(fields, list) else []
    return tuple(name for name in found if isinstance(name, str))


class CkanSource(ServiceSource):
    """A resource of a CKAN DataStore."""

    describe = CkanPages
    form = "ckan"
