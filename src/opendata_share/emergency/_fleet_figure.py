"""The answer of `fleet`: vehicles in numbers that add up.

What lives here: the tally, its source and date, the frozen answer, its Arrow form and its text. What this file must not
know: where vehicles come from and which of them count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import pyarrow as pa

from .._dataclass import dataclass
from .._messages import render
from ..errors import DefinitionError
from ._columns import DAY, TEXT, WHOLE
from ._finding import Finding, Language, finding_lines, text_table

if TYPE_CHECKING:
    from ..contract import CodeList

By = Literal["unit_type", "group", "agency_id", "holder_id", "area"]
Source = Literal["register", "count"]
BY: Final[tuple[By, ...]] = ("unit_type", "group", "agency_id", "holder_id", "area")
PRECISIONS: Final = ("day", "month", "year")
OTHER: Final = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A number of vehicles split three ways: each adds up to `total`, and what nobody said is a number of its own."""

    total: int = 0
    unspecified: int = 0
    good: int = 0
    light_damage: int = 0
    heavy_damage: int = 0
    condition_unknown: int = 0
    ready: int = 0
    not_ready: int = 0
    readiness_unknown: int = 0
    in_service: int = 0
    reserve: int = 0
    service_unknown: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in TALLY})


TALLY: Final = tuple(part.name for part in fields(Tally))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicles:
    """Vehicles of one kind at one holder, from one source."""

    source: Source
    unit_type: str
    group: str
    agency_id: str | None
    holder_id: str | None
    area: str | None
    own: bool
    as_of: date | None
    as_of_precision: str | None
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFigure:
    """How many vehicles of one group of the answer, from one source.

    The attributes that were not asked for in `by` are None. `total` = `good` + `light_damage` + `heavy_damage` +
    `condition_unknown` = `ready` + `not_ready` + `readiness_unknown` = `in_service` + `reserve` + `service_unknown`.

    Attributes:
        unit_type: The code of the list unit-type; a group code (such as "ambulance") holds vehicles of that group whose
            kind nobody gave.
        group: "ambulance", "fire_apparatus" or "other".
        agency_id: The agency that published them, or None.
        holder_id: The station, facility or agency that has them, or None.
        area: The area code of the holder, or None.
        source: "register" (counted from response units) or "count" (as an agency counted them).
        as_of_earliest: The earliest date the figure comes from (UTC date of `recorded_at` for a register), or None.
        as_of_latest: The latest.
        as_of_precision: The coarsest precision of these dates: "day", "month" or "year"; None without dates.
        total: Vehicles that are not retired.
        unspecified: How many of them have a group but no kind.
        good: In good condition (baik).
        light_damage: Lightly damaged (rusak ringan).
        heavy_damage: Heavily damaged (rusak berat).
        condition_unknown: Of unknown condition.
        ready: Ready for use.
        not_ready: Not ready.
        readiness_unknown: Of unknown readiness; always all of a register, which does not say.
        in_service: Active in the register.
        reserve: In reserve.
        service_unknown: Neither is known; always all of a count, which does not say.
    """

    unit_type: str | None = None
    group: str | None = None
    agency_id: str | None = None
    holder_id: str | None = None
    area: str | None = None
    source: Source
    as_of_earliest: date | None
    as_of_latest: date | None
    as_of_precision: str | None
    total: int
    unspecified: int
    good: int
    light_damage: int
    heavy_damage: int
    condition_unknown: int
    ready: int
    not_ready: int
    readiness_unknown: int
    in_service: int
    reserve: int
    service_unknown: int

    @property
    def as_of(self) -> str | None:
        """The date or dates of the figure as text, no more precise than they are: "2013", "2024-05", "2013 – 2024"."""
        shown = {"year": 4, "month": 7}.get(self.as_of_precision or "", 10)
        days = [day.isoformat()[:shown] for day in (self.as_of_earliest, self.as_of_latest) if day is not None]
        return " – ".join(dict.fromkeys(days)) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Vehicles by what was asked for.

    Attributes:
        by: What the figures are broken down by.
        rows: One figure a combination of these and source, in the code list's order of kinds, then by text.
        totals: (group, vehicles) for "ambulance", "fire_apparatus" and "other"; hearses are in "other".
        findings: What contradicts or was left out.
    """

    by: tuple[By, ...]
    rows: tuple[FleetFigure, ...]
    totals: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    unit_types: CodeList = field(repr=False, compare=False)

    def total(self, group: str | None = None) -> int:
        """Return the vehicles of `group` ("ambulance", "fire_apparatus", "other") from both sources; None: all of them.

        Raises:
            DefinitionError: There is no such group.
        """
        if group is None:
            return sum(count for _, count in self.totals)
        totals = dict(self.totals)
        if group not in totals:
            raise DefinitionError("fleet-group-unknown", group=group, groups=list(totals))
        return totals[group]

    def to_arrow(self) -> pa.Table:
        """Return the figures as a table: the columns of `by` (text), source, three columns of dates, int64 numbers."""
        kinds: Mapping[str, pa.DataType] = {"as_of_earliest": DAY, "as_of_latest": DAY} | dict.fromkeys(TALLY, WHOLE)
        names = [*self.by, "source", "as_of_earliest", "as_of_latest", "as_of_precision", *TALLY]
        columns = {name: pa.array([getattr(row, name) for row in self.rows], kinds.get(name, TEXT)) for name in names}
        return pa.table(columns)

    def describe(self, language: Language = "en") -> str:
        """Return the figures as a table of plain text, the totals of the groups and the findings, in `language`."""
        columns = (*self.by, *_PRINTED, "as_of", "source")
        headings = [render(f"emergency-heading-{name.replace('_', '-')}", language, {}) for name in columns]
        cells = [[self._cell(row, name, language) for name in columns] for row in self.rows]
        lines = [render("fleet-title", language, {}), *text_table(headings, cells)]
        lines.append(render("fleet-totals", language, dict(self.totals)))
        return "\n".join([*lines, *finding_lines(self.findings, language)])

    def _cell(self, row: FleetFigure, name: str, language: Language) -> object:
        value = getattr(row, name)
        if name in {"unit_type", "group"} and value is not None:
            code = None if value == OTHER and name == "group" else self.unit_types.code(value)
            return render("emergency-word-other", language, {}) if code is None else code.label.in_language(language)
        return render(f"emergency-word-{value}", language, {}) if name == "source" else value


_PRINTED: Final = (
    "total",
    "good",
    "light_damage",
    "heavy_damage",
    "condition_unknown",
    "ready",
    "not_ready",
    "readiness_unknown",
    "reserve",
)
