"""The rows of a data set's last release, for comparing with what is to follow it.

What lives here: one question to the publisher's own place. What this file must not know: what is compared. It reads as
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
from ._store_place import place_of


def last_rows(store: Store, entry: DatasetEntry, audience: str, columns: Sequence[str]) -> Table | pa.Table:
    """Return those of `columns` that the last release of `entry` has; withdrawn ones are passed over.

    Raises:
        TrustError: A file is not the one its manifest lists.
    """
    if entry.standing is None:
        return pa.table({})
    release = Release(place_of(store, DEFAULT_LIMITS, "local"), entry, entry.standing, audience)
    there = [name for name in columns if name in release.contract]
    return release.read(there) if there else pa.table({})
