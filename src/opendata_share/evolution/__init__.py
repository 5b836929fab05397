"""Evolution: what a later contract means for those who know an earlier one.

What lives here: comparing two contracts, moving rows between them, and who breaks by a change. What this room must not
know: releases, policies, whether rows meet a contract.
"""

from __future__ import annotations

from ._change import CONTRACT_CHANGES, ContractChange, Verdict
from ._compare import Comparison, compare
from ._comparison_schema import comparison_schema
from ._needs import NEEDS, Need, Unmet, unmet
from ._requirements import BrokenConsumer, Requirements, consumers_hit
from ._requirements_file import read_requirements, requirements_schema
from ._upgrade import Lost, MovedRows, downgrade, upgrade

__all__ = [
    "CONTRACT_CHANGES",
    "NEEDS",
    "BrokenConsumer",
    "Comparison",
    "ContractChange",
    "Lost",
    "MovedRows",
    "Need",
    "Requirements",
    "Unmet",
    "Verdict",
    "compare",
    "comparison_schema",
    "consumers_hit",
    "downgrade",
    "read_requirements",
    "requirements_schema",
    "unmet",
    "upgrade",
]
