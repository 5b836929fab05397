"""Marks on release folders that nobody lists: since when.

What lives here: reading them. What this file must not know: when a folder goes (`_repair`), how one comes (`_publish`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ..stores import Store
from ._layout import is_release_path

MARKS: Final = ".unlisted"
_MOST_BYTES: Final = 64


def marked_folders(store: Store) -> dict[str, datetime | None]:
    """Return since when each marked folder is known to be listed by nobody, aware; None where its mark is damaged."""
    marks: dict[str, datetime | None] = {}
    for file in store.list(MARKS):
        path = file.path.removeprefix(f"{MARKS}/")
        if is_release_path(path):
            found = store.get(file.path, limit=_MOST_BYTES, length=_MOST_BYTES)
            marks[path] = None if found is None else _moment(found.data)
    return marks


def _moment(data: bytes) -> datetime | None:
    try:
        moment = datetime.fromisoformat(data.decode("ascii"))
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment
