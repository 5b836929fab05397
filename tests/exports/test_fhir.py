"""FHIR R4: every resource is one by another project's models, and references meet."""

from __future__ import annotations

import json
from typing import Any

import export_rows
import pytest
from export_oracles import said

import opendata_share as share
from opendata_share.exports import export, unsafe_export

PARSE = """
import json, sys
from fhir.resources.R4B.bundle import Bundle
with open(sys.argv[1], encoding="utf-8") as file:
    bundle = Bundle.model_validate(json.load(file))
print(json.dumps([entry.resource.get_resource_type() for entry in bundle.entry or []]))
"""


def resources(done: Any) -> dict[str, dict[str, Any]]:
    document = json.loads(done.files[0].read_text("utf-8"))
    return {entry["fullUrl"]: entry["resource"] for entry in document["entry"]}


@pytest.mark.oracle
def test_every_bundle_parses_by_another_projects_models(facilities, tmp_path):
    done = export(facilities, as_="fhir", into=tmp_path / "facilities")
    kinds = said(PARSE, done.files[0])
    assert kinds.count("Organization") == kinds.count("Location") > 5
    for name, row in ROWS.items():
        table = share.adapt([row], to=name, agency="demo")
        assert said(PARSE, unsafe_export(table, as_="fhir", into=tmp_path / name).files[0])


ROWS = {
    "agency": {
        "id": "demo", "name": "Dinas Contoh", "name_en": "Example Department", "agency_type": "health_department",
        "government_level": "province", "status": "active", "emergency_numbers": ["112", "119"],
        "parent_agency_id": "upper", "recorded_at": "2026-03-02T01:00:00Z", "recorded_at_basis": "source",
    },
    "emergency-facility": export_rows.hospital(),
    "fire-station": {
        "id": "demo:P1", "agency_id": "demo", "name": "Pos Contoh", "station_type": "post", "call_sign": "P-1",
        "latitude": -6.2, "longitude": 106.8, "recorded_at": "2026-03-02T01:00:00Z", "recorded_at_basis": "source",
    },
    "response-unit": {
        "id": "demo:U1", "agency_id": "demo", "call_sign": "AGD-01", "unit_type": "ambulance_als",
        "care_level": "als", "condition": "good", "status": "reserve", "home_station_id": "demo:P1",
        "recorded_at": "2026-03-02T01:00:00Z", "recorded_at_basis": "source",
    },
}  # fmt: skip


def test_a_facility_is_an_organization_a_place_and_a_service(protected, tmp_path):
    done = export(protected([export_rows.hospital()], "emergency-facility"), as_="fhir", into=tmp_path)
    found = {resource["resourceType"]: (url, resource) for url, resource in resources(done).items()}
    organization, location, service = (found[kind] for kind in ("Organization", "Location", "HealthcareService"))
    assert location[1]["managingOrganization"] == {"reference": organization[0]}
    assert service[1]["providedBy"] == {"reference": organization[0]}
    assert service[1]["location"] == [{"reference": location[0]}]
    assert location[1]["position"] == {"longitude": 106.8, "latitude": -6.2}
    assert organization[1]["type"][0]["coding"][0] == {
        "system": "http://terminology.kemkes.go.id/CodeSystem/organization-type", "code": "104",
    }  # fmt: skip
    (area,) = organization[1]["address"][0]["extension"]
    assert {level["url"]: level["valueCode"] for level in area["extension"]} == {
        "province": "31", "city": "3171", "district": "317101", "village": "3171011001", "rt": "01", "rw": "002",
    }  # fmt: skip
    assert {lost.field for lost in done.lost} == {"bed_total", "emergency_level", "recorded_at_basis"}


def test_a_reference_to_another_bundles_resource_has_its_name_there(tmp_path):
    def sent(name: str) -> dict[str, dict[str, Any]]:
        return resources(unsafe_export(share.adapt([ROWS[name]], to=name), as_="fhir", into=tmp_path / name))

    stations, units = sent("fire-station"), sent("response-unit")
    (unit,) = units.values()
    assert unit["partOf"]["reference"] in stations
    assert unit["physicalType"]["coding"][0]["code"] == "ve"
    assert unit["status"] == "suspended"


def test_nothing_empty_is_written(facilities, tmp_path):
    def check(value: Any) -> None:
        assert value not in (None, [], {}, "")
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(inner)

    for resource in resources(export(facilities, as_="fhir", into=tmp_path)).values():
        check(resource)
