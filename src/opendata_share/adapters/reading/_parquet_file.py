"""A Parquet file, opened: its footer checked, and what a broken one is called.

What lives here: opening and errors. What this module must not know: batches, contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from ..._limits import Limits
from ...errors import LimitExceeded, SourceError
from ._arrow_batches import check_schema
from ._source_file import SourceFile

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_MAGIC: Final = b"PAR1"
_MAGIC_ENCRYPTED: Final = b"PARE"


class OpenableParquet:
    """A file that is opened as often as wanted.

    Args:
        location: The path as given.
        limits: `input_bytes`, `columns` and `rows` apply.
    """

    def __init__(self, location: str | os.PathLike[str], limits: Limits) -> None:
        self.file: Final = SourceFile(location, limits)
        self._limits: Final = limits

    @property
    def name(self) -> str:
        """The path as given."""
        return self.file.name

    @contextmanager
    def opened(self, encoded: Sequence[str] | None = None, metadata: Any = None) -> Iterator[ParquetFile]:
        """Give the file open for reading.

        Args:
            encoded: The columns to read as dictionaries; None for every column of texts or bytes.
            metadata: Its footer, where that was read and checked before.

        Raises:
            SourceError: The file is no Parquet file, encrypted, damaged, has two columns whose names differ in case at
                most, or a column of an extension type; also where reading fails inside the block.
        """
        with self.file.opened() as stream:
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
                    yield self._checked(handle, encoded, metadata)
            except (pa.ArrowException, OSError) as error:
                raise self._damaged(error) from error
            except UnicodeDecodeError:  # a column's name; the codec's own error carries it
                raise SourceError("parquet-malformed", file=self.name) from None

    def _checked(self, handle: Any, encoded: Sequence[str] | None, metadata: Any) -> ParquetFile:
        import pyarrow.parquet as pq

        if metadata is not None:
            return pq.ParquetFile(handle, metadata=metadata, read_dictionary=list(encoded or ()))
        footer = pq.ParquetFile(handle).metadata
        if footer.num_rows > self._limits.rows:
            raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
        leaves = (footer.schema.column(index) for index in range(footer.num_columns))
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        file = pq.ParquetFile(handle, metadata=footer, read_dictionary=texts if encoded is None else list(encoded))
        check_schema(file.schema_arrow, self.name, self._limits, fold=True)
        return file

    def _damaged(self, error: Exception) -> Exception:
        if isinstance(error, OSError) and error.errno is not None:
            return error  # the disk's fault, which the file names
        text = str(error).lower()
        if "decrypt" in text or "encrypt" in text:
            return SourceError("parquet-encrypted", file=self.name)
        if "not yet implemented" in text and "delta" in text:
            return SourceError("parquet-encoding", file=self.name)
        return SourceError("parquet-malformed", file=self.name)
