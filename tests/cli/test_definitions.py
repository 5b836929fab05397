"""`contract show`, `explain`, `codes`, `--help`: what the package knows is printed in both languages."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import opendata_share
from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.cli._console import language_asked_for
from opendata_share.cli._explain import known_rules
from opendata_share.contract import Contract
from opendata_share.schemas import code_lists

SOURCE = Path(opendata_share.__file__).parent


@pytest.mark.parametrize("name", _plugins.names("contracts"))
def test_every_contract_is_shown(command: Any, name: str) -> None:
    contract = find_contract(name)
    for language in ("en", "id"):
        outcome = command("contract", "show", name, "--lang", language)
        assert outcome.code == 0
        assert contract.title.in_language(language) in outcome.out
        assert all(field.name in outcome.out for field in contract.fields)
    assert Contract.from_document(json.loads(command("contract", "show", name, "--format", "json").out)) == contract


def test_every_check_of_every_contract_is_explained(command: Any) -> None:
    checks = {check.name for name in _plugins.names("contracts") for check in find_contract(name).checks}
    assert checks
    assert checks <= known_rules()
    for rule in sorted(checks)[:5]:
        assert command("explain", rule).code == 0


def rules_in_source() -> set[str]:
    """Return every slug that is written as `rule=` in the rooms that find things."""
    found: set[str] = set()
    for path in [*SOURCE.glob("adapters/**/*.py"), *SOURCE.glob("validation/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found


def test_every_rule_a_report_can_name_is_explained(command: Any) -> None:
    assert {"type", "unmapped"} <= rules_in_source()
    assert rules_in_source() - known_rules() == set()
    for rule in sorted(known_rules()):
        outcome = command("explain", rule, "--lang", "id")
        assert outcome.code == 0
        assert outcome.out.startswith(rule)


def test_an_unknown_rule_names_the_known_ones(command: Any) -> None:
    outcome = command("explain", "no-such-rule")
    assert outcome.code == 2
    assert "no-such-rule" in outcome.err


def test_code_lists_are_listed_and_shown(command: Any) -> None:
    assert command("codes").out.split() == list(code_lists.names())
    assert json.loads(command("codes", "--format", "json").out) == list(code_lists.names())
    for language in ("en", "id"):
        outcome = command("codes", "bed-type", "--lang", language)
        assert outcome.code == 0
        assert "emergency_department" in outcome.out
    assert json.loads(command("codes", "bed-type", "--format", "json").out)["name"] == "bed-type"
    assert command("codes", "no-such-list").code == 2


def test_help_and_version_end_with_0(command: Any) -> None:
    for arguments in ([], ["--help"], ["validate", "--help"], ["contract", "--help"], ["--version"]):
        assert command(*arguments).code == 0


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], None),
        (["--lang", "id"], "id"),
        (["--lang=en"], "en"),
        (["--lang"], None),
        (["--lang", "fr"], None),
        (["--lang", "en", "--lang", "id"], "id"),
    ],
)
def test_the_language_is_known_even_where_a_command_fails(arguments: list[str], language: str | None) -> None:
    assert language_asked_for(arguments) == language
