"""Vehicles as agencies count them: one number a holder, kind and date.

What lives here: which counts are used, and how a group's count stands to those of its members. What this file must not
know: how a register is read.

Rules, with their clauses in the shared schema FleetCount:
  1. Only the latest count of a holder and kind is used (the key is holder, kind, date).
  2. Where a register has that kind at that holder, the register is used and the count is not.
  3. A group's count (such as "ambulance") holds its members (C3). What it has beyond them is counted as vehicles of the
     group whose kind nobody gave; a group's count below its members is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import pyarrow as pa

from ._columns import DAY, MOMENT, TEXT, WHOLE, Columns, read_columns
from ._finding import Finding
from ._fleet_figure import PRECISIONS, Tally, Vehicles
from ._fleet_kinds import Kinds
from ._fleet_register import Register

COUNTS: Final = Columns(
    "fleet-count",
    {"holder_id": TEXT, "unit_type": TEXT, "as_of": DAY, "total": WHOLE},
    {
        "holder_type": TEXT,
        "as_of_precision": TEXT,
        "good": WHOLE,
        "light_damage": WHOLE,
        "heavy_damage": WHOLE,
        "ready": WHOLE,
        "agency_id": TEXT,
        "area_code": TEXT,
        "recorded_at": MOMENT,
    },
)
_READ: Final = (*COUNTS.necessary, *COUNTS.optional)
_CONDITIONS: Final = ("good", "light_damage", "heavy_damage")

Row = dict[str, Any]


def read_counts(
    counts: object | None, register: Register, kinds: Kinds, areas: Mapping[str, str | None], as_of: date | None
) -> tuple[tuple[Vehicles, ...], tuple[Finding, ...]]:
    """Return the vehicles that `counts` (rows of fleet-count, or None) add to the register, and the findings."""
    if counts is None:
        return (), ()
    findings: list[Finding] = []
    latest = _latest(_plain(read_columns(counts, COUNTS).select(_READ)), as_of, findings)
    entries: list[Vehicles] = []
    for (holder, kind), row in latest.items():
        if kind in kinds.groups:
            continue
        if (registered := register.covered.get((holder, kind))) is not None:
            parameters = {"holder": holder, "kind": kind, "counted": row["total"], "registered": registered.total}
            findings.append(Finding("fleet-register-preferred", parameters))
            continue
        entries.append(_entry(row, kinds, areas, _tally(row, findings)))
    inside = _inside(entries, register, kinds)
    for place in sorted(place for place in latest if place[1] in kinds.groups):
        entries += _remainder(latest[place], inside.get(place), kinds, areas, findings)
    return tuple(entries), tuple(findings)


def _plain(table: pa.Table) -> list[Row]:
    at = table.column_names.index("recorded_at")
    return table.set_column(at, "recorded_at", table["recorded_at"].cast(pa.int64())).to_pylist()


def _latest(rows: Iterable[Row], as_of: date | None, findings: list[Finding]) -> dict[tuple[str, str], Row]:
    """Return the latest usable row of each holder and kind."""
    latest: dict[tuple[str, str], Row] = {}
    useless = later = 0
    for row in rows:
        if row["holder_id"] is None or row["total"] is None or row["total"] < 0:
            useless += 1
            continue
        if as_of is not None and row["as_of"] is not None and row["as_of"] > as_of:
            later += 1
            continue
        key = (row["holder_id"], row["unit_type"] or "unknown")
        if key not in latest or _recency(row) > _recency(latest[key]):
            latest[key] = row | {"unit_type": key[1]}
    for message_id, count in (("fleet-count-useless", useless), ("fleet-count-later", later)):
        if count:
            findings.append(Finding(message_id, {"count": count}))
    return latest


def _recency(row: Row) -> tuple[date, int, int, list[str]]:
    """Order by date, then finer precision, then when it was recorded; the rest only makes the order repeatable."""
    precision = row["as_of_precision"]
    fineness = -PRECISIONS.index(precision) if precision in PRECISIONS else 0
    recorded = -1 if row["recorded_at"] is None else row["recorded_at"]
    return (
        row["as_of"] or date.min,
        fineness,
        recorded,
        [str(row[name]).rjust(20) for name in _READ if name != "unit_type"],
    )


def _tally(row: Row, findings: list[Finding]) -> Tally:
    """Return the numbers of one count; what it does not say is unknown, never zero."""
    total = row["total"]
    parts = {name: max(row[name] or 0, 0) for name in _CONDITIONS}
    ready = row["ready"]
    if sum(parts.values()) > total or (ready or 0) > total:
        findings.append(
            Finding("fleet-count-parts", {"holder": row["holder_id"], "kind": row["unit_type"], "total": total})
        )
        parts = parts if sum(parts.values()) <= total else dict.fromkeys(_CONDITIONS, 0)
        ready = ready if (ready or 0) <= total else None
    return _of(total, parts, ready)


def _of(total: int, conditions: Mapping[str, int], ready: int | None) -> Tally:
    known = ready is not None and ready >= 0
    return Tally(
        total=total,
        **conditions,
        condition_unknown=total - sum(conditions.values()),
        ready=ready if ready is not None and known else 0,
        not_ready=total - ready if ready is not None and known else 0,
        readiness_unknown=0 if known else total,
        service_unknown=total,
    )


def _entry(row: Row, kinds: Kinds, areas: Mapping[str, str | None], tally: Tally) -> Vehicles:
    holder = row["holder_id"]
    return Vehicles(
        source="count",
        unit_type=row["unit_type"],
        group=kinds.group(row["unit_type"]),
        agency_id=row["agency_id"],
        holder_id=holder,
        area=row["area_code"] or areas.get(holder),
        own=row["holder_type"] == "agency",
        as_of=row["as_of"],
        as_of_precision=None if row["as_of"] is None else row["as_of_precision"] or "day",
        tally=tally,
    )


def _inside(entries: Iterable[Vehicles], register: Register, kinds: Kinds) -> dict[tuple[str, str], Tally]:
    """Return (holder, group) → what is known of the group's members there, counted or registered."""
    placed = [((entry.holder_id or "", entry.group), entry.tally) for entry in entries]
    placed += [((holder, kinds.group(kind)), tally) for (holder, kind), tally in register.covered.items()]
    inside: dict[tuple[str, str], Tally] = {}
    for place, tally in placed:
        inside[place] = inside.get(place, Tally()) + tally
    return inside


def _remainder(
    row: Row, inside: Tally | None, kinds: Kinds, areas: Mapping[str, str | None], findings: list[Finding]
) -> list[Vehicles]:
    """Return what a group's count has beyond its members, as vehicles of unspecified kind."""
    whole = _tally(row, findings)
    if inside is None:
        return [_entry(row, kinds, areas, whole + Tally(unspecified=whole.total))]
    rest = whole.total - inside.total
    parameters = {"holder": row["holder_id"], "kind": row["unit_type"], "total": whole.total, "members": inside.total}
    if rest < 0:
        findings.append(Finding("fleet-group-below-members", parameters))
    elif rest > 0:
        findings.append(Finding("fleet-group-remainder", parameters | {"rest": rest}))
    if rest <= 0:
        return []
    return [_entry(row, kinds, areas, _difference(whole, inside) + Tally(unspecified=rest))]


def _difference(whole: Tally, inside: Tally) -> Tally:
    """Return `whole` less `inside`; a split that is not wholly known, or would go below zero, is unknown."""
    rest = whole.total - inside.total
    conditions = {name: getattr(whole, name) - getattr(inside, name) for name in _CONDITIONS}
    if whole.condition_unknown or inside.condition_unknown or min(conditions.values()) < 0:
        conditions = dict.fromkeys(_CONDITIONS, 0)
    ready = whole.ready - inside.ready
    unsure = whole.readiness_unknown or inside.readiness_unknown or not 0 <= ready <= rest
    return _of(rest, conditions, None if unsure else ready)
