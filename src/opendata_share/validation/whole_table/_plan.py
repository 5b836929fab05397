"""The rules over the whole table that a contract has.

What lives here: which look takes what a rule needs. What this file must not know: how any one rule decides.

A contract has few kinds of rules, most have none: the look of a kind is loaded where a rule of that kind is met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import (
    AgreesWithReferred,
    AgreesWithRows,
    Change,
    ChildrenWithin,
    Complete,
    Contract,
    Exclusive,
    Freshness,
    GroupTotals,
    Monotone,
    NearDuplicates,
    NoCycles,
    NoOverlap,
    RefersTo,
    RowCount,
    TableRule,
    Transitions,
    UniqueAmong,
)
from .._known_keys import Streamed

if TYPE_CHECKING:
    from ._change import Before
    from ._observer import RulesBetween, WholeLook


@dataclass(frozen=True, slots=True)
class Beside:
    """What rules may look at beside the table.

    Attributes:
        as_of: What "now" means, or None.
        before: What the last release was like, or None.
    """

    as_of: datetime | None = None
    before: Before | None = None


def last_release(rows: Streamed, contract: Contract, limits: Limits) -> Before:
    """Return what the last release of a table was like; it is read once.

    Args:
        rows: Its rows.
        contract: The contract of the table that is judged now.
        limits: How much may be set aside while it is read.
    """
    from ._change import Before
    from ._profile import profile_and_marks

    return Before(*profile_and_marks(rows, contract, SpoolSpace(limits)))


def looks_of(contract: Contract, beside: Beside) -> tuple[WholeLook, ...]:
    """Return one look for each rule over the whole table; nothing where the contract has none.

    Where the last release is given, a contract without a `Change` of its own is judged by the usual one.
    """
    rules = contract.table_rules
    if beside.before is not None and not any(isinstance(rule, Change) for rule in rules):
        rules = (*rules, Change())
    return tuple(look for rule in rules for look in _looks(rule, contract, beside))


def rules_between(contracts: Sequence[Contract]) -> tuple[RulesBetween, ...]:
    """Return the rules between tables that can be judged where tables of these contracts are read together.

    Raises:
        DefinitionError: A rule reads a field that the other contract does not have, or one of another type.
    """
    names = {contract.name for contract in contracts}
    rules = (rule for contract in contracts for rule in contract.table_rules)
    if not any(isinstance(rule, AgreesWithRows | AgreesWithReferred) and rule.of in names for rule in rules):
        return ()
    from ._between import between

    return between(contracts)


def _looks(rule: TableRule, contract: Contract, beside: Beside) -> Iterator[WholeLook]:
    match rule:
        case Freshness():
            if beside.as_of is not None:
                from ._figures import FreshnessLook

                yield FreshnessLook.of(rule, contract, beside.as_of)
        case Change():
            if beside.before is not None:
                from ._change import ChangeLook

                yield ChangeLook(rule, contract, beside.before)
        case RefersTo():
            return  # references are judged with those of single fields
        case AgreesWithRows() | AgreesWithReferred():
            return  # it looks at two tables: see `rules_between`
        case _:
            yield _look(rule, contract)


_Judged = Monotone | NoOverlap | Transitions | NearDuplicates | GroupTotals | ChildrenWithin
_Others = Exclusive | Complete | UniqueAmong | NoCycles | RowCount


def _look(rule: _Judged | _Others, contract: Contract) -> WholeLook:
    match rule:
        case Monotone():
            from ._in_order import MonotoneLook

            return MonotoneLook.of(rule)
        case NoOverlap():
            from ._in_order import OverlapLook

            return OverlapLook.of(rule)
        case Transitions():
            from ._in_order import TransitionsLook

            return TransitionsLook.of(rule, contract)
        case NearDuplicates():
            from ._near import NearLook

            return NearLook(rule)
        case GroupTotals():
            from ._sums import TotalsLook

            return TotalsLook.of(rule, contract)
        case ChildrenWithin():
            from ._sums import ChildrenLook

            return ChildrenLook.of(rule, contract)
        case _:
            return _look_at_groups(rule, contract)


def _look_at_groups(rule: _Others, contract: Contract) -> WholeLook:
    match rule:
        case Exclusive():
            from ._groups import ExclusiveLook

            return ExclusiveLook(rule)
        case Complete():
            from ._groups import CompleteLook

            return CompleteLook.of(rule, contract)
        case UniqueAmong():
            from ._unique_among import unique_look

            return unique_look(rule, contract)
        case NoCycles():
            from ._cycles import CyclesLook

            return CyclesLook(rule)
        case RowCount():
            from ._figures import RowCountLook

            return RowCountLook(rule)
