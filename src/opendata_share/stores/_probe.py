"""Whether a store keeps the two promises that publishing rests on.

What lives here: a race of two for one name, and a replacement that comes too late. What this file must not know: what
the store is made of.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from ..errors import ReleaseError
from ._store import Put, Store


def prove(store: Store) -> bool:
    """Return whether `compare_and_swap` is one step there, after seeing that two who race have one winner.

    Raises:
        ReleaseError: Two who race for a name both get it: nothing can be published there safely.
        OSError: The store failed.
    """
    path = f".probe-{secrets.token_hex(8)}"
    try:
        with ThreadPoolExecutor(2) as racers:
            puts = list(racers.map(lambda data: store.put_if_absent(path, data), (b"1", b"2")))
        seen = store.get(path, limit=1)
        won = [data for data, put in zip((b"1", b"2"), puts, strict=True) if put is not Put.OTHER]
        if seen is None or won != [seen.data]:
            raise ReleaseError("store-not-exclusive", file=store.name)
        return _swaps(store, path, seen.version)
    finally:
        with suppress(OSError):
            store.delete(path)


def _swaps(store: Store, path: str, version: str) -> bool:
    """Whether a replacement works where the version is the last, and does not where it is an older one."""
    try:
        return store.compare_and_swap(path, b"3", version) and not store.compare_and_swap(path, b"4", version)
    except OSError:  # some servers know no such condition and say so
        return False
