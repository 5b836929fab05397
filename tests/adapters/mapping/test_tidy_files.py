"""Without a map: headings are fields by exact name or title, JSON is taken at its word, references stand as written."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import FieldMap, adapt, find_contract
from opendata_share.contract import Contract, Field, FieldType, Reference, Sensitivity, Text
from opendata_share.errors import DefinitionError, SourceError, SourceUnavailable

STATION = {"id": "demo:1", "name": "Pos", "station_type": "post"}


@pytest.mark.parametrize(
    "headings",
    [
        ("id", "name", "station_type"),
        ("ID", "Nama pos", "Jenis pos"),
        ("Id", "STATION NAME", "station type"),
        ("i_d", "namapos", "StationType"),
    ],
)
def test_headings_are_fields_by_name_or_title(headings: tuple[str, ...]) -> None:
    table = adapt([dict(zip(headings, STATION.values(), strict=True))], to="fire-station", agency="demo")
    (row,) = table.to_records()
    assert {name: row[name] for name in STATION} == STATION
    assert row["agency_id"] == "demo"
    assert row["country"] == "ID"


@pytest.mark.parametrize(
    ("headings", "message_id"),
    [
        (["id", "name", "station_type", "colour"], "table-unknown-columns"),
        (["id", "name"], "table-missing-columns"),
        (["id", "name", "Nama pos", "station_type"], "table-same-field"),
    ],
    ids=str,
)
def test_other_headings_are_the_suppliers_to_mend(headings: list[str], message_id: str) -> None:
    with pytest.raises(SourceError) as refused:
        adapt([dict.fromkeys(headings, "x")], to="fire-station", agency="demo")
    assert refused.value.message_id == message_id
    assert refused.value.exit_code == 1


def judged(path: Path, name: str, value: Any) -> tuple[Any, list[str]]:
    path.write_text(json.dumps([{**STATION, name: value}]), encoding="utf-8")
    batches = list(adapt(path, to="fire-station", agency="demo").stream())
    rules = [misfit.rule for batch in batches for misfit in batch.misfits]
    return batches[0].data.column(name)[0].as_py(), rules


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("shifts", 3, 3),
        ("shifts", 3.0, 3),
        ("shifts", "3", None),
        ("shifts", True, None),
        ("shifts", 2.5, None),
        ("shifts", 10**20, None),
        ("name", 5, None),
        ("name", " x", " x"),
        ("latitude", -6.5, -6.5),
        ("latitude", "-6.5", None),
        ("latitude", 1, 1.0),
    ],
    ids=repr,
)
def test_json_is_taken_at_its_word(tmp_path: Path, name: str, value: Any, expected: Any) -> None:
    found, rules = judged(tmp_path / "s.json", name, value)
    assert found == expected
    assert rules == ([] if expected is not None else ["type"])


def test_json_null_is_absent(tmp_path: Path) -> None:
    assert judged(tmp_path / "s.json", "shifts", None) == (None, [])


def test_text_cells_are_converted_without_a_map(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("id,name,station_type,shifts\ndemo:1,006,post,3\n", encoding="utf-8")
    (row,) = adapt(path, to="fire-station", agency="demo").to_records()
    assert (row["name"], row["shifts"]) == ("006", 3)


def test_references_take_the_agency_that_is_named_and_stand_as_written_without() -> None:
    rows = [{**STATION, "agency_id": "demo", "parent_station_id": "other:9"}, {**STATION, "parent_station_id": "9"}]
    found = [row["parent_station_id"] for row in adapt(rows, to="fire-station", agency="demo").to_records()]
    assert found == ["other:9", "demo:9"]
    found = [row["parent_station_id"] for row in adapt(rows, to="fire-station").to_records()]
    assert found == ["other:9", "9"]


def test_a_contract_is_found_by_name_class_or_document(tmp_path: Path) -> None:
    from opendata_share.schemas import FireStation

    contract = find_contract("fire-station")
    path = tmp_path / "c.json"
    path.write_text(json.dumps(contract.to_document()), encoding="utf-8")
    assert (
        find_contract(FireStation)
        == find_contract(path)
        == find_contract(str(path))
        == find_contract(contract)
        == contract
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{", DefinitionError),
        ("[]", DefinitionError),
        ("\ud800".encode("utf-8", "surrogatepass"), DefinitionError),
        (None, SourceUnavailable),
    ],
)
def test_a_document_that_is_no_contract_is_refused(
    tmp_path: Path, text: str | bytes | None, kind: type[Exception]
) -> None:
    path = tmp_path / "c.json"
    if text is not None:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(kind):
        find_contract(path)
    with pytest.raises(DefinitionError):
        find_contract("no-such-contract")


def test_times_without_an_offset_need_a_zone_also_without_a_map() -> None:
    row = {"facility_id": "1", "bed_type": "adult_icu", "available_beds": "1", "observed_at": "2026-03-01 07:00:00"}
    table = adapt([row], to="facility-capacity", agency="demo", zone="Asia/Makassar")
    assert str(table.to_arrow()["observed_at"][0].as_py()) == "2026-02-28 23:00:00+00:00"
    with pytest.raises(DefinitionError) as caught:
        adapt([row], to="facility-capacity", agency="demo", zone="WITA")
    assert caught.value.message_id == "map-zone"


def test_a_contract_of_ones_own_may_refer_to_rows_nobody_has_described() -> None:
    facility = Field(
        name="facility_id",
        type=FieldType.TEXT,
        title=Text("Facility", "Fasilitas"),
        sensitivity=Sensitivity.PUBLIC,
        reference=Reference((("", "nobodys-facility"),)),
    )
    contract = Contract("visit", "1.0.0", Text("Visit", "Kunjungan"), (facility,))
    rows = [{"facility_id": "CA-1"}, {"facility_id": "other:2"}]
    assert adapt(rows, to=contract, agency="demo").to_records() == rows


def test_an_infinite_number_beside_a_whole_one_written_with_a_point_is_no_integer() -> None:
    beds = Field(
        name="beds", type=FieldType.INTEGER, title=Text("Beds", "Tempat tidur"), sensitivity=Sensitivity.PUBLIC
    )
    contract = Contract("ward", "1.0.0", Text("Ward", "Bangsal"), (beds,))
    table = adapt([{"beds": value} for value in (2.0, math.inf, math.nan)], to=contract)
    assert table.to_records() == [{"beds": 2}, {"beds": None}, {"beds": None}]


def test_a_map_too_fills_a_contract_that_refers_to_rows_nobody_here_has_described() -> None:
    facility = Field(
        name="facility_id",
        type=FieldType.TEXT,
        title=Text("Facility", "Fasilitas"),
        sensitivity=Sensitivity.PUBLIC,
        reference=Reference((("", "nobodys-facility"),)),
    )
    contract = Contract("visit", "1.0.0", Text("Visit", "Kunjungan"), (facility,))
    field_map = FieldMap.from_toml('agency = "demo"\n[[tables.visit]]\nfacility_id = "rs"\n')
    table = adapt([{"rs": "CA-1"}], to=contract, field_map=field_map)
    assert table.to_records() == [{"facility_id": "CA-1"}]  # whose they are is not known: they are taken as they stand
