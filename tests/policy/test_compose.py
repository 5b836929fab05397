"""Policies put together: all of them let out no more than each, any of them what one of them would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, PERSONAL, PUBLIC, RESTRICTED, contract, field, judged

from opendata_share.contract import Text
from opendata_share.errors import DefinitionError
from opendata_share.policy import ComposedPolicy, Policy, UnsafeEverything, all_of, any_of, protect
from opendata_share.policy._compose import AnyPolicy, decision_of
from opendata_share.policy._terms import Case, FieldRule, KeySource, Party, SchemaPolicy, Suppress, Waiver
from opendata_share.policy._transforms import (
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Pseudonym,
    Step,
    Transform,
    coarser,
    finer,
    says_no_more,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WHY = Text("Drills", "Latihan")
PARTIES = (Party("demo", "provider"), Party("jakarta-fire", "recipient"))
THING = contract(
    field("id", required=True),
    field("kind", sensitivity=INTERNAL),
    field("area", sensitivity=RESTRICTED),
    field("age", "integer", sensitivity=INTERNAL),
    field("at", "datetime"),
    field("place", "number", sensitivity=RESTRICTED),
    key=("id",),
)
ROWS = [
    {
        "id": str(number),
        "kind": ("a", "b", None)[number % 3],
        "area": ("31.71.01.1001", "31.71.01.1002", "31.71.02.1001", "31.71", None)[number % 5],
        "age": (number * 7) % 40,
        "at": datetime(2026, 1 + number % 12, 1 + number % 28, number % 24, 30, tzinfo=UTC),
        "place": number / 7,
    }
    for number in range(24)
]
CONDITIONS = [None, "kind = 'a'", "kind <> 'a'", "age < 20", "age >= 10"]
TRANSFORMS: dict[str, list[Transform]] = {
    "kind": [Keep(), Mask(1), Mask()],
    "area": [Keep(), *(AreaLevel(level) for level in ("provinsi", "kabupaten", "kecamatan", "kelurahan")), Mask()],  # type: ignore[arg-type]  # the four levels
    "age": [Keep(), Band(5), Band(10), Band(10, 20), Band(7), Step(10)],
    "at": [Keep(), *(Calendar(unit) for unit in ("hour", "day", "month", "year")), Calendar("day", "Asia/Jakarta")],  # type: ignore[arg-type]  # the four units
    "place": [Keep(), Decimals(0), Decimals(1)],
}


def policy(said: SchemaPolicy, name: str = "ours", **parts: Any) -> Policy:
    sound: dict[str, Any] = {"audience": "jakarta-fire", "purpose": WHY, "parties": PARTIES}
    return Policy(**{**sound, "name": name, "valid_until": date(2026, 12, 31), "schemas": {"thing@1": said}, **parts})


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a policy about THING: classes, rows, and fields in up to two cases."""
    rules = {}
    for name, transforms in TRANSFORMS.items():
        kind = draw(st.sampled_from(["class", "drop", "one", "two"]))
        cases = [Case(draw(st.sampled_from(transforms)), draw(st.sampled_from(CONDITIONS))) for _ in range(2)]
        if kind != "class":
            rules[name] = FieldRule({"drop": (), "one": tuple(cases[:1])}.get(kind, tuple(cases)))
    admits = draw(st.sets(st.sampled_from([INTERNAL, RESTRICTED])))
    return policy(
        SchemaPolicy(admits=frozenset({PUBLIC, *admits}), fields=rules, rows=draw(st.sampled_from(CONDITIONS)))
    )


JUDGED = judged(THING, ROWS)
PROFILES = {row["id"]: (row["kind"], row["age"] < 20, row["age"] >= 10) for row in ROWS}
"""Which of CONDITIONS are true of a row."""


def leaving(chosen: AnyPolicy) -> dict[str, dict[str, Any]]:
    """Return the rows that leave, by id."""
    (only,) = protect(JUDGED, policy=chosen, as_of=NOW).tables
    return {row["id"]: row for row in only.table.to_records()}


@settings(deadline=None, max_examples=60)
@given(policies(), policies(), policies())
def test_all_of_several_lets_out_no_more_than_each(one: Policy, two: Policy, three: Policy) -> None:
    both = leaving(all_of(one, two, three))
    for each in map(leaving, (one, two, three)):
        assert both.keys() <= each.keys()
        for name in {name for row in both.values() for name in row}:
            seen: dict[Any, Any] = {}
            for key, row in both.items():
                assert name in each[key], "a field that one policy drops does not leave"
                assert row[name] is None or each[key][name] is not None
                assert seen.setdefault((PROFILES[key], each[key][name]), row[name]) == row[name], (
                    "what one makes the same stays the same"
                )


@settings(deadline=None, max_examples=60)
@given(policies(), policies(), policies())
def test_any_of_several_lets_out_what_one_of_them_would(one: Policy, two: Policy, three: Policy) -> None:
    either, each = leaving(any_of(one, two, three)), [leaving(one), leaving(two), leaving(three)]
    assert either.keys() == set().union(*each)
    names = {name for rows in each for row in rows.values() for name in row}
    for key, row in either.items():
        assert row.keys() == names or not names - set(row), "a field that one policy admits is there"
        for name in row:
            offered = [rows[key][name] for rows in each if key in rows and name in rows[key]]
            assert row[name] in (offered or [None])
            assert row[name] is not None or all(value is None for value in offered) or len(offered) > 1


@settings(deadline=None, max_examples=30)
@given(policies())
def test_a_policy_twice_is_the_policy_and_everything_beside_it_changes_nothing(one: Policy) -> None:
    expected = leaving(one)
    everything = UnsafeEverything("jakarta-fire", WHY)
    for composed in (all_of(one), any_of(one), all_of(one, one), any_of(one, one), all_of(everything, one)):
        assert leaving(composed) == expected
    assert leaving(any_of(one, everything)) == leaving(everything) == {row["id"]: row for row in ROWS}


# -- how two treatments compare


SAMPLES: dict[type, list[Any]] = {
    str: ["31.71.01.1001", "31.71.01.1002", "31.71.02", "31", "abc", "abd", "", "x"],
    int: [-11, -1, 0, 4, 5, 9, 10, 17, 19, 20, 21, 49, 50, 51, 99, 100],
    float: [0.0446, 0.0454, 0.04, 0.05, 1.5, 2.5, -0.5],
    datetime: [
        datetime(2026, month, day, hour, tzinfo=UTC) for month in (1, 12) for day in (1, 31) for hour in (0, 16, 17, 23)
    ],
}
FAMILIES: list[tuple[type, list[Transform]]] = [
    (str, [Keep(), Mask(), Mask(1), Mask(0, 1), Mask(2, 1), *TRANSFORMS["area"]]),
    (int, [Keep(), Step(10), Step(5), *(Band(*each) for each in ((5,), (10,), (7,), (10, 20), (10, 50), (50, 50)))]),
    (float, [Keep(), Decimals(1), Decimals(2), Decimals(3), Step(1)]),
    (datetime, [*TRANSFORMS["at"], Calendar("month", "Asia/Jakarta"), Calendar("hour", "Asia/Jakarta")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "transforms"), FAMILIES, ids=["text", "whole", "number", "time"])
def test_what_says_no_more_can_be_told_from_the_other(kind: type, transforms: list[Transform]) -> None:
    """Of every pair: where one is called coarser, values that the finer makes the same the coarser makes the same."""
    import pyarrow as pa

    from opendata_share.policy._change import transformed

    arrow = {str: pa.string(), int: pa.int64(), float: pa.float64(), datetime: pa.timestamp("us", "UTC")}[kind]
    values = pa.array(SAMPLES[kind], arrow)
    made = {transform: transformed(values, transform).to_pylist() for transform in transforms}
    for fine in transforms:
        for coarse in transforms:
            told: dict[Any, Any] = {}
            follows = all(told.setdefault(f, c) == c for f, c in zip(made[fine], made[coarse], strict=True))
            says = says_no_more(coarse, fine)
            assert isinstance(says, bool)
            assert follows or not says, (coarse, fine)


@pytest.mark.parametrize(
    ("one", "other", "coarse"),
    [
        (Keep(), Decimals(3), Decimals(3)),
        (Decimals(3), Decimals(3), Decimals(3)),
        (Decimals(3), Decimals(2), None),
        (Calendar("hour"), Calendar("month"), Calendar("month")),
        (Calendar("day"), Calendar("day", "Asia/Jakarta"), None),
        (AreaLevel("kelurahan"), AreaLevel("kabupaten"), AreaLevel("kabupaten")),
        (Band(5), Band(10), Band(10)),
        (Band(5), Band(7), None),
        (Band(5, 50), Band(10), None),
        (Band(5, 50), Band(10, 60), None),
        (Band(5, 50), Band(10, 50), Band(10, 50)),
        (Band(5), Band(10, 80), Band(10, 80)),
        (Mask(1), Mask(2), None),
        (Mask(1), Mask(), Mask()),
        (Pseudonym(), Mask(), Mask()),
        (Pseudonym(), Pseudonym("x"), None),
        (Pseudonym(), AreaLevel("provinsi"), None),
    ],
    ids=str,
)
def test_the_coarser_of_two_treatments(one: Transform, other: Transform, coarse: Transform | None) -> None:
    assert coarser(one, other) == coarser(other, one) == coarse
    if coarse is None:
        assert (finer(one, other), finer(other, one)) == (one, other), "the first where neither is finer"
    else:
        fine = one if coarse == other else other
        assert finer(one, other) == finer(other, one) == fine


# -- what else is put together


def test_policies_for_different_audiences_are_not_put_together() -> None:
    with pytest.raises(DefinitionError, match="different audiences make no policy together: exchange, public"):
        all_of(Policy.named("open"), Policy.named("exchange"))
    with pytest.raises(DefinitionError, match="any_of of no policy"):
        any_of()


def test_everything_is_never_for_the_public() -> None:
    with pytest.raises(DefinitionError, match="never for the public"):
        UnsafeEverything("public", WHY)
    personal = contract(field("x", sensitivity=PERSONAL, specific=True))
    everything = UnsafeEverything("jakarta-fire", WHY)
    protected = protect(judged(personal, [{"x": "a"}]), policy=everything)
    assert protected.tables[0].table.to_records() == [{"x": "a"}]
    assert (protected.policy, protected.policy_digest) == ("unsafe-everything", everything.digest)


def test_a_composed_policy_has_the_names_and_documents_of_its_parts() -> None:
    one, two = policy(SchemaPolicy(), "one"), policy(SchemaPolicy(), "two")
    composed = all_of(one, any_of(two, one))
    assert isinstance(composed, ComposedPolicy)
    assert (composed.name, composed.audience) == ("one-and-two-or-one", "jakarta-fire")
    inner = {"format": "opendata-share/policy@1", "any_of": [two.to_document(), one.to_document()]}
    assert composed.to_document() == {"format": "opendata-share/policy@1", "all_of": [one.to_document(), inner]}
    assert composed.digest != all_of(any_of(two, one), one).digest


def test_a_policy_that_says_nothing_lets_nothing_out_of_any_and_stops_all() -> None:
    open_now = policy(SchemaPolicy(admits=frozenset({PUBLIC})))
    ended = policy(SchemaPolicy(admits=frozenset({PUBLIC, INTERNAL})), "ended", valid_until=date(2026, 5, 31))
    elsewhere = policy(SchemaPolicy(), "elsewhere", schemas={"agency@1": SchemaPolicy()})
    assert leaving(any_of(ended, elsewhere, open_now)) == leaving(open_now)
    for silent, message in ((ended, "ended on 2026-05-31"), (elsewhere, "does not say what of thing")):
        with pytest.raises(DefinitionError, match=message):
            leaving(all_of(open_now, silent))
        with pytest.raises(DefinitionError, match=message):
            leaving(any_of(silent, silent))
    typo = policy(SchemaPolicy(fields={"nothing": FieldRule()}), "typo")
    with pytest.raises(DefinitionError, match="names a field that thing"):
        leaving(any_of(open_now, typo))


def test_small_counts_and_waivers_are_put_together() -> None:
    less, more, other = (Suppress(("age",), ("area",), below) for below in (3, 5, 4))
    other = Suppress(("age",), ("kind",), 4)
    june, july = date(2026, 6, 30), date(2026, 7, 31)
    one = policy(
        SchemaPolicy(suppress=(less, other), waivers=(Waiver("a", "kind", "r", june), Waiver("b", None, "r", june)))
    )
    two = policy(
        SchemaPolicy(suppress=(more,), waivers=(Waiver("a", "kind", "s", july), Waiver("c", None, "r", july))), "two"
    )
    every, some = (decision_of(how(one, two), THING, NOW) for how in (all_of, any_of))
    assert every.suppress == (less, other, more)
    assert some.suppress == (less,), "what both hide, as little as one of them"
    assert [(each.finding, each.reason) for each in every.waivers] == [("a", "r")]
    assert sorted(each.finding for each in some.waivers) == ["a", "b", "c"]


def test_one_key_for_pseudonyms_in_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_A", "a" * 32)
    said = SchemaPolicy(admits=frozenset({PUBLIC}), fields={"kind": FieldRule((Case(Pseudonym()),))})
    one = policy(said, key=KeySource(environment="KEY_A"))
    two = policy(said, "two", key=KeySource(environment="KEY_B"))
    plain = policy(SchemaPolicy(admits=frozenset({PUBLIC, INTERNAL})), "plain")
    assert leaving(all_of(plain, one)) == leaving(all_of(one, plain)) == leaving(one)
    with pytest.raises(DefinitionError, match="ours, two have different keys"):
        leaving(all_of(one, two))


LISTED = contract(
    field("id", required=True),
    field("kind", sensitivity=INTERNAL),
    field("ids", "list", items=field("item", "object", fields=(field("system"), field("value")))),
    key=("id",),
)
LISTED_ROWS = [{"id": kind, "kind": kind, "ids": [{"system": "s", "value": f"v-{kind}"}]} for kind in ("a", "b")]
WHOLE, WITHOUT = {"system": "s", "value": "v"}, {"system": "s"}


def listed(rows: str | None = None, **rules: FieldRule) -> Policy:
    fields = {name.replace("_value", "[].value"): rule for name, rule in rules.items()}
    return policy(SchemaPolicy(admits=frozenset({PUBLIC}), fields=fields, rows=rows))


DROP = FieldRule(cases=())
ONLY_A = FieldRule(cases=(Case(Keep(), "kind = 'a'"),))


@pytest.mark.parametrize(
    ("one", "other", "a", "b"),
    [
        # neither would let the value out: one has no list, the other no values in it
        (listed(ids=DROP), listed(ids_value=DROP), WITHOUT, WITHOUT),
        (listed(ids=DROP), listed(), WHOLE, WHOLE),
        (listed(ids_value=DROP), listed(), WHOLE, WHOLE),
        (listed(ids_value=DROP), listed(ids_value=DROP), WITHOUT, WITHOUT),
        # of row b only the policy without values lets anything out
        (listed("kind = 'a'"), listed(ids_value=DROP), WITHOUT, WITHOUT),
        (listed(ids=ONLY_A), listed(ids_value=DROP), WITHOUT, WITHOUT),
        (listed("kind = 'a'"), listed("kind = 'a'", ids_value=DROP), WHOLE, None),
        (listed(ids=ONLY_A), listed(ids=DROP), WHOLE, None),
    ],
)
def test_any_of_lets_out_no_part_of_a_list_that_each_would_keep_back(
    one: Policy, other: Policy, a: dict[str, str], b: dict[str, str] | None
) -> None:
    for parts in ((one, other), (other, one)):
        (only,) = protect(judged(LISTED, LISTED_ROWS), policy=any_of(*parts), as_of=NOW).tables
        left = {row["id"]: row.get("ids") for row in only.table.to_records()}
        for name, wanted in (("a", a), ("b", b)):
            full = None if wanted is None else [wanted | ({"value": f"v-{name}"} if "value" in wanted else {})]
            assert left.get(name) == full, (name, parts)


def test_a_part_of_a_list_that_does_not_leave_does_not_leave_either() -> None:
    decision = decision_of(listed(ids=DROP), LISTED, NOW)
    assert [decision.fields[path].is_dropped for path in ("ids", "ids[]", "ids[].value")] == [True, True, True]
