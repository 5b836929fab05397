"""What policies put together say of a contract, field by field: which treatment, under which condition, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made import INTERNAL, contract, field

from opendata_share.contract import Text
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, UnsafeEverything, all_of, any_of
from opendata_share.policy._compose import AnyPolicy, _suppressed_by_both, decision_of
from opendata_share.policy._decide import Decision
from opendata_share.policy._terms import Case, FieldRule, KeySource, Party, Place, SchemaPolicy, Suppress, Waiver
from opendata_share.policy._transforms import Keep, Mask, Pseudonym

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WHY = Text("Drills", "Latihan")
PARTIES = (Party("demo", "provider"), Party("jakarta-fire", "recipient"))
THING = contract(
    field("id", required=True),
    field("kind", sensitivity=INTERNAL),
    field("age", "integer", sensitivity=INTERNAL),
    key=("id",),
)
ID, ALWAYS = FieldRule(), None
FEW = Suppress(("age",), ("kind",), 3)


def policy(name: str = "one", *, rows: str | None = None, more: dict[str, Any] | None = None, **rules: Any) -> Policy:
    """Return an agreement about THING: `rules` are cases of its fields, a field not named does not leave."""
    fields = {"id": ID} | {field: FieldRule(cases) for field, cases in rules.items()}
    parts: dict[str, Any] = {"key": KeySource(environment="KEY"), "valid_until": date(2026, 12, 31)} | (more or {})
    said = SchemaPolicy(fields=fields, rows=rows, **parts.pop("said", {}))
    parts = {"schemas": {"thing@1": said}, "parties": PARTIES} | parts
    return Policy(name=name, audience="jakarta-fire", purpose=WHY, **parts)


def decided(chosen: AnyPolicy, moment: datetime = NOW) -> Decision:
    return decision_of(chosen, THING, moment)


def kind_of(chosen: AnyPolicy) -> tuple[tuple[Case, ...], str]:
    """Return the cases of the field `kind` and why."""
    verdict = decided(chosen).fields["kind"]
    return verdict.cases, verdict.why


def rows_of(chosen: AnyPolicy) -> str | None:
    rows = decided(chosen).rows
    return None if rows is None else rows.text


KEPT, HIDDEN, BEGINNING, END = Case(Keep()), Case(Mask()), Case(Mask(1)), Case(Mask(0, 1))


@pytest.mark.parametrize(
    ("one", "two", "every", "some"),
    [
        (None, None, None, None),
        ("age < 9", None, "age < 9", None),
        (None, "age < 9", "age < 9", None),
        ("age < 9", "age < 9", "age < 9", "age < 9"),
        ("age < 9", "kind = 'a'", "(age < 9) AND (kind = 'a')", "(age < 9) OR (kind = 'a')"),
    ],
)
def test_rows_leave_where_every_policy_lets_them_or_one_does(
    one: str | None, two: str | None, every: str | None, some: str | None
) -> None:
    parts = policy(rows=one, kind=(KEPT,)), policy("two", rows=two, kind=(HIDDEN,))
    assert (rows_of(all_of(*parts)), rows_of(any_of(*parts))) == (every, some)
    together = decided(all_of(*parts)).rows
    assert together is None or set(together.columns) <= {"age", "kind"}, "it is bound to the contract's columns"


def test_of_all_a_cell_is_the_coarsest_of_each_pair_of_cases_under_both_conditions() -> None:
    one = policy(kind=(Case(Mask(1), "age < 9"), HIDDEN))
    two = policy("two", kind=(Case(Keep(), "age < 5"), Case(Mask(1), "age < 7")))
    assert kind_of(all_of(one, two)) == (
        (
            Case(Mask(1), "(age < 9) AND (age < 5)"),
            Case(Mask(1), "(age < 9) AND (age < 7)"),
            Case(Mask(), "age < 5"),
            Case(Mask(), "age < 7"),
        ),
        "why-coarsest",
    )


def test_of_all_what_no_treatment_is_coarser_than_does_not_leave_and_says_why() -> None:
    assert kind_of(all_of(policy(kind=(BEGINNING,)), policy("two", kind=(END,)))) == ((), "why-incomparable")
    assert kind_of(all_of(policy(kind=(Case(Pseudonym()),)), policy("two", kind=(END,)))) == ((), "why-incomparable")


def members(chosen: AnyPolicy) -> tuple[str, ...]:
    """Return the policies that decided the field `kind`."""
    return decided(chosen).fields["kind"].members


def test_of_all_the_reason_is_that_of_the_policy_that_decides() -> None:
    kept, coarse, without = policy(kind=(KEPT,)), policy("two", kind=(BEGINNING,)), policy("three")
    for pair in ((kept, coarse), (coarse, kept), (coarse, coarse)):
        assert (kind_of(all_of(*pair)), members(all_of(*pair))) == (kind_of(coarse), ("two",))
    for pair in ((kept, without), (without, kept), (coarse, without), (without, coarse)):
        assert (kind_of(all_of(*pair)), members(all_of(*pair))) == (kind_of(without), ("three",))
    conditional = policy("four", kind=(Case(Keep(), "age < 9"),))
    for pair in ((kept, conditional), (conditional, kept)):
        assert (kind_of(all_of(*pair)), members(all_of(*pair))) == (kind_of(conditional), ("four",))


def test_where_several_policies_decide_each_is_named_once() -> None:
    one, two, three = (policy(name, kind=(BEGINNING,)) for name in ("one", "two", "three"))
    end, everything = policy("four", kind=(END,)), UnsafeEverything("jakarta-fire", WHY)
    for how in (all_of, any_of):
        assert members(how(one, two, one)) == ("one", "two")
        assert members(how(one, how(two, three))) == ("one", "two", "three")
    assert members(one) == (), "of a policy alone it is said above"
    assert members(all_of(one, end)) == ("one", "four")
    assert members(any_of(one, end)) == ("one",), "the first, where none is finer"
    assert members(any_of(one, everything)) == ("unsafe-everything",)
    halves = policy(kind=(Case(Mask(), "age < 9"),)), policy("two", kind=(Case(Mask(1), "age < 5"),))
    assert members(all_of(*halves)) == members(any_of(*halves)) == ("one", "two")


def test_of_any_a_cell_is_the_finest_where_both_let_it_leave_then_what_each_makes_of_it() -> None:
    one = policy(rows="age < 50", kind=(Case(Mask(), "age < 9"),))
    two = policy("two", rows="age > 20", kind=(Case(Mask(1), "age < 5"),))
    assert kind_of(any_of(one, two)) == (
        (
            Case(Mask(1), "((age < 50) AND (age < 9)) AND ((age > 20) AND (age < 5))"),
            Case(Mask(), "(age < 50) AND (age < 9)"),
            Case(Mask(1), "(age > 20) AND (age < 5)"),
        ),
        "why-finest",
    )


def test_of_any_cases_behind_one_that_always_applies_are_left_out() -> None:
    one, two = policy(kind=(Case(Keep(), "age < 9"), BEGINNING)), policy("two", kind=(HIDDEN,))
    assert kind_of(any_of(one, two)) == kind_of(any_of(two, one)) == kind_of(one), "it is what one says"
    mixed = policy("three", kind=(Case(Mask(), "age < 9"), BEGINNING))
    expected = (Case(Mask(1), "age < 9"), Case(Mask(1), "age < 9"), Case(Mask(1)))
    assert kind_of(any_of(policy(kind=(BEGINNING,)), mixed))[0] == (Case(Mask(1), "age < 9"), Case(Mask(1)))
    assert len(kind_of(any_of(mixed, mixed))[0]) < len(expected)


def test_of_any_what_none_is_finer_than_is_that_of_the_first() -> None:
    one, two = policy(kind=(BEGINNING,)), policy("two", kind=(END,))
    assert kind_of(any_of(one, two)) == kind_of(one)
    assert kind_of(any_of(two, one)) == kind_of(two)


def test_of_any_a_policy_alone_lets_a_field_out_in_its_own_rows_only() -> None:
    one = policy(rows="age < 9", kind=(KEPT,))
    two = policy("two", rows="kind = 'a'")
    assert kind_of(any_of(one, two)) == ((Case(Keep(), "age < 9"),), "why-finest")
    assert kind_of(any_of(two, one)) == ((Case(Keep(), "age < 9"),), "why-finest")
    same = policy("three", rows="age < 9")
    assert kind_of(any_of(one, same)) == kind_of(one), "where both mean the same rows none is named again"
    assert kind_of(any_of(policy(kind=(KEPT,)), policy("two"))) == kind_of(policy(kind=(KEPT,)))


def test_of_any_what_always_leaves_is_not_bound_to_rows() -> None:
    everywhere, somewhere = policy(kind=(BEGINNING,)), policy("two", rows="age < 9", kind=(KEPT,))
    expected = ((Case(Keep(), "age < 9"), BEGINNING), "why-finest")
    assert kind_of(any_of(everywhere, somewhere)) == expected


def test_groups_quasi_identifiers_and_counts_are_the_stricter_of_all_and_the_laxer_of_any() -> None:
    strict = {"smallest_group": 9, "quasi_identifiers": ("kind", "age"), "suppress": (FEW, Suppress(("age",), (), 4))}
    lax = {"smallest_group": 3, "quasi_identifiers": ("age",), "suppress": (Suppress(("age",), ("kind",), 7),)}
    one, two = (
        policy(name, kind=(KEPT,), age=(KEPT,), more={"said": said}) for name, said in (("one", strict), ("two", lax))
    )
    every, some = decided(all_of(one, two)), decided(any_of(one, two))
    assert (every.smallest_group, some.smallest_group) == (9, 3)
    assert (every.quasi_identifiers, some.quasi_identifiers) == (("kind", "age"), ("age",))
    assert decided(all_of(two, one)).quasi_identifiers == ("age", "kind"), "each once"
    assert (some.suppress, decided(any_of(two, one)).suppress) == ((FEW,), (FEW,)), "as little as one of them hides"
    assert every.suppress == (FEW, Suppress(("age",), (), 4), Suppress(("age",), ("kind",), 7))
    assert decided(all_of(one, one)).suppress == strict["suppress"]


def test_of_any_rows_are_hidden_together_across_what_all_say() -> None:
    wide, narrow = (Suppress(("age",), (), 5, across=across) for across in (("kind", "id"), ("kind", "note")))
    assert _suppressed_by_both((wide,), (narrow,)) == (Suppress(("age",), (), 5, across=("kind",)),)
    assert _suppressed_by_both((wide,), (Suppress(("age",), (), 3),)) == (Suppress(("age",), (), 3),)


def test_of_any_what_is_waived_by_several_is_waived_as_the_last_says() -> None:
    june, july = date(2026, 6, 30), date(2026, 7, 31)
    one, two = (
        policy(name, kind=(KEPT,), more={"said": {"waivers": (Waiver("a", "kind", reason, until),)}})
        for name, reason, until in (("one", "r", june), ("two", "s", july))
    )
    assert decided(any_of(one, two)).waivers == (Waiver("a", "kind", "s", july),)
    assert decided(all_of(one, two)).waivers == (Waiver("a", "kind", "r", june),)
    other_field = policy("two", kind=(KEPT,), more={"said": {"waivers": (Waiver("a", "age", "s", july),)}})
    assert decided(all_of(one, other_field)).waivers == ()


def test_a_decision_of_several_has_their_names_and_their_audience() -> None:
    one, two = policy(kind=(KEPT,)), policy("two", kind=(BEGINNING,))
    assert (decided(all_of(one, two)).policy, decided(any_of(one, two)).policy) == ("one-and-two", "one-or-two")
    assert (
        decided(all_of(one, two)).audience == decided(UnsafeEverything("jakarta-fire", WHY)).audience == "jakarta-fire"
    )


def test_everything_says_of_each_field_that_it_is_kept_and_why() -> None:
    decision = decided(UnsafeEverything("jakarta-fire", WHY))
    assert {name: (each.is_kept, each.why) for name, each in decision.fields.items()} == dict.fromkeys(
        ("id", "kind", "age"), (True, "why-everything")
    )
    assert (decision.policy, decision.contract) == ("unsafe-everything", THING)
    document = UnsafeEverything("jakarta-fire", WHY).to_document()
    assert document == {
        "format": "opendata-share/policy@1",
        "name": "unsafe-everything",
        "audience": "jakarta-fire",
        "purpose": {"en": "Drills", "id": "Latihan"},
    }


def test_where_no_policy_speaks_the_first_refusal_is_said() -> None:
    ended = policy(kind=(KEPT,), more={"valid_until": date(2026, 5, 31)})
    coming = policy("two", kind=(KEPT,), more={"valid_from": date(2026, 6, 2)})
    with pytest.raises(DefinitionError) as of_first:
        decided(any_of(ended, coming))
    with pytest.raises(DefinitionError) as of_second:
        decided(any_of(coming, ended))
    assert (of_first.value.message_id, of_second.value.message_id) == ("policy-expired", "policy-not-yet")


def test_a_day_begins_where_the_policy_says() -> None:
    until = policy(kind=(KEPT,), more={"valid_until": date(2026, 6, 1), "zone": "Asia/Jakarta"})
    assert decided(until, datetime(2026, 6, 1, 16, 59, tzinfo=UTC)).policy == "one"
    with pytest.raises(DefinitionError, match="2026-06-01"):
        decided(until, datetime(2026, 6, 1, 17, 0, tzinfo=UTC))


def test_what_cannot_be_put_together_is_said_with_how_and_whom() -> None:
    with pytest.raises(DefinitionError) as nothing:
        all_of()
    with pytest.raises(DefinitionError) as audiences:
        any_of(Policy.named("open"), Policy.named("exchange"))
    assert nothing.value.parameters == {"how": "all_of"}
    assert audiences.value.parameters == {"how": "any_of", "audiences": {"public", "exchange"}}
    with pytest.raises(DefinitionError) as everything:
        UnsafeEverything("public", WHY)
    assert everything.value.message_id == "policy-unsafe-public"


def test_one_key_is_used_and_the_same_name_in_two_folders_is_two_keys(
    tmp_path: Path,
) -> None:
    plain, keyed = policy(kind=(KEPT,), more={"key": None}), policy("two", kind=(Case(Pseudonym()),))
    for how in (all_of, any_of):
        assert decided(how(plain, keyed)).key is decided(how(keyed, plain)).key is keyed
        assert decided(how(plain, plain)).key is None
    here, there = (
        policy(name, kind=(Case(Pseudonym()),), more={"key": KeySource(file="key"), "place": Place("p", None, folder)})
        for name, folder in (("here", tmp_path / "here"), ("there", tmp_path / "there"))
    )
    assert decided(all_of(here, here)).key is here
    for how in (all_of, any_of):
        with pytest.raises(DefinitionError) as two_keys:
            decided(how(here, there))
        assert two_keys.value.parameters == {"names": ["here", "there"]}
