"""How many ambulances and engines are there, in which condition, and how many are ready?

What lives here: the verb `fleet`, which joins a register with agencies' own counts. What this file must not know: how
either is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from ..errors import DefinitionError
from ._columns import TEXT, Columns, read_columns
from ._finding import Finding, in_order
from ._fleet_counts import COUNTS, read_counts
from ._fleet_figure import BY, OTHER, PRECISIONS, TALLY, By, Fleet, FleetFigure, Tally, Vehicles
from ._fleet_kinds import Kinds
from ._fleet_register import UNITS, read_register

if TYPE_CHECKING:
    from ..contract import CodeList

HOLDERS: Final = Columns("holder", {"id": TEXT, "area_code": TEXT}, {})


def fleet(
    units: object | None = None,
    counts: object | None = None,
    *,
    by: Sequence[By] = ("unit_type",),
    as_of: date | None = None,
    holders: object | None = None,
    unit_types: CodeList | None = None,
) -> Fleet:
    """Return how many vehicles there are, by kind, condition and readiness, each counted once.

    Agencies have either a register of vehicles or only numbers. A register is used where it has the kind of vehicle at
    that holder, else the latest count. A count of a group ("ambulance") is not added to the counts of its members; only
    what it has beyond them is. Hearses are never ambulances. Retired units do not count; units in reserve do and are
    shown apart.

    Args:
        units: Rows of response-unit; `unit_type` is necessary. None: no register.
        counts: Rows of fleet-count; `holder_id`, `unit_type`, `as_of`, `total` are necessary. None: no counts.
        by: Any of "unit_type", "group", "agency_id", "holder_id", "area".
        as_of: Counts dated later and units not valid on that day are left out. None: nothing is left out for its date.
        holders: What says where holders are, for "area": a table with `id` and `area_code` (stations, facilities or
            agencies), or a sequence of such tables. Not needed where `units` and `counts` have `area_code` themselves.
        unit_types: The code list that groups kinds of vehicles. None: the shipped list unit-type.

    Returns:
        One figure a combination of `by` and source, each with the dates it comes from.

    Raises:
        DefinitionError: A necessary column is missing or has another type, or `by` asks for something else.

    Example:
        >>> import datetime, pyarrow as pa
        >>> counts = pa.table({"holder_id": ["rs:1", "rs:1"], "unit_type": ["ambulance_bls", "hearse"], "total": [4, 1],
        ...                    "as_of": [datetime.date(2024, 1, 1)] * 2})
        >>> fleet(counts=counts).total("ambulance")
        4
    """
    if unknown := [name for name in by if name not in BY]:
        raise DefinitionError("emergency-by-unknown", columns=unknown, known=list(BY))
    if isinstance(as_of, datetime):
        as_of = as_of.date()
    shipped = _shipped() if unit_types is None else unit_types
    kinds = Kinds.of(shipped)
    areas = _areas(holders, units, counts, by)
    register = read_register(units, kinds, areas, as_of)
    counted, found = read_counts(counts, register, kinds, areas, as_of)
    vehicles = (*register.vehicles, *counted)
    return Fleet(
        by=tuple(by),
        rows=_figures(vehicles, tuple(by), kinds),
        totals=_totals(vehicles, kinds),
        findings=in_order((*register.findings, *found, *_levels(vehicles))),
        unit_types=shipped,
    )


def _shipped() -> CodeList:
    from ..schemas import code_lists

    return code_lists.load("unit-type")


def _areas(
    holders: object | None, units: object | None, counts: object | None, by: Sequence[By]
) -> Mapping[str, str | None]:
    """Return the area of each holder; asking for areas that nobody gives is an error, not an empty answer."""
    if holders is not None:
        tables = holders if isinstance(holders, Sequence) else [holders]
        read = [read_columns(table, HOLDERS).select(["id", "area_code"]).to_pydict() for table in tables]
        return {key: area for part in read for key, area in zip(part["id"], part["area_code"], strict=True)}
    given = ((units, UNITS), (counts, COUNTS))
    if "area" in by and not any(_has_area(rows, columns) for rows, columns in given if rows is not None):
        raise DefinitionError("fleet-no-area")
    return {}


def _has_area(rows: object, columns: Columns) -> bool:
    area = read_columns(rows, Columns(columns.contract, {}, {"area_code": TEXT}))["area_code"]
    return area.null_count < len(area)


def _figures(vehicles: Iterable[Vehicles], by: tuple[By, ...], kinds: Kinds) -> tuple[FleetFigure, ...]:
    groups: defaultdict[tuple[Any, ...], list[Vehicles]] = defaultdict(list)
    for entry in vehicles:
        groups[(*(getattr(entry, name) for name in by), entry.source)].append(entry)

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        values = zip((*by, "source"), key, strict=True)
        return tuple((value is None, kinds.order.get(value, len(kinds.order)), value or "") for _, value in values)

    return tuple(_figure(groups[key], dict(zip(by, key, strict=False))) for key in sorted(groups, key=place))


def _figure(entries: list[Vehicles], key: Mapping[str, Any]) -> FleetFigure:
    tally = sum((entry.tally for entry in entries), Tally())
    dates = [entry.as_of for entry in entries if entry.as_of is not None]
    precisions = [entry.as_of_precision for entry in entries if entry.as_of_precision in PRECISIONS]
    return FleetFigure(
        **key,
        source=entries[0].source,
        as_of_earliest=min(dates, default=None),
        as_of_latest=max(dates, default=None),
        as_of_precision=max(precisions, key=lambda name: PRECISIONS.index(name or "day"), default=None),
        **{name: getattr(tally, name) for name in TALLY},
    )


def _totals(vehicles: Iterable[Vehicles], kinds: Kinds) -> tuple[tuple[str, int], ...]:
    totals = dict.fromkeys((*kinds.groups, OTHER), 0)
    for entry in vehicles:
        totals[entry.group] += entry.tally.total
    return tuple(totals.items())


def _levels(vehicles: Iterable[Vehicles]) -> list[Finding]:
    """Return the agencies with vehicles of their own beside those of their stations: added up, and perhaps twice."""
    held: defaultdict[tuple[str, str], set[tuple[bool, str]]] = defaultdict(set)
    for entry in vehicles:
        if entry.agency_id is not None:
            kind = entry.unit_type if entry.group == OTHER else entry.group
            held[entry.agency_id, kind].add((entry.own, entry.source))
    doubtful = []
    for (agency, kind), levels in held.items():
        own, based = ({source for level, source in levels if level is wanted} for wanted in (True, False))
        if own and based and "count" in own | based:
            doubtful.append(Finding("fleet-holder-levels", {"agency": agency, "kind": kind}))
    return doubtful
