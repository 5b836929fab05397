"""One rule between two tables, with what it needs of both contracts, and the columns it keeps of a row.

What lives here: which columns stand for a rule in kept rows, and what is said where it is broken. What this file must
not know: how rows of two tables are brought together or compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, mask_of, nulls, pc
from ..._dataclass import dataclass
from ...contract import (
    AgreesWithReferred,
    AgreesWithRows,
    BetweenRule,
    Contract,
    Field,
    FieldType,
    condition_on_other,
    seconds_of,
)
from ...expressions import Expression
from ...stages import Rows
from .._finding import Finding
from ._numbers import comparable
from ._observer import NO_ROWS, true_rows

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions


@dataclass(frozen=True, slots=True)
class Compared:
    """One rule between two tables.

    Attributes:
        number: Its place among the rules that are kept together.
        asked: The rule.
        field: The field whose value is compared.
        other: The field of the other table, or None where rows are counted.
        when: What a row must meet to be compared, or None.
        where: What a row of the other table must meet to count, or None.
        shows_other: Whether what the other table says may stand in a report.
    """

    number: int
    asked: BetweenRule
    field: Field
    other: Field | None
    when: Expression | None
    where: Expression | None
    shows_other: bool

    @classmethod
    def of(cls, number: int, rule: BetweenRule, contract: Contract, other: Contract) -> Compared:
        """Return a rule of `contract` beside `other`."""
        where = condition_on_other(rule, other)
        value = None if rule.value is None else other.field(rule.value)
        read = (() if value is None else (value.name,)) + (() if where is None else where.columns)
        return cls(
            number=number,
            asked=rule,
            field=contract.field(rule.field),
            other=value,
            when=None if rule.when is None else contract.rule_conditions[rule.when],
            where=where,
            shows_other=all(other.field(name).is_public for name in read),
        )

    @property
    def value_name(self) -> str:
        """The column of kept rows that holds the value: int64 in the order of the values, or text."""
        return f"value{self.number}"

    @property
    def part_name(self) -> str | None:
        """The column that says whether a row counts, or None where every row does."""
        return f"part{self.number}" if isinstance(self.asked, AgreesWithRows) and self.where is not None else None

    @property
    def within(self) -> int:
        """How far apart two times may lie, in microseconds."""
        return 0 if self.asked.within is None else (seconds_of(self.asked.within) or 0) * 1_000_000

    def own_columns(self, rows: Rows) -> dict[str, Values]:
        """Return what is kept of the rows that may break the rule; the value is null where it is not compared."""
        values = _in_order(rows.data.column(self.field.name), self.field)
        if self.when is not None:
            values = pc.if_else(pa.array(true_rows(self.when, rows)), values, pa.scalar(None, values.type))
        columns = {self.value_name: values}
        if self.part_name is not None:
            columns[self.part_name] = pa.array(np.zeros(len(values), np.bool_))
        return columns

    def other_columns(self, rows: Rows) -> dict[str, Values]:
        """Return what is kept of the rows of the other table."""
        if self.other is None:
            columns = {self.value_name: nulls(rows.data.num_rows, pa.int64())}
        else:
            columns = {self.value_name: _in_order(rows.data.column(self.other.name), self.other)}
        if self.where is not None and self.part_name is not None:
            columns[self.part_name] = pa.array(true_rows(self.where, rows))
        return columns

    def said(self) -> Finding:
        """Return the finding of the rule, without rows."""
        asked = self.asked
        told: Mapping[str, object] = {"contract": asked.of, "other": asked.value, "by": list(asked.by)}
        if isinstance(asked, AgreesWithReferred):
            rule = message = "agrees-with-referred"
            told = {**told, "relation": asked.relation}
        else:
            rule, message = "agrees-with-rows", f"agrees-with-rows-{asked.aggregate}"
        return Finding(
            field=asked.field,
            rule=rule,
            severity=asked.severity,
            message_id=f"rule-{message}",
            positions=NO_ROWS,
            parameters=told,
            public=self.field.is_public,
            shows_others=self.shows_other,
            reads=(asked.field, *asked.own),
        )


def _in_order(column: Values, field: Field) -> Values:
    """Return a column as int64 or text that compares as its values do; what is not finite is null."""
    column = decoded(column)
    if field.type is FieldType.TEXT:
        return column
    if field.type is FieldType.BOOLEAN:
        return column.cast(pa.int64())
    numbers, there = comparable(column)
    if field.type is FieldType.NUMBER:
        there &= mask_of(pc.is_finite(column))
    return pa.array(numbers, pa.int64(), mask=~there)


def numbers_of(column: Values) -> tuple[Positions, Mask]:
    """Return (int64, which of them are values) of a kept column of numbers."""
    return pc.fill_null(column, 0).to_numpy(zero_copy_only=False), mask_of(pc.is_valid(column))
