"""`validate --to schema.json`: a plain JSON Schema judges a file, and `--explain-plan` says how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Ward",
    "type": "object",
    "required": ["ward"],
    "additionalProperties": False,
    "properties": {
        "ward": {"type": "string", "minLength": 1},
        "beds": {"type": "integer", "multipleOf": 2},
        "fee": {"type": "number", "multipleOf": 0.01},
    },
    "dependentRequired": {"fee": ["beds"]},
}


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "ward.schema.json"
    path.write_text(json.dumps(SCHEMA), "utf-8")
    return path


def rules(output: str) -> list[tuple[int, str | None, str]]:
    return [(one["row"], one["field"], one["rule"]) for one in json.loads(output)["violations"]]


def test_a_csv_file_is_judged_by_a_json_schema(schema: Path, tmp_path: Path, command: Any) -> None:
    data = tmp_path / "ward.csv"
    data.write_text("ward,beds,fee\nA,2,19.99\nB,3,\nC,,1.005\n", "utf-8")
    outcome = command("validate", data, "--to", schema, "--format", "json", "--lang", "en")
    assert outcome.code == 1
    assert rules(outcome.out) == [
        (2, "beds", "multiple-of"), (3, "beds", "dependent-required"), (3, "fee", "multiple-of"),
    ]  # fmt: skip


def test_an_empty_text_is_a_text_where_the_source_says_what_is_null(schema: Path, tmp_path: Path, command: Any) -> None:
    data = tmp_path / "ward.ndjson"
    data.write_text('{"ward": ""}\n{"ward": null}\n{"ward": "A"}\n', "utf-8")
    outcome = command("validate", data, "--to", schema, "--format", "json", "--lang", "en")
    assert outcome.code == 1
    assert rules(outcome.out) == [(1, "ward", "min-length"), (2, "ward", "required")]


def test_the_plan_is_printed_and_nothing_is_judged(schema: Path, tmp_path: Path, command: Any) -> None:
    absent = tmp_path / "ward.csv"
    lines = command("validate", absent, "--to", schema, "--explain-plan", "--lang", "en").out.splitlines()
    assert lines[0] == "ward@0.0.0: 5 rules run over whole columns, 1 row by row, 0 over the whole table"
    assert any(line.split()[:4] == ["fee", "multiple-of", "/properties/fee", "rows"] for line in lines)
    outcome = command("validate", absent, "--to", schema, "--explain-plan", "--format", "json", "--lang", "id")
    assert outcome.code == 0
    (plan,) = json.loads(outcome.out)["plans"]
    assert plan["counts"] == {"columns": 5, "rows": 1, "table": 0}
    assert {rule["reason"] for rule in plan["rules"]} == {"field", "mask", "decimal"}


def test_a_shipped_contract_has_a_plan_too(tmp_path: Path, command: Any) -> None:
    out = command("validate", tmp_path / "x.csv", "--to", "facility-capacity", "--explain-plan", "--lang", "en").out
    assert "duplicate-key" in out
    assert " 0 row by row" in out


def test_a_plan_needs_a_contract(tmp_path: Path, command: Any) -> None:
    outcome = command("validate", tmp_path / "x.csv", "--explain-plan", "--lang", "en")
    assert outcome.code == 2
    assert "--to CONTRACT" in outcome.err


def test_a_schema_of_another_draft_is_refused_with_its_file(tmp_path: Path, command: Any) -> None:
    path = tmp_path / "old.json"
    path.write_text('{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {}}', "utf-8")
    outcome = command("validate", tmp_path / "x.csv", "--to", path, "--lang", "en")
    assert outcome.code == 2
    assert "old.json" in outcome.err
    assert "2020-12" in outcome.err


def test_the_contract_made_of_a_schema_is_shown(schema: Path, command: Any) -> None:
    document = json.loads(command("contract", "show", schema, "--format", "json", "--lang", "en").out)
    assert document["x-contract"]["residual"]["rules"]
    assert document["allOf"][0]["title"] == "Ward"


def test_rows_of_json_go_the_whole_journey(tmp_path: Path, command: Any) -> None:
    """Published, described, read again from the CSV and judged by the contract of the release: nothing is lost."""
    schema, data, into = tmp_path / "s.json", tmp_path / "d.ndjson", tmp_path / "out"
    properties = {"id": {"type": "string"}, "any": {"type": ["string", "integer", "object"]}}
    schema.write_text(json.dumps({"title": "Thing", "properties": properties, "required": ["id"]}), "utf-8")
    lines = [
        '{"id": "1", "any": "12"}',
        '{"id": "2", "any": 12}',
        '{"id": "3", "any": {"a": [1.10]}, "more": null, "x": 1}',
    ]
    data.write_text("\n".join(lines) + "\n", "utf-8")
    outcome = command("publish", data, "--to", schema, "--policy", "exchange", "--into", into, "--agency", "demo")
    assert outcome.code == 0, outcome.err
    release = into / "demo" / "thing" / "1"
    described = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert {field["type"] for field in described["resources"][0]["schema"]["fields"]} == {"string", "any"}
    assert (release / "thing.csv").read_text("utf-8").splitlines()[1:] == [
        '1,"""12""",', "2,12,", '3,"{""a"":[1.10]}","{""x"":1}"',
    ]  # fmt: skip
    assert command("validate", release / "thing.csv", "--to", release / "contract.json").code == 0


def test_a_sheet_and_a_map_can_be_made_for_it(schema: Path, tmp_path: Path, command: Any) -> None:
    sheet = tmp_path / "sheet.csv"
    assert command("contract", "template", schema, "--as", "csv", "--into", sheet).code == 0
    assert sheet.read_text("utf-8-sig").splitlines()[0].split(",") == ["ward", "beds", "fee"]
    data = tmp_path / "d.csv"
    data.write_text("ward,beds\nA,2\n", "utf-8")
    assert 'ward = "ward"' in command("map", "draft", data, "--to", schema).out
