"""Strangers' contracts on the command line: judged at once, what is not judged said once, shown in full on request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PACKAGE = {
    "resources": [
        {"name": "hospitals", "path": "h.csv", "schema": {"fields": [{"name": "id"}], "primaryKey": "id"}},
        {
            "name": "Beds",
            "path": "beds.csv",
            "dialect": {"delimiter": ";"},
            "schema": {
                "fields": [
                    {"name": "Kode RS", "type": "string", "constraints": {"required": True, "pattern": "(?=x).*"}},
                    {"name": "Kosong", "type": "integer", "constraints": {"minimum": 0}},
                ],
                "foreignKeys": [{"fields": "Kode RS", "reference": {"resource": "hospitals", "fields": "id"}}],
            },
        },
    ]
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(PACKAGE), "utf-8")
    (tmp_path / "h.csv").write_text("id\nx\n", "utf-8")
    (tmp_path / "beds.csv").write_text("Kode RS;Kosong\nx;1\ny;2\n", "utf-8")
    return path


def test_the_described_file_is_judged_at_once(command: Any, package: Path) -> None:
    outcome = command("validate", package.with_name("beds.csv"), "--to", package)
    assert outcome.code == 0
    assert "beds@0.0.0: 2 rows read, 2 accepted" in outcome.out
    assert "as it says (1)" in outcome.err
    assert f"contract show {package}" in outcome.err


def test_broken_rows_are_named_by_the_files_own_headings(command: Any, package: Path) -> None:
    package.with_name("beds.csv").write_text("Kode RS;Kosong\n;-1\nx;banyak\n", "utf-8")
    outcome = command("validate", package.with_name("beds.csv"), "--to", package, "--format", "json")
    assert outcome.code == 1
    found = {(item["row"], item["rule"]) for item in json.loads(outcome.out)["violations"]}
    assert found == {(1, "required"), (1, "minimum"), (2, "type")}


def test_a_reference_of_the_package_is_read_as_the_package_says(command: Any, package: Path) -> None:
    beds, hospitals = package.with_name("beds.csv"), package.with_name("h.csv")
    outcome = command("validate", beds, "--to", package, "--reference", f"hospitals={hospitals}")
    assert outcome.code == 0
    assert "dangling-reference 1" in outcome.out


def test_show_lists_everything_that_is_lost(command: Any, package: Path) -> None:
    outcome = command("contract", "show", f"{package}#Beds", "--lang", "id")
    assert outcome.code == 0
    assert "kode_rs" in outcome.out
    assert "/resources/1/schema/fields/0/constraints/pattern: pola tidak dinilai" in outcome.out
    assert "semua dianggap internal" in outcome.out


def test_show_as_json_is_a_contract_of_ours_and_the_note_stays_out_of_it(command: Any, package: Path) -> None:
    outcome = command("contract", "show", f"{package}#Beds", "--format", "json")
    assert json.loads(outcome.out)["x-contract"]["name"] == "beds"
    assert "as it says (1)" in outcome.err


@pytest.mark.parametrize(("lang", "words"), [("en", "name one of them behind #"), ("id", "sebut salah satunya")])
def test_several_tables_must_be_told_apart(command: Any, package: Path, lang: str, words: str) -> None:
    outcome = command("contract", "show", package, "--lang", lang)
    assert outcome.code == 2
    assert "hospitals, Beds" in outcome.err
    assert words in outcome.err


def test_the_open_policy_publishes_no_field_of_a_strangers_contract(
    command: Any, package: Path, tmp_path: Path
) -> None:
    beds = package.with_name("beds.csv")
    arguments = ("--to", package, "--into", tmp_path / "out", "--agency", "demo", "--policy")
    refused = command("publish", beds, *arguments, "open")
    assert refused.code == 2
    assert not list(tmp_path.glob("out/**/*.csv"))
    assert command("publish", beds, *arguments, "exchange").code == 0
    assert list(tmp_path.glob("out/demo/beds/*/beds.csv"))
