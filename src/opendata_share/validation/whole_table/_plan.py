"""The rules over the whole table that a contract has.

What lives here: which look takes what a rule needs. What this file must not know: how any one rule decides.
"""

from __future__ import annotations

from ..._limits import Limits
from ...contract import Contract, Monotone, NoOverlap, TableRule, Transitions
from .._spool import SpoolSpace
from .._table_rule import TableRule as Kept
from ._in_order import MonotoneLook, OverlapLook, TransitionsLook
from ._observer import WholeLook


def looks_of(contract: Contract) -> tuple[WholeLook, ...]:
    """Return one look for each rule over the whole table; nothing where the contract has none."""
    return tuple(_look(rule, contract) for rule in contract.table_rules)


def rules_of(contract: Contract, space: SpoolSpace, limits: Limits) -> tuple[Kept, ...]:
    """Return what keeps the rows of one table for each of the looks, in their order.

    Args:
        contract: The table's contract.
        space: Where rows that do not fit in memory go.
        limits: How much stays in memory.
    """
    return tuple(look.rule(space, limits) for look in looks_of(contract))


def _look(rule: TableRule, contract: Contract) -> WholeLook:
    match rule:
        case Monotone():
            return MonotoneLook.of(rule)
        case NoOverlap():
            return OverlapLook.of(rule)
        case Transitions():
            return TransitionsLook.of(rule, contract)
    raise AssertionError(rule)
