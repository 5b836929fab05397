"""Which standard a stranger's document follows, by what it looks like.

What lives here: that question, which every command may ask and so must cost nothing. What this file must not know: how
any document is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

DOCUMENT_ENDINGS: Final = (".json", ".yaml", ".yml")
"""How the name of a document's file may end; any other text is a registered name."""


def is_odcs(document: Any) -> bool:
    """Whether a document says that it follows the Open Data Contract Standard."""
    return isinstance(document, Mapping) and "apiVersion" in document and document.get("kind") == "DataContract"
