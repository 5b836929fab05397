"""One change of what a place serves, tried again on top of whoever was faster.

What lives here: the loop. What this file must not know: what is changed, how a change is signed (`_commit_catalog`).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .._dataclass import dataclass
from ..errors import ReleaseError
from ..stores import Folder, Store
from ._commit_catalog import bring_up, commit_catalog, keys_for
from ._layout import CatalogDocument
from ._marks import marked_folders
from ._served import NowServed, read_served

_ATTEMPTS: Final = 100
_PAUSE_MS: Final = 50


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be served.

    Attributes:
        catalog: All that is to be listed.
        folders: The staged folders of the releases that are new in it.
        relisted: The folders of releases that are there already, and of which the catalogue says something else.
    """

    catalog: CatalogDocument
    folders: tuple[Folder, ...] = ()
    relisted: tuple[str, ...] = ()


def amend_catalog(
    store: Store, keys: Path | str | None, change: Callable[[NowServed, frozenset[str]], Change | None]
) -> None:
    """Make what `change` says of what is served now visible; None says that nothing is to be done.

    Then what is there is made visible and durable: whoever decided it may have died before readers could see it.

    Args:
        store: Where.
        keys: The folder of the keys to sign with, or None for the user's.
        change: Given what is served and the folders that are somebody else's, what is to be served.

    Raises:
        ReleaseError: A step failed, keys are missing, or somebody else was faster too often.
    """
    taken = set(marked_folders(store))
    for _ in range(_ATTEMPTS):
        with store.turn():
            served = read_served(store)
            made = change(served, frozenset(taken))
            if made is None:
                if served.signed:
                    bring_up(store, lambda now: keys_for(now, keys))
                return
            held = keys_for(served, keys)
            lost = commit_catalog(store, served, held, made.catalog, made.folders, taken, made.relisted)
        if lost is None:
            return
        taken.add(lost.path)
        time.sleep(secrets.randbelow(_PAUSE_MS) / 1000)  # so that publishers who met do not meet again
    raise ReleaseError("publish-conflict", file=store.name, count=_ATTEMPTS)
