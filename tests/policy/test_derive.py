"""The contract that still holds when fields are gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, PERSONAL, PUBLIC, SIZES, accepted, bundle, contract, field, judged, refers, table

from opendata_share.contract import (
    AgreesWithRows,
    Check,
    Contract,
    Field,
    Monotone,
    Reference,
    Sensitivity,
    UniqueAmong,
)
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, protect
from opendata_share.policy._decide import decide
from opendata_share.policy._derive import Derived, derive
from opendata_share.validation import validate

DAY = date(2026, 6, 1)
OPEN, EXCHANGE = Policy.named("open"), Policy.named("exchange")
HIDDEN = field("hidden", "integer", sensitivity=INTERNAL)


def derived_under(policy: Policy, whole: Contract, *others: Contract) -> Derived:
    """Return what `policy` leaves of a contract that leaves together with others."""
    return derive(decide(policy, whole, DAY), [decide(policy, other, DAY) for other in (whole, *others)])


def left(*fields: Field, **parts: Any) -> Contract:
    """Return what "open" leaves of a contract with these fields and a hidden one."""
    return derived_under(OPEN, contract(*fields, HIDDEN, **parts)).contract


def test_a_contract_that_loses_nothing_stays_the_same() -> None:
    whole = contract(field("x"), HIDDEN)
    derived = derived_under(EXCHANGE, whole)
    assert derived.contract is whole
    assert derived.removed == ()


def test_the_derived_contract_says_where_it_comes_from() -> None:
    whole = contract(field("x"), HIDDEN)
    derived = derived_under(OPEN, whole)
    origin = derived.contract.derived_from
    assert origin is not None
    assert (origin.contract, origin.digest, origin.policy) == ("thing@1.0.0", whole.digest, "open")
    assert origin.removed == derived.removed == ("hidden",)
    assert derived.contract.identity == whole.identity
    assert derived.contract.digest != whole.digest
    assert [each.name for each in derived.contract.fields] == ["x"]


def test_checks_that_read_what_is_gone_go_with_it() -> None:
    stays, goes = Check("stays", "x > 1", en="e", id="i"), Check("goes", "x > hidden", en="e", id="i")
    assert left(field("x", "integer"), checks=(stays, goes)).checks == (stays,)


def test_unique_sets_with_what_is_gone_go_with_it() -> None:
    assert left(field("x"), field("y"), unique=(("x", "hidden"), ("y",))).unique == (("y",),)


def test_rules_over_the_whole_table_go_with_what_they_read() -> None:
    stays, goes = Monotone("x", ("y",)), Monotone("x", ("hidden",))
    conditional = UniqueAmong(("x",), when="hidden = 1")
    derived = left(field("x", "integer"), field("y"), table_rules=(goes, stays, conditional))
    assert derived.table_rules == (stays,)


def test_rules_between_tables_go_with_what_they_read_in_either_table() -> None:
    stays = AgreesWithRows("n", "count", "sent", ("call",), ("id",))
    goes = (
        AgreesWithRows("n", "sum", "sent", ("call",), ("id",), value="hidden"),
        AgreesWithRows("n", "count", "sent", ("call",), ("id",), where="hidden = 1"),
    )
    elsewhere = AgreesWithRows("n", "sum", "elsewhere", ("call",), ("id",), value="hidden")
    own = contract(field("id"), field("n", "integer"), name="call", table_rules=(stays, *goes, elsewhere))
    other = contract(field("call"), HIDDEN, name="sent")
    derived = derived_under(OPEN, own, other).contract
    assert derived.table_rules == (stays, elsewhere)
    assert derived.derived_from is not None
    assert derived.derived_from.removed == ()
    assert derived_under(EXCHANGE, own, other).contract is own
    conditional = AgreesWithRows("n", "count", "sent", ("call",), ("id",), when="hidden = 1")
    assert left(field("id"), field("n", "integer"), table_rules=(stays, conditional)).table_rules == (stays,)


def test_what_is_protected_together_is_judged_together_and_again() -> None:
    rules = (
        AgreesWithRows("n", "count", "sent", ("call",), ("id",)),
        AgreesWithRows("n", "sum", "sent", ("call",), ("id",), value="hidden"),
    )
    own = contract(field("id"), field("n", "integer"), name="call", table_rules=rules)
    other = contract(field("call"), HIDDEN, name="sent")
    validated = validate(bundle(table(own, [{"id": "a", "n": 2}]), table(other, [{"call": "a", "hidden": 7}])))
    assert validated.report.table("call").advice == {"agrees-with-rows": 2}
    tables = [each.table for each in protect(validated, policy=OPEN).tables]
    again = validate(bundle(*tables))
    assert again.report.table("call").advice == {"agrees-with-rows": 1}
    alone = replace(tables[0].contract, table_rules=rules)
    rows = table(alone, tables[0].to_records())
    assert validate(bundle(rows, tables[1])).report.table("call").advice == {"agrees-with-rows": 1}


def test_a_rule_about_a_part_of_a_list_goes_with_the_part() -> None:
    parts = (field("system"), field("value", sensitivity=PERSONAL))
    items = field("ids", "list", items=field("item", "object", fields=parts))
    both = UniqueAmong(("ids[].system", "ids[].value"))
    one = UniqueAmong(("ids[].system",))
    assert left(items, field("x"), table_rules=(both, one)).table_rules == (one,)


def test_a_pattern_whose_condition_is_gone_goes_and_does_not_become_unconditional() -> None:
    conditional = field("zip", pattern="^[0-9]{5}$", pattern_when="hidden = 1")
    kept = field("y", pattern="^a", pattern_when="y <> 'b'")
    derived = left(conditional, kept)
    assert (derived.field("zip").pattern, derived.field("zip").pattern_when) == (None, None)
    assert derived.field("y") == kept


def test_a_derivation_from_what_is_gone_goes() -> None:
    derived = left(field("x", "integer", derived="hidden + 1"), field("y", "integer", derived="x + 1"))
    assert (derived.field("x").derived, derived.field("y").derived) == (None, "x + 1")


def test_a_reference_whose_target_is_chosen_by_what_is_gone_goes() -> None:
    chosen = Reference((("1", "station"),), by="kind")
    kind = field("kind", sensitivity=INTERNAL)
    derived = left(kind, field("x", reference=chosen), field("y", reference=refers("station")))
    assert derived.field("x").reference is None
    assert derived.field("y").reference == refers("station")


def test_code_lists_nobody_uses_any_more_are_not_embedded() -> None:
    assert left(field("x"), field("y", code_list=SIZES.name, sensitivity=INTERNAL)).code_lists == ()
    item = field("item", "object", required=True, fields=(field("size", code_list=SIZES.name),))
    assert left(field("x", "list", items=item)).code_lists == (SIZES,)


def test_parts_of_objects_are_judged_too() -> None:
    parts = (field("system"), field("value", sensitivity=PERSONAL))
    item = field("item", "object", required=True, fields=parts)
    derived = derived_under(OPEN, contract(field("id"), field("ids", "list", items=item)))
    assert derived.removed == ("ids[].value",)
    items = derived.contract.field("ids").items
    assert items is not None
    assert [part.name for part in items.fields] == ["system"]


@pytest.mark.parametrize(
    "items",
    [
        field("item", sensitivity=PERSONAL, required=True),
        field("item", "object", required=True, sensitivity=PERSONAL, fields=(field("a"),)),
        field("item", "object", required=True, fields=(field("a", sensitivity=PERSONAL),)),
    ],
    ids=["items", "objects", "every-part"],
)
def test_a_list_of_which_nothing_may_leave_goes_whole(items: Field) -> None:
    derived = derived_under(OPEN, contract(field("id"), field("x", "list", items=items)))
    assert derived.removed == ("x",)
    assert [each.name for each in derived.contract.fields] == ["id"]


def test_a_policy_may_not_take_out_the_key() -> None:
    whole = contract(field("id"), HIDDEN, key=("id", "hidden"))
    with pytest.raises(DefinitionError, match=r"the policy open takes out hidden, part of the key of thing@1\.0\.0"):
        derived_under(OPEN, whole)


def test_a_policy_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(DefinitionError, match="takes out every field"):
        derived_under(OPEN, contract(HIDDEN))


def test_the_derived_contract_is_read_back_from_its_document() -> None:
    derived = left(field("x", code_list=SIZES.name), field("y", pattern="^a", pattern_when="x = 'small'"), key=("x",))
    assert Contract.from_document(derived.to_document()) == derived


CLASSES = st.sampled_from([PUBLIC, INTERNAL, PERSONAL])


@settings(deadline=None, max_examples=40)
@given(st.lists(CLASSES, min_size=4, max_size=4), st.sampled_from([OPEN, EXCHANGE]))
def test_rows_that_were_accepted_still_meet_the_contract_they_leave_under(
    classes: list[Sensitivity], policy: Policy
) -> None:
    """Protecting changes the promise, so the promise must still be kept."""
    whole = contract(
        field("id", required=True),
        field("a", code_list=SIZES.name, sensitivity=classes[0]),
        field("b", pattern="^[0-9]$", pattern_when="a = 'small'", sensitivity=classes[1]),
        field("c", "integer", minimum=0, sensitivity=classes[2]),
        field("d", "list", items=field("item", max_length=2, required=True), sensitivity=classes[3]),
        key=("id",),
        unique=(("a", "b"),),
        checks=(Check("few", "c < 5 OR a = 'large'", en="e", id="i"),),
    )
    rows: list[dict[str, Any]] = [
        {"id": "1", "a": "small", "b": "1", "c": 4, "d": ["aa"]},
        {"id": "2", "a": "large", "b": "x", "c": 9, "d": []},
        {"id": "3"},
    ]
    (table,) = protect(judged(whole, rows), policy=policy).tables
    again = judged(table.table.contract, table.table.to_records())
    assert again.report.valid
    assert accepted(again) == table.table.to_records()
    names = {each.name for each in table.table.contract.fields}
    assert table.table.to_records() == [
        {name: row.get(name) for name in whole.arrow_schema.names if name in names} for row in rows
    ]
