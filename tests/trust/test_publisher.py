"""The publisher's half: what each change writes, in which order, and what it refuses to sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from shelf import DAY, FIRST, NOON, Shelf, fire, joint, keys_called, target
from tuf.api.metadata import Metadata

from opendata_share.errors import (
    ClockBehind,
    DefinitionError,
    InconsistentMetadata,
    ReleaseError,
    SameVersionOtherBytes,
    TooFewSignatures,
    WrongAgency,
)
from opendata_share.trust import Keys, Lifetimes, Repository, RoleKeys, Roles, begin, file_name


def test_a_store_without_metadata_is_none() -> None:
    assert Repository.read(Shelf().get) is None


def test_the_first_release_writes_these_files_and_no_others() -> None:
    shelf, keys = fire()
    assert sorted(shelf.files) == [
        "catalog.trust/1.fire.json",
        "catalog.trust/1.root.json",
        "catalog.trust/1.snapshot.json",
        "catalog.trust/1.targets.json",
        "catalog.trust/2.snapshot.json",
        "catalog.trust/timestamp.json",
    ]
    state = shelf.state()
    assert state.releases == {"fire": (target("fire/fleet/1", rows=12),)}
    assert (state.root, state.snapshot, state.timestamp, state.behind) == (1, 2, 2, False)
    assert state.unadmitted == frozenset()
    assert state.can_publish("fire", keys)
    assert not state.can_publish("fire", keys_called("stranger"))
    assert not state.can_publish("health", keys)


def test_two_catalogues_that_one_key_begins_at_one_moment_have_pins_of_their_own() -> None:
    """A reader's memory goes by the pin: what one catalogue signed is no forgery of the other's."""
    keys = keys_called("publisher")
    (_, one), (_, other) = (begin(keys, "fire", now=NOON).immutable[0] for _ in range(2))
    assert one != other


def test_every_file_says_when_it_was_signed_and_until_when_it_holds() -> None:
    shelf, _ = fire()
    ends = {"1.root.json": 365, "1.targets.json": 90, "1.fire.json": 90, "2.snapshot.json": 14, "timestamp.json": 14}
    for name, days in ends.items():
        signed = shelf.document(name)["signed"]
        assert signed["x-issued"] == "2026-11-29T12:00:00Z", name
        assert signed["expires"] == (NOON + days * DAY).strftime("%Y-%m-%dT%H:%M:%SZ"), name


def test_a_delegation_covers_the_manifests_of_one_agency() -> None:
    shelf, _ = fire()
    (role,) = shelf.document("1.targets.json")["signed"]["delegations"]["roles"]
    assert (role["name"], role["paths"], role["terminating"]) == ("fire", ["fire/*/*/manifest.json"], True)


def test_a_commit_puts_the_agency_first_then_the_snapshot_then_the_timestamp() -> None:
    shelf, keys = fire()
    draft = shelf.state().with_releases("fire", [target("fire/fleet/2")], keys, NOON, shelf.files)
    assert [name for name, _ in Shelf.in_order(draft)] == [
        "catalog.trust/2.fire.json",
        "catalog.trust/3.snapshot.json",
        "catalog.trust/timestamp.json",
    ]
    assert draft.after == ()


def test_several_releases_are_one_commit_and_earlier_ones_stay() -> None:
    shelf, keys = fire()
    shelf.publish("fire", keys, target("fire/fleet/2"), target("fire/stations/1"))
    listed = [release.path for release in shelf.state().releases["fire"]]
    assert listed == [f"fire/{name}/manifest.json" for name in ("fleet/1", "fleet/2", "stations/1")]


def test_a_file_that_a_loser_left_is_never_given_other_bytes() -> None:
    shelf, keys = fire()
    shelf.files[file_name("fire", 7)] = b"left by a publisher who lost"
    draft = shelf.publish("fire", keys, target("fire/fleet/2"))
    assert draft.immutable[0][0] == file_name("fire", 8)
    assert [release.path for release in shelf.state().releases["fire"]][-1] == "fire/fleet/2/manifest.json"


def test_who_loses_reads_again_and_both_releases_are_listed() -> None:
    shelf, keys = fire()
    slow, fast = shelf.state(), shelf.state()
    shelf.commit(fast.with_releases("fire", [target("fire/fleet/2")], keys, NOON, shelf.files))
    lost = slow.with_releases("fire", [target("fire/stations/1")], keys, NOON, shelf.files)
    assert lost.deciding is not None
    assert lost.deciding[0] in shelf.files
    shelf.files.update(lost.immutable)
    shelf.publish("fire", keys, target("fire/stations/1"))
    assert len(shelf.state().releases["fire"]) == 3


def test_a_publisher_who_died_before_the_timestamp_is_rolled_forward() -> None:
    shelf, keys = fire()
    before = shelf.files["catalog.trust/timestamp.json"]
    shelf.publish("fire", keys, target("fire/fleet/2"))
    shelf.files["catalog.trust/timestamp.json"] = before
    state = shelf.state()
    assert state.behind
    assert [release.path for release in state.releases["fire"]][-1] == "fire/fleet/2/manifest.json"
    draft = state.refreshed(keys, NOON, shelf.files)
    assert (draft.immutable, draft.deciding) == ((), None)
    shelf.commit(draft)
    assert not shelf.state().behind


@pytest.mark.parametrize("steps", range(4))
def test_a_publisher_who_died_while_beginning_is_taken_over(steps: int) -> None:
    shelf, keys = Shelf(), keys_called("publisher")
    draft = begin(keys, "fire", now=NOON)
    for name, data in Shelf.in_order(draft)[:steps]:
        shelf.files[name] = data
    shelf.publish("fire", keys, target("fire/fleet/1"))
    state = shelf.state()
    assert [release.path for release in state.releases["fire"]] == ["fire/fleet/1/manifest.json"]
    assert not state.behind


def test_a_release_that_is_listed_keeps_its_bytes() -> None:
    shelf, keys = fire()
    state = shelf.state()
    with pytest.raises(SameVersionOtherBytes) as caught:
        state.with_releases("fire", [target("fire/fleet/1", b"other")], keys, NOON)
    assert caught.value.file == "fire/fleet/1/manifest.json"
    state.with_releases("fire", [target("fire/fleet/1", rows=13)], keys, NOON)


@pytest.mark.parametrize(
    "path", ["health/beds/1", "fire/beds", "fire/a/b/c", "fire/../health/1", "fire//1", "fire/./1", "fire/fleet/.."]
)
def test_an_agency_signs_only_manifests_in_its_own_folder(path: str) -> None:
    shelf, keys = fire()
    with pytest.raises(WrongAgency):
        shelf.state().with_releases("fire", [target(path)], keys, NOON)


@pytest.mark.parametrize("agency", ["root", "targets", "snapshot", "timestamp", "Fire", "a/b", "..", "", "x" * 81])
def test_an_agency_has_a_name_that_is_no_role(agency: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        begin(keys_called("publisher"), agency, now=NOON)
    assert caught.value.message_id == "trust-agency-name"


def test_without_the_agencys_key_nothing_is_signed() -> None:
    shelf, _ = fire()
    with pytest.raises(ReleaseError) as caught:
        shelf.state().with_releases("fire", [target("fire/fleet/2")], keys_called("publisher"), NOON)
    assert caught.value.parameters["role"] == "fire"
    with pytest.raises(ReleaseError):
        shelf.state().with_releases("health", [target("health/beds/1")], keys_called("publisher"), NOON)


def test_who_says_a_release_is_listed_no_longer_takes_it_out() -> None:
    shelf, keys = fire()
    shelf.publish("fire", keys, target("fire/fleet/2"))
    without = ["fire/fleet/1/manifest.json"]
    shelf.commit(shelf.state().with_releases("fire", [], keys, NOON, shelf.files, without=without))
    assert [release.path for release in shelf.state().releases["fire"]] == ["fire/fleet/2/manifest.json"]


def test_refreshing_signs_the_timestamp_alone_until_more_is_due() -> None:
    shelf, keys = fire()
    for day in (1, 6):
        draft = shelf.state().refreshed(keys, NOON + day * DAY, shelf.files)
        assert [name for name, _ in Shelf.in_order(draft)] == ["catalog.trust/timestamp.json"]
        shelf.commit(draft)
    draft = shelf.state().refreshed(keys, NOON + 8 * DAY, shelf.files)
    assert [name for name, _ in Shelf.in_order(draft)] == [
        "catalog.trust/3.snapshot.json",
        "catalog.trust/timestamp.json",
    ]


def test_who_refreshes_every_week_never_runs_out() -> None:
    shelf, keys = fire()
    for week in range(1, 56):
        now = NOON + 7 * week * DAY
        shelf.commit(shelf.state().refreshed(keys, now, shelf.files))
        left = {name: end - now for name, end in shelf.state().expires.items()}
        assert min(left.values()) >= 7 * DAY, left
    assert shelf.state().root == 3


def test_refreshing_without_the_agencys_key_leaves_its_role() -> None:
    shelf, owner, fire_keys, health_keys = joint()
    shelf.publish("fire", fire_keys, target("fire/fleet/1"))
    shelf.publish("health", health_keys, target("health/beds/1"))
    late = NOON + 60 * DAY
    draft = shelf.state().refreshed(health_keys, late, shelf.files)
    assert [name for name, _ in draft.immutable] == [file_name("health", 2)]
    shelf.commit(draft)
    assert [name for name, _ in shelf.state().refreshed(owner, late, shelf.files).immutable] == [
        file_name("targets", 2)
    ]


def test_two_agencies_publish_into_one_catalogue_each_with_its_own_key() -> None:
    shelf, owner, fire_keys, health_keys = joint()
    shelf.publish("fire", fire_keys, target("fire/fleet/1"))
    shelf.publish("health", health_keys, target("health/beds/1"))
    state = shelf.state()
    assert {agency: len(listed) for agency, listed in state.releases.items()} == {"fire": 1, "health": 1}
    with pytest.raises(ReleaseError):
        state.with_releases("health", [target("health/beds/2")], fire_keys, NOON)
    assert not state.can_publish("fire", owner)


def test_lifetimes_follow_the_update_period_and_are_kept_by_later_publishers() -> None:
    assert Lifetimes.for_update_period(timedelta(hours=1)).online == 14 * DAY
    assert Lifetimes.for_update_period(30 * DAY).online == 60 * DAY
    assert Lifetimes.for_update_period(timedelta(days=7, hours=1)).online == 15 * DAY
    shelf, keys = Shelf(), keys_called("publisher")
    shelf.commit(begin(keys, "fire", now=NOON, lifetimes=Lifetimes.for_update_period(30 * DAY)))
    shelf.publish("fire", keys, target("fire/fleet/1"))
    assert shelf.state().expires["timestamp"] == NOON + 60 * DAY


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(hours=36), -DAY, 4000 * DAY])
def test_a_lifetime_is_whole_days(lifetime: timedelta) -> None:
    with pytest.raises(DefinitionError):
        Lifetimes(online=lifetime)


def test_a_threshold_needs_as_many_different_keys() -> None:
    one, two = keys_called("a").public("a"), keys_called("b").public("b")
    for keys, threshold in (((one,), 2), ((one, one), 2), ((one, two), 0), ((), 1), ((), 0)):
        with pytest.raises(DefinitionError):
            RoleKeys(keys, threshold)


def test_a_new_online_key_is_taken_without_a_moment_in_which_readers_are_refused() -> None:
    shelf, keys = fire()
    state, new = shelf.state(), keys.make("online", passphrase="")
    draft = state.with_roles(replace(state.roles, online=RoleKeys((new,))), keys, NOON, shelf.files)
    assert [name for name, _ in draft.after] == [file_name("root", 2)]
    assert draft.immutable == ()
    for name, data in Shelf.in_order(draft):
        shelf.files[name] = data
        assert not shelf.state().unadmitted & {"snapshot", "timestamp"}, name
    assert shelf.state().roles.online == RoleKeys((new,))


def test_a_lost_online_key_is_replaced_root_first_and_a_crash_between_is_mended() -> None:
    shelf, keys = fire()
    owner = keys_called("root", "online")
    apart = replace(Roles.of_one_key(owner.public("root"), "fire"), online=RoleKeys((owner.public("online"),)))
    shelf = Shelf()
    shelf.commit(begin(owner, "fire", now=NOON, roles=apart))
    shelf.publish("fire", owner, target("fire/fleet/1"))
    (owner.folder / "online.key").unlink()
    (owner.folder / "online.pub").unlink()
    keys = Keys.open(owner.folder)
    new = keys.make("online-2", passphrase="")
    state = shelf.state()
    draft = state.with_roles(replace(state.roles, online=RoleKeys((new,))), keys, NOON, shelf.files)
    assert draft.immutable[0][0] == file_name("root", 2)
    assert draft.after == ()
    shelf.files.update(draft.immutable)  # and dies
    assert shelf.state().unadmitted == {"snapshot", "timestamp"}
    shelf.commit(shelf.state().refreshed(keys, NOON, shelf.files))
    assert shelf.state().unadmitted == frozenset()
    assert not shelf.state().behind


def test_a_replaced_online_key_decides_nothing_any_more() -> None:
    shelf, keys = fire()
    state, new = shelf.state(), keys.make("online", passphrase="")
    old = shelf.copy()
    shelf.commit(state.with_roles(replace(state.roles, online=RoleKeys((new,))), keys, NOON, shelf.files))
    # whoever stole the old key goes on from the old state, as far as the store has come
    for days in (8, 16):
        old.commit(old.state().refreshed(keys, NOON + days * DAY, old.files))
    stolen = Shelf({**old.files, **shelf.files})
    assert file_name("snapshot", 4) in stolen.files
    with pytest.raises(TooFewSignatures) as caught:
        stolen.state()
    assert caught.value.file == file_name("snapshot", 4)


def test_an_agencys_key_is_replaced_in_one_commit() -> None:
    shelf, keys = fire()
    state, new = shelf.state(), keys.make("fire-2", passphrase="")
    draft = state.with_roles(replace(state.roles, agencies={"fire": RoleKeys((new,))}), keys, NOON, shelf.files)
    assert [name for name, _ in draft.immutable] == [file_name("targets", 2), file_name("fire", 2)]
    assert draft.after == ()
    shelf.commit(draft)
    assert shelf.state().unadmitted == frozenset()
    assert shelf.state().releases["fire"] == state.releases["fire"]


def test_an_agency_whose_new_key_is_elsewhere_is_refused_until_it_signs_again() -> None:
    shelf, owner, fire_keys, _ = joint()
    shelf.publish("fire", fire_keys, target("fire/fleet/1"))
    new = Keys.open(fire_keys.folder).make("fire-2", passphrase="")
    state = shelf.state()
    agencies = {**state.roles.agencies, "fire": RoleKeys((new,))}
    shelf.commit(state.with_roles(replace(state.roles, agencies=agencies), owner, NOON, shelf.files))
    assert shelf.state().unadmitted == {"fire"}
    shelf.commit(shelf.state().refreshed(Keys.open(fire_keys.folder), NOON, shelf.files))
    assert shelf.state().unadmitted == frozenset()


def test_an_agency_is_added_and_publishes() -> None:
    shelf, keys = fire()
    health = keys_called("health")
    state, role = shelf.state(), RoleKeys((health.public("health"),))
    roles = replace(state.roles, agencies={**state.roles.agencies, "health": role}, online=state.roles.online | role)
    shelf.commit(state.with_roles(roles, keys, NOON, shelf.files))
    shelf.publish("health", health, target("health/beds/1"))
    assert set(shelf.state().releases) == {"fire", "health"}


def test_a_root_of_two_of_three_is_renewed_by_any_two() -> None:
    owner = keys_called("a", "b", "c", "online")
    three = RoleKeys(tuple(owner.public(name) for name in "abc"), 2)
    online = RoleKeys((owner.public("online"),))
    shelf = Shelf()
    shelf.commit(
        begin(
            owner, "fire", now=NOON, roles=Roles(root=three, targets=online, online=online, agencies={"fire": online})
        )
    )
    (owner.folder / "a.pub").unlink()
    state, two = shelf.state(), Keys.open(owner.folder)
    draft = state.with_roles(replace(state.roles, root=RoleKeys(three.keys[1:], 2)), two, NOON, shelf.files)
    assert (draft.immutable, draft.deciding, draft.pointer) == ((), None, None)
    shelf.commit(draft)
    assert shelf.state().root == 2
    (owner.folder / "b.pub").unlink()
    with pytest.raises(ReleaseError) as caught:
        shelf.state().with_roles(replace(state.roles, root=online), Keys.open(owner.folder), NOON, shelf.files)
    assert (caught.value.parameters["held"], caught.value.parameters["threshold"]) == (1, 2)


def test_a_publisher_whose_clock_is_behind_signs_nothing() -> None:
    shelf, keys = fire()
    state = shelf.state()
    state.refreshed(keys, NOON - timedelta(minutes=14))
    for change in (
        lambda now: state.refreshed(keys, now),
        lambda now: state.with_releases("fire", [target("fire/fleet/2")], keys, now),
    ):
        with pytest.raises(ClockBehind):
            change(NOON - timedelta(minutes=16))


def test_a_publisher_may_insist_on_its_own_pin() -> None:
    shelf, _ = fire()
    assert Repository.read(shelf.get, pin=shelf.state().pin) is not None
    with pytest.raises(InconsistentMetadata) as caught:
        Repository.read(shelf.get, pin="sha256:" + "0" * 64)
    assert caught.value.message_id == "trust-pin-other"


@pytest.mark.parametrize("name", ["1.root.json", "1.fire.json", "1.targets.json", "2.snapshot.json", "timestamp.json"])
def test_a_publisher_does_not_build_on_damaged_metadata(name: str) -> None:
    shelf, _ = fire()
    whole = shelf.files[f"catalog.trust/{name}"]
    for damaged in (
        b"",
        b"null",
        b"[",
        b"{}",
        whole[:-1],
        whole.replace(b'"version"', b'"Version"', 1),
        b"[" * 100_000,
    ):
        shelf.files[f"catalog.trust/{name}"] = damaged
        with pytest.raises((InconsistentMetadata, TooFewSignatures)):
            shelf.state()


def test_a_publisher_misses_a_file_that_is_named() -> None:
    for name in ("1.fire.json", "1.targets.json", "2.snapshot.json"):
        shelf, _ = fire()
        del shelf.files[f"catalog.trust/{name}"]
        with pytest.raises(InconsistentMetadata) as caught:
            shelf.state()
        assert caught.value.message_id == "trust-missing"


def test_a_root_that_the_one_before_did_not_sign_is_refused() -> None:
    shelf, _ = fire()
    stranger, other = keys_called("publisher"), Shelf()
    other.commit(begin(stranger, "fire", now=NOON))
    state = other.state()
    forged = state.with_roles(state.roles, stranger, NOON, lifetimes=Lifetimes(online=15 * DAY)).after[0]
    shelf.files[forged[0]] = forged[1]
    with pytest.raises(TooFewSignatures) as caught:
        shelf.state()
    assert caught.value.file == file_name("root", 2)


def test_python_tuf_reads_what_is_written() -> None:
    shelf, _ = fire()
    for name, data in shelf.files.items():
        document = Metadata.from_bytes(data)
        assert document.signed.spec_version.startswith("1.0"), name
    root = Metadata.from_bytes(shelf.files[FIRST]).signed
    root.verify_delegate("root", *_payload(shelf.files[FIRST]))
    root.verify_delegate("timestamp", *_payload(shelf.files["catalog.trust/timestamp.json"]))


def _payload(data: bytes) -> tuple[bytes, dict]:
    document = Metadata.from_bytes(data)
    return document.signed_bytes, document.signatures
