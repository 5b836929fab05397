"""Headings as entries of `ignore` and `quarantine`, whose `?`, `*` and `[` mean something.

What lives here: that translation. What this file must not know: which columns they are.
"""

from __future__ import annotations

import fnmatch


def ignored_entry(name: str, headings: tuple[str, ...]) -> str | int:
    """Return the entry of `ignore` that means the column `name` and no other; its position where no text can."""
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
