"""Repair brings a place to order after any crash, says what it did, and removes nothing anybody may need."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from release_making import releases_in, served, snapshot, units

from opendata_share.cli._app import run
from opendata_share.errors import DefinitionError, ReleaseError
from opendata_share.releases import Release, open_catalog, publish, repair
from opendata_share.releases._publish import publish_on
from opendata_share.releases._repair import GRACE, repair_on
from opendata_share.stores import DirectoryStore, Disk, ObjectStore, Store, open_store

LATER = datetime.now(UTC) + GRACE + timedelta(hours=1)


class DiesBeforePointers(DirectoryStore):
    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        raise KeyboardInterrupt


def later(store: Store, when: datetime = LATER, keep: int | None = None) -> list[tuple[str, str]]:
    return [(step.done, step.about) for step in repair_on(store, keep=keep, grace=GRACE, now=when).steps]


def test_a_place_in_order_is_left_as_it_is(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    before = snapshot(tmp_path)
    done = repair(tmp_path)
    assert done.steps == ()
    assert "order" in done.text()
    assert "beres" in done.text("id")
    assert snapshot(tmp_path) == before


def test_what_was_decided_and_not_shown_is_shown(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    with pytest.raises(KeyboardInterrupt):
        publish_on(DiesBeforePointers(tmp_path, Disk()), Disk(), units(4))
    done = repair(tmp_path)
    assert [step.done for step in done.steps] == ["repair-rolled"]
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3, 4]}
    assert repair(tmp_path).steps == ()


def test_a_damaged_catalogue_is_made_again_without_any_key(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish(units(3), into=folder, keys=tmp_path / "keys")
    shutil.rmtree(tmp_path / "keys")
    (folder / "catalog.json").write_bytes(b"{")
    repair(folder, keys=tmp_path / "keys")
    assert served(folder) == {"jakarta-fire/response-unit": [3]}


def test_a_folder_nobody_lists_is_marked_first_and_removed_after_the_grace_period(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    orphan = tmp_path / "jakarta-fire/response-unit/2"
    shutil.copytree(tmp_path / "jakarta-fire/response-unit/1", orphan)
    store, path = open_store(tmp_path, Disk()), "jakarta-fire/response-unit/2"
    now = datetime.now(UTC)
    assert later(store, now) == [("repair-marked", path)]
    assert later(store, now + GRACE - timedelta(minutes=1)) == []
    assert orphan.exists()
    assert later(store, now + GRACE) == [("repair-removed", path)]
    assert not orphan.exists()
    assert not (tmp_path / ".unlisted").exists()
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3]}


def test_a_publisher_does_not_take_up_what_is_marked(tmp_path: Path) -> None:
    from obstore.store import MemoryStore

    store = ObjectStore("bucket", "", MemoryStore())  # type: ignore[arg-type]
    publish_on(store, Disk(), units(3))
    donor = ObjectStore("bucket", "", MemoryStore())  # type: ignore[arg-type]
    for rows in (3, 4):
        publish_on(donor, Disk(), units(rows))
    for file in donor.list("jakarta-fire/response-unit/2"):  # what a dead publisher of the same rows would leave
        found = donor.get(file.path, limit=1_000_000)
        assert found is not None
        store.put_if_absent(file.path, found.data)
    later(store, datetime.now(UTC))
    assert publish_on(store, Disk(), units(4)).release.release == "3"
    assert later(store)[0] == ("repair-removed", "jakarta-fire/response-unit/2")


def test_a_mark_on_what_is_listed_again_goes_and_a_damaged_mark_is_made_again(tmp_path: Path) -> None:
    publish(units(3), into=tmp_path)
    marks = tmp_path / ".unlisted/jakarta-fire/response-unit"
    marks.mkdir(parents=True)
    (marks / "1").write_bytes(b"2020-01-01T00:00:00Z")
    (marks / "2").write_bytes(b"nonsense")
    shutil.copytree(tmp_path / "jakarta-fire/response-unit/1", tmp_path / "jakarta-fire/response-unit/2")
    store = open_store(tmp_path, Disk())
    assert later(store) == [("repair-marked", "jakarta-fire/response-unit/2")]
    assert not (marks / "1").exists()
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3]}


def test_keep_lists_the_newest_and_a_reader_at_work_still_reads_what_went(tmp_path: Path) -> None:
    for rows in range(1, 6):
        publish(units(rows), into=tmp_path)
    reading: Release = open_catalog(tmp_path)["response-unit"].release(1)
    done = repair(tmp_path, keep=2)
    assert [(step.done, step.about) for step in done.steps] == [
        *(("repair-unlisted", f"jakarta-fire/response-unit/{n}") for n in (1, 2, 3)),
        *(("repair-marked", f"jakarta-fire/response-unit/{n}") for n in (1, 2, 3)),
    ]
    assert served(tmp_path) == {"jakarta-fire/response-unit": [4, 5]}
    assert reading.read().to_arrow().num_rows == 1
    removed = [about for said, about in later(open_store(tmp_path, Disk())) if said == "repair-removed"]
    assert "jakarta-fire/response-unit/3" in removed
    assert served(tmp_path) == {"jakarta-fire/response-unit": [4, 5]}
    assert publish(units(9), into=tmp_path).release.release == "6"


def test_old_metadata_goes_and_what_a_reader_starts_from_stays(tmp_path: Path) -> None:
    for rows in range(1, 5):
        publish(units(rows), into=tmp_path)
    later(open_store(tmp_path, Disk()))
    left = sorted(path.name for path in (tmp_path / "catalog.trust").iterdir())
    assert left == ["1.root.json", "1.targets.json", "4.jakarta-fire.json", "4.snapshot.json", "timestamp.json"]
    assert publish(units(9), into=tmp_path).release.release == "5"
    assert served(tmp_path) == {"jakarta-fire/response-unit": [1, 2, 3, 4, 9]}


def test_bounds_and_places_that_do_not_do_are_refused(tmp_path: Path) -> None:
    for wrong in ({"keep": 0}, {"grace": timedelta(minutes=59)}):
        with pytest.raises(DefinitionError) as caught:
            repair(tmp_path, **wrong)  # type: ignore[arg-type]
        assert caught.value.message_id == "repair-bounds"
    with pytest.raises(ReleaseError) as nothing:
        repair(tmp_path)
    assert nothing.value.message_id == "repair-nothing-here"
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for rows in (1, 2):
        publish(units(rows), into=tmp_path)
    before = releases_in(tmp_path)
    assert run(["repair", str(tmp_path), "--keep", "1", "--format", "json"]) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["done"] for step in steps] == ["repair-unlisted", "repair-marked"]
    assert run(["repair", str(tmp_path), "--lang", "id"]) == 0
    assert "beres" in capsys.readouterr().out
    assert run(["repair", str(tmp_path), "--keep", "0"]) == 2
    assert releases_in(tmp_path).keys() >= {name for name in before if "/2/" in name}
