"""Values that only some rows must not share, or that stand in lists; the first holder stays.

What lives here: the rule over columns, which is a key among some rows (`_keys`), and over parts of a list. What this
file must not know: how keys are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import decoded, index_array, mask_of, pc, without_null_values
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import Contract, UniqueAmong
from ...expressions import Expression
from ...stages import Rows
from .._finding import Finding
from .._key_texts import key_texts
from .._keys import KeyLook, KeyRule, KeysOfBatch
from .._table_rule import LateAdvice
from ._entries import LINE, ORDINAL, ROW, Entries, by_group, joined, starts_of
from ._observer import NO_ROWS, Observed, entered, kept_at, late, true_rows

if TYPE_CHECKING:
    from ..._arrow import Positions, Values


def unique_look(asked: UniqueAmong, contract: Contract) -> UniqueLook | UniqueItemsLook | EqualNullsLook:
    """Return the look of the rule `asked`."""
    condition = None if asked.when is None else contract.rule_conditions[asked.when]
    if "[]." in asked.fields[0]:
        return UniqueItemsLook(asked, condition)
    if asked.nulls == "equal":
        return EqualNullsLook(asked, condition)
    return UniqueLook(asked, contract, KeyLook(asked.fields), condition)


@dataclass(frozen=True, slots=True)
class UniqueLook:
    """Judges one `UniqueAmong` rule over columns: a key of the rows where its condition is true."""

    asked: UniqueAmong
    contract: Contract
    keys: KeyLook
    condition: Expression | None

    def __call__(self, rows: Rows) -> KeysOfBatch:
        """Return the keys of the rows compared."""
        if self.condition is None:
            return self.keys(rows)
        name = self.asked.fields[0]
        column = decoded(rows.data.column(name))
        among = true_rows(self.condition, rows)
        cleared = pc.if_else(pa.array(among), column, pa.scalar(None, column.type))
        at = rows.data.schema.get_field_index(name)
        return self.keys(replace(rows, data=rows.data.set_column(at, name, cleared)))

    def rule(self, space: SpoolSpace, limits: Limits) -> UniqueKeys:  # noqa: ARG002  # keys have a space of their own
        """Return what keeps the keys of one table."""
        return UniqueKeys(KeyRule(self.contract, self.asked.fields, limits), self.asked)


class UniqueKeys:
    """The keys of one table that one rule compares.

    Args:
        keys: What compares them.
        asked: The rule.
    """

    def __init__(self, keys: KeyRule, asked: UniqueAmong) -> None:
        self._keys: Final = keys
        self._asked: Final = asked

    def enter(self, seen: KeysOfBatch, start: int) -> Positions:
        """Take in the keys of the next batch; see `TableRule.enter`."""
        return self._keys.enter(seen, start)

    def settle(self) -> Iterator[Finding]:
        """Yield the later holders of a key; see `TableRule.settle`."""
        return (replace(finding, severity=self._asked.severity) for finding in self._keys.settle())


@dataclass(frozen=True, slots=True)
class EqualNullsLook:
    """Judges one `UniqueAmong` rule to which an empty field is a value like any other."""

    asked: UniqueAmong
    condition: Expression | None

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep the key of every row compared, as a text in which an empty field is no field's value."""
        at = np.arange(rows.data.num_rows, dtype=np.int64)
        if self.condition is not None:
            at = np.flatnonzero(true_rows(self.condition, rows))
        if not len(at):
            return None
        columns = [decoded(rows.data.column(name)) for name in self.asked.fields]
        key = key_texts([_marked(column) for column in columns])
        kept = kept_at(rows, at, key.take(index_array(at)))
        return Observed(kept, at if self.asked.severity == "error" else NO_ROWS)

    def rule(self, space: SpoolSpace, limits: Limits) -> UniqueItems:
        """Return what keeps the keys of one table."""
        return UniqueItems(self._said(), space, limits)

    def _said(self) -> Finding:
        fields = self.asked.fields
        return Finding(
            field=fields[0] if len(fields) == 1 else None,
            rule="duplicate-key",
            severity=self.asked.severity,
            message_id="rule-duplicate-key-nulls",
            positions=NO_ROWS,
            parameters={"fields": list(fields)},
            reads=fields,
        )


@dataclass(frozen=True, slots=True)
class UniqueItemsLook:
    """Judges one `UniqueAmong` rule over the items of a list."""

    asked: UniqueAmong
    condition: Expression | None

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep every item of the rows compared."""
        name = self.asked.fields[0].partition("[].")[0]
        column = rows.data.column(name)
        items = pc.list_flatten(column)
        parents = pc.list_parent_indices(column).to_numpy(zero_copy_only=False).astype(np.int64)
        key = key_texts([pc.struct_field(items, field.partition("[].")[2]) for field in self.asked.fields])
        there = mask_of(pc.is_valid(key)) & mask_of(pc.is_valid(items))
        if self.condition is not None:
            there &= true_rows(self.condition, rows)[parents]
        if not there.any():
            return None
        at = parents[there]
        kept = kept_at(rows, at, key.filter(pa.array(there)))
        return Observed(kept, np.unique(at) if self.asked.severity == "error" else NO_ROWS)

    def rule(self, space: SpoolSpace, limits: Limits) -> UniqueItems:
        """Return what keeps the items of one table."""
        return UniqueItems(self._said(), space, limits)

    def _said(self) -> Finding:
        return Finding(
            field=self.asked.fields[0],
            rule="duplicate-item",
            severity=self.asked.severity,
            message_id="rule-duplicate-item",
            positions=NO_ROWS,
            parameters={"fields": list(self.asked.fields)},
            reads=(self.asked.fields[0].partition("[")[0],),
        )


class UniqueItems:
    """The items or keys of one table that one rule compares.

    Args:
        said: What is said of a row with one that an earlier row has; without its rows.
        space: Where items that do not fit in memory go.
        limits: How much stays in memory.
    """

    def __init__(self, said: Finding, space: SpoolSpace, limits: Limits) -> None:
        self._said: Final = said
        self._entries: Final = Entries(space, limits.memory_spool_bytes // 4)

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the items of the next batch; see `TableRule.enter`."""
        return entered(self._entries, seen, start)

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the rows one of whose items an earlier row has, each once; see `TableRule.settle`."""
        found: list[pa.RecordBatch] = []
        firsts: list[Positions] = []
        for batch in by_group(self._entries.in_order()):
            starts = np.flatnonzero(starts_of(batch))
            first = np.repeat(starts, np.diff(starts, append=batch.num_rows))
            ordinals = batch.column(ORDINAL).to_numpy()
            at = np.flatnonzero(ordinals != ordinals[first])
            found.append(batch.select([ORDINAL, ROW, LINE]).take(index_array(at)))
            firsts.append(batch.column(ROW).to_numpy()[first[at]])
        if not sum(map(len, firsts)):
            return
        whole, holders = joined(found), np.concatenate(firsts)
        # of several items the one whose holder comes first is told
        order = np.lexsort((holders, whole.column(ORDINAL).to_numpy()))
        _, once = np.unique(whole.column(ORDINAL).to_numpy()[order], return_index=True)
        yield late(self._said, whole, order[once], holders[order[once]])


def _marked(column: Values) -> Values:
    """Return a column as texts, each behind a mark, and the empty text where there is no value."""
    text = key_texts([without_null_values(column)])
    return pc.coalesce(pc.binary_join_element_wise("=", text, ""), pa.scalar("", pa.string()))
