"""Few: counts that count few, rows that few others are like, points that are too exact.

What lives here: what can be told from the rows of one release alone, over numpy. What this file must not know: texts,
earlier releases, policies as files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import mask_of, pc
from .._dataclass import dataclass
from ..contract import Contract, FieldType
from ..errors import DefinitionError
from ..expressions import parse_condition
from ._gate_findings import MOST_ROWS, PrivacyFinding
from ._hide import only_counts
from ._suppress_known import worked_out
from ._suppress_rows import key_fields, sums_of
from ._suppress_search import Sum

if TYPE_CHECKING:
    from .._arrow import Mask, Positions

POINT_DECIMALS: Final = 3
"""Decimals of a coordinate that is not public, of which everybody may see a rounded one: about 110 m."""
_CASES: Final = "{cases}"
_NEARLY: Final = 1e-6
"""How far from a whole number a rounded coordinate may lie once it is multiplied: binary fractions are not exact."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Fields that count persons or cases, and what they count.

    Attributes:
        fields: The fields, whole numbers.
        by: The fields that say what is counted; an empty one means the total over it.
        below: The smallest count that may be seen.
        when: The condition (SQL) under which the fields are counts, or None where they always are.
        across: Fields of the key; rows that differ only in them count the same.
    """

    fields: tuple[str, ...]
    by: tuple[str, ...]
    below: int
    when: str | None = None
    across: tuple[str, ...] = ()

    def among(self, contract: Contract) -> Counts | None:
        """Return what of them a contract has; None where it has none, or cannot say where they are counts."""
        fields, by = (tuple(name for name in names if name in contract) for names in (self.fields, self.by))
        if not fields:
            return None
        left = replace(self, fields=fields, by=by)
        try:
            left.columns(contract)
        except DefinitionError:  # the policy dropped a field that the condition reads
            return None
        return left

    def columns(self, contract: Contract) -> tuple[str, ...]:
        """Return the columns it takes to look at them."""
        condition = () if self.when is None else parse_condition(self.when, contract.expression_types).columns
        return (*self.fields, *key_fields(contract, self.by), *condition)


def counts_of(contract: Contract, below: int) -> Counts | None:
    """Return the counts of a contract that no policy speaks of: whole numbers of cases (UCUM `{cases}`), else None."""
    names = tuple(each.name for each in contract.fields if each.unit == _CASES and each.type is FieldType.INTEGER)
    texts = (each for each in contract.fields if each.name in contract.primary_key and each.type is FieldType.TEXT)
    return Counts(names, tuple(each.name for each in texts if not each.required), below) if names else None


def small_counts(table: pa.Table, contract: Contract, counts: Counts) -> list[PrivacyFinding]:
    """Return the counts that are seen though they are small, a finding a field."""
    found = []
    whole = only_counts(table, contract, counts.fields, counts.when)
    for name in counts.fields:
        values = whole.column(name).combine_chunks()
        small = mask_of(pc.and_(pc.greater(values, 0), pc.less(values, counts.below)))
        found += found_where(contract, "small-count", name, np.flatnonzero(small), {"k": counts.below})
    return found


def counts_worked_out(
    table: pa.Table, contract: Contract, counts: Counts, earlier: Sequence[int | None] = ()
) -> dict[str, Positions]:
    """Return, for each field of counts, the rows whose hidden count is small and follows from what is seen.

    Args:
        table: The rows.
        contract: What they promise.
        counts: The counts.
        earlier: What a reader knows of the cells from elsewhere, None where nothing; see `cells_of`.
    """
    cells = cells_of(table, contract, counts)
    guessed = [known if value is None else value for value, known in zip(cells, earlier or cells, strict=True)]
    sums = sums_of(table, contract, counts.fields, counts.by)
    known = worked_out(guessed, [*sums, *_repeated(table, contract, counts, guessed)])
    width = len(counts.fields)
    small = [cell for cell, value in enumerate(cells) if value is None and 0 < (known[cell] or 0) < counts.below]
    rows = {
        name: [cell // width for cell in small if cell % width == place] for place, name in enumerate(counts.fields)
    }
    return {name: np.array(each, np.int64) for name, each in rows.items()}


def cells_of(table: pa.Table, contract: Contract, counts: Counts) -> list[int | None]:
    """Return the counts of all rows, row by row: cell `row * len(counts.fields) + place`."""
    whole = only_counts(table, contract, counts.fields, counts.when)
    columns = [whole.column(name).to_pylist() for name in counts.fields]
    return [column[row] for row in range(table.num_rows) for column in columns]


def _repeated(table: pa.Table, contract: Contract, counts: Counts, cells: Sequence[int | None]) -> Iterator[Sum]:
    """Yield the counts that a reader takes for one number: of rows that differ only in `across`, if none differs."""
    if not counts.across:
        return
    rest = [table.column(name).to_pylist() for name in contract.primary_key if name not in counts.across]
    width = len(counts.fields)
    together: dict[tuple[object, ...], list[int]] = {}
    for cell in range(len(cells)):
        key = (cell % width, *(column[cell // width] for column in rest))
        together.setdefault(key, []).append(cell)
    for first, *others in together.values():
        if len({cells[cell] for cell in (first, *others)} - {None}) == 1:
            yield from (Sum(first, (other,)) for other in others)


def hidden_small_counts(table: pa.Table, contract: Contract, counts: Counts) -> list[PrivacyFinding]:
    """Return the small counts that were hidden and follow from the totals, a finding a field."""
    found = counts_worked_out(table, contract, counts)
    return [
        each
        for name, rows in found.items()
        for each in found_where(contract, "count-follows", name, rows, {"k": counts.below})
    ]


def small_groups(table: pa.Table, contract: Contract, quasi: Sequence[str], k: int) -> list[PrivacyFinding]:
    """Return the rows that fewer than `k` rows are alike with in the fields `quasi`, themselves included."""
    sizes = group_sizes(ids_of(table, quasi))
    rows = np.flatnonzero(sizes < k)
    details = {"k": k, "smallest": int(sizes.min(initial=k))}
    return found_where(contract, "small-group", ", ".join(quasi), rows, details)


def group_sizes(ids: Positions) -> Positions:
    """Return, for each row, how many rows have its id."""
    _, places, sizes = np.unique(ids, return_inverse=True, return_counts=True)
    found: Positions = sizes[places]
    return found


def ids_of(table: pa.Table, columns: Sequence[str]) -> Positions:
    """Return a number for each row, the same where all `columns` are the same; an empty cell is like another."""
    ids = np.zeros(table.num_rows, np.int64)
    for name in columns:
        column: Any = table.column(name).combine_chunks()
        coded = column.dictionary_encode(null_encoding="encode")
        _, ids = np.unique(ids * len(coded.dictionary) + coded.indices.to_numpy(), return_inverse=True)
    return ids.astype(np.int64)


class PointWatch:
    """Looks at coordinates that are to be inexact, as they pass.

    Args:
        contract: What the rows leave under.
        names: The fields of coordinates.
    """

    def __init__(self, contract: Contract, names: Sequence[str]) -> None:
        self._contract = contract
        self._rows: dict[str, list[int]] = {name: [] for name in names}

    def see(self, batch: pa.RecordBatch, first: int) -> None:
        """Look at a batch whose first row is row `first` of the table, from 1."""
        for name, rows in self._rows.items():
            rows.extend((np.flatnonzero(is_finer(batch.column(name), POINT_DECIMALS)) + first - 1).tolist())

    def findings(self) -> list[PrivacyFinding]:
        """Return what was found so far, a finding a field."""
        return [
            each
            for name, rows in self._rows.items()
            for each in found_where(
                self._contract, "fine-point", name, np.array(rows, np.int64), {"decimals": POINT_DECIMALS}
            )
        ]


def is_finer(values: Any, decimals: int) -> Mask:
    """Return which numbers have more than so many decimals; an empty one has none."""
    numbers = pc.fill_null(values, 0.0).to_numpy() * 10.0**decimals
    finer: Mask = np.abs(numbers - np.round(numbers)) > _NEARLY
    return finer


def found_where(
    contract: Contract, finding: str, field: str, rows: Positions, details: dict[str, Any]
) -> list[PrivacyFinding]:
    """Return the finding that stands in `rows`, counted from 0; none where there are none."""
    if not len(rows):
        return []
    first = tuple(int(row) + 1 for row in rows[:MOST_ROWS])
    return [
        PrivacyFinding(
            contract=contract.identity, finding=finding, field=field, count=len(rows), rows=first, details=details
        )
    ]
