"""Arrow data from strangers: checked wholly, dictionaries opened in portions, types made plain.

What lives here: what Parquet files and Arrow streams share. What this module must not know: where the batches came from.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._limits import Limits
from ..errors import LimitExceeded, SourceError
from ._json_cells import NullTokens
from ._raw import RawBatch
from ._source_options import SourceOptions

_EXTENSION = b"ARROW:extension:name"


def check_schema(schema: pa.Schema, file: str, limits: Limits, *, fold: bool) -> tuple[str, ...]:
    """Return the column names of a schema that can be read.

    Args:
        schema: What the source declares.
        file: The name for errors.
        limits: `columns` applies.
        fold: Also refuse names that differ in case only.

    Raises:
        SourceError: Two columns have one name, or a column has an extension type (never loaded: some are pickles).
        LimitExceeded: There are too many columns.
    """
    if len(schema.names) > limits.columns:
        found = len(schema.names)
        raise LimitExceeded("limit-columns", file=file, limit="columns", value=limits.columns, found=found)
    first: dict[str, str] = {}
    for name in schema.names:
        known = first.setdefault(name.casefold() if fold else name, name)
        if list(schema.names).count(name) > 1 or known != name:
            raise SourceError("arrow-duplicate-column", file=file, field=name, first=known)
    for field in schema:
        _refuse_extensions(field, field.name, file)
    return tuple(schema.names)


def _refuse_extensions(field: pa.Field, column: str, file: str) -> None:
    declared = (field.metadata or {}).get(_EXTENSION)
    if isinstance(field.type, pa.BaseExtensionType) or declared is not None:
        name = declared.decode("utf-8", "replace") if declared else str(field.type.extension_name)
        raise SourceError("arrow-extension-type", file=file, field=column, type=name)
    if pa.types.is_dictionary(field.type):
        _refuse_extensions(pa.field(field.name, field.type.value_type), column, file)
    if pa.types.is_nested(field.type):
        for index in range(field.type.num_fields):
            _refuse_extensions(field.type.field(index), column, file)


def plain_type(data_type: pa.DataType) -> pa.DataType:
    """Return the type cells are handed on with: dictionaries and run ends opened, every kind of text `pa.string()`."""
    if pa.types.is_dictionary(data_type) or pa.types.is_run_end_encoded(data_type):
        return plain_type(data_type.value_type)
    if pa.types.is_large_string(data_type) or pa.types.is_string_view(data_type):
        return pa.string()
    if pa.types.is_large_binary(data_type) or pa.types.is_binary_view(data_type):
        return pa.binary()
    if pa.types.is_list(data_type) or pa.types.is_large_list(data_type):
        return pa.list_(data_type.value_field.with_type(plain_type(data_type.value_type)))
    if pa.types.is_struct(data_type):
        return pa.struct([field.with_type(plain_type(field.type)) for field in data_type])
    return data_type


class ArrowBatches:
    """Turns batches from outside into batches of plain columns, and counts rows and bytes.

    Args:
        file: The name for errors.
        options: Null tokens (for text columns) and quarantined columns.
        limits: `rows`, `record_bytes` and `input_bytes` (of opened dictionaries) apply; a portion takes about `block_bytes`.
    """

    def __init__(self, file: str, options: SourceOptions, limits: Limits) -> None:
        self._file, self._options, self._limits = file, options, limits
        self._null = NullTokens(options.null)
        self._rows = 0
        self._bytes = 0

    def read(self, batch: pa.RecordBatch) -> Iterator[RawBatch]:
        """Yield one batch from outside as plain batches.

        Raises:
            SourceError: Its buffers do not hold what its types say.
            LimitExceeded: `rows`, `record_bytes` or `input_bytes`.
        """
        try:
            batch.validate(full=True)
        except pa.ArrowInvalid as error:
            raise SourceError("arrow-invalid", file=self._file, row=self._rows + 1) from error
        names = [name for name in batch.schema.names if name not in self._options.quarantine]
        yield from self._portions(batch.select(names), batch.num_rows)

    def _portions(self, batch: pa.RecordBatch, count: int) -> Iterator[RawBatch]:
        size = sum(_opened_size(column) for column in batch.columns)
        if size <= 4 * self._limits.block_bytes or count <= 1:
            yield self._plain(batch, count, size)
            return
        half = count // 2
        yield from self._portions(batch.slice(0, half), half)
        yield from self._portions(batch.slice(half), count - half)

    def _plain(self, batch: pa.RecordBatch, count: int, size: int) -> RawBatch:
        row = self._rows + 1
        if count == 1:
            self._check("record_bytes", size, row)
        self._bytes += size
        self._check("input_bytes", self._bytes, row)
        self._rows += count
        self._check("rows", self._rows, None)
        columns = [self._column(column, name) for column, name in zip(batch.columns, batch.schema.names, strict=True)]
        rows = pa.array(np.arange(row, row + count, dtype=np.int64))
        return RawBatch(pa.RecordBatch.from_arrays(columns, names=batch.schema.names), rows, None)

    def _column(self, column: pa.Array, name: str) -> pa.Array:
        wanted = plain_type(column.type)
        if column.type != wanted:
            try:
                column = column.cast(wanted)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                raise SourceError("arrow-type", file=self._file, field=name, type=str(column.type)) from error
        return self._null.remove_from(column) if wanted == pa.string() else column

    def _check(self, limit: str, found: int, row: int | None) -> None:
        value = getattr(self._limits, limit)
        if found > value:
            raise LimitExceeded(f"limit-{limit.replace('_', '-')}", file=self._file, row=row, limit=limit, value=value)


def _opened_size(column: pa.Array) -> int:
    """Return how many bytes the values of `column` take, or more, once its dictionaries are opened."""
    data_type = column.type
    if pa.types.is_dictionary(data_type):
        return _dictionary_size(column)
    if pa.types.is_run_end_encoded(data_type):
        longest = pc.max(pc.binary_length(column.values)).as_py() if _is_bytes(data_type.value_type) else 16
        return len(column) * int(longest or 0)
    if pa.types.is_list(data_type) or pa.types.is_large_list(data_type):
        return _opened_size(column.flatten())
    if pa.types.is_struct(data_type):
        return sum(_opened_size(child) for child in column.flatten())
    return 0 if _is_view(data_type) else int(column.nbytes)


def _dictionary_size(column: pa.DictionaryArray) -> int:
    if not _is_bytes(column.type.value_type) or not len(column.dictionary):
        return len(column) * 16
    lengths = pc.binary_length(column.dictionary)
    bound = len(column) * int(pc.max(lengths).as_py() or 0)
    return bound if bound < 1 << 16 else int(pc.sum(lengths.take(column.indices)).as_py() or 0)


def _is_bytes(data_type: pa.DataType) -> bool:
    return any(
        test(data_type)
        for test in (pa.types.is_string, pa.types.is_binary, pa.types.is_large_string, pa.types.is_large_binary)
    )


def _is_view(data_type: pa.DataType) -> bool:
    return bool(pa.types.is_string_view(data_type) or pa.types.is_binary_view(data_type))
