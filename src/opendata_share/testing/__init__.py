"""Testing: what proves that something strangers write for this package is right.

What lives here: the check of a rule, and rows generated from what a contract promises. What this room must not know:
any test runner; a check that fails raises `AssertionError`.
"""

from __future__ import annotations

from ._check_rule import RuleCheckFailed, check_rule
from ._generated import generated_rows

__all__ = ["RuleCheckFailed", "check_rule", "generated_rows"]
