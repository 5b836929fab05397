"""Every row check of the records, with rows that meet it and rows that break it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_rows import CONTRACTS, SMALLEST, broken, columns_of, minute, verdicts

from opendata_share.contract import Check, Level

JAKARTA = {"country": "ID", "latitude": -6.2, "longitude": 106.8}
FINISHED = ("resolved", "rejected", "duplicate", "closed")
EIGHT_OF_TEN = {"occupied_beds": 8, "staffed_beds": 10}
ELEVEN_OF_TEN = {"occupied_beds": 11, "staffed_beds": 10}

# slug -> (rows that meet the check, rows that break it); a cell that is not named is null
EXAMPLES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    # provenance, place
    "valid-period": (
        [{}, {"valid_from": date(2026, 1, 1)}, {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 1, 1)}],
        [{"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)}],
    ),
    "location-pair": ([{}, {"latitude": -6.2, "longitude": 106.8}], [{"latitude": -6.2}, {"longitude": 106.8}]),
    "null-island": (
        [{}, JAKARTA, {"latitude": 0.0, "longitude": 106.8}, {"latitude": -6.2, "longitude": 0.0}, {"latitude": 0.0}],
        [{"country": "ID", "latitude": 0.0, "longitude": 0.0}, {"country": "GB", "latitude": 0.0, "longitude": -0.0}],
    ),
    "axis-swapped": (
        [{}, JAKARTA, {"country": "ID", "latitude": 51.5, "longitude": -0.1}, {"country": "ID", "longitude": -6.2}],
        [{"country": "ID", "latitude": 106.83, "longitude": -6.23}],
    ),
    "outside-country": (
        [
            {},
            JAKARTA,
            {"country": "ID", "latitude": 6.1, "longitude": 94.9},
            {"country": "ID", "latitude": -11.1, "longitude": 141.1},
            {"country": "GB", "latitude": 51.5, "longitude": -0.1},
            {"country": "ID", "latitude": 106.83, "longitude": -6.23},  # swapped axes are named as such
            {"country": "ID", "latitude": 0.0, "longitude": 0.0},  # so is null island
            {"country": "ID", "longitude": 50.0},  # so is half a point
        ],
        [
            {"country": "ID", "latitude": 51.5, "longitude": -0.1},
            {"country": "ID", "latitude": 0.0, "longitude": 50.0},
            {"country": "ID", "latitude": 6.2, "longitude": 106.8},
            {"country": "ID", "latitude": -6.2, "longitude": 94.8},
        ],
    ),
    # agency
    "operational-within-staff": (
        [{}, {"staff_total": 5, "staff_operational": 5}, {"staff_operational": 5}],
        [{"staff_total": 5, "staff_operational": 6}],
    ),
    "parent-agency-not-itself": ([{"id": "a1:x"}, {"id": "a1:x", "parent_agency_id": "a1:y"}],
                                 [{"id": "a1:x", "parent_agency_id": "a1:x"}]),
    # administrative area
    "level-is-blocks": (
        [
            {"code": "31", "level": 1},
            {"code": "31.71", "level": 2},
            {"code": "31.71.01", "level": 3},
            {"code": "31.71.01.1001", "level": 4},
            {"code": "31.71.01.1001/003", "level": 5},
            {"code": "31.71.01.1001/003/012", "level": 6},
        ],
        [{"code": "31", "level": 2}, {"code": "31.71.01", "level": 2}, {"code": "31.71.01.1001/003", "level": 6}],
    ),
    "level-name-of-level": (
        [
            {"level": 1, "level_name": "province"},
            {"level": 2, "level_name": "regency"},
            {"level": 2, "level_name": "city"},
            {"level": 2, "level_name": "administrative_city"},
            {"level": 2, "level_name": "administrative_regency"},
            {"level": 3, "level_name": "district"},
            {"level": 4, "level_name": "urban_village"},
            {"level": 4, "level_name": "village"},
            {"level": 5, "level_name": "rw"},
            {"level": 6, "level_name": "rt"},
        ],
        [{"level": 1, "level_name": "city"}, {"level": 2, "level_name": "district"}, {"level": 6, "level_name": "rw"}],
    ),
    "parent-given": (
        [{"level": 1}, {"level": 2, "parent_code": "31"}],
        [{"level": 2}, {"level": 6}],
    ),
    "province-has-no-parent": ([{"level": 1}, {"level": 2, "parent_code": "31"}], [{"level": 1, "parent_code": "31"}]),
    "parent-one-level-up": (
        [
            {"level": 1, "code": "31", "parent_code": "31"},  # province-has-no-parent says it
            {"level": 2, "code": "31.71", "parent_code": "31"},
            {"level": 3, "code": "31.71.01", "parent_code": "31.71"},
            {"level": 4, "code": "31.71.01.1001", "parent_code": "31.71.01"},
            {"level": 5, "code": "31.71.01.1001/003", "parent_code": "31.71.01.1001"},
            {"level": 6, "code": "31.71.01.1001/003/012", "parent_code": "31.71.01.1001/003"},
            {"level": 3, "code": "31.71.01"},
        ],
        [
            {"level": 3, "code": "31.71.01", "parent_code": "31"},
            {"level": 3, "code": "31.71.01", "parent_code": "31.71.01"},
            {"level": 3, "code": "31.71.01", "parent_code": "31.72"},
        ],
    ),
    "bps-code-fits-level": (
        [
            {"level": 1, "bps_code": "31"},
            {"level": 2, "bps_code": "3173"},
            {"level": 3, "bps_code": "3173010"},
            {"level": 4, "bps_code": "3173010001"},
            {"level": 4},
        ],
        [{"level": 2, "bps_code": "31"}, {"level": 3, "bps_code": "317101"}, {"level": 1, "bps_code": "3173"}],
    ),
    "iso-code-of-province": (
        [{"level": 1, "iso_3166_2": "ID-JK"}, {"level": 2}],
        [{"level": 2, "iso_3166_2": "ID-JK"}],
    ),
    "population-year-given": ([{}, {"population": 5, "population_year": 2025}], [{"population": 5}]),
    "bbox-complete": (
        [{}, {"bbox_min_lon": 1.0, "bbox_min_lat": 1.0, "bbox_max_lon": 2.0, "bbox_max_lat": 2.0}],
        [{"bbox_min_lon": 1.0}, {"bbox_min_lon": 1.0, "bbox_min_lat": 1.0, "bbox_max_lon": 2.0}],
    ),
    "bbox-in-order": (
        [{}, {"bbox_min_lon": 1.0, "bbox_min_lat": 1.0, "bbox_max_lon": 2.0, "bbox_max_lat": 2.0}],
        [
            {"bbox_min_lon": 2.0, "bbox_min_lat": 1.0, "bbox_max_lon": 1.0, "bbox_max_lat": 2.0},
            {"bbox_min_lon": 1.0, "bbox_min_lat": 2.0, "bbox_max_lon": 2.0, "bbox_max_lat": 2.0},
            {"bbox_min_lon": 2.0, "bbox_min_lat": 1.0, "bbox_max_lon": 2.0, "bbox_max_lat": 2.0},
        ],
    ),
    "centroid-pair": ([{}, {"centroid_lat": 1.0, "centroid_lon": 1.0}], [{"centroid_lat": 1.0}, {"centroid_lon": 1.0}]),
    # emergency facility
    "place-known": (
        [JAKARTA, {"area_code": "31"}, {"address": "Jl. Contoh"}, {"area_source": "Senen"}],
        [{}, {"latitude": -6.2}, {"postal_code": "10110"}],
    ),
    "icu-within-beds": (
        [{}, {"bed_total": 5, "icu_bed_total": 5}, {"icu_bed_total": 5}],
        [{"bed_total": 5, "icu_bed_total": 6}],
    ),
    "parent-facility-not-itself": ([{"id": "a1:x"}, {"id": "a1:x", "parent_facility_id": "a1:y"}],
                                   [{"id": "a1:x", "parent_facility_id": "a1:x"}]),
    "hospital-takes-emergencies": (
        [
            {"facility_type": "hospital"},
            {"facility_type": "hospital", "is_emergency_24h": True},
            {"facility_type": "clinic", "is_emergency_24h": False},
            {"facility_type": "specialty_hospital", "is_emergency_24h": False},
        ],
        [{"facility_type": "hospital", "is_emergency_24h": False}],
    ),
    "class-of-hospital": (
        [{"facility_type": "clinic"}, {"facility_type": "hospital", "hospital_class": "a"}],
        [{"facility_type": "clinic", "hospital_class": "a"}],
    ),
    "emergency-open-always": (
        [{"is_emergency_24h": True}, {"is_emergency_24h": True, "opening_hours": "24/7"},
         {"is_emergency_24h": False, "opening_hours": "Mo-Fr 08:00-16:00"}, {"opening_hours": "Mo-Fr 08:00-16:00"}],
        [{"is_emergency_24h": True, "opening_hours": "Mo-Fr 08:00-16:00"}],
    ),
    "kemkes-code-given": (
        [
            {"country": "ID", "facility_type": "hospital", "kemkes_code": "3173014"},
            {"country": "ID", "facility_type": "clinic"},
            {"country": "GB", "facility_type": "hospital"},
        ],
        [{"country": "ID", "facility_type": "hospital"}, {"country": "ID", "facility_type": "specialty_hospital"}],
    ),
    # facility capacity
    "facility-known": (
        [
            {"facility_id": "a1:x"},
            {"facility_name_source": "RS", "area_code": "31"},
            {"facility_name_source": "RS", "area_source": "Senen"},
        ],
        [{}, {"facility_name_source": "RS"}, {"area_code": "31"}],
    ),
    "bed-count-given": (
        [{"physical_beds": 1}, {"staffed_beds": 0}, {"occupied_beds": 1}, {"available_beds": 0}],
        [{}, {"queue_count": 1, "capacity_status": "full", "additional_24h": 2}],
    ),
    "observed-before-recorded": (
        [{"observed_at": minute(0), "recorded_at": minute(0)}, {"observed_at": minute(0), "recorded_at": minute(9)}],
        [{"observed_at": minute(1), "recorded_at": minute(0)}],
    ),
    "occupied-and-available-within-staffed": (
        [
            {**EIGHT_OF_TEN, "available_beds": 2},
            {**EIGHT_OF_TEN, "capacity_status": "open"},
            {"occupied_beds": 12, "staffed_beds": 10, "available_beds": 0, "capacity_status": "exceeded"},
        ],
        [{**EIGHT_OF_TEN, "available_beds": 3}, {**EIGHT_OF_TEN, "available_beds": 3, "capacity_status": "open"}],
    ),
    "occupied-within-staffed": (
        [
            {"occupied_beds": 10, "staffed_beds": 10},
            {"occupied_beds": 11},
            {**ELEVEN_OF_TEN, "capacity_status": "exceeded"},
        ],
        [ELEVEN_OF_TEN, {**ELEVEN_OF_TEN, "capacity_status": "full"}],
    ),
    "available-within-staffed": (
        [{"available_beds": 2, "staffed_beds": 2}, {"available_beds": 2}],
        [{"available_beds": 3, "staffed_beds": 2}],
    ),
    "staffed-within-installed": (
        [{"staffed_beds": 2, "physical_beds": 2}, {"staffed_beds": 2}],
        [{"staffed_beds": 3, "physical_beds": 2}],
    ),
    "available-within-installed": (
        [{"available_beds": 2, "physical_beds": 2}, {"available_beds": 3, "physical_beds": 2, "staffed_beds": 2}],
        [{"available_beds": 3, "physical_beds": 2}],
    ),
    "full-has-none-available": (
        [{"capacity_status": "full", "available_beds": 0}, {"capacity_status": "full"}, {"available_beds": 3}],
        [{"capacity_status": "full", "available_beds": 1}, {"capacity_status": "exceeded", "available_beds": 1}],
    ),
    "open-has-one-available": (
        [{"capacity_status": "open", "available_beds": 1}, {"capacity_status": "open"}, {"available_beds": 0}],
        [{"capacity_status": "open", "available_beds": 0}],
    ),
    "additional-24h-within-72h": (
        [{}, {"additional_24h": 2, "additional_72h": 2}, {"additional_24h": 2}],
        [{"additional_24h": 3, "additional_72h": 2}],
    ),
    # fire station
    "parent-station-not-itself": ([{"id": "a1:x"}, {"id": "a1:x", "parent_station_id": "a1:y"}],
                                  [{"id": "a1:x", "parent_station_id": "a1:x"}]),
    "on-duty-within-personnel": (
        [{}, {"personnel_min_on_duty": 5, "personnel_total": 5}],
        [{"personnel_min_on_duty": 6, "personnel_total": 5}],
    ),
    "coverage-within-fire-district": (
        [{"country": "ID"}, {"country": "ID", "coverage_radius_m": 7500}, {"country": "GB", "coverage_radius_m": 9000}],
        [{"country": "ID", "coverage_radius_m": 7501}],
    ),
    # response unit
    "one-home": (
        [{}, {"home_station_id": "a1:x"}, {"home_facility_id": "a1:x"}],
        [{"home_station_id": "a1:x", "home_facility_id": "a1:y"}],
    ),
    "ambulance-carries-a-patient": (
        [
            {"unit_type": "ambulance_bls", "patient_capacity": 1},
            {"unit_type": "ambulance_bls"},
            {"unit_type": "motorcycle_ambulance", "patient_capacity": 0},
            {"unit_type": "engine", "patient_capacity": 0},
        ],
        [{"unit_type": "ambulance_bls", "patient_capacity": 0}],
    ),
    "tender-carries-water": (
        [{"unit_type": "water_tender", "water_tank_l": 4000}, {"unit_type": "engine", "water_tank_l": 500}],
        [{"unit_type": "water_tender", "water_tank_l": 2000}],
    ),
    "care-level-given": (
        [{"unit_type": "ambulance_als", "care_level": "als"}, {"unit_type": "engine"}, {"unit_type": "hearse"}],
        [{"unit_type": "ambulance_als"}, {"unit_type": "ambulance"}],
    ),
    # fleet count
    "conditions-add-up": (
        [
            {"total": 6},
            {"total": 6, "good": 3, "light_damage": 2, "heavy_damage": 1},
            {"total": 6, "good": 3},
            {"total": 6, "good": 3, "heavy_damage": 3},
        ],
        [
            {"total": 6, "good": 3, "light_damage": 2, "heavy_damage": 2},
            {"total": 6, "good": 3, "light_damage": 2, "heavy_damage": 0},
            {"total": 6, "good": 7},
            {"total": 6, "good": 4, "heavy_damage": 3},
            {"total": 6, "good": 4, "light_damage": 3},
        ],
    ),
    "ready-within-total": ([{"total": 6}, {"total": 6, "ready": 6}], [{"total": 6, "ready": 7}]),
    "ready-within-good": ([{"ready": 6}, {"good": 6, "ready": 6}], [{"good": 6, "ready": 7}]),
    # unit status
    "availability-follows-status": (
        [{"status": "returning", "is_available": True}, {"status": "unknown", "is_available": False}],
        [{"status": "returning", "is_available": False}, {"status": "on_scene", "is_available": True}],
    ),
    "committed-has-incident": (
        [{"status": "on_scene", "incident_id": "a1:x"}, {"status": "returning"}, {"status": "unknown"}],
        [{"status": "on_scene"}, {"status": "at_destination"}],
    ),
    "incident-only-when-committed": (
        [
            {"status": "on_scene", "incident_id": "a1:x"},
            {"status": "returning"},
            {"status": "unknown", "incident_id": "a1:x"},
        ],
        [{"status": "returning", "incident_id": "a1:x"}, {"status": "out_of_service", "incident_id": "a1:x"}],
    ),
    "out-of-service-has-reason": (
        [{"status": "returning"}, {"status": "out_of_service", "out_of_service_reason": "staffing"}],
        [{"status": "out_of_service"}],
    ),
    # emergency incident
    "response-within-four-hours": (
        [
            {"call_received_at": minute(0)},
            {"call_received_at": minute(0), "first_on_scene_at": minute(240), "time_precision": "minute"},
            {"call_received_at": minute(0), "first_on_scene_at": minute(999), "time_precision": "day"},
        ],
        [{"call_received_at": minute(0), "first_on_scene_at": minute(241), "time_precision": "minute"}],
    ),
    "type-of-category": (
        [
            {"incident_category": "fire", "incident_type": "structure_fire"},
            {"incident_category": "fire", "incident_type": "other"},
            {"incident_category": "unknown", "incident_type": "structure_fire"},
            {"incident_category": "public_service", "incident_type": "fallen_tree"},
        ],
        [
            {"incident_category": "medical", "incident_type": "fallen_tree"},
            {"incident_category": "volcanic", "incident_type": "flood"},
        ],
    ),
    "cause-of-fire": (
        [
            {"incident_category": "fire", "cause": "electrical"},
            {"incident_category": "medical"},
            {"incident_category": "medical", "cause": "n_a"},
        ],
        [{"incident_category": "medical", "cause": "electrical"}],
    ),
    "closed-has-time": ([{"status": "closed", "closed_at": minute(0)}, {"status": "on_scene"}], [{"status": "closed"}]),
    "casualties-are-affected": (
        [
            {"fatalities_public": 1},
            {"people_affected": 3, "fatalities_public": 1, "injuries_public": 2},
            {"people_affected": 0, "fatalities_responder": 1},
        ],
        [
            {"people_affected": 2, "fatalities_public": 1, "injuries_public": 2},
            {"people_affected": 0, "injuries_public": 1},
        ],
    ),
    "people-per-household": (
        [{"households_affected": 3}, {"households_affected": 3, "people_affected": 3}],
        [{"households_affected": 3, "people_affected": 2}],
    ),
    "false-alarm-is-no-emergency": (
        [
            {"incident_category": "fire"},
            {"incident_category": "fire", "is_false_alarm": False},
            {"incident_category": "no_emergency", "is_false_alarm": True},
        ],
        [{"incident_category": "fire", "is_false_alarm": True}],
    ),
    "loss-has-currency": ([{}, {"estimated_loss": 5, "loss_currency": "IDR"}], [{"estimated_loss": 5}]),
    "parent-incident-not-itself": ([{"id": "a1:x"}, {"id": "a1:x", "parent_incident_id": "a1:y"}],
                                   [{"id": "a1:x", "parent_incident_id": "a1:x"}]),
    # unit response
    "dispatch-or-duration-given": (
        [{"dispatched_at": minute(0)}, {"turnout_s": 60}, {"travel_s": 60}, {"response_s": 60}, {"transport_s": 60}],
        [{}, {"on_scene_at": minute(3)}],
    ),
    "canceled-before-arrival": (
        [{}, {"canceled_at": minute(1)}, {"on_scene_at": minute(1)}],
        [{"canceled_at": minute(1), "on_scene_at": minute(2)}],
    ),
    "transported-has-destination": (
        [
            {"disposition": "refused_transport"},
            {"disposition": "transported", "destination_facility_id": "a1:x", "at_destination_at": minute(9)},
        ],
        [{"disposition": "transported"}, {"disposition": "transported", "destination_facility_id": "a1:x"}],
    ),
    # water source
    "water-source-place-known": (
        [JAKARTA, {"area_code": "31"}, {"address": "Jl. Contoh"}, {"area_source": "Senen"}],
        [{}, {"latitude": -6.2}, {"postal_code": "10110"}],
    ),
    "hydrant-type-of-hydrant": (
        [{"source_type": "hydrant", "hydrant_type": "pillar"}, {"source_type": "river"},
         {"source_type": "unknown", "hydrant_type": "wall"}],
        [{"source_type": "river", "hydrant_type": "pillar"}],
    ),
    "flow-class-agrees": (
        [
            {}, {"flow_lpm": 100}, {"flow_class": "aa"},
            {"flow_class": "aa", "flow_lpm": 5678}, {"flow_class": "a", "flow_lpm": 3785},
            {"flow_class": "b", "flow_lpm": 1893}, {"flow_class": "c", "flow_lpm": 1892},
            {"flow_class": "aa", "flow_lpm": 5110},  # ten percent below is still AA
        ],
        [
            {"flow_class": "aa", "flow_lpm": 5109}, {"flow_class": "a", "flow_lpm": 3406},
            {"flow_class": "a", "flow_lpm": 6247}, {"flow_class": "b", "flow_lpm": 1702},
            {"flow_class": "b", "flow_lpm": 4165}, {"flow_class": "c", "flow_lpm": 2083},
        ],
    ),
    "hydrant-type-given": (
        [{"source_type": "hydrant", "hydrant_type": "wall"}, {"source_type": "river"}], [{"source_type": "hydrant"}],
    ),
    "volume-given": (
        [{"source_type": "water_tank", "volume_l": 4000}, {"source_type": "river"}],
        [{"source_type": "water_tank"}, {"source_type": "pond"}],
    ),
    # citizen report
    "area-not-below-village": (
        [{}, {"area_code": "31"}, {"area_code": "31.71.01.1001"}], [{"area_code": "31.71.01.1001/003"}],
    ),
    "report-place-known": (
        [JAKARTA, {"area_code": "31"}, {"address": "Jl. Contoh"}, {"area_source": "Senen"}],
        [{}, {"latitude": -6.2}, {"postal_code": "10110"}],
    ),
    "acknowledged-after-reported": (
        [{"requested_at": minute(0)}, {"requested_at": minute(0), "acknowledged_at": minute(0)}],
        [{"requested_at": minute(1), "acknowledged_at": minute(0)}],
    ),
    "closed-after-reported": (
        [{"requested_at": minute(0)}, {"requested_at": minute(0), "closed_at": minute(0)},
         {"requested_at": minute(0), "acknowledged_at": minute(3), "closed_at": minute(3)}],
        [{"requested_at": minute(1), "closed_at": minute(0)},
         {"requested_at": minute(0), "acknowledged_at": minute(3), "closed_at": minute(2)}],
    ),
    "expected-after-reported": (
        [{"requested_at": minute(0)}, {"requested_at": minute(0), "expected_at": minute(0)}],
        [{"requested_at": minute(1), "expected_at": minute(0)}],
    ),
    "closed-at-of-finished": (
        [{"status": "open"}, *({"status": status, "closed_at": minute(0)} for status in FINISHED)],
        [{"status": "open", "closed_at": minute(0)}, {"status": "reopened", "closed_at": minute(0)}],
    ),
    "service-of-open311": (
        [{}, {"channel": "jaki"}, {"channel": "open311", "service_code": "006", "service_name": "Jalan"}],
        [{"channel": "open311"}, {"channel": "open311", "service_code": "006"}],
    ),
    "parent-report-not-itself": ([{"id": "a1:x"}, {"id": "a1:x", "parent_report_id": "a1:y"}],
                                 [{"id": "a1:x", "parent_report_id": "a1:x"}]),
    "satisfied-when-finished": (
        [{"status": "open"}, {"status": "resolved", "satisfaction": 5}], [{"status": "in_progress", "satisfaction": 5}],
    ),
    "closed-at-given": (
        [{"status": "open"}, {"status": "closed", "closed_at": minute(0)}], [{"status": status} for status in FINISHED],
    ),
    "duplicate-has-parent": (
        [{"status": "open"}, {"status": "duplicate", "parent_report_id": "a1:x"}], [{"status": "duplicate"}],
    ),
    # public alert
    "expires-after-sent": (
        [{"sent": minute(0)}, {"sent": minute(0), "expires": minute(1)}],
        [{"sent": minute(0), "expires": minute(0)}, {"sent": minute(1), "expires": minute(0)}],
    ),
    "info-complete": (
        [{}, {"event": "Banjir", "urgency": "past", "severity": "minor", "certainty": "observed"}],
        [{"event": "Banjir"}, {"event": "Banjir", "severity": "minor", "certainty": "observed"}, {"urgency": "past"}],
    ),
    "restriction-given": (
        [{"scope": "public"}, {"scope": "restricted", "restriction": "petugas"}], [{"scope": "restricted"}],
    ),
    "addresses-given": (
        [{"scope": "public"}, {"scope": "private", "addresses": "siaga@contoh.go.id"}], [{"scope": "private"}],
    ),
    "headline-short": ([{}, {"headline": "x" * 160}], [{"headline": "x" * 161}]),
    # public asset
    "access-url-of-public-asset": (
        [{"is_public_access": False}, {"is_public_access": True, "access_url": "https://a.id"}],
        [{"is_public_access": False, "access_url": "https://a.id"}],
    ),
    "wifi-fields-of-wifi": (
        [{"asset_type": "wifi", "ssid": "JakWiFi", "bandwidth_mbps": 50.0}, {"asset_type": "cctv"}],
        [{"asset_type": "cctv", "ssid": "JakWiFi"}, {"asset_type": "cctv", "bandwidth_mbps": 50.0}],
    ),
    "checked-before-recorded": (
        [{"recorded_at": minute(1)}, {"recorded_at": minute(1), "last_checked_at": minute(1)}],
        [{"recorded_at": minute(1), "last_checked_at": minute(2)}],
    ),
    # service performance
    "period-in-order": (
        [{"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 2)}],
        [{"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 1)}],
    ),
    "period-of-its-type": (
        [
            {"period_type": kind, "period_start": date(2026, 2, 1), "period_end": date(2026, month, day)}
            for kind, month, day in (("day", 2, 2), ("week", 2, 8), ("month", 3, 1), ("quarter", 5, 2))
        ]
        + [{"period_type": "custom", "period_start": date(2026, 2, 1), "period_end": date(2026, 4, 4)}]
        + [{"period_type": "year", "period_start": date(2024, 1, 1), "period_end": date(2025, 1, 1)}],
        [
            {"period_type": kind, "period_start": date(2026, 2, 1), "period_end": date(2026, month, day)}
            for kind, month, day in
            (("day", 2, 3), ("week", 2, 7), ("month", 2, 28), ("quarter", 4, 30), ("year", 3, 1))
        ],
    ),
    "value-or-suppressed": (
        [{"value": 3.0, "suppressed": False}, {"suppressed": True}, {"suppressed": False, "n": 0}],
        [{"suppressed": False, "n": 3}],
    ),
    "suppressed-has-no-value": (
        [{"suppressed": True, "n": 3}, {"suppressed": False, "value": 3.0, "numerator": 1}],
        [{"suppressed": True, "value": 3.0}, {"suppressed": True, "numerator": 1}],
    ),
    "few-cases-suppressed": (
        [{"suppressed": False, "n": 5}, {"suppressed": True, "n": 4}, {"suppressed": False, "n": 0},
         {"suppressed": False}],
        [{"suppressed": False, "n": 4}, {"suppressed": False, "n": 1}],
    ),
    "duration-in-its-unit": (
        [{"metric": "response_time", "statistic": "mean", "unit": "s"},
         {"metric": "response_time", "statistic": "count", "unit": "{responses}"},
         {"metric": "avg_length_of_stay", "statistic": "mean", "unit": "d"},
         {"metric": "ambulances_per_100k", "statistic": "rate", "unit": "1"}],
        [{"metric": "response_time", "statistic": "mean", "unit": "1"}],
    ),
    "share-in-its-unit": (
        [{"metric": "coverage_rate", "statistic": "rate", "unit": "1"},
         {"metric": "coverage_rate", "statistic": "count", "unit": "km2"}],
        [{"metric": "coverage_rate", "statistic": "rate", "unit": "km2"}],
    ),
    "share-up-to-one": (
        [{"metric": "coverage_rate", "statistic": "rate", "value": 1.0, "suppressed": False},
         {"metric": "response_time", "statistic": "mean", "value": 480.0, "suppressed": False},
         {"metric": "coverage_rate", "statistic": "count", "value": 9.0, "suppressed": False},
         {"metric": "bed_occupancy_rate", "statistic": "rate", "value": 1.2, "suppressed": False},
         {"metric": "coverage_rate", "statistic": "rate", "suppressed": True}],
        [{"metric": "coverage_rate", "statistic": "rate", "value": 80.0, "suppressed": False},
         {"metric": "response_time", "statistic": "rate", "value": 80.0, "suppressed": False},
         {"metric": "report_sla_rate", "statistic": "mean", "value": 80.0, "suppressed": False}],
    ),
    "numerator-within-cases": ([{}, {"numerator": 5, "n": 5}, {"numerator": 5}], [{"numerator": 6, "n": 5}]),
    "rate-of-its-numerator": (
        [{"statistic": "rate", "value": 1 / 3, "numerator": 1, "n": 3}, {"statistic": "rate", "value": 0.5, "n": 3},
         {"statistic": "mean", "value": 9.0, "numerator": 1, "n": 3},
         {"statistic": "rate", "value": 0.0, "numerator": 0, "n": 0},
         {"statistic": "rate", "value": 0.1, "numerator": 1_000_000, "n": 10_000_000}],
        [{"statistic": "rate", "value": 0.333, "numerator": 1, "n": 3},
         {"statistic": "rate", "value": 0.334, "numerator": 1, "n": 3}],
    ),
    "target-with-comparator": (
        [{}, {"target": 900.0, "target_comparator": "le"}], [{"target": 900.0}, {"target_comparator": "le"}],
    ),
    "subject-with-type": (
        [{}, {"subject_id": "a1:x", "subject_type": "facility"}], [{"subject_id": "a1:x"}, {"subject_type": "agency"}],
    ),
    "cases-given": (
        [{"statistic": "mean", "n": 5, "suppressed": False}, {"statistic": "count", "suppressed": False},
         {"statistic": "mean", "suppressed": True}],
        [{"statistic": "mean", "suppressed": False}],
    ),
}  # fmt: skip

INCIDENT_TIMES = (
    "call_received_at", "call_answered_at", "call_created_at", "first_dispatch_at", "first_on_scene_at",
    "controlled_at", "closed_at",
)  # fmt: skip
RESPONSE_TIMES = (
    "dispatched_at", "acknowledged_at", "en_route_at", "staged_at", "on_scene_at", "at_patient_at", "left_scene_at",
    "at_destination_at", "care_transferred_at", "cleared_at",
)  # fmt: skip
ALERT_TIMES = ("effective", "onset", "expires")
ORDERS = {"emergency-incident": INCIDENT_TIMES, "public-alert": ALERT_TIMES, "unit-response": RESPONSE_TIMES}

# What is no reason to reject a row: it is counted, and the row is kept.
ADVICE = {
    "addresses-given", "cases-given", "closed-at-given", "duplicate-has-parent", "few-cases-suppressed",
    "headline-short", "hydrant-type-given", "info-complete", "restriction-given", "satisfied-when-finished",
    "volume-given",
    "ambulance-carries-a-patient", "care-level-given", "casualties-are-affected", "cause-of-fire", "class-of-hospital",
    "closed-has-time", "coverage-within-fire-district", "emergency-open-always", "hospital-takes-emergencies",
    "kemkes-code-given", "loss-has-currency", "out-of-service-has-reason", "people-per-household",
    "population-year-given", "ready-within-good", "response-within-four-hours", "tender-carries-water",
    "transported-has-destination", "type-of-category",
}  # fmt: skip
FULL = {
    "addresses-given", "care-level-given", "cases-given", "closed-at-given", "closed-has-time", "duplicate-has-parent",
    "hydrant-type-given", "info-complete", "kemkes-code-given", "out-of-service-has-reason", "restriction-given",
    "volume-given",
}  # fmt: skip


def slug(field: str) -> str:
    return field.removesuffix("_at").replace("_", "-") + "-in-order"


for _times in ORDERS.values():
    for _earlier, _later in pairwise(_times):
        EXAMPLES[slug(_later)] = (
            [
                {},
                {_earlier: minute(5), _later: minute(5)},
                {_times[0]: minute(1), _later: minute(5)},
                {_later: minute(5)},
            ],
            [{_earlier: minute(5), _later: minute(4)}, {_times[0]: minute(5), _later: minute(4)}],
        )

CHECKS: list[tuple[str, Check]] = [(name, check) for name, contract in CONTRACTS.items() for check in contract.checks]


def test_every_check_has_examples_and_every_example_a_check():
    assert {check.name for _, check in CHECKS} == set(EXAMPLES)
    assert all(good and bad for good, bad in EXAMPLES.values())


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=lambda part: getattr(part, "name", part))
def test_a_check_passes_what_meets_it_and_finds_what_breaks_it(name, check):
    good, bad = EXAMPLES[check.name]
    passed = verdicts(CONTRACTS[name], good)[check.name]
    found = verdicts(CONTRACTS[name], bad)[check.name]
    assert [row for row, held in zip(good, passed, strict=True) if held is False] == []
    assert [row for row, held in zip(bad, found, strict=True) if held is not False] == []


def test_one_slug_is_one_rule():
    rules: dict[str, set[Check]] = {}
    for _, check in CHECKS:
        rules.setdefault(check.name, set()).add(check)
    assert {name for name, checks in rules.items() if len(checks) > 1} == set()


def test_what_is_advice_and_what_is_asked_of_agencies_only():
    assert {check.name for _, check in CHECKS if check.severity == "advice"} == ADVICE
    assert {check.name for _, check in CHECKS if check.level is Level.FULL} == FULL


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=lambda part: getattr(part, "name", part))
def test_a_check_says_what_it_expects_in_both_languages(name, check):
    assert check.message.en != check.message.id
    for sentence in (check.message.en, check.message.id):
        assert sentence[0].isupper()
        assert sentence.endswith((".", "?"))
        assert "{" not in sentence


@pytest.mark.parametrize(
    ("row", "only"),
    [
        ({"latitude": 0.0, "longitude": 0.0}, "null-island"),
        ({"latitude": 106.8, "longitude": -6.2}, "axis-swapped"),
        ({"latitude": 51.5, "longitude": -0.1}, "outside-country"),
        ({"latitude": -6.2}, "location-pair"),
        ({"longitude": 50.0}, "location-pair"),
    ],
)
@pytest.mark.parametrize(
    "name",
    ["citizen-report", "emergency-facility", "emergency-incident", "fire-station", "public-asset", "unit-status",
     "water-source"],
)  # fmt: skip
def test_a_wrong_point_is_one_finding(name, row, only):
    assert broken(CONTRACTS[name], {**SMALLEST[name], "country": "ID", **row}) - ADVICE == {only}


@given(st.floats(-90, 180), st.floats(-180, 180))
def test_every_point_in_indonesia_is_either_right_or_one_finding(latitude, longitude):
    row = {**SMALLEST["fire-station"], "country": "ID", "latitude": latitude, "longitude": longitude}
    inside = -11.1 <= latitude <= 6.1 and 94.9 <= longitude <= 141.1
    assert len(broken(CONTRACTS["fire-station"], row)) == (0 if inside else 1)


def test_a_type_belongs_to_the_categories_its_code_list_says():
    contract = CONTRACTS["emergency-incident"]
    types, categories = contract.code_list("incident-type"), contract.code_list("incident-category")
    pairs = [(category, kind) for category in categories.values for kind in types.values]
    rows = [{"incident_category": category, "incident_type": kind} for category, kind in pairs]
    held = verdicts(contract, rows)["type-of-category"]
    groups = {
        category: types.group(category) if category != "unknown" else types.values for category in categories.values
    }
    assert [
        pair for pair, ok in zip(pairs, held, strict=True) if (ok is not False) != (pair[1] in groups[pair[0]])
    ] == []


def test_rules_about_kinds_of_units_follow_the_code_list():
    contract = CONTRACTS["response-unit"]
    types = contract.code_list("unit-type")
    rows = [{"unit_type": kind, "patient_capacity": 0} for kind in types.values]
    asked = {
        name: {kind for kind, ok in zip(types.values, held, strict=True) if ok is False}
        for name, held in verdicts(contract, rows).items()
    }
    assert asked["care-level-given"] == {"ambulance", *types.group("ambulance")}
    assert asked["ambulance-carries-a-patient"] == set(types.group("patient_transport"))


def test_rules_about_a_unit_status_follow_the_code_list():
    contract = CONTRACTS["unit-status"]
    statuses = contract.code_list("unit-status")
    held = verdicts(contract, [{"status": status} for status in statuses.values])["committed-has-incident"]
    assert {s for s, ok in zip(statuses.values, held, strict=True) if ok is False} == set(statuses.group("committed"))
    rows = [{"status": status, "incident_id": "a1:x"} for status in statuses.values]
    held = verdicts(contract, rows)["incident-only-when-committed"]
    assert {s for s, ok in zip(statuses.values, held, strict=True) if ok} == {*statuses.group("committed"), "unknown"}


@pytest.mark.parametrize("name", sorted(ORDERS))
@settings(max_examples=30)  # each of many rows
@given(data=st.data())
def test_known_times_never_go_backwards(name, data):
    times = ORDERS[name]
    clock = st.none() | st.integers(-3, 12)
    rows = data.draw(st.lists(st.lists(clock, min_size=len(times), max_size=len(times)), min_size=1, max_size=60))
    cells = [{field: None if m is None else minute(m) for field, m in zip(times, row, strict=True)} for row in rows]
    held = verdicts(CONTRACTS[name], cells)
    in_order = [all(held[slug(field)][number] is not False for field in times[1:]) for number in range(len(rows))]
    known = [[m for m in row if m is not None] for row in rows]
    assert in_order == [row == sorted(row) for row in known]


def test_rules_about_a_report_s_status_follow_the_code_list():
    contract = CONTRACTS["citizen-report"]
    statuses = contract.code_list("report-status")
    held = verdicts(contract, [{"status": status} for status in statuses.values])["closed-at-given"]
    assert {s for s, ok in zip(statuses.values, held, strict=True) if ok is False} == set(statuses.group("finished"))
    assert set(statuses.values) == {*statuses.group("finished"), *statuses.group("pending")}


def test_a_report_is_in_time_where_it_was_closed_as_expected():
    contract = CONTRACTS["citizen-report"]
    [(field, expression)] = contract.derivations
    assert field.name == "sla_met"
    rows = [{"closed_at": minute(1), "expected_at": minute(1)}, {"closed_at": minute(2), "expected_at": minute(1)}, {}]
    columns = columns_of(contract, rows)
    assert expression.evaluate(columns, len(rows)).values.to_pylist() == [True, False, None]


def test_times_are_compared_to_the_microsecond_and_across_midnight():
    late, next_day = minute(16 * 60 - 1), minute(16 * 60 + 4)
    assert late.date() != next_day.date()
    contract = CONTRACTS["emergency-incident"]
    assert verdicts(contract, [{"call_received_at": late, "first_on_scene_at": next_day}])[
        "first-on-scene-in-order"
    ] == [True]
    just_before = late - timedelta(microseconds=1)
    row = {"call_received_at": late, "first_on_scene_at": just_before}
    assert verdicts(contract, [row])["first-on-scene-in-order"] == [False]


def test_back_at_base_has_no_place_in_the_order():
    row = {"dispatched_at": minute(0), "back_at_base_at": minute(30), "cleared_at": minute(31)}
    assert broken(CONTRACTS["unit-response"], {**SMALLEST["unit-response"], **row}) == set()
