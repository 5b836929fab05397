"""A catalogue becomes what agencies sign, and comes back the same; whatever else is signed is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from opendata_share.contract import Text
from opendata_share.errors import OpenDataShareError, SourceError, TrustError
from opendata_share.releases._layout import CatalogDocument, FileEntry, ReleaseEntry
from opendata_share.releases._links import Amendment
from opendata_share.releases._signed_catalog import catalog_of, signed_targets

TITLE = Text("Fleet", "Armada")


def release(number: int, **more: Any) -> ReleaseEntry:
    return ReleaseEntry(
        release=str(number),
        manifest=FileEntry("manifest.json", 100 + number, "sha256:" + f"{number:064x}"),
        rows=number,
        rejected=0,
        published_at=datetime(2026, 11, number, tzinfo=UTC),
        policy="open",
        contract="fleet-count@1.0.0",
        **more,
    )


def catalog() -> CatalogDocument:
    amendment = Amendment(release="2", reason="the count of a station was missing")
    empty = CatalogDocument(audience="public")
    for agency, dataset, entry in (
        ("fire", "fleet-count", release(1)),
        ("fire", "fleet-count", release(2)),
        ("fire", "fleet-count", release(10, corrects=amendment)),
        ("fire", "fire-station", release(1)),
        ("health", "facility-capacity", release(1)),
        ("health", "facility-capacity", release(2)),
        ("health", "facility-capacity", release(3, withdraws=amendment)),
    ):
        empty = empty.with_release(agency, dataset, TITLE, entry)
    return empty


def test_a_catalogue_is_what_its_agencies_sign() -> None:
    whole = catalog()
    releases = {agency: signed_targets(whole, agency) for agency in ("fire", "health")}
    assert [target.path for target in releases["fire"]][-1] == "fire/fleet-count/10/manifest.json"
    assert catalog_of(releases, "here") == whole
    # TUF lists by path, as text: 10 before 2
    shuffled = {agency: sorted(listed, key=lambda item: item.path) for agency, listed in releases.items()}
    assert catalog_of(shuffled, "here") == whole


def test_nothing_signed_is_an_empty_public_catalogue() -> None:
    assert catalog_of({"fire": ()}, "here") == CatalogDocument(audience="public")


def test_releases_of_two_audiences_are_refused() -> None:
    (one, *_), (other, *_) = signed_targets(catalog(), "fire"), signed_targets(catalog(), "health")
    mixed = replace(other, custom={**other.custom, "audience": "exchange"})
    with pytest.raises(TrustError) as caught:
        catalog_of({"fire": [one], "health": [mixed]}, "here")
    assert caught.value.message_id == "trust-audiences"


@pytest.mark.parametrize("missing", ["audience", "title", "release"])
def test_a_release_that_says_too_little_is_refused(missing: str) -> None:
    (target, *_) = signed_targets(catalog(), "fire")
    custom = {key: value for key, value in target.custom.items() if key != missing}
    with pytest.raises(SourceError):
        catalog_of({"fire": [replace(target, custom=custom)]}, "here")


@pytest.mark.parametrize("path", ["fire/../1", "fire/fleet-count/0", "fire/A/1", "fire/1"])
def test_a_path_that_is_no_release_is_refused(path: str) -> None:
    (target, *_) = signed_targets(catalog(), "fire")
    with pytest.raises(TrustError):
        catalog_of({"fire": [replace(target, path=f"{path}/manifest.json")]}, "here")


def test_a_release_that_says_it_is_another_is_refused() -> None:
    (target, *_) = signed_targets(catalog(), "fire")
    with pytest.raises(OpenDataShareError):
        catalog_of({"fire": [replace(target, path=target.path.replace("/1/", "/7/"))]}, "here")
