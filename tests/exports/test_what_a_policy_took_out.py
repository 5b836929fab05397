"""A policy may take out any field but the key: every form is still written, and says what it could not carry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import opendata_share as share
from opendata_share.adapters import find_contract
from opendata_share.contract import Contract
from opendata_share.exports import export, forms
from opendata_share.policy import Policy
from opendata_share.stages import Validated
from opendata_share.testing import sample_table

FORMS = [(form.name, contract) for form in forms() for contract in form.contracts]
"""The forms that are made of certain contracts: the others take any field as it is."""
EVERY_CLASS = ["public", "internal", "restricted"]


def validated_rows(contract: Contract) -> Validated:
    return share.validate(share.adapt(sample_table(contract, 12, agency="demo"), to=contract, agency="demo"))


def without(contract: Contract, dropped: list[str]) -> Any:
    """Return a policy that takes out these fields, and nothing else but what is personal."""
    said = {"admits": EVERY_CLASS, "fields": dict.fromkeys(dropped, "drop")}
    document = {
        "format": "opendata-share/policy@1",
        "name": "without",
        "audience": "exchange",
        "purpose": "tests",
        "schemas": {f"{contract.name}@1": said},
    }
    return Policy.from_document(document)


def droppable(contract: Contract) -> list[str]:
    found = []
    for field in contract.fields:
        if field.name not in contract.primary_key:
            found.append(field.name)
        inside = () if field.items is None else field.items.fields
        for part in inside if len(inside) > 1 else ():
            found += [f"{field.name}[].{part.name}"]
    return found


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_every_form_is_written_whatever_a_policy_took_out(form: str, name: str, tmp_path: Path) -> None:
    contract = find_contract(name)
    rows = validated_rows(contract)
    for path in droppable(contract):
        safe = share.protect(rows, policy=without(contract, [path]))
        assert export(safe, as_=form, into=tmp_path).files, path


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_every_form_is_written_of_the_key_alone(form: str, name: str, tmp_path: Path) -> None:
    contract = find_contract(name)
    rows = validated_rows(contract)
    names = [field.name for field in contract.fields if field.name not in contract.primary_key]
    safe = share.protect(rows, policy=without(contract, names))
    assert export(safe, as_=form, into=tmp_path).files


def test_a_code_of_an_alert_without_its_value_is_lost_and_said(tmp_path: Path) -> None:
    contract = find_contract("public-alert")
    rows = validated_rows(contract)
    safe = share.protect(rows, policy=without(contract, ["event_code[].value", "areas[].area_desc"]))
    lost = {(each.field, each.reason) for each in export(safe, as_="cap", into=tmp_path).lost}
    assert {("event_code", "invalid-there"), ("areas", "invalid-there")} <= lost
    assert not any("eventCode" in file.read_text("utf-8") for file in tmp_path.iterdir())
