"""The JSON Schemas for editors say what the readers do, of every file in the repository and of wrong ones."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from opendata_share import _plugins
from opendata_share.adapters import FieldMap, find_contract
from opendata_share.cli._schemas import SCHEMAS, find_schema
from opendata_share.errors import DefinitionError

sys.path.insert(0, str(Path(__file__).parents[1] / "judgements"))
from verdict_oracles import meets  # beside the tests of the forms

ROOT = Path(__file__).parents[2]
MAPS = sorted({*ROOT.glob("examples/**/*.toml"), *(ROOT / "src/opendata_share/adapters/maps").rglob("*.toml")})
POLICIES = sorted((ROOT / "src/opendata_share/policy/given").glob("*.toml"))
Command = Callable[..., Any]


def plain(document: Any) -> Any:
    """TOML's dates and times as texts, as editors and check-jsonschema read them."""
    return json.loads(json.dumps(document, default=lambda value: value.isoformat()))


def faults(name: str, document: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(find_schema(name))
    return [error.message for error in validator.iter_errors(plain(document))]


def toml_of(page: str) -> str:
    """The first TOML text that a page of the reference shows."""
    text = (ROOT / "docs" / "reference" / page).read_text("utf-8")
    return re.findall(r"^```toml[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[0]


def is_map(path: Path) -> bool:
    return "tables" in tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one_has_an_id_and_stands_in_the_repository(name: str) -> None:
    schema = find_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith("urn:opendata-share:")
    kept = ROOT / "docs" / "schemas" / f"{name}.schema.json"
    assert json.loads(kept.read_text("utf-8")) == schema, "write it again: opendata-share schema --into docs/schemas"


def test_no_other_schema_stands_there() -> None:
    kept = {path.name for path in (ROOT / "docs" / "schemas").iterdir()}
    assert kept == {f"{name}.schema.json" for name in SCHEMAS}


@pytest.mark.parametrize("path", [path for path in MAPS if is_map(path)], ids=lambda path: path.stem)
def test_every_map_in_the_repository_meets_the_schema(path: Path) -> None:
    assert faults("field-map", tomllib.loads(path.read_text("utf-8"))) == []


WRONG_MAPS = {
    "no tables": 'agency = "demo"',
    "an unknown key": 'colour = 1\n[[tables.a]]\nb = "c"',
    "a slug that is none": 'agency = "Demo Kota"\n[[tables.a]]\nb = "c"',
    "a table that is no list": '[tables.a]\nb = "c"',
    "two producers": '[[tables.a]]\nb = { from = "c", value = 1 }',
    "no producer": '[[tables.a]]\nb = { zone = "Asia/Jakarta" }',
    "a word of another producer": '[[tables.a]]\nb = { from = "c", within = "31" }',
    "an unknown step": '[[tables.a]]\nb = { from = "c", colour = 1 }',
    "a type that is none": '[[tables.a]]\nb = { from = "c", as = "number" }',
    "a separator of two": '[[tables.a]]\nb = { from = "c", decimal = ",," }',
    "an area level of nine": '[[tables.a]]\nb = { area = "c", level = 9 }',
    "a reference by nothing": '[[tables.a]]\nb = { ref = "c" }',
    "records with a step": '[[tables.a]]\nb = { each = "c", fields = { d = "e" }, zone = "UTC" }',
    "an unknown source key": '[source]\ncolour = 1\n[[tables.a]]\nb = "c"',
    "rows that are texts": '[source]\nheader_rows = ["1"]\n[[tables.a]]\nb = "c"',
    "a join on nothing": '[join.d]\npath = "d.csv"\non = {}\n[[tables.a]]\nb = "c"',
    "a point of an unknown form": '[[tables.a]]\npoint = { from = "c", form = "utm" }',
    "a distinct without by": '[[tables.a]]\nb = "c"\ndistinct = { conflict = "first" }',
    "an empty wide": '[[tables.a]]\nb = "c"\nwide = []',
    "a wide with a table's word": '[[tables.a]]\nb = "c"\nwide = [{ key = ["d"] }]',
}


@pytest.mark.parametrize("text", WRONG_MAPS.values(), ids=WRONG_MAPS)
def test_what_the_reader_refuses_for_its_form_the_schema_refuses(text: str) -> None:
    with pytest.raises(DefinitionError):
        FieldMap.from_toml(text)
    assert faults("field-map", tomllib.loads(text)) != []


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_the_given_policies_meet_the_schema(path: Path) -> None:
    assert faults("policy", tomllib.loads(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("name", sorted(_plugins.names("contracts")))
def test_the_shipped_contracts_meet_the_schema(name: str) -> None:
    assert faults("contract", find_contract(name).to_document()) == []


def test_reports_and_baselines_meet_their_schemas(command: Command, bad: Path, field_map: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    options = ["--map", field_map, "--format", "json", "--rejected", tmp_path / "out.csv"]
    assert faults("report", json.loads(command("validate", bad, *options).out)) == []
    held = command("validate", bad, *options, "--baseline", baseline, "--write-baseline", "--strict")
    assert faults("report", json.loads(held.out)) == []
    assert faults("baseline", json.loads(baseline.read_text("utf-8"))) == []
    several = {"valid": True, "tables": [json.loads(held.out)]}
    assert faults("report", several) == []
    assert faults("report", {"valid": True}) != []
    assert faults("baseline", {"format": "opendata-share/baseline@1", "entries": [{}]}) != []


@pytest.mark.exhaustive
@pytest.mark.oracle
def test_check_jsonschema_agrees(command: Command, bad: Path, field_map: Path, tmp_path: Path) -> None:
    """Another reader of schemas and of TOML, over the examples and the given policies."""
    schemas = tmp_path / "schemas"
    assert command("schema", "--into", schemas).code == 0
    contracts = []
    for name in sorted(_plugins.names("contracts")):
        contracts.append(tmp_path / f"{name}.json")
        contracts[-1].write_text(json.dumps(find_contract(name).to_document()), encoding="utf-8")
    report, baseline = tmp_path / "report.json", tmp_path / "baseline.json"
    options = ["--map", field_map, "--format", "json", "--rejected", tmp_path / "out.csv", "--baseline", baseline]
    report.write_text(command("validate", bad, *options, "--write-baseline").out, encoding="utf-8")
    comparison, diff = tmp_path / "comparison.json", tmp_path / "diff.json"
    printed = command("diff", "fire-station", "fleet-count", "--format", "json").out
    diff.write_text(printed, encoding="utf-8")
    comparison.write_text(json.dumps(json.loads(printed)["comparisons"][0]), encoding="utf-8")
    share, requirements = tmp_path / "share.toml", tmp_path / "consumer.toml"
    share.write_text(toml_of("share-toml.md"), encoding="utf-8")
    requirements.write_text(toml_of("evolution.md"), encoding="utf-8")
    documents = {
        "share": [share],
        "requirements": [requirements],
        "comparison": [comparison],
        "diff": [diff],
        "field-map": [path for path in MAPS if is_map(path)],
        "policy": POLICIES,
        "contract": contracts,
        "report": [report],
        "baseline": [baseline],
    }
    assert set(documents) == set(SCHEMAS)
    for name, paths in documents.items():
        done = meets(schemas / f"{name}.schema.json", *paths)
        assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(WRONG_MAPS["two producers"], encoding="utf-8")
    assert meets(schemas / "field-map.schema.json", wrong).returncode == 1
    diff.write_text(printed.replace('"raised"', '"risen"'), encoding="utf-8")
    assert meets(schemas / "diff.schema.json", diff).returncode == 1  # the schema of comparisons counts inside it


def test_one_schema_is_printed_and_an_unknown_one_is_refused(command: Command) -> None:
    assert json.loads(command("schema", "policy").out) == find_schema("policy")
    listed = command("schema")
    assert all(name in listed.out for name in SCHEMAS)
    unknown = command("schema", "colour")
    assert unknown.code == 2
    assert "field-map" in unknown.err


def test_the_schema_of_policies_is_the_file_the_package_ships() -> None:
    shipped = files("opendata_share.policy").joinpath("policy-schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == find_schema("policy")
