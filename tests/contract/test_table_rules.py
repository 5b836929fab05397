"""Table rules: sound or refused when the contract is made, and the same after a document."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import rfc8785

from opendata_share.contract import (
    AgreesWithReferred,
    AgreesWithRows,
    Change,
    ChildrenWithin,
    Complete,
    Contract,
    Exclusive,
    Field,
    FieldType,
    Freshness,
    GroupTotals,
    Monotone,
    NearDuplicates,
    NoCycles,
    NoOverlap,
    Record,
    RefersTo,
    RowCount,
    Sensitivity,
    TableRule,
    Text,
    Title,
    Transitions,
    UniqueAmong,
    check_against_meta_schema,
    seconds_of,
)
from opendata_share.errors import DefinitionError

KINDS = {
    "a": "text",
    "b": "text",
    "n": "integer",
    "m": "integer",
    "day": "date",
    "at": "datetime",
    "until": "datetime",
    "latitude": "number",
    "longitude": "number",
}


def one(name: str, kind: str, **promises: Any) -> Field:
    return Field(name=name, type=FieldType(kind), title=Text(name, name), sensitivity=Sensitivity.PUBLIC, **promises)


PAIRS = one(
    "ids", "list", items=one("item", "object", required=True, fields=(one("system", "text"), one("value", "text")))
)
FINE = one("fine", "decimal", precision=19, scale=2)
MONEY = one("money", "decimal", precision=18, scale=2)
FIELDS = (*(one(name, kind) for name, kind in KINDS.items()), PAIRS, FINE, MONEY)

SOUND: list[TableRule] = [
    Monotone("at", ("a",)),
    Monotone("money", ("a", "b"), order="day", severity="advice"),
    NoOverlap("at", "until", ("a",)),
    NoOverlap("n", "m", ("a",), may_touch=False, open_ended=False, severity="advice"),
    Transitions("a", ("b",), "at", (("z", ("y", "x")), ("y", ()))),
    NearDuplicates(50),
    NearDuplicates(100_000, ("a", "b"), "latitude", "longitude", "error"),
    GroupTotals("a", ("n", "money"), ("b", "at"), (("all", ("x", "y")),)),
    ChildrenWithin("n", "a", "b", "1.02"),
    Exclusive("a", "all", ("b", "at")),
    Complete("a", ("x", "y"), ()),
    UniqueAmong(("a", "n"), "b IS NULL"),
    UniqueAmong(("ids[].system", "ids[].value"), severity="advice"),
    UniqueAmong(("a", "n"), nulls="equal"),
    NoCycles("a", "b"),
    RefersTo(("a", "n"), "other"),
    RowCount(at_least=1),
    RowCount(0, 10, "advice"),
    Freshness("at", "PT6H"),
    Freshness("day", "P2DT3M1S"),
    Change(),
    Change(None, 0, 100, None),
    AgreesWithRows("n", "count", "other", ("a",), key=("b",)),
    AgreesWithRows("money", "sum", "other", ("x", "y"), ("a", "b"), "z", "n > 1", "q = 2", severity="error"),
    AgreesWithRows("at", "min", "other", ("x",), ("a",), value="z", within="PT1M"),
    AgreesWithReferred("at", ">=", "other", ("a",), ("x",), "z", within="PT5S"),
    AgreesWithReferred("n", "<=", "thing", ("a", "b"), ("a", "b"), "m", nulls="equal"),
    AgreesWithReferred("a", "<>", "other", ("a", "b"), ("p", "q"), "z", "n > 1", "q = 2", severity="error"),
]

UNSOUND: list[tuple[TableRule, str]] = [
    (Monotone("nothing", ("a",)), "contract-unknown-field"),
    (Monotone("a", ("b",)), "table-rule-field"),
    (Monotone("fine", ("b",)), "table-rule-field"),
    (Monotone("n", ("ids",)), "table-rule-field"),
    (Monotone("n", ()), "table-rule-part"),
    (Monotone("n", ["a"]), "table-rule-part"),  # type: ignore[arg-type]
    (Monotone("n", ("a",), severity="bad"), "table-rule-part"),  # type: ignore[arg-type]
    (NoOverlap("at", "day", ("a",)), "table-rule-part"),
    (NoOverlap("at", "until", ()), "table-rule-part"),
    (Transitions("a", ("b",), "at", ()), "table-rule-part"),
    (Transitions("a", (), "at", (("x", ("y",)),)), "table-rule-part"),
    (Transitions("a", ("b",), "at", (("x", ("y", "y")),)), "table-rule-part"),
    (Transitions("n", ("b",), "at", (("x", ("y",)),)), "table-rule-field"),
    (NearDuplicates(0), "table-rule-part"),
    (NearDuplicates(10, ("a", "a")), "table-rule-part"),
    (NearDuplicates(10, latitude="n"), "table-rule-field"),
    (GroupTotals("a", (), ("b",), (("all", ("x",)),)), "table-rule-part"),
    (GroupTotals("a", ("n",), ("b",), (("all", ("all",)),)), "table-rule-part"),
    (GroupTotals("a", ("latitude",), ("b",), (("all", ("x",)),)), "table-rule-field"),
    (ChildrenWithin("n", "a", "b", "0"), "table-rule-part"),
    (ChildrenWithin("n", "a", "b", 1.02), "table-rule-part"),  # type: ignore[arg-type]
    (Complete("a", (), ("b",)), "table-rule-part"),
    (UniqueAmong(()), "table-rule-part"),
    (UniqueAmong(("a", "ids[].value")), "table-rule-part"),
    (UniqueAmong(("ids[].value",), nulls="equal"), "table-rule-part"),
    (UniqueAmong(("a",), nulls="distinct"), "table-rule-part"),  # type: ignore[arg-type]
    (UniqueAmong(("ids[].nothing",)), "table-rule-field"),
    (UniqueAmong(("a",), "b = 1"), "expression-types-mixed"),
    (AgreesWithRows("nothing", "count", "other", ("x",), ("a",)), "contract-unknown-field"),
    (AgreesWithRows("n", "count", "other", ("x",), ("id",)), "contract-unknown-field"),
    (AgreesWithRows("money", "count", "other", ("x",), ("a",)), "table-rule-field"),
    (AgreesWithRows("at", "sum", "other", ("x",), ("a",), "z"), "table-rule-field"),
    (AgreesWithRows("a", "min", "other", ("x",), ("a",), "z"), "table-rule-field"),
    (AgreesWithRows("fine", "max", "other", ("x",), ("a",), "z"), "table-rule-field"),
    (AgreesWithRows("n", "mean", "other", ("x",), ("a",), "z"), "table-rule-part"),  # type: ignore[arg-type]
    (AgreesWithRows("n", "count", "other", ("x",), ("a",), "z"), "table-rule-part"),
    (AgreesWithRows("n", "sum", "other", ("x",), ("a",)), "table-rule-part"),
    (AgreesWithRows("n", "count", "Other", ("x",), ("a",)), "table-rule-part"),
    (AgreesWithRows("n", "count", "other", (), ()), "table-rule-part"),
    (AgreesWithRows("n", "count", "other", ("x", "x"), ("a", "b")), "table-rule-part"),
    (AgreesWithRows("n", "count", "other", ("x", "y"), ("a",)), "table-rule-part"),
    (AgreesWithRows("n", "count", "other", ("x",), ("a",), when="b = 1"), "expression-types-mixed"),
    (AgreesWithRows("n", "min", "other", ("x",), ("a",), "z", within="PT1M"), "table-rule-part"),
    (AgreesWithRows("at", "min", "other", ("x",), ("a",), "z", within="1 minute"), "table-rule-part"),
    (AgreesWithReferred("ids", "=", "other", ("a",), ("x",), "z"), "table-rule-field"),
    (AgreesWithReferred("fine", "=", "other", ("a",), ("x",), "z"), "table-rule-field"),
    (AgreesWithReferred("n", "==", "other", ("a",), ("x",), "z"), "table-rule-part"),  # type: ignore[arg-type]
    (AgreesWithReferred("at", "<>", "other", ("a",), ("x",), "z", within="PT1M"), "table-rule-part"),
    (AgreesWithReferred("n", "<", "other", ("a", "b"), ("x",), "z"), "table-rule-part"),
    (AgreesWithReferred("n", "<", "other", ("a",), ("x",), "z", nulls="distinct"), "table-rule-part"),  # type: ignore[arg-type]
    (AgreesWithReferred("n", "<", "other", ("a",), ("x",), "z", severity="bad"), "table-rule-part"),  # type: ignore[arg-type]
    (RefersTo(("a",), "other"), "table-rule-part"),
    (RefersTo(("a", "n"), "Other"), "table-rule-part"),
    (RefersTo(("a", "nothing"), "other"), "contract-unknown-field"),
    (RowCount(), "table-rule-part"),
    (RowCount(3, 2), "table-rule-part"),
    (RowCount(-1), "table-rule-part"),
    (Freshness("n", "PT6H"), "table-rule-field"),
    (Freshness("at", "6 hours"), "table-rule-part"),
    (Change(rows=101), "table-rule-part"),
    (Change(nulls=0.5), "table-rule-part"),  # type: ignore[arg-type]
]


def made(*rules: TableRule) -> Contract:
    return Contract("thing", "1.0.0", Text("t", "t"), FIELDS, table_rules=rules)


def test_every_kind_of_rule_is_read_back_equal() -> None:
    contract = made(*SOUND)
    for written in (json.dumps(contract.to_document()), rfc8785.dumps(contract.to_document())):
        again = Contract.from_document(json.loads(written))
        assert again == contract
        assert again.digest == contract.digest
        check_against_meta_schema(json.loads(written))


def test_a_contract_without_table_rules_has_the_document_it_always_had() -> None:
    assert "tableRules" not in made().to_document()["x-contract"]


@pytest.mark.parametrize("rule", SOUND, ids=str)
def test_a_rule_is_part_of_the_digest(rule: TableRule) -> None:
    assert made(rule).digest != made().digest


@pytest.mark.parametrize(("rule", "message_id"), UNSOUND, ids=str)
def test_a_rule_that_cannot_be_judged_is_refused_when_the_contract_is_made(rule: TableRule, message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        made(rule)
    assert refused.value.message_id == message_id


MAY_BE_LEFT_OUT = {"nulls", "order", "when", "where", "value", "within", "atLeast", "atMost"}


def rule_documents() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made(*SOUND).to_document()["x-contract"]["tableRules"]
    return found


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_a_part_that_is_missing_unknown_or_of_another_shape_is_refused_with_its_place(number: int) -> None:
    document = made(*SOUND).to_document()
    rule = rule_documents()[number]
    for key in rule:
        for how in ("number", "rename", *(() if key in MAY_BE_LEFT_OUT else ("remove",))):
            changed = copy.deepcopy(document)
            target = changed["x-contract"]["tableRules"][number]
            value = target.pop(key)
            if how == "number":
                target[key] = {"x": 3.5}
            elif how == "rename":
                target[f"{key}Else"] = value
            with pytest.raises(DefinitionError) as refused:
                Contract.from_document(changed)
            assert f"/x-contract/tableRules/{number}" in refused.value.text("en")


def test_a_record_class_says_its_table_rules() -> None:
    from datetime import datetime
    from typing import Annotated

    class Ping(Record, name="ping", sensitivity="public"):
        unit: Annotated[str, Title(en="Unit", id="Unit")]
        at: Annotated[datetime, Title(en="At", id="Waktu")]

        table_rules = (Monotone("at", ("unit",)),)

    assert Ping.contract().table_rules == (Monotone("at", ("unit",)),)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT6H", 21_600), ("P1D", 86_400), ("P1DT1M1S", 86_461), ("PT", None), ("P", None), ("P1Y", None), ("6H", None)],
)
def test_durations_are_days_hours_minutes_and_seconds(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds
