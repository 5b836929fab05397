"""Names for Arrow values in signatures, and the step from Arrow masks to numpy.

What lives here: aliases (the stubs' kernel overloads know no union of array types, so a precise name would be refused
at every kernel), masks and positions. What this file must not know: rules, rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy.typing as npt

    Positions: TypeAlias = npt.NDArray[np.int64]
    """int64 positions in a batch, or row numbers."""
    Mask: TypeAlias = npt.NDArray[np.bool_]
    """One truth value a row."""

Values: TypeAlias = Any
"""A `pa.Array`."""
Flags: TypeAlias = Any
"""A `pa.BooleanArray`."""
Constant: TypeAlias = Any
"""A `pa.Scalar`, made once: a Python number as a kernel's argument costs more than the kernel."""

_FALSE: Final = pa.scalar(False)


def mask_of(values: Flags) -> Mask:
    """Return Arrow flags as numpy, null counting as false; the caller may write to it."""
    filled = values if values.null_count == 0 else pc.fill_null(values, _FALSE)
    mask: Mask = filled.to_numpy(zero_copy_only=False, writable=True)
    return mask


def positions_of(mask: Mask) -> Positions:
    """Return the positions where `mask` is true, int64."""
    return np.flatnonzero(mask).astype(np.int64, copy=False)


def copied(array: Values) -> Values:
    """Return the array in buffers of its own, without what stands before and after a slice of larger ones."""
    return pa.concat_arrays([array, pa.nulls(0, array.type)])
