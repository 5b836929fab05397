"""What an answer page says, decided before a word of it is written.

What lives here: the frozen answer and its parts. What this file must not know: how it is put together (`_page_decide`),
HTML, words, colours.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..._dataclass import dataclass
from ...contract import CodeList
from .._finding import Finding
from .._fleet_figure import Fleet, FleetFigure
from .._response_figure import ResponseTimes
from ._facilities import Facilities
from ._sources import AnswerSource


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source as the page shows it.

    Attributes:
        source: The release.
        first: The earliest day or moment its rows speak of, or None.
        last: The latest.
        precision: "day", "month" or "year" where they are days.
    """

    source: AnswerSource
    first: date | None
    last: date | None
    precision: str = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLine:
    """Vehicles of one kind of one agency, and the sources that say so, by their places on the page from 0."""

    figure: FleetFigure
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTable:
    """How fast one agency's help came, and the moments of its first and last call."""

    source: int
    agency: str
    times: ResponseTimes
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLists:
    """The code lists whose labels the page shows."""

    bed_type: CodeList
    facility_type: CodeList
    unit_type: CodeList
    incident_category: CodeList


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything an answer page says.

    Attributes:
        as_of: The moment ages are counted to, aware.
        zone: The time zone times are written in.
        sources: The releases it is made from, in the order of their data sets' ids.
        facilities: Facilities and their room, or None where no source describes any.
        has_capacity: Whether any source says how many beds are free.
        stations: Latitudes and longitudes of fire stations, in degrees.
        stations_from: The sources that describe them.
        fleet: Vehicles, or None where no source has any.
        vehicles: The fleet's figures with their sources.
        responses: Response times, one table a source.
        left_out: What is not in the figures, and why.
        codes: The code lists whose labels are shown.
    """

    as_of: datetime
    zone: ZoneInfo
    sources: tuple[SourceLine, ...]
    facilities: Facilities | None
    has_capacity: bool
    stations: tuple[tuple[float, float], ...]
    stations_from: tuple[int, ...]
    fleet: Fleet | None
    vehicles: tuple[VehicleLine, ...]
    responses: tuple[ResponseTable, ...]
    left_out: tuple[Finding, ...]
    codes: CodeLists

    @property
    def unverified(self) -> tuple[str, ...]:
        """The data sets nothing vouches for."""
        return tuple(line.source.dataset for line in self.sources if line.source.trust != "local")
