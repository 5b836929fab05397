"""What must be declared to read a service or a database, because it cannot be known and is never guessed.

What lives here: the options and their bounds. What this module must not know: how any service is asked, sockets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, fields
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from ..._dataclass import dataclass
from ...errors import DefinitionError

PagingWay: TypeAlias = Literal["none", "page", "offset", "cursor", "next", "link"]

_RATE: Final = re.compile(r"([1-9][0-9]{0,6})/(second|minute|hour|day)")
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_LARGEST_PAGE: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How an API without a standard of its own is read page by page.

    Attributes:
        by: "none": one document holds all records. "page" and "offset": a parameter counts pages or records. "cursor":
            the value at `at` is sent as `parameter` with the next request. "next": the address of the next page stands
            at `at`. "link": it stands in the `Link` header (RFC 8288) with rel="next".
        parameter: The parameter that counts or carries the cursor; "page", "offset" or "cursor" if not given.
        size_parameter: The parameter that carries `page_size`, or None where the service asks for none.
        first: What the first page is called; 1 for pages and 0 for offsets if not given.
        at: Where the cursor or the address stands in the document, as names joined by "/".
        total: Where the document says how many records there are in all, or None.
        identity: The key of a record that no other record has; records that come twice are found by it.
        stable: Whether the service keeps an order in which new records come last.
        since: The parameter that takes the earliest time of change wanted, or None.
        until: The parameter that takes the end of that time, exclusive, or None.
    """

    by: PagingWay = "none"
    parameter: str | None = None
    size_parameter: str | None = None
    first: int | None = None
    at: str | None = None
    total: str | None = None
    identity: str | None = None
    stable: bool = False
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        if self.by not in get_args(PagingWay):
            raise DefinitionError(
                "source-option-unknown", option="paging.by", value=repr(self.by), allowed=get_args(PagingWay)
            )
        if (self.at is None) == (self.by in {"cursor", "next"}):
            raise DefinitionError("service-paging-at", by=self.by)
        if self.first is not None and (self.by not in {"page", "offset"} or self.first < 0):
            raise DefinitionError("service-paging-first", by=self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOptions:
    """How to ask one service; a source that asks none takes no notice of them.

    Attributes:
        parameters: What is sent with every request, by name: which table, which filter. Never shown.
        paging: How an API without a standard of its own is read page by page; None where the format says it.
        page_size: How many records to ask for at once; None takes what suits the format.
        rate: How often the service may be asked, such as "10/second" or "600/minute"; None is as often as it answers.
        changed: The column that holds when a record last changed, where the format does not say it.
        since: The earliest time of change wanted, inclusive; None is from the beginning.
        until: The end of that time, exclusive; None is to the end.
        table: A database's table or view, with its schema before a dot where it is not the usual one.
        key: Its column without nulls that no two rows share: rows come in its order, and a read can go on behind it.
        query: A query in the place of `table`; it is run as it is, and never part of a field map.
        driver: The Python package of an ADBC driver, such as "adbc_driver_flightsql", for format `adbc`; never part of
            a field map.
        resume: The text of a bookmark: the read goes on where that one stopped.
        auth: A bearer token, (user, password) or headers by name, sent to the service's own origin alone, over https or
            to this machine; never shown, and never part of a field map.

    Raises:
        DefinitionError: An option is outside its bounds.

    Example:
        >>> ServiceOptions(rate="30/minute").per_second
        0.5
    """

    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    paging: Paging | None = None
    page_size: int | None = None
    rate: str | None = None
    changed: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    table: str | None = None
    key: str | None = None
    query: str | None = field(default=None, repr=False)
    driver: str | None = None
    resume: str | None = field(default=None, repr=False)
    auth: str | tuple[str, str] | Mapping[str, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.rate is not None and not _RATE.fullmatch(self.rate):
            raise DefinitionError("service-rate", value=repr(self.rate))
        if self.page_size is not None and not (type(self.page_size) is int and 0 < self.page_size <= _LARGEST_PAGE):
            raise DefinitionError("service-page-size", most=_LARGEST_PAGE)
        for name, moment in (("since", self.since), ("until", self.until)):
            if moment is not None and moment.tzinfo is None:
                raise DefinitionError("service-naive-time", option=name)
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise DefinitionError("service-no-time-between")

    @property
    def per_second(self) -> float | None:
        """How many requests a second the service may get, or None where nothing was declared."""
        found = None if self.rate is None else _RATE.fullmatch(self.rate)
        return None if found is None else int(found[1]) / _SECONDS[found[2]]


def refuse_unused(options: ServiceOptions, uses: frozenset[str], form: str) -> None:
    """Return if a source takes notice of all that was declared.

    Args:
        options: What was declared.
        uses: The options the source takes notice of.
        form: The name of its format.

    Raises:
        DefinitionError: Something was declared that means nothing to it.
    """
    nothing = ServiceOptions()
    for each in fields(options):
        if each.name not in uses and getattr(options, each.name) != getattr(nothing, each.name):
            raise DefinitionError("service-option-unused", option=each.name, format=form)
