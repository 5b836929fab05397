"""Evolution: what a later contract means for those who know an earlier one.

What lives here: comparing two contracts, moving rows between them, and who breaks by a change. What this room must not
know: releases, policies, whether rows meet a contract.
"""

from __future__ import annotations

from ._change import CONTRACT_CHANGES, ContractChange, Verdict
from ._compare import Comparison, compare
from ._needs import NEEDS, Need, Unmet, unmet
from ._requirements import BrokenConsumer, Requirements, consumers_hit
from ._requirements_file import read_requirements

__all__ = [
    "CONTRACT_CHANGES",
    "NEEDS",
    "BrokenConsumer",
    "Comparison",
    "ContractChange",
    "Need",
    "Requirements",
    "Unmet",
    "Verdict",
    "compare",
    "consumers_hit",
    "read_requirements",
    "unmet",
]
