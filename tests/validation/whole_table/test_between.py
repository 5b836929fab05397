"""Rules between two tables: as plain dictionaries say, however the bundle is cut and ordered, in any memory."""

from __future__ import annotations

import math
import operator
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from checked import TINY, Row
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, batch_of, contract, field, misfit, refers, report_of, rows_of, table, table_of

from opendata_share.contract import AgreesWithReferred, AgreesWithRows, Contract, Derivation, Field, TableRule
from opendata_share.errors import DefinitionError
from opendata_share.report import shown
from opendata_share.stages import Bundle, Lineage, Rows, Table, Validated
from opendata_share.validation import explain_plan, replay, validate
from opendata_share.validation.whole_table import rules_between

EXAMPLES = settings(deadline=None, max_examples=80)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEYS = st.sampled_from([None, "a", "a", "b", "d:e"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-2, 6) | st.sampled_from([2**63 - 1, -(2**63), 2**62]),
    "decimal": st.integers(-3, 3).map(lambda units: Decimal(units).scaleb(-2)),
    "date": st.integers(-2, 2).map(lambda days: date(1970, 1, 1) + timedelta(days=days)),
    "datetime": st.sampled_from([0, 59, 60, 61, 120]).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    "number": st.sampled_from([-1.5, -0.0, 0.0, 0.25, float("inf"), float("nan")]),
    "text": st.sampled_from(["", "a", "b", "é", "z"]),
    "boolean": st.booleans(),
}


def typed(name: str, kind: str, **promises: Any) -> Field:
    return field(name, kind, **({"precision": 9, "scale": 2} if kind == "decimal" else {}), **promises)


def calls(kind: str, *rules: TableRule, **promises: Any) -> Contract:
    return contract(
        field("id"), typed("v", kind, **promises), field("is_in", "boolean"), name="call", table_rules=rules
    )


def sent(kind: str, *rules: TableRule, **promises: Any) -> Contract:
    fields = field("call"), typed("v", kind, **promises), field("is_in", "boolean")
    return contract(*fields, name="sent", table_rules=rules)


def rows_of_kind(key: str, kind: str) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries(
        {key: KEYS, "v": st.none() | VALUES[kind], "is_in": st.sampled_from([None, True, False])}
    )
    return st.lists(row, max_size=14)


def one_after_the_other(tables: Sequence[Table]) -> Bundle:
    """Return a bundle that reads one table to its end, then the next."""

    def rows() -> Iterator[tuple[str, Rows]]:
        for each in tables:
            for batch in each.stream():
                yield each.contract.name, batch

    return Bundle(tuple(each.contract for each in tables), rows, Lineage(source="things.csv"))


def verdicts(
    ours: tuple[Contract, Sequence[Row]], theirs: tuple[Contract, Sequence[Row]], sizes: tuple[int, int]
) -> Iterator[Validated]:
    """Yield the verdict with either table first, whole, cut, and with no memory to sort in."""
    for parties in ((ours, theirs), (theirs, ours)):
        whole = [table(promised, rows) for promised, rows in parties]
        yield validate(one_after_the_other(whole))
        cut = [table(promised, rows, size=size) for (promised, rows), size in zip(parties, sizes, strict=True)]
        yield validate(one_after_the_other(cut), limits=TINY, map_batches=map)


def check(
    ours: tuple[Contract, Sequence[Row]],
    theirs: tuple[Contract, Sequence[Row]],
    sizes: tuple[int, int],
    rule: str,
    expected: Sequence[tuple[int, str, Any]],
) -> None:
    """Assert that `rule` is broken by the (row, what the other table says, the row it clashes with) `expected`."""
    promised, rows = ours
    for validated in verdicts(ours, theirs, sizes):
        report = report_of(validated, promised.name)
        told = [one for one in report.violations if one.rule == rule]
        assert [(one.row, one.parameters["found"], one.parameters.get("first")) for one in told] == list(expected)
        assert all(one.line == (one.row or 0) + 1 and one.field == "v" for one in told)
        fallen = {one.row for one in report.violations if one.severity == "error"}
        back = [one for one in validated.rejected.to_arrow().to_pylist() if one["_contract"] == promised.identity]
        assert {one["_row"] for one in back} == fallen
        reasons = {one["_row"]: one["_message"] for one in back if one["_rule"] == rule}
        assert reasons == {one.row: one.message() for one in told if one.severity == "error"}
        assert (report.balance.accepted, report.balance.rejected) == (len(rows) - len(fallen), len(fallen))
        assert validated.report.table(theirs[0].name).violations == tuple(
            one for one in validated.report.table(theirs[0].name).violations if one.rule == "not-finite"
        )


def is_number(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def meet(rule: AgreesWithRows | AgreesWithReferred, one: str | None, other: str | None) -> bool:
    """Whether two keys bring their rows together."""
    return one == other and (one is not None or rule.nulls == "equal")


def plain(value: Any) -> Any:
    """Return a value as a report shows it: -0.0 is 0.0."""
    return value + 0.0 if isinstance(value, float) else value


def added_up(rule: AgreesWithRows, row: Row, theirs: Sequence[Row]) -> Any:
    """Return what the rows that refer to `row` add up to, or None where that is not known."""
    mine = [other for other in theirs if meet(rule, row["id"], other["call"])]
    counted = [other for other in mine if rule.where is None or other["is_in"] is True]
    values = [other["v"] for other in counted]
    known = [value for value in values if is_number(value)]
    if rule.aggregate == "count":
        return len(counted) if mine else None
    if rule.aggregate == "sum":
        return sum(values) if values and len(known) == len(values) else None
    return None if not known else min(known) if rule.aggregate == "min" else max(known)


def naive_rows(rule: AgreesWithRows, ours: Sequence[Row], theirs: Sequence[Row]) -> list[tuple[int, str, None]]:
    found = []
    for number, row in enumerate(ours, 1):
        result = added_up(rule, row, theirs)
        compared = is_number(row["v"]) and (rule.when is None or row["is_in"] is True)
        if result is not None and compared and not alike(row["v"], result, rule.within):
            found.append((number, shown(plain(result), public=True), None))
    return found


def fits(result: Any) -> bool:
    """Whether a row can hold the result: a sum may be too large for its own type."""
    return result is not None and not (isinstance(result, int) and abs(result) >= 2**63)


def alike(one: Any, other: Any, within: str | None) -> bool:
    return one == other or (within is not None and abs(one - other) <= timedelta(minutes=1))


ROW_KINDS = [
    *(
        ("count", "integer"),
        ("sum", "integer"),
        ("sum", "integer"),
        ("sum", "decimal"),
        ("sum", "decimal"),
        ("min", "integer"),
        ("max", "datetime"),
    ),
    *(("min", "datetime"), ("min", "number"), ("max", "number"), ("max", "date"), ("min", "decimal")),
]
CONDITIONS = st.sampled_from([None, "is_in"])
NULLS = st.sampled_from([None, None, "equal"])
SEVERITIES = st.sampled_from(["advice", "error"])
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 5))


@EXAMPLES
@given(st.data(), st.sampled_from(ROW_KINDS), CONDITIONS, CONDITIONS, NULLS, SEVERITIES, SIZES)
def test_a_value_is_what_the_rows_that_refer_to_it_add_up_to(
    data: st.DataObject,
    how: tuple[Any, str],
    when: str | None,
    where: str | None,
    nulls: Any,
    severity: Any,
    sizes: tuple[int, int],
) -> None:
    aggregate, kind = how
    within = data.draw(st.sampled_from([None, "PT1M"])) if kind == "datetime" else None
    value = None if aggregate == "count" else "v"
    rule = AgreesWithRows(
        "v",
        aggregate,
        "sent",
        ("call",),
        ("id",),
        value=value,
        when=when,
        where=where,
        within=within,
        severity=severity,
        nulls=nulls,
    )
    ours, theirs = data.draw(rows_of_kind("id", kind)), data.draw(rows_of_kind("call", kind))
    right = data.draw(st.sets(st.integers(0, 14)))
    results = [added_up(rule, row, theirs) for row in ours]
    ours = [
        {**row, "v": result} if number in right and fits(result) else row
        for number, (row, result) in enumerate(zip(ours, results, strict=True))
    ]
    expected = naive_rows(rule, ours, theirs)
    check((calls(kind, rule), ours), (sent(kind), theirs), sizes, "agrees-with-rows", expected)


HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
    "<>": operator.ne,
}


def naive_referred(rule: AgreesWithReferred, ours: Sequence[Row], theirs: Sequence[Row]) -> list[tuple[int, str, int]]:
    found = []
    for number, row in enumerate(ours, 1):
        there = (place for place, other in enumerate(theirs) if rule.where is None or other["is_in"] is True)
        place = next((at for at in there if meet(rule, row["call"], theirs[at]["id"])), None)
        if place is None or not (is_number(row["v"]) and is_number(theirs[place]["v"])):
            continue
        value, other = row["v"], theirs[place]["v"]
        one, another = (text.encode() if isinstance(text, str) else text for text in (value, other))
        near = rule.within is not None and alike(value, other, rule.within)
        if (rule.when is None or row["is_in"] is True) and not (near or HOLDS[rule.relation](one, another)):
            found.append((number, shown(plain(other), public=True), place + 1))
    return found


@EXAMPLES
@given(
    st.data(),
    st.sampled_from(sorted(VALUES)),
    st.sampled_from(sorted(HOLDS)),
    CONDITIONS,
    CONDITIONS,
    NULLS,
    SEVERITIES,
    SIZES,
)
def test_a_value_stands_in_relation_to_that_of_the_row_it_refers_to(
    data: st.DataObject,
    kind: str,
    relation: Any,
    when: str | None,
    where: str | None,
    nulls: Any,
    severity: Any,
    sizes: tuple[int, int],
) -> None:
    relation = "<>" if kind == "boolean" and relation != "=" else relation
    may = kind == "datetime" and relation != "<>"
    within = data.draw(st.sampled_from([None, "PT1M"])) if may else None
    rule = AgreesWithReferred(
        "v",
        relation,
        "call",
        ("call",),
        ("id",),
        "v",
        when=when,
        where=where,
        within=within,
        severity=severity,
        nulls=nulls,
    )
    ours, theirs = data.draw(rows_of_kind("call", kind)), data.draw(rows_of_kind("id", kind))
    expected = naive_referred(rule, ours, theirs)
    check((sent(kind, rule), ours), (calls(kind), theirs), sizes, "agrees-with-referred", expected)


def judged(ours: tuple[Contract, Sequence[Row]], theirs: tuple[Contract, Sequence[Row]], **options: Any) -> Validated:
    return validate(one_after_the_other([table(*ours), table(*theirs)]), **options)


def told(validated: Validated, name: str, **parts: Any) -> list[tuple[int | None, str, str]]:
    """Return (row, severity, message) of what was found in a table."""
    found = report_of(validated, name).violations
    return [(one.row, one.severity, one.message(**parts)) for one in found]


def test_a_sum_is_exact_beyond_64_bits_and_below_zero() -> None:
    rule = AgreesWithRows("v", "sum", "sent", ("call",), ("id",), value="v")
    ours = [{"id": "a", "v": -3}, {"id": "b", "v": 0}, {"id": "c", "v": -2}]
    theirs = [{"call": "a", "v": -1}, {"call": "a", "v": -2}, *({"call": "b", "v": 2**63 - 1},) * 2]
    theirs += [{"call": "c", "v": value} for value in (2**63 - 1, -(2**63), -1)]
    check(
        (calls("integer", rule), ours),
        (sent("integer"), theirs),
        (2, 1),
        "agrees-with-rows",
        [(2, str(2**64 - 2), None)],
    )


def test_a_row_that_no_row_refers_to_is_not_compared_and_where_counts_among_those_that_do() -> None:
    rule = AgreesWithRows("v", "count", "sent", ("call",), ("id",), where="is_in")
    ours = [{"id": "a", "v": 0}, {"id": "b", "v": 0}, {"id": "c", "v": 2}]
    theirs = [{"call": "b", "is_in": False}, {"call": "c", "is_in": True}]
    check((calls("integer", rule), ours), (sent("integer"), theirs), (2, 1), "agrees-with-rows", [(3, "1", None)])


def test_without_the_other_table_nothing_is_judged_and_nothing_is_kept() -> None:
    rule = AgreesWithRows("v", "count", "sent", ("call",), ("id",))
    assert validate(table(calls("integer", rule), [{"id": "a", "v": 3}])).report.valid
    assert rules_between((calls("integer", rule),)) == ()
    (planned,) = (one for one in explain_plan(calls("integer", rule)).rules if one.rule == "agrees-with-rows")
    assert (planned.field, planned.runs, planned.other) == ("v", "table", "sent")
    assert (
        planned.why() == "reads the rows of sent too, where both tables are in the same bundle; else it is not judged"
    )
    assert "sent" in planned.why("id")


def test_fields_that_together_refer_are_compared_in_pairs() -> None:
    rule = AgreesWithReferred("v", "=", "call", ("place", "at"), ("area", "id"), "v")
    own = contract(field("place"), field("at"), field("v", "integer"), name="sent", table_rules=(rule,))
    other = contract(field("id"), field("area"), field("v", "integer"), name="call")
    there = [{"id": "1", "area": "x", "v": 5}, {"id": "x", "area": "1", "v": 6}, {"id": None, "area": "x", "v": 9}]
    rows = [{"place": "x", "at": "1", "v": 5}, {"place": "1", "at": "x", "v": 5}, {"place": "x", "at": None, "v": 5}]
    check((own, rows), (other, there), (1, 2), "agrees-with-referred", [(2, "6", 2)])


def test_a_table_may_be_the_other_table_of_itself() -> None:
    rules = (
        AgreesWithRows("n", "count", "thing", ("up",), ("id",)),
        AgreesWithReferred("n", "<", "thing", ("up",), ("id",), "n"),
    )
    own = contract(field("id"), field("up", reference=refers("thing")), field("n", "integer"), table_rules=rules)
    rows: list[dict[str, Any]] = [
        {"id": "a", "n": 2},
        {"id": "b", "up": "a", "n": 1},
        {"id": "c", "up": "a", "n": 2},
        {"id": "d", "up": "b"},
    ]
    found = [(one.row, one.rule) for one in validate(table(own, rows, size=2)).report.tables[0].violations]
    assert found == [(3, "agrees-with-referred")]
    assert [one.other for one in explain_plan(own).rules if one.rule.startswith("agrees")] == [None, None]
    rows[0]["n"] = 3
    found = [(one.row, one.rule) for one in validate(table(own, rows, size=2)).report.tables[0].violations]
    assert found == [(1, "agrees-with-rows")]


@pytest.mark.parametrize(
    ("ours", "theirs", "where", "found"),
    [
        ({}, {}, None, "3 is not the sum of v over the rows of sent that refer to this one, 2"),
        (
            {"sensitivity": INTERNAL},
            {},
            None,
            "(int, 1) is not the sum of v over the rows of sent that refer to this one, 2",
        ),
        (
            {},
            {"sensitivity": INTERNAL},
            None,
            "3 is not the sum of v over the rows of sent that refer to this one, (int, 1)",
        ),
        ({}, {}, "hidden = 1", "3 is not the sum of v over the rows of sent that refer to this one, (int, 1)"),
    ],
)
def test_no_value_of_a_field_that_is_not_public_is_shown(
    ours: dict[str, Any], theirs: dict[str, Any], where: str | None, found: str
) -> None:
    rule = AgreesWithRows("v", "sum", "sent", ("call",), ("id",), value="v", where=where)
    own = contract(field("id"), field("v", "integer", **ours), name="call", table_rules=(rule,))
    hidden = field("hidden", "integer", sensitivity=INTERNAL)
    other = contract(field("call"), field("v", "integer", **theirs), hidden, name="sent")
    rows = [{"id": "a", "v": 3}]
    assert told(judged((own, rows), (other, [{"call": "a", "v": 2, "hidden": 1}])), "call") == [(1, "advice", found)]


def test_sentences_name_the_other_row_in_both_languages() -> None:
    rule = AgreesWithReferred("v", ">=", "call", ("call",), ("id",), "v", severity="error")
    ours = [{"call": "a", "v": NOON}]
    theirs = [{"id": "b"}, {"id": "a", "v": NOON + timedelta(minutes=1)}]
    validated = judged((sent("datetime", rule), ours), (calls("datetime"), theirs))
    one, other = "2026-03-01 12:00:00+00:00", "2026-03-01 12:01:00+00:00"
    assert told(validated, "sent") == [(1, "error", f"{one} is not >= v of row 2 of call, {other}")]
    assert told(validated, "sent", language="id") == [(1, "error", f"{one} tidak >= v pada baris 2 dari call, {other}")]


def test_a_cell_that_did_not_fit_is_not_compared_and_not_added_up() -> None:
    rule = AgreesWithRows("v", "sum", "sent", ("call",), ("id",), value="v")
    own, other = calls("integer", rule), sent("integer")
    rows = rows_of(batch_of(other, [{"call": "a", "v": 1}, {"call": "a"}]), misfits=(misfit("v", [1]),))
    validated = validate(one_after_the_other([table(own, [{"id": "a", "v": 5}]), table_of(other, rows)]))
    assert told(validated, "call") == []


def test_a_row_that_another_rule_rejects_counts_all_the_same() -> None:
    rule = AgreesWithRows("v", "count", "sent", ("call",), ("id",), severity="error")
    other = contract(field("call"), field("size", "integer", maximum=1), name="sent")
    theirs = [{"call": "a", "size": 1}, {"call": "a", "size": 2}]
    report = judged((calls("integer", rule), [{"id": "a", "v": 2}]), (other, theirs)).report
    assert (report.rejected, report.table("call").counts) == (1, {})


def test_rows_that_refer_to_a_row_that_falls_fall_with_it() -> None:
    rule = AgreesWithRows("v", "count", "sent", ("call",), ("id",), severity="error")
    own = contract(field("id"), field("v", "integer"), name="call", key=("id",), table_rules=(rule,))
    other = contract(field("call", reference=refers("call")), name="sent")
    ours, theirs = [{"id": "a", "v": 1}, {"id": "b", "v": 2}], [{"call": "a"}, {"call": "b"}]
    validated = judged((own, ours), (other, theirs))
    assert told(validated, "call") == [(2, "error", "2 is not how many rows of sent refer to this one, 1")]
    assert [(row, severity) for row, severity, _ in told(validated, "sent")] == [(2, "error")]


def test_rows_accepted_before_are_counted_and_referred_to_when_others_are_judged_again() -> None:
    count = AgreesWithRows("v", "count", "sent", ("call",), ("id",))
    after = AgreesWithReferred("n", ">=", "call", ("call",), ("id",), "v")
    own = contract(field("id"), field("v", "integer"), name="call", key=("id",), table_rules=(count,))
    number = field("n", "integer", required=True)
    other = contract(field("call"), number, name="sent", table_rules=(after,))
    ours = [{"id": "a", "v": 2}]
    before = judged((own, ours), (other, [{"call": "a", "n": 3}, {"call": "a"}]))
    assert (before.report.rejected, report_of(before, "call").advice) == (1, {})
    mended = one_after_the_other([table(own, []), table(other, [{"call": "a", "n": 1}])])
    again = replay(mended, before.accepted)
    assert report_of(again, "call").advice == {}
    message = "1 is not >= v of a row of call that was accepted before, 2"
    assert told(again, "sent") == [(1, "advice", message)]


def test_threads_give_the_same_report_and_what_is_kept_can_be_sent_to_other_processes() -> None:
    rule = AgreesWithRows("v", "count", "sent", ("call",), ("id",), severity="error")
    own, other = calls("integer", rule), sent("integer", AgreesWithReferred("v", "<", "call", ("call",), ("id",), "v"))
    ours = [{"id": str(number), "v": number % 3} for number in range(30)]
    theirs = [{"call": str(number % 40), "v": number % 2} for number in range(60)]

    def tables() -> Bundle:
        return one_after_the_other([table(own, ours, size=4), table(other, theirs, size=7)])

    alone = validate(tables(), map_batches=map).report.to_document()
    assert alone["tables"][0]["counts"] == {"agrees-with-rows": 21}
    with ThreadPoolExecutor(3) as threads:
        assert validate(tables(), map_batches=threads.map).report.to_document() == alone
    for rules in rules_between((own, other)):
        for name, look in rules.looks():
            rows = rows_of(batch_of(*{"call": (own, ours), "sent": (other, theirs)}[name]))
            seen = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(look))(rows)))
            assert seen.kept.equals(look(rows).kept)


def test_a_field_that_the_other_table_never_had_is_a_mistake_and_one_that_was_taken_out_is_not() -> None:
    rule = AgreesWithRows("v", "sum", "sent", ("call",), ("id",), value="v", where="is_in")
    ours = (calls("integer", rule), [{"id": "a", "v": 3}])
    theirs = contract(field("call"), field("is_in", "boolean"), name="sent")
    with pytest.raises(DefinitionError) as raised:
        judged(ours, (theirs, []))
    assert raised.value.message_id == "contract-unknown-field"
    with pytest.raises(DefinitionError) as raised:
        judged(ours, (contract(field("call"), typed("v", "integer"), name="sent"), []))
    assert raised.value.message_id.startswith("expression-")
    with pytest.raises(DefinitionError) as raised:
        judged(ours, (sent("decimal"), []))
    assert raised.value.message_id == "table-rule-part"
    with pytest.raises(DefinitionError) as raised:
        judged(ours, (sent("text"), []))
    assert raised.value.message_id == "table-rule-field"
    for gone in (("call", "v"), ("call", "is_in")):
        cut = replace(
            sent("integer"),
            fields=tuple(each for each in sent("integer").fields if each.name in gone),
            derived_from=Derivation("sent@1.0.0", "sha256:0", "open", ("x",)),
        )
        assert judged(ours, (cut, [{"call": "a"}])).report.valid
