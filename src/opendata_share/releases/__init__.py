"""Releases: publishing what may leave, and reading what others publish.

What lives here: the layout of a release on disk, publishing into a folder, reading from a folder or a web server. What
this room must not know: how rows were made, judged or protected. Publishing and reading never import each other; what
they share is the layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._late_names import late
from ._changes import Changes, Gap
from ._client import Catalog, Dataset, open_catalog
from ._freshness import Freshness
from ._layout import CSV_ROWS
from ._notices import Notice
from ._publication import Publication, PublishedRelease
from ._publish import publish
from ._release import Release
from ._repair import Repair, RepairStep, repair

if TYPE_CHECKING:
    from ._async_client import AsyncCatalog, AsyncDataset, open_catalog_async
    from ._async_pull import AsyncPulled, pull_async, pull_locked_async
    from ._async_release import AsyncRelease
    from ._harvest import harvest
    from ._harvest_opening import Neighbour
    from ._harvested import Harvest, HarvestedDataset, HarvestedSource
    from ._links import CatalogName, HarvestedFrom
    from ._lock_file import LOCK_NAME, LockedRelease, LockFile
    from ._pull import Pulled, pull, pull_locked
    from ._receipts import noting_refusal
    from ._rehearsal import ChangedRows, Rehearsal, RehearsedRelease
    from ._rehearse import rehearse
    from ._release_folder import ReleaseFolder
    from ._role_changes import begin_signing, change_roles, refresh_signing, signing_of
    from ._withdraw import Withdrawal, withdraw

__all__ = [
    "CSV_ROWS",
    "LOCK_NAME",
    "AsyncCatalog",
    "AsyncDataset",
    "AsyncPulled",
    "AsyncRelease",
    "Catalog",
    "CatalogName",
    "ChangedRows",
    "Changes",
    "Dataset",
    "Freshness",
    "Gap",
    "Harvest",
    "HarvestedDataset",
    "HarvestedFrom",
    "HarvestedSource",
    "LockFile",
    "LockedRelease",
    "Neighbour",
    "Notice",
    "Publication",
    "PublishedRelease",
    "Pulled",
    "Rehearsal",
    "RehearsedRelease",
    "Release",
    "ReleaseFolder",
    "Repair",
    "RepairStep",
    "Withdrawal",
    "begin_signing",
    "change_roles",
    "harvest",
    "noting_refusal",
    "open_catalog",
    "open_catalog_async",
    "publish",
    "pull",
    "pull_async",
    "pull_locked",
    "pull_locked_async",
    "refresh_signing",
    "rehearse",
    "repair",
    "signing_of",
    "withdraw",
]

# A rehearsal, a change of keys or an event loop is rare; publishing and reading do not wait for what it loads.
__getattr__ = late(
    __name__,
    {
        "AsyncCatalog": "_async_client",
        "AsyncDataset": "_async_client",
        "AsyncPulled": "_async_pull",
        "AsyncRelease": "_async_release",
        "Withdrawal": "_withdraw",
        "withdraw": "_withdraw",
        "ChangedRows": "_rehearsal",
        "Harvest": "_harvested",
        "HarvestedDataset": "_harvested",
        "HarvestedFrom": "_links",
        "HarvestedSource": "_harvested",
        "Neighbour": "_harvest_opening",
        "CatalogName": "_links",
        "harvest": "_harvest",
        "LOCK_NAME": "_lock_file",
        "LockFile": "_lock_file",
        "LockedRelease": "_lock_file",
        "Pulled": "_pull",
        "Rehearsal": "_rehearsal",
        "RehearsedRelease": "_rehearsal",
        "ReleaseFolder": "_release_folder",
        "begin_signing": "_role_changes",
        "open_catalog_async": "_async_client",
        "change_roles": "_role_changes",
        "noting_refusal": "_receipts",
        "pull": "_pull",
        "pull_async": "_async_pull",
        "pull_locked": "_pull",
        "pull_locked_async": "_async_pull",
        "refresh_signing": "_role_changes",
        "rehearse": "_rehearse",
        "signing_of": "_role_changes",
    },
)
