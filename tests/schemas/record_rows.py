"""Rows for the tests of the records: arrays from a few cells, and the smallest row each record accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from opendata_share import schemas
from opendata_share.contract import Contract, Record

RECORDS: dict[str, type[Record]] = {
    record.contract().name: record for record in (getattr(schemas, n) for n in schemas.__all__)
}
CONTRACTS: dict[str, Contract] = {name: record.contract() for name, record in RECORDS.items()}

Row = Mapping[str, Any]


def minute(count: int) -> datetime:
    """Return the time `count` minutes into a certain day."""
    return datetime(2026, 3, 1, 8, 0, tzinfo=UTC) + timedelta(minutes=count)


def columns_of(contract: Contract, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the columns a check may read; a cell that a row does not name is null."""
    assert all(set(row) <= {field.name for field in contract.fields} for row in rows)
    schema = contract.arrow_schema
    return {
        name: pa.array([row.get(name) for row in rows], schema.field(name).type) for name in contract.expression_types
    }


def verdicts(contract: Contract, rows: Sequence[Row]) -> dict[str, list[bool | None]]:
    """Return what every check says of every row; None is SQL's unknown, which passes."""
    columns = columns_of(contract, rows)
    return {check.name: held.evaluate(columns, len(rows)).values.to_pylist() for check, held in contract.conditions}


def broken(contract: Contract, row: Row) -> set[str]:
    """Return the names of the checks a row breaks."""
    return {name for name, (held,) in verdicts(contract, [row]).items() if held is False}


_PROVENANCE = {"agency_id": "jakarta-health", "recorded_at": minute(60), "recorded_at_basis": "source"}

SMALLEST: dict[str, dict[str, Any]] = {
    "agency": {
        "id": "jakarta-health:dinkes",
        "name": "Dinas Kesehatan Provinsi DKI Jakarta",
        "agency_type": "health_department",
        "status": "active",
        "recorded_at": minute(60),
        "recorded_at_basis": "source",
    },
    "administrative-area": {**_PROVENANCE, "code": "31", "name": "DKI Jakarta", "level": 1, "level_name": "province"},
    "emergency-facility": {
        **_PROVENANCE,
        "id": "jakarta-health:3173014",
        "name": "RS Contoh",
        "facility_type": "hospital",
        "area_code": "31.71",
    },
    "facility-capacity": {
        **_PROVENANCE,
        "facility_id": "jakarta-health:3173014",
        "observed_at": minute(0),
        "bed_type": "emergency_department",
        "available_beds": 3,
    },
    "fire-station": {**_PROVENANCE, "id": "jakarta-fire:1", "name": "Pos Contoh", "station_type": "post"},
    "response-unit": {
        **_PROVENANCE,
        "id": "jakarta-fire:A1",
        "call_sign": "A1",
        "unit_type": "ambulance_bls",
        "condition": "unknown",
        "status": "active",
    },
    "fleet-count": {
        **_PROVENANCE,
        "holder_type": "station",
        "holder_id": "jakarta-fire:1",
        "unit_type": "fire_apparatus",
        "as_of": date(2013, 1, 1),
        "total": 3,
    },
    "unit-status": {
        **_PROVENANCE,
        "unit_id": "jakarta-fire:A1",
        "observed_at": minute(0),
        "status": "returning",
        "is_available": True,
    },
    "emergency-incident": {
        **_PROVENANCE,
        "id": "jakarta-fire:1",
        "incident_category": "unknown",
        "incident_type": "unknown",
        "status": "unknown",
        "call_received_at": minute(0),
    },
    "unit-response": {
        **_PROVENANCE,
        "id": "jakarta-fire:1-A1",
        "incident_id": "jakarta-fire:1",
        "dispatched_at": minute(1),
    },
    "citizen-report": {
        **_PROVENANCE,
        "id": "jakarta-jsc:006",
        "status": "open",
        "requested_at": minute(0),
        "area_code": "31.71.01.1001",
    },
    "public-alert": {
        **_PROVENANCE,
        "identifier": "2.49.0.1.360.0.2026.03.01.08.00.001",
        "sender": "peringatan@contoh.go.id",
        "sent": minute(0),
        "status": "actual",
        "msg_type": "alert",
        "scope": "public",
    },
    "public-asset": {
        **_PROVENANCE,
        "id": "jakarta-jsc:cctv-1",
        "asset_type": "cctv",
        "name": "Kamera Contoh",
        "status": "unknown",
    },
    "service-performance": {
        **_PROVENANCE,
        "metric": "response_time",
        "statistic": "median",
        "value": 480.0,
        "unit": "s",
        "period_start": date(2026, 2, 1),
        "period_end": date(2026, 3, 1),
        "period_type": "month",
    },
    "water-source": {
        **_PROVENANCE,
        "id": "jakarta-pam:h-1",
        "source_type": "hydrant",
        "condition": "unknown",
        "area_code": "31.71",
    },
}
"""What core asks of each table, and nothing else."""
