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
