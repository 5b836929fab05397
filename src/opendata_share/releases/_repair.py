"""Repair: whatever a crash left, one run brings a place to order, and says what it did.

What lives here: the verb, and which files nobody needs any more. What this file must not know: how a step is taken
(`stores`), how a change is signed (`_commit_catalog`).

Nothing that a reader or a publisher at work may need is removed. A release folder that nobody lists gets a mark with
the time; it is removed by a run that finds the mark older than the grace period and looks once more at what is listed.
A publisher does not take up a folder that is marked. A file of metadata goes when its successor is older than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

from .. import _messages
from .._dataclass import dataclass
from .._time_text import time_text
from ..errors import DefinitionError, ReleaseError
from ..stores import Disk, Listed, Store, failures, open_store
from ..trust import FOLDER
from ._commit_catalog import commit_catalog, keys_for, roll_forward
from ._layout import CatalogDocument, DatasetEntry, is_release_path
from ._marks import MARKS, marked_folders
from ._served import read_served
from ._withdraw import erase_withdrawn

Language = Literal["en", "id"]
GRACE: Final = timedelta(days=7)
_LEAST_GRACE: Final = timedelta(hours=1)
_METADATA: Final = re.compile(rf"{re.escape(FOLDER)}/([1-9][0-9]*)\.([a-z0-9-]+)\.json\Z")
_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True)
class RepairStep:
    """One thing that was done: which sentence says it, and what about."""

    done: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What `repair` did.

    Attributes:
        location: The place.
        steps: Everything that was done, in order; empty where all was in order.
    """

    location: str
    steps: tuple[RepairStep, ...]

    def text(self, language: Language = "en") -> str:
        """Return what was done, for people: a line for each step."""
        if not self.steps:
            return _messages.render("repair-nothing", language, {"location": self.location})
        return "\n".join(_messages.render(step.done, language, {"about": step.about}) for step in self.steps)

    def __str__(self) -> str:
        return self.text()

    def to_document(self) -> dict[str, Any]:
        """Return what was done as plain JSON values."""
        return {"location": self.location, "steps": [{"done": step.done, "about": step.about} for step in self.steps]}


def repair(
    location: Path | str,
    *,
    keep: int | None = None,
    grace: timedelta = GRACE,
    keys: Path | str | None = None,
) -> Repair:
    """Bring a place of releases to order after whatever happened to its publishers, and return what was done.

    What dead publishers left is removed, the pointers are brought up to the newest state, and what nobody has listed
    for `grace` is removed; so are the data files of what was withdrawn before that. Running it again, or while others
    publish and read, is always safe.

    Args:
        location: The folder, or "s3://bucket/folder".
        keep: How many releases with rows each data set goes on listing, the newest; all by default. What is no longer
            listed can still be read for `grace`.
        grace: How long what nobody lists is kept, an hour at least: longer than any publication or reading takes.
        keys: The folder of the keys to sign with; the user's configuration folder by default. Needed only where
            something has to be signed.

    Raises:
        DefinitionError: `keep` or `grace` is too small.
        ReleaseError: A step failed; or a signature is needed and the keys are not here.
        TrustError: What is there is damaged.

    Example:
        >>> from opendata_share.releases import repair
        >>> print(repair("public/", keep=30))  # doctest: +SKIP
        public: everything is in order.
    """
    if (keep is not None and keep < 1) or grace < _LEAST_GRACE:
        raise DefinitionError("repair-bounds", keep=keep, grace=grace, least=_LEAST_GRACE)
    return repair_on(open_store(location, Disk()), keep=keep, grace=grace, keys=keys, now=datetime.now(UTC))


def repair_on(
    store: Store, *, keep: int | None, grace: timedelta, now: datetime, keys: Path | str | None = None
) -> Repair:
    """Bring `store` to order as of `now`; see `repair`."""
    before = read_served(store)
    if before.catalog is None and before.state is None:
        raise ReleaseError("repair-nothing-here", file=store.name)
    with store.staging(lambda: read_served(store).paths), failures(store.name), store.turn():
        steps = [RepairStep("repair-swept", path) for path in store.swept]
        if before.behind:
            roll_forward(store, lambda served: keys_for(served, keys))
            steps.append(RepairStep("repair-rolled", store.name))
        if keep is not None:
            steps += _retain(store, keep, keys)
        steps += [RepairStep("repair-removed", path) for path in erase_withdrawn(store, before=now - grace)]
        steps += _sweep_folders(store, grace, now)
        steps += _sweep_metadata(store, grace, now)
    return Repair(location=store.name, steps=tuple(steps))


def _retain(store: Store, keep: int, keys: Path | str | None) -> Iterator[RepairStep]:
    """List the newest releases only."""
    for _ in range(_ATTEMPTS):
        served = read_served(store)
        if served.catalog is None:
            return
        shorter = replace(served.catalog, datasets=tuple(_newest(entry, keep) for entry in served.catalog.datasets))
        gone = _paths(served.catalog) - _paths(shorter)
        if not gone:
            return
        if commit_catalog(store, served, keys_for(served, keys), shorter) is None:
            yield from (RepairStep("repair-unlisted", path) for path in sorted(gone))
            return
    raise ReleaseError("publish-conflict", file=store.name, count=_ATTEMPTS)


def _newest(entry: DatasetEntry, keep: int) -> DatasetEntry:
    """Return the data set from its newest `keep` releases with rows on, or from the one that stands if it is older."""
    with_rows = [release for release in entry.releases if release.withdraws is None]
    first = int(with_rows[-keep:][0].release)
    if entry.standing is not None:
        first = min(first, int(entry.standing.release))
    return replace(entry, releases=tuple(release for release in entry.releases if int(release.release) >= first))


def _paths(catalog: CatalogDocument) -> frozenset[str]:
    return frozenset(f"{entry.id}/{release.release}" for entry in catalog.datasets for release in entry.releases)


def _sweep_folders(store: Store, grace: timedelta, now: datetime) -> Iterator[RepairStep]:
    """Mark the folders nobody lists, and remove those that were marked long ago."""
    marks = marked_folders(store)
    listed = read_served(store).paths
    there = {path for path in map(_folder_of, store.list("")) if path is not None}
    for path in sorted(marks.keys() - (there - listed)):
        store.delete(f"{MARKS}/{path}")
    for path in sorted(there - listed):
        marked = marks.get(path)
        if marked is None:
            store.delete(f"{MARKS}/{path}")
            store.put_if_absent(f"{MARKS}/{path}", time_text(now).encode("ascii"))
            yield RepairStep("repair-marked", path)
        elif now - marked >= grace and path not in read_served(store).paths:
            store.delete(path)
            store.delete(f"{MARKS}/{path}")
            yield RepairStep("repair-removed", path)


def _folder_of(file: Listed) -> str | None:
    path = "/".join(file.path.split("/")[:3])
    return path if file.path.count("/") == 3 and is_release_path(path) else None


def _sweep_metadata(store: Store, grace: timedelta, now: datetime) -> Iterator[RepairStep]:
    """Remove versions of metadata that have long had a successor; roots stay, for every reader walks their chain."""
    for path in _superseded(list(store.list(FOLDER)), now - grace):
        store.delete(path)
        yield RepairStep("repair-removed", path)


def _superseded(files: Iterable[Listed], before: datetime) -> list[str]:
    roles: dict[str, list[tuple[int, Listed]]] = {}
    for file in files:
        found = _METADATA.match(file.path)
        if found is not None and found[2] != "root":
            roles.setdefault(found[2], []).append((int(found[1]), file))
    gone = []
    for versions in roles.values():
        versions.sort(key=lambda item: item[0])
        gone += [old.path for (_, old), (_, new) in pairwise(versions) if new.modified < before]
    return sorted(gone)
