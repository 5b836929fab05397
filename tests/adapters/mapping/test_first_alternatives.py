"""`first` falls through, and of a cell nobody knew it shows the last alternative's words."""

from __future__ import annotations

from opendata_share import FieldMap, adapt, validate

MAP = FieldMap.from_toml(
    """
agency = "demo"
[source]
captured_at = 2026-01-01T00:00:00Z
[[tables.fire-station]]
key = ["no"]
name = "no"
station_type = { first = [ { from = "name", match = { 'Pos .*' = "post" } },
                           { from = "kind", codes = { S = "sector" } } ] }
"""
)


def test_the_cell_of_the_last_alternative_is_the_one_shown() -> None:
    rows = [
        {"no": "1", "name": "Pos Satu", "kind": "?"},
        {"no": "2", "name": "Kantor Dua", "kind": "S"},
        {"no": "3", "name": "Kantor Tiga", "kind": "Z"},
        {"no": "4", "name": "Kantor Empat", "kind": None},
    ]
    validated = validate(adapt(rows, field_map=MAP))
    table = next(iter(validated.tables))
    assert [row["station_type"] for row in table.to_records()] == ["post", "sector"]
    shown = {
        found.row: found.parameters["value"]
        for found in validated.report.violations
        if found.rule == "unmapped" and found.field == "station_type"
    }
    assert shown == {3: "'Z'", 4: "'Kantor Empat'"}


AREAS = FieldMap.from_toml(
    """
agency = "demo"
[source]
captured_at = 2026-01-01T00:00:00Z
[[tables.fire-station]]
key = ["no"]
name = "no"
station_type = { value = "post" }
area_code = { first = [ { area = ["city", "village"] }, { area = ["city"] } ] }
"""
)


def test_what_an_area_among_alternatives_found_is_advice_and_its_words_are_kept() -> None:
    rows = [
        {"no": "1", "city": "Jakarta Pusat", "village": "Gambir"},
        {"no": "2", "city": "Kota Depok", "village": "Cipayung"},
        {"no": "3", "city": "Atlantis", "village": "Nirgendwo"},
    ]
    validated = validate(adapt(rows, field_map=AREAS))
    found = {row["id"]: (row["area_code"], row["area_source"]) for row in validated.tables[0].to_records()}
    assert found["demo:2"][0] == "32.76"
    assert found["demo:2"][1] is not None
    assert found["demo:3"][0] is None
    assert found["demo:3"][1] is not None
    assert {"area-partial", "area-not-found"} <= set(validated.report.tables[0].advice)
