"""`datacontract breaking` gives our verdict wherever both have the rule; every difference is listed with its reason.

Both contracts are written as ODCS, one pair with one change a field, so that the tool is asked once. It says of each
change whether what the contract permits tightens (the producer's data may fail: we say not backward) or loosens (the
consumer may meet what is new: we say not forward).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from dialect_oracles import said
from made import SIZES, contract, field

from opendata_share.contract import (
    CodeList,
    CodeListEntry,
    Contract,
    Deprecation,
    Field,
    Level,
    Reference,
    Sensitivity,
    Text,
)
from opendata_share.dialects import compile_contract
from opendata_share.evolution import Verdict, compare

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "evolution.md"
PROGRAM = """
import json, sys
from datacontract.data_contract import DataContract
old, new = (DataContract(data_contract_file=path) for path in sys.argv[1:])
found = [[each.path, each.direction and each.direction.value] for each in old.breaking(new).entries]
print(json.dumps(found))
"""


def codes(name: str, *values: str) -> CodeList:
    entries = tuple(CodeListEntry(value, Text(value, value)) for value in values)
    return CodeList(name, "1.0.0", Text(name, name), entries)


def other(contract_name: str) -> Reference:
    return Reference((("", contract_name),))


class Case(NamedTuple):
    """One change of one field; a field that is not there is None."""

    old: dict[str, Any] | None
    new: dict[str, Any] | None
    kind: str = "text"
    kind_now: str | None = None


CASES: Final[dict[str, Case]] = {
    "gone": Case({}, None),
    "come": Case(None, {}),
    "come_required": Case(None, {"required": True}),
    "required_now": Case({}, {"required": True}),
    "optional_now": Case({"required": True}, {}),
    "type_changed": Case({}, {}, "integer", "boolean"),
    "minimum_raised": Case({"minimum": 1}, {"minimum": 2}, "integer"),
    "minimum_lowered": Case({"minimum": 2}, {"minimum": 1}, "integer"),
    "minimum_come": Case({}, {"minimum": 2}, "integer"),
    "minimum_excluded": Case({"minimum": 2}, {"exclusive_minimum": 2}, "integer"),
    "minimum_said_otherwise": Case({"minimum": 2}, {"exclusive_minimum": 1}, "integer"),
    "maximum_lowered": Case({"maximum": 2}, {"maximum": 1}, "number"),
    "maximum_gone": Case({"maximum": 2}, {}, "number"),
    "range_moved": Case({"minimum": 1, "maximum": 3}, {"minimum": 2, "maximum": 4}, "number"),
    "day_raised": Case({"minimum": "2026-01-01"}, {"minimum": "2026-02-01"}, "date"),
    "longer": Case({"max_length": 2}, {"max_length": 3}),
    "shorter": Case({"max_length": 3}, {"max_length": 2}),
    "at_least_longer": Case({"min_length": 1}, {"min_length": 2}),
    "pattern_come": Case({}, {"pattern": "^a"}),
    "pattern_gone": Case({"pattern": "^a"}, {}),
    "pattern_changed": Case({"pattern": "^a"}, {"pattern": "^b"}),
    "pattern_under_a_condition": Case({"pattern": "^a", "pattern_when": "key = 'a'"}, {"pattern": "^a"}),
    "format_come": Case({}, {"format": "email"}),
    "reference_come": Case({}, {"reference": other("thing")}),
    "reference_gone": Case({"reference": other("thing")}, {}),
    "code_gone": Case({"code_list": "grown"}, {"code_list": "shrunk"}),
    "code_come": Case({"code_list": "shrunk"}, {"code_list": "grown"}),
    "codes_come": Case({}, {"code_list": "grown"}),
    "words": Case({}, {"title": Text("Other", "Lain")}),
    "unit_changed": Case({"unit": "m"}, {"unit": "km"}, "integer"),
    "class_raised": Case({}, {"sensitivity": Sensitivity.INTERNAL}),
    "class_lowered": Case({"sensitivity": Sensitivity.INTERNAL}, {}),
    "asked_for": Case({}, {"level": Level.FULL}),
    "going": Case({}, {"deprecated": Deprecation()}),
}

DIFFERENT: Final[dict[str, Verdict]] = {
    "come": "forward",
    "pattern_changed": "full",
    "pattern_under_a_condition": "breaking",
    "format_come": "full",
    "unit_changed": "full",
    "class_raised": "full",
}
"""Where the tool says otherwise, with what it says; the page has the reason of each."""


def side(which: str) -> Contract:
    fields = [field("key", required=True)]
    for name, case in CASES.items():
        promises = case.old if which == "old" else case.new
        if promises is not None:
            kind = case.kind_now if which == "new" and case.kind_now is not None else case.kind
            made: Field = field(name, kind, **{key: value for key, value in promises.items() if key != "title"})
            fields.append(replace(made, title=promises.get("title", made.title)))
    lists = (SIZES, codes("grown", "a", "b"), codes("shrunk", "a"))
    return contract(*fields, key=("key",), code_lists=lists)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """What the tool says of each field."""
    folder = tmp_path_factory.mktemp("odcs")
    paths = []
    for which in ("old", "new"):
        path = folder / f"{which}.yaml"
        path.write_text(json.dumps(compile_contract(side(which), "odcs").document), "utf-8")
        paths.append(path)
    found: dict[str, set[str]] = {name: set() for name in CASES}
    for path, direction in said(PROGRAM, *paths):
        name = path.partition(".properties.")[2].partition(".")[0]
        found.get(name, set()).add(direction)
    return {name: verdict(directions) for name, directions in found.items()}


def verdict(directions: set[str]) -> Verdict:
    tightens, loosens = (bool(directions & {way, "both"}) for way in ("tightens", "loosens"))
    if tightens and loosens:
        return "breaking"
    return "forward" if tightens else "backward" if loosens else "full"


def ours() -> dict[str, Verdict]:
    found: dict[str, set[str]] = {name: set() for name in CASES}
    for change in compare(side("old"), side("new")).changes:
        if change.field in found:
            ways = {"producers": "tightens", "readers": "loosens"}
            found[change.field] |= {ways[each] for each in change.affects}
    return {name: verdict(directions) for name, directions in found.items()}


def test_the_verdict_is_theirs_wherever_both_have_the_rule(theirs: dict[str, Verdict]) -> None:
    mine = ours()
    differs = {name: theirs[name] for name in CASES if theirs[name] != mine[name]}
    assert differs == DIFFERENT
    assert len(CASES) - len(differs) >= 28


def test_every_difference_is_on_the_page_with_its_reason() -> None:
    page = PAGE.read_text("utf-8").partition("## Beside datacontract")[2]
    assert [name for name in DIFFERENT if f"`{name}`" not in page] == []
