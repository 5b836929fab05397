"""Values that only some rows must not share, or that stand in lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checked import SIZES, Row, check
from hypothesis import given, settings
from hypothesis import strategies as st
from made import contract, field, judged, report_of

from opendata_share.contract import Field, UniqueAmong
from opendata_share.report import Severity

EXAMPLES = settings(deadline=None, max_examples=60)
SEVERITIES = st.sampled_from(["error", "advice"])
TEXTS = st.sampled_from([None, "a", "b", "1:a"])


def pairs() -> Field:
    return field("ids", "list", items=field("item", "object", required=True, fields=(field("system"), field("value"))))


@EXAMPLES
@given(
    st.lists(st.fixed_dictionaries({"a": TEXTS, "n": st.sampled_from([None, 1, 2]), "gone": TEXTS}), max_size=16),
    SIZES,
    SEVERITIES,
    st.booleans(),
)
def test_only_rows_where_the_condition_is_true_are_compared(
    rows: list[Row], size: int, severity: Severity, conditional: bool
) -> None:
    rule = UniqueAmong(("a", "n"), "gone <> 'a'" if conditional else None, severity)
    promised = contract(field("a"), field("n", "integer"), field("gone"), table_rules=(rule,))
    seen: dict[tuple[Any, ...], int] = {}
    expected = []
    for number, row in enumerate(rows, 1):
        if conditional and row["gone"] in {None, "a"}:
            continue
        key = (row["a"], row["n"])
        if None not in key and seen.setdefault(key, number) != number:
            expected.append((number, seen[key]))
    check(promised, rows, size, "duplicate-key", expected)


@EXAMPLES
@given(
    st.lists(st.fixed_dictionaries({"a": TEXTS, "n": st.sampled_from([None, 1, 2]), "gone": TEXTS}), max_size=16),
    SIZES,
    SEVERITIES,
    st.booleans(),
)
def test_an_empty_field_may_be_a_value_like_any_other(
    rows: list[Row], size: int, severity: Severity, conditional: bool
) -> None:
    rule = UniqueAmong(("a", "n"), "gone <> 'a'" if conditional else None, severity, nulls="equal")
    promised = contract(field("a"), field("n", "integer"), field("gone"), table_rules=(rule,))
    seen: dict[tuple[Any, ...], int] = {}
    expected = []
    for number, row in enumerate(rows, 1):
        if conditional and row["gone"] in {None, "a"}:
            continue
        key = (row["a"], row["n"])
        if seen.setdefault(key, number) != number:
            expected.append((number, seen[key]))
    check(promised, rows, size, "duplicate-key", expected)


def test_no_text_is_taken_for_an_empty_field() -> None:
    rule = UniqueAmong(("a", "b"), nulls="equal")
    promised = contract(field("a"), field("b"), table_rules=(rule,))
    texts = [None, "", "=", "==", "0:", "null"]
    rows = [{"a": a, "b": b} for a in texts for b in texts]
    assert report_of(judged(promised, rows)).counts == {}
    assert report_of(judged(promised, [*rows, {"a": None, "b": ""}])).counts == {"duplicate-key": 1}


ITEMS = st.none() | st.lists(st.fixed_dictionaries({"system": TEXTS, "value": TEXTS}), max_size=3)


def naive_items(rows: Sequence[Row]) -> list[tuple[int, int]]:
    holders: dict[tuple[str, str], int] = {}
    found = {}
    for number, row in enumerate(rows, 1):
        for item in row["ids"] or []:
            key = (item["system"], item["value"])
            if None not in key and (first := holders.setdefault(key, number)) != number:
                found[number] = min(first, found.get(number, first))
    return sorted(found.items())


@EXAMPLES
@given(st.lists(st.fixed_dictionaries({"id": TEXTS, "ids": ITEMS}), max_size=10), SIZES, SEVERITIES)
def test_no_two_rows_have_the_same_item(rows: list[Row], size: int, severity: Severity) -> None:
    rule = UniqueAmong(("ids[].system", "ids[].value"), None, severity)
    promised = contract(field("id"), pairs(), table_rules=(rule,))
    check(promised, rows, size, "duplicate-item", naive_items(rows))


def test_a_row_may_say_the_same_item_twice_and_breaks_the_rule_once() -> None:
    rule = UniqueAmong(("ids[].system", "ids[].value"))
    promised = contract(field("id"), pairs(), table_rules=(rule,))
    one, other = {"system": "s", "value": "1"}, {"system": "s", "value": "2"}
    validated = judged(
        promised, [{"id": "a", "ids": [one, one]}, {"id": "b", "ids": [other, one]}, {"id": "c", "ids": [one, other]}]
    )
    report = report_of(validated)
    assert report.counts == {"duplicate-item": 2}
    assert [(found.row, found.parameters["first"]) for found in report.violations] == [(2, 1), (3, 1)]
    assert report.violations[0].field == "ids[].system"
