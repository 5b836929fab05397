"""Drafting again: what a person wrote stays, and only what is new is added."""

from __future__ import annotations

from typing import Any

from opendata_share.adapters import FieldMap

OLD = [
    {"Kode RS": f"R{n}", "Nama RS": "x", "IGD kosong": "1", "Jam update": f"{n + 13}/03/2026 07:50"} for n in range(5)
]
NEW = [{**row, "NICU kosong": "2", "Antrian": "3", "Warna": "biru", "No HP": "081234567890"} for row in OLD]
EDITED = """# my own words
agency = "demo"

[source]
zone = "Asia/Jakarta"
ignore = [
  "Nama RS",   # not needed
]

[[tables.facility-capacity]]   # beds
facility_id = "Kode RS"
observed_at = { from = "Jam update", format = "%d/%m/%Y %H:%M" }
wide = [
  { bed_type = { value = "emergency_department" }, available_beds = "IGD kosong" },
]
"""


def test_drafting_twice_adds_nothing(drafting: Any) -> None:
    first = drafting.draft(OLD, "facility-capacity").text
    assert drafting.draft(OLD, "facility-capacity", existing=first).text == first
    taken = drafting.taken(first)
    assert drafting.draft(OLD, "facility-capacity", existing=taken).text == taken


def test_new_columns_are_added_and_every_old_byte_stays_in_order(drafting: Any) -> None:
    text = drafting.draft(NEW, "facility-capacity", existing=EDITED).text
    rest = iter(text)
    assert all(sign in rest for sign in EDITED)
    assert '"Nama RS", "NICU kosong", "Antrian", "Warna",   # not needed' in text
    assert 'quarantine = ["No HP"]' in text
    assert '# queue_count = "Antrian"' in text
    FieldMap.from_toml(text)
    FieldMap.from_toml(drafting.taken(text))
    assert drafting.draft(NEW, "facility-capacity", existing=text).text == text


def test_the_map_with_additions_still_works(drafting: Any) -> None:
    text = drafting.draft(NEW, "facility-capacity", existing=EDITED).text
    assert drafting.judged(NEW, drafting.taken(text, "queue_count")).report.valid


def test_new_columns_of_a_wide_group_are_shown_as_an_entry(drafting: Any) -> None:
    text = drafting.draft(NEW, "facility-capacity", existing=EDITED).text
    assert '{ bed_type = { value = "nicu" }, available_beds = "NICU kosong" }' in text


def test_a_rejected_proposal_whose_column_is_ignored_stays_away(drafting: Any) -> None:
    text = EDITED.replace('"Nama RS",', '"Nama RS", "Antrian",')
    rows = [{**row, "Antrian": "3"} for row in OLD]
    assert drafting.draft(rows, "facility-capacity", existing=text).text == text


def test_a_deleted_proposal_of_an_open_column_comes_back(drafting: Any) -> None:
    rows = [{**row, "Antrian": "3"} for row in OLD]
    assert "# queue_count" in drafting.draft(rows, "facility-capacity", existing=EDITED).text


def test_a_second_contract_gets_a_block_of_its_own(drafting: Any) -> None:
    text = drafting.draft(OLD, "emergency-facility", existing=EDITED).text
    assert text.startswith(EDITED)
    assert "[[tables.emergency-facility]]" in text
    FieldMap.from_toml(drafting.taken(text))


def test_line_ends_stay_as_they_are(drafting: Any) -> None:
    text = EDITED.replace("\n", "\r\n")
    added = drafting.draft(NEW, "facility-capacity", existing=text).text
    assert added.count("\n") == added.count("\r\n")
    FieldMap.from_toml(added)


def test_a_map_without_a_source_section_gets_one(drafting: Any) -> None:
    block = '[[tables.fire-station]]\nkey = ["Kode"]\nname = "Nama pos"\nstation_type = { value = "post" }\n'
    text = f'agency = "demo"\n{block}'
    rows = [{"Kode": "1", "Nama pos": "a", "Warna": "biru"}]
    added = drafting.draft(rows, "fire-station", existing=text).text
    assert '[source]\nignore = ["Warna"]\n' in added
    assert drafting.judged(rows, added).report.valid


def test_quarantined_columns_stay_closed(drafting: Any) -> None:
    text = EDITED.replace("ignore = [", 'quarantine = ["Antrian"]\nignore = [')
    rows = [{**row, "Antrian": "3"} for row in OLD]
    assert drafting.draft(rows, "facility-capacity", existing=text).text == text
