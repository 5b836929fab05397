"""The file of changes: which rows came, changed and went since an earlier release, by primary key.

What lives here: the file's columns, making its rows and applying them. What this file must not know: manifests, places,
which releases are compared.

    _change    "added" or "changed": every column as the row is now
               "removed": the primary key, everything else null
    …          the contract's columns

Where a row's `recorded_at` is the time its source was captured, that time is one for the whole release and stands in
its manifest. It is no change: who applies changes gives such rows the later release's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from .._arrow import index_array, nulls, pc, repeated
from .._limits import DEFAULT_LIMITS, Limits
from ..contract import Contract, Provenance
from ._row_changes import RowChanges, row_changes

if TYPE_CHECKING:
    from .._arrow import Positions, Values

CHANGE: Final = "_change"
"""The column that says what became of a row; no field is called so, because names begin with a letter."""

ADDED: Final = "added"
CHANGED: Final = "changed"
REMOVED: Final = "removed"
_CAPTURE: Final = "capture"
_OF_THE_RELEASE: Final = "#capture"  # no code is written so
_ROWS: Final = 65_536

Form = Callable[[pa.RecordBatch], pa.RecordBatch]


def changes_name(dataset: str) -> str:
    """Return what the file is called in a release of the contract `dataset`."""
    return f"{dataset}.changes.parquet"


def changes_schema(contract: Contract) -> pa.Schema:
    """Return the file's columns."""
    return pa.schema([pa.field(CHANGE, pa.string()), *contract.arrow_schema])


def found_changes(
    contract: Contract,
    before: Iterable[pa.RecordBatch],
    captured_before: datetime | None,
    after: Iterable[pa.RecordBatch],
    captured_after: datetime | None,
    limits: Limits = DEFAULT_LIMITS,
) -> RowChanges:
    """Return which rows differ, where both tables meet `contract` and it has a primary key.

    Raises:
        LimitExceeded: The rows do not fit what may be set aside.
    """
    return row_changes(
        map(capture_left_out(contract, captured_before), before),
        map(capture_left_out(contract, captured_after), after),
        key=contract.primary_key,
        columns=[field.name for field in contract.fields],
        limits=limits,
    )


def change_batches(
    contract: Contract, found: RowChanges, before: Iterable[pa.RecordBatch], after: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the file: what was added and changed, in the later table's order, then the keys that went."""
    now = np.union1d(found.added, found.changed)
    for batch, places in _taken(after, now):
        first, last = np.searchsorted(found.added, [places[0], places[-1] + 1])
        words = np.where(np.isin(places, found.added[first:last]), ADDED, CHANGED)
        yield _worded(contract, pa.array(words, pa.string()), list(batch.columns))
    for batch, _ in _taken(before, found.removed):
        kept = {name: batch.column(name) for name in contract.primary_key}
        columns = [kept.get(field.name, nulls(batch.num_rows, field.type)) for field in contract.arrow_schema]
        yield _worded(contract, repeated(pa.scalar(REMOVED), batch.num_rows), columns)


def _worded(contract: Contract, words: Values, columns: list[Values]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([words, *columns], schema=changes_schema(contract))


def _taken(batches: Iterable[pa.RecordBatch], numbers: Positions) -> Iterator[tuple[pa.RecordBatch, Positions]]:
    """Yield the rows of `batches` that have these ascending numbers, counted from 0, with the numbers."""
    start = 0
    for batch in batches:
        first, last = np.searchsorted(numbers, [start, start + batch.num_rows])
        if last > first:
            yield batch.take(index_array(numbers[first:last] - start)), numbers[first:last]
        start += batch.num_rows


def applied(
    contract: Contract,
    earlier: pa.Table,
    captured_before: datetime | None,
    changes: Iterable[pa.RecordBatch],
    captured_after: datetime | None,
) -> pa.Table:
    """Return the later release's rows: those of `earlier` in their order, changed rows at the end, then added ones."""
    schema, key = contract.arrow_schema, list(contract.primary_key)
    changed = pa.Table.from_batches(changes, changes_schema(contract))
    what = changed.column(CHANGE)
    seen = pa.Table.from_batches((seen_by(contract, batch) for batch in earlier.to_batches()), schema)
    left = _without(seen, changed.filter(pc.not_equal(what, ADDED)).select(key), key)
    recaptured = map(capture_renewed(contract, captured_before, captured_after), left.to_batches())
    now = changed.filter(pc.not_equal(what, REMOVED)).select(schema.names)
    return pa.concat_tables([pa.Table.from_batches(recaptured, schema), now.cast(schema)])


def _without(rows: pa.Table, gone: pa.Table, key: list[str]) -> pa.Table:
    """Return `rows` but those whose key is in `gone`; an empty cell of a key is like another."""
    found = row_changes(rows.to_batches(), gone.to_batches(), key=key, columns=key)
    return rows.take(index_array(found.removed))


def seen_by(contract: Contract, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return rows of an earlier release as `contract` sees them: null where they have no such column."""
    there = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = [
        there[field.name]
        if field.name in there and there[field.name].type == field.type
        else nulls(batch.num_rows, field.type)
        for field in contract.arrow_schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=contract.arrow_schema)


def capture_left_out(contract: Contract, captured_at: datetime | None) -> Form:
    """Return what makes of rows those that are compared: the time the whole release was captured is left out."""
    return _recaptured(contract, captured_at, None, _OF_THE_RELEASE)


def capture_renewed(contract: Contract, before: datetime | None, after: datetime | None) -> Form:
    """Return what gives rows the time the later release was captured, where they have that of the earlier."""
    return _recaptured(contract, before, after, _CAPTURE)


def _recaptured(contract: Contract, found: datetime | None, given: datetime | None, basis_given: str) -> Form:
    recorded, basis = contract.provenance(Provenance.RECORDED_AT), contract.provenance(Provenance.RECORDED_AT_BASIS)
    named = {field.name for field in (recorded, basis) if field is not None}
    if found is None or recorded is None or basis is None or named & set(contract.primary_key):
        return lambda batch: batch
    times, bases = recorded.name, basis.name

    def form(batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        kind = columns[times].type
        same = pc.and_(pc.equal(columns[bases], _CAPTURE), pc.equal(columns[times], pa.scalar(found, kind)))
        taken = pc.fill_null(same, False)
        columns[times] = pc.if_else(taken, pa.scalar(given, kind), columns[times])
        columns[bases] = pc.if_else(taken, pa.scalar(basis_given, columns[bases].type), columns[bases])
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=batch.schema)

    return form
