"""What a value of a field map is while a batch is made: a column, and what went wrong in it.

What lives here: columns with their faults, and the batch they are read from. What this file must not know: how a
value is described (the tree) or bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pyarrow as pa

from ..._arrow import Values, pc
from ..._dataclass import dataclass
from ...stages import Misfit

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._conversion import Mask

    Index = npt.NDArray[np.int64]

TEXT: Final = pa.string()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Cells that did not fit, by mask over the rows of a column."""

    mask: Mask
    rule: str
    message_id: str
    severity: Literal["error", "advice"] = "error"
    cells: Values | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)

    def narrowed(self, mask: Mask) -> Fault:
        """Return this fault where `mask` holds too."""
        return replace(self, mask=self.mask & mask)

    def taken(self, index: Index) -> Fault:
        """Return this fault for the rows at `index`."""
        cells = None if self.cells is None else self.cells.take(pa.array(index))
        return replace(self, mask=self.mask[index], cells=cells)

    def misfit(self, field_name: str | None) -> Misfit:
        """Return this fault by position, for the field it was found in."""
        positions = np.flatnonzero(self.mask).astype(np.int64)
        cells = None if self.cells is None else tuple(as_text(self.cells.take(pa.array(positions))).to_pylist())
        return Misfit(
            field=field_name,
            rule=self.rule,
            severity=self.severity,
            message_id=self.message_id,
            positions=positions,
            cells=cells,
            parameters=self.parameters,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One value a row.

    Attributes:
        values: The values; a cell that did not fit is null.
        faults: What did not fit.
        words: What the source said, or None where there are no words (a constant). Of a typed source they are its own
            values: few are ever shown, and only those become text.
        kept: Rows whose words must not be lost: they did not become a value, or not exactly.
        unmatched: Rows whose words no pattern and no code table knew.
        doubts: Why rows are unmatched, where that has more than one reason.
        marks: What each cell of a sheet was (`_raw.CELL_…`), while the values are still its texts; else None.
    """

    values: Values
    faults: tuple[Fault, ...] = ()
    words: Values | None = None
    kept: Mask | None = None
    unmatched: Mask | None = None
    marks: Values | None = None
    doubts: tuple[Fault, ...] = ()

    def with_faults(self, *faults: Fault) -> Column:
        """Return this column with `faults` added, those with no row left out."""
        return replace(self, faults=(*self.faults, *(fault for fault in faults if fault.mask.any())))

    def taken(self, index: Index) -> Column:
        """Return the rows at `index`."""
        positions = pa.array(index)
        return Column(
            values=self.values.take(positions),
            faults=tuple(taken for fault in self.faults if (taken := fault.taken(index)).mask.any()),
            words=None if self.words is None else self.words.take(positions),
            kept=None if self.kept is None else self.kept[index],
            unmatched=None if self.unmatched is None else self.unmatched[index],
            marks=None if self.marks is None else self.marks.take(positions),
        )


def union(first: Mask | None, second: Mask | None) -> Mask | None:
    """Return the rows either mask holds for; None stands for no row."""
    if first is None or second is None:
        return second if first is None else first
    return first | second


def as_text(column: Values) -> Values:
    """Return a column as text: typed columns in their plain form, text as it is."""
    if column.type == TEXT:
        return column
    if pa.types.is_dictionary(column.type):
        return as_text(column.dictionary_decode())
    if pa.types.is_nested(column.type):
        import json

        return pa.array(
            [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist()], TEXT
        )
    if pa.types.is_binary(column.type):
        return pa.array([None if v is None else v.hex() for v in column.to_pylist()], TEXT)
    return column.cast(TEXT)


def filled_where(values: Values, mask: Mask, replacement: Values) -> Values:
    """Return `values` with `replacement` where `mask` holds."""
    return pc.if_else(pa.array(mask), replacement, values)


def nulled_where(values: Values, mask: Mask) -> Values:
    """Return `values` with null where `mask` holds."""
    return filled_where(values, mask, pa.scalar(None, values.type))
