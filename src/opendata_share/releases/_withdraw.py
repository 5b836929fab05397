"""Withdrawing: a release that says that an earlier one is taken back, and why.

What lives here: the verb, and what a withdrawal looks like. What this file must not know: how a folder is changed
safely (`stores`), what readers are told (`_notices`), which bytes go (`_erasable`).

A withdrawal is a release of its own: it has a number, a manifest and a place in the chain, and no rows. What was
withdrawn stays listed, so that whoever has it is told; its data files may be erased. Copies others took cannot be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from .. import _messages
from .._canonical import bytes_digest
from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS
from .._strict_json import document_bytes
from ..errors import ReleaseError
from ..receipts import Occurrence, ReceiptLog
from ..report import Balance
from ..stores import Disk, Folder, Store, failures, open_store
from ._amend_catalog import Change, amend_catalog
from ._corrections import amendment_of, link_to
from ._erasable import erasable, withdrawn_numbers
from ._layout import MANIFEST, PUBLIC, CatalogDocument, DatasetEntry, FileEntry
from ._links import reason_text
from ._manifest import Manifest, Origin
from ._receipts import log_beside
from ._release import Release
from ._served import NowServed, read_served
from ._store_place import place_in

Language = Literal["en", "id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What `withdraw` did.

    Attributes:
        outcome: "withdrawn", or "unchanged" where the release had been withdrawn already.
        dataset: "agency/dataset".
        release: The number of the release that was taken back.
        by: The number of the release that says so.
        reason: Why, as that one says.
        digest: The "sha256:…" of its manifest.
        erased: The data files that were removed, as "agency/dataset/release/file".
    """

    outcome: Literal["withdrawn", "unchanged"]
    dataset: str
    release: str
    by: str
    reason: str
    digest: str
    erased: tuple[str, ...] = ()

    def text(self, language: Language = "en") -> str:
        """Return what was done, for people."""
        parameters = {name: getattr(self, name) for name in ("dataset", "release", "by", "reason")}
        lines = [_messages.render(f"withdrawal-{self.outcome}", language, parameters)]
        if self.erased:
            lines.append(_messages.render("withdrawal-erased", language, {"count": len(self.erased)}))
        lines.append(_messages.render("withdrawal-copies", language, {}))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_document(self) -> dict[str, Any]:
        """Return what was done as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "erased"} | {"erased": [*self.erased]}


def withdraw(
    dataset: str,
    release: str | int,
    reason: str,
    *,
    into: Path | str,
    erase: bool = False,
    receipts: ReceiptLog | Path | str | None = None,
    keys: Path | str | None = None,
) -> Withdrawal:
    """Take a release back: whoever reads it is told why, and what takes its place.

    Doing it again changes nothing. A withdrawal that was a mistake is put right by publishing the rows once more, as a
    correction of the release they were withdrawn with (`publish(…, corrects=…, reason=…)`).

    Args:
        dataset: "agency/dataset", or "dataset" where only one agency has it.
        release: The number of the release.
        reason: Why: one line, which everyone can read.
        into: The folder of releases, or "s3://bucket/folder".
        erase: Whether its data files are removed at once, and keys of its rows that the next release names as removed.
            `repair` does so after its time of grace. Nothing can remove the copies others took.
        receipts: The publisher's own log: a receipt that the release was withdrawn.
        keys: The folder of the keys to sign with; the user's configuration folder by default.

    Raises:
        ReleaseError: There is no such data set or release, it was harvested from elsewhere, or a step failed.
        DefinitionError: The reason is none.

    Example:
        >>> withdraw("jakarta-fire/response-unit", "4", "names in the notes", into="public/")  # doctest: +SKIP
    """
    said = reason_text(reason)
    audience = _catalog(read_served(open_store(into, Disk())), str(into)).audience
    disk, log = Disk(private=audience != PUBLIC), log_beside(receipts, into)
    store = open_store(into, disk)
    done = _withdraw_on(store, disk, dataset, str(release), said, keys)
    if log is not None:
        _append(log, done, audience)
    return replace(done, erased=tuple(erase_withdrawn(store, done.dataset, done.release))) if erase else done


def _withdraw_on(
    store: Store, disk: Disk, dataset: str, release: str, reason: str, keys: Path | str | None
) -> Withdrawal:
    done: list[Withdrawal] = []
    with store.staging(lambda: read_served(store).paths) as staging, failures(store.name):

        def change(served: NowServed, taken: frozenset[str]) -> Change | None:
            catalog = _catalog(served, store.name)
            entry = _find(catalog, dataset, store.name)
            amendment = amendment_of(entry.id, release, reason, entry)
            before = entry.withdrawal_of(release)
            if before is not None and before.withdraws is not None:
                why, digest = before.withdraws.reason, before.manifest.sha256
                done[:] = [_done("unchanged", entry.id, release, before.release, why, digest)]
                return None
            listed = entry.entry(release)
            if listed is None or listed.origin is not None:
                raise ReleaseError("withdraw-harvested", file=store.name, dataset=entry.id, release=release)
            taken_back = Release(place_in(store, DEFAULT_LIMITS, "local"), entry, listed, catalog.audience).manifest
            number = _free_number(entry, taken)
            manifest = replace(_of(taken_back), release=number, previous=link_to(entry.newest), withdraws=amendment)
            folder, file = _staged(manifest, staging, disk)
            newest = replace(
                listed,
                release=number,
                manifest=file,
                rows=0,
                rejected=0,
                published_at=max(datetime.now(UTC), entry.newest.published_at),
                corrects=None,
                withdraws=replace(amendment, digest=None),
            )
            done[:] = [_done("withdrawn", entry.id, release, number, reason, file.sha256)]
            return Change(catalog.with_release(entry.agency, entry.dataset, entry.title, newest), (folder,))

        amend_catalog(store, keys, change)
    return done[0]


def _done(
    outcome: Literal["withdrawn", "unchanged"], dataset: str, release: str, by: str, reason: str, digest: str
) -> Withdrawal:
    return Withdrawal(outcome=outcome, dataset=dataset, release=release, by=by, reason=reason, digest=digest)


def _catalog(served: NowServed, place: str) -> CatalogDocument:
    if served.catalog is None:
        raise ReleaseError("repair-nothing-here", file=place)
    return served.catalog


def _find(catalog: CatalogDocument, dataset: str, place: str) -> DatasetEntry:
    found = [entry for entry in catalog.datasets if dataset in {entry.id, entry.dataset}]
    if len(found) == 1:
        return found[0]
    known = [entry.id for entry in catalog.datasets] or ["–"]
    raise ReleaseError("catalog-unknown", file=place, name=dataset, datasets=known)


def _free_number(entry: DatasetEntry, taken: Collection[str]) -> str:
    number = int(entry.newest.release) + 1
    while f"{entry.id}/{number}" in taken:
        number += 1
    return str(number)


def _of(taken_back: Manifest) -> Manifest:
    """Return what a withdrawal says: under which contract and policy the rows were that it takes back, and no rows."""
    return replace(
        taken_back,
        rows=0,
        rows_digest=bytes_digest(b""),
        balance=Balance(),
        errors={},
        advice={},
        withheld=0,
        origin=Origin(source=""),
        files=(),
        receipts=None,
        changes=None,
        corrects=None,
    )


def _staged(manifest: Manifest, staging: Path, disk: Disk) -> tuple[Folder, FileEntry]:
    folder = staging / f"withdrawal-{manifest.release}"
    disk.remove(folder)  # of an attempt that somebody else was faster than
    disk.make_folder(folder)
    with closing(disk.create(folder / MANIFEST)) as file:
        file.write(document_bytes(manifest.to_document()))
        sealed = file.seal()
    entry = FileEntry(MANIFEST, sealed.bytes, sealed.sha256)
    return Folder(f"{manifest.dataset}/{manifest.release}", folder, MANIFEST), entry


def _append(log: ReceiptLog, done: Withdrawal, audience: str) -> None:
    """Write a receipt, unless there is one: what was interrupted is tried again."""
    told = ("withdrawn", done.digest)
    before = log.receipts() if Path(log.path).exists() else ()
    if any((receipt.what.decision, receipt.what.release_digest) == told for receipt in before):
        return
    with log.opened(done.dataset.split("/")[0]) as opened:
        opened.append(
            Occurrence(
                side="publisher",
                decision="withdrawn",
                dataset=done.dataset,
                release=done.release,
                release_digest=done.digest,
                audience=audience,
                reason=done.reason,
            )
        )


def erase_withdrawn(
    store: Store, dataset: str | None = None, release: str | None = None, before: datetime | None = None
) -> Iterator[str]:
    """Remove the data files of withdrawn releases and yield their paths.

    Args:
        store: Where.
        dataset: Only those of "agency/dataset".
        release: Only those of this release of it.
        before: Only those that were withdrawn by then.
    """
    served = read_served(store)
    catalog = CatalogDocument(audience=PUBLIC) if served.catalog is None else served.catalog
    for entry in catalog.datasets:
        if dataset in {None, entry.id}:
            gone = withdrawn_numbers(entry, before)
            gone = gone if release is None else gone & {release}
            yield from _erased(store, entry, catalog.audience, gone)


def _erased(store: Store, entry: DatasetEntry, audience: str, gone: Collection[str]) -> Iterator[str]:
    place = place_in(store, DEFAULT_LIMITS, "local")
    for path in erasable(entry, lambda each: Release(place, entry, each, audience).manifest, gone):
        if any(file.path == path for file in store.list(path.rpartition("/")[0])):
            store.delete(path)
            yield path
