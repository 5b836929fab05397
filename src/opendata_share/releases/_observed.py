"""Which field of a contract says how old its rows are.

What lives here: the choice, and a cell of that field as a moment. What this file must not know: releases, limits.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from ..contract import Contract, Freshness, Provenance

_DAY: Final = timedelta(days=1) - timedelta(microseconds=1)


def observed_field(contract: Contract) -> str | None:
    """Return the field the contract judges freshness by; else the one that says when a row was recorded; else None."""
    judged = next((rule.field for rule in contract.table_rules if isinstance(rule, Freshness)), None)
    recorded = contract.provenance(Provenance.RECORDED_AT)
    return judged if judged is not None or recorded is None else recorded.name


def moment_of(value: datetime | date | None) -> datetime | None:
    """Return a cell as a moment; a date counts from its last moment in UTC, as the rule `freshness` has it."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC) + _DAY
