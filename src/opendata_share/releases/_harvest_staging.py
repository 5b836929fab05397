"""One release, brought whole from another catalogue and prepared for this one: every byte as it was vouched for.

What lives here: the steps for one release. What this file must not know: whether it is taken (`_harvest_rules`), how it
becomes visible (`stores`).

Nothing is decoded: a file is bytes with a size and a digest. Of a release that was withdrawn no data file is taken,
though it may still be there: its publisher wants it to be nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final

from .._limits import Limits
from ..errors import InconsistentMetadata, LimitExceeded
from ..stores import Disk, Folder
from . import _wants
from ._erasable import erasable_names, withdrawn_numbers
from ._layout import MANIFEST, DatasetEntry, FileEntry, ReleaseEntry, refuse_collision
from ._links import Amendment
from ._manifest import Manifest
from ._place import Place, verify
from ._release_flow import ReleaseFlow
from ._wants import bring

_PIECE: Final = 1024 * 1024


class Staging:
    """Where releases are prepared; what they take together is limited.

    Args:
        folder: An empty folder of this machine.
        disk: The steps to take.
        place: Where the releases lie.
        audience: Whom they are for.
        limits: How much may be taken.
    """

    def __init__(self, folder: Path, disk: Disk, place: Place, audience: str, limits: Limits) -> None:
        self._folder: Final = folder
        self._disk: Final = disk
        self._place: Final = place
        self._audience: Final = audience
        self._limits: Final = limits
        self._bytes = 0
        self._count = 0

    def stage(self, dataset: DatasetEntry, release: ReleaseEntry, known: Mapping[str, str]) -> Folder:
        """Bring a release and return the folder that is to be put.

        Args:
            dataset: As the other catalogue lists it.
            release: One of its releases.
            known: The digests of the data set's releases by their numbers, of those here and those there.

        Raises:
            TrustError: Its bytes are not those vouched for, or it does not say of others what the catalogue says.
            LimitExceeded: All releases together take more than `harvest_bytes`.
            SourceUnavailable, TransferError: It cannot be brought here.
        """
        flow = ReleaseFlow(self._place, dataset, release, self._audience)
        data, manifest = bring(self._place, flow.manifest_bytes())
        shown = self._place.shown(f"{dataset.id}/{release.release}/{MANIFEST}")
        refuse_collision([MANIFEST, *(entry.name for entry in manifest.files)], shown)
        _refuse_strange(manifest, release, known, shown)
        gone = erasable_names(manifest, withdrawn_numbers(dataset))
        wanted = [entry for entry in manifest.files if entry.name not in gone]
        self._refuse_too_much(len(data) + sum(entry.bytes for entry in wanted))
        self._count += 1
        folder = self._folder / f"release-{self._count}"
        self._disk.make_folder(folder)
        self._write(folder, release.manifest, [data])
        for entry in wanted:
            path = f"{dataset.id}/{release.release}/{entry.name}"
            file = bring(self._place, _wants.file(path, entry))
            with closing(file.reader()) as reader:
                self._write(folder, entry, _pieces(reader))
        return Folder(f"{dataset.id}/{release.release}", folder, MANIFEST)

    def _refuse_too_much(self, size: int) -> None:
        self._bytes += size
        most = self._limits.harvest_bytes
        if self._bytes > most:
            raise LimitExceeded("transfer-limit", file=self._place.shown(""), limit="harvest_bytes", value=most)

    def _write(self, folder: Path, entry: FileEntry, pieces: Iterable[bytes]) -> None:
        with closing(self._disk.create(folder / entry.name)) as file:
            for piece in pieces:
                file.write(piece)
            sealed = file.seal()
        verify(sealed.bytes, sealed.sha256.removeprefix("sha256:"), entry, str(folder / entry.name))


def _pieces(reader: BinaryIO) -> Iterator[bytes]:
    while piece := reader.read(_PIECE):
        yield piece


def _refuse_strange(manifest: Manifest, release: ReleaseEntry, known: Mapping[str, str], place: str) -> None:
    """Raise where a manifest names a release before it by another digest, or amends another than is listed."""
    before = manifest.previous
    if before is not None and known.get(before.release, before.digest) != before.digest:
        raise InconsistentMetadata("harvest-chain", file=place, release=release.release, before=before.release)
    for said, listed in ((manifest.corrects, release.corrects), (manifest.withdraws, release.withdraws)):
        if _without_digest(said) != _without_digest(listed):
            raise InconsistentMetadata("harvest-amends", file=place, release=release.release)


def _without_digest(said: Amendment | None) -> tuple[str, str] | None:
    return None if said is None else (said.release, said.reason)
