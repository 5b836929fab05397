"""Rows of a table one by one, each knowing which of its values were taken.

What lives here: columns to Python values, and the account of what a form took. What this file must not know: any form.

An export writes documents, not columns, so here, and only here, rows are Python objects; memory is that of one batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from .._time_text import time_cells, time_text
from ..stages import Table
from ._losses import Losses, Reason

_AT_ONCE: Final = 16_384


class Row:
    """One row: what is taken from it is carried, what is not is counted as lost when the row is closed.

    Times are RFC 3339 texts in UTC, dates ISO 8601 texts, decimals texts, lists and objects plain JSON values.
    """

    __slots__ = ("_losses", "_taken", "_values", "contract")

    def __init__(self, contract: str, values: Mapping[str, Any], losses: Losses) -> None:
        self.contract: Final = contract
        self._values = values
        self._losses = losses
        self._taken: set[str] = set()

    def take(self, field: str) -> Any:
        """Return the value of `field`, None where there is none, and count it as carried."""
        self._taken.add(field)
        return self._values.get(field)

    def look(self, field: str) -> Any:
        """Return the value of `field` without carrying it."""
        return self._values.get(field)

    def fields(self) -> Iterator[str]:
        """Yield the names of the fields that have a value, in the contract's order."""
        return (name for name, value in self._values.items() if value is not None)

    def lose(self, field: str | None, reason: Reason) -> None:
        """Count the field (None: the whole row) as lost for another reason than that nobody took it."""
        self._losses.add(self.contract, field, reason)
        if field is None:
            self._taken.update(self._values)
        else:
            self._taken.add(field)

    def close(self) -> None:
        """Count what has a value and was not taken."""
        for field in self.fields():
            if field not in self._taken:
                self._losses.add(self.contract, field, "no-place")


def rows_of(table: Table, losses: Losses) -> Iterator[Row]:
    """Yield every row of `table`; each is closed when the next one is asked for."""
    name = table.contract.name
    for batch in table.batches():
        for start in range(0, batch.num_rows, _AT_ONCE):
            for values in _records(batch.slice(start, _AT_ONCE)):
                row = Row(name, values, losses)
                yield row
                row.close()


def _records(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    return (dict(zip(names, cells, strict=True)) for cells in zip(*map(_cells, batch.columns), strict=True))


def _cells(column: pa.Array[Any]) -> list[Any]:
    # Arrow makes a Python time with a zone some fifty times more slowly than a text
    if pa.types.is_timestamp(column.type):
        texts: list[Any] = time_cells(column).to_pylist()
        return texts
    values: list[Any] = column.to_pylist()
    if pa.types.is_string(column.type) or pa.types.is_boolean(column.type) or pa.types.is_integer(column.type):
        return values
    return [plain(value) for value in values]


def plain(value: Any) -> Any:
    """Return a value as JSON says it: times, dates and decimals are texts, as in a contract's document."""
    match value:
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case Decimal():
            return f"{value:f}"
        case datetime():
            return time_text(value)
        case date():
            return value.isoformat()
        case _:
            return value
