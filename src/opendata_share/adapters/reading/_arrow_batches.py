"""Arrow data from strangers: checked wholly, dictionaries opened in portions, types made plain.

What lives here: what Parquet files and Arrow streams share. What this module must not know: where batches come from.

A dictionary holds a value once and points to it from every row, so a file of 300 bytes can stand for 20 GB.
Dictionaries are therefore opened a portion of rows at a time, and what is opened counts against `input_bytes`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..._arrow import pc
from ..._limits import Limits
from ...errors import LimitExceeded, SourceError
from ._json_cells import NullTokens
from ._raw import RawBatch
from ._source_options import SourceOptions

_EXTENSION: Final = b"ARROW:extension:name"
_SMALL: Final = 1 << 16
_COMPUTE: Final[Any] = pc  # its stubs lack `run_end_decode`
_BLOCKS: Final = 4
_FIRST_NOT_ASCII: Final = 0x80
_IN_VIEW: Final = 12  # bytes of a text that stand in its view
_LIBRARY: Final[Any] = pa.lib  # its stubs lack the numbers of types
_UNKNOWN: Final = frozenset((_LIBRARY.Type_INTERVAL_MONTHS, _LIBRARY.Type_INTERVAL_DAY_TIME))
"""Types that Arrow reads and pyarrow has no arrays of: a column of one raises KeyError."""
_TEXTS: Final = pa.dictionary(pa.int32(), pa.string())


def check_schema(schema: pa.Schema, file: str, limits: Limits, *, fold: bool) -> tuple[str, ...]:
    """Return the column names of a schema that can be read.

    Args:
        schema: What the source declares.
        file: The name for errors.
        limits: `columns` applies.
        fold: Also refuse names that differ in case only.

    Raises:
        SourceError: Two columns have one name, or a column has a type that is not read, such as one of an extension
            (never loaded: some are pickles).
        LimitExceeded: There are too many columns.
    """
    count, limit = len(schema.names), limits.columns
    if count > limit:
        raise LimitExceeded("limit-columns", file=file, limit="columns", value=limit, found=count)
    first: dict[str, str] = {}
    for field in schema:
        folded = field.name.casefold() if fold else field.name
        if folded in first:
            raise SourceError("arrow-same-column", file=file, field=field.name, first=first[folded])
        first[folded] = field.name
        _refuse_types(field, field.name, file)
    return tuple(schema.names)


def _refuse_types(field: pa.Field[Any], column: str, file: str) -> None:
    declared = (field.metadata or {}).get(_EXTENSION)
    data_type: Any = field.type
    if isinstance(data_type, pa.BaseExtensionType) or declared is not None:
        name = declared.decode("utf-8", "replace") if declared else data_type.extension_name
        raise SourceError("arrow-extension-type", file=file, field=column, type=name)
    if data_type.id in _UNKNOWN:
        raise SourceError("arrow-type", file=file, field=column, type=str(data_type))
    if pa.types.is_dictionary(data_type) or pa.types.is_run_end_encoded(data_type):
        _refuse_types(pa.field("item", data_type.value_type), column, file)
    elif pa.types.is_nested(data_type):
        for index in range(data_type.num_fields):
            _refuse_types(data_type.field(index), column, file)


def plain_type(data_type: Any) -> pa.DataType:
    """Return the type cells are handed on with: dictionaries and runs opened, every kind of text `pa.string()`."""
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
    plain: pa.DataType = data_type
    return plain


class OpenedBytes:
    """The bytes of a source's values, counted by all who read it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bytes = 0

    def __reduce__(self) -> tuple[type[OpenedBytes], tuple[()]]:
        return OpenedBytes, ()  # a process counts what it reads itself

    def add(self, size: int) -> int:
        """Count `size` bytes and return how many there are."""
        with self._lock:
            self._bytes += size
            return self._bytes


class ArrowBatches:
    """Turns batches from outside into batches of plain columns, and counts their rows and bytes.

    Args:
        file: The name for errors.
        options: Null tokens (for text columns) and quarantined columns.
        limits: `rows`, `record_bytes` and `input_bytes` apply; a portion takes about four `block_bytes`.
        before: How many rows stand before the first.
        opened: What counts the bytes, where several read one source.
    """

    def __init__(
        self, file: str, options: SourceOptions, limits: Limits, before: int = 0, opened: OpenedBytes | None = None
    ) -> None:
        self._file, self._options, self._limits = file, options, limits
        self._null = NullTokens(options.null)
        self._opened = OpenedBytes() if opened is None else opened
        self.rows = before

    def read(self, batch: pa.RecordBatch) -> Iterator[RawBatch]:
        """Yield one batch from outside as plain batches.

        Raises:
            SourceError: Its buffers do not hold what its types say.
            LimitExceeded: `rows`, `record_bytes` or `input_bytes`.
        """
        checked = self._checked(batch)
        yield from self._portions(checked, batch.num_rows)

    def piece(self, batch: pa.RecordBatch) -> RawBatch:
        """Return one batch from outside as one batch; a column of texts that is a dictionary stays one.

        Raises:
            SourceError, LimitExceeded: As `read`.
        """
        checked = self._checked(batch)
        size = sum(_opened_size(column) for column in checked.columns)
        self._check_records(checked, batch.num_rows, size)
        return self._plain(checked, batch.num_rows, size, encoded=True)

    def _checked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        try:
            for column in batch.columns:
                if not _is_sound_text(column):
                    column.validate(full=True)
                    _check_views(column)
        except pa.ArrowException as error:  # ArrowInvalid, and ArrowIndexError of a view
            raise SourceError("arrow-malformed", file=self._file, row=self.rows + 1) from error
        return batch.select([name for name in batch.schema.names if name not in self._options.quarantine])

    def _check_records(self, batch: pa.RecordBatch, count: int, size: int) -> None:
        """Refuse the records that `_portions` would refuse."""
        if size <= _BLOCKS * self._limits.block_bytes:
            return
        if count <= 1:
            self._check("limit-record-bytes", "record_bytes", size)
            return
        half = count // 2
        for part in (batch.slice(0, half), batch.slice(half)):
            self._check_records(part, part.num_rows, sum(_opened_size(column) for column in part.columns))

    def _portions(self, batch: pa.RecordBatch, count: int) -> Iterator[RawBatch]:
        size = sum(_opened_size(column) for column in batch.columns)
        if size <= _BLOCKS * self._limits.block_bytes or count <= 1:
            yield self._plain(batch, count, size)
            return
        half = count // 2
        yield from self._portions(batch.slice(0, half), half)
        yield from self._portions(batch.slice(half), count - half)

    def _plain(self, batch: pa.RecordBatch, count: int, size: int, *, encoded: bool = False) -> RawBatch:
        row = self.rows + 1
        opened = self._opened.add(size)
        self.rows += count
        if count == 1:
            self._check("limit-record-bytes", "record_bytes", size)
        self._check("limit-input-bytes", "input_bytes", opened)
        self._check("limit-rows", "rows", self.rows)
        columns = [
            column if encoded and self._is_dictionary_of_values(column) else self._column(column, name)
            for column, name in zip(batch.columns, batch.schema.names, strict=True)
        ]
        rows: Any = pa.array(np.arange(row, row + count, dtype=np.int64))
        return RawBatch(pa.RecordBatch.from_arrays(columns, names=batch.schema.names), rows, None)

    def _is_dictionary_of_values(self, column: Any) -> bool:
        """Whether a column is a dictionary of texts none of which stands for null."""
        if column.type != _TEXTS or column.dictionary.null_count:
            return False
        return self._null.found_in(column.dictionary) is None

    def _column(self, column: Any, name: str) -> Any:
        wanted = plain_type(column.type)
        if column.type != wanted:
            try:
                column = _opened(column).cast(wanted)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                raise SourceError("arrow-type", file=self._file, field=name, type=str(column.type)) from error
        return self._null.remove_from(column) if pa.types.is_string(wanted) else column

    def _check(self, message_id: str, limit: str, found: int) -> None:
        value: int = getattr(self._limits, limit)
        if found > value:
            raise LimitExceeded(message_id, file=self._file, row=self.rows, limit=limit, value=value)


def _is_sound_text(column: Any) -> bool:
    """Whether a column surely is text: all its bytes are UTF-8 together, and every cell begins with a character.

    That is what Arrow's own validation asks of each cell, in a fraction of its time.
    """
    if not pa.types.is_string(column.type):
        return False
    column.validate()
    _, offsets_buffer, data = column.buffers()
    if len(column) == 0 or offsets_buffer is None or data is None:
        return False
    offsets = np.frombuffer(offsets_buffer, np.int32, len(column) + 1, column.offset * 4)
    first, last = int(offsets[0]), int(offsets[-1])
    starts = offsets[:-1]
    if not 0 <= first <= last <= data.size or (starts > offsets[1:]).any():
        return False
    if first == last:
        return True
    octets = np.frombuffer(data, np.uint8)
    if int(octets[first:last].max()) < _FIRST_NOT_ASCII:  # any cut between ASCII is right
        return True
    whole = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(np.array([first, last], np.int32).tobytes()), data]
    )
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    # An empty cell at the very end begins nowhere; any other may not begin inside a character.
    return not (octets[np.minimum(starts, last - 1)] & 0xC0 == 0x80)[starts < last].any()


def _check_views(column: Any) -> None:
    """Raise ArrowInvalid where the view of a null points out of its buffers.

    Arrow's validation passes over nulls, and its casts read what they point at.
    """
    types: Any = pa.types
    kind = column.type
    if not _repeats(kind):
        return
    if types.is_dictionary(kind):
        _check_views(column.dictionary)
    elif types.is_string_view(kind) or types.is_binary_view(kind):
        _check_pointers(column)
    elif types.is_struct(kind) or types.is_union(kind):
        for index in range(kind.num_fields):
            _check_views(column.field(index))
    else:  # lists of every kind, maps, runs
        _check_views(column.values)


def _check_pointers(views: Any) -> None:
    _, _, *data = views.buffers()
    # a view is its length, four bytes of text, and, where it has more than twelve, a buffer's number and a place in it
    words = _words(views)
    lengths, buffers, starts = words[:, 0].astype(np.int64), words[:, 2], words[:, 3].astype(np.int64)
    sizes = np.array([buffer.size for buffer in data] or [0], np.int64)
    inside = (buffers >= 0) & (buffers < len(data)) & (starts >= 0)
    inside &= starts + lengths <= sizes[np.where(inside, buffers, 0)]
    if not ((lengths >= 0) & (inside | (lengths <= _IN_VIEW))).all():
        raise pa.ArrowInvalid("a view of a null points out of its buffers")


def _words(views: Any) -> npt.NDArray[np.int32]:
    """Return the four words of each view; bytes behind the last one, which a damaged file may have, are none."""
    count = 4 * len(views)
    words = (
        np.frombuffer(views.buffers()[1] or b"", np.int32, count, 16 * views.offset) if count else np.empty(0, np.int32)
    )
    return words.reshape(-1, 4)


def _opened(column: Any) -> Any:
    """Return `column` in a form that Arrow can cast: it has no cast for runs, nor for dictionaries of views."""
    if pa.types.is_run_end_encoded(column.type):
        return _COMPUTE.run_end_decode(column)
    if pa.types.is_dictionary(column.type):
        values = column.dictionary.cast(plain_type(column.type.value_type))
        return pa.DictionaryArray.from_arrays(column.indices, values)
    return column


def _opened_size(column: Any) -> int:
    """Return how many bytes the values of `column` take, or more, once its dictionaries are opened."""
    data_type = column.type
    if pa.types.is_dictionary(data_type):
        return _dictionary_size(column)
    if pa.types.is_run_end_encoded(data_type):
        return len(column) * int(_lengths(column.values).max(initial=0))
    if pa.types.is_list(data_type) or pa.types.is_large_list(data_type):
        return 8 * len(column) + _opened_size(column.flatten())
    if pa.types.is_struct(data_type):
        return sum(_opened_size(child) for child in column.flatten())
    if pa.types.is_string_view(data_type) or pa.types.is_binary_view(data_type):
        return 16 * len(column) + int(_lengths(column).sum())
    return int(column.nbytes)


def _dictionary_size(column: Any) -> int:
    lengths = _lengths(column.dictionary)
    bound = len(column) * int(lengths.max(initial=0))
    if bound < _SMALL and len(column) > 1:
        return bound
    indices = column.indices if column.indices.null_count == 0 else column.indices.drop_null()
    return int(lengths[indices.to_numpy()].sum())


def opened_at_most(batch: pa.RecordBatch) -> int | None:
    """Return how many bytes the values of a batch that was not checked yet take at most once they are opened.

    None where that is not known without a look at every cell: views, runs, and dictionaries inside others.

    Raises:
        ArrowInvalid: A dictionary's buffers are too short.
    """
    size = 0
    types: Any = pa.types
    columns: list[Any] = batch.columns
    for column in columns:
        if types.is_dictionary(column.type) and not _repeats(column.dictionary.type):
            column.dictionary.validate()
            size += len(column) * int(_lengths(column.dictionary).max(initial=0))
        elif _repeats(column.type):
            return None
    return size + int(batch.nbytes)


def _repeats(data_type: Any) -> bool:
    """Whether values of a type can share their bytes."""
    types: Any = pa.types
    tests = (types.is_dictionary, types.is_run_end_encoded, types.is_string_view, types.is_binary_view)
    views = (types.is_list_view, types.is_large_list_view)
    if any(test(data_type) for test in (*tests, *views)):
        return True
    return any(_repeats(data_type.field(index).type) for index in range(data_type.num_fields))


def _lengths(values: Any) -> npt.NDArray[np.int64]:
    """Return how many bytes each of `values` takes."""
    data_type, types = values.type, pa.types
    if types.is_string_view(data_type) or types.is_binary_view(data_type):
        # Arrow has no kernel for it: the first four of a view's sixteen bytes are its length.
        return np.where(values.is_valid().to_numpy(zero_copy_only=False), _words(values)[:, 0], 0).astype(np.int64)
    texts = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    if any(test(data_type) for test in texts):
        lengths: npt.NDArray[Any] = pc.binary_length(values).fill_null(0).to_numpy(zero_copy_only=False)
        return lengths.astype(np.int64)
    return np.full(len(values), 16, np.int64)  # as wide as the widest number
