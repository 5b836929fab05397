"""Attack stories: each attacker has the keys a real one would have, and none gets a consumer to believe anything.

G1 to G10 are rows of the threat model. Every story is told to python-tuf's own client as well; it must come to the same
verdict, except where it has no such rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from attacker import TIMESTAMP, OnlineThief, entry, signed_again, with_json
from shelf import DAY, NOON, Shelf, keys_called, pin_of, target, verified
from tuf.api import exceptions
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from opendata_share.errors import (
    ClockBehind,
    DigestMismatch,
    Expired,
    FastForward,
    InconsistentMetadata,
    LimitExceeded,
    RollbackDetected,
    SameVersionOtherBytes,
    TooFewSignatures,
    TooLarge,
    TrustError,
    WrongAgency,
)
from opendata_share.transport import Wanted, drive
from opendata_share.trust import (
    Keys,
    Lifetimes,
    Pin,
    RoleKeys,
    Roles,
    State,
    Verified,
    begin,
    file_name,
    last_verified,
    verify,
)
from opendata_share.trust._state import Remembered


@dataclass
class City:
    """A catalogue of two agencies. The owner keeps root and targets offline; `online` lies on the host."""

    shelf: Shelf
    owner: Keys
    online: Keys
    fire: Keys
    health: Keys
    past: list[Shelf] = field(default_factory=list)

    @classmethod
    def built(cls) -> City:
        """Return the city as it is before anything happens to it."""
        city = _first_city()
        return replace(city, shelf=city.shelf.copy(), past=list(city.past))

    @classmethod
    def anew(cls) -> City:
        owner, online, fire, health = (
            keys_called("root-a", "root-b", "targets"),
            keys_called("online"),
            keys_called("fire"),
            keys_called("health"),
        )
        roles = Roles(
            root=RoleKeys((owner.public("root-a"), owner.public("root-b")), 2),
            targets=RoleKeys((owner.public("targets"),)),
            online=RoleKeys((online.public("online"),)),
            agencies={"fire": RoleKeys((fire.public("fire"),)), "health": RoleKeys((health.public("health"),))},
        )
        city = cls(Shelf(), owner, online, fire, health)
        city.shelf.commit(begin(city.everybody, "fire", now=NOON, roles=roles))
        city.publish("fire", "fire/fleet/1")
        city.publish("health", "health/beds/1")
        city.publish("fire", "fire/fleet/2")
        return city

    @property
    def everybody(self) -> Keys:
        """All keys in one hand: the honest publishers together."""
        return Keys.open(self.owner.folder, self.online.folder, self.fire.folder, self.health.folder)

    def publish(self, agency: str, path: str, now: datetime = NOON) -> None:
        self.past.append(self.shelf.copy())
        self.shelf.publish(agency, self.everybody, target(path), now=now)

    def thief(self, shelf: Shelf | None = None) -> OnlineThief:
        return OnlineThief(self.shelf.copy() if shelf is None else shelf, self.online, "online")

    def served(self, *names: str, of: Shelf) -> Shelf:
        """Return what is there now, with files of an earlier time in the place of some."""
        return Shelf({**self.shelf.files, **{name: of.files[name] for name in names}})

    def bytes_of(self, role: str, version: int) -> bytes:
        return self.shelf.files[file_name(role, version)]


@cache
def _first_city() -> City:
    return City.anew()


@dataclass(frozen=True)
class Attack:
    """What a consumer is shown, at which time, and what must come of it.

    `agency`: the fault is one agency's, and the others stay readable. `tuf`: whether python-tuf has the rule.
    """

    shown: Shelf
    error: type[TrustError]
    now: datetime = NOON
    agency: str | None = None
    tuf: bool = True


Story = Callable[[City], Attack]
KNOWN: dict[str, Story] = {}
"""Attacks on a consumer who has been there before."""
NEW: dict[str, Story] = {}
"""Attacks on a consumer who comes for the first time."""


def told_to_both(story: Story) -> Story:
    KNOWN[story.__name__] = NEW[story.__name__] = story
    return story


def told_to_known(story: Story) -> Story:
    KNOWN[story.__name__] = story
    return story


# G1 rollback


@told_to_known
def the_host_serves_the_timestamp_of_yesterday(city: City) -> Attack:
    return Attack(city.served(TIMESTAMP, of=city.past[-1]), RollbackDetected)


@told_to_known
def the_host_is_restored_from_an_old_copy(city: City) -> Attack:
    return Attack(city.past[-1], RollbackDetected)


@told_to_known
def a_thief_of_the_online_key_names_an_old_snapshot(city: City) -> Attack:
    thief, old = city.thief(), city.shelf.state().snapshot - 1
    thief.timestamp(lambda signed: setattr(signed, "snapshot_meta", entry(old, city.bytes_of("snapshot", old))))
    return Attack(thief.shelf, RollbackDetected)


@told_to_known
def a_thief_of_the_online_key_names_an_old_version_of_an_agency(city: City) -> Attack:
    thief = city.thief()
    thief.snapshot(lambda signed: signed.meta.update({"fire.json": entry(1, city.bytes_of("fire", 1))}))
    return Attack(thief.shelf, RollbackDetected)


@told_to_known
def a_thief_of_the_online_key_hides_an_agency(city: City) -> Attack:
    thief = city.thief()
    thief.snapshot(lambda signed: signed.meta.pop("fire.json") and None)
    return Attack(thief.shelf, RollbackDetected)


# G2 freeze


@told_to_both
def the_host_shows_the_same_day_for_ever(city: City) -> Attack:
    return Attack(city.shelf, Expired, NOON + 15 * DAY)


@told_to_both
def the_host_shows_the_same_day_until_the_root_ends(city: City) -> Attack:
    return Attack(city.shelf, Expired, NOON + 400 * DAY)


@told_to_both
def a_thief_of_the_online_key_prolongs_what_is_there_until_the_agency_itself_ends(city: City) -> Attack:
    thief = city.thief()
    thief.prolong(NOON + 300 * DAY)
    # targets would end on the same day: its owner is honest and signs again
    keys = Keys.open(city.owner.folder, city.online.folder)
    thief.shelf.commit(thief.shelf.state().refreshed(keys, NOON + 60 * DAY, thief.shelf.files))
    thief.prolong(NOON + 300 * DAY)
    return Attack(thief.shelf, Expired, NOON + 91 * DAY, agency="fire")


@told_to_both
def a_thief_of_the_online_key_prolongs_what_is_there_until_targets_end(city: City) -> Attack:
    thief = city.thief()
    thief.prolong(NOON + 300 * DAY)
    return Attack(thief.shelf, Expired, NOON + 91 * DAY)


# G3 mix-and-match


def _mixed(city: City, role: str, version: int, data: bytes) -> Shelf:
    return Shelf({**city.shelf.files, file_name(role, version): data})


@told_to_both
def an_old_snapshot_stands_in_the_place_of_the_new_one(city: City) -> Attack:
    newest = city.shelf.state().snapshot
    city.publish("fire", "fire/fleet/3")
    return Attack(_mixed(city, "snapshot", newest + 1, city.bytes_of("snapshot", newest)), InconsistentMetadata)


@told_to_both
def an_old_agency_file_stands_in_the_place_of_the_new_one(city: City) -> Attack:
    city.publish("fire", "fire/fleet/3")
    shown = _mixed(city, "fire", 3, city.bytes_of("fire", 2))
    return Attack(shown, InconsistentMetadata, agency="fire")


@told_to_both
def the_file_of_one_agency_stands_in_the_place_of_anothers(city: City) -> Attack:
    city.publish("fire", "fire/fleet/3")
    shown = _mixed(city, "fire", 3, city.bytes_of("health", 1))
    return Attack(shown, InconsistentMetadata, agency="fire")


@told_to_both
def a_snapshot_stands_in_the_place_of_targets(city: City) -> Attack:
    state = city.shelf.state()
    roles = replace(state.roles, agencies={**state.roles.agencies, "police": state.roles.targets})
    city.shelf.commit(state.with_roles(roles, city.everybody, NOON, city.shelf.files))
    return Attack(_mixed(city, "targets", 2, city.bytes_of("snapshot", 1)), InconsistentMetadata)


@told_to_both
def a_file_that_is_named_is_withheld(city: City) -> Attack:
    city.publish("fire", "fire/fleet/3")
    files = {name: data for name, data in city.shelf.files.items() if name != file_name("fire", 3)}
    return Attack(Shelf(files), InconsistentMetadata, agency="fire")


@told_to_both
def the_timestamp_is_withheld(city: City) -> Attack:
    return Attack(Shelf({n: d for n, d in city.shelf.files.items() if n != TIMESTAMP}), InconsistentMetadata)


@told_to_both
def the_timestamp_is_a_login_page(city: City) -> Attack:
    return Attack(Shelf({**city.shelf.files, TIMESTAMP: b"<!doctype html><title>Login</title>"}), InconsistentMetadata)


@told_to_both
def a_snapshot_stands_in_the_place_of_the_timestamp(city: City) -> Attack:
    return Attack(Shelf({**city.shelf.files, TIMESTAMP: city.bytes_of("snapshot", 1)}), InconsistentMetadata)


# G4 endless data


@told_to_both
def the_timestamp_never_ends(city: City) -> Attack:
    return Attack(Shelf({**city.shelf.files, TIMESTAMP: b" " * 50_000_000}), TooLarge)


@told_to_both
def an_agencys_file_goes_on_after_its_end(city: City) -> Attack:
    city.publish("fire", "fire/fleet/3")
    return Attack(_mixed(city, "fire", 3, city.bytes_of("fire", 3) + b" " * 50_000), TooLarge, agency="fire")


@told_to_both
def a_new_root_never_ends(city: City) -> Attack:
    return Attack(_mixed(city, "root", 2, b" " * 50_000_000), TooLarge)


@told_to_both
def a_thief_of_the_online_key_announces_a_snapshot_of_a_terabyte(city: City) -> Attack:
    thief = city.thief()
    state = thief.shelf.state()
    huge = entry(state.snapshot + 1, b"")
    huge.length = 10**12
    thief.timestamp(lambda signed: setattr(signed, "snapshot_meta", huge))
    return Attack(thief.shelf, TooLarge)


# G5 another agency's data


@told_to_both
def the_fire_department_lists_beds_of_the_health_department(city: City) -> Attack:
    forged = signed_again(
        city.bytes_of("fire", 2),
        city.fire,
        lambda signed: (
            setattr(signed, "version", 3),
            signed.targets.update({"health/beds/9/manifest.json": signed.targets["fire/fleet/1/manifest.json"]}),
        )[0],
    )
    thief = city.thief()
    thief.shelf.files[file_name("fire", 3)] = forged
    thief.snapshot(lambda signed: signed.meta.update({"fire.json": entry(3, forged)}))
    # python-tuf does not find that target, and says nothing of who listed it
    return Attack(thief.shelf, WrongAgency, agency="fire", tuf=False)


@told_to_both
def the_fire_department_signs_as_the_health_department(city: City) -> Attack:
    forged = signed_again(city.bytes_of("health", 1), city.fire, lambda signed: setattr(signed, "version", 2))
    thief = city.thief()
    thief.shelf.files[file_name("health", 2)] = forged
    thief.snapshot(lambda signed: signed.meta.update({"health.json": entry(2, forged)}))
    return Attack(thief.shelf, TooFewSignatures, agency="health")


@told_to_both
def a_thief_of_the_online_key_makes_a_release(city: City) -> Attack:
    forged = signed_again(
        city.bytes_of("fire", 2),
        city.online,
        lambda signed: (
            setattr(signed, "version", 3),
            signed.targets.update({"fire/fleet/9/manifest.json": signed.targets["fire/fleet/1/manifest.json"]}),
        )[0],
    )
    thief = city.thief()
    thief.shelf.files[file_name("fire", 3)] = forged
    thief.snapshot(lambda signed: signed.meta.update({"fire.json": entry(3, forged)}))
    return Attack(thief.shelf, TooFewSignatures, agency="fire")


@told_to_both
def a_thief_of_the_online_key_delegates_to_itself(city: City) -> Attack:
    forged = signed_again(city.bytes_of("targets", 1), city.online, lambda signed: setattr(signed, "version", 2))
    thief = city.thief()
    thief.shelf.files[file_name("targets", 2)] = forged
    thief.snapshot(lambda signed: signed.meta.update({"targets.json": entry(2, forged)}))
    return Attack(thief.shelf, TooFewSignatures)


# G6 thresholds


def _second_root(city: City) -> bytes:
    state = city.shelf.state()
    draft = state.with_roles(state.roles, city.everybody, NOON, lifetimes=Lifetimes(online=15 * DAY))
    return draft.after[0][1]


@told_to_both
def one_of_two_root_keys_is_stolen(city: City) -> Attack:
    forged = signed_again(_second_root(city), city.owner, lambda _: None, "root-a")
    return Attack(_mixed(city, "root", 2, forged), TooFewSignatures)


@told_to_both
def one_of_two_root_keys_signs_twice_under_one_name(city: City) -> Attack:
    one = signed_again(_second_root(city), city.owner, lambda _: None, "root-a")
    forged = with_json(one, lambda said: said["signatures"].append(said["signatures"][0]))
    return Attack(_mixed(city, "root", 2, forged), InconsistentMetadata)


@told_to_both
def one_of_two_root_keys_signs_twice_under_both_names(city: City) -> Attack:
    one = signed_again(_second_root(city), city.owner, lambda _: None, "root-a")
    other = city.owner.public("root-b").id
    forged = with_json(one, lambda said: said["signatures"].append({**said["signatures"][0], "keyid": other}))
    return Attack(_mixed(city, "root", 2, forged), TooFewSignatures)


@told_to_both
def a_stranger_signs_a_root_that_names_the_stranger(city: City) -> Attack:
    stranger = keys_called("publisher")
    state = city.shelf.state()
    own = RoleKeys((stranger.public("publisher"),))
    everybody = Keys.open(city.owner.folder, city.online.folder, city.fire.folder, city.health.folder, stranger.folder)
    roles = replace(state.roles, root=own, targets=own, online=own)
    _, data = state.with_roles(roles, everybody, NOON).after[0]
    return Attack(_mixed(city, "root", 2, signed_again(data, stranger, lambda _: None)), TooFewSignatures)


@told_to_both
def a_root_of_a_later_version_stands_in_the_place_of_the_next(city: City) -> Attack:
    second = _second_root(city)
    third = signed_again(second, city.owner, lambda signed: setattr(signed, "version", 3), "root-a", "root-b")
    return Attack(_mixed(city, "root", 2, third), InconsistentMetadata)


@told_to_both
def the_first_root_stands_in_the_place_of_the_second(city: City) -> Attack:
    return Attack(_mixed(city, "root", 2, city.bytes_of("root", 1)), InconsistentMetadata)


@told_to_both
def nobody_signed_the_timestamp(city: City) -> Attack:
    bare = with_json(city.shelf.files[TIMESTAMP], lambda said: said["signatures"].clear())
    return Attack(Shelf({**city.shelf.files, TIMESTAMP: bare}), TooFewSignatures)


# G7 the same version with other bytes


@told_to_known
def a_thief_of_the_online_key_signs_the_same_timestamp_otherwise(city: City) -> Attack:
    thief = city.thief()
    version = thief.shelf.state().timestamp
    thief.timestamp(lambda signed: setattr(signed, "expires", NOON + 300 * DAY), version=version)
    # python-tuf keeps the timestamp it has and says nothing
    return Attack(thief.shelf, SameVersionOtherBytes, tuf=False)


@told_to_known
def a_thief_of_the_online_key_signs_the_same_snapshot_otherwise(city: City) -> Attack:
    thief = city.thief()
    version = thief.shelf.state().snapshot
    thief.snapshot(lambda signed: setattr(signed, "expires", NOON + 300 * DAY), version=version)
    return Attack(thief.shelf, SameVersionOtherBytes, tuf=False)


@told_to_known
def an_agency_and_a_thief_of_the_online_key_change_a_version_that_was_seen(city: City) -> Attack:
    forged = signed_again(
        city.bytes_of("fire", 2), city.fire, lambda s: s.targets.pop("fire/fleet/2/manifest.json") and None
    )
    thief = city.thief()
    thief.snapshot(lambda signed: signed.meta.update({"fire.json": entry(2, forged)}))
    thief.shelf.files[file_name("fire", 2)] = forged
    return Attack(thief.shelf, SameVersionOtherBytes, agency="fire", tuf=False)


@told_to_known
def an_agency_gives_a_release_that_was_seen_other_bytes(city: City) -> Attack:
    def change(signed: object) -> None:
        signed.version = 3  # type: ignore[attr-defined]
        signed.targets["fire/fleet/1/manifest.json"].hashes["sha256"] = "0" * 64  # type: ignore[attr-defined]

    forged = signed_again(city.bytes_of("fire", 2), city.fire, change)
    thief = city.thief()
    thief.shelf.files[file_name("fire", 3)] = forged
    thief.snapshot(lambda signed: signed.meta.update({"fire.json": entry(3, forged)}))
    return Attack(thief.shelf, SameVersionOtherBytes, agency="fire", tuf=False)


# G8 clocks


@told_to_both
def somebody_sets_the_consumers_clock_back_by_a_year(city: City) -> Attack:
    return Attack(city.shelf, ClockBehind, NOON - 400 * DAY, tuf=False)


@told_to_both
def somebody_sets_the_consumers_clock_back_by_twenty_minutes(city: City) -> Attack:
    return Attack(city.shelf, ClockBehind, NOON - timedelta(minutes=20), tuf=False)


# fast-forward


@told_to_known
def a_thief_of_the_online_key_signs_a_timestamp_far_ahead(city: City) -> Attack:
    thief = city.thief()
    thief.timestamp(lambda _: None, version=2**31)
    return Attack(thief.shelf, FastForward, tuf=False)


@told_to_known
def a_thief_of_the_online_key_signs_a_snapshot_far_ahead(city: City) -> Attack:
    thief = city.thief()
    thief.snapshot(lambda _: None, version=2**31)
    return Attack(thief.shelf, FastForward, tuf=False)


@told_to_known
def an_agency_and_a_thief_of_the_online_key_sign_a_role_far_ahead(city: City) -> Attack:
    forged = signed_again(city.bytes_of("fire", 2), city.fire, lambda signed: setattr(signed, "version", 2**31))
    thief = city.thief()
    thief.shelf.files[file_name("fire", 2**31)] = forged
    thief.snapshot(lambda signed: signed.meta.update({"fire.json": entry(2**31, forged)}))
    return Attack(thief.shelf, FastForward, agency="fire", tuf=False)


# what comes of them


def test_there_is_a_story_for_every_class_of_error() -> None:
    told = {story(City.built()).error for story in KNOWN.values()}
    assert told | {DigestMismatch} == set(TrustError.__subclasses__())
    assert len(KNOWN) >= 35


@pytest.mark.parametrize("name", KNOWN)
def test_a_consumer_who_was_there_before_refuses_and_keeps_what_it_has(name: str, tmp_path: Path) -> None:
    city = City.built()
    honest = city.shelf.copy()
    before = verified(honest, tmp_path)
    attack = KNOWN[name](city)
    _refuses(attack, tmp_path)
    # whatever was tried, the last verified copy is there, and the honest catalogue is read again
    pin = Pin(pin_of(honest))
    kept = last_verified(pin, State(tmp_path))
    assert kept is not None
    assert {agency: set(_paths(kept, agency)) >= set(_paths(before, agency)) for agency in before.releases} == {
        "fire": True,
        "health": True,
    }
    if attack.now == NOON and not _forked(attack, city):
        city.publish("health", "health/beds/7")
        after = verified(city.shelf, tmp_path)
        assert after.refused == {}
        assert set(_paths(before, "fire")) <= set(_paths(after, "fire"))


@pytest.mark.parametrize("name", NEW)
def test_a_consumer_who_comes_for_the_first_time_refuses(name: str, tmp_path: Path) -> None:
    _refuses(NEW[name](City.built()), tmp_path)


def _forked(attack: Attack, city: City) -> bool:
    """Return whether a timestamp was shown that the honest publishers never signed, and somebody with their key did."""
    shown = attack.shown.files.get(TIMESTAMP, b"")
    honest = {shelf.files[TIMESTAMP] for shelf in (*city.past, city.shelf) if TIMESTAMP in shelf.files}
    return shown not in honest and b'"_type":"timestamp"' in shown and b'"sig"' in shown


def _paths(found: Verified, agency: str) -> list[str]:
    return [release.path for release in found.releases[agency]]


def _refuses(attack: Attack, folder: Path) -> None:
    if attack.agency is None:
        with pytest.raises(TrustError) as caught:
            verified(attack.shown, folder, attack.now)
        assert type(caught.value) is attack.error
        error: TrustError = caught.value
    else:
        found = verified(attack.shown, folder, attack.now)
        other = {"fire": "health", "health": "fire"}[attack.agency]
        assert type(found.refused[attack.agency]) is attack.error
        assert attack.agency not in found.releases
        assert other in {**found.releases, **found.refused}
        error = found.refused[attack.agency]
    sentences = {error.text("en"), error.text("id")}
    assert len(sentences) == 2
    assert all("{" not in sentence for sentence in sentences)


# the oracle


class ShelfFetcher(FetcherInterface):
    """Gives python-tuf's client the files of a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def _fetch(self, url: str) -> Iterator[bytes]:
        data = self.shelf.get(url.removeprefix("https://shelf.example/"))
        if data is None:
            raise exceptions.DownloadHTTPError("absent", 404)
        for start in range(0, len(data), 65_536):
            yield data[start : start + 65_536]


def tuf_reads(shelf: Shelf, first: Shelf, folder: Path, now: datetime) -> dict[str, bool]:
    """Return which targets python-tuf's own client finds; it raises where it refuses."""
    folder.mkdir(exist_ok=True)
    updater = Updater(
        str(folder),
        "https://shelf.example/catalog.trust/",
        fetcher=ShelfFetcher(shelf),
        config=UpdaterConfig(prefix_targets_with_hash=False),
        bootstrap=first.files["catalog.trust/1.root.json"],
    )
    updater._trusted_set.reference_time = now
    updater.refresh()
    paths = ["fire/fleet/1", "fire/fleet/2", "health/beds/1", "health/beds/9"]
    return {path: updater.get_targetinfo(f"{path}/manifest.json") is not None for path in paths}


@pytest.mark.parametrize("name", KNOWN)
def test_python_tufs_own_client_comes_to_the_same_verdict(name: str, tmp_path: Path) -> None:
    city = City.built()
    honest = city.shelf.copy()
    assert tuf_reads(honest, honest, tmp_path, NOON) == {
        "fire/fleet/1": True,
        "fire/fleet/2": True,
        "health/beds/1": True,
        "health/beds/9": False,
    }
    attack = KNOWN[name](city)
    if attack.tuf:
        with pytest.raises((exceptions.RepositoryError, exceptions.DownloadError)):
            tuf_reads(attack.shown, honest, tmp_path, attack.now)
    else:  # it has no such rule; should it get one, the story says so here
        assert tuf_reads(attack.shown, honest, tmp_path, attack.now)["health/beds/9"] is False


# more than one step


def test_a_stolen_online_key_that_signed_far_ahead_is_replaced_and_everyone_recovers(tmp_path: Path) -> None:
    city = City.built()
    verified(city.shelf, tmp_path)
    honest = city.shelf.copy()
    thief = city.thief()
    thief.snapshot(lambda _: None, version=900_000)
    thief.timestamp(lambda _: None, version=900_000)
    assert verified(thief.shelf, tmp_path).versions["timestamp"] == 900_000
    city.owner.make("online-2", passphrase="")
    city.shelf.files = honest.files
    state = city.shelf.state()
    roles = replace(state.roles, online=RoleKeys((city.owner.public("online-2"),)))
    city.shelf.commit(state.with_roles(roles, city.everybody, NOON, city.shelf.files))
    found = verified(city.shelf, tmp_path)
    assert found.versions["timestamp"] < 100
    assert found.refused == {}
    # and the thief's key is worth nothing any more
    with pytest.raises(TooFewSignatures):
        verified(Shelf({**city.shelf.files, TIMESTAMP: thief.shelf.files[TIMESTAMP]}), tmp_path)


def test_nothing_is_judged_by_an_earlier_time_than_was_seen_before(tmp_path: Path) -> None:
    State(tmp_path).keep(Remembered(clock=NOON + 20 * DAY))
    with pytest.raises(Expired):
        # the clock says it is noon again, and what is shown would hold at noon
        verified(City.built().shelf, tmp_path, NOON)


def test_clocks_that_are_a_little_apart_are_no_attack(tmp_path: Path) -> None:
    assert verified(City.built().shelf, tmp_path, NOON - timedelta(minutes=14)).refused == {}


def test_more_signatures_on_the_same_timestamp_are_no_attack(tmp_path: Path) -> None:
    city = City.built()
    verified(city.shelf, tmp_path)
    data = city.shelf.files[TIMESTAMP]
    other = signed_again(data, keys_called("other"), lambda _: None)
    more = with_json(data, lambda said: said["signatures"].extend(json.loads(other)["signatures"]))
    assert verified(Shelf({**city.shelf.files, TIMESTAMP: more}), tmp_path).refused == {}


def test_no_more_than_was_vouched_for_is_ever_asked_for(tmp_path: Path) -> None:
    city = City.built()
    limits: dict[str, int] = {}

    def fetch(wanted: Wanted) -> bytes | None:
        limits[wanted.name] = wanted.limit_bytes
        return city.shelf.get(wanted.name)

    drive(verify(Pin(pin_of(city.shelf)), State(tmp_path), NOON), fetch)
    for name in (file_name("fire", 2), file_name("health", 1), file_name("targets", 1)):
        assert limits[name] == len(city.shelf.files[name])
    assert max(limits.values()) <= 512_000


def test_a_line_that_stops_at_its_limit_is_named_as_endless(tmp_path: Path) -> None:
    def fetch(wanted: Wanted) -> bytes | None:
        raise LimitExceeded("transfer-limit", file=wanted.name, limit="document_bytes", value=wanted.limit_bytes)

    with pytest.raises(TooLarge):
        drive(verify(Pin("sha256:" + "0" * 64), State(tmp_path), NOON), fetch)
