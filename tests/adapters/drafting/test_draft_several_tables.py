"""One draft for several tables: keys that repeat, references, times said once; sheets and files of their own."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import opendata_share as share
from opendata_share.adapters import FieldMap, draft_map
from opendata_share.errors import DefinitionError

BEDS = """Kode RS,Nama RS,Alamat,Jenis ruang,Kosong,Jam update
RS1,RSUD Contoh,Jl. A,IGD,3,14/03/2026 08:00
RS1,RSUD Contoh,Jl. A,ICU,1,14/03/2026 08:00
RS2,RS Misal,Jl. B,IGD,0,14/03/2026 08:10
"""
CALLS = """Nomor kejadian,Waktu lapor,Jenis,Alamat,Kode unit,Waktu berangkat
K1,2026-03-01T08:00:00+07:00,Kebakaran,Jl. A,B1,2026-03-01T08:02:00+07:00
K1,2026-03-01T08:00:00+07:00,Kebakaran,Jl. A,B2,2026-03-01T08:03:00+07:00
K2,2026-03-02T09:00:00+07:00,Banjir,Jl. B,B1,2026-03-02T09:05:00+07:00
"""


def completed(drafting: Any, text: str, **constants: str) -> str:
    """Return the draft with its proposals taken and what it asks for written."""
    found = drafting.taken(text)
    for name, value in constants.items():
        found = re.sub(rf'(?m)^{name} = \{{ value = "[^"]*" \}}', f'{name} = {{ value = "{value}" }}', found)
    return str(found)


def test_one_wide_sheet_fills_facilities_and_their_beds(drafting: Any) -> None:
    path = drafting.csv(BEDS)
    text = drafting.draft(path, ["emergency-facility", "facility-capacity"]).text
    assert '# key = ["Kode RS"]' in text
    assert '# distinct = { by = ["Kode RS"] }' in text
    assert '# facility_id = { ref = "emergency-facility", key = ["Kode RS"] }' in text
    field_map = FieldMap.from_toml(completed(drafting, text, facility_type="hospital"))
    bundle = share.adapt_bundle(path, field_map=field_map)
    facilities, beds = (bundle[name].to_records() for name in bundle)
    assert [row["id"] for row in facilities] == ["jakarta-demo:RS1", "jakarta-demo:RS2"]
    assert [row["facility_id"] for row in beds] == ["jakarta-demo:RS1", "jakarta-demo:RS1", "jakarta-demo:RS2"]
    assert [row["bed_type"] for row in beds] == ["emergency_department", "adult_icu", "emergency_department"]
    balance = share.validate(bundle).report.table("emergency-facility").balance
    assert (balance.read, balance.merged, balance.produced) == (3, 1, 2)


def test_incidents_and_the_units_sent_come_out_of_one_file(drafting: Any) -> None:
    path = drafting.csv(CALLS)
    text = drafting.draft(path, ["emergency-incident", "unit-response"]).text
    lines = text.split("\n")
    assert any(line.startswith('# key = ["Nomor kejadian"]') for line in lines)
    assert any(line.startswith('# key = ["Nomor kejadian", "Kode unit"]') for line in lines)
    assert '# incident_id = { ref = "emergency-incident", key = ["Nomor kejadian"] }' in text
    done = completed(drafting, text, incident_type="other", status="closed")
    bundle = share.adapt_bundle(path, field_map=FieldMap.from_toml(done))
    assert bundle["emergency-incident"].to_arrow().num_rows == 2
    assert bundle["unit-response"].to_arrow().num_rows == 3


def test_a_column_that_differs_within_one_incident_is_no_proposal_for_it(drafting: Any) -> None:
    text = drafting.draft(drafting.csv(CALLS), ["emergency-incident", "unit-response"]).text
    (line,) = [line for line in text.split("\n") if "first_dispatch_at" in line]
    assert line.startswith("## or: ")
    assert "differs between rows" in line


def test_every_column_is_accounted_for_once_for_all_tables(drafting: Any) -> None:
    path = drafting.csv(BEDS)
    text = drafting.draft(path, ["emergency-facility", "facility-capacity"]).text
    try:
        share.adapt_bundle(path, field_map=FieldMap.from_toml(text))
    except DefinitionError as error:
        assert error.message_id == "map-no-key"
    assert set(FieldMap.from_toml(text).source.ignore) == {"Kode RS", "Nama RS", "Jenis ruang", "Kosong", "Jam update"}


def test_a_time_that_two_tables_make_alike_is_said_once(drafting: Any) -> None:
    sheet = (
        "no unit,waktu data,kondisi,lat,lon,jam data\n"
        "B1,14/03/2026 08:00,Baik,-6.2,106.8,x\nB2,14/03/2026 09:00,Baik,-6.2,106.8,y\n"
    )
    text = drafting.draft(drafting.csv(sheet), ["unit-status", "facility-capacity"]).text
    if "[let]" not in text:
        pytest.fail(text)
    assert 'waktu_data = { from = "waktu data", format = "%d/%m/%Y %H:%M", as = "datetime" }' in text
    assert text.count('observed_at = { expr = "waktu_data" }') == 2
    FieldMap.from_toml(text)
    FieldMap.from_toml(drafting.taken(text))


def test_a_column_that_one_table_holds_to_be_personal_is_closed_for_all(drafting: Any) -> None:
    sheet = "kode,nama pos,nama komandan,no hp\nP1,Pos A,Si Contoh,081200000001\nP2,Pos B,Si Misal,081200000002\n"
    text = drafting.draft(drafting.csv(sheet), ["fire-station", "response-unit"]).text
    assert text.count("quarantine = ") == 1
    assert "Si Contoh" not in text
    assert not [line for line in drafting.active(text) if "no hp" in line and "quarantine" not in line]


def test_the_sheets_of_a_workbook_are_tables_of_their_own(drafting: Any, tmp_path: Path) -> None:
    path = tmp_path / "posts.xlsx"
    posts = [["Kode", "Nama pos", "Jenis pos"], ["P1", "Pos A", "Pos"], ["P2", "Pos B", "Sektor"]]
    units = [["No lambung", "Kode pos", "Jenis kendaraan"], ["B1", "P1", "Ambulans"], ["B2", "P2", "Mobil Pompa"]]
    workbook(path, {"Pos": posts, "Unit": units})
    text = drafting.draft(path, ["fire-station", "response-unit"]).text
    assert '\nsheet = "Pos"' in text
    assert 'source = { path = "posts.xlsx", sheet = "Unit"' in text
    assert '{ ref = "fire-station", key = ["Kode pos"] }' in text
    done = completed(drafting, text, condition="good", status="active")
    target = tmp_path / "posts.toml"
    target.write_text(done, "utf-8")
    bundle = share.adapt_bundle(path, field_map=target)
    assert bundle["response-unit"].to_arrow()["home_station_id"].to_pylist() == ["jakarta-demo:P1", "jakarta-demo:P2"]


def test_the_files_of_a_folder_are_tables_of_their_own(drafting: Any, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "posts.csv").write_text("Kode,Nama pos,Jenis pos\nP1,Pos A,Pos\nP2,Pos B,Sektor\n", "utf-8")
    units = [{"no": n, "call_sign": f"B{n}", "Kode pos": "P1", "condition": "good"} for n in range(2)]
    (folder / "units.json").write_text(json.dumps({"page": 1, "units": units}), "utf-8")
    (folder / "notes.md").write_text("nothing", "utf-8")
    text = drafting.draft(folder, ["fire-station", "response-unit"]).text
    assert '\npath = "posts.csv"' in text
    assert 'source = { path = "units.json", record = "units"' in text
    bundle = share.adapt_bundle(
        folder, field_map=FieldMap.from_toml(completed(drafting, text, unit_type="ambulance", status="active"))
    )
    assert bundle["response-unit"].to_arrow()["home_station_id"].to_pylist() == ["jakarta-demo:P1"] * 2


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("nothing", "utf-8")
    with pytest.raises(DefinitionError) as caught:
        draft_map(tmp_path, to=["fire-station", "response-unit"])
    assert caught.value.message_id == "draft-no-parts"


def test_drafting_several_tables_again_changes_nothing_and_takes_in_a_new_column(drafting: Any) -> None:
    path = drafting.csv(BEDS)
    both = ["emergency-facility", "facility-capacity"]
    text = drafting.draft(path, both).text
    assert drafting.draft(path, both, existing=text).text == text
    lines = BEDS.strip().split("\n")
    wider = "\n".join([f"{lines[0]},Isi", *(f"{line},2" for line in lines[1:])])
    again = drafting.draft(drafting.csv(wider), both, existing=text).text
    assert '"Isi"' in again
    rest = iter(again)
    assert all(sign in rest for sign in text)
    FieldMap.from_toml(again)
    assert drafting.draft(drafting.csv(wider), both, existing=again).text == again


def test_a_table_that_was_not_in_the_map_is_added_to_it(drafting: Any) -> None:
    path = drafting.csv(BEDS)
    text = drafting.draft(path, "emergency-facility").text
    again = drafting.draft(path, ["emergency-facility", "facility-capacity"], existing=text).text
    assert again.startswith(text.split("[[tables")[0])
    assert "[[tables.facility-capacity]]" in again
    FieldMap.from_toml(again)


def test_each_table_takes_the_list_that_means_most_to_it(drafting: Any, tmp_path: Path) -> None:
    hospitals = [
        {"id": "RS1", "name": "RS Contoh", "address": "Jl. A", "beds": [
            {"bed_type": "emergency_department", "available_beds": 3, "observed_at": "2026-03-01T08:00:00+07:00"},
            {"bed_type": "adult_icu", "available_beds": 1, "observed_at": "2026-03-01T08:00:00+07:00"}]},
        {"id": "RS2", "name": "RS Misal", "address": "Jl. B", "beds": []},
    ]  # fmt: skip
    path = tmp_path / "hospitals.json"
    path.write_text(json.dumps(hospitals), "utf-8")
    text = drafting.draft(path, ["emergency-facility", "facility-capacity"]).text
    assert drafting.active(text).count('each = "beds"') == 1
    done = completed(drafting, text, facility_type="hospital")
    bundle = share.adapt_bundle(path, field_map=FieldMap.from_toml(done))
    assert [row["available_beds"] for row in bundle["facility-capacity"].to_records()] == [3, 1]
    assert [row["facility_id"] for row in bundle["facility-capacity"].to_records()] == ["jakarta-demo:RS1"] * 2
    assert bundle["emergency-facility"].to_arrow().num_rows == 2


def test_typed_tables_are_drafted_like_files(drafting: Any) -> None:
    table = pa.table(
        {"id": ["P1", "P2"], "name": ["Pos A", "Pos B"], "place": [{"address": "Jl. A"}, {"address": "Jl. B"}]}
    )
    text = drafting.draft(table, "fire-station").text
    assert '# address = "place/address"' in text


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    """Write a workbook of texts."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {}
    names, links, types = "", "", ""
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        body = "".join(_row(r, row) for r, row in enumerate(rows, start=1))
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {ns}><sheetData>{body}</sheetData></worksheet>"
        names += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        links += f'<Relationship Id="r{number}" Type="{rel}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        types += f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006"
    parts["xl/workbook.xml"] = f'<workbook {ns} xmlns:r="{rel}"><sheets>{names}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{types}</Types>'
    )
    with zipfile.ZipFile(path, "w") as package_file:
        for name, content in parts.items():
            package_file.writestr(name, content)


def _row(number: int, cells: list[str]) -> str:
    written = (
        f'<c r="{chr(64 + column)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for column, cell in enumerate(cells, start=1)
    )
    return f'<row r="{number}">{"".join(written)}</row>'


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a SQLite file of posts and units."""
    path = tmp_path / "fire.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE posts (kode TEXT, nama_pos TEXT, jenis_pos TEXT);"
            "INSERT INTO posts VALUES ('P1', 'Pos A', 'Pos'), ('P2', 'Pos B', 'Sektor');"
            "CREATE TABLE units (no_lambung TEXT, kode_pos TEXT, jenis_kendaraan TEXT);"
            "INSERT INTO units VALUES ('B1', 'P1', 'Ambulans'), ('B2', 'P2', 'Mobil Pompa');"
        )
    return path


def test_the_tables_of_a_database_are_found_and_refer_to_each_other(drafting: Any, database: Path) -> None:
    text = drafting.draft(database, ["fire-station", "response-unit"]).text
    assert '\ntable = "posts"' in text
    assert 'source = { path = "fire.sqlite", table = "units"' in text
    assert '{ ref = "fire-station", key = ["kode_pos"] }' in text
    target = database.with_suffix(".toml")
    target.write_text(completed(drafting, text, condition="good", status="active"), "utf-8")
    bundle = share.adapt_bundle(database, field_map=target)
    assert bundle["response-unit"].to_arrow()["home_station_id"].to_pylist() == ["jakarta-demo:P1", "jakarta-demo:P2"]


def test_of_a_database_the_table_that_means_most_is_taken_or_the_one_that_is_named(
    drafting: Any, database: Path
) -> None:
    assert 'table = "units"' in drafting.draft(database, "response-unit").text
    assert 'table = "posts"' in drafting.draft(database, "response-unit", table="posts").text
