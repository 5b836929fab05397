"""Vehicles counted from a register of response units.

What lives here: which units count, and what the register covers. What this file must not know: agencies' own counts.

Rules: a unit id counts once, as it was recorded last; retired units do not count; a unit is held by its home station or
facility, and where it has none by its agency. A register covers a kind at each of these three as soon as it has one
unit of that kind there, retired or not: a register in which all are retired says that there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

from .._dataclass import dataclass
from ._columns import DAY, MOMENT, TEXT, Columns, read_columns
from ._finding import Finding
from ._fleet_figure import Tally, Vehicles
from ._fleet_kinds import Kinds

UNITS: Final = Columns(
    "response-unit",
    {"unit_type": TEXT},
    {
        "id": TEXT,
        "agency_id": TEXT,
        "condition": TEXT,
        "status": TEXT,
        "home_station_id": TEXT,
        "home_facility_id": TEXT,
        "area_code": TEXT,
        "recorded_at": MOMENT,
        "valid_from": DAY,
        "valid_to": DAY,
    },
)
_READ: Final = (*UNITS.necessary, *UNITS.optional)


@dataclass(frozen=True, slots=True)
class Register:
    """What a register says.

    Attributes:
        vehicles: One entry a unit that counts.
        covered: (holder, kind) → the tally of the units it has there that count (empty where all are retired).
        findings: What a reader must know.
    """

    vehicles: tuple[Vehicles, ...]
    covered: Mapping[tuple[str, str], Tally]
    findings: tuple[Finding, ...]


def read_register(units: object | None, kinds: Kinds, areas: Mapping[str, str | None], as_of: date | None) -> Register:
    """Return what `units` (rows of response-unit, or None) say; `areas` gives the area of a holder."""
    if units is None:
        return Register((), {}, ())
    table = read_columns(units, UNITS).select(_READ)
    rows, findings = _once_each(_plain(table))
    valid = [row for row in rows if _is_valid(row, as_of)]
    vehicles: list[Vehicles] = []
    covered: dict[tuple[str, str], Tally] = {}
    for row in valid:
        kind = row["unit_type"] or "unknown"
        counted = row["status"] != "retired"
        unit = _unit(row, kind, kinds, areas)
        vehicles += [unit] if counted else []
        for holder in {row["home_station_id"], row["home_facility_id"], row["agency_id"]} - {None}:
            place = (holder, kind)
            covered[place] = covered.get(place, Tally()) + (unit.tally if counted else Tally())
    retired = len(valid) - len(vehicles)
    if retired:
        findings.append(Finding("fleet-retired", {"count": retired}))
    return Register(tuple(vehicles), covered, tuple(findings))


def _plain(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows as values; `recorded_at` as microseconds since 1970, because timestamps are slow to make."""
    at = table.column_names.index("recorded_at")
    return table.set_column(at, "recorded_at", table["recorded_at"].cast(pa.int64())).to_pylist()


def _once_each(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return one row a unit id, the one recorded last (of equals the one that reads last); rows without an id stay."""
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = row["id"]
        if name is not None and (name not in last or _recency(row) > _recency(last[name])):
            last[name] = row
    repeated = Counter(row["id"] for row in rows if row["id"] is not None)
    extra = repeated.total() - len(last)
    findings = [Finding("fleet-unit-repeated", {"count": extra})] if extra else []
    return [*last.values(), *(row for row in rows if row["id"] is None)], findings


def _recency(row: dict[str, Any]) -> tuple[int, list[str]]:
    recorded = row["recorded_at"]
    return (-1 if recorded is None else recorded), [str(row[name]) for name in _READ]


def _is_valid(row: dict[str, Any], as_of: date | None) -> bool:
    if as_of is None:
        return True
    return (row["valid_from"] is None or row["valid_from"] <= as_of) and (
        row["valid_to"] is None or row["valid_to"] >= as_of
    )


def _unit(row: dict[str, Any], kind: str, kinds: Kinds, areas: Mapping[str, str | None]) -> Vehicles:
    home = row["home_station_id"] or row["home_facility_id"]
    holder = home or row["agency_id"]
    recorded = row["recorded_at"]
    condition = (
        row["condition"] if row["condition"] in {"good", "light_damage", "heavy_damage"} else "condition_unknown"
    )
    service = {"active": "in_service", "reserve": "reserve"}.get(row["status"], "service_unknown")
    return Vehicles(
        source="register",
        unit_type=kind,
        group=kinds.group(kind),
        agency_id=row["agency_id"],
        holder_id=holder,
        area=row["area_code"] or areas.get(holder),
        own=home is None,
        as_of=None if recorded is None else datetime.fromtimestamp(recorded // 1_000_000, UTC).date(),
        as_of_precision=None if recorded is None else "day",
        tally=Tally(total=1, unspecified=int(kind in kinds.groups), readiness_unknown=1, **{condition: 1, service: 1}),
    )
