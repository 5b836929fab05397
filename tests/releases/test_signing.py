"""Every publication signs: the first makes a key, an old folder is taken over, without the key nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from release_making import UNITS, protected, protected_table, protected_tables, served, snapshot, unit_rows, units

from opendata_share.errors import DefinitionError, ReleaseError, TrustError
from opendata_share.releases import publish
from opendata_share.releases._publish import publish_on
from opendata_share.releases._served import read_served
from opendata_share.stores import DirectoryStore, Disk, Put, open_store
from opendata_share.trust import Repository


def state_of(folder: Path) -> Repository:
    served_now = read_served(open_store(folder, Disk()))
    assert served_now.state is not None
    return served_now.state


def paths(state: Repository) -> list[str]:
    return sorted(target.path for targets in state.releases.values() for target in targets)


def test_the_first_publication_makes_a_key_and_says_what_readers_pin(tmp_path: Path) -> None:
    keys, folder = tmp_path / "keys", tmp_path / "public"
    done = publish(units(5), into=folder, keys=keys)
    assert sorted(path.name for path in keys.iterdir()) == ["publisher.key", "publisher.pub"]
    state = state_of(folder)
    assert done.pin == state.pin
    assert done.text().splitlines()[-1].endswith(state.pin.replace(":", "="))
    assert paths(state) == ["jakarta-fire/response-unit/1/manifest.json"]
    again = publish(units(6), into=folder, keys=keys)
    assert again.pin == done.pin
    assert "sha256=" not in again.text()
    assert "key" not in done.text().lower()


@pytest.mark.parametrize("already", [False, True], ids=["other rows", "the same rows"])
def test_a_folder_from_before_signatures_is_taken_over_with_all_it_lists(tmp_path: Path, already: bool) -> None:
    for count in (3, 4):
        publish(units(count), into=tmp_path)
    publish(protected(unit_rows(2, agency="jakarta-health"), agency="jakarta-health"), into=tmp_path)
    shutil.rmtree(tmp_path / "catalog.trust")
    done = publish(units(4 if already else 5), into=tmp_path)
    assert done.outcome == ("unchanged" if already else "published")
    assert paths(state_of(tmp_path)) == [
        *(f"jakarta-fire/response-unit/{n}/manifest.json" for n in ((1, 2) if already else (1, 2, 3))),
        "jakarta-health/response-unit/1/manifest.json",
    ]


def test_what_an_old_folder_lists_is_not_vouched_for_unless_every_byte_is_right(tmp_path: Path) -> None:
    done = publish(units(3), into=tmp_path)
    shutil.rmtree(tmp_path / "catalog.trust")
    csv = done.release.path / "response-unit.csv"
    csv.write_bytes(csv.read_bytes().replace(b"pump", b"pumq"))
    before = snapshot(tmp_path)
    with pytest.raises(TrustError):
        publish(units(4), into=tmp_path)
    assert snapshot(tmp_path) == before


def test_without_the_key_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish(units(3), into=folder, keys=tmp_path / "keys")
    before = sorted(folder.rglob("*"))
    (tmp_path / "keys" / "publisher.key").unlink()
    with pytest.raises(DefinitionError, match="publisher"):
        publish(units(4), into=folder, keys=tmp_path / "keys")
    with pytest.raises(ReleaseError) as caught:
        publish(units(4), into=folder, keys=tmp_path / "none")
    assert caught.value.message_id == "trust-keys-missing"
    assert not (tmp_path / "none").exists()
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("mode", [0o604, 0o640])
def test_a_key_that_others_can_read_signs_nothing(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "public"
    publish(units(3), into=folder, keys=tmp_path / "keys")
    before = sorted(folder.rglob("*"))
    (tmp_path / "keys" / "publisher.key").chmod(mode)
    for into in (folder, tmp_path / "other"):
        with pytest.raises(TrustError) as caught:
            publish(units(4), into=into, keys=tmp_path / "keys")
        assert caught.value.message_id == "trust-key-readable"
    assert sorted(folder.rglob("*")) == before
    assert not (tmp_path / "other").exists()


def test_several_agencies_of_one_bundle_are_signed_in_one_commit(tmp_path: Path) -> None:
    other = protected_table(UNITS, unit_rows(2, agency="jakarta-health"), agency="jakarta-health")
    publish(units(1), into=tmp_path)
    publish(protected_tables(other), into=tmp_path)
    state = state_of(tmp_path)
    assert sorted(state.releases) == ["jakarta-fire", "jakarta-health"]
    assert state.snapshot == 2


class StopsBeforePointers(DirectoryStore):
    """Dies when it has decided, before anybody can see it."""

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        raise KeyboardInterrupt


@pytest.mark.parametrize("next_rows", [4, 5], ids=["the same rows", "other rows"])
def test_what_a_dead_publisher_decided_is_shown_by_the_next(tmp_path: Path, next_rows: int) -> None:
    publish(units(3), into=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        publish_on(StopsBeforePointers(tmp_path, Disk()), Disk(), units(4))
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3]}
    assert publish(units(next_rows), into=tmp_path).outcome == ("unchanged" if next_rows == 4 else "published")
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3, 4] if next_rows == 4 else [3, 4, 5]}


class LosesTheRace(DirectoryStore):
    """Another publisher is faster, just before this one decides; no lock holds it up."""

    other_rows = 9
    rounds = 1

    def put_if_absent(self, path: str, data: object) -> Put:  # type: ignore[override]
        if path.endswith(".snapshot.json") and self.rounds:
            self.rounds -= 1
            lock = self.root / ".publish.lock"
            lock.rename(lock.with_name(".held"))  # the other one finds no lock, as on another machine
            publish(units(self.other_rows), into=self.root)
            (self.root / ".publish.lock").unlink()
            lock.with_name(".held").rename(lock)
        return super().put_if_absent(path, data)  # type: ignore[arg-type]


def test_a_publisher_that_loses_begins_again_on_top_of_the_winner(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    done = publish_on(LosesTheRace(tmp_path, Disk()), Disk(), units(4))
    assert done.outcome == "published"
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3, 9, 4]}


def test_a_publisher_that_loses_to_the_same_rows_has_published_already(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    store = LosesTheRace(tmp_path, Disk())
    store.other_rows = 4
    assert publish_on(store, Disk(), units(4)).outcome == "unchanged"
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3, 4]}


def test_the_same_rows_again_open_no_data_file_for_writing(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    before = {path: path.stat() for path in tmp_path.rglob("*") if path.is_file()}
    assert publish(units(5), into=tmp_path).outcome == "unchanged"
    for path, status in before.items():
        now = path.stat()
        assert (now.st_ino, now.st_mtime_ns, now.st_size) == (status.st_ino, status.st_mtime_ns, status.st_size)
