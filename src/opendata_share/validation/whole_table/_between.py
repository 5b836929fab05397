"""Rules between two tables of a bundle: which there are, and what is kept of both tables.

What lives here: the looks at either table, and the sort that brings rows of both together by key. What this file must
not know: how rows that belong together are compared (`_agreement`).

Rows of both tables lie in one sort, those of the other table first: whichever table is read first, what a row is
compared with comes before it. Rules that bring the same rows together share the sort.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from ..._arrow import mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import AgreesWithReferred, AgreesWithRows, BetweenRule, Contract, is_judged_beside
from ...expressions import Expression
from ...stages import Rows
from .._finding import Finding
from .._key_texts import key_texts
from .._table_rule import LateAdvice, TableRule
from ._agreement import OTHER, OWN, disagreeing_with_referred, disagreeing_with_rows
from ._compared import Compared
from ._entries import Entries
from ._group_texts import group_texts
from ._observer import NO_ROWS, Observed, entered, kept_of, true_rows

if TYPE_CHECKING:
    from ..._arrow import Positions, Values

_Side: TypeAlias = tuple[str, "OwnLook | OtherLook"]


@dataclass(frozen=True, slots=True)
class OwnLook:
    """Keeps the rows that may break one of several rules which bring the same rows together."""

    names: tuple[str, ...]
    rules: tuple[Compared, ...]

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep key and values of every row that has both."""
        key = _keys(self.names, self.rules, rows)
        has_key = mask_of(pc.is_valid(key))
        there, at_risk = (np.zeros(len(has_key), np.bool_) for _ in range(2))
        columns: dict[str, Values] = {}
        for rule in self.rules:
            columns |= rule.own_columns(rows)
            has_value = has_key & mask_of(pc.is_valid(columns[rule.value_name]))
            there |= has_value
            if rule.asked.severity == "error":
                at_risk |= has_value
        kept = kept_of(rows, there, key, np.full(len(there), OWN, np.int64), **columns)
        return None if kept is None else Observed(kept, np.flatnonzero(at_risk))


@dataclass(frozen=True, slots=True)
class OtherLook:
    """Keeps the rows which those of an `OwnLook` are compared with.

    Attributes:
        names: The fields that say which rows belong together.
        rules: The rules, in the same order.
        where: What a row must meet to be there at all, or None.
    """

    names: tuple[str, ...]
    rules: tuple[Compared, ...]
    where: Expression | None

    def __call__(self, rows: Rows) -> Observed | None:
        """Keep key and values of every row that has a key."""
        key = _keys(self.names, self.rules, rows)
        there = mask_of(pc.is_valid(key))
        if self.where is not None:
            there &= true_rows(self.where, rows)
        columns: dict[str, Values] = {}
        for rule in self.rules:
            columns |= rule.other_columns(rows)
        kept = kept_of(rows, there, key, np.full(len(there), OTHER, np.int64), **columns)
        return None if kept is None else Observed(kept, NO_ROWS)


def _keys(names: Sequence[str], rules: Sequence[Compared], rows: Rows) -> Values:
    """Return the text each row is brought together by, null where it is brought together with none."""
    columns = [rows.data.column(name) for name in names]
    return key_texts(columns) if rules[0].asked.nulls is None else group_texts(columns, rows.data.num_rows)


class _Together:
    """Rows of both tables, and whether there are any of each."""

    def __init__(self, space: SpoolSpace, limits: Limits) -> None:
        self.entries: Final = Entries(space, limits.memory_spool_bytes // 4)
        self.has_own = False
        self.has_other = False


class OtherRows:
    """The rows of the other table: they are kept, and nothing is said of them."""

    def __init__(self, together: _Together) -> None:
        self._together: Final = together

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        self._together.has_other |= seen is not None
        return entered(self._together.entries, seen, start)

    def settle(self) -> Iterator[Finding]:
        """Yield nothing."""
        return iter(())


class OwnRows:
    """The rows that may break the rules.

    Args:
        rules: The rules.
        together: Where the rows of both tables are kept.
    """

    def __init__(self, rules: Sequence[Compared], together: _Together) -> None:
        self._rules: Final = rules
        self._together: Final = together

    def enter(self, seen: Observed | None, start: int) -> Positions:
        """Keep the rows of the next batch; see `TableRule.enter`."""
        self._together.has_own |= seen is not None
        return entered(self._together.entries, seen, start)

    def settle(self) -> Iterator[Finding | LateAdvice]:
        """Yield the rows that do not agree with those of the other table; see `TableRule.settle`."""
        if not (self._together.has_own and self._together.has_other):
            return
        batches = self._together.entries.in_order()
        if isinstance(self._rules[0].asked, AgreesWithRows):
            yield from disagreeing_with_rows(self._rules, batches)
        else:
            yield from disagreeing_with_referred(self._rules, batches)


@dataclass(frozen=True, slots=True)
class Between:
    """Rules that bring the same rows of two tables together.

    Attributes:
        own: The contract whose rows may break them, and the look at its rows.
        other: The contract of the other table, which may be the same, and the look at its rows.
    """

    own: tuple[str, OwnLook]
    other: tuple[str, OtherLook]

    def looks(self) -> tuple[_Side, _Side]:
        """Return the looks, each with the name of its table's contract."""
        return self.own, self.other

    def rules(self, space: SpoolSpace, limits: Limits) -> tuple[TableRule, TableRule]:
        """Return what keeps the rows of both tables, in the order of the looks."""
        together = _Together(space, limits)
        return OwnRows(self.own[1].rules, together), OtherRows(together)


def between(contracts: Sequence[Contract]) -> tuple[Between, ...]:
    """Return the rules between tables that can be judged where there are tables of these contracts.

    Raises:
        DefinitionError: A rule reads a field that the other contract does not have, or of another type.
    """
    by_name = {contract.name: contract for contract in contracts}
    shared: dict[tuple[object, ...], list[BetweenRule]] = {}
    for contract in contracts:
        for rule in contract.table_rules:
            if isinstance(rule, AgreesWithRows | AgreesWithReferred) and _is_judged(rule, contract, by_name):
                where = rule.where if isinstance(rule, AgreesWithReferred) else None
                kept_with = (contract.name, type(rule), rule.of, rule.own, rule.others, rule.nulls, where)
                shared.setdefault(kept_with, []).append(rule)
    return tuple(_between(by_name[str(name)], by_name, rules) for (name, *_), rules in shared.items())


def _is_judged(rule: BetweenRule, contract: Contract, by_name: Mapping[str, Contract]) -> bool:
    other = by_name.get(rule.of)
    return other is not None and is_judged_beside(rule, contract, other)


def _between(contract: Contract, by_name: Mapping[str, Contract], rules: Sequence[BetweenRule]) -> Between:
    other = by_name[rules[0].of]
    compared = tuple(Compared.of(number, rule, contract, other) for number, rule in enumerate(rules))
    where = compared[0].where if isinstance(rules[0], AgreesWithReferred) else None
    own = OwnLook(rules[0].own, compared)
    return Between((contract.name, own), (other.name, OtherLook(rules[0].others, compared, where)))
