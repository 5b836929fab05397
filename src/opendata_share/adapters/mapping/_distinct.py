"""`distinct`: several source rows that say the same become one row; where they disagree, that is found.

What lives here: what was seen of a block's rows so far. What this file must not know: how rows were made.

Memory: one key and one 16-byte digest for each distinct row. `conflict = "last"` needs the whole block before the
first row can be let go, so its rows are held until the pass ends.
"""

from __future__ import annotations

import hashlib
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np

from ..._arrow import Values, pc
from ..._dataclass import dataclass
from ...stages import Rows, without_rows
from ._columns import Fault, as_text
from ._conversion import as_mask
from ._map_tree import Distinct

if TYPE_CHECKING:
    from ._bound import BoundBlock
    from ._conversion import Mask
    from ._scope import Scope

_SEPARATOR = "\x1f"
_NULL = "\x00"


@dataclass(slots=True)
class DistinctRows:
    """What one pass over a block has seen: of each key, the digest of its first row and that row's number."""

    rule: Distinct
    seen: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    keys: list[str | None] = field(default_factory=list)

    def judge(self, bound: BoundBlock, scope: Scope, kept: Mask, rows: Values) -> tuple[Mask, Fault | None]:
        """Return the rows that merge into an earlier one, and the fault of those that contradict it."""
        parts = [_key_part(name, scope) for name in self.rule.by]
        keys = _joined(parts)
        # a row without a key is the same as no other
        keyed = kept & np.logical_and.reduce([as_mask(part.is_valid()) for part in parts])
        merged, conflict = np.zeros(len(scope), dtype=bool), np.zeros(len(scope), dtype=bool)
        if self.rule.conflict == "last":
            self.keys += [keys[at] if keyed[at] else None for at in np.flatnonzero(kept)]
            return merged, None
        bodies = _joined(
            [as_text(column.values) for name, column in sorted(scope.fields.items()) if _is_mapped(name, bound)]
        )
        numbers = np.asarray(rows, dtype=np.int64)[scope.index]
        for at in np.flatnonzero(keyed):
            digest = hashlib.blake2b(bodies[at].encode(), digest_size=16).digest()
            earlier = self.seen.get(keys[at])
            if earlier is None:
                self.seen[keys[at]] = (digest, int(numbers[at]))
            elif earlier[0] == digest or self.rule.conflict == "first":
                merged[at] = True
            else:
                conflict[at] = True
        if not conflict.any():
            return merged, None
        parameters = {"fields": ", ".join(self.rule.by)}
        return merged, Fault(
            mask=conflict, rule="distinct-conflict", message_id="row-distinct-conflict", parameters=parameters
        )

    def last_of_each(self, batches: list[Rows]) -> list[Rows]:
        """Return the batches of a whole pass with only the last row of each key; the others are merged into it."""
        last = {key: at for at, key in enumerate(self.keys)}
        kept = np.array([key is None or last[key] == at for at, key in enumerate(self.keys)], dtype=bool)
        result, start = [], 0
        for rows in batches:
            mine = kept[start : start + rows.data.num_rows]
            result.append(without_rows(rows, skipped=np.zeros(len(mine), dtype=bool), merged=~mine))
            start += rows.data.num_rows
        return result


def _is_mapped(name: str, bound: BoundBlock) -> bool:
    names = {value.name for value in bound.fields}
    return name in names or ("point" in names and name in {"latitude", "longitude"})


def _key_part(name: str, scope: Scope) -> Values:
    column = scope.fields[name] if name in scope.fields else scope.column(name)
    return as_text(column.values)


def _joined(parts: list[Values]) -> list[str]:
    filled = [part.fill_null(_NULL) for part in parts]
    joined = pc.binary_join_element_wise(*filled, _SEPARATOR) if len(filled) > 1 else filled[0]
    texts: list[str] = joined.to_pylist()
    return texts
