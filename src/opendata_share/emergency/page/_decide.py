"""From releases to what an answer page says.

What lives here: which release of a data set is used, what each answer reads, and where its figures come from. What this
file must not know: HTML, words, colours, catalogues.

A data set that cannot be used (a necessary column is missing or has another type) is left out and named; it does not
take the rest of the page with it. One that is not for everyone stops the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from ..._arrow import pc
from ..._dataclass import dataclass
from ...contract import Text
from ...errors import DefinitionError, ReleaseError
from .._capacity import CAPACITY
from .._columns import TEXT, Columns, as_array
from .._finding import Finding, time_zone
from .._fleet import fleet
from .._fleet_counts import COUNTS
from .._fleet_figure import PRECISIONS, Fleet
from .._fleet_register import UNITS
from .._great_circle import is_place
from .._response_times import response_times
from ._facilities import SHUT, Read, facilities_of
from ._model import Answer, CodeLists, ResponseTable, SourceLine, VehicleLine
from ._sources import ANSWERED_FROM, FACILITIES, INCIDENTS, STATIONS, AnswerSource, public_rows, refuse_not_open
from ._words import Label, Share

STATIONS_DRAWN: Final = 300
"""The most fire stations a page draws."""
_DEGREES: Final = ("latitude", "longitude")
_MOMENTS: Final = ("observed_at", "call_received_at", "recorded_at")


@dataclass(slots=True)
class _Material:
    """What is at hand while a page is put together."""

    as_of: datetime
    zone: ZoneInfo
    codes: CodeLists
    sources: list[AnswerSource]
    tables: dict[int, pa.Table]
    left_out: list[Finding] = field(default_factory=list)

    def read(self, columns: Columns) -> list[Read]:
        """Return the usable tables of one contract, each with its source's place."""
        return [(at, table) for at, table in self.tables.items() if self.sources[at].name == columns.contract]

    def places(self, agency: str | None, name: str) -> tuple[int, ...]:
        """Return where the data sets called `name` stand; those of `agency` alone where it has one."""
        named = [at for at in self.tables if self.sources[at].name == name]
        own = [at for at in named if self.sources[at].agency == agency]
        return tuple(own or named)


def decide(sources: Sequence[AnswerSource], as_of: datetime, zone: str) -> Answer:
    """Return what a page made from `sources` says; see `answer_page`.

    Raises:
        DefinitionError: `as_of` has no zone, or `zone` is unknown.
        ReleaseError: A source is not for everyone, or none can be answered from.
    """
    if as_of.utcoffset() is None:
        raise DefinitionError("emergency-naive-as-of")
    material = _gathered(sources, as_of.astimezone(UTC), time_zone(zone))
    described = material.read(FACILITIES)
    capacities = [(at, material.sources[at].dataset, table) for at, table in material.read(CAPACITY)]
    facilities = facilities_of(described, capacities, material.codes.bed_type.values, material.as_of)
    stations = _stations(material)
    responses = tuple(_response(material, at, table) for at, table in material.read(INCIDENTS))
    vehicles, lines = _fleet(material)  # last: it may have a remark on every holder
    return Answer(
        as_of=material.as_of,
        zone=material.zone,
        sources=tuple(_source_line(material, at) for at in range(len(material.sources))),
        facilities=facilities,
        has_capacity=bool(capacities),
        stations=stations,
        stations_from=tuple(at for at, _ in material.read(STATIONS)),
        fleet=vehicles,
        vehicles=lines,
        responses=responses,
        left_out=(*(() if facilities is None else facilities.findings), *material.left_out),
        codes=material.codes,
    )


def _gathered(sources: Sequence[AnswerSource], as_of: datetime, zone: ZoneInfo) -> _Material:
    for source in sources:
        refuse_not_open(source.dataset, source.audience)
    newest: dict[str, AnswerSource] = {}
    twice: list[str] = []
    for source in sources:
        if source.name not in ANSWERED_FROM:
            continue
        before = newest.get(source.dataset)
        if before is not None and before.digest != source.digest:
            twice.append(source.dataset)
        if before is None or _recency(source) > _recency(before):
            newest[source.dataset] = source
    if not newest:
        raise ReleaseError("answer-nothing", datasets=list(ANSWERED_FROM))
    chosen = [newest[dataset] for dataset in sorted(newest)]
    material = _Material(as_of, zone, _code_lists(), chosen, {})
    material.left_out += [Finding("answer-left-older-release", {"dataset": dataset}) for dataset in sorted(set(twice))]
    for at, source in enumerate(chosen):
        try:
            material.tables[at] = public_rows(source)
        except DefinitionError as error:
            reason = Text(error.message("en"), error.message("id"))
            material.left_out.append(Finding("answer-left-unreadable", {"dataset": source.dataset, "reason": reason}))
    return material


def _recency(source: AnswerSource) -> tuple[datetime, int, str]:
    number = int(source.release) if source.release.isascii() and source.release.isdigit() else 0
    return source.published_at, number, source.digest


def _code_lists() -> CodeLists:
    from ...schemas import code_lists

    return CodeLists(
        bed_type=code_lists.load("bed-type"),
        facility_type=code_lists.load("facility-type"),
        unit_type=code_lists.load("unit-type"),
        incident_category=code_lists.load("incident-category"),
    )


def _source_line(material: _Material, at: int) -> SourceLine:
    """Return a source with the span its rows speak of: its own moments, else the dates of its counts."""
    source, table = material.sources[at], material.tables.get(at)
    line = SourceLine(source=source, first=None, last=None)
    if table is None:
        return line
    if source.name == COUNTS.contract:
        given = {text for text in pc.unique(table["as_of_precision"]).to_pylist() if text in PRECISIONS}
        precision = max(given, key=PRECISIONS.index, default="day")
        return replace(line, **_ends(table, "as_of"), precision=precision)
    name = next((name for name in _MOMENTS if name in table.column_names and table[name].null_count < len(table)), None)
    return line if name is None else replace(line, **_ends(table, name))


def _ends(table: pa.Table, name: str) -> dict[str, Any]:
    ends = pc.min_max(table[name]).as_py()
    return {"first": ends["min"], "last": ends["max"]}


def _stations(material: _Material) -> tuple[tuple[float, float], ...]:
    """Return where fire stations are, each once, by id; what cannot be drawn is left out and counted."""
    places: dict[str, tuple[float, float] | None] = {}
    for _, table in material.read(STATIONS):
        latitude, longitude = (as_array(table, name).to_numpy(zero_copy_only=False) for name in _DEGREES)
        located = is_place(latitude, longitude)
        kept = zip(table["id"].to_pylist(), table["operational_status"].to_pylist(), strict=True)
        for row, (station, status) in enumerate(kept):
            if station is not None and status not in SHUT:
                places[station] = (float(latitude[row]), float(longitude[row])) if located[row] else None
    drawn = [place for _, place in sorted(places.items()) if place is not None]
    if nowhere := len(places) - len(drawn):
        material.left_out.append(Finding("answer-left-stations", {"count": nowhere}))
    if beyond := len(drawn[STATIONS_DRAWN:]):
        parameters = {"count": beyond, "limit": STATIONS_DRAWN}
        material.left_out.append(Finding("answer-left-stations-limit", parameters))
    return tuple(drawn[:STATIONS_DRAWN])


def _fleet(material: _Material) -> tuple[Fleet | None, tuple[VehicleLine, ...]]:
    units, counts = (_together(material, columns) for columns in (UNITS, COUNTS))
    if units is None and counts is None:
        return None, ()
    day = material.as_of.astimezone(material.zone).date()
    vehicles = fleet(units, counts, by=("group", "unit_type", "agency_id"), as_of=day)
    names = _holder_names(material)
    material.left_out += [_spoken(finding, names, material.codes) for finding in vehicles.findings]
    from_contract = {"register": UNITS.contract, "count": COUNTS.contract}
    lines = (
        VehicleLine(figure=row, sources=material.places(row.agency_id, from_contract[row.source]))
        for row in vehicles.rows
        if row.total
    )
    return vehicles, tuple(lines)


def _together(material: _Material, columns: Columns) -> pa.Table | None:
    """Return the rows of one contract from all sources; a row that does not name its agency is its publisher's."""
    known = [*columns.necessary, *columns.optional]
    parts = []
    for at, table in material.read(columns):
        publisher = pa.scalar(material.sources[at].agency, TEXT)
        named = pc.fill_null(table["agency_id"], publisher)
        place = table.column_names.index("agency_id")
        parts.append(table.set_column(place, "agency_id", named).select(known))
    return pa.concat_tables(parts) if parts else None


def _holder_names(material: _Material) -> Mapping[str, str]:
    """Return id → name of stations and facilities, so that a remark does not speak in ids."""
    names: dict[str, str] = {}
    for columns in (STATIONS, FACILITIES):
        for _, table in material.read(columns):
            pairs = zip(table["id"].to_pylist(), table["name"].to_pylist(), strict=True)
            names |= {key: name for key, name in pairs if key is not None and name is not None}
    return names


def _spoken(finding: Finding, names: Mapping[str, str], codes: CodeLists) -> Finding:
    """Return a finding of the fleet with names and labels in place of ids and codes."""
    parameters = dict(finding.parameters)
    if "holder" in parameters:
        holder = str(parameters["holder"])
        parameters["holder"] = names.get(holder, holder)
    if "kind" in parameters:
        parameters["kind"] = Label(codes.unit_type, str(parameters["kind"]))
    return Finding(finding.message_id, parameters)


def _response(material: _Material, at: int, incidents: pa.Table) -> ResponseTable:
    agency = material.sources[at].agency
    times = response_times(incidents, by=("incident_category",), zone=material.zone.key)
    over = times.overall
    left: list[tuple[str, dict[str, object]]] = []
    if over.n_excluded:
        names = ("n_excluded", "missing_start", "missing_end", "day_precision", "negative")
        left.append(("response-excluded", {name: getattr(over, name) for name in names}))
    if over.count:
        left.append(("response-heaping", {"share": Share(over.share_multiple_of_5_min)}))
    if over.bulk_count:
        pair = {"start": over.bulk_start, "end": over.bulk_end, "zone": times.zone}
        left.append(("response-bulk", {**pair, "count": over.bulk_count, "share": Share(over.share_bulk)}))
    if over.over_max:
        left.append(("answer-left-long-response", {"count": over.over_max, "agency": agency}))
    material.left_out += [Finding(message_id, parameters) for message_id, parameters in left]
    return ResponseTable(source=at, agency=agency, times=times, **_ends(incidents, "call_received_at"))
