"""Totals, children, codes that exclude others, codes every group needs: as the naive reading says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from checked import SIZES, Row, broken, check, verdicts
from hypothesis import given, settings
from hypothesis import strategies as st
from made import INTERNAL, accepted, contract, field, judged, report_of

from opendata_share.contract import ChildrenWithin, Complete, Exclusive, GroupTotals, TableRule
from opendata_share.report import Severity

EXAMPLES = settings(deadline=None, max_examples=60)
SEVERITIES = st.sampled_from(["error", "advice"])
GROUPS = st.sampled_from([None, "a", "b", "", "-"])
NUMBERS = st.sampled_from([None, 0, 1, 2, 3, 5, -1, 2**62, -(2**62)])


def grouped(rows: Sequence[Row], group: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
    """Return the rows of each group by number; an empty field is a value like any other."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(tuple(row.get(name) for name in group), []).append(number)
    return groups


TOTALS = (("all", ("x", "y")), ("x-and-z", ("x", "z")))


def naive_totals(rows: Sequence[Row], rule: GroupTotals) -> list[tuple[int, None]]:
    found = []
    for numbers in grouped(rows, rule.group).values():
        for total, parts in rule.totals:
            for name in rule.values:
                added = [rows[number][name] for number in numbers if rows[number]["code"] in parts]
                if not added or None in added:
                    continue
                found += [
                    (number + 1, None)
                    for number in numbers
                    if rows[number]["code"] == total and rows[number][name] not in {None, sum(added)}
                ]
    return found


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "g": GROUPS,
                "code": st.sampled_from([None, "all", "x", "y", "z", "x-and-z", "other"]),
                "n": NUMBERS,
                "m": st.sampled_from([None, 1, 2, 3]),
            }
        ),
        max_size=18,
    ),
    SIZES,
    SEVERITIES,
    st.sampled_from([("g",), ()]),
)
def test_a_total_is_the_sum_of_its_parts(
    rows: list[Row], size: int, severity: Severity, group: tuple[str, ...]
) -> None:
    rule = GroupTotals("code", ("n", "m"), group, TOTALS, severity)
    promised = contract(field("g"), field("code"), field("n", "integer"), field("m", "integer"), table_rules=(rule,))
    check(promised, rows, size, "group-totals", naive_totals(rows, rule))


def test_sums_are_exact_beyond_64_bits() -> None:
    rule = GroupTotals("code", ("n",), (), (("all", ("x",)),))
    promised = contract(field("code"), field("n", "integer"), table_rules=(rule,))
    rows = [{"code": "x", "n": 2**62}] * 4 + [{"code": "all", "n": 0}]  # 2**64, which is 0 in 64 bits
    check(promised, rows, 2, "group-totals", [(5, None)])
    low = [{"code": "x", "n": -(2**63)}, {"code": "x", "n": -1}, {"code": "all", "n": 2**63 - 1}]
    check(promised, low, 2, "group-totals", [(3, None)])


def test_decimals_add_up_exactly_and_are_shown_as_decimals() -> None:
    rule = GroupTotals("code", ("n",), (), (("all", ("x",)),))
    promised = contract(field("code"), field("n", "decimal", precision=10, scale=2), table_rules=(rule,))
    rows = [
        {"code": "x", "n": Decimal("0.10")},
        {"code": "x", "n": Decimal("0.20")},
        {"code": "all", "n": Decimal("0.30")},
    ]
    assert broken(judged(promised, rows), "group-totals") == []
    rows[2]["n"] = Decimal("0.31")
    (one,) = report_of(judged(promised, rows)).violations
    assert one.message() == "0.31 is not the sum of its parts, 0.30"
    assert one.field == "n"


def test_figures_that_are_not_public_are_not_shown() -> None:
    rule = GroupTotals("code", ("n",), (), (("all", ("x",)),))
    promised = contract(field("code"), field("n", "integer", sensitivity=INTERNAL), table_rules=(rule,))
    (one,) = report_of(judged(promised, [{"code": "x", "n": 421}, {"code": "all", "n": 422}])).violations
    assert one.message() == "(int, 3) is not the sum of its parts, (int, 3)"


def naive_children(rows: Sequence[Row], rule: ChildrenWithin) -> list[tuple[int, None]]:
    found = []
    for number, row in enumerate(rows, 1):
        below = [other for other in rows if row["id"] is not None and other["up"] == row["id"]]
        known = [other["n"] for other in below if other["n"] is not None]
        if row["n"] is not None and known and sum(known) > Fraction(rule.at_most) * row["n"]:
            found.append((number, None))
    return found


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.sampled_from([None, "a", "b", "c"]),
                "up": st.sampled_from([None, "a", "b", "x"]),
                "n": st.sampled_from([None, 0, 49, 50, 51, 100, 102, 103, -3]),
            }
        ),
        max_size=14,
    ),
    SIZES,
    SEVERITIES,
)
def test_children_add_up_to_no_more_than_a_multiple(rows: list[Row], size: int, severity: Severity) -> None:
    rule = ChildrenWithin("n", "id", "up", "1.02", severity)
    promised = contract(field("id"), field("up"), field("n", "integer"), table_rules=(rule,))
    check(promised, rows, size, "children-within", naive_children(rows, rule))


def naive_exclusive(rows: Sequence[Row], rule: Exclusive) -> list[tuple[int, None]]:
    found = []
    for numbers in grouped(rows, rule.group).values():
        codes = {rows[number]["code"] for number in numbers} - {None, rule.code}
        if codes:
            found += [(number + 1, None) for number in numbers if rows[number]["code"] == rule.code]
    return found


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries(
            {"g": GROUPS, "h": st.sampled_from([None, 1, 2]), "code": st.sampled_from([None, "all", "x", "y"])}
        ),
        max_size=16,
    ),
    SIZES,
    SEVERITIES,
    st.sampled_from([("g",), ("g", "h"), ()]),
)
def test_a_code_for_all_stands_alone(rows: list[Row], size: int, severity: Severity, group: tuple[str, ...]) -> None:
    rule = Exclusive("code", "all", group, severity)
    promised = contract(field("g"), field("h", "integer"), field("code"), table_rules=(rule,))
    check(promised, rows, size, "exclusive", naive_exclusive(rows, rule))


def test_details_are_kept_whatever_is_rejected_for_standing_beside_them() -> None:
    rule = Exclusive("code", "all", ("g",))
    promised = contract(field("g"), field("code"), table_rules=(rule,))
    rows = [{"g": "a", "code": "all"}, {"g": "a", "code": "x"}, {"g": "b", "code": "all"}]
    validated = judged(promised, rows)
    assert accepted(validated) == rows[1:]
    assert report_of(validated).violations[0].message() == (
        "all stands beside rows of the detail with the same g: they would be counted twice"
    )


def naive_complete(rows: Sequence[Row], rule: Complete) -> list[tuple[int, None]]:
    return [
        (numbers[0] + 1, None)
        for numbers in grouped(rows, rule.group).values()
        if set(rule.codes) - {rows[number]["code"] for number in numbers}
    ]


@EXAMPLES
@given(
    st.lists(
        st.fixed_dictionaries({"g": GROUPS, "code": st.sampled_from([None, "x", "y", "z"])}),
        max_size=16,
    ),
    SIZES,
    st.sampled_from([("g",), ()]),
)
def test_every_group_has_the_codes_it_needs(rows: list[Row], size: int, group: tuple[str, ...]) -> None:
    rule = Complete("code", ("x", "y"), group)
    promised = contract(field("g"), field("code"), table_rules=(rule,))
    check(promised, rows, size, "complete", naive_complete(rows, rule))


def test_what_a_group_lacks_is_named_where_codes_are_public() -> None:
    rows = [{"code": "x"}, {"code": "z"}]
    for sensitivity, missing in (("public", "y, q"), ("internal", "2")):
        code = field("code", sensitivity=INTERNAL) if sensitivity == "internal" else field("code")
        promised = contract(field("g"), code, table_rules=(Complete("code", ("x", "y", "q"), ("g",)),))
        (one,) = report_of(judged(promised, rows)).violations
        assert one.message() == f"the rows with the same g lack {missing} in code"


RULES: list[TableRule] = [
    GroupTotals("code", ("n",), ("key",), TOTALS),
    Exclusive("code", "all", ("key",)),
    Complete("code", ("x",), ("key",)),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_fields_may_have_the_names_of_what_is_kept(rule: TableRule) -> None:
    promised = contract(field("key"), field("code"), field("n", "integer"), table_rules=(rule,))
    rows = [{"key": "1", "code": "all", "n": 3}, {"key": "1", "code": "y", "n": 2}]
    found = {number for validated in verdicts(promised, rows, 1) for number, _ in broken(validated, slug_of(rule))}
    assert found == {1}


def slug_of(rule: TableRule) -> str:
    return {GroupTotals: "group-totals", Exclusive: "exclusive", Complete: "complete"}[type(rule)]  # type: ignore[index]
