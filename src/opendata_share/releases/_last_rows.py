"""A data set's last release and its rows, for comparing with what is to follow it.

What lives here: two questions to the publisher's own place. What this file must not know: what is compared. It reads as
anybody does, every byte verified.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from .._limits import DEFAULT_LIMITS
from ..stages import Table
from ..stores import Store
from ._layout import DatasetEntry
from ._release import Release
from ._store_place import place_in


def last_release(store: Store, entry: DatasetEntry | None, audience: str) -> Release | None:
    """Return the last release of `entry` that has rows and was not withdrawn, or None."""
    if entry is None or entry.standing is None:
        return None
    return Release(place_in(store, DEFAULT_LIMITS, "local"), entry, entry.standing, audience)


def last_rows(store: Store, entry: DatasetEntry, audience: str, columns: Sequence[str]) -> Table | pa.Table:
    """Return those of `columns` that the last release of `entry` has; withdrawn ones are passed over.

    Raises:
        TrustError: A file is not the one its manifest lists.
    """
    release = last_release(store, entry, audience)
    if release is None:
        return pa.table({})
    there = [name for name in columns if name in release.contract]
    return release.read(there) if there else pa.table({})
