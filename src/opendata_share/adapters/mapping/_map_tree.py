"""The field map as a frozen tree.

What lives here: the nodes of maps.md §2, one class each, and which zones there are. What this file must not know:
TOML, data, contracts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..._dataclass import dataclass
from ..reading import ServiceOptions


@dataclass(frozen=True, slots=True)
class From:
    """A column of the source, or a `let`."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every row."""

    value: object


@dataclass(frozen=True, slots=True)
class Template:
    """Text with columns in it; `parts` alternates literal text and (name, optional) pairs."""

    text: str
    literals: tuple[str, ...]
    names: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Expr:
    """An SQL scalar over lets and over fields of the same table."""

    text: str


@dataclass(frozen=True, slots=True)
class First:
    """The first alternative that is not null; one that does not match falls through."""

    alternatives: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A place: one column in some form, or two columns x, y."""

    columns: tuple[str, ...]
    form: Literal["lonlat", "latlon", "wkt", "wkb", "geojson", "topojson"]
    crs: str = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area by names from top to bottom, or by a code whose system is named."""

    columns: tuple[str, ...]
    system: Literal["kemendagri", "bps"] | None
    as_of: date | None
    within: str | None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """The identifier that the same key mints in another table of the same agency."""

    contract: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The identifier of the row of another table that a name means."""

    contract: str
    on: tuple[tuple[str, str], ...]
    """(field of the other table, column or let that says it here)."""
    normalise: str | None = None
    """The declared normalisation of names; None takes the one for what the contract's rows are."""
    min_score: float = 0.92
    margin: float = 0.05
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """What it reads."""
        return tuple(column for _, column in self.on)


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records, one for each item of a list inside the row; paths in `fields` start from the item."""

    path: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Others:
    """The cells of several columns as one JSON object; no map says it, it follows from headings."""

    columns: tuple[str, ...]


Producer = From | Constant | Template | Expr | First | Point | Area | Ref | Match | Records | Others


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Source value → our value."""

    entries: tuple[tuple[str, object], ...]
    fold: bool = False
    system: str | None = None
    """The system whose words the field's own code list maps to its codes; then there are no entries yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One producer, the steps it goes through in their fixed order, and its guards."""

    producer: Producer
    split: str | None = None
    match: tuple[tuple[str, str], ...] | None = None
    codes: tuple[CodeTable, ...] | None = None
    as_type: str | None = None
    format: str | None = None
    zone: str | None = None
    decimal: str | None = None
    group: str | None = None
    unit: str | None = None
    default: object | None = None
    when: str | None = None
    unmapped: str = "reject"
    on_error: Literal["reject", "null"] = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """Rows equal in `by` become one; `conflict` says what happens where they differ elsewhere."""

    by: tuple[str, ...]
    conflict: Literal["reject", "first", "last"] = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One `[[tables.CONTRACT]]`, or one entry of its `wide`: one row from each source row or item of `each`."""

    contract: str
    fields: Mapping[str, Value]
    key: tuple[str, ...] | Literal["digest"] | None = None
    each: str | None = None
    each_empty: Literal["skip", "keep"] = "skip"
    where: str | None = None
    distinct: Distinct | None = None
    source: SourceSection | None = None
    """The file its rows come from, where that is not the main source."""
    join: str | None = None
    """The join whose file its rows come from."""
    path: str = ""
    """Where it stands in the map, for errors: `tables.CONTRACT`, the n-th as `tables.CONTRACT[n]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How the source writes times and numbers."""

    zone: str | None = None
    date: str | None = None
    datetime: str | None = None
    decimal: str = "."
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSection:
    """What `[source]` declares."""

    path: str | None = None
    """The file, or the pattern of several, beside the map or in the folder the call names."""
    format: str | None = None
    record: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    encoding: str = "utf-8"
    delimiter: str | None = None
    quote: str | None = None
    header: bool | tuple[str, ...] = True
    widths: tuple[int, ...] = ()
    newline: str | None = None
    null: tuple[str, ...] = ("",)
    formats: Formats = field(default_factory=Formats)
    captured_at: datetime | None = None
    skip: tuple[tuple[str, str], ...] = ()
    """(column, RE2): rows whose cell matches whole are left out and counted."""
    ignore: tuple[str | int, ...] = ()
    quarantine: tuple[str, ...] = ()
    url: str | None = None
    """The address of a service; it is read where the caller names no source."""
    service: ServiceOptions = field(default_factory=ServiceOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """`[join.NAME]`: another file whose columns stand beside each row as `NAME.column`."""

    source: SourceSection
    on: tuple[tuple[str, str], ...]
    """(column or let of the main source, column of the joined file): together they are its key."""
    fold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTree:
    """A whole field map: what `FieldMap` holds beside its document."""

    agency: str | None
    source: SourceSection
    joins: Mapping[str, Join]
    lets: Mapping[str, Value]
    blocks: tuple[Block, ...]


UNREAD: Final = Value(producer=Constant(None))
"""Stands for a value that is written wrongly; binding leaves it aside, and what reads it."""
UNREAD_SOURCE: Final = SourceSection()
"""Stands for the file of a block that is written wrongly; binding leaves the block aside."""
UNREAD_JOIN: Final = Join(source=UNREAD_SOURCE, on=())
"""Stands for a joined file that is written wrongly; binding leaves it aside, and what reads it."""


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone of this machine."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
