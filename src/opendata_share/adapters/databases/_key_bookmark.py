"""Bookmarks of databases: the key of the last row that was read, as a text that can be saved.

What lives here: the value and its text. What this module must not know: any one database.
"""

from __future__ import annotations

import json
from dataclasses import field
from datetime import datetime
from typing import Final

from ..._dataclass import dataclass
from ...errors import DefinitionError

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class KeyBookmark:
    """How far a read of a database has come.

    Attributes:
        source: "sha256:…" of what is read and by which key.
        rows: How many rows were read.
        last: The key of the last of them, as text; None before the first. It is data: keep it as you keep the rows.
        is_complete: Whether the read came to the end.
        seen_at: When the state that was read was the newest, by the database's clock, or None.
    """

    source: str
    rows: int
    last: str | None = field(repr=False)
    is_complete: bool
    seen_at: datetime | None

    def to_text(self) -> str:
        """Return the bookmark as one line of JSON, for `resume`."""
        seen_at = None if self.seen_at is None else self.seen_at.isoformat()
        return json.dumps([_VERSION, self.source, self.rows, self.last, self.is_complete, seen_at], ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> KeyBookmark:
        """Return the bookmark that `to_text` wrote.

        Raises:
            DefinitionError: The text is none.
        """
        try:
            version, source, rows, last, is_complete, seen_at = json.loads(text)
            moment = None if seen_at is None else datetime.fromisoformat(seen_at)
        except (ValueError, TypeError):
            raise DefinitionError("service-bookmark") from None
        sound = (version, type(source), type(rows), type(is_complete)) == (_VERSION, str, int, bool)
        if not sound or rows < 0 or not isinstance(last, str | None):
            raise DefinitionError("service-bookmark")
        return cls(source, rows, last, is_complete, moment)
