"""What the difference between two releases tells that neither does alone.

What lives here: counts that moved by few, hidden counts that an earlier release shows or gives back, rows that came or
went and that few others are like. What this file must not know: texts, where the earlier release lies.

Earlier releases stay where they were: whoever reads this one may have read the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ..contract import Contract
from ._gate_findings import PrivacyFinding
from ._gate_groups import Counts, cells_of, counts_worked_out, found_where, group_sizes, ids_of
from ._hide import only_counts

if TYPE_CHECKING:
    from .._arrow import Positions


def counts_that_moved(table: pa.Table, previous: pa.Table, contract: Contract, counts: Counts) -> list[PrivacyFinding]:
    """Return the counts that are less than `counts.below` away from those of their key before, a finding a field."""
    rows, before = _same_rows(table, previous, contract.primary_key)
    found = []
    whole, earlier = (only_counts(each, contract, counts.fields, counts.when) for each in (table, previous))
    for name in counts.fields:
        now, then = _numbers(whole, name)[rows], _numbers(earlier, name)[before]
        moved = np.abs(now - then)  # a hidden count is no number, and differs from nothing
        few = np.sort(rows[(moved > 0) & (moved < counts.below)])
        found += found_where(contract, "count-moved", name, few, {"k": counts.below})
    return found


def counts_given_back(table: pa.Table, previous: pa.Table, contract: Contract, counts: Counts) -> list[PrivacyFinding]:
    """Return the hidden small counts that follow once the counts of the last release are known, a finding a field.

    A count that was seen before and is hidden now is taken for what it was.
    """
    width = len(counts.fields)
    rows, before = _same_rows(table, previous, contract.primary_key)
    then = cells_of(previous, contract, counts)
    earlier: list[int | None] = [None] * (table.num_rows * width)
    for row, old in zip(rows.tolist(), before.tolist(), strict=True):
        earlier[row * width : (row + 1) * width] = then[old * width : (old + 1) * width]
    alone = counts_worked_out(table, contract, counts)
    together = counts_worked_out(table, contract, counts, earlier)
    return [
        finding
        for name in counts.fields
        for finding in found_where(
            contract, "count-given-back", name, np.setdiff1d(together[name], alone[name]), {"k": counts.below}
        )
    ]


def rows_that_stand_out(
    table: pa.Table, previous: pa.Table, contract: Contract, quasi: Sequence[str], k: int
) -> list[PrivacyFinding]:
    """Return the rows that came, and how many went, that fewer than `k` of them are alike with in the fields `quasi`.

    A row is the same where its key and these fields are.
    """
    names = tuple(dict.fromkeys((*contract.primary_key, *quasi)))
    both = pa.concat_tables([table.select(names), previous.select(names)])
    ids, groups, count = ids_of(both, names), ids_of(both, quasi), table.num_rows
    came = np.flatnonzero(~np.isin(ids[:count], ids[count:]))
    went = np.flatnonzero(~np.isin(ids[count:], ids[:count]))
    alone = came[group_sizes(groups[:count][came]) < k]
    gone = int((group_sizes(groups[count:][went]) < k).sum())
    fields, details = ", ".join(quasi), {"k": k}
    found = found_where(contract, "row-came", fields, alone, details)
    if gone:
        found.append(
            PrivacyFinding(contract=contract.identity, finding="row-went", field=fields, count=gone, details=details)
        )
    return found


def _same_rows(table: pa.Table, previous: pa.Table, key: Sequence[str]) -> tuple[Positions, Positions]:
    """Return the rows whose key was there before, and where it was."""
    both = pa.concat_tables([table.select(key), previous.select(key)])
    ids = ids_of(both, key)
    _, now, before = np.intersect1d(ids[: table.num_rows], ids[table.num_rows :], return_indices=True)
    return now, before


def _numbers(table: pa.Table, name: str) -> Any:
    column: Any = table.column(name)
    return column.cast(pa.float64()).to_numpy()
