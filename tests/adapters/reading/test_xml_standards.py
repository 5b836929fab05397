"""CAP, EDXL-HAVE, NEMSIS and Open311 as others write them, where their samples are present."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opendata_share.adapters.sources import SourceOptions, XmlSource

REALDATA = Path(__file__).parents[3].parent / "shared" / "realdata"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REALDATA.is_dir(), reason="the samples of these standards are not here"),
]


def source(path, record):
    return XmlSource(path, SourceOptions(record=record))


@pytest.mark.parametrize(
    ("name", "record", "rows", "column"),
    [
        ("cap_examples/earthquake.cap", "alert", 1, "identifier"),
        ("cap_examples/weather.cap", "alert", 1, "info"),
        ("cap_examples/no_optional_fields.cap", "alert", 1, "identifier"),
        ("bmkg_cap_alerts_2026/cap_banten.xml", "alert", 1, "info"),
        ("bmkg_cap_alerts_2026/cap_jateng.xml", "alert", 1, "info"),
        ("bmkg_cap_alerts_2026/rss_active.xml", "item", None, "title"),
        ("edxl_have_hospital_status/EDXL-HAVE1.xml", "Hospital", None, "Organization"),
        ("edxl_have_hospital_status/HAVE-2.0-wd08.xml", "facility", None, "facilityInformation"),
        ("nemsis_v351_samples/2025-EMS-3-MVC_v351.xml", "PatientCareReport", None, "eTimes"),
        ("nemsis_v351_samples/2025-DEM-1_v351.xml", "DemographicReport", None, "dAgency"),
        ("open311_live_mocks_2012/san_francisco_requests.xml", "request", None, "service_request_id"),
        ("open311_georeport_v2_spec/requests_example.xml", "request", None, "service_request_id"),
    ],
)
def test_standards_of_emergency_work_are_read(read, name, record, rows, column):
    reading = read(source(REALDATA / name, record))
    assert len(reading.records) == rows if rows is not None else len(reading.records) >= 1
    assert column in reading.headings
    for row in reading.records:
        for heading, cell in row.items():
            if cell is not None and reading.kinds[heading][0] == 4 and cell[:1] in "[{":
                json.loads(cell)


def test_the_times_of_a_patient_care_report_are_where_nemsis_puts_them(read):
    (row,) = read(source(REALDATA / "nemsis_v351_samples/2025-EMS-3-MVC_v351.xml", "PatientCareReport")).records
    times = json.loads(row["eTimes"])
    assert times["eTimes.03"]
    assert any(value is None or isinstance(value, dict) for value in times.values())
