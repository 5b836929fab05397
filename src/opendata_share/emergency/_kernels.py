"""Arrow's compute functions, without their types.

What lives here: `pc`, and `nulls` for the same reason. What this file must not know: anything else. The published type
stubs refuse chunked columns, kernel options and scalars that Arrow takes; what a kernel returns is checked where it
becomes a NumPy array, a column of a schema or a value.
"""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute

pc: Final[Any] = pyarrow.compute


def nulls(length: int, kind: pa.DataType) -> pa.Array[Any]:
    """Return `length` nulls of type `kind`."""
    untyped: Any = pa.nulls
    column: pa.Array[Any] = untyped(length, kind)
    return column
