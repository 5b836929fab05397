"""Whatever is harvested from whom in whatever order: all come to the same state, and once more changes nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_making import protected, releases_in, served, snapshot, unit_rows, words

from opendata_share.releases import harvest, publish
from opendata_share.releases._harvest_rules import Claims, Offer, decide
from opendata_share.releases._layout import MANIFEST, CatalogDocument, FileEntry, ReleaseEntry
from opendata_share.releases._links import Amendment, CatalogName

NAMES = ("fire", "health", "police")
START = datetime(2026, 1, 1, tzinfo=UTC)


def digest(*parts: object) -> str:
    return "sha256:" + f"{abs(hash(parts)):064x}"[:64]


@dataclass
class Town:
    """Three agencies' catalogues, each of its own data and of what it took from the others; a clock that only rises."""

    now: datetime = START
    step: timedelta = timedelta(hours=1)
    catalogs: dict[str, CatalogDocument] = field(
        default_factory=lambda: {name: CatalogDocument(audience="public") for name in NAMES}
    )
    signed: dict[str, datetime] = field(default_factory=lambda: dict.fromkeys(NAMES, START))

    def passes(self) -> datetime:
        self.now += self.step
        return self.now

    def publish(self, name: str, *, withdraws: bool = False) -> None:
        own = self.catalogs[name].find(f"{name}/units")
        number = 1 if own is None else int(own.newest.release) + 1
        gone = None
        if withdraws:
            if own is None or own.standing is None:
                return
            gone = Amendment(release=own.standing.release, reason="wrong")
        entry = ReleaseEntry(
            release=str(number),
            manifest=FileEntry(MANIFEST, 1, digest(name, number)),
            rows=0 if gone else number,
            rejected=0,
            published_at=self.passes(),
            policy="open",
            contract="units@1",
            withdraws=gone,
        )
        self.catalogs[name] = self.catalogs[name].with_release(name, "units", words(name), entry)
        self.vouch(name)

    def vouch(self, name: str) -> None:
        self.signed[name] = self.passes()

    def offer(self, name: str) -> Offer:
        return Offer(
            source=CatalogName(f"https://{name}.example", digest(name)),
            shown=name,
            trust="verified",
            signed_at=self.signed[name],
            at=self.passes(),
            catalog=self.catalogs[name],
        )

    def harvest(self, into: str, *sources: str) -> bool:
        """Return whether anything changed; nobody is ever refused here."""
        offers, changed = [self.offer(name) for name in sources], False
        claims = Claims.of(offers)
        for offer in offers:
            here = self.catalogs[into]
            for entry in offer.catalog.datasets:
                decided = decide(entry, offer, here, claims)
                assert decided.problem is None, decided.problem
                if decided.listed is not None:
                    here, changed = here.with_dataset(decided.listed), True
            read_again = CatalogDocument.from_document(here.to_document(), into)
            assert read_again == here
            self.catalogs[into] = here
        if changed:
            self.vouch(into)
        return changed

    def settle(self) -> None:
        """Let everybody harvest from everybody, one after the other, until nothing changes any more."""
        self.step = timedelta(seconds=1)
        for _ in range(6):
            changed = [self.harvest(one, other) for one in NAMES for other in NAMES if one != other]
            if not any(changed):
                return
        raise AssertionError("never comes to rest")

    def known(self, name: str) -> dict[str, list[str]]:
        return {
            entry.id: [release.manifest.sha256 for release in entry.releases] for entry in self.catalogs[name].datasets
        }


events = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from(NAMES)),
    st.tuples(st.just("withdraw"), st.sampled_from(NAMES)),
    st.tuples(st.just("vouch"), st.sampled_from(NAMES)),
    st.tuples(st.just("harvest"), st.permutations(NAMES), st.integers(1, 2)),
)


def happen(town: Town, event: tuple[Any, ...]) -> None:
    if event[0] == "harvest":
        into, *sources = event[1]
        town.harvest(into, *sources[: event[2]])
    elif event[0] == "vouch":
        town.vouch(event[1])
    else:
        town.publish(event[1], withdraws=event[0] == "withdraw")


@given(st.lists(events, max_size=20))
def test_any_sequence_of_harvests_converges_and_then_changes_nothing(sequence: list[tuple[Any, ...]]) -> None:
    town = Town()
    for event in sequence:
        happen(town, event)
    own = {name: town.catalogs[name].find(f"{name}/units") for name in NAMES}
    town.settle()
    expected = {entry.id: [r.manifest.sha256 for r in entry.releases] for entry in own.values() if entry is not None}
    for name in NAMES:
        assert town.known(name) == expected
        assert town.catalogs[name].find(f"{name}/units") == own[name]
    assert not any(town.harvest(one, other) for one in NAMES for other in NAMES)


@given(st.lists(events, max_size=20))
def test_nothing_is_ever_listed_as_vouched_for_later_than_its_publisher_did(sequence: list[tuple[Any, ...]]) -> None:
    town = Town()
    for event in sequence:
        happen(town, event)
        for name in NAMES:
            for entry in town.catalogs[name].datasets:
                for release in entry.releases:
                    listed = release.vouched_at(town.signed[name])
                    assert listed <= max(town.signed[entry.agency], release.published_at)
                    assert release.origin is None or release.origin.at >= release.published_at


@given(st.lists(events, max_size=20), st.permutations(NAMES))
def test_the_order_in_which_sources_are_named_decides_nothing(
    sequence: list[tuple[Any, ...]], order: tuple[str, ...]
) -> None:
    town = Town()
    for event in sequence:
        happen(town, event)
    found = []
    for names in (NAMES, order):
        joint = replace(CatalogDocument(audience="public"))
        offers = [town.offer(name) for name in names]
        claims = Claims.of(offers)
        for offer in offers:
            for entry in offer.catalog.datasets:
                decided = decide(entry, offer, joint, claims)
                assert decided.problem is None
                joint = joint if decided.listed is None else joint.with_dataset(decided.listed)
        found.append({entry.id: [release.manifest for release in entry.releases] for entry in joint.datasets})
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three agencies' folders, with one release each, and one of two."""
    root = tmp_path_factory.mktemp("three")
    for name in NAMES:
        for count in (2, 3) if name == "fire" else (4,):
            publish(protected(unit_rows(count, agency=name), agency=name), into=root / name, keys=root / "keys")
    return root


@settings(max_examples=3, deadline=None)
@given(st.lists(st.permutations(NAMES), max_size=3))
def test_any_sequence_of_harvests_of_real_folders_converges_and_then_writes_nothing(
    three: Path, tmp_path_factory: pytest.TempPathFactory, sequence: list[list[str]]
) -> None:
    place = tmp_path_factory.mktemp("run")
    shutil.copytree(three, place, dirs_exist_ok=True)

    def take(into: str, *sources: str) -> bool:
        done = harvest(*(place / source for source in sources), into=place / into, keys=place / "keys")
        assert done.problems == ()
        return done.changed

    for into, source, _ in sequence:
        take(into, source)
    for into in NAMES:
        take(into, *(name for name in NAMES if name != into))
    everything = {path: data for name in NAMES for path, data in releases_in(three / name).items()}
    for name in NAMES:
        assert releases_in(place / name) == everything
        assert served(place / name) == {f"{n}/response-unit": [2, 3] if n == "fire" else [4] for n in NAMES}
    before = {name: snapshot(place / name) for name in NAMES}
    assert not any(take(into, *NAMES) for into in NAMES)
    assert {name: snapshot(place / name) for name in NAMES} == before
    shutil.rmtree(place)
