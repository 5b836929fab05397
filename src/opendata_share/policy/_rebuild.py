"""Rows made anew without what was taken out, so that no byte of it is left anywhere.

What lives here: the compact copy of a column, and of a batch under a narrower contract. Filtering a dictionary,
setting a null bit or slicing leaves the old bytes in Arrow's buffers and in files written from them; here every buffer
is made of admitted values alone, and what lies under a null is zero. What this file must not know: policies, where
rows go.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Values: TypeAlias = Any
"""A `pa.Array`; the stubs' kernel overloads know no union of array types."""

_ZERO_TEXT: Final = {pa.string(): "", pa.large_string(): "", pa.binary(): b"", pa.large_binary(): b""}


def rebuilt(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return the columns of `schema` alone, each made anew.

    Args:
        batch: Rows; a column may hold more than its type in `schema` asks for (an object's further fields), and may be
            a dictionary.
        schema: What may leave; it has no metadata, and what `batch` has is not copied.
    """
    arrays = [rebuilt_array(batch.column(field.name), field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def rebuilt_array(array: Values, kind: pa.DataType) -> Values:
    """Return the values of `array` as `kind`, in fresh buffers of exactly those values."""
    if isinstance(array.type, pa.DictionaryType):
        array = array.dictionary_decode()
    if pa.types.is_list(kind):
        return _list(array, kind)
    if pa.types.is_struct(kind):
        return _struct(array, kind)
    return _flat(array, kind)


def _list(array: Values, kind: Any) -> Values:
    lengths: Values = pc.list_value_length(array)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths.fill_null(0).to_numpy())]), pa.int32())
    # list_flatten leaves out what a null list still points to
    items = rebuilt_array(pc.list_flatten(array), kind.value_type)
    return pa.ListArray.from_arrays(offsets, items, type=kind, mask=_absent(array))


def _struct(array: Values, kind: Any) -> Values:
    if kind.num_fields == 0:
        raise AssertionError("an object without fields cannot leave")
    # struct_field makes a field null where its object is
    parts = [rebuilt_array(pc.struct_field(array, field.name), field.type) for field in kind]
    return pa.StructArray.from_arrays(parts, fields=list(kind), mask=_absent(array))


def _flat(array: Values, kind: pa.DataType) -> Values:
    dense = array.cast(kind)
    if dense.null_count == 0:
        return _copied(dense)
    values = _copied(pc.fill_null(dense, pa.scalar(_zero(kind), kind)))
    valid = _copied(pc.is_valid(dense)).buffers()[1]
    return pa.Array.from_buffers(kind, len(dense), [valid, *values.buffers()[1:]], null_count=dense.null_count)


def _copied(array: Values) -> Values:
    """Return the array in buffers of its own: no slice, nothing before, nothing after."""
    copy = pa.concat_arrays([array, pa.nulls(0, array.type)])
    return copy if copy.offset == 0 else copy.take(pa.array(np.arange(len(copy)), pa.int64()))


def _absent(array: Values) -> Values | None:
    return None if array.null_count == 0 else pc.is_null(array)


def _zero(kind: pa.DataType) -> Any:
    if kind in _ZERO_TEXT:
        return _ZERO_TEXT[kind]
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.scalar(0, pa.int32() if pa.types.is_date32(kind) else pa.int64()).cast(kind).as_py()
    return False if pa.types.is_boolean(kind) else 0
