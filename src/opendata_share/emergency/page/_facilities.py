"""What an answer page knows of facilities: one value a facility, with every bed figure, its age and its source.

What lives here: which facilities are shown and in which order, and where each figure comes from. What this file must
not know: HTML, words, how figures add up (`_capacity`).

Of several data sets that say something of the same facility and bed type, the figure observed last is shown, with its
own source; figures of different agencies are never added up. Room is a free bed of the emergency department; where no
data set knows that bed type, a free bed of any. A figure over 24 hours old says neither room nor none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from ..._arrow import pc
from ..._dataclass import dataclass
from .._capacity import figures
from .._columns import TEXT
from .._finding import Finding
from .._great_circle import is_place

Room = Literal["room", "room-stale", "full", "unknown"]
Freshness = Literal["fresh", "stale", "unusable", "unknown"]
Read = tuple[int, pa.Table]
"""A source by its place on the page, from 0, and its rows."""

ROOMS: Final[tuple[Room, ...]] = ("room", "room-stale", "full", "unknown")
FACILITIES_SHOWN: Final = 150
"""The most facilities a page lists and draws."""
FRESH: Final = timedelta(hours=6)
"""Up to this age a bed figure is fresh (EDXL-HAVE updates; FacilityCapacity, B4)."""
NAMES_SHOWN: Final = 8
SHUT: Final = frozenset({"closed", "temporary_closed", "evacuating", "planned"})
"""Statuses in which a facility takes nobody; the same as `nearest_facilities` leaves out."""
EMERGENCY_BEDS: Final = "emergency_department"
ALL_BEDS: Final = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class BedFigure:
    """The beds of one type a facility has free.

    Attributes:
        bed_type: The code of the list bed-type.
        beds: How many; None: not known.
        has_room: Whether one is free; None: not known.
        observed_at: When, aware; of a sum the oldest part.
        age_s: How old that is at the page's moment, in whole seconds.
        freshness: "fresh" up to 6 hours, "stale" up to 24, "unusable" beyond.
        source: Which source says so, by its place on the page from 0.
    """

    bed_type: str
    beds: int | None
    has_room: bool | None
    observed_at: datetime
    age_s: int
    freshness: Freshness
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityLine:
    """One facility as the page shows it.

    Attributes:
        id: Its id.
        name: Its name, else its id.
        kind: Its code of the list facility-type, or None.
        address: Its address, or None.
        open_always: Whether emergencies are taken at every hour, or None.
        place: Latitude and longitude in degrees, or None where nobody published them.
        room: Whether there is room.
        deciding: The figure that says so, or None.
        beds: Every figure, in the code list's order.
        source: Which source describes the facility.
    """

    id: str
    name: str
    kind: str | None
    address: str | None
    open_always: bool | None
    place: tuple[float, float] | None
    room: Room
    deciding: BedFigure | None
    beds: tuple[BedFigure, ...]
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilities:
    """The facilities of a page.

    Attributes:
        lines: Those shown: room first, stale room next, none, not known; then most beds, then name.
        rooms: How many there are of each kind of room, shown or not.
        basis: The bed type that room means: "emergency_department" or "all".
        free: Beds free of that type by figures of the last 24 hours, or None where no figure says.
        free_in: Facilities those beds are in, or that say that they have none.
        oldest_s: The age of the oldest of those figures, or None.
        findings: What was left out, and why.
    """

    lines: tuple[FacilityLine, ...]
    rooms: Mapping[Room, int]
    basis: str
    free: int | None
    free_in: int
    oldest_s: int | None
    findings: tuple[Finding, ...]

    @property
    def total(self) -> int:
        """How many facilities there are, shown or not."""
        return sum(self.rooms.values())


def facilities_of(
    described: Sequence[Read],
    capacities: Sequence[tuple[int, str, pa.Table]],
    bed_types: Sequence[str],
    as_of: datetime,
) -> Facilities | None:
    """Return the facilities of a page, or None where no data set describes any.

    Args:
        described: Rows of emergency-facility, by source.
        capacities: Rows of facility-capacity, by source and data set.
        bed_types: Bed types in the order figures are shown in.
        as_of: The page's moment, aware.
    """
    if not described:
        return None
    rows, findings = _facility_rows(described)
    ids = pa.array([row["id"] for row in rows], TEXT)
    basis = EMERGENCY_BEDS if any(_has(table, EMERGENCY_BEDS) for *_, table in capacities) else ALL_BEDS
    known, deciding, found = _bed_figures(capacities, ids, bed_types, basis, as_of)
    lines = [_line(row, known.get(row["id"], ()), deciding.get(row["id"])) for row in rows]
    lines.sort(key=_order)
    current = [line.deciding for line in lines if line.deciding is not None and line.deciding.freshness != "unusable"]
    counted = [figure for figure in current if figure.beds is not None]
    shown = tuple(lines[:FACILITIES_SHOWN])
    return Facilities(
        lines=shown,
        rooms={room: sum(line.room == room for line in lines) for room in ROOMS},
        basis=basis,
        free=sum(figure.beds or 0 for figure in counted) if counted else None,
        free_in=len(counted),
        oldest_s=max((figure.age_s for figure in counted), default=None),
        findings=(*findings, *found, *_unshown(lines, shown)),
    )


def _has(table: pa.Table, bed_type: str) -> bool:
    return bool(pc.any(pc.equal(table["bed_type"], pa.scalar(bed_type))).as_py())


def _facility_rows(described: Sequence[Read]) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return one row a facility that is not shut, as it was recorded last."""
    last: dict[str, dict[str, Any]] = {}
    given = 0
    for source, table in described:
        at = table.column_names.index("recorded_at")
        # timestamps as numbers: they only order rows here, and are slow to make
        plain = table.set_column(at, "recorded_at", table["recorded_at"].cast(pa.int64()))
        for row in plain.to_pylist():
            if row["id"] is None:
                continue
            given += 1
            before = last.get(row["id"])
            if before is None or (row["recorded_at"] or 0) > (before["recorded_at"] or 0):
                last[row["id"]] = row | {"source": source}
    shut = sum(row["operational_status"] in SHUT for row in last.values())
    findings = [
        Finding(message_id, {"count": count})
        for message_id, count in (("answer-left-repeated", given - len(last)), ("answer-left-shut", shut))
        if count
    ]
    return [row for row in last.values() if row["operational_status"] not in SHUT], findings


def _bed_figures(
    capacities: Sequence[tuple[int, str, pa.Table]],
    ids: pa.Array[Any],
    bed_types: Sequence[str],
    basis: str,
    as_of: datetime,
) -> tuple[dict[str, tuple[BedFigure, ...]], dict[str, BedFigure], list[Finding]]:
    """Return each facility's figures, the one that decides whether there is room, and what could not be used."""
    latest: dict[tuple[str, str], BedFigure] = {}
    deciding: dict[str, BedFigure] = {}
    findings: list[Finding] = []
    for source, dataset, table in capacities:
        whole = figures(table, ids, (ALL_BEDS,), as_of, FRESH)
        for message_id, count in (("answer-left-unmatched", whole.unmatched), ("answer-left-later", whole.later)):
            if count:
                findings.append(Finding(message_id, {"count": count, "dataset": dataset}))
        if basis == ALL_BEDS:
            _keep_latest(deciding, _figures_of(whole.table, ids, ALL_BEDS, source))
        for bed_type in (code for code in bed_types if _has(table, code)):
            one = figures(table, ids, (bed_type,), as_of, FRESH).table
            for facility, figure in _figures_of(one, ids, bed_type, source).items():
                key = (facility, bed_type)
                if key not in latest or figure.observed_at > latest[key].observed_at:
                    latest[key] = figure
    if basis != ALL_BEDS:
        deciding = {facility: figure for (facility, bed_type), figure in latest.items() if bed_type == basis}
    known: dict[str, list[BedFigure]] = {}
    for bed_type in bed_types:
        for (facility, code), figure in latest.items():
            if code == bed_type:
                known.setdefault(facility, []).append(figure)
    return {facility: tuple(listed) for facility, listed in known.items()}, deciding, findings


def _keep_latest(kept: dict[str, BedFigure], found: Mapping[str, BedFigure]) -> None:
    for facility, figure in found.items():
        if facility not in kept or figure.observed_at > kept[facility].observed_at:
            kept[facility] = figure


def _figures_of(table: pa.Table, ids: pa.Array[Any], bed_type: str, source: int) -> dict[str, BedFigure]:
    names = ("available_beds", "has_room", "observed_at", "age_s", "freshness", "unusable")
    given = table.select(names).append_column("id", ids).filter(pc.is_valid(table["observed_at"]))
    return {
        row["id"]: BedFigure(
            bed_type=bed_type,
            beds=row["available_beds"],
            has_room=row["has_room"],
            observed_at=row["observed_at"],
            age_s=row["age_s"],
            freshness="unusable" if row["unusable"] else row["freshness"],
            source=source,
        )
        for row in given.to_pylist()
    }


def _line(row: Mapping[str, Any], beds: tuple[BedFigure, ...], deciding: BedFigure | None) -> FacilityLine:
    place = (row["latitude"], row["longitude"])
    located = None not in place and bool(is_place(np.array(place[0]), np.array(place[1])))
    return FacilityLine(
        id=row["id"],
        name=row["name"] or row["id"],
        kind=row["facility_type"],
        address=row["address"],
        open_always=row["is_emergency_24h"],
        place=place if located else None,
        room=_room(deciding),
        deciding=deciding,
        beds=beds,
        source=row["source"],
    )


def _room(figure: BedFigure | None) -> Room:
    if figure is None or figure.has_room is None or figure.freshness in {"unusable", "unknown"}:
        return "unknown"
    if not figure.has_room:
        return "full"
    return "room" if figure.freshness == "fresh" else "room-stale"


def _order(line: FacilityLine) -> tuple[int, int, int, str, str]:
    figure = line.deciding
    beds = 0 if figure is None else figure.beds or 0
    return ROOMS.index(line.room), -beds, 0 if line.beds else 1, line.name, line.id


def _unshown(lines: Sequence[FacilityLine], shown: Sequence[FacilityLine]) -> list[Finding]:
    """Return what of the facilities is not on the page, not on the map, or not to be relied on."""
    findings = []
    if len(lines) > len(shown):
        findings.append(Finding("answer-left-limit", {"count": len(lines) - len(shown), "limit": len(shown)}))
    if nowhere := [line.name for line in shown if line.place is None]:
        names = [*nowhere[:NAMES_SHOWN], *(["…"] if len(nowhere) > NAMES_SHOWN else [])]
        findings.append(Finding("answer-left-no-place", {"count": len(nowhere), "names": names}))
    ages = Counter(line.deciding.freshness for line in lines if line.deciding is not None)
    if ages["unusable"]:
        findings.append(Finding("answer-left-too-old", {"count": ages["unusable"]}))
    return findings
