"""The consumer's half on honest ground: what is asked for, what is remembered, and what is shared."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from shelf import DAY, NOON, Shelf, asked_of, fire, joint, target, verified

from opendata_share.errors import DefinitionError, DigestMismatch, Expired, InconsistentMetadata, TransferError
from opendata_share.transport import Wanted, drive
from opendata_share.trust import Pin, RoleKeys, State, last_verified, trust_cache, verify


def test_a_first_visit_asks_for_six_files_and_the_next_for_two(tmp_path: Path) -> None:
    shelf, _ = fire()
    assert asked_of(shelf, tmp_path) == [
        "1.root.json",
        "2.root.json",
        "timestamp.json",
        "2.snapshot.json",
        "1.targets.json",
        "1.fire.json",
    ]
    assert asked_of(shelf, tmp_path) == ["2.root.json", "timestamp.json"]


def test_a_new_release_costs_the_files_it_changed(tmp_path: Path) -> None:
    shelf, keys = fire()
    verified(shelf, tmp_path)
    shelf.publish("fire", keys, target("fire/fleet/2"))
    assert asked_of(shelf, tmp_path) == ["2.root.json", "timestamp.json", "3.snapshot.json", "2.fire.json"]


def test_what_is_verified_is_what_was_signed(tmp_path: Path) -> None:
    shelf, _ = fire()
    found = verified(shelf, tmp_path)
    assert found.releases == {"fire": (target("fire/fleet/1", rows=12),)}
    assert found.refused == {}
    assert found.vouched_at == NOON
    assert found.expires == NOON + 14 * DAY
    assert found.versions == {"root": 1, "timestamp": 2, "snapshot": 2, "targets": 1, "fire": 1}


def test_several_agencies_are_verified_and_one_without_releases_is_listed_empty(tmp_path: Path) -> None:
    shelf, _, fire_keys, _ = joint()
    shelf.publish("fire", fire_keys, target("fire/fleet/1"))
    assert {name: len(listed) for name, listed in verified(shelf, tmp_path).releases.items()} == {
        "fire": 1,
        "health": 0,
    }


def test_a_chain_of_rotated_keys_is_followed_from_the_first_root(tmp_path: Path) -> None:
    shelf, keys = fire()
    for number in (2, 3, 4):
        state, new = shelf.state(), keys.make(f"key-{number}", passphrase="")
        role = RoleKeys((new,))
        roles = replace(state.roles, root=role, targets=role, online=role, agencies={"fire": role})
        shelf.commit(state.with_roles(roles, keys, NOON, shelf.files))
    assert verified(shelf, tmp_path).versions["root"] == 4
    # a consumer who has been away meanwhile, and one who has never been here
    assert asked_of(shelf, tmp_path) == ["5.root.json", "timestamp.json"]
    assert verified(shelf, tmp_path / "new").versions["root"] == 4


def test_rotating_keys_never_refuses_a_reader_at_any_step(tmp_path: Path) -> None:
    shelf, keys = fire()
    state, new = shelf.state(), keys.make("second", passphrase="")
    role = RoleKeys((new,))
    roles = replace(state.roles, root=role, targets=role, online=role, agencies={"fire": role})
    draft = state.with_roles(roles, keys, NOON, shelf.files)
    for number, (name, data) in enumerate(Shelf.in_order(draft)):
        shelf.files[name] = data
        assert verified(shelf, tmp_path / f"new-{number}").refused == {}
        assert verified(shelf, tmp_path / "known").refused == {}


def test_what_was_verified_stays_when_the_line_breaks(tmp_path: Path) -> None:
    shelf, keys = fire()
    verified(shelf, tmp_path)
    shelf.publish("fire", keys, target("fire/fleet/2"))

    def breaks(wanted: Wanted) -> bytes | None:
        if wanted.name.endswith("2.fire.json"):
            raise TransferError("transfer-broken", file=wanted.name)
        return shelf.get(wanted.name)

    pin = Pin(shelf.state().pin)
    with pytest.raises(TransferError):
        drive(verify(pin, State(tmp_path), NOON), breaks)
    kept = last_verified(pin, State(tmp_path))
    assert kept is not None
    assert [release.path for release in kept.releases["fire"]] == ["fire/fleet/1/manifest.json"]
    # what was verified on the way is not fetched again
    assert asked_of(shelf, tmp_path) == ["2.root.json", "timestamp.json", "2.fire.json"]


def test_the_last_that_was_verified_is_given_back_without_asking_even_past_its_end(tmp_path: Path) -> None:
    shelf, _ = fire()
    pin = Pin(shelf.state().pin)
    assert last_verified(pin, State(tmp_path)) is None
    before = verified(shelf, tmp_path)
    with pytest.raises(Expired):
        verified(shelf, tmp_path, NOON + 15 * DAY)
    assert last_verified(pin, State(tmp_path)) == before


def test_a_flow_that_nobody_finishes_keeps_what_it_verified(tmp_path: Path) -> None:
    shelf, _ = fire()
    flow = verify(Pin(shelf.state().pin), State(tmp_path), NOON)
    wanted = next(flow)
    while "snapshot" not in wanted.name:
        wanted = flow.send(shelf.get(wanted.name))
    flow.close()
    assert sorted(os.listdir(tmp_path)) == ["clock", "lock", "root.json", "roots", "timestamp.json"]


def test_states_lie_in_the_users_cache_folder_one_for_each_pin() -> None:
    assert trust_cache({"XDG_CACHE_HOME": "/somewhere"}) == Path("/somewhere/opendata-share/trust")
    assert trust_cache({}) == Path.home() / ".cache/opendata-share/trust"
    pin = Pin("sha256:" + "0a" * 32)
    assert State.of(pin, Path("/x")).folder == Path("/x/sha256-" + "0a" * 32)


def test_a_pin_is_read_in_the_forms_people_paste() -> None:
    digest = "0a" * 32
    for text in (f"sha256={digest}", f"sha256:{digest}", f" sha256={digest}\n"):
        assert Pin.parse(text) == Pin(f"sha256:{digest}")
    pasted = f"https://data.damkar.example/a/#sha256={digest}"
    assert Pin.parse(pasted) == Pin(f"sha256:{digest}", "https://data.damkar.example/a/")
    assert str(Pin.parse(pasted)) == pasted
    for text in ("", digest, f"sha1={digest}", f"sha256={digest}0", f"sha256={digest.upper()}", "https://a/#sha256="):
        assert not Pin.is_one(text)
        with pytest.raises(DefinitionError):
            Pin.parse(text)


def test_another_catalogue_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    shelf, _ = fire()
    with pytest.raises(DigestMismatch):
        drive(verify(Pin("sha256:" + "0" * 64), State(tmp_path), NOON), lambda wanted: shelf.get(wanted.name))


def test_a_place_where_nothing_is_signed_is_refused(tmp_path: Path) -> None:
    shelf, _ = fire()
    with pytest.raises(InconsistentMetadata) as caught:
        drive(verify(Pin(shelf.state().pin), State(tmp_path), NOON), lambda _: None)
    assert caught.value.message_id == "trust-unsigned"


def test_who_renews_in_time_is_read_for_years(tmp_path: Path) -> None:
    shelf, keys = fire()
    for fortnight in range(1, 40):
        now = NOON + 10 * fortnight * DAY
        shelf.commit(shelf.state().refreshed(keys, now, shelf.files))
        assert verified(shelf, tmp_path, now + timedelta(hours=1)).refused == {}
