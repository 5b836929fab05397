"""Parquet: typed columns, read a few rows at a time, the footer believed in nothing that costs memory.

What lives here: which columns are read, in pieces of what size, and in what form. What this module must not know:
contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded
from ._arrow_batches import ArrowBatches, OpenedBytes, plain_type
from ._parquet_file import OpenableParquet
from ._parquet_pages import Chunk, chunks_of, has_page_over, text_pages
from ._parquet_pieces import PIECE_ROWS, RowGroup
from ._raw import RawBatch
from ._source_options import SourceOptions

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_BLOCKS: Final = 4
_OPENED_BLOCKS: Final = 32


class ParquetSource:
    """A Parquet file as the columns it has.

    Columns keep their Arrow types; dictionaries are opened, INT96 times are nanoseconds without a zone, null tokens
    apply to text columns. A value that is stored once and used a million times does not take a million times its size:
    columns of text or bytes are read as dictionaries and opened in portions, unless their pages prove them small.

    Args:
        location: The file.
        options: `null` and `quarantine` apply.
        limits: `input_bytes` (of the file, and of all its values), `record_bytes`, `block_bytes`, `batch_bytes` (one
            page, unpacked), `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._parquet = OpenableParquet(location, limits)
        self._options = options
        self._limits = limits

    @property
    def name(self) -> str:
        """The path as given."""
        return self._parquet.name

    def headings(self) -> tuple[str, ...]:
        """Read the footer and return the column names; see `Source.headings`.

        Raises:
            SourceError: The file is no Parquet file, encrypted, damaged, has two columns whose names differ in case at
                most, or a column of an extension type.
        """
        with self._parquet.opened() as file:
            return tuple(file.schema_arrow.names)

    def arrow_types(self) -> Mapping[str, pa.DataType]:
        """Return the type of each column; see `TypedSource`."""
        with self._parquet.opened() as file:
            return {field.name: plain_type(field.type) for field in file.schema_arrow}

    def batches(self) -> Iterator[RawBatch]:
        """Read the file once, at most 65 536 rows a batch; see `Source.batches`."""
        reader = ArrowBatches(self.name, self._options, self._limits)
        with self._parquet.opened() as file:
            chunks = self._chunks()
            for group in range(file.num_row_groups):
                self._check_pages(file.metadata, group, chunks)
                yield from self._portions(file, group, reader)

    def parts(self) -> Iterator[Callable[[], RawBatch]]:
        """Yield the file in pieces of at most 65 536 rows that any thread may read; see `PartedSource.parts`.

        A column of texts that repeat is a dictionary in them. The pages of a row group are looked at before it is
        read: one whose texts would take more than 32 blocks a piece once they are opened is read here, in portions.
        """
        opened = OpenedBytes()
        start = 0
        with self._parquet.opened() as file:
            metadata, columns = file.metadata, self._columns(file)
            chunks = self._chunks()
            for number in range(metadata.num_row_groups):
                rows = metadata.row_group(number).num_rows
                self._check_pages(metadata, number, chunks)
                encoded = self._encoded(metadata, number, chunks)
                if encoded is None:
                    reader = ArrowBatches(self.name, self._options, self._limits, start, opened)
                    yield from (partial(_made, batch) for batch in self._portions(file, number, reader))
                else:
                    group = RowGroup(self._parquet, metadata, number, columns, encoded)
                    for piece in range(-(-rows // PIECE_ROWS)):
                        before = start + piece * PIECE_ROWS
                        reader = ArrowBatches(self.name, self._options, self._limits, before, opened)
                        yield partial(_read_piece, group, piece, reader)
                start += rows

    def metadata(self) -> dict[bytes, bytes]:
        """Return what stands in the file's own metadata.

        Raises:
            SourceError: Those of `headings`.
        """
        with self._parquet.opened() as file:
            return dict(file.schema_arrow.metadata or {})

    def digest(self) -> str:
        """Return the digest of the file's bytes."""
        return self._parquet.file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._parquet.file.captured_at()

    def _columns(self, file: ParquetFile) -> list[str]:
        names = file.schema_arrow.names
        # Of no column at all Parquet does not know the number of rows: the first is read and dropped.
        return [name for name in names if name not in self._options.quarantine] or names[:1]

    def _portions(self, file: ParquetFile, number: int, reader: ArrowBatches) -> Iterator[RawBatch]:
        size = self._portion_rows(file.metadata.row_group(number))
        columns = self._columns(file)
        for batch in file.iter_batches(size, row_groups=[number], columns=columns, use_threads=False):
            yield from reader.read(batch)

    def _portion_rows(self, group: Any) -> int:
        """Return how many rows to read at once, so that they take about four blocks if the footer tells the truth."""
        per_row: int = max(1, group.total_byte_size // max(1, group.num_rows))
        return max(1, min(PIECE_ROWS, _BLOCKS * self._limits.block_bytes // per_row))

    def _chunks(self) -> Mapping[tuple[int, int], Chunk]:
        with self._parquet.file.opened() as stream:
            found = chunks_of(partial(_read_at, stream.fileno()), os.fstat(stream.fileno()).st_size)
        return {} if found is None else found

    def _check_pages(self, metadata: Any, number: int, chunks: Mapping[tuple[int, int], Chunk]) -> None:
        """Refuse a row group with a page that unpacks to more than `batch_bytes`: Arrow would take the memory first."""
        limit = self._limits.batch_bytes
        with self._parquet.file.opened() as stream:
            read = partial(_read_at, stream.fileno())
            for index in range(metadata.num_columns):
                leaf, chunk = metadata.schema.column(index), chunks.get((number, index))
                withheld = leaf.path.partition(".")[0] in self._options.quarantine
                if chunk is not None and not withheld and has_page_over(chunk, read, limit):
                    raise LimitExceeded(
                        "limit-parquet-page", file=self.name, field=leaf.path, limit="batch_bytes", value=limit
                    )

    def _encoded(self, metadata: Any, number: int, chunks: Mapping[tuple[int, int], Chunk]) -> tuple[str, ...] | None:
        """Return the columns of texts that repeat, or None where a row group is not to be read in large pieces."""
        group = metadata.row_group(number)
        rows = min(PIECE_ROWS, group.num_rows)
        encoded: list[str] = []
        size = 0
        with self._parquet.file.opened() as stream:
            read = partial(_read_at, stream.fileno())
            for index in range(group.num_columns):
                leaf = metadata.schema.column(index)
                if leaf.physical_type == "FIXED_LEN_BYTE_ARRAY":
                    size += rows * leaf.length
                if leaf.physical_type != "BYTE_ARRAY" or leaf.path in self._options.quarantine:
                    continue
                chunk = chunks.get((number, index))
                pages = None if chunk is None else text_pages(chunk, read)
                if pages is None:
                    return None
                flat = leaf.max_repetition_level == 0
                size += pages.written + pages.largest * (min(rows, pages.pointing) if flat else pages.pointing)
                if flat and pages.encoded:
                    encoded.append(leaf.path)
        return tuple(encoded) if size <= _OPENED_BLOCKS * self._limits.block_bytes else None


def _made(batch: RawBatch) -> RawBatch:
    return batch


def _read_piece(group: RowGroup, piece: int, reader: ArrowBatches) -> RawBatch:
    return reader.piece(group.read(piece))


def _read_at(descriptor: int, at: int, length: int) -> bytes:
    return os.pread(descriptor, length, at)
