"""What changed since the last release, written beside the rows of the next.

What lives here: whether two releases may be compared, comparing them, writing the file. What this file must not know:
release numbers, catalogues, how a release becomes visible.

The file holds what both releases' readers may see and nothing more: only releases under one contract, made of one
contract by one policy, are compared, so no value a policy now leaves out comes back; of a row that went only its key is
written; and a release that was withdrawn is never compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from ..errors import LimitExceeded, SourceError, TrustError
from ..stores import Disk
from ._changes_file import change_batches, changes_name, changes_schema, found_changes
from ._chunks import chunks
from ._layout import FileEntry
from ._links import ChangeCounts
from ._manifest import Manifest
from ._parquet import ROW_GROUP, RowWriter, read_batches
from ._release import Release
from ._stage_table import StagedTable


def with_changes(manifest: Manifest, before: Release | None, staged: StagedTable, disk: Disk) -> Manifest:
    """Return `manifest` with what changed since `before`, and write the file; where that is not known, as it is.

    What cannot be compared holds no release back: the last one may be damaged or gone, or have too many rows. Readers
    are told that nobody compared, and whoever reads the damaged one is told of that.

    Args:
        manifest: What is to be published.
        before: The last release that has rows and was not withdrawn.
        staged: The rows to be published, written.
        disk: Writes the file.
    """
    contract = staged.table.table.contract
    if before is None or not contract.primary_key:
        return manifest
    path = staged.folder / changes_name(contract.name)
    try:
        if not comparable(before.manifest, manifest):
            return manifest
        disk.remove(path)  # of an attempt on top of another release
        counts, entry = _written(before, staged, path, disk)
    except (LimitExceeded, SourceError, TrustError):
        disk.remove(path)
        return manifest
    if entry is None:
        return replace(manifest, changes=counts)
    files = sorted((*manifest.files, entry), key=lambda file: file.name)
    return replace(manifest, changes=counts, files=tuple(files))


def comparable(before: Manifest, after: Manifest) -> bool:
    """Whether what changed may be written down: both releases make one promise, by one policy, of one contract."""
    return (before.audience, before.contract, before.original, before.policy, before.removed) == (
        after.audience,
        after.contract,
        after.original,
        after.policy,
        after.removed,
    )


def _written(before: Release, staged: StagedTable, path: Path, disk: Disk) -> tuple[ChangeCounts, FileEntry | None]:
    contract = staged.table.table.contract
    rows = before.read()
    found = found_changes(
        contract,
        rows.batches(),
        before.manifest.origin.moment,
        _staged_rows(staged),
        staged.table.table.lineage.captured_at,
    )
    counts = ChangeCounts(
        since=before.number,
        digest=before.digest,
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
    )
    if not counts.rows:
        return counts, None
    with closing(disk.create(path)) as file:
        with RowWriter(file, contract, changes_schema(contract)) as writer:
            for chunk in chunks(change_batches(contract, found, rows.batches(), _staged_rows(staged)), ROW_GROUP):
                writer.write(chunk)
        sealed = file.seal()
        return counts, FileEntry(path.name, sealed.bytes, sealed.sha256)


def _staged_rows(staged: StagedTable) -> Iterator[pa.RecordBatch]:
    contract = staged.table.table.contract
    path: Path = staged.folder / staged.parquet.name
    names = [field.name for field in contract.fields]
    with path.open("rb") as file:
        yield from read_batches(file, contract, staged.rows, names, str(path))
