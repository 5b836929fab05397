"""The rows of one audience: a table as a decision lets it leave.

What lives here: row filter, transforms and rebuilding put together, batch by batch. What this file must not know: which
policy was asked, where rows go. Every column is made anew from what was admitted; nothing is shared with the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from .._arrow import Values, pc
from ..contract import Contract
from ..expressions import Expression, parse_condition
from ._change import NameOf, transformed
from ._decide import Decision
from ._derive import domain_of
from ._hide import hidden
from ._pseudonym import Key
from ._rebuild import rebuilt
from ._terms import Case
from ._transforms import Pseudonym, Transform

_BATCH_ROWS: Final = 65_536
_NAMED_ROWS: Final = 262_144


class View:
    """Makes the rows that leave of the rows there are.

    Args:
        decision: What becomes of each field.
        promised: The contract of what leaves.
        key: The key of pseudonyms, or None where there are none.
    """

    def __init__(self, decision: Decision, promised: Contract, key: Key | None) -> None:
        self._decision, self._schema = decision, promised.arrow_schema
        types = decision.contract.expression_types
        self._fields = {name: decision.fields[name] for name in promised.arrow_schema.names}
        self._conditions = {
            case.when: parse_condition(case.when, types)
            for verdict in self._fields.values()
            for case in verdict.cases
            if case.when is not None
        }
        self._names: dict[tuple[str, Transform], NameOf] = {
            (name, case.transform): key.names(decision.audience, domain_of(decision.contract, name, case.transform))
            for name, verdict in self._fields.items()
            for case in verdict.cases
            if key is not None and isinstance(case.transform, Pseudonym)
        }

    def batches(self, batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the rows that leave of each batch, and how many of it stay."""
        if self._decision.suppress:
            yield from self._without_small_counts(list(batches))
            return
        # looking names up costs less for many values at once
        for batch in _joined(batches, _NAMED_ROWS) if self._names else batches:
            left = self._admitted(batch)
            yield self._made(left), batch.num_rows - left.num_rows

    def _without_small_counts(self, batches: Sequence[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the rows that leave, small counts hidden: all rows together tell whether one can be worked out."""
        schema = self._decision.contract.arrow_schema
        table = pa.Table.from_batches([self._admitted(batch) for batch in batches], schema)
        withheld = sum(batch.num_rows for batch in batches) - table.num_rows
        for suppress in self._decision.suppress:
            table = hidden(table, self._decision.contract, suppress)
        # an empty table has no batch, and what was withheld of it still counts
        yield self._made(pa.RecordBatch.from_pylist([], schema)), withheld
        yield from ((self._made(batch), 0) for batch in table.to_batches(max_chunksize=_BATCH_ROWS))

    def _admitted(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = self._decision.rows
        return batch if rows is None else batch.filter(_true_of(rows, batch))

    def _made(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        masks: dict[str | None, Any] = {text: _true_of(test, batch) for text, test in self._conditions.items()}
        arrays = [self._column(batch.column(name), name, masks) for name in self._fields]
        made = pa.RecordBatch.from_arrays(arrays, names=list(self._fields))
        return rebuilt(made, self._schema)

    def _column(self, values: Values, name: str, masks: Mapping[str | None, Any]) -> Values:
        verdict = self._fields[name]
        if verdict.is_kept:
            return values
        result: Values = None
        for case in reversed(verdict.cases):
            result = self._case(values, name, case, masks.get(case.when), result)
        return result

    def _case(self, values: Values, name: str, case: Case, mask: Any, otherwise: Values) -> Values:
        changed = transformed(values, case.transform, self._names.get((name, case.transform)))
        if mask is None:
            return changed
        return pc.if_else(mask, changed, pa.scalar(None, changed.type) if otherwise is None else otherwise)


def _joined(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches of at least so many, as far as there are so many."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) >= rows:
            yield from _one(waiting)
            waiting = []
    yield from _one(waiting)


def _one(batches: Sequence[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    if batches:
        yield from pa.Table.from_batches(batches).combine_chunks().to_batches()


def _true_of(condition: Expression, batch: pa.RecordBatch) -> Any:
    """Return where a condition is true; null, and what cannot be computed, is not."""
    columns = {name: batch.column(name) for name in condition.columns}
    return pc.fill_null(condition.evaluate(columns, batch.num_rows).values, False)
