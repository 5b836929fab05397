"""`contract export`: the document, and what it does not say."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Command


def test_the_document_is_printed_and_what_is_lost_goes_to_standard_error(command: Command) -> None:
    outcome = command("contract", "export", "fleet-count", "--as", "json-schema", "--lang", "id")
    assert outcome.code == 0
    assert json.loads(outcome.out)["title"] == "Rekapitulasi armada"
    assert "tanpa title.en" in outcome.err
    assert "json-schema tidak memiliki kata untuk itu" in outcome.err


def test_json_says_the_document_and_every_loss_with_its_place(command: Command) -> None:
    outcome = command("contract", "export", "fleet-count", "--as", "json-schema", "--format", "json", "--lang", "en")
    told = json.loads(outcome.out)
    assert told["document"]["properties"]["total"]["minimum"] == 0
    assert {
        "contract": "fleet-count",
        "where": "/properties/total",
        "what": "unit",
        "reason": "no-place",
        "why": {"en": "json-schema has no word for it", "id": "json-schema tidak memiliki kata untuk itu"},
    } in told["lost"]


def test_a_file_is_written_whole(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "fleet.arrow"
    outcome = command("contract", "export", "fleet-count", "--as", "arrow", "--into", path, "--lang", "en")
    assert (outcome.code, outcome.out) == (0, "")
    assert "fleet-count in the words of Apache Arrow" in outcome.err
    assert list(tmp_path.iterdir()) == [path]


def test_the_contract_itself_loses_nothing(command: Command) -> None:
    outcome = command("contract", "export", "fleet-count", "--as", "contract", "--lang", "en")
    assert outcome.err.strip() == "nothing is lost: the document says everything the contract says"
    assert outcome.out == command("contract", "show", "fleet-count", "--format", "json").out


def test_what_is_no_text_needs_a_file(command: Command) -> None:
    outcome = command("contract", "export", "fleet-count", "--as", "arrow", "--lang", "en")
    assert outcome.code == 2
    assert "--into fleet-count.arrow" in outcome.err


def test_an_unknown_dialect_is_answered_with_those_there_are(command: Command) -> None:
    outcome = command("contract", "export", "fleet-count", "--as", "nope", "--lang", "en")
    assert outcome.code == 2
    assert "json-schema" in outcome.err


def test_where_nothing_can_be_written_is_said(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "fleet.json"
    outcome = command("contract", "export", "fleet-count", "--as", "contract", "--into", path, "--lang", "en")
    assert outcome.code == 2
    assert "cannot be written" in outcome.err


def test_several_contracts_do_not_fit_into_one_json_schema(command: Command) -> None:
    outcome = command("contract", "export", "fleet-count", "agency", "--as", "json-schema", "--lang", "en")
    assert outcome.code == 2
    assert "holds one contract; 2 were given" in outcome.err
