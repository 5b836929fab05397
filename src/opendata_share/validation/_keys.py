"""Keys over a whole table: the first holder stays, later ones are found, whatever the batches.

What lives here: columns of a key to one exact text a row, and the index of those seen. Rows with a null in a key field
are not compared. A holder counts whether or not other rules reject it: each rule is judged by itself. What this file
must not
know: reports, spools.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._arrow import Values, mask_of, positions_of
from ..contract import Contract
from ..report import shown
from ._finding import Finding
from ._text_index import TextIndex

if TYPE_CHECKING:
    from .._arrow import Positions


class KeyIndex:
    """The keys of one table that were seen, each with the source row of its first holder.

    Args:
        contract: The table's contract.
        key: The fields of the key.
    """

    def __init__(self, contract: Contract, key: tuple[str, ...]) -> None:
        self._fields = tuple(contract.field(name) for name in key)
        self._seen: Final = TextIndex()
        self._rows: Positions = np.zeros(1, np.int64)
        self._count = 0

    def add(self, data: pa.RecordBatch, rows: Positions) -> tuple[Finding, ...]:
        """Take in a batch and return its rows whose key an earlier row holds, as a finding, or nothing.

        Args:
            data: The rows.
            rows: int64, their source row numbers.
        """
        columns = [data.column(field.name) for field in self._fields]
        keys = key_texts(columns)
        positions, firsts = self._known(keys, rows)
        if not len(positions):
            return ()
        fields = [field.name for field in self._fields]
        return (
            Finding(
                field=fields[0] if len(fields) == 1 else None,
                rule="duplicate-key",
                severity="error",
                message_id="rule-duplicate-key",
                positions=positions,
                parameters={"fields": fields},
                values=self._shown(columns, positions),
                public=None,
                firsts=firsts,
                reads=tuple(fields),
            ),
        )

    def _known(self, keys: Values, rows: Positions) -> tuple[Positions, Positions]:
        """Return (positions of rows whose key an earlier row holds, the source rows that hold them)."""
        whole = np.arange(len(keys)) if keys.null_count == 0 else positions_of(mask_of(pc.is_valid(keys)))
        firsts = self._seen.add(keys.drop_null())
        end = self._count + len(whole)
        if end > len(self._rows):
            self._rows = np.resize(self._rows, 2 * end)
        self._rows[self._count : end] = rows[whole]
        again = np.flatnonzero(firsts != np.arange(self._count, end))
        self._count = end
        return whole[again], self._rows[firsts[again]]

    def _shown(self, columns: Sequence[Values], positions: Positions) -> list[str]:
        at: Values = pa.array(positions)
        taken = [column.take(at).to_pylist() for column in columns]
        public = [field.is_public for field in self._fields]
        return [
            ", ".join(shown(value, public=may) for value, may in zip(values, public, strict=True))
            for values in zip(*taken, strict=True)
        ]


def key_texts(columns: Sequence[Values]) -> Values:
    """Return one text a row that is equal exactly where all columns are, null where any is null."""
    texts = [_as_text(column) for column in columns]
    if len(texts) == 1:
        return texts[0]
    parts: list[Values] = []
    for text in texts[:-1]:
        parts += [pc.binary_length(text).cast(pa.string()), text]
    return pc.binary_join_element_wise(*parts, texts[-1], ":", null_handling="emit_null")


def _as_text(column: Values) -> Values:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_timestamp(kind):
        return column.cast(pa.int64()).cast(pa.string())
    if pa.types.is_floating(kind):
        return pc.add(column, pa.scalar(0.0, kind)).cast(pa.string())
    return column.cast(pa.string())
