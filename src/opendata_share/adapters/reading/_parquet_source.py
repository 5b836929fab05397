"""Parquet: typed columns, read a few rows at a time, the footer believed in nothing that costs memory.

What lives here: opening, the choice of batch size, and what a broken file is called. What this module must not know:
contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ._arrow_batches import ArrowBatches, check_schema
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_MAGIC: Final = b"PAR1"
_MAGIC_ENCRYPTED: Final = b"PARE"
_ROWS: Final = 65_536
_BLOCKS: Final = 4


class ParquetSource:
    """A Parquet file as the columns it has.

    Columns keep their Arrow types; dictionaries are opened, INT96 times are nanoseconds without a zone, null tokens
    apply to text columns. Every column of text or bytes is read as a dictionary and opened in portions, so that a value
    that is stored once and used a million times does not take a million times its size.

    Args:
        location: The file.
        options: `null` and `quarantine` apply.
        limits: `input_bytes` (of the file, and of all its values), `record_bytes`, `block_bytes`, `columns` and `rows`
            apply.
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
        """Read the footer and return the column names; see `Source.headings`.

        Raises:
            SourceError: The file is no Parquet file, encrypted, damaged, has two columns whose names differ in case at
                most, or a column of an extension type.
        """
        with self._opened() as file:
            return tuple(file.schema_arrow.names)

    def batches(self) -> Iterator[RawBatch]:
        """Read the file once, at most 65 536 rows a batch; see `Source.batches`."""
        reader = ArrowBatches(self.name, self._options, self._limits)
        with self._opened() as file:
            names = file.schema_arrow.names
            # Of no column at all Parquet does not know the number of rows: the first is read and dropped.
            columns = [name for name in names if name not in self._options.quarantine] or names[:1]
            for group in range(file.num_row_groups):
                size = self._batch_size(file.metadata.row_group(group))
                for batch in file.iter_batches(size, row_groups=[group], columns=columns, use_threads=False):
                    yield from reader.read(batch)

    def digest(self) -> str:
        """Return the digest of the file's bytes."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()

    def _batch_size(self, group: Any) -> int:
        """Return how many rows to read at once, so that they take about four blocks if the footer tells the truth."""
        per_row: int = max(1, group.total_byte_size // max(1, group.num_rows))
        return max(1, min(_ROWS, _BLOCKS * self._limits.block_bytes // per_row))

    @contextmanager
    def _opened(self) -> Iterator[ParquetFile]:
        with self._file.opened() as stream:
            head = stream.read(4)
            if not head:
                raise SourceError("source-empty", file=self.name)
            if head == _MAGIC_ENCRYPTED:
                raise SourceError("parquet-encrypted", file=self.name)
            if head != _MAGIC:
                raise SourceError("parquet-not-parquet", file=self.name)
            try:
                untyped: Any = stream
                with pa.PythonFile(untyped, mode="r") as handle:
                    yield self._checked(handle)
            except (pa.ArrowException, OSError) as error:
                raise self._damaged(error) from error

    def _checked(self, handle: Any) -> ParquetFile:
        import pyarrow.parquet as pq

        metadata = pq.ParquetFile(handle).metadata
        if metadata.num_rows > self._limits.rows:
            raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
        leaves = (metadata.schema.column(index) for index in range(metadata.num_columns))
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        file = pq.ParquetFile(handle, metadata=metadata, read_dictionary=texts)
        check_schema(file.schema_arrow, self.name, self._limits, fold=True)
        return file

    def _damaged(self, error: Exception) -> Exception:
        if isinstance(error, OSError) and error.errno is not None:
            return error  # the disk's fault, which the file names
        text = str(error).lower()
        if "decrypt" in text or "encrypt" in text:
            return SourceError("parquet-encrypted", file=self.name)
        return SourceError("parquet-malformed", file=self.name)
