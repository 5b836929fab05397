"""A quarantine as a Parquet file: batches whose columns may differ, under one schema, with their envelope.

What lives here: the writing. What this file must not know: what the columns mean, where the file goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any

import pyarrow as pa

from .._arrow import nulls
from ._quarantine_form import OURS, Envelope


def write_quarantine(opened: Callable[[], Iterator[pa.RecordBatch]], envelope: Envelope, stream: IO[bytes]) -> None:
    """Write the batches that `opened` gives, twice the same, to `stream`.

    A column that is absent in a batch is null there; one whose types differ between batches gets the wider.
    """
    import pyarrow.parquet as pq

    schema = _schema_of(opened())
    with pq.ParquetWriter(stream, schema.with_metadata(envelope.to_metadata()), compression="zstd") as file:
        for batch in opened():
            file.write_batch(pa.RecordBatch.from_arrays([_column(batch, field) for field in schema], schema=schema))


def _schema_of(batches: Iterator[pa.RecordBatch]) -> pa.Schema:
    """Return one schema for all batches, our columns first."""
    unify: Any = pa.unify_schemas
    found: pa.Schema = pa.schema([])
    for batch in batches:
        found = unify([found, batch.schema], promote_options="permissive")
    ours = [found.field(name) for name in OURS if name in found.names]
    return pa.schema([*ours, *(field for field in found if field.name not in OURS)])


def _column(batch: pa.RecordBatch, field: pa.Field[Any]) -> Any:
    if field.name not in batch.schema.names:
        return nulls(batch.num_rows, field.type)
    return batch.column(field.name).cast(field.type)
