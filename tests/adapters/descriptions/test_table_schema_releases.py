"""What we publish reads back: the Data Package of a release describes its own CSV, and every row in it is sound."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import adapt, import_table_schema
from opendata_share.contract import Contract, DatasetInfo, Field, FieldType, Sensitivity, Text
from opendata_share.policy import protect
from opendata_share.releases import publish
from opendata_share.releases._data_package import descriptor
from opendata_share.releases._layout import FileEntry
from opendata_share.validation import validate

STATION = {"id": "demo:1", "name": "Pos Monas", "station_type": "post", "country": "ID"}
STATIONS: list[dict[str, Any]] = [
    {**STATION, "latitude": -6.17, "longitude": 106.8},
    {**STATION, "id": "demo:2", "name": 'Pos "Tebet", Timur'},
]


def test_a_release_describes_its_own_file(tmp_path: Path) -> None:
    table = adapt(STATIONS, to="fire-station", agency="demo", captured_at=datetime(2026, 3, 2, tzinfo=UTC))
    publication = publish(protect(validate(table), policy="open"), into=tmp_path)
    assert publication is not None
    (package,) = tmp_path.glob("demo/fire-station/*/datapackage.json")
    imported = import_table_schema(package)
    assert imported.path == package.parent / "fire-station.csv"
    read = adapt(imported.path, to=package)
    report = validate(read).report
    assert (report.valid, report.rejected, report.tables[0].balance.accepted) == (True, 0, 2)
    assert [row["name"] for row in read.to_records()] == [row["name"] for row in STATIONS]
    original = Contract.from_document(json.loads((package.parent / "contract.json").read_text("utf-8")))
    assert [field.name for field in imported.contract.fields] == [field.name for field in original.fields]
    assert imported.contract.primary_key == original.primary_key


def words(text: str) -> Text:
    return Text(text, text)


def field(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(name=name, type=kind, title=words(name), sensitivity=Sensitivity.INTERNAL, **more)


@pytest.fixture
def contract() -> Contract:
    return Contract(
        name="wide",
        version="0.0.0",
        title=words("Wide"),
        definition=words("What a descriptor can say"),
        primary_key=("id",),
        fields=(
            field("id", required=True, pattern="^[a-z]+:[A-Z0-9]+$", min_length=3, max_length=20),
            field("day", FieldType.DATE, minimum="2000-01-01", exclusive_maximum="2100-01-01"),
            field("count", FieldType.INTEGER, required=True, minimum=0, exclusive_maximum=2**40),
            field("share", FieldType.NUMBER, minimum=0.1, exclusive_maximum=1.5),
            field("yes", FieldType.BOOLEAN),
            field("at", FieldType.DATETIME, minimum="1950-01-01T00:00:00Z"),
        ),
    )


def test_our_own_descriptor_read_back_is_the_contract_again(contract: Contract) -> None:
    entry = FileEntry("wide.csv", 1, "sha256:" + "0" * 64)
    document = descriptor("demo/wide", "1", contract, DatasetInfo(), entry, entry)
    imported = import_table_schema(json.loads(json.dumps(document)))
    assert imported.contract == contract
    assert {item.message_id for item in imported.lost if item.judges} == {"lost-zone"}
