"""Arrow without its stubs' blind spots: names for values in signatures, kernels, and the step from masks to numpy.

What lives here: aliases and small functions. The published type stubs know no union of array types, refuse chunked
columns, kernel options and scalars that Arrow takes, so what a kernel returns is checked where it becomes a NumPy
array, a column of a schema or a value. What this file must not know: rules, rows, fields.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute

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

pc: Final[Any] = pyarrow.compute
"""Arrow's compute functions."""

_FEW: Final = 8
_BETWEEN: Final = 256  # rows between two that fall, below which a filter is faster
_NOWHERE: Final = np.zeros(0, np.int64)


def mask_of(values: Flags) -> Mask:
    """Return Arrow flags as numpy, null counting as false; the caller may write to it."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    filled = values if values.null_count == 0 else pc.fill_null(values, False)
    mask: Mask = filled.to_numpy(zero_copy_only=False, writable=True)
    return mask


def positions_of(mask: Mask) -> Positions:
    """Return the positions where `mask` is true, int64."""
    return np.flatnonzero(mask).astype(np.int64, copy=False)


def true_positions(flags: Flags) -> Positions:
    """Return the positions where Arrow flags are true, int64; a null is not."""
    found: Positions = pc.indices_nonzero(flags).to_numpy().astype(np.int64)
    return found


def positions_of_values(flags: Flags, column: Values) -> Positions:
    """Return the positions where a dictionary column has one of the values that `flags` marks, int64."""
    codes = true_positions(flags)
    indices = column.indices
    if len(codes) > _FEW:
        return true_positions(flags.take(indices))
    _, data = indices.buffers()
    given = np.frombuffer(data, indices.type.to_pandas_dtype(), len(indices) + indices.offset)[indices.offset :]
    found = [np.flatnonzero(given == code) for code in codes]
    at: Positions = np.sort(np.concatenate(found)) if len(found) > 1 else np.concatenate([_NOWHERE, *found])
    if indices.null_count and len(at):  # what stands behind a null means nothing
        at = at[mask_of(pc.is_valid(indices.take(pa.array(at))))]
    return at


def copied(array: Values) -> Values:
    """Return the array in buffers of its own, without what stands before and after a slice of larger ones."""
    return pa.concat_arrays([array, pa.nulls(0, array.type)])


def rows_kept(batch: pa.RecordBatch, keep: Mask) -> pa.RecordBatch:
    """Return the rows where `keep` holds, in buffers of their own; where few fall, by copying what stands between."""
    gaps = np.flatnonzero(~keep)
    if len(gaps) * _BETWEEN > len(keep):
        return batch.filter(flag_array(keep))
    starts, ends = np.append(0, gaps + 1), np.append(gaps, len(keep))
    some = ends > starts
    runs = [batch.slice(start, end - start) for start, end in zip(starts[some], ends[some], strict=True)]
    if len(runs) < 2:
        return batch.filter(flag_array(keep))
    joined: pa.RecordBatch = pa.concat_batches(runs)  # type: ignore[attr-defined]  # the stubs lack it
    return joined


def decoded(column: Values) -> Values:
    """Return the column plain: a dictionary as its values, anything else as it is."""
    return column.dictionary_decode() if isinstance(column.type, pa.DictionaryType) else column


def plain_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return a batch of `schema` some of whose columns may be dictionaries as one whose columns are not."""
    if not any(isinstance(kind, pa.DictionaryType) for kind in batch.schema.types):
        return batch
    return pa.RecordBatch.from_arrays([decoded(column) for column in batch.columns], schema=schema)


def without_null_values(column: Values) -> Values:
    """Return the column with all its nulls in its own bitmap: a dictionary may hold one among its values."""
    if isinstance(column.type, pa.DictionaryType) and column.dictionary.null_count:
        return column.dictionary_decode()
    return column


def nulls(length: int, kind: pa.DataType) -> Values:
    """Return `length` nulls of type `kind`."""
    untyped: Any = pa.nulls
    return untyped(length, kind)


def repeated(value: Constant, length: int) -> Values:
    """Return `value` as often as `length` says."""
    untyped: Any = pa.repeat
    return untyped(value, length)


def index_array(positions: Positions) -> Values:
    """Return int64 positions as an Arrow array, to take by; nothing is copied.

    `pa.array` would ask `numpy.ma` whether they are masked, which takes longer to load than a small file to judge.
    """
    numbers = np.ascontiguousarray(positions, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers.data)])


def flag_array(mask: Mask) -> Flags:
    """Return a mask as an Arrow array, without `numpy.ma` too."""
    bits = np.packbits(mask, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(mask), [None, pa.py_buffer(bits.data)])


def cell_texts(column: Values) -> Values:
    """Return a source's column as text: times in ISO 8601 (UTC), nested values as JSON, bytes in hexadecimal."""
    kind = column.type
    if isinstance(kind, pa.DictionaryType):
        return cell_texts(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_timestamp(kind):
        plain = pc.replace_substring(column.cast(pa.timestamp(kind.unit)).cast(pa.string()), " ", "T")
        return plain if kind.tz is None else pc.binary_join_element_wise(plain, "Z", "")
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([None if value is None else _plain(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, default=str)
