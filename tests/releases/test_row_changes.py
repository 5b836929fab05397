"""Rows that came, went and changed: what a plain dictionary says, however the rows come and wherever they are kept."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import Limits
from opendata_share.errors import LimitExceeded
from opendata_share.releases._row_changes import RowChanges, row_changes

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("day", pa.date32()),
        ("part", pa.int64()),
        ("amount", pa.decimal128(10, 2)),
        ("yes", pa.bool_()),
        ("size", pa.float64()),
        ("at", pa.timestamp("us", "UTC")),
        ("boxes", pa.list_(pa.struct([("label", pa.string()), ("count", pa.int64())]))),
        ("names", pa.list_(pa.string())),
    ]
)
few = {
    "id": st.none() | st.sampled_from(["", "a", "b", "ß"]),
    "day": st.none() | st.just(date(1970, 1, 1)),
    "part": st.none() | st.integers(-1, 1),
    "amount": st.none() | st.sampled_from([Decimal("0.00"), Decimal("0.01")]),
    "yes": st.none() | st.booleans(),
    "size": st.none() | st.sampled_from([0.0, 0.5, 1e300]),
    "at": st.none() | st.just(datetime(2026, 11, 29, tzinfo=UTC)),
    "boxes": st.none()
    | st.lists(
        st.none() | st.fixed_dictionaries({"label": st.none() | st.text("xy", max_size=1), "count": st.integers(0, 1)}),
        max_size=2,
    ),
    "names": st.none() | st.lists(st.none() | st.text("xy", max_size=1), max_size=2),
}
rows = st.lists(st.fixed_dictionaries(few), max_size=14)
keys = st.sampled_from(
    [("id",), ("part", "id"), ("day", "yes"), ("size",), ("amount", "at"), ("id", "day", "part"), ("names",), ()]
)
Row = dict[str, Any]


def batches_of(made: list[Row], size: int) -> list[pa.RecordBatch]:
    return pa.Table.from_pylist(made, SCHEMA).to_batches(max_chunksize=size)


def by_key(made: list[Row], key: tuple[str, ...]) -> dict[tuple[str, int], int]:
    """Return the number of each row by its key and how often it was held before."""
    held: Counter[str] = Counter()
    found = {}
    for number, row in enumerate(made):
        text = repr([row[name] for name in key or SCHEMA.names])
        found[text, held[text]] = number
        held[text] += 1
    return found


def told(changes: RowChanges) -> tuple[Any, ...]:
    pairs = zip(changes.changed_from.tolist(), changes.changed.tolist(), strict=True)
    fields = [{name for name in changes.columns if changes.changed_in(name)[at]} for at in range(len(changes.changed))]
    return changes.added.tolist(), changes.removed.tolist(), list(zip(pairs, fields, strict=True))


def by_dictionary(before: list[Row], after: list[Row], key: tuple[str, ...]) -> tuple[Any, ...]:
    old, new = by_key(before, key), by_key(after, key)
    compared = [name for name in SCHEMA.names if name not in key] if key else []
    changed = []
    for held, number in new.items():
        if held in old:
            was = old[held]
            differs = {name for name in compared if repr(before[was][name]) != repr(after[number][name])}
            if differs:
                changed.append(((was, number), differs))
    added = sorted(number for held, number in new.items() if held not in old)
    removed = sorted(number for held, number in old.items() if held not in new)
    return added, removed, sorted(changed, key=lambda each: each[0][1])


@given(before=rows, after=rows, key=keys, size=st.integers(1, 14), memory=st.sampled_from([0, 400, 10**9]))
@settings(max_examples=120, deadline=None)
def test_changes_are_those_a_dictionary_finds(
    before: list[Row], after: list[Row], key: tuple[str, ...], size: int, memory: int
) -> None:
    changes = row_changes(
        batches_of(before, size),
        batches_of(after, size + 1),
        key=key,
        columns=SCHEMA.names,
        limits=Limits(memory_spool_bytes=memory),
    )
    old, new = (pa.Table.from_pylist(made, SCHEMA).to_pylist() for made in (before, after))
    assert told(changes) == by_dictionary(old, new, key)
    assert (changes.before, changes.after) == (len(before), len(after))


@pytest.mark.parametrize("memory", [0, 10**9])
def test_the_same_number_written_otherwise_is_a_change_as_it_is_to_the_digest(memory: int) -> None:
    def table(size: float) -> list[pa.RecordBatch]:
        return pa.table({"id": ["a"], "size": pa.array([size], pa.float64())}).to_batches()

    limits = Limits(memory_spool_bytes=memory)
    changes = row_changes(table(0.0), table(-0.0), key=["id"], columns=["size"], limits=limits)
    assert changes.counts == {"size": 1}
    nothing = row_changes(table(float("nan")), table(float("nan")), key=["id"], columns=["size"], limits=limits)
    assert nothing.counts == {}
    assert len(row_changes(table(0.0), table(-0.0), key=["size"], columns=["id"], limits=limits).added) == 0


def test_a_column_of_codes_is_compared_with_a_plain_one() -> None:
    plain = pa.table({"id": ["a", "b"], "kind": ["x", "y"]})
    coded = pa.table({"id": plain["id"].dictionary_encode(), "kind": pa.array(["x", "z"]).dictionary_encode()})
    changes = row_changes(plain.to_batches(), coded.to_batches(), key=["id"], columns=["id", "kind"])
    assert told(changes) == ([], [], [((1, 1), {"kind"})])


def test_nine_columns_and_more_are_told_apart() -> None:
    names = [f"c{number}" for number in range(19)]
    before = pa.table({"id": [1], **{name: [0] for name in names}})
    after = pa.table({"id": [1], **{name: [number % 3] for number, name in enumerate(names)}})
    changes = row_changes(before.to_batches(), after.to_batches(), key=["id"], columns=["id", *names])
    assert changes.counts == {name: 1 for number, name in enumerate(names) if number % 3}


def test_many_rows_are_compared_in_little_memory() -> None:
    count, memory = 60_000, 2**20
    ids = np.arange(count)

    def batches(first: int, value: int) -> list[pa.RecordBatch]:
        texts = pa.array([f"{number:040d}" for number in ids[first:]])
        values = pa.array(np.where(ids[first:] % 1000 == 7, value, 0))
        return pa.table({"id": texts, "value": values}).to_batches(max_chunksize=5_000)

    before, after = batches(0, 0), batches(100, 5)[::-1]
    pool = pa.default_memory_pool()
    held = pool.bytes_allocated()
    most = 0

    def watched(given: list[pa.RecordBatch]) -> Any:
        nonlocal most
        for batch in given:
            yield batch
            most = max(most, pool.bytes_allocated() - held)

    changes = row_changes(
        watched(before), watched(after), key=["id"], columns=["value"], limits=Limits(memory_spool_bytes=memory)
    )
    assert (len(changes.added), changes.removed.tolist()) == (0, list(range(100)))
    assert changes.counts == {"value": 59}  # row 7 is among those that went
    assert most < 4 * memory < sum(batch.nbytes for batch in before) * 2


def test_more_rows_than_the_spool_may_hold_are_refused() -> None:
    table = pa.table({"id": [f"{number:0100d}" for number in range(1_000)]})
    with pytest.raises(LimitExceeded, match="spool_bytes"):
        row_changes(
            table.to_batches(),
            table.to_batches(),
            key=["id"],
            columns=["id"],
            limits=Limits(memory_spool_bytes=0, spool_bytes=50_000),
        )
