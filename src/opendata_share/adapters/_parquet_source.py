"""Parquet files, as the types they have.

What lives here: row groups to batches, guarded against files whose cells are far larger than the file. What this module must
not know: contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._limits import DEFAULT_LIMITS, Limits
from ..errors import LimitExceeded, SourceError
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions

_ROWS: Final = 65_536
_BATCH_BYTES: Final = 512 * 1024 * 1024


class ParquetSource:
    """A Parquet file as the columns it has; strings are read as dictionaries first, so that a bomb stays small.

    Args:
        location: The file.
        options: `null` and `quarantine` apply.
        limits: `input_bytes`, `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._file = SourceFile(location, limits)
        self._options = options
        self._limits = limits

    @property
    def name(self) -> str:
        """The path as given."""
        return self._file.name

    def headings(self) -> tuple[str, ...]:
        """Read the footer and return the column names; see `Source.headings`."""
        with self._opened() as file:
            return tuple(file.schema_arrow.names)

    def batches(self) -> Iterator[RawBatch]:
        """Read the file once, a batch for each 65 536 rows; see `Source.batches`."""
        with self._opened() as file:
            wanted = [name for name in file.schema_arrow.names if name not in self._options.quarantine]
            row = 1
            batches = file.iter_batches(batch_size=_ROWS, columns=wanted)
            while (batch := self._next(batches)) is not None:
                plain = self._plain(batch)
                yield RawBatch(plain, pa.array(np.arange(row, row + plain.num_rows, dtype=np.int64)), None)
                row += plain.num_rows

    def digest(self) -> str:
        """Return the digest of the file's bytes."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()

    def _opened(self) -> Any:
        import pyarrow.parquet as pq

        with self._file.opened():
            pass
        try:
            strings = [field.name for field in pq.read_schema(self._file.path) if _is_text(field.type)]
            file = pq.ParquetFile(self._file.path, read_dictionary=strings)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SourceError("parquet-malformed", file=self.name) from error
        self._check(file.schema_arrow, file.metadata.num_rows)
        return file

    def _check(self, schema: pa.Schema, rows: int) -> None:
        names = [name.casefold() for name in schema.names]
        if len(set(names)) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise SourceError("parquet-same-column", file=self.name, columns=twice)
        if len(names) > self._limits.columns:
            limit = self._limits.columns
            raise LimitExceeded("limit-columns", file=self.name, limit="columns", value=limit, found=len(names))
        if rows > self._limits.rows:
            raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
        for field in schema:
            if isinstance(field.type, pa.BaseExtensionType) or (field.metadata or {}).get(b"ARROW:extension:name"):
                raise SourceError("parquet-extension-type", file=self.name, field=field.name)

    def _next(self, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
        try:
            batch = next(batches, None)
            if batch is not None:
                batch.validate(full=True)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SourceError("parquet-malformed", file=self.name) from error
        return batch

    def _plain(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = [self._column(name, column) for name, column in zip(batch.schema.names, batch.columns, strict=True)]
        return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)

    def _column(self, name: str, column: pa.Array) -> pa.Array:
        if pa.types.is_dictionary(column.type):
            longest = pc.max(pc.binary_length(column.dictionary)).as_py() or 0
            if longest > self._limits.record_bytes or longest * len(column) > _BATCH_BYTES + self._limits.record_bytes:
                limit = self._limits.record_bytes
                raise LimitExceeded("limit-record-bytes", file=self.name, field=name, limit="record_bytes", value=limit)
            column = column.dictionary_decode()
        return without_null_tokens(column, self._options.null)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind)


def without_null_tokens(column: pa.Array, tokens: tuple[str, ...]) -> pa.Array:
    """Return a text column with null in the place of null tokens; other columns as they are."""
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_string(column.type) or not tokens:
        return column
    found = pc.is_in(column, value_set=pa.array(tokens, pa.string()))
    return pc.if_else(found, pa.scalar(None, pa.string()), column) if found.true_count else column
