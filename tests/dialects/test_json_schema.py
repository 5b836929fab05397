"""JSON Schema: what is judged is what the contract document judges, without a word of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dialect_oracles import judged

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.dialects import compile_contract

SHIPPED = _plugins.names("contracts")


def without_ours(schema: Any) -> Any:
    """Return a contract document without `x-contract` and what only says what it is called."""
    if isinstance(schema, list):
        return [without_ours(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: without_ours(value) for key, value in schema.items() if key not in {"x-contract", "$id"}}


@pytest.mark.parametrize("name", SHIPPED)
def test_it_is_the_contract_document_without_our_words(name: str) -> None:
    contract = find_contract(name)
    compiled = compile_contract(contract, "json-schema").document
    assert without_ours(compiled) == without_ours(contract.to_document())
    assert "x-contract" not in str(compiled)


@pytest.mark.oracle
def test_check_jsonschema_accepts_every_shipped_one(tmp_path: Path) -> None:
    files = [compile_contract(find_contract(name), "json-schema").write(tmp_path / f"{name}.json") for name in SHIPPED]
    done = judged("check-jsonschema", "--check-metaschema", *files)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done"), done.stdout + done.stderr


@pytest.mark.oracle
def test_check_jsonschema_refuses_a_bad_record_and_takes_a_good_one(tmp_path: Path) -> None:
    schema = compile_contract(find_contract("fleet-count"), "json-schema").write(tmp_path / "fleet-count.json")
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    record = (
        '{"holder_type": "agency", "holder_id": "demo:1", "unit_type": "ambulance", "as_of": "2026-03-02",'
        ' "total": %s, "agency_id": "demo", "recorded_at": "2026-03-02T08:00:00Z", "recorded_at_basis": "source",'
        ' "as_of_precision": "day"}'
    )
    good.write_text(record % 3, "utf-8")
    bad.write_text(record % -3, "utf-8")
    done = judged("check-jsonschema", "--schemafile", schema, good, bad)
    assert done.returncode == 1
    assert "good.json" not in done.stdout
    assert "bad.json::$.total: -3 is less than the minimum of 0" in done.stdout
