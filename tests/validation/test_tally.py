"""Counts are of everything; the violations kept are the first, however they come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import unmade

from opendata_share._limits import Limits
from opendata_share._spool import SpoolSpace
from opendata_share.report import Severity
from opendata_share.validation._finding import Finding
from opendata_share.validation._set_aside import SourceRows
from opendata_share.validation._tally import Tally


def finding(positions: list[int], rule: str = "code", severity: Severity = "error", **parts: Any) -> Finding:
    said: dict[str, Any] = {"field": "x", "message_id": "rule-required", **parts}
    return Finding(rule=rule, severity=severity, positions=np.array(positions, np.int64), **said)


BATCHES = st.lists(
    st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from(["a", "b"]), st.sampled_from(["error", "advice"])), max_size=6
    ),
    max_size=6,
)


@settings(deadline=None)
@given(BATCHES, st.integers(0, 8))
def test_the_violations_kept_are_the_first_errors_then_the_first_advice_in_row_order(
    batches: list[list[tuple[int, str, Severity]]], limit: int
) -> None:
    tally = Tally(limit)
    for batch in batches:
        rows = np.array([row for row, _, _ in batch], np.int64)
        for position, (_, rule, severity) in enumerate(batch):
            tally.add(finding([position], rule, severity), rows, None)
    everything = sorted((row, rule, severity) for batch in batches for row, rule, severity in batch)
    errors = [each for each in everything if each[2] == "error"]
    advice = [each for each in everything if each[2] == "advice"]
    kept, more = tally.violations()
    wanted = [*errors[:limit], *advice[: max(0, limit - len(errors))]]
    assert sorted((one.row, one.rule, one.severity) for one in kept) == sorted(wanted)
    assert [one.row for one in kept] == sorted(one.row or 0 for one in kept)
    assert more == (len(everything) > len(wanted))
    assert sum(tally.counts.values()) == len(errors)
    assert sum(tally.advice.values()) == len(advice)


def test_counts_stand_in_the_order_of_the_rules_names() -> None:
    tally = Tally(10)
    rows = np.arange(1, 9)
    for rule in ("required", "code", "pattern", "code"):
        tally.add(finding([0, 1], rule), rows, None)
    assert list(tally.counts.items()) == [("code", 4), ("pattern", 2), ("required", 2)]


def test_a_violation_has_the_line_of_its_row() -> None:
    tally = Tally(10)
    tally.add(finding([2]), np.array([5, 6, 7]), np.array([50, 60, 70]))
    tally.add_unmade((unmade(6),))
    assert [(one.row, one.line) for one in tally.violations()[0]] == [(6, 7), (7, 70)]


def test_more_findings_than_the_limit_in_one_batch_cost_only_the_limit() -> None:
    tally = Tally(3)
    tally.add(finding(list(range(100_000))), np.arange(100_000, 0, -1), None)
    kept, more = tally.violations()
    assert [one.row for one in kept] == [1, 2, 3]
    assert more
    assert tally.counts == {"code": 100_000}


@settings(deadline=None)
@given(st.lists(st.integers(0, 99), max_size=12), st.lists(st.integers(0, 12), max_size=3), st.integers(0, 9))
def test_a_violation_kept_tells_what_was_found_in_its_own_row_whatever_the_batches(
    positions: list[int], cuts: list[int], limit: int
) -> None:
    rows, lines = np.arange(1, 101), np.arange(11, 111)
    tally = Tally(limit)
    ends = sorted({*(min(cut, len(positions)) for cut in cuts), len(positions)})
    for start, end in zip([0, *ends], ends, strict=False):
        part = positions[start:end]
        details = [f'{{"path": "/x/{position}"}}' for position in part]
        told = {"values": pa.array([f"v{position}" for position in part]), "firsts": np.array(part, np.int64) + 500}
        tally.add(finding(part, public=True, details=pa.array(details, pa.string()), **told), rows, lines)
    assert [
        (one.row, one.line, one.path, one.parameters["value"], one.parameters["first"]) for one in tally.violations()[0]
    ] == [(at + 1, at + 11, f"/x/{at}", f"'v{at}'", at + 500) for at in sorted(positions)[:limit]]


@pytest.mark.parametrize("memory", [0, 10**6])
def test_what_was_found_in_rows_set_aside_reads_back_as_it_was_found(memory: int) -> None:
    told = finding(
        [0, 2], values=pa.array(["a", "b"]), public=True, firsts=np.array([1, 2]), parameters={"fields": ["x"]}
    )
    kept = SourceRows(SpoolSpace(Limits(memory_spool_bytes=memory)))
    kept.append(7, pa.record_batch({"_row": pa.array([3, 4, 5])}), [told])
    ((batch, rows, (again,)),) = kept.read()
    assert (batch, rows.num_rows, again.positions.tolist()) == (7, 3, [0, 2])
    for index in (0, 1):
        assert again.violation(index, 9, None) == told.violation(index, 9, None)
    assert again.parameters_at(1) == {"fields": ["x"], "value": "'b'", "first": 2}
