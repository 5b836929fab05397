from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pyarrow as pa
import pytest
from html_tree import read_html

from opendata_share import schemas
from opendata_share.contract import Contract, Text
from opendata_share.emergency import AnswerSource

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
RECORDS = {
    "emergency-facility": schemas.EmergencyFacility,
    "facility-capacity": schemas.FacilityCapacity,
    "fire-station": schemas.FireStation,
    "response-unit": schemas.ResponseUnit,
    "fleet-count": schemas.FleetCount,
    "emergency-incident": schemas.EmergencyIncident,
}

MakeSource = Callable[..., AnswerSource]


@pytest.fixture
def now() -> datetime:
    """08:30 in Jakarta."""
    return NOW


@pytest.fixture
def make_source() -> MakeSource:
    """Return a function that makes a source of rows given as dicts, under the shared contract or another."""

    def make(name: str, rows: Sequence[dict[str, Any]], **given: Any) -> AnswerSource:
        contract: Contract = given.pop("contract", None) or RECORDS[name].contract()
        agency = given.pop("agency", "dinkes")
        facts: dict[str, Any] = {
            "dataset": f"{agency}/{name}",
            "title": contract.title,
            "release": "3",
            "published_at": NOW - timedelta(minutes=5),
            "digest": f"sha256:{'ab' * 32}",
            "audience": "public",
            "trust": "local",
            "rejected": 0,
            "contract": contract,
            "rows": pa.Table.from_pylist(list(rows), contract.arrow_schema),
        }
        return AnswerSource(**(facts | given))

    return make


@pytest.fixture
def facility() -> Callable[..., dict[str, Any]]:
    def make(key: str, **given: Any) -> dict[str, Any]:
        return {
            "id": f"dinkes:{key}",
            "name": f"RS {key}",
            "facility_type": "hospital",
            "country": "ID",
            "latitude": -6.2,
            "longitude": 106.8,
            "agency_id": "dinkes",
            "recorded_at": NOW - timedelta(days=30),
        } | given

    return make


@pytest.fixture
def beds() -> Callable[..., dict[str, Any]]:
    def make(key: str, available: int | None, age: timedelta = timedelta(minutes=40), **given: Any) -> dict[str, Any]:
        return {
            "facility_id": f"dinkes:{key}",
            "bed_type": "emergency_department",
            "care_class": "none",
            "available_beds": available,
            "observed_at": NOW - age,
            "agency_id": "dinkes",
            "recorded_at": NOW,
        } | given

    return make


@pytest.fixture
def jakarta(make_source: MakeSource, facility: Any, beds: Any) -> list[AnswerSource]:
    """Two agencies that have one of everything: room, stale room, none, unknown; vehicles; stations; incidents."""
    facilities = [
        facility("Melati", latitude=-6.19, address="Jl. Contoh 1"),
        facility("Kenanga", latitude=-6.21, longitude=106.85, is_emergency_24h=True),
        facility("Mawar", latitude=-6.25, longitude=106.9),
        facility("Anggrek", latitude=None, longitude=None),
    ]
    capacity = [
        beds("Melati", 4),
        beds("Melati", 2, bed_type="adult_icu"),
        beds("Kenanga", 1, timedelta(hours=12)),
        beds("Mawar", 0),
        beds("Nobody", 1),
    ]
    counts = [
        {
            "holder_type": "facility", "holder_id": "dinkes:Melati", "unit_type": "ambulance_als",
            "as_of": datetime(2013, 1, 1).date(), "as_of_precision": "year", "total": 5, "good": 3, "light_damage": 1,
            "agency_id": "dinkes", "recorded_at": NOW,
        },
    ]  # fmt: skip
    units = [
        {
            "id": "damkar:1", "unit_type": "engine", "condition": "good", "status": "active", "agency_id": "damkar",
            "call_sign": "GEHEIM-1", "plate_number": "B 1 GEHEIM", "recorded_at": NOW - timedelta(days=3),
        },
    ]  # fmt: skip
    stations = [
        {"id": "damkar:p1", "name": "Pos Satu", "station_type": "post", "latitude": -6.2, "longitude": 106.82},
        {"id": "damkar:p2", "name": "Pos Dua", "station_type": "post"},
    ]
    incidents = [
        {
            "id": f"damkar:i{minute}", "incident_category": "fire", "call_received_at": NOW - timedelta(days=minute),
            "first_on_scene_at": NOW - timedelta(days=minute) + timedelta(minutes=minute), "time_precision": "minute",
        }
        for minute in range(1, 8)
    ]  # fmt: skip
    return [
        make_source("emergency-facility", facilities),
        make_source("facility-capacity", capacity, rejected=2),
        make_source("fleet-count", counts),
        make_source("response-unit", units, agency="damkar"),
        make_source("fire-station", stations, agency="damkar"),
        make_source("emergency-incident", incidents, agency="damkar"),
    ]


@pytest.fixture
def read() -> Callable[[str], Element]:
    """Return a function that reads a page back; anything left open or crossed is a failure."""
    return read_html


@pytest.fixture
def text_of() -> Callable[[Element], str]:
    """Return a function that gives the text of an element as people read it: one blank for any white space."""
    return lambda element: " ".join("".join(element.itertext()).split())


@pytest.fixture
def part(read: Any) -> Callable[[str, str], Element]:
    """Return a function that gives the body of one language."""

    def find(page: str, language: str) -> Element:
        found = [each for each in read(page).iter("div") if each.get("id") == f"answer-{language}"]
        assert len(found) == 1
        return found[0]

    return find


@pytest.fixture
def title() -> Text:
    return Text("Title", "Judul")
