"""Policies: what may leave, and the verb `protect`.

What lives here: the given policies `open` and `exchange`, the contract that still holds under a policy, and the
rebuilding of rows without what was taken out. What this room must not know: how rows were judged, where a release
goes.
"""

from __future__ import annotations

from ._policy import Policy
from ._protect import protect

__all__ = ["Policy", "protect"]
