"""The answer as a page: one static, bilingual, self-contained HTML document made from open releases.

What lives here: what the page says, its map and its style; values in, text out. What this room must not know: files,
catalogues, the network.
"""

from __future__ import annotations

from ._page import answer_page
from ._sources import ANSWERED_FROM, PUBLIC, AnswerSource, answer_columns

__all__ = [
    "ANSWERED_FROM",
    "PUBLIC",
    "AnswerSource",
    "answer_columns",
    "answer_page",
]
