"""What a rule keeps comes back in order of entity, exactly, in bounded memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share._spool import SpoolSpace
from opendata_share.errors import LimitExceeded
from opendata_share.validation.whole_table import _entries
from opendata_share.validation.whole_table._entries import Entries, by_group, starts_of


def batch_of(rows: list[tuple[str, int]], start: int) -> pa.RecordBatch:
    numbers = np.arange(start, start + len(rows), dtype=np.int64)
    return pa.RecordBatch.from_pydict(
        {
            "key": pa.array([key for key, _ in rows], pa.string()),
            "order": pa.array([order for _, order in rows], pa.int64()),
            "ordinal": pa.array(numbers),
            "row": pa.array(numbers + 1),
            "line": pa.array(numbers + 2),
        }
    )


def filled(rows: list[tuple[str, int]], size: int, run_bytes: int, **limits: int) -> Entries:
    entries = Entries(SpoolSpace(Limits(memory_spool_bytes=0, **limits)), run_bytes)
    for start in range(0, len(rows), size):
        entries.add(batch_of(rows[start : start + size], start))
    return entries


ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "", "ab", "c:1"]), st.integers(0, 3)), max_size=40)


@settings(deadline=None, max_examples=80)
@given(ROWS, st.integers(1, 9), st.sampled_from([0, 200, 10**9]), st.booleans(), st.integers(1, 5))
def test_rows_come_back_by_key_then_order_then_number(
    rows: list[tuple[str, int]], size: int, run_bytes: int, same_hash: bool, block: int
) -> None:
    """Also where every key has the same hash: a hash decides nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_entries, "_BLOCK", block)
        if same_hash:
            patch.setattr(_entries, "hashes_of", lambda keys, _: np.full(len(keys[0]), 7, np.uint64))
        groups = list(by_group(filled(rows, size, run_bytes).in_order()))
    found: list[tuple[str, list[tuple[int, int]]]] = []
    for batch in groups:
        starts = starts_of(batch).tolist()
        for is_start, row in zip(starts, batch.to_pylist(), strict=True):
            if is_start:
                found.append((row["key"], []))
            found[-1][1].append((row["order"], row["ordinal"]))
    assert len({key for key, _ in found}) == len(found), "every key stands in one batch"
    naive: dict[str, list[tuple[int, int]]] = {}
    for number, (key, order) in enumerate(rows):
        naive.setdefault(key, []).append((order, number))
    assert dict(found) == {key: sorted(own) for key, own in naive.items()}
    if same_hash:
        assert [key for key, _ in found] == sorted(naive)


def test_runs_lie_in_the_spool_and_are_bounded_by_its_limit() -> None:
    rows = [(str(number % 10), number) for number in range(1000)]
    with pytest.raises(LimitExceeded) as refused:
        filled(rows, 100, 0, spool_bytes=10_000)
    assert "spool_bytes" in refused.value.text("en")


def test_columns_a_rule_adds_come_back_with_their_rows() -> None:
    entries = Entries(SpoolSpace(Limits(memory_spool_bytes=0)), 0)
    for start in (0, 3):
        batch = batch_of([("b", 2), ("a", 1), ("b", 1)], start)
        entries.add(batch.append_column("value", pa.array([start + 10, start + 20, start + 30], pa.int64())))
    rows: list[Any] = [row for batch in entries.in_order() for row in batch.to_pylist()]
    assert sorted((row["key"], row["order"], row["value"]) for row in rows) == [
        ("a", 1, 20), ("a", 1, 23), ("b", 1, 30), ("b", 1, 33), ("b", 2, 10), ("b", 2, 13),
    ]  # fmt: skip
