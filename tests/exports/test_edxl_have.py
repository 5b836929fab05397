"""EDXL-HAVE: valid by the standard's own schema, the newest count of every kind of bed, no word invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import export_rows
import pytest
from defusedxml.ElementTree import parse
from export_oracles import VALIDATE_XML, said, schema

import opendata_share as share
from opendata_share.errors import DefinitionError
from opendata_share.exports import Exported, export, unsafe_export
from opendata_share.schemas import EmergencyFacility
from opendata_share.stages import bundle_of

HAVE = "{urn:oasis:names:tc:emergency:EDXL:HAVE:1.0}"


def exported(tmp_path: Path, **tables: list[dict[str, Any]]) -> Exported:
    """The tables as HAVE, internal fields included, as agencies exchange it."""
    made = [
        share.validate(share.adapt(rows, to=name.replace("_", "-"), agency="demo")).accepted
        for name, rows in tables.items()
    ]
    for table, rows in zip(made, tables.values(), strict=True):
        assert len(table.to_arrow()) == len(rows)
    return unsafe_export(made[0] if len(made) == 1 else bundle_of(tuple(made)), as_="edxl-have", into=tmp_path)


def hospitals(done: Exported) -> list[Element]:
    return parse(done.files[0]).getroot().findall(f"{HAVE}Hospital")


def texts(hospital: Element, path: str) -> list[str | None]:
    return [found.text for found in hospital.findall("/".join(f"{HAVE}{part}" for part in path.split("/")))]


def invalid(done: Exported) -> Any:
    """What the standard's own schema has against the file."""
    return said(VALIDATE_XML, schema("have/have.xsd"), done.files[0])


def test_the_examples_are_valid_by_the_standards_schema(facilities, capacity, tmp_path):
    for safe in (facilities, capacity):
        share.publish(safe, into=tmp_path / "public", partial=True)
    releases = [dataset.latest() for dataset in share.open_catalog(tmp_path / "public").values()]
    done = export(releases, as_="edxl-have", into=tmp_path / "out")
    assert len(hospitals(done)) > 5
    assert invalid(done) == []


def test_every_element_we_write_is_valid(tmp_path):
    rows = [
        export_rows.beds(
            ems_traffic_status="advisory", ems_offload_status="delayed", ems_offload_minutes=12,
            triage_capacity_red=1, triage_capacity_yellow=2, triage_capacity_green=3, triage_capacity_black=0,
            additional_24h=1, additional_72h=2,
        ),
        export_rows.beds(bed_type="adult_icu", care_class="vip", capacity_status="full", available_beds=0),
    ]  # fmt: skip
    capabilities = list(EmergencyFacility.contract().code_list("service-capability").values)
    done = exported(
        tmp_path,
        emergency_facility=[export_rows.hospital(capabilities=capabilities)],
        facility_capacity=rows,
    )
    assert invalid(done) == []
    (hospital,) = hospitals(done)
    assert texts(hospital, "HospitalBedCapacityStatus/BedCapacity/BedType") == ["AdultICU", "EmergencyDepartment"]
    assert texts(hospital, "HospitalBedCapacityStatus/BedCapacity/SubCategoryBedType") == ["vip"]
    assert texts(hospital, "HospitalBedCapacityStatus/BedCapacity/Capacity/AvailableCount") == ["0", "3"]
    assert texts(hospital, "HospitalBedCapacityStatus/BedCapacity/Capacity/CapacityStatus") == [
        "NotAvailable", "Vacant/Available",
    ]  # fmt: skip
    assert texts(hospital, "EmergencyDepartmentStatus/EMSTraffic/EMSTrafficStatus") == ["Advisory"]
    assert texts(hospital, "EmergencyDepartmentStatus/EMSCapacity/TriageCode/TriageCountQuantity") == [
        "1",
        "2",
        "3",
        "0",
    ]
    assert texts(hospital, "LastUpdateTime") == ["2026-03-02T01:00:00Z"]
    position = hospital.find(".//{http://www.opengis.net/gml}pos")
    assert position is not None
    assert position.text == "-6.2 106.8"  # latitude first


def test_only_the_newest_count_of_a_kind_of_bed_is_told_and_the_others_are_said_to_be_lost(tmp_path):
    times = ["2026-03-02T01:00:00Z", "2026-03-02T01:00:00.5Z", "2026-03-01T00:00:00Z"]
    rows = [export_rows.beds(observed_at=at, available_beds=beds) for beds, at in enumerate(times, start=1)]
    done = exported(tmp_path, facility_capacity=rows)
    (hospital,) = hospitals(done)
    assert texts(hospital, "HospitalBedCapacityStatus/BedCapacity/Capacity/AvailableCount") == ["2"]
    assert [(lost.field, lost.rows) for lost in done.lost if lost.reason == "older-observation"] == [(None, 2)]


def test_a_kind_of_bed_the_standard_has_no_word_for_is_lost_and_said_to_be(tmp_path):
    done = exported(tmp_path, facility_capacity=[export_rows.beds(bed_type="hcu"), export_rows.beds()])
    (hospital,) = hospitals(done)
    assert texts(hospital, "HospitalBedCapacityStatus/BedCapacity/BedType") == ["EmergencyDepartment"]
    assert [(lost.field, lost.rows) for lost in done.lost if lost.reason == "no-counterpart"] == [("bed_type", 1)]
    assert invalid(done) == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("operational_status", "temporary_closed", "less-precise"),
        ("operational_status", "planned", "no-counterpart"),
        ("capabilities", ["morgue"], "no-counterpart"),
        ("hospital_class", "a", "no-place"),
        ("name", "RS\x07Contoh", "invalid-there"),
    ],
)
def test_what_the_form_cannot_say_is_counted(tmp_path, field, value, reason):
    done = exported(tmp_path, emergency_facility=[export_rows.hospital(**{field: value})])
    assert (field, reason) in {(lost.field, lost.reason) for lost in done.lost}
    assert invalid(done) == []


def test_no_hospital_is_no_message(tmp_path):
    empty = share.validate(share.adapt([export_rows.beds(bed_type="nothing")], to="facility-capacity", agency="demo"))
    with pytest.raises(DefinitionError, match="no table"):
        unsafe_export(empty.accepted, as_="edxl-have", into=tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
