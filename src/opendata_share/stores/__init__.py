"""Stores: where releases are put and read, and how they become visible all at once.

What lives here: a folder on a disk or a bucket of an object store behind one protocol, and the commit protocol on top
of it. What this room must not know: releases, catalogues, signatures. Two publishers at the same name have one winner,
whatever the store is made of.
"""

from __future__ import annotations

from ._commit import (
    AlreadyPublished,
    Commit,
    Conflict,
    Failed,
    File,
    Folder,
    Outcome,
    Pointer,
    Published,
    Unknown,
    carry_out,
)
from ._directory import DirectoryStore
from ._disk import Disk, HashedFile
from ._local import open_inside, read_inside
from ._objects import ObjectStore, open_bucket
from ._open import open_store
from ._probe import prove
from ._store import Found, Listed, Put, Sealed, Store, StoreFault, failures

__all__ = [
    "AlreadyPublished",
    "Commit",
    "Conflict",
    "DirectoryStore",
    "Disk",
    "Failed",
    "File",
    "Folder",
    "Found",
    "HashedFile",
    "Listed",
    "ObjectStore",
    "Outcome",
    "Pointer",
    "Published",
    "Put",
    "Sealed",
    "Store",
    "StoreFault",
    "Unknown",
    "carry_out",
    "failures",
    "open_bucket",
    "open_inside",
    "open_store",
    "prove",
    "read_inside",
]
