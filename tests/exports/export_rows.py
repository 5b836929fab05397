"""Rows for the tests of this folder."""

from __future__ import annotations

from typing import Any


def hospital(**changes: Any) -> dict[str, Any]:
    return {
        "id": "demo:A1", "agency_id": "demo", "name": "RS Contoh & <Anak>", "facility_type": "hospital",
        "address": "Jl. Contoh 1", "postal_code": "10110", "area_code": "31.71.01.1001", "rt": "01", "rw": "002",
        "latitude": -6.2, "longitude": 106.8, "phone": "0215550100", "email": "igd@rs.example",
        "website": "https://rs.example/", "kemkes_code": "3171010", "hospital_class": "b", "bed_total": 120,
        "capabilities": ["icu", "stroke"], "emergency_level": "level_2", "is_emergency_24h": True,
        "operational_status": "normal", "recorded_at": "2026-03-02T01:00:00.25Z", "recorded_at_basis": "source",
    } | changes  # fmt: skip


def beds(**changes: Any) -> dict[str, Any]:
    return {
        "agency_id": "demo", "facility_id": "demo:A1", "observed_at": "2026-03-02T01:00:00Z",
        "bed_type": "emergency_department", "care_class": "none", "staffed_beds": 10, "available_beds": 3,
        "capacity_status": "open", "recorded_at": "2026-03-02T01:05:00Z", "recorded_at_basis": "source",
    } | changes  # fmt: skip
