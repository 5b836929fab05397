"""Tables in memory: anything with `__arrow_c_stream__`, and lists of dicts.

What lives here: objects of other libraries as a `Source`, by protocol, none of them imported. What this module must not
know: files, contracts, how cells are converted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ._arrow_batches import ArrowBatches, check_schema, plain_type
from ._json_source import KeyUnion, RecordCollector
from ._python_values import json_record
from ._raw import RawBatch
from ._source_options import SourceOptions

_ROWS: Final = 65_536


class ArrowSource:
    """Anything with `__arrow_c_stream__` (pyarrow, polars, pandas, DuckDB) as the columns it has.

    Columns keep their Arrow types; dictionaries are opened and null tokens apply to text columns. The index of a pandas
    table is no column. A `RecordBatchReader` can be read once; where any other stream gives fewer rows the
    second time than the first, that is the same `SourceError` ("source-already-read"): never silently no rows.

    Args:
        table: The table or stream.
        options: `null` and `quarantine` apply.
        limits: `columns`, `rows`, `record_bytes`, `block_bytes` and `input_bytes` apply.
    """

    def __init__(
        self,
        table: Any,
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._table = table
        self._once = isinstance(table, pa.RecordBatchReader)
        self._pandas = type(table).__module__.partition(".")[0] == "pandas"
        self._options = options
        self._limits = limits
        self._headings: tuple[str, ...] | None = None
        self._types: pa.Schema | None = None
        self._waiting: pa.RecordBatchReader | None = None
        self._rows: int | None = None

    @property
    def name(self) -> str:
        """The type of the table: a table in memory has no name."""
        return type(self._table).__name__

    def headings(self) -> tuple[str, ...]:
        """Return the column names; see `Source.headings`."""
        if self._headings is None:
            # A stream may be opened once only: the one that told the names is kept for the rows.
            self._waiting = self._stream()
            self._types = self._waiting.schema
            kept = [field for field in self._types if not self._is_index(field.name)]
            self._headings = check_schema(pa.schema(kept), self.name, self._limits, fold=False)
        return self._headings

    def arrow_types(self) -> Mapping[str, pa.DataType]:
        """Return the type of each column; see `TypedSource`."""
        headings = self.headings()
        if self._types is None:
            raise AssertionError("the headings come with their types")
        return {name: plain_type(self._types.field(name).type) for name in headings}

    def batches(self) -> Iterator[RawBatch]:
        """Read the table in batches of at most 65 536 rows; see `Source.batches`."""
        headings = list(self.headings())
        if self._once and self._waiting is None:
            raise SourceError("source-already-read", file=self.name)
        stream, self._waiting = self._waiting or self._stream(), None
        reader = ArrowBatches(self.name, self._options, self._limits)
        try:
            for whole in stream:
                kept = whole.select(headings)
                for start in range(0, whole.num_rows, _ROWS):
                    yield from reader.read(kept.slice(start, _ROWS))
        except (pa.ArrowException, OSError) as error:
            raise SourceError("arrow-stream-failed", file=self.name) from error
        if self._rows is not None and reader.rows < self._rows:
            raise SourceError("source-already-read", file=self.name)
        self._rows = reader.rows

    def digest(self) -> str | None:
        """Return None: a table in memory has no bytes of its own."""
        return None

    def captured_at(self) -> datetime | None:
        """Return None: a table in memory has no time; give `captured_at`."""
        return None

    def _stream(self) -> pa.RecordBatchReader:
        try:
            return pa.RecordBatchReader.from_stream(self._table)
        except (pa.ArrowException, OSError) as error:
            raise SourceError("arrow-stream-failed", file=self.name) from error

    def _is_index(self, name: str) -> bool:
        return self._pandas and name.startswith("__index_level_")


class RowsSource:
    """A list of dicts as text columns, each cell with what it was in Python.

    Text is a string; int, float and Decimal are numbers as Python writes them; dates and times are strings in ISO 8601,
    a timedelta its ISO 8601 duration; dicts and lists are nested. Any other type is refused by its name: its text would
    be a guess. A row that is no dict becomes an `UnmadeRow` with the rule `not-an-object`.

    Args:
        rows: The rows.
        options: `null` and `quarantine` apply.
        limits: `columns` and `rows` apply.

    Example:
        >>> next(RowsSource([{"id": 1}]).batches()).columns.to_pylist()
        [{'id': '1'}]
    """

    name = "rows"

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._rows: Sequence[Any] = rows
        self._options = options
        self._limits = limits

    def headings(self) -> tuple[str, ...]:
        """Return the keys of all rows in the order they are first seen; see `Source.headings`."""
        if len(self._rows) > self._limits.rows:
            raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
        keys = KeyUnion(self.name, self._limits)
        for number, row in enumerate(self._rows, start=1):
            if isinstance(row, Mapping):
                if not all(isinstance(key, str) for key in row):
                    raise SourceError("python-key", file=self.name, row=number)
                keys.add(dict.fromkeys(row))
        return keys.headings()

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows, a batch for each 16 384; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for row in self._rows:
            if isinstance(row, Mapping):
                number = collector.row + 1
                collector.add(json_record(row, self.name, number))
            else:
                collector.add_unmade("not-an-object", "python-not-a-dict", "", type=type(row).__name__)
            if collector.full():
                yield from collector.take()
        yield from collector.take()

    def digest(self) -> str | None:
        """Return None: rows in memory have no bytes of their own."""
        return None

    def captured_at(self) -> datetime | None:
        """Return None: rows in memory have no time; give `captured_at`."""
        return None
