"""A catalogue between its two forms: the document other tools read, and the releases agencies signed.

What lives here: a release to what its agency's role says of it, and back; pure. What this file must not know:
signatures, files. Whoever reads a pinned catalogue gets it from here, and never from `catalog.json`, which anyone may
have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .._strict_json import Reader
from ..contract import Text
from ..errors import TrustError
from ..trust import Target
from ._layout import (
    MANIFEST,
    PUBLIC,
    CatalogDocument,
    DatasetEntry,
    FileEntry,
    ReleaseEntry,
    is_release_path,
    refuse_strange_amendments,
)


def signed_target(dataset: str, title: Text, release: ReleaseEntry, audience: str) -> Target:
    """Return what an agency signs of a release of `dataset`, "agency/dataset".

    The manifest's size and digest are the target's own; the rest is what the catalogue says.
    """
    said = {key: value for key, value in release.to_document(dataset).items() if key != "manifest"}
    custom = {"audience": audience, "title": title.to_document(), "release": said}
    return Target(f"{dataset}/{release.release}/{MANIFEST}", release.manifest.bytes, release.manifest.sha256, custom)


def signed_targets(catalog: CatalogDocument, agency: str) -> tuple[Target, ...]:
    """Return what an agency signs of everything a catalogue lists of it."""
    return tuple(
        signed_target(entry.id, entry.title, release, catalog.audience)
        for entry in catalog.datasets
        if entry.agency == agency
        for release in entry.releases
    )


def catalog_of(releases: Mapping[str, Sequence[Target]], place: str) -> CatalogDocument:
    """Return the catalogue that verified roles add up to.

    Args:
        releases: What each agency lists, by its slug.
        place: What messages call the catalogue.

    Raises:
        SourceError: What a role says of a release is not of the form `signed_target` gives it.
        TrustError: Releases of different audiences stand in one catalogue.
    """
    audiences: set[str] = set()
    datasets: dict[str, list[tuple[Text, ReleaseEntry]]] = {}
    for target in (target for listed in releases.values() for target in listed):
        dataset, title, release, audience = _said(target, place)
        audiences.add(audience)
        datasets.setdefault(dataset, []).append((title, release))
    if len(audiences) > 1:
        raise TrustError("trust-audiences", file=place, audiences=sorted(audiences))
    entries = tuple(_dataset(dataset, found, place) for dataset, found in sorted(datasets.items()))
    return CatalogDocument(audience=next(iter(audiences), PUBLIC), datasets=entries)


def _said(target: Target, place: str) -> tuple[str, Text, ReleaseEntry, str]:
    path = target.path.removesuffix(f"/{MANIFEST}")
    reader = Reader(target.custom, place, f"/{target.path}")
    if not is_release_path(path):
        raise TrustError("release-path", file=place, path=target.path[:80])
    dataset, _, number = path.rpartition("/")
    audience = reader.value("audience", str)
    title = reader.inner("title")
    words = Text(title.value("en", str), title.value("id", str))
    title.done()
    said = reader.value("release", dict)
    reader.done()
    if said.get("release") != number:
        raise reader.wrong("release/release", number)
    manifest = FileEntry(MANIFEST, target.bytes, target.sha256).to_document()
    return (
        dataset,
        words,
        ReleaseEntry.read(Reader({**said, "manifest": manifest}, place, f"/{path}"), dataset),
        audience,
    )


def _dataset(dataset: str, found: Iterable[tuple[Text, ReleaseEntry]], place: str) -> DatasetEntry:
    in_order = sorted(found, key=lambda item: int(item[1].release))
    releases = tuple(release for _, release in in_order)
    refuse_strange_amendments(releases, Reader({}, place, f"/{dataset}"))
    agency, _, name = dataset.partition("/")
    return DatasetEntry(agency=agency, dataset=name, title=in_order[-1][0], releases=releases)
