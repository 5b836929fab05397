"""What a JSON Schema asks besides the fields: the same by columns, row by row and record by record."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share import _plugins
from opendata_share.adapters import adapt, find_contract
from opendata_share.contract import Contract, Sensitivity
from opendata_share.policy import protect
from opendata_share.report import Report
from opendata_share.stages import Lineage, Table
from opendata_share.validation import Plan, explain_plan, judge_record, validate
from opendata_share.validation._judge import judge_of

WARD: dict[str, Any] = {
    "title": "Ward",
    "$defs": {"uri": {"type": "string", "format": "uri"}},
    "type": "object",
    "required": ["ward", "beds"],
    "additionalProperties": False,
    "properties": {
        "ward": {"type": "string", "pattern": "^[A-Z]+[0-9]+$"},
        "beds": {"type": "integer", "minimum": 0, "multipleOf": 2},
        "kind": {"enum": ["icu", "er", None]},
        "fee": {"type": "number", "multipleOf": 0.01},
        "open": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "notes": {"type": ["string", "integer", "null"], "minimum": 10},
        "contact": {"type": "object", "required": ["phone"], "properties": {"phone": {"$ref": "#/$defs/uri"}}},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "contains": {"const": "a"}},
    },
    "dependentRequired": {"fee": ["kind"]},
    "if": {"properties": {"kind": {"const": "icu"}}, "required": ["kind"]},
    "then": {"properties": {"beds": {"minimum": 4}}},
    "else": {"not": {"required": ["contact"]}},
    "anyOf": [{"required": ["open"]}, {"required": ["notes"]}],
    "oneOf": [
        {"properties": {"day": {"const": "2026-01-01"}}, "required": ["day"]},
        {"properties": {"beds": {"maximum": 10}}},
    ],
}  # fmt: skip
CONTRACT = Contract.from_json_schema(WARD)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "ward": st.sampled_from(["AB1", "ab1", "Z9"]),
        "beds": st.integers(-1, 12) | st.sampled_from(["4", 2.0, 2.5, 2**63]),
        "kind": st.sampled_from(["icu", "er", "ward", None]),
        "fee": st.sampled_from([19.99, 1.005, 3, 1e300, "x"]),
        "open": st.booleans() | st.just(1),
        "day": st.sampled_from(["2026-01-01", "2026-02-30", "2026-01-02"]),
        "notes": st.sampled_from(["x", 9, 10, 1.5, True, None]),
        "contact": st.sampled_from([{"phone": "tel:1"}, {"phone": "x"}, {}, {"phone": 1}, "x"]),
        "tags": st.lists(st.sampled_from(["a", "b"]), max_size=3) | st.sampled_from([[1], "a", [None]]),
    },
)


def found(report: Report) -> set[tuple[int | None, str | None, str]]:
    return {(one.row, one.field, one.rule) for one in report.tables[0].violations}


def by_record(contract: Contract, rows: list[dict[str, Any]]) -> set[tuple[int | None, str | None, str]]:
    return {(at, one.field, one.rule) for at, row in enumerate(rows, 1) for one in judge_record(contract, row)}


@settings(max_examples=150)
@given(st.lists(ROWS, min_size=1, max_size=6))
def test_columns_rows_and_records_come_to_one_verdict(rows: list[dict[str, Any]]) -> None:
    if not {"ward", "beds"} <= set().union(*rows):
        rows = [*rows, {"ward": "AB1", "beds": 2}]  # a heading that is missing is one answer for the file
    assert found(validate(adapt(rows, to=CONTRACT), keep=False).report) == by_record(CONTRACT, rows)


@settings(max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=6))
def test_masks_change_no_verdict(rows: list[dict[str, Any]]) -> None:
    """With every mask taken away each row is asked: the same is found."""
    rows = [*rows, {"ward": "AB1", "beds": 2}]
    judge = judge_of(CONTRACT)
    slow = judge_of(CONTRACT)
    assert slow.residual is not None
    slow.residual.asked = tuple(type(each)(each.rule, None, "json") for each in slow.residual.asked)  # type: ignore[misc]
    for batch in adapt(rows, to=CONTRACT).stream():
        fast, asked = ({(f.field, f.rule, *f.positions.tolist()) for f in one.findings(batch)} for one in (judge, slow))
        assert fast == asked


def test_the_way_rows_come_changes_nothing() -> None:
    rows = [{"ward": f"AB{at}", "beds": at, "kind": "icu", "notes": at} for at in range(40)]
    table = adapt(rows, to=CONTRACT).to_arrow()
    expected = by_record(CONTRACT, rows)
    for size in (1, 7, 40):
        batches = table.to_batches(max_chunksize=size)
        chunked = Table.of_batches(CONTRACT, lambda batches=batches: iter(batches), Lineage(source="rows"))
        assert found(validate(chunked, keep=False).report) == expected
        with ThreadPoolExecutor(2) as pool:
            assert found(validate(chunked, keep=False, map_batches=pool.map).report) == expected
    judge = pickle.loads(pickle.dumps(judge_of(CONTRACT)))
    assert judge.residual.asked[0].rule == judge_of(CONTRACT).residual.asked[0].rule  # type: ignore[union-attr]


def test_typed_columns_are_judged_as_what_they_stand_for() -> None:
    table = pa.table({"ward": ["AB1", "AB2"], "beds": [2, 3], "fee": [19.99, 1.005], "kind": ["er", "er"],
                      "open": [True, None], "notes": pa.array([None, 11]), "tags": [["a"], ["a", "a"]]})  # fmt: skip
    report = validate(adapt(table, to=CONTRACT), keep=False).report
    assert found(report) == {(2, "beds", "multiple-of"), (2, "fee", "multiple-of"), (2, "tags", "unique-items")}


def test_a_cell_that_did_not_fit_is_seen_by_no_rule_about_the_row() -> None:
    rows = [{"ward": "AB1", "beds": "four", "kind": "icu"}]
    assert found(validate(adapt(rows, to=CONTRACT), keep=False).report) == {(1, "beds", "type")}
    assert by_record(CONTRACT, rows) == {(1, "beds", "type")}


def test_violations_say_where_and_what_in_both_languages() -> None:
    contract = Contract.from_json_schema(WARD, sensitivity=Sensitivity.PUBLIC)
    rows = [{"ward": "AB1", "beds": 2, "open": True, "kind": "icu", "contact": {"phone": "none"}}]
    report = validate(adapt(rows, to=contract), keep=False).report
    told = {one.rule: (one.path, one.message("en"), one.message("id")) for one in report.tables[0].violations}
    assert told["format"] == (
        "/contact/phone",
        '/contact/phone = "none" is no uri',
        '/contact/phone = "none" bukan uri',
    )
    assert told["minimum"][1] == "/beds = 2 is less than 4"
    document = json.loads(report.to_json("en"))
    assert {one["path"] for one in document["violations"]} == {"/contact/phone", "/beds"}


SECRET = "Siti Aminah"


@pytest.mark.parametrize("sensitivity", [Sensitivity.INTERNAL, Sensitivity.RESTRICTED, Sensitivity.PERSONAL])
def test_no_value_of_a_field_that_is_not_public_is_told(sensitivity: Sensitivity) -> None:
    """Neither a value nor the name of a member that only the data has."""
    schema = {
        "properties": {
            "person": {"additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 3}},
            "name": {"const": "x"},
            "any": {"anyOf": [{"type": "integer"}, {"type": "object", "maxProperties": 0}]},
        },
        "propertyNames": {"maxLength": 6},
    }  # fmt: skip
    contract = Contract.from_json_schema(schema, sensitivity=sensitivity)
    row = {"person": {SECRET: SECRET}, "name": SECRET, "any": {SECRET: 1}, "surname": SECRET}
    validated = validate(adapt([row], to=contract))
    texts = [validated.report.text("en"), validated.report.text("id"), validated.report.to_json("en")]
    texts += [str(one.parameters) + str(one.path) for one in judge_record(contract, row)]
    assert len(found(validated.report)) >= 4
    assert [text for text in texts if SECRET in text] == []


def test_rejected_rows_leave_with_their_reasons_and_rows_balance() -> None:
    rows = [{"ward": "AB1", "beds": 2, "open": True}, {"ward": "AB2", "beds": 3, "open": True}]
    validated = validate(adapt(rows, to=CONTRACT))
    assert (len(validated.accepted.to_records()), validated.rejected.count) == (1, 1)
    assert "multiple-of" in str(validated.rejected.to_arrow().to_pylist())


def test_what_a_policy_takes_out_no_rule_asks_for() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer", "multipleOf": 2}, "b": {}},
              "anyOf": [{"required": ["b"]}], "additionalProperties": False}  # fmt: skip
    made = Contract.from_json_schema(schema, sensitivity=Sensitivity.PUBLIC)
    first, second = made.fields
    hidden = replace(made, fields=(first, replace(second, sensitivity=Sensitivity.RESTRICTED)))
    protected = protect(validate(adapt([{"a": 2, "b": "x"}], to=hidden)), policy="open")
    (left,) = [each.table.contract for each in protected.tables]
    assert left.residual is not None
    assert [(rule.field, rule.keyword) for rule in left.residual.rules] == [("a", "multipleOf")]
    assert Contract.from_document(json.loads(json.dumps(left.to_document()))) == left


def test_the_plan_says_of_every_rule_how_it_runs_and_why() -> None:
    plan = explain_plan(CONTRACT)
    ways = {(rule.field, rule.rule): (rule.runs, rule.reason) for rule in plan.rules}
    assert ways["beds", "multiple-of"] == ("columns", "plan-mask")
    assert ways["beds", "minimum"] == ("columns", "plan-field")
    assert ways["fee", "multiple-of"] == ("rows", "plan-decimal")
    assert ways["contact", "type"] == ("rows", "plan-json")
    assert ways[None, "dependent-required"] == ("columns", "plan-mask")
    assert ways[None, "one-of"] == ("rows", "plan-nested")
    assert sum(plan.counts.values()) == len(plan.rules)
    assert isinstance(plan, Plan)
    for language in ("en", "id"):
        assert all(rule.why(language) for rule in plan.rules)
        assert len(plan.text(language).splitlines()) == len(plan.rules) + 1


def test_a_contract_without_a_rest_has_nothing_to_load_or_ask() -> None:
    assert all(judge_of(find_contract(name)).residual is None for name in _plugins.names("contracts"))
    closed = {
        "type": "object",
        "properties": {"beds": {"type": "integer", "minimum": 0}},
        "additionalProperties": False,
    }
    assert judge_of(Contract.from_json_schema(closed)).residual is None


def test_numbers_are_exact_in_json_columns() -> None:
    contract = Contract.from_json_schema({"properties": {"x": {"multipleOf": 0.01, "maximum": 2**53}}})
    rows = [{"x": Decimal("19.99")}, {"x": Decimal("19.999")}, {"x": 2**53 + 1}, {"x": "text"}]
    assert found(validate(adapt(rows, to=contract), keep=False).report) == {
        (2, "x", "multiple-of"),
        (3, "x", "maximum"),
    }
