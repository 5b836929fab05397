"""What the rules over the whole table keep of a batch, and how they say what they found.

What lives here: the form of kept rows. A rule is made of a look, which runs where the batch is judged, and of what
keeps the looks' rows to the end (`_table_rule` has the protocols of both). What this file must not know: any rule.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, mask_of, positions_of
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...expressions import Expression
from ...stages import Rows
from .._finding import Finding
from .._table_rule import LateAdvice, Look, TableRule
from ._entries import KEY, LINE, ORDER, ORDINAL, ROW, Entries

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions


@dataclass(frozen=True, slots=True)
class Observed:
    """What a rule keeps of one batch.

    Attributes:
        kept: The rows it compares, with their positions in the batch as `ordinal`; or whatever its `Watch` merges.
        at_risk: int64 positions of the rows that it may reject in the end; their source rows are kept until then.
    """

    kept: Any
    at_risk: Positions


NO_ROWS: Final = np.zeros(0, np.int64)


class WholeLook(Protocol):
    """A rule over the whole table, as every worker has it; it can be pickled."""

    def __call__(self, rows: Rows) -> Any:
        """Return what the rule needs of a batch."""
        ...

    def rule(self, space: SpoolSpace, limits: Limits) -> TableRule:
        """Return what keeps the rows of one table, empty."""
        ...


class RulesBetween(Protocol):
    """Rules between two tables that bring the same rows of both together."""

    def looks(self) -> Sequence[tuple[str, Look]]:
        """Return the looks at both tables, each with the name of its table's contract."""
        ...

    def rules(self, space: SpoolSpace, limits: Limits) -> Sequence[TableRule]:
        """Return what keeps the rows of both tables, empty, in the order of the looks."""
        ...


def true_rows(condition: Expression, rows: Rows) -> Mask:
    """Return the rows where the condition is true; where it cannot be computed it is not."""
    columns = {name: decoded(rows.data.column(name)) for name in condition.columns}
    return mask_of(condition.evaluate(columns, rows.data.num_rows).values)


def kept_of(
    rows: Rows, there: Mask, key: Values, order: Positions | None = None, **more: Positions | Values
) -> pa.RecordBatch | None:
    """Return the rows that are `there`, in the form `Entries` takes; None where there are none.

    Args:
        rows: The batch.
        there: Which rows the rule compares.
        key: The text that tells entities apart, one a row; null where the row is not compared.
        order: What the rows of an entity are ordered by, or None for the order of the table.
        more: What the rule compares, one a row.
    """
    if not there.any():
        return None
    positions = positions_of(there)
    at = pa.array(positions)
    columns = {
        name: pa.array(values[positions]) if isinstance(values, np.ndarray) else values.take(at)
        for name, values in more.items()
    }
    return kept_at(rows, positions, key.take(at), None if order is None else order[positions], columns)


def kept_at(
    rows: Rows,
    positions: Positions,
    key: Values,
    order: Positions | None = None,
    more: Mapping[str, Values] | None = None,
) -> pa.RecordBatch:
    """Return what is kept of the rows at `positions`, which may repeat; all else is one for each of them."""
    lines = np.zeros(len(positions), np.int64) if rows.lines is None else rows.lines[positions]
    columns: dict[str, Values] = {
        KEY: key,
        ORDER: pa.array(np.zeros(len(positions), np.int64) if order is None else order),
        ORDINAL: pa.array(positions),
        ROW: pa.array(rows.rows[positions]),
        LINE: pa.array(lines),
    }
    return pa.RecordBatch.from_pydict({**columns, **(more or {})})


def numbered(kept: pa.RecordBatch, start: int) -> pa.RecordBatch:
    """Return kept rows with their numbers in the table instead of their positions in the batch."""
    ordinals = kept.column(ORDINAL).to_numpy() + start
    return kept.set_column(kept.schema.get_field_index(ORDINAL), ORDINAL, pa.array(ordinals))


def entered(entries: Entries, seen: Observed | None, start: int) -> Positions:
    """Keep what a look saw in the next batch, numbered through the table; return which of its rows may fall."""
    if seen is None:
        return NO_ROWS
    entries.add(numbered(seen.kept, start))
    return seen.at_risk


def late(
    finding: Finding,
    batch: pa.RecordBatch,
    at: Positions,
    firsts: Positions | None = None,
    values: Values | None = None,
    details: Values | None = None,
) -> Finding | LateAdvice:
    """Return the kept rows at the positions `at` as a finding.

    Args:
        finding: What is said of each; its positions are filled in here.
        batch: Kept rows.
        at: int64 positions of those found.
        firsts: int64, the source row each clashes with.
        values: What the sentence shows of each, an Arrow array.
        details: What else fills the sentence of each, JSON objects.
    """
    ordinals = batch.column(ORDINAL).to_numpy()[at]
    whole = dataclasses.replace(finding, positions=ordinals, firsts=firsts, values=values, details=details)
    order = np.argsort(ordinals)
    if finding.severity == "error":
        return whole.part(order, ordinals[order])
    rows, lines = (batch.column(name).to_numpy()[at[order]] for name in (ROW, LINE))
    positions = np.arange(len(at), dtype=np.int64)
    return LateAdvice(whole.part(order, positions), rows, lines if lines.any() else None)
