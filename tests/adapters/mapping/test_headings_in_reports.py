"""A report names the column by its own heading beside the field it fills."""

from __future__ import annotations

import opendata_share as share

MAP = """
agency = "demo"
[source]
zone = "Asia/Jakarta"
captured_at = 2026-03-02T00:00:00+07:00
[let]
seen = { from = "Jam", as = "datetime", format = "%d/%m/%Y %H:%M" }
[[tables.facility-capacity]]
facility_id = "Kode"
observed_at = { expr = "seen" }
staffed_beds = "Siap pakai"
wide = [
  { bed_type = { value = "emergency_department" }, available_beds = "IGD kosong" },
  { bed_type = { value = "adult_icu" }, available_beds = "ICU kosong" },
]
"""
ROW = {"Kode": "1", "Jam": "01/03/2026 07:00", "Siap pakai": "9", "IGD kosong": "1", "ICU kosong": "2"}


def violations(*rows: dict[str, str]) -> tuple[share.Violation, ...]:
    return share.validate(share.adapt(list(rows), field_map=share.FieldMap.from_toml(MAP))).report.violations


def test_a_cell_that_does_not_fit_is_named_by_the_heading_of_its_own_group() -> None:
    (found,) = violations({**ROW, "ICU kosong": "dua"})
    assert (found.field, found.columns) == ("available_beds", ("ICU kosong",))


def test_what_a_let_makes_is_named_by_the_column_the_let_reads() -> None:
    found = violations({**ROW, "Jam": "31/02/2026 07:00"})
    assert {(one.field, one.columns) for one in found if one.rule == "type"} == {("observed_at", ("Jam",))}


def test_a_check_names_every_column_it_looks_at() -> None:
    found = violations({**ROW, "IGD kosong": "10"})
    (one,) = (one for one in found if one.rule == "available-within-staffed")
    assert set(one.columns) == {"IGD kosong", "Siap pakai"}


def test_a_repeated_key_names_the_columns_of_the_key() -> None:
    found = violations(ROW, ROW)
    assert {one.columns for one in found if one.rule == "duplicate-key"} == {("Kode", "Jam")}


def test_the_text_shows_the_heading_first_in_both_languages() -> None:
    rows = [{**ROW, "IGD kosong": "dua"}]
    report = share.validate(share.adapt(rows, field_map=share.FieldMap.from_toml(MAP))).report
    assert 'row 1, "IGD kosong" (available_beds) [type]' in report.text("en")
    assert 'baris 1, "IGD kosong" (available_beds) [type]' in report.text("id")
    assert report.to_document()["violations"][0]["columns"] == ["IGD kosong"]


def test_where_headings_are_the_fields_own_names_nothing_is_said_twice() -> None:
    rows = [{"facility_id": "1", "bed_type": "adult_icu", "available_beds": "x", "observed_at": "2026-03-01T07:00:00Z"}]
    text = share.validate(share.adapt(rows, to="facility-capacity", agency="demo")).report.text()
    assert "row 1, available_beds [type]" in text
