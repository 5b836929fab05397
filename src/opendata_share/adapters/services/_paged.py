"""What a service is, seen from outside: a first request, and from each answer the records and the next request.

What lives here: the shapes between the description of a service and the loop that asks it. All of it is pure: a
description decides, it never waits, opens or remembers. What this module must not know: sockets, any one service,
tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import DefinitionError
from ...transport import Reply
from ..reading import SourceOptions


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask.

    Attributes:
        url: The address without a query.
        parameters: The query, in order.
        note: What the description must know of it when the reply comes; never sent.
    """

    url: str
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    note: str = ""

    @classmethod
    def of(cls, url: str) -> Request:
        """Return the request an address stands for, its query taken apart."""
        parts = urlsplit(url)
        return cls(urlunsplit(parts._replace(query="", fragment="")), tuple(parse_qsl(parts.query, True)))

    @property
    def address(self) -> str:
        """The address to ask for, with its query; never shown."""
        query = urlencode(self.parameters, quote_via=quote, safe="/:,()*'$")
        return f"{self.url}?{query}" if query else self.url

    def get(self, name: str) -> str | None:
        """Return the value of the parameter `name`, or None where it is not sent."""
        return next((value for key, value in self.parameters if key == name), None)

    def number(self, name: str) -> int:
        """Return the parameter `name` as a number; 0 where it is not sent."""
        value = self.get(name) or ""
        return int(value) if value.isascii() and value.isdigit() else 0

    def having(self, values: Mapping[str, str]) -> Request:
        """Return the request with these parameters in the place of those of the same name."""
        kept = tuple(pair for pair in self.parameters if pair[0] not in values)
        return replace(self, parameters=(*kept, *values.items()))

    def without(self, name: str) -> Request:
        """Return the request without the parameter `name`."""
        return replace(self, parameters=tuple(pair for pair in self.parameters if pair[0] != name))

    def below(self, path: str) -> Request:
        """Return the request for what lies under this address; as it is where it ends in `path` already."""
        base = self.url.rstrip("/")
        return replace(self, url=base if base.endswith(f"/{path}") else f"{base}/{path}")


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands in the place of a record and is none.

    Attributes:
        rule: The rule of the row that cannot be made.
        message_id: The sentence that says it.
        value: What came.
    """

    rule: str
    message_id: str
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held.

    Attributes:
        records: The records, as JSON values; one that is no object, or `Broken`, is a row that cannot be made.
        following: What to ask next, or None where this was the last page.
        total: How many records there are in all, as the service says it, or None.
        columns: The columns the service says its records have; empty where it says nothing.
        identity: The key of a record that no other has, where only the service knows it.
    """

    records: Sequence[Any] = field(repr=False)
    following: Request | None = None
    total: int | None = None
    columns: tuple[str, ...] = ()
    identity: str | None = None


class Paged(Protocol):
    """How one kind of service is read page by page."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent with every request: the media types to ask for."""
        ...

    @property
    def identity(self) -> str | None:
        """The key of a record that no other record of this service has, or None."""
        ...

    @property
    def stable(self) -> bool:
        """Whether the service keeps an order in which new records come last: a total that grows loses none then."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns a standard says records have; more may come."""
        ...

    def first(self) -> Request:
        """Return the first request."""
        ...

    def read(self, reply: Reply, asked: Request, before: int) -> Page:
        """Return what a reply to `asked` holds; `before` records came on the pages before.

        Raises:
            SourceError: It is not what such a service answers.
            Cut: It ends early.
        """
        ...


class Description:
    """What most descriptions begin with: where the service is, and what was declared of it.

    Args:
        url: The service's address.
        options: What was declared.
        limits: `depth` applies.
    """

    accept: str = "application/json"
    identity: str | None = None
    stable: bool = False
    columns: tuple[str, ...] = ()
    page_size: ClassVar[int] = 1_000
    name: ClassVar[str] = ""
    windows: bool = False
    """Whether it can be asked for what changed in a time."""

    def __init__(self, url: str, options: SourceOptions, limits: Limits = DEFAULT_LIMITS) -> None:
        self.options = asked = options.service
        self.record = options.record
        self.depth = limits.depth
        self.base = Request.of(url)
        self.size = str(asked.page_size or self.page_size)
        if asked.paging is not None and self.name:
            raise DefinitionError("service-paging-known", format=self.name)
        if (asked.since is not None or asked.until is not None) and not self.windows:
            raise DefinitionError("service-no-since", format=self.name)

    @property
    def headers(self) -> Mapping[str, str]:
        """The media types to ask for."""
        return {"Accept": self.accept}

    def asking(self, request: Request, values: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> Request:
        """Return `request` with `values`, and with the parameters the caller declared, which win."""
        return request.having({**dict(values), **self.options.parameters})
