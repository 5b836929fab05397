"""Columns and paths as entries of `ignore` and `quarantine`, whose `?`, `*` and `[` mean something.

What lives here: that translation. What this file must not know: which columns they are.
"""

from __future__ import annotations

import fnmatch


def ignored_entry(place: tuple[str, ...], headings: tuple[str, ...]) -> str | int:
    """Return the entry of `ignore` that means a column, or a path into one, and no other.

    Args:
        place: The column's name, and the names of members below it.
        headings: All columns; a name that no text can mean alone is told by its position.

    Example:
        >>> ignored_entry(("a",), ("a", "b")), ignored_entry(("info", "note?"), ("info",))
        ('a', 'info/note[?]')
    """
    if len(place) > 1:
        return "/".join("".join(f"[{sign}]" if sign in "*?[" else sign for sign in name) for name in place)
    (name,) = place
    if name and not any(sign in name for sign in "*?["):
        return name
    entry = f"{name}?" if name.endswith("?") else name
    pattern = entry.removesuffix("?")
    if not name or set(fnmatch.filter(headings, pattern)) | ({pattern} & set(headings)) != {name}:
        return headings.index(name)
    return entry


def quarantined_entry(name: str) -> str:
    """Return the entry of `quarantine` that means the column `name`."""
    return f"{name}?" if name.endswith("?") else name
