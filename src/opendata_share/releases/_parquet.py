"""Rows to Parquet and back.

What lives here: how a release's Parquet file is written, and how one from a stranger is read without trusting what it
declares. What this file must not know: manifests, places, policies.

Written: one row group every `ROW_GROUP` rows whatever batches came, dictionaries only for columns whose values are
likely to repeat, the contract's document in the key metadata, so that whoever has the file need not ask for it. Read: a
291-byte file can decode to 20 GB through a dictionary, so columns with dictionaries are read as such and decoded in
pieces of bounded size; encodings that can grow in other ways are refused; every batch is checked before use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, BinaryIO, Final, Self, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .._arrow import pc
from .._canonical import bytes_digest
from .._parquet_file import writing
from .._strict_json import document_bytes
from ..contract import Contract
from ..errors import SourceError
from ..stores import HashedFile
from ._layout import FileEntry
from ._rows_digest import CHUNK_ROWS

ROW_GROUP: Final = CHUNK_ROWS
"""Rows of one row group; the last may have fewer."""

CONTRACT_KEY: Final = "opendata-share.contract"
"""Where the key metadata of a release's Parquet file holds the bytes of its contract.json."""

_ZERO: Final = pa.scalar(0, pa.int32())
_READ_ROWS: Final = 65_536
_READ_BYTES: Final = 256 * 1024 * 1024
_ENCODINGS: Final = frozenset({"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY", "BIT_PACKED", "BYTE_STREAM_SPLIT"})


class RowWriter:
    """Writes the rows of one contract into `sink`, or of `schema` about it; each chunk given becomes one row group."""

    def __init__(self, sink: HashedFile, contract: Contract, schema: pa.Schema | None = None) -> None:
        self._sink = sink
        written = contract.arrow_schema if schema is None else schema
        self._writer = pq.ParquetWriter(cast("BinaryIO", sink), written, **writing(contract.repeating))
        if schema is not None:
            return
        self._writer.add_key_value_metadata({CONTRACT_KEY: document_bytes(contract.to_document()).decode("utf-8")})

    def write(self, chunk: pa.RecordBatch) -> None:
        """Write the next row group."""
        self._writer.write_batch(chunk, row_group_size=ROW_GROUP)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._sink.abandon()
        self._writer.close()


def read_batches(
    file: BinaryIO,
    contract: Contract,
    rows: int,
    columns: Sequence[str],
    place: str,
    wanted: pa.Schema | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a verified Parquet file, the columns in the order asked for.

    Args:
        file: The file; its position is this reader's own.
        contract: What the file's columns must be, by name and type.
        rows: How many rows the manifest says it has.
        columns: The columns to read.
        place: What to call the file.
        wanted: What the file's columns must be instead of the contract's.

    Raises:
        SourceError: It is no Parquet file of this layout: other columns, another number of rows, an encoding that may
            grow without bound, or damage its publisher vouched for.
    """
    whole = contract.arrow_schema if wanted is None else wanted
    schema = pa.schema([whole.field(name) for name in columns])
    with _parquet_errors(place):
        metadata = pq.read_metadata(file)
        _refuse_other_layout(metadata, whole, contract.identity, rows, place)
        file.seek(0)
        dictionaries = sorted(_with_dictionary(metadata) & set(columns))
        parquet = pq.ParquetFile(file, metadata=metadata, read_dictionary=dictionaries, pre_buffer=True)
        if not columns:
            return
        for batch in parquet.iter_batches(batch_size=_READ_ROWS, columns=list(columns)):
            in_order = batch.select(list(columns))
            for piece in _bounded(in_order):
                columns_of_piece = [_plain(c, f.type) for c, f in zip(piece.columns, schema, strict=True)]
                plain = pa.RecordBatch.from_arrays(columns_of_piece, schema=schema)
                plain.validate(full=True)
                yield plain


def contract_inside(file: BinaryIO, entry: FileEntry, place: str) -> bytes | None:
    """Return the contract's document a verified Parquet file holds, where it is the one `entry` describes, else None.

    Raises:
        SourceError: It is no Parquet file.
    """
    with _parquet_errors(place):
        found = (pq.read_metadata(file).metadata or {}).get(CONTRACT_KEY.encode("ascii"))
    if found is None or len(found) != entry.bytes or bytes_digest(found) != entry.sha256:
        return None
    return found


def _refuse_other_layout(metadata: pq.FileMetaData, wanted: pa.Schema, contract: str, rows: int, place: str) -> None:
    found = metadata.schema.to_arrow_schema()
    if found.names != wanted.names or not all(_alike(a.type, b.type) for a, b in zip(found, wanted, strict=True)):
        raise SourceError("release-parquet-columns", file=place, contract=contract)
    if metadata.num_rows != rows:
        raise SourceError("release-parquet-rows", file=place, expected=rows, actual=metadata.num_rows)
    for chunk in _column_chunks(metadata):
        if unknown := set(chunk.encodings) - _ENCODINGS:
            raise SourceError("release-parquet-encoding", file=place, encoding=unknown)
        if "." in chunk.path_in_schema and chunk.has_dictionary_page:
            raise SourceError("release-parquet-encoding", file=place, encoding="RLE_DICTIONARY, nested")


def _alike(found: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether two types are the same, whatever a list calls its items."""
    if pa.types.is_list(wanted):
        return pa.types.is_list(found) and _alike(found.value_type, wanted.value_type)
    if pa.types.is_struct(wanted):
        if not pa.types.is_struct(found) or [f.name for f in found] != [f.name for f in wanted]:
            return False
        return all(_alike(a.type, b.type) for a, b in zip(found, wanted, strict=True))
    return bool(found == wanted)


def _column_chunks(metadata: pq.FileMetaData) -> Iterator[Any]:
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for number in range(row_group.num_columns):
            yield row_group.column(number)


def _with_dictionary(metadata: pq.FileMetaData) -> set[str]:
    """Return the text columns any row group of which has a dictionary."""
    return {
        chunk.path_in_schema
        for chunk in _column_chunks(metadata)
        if chunk.has_dictionary_page and chunk.physical_type == "BYTE_ARRAY"
    }


def _bounded(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield `batch` in slices none of which decodes to more than a bound, unless one row alone does."""
    sizes = np.zeros(batch.num_rows, dtype=np.int64)
    column: Any
    for column in batch.columns:
        if pa.types.is_dictionary(column.type):
            lengths = pc.take(pc.fill_null(pc.binary_length(column.dictionary), _ZERO), column.indices)
            sizes += pc.fill_null(lengths, _ZERO).to_numpy(zero_copy_only=False)
    ends = np.cumsum(sizes)
    start = 0
    while start < batch.num_rows:
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _READ_BYTES, side="right")))
        yield batch.slice(start, stop - start)
        start = stop


def _plain(column: Any, kind: pa.DataType) -> pa.Array[Any]:
    decoded: pa.Array[Any] = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return decoded if decoded.type == kind else decoded.cast(kind)


@contextmanager
def _parquet_errors(place: str) -> Iterator[None]:
    """Turn what Arrow raises over a damaged file into an error that names it; GeneratorExit and our own pass."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceError("release-parquet-damaged", file=place, reason=type(error).__name__) from error
