"""Which files of a data set hold rows that were withdrawn.

What lives here: the choice, pure. What this file must not know: how a file is removed, how a release is read.

Manifests, contracts and descriptions stay: they hold no row, and vouch for what was there. Of a release that was
compared with a withdrawn one, the file of changes goes: it names the keys of rows that are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Final

from ._changes_file import changes_name
from ._layout import CONTRACT, DATA_PACKAGE, DatasetEntry, ReleaseEntry
from ._manifest import Manifest

_KEPT: Final = frozenset({CONTRACT, DATA_PACKAGE})


def erasable(
    entry: DatasetEntry, manifest_of: Callable[[ReleaseEntry], Manifest], gone: Collection[str]
) -> Iterator[str]:
    """Yield the path of each file of `entry` that may be erased, where the releases `gone` were withdrawn."""
    for each in entry.releases:
        if each.withdraws is None and gone:
            yield from (f"{entry.id}/{each.release}/{name}" for name in erasable_names(manifest_of(each), gone))


def withdrawn_numbers(entry: DatasetEntry, before: datetime | None = None) -> frozenset[str]:
    """Return the numbers of the releases that were withdrawn, by `before` where it is given."""
    said = (each for each in entry.releases if before is None or each.published_at <= before)
    return frozenset(each.withdraws.release for each in said if each.withdraws is not None)


def erasable_names(manifest: Manifest, gone: Collection[str]) -> tuple[str, ...]:
    """Return the names of a release's files that may be erased, where the releases `gone` were withdrawn."""
    if manifest.release in gone:
        return tuple(file.name for file in manifest.files if file.name not in _KEPT)
    name = changes_name(manifest.dataset.split("/")[1])
    compared = manifest.changes is not None and manifest.changes.since in gone
    return (name,) if compared and manifest.file(name) is not None else ()
