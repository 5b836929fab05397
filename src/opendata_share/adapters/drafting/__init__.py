"""Drafting: a field map proposed from a file a person knows and the package does not.

What lives here: what cells look like, what headings may mean, and the text of the draft. What this room must not
know: how a map is bound or run; a draft is text.
"""

from __future__ import annotations

from ._draft import Draft, draft_map
from ._text import Proposal

__all__ = [
    "Draft",
    "Proposal",
    "draft_map",
]
