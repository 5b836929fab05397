"""`contract import`: other people's documents as contracts, and what of them no contract says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import find_contract, import_contract

from .conftest import Command

ODCS = Path(__file__).parents[1] / "adapters" / "descriptions" / "odcs_examples"
SCHEMA: dict[str, Any] = {
    "title": "Ward",
    "type": "object",
    "additionalProperties": False,
    "properties": {"beds": {"type": "integer", "minimum": 0, "default": 1, "x-owner": "me"}},
}
TABLE = {"fields": [{"name": "beds", "type": "integer", "example": "4"}]}


def written(folder: Path, name: str, document: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(document))
    return path


def test_what_export_wrote_is_the_same_contract_again(command: Command, tmp_path: Path) -> None:
    document, back = tmp_path / "fleet.odcs.yaml", tmp_path / "fleet.json"
    assert command("contract", "export", "fleet-count", "--as", "odcs", "--into", document).code == 0
    outcome = command("contract", "import", document, "--into", back, "--lang", "en")
    assert (outcome.code, outcome.out.strip()) == (0, str(back))
    assert "nothing is lost" in outcome.err
    assert find_contract(back) == find_contract("fleet-count")


def test_the_document_is_printed_and_what_is_lost_goes_to_standard_error(command: Command) -> None:
    outcome = command("contract", "import", ODCS / "column-accuracy.odcs.yaml", "--name", "air", "--lang", "id")
    assert outcome.code == 0
    assert json.loads(outcome.out)["x-contract"]["name"] == "air"
    assert "kontrak tidak punya tempat untuk ini" in outcome.err


def test_json_says_the_contract_and_every_loss_with_its_place(command: Command) -> None:
    outcome = command("contract", "import", f"{ODCS / 'full-example.odcs.yaml'}#tbl", "--format", "json")
    told = json.loads(outcome.out)
    assert told["standard"] == "Open Data Contract Standard 3.1"
    assert told["document"]["x-contract"]["name"] == "tbl"
    assert {
        "where": "/servers",
        "reason": "lost-no-place",
        "judges": False,
        "why": {"en": "a contract has no place for it", "id": "kontrak tidak punya tempat untuk ini"},
    } in told["lost"]


@pytest.mark.parametrize(
    ("document", "standard", "lost"),
    [
        (SCHEMA, "JSON Schema, draft 2020-12", [""]),
        (TABLE, "Table Schema, Data Package", ["", "/fields"]),
        (
            {"resources": [{"name": "ward", "path": "w.csv", "schema": TABLE}], "created": "2024"},
            "Table Schema, Data Package",
            ["", "/resources/0/schema/fields", ""],
        ),
        (find_contract("fleet-count").to_document(), "opendata-share", []),
    ],
    ids=["json-schema", "table-schema", "data-package", "contract"],
)
def test_the_standard_is_seen_by_what_a_document_holds(
    tmp_path: Path, document: Any, standard: str, lost: list[str]
) -> None:
    imported = import_contract(written(tmp_path, "x.json", document))
    assert imported.standard == standard
    assert [one.pointer for one in imported.lost] == lost
    assert not any(field.is_public for field in imported.contract().fields if standard != "opendata-share")


def test_a_json_schema_stands_in_its_contract_word_by_word(tmp_path: Path) -> None:
    contract = import_contract(written(tmp_path, "x.json", SCHEMA)).contract()
    assert contract.residual is not None
    assert contract.residual.schema.document["properties"] == SCHEMA["properties"]


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (ODCS / "full-example.odcs.yaml", "several tables: tbl, receivers"),
        (ODCS / "azure-server.odcs.yaml", "no table with columns"),
        (f"{ODCS / 'full-example.odcs.yaml'}#hospital", "no table called hospital"),
        ("https://example.org/x.odcs.yaml", "https://example.org"),
        ("nowhere.odcs.yaml", "nowhere.odcs.yaml"),
    ],
)
def test_what_is_no_contract_is_refused_with_what_to_do(command: Command, file: Any, says: str) -> None:
    outcome = command("contract", "import", file, "--lang", "en")
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err


def test_a_file_that_is_there_is_not_overwritten(command: Command, tmp_path: Path) -> None:
    there = written(tmp_path, "there.json", {})
    outcome = command("contract", "import", ODCS / "table-column.odcs.yaml", "--into", there, "--lang", "en")
    assert outcome.code == 2
    assert there.read_text() == "{}"
