"""The digest of rows: whether two releases say the same.

What lives here: rows to one SHA-256 that depends on their values and order alone, not on batches, dictionaries, offsets
or what lies under a null. What this file must not know: files, releases. The algorithm is `rows@1`; its name is part of
what is hashed, so that another one can never be mistaken for it.

Where `recorded_at` is the time the source was captured (its basis says so), both are left out: the same file copied
again says nothing new.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from .._arrow import pc
from ..contract import Contract, Provenance

CHUNK_ROWS: Final = 131_072
"""Rows hashed together; every chunk but the last has exactly this many."""

_NAME: Final = b"opendata-share/rows@1"
_CAPTURE: Final = pa.scalar("capture", pa.string())
_EMPTY: Final = pa.scalar("", pa.string())


class Said:
    """Leaves of rows what they say: where the source's capture gave the time of recording, that is no part of it."""

    def __init__(self, contract: Contract) -> None:
        self._recorded = _field_name(contract, Provenance.RECORDED_AT)
        self._basis = _field_name(contract, Provenance.RECORDED_AT_BASIS)

    def __call__(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows, these times empty."""
        if self._basis is None or self._recorded is None:
            return rows
        columns = dict(zip(rows.schema.names, rows.columns, strict=True))
        captured = pc.fill_null(pc.equal(columns[self._basis], _CAPTURE), False)
        for name in (self._recorded, self._basis):
            columns[name] = pc.if_else(captured, pa.scalar(None, columns[name].type), columns[name])
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


class RowsDigest:
    """Takes the rows of one table in chunks of `CHUNK_ROWS` and gives their digest."""

    def __init__(self, contract: Contract) -> None:
        self._hash = hashlib.sha256(_NAME)
        self._said = Said(contract)
        self._hash.update(repr([(f.name, str(f.type)) for f in contract.arrow_schema]).encode("utf-8"))

    def update(self, chunk: pa.RecordBatch) -> None:
        """Take the next chunk."""
        self._hash.update(chunk.num_rows.to_bytes(8, "little"))
        for name, column in zip(chunk.schema.names, self._said(chunk).columns, strict=True):
            column_hash = hashlib.sha256(name.encode("utf-8"))
            _hash_array(column, column_hash)
            self._hash.update(column_hash.digest())

    def text(self) -> str:
        """Return "sha256:…" of the rows taken so far."""
        return f"sha256:{self._hash.hexdigest()}"


def _field_name(contract: Contract, role: Provenance) -> str | None:
    field = contract.provenance(role)
    return None if field is None else field.name


def _hash_array(array: pa.Array[Any], digest: hashlib._Hash) -> None:
    """Hash which values are null, then the values, zero under nulls."""
    _hash_fixed(pc.is_valid(array).cast(pa.uint8()), digest, 1)
    kind = array.type
    if pa.types.is_string(kind):
        filled = pc.fill_null(array, _EMPTY)
        _hash_fixed(pc.binary_length(filled), digest, 4)
        _hash_data(filled, digest)
    elif pa.types.is_list(kind):
        _hash_fixed(pc.fill_null(pc.list_value_length(array), pa.scalar(0, pa.int32())), digest, 4)
        _hash_array(pc.list_flatten(array), digest)
    elif pa.types.is_struct(kind):
        for number in range(kind.num_fields):
            _hash_array(pc.struct_field(array, [number]), digest)
    elif pa.types.is_boolean(kind):
        _hash_fixed(pc.fill_null(array, pa.scalar(False)).cast(pa.uint8()), digest, 1)
    else:
        _hash_fixed(pc.fill_null(array, zero_of(kind)), digest, kind.bit_width // 8)


def zero_of(kind: pa.DataType) -> pa.Scalar[Any]:
    """Return what stands for null where a value is needed: zero, or its like, of a number, date or time."""
    if pa.types.is_date(kind):
        return pa.scalar(date(1970, 1, 1), kind)
    if pa.types.is_timestamp(kind):
        epoch: pa.Scalar[Any] = pa.scalar(datetime(1970, 1, 1, tzinfo=UTC), kind)
        return epoch
    zero: Any = Decimal(0) if pa.types.is_decimal(kind) else 0
    scalar: pa.Scalar[Any] = pa.scalar(zero, kind)
    return scalar


def _hash_fixed(array: pa.Array[Any], digest: hashlib._Hash, width: int) -> None:
    data = array.buffers()[1]
    if data is not None and len(array):
        digest.update(memoryview(data)[array.offset * width : (array.offset + len(array)) * width])


def _hash_data(array: pa.Array[Any], digest: hashlib._Hash) -> None:
    _, offsets, data = array.buffers()
    if data is not None and offsets is not None and len(array):
        ends = memoryview(offsets).cast("i")
        digest.update(memoryview(data)[ends[array.offset] : ends[array.offset + len(array)]])
