"""NumPy's arrays as Arrow arrays: the same values, whatever their layout, in arrays that Arrow finds sound."""

from __future__ import annotations

import numpy as np
import pytest

from opendata_share._arrow import flag_array, index_array


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
