"""Exact figures, pairs and examples, whatever the batches and however few violations are kept."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share.adapters import find_contract
from opendata_share.contract import Check, Contract
from opendata_share.report import FigureKey
from opendata_share.validation import validate
from opendata_share.validation._examples import Examples, example_of
from opendata_share.validation._finding import Finding
from opendata_share.validation._pattern_example import match_of
from opendata_share.validation._together import together_of

from .made import contract, field, judged, report_of, table

SHIPPED = ("fire-station", "emergency-facility", "facility-capacity", "response-unit", "unit-status", "agency")
LIMITED = Limits(violations=3)


@st.composite
def some_findings(draw: st.DrawFn) -> list[Finding]:
    length = draw(st.integers(1, 30))
    rows = st.sets(st.integers(0, length - 1), max_size=length).map(sorted)
    keys = draw(st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from(["x", "y", None])), max_size=5))
    return [
        Finding(
            field=name, rule=rule, severity="error", message_id="rule-required",
            positions=np.array(draw(rows), np.int64),
        )
        for rule, name in keys
    ]  # fmt: skip


@given(some_findings())
def test_pairs_are_those_a_loop_counts(findings: list[Finding]) -> None:
    by_row: dict[int, set[FigureKey]] = {}
    for finding in findings:
        for row in finding.positions.tolist():
            by_row.setdefault(row, set()).add(FigureKey(finding.rule, finding.field, finding.severity))
    wanted = Counter(frozenset(pair) for keys in by_row.values() for pair in combinations(keys, 2))
    assert {frozenset((pair.one, pair.other)): pair.count for pair in together_of(findings)} == wanted


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=40), st.integers(1, 7))
def test_figures_are_exact_although_few_violations_are_kept(values: list[int], size: int) -> None:
    check = Check("even", "x = 0 OR x = 2 OR x = -2", en="even", id="genap")
    promised = contract(field("x", "integer", minimum=0), checks=(check,))
    validated = validate(table(promised, [{"x": value} for value in values], size=size), limits=LIMITED)
    report = report_of(validated)
    low = [row for row, value in enumerate(values, 1) if value < 0]
    odd = [row for row, value in enumerate(values, 1) if value % 2]
    for rule, name, rows in (("minimum", "x", low), ("even", None, odd)):
        if rows:
            figure = report.figure(rule, name)
            assert (figure.count, figure.first.row, figure.last.row) == (len(rows), rows[0], rows[-1])
            assert (figure.first.line, figure.last.line) == (rows[0] + 1, rows[-1] + 1)
    both = len(set(low) & set(odd))
    assert [pair.count for pair in report.together] == ([both] if both else [])
    assert len(report.violations) <= LIMITED.violations


def test_a_fault_of_every_row_is_said_once() -> None:
    validated = judged(contract(field("x", "integer"), field("y", required=True)), [{"x": 1}] * 50)
    lines = validated.report.text("en").splitlines()
    assert sum("[required]" in line for line in lines) == 1
    assert any("every row (50), y" in line for line in lines)


def test_what_would_be_right_is_shown_once_for_each_fault() -> None:
    rows: list[dict[str, Any]] = [{"x": "abc"}, {"x": "def"}]
    text = judged(contract(field("x", pattern=r"^[A-Z]{2}-\d{3}$")), rows).report.text("en")
    assert text.count("AA-000") == 1


@pytest.mark.parametrize("name", SHIPPED)
def test_every_coded_patterned_or_typed_field_of_a_shipped_contract_has_an_example(name: str) -> None:
    shipped: Contract = find_contract(name)
    examples = Examples(shipped)
    for one in shipped.fields:
        if one.code_list or one.pattern or one.format:
            assert examples.of(one.name) is not None, one.name
            assert example_of(one, shipped) == examples.of(one.name)
    assert examples.of("no.such") is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2,4}-\d{2,4}$", r"^\+?[0-9]{3,15}$", r"^(a|b)+c?$", r"^[^a-z]x$", r"^\d{2}(\.\d{2}(\.\d{2})?)?$",
        r"x", r"^$", r"^[\w.-]{1,80}$", r"^(?:ab){2}\.\\$", r"^[^\d]\D\W$", r"^a{0,3}b*$", r"^[a\]]$",
    ],
)  # fmt: skip
def test_a_match_is_found_for_the_patterns_people_write(pattern: str) -> None:
    text = match_of(pattern)
    assert text is not None
    assert pc.match_substring_regex([text], pattern).to_pylist() == [True]


def test_a_match_that_would_be_endless_is_not_made() -> None:
    assert match_of(r"^(a{1000}){1000}$") is None
