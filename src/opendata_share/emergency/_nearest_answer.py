"""The answer of `nearest_facilities`.

What lives here: the frozen answer, its rows, its Arrow form and its text. What this file must not know: how it was
found.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from .._dataclass import dataclass
from .._messages import render
from ._columns import MOMENT, REAL, TEXT, TRUTH, WHOLE
from ._finding import Finding, Language, finding_lines, text_table, time_zone

ANSWER_SCHEMA: Final = pa.schema(
    [
        ("point_id", TEXT),
        ("rank", WHOLE),
        ("facility_id", TEXT),
        ("name", TEXT),
        ("facility_type", TEXT),
        ("operational_status", TEXT),
        ("emergency_24h", TEXT),
        ("distance_m", REAL),
        ("available_beds", WHOLE),
        ("capacity_status", TEXT),
        ("has_room", TRUTH),
        ("observed_at", MOMENT),
        ("age_s", WHOLE),
        ("freshness", TEXT),
        ("unusable", TRUTH),
        ("capacity_agency_id", TEXT),
        ("facility_agency_id", TEXT),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestFacility:
    """One facility near one point, and what is known of it.

    Attributes:
        point_id: The point.
        rank: 1 is the nearest.
        facility_id: The facility.
        name: Its name, or None.
        facility_type: Its code of the list facility-type, or None.
        operational_status: Its code of the list operational-status, or None.
        emergency_24h: Whether its emergency department is open at all hours; "unknown" where nobody said.
        distance_m: Great-circle distance in metres, to the millimetre.
        available_beds: Vacant and staffed beds of the bed types asked for; None: unknown.
        capacity_status: The code of the list capacity-status its rows agree on, or None.
        has_room: Whether a bed is free, by the latest figure however old; None: unknown.
        observed_at: When the oldest part of the figure was observed, aware, or None.
        age_s: Its age in whole seconds at the answer's `as_of`, or None.
        freshness: "fresh" up to `max_age`, "stale" beyond, "unknown" where there is no figure or no time.
        unusable: Whether the figure is too old for routing (over 24 hours).
        capacity_agency_id: Who published the figure (several are joined by a comma), or None.
        facility_agency_id: Who published the facility, or None.
    """

    point_id: str
    rank: int
    facility_id: str
    name: str | None
    facility_type: str | None
    operational_status: str | None
    emergency_24h: Literal["yes", "no", "unknown"]
    distance_m: float
    available_beds: int | None
    capacity_status: str | None
    has_room: bool | None
    observed_at: datetime | None
    age_s: int | None
    freshness: Literal["fresh", "stale", "unknown"]
    unusable: bool
    capacity_agency_id: str | None
    facility_agency_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestFacilities:
    """The facilities nearest to each point, and what could not be answered.

    Attributes:
        answers: One row a point and facility, by point as given, then rank; the columns are the attributes of
            `NearestFacility`.
        as_of: The moment ages are counted to, aware, or None where no time was given.
        k: How many were asked for.
        unlocated_points: Points without usable coordinates; they have no rows.
        unlocated_facilities: Facilities without usable coordinates; they were not considered.
        unmatched_capacity: Capacity rows whose facility is null or not among the facilities.
        unanswered_points: Located points for which no facility qualifies.
        findings: What else a reader must know.
    """

    answers: pa.Table
    as_of: datetime | None
    k: int
    unlocated_points: int
    unlocated_facilities: int
    unmatched_capacity: int
    unanswered_points: int
    findings: tuple[Finding, ...] = ()

    def to_arrow(self) -> pa.Table:
        """Return the answers as a table: text, int64, float64 metres, timestamp[us, UTC]."""
        return self.answers

    @property
    def rows(self) -> tuple[NearestFacility, ...]:
        """The answers as values, in the table's order; made anew at each call."""
        return _values(self.answers)

    def describe(self, language: Language = "en", *, limit: int = 30, zone: str = "UTC") -> str:
        """Return the first `limit` answers as a table of text, then what was left out; times are written in `zone`."""
        place = time_zone(zone)
        shown = _values(self.answers.slice(0, limit))
        headings = [render(f"emergency-heading-{name}", language, {}) for name in _HEADINGS]
        lines = [render("nearest-title", language, {"k": self.k, "as_of": _moment(self.as_of, place, language)})]
        if shown:
            lines += text_table(headings, [_cells(row, place, language) for row in shown])
        if rest := self.answers.num_rows - len(shown):
            lines.append(render("emergency-more-rows", language, {"count": rest}))
        return "\n".join([*lines, *finding_lines((*self._left_out(), *self.findings), language)])

    def _left_out(self) -> tuple[Finding, ...]:
        counts = {
            "nearest-unlocated-points": self.unlocated_points,
            "nearest-unlocated-facilities": self.unlocated_facilities,
            "nearest-unmatched-capacity": self.unmatched_capacity,
            "nearest-unanswered-points": self.unanswered_points,
        }
        return tuple(Finding(message_id, {"count": count}) for message_id, count in counts.items() if count)


_HEADINGS: Final = ("point", "rank", "facility", "distance", "beds", "room", "observed", "freshness", "source", "24h")


def _values(answers: pa.Table) -> tuple[NearestFacility, ...]:
    return tuple(NearestFacility(**row) for row in answers.to_pylist())


def _cells(row: NearestFacility, place: ZoneInfo, language: Language) -> list[object]:
    room = "unknown" if row.has_room is None else "yes" if row.has_room else "no"
    freshness = "unusable" if row.unusable else row.freshness
    return [
        row.point_id,
        row.rank,
        row.name or row.facility_id,
        round(row.distance_m),
        row.available_beds,
        render(f"emergency-word-{room}", language, {}),
        None if row.observed_at is None else _moment(row.observed_at, place, language),
        render(f"emergency-word-{freshness}", language, {}),
        row.capacity_agency_id or row.facility_agency_id,
        render(f"emergency-word-{row.emergency_24h}", language, {}),
    ]


def _moment(moment: datetime | None, place: ZoneInfo, language: Language) -> str:
    if moment is None:
        return render("emergency-word-unknown", language, {})
    return moment.astimezone(place).strftime("%Y-%m-%d %H:%M %Z")
