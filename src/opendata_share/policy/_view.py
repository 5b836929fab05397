"""The rows of one audience: a table as a decision lets it leave.

What lives here: row filter, transforms and rebuilding put together, batch by batch. What this file must not know: which
policy was asked, where rows go. Every column is made anew from what was admitted; nothing is shared with the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import pyarrow as pa

from .._arrow import Values, pc
from ..contract import Contract
from ..expressions import Expression, parse_condition
from ._change import transformed
from ._decide import Decision
from ._derive import domain_of
from ._hide import hidden
from ._pseudonym import Key, NameOf
from ._rebuild import rebuilt
from ._transforms import Pseudonym, Transform

_BATCH_ROWS: Final = 65_536
_HELD_BYTES: Final = 128 * 1024 * 1024
_Admitted: TypeAlias = tuple[pa.RecordBatch, int]
"""The rows of a batch that leave, and how many stay."""
Named: TypeAlias = "dict[tuple[str, Transform], Values]"
"""The pseudonyms of a batch, by field and transform."""


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
        admitted = ((left := self._admitted(batch), batch.num_rows - left.num_rows) for batch in batches)
        for held in _held(admitted) if self._names else ([each] for each in admitted):
            for (left, withheld), named in zip(held, self._named([left for left, _ in held]), strict=True):
                yield self._made(left, named), withheld

    def _without_small_counts(self, batches: Sequence[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the rows that leave, small counts hidden: all rows together tell whether one can be worked out."""
        schema = self._decision.contract.arrow_schema
        table = pa.Table.from_batches([self._admitted(batch) for batch in batches], schema)
        withheld = sum(batch.num_rows for batch in batches) - table.num_rows
        table = hidden(table, self._decision.contract, self._decision.suppress)
        # an empty table has no batch, and what was withheld of it still counts
        left = [pa.RecordBatch.from_pylist([], schema), *table.to_batches(max_chunksize=_BATCH_ROWS)]
        for batch, named in zip(left, self._named(left), strict=True):
            yield self._made(batch, named), withheld
            withheld = 0

    def _admitted(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = self._decision.rows
        return batch if rows is None else batch.filter(_true_of(rows, batch))

    def _named(self, batches: Sequence[pa.RecordBatch]) -> list[Named]:
        """Return the pseudonyms of each batch: looking them up costs less for many values at once."""
        found: list[Named] = [{} for _ in batches]
        for asked, name_of in self._names.items():
            names = name_of(pa.concat_arrays([batch.column(asked[0]) for batch in batches]))
            start = 0
            for named, batch in zip(found, batches, strict=True):
                named[asked] = names.slice(start, batch.num_rows)
                start += batch.num_rows
        return found

    def _made(self, batch: pa.RecordBatch, named: Named) -> pa.RecordBatch:
        masks: dict[str | None, Any] = {text: _true_of(test, batch) for text, test in self._conditions.items()}
        arrays = [self._column(batch.column(name), name, masks, named) for name in self._fields]
        made = pa.RecordBatch.from_arrays(arrays, names=list(self._fields))
        return rebuilt(made, self._schema)

    def _column(self, values: Values, name: str, masks: Mapping[str | None, Any], named: Named) -> Values:
        result: Values = None
        for case in reversed(self._fields[name].cases):
            given = named.get((name, case.transform))
            changed = transformed(values, case.transform) if given is None else given
            result = _where(masks.get(case.when), changed, result)
        return result


def _where(mask: Any, changed: Values, otherwise: Values) -> Values:
    """Return the changed values where a case applies, which is everywhere where it has no condition."""
    if mask is None:
        return changed
    return pc.if_else(mask, changed, pa.scalar(None, changed.type) if otherwise is None else otherwise)


def _held(admitted: Iterator[_Admitted]) -> Iterator[list[_Admitted]]:
    """Yield batches several at a time, as many as are cheap to hold."""
    held: list[_Admitted] = []
    size = 0
    for each in admitted:
        held.append(each)
        size += each[0].nbytes
        if size >= _HELD_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _true_of(condition: Expression, batch: pa.RecordBatch) -> Any:
    """Return where a condition is true; null, and what cannot be computed, is not."""
    columns = {name: batch.column(name) for name in condition.columns}
    return pc.fill_null(condition.evaluate(columns, batch.num_rows).values, False)
