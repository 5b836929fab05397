"""Between NumPy, Arrow and the rest: the same values, whatever their layout, in arrays that Arrow finds sound."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._arrow import flag_array, index_array, rows_kept


@pytest.mark.parametrize(
    "numbers", [np.zeros(0, np.int64), np.arange(7), np.arange(7)[::2], np.arange(7, dtype="int32")]
)
def test_positions(numbers: np.ndarray) -> None:
    made = index_array(numbers)
    made.validate(full=True)
    assert str(made.type) == "int64"
    assert made.to_pylist() == numbers.tolist()


@pytest.mark.parametrize("step", [1, 2, -1])
@pytest.mark.parametrize("length", [0, 1, 8, 17])
def test_flags(length: int, step: int) -> None:
    mask = (np.arange(length) % 3 == 0)[::step]
    made = flag_array(mask)
    made.validate(full=True)
    assert made.to_pylist() == mask.tolist()


@settings(max_examples=100, deadline=None)
@given(
    fallen=st.sets(st.integers(0, 1_999), max_size=12),
    count=st.integers(0, 2_000),
    start=st.integers(0, 9),
)
def test_rows_are_kept_in_order_and_in_buffers_of_their_own(fallen: set[int], count: int, start: int) -> None:
    texts = [None if number % 5 == 0 else f"row {number}" for number in range(count + start)]
    whole = pa.record_batch({"n": pa.array(range(count + start)), "t": pa.array(texts, pa.string())}).slice(start)
    keep = np.ones(count, np.bool_)
    keep[[place for place in fallen if place < count]] = False
    kept = rows_kept(whole, keep)
    assert kept.equals(whole.filter(pa.array(keep)))
    own = pa.RecordBatch.from_arrays(
        [pa.concat_arrays([c, pa.nulls(0, c.type)]) for c in kept.columns], kept.schema.names
    )
    assert kept.get_total_buffer_size() <= own.get_total_buffer_size() + 64 * 5
