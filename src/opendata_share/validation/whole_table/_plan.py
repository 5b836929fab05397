"""The rules over the whole table that a contract has.

What lives here: which look takes what a rule needs. What this file must not know: how any one rule decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..._limits import Limits
from ...contract import (
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
from .._spool import SpoolSpace
from ._change import Before, ChangeLook
from ._cycles import CyclesLook
from ._figures import FreshnessLook, RowCountLook
from ._groups import CompleteLook, ExclusiveLook
from ._in_order import MonotoneLook, OverlapLook, TransitionsLook
from ._near import NearLook
from ._observer import WholeLook
from ._profile import profile_and_marks
from ._sums import ChildrenLook, TotalsLook
from ._unique_among import unique_look


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
    return Before(*profile_and_marks(rows, contract, SpoolSpace(limits)))


def looks_of(contract: Contract, beside: Beside) -> tuple[WholeLook, ...]:
    """Return one look for each rule over the whole table; nothing where the contract has none.

    Where the last release is given, a contract without a `Change` of its own is judged by the usual one.
    """
    rules = contract.table_rules
    if beside.before is not None and not any(isinstance(rule, Change) for rule in rules):
        rules = (*rules, Change())
    return tuple(look for rule in rules for look in _looks(rule, contract, beside))


def _looks(rule: TableRule, contract: Contract, beside: Beside) -> Iterator[WholeLook]:
    match rule:
        case Freshness():
            if beside.as_of is not None:
                yield FreshnessLook.of(rule, contract, beside.as_of)
        case Change():
            if beside.before is not None:
                yield ChangeLook(rule, contract, beside.before)
        case RefersTo():
            return  # references are judged with those of single fields
        case _:
            yield _look(rule, contract)


_Judged = Monotone | NoOverlap | Transitions | NearDuplicates | GroupTotals | ChildrenWithin
_Others = Exclusive | Complete | UniqueAmong | NoCycles | RowCount


def _look(rule: _Judged | _Others, contract: Contract) -> WholeLook:
    match rule:
        case Monotone():
            return MonotoneLook.of(rule)
        case NoOverlap():
            return OverlapLook.of(rule)
        case Transitions():
            return TransitionsLook.of(rule, contract)
        case NearDuplicates():
            return NearLook(rule)
        case GroupTotals():
            return TotalsLook.of(rule, contract)
        case ChildrenWithin():
            return ChildrenLook.of(rule, contract)
        case _:
            return _look_at_groups(rule, contract)


def _look_at_groups(rule: _Others, contract: Contract) -> WholeLook:
    match rule:
        case Exclusive():
            return ExclusiveLook(rule)
        case Complete():
            return CompleteLook.of(rule, contract)
        case UniqueAmong():
            return unique_look(rule, contract)
        case NoCycles():
            return CyclesLook(rule)
        case RowCount():
            return RowCountLook(rule)
