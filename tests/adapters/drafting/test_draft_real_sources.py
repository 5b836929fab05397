"""Drafts of the agencies' own nested sources, where they are present, beside the maps that were written by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import opendata_share as share
from opendata_share.adapters import FieldMap, draft_map
from opendata_share.adapters.maps import FOLDER
from opendata_share.errors import DefinitionError

REALDATA = Path(__file__).parents[3].parent / "shared" / "realdata"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REALDATA.is_dir(), reason="the agencies' own files are not here"),
]
STILL_ASKED = {"map-required-field", "map-no-key"}
"""What only a person can say: a draft leaves it as a proposal or a question."""

SOURCES: dict[str, tuple[str, dict[str, Any], int]] = {
    # file: (the map written by hand, options of the draft, fields of it that the draft must find at least)
    "open311_live_mocks_2012/bloomington_requests.json": ("open311-bloomington-2012", {}, 6),
    "open311_live_mocks_2012/san_francisco_requests.xml": ("open311-san-francisco-2012", {}, 8),
    "open311_georeport_v2_spec/requests_example.xml": ("open311-requests-spec", {}, 9),
    "petabencana_qlue_api_2016/crowdsourced-reports_0.json": ("petabencana-qlue-2016", {}, 6),
    "nyc_911_response_times_2024": ("nyc-911-response-times", {}, 7),
    "ngsi_ld_smart_data_models/Alert_Alert_example.json": ("ngsi-ld-alerts", {}, 9),
    "ngsi_ld_smart_data_models/Alert_Alert_example-normalized.jsonld": (
        "ngsi-ld-alerts-normalized",
        {"format": "json"},
        8,
    ),
    "ngsi_ld_smart_data_models/IssueTracking_service_requests_example.json": ("ngsi-ld-service-requests", {}, 9),
    "ngsi_ld_smart_data_models/Transportation_Vehicle_example.jsonld": ("ngsi-ld-vehicle", {"format": "json"}, 8),
    "satusehat_igd_fhir/organization_create_pelayanan_gawat_darurat.json": ("satusehat-igd-organizations", {}, 4),
    "satusehat_igd_fhir/location_create_instalasi_gawat_darurat.json": ("satusehat-igd-locations", {}, 4),
    "cap_examples/australia.cap": ("cap-alerts", {}, 21),
    "cap_examples/canada.cap": ("cap-alerts", {}, 24),
    "bmkg_cap_alerts_2026/cap_jateng.xml": ("cap-alerts", {}, 16),
    "edxl_have_hospital_status/HAVE-2.0-wd08.xml": ("edxl-have-2", {}, 8),
    "edxl_have_hospital_status/EDXL-HAVE1.xml": ("edxl-have-1", {"records": "Hospital"}, 6),
    "jakarta_toll_cctv_2026/cameras.json": ("jakarta-toll-cctv-2026", {}, 3),
    "kemkes_rsonline_hospitals_2021/dataRumahSakit.json": ("kemkes-rsonline-hospitals-2021", {}, 6),
    "gbpa_hydrants_stations/fire_hydrants.geojson": ("gbpa-fire-hydrants-2013-geojson", {}, 6),
    "gbpa_hydrants_stations/fire_hydrants.gml": ("gbpa-fire-hydrants-2013-gml", {"format": "xml"}, 6),
    "nemsis_v351_samples/2025-EMS-3-MVC_v351.xml": ("nemsis-ems-351", {"records": "PatientCareReport"}, 0),
    "nemsis_v351_samples/2025-DEM-1_v351.xml": ("nemsis-dem-351", {"records": "DemographicReport"}, 8),
}


def fields_of(field_map: FieldMap) -> set[tuple[str, str]]:
    """Return the fields a map fills, a point as what it fills."""
    found = {(block.contract, name) for block in field_map.blocks for name in block.fields}
    found |= {(c, axis) for c, name in found if name == "point" for axis in ("latitude", "longitude")}
    return {(c, name) for c, name in found if name != "point"}


@pytest.mark.parametrize("name", SOURCES)
def test_a_draft_of_a_real_source_holds_and_finds_most_of_what_a_person_mapped(name: str, record_property: Any) -> None:
    by_hand, options, fewest = SOURCES[name]
    path = REALDATA / name
    if path.is_dir():
        path = next(file for file in sorted(path.iterdir()) if file.suffix == ".csv")
    hand = FieldMap.read(FOLDER / f"{by_hand}.toml")
    wanted = list(hand.contracts)
    draft = draft_map(path, to=wanted if len(wanted) > 1 else wanted[0], agency="demo", **options)
    field_map = FieldMap.from_toml(draft.text)
    drafted = FieldMap.from_toml(re.sub(r"(?m)^# ", "", draft.text))
    mapped = fields_of(hand)
    found = len(mapped & fields_of(drafted))
    record_property("draft_fields", f"{name}: {found} of {len(mapped)}")
    assert found >= fewest, f"{found} of {len(mapped)}\n{draft.text}"
    try:
        share.adapt_bundle(path, field_map=field_map)
    except DefinitionError as error:
        assert error.message_id in STILL_ASKED, f"{error}\n{draft.text}"


@pytest.mark.exhaustive
def test_no_real_source_gets_more_from_a_second_draft() -> None:
    for name, (by_hand, options, _) in SOURCES.items():
        path = REALDATA / name
        if path.is_dir():
            path = next(file for file in sorted(path.iterdir()) if file.suffix == ".csv")
        to = list(FieldMap.read(FOLDER / f"{by_hand}.toml").contracts)
        text = draft_map(path, to=to, agency="demo", **options).text
        assert draft_map(path, to=to, agency="demo", existing=text).text == text, name
