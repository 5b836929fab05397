"""Tables in memory: anything with `__arrow_c_stream__`, and lists of dicts.

What lives here: a stream or rows to batches. What this module must not know: contracts, how cells are converted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .._limits import DEFAULT_LIMITS, Limits
from ..errors import LimitExceeded, SourceError
from ._json_source import KeyUnion, RecordCollector
from ._json_text import NumberText
from ._parquet_source import without_null_tokens
from ._raw import RawBatch
from ._source_options import SourceOptions

_ROWS: Final = 65_536


class ArrowSource:
    """Anything with `__arrow_c_stream__` (pyarrow, polars, pandas, DuckDB) as the columns it has; data is not copied.

    A `RecordBatchReader` can be read once; a second pass is a SourceError.

    Args:
        table: The table or stream.
        options: `null` and `quarantine` apply.
        limits: `columns` and `rows` apply.
    """

    def __init__(
        self,
        table: Any,
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._table = table
        self._once = isinstance(table, pa.RecordBatchReader)
        self._read = False
        self._options = options
        self._limits = limits

    @property
    def name(self) -> str:
        """The type of the table: a table in memory has no name."""
        return type(self._table).__name__

    def headings(self) -> tuple[str, ...]:
        """Return the column names; see `Source.headings`."""
        if self._once or hasattr(self._table, "__arrow_c_schema__"):
            schema = self._table.schema if self._once else pa.schema(self._table)
        else:
            schema = pa.RecordBatchReader.from_stream(self._table).schema
        names = list(schema.names)
        if len(set(names)) != len(names):
            raise SourceError(
                "parquet-same-column", file=self.name, columns=sorted({n for n in names if names.count(n) > 1})
            )
        if len(names) > self._limits.columns:
            limit = self._limits.columns
            raise LimitExceeded("limit-columns", file=self.name, limit="columns", value=limit, found=len(names))
        return tuple(names)

    def batches(self) -> Iterator[RawBatch]:
        """Read the table in batches of at most 65 536 rows; see `Source.batches`."""
        if self._once and self._read:
            raise SourceError("source-already-read", file=self.name)
        self._read = True
        self.headings()
        reader = self._table if self._once else pa.RecordBatchReader.from_stream(self._table)
        row = 1
        for whole in reader:
            for start in range(0, whole.num_rows, _ROWS):
                batch = self._plain(whole.slice(start, _ROWS))
                row += batch.num_rows
                if row - 1 > self._limits.rows:
                    raise LimitExceeded("limit-rows", file=self.name, limit="rows", value=self._limits.rows)
                yield RawBatch(batch, pa.array(np.arange(row - batch.num_rows, row, dtype=np.int64)), None)

    def digest(self) -> str | None:
        """Return None: a table in memory has no bytes of its own."""
        return None

    def captured_at(self) -> datetime | None:
        """Return None: a table in memory has no time; give `captured_at`."""
        return None

    def _plain(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        kept = [name for name in batch.schema.names if name not in self._options.quarantine]
        columns = []
        for name in kept:
            column = batch.column(name)
            column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
            columns.append(without_null_tokens(column, self._options.null))
        try:
            plain = pa.RecordBatch.from_arrays(columns, names=kept)
            plain.validate(full=True)
        except pa.ArrowInvalid as error:
            raise SourceError("arrow-malformed", file=self.name) from error
        return plain


class RowsSource:
    """A list of dicts as text columns, each cell with what it was in Python; a datetime counts as its ISO 8601 text.

    Args:
        rows: The rows.
        options: `null` and `quarantine` apply.
        limits: `columns` and `rows` apply.
    """

    name = "rows"

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._rows = rows
        self._options = options
        self._limits = limits

    def headings(self) -> tuple[str, ...]:
        """Return the keys of all rows in the order they are first seen."""
        keys = KeyUnion(self.name, self._limits)
        for row in self._rows:
            if isinstance(row, Mapping):
                keys.add({str(key): None for key in row})
        return keys.headings()

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows, a batch for each 65 536."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for row in self._rows:
            if isinstance(row, Mapping):
                collector.add({str(key): _json_value(value) for key, value in row.items()})
            else:
                collector.add_unmade("not-an-object", "json-not-an-object", type(row).__name__)
            if collector.full():
                yield from collector.take()
        yield from collector.take()

    def digest(self) -> str | None:
        """Return None: rows in memory have no bytes of their own."""
        return None

    def captured_at(self) -> datetime | None:
        """Return None: rows in memory have no time; give `captured_at`."""
        return None


def _json_value(value: Any) -> Any:
    """Return a Python value as the JSON value it stands for."""
    match value:
        case None | bool() | str():
            return value
        case int() | float() | Decimal():
            return NumberText(value)
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return f"PT{int(value.total_seconds())}S"
        case Mapping():
            return {str(key): _json_value(item) for key, item in value.items()}
        case list() | tuple():
            return [_json_value(item) for item in value]
        case _:
            return str(value)
