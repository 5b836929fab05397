"""Socrata (SODA 2.1): the rows of one data set (dev.socrata.com).

What lives here: the description of that service. What this module must not know: sockets, tables.

Pages follow by `$offset` in the order of `:id`, and how many rows there are is asked in the end, so that a read that
left some out is found out. A record leaves out what it has no value for, so the columns are those the server names in
`X-SODA2-Fields`. An application token goes along as `auth={"X-App-Token": "…"}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError
from ...transport import Reply
from ..reading import SourceOptions
from ._json_page import at, json_of, records_at, whole_number
from ._paged import Description, Page, Request
from ._service_source import ServiceSource

_COUNT: Final = "count(*) as n"
_UPDATED: Final = ":updated_at"


class SocrataPages(Description):
    """The rows of one data set."""

    identity = ":id"
    page_size: ClassVar[int] = 5_000
    name: ClassVar[str] = "socrata"
    windows = True

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__(url, options, limits)
        if "/resource/" not in self.base.url:
            raise DefinitionError("service-socrata-resource")
        if not self.base.url.endswith(".json"):
            self.base = replace(self.base, url=f"{self.base.url.rstrip('/')}.json")

    def first(self) -> Request:
        """Return the request for the first rows."""
        return self._rows(0)

    def read(self, reply: Reply, asked: Request, before: int) -> Page:  # noqa: ARG002 - the offset says it
        """Return the rows, and the request for those behind them; behind the last, how many there are."""
        document = json_of(reply, self.depth)
        records = records_at(document, None, reply)
        if asked.get("$select") == _COUNT:
            return Page((), None, whole_number(at(document, "0/n")))
        full = len(records) >= int(asked.get("$limit") or self.size)
        following = self._rows(asked.number("$offset") + len(records)) if full else self._asked({"$select": _COUNT})
        return Page(records, following, columns=_columns(reply))

    def _rows(self, offset: int) -> Request:
        request = self._asked({"$order": ":id", "$limit": self.size})
        return request.having({"$offset": str(offset)})

    def _asked(self, values: Mapping[str, str]) -> Request:
        """Return a request for what the caller and the times narrow it to."""
        request = self.asking(self.base, values)
        changed = self.options.changed or _UPDATED
        parts = [request.get("$where")]
        parts += [f"{changed} >= {_moment(self.options.since)}" if self.options.since else None]
        parts += [f"{changed} < {_moment(self.options.until)}" if self.options.until else None]
        said = [part for part in parts if part]
        where = " AND ".join(f"({part})" for part in said)
        return request.having({"$where": where}) if said else request


def _moment(moment: datetime) -> str:
    return f"'{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}'"


def _columns(reply: Reply) -> tuple[str, ...]:
    """Return the columns the server names; none where it leaves them out, as it does where they are very many.

    A header that is no list of names, or has one that is no text (half of a surrogate pair), names none either.
    """
    try:
        found = json.loads(reply.headers.get("x-soda2-fields", ""))
        names = tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()
        "".join(names).encode()
    except (ValueError, RecursionError):
        return ()
    return names


class SocrataSource(ServiceSource):
    """A data set of Socrata."""

    describe = SocrataPages
    form = "socrata"
    uses = ServiceSource.uses | {"changed"}
