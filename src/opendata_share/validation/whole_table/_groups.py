"""Rules over groups of rows: a code that excludes all others, codes that every group needs.

What lives here: both rules over groups. What this file must not know: how rows are sorted or kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import Complete, Contract, Exclusive
from ...stages import Rows
from .._finding import Finding
from .._table_rule import LateAdvice
from ._entries import KEY, LINE, ORDER, ORDINAL, ROW, Entries, by_group, starts_of
from ._group_texts import group_texts
from ._observer import NO_ROWS, Observed, kept_of, late, numbered

if TYPE_CHECKING:
    from ..._arrow import Positions

_ALONE, _DETAIL = 0, 1
_VALUE: Final = "value"


@dataclass(frozen=True, slots=True)
class _Details:
    """What an `ExclusiveLook` keeps of the rows beside which its code must not stand: their groups, as they came."""

    schema: pa.Schema
    stored: pa.Buffer


@dataclass(frozen=True, slots=True)
class _Seen:
    alone: pa.RecordBatch | None
    details: _Details | None


@dataclass(frozen=True, slots=True)
class ExclusiveLook:
    """Judges one `Exclusive` rule.

    Most tables have no row with the code, so of other rows only the fields of the group are set aside as they came;
    they are looked at again only where the code was seen.
    """

    asked: Exclusive

    def __call__(self, rows: Rows) -> Observed:
        """Keep rows with the code whole, and the groups of all others."""
        code = decoded(rows.data.column(self.asked.field))
        is_alone = mask_of(pc.equal(code, pa.scalar(self.asked.code)))
        others = mask_of(pc.is_valid(code)) & ~is_alone
        columns = [decoded(rows.data.column(name)) for name in self.asked.group]
        alone = None
        if is_alone.any():
            alone = kept_of(rows, is_alone, group_texts(columns, len(code)))
        kept = (
            pa.RecordBatch.from_arrays(columns, names=list(self.asked.group))
            if columns
            else rows.data.select([self.asked.field])
        )
        if not others.all():
            kept = kept.filter(pa.array(others))
        details = _Details(kept.schema, kept.serialize()) if kept.num_rows else None
        at_risk = np.flatnonzero(is_alone) if self.asked.severity == "error" else NO_ROWS
        return Observed(_Seen(alone, details), at_risk)

    def rule(self, space: SpoolSpace, limits: Limits) -> ExclusiveGroups:
        """Return what keeps the rows of one table."""
        return ExclusiveGroups(self.asked, space, limits)


class ExclusiveGroups:
    """The rows of a table that one `Exclusive` rule compares.

    Args:
        asked: The rule.
        space: Where rows that do not fit in memory go.
        limits: How much stays in memory.
    """

    def __init__(self, asked: Exclusive, space: SpoolSpace, limits: Limits) -> None:
        self._asked: Final = asked
        self._space: Final = space
        self._entries: Final = Entries(space, limits.memory_spool_bytes // 4)
        self._details: Final[list[tuple[pa.Schema, int]]] = []

    def enter(self, seen: Observed, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        kept: _Seen = seen.kept
        if kept.alone is not None:
            self._entries.add(numbered(kept.alone, start))
        if kept.details is not None:
            self._details.append((kept.details.schema, self._space.keep(kept.details.stored)))
        return seen.at_risk

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the rows with the code whose group has others; see `TableRule.settle`."""
        if not len(self._entries):
            return
        for schema, number in self._details:
            batch = pa.ipc.read_record_batch(self._space.read(number), schema)
            columns = batch.columns if self._asked.group else []
            self._entries.add(_anonymous(group_texts(columns, batch.num_rows).unique()))
        for batch in by_group(self._entries.in_order()):
            starts, order = starts_of(batch), batch.column(ORDER).to_numpy()
            groups = np.cumsum(starts) - 1
            has_details = np.logical_or.reduceat(order == _DETAIL, np.flatnonzero(starts))[groups]
            at = np.flatnonzero((order == _ALONE) & has_details)
            if len(at):
                yield late(self._said(), batch, at)

    def _said(self) -> Finding:
        parameters = {"code": self._asked.code, "group": list(self._asked.group)}
        return Finding(
            field=self._asked.field,
            rule="exclusive",
            severity=self._asked.severity,
            message_id="rule-exclusive",
            positions=NO_ROWS,
            parameters=parameters,
            reads=(self._asked.field, *self._asked.group),
        )


def _anonymous(keys: Values) -> pa.RecordBatch:
    """Return groups as entries that no finding will name."""
    nothing = pa.array(np.zeros(len(keys), np.int64))
    details = pa.array(np.full(len(keys), _DETAIL, np.int64))
    return pa.RecordBatch.from_pydict({KEY: keys, ORDER: details, ORDINAL: nothing, ROW: nothing, LINE: nothing})


@dataclass(frozen=True, slots=True)
class CompleteLook:
    """Judges one `Complete` rule."""

    asked: Complete
    public: bool

    @classmethod
    def of(cls, asked: Complete, contract: Contract) -> CompleteLook:
        """Return the look of the rule `asked`."""
        return cls(asked, contract.field(asked.field).is_public)

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep group and code of every row."""
        code = decoded(rows.data.column(self.asked.field))
        group = group_texts([rows.data.column(name) for name in self.asked.group], len(code))
        number = pc.fill_null(pc.index_in(code, value_set=pa.array(self.asked.codes, pa.string())), -1)
        kept = kept_of(rows, np.ones(len(code), np.bool_), group, value=number.cast(pa.int64()))
        return None if kept is None else Observed(kept, NO_ROWS)

    def rule(self, space: SpoolSpace, limits: Limits) -> CompleteGroups:
        """Return what keeps the rows of one table."""
        return CompleteGroups(self, space, limits)


class CompleteGroups:
    """The rows of a table that one `Complete` rule compares.

    Args:
        look: The rule.
        space: Where rows that do not fit in memory go.
        limits: How much stays in memory.
    """

    def __init__(self, look: CompleteLook, space: SpoolSpace, limits: Limits) -> None:
        self._look: Final = look
        self._entries: Final = Entries(space, limits.memory_spool_bytes // 4)

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        if seen is not None:
            self._entries.add(numbered(seen.kept, start))
        return NO_ROWS

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the first row of every group that lacks a code; see `TableRule.settle`."""
        for batch in by_group(self._entries.in_order()):
            firsts, codes = np.flatnonzero(starts_of(batch)), batch.column(_VALUE).to_numpy()
            lacks = np.column_stack(
                [~np.logical_or.reduceat(codes == number, firsts) for number in range(len(self._look.asked.codes))]
            )
            found = np.flatnonzero(lacks.any(axis=1))
            if len(found):
                missing = [self._missing(row) for row in lacks[found]]
                yield late(self._said(), batch, firsts[found], details=pa.array(missing, pa.string()))

    def _missing(self, lacks: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
        codes = [code for code, is_missing in zip(self._look.asked.codes, lacks.tolist(), strict=True) if is_missing]
        return json.dumps({"missing": codes if self._look.public else len(codes)})

    def _said(self) -> Finding:
        asked = self._look.asked
        return Finding(
            field=asked.field,
            rule="complete",
            severity="advice",
            message_id="rule-complete",
            positions=NO_ROWS,
            parameters={"group": list(asked.group), "field": asked.field},
            reads=(asked.field, *asked.group),
        )
