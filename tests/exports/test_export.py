"""What every form has in common: files that are whole or not there, account of what was lost, no way round a policy."""

from __future__ import annotations

import csv
import io
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.errors import DefinitionError
from opendata_share.exports import Losses, export, forms, unsafe_export
from opendata_share.exports._xml_text import element, is_whole, text
from opendata_share.report import unguarded, write_whole

HOSPITAL = {
    "id": "demo:A1", "agency_id": "demo", "name": "=RS Contoh & <Anak>", "facility_type": "hospital",
    "address": "'Jl. Contoh 1", "latitude": -6.2, "longitude": 106.8, "phone": "0215550100",
    "recorded_at": "2026-03-02T01:00:00.25Z", "recorded_at_basis": "source",
}  # fmt: skip
INCIDENT = {
    "id": "demo:1", "agency_id": "demo", "incident_category": "fire", "incident_type": "structure_fire",
    "status": "closed", "call_received_at": "2026-03-01T00:00:00Z", "closed_at": "2026-03-01T02:00:00Z",
    "narrative": "canary-narrative", "reporter_name": "canary-reporter", "reporter_phone": "02155500999",
    "latitude": -6.2, "longitude": 106.8, "recorded_at": "2026-03-01T03:00:00Z", "recorded_at_basis": "source",
}  # fmt: skip


def test_the_same_rows_give_the_same_bytes(facilities, tmp_path):
    for form in forms():
        if form.takes("emergency-facility"):
            first = export(facilities, as_=form.name, into=tmp_path / "one" / form.name).files
            second = export(facilities, as_=form.name, into=tmp_path / "two" / form.name).files
            assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
            assert first


def test_a_protected_field_is_in_no_byte_of_any_form(protected, tmp_path):
    safe = protected([INCIDENT], "emergency-incident")
    for form in forms():
        # an open release of incidents has no point, and GeoParquet is nothing without one
        if form.takes("emergency-incident") and form.name != "geoparquet":
            for file in export(safe, as_=form.name, into=tmp_path / form.name).files:
                assert b"canary" not in file.read_bytes(), form.name


def test_a_table_no_policy_looked_at_leaves_only_by_the_unsafe_way(tmp_path):
    table = share.adapt([HOSPITAL], to="emergency-facility", agency="demo")
    with pytest.raises(DefinitionError, match="neither protected nor released"):
        export(table, as_="geojson", into=tmp_path)  # type: ignore[arg-type]
    done = unsafe_export(table, as_="geojson", into=tmp_path / "out")
    assert stat.S_IMODE(done.files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_a_public_export_may_be_read_by_everyone_the_umask_lets(facilities, tmp_path):
    before = os.umask(0o027)
    try:
        file = export(facilities, as_="geojson", into=tmp_path).files[0]
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_releases_are_exported_together(facilities, capacity, tmp_path):
    for safe in (facilities, capacity):
        share.publish(safe, into=tmp_path / "public", partial=True)
    catalog = share.open_catalog(tmp_path / "public")
    releases = [dataset.latest() for dataset in catalog.values()]
    done = export(releases, as_="edxl-have", into=tmp_path / "out")
    assert done.files == (tmp_path / "out" / "hospital-status.xml",)
    alone = export(releases[0], as_="csv-spreadsheet", into=tmp_path / "out")
    assert alone.lost == ()


def test_the_same_contract_twice_is_refused(facilities, tmp_path):
    share.publish(facilities, into=tmp_path / "public", partial=True)
    release = next(iter(share.open_catalog(tmp_path / "public").values())).latest()
    with pytest.raises(DefinitionError, match="same contract"):
        export([release, release], as_="geojson", into=tmp_path / "out")


@pytest.mark.parametrize(
    ("as_", "said"),
    [("fhir", "cannot carry facility-capacity"), ("geoparquet", "latitude and longitude"), ("shapefile", "shapefile")],
)
def test_a_form_that_cannot_carry_the_table_says_so_and_writes_nothing(capacity, tmp_path, as_, said):
    with pytest.raises(DefinitionError, match=said):
        export(capacity, as_=as_, into=tmp_path / "out")
    assert not list(tmp_path.glob("out/*"))


def test_a_file_is_whole_or_not_there(tmp_path):
    (tmp_path / "rows.json").write_bytes(b"before")

    def breaks():
        yield b"half"
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="disk"):
        write_whole(tmp_path / "rows.json", lambda stream: stream.writelines(breaks()), 0o600, durable=True)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("rows.json", b"before")]


def test_what_is_lost_is_counted_and_said_in_both_languages():
    losses = Losses()
    losses.add("agency", "status", "no-place", 2)
    losses.add("agency", "status", "no-place")
    losses.add("agency", None, "older-observation")
    older, lost = losses.found()
    assert (lost.field, lost.rows) == ("status", 3)
    assert lost.message("en") == "agency.status: the form has no place for it (3 rows)"
    assert lost.message("id") == "agency.status: tidak ada tempatnya dalam bentuk ini (3 baris)"
    assert older.message("en") == "agency: the form holds the latest observation only (1 older rows)"


def test_spreadsheet_cells_cannot_be_formulas_and_come_back(protected, tmp_path):
    file = export(protected([HOSPITAL], "emergency-facility"), as_="csv-spreadsheet", into=tmp_path).files[0]
    assert file.read_bytes().startswith("\ufeff".encode())
    (row,) = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
    assert row["name"] == "'=RS Contoh & <Anak>"
    assert row["phone"] == "'0215550100"
    assert row["latitude"] == "-6.2"
    assert {name: unguarded(row[name]) for name in ("name", "address", "phone")} == {
        name: HOSPITAL[name] for name in ("name", "address", "phone")
    }


@given(st.text())
def test_xml_text_is_escaped_and_leaves_out_only_what_xml_cannot_hold(value):
    from defusedxml.ElementTree import fromstring

    read = fromstring(element("cell", text(value))).text or ""
    if is_whole(value):
        # XML reads every line end as LF; a carriage return stands there as a reference and survives
        assert read == value
    else:
        assert len(read) < len(value)


def test_forms_are_found_by_what_they_carry():
    assert {form.name for form in forms()} >= {
        "csv-spreadsheet",
        "edxl-have",
        "fhir",
        "geojson",
        "geoparquet",
        "ngsi-ld",
    }
    assert all(form.standard and form.media_type for form in forms())
    assert {form.name for form in forms() if not form.takes("unit-status")} >= {"fhir", "edxl-have"}
