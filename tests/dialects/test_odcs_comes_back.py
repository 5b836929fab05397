"""What is written as an Open Data Contract Standard document is read back as the same contract."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from generated_contracts import Promise, promises
from hypothesis import HealthCheck, given, settings

from opendata_share.adapters import import_odcs
from opendata_share.contract import (
    Contract,
    Deprecation,
    Field,
    FieldType,
    RenameField,
    Sensitivity,
    Text,
    Upgrade,
)
from opendata_share.dialects import compile_contract


def comes_back(contract: Contract) -> None:
    imported = import_odcs(compile_contract(contract, "odcs").document)
    assert imported.contract().to_document() == contract.to_document()
    assert imported.lost == ()


@given(promise=promises(filled=True))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_contracts_nobody_thought_of(promise: Promise) -> None:
    comes_back(promise.contract)


def field(name: str, kind: FieldType, **promised: Any) -> Field:
    return Field(name=name, type=kind, title=Text(name, name), sensitivity=Sensitivity.PERSONAL, **promised)


@pytest.mark.parametrize(
    "contract",
    [
        Contract(
            "thing",
            "1.0.0",
            Text("Thing", "Benda"),
            (
                field("a", FieldType.TEXT, required=True, specific=True),
                field("c", FieldType.DATE, deprecated=Deprecation(date(2027, 1, 1), "d", Text("e", "i"))),
                field("d", FieldType.INTEGER, derived="1 + 1"),
            ),
            upgrades=(Upgrade("0.9.0", (RenameField("old", "a"),)),),
        ),
        Contract.from_json_schema(
            {
                "title": "Ward",
                "type": "object",
                "properties": {
                    "beds": {"type": "integer", "multipleOf": 2},
                    "Nama RS": {"type": ["string", "integer"]},
                },
            }
        ),
    ],
    ids=["evolving", "of-a-json-schema"],
)
def test_what_only_our_own_words_say(contract: Contract) -> None:
    comes_back(contract)
