"""Drafting: a field map proposed from a file a person knows and the package does not.

What lives here: what cells look like, what headings may mean, and the text of the draft. What this room must not
know: how a map is bound or run; a draft is text.
"""

from __future__ import annotations

from ._draft import Draft, draft_map
from ._personal import Kind, personal_kind
from ._shape import Profile, profile, sample_of
from ._text import Proposal

__all__ = [
    "Draft",
    "Kind",
    "Profile",
    "Proposal",
    "draft_map",
    "personal_kind",
    "profile",
    "sample_of",
]
