"""Policies: what may leave, and the verb `protect`.

What lives here: the given policies `open` and `exchange`, the contract that still holds under a policy, and the
rebuilding of rows without what was taken out, and the privacy gate. What this room must not know: how rows were judged,
where a release goes.
"""

from __future__ import annotations

from ._compose import ComposedPolicy, UnsafeEverything, all_of, any_of, leaves
from ._explain import Explanation, explain_policy
from ._find_policy import find_policy
from ._form import policy_schema
from ._gate import Watch, privacy_findings, watch
from ._gate_findings import PrivacyFinding, PrivacyReport
from ._policy import Policy
from ._protect import protect

__all__ = [
    "ComposedPolicy",
    "Explanation",
    "Policy",
    "PrivacyFinding",
    "PrivacyReport",
    "UnsafeEverything",
    "Watch",
    "all_of",
    "any_of",
    "explain_policy",
    "find_policy",
    "leaves",
    "policy_schema",
    "privacy_findings",
    "protect",
    "watch",
]
