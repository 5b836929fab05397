"""Change against the last release: whole-number measures, the same however the tables are cut."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from checked import SIZES, Row, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, batch_of, bundle, contract, field, judged, report_of, table
from made import SIZES as SIZE_CODES

from opendata_share.contract import Change, Contract
from opendata_share.errors import DefinitionError
from opendata_share.validation import validate

PROMISED = contract(
    field("n", "number"), field("size", code_list=SIZE_CODES.name), field("is_open", "boolean"), field("words")
)
NAMES = tuple(one.name for one in PROMISED.fields)
CELLS = {
    "n": st.none() | st.sampled_from([0.0, 1.0, 1.5, 2.0, 5.0, -3.0, math.nan]),
    "size": st.sampled_from([None, "small", "large", "odd"]),
    "is_open": st.sampled_from([None, True, False]),
    "words": st.sampled_from([None, "x"]),
}
TABLES = st.lists(st.fixed_dictionaries(CELLS), max_size=14)


def arrow(promised: Contract, rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_batches([batch_of(promised, rows)])


def naive(before: Sequence[Row], now: Sequence[Row], asked: Change) -> Counter[tuple[str, str | None]]:
    found: Counter[tuple[str, str | None]] = Counter()
    if before and abs(Fraction(len(now) - len(before), len(before))) * 100 > (asked.rows or 0):
        found["row-count-change", None] += 1
    if not before or not now:
        return found
    for name in NAMES:
        one, other = ([row[name] for row in rows] for rows in (before, now))
        shares = [Fraction(cells.count(None), len(cells)) for cells in (one, other)]
        found["null-share-change", name] += abs(shares[1] - shares[0]) * 100 > (asked.nulls or 0)
        one, other = ([cell for cell in cells if cell is not None and cell == cell] for cells in (one, other))  # noqa: PLR0124  # NaN is no value
        if not one or not other:
            continue
        if name in {"size", "is_open"}:
            moved = (
                sum(
                    abs(Fraction(one.count(code), len(one)) - Fraction(other.count(code), len(other)))
                    for code in {*one, *other}
                )
                / 2
            )
            found["category-change", name] += moved * 100 > (asked.categories or 0)
        if name == "n":
            ordered = sorted(one)
            deciles = [ordered[math.ceil(len(one) * tenth / 10) - 1] for tenth in range(1, 10)]
            apart = [
                abs(
                    Fraction(sum(c <= mark for c in one), len(one))
                    - Fraction(sum(c <= mark for c in other), len(other))
                )
                for mark in deciles
            ]
            found["value-change", name] += max(apart) * 100 > (asked.values or 0)
    return +found


@settings(deadline=None, max_examples=80)
@given(
    TABLES,
    TABLES,
    SIZES,
    st.sampled_from([0, 20, 50]),
)
def test_what_changed_more_than_it_may_is_told(before: list[Row], now: list[Row], size: int, bound: int) -> None:
    asked = Change(bound, bound, bound, bound)
    promised = contract(*PROMISED.fields, table_rules=(asked,))
    documents = []
    for validated in verdicts(promised, now, size, previous=arrow(PROMISED, before)):
        told = Counter((one.rule, one.field) for one in report_of(validated).violations if one.row is None)
        assert told == naive(before, now, asked)
        documents.append(validated.report.to_document())
    assert documents[0] == documents[1] == documents[2]


def test_without_a_last_release_nothing_is_compared() -> None:
    promised = contract(field("x"), table_rules=(Change(0, 0, 0, 0),))
    assert report_of(judged(promised, [{"x": "a"}])).advice == {}


def test_a_contract_without_a_rule_of_its_own_is_judged_by_the_usual_one() -> None:
    promised = contract(field("x", "integer"))
    before = arrow(promised, [{"x": number} for number in range(10)])
    kept = judged(promised, [{"x": number} for number in range(1, 11)], previous=before)
    assert report_of(kept).advice == {}
    doubled = judged(promised, [{"x": number * 1000} for number in range(20)], previous=before)
    assert report_of(doubled).advice == {"row-count-change": 1, "value-change": 1}
    count, values = report_of(doubled).violations
    assert count.message() == ("the last release had 10 rows, this table has 20: more than 50 % have come or gone")
    assert values.message() == (
        "5.0 % of the values of x do not pass the last release's decile 9, then 90.0 %: more than 20 points apart"
    )


def test_none_compares_nothing() -> None:
    promised = contract(field("x", "integer"), table_rules=(Change(None, None, None, None),))
    before = arrow(promised, [{"x": 1}] * 10)
    assert report_of(judged(promised, [{}], previous=before)).advice == {}


def test_fields_the_last_release_lacks_or_has_with_another_type_are_left_out() -> None:
    promised = contract(field("x", "date"), field("y"), table_rules=(Change(0, 0, 0, 0),))
    before = pa.table({"x": pa.array(["2020-01-01", None])})
    assert report_of(judged(promised, [{"x": date(2020, 1, 1)}] * 2, previous=before)).advice == {}


def test_no_value_stands_in_what_is_told() -> None:
    promised = contract(field("x", "integer", sensitivity=INTERNAL))
    before = arrow(promised, [{"x": 421_007}] * 10)
    report = report_of(judged(promised, [{"x": 421_008}] * 10, previous=before))
    assert report.advice == {"value-change": 1}
    assert "421" not in report.violations[0].message()


def test_tables_of_a_bundle_have_each_their_last_release() -> None:
    one, other = contract(field("x"), name="one"), contract(field("x"), name="other")
    both = bundle(table(one, [{"x": "a"}] * 4), table(other, [{"x": "a"}] * 4))
    validated = validate(both, previous={"other": arrow(other, [{"x": "a"}])})
    assert report_of(validated, "one").advice == {}
    assert report_of(validated, "other").advice == {"row-count-change": 1}
    again = validate(both, previous=bundle(table(one, [{}] * 4), table(other, [{"x": "a"}] * 4)))
    assert report_of(again, "one").advice == {"null-share-change": 1}


@pytest.mark.parametrize(
    ("previous", "message_id"),
    [(5, "previous-not-a-table"), ({"thing": 5}, "previous-not-a-table"), ({"x": pa.table({})}, "previous-unknown")],
)
def test_what_is_no_last_release_is_refused(previous: Any, message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        judged(contract(field("x")), [], previous=previous)
    assert refused.value.message_id == message_id


def test_one_release_for_several_tables_is_refused() -> None:
    both = bundle(table(contract(field("x"), name="one"), []), table(contract(field("x"), name="other"), []))
    with pytest.raises(DefinitionError) as refused:
        validate(both, previous=pa.table({"x": ["a"]}))
    assert refused.value.message_id == "previous-of-several"
