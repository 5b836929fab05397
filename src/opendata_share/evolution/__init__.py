"""Evolution: what a later contract means for those who know an earlier one.

What lives here: comparing two contracts, and what follows from it. What this room must not know: files of data,
releases, policies.
"""

from __future__ import annotations

from ._change import CONTRACT_CHANGES, ContractChange, Verdict
from ._compare import Comparison, compare

__all__ = ["CONTRACT_CHANGES", "Comparison", "ContractChange", "Verdict", "compare"]
