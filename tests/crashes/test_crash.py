"""Whatever fails and whenever: readers see the folder as it was or as it is to be, and trying again converges."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faulty_disk import FaultyDisk, Killed, bundle, publish_with, raising
from pinned import pinned
from release_making import releases_in, served, snapshot, units

from opendata_share.errors import OpenDataShareError, ReleaseError
from opendata_share.releases import open_catalog, publish
from opendata_share.releases._repair import GRACE, repair_on
from opendata_share.stores import Disk
from opendata_share.stores._directory import LOCK, NOTE, STAGING, DirectoryStore
from opendata_share.trust import TIMESTAMP_FILE

OLD = {"jakarta-fire/response-unit": [3], "jakarta-fire/station": [3]}
NEW = {"jakarta-fire/response-unit": [3, 4], "jakarta-fire/station": [3, 4]}
FIRST = {"jakarta-fire/response-unit": [4], "jakarta-fire/station": [4]}


often: Any = pytest.mark.exhaustive
Record = Callable[[str, object], None]


@pytest.fixture(scope="module", params=[pytest.param("empty", marks=often), "one release"])
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("before") / "public"
    if request.param == "one release":
        publish(bundle(3), into=folder)
    return folder


def seen_by_readers(folder: Path) -> dict[str, bytes]:
    """Return every file but metadata that no pointer leads to: a later snapshot may still be decided on top of it."""
    pointers = {path: data for path, data in snapshot(folder).items() if path in {"catalog.json", TIMESTAMP_FILE}}
    return pointers | releases_in(folder)


def prepared(before: Path, place: Path) -> tuple[Path, dict[str, list[int]], dict[str, list[int]]]:
    folder = place / "public"
    if before.exists():
        shutil.copytree(before, folder)
    return (folder, OLD, NEW) if before.exists() else (folder, {}, FIRST)


def converges(folder: Path, new: dict[str, list[int]]) -> None:
    """The next publisher finishes what the dead one left, leaves nothing behind, and makes no release twice."""
    publish(bundle(4), into=folder)
    assert served(folder) == pinned(folder) == new
    assert sorted(path.name for path in folder.iterdir()) == [LOCK, "catalog.json", "catalog.trust", "jakarta-fire"]
    folders = {path.parent.relative_to(folder).as_posix() for path in folder.rglob("manifest.json")}
    assert folders == {f"{name}/{n + 1}" for name, rows in new.items() for n in range(len(rows))}


@pytest.mark.parametrize(
    ("when", "stride"),
    [("before", 5), *(pytest.param(when, 1, marks=often) for when in ("before", "after", "torn"))],
)
def test_an_error_at_any_step_leaves_the_folder_byte_identical(
    before: Path, tmp_path: Path, when: str, stride: int, record_property: Record
) -> None:
    points = 0
    for at in range(1, 500, stride):
        place = tmp_path / str(at)
        folder, old, new = prepared(before, place)
        seen_before = seen_by_readers(folder)
        disk = FaultyDisk(at, when, raising(OSError(errno.EIO, "Input/output error")))
        try:
            publish_with(disk, bundle(4), folder)
        except ReleaseError as error:
            if error.message_id == "publish-outcome-unknown":
                assert served(folder) == new
            elif error.message_id == "publish-outcome-unclear":  # decided, and the pointers did not follow
                assert served(folder) in (old, new)
            else:
                assert error.message_id == "publish-disk"
                assert seen_by_readers(folder) == seen_before, disk.fired
                assert served(folder) == old
        else:
            assert served(folder) == new  # a failing clean-up is no failure
            if not disk.fired:
                break
        converges(folder, new)
        points += 1
        shutil.rmtree(place)
    record_property("crash_points", points)
    assert points > 60 / stride


@pytest.mark.parametrize(
    ("when", "stride"),
    [("torn", 6), *(pytest.param(when, 1, marks=often) for when in ("before", "after", "torn"))],
)
def test_an_interruption_at_any_step_leaves_the_old_or_the_new(
    before: Path, tmp_path: Path, when: str, stride: int, record_property: Record
) -> None:
    for points, at in enumerate(range(1, 500, stride)):
        place = tmp_path / str(at)
        folder, old, new = prepared(before, place)
        disk = FaultyDisk(at, when, raising(Killed()))
        with suppress(Killed):
            publish_with(disk, bundle(4), folder)
        if not disk.fired:
            record_property("crash_points", points)
            break
        assert served(folder) in (old, new), disk.fired
        assert pinned(folder) in (old, new), disk.fired
        converges(folder, new)
        shutil.rmtree(place)
    else:
        raise AssertionError("no end")


KILLER = """
import json, os, shutil, signal, sys
from pathlib import Path
sys.path.insert(0, {here!r})
import tuf.api.metadata, tuf.api.serialization.json, cryptography.hazmat.primitives.asymmetric.ed25519
from faulty_disk import FaultyDisk, bundle, publish_with

def die():
    os.kill(os.getpid(), signal.SIGKILL)

before, place, when, stride = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
points = []
for at in range(1, 500, stride):
    folder = place / str(at) / "public"
    if before.exists():
        shutil.copytree(before, folder)
    child = os.fork()
    if child == 0:
        publish_with(FaultyDisk(at, when, die), bundle(4), folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, status
        break
    points.append(at)
print(json.dumps(points))
"""


@pytest.mark.parametrize(
    ("when", "stride"),
    [pytest.param("before", 1, marks=often), pytest.param("after", 1, marks=often), ("after", 9)],
)
def test_kill_9_at_any_step_leaves_the_old_or_the_new(
    before: Path, tmp_path: Path, when: str, stride: int, record_property: Record
) -> None:
    script = KILLER.format(here=str(Path(__file__).parent))
    done = subprocess.run(
        [sys.executable, "-c", script, str(before), str(tmp_path), when, str(stride)],
        capture_output=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    points = json.loads(done.stdout)
    record_property("crash_points", len(points))
    assert len(points) > 60 / stride
    states = []
    for at in points:
        folder = tmp_path / str(at) / "public"
        _, old, new = (folder, OLD, NEW) if before.exists() else (folder, {}, FIRST)
        found = served(folder)
        assert found in (old, new)
        assert pinned(folder) in (old, new)
        states.append(found == new)
        converges(folder, new)
    assert states == sorted(states)  # once visible, always visible
    assert set(states) == {False, True} or stride > 1


def test_a_publisher_that_died_after_naming_a_folder_is_tidied_up_after(tmp_path: Path) -> None:
    publish(bundle(3), into=tmp_path / "public")
    folder = tmp_path / "public"
    shutil.copytree(folder / "jakarta-fire/station/1", folder / "jakarta-fire/station/2")
    staging = folder / f"{STAGING}999-dead"
    staging.mkdir()
    (staging / f"{NOTE}-1").write_text("jakarta-fire/station/2\njakarta-fire/station/1\njakarta-fire\nthat is all")
    (staging / f"{NOTE}-2").write_text("jakarta-fire/response-unit\n../../outside\nthat is all")
    (staging / f"{NOTE}-3").write_text("jakarta-fire/stati")
    (tmp_path / "outside").mkdir()
    publish(bundle(4), into=folder)
    assert served(folder) == NEW
    assert (tmp_path / "outside").exists()
    assert not staging.exists()


def test_the_staging_of_a_living_publisher_is_left_alone(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path, Disk())
    with store.staging(set) as staging:
        (staging / "half").write_text("written")
        publish(units(3), into=tmp_path)
        assert (staging / "half").exists()
    assert not staging.exists()
    assert served(tmp_path) == {"jakarta-fire/response-unit": [3]}


def test_a_folder_that_stays_busy_is_an_error_in_the_end(tmp_path: Path) -> None:
    with (
        DirectoryStore(tmp_path, Disk()).turn(),
        pytest.raises(ReleaseError) as caught,
        DirectoryStore(tmp_path, Disk(), wait_s=0.1).turn(),
    ):
        pass
    assert caught.value.message_id == "publish-busy"


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a small disk needs the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_every_earlier_release_intact(tmp_path: Path) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("a small disk needs root")
    with small_disk(tmp_path / "disk", "400k"):
        folder = tmp_path / "disk" / "public"
        published: list[int] = []
        for count in range(100, 2000, 100):
            kept = seen_by_readers(folder)
            try:
                publish(units(count), into=folder)
            except ReleaseError as error:
                assert error.message_id == "publish-disk"
                assert "No space left" in str(error)
                assert seen_by_readers(folder) == kept
                assert not list(folder.glob(f"{STAGING}*"))
                break
            published.append(count)
        else:
            raise AssertionError("never full")
        assert len(published) > 2
        assert served(folder) == {"jakarta-fire/response-unit": published}
        shutil.rmtree(folder / "jakarta-fire/response-unit/2")  # room again; release 1 and the newest stay whole
        publish(units(5), into=folder)
        assert open_catalog(folder)["response-unit"].read().to_arrow().num_rows == 5


def test_a_disk_that_may_not_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        publish(units(3), into=Path("/proc/no-such-place/public"))
    assert caught.value.message_id == "publish-disk"


RACER = """
import sys, time
from release_making import units
from opendata_share.releases import publish
who, rounds, folder, start = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
time.sleep(max(0, start - time.time()))
for turn in range(rounds):
    done = publish(units(1 + who * rounds + turn), into=folder)
    print(done.release.release, done.rows, flush=True)
"""


@pytest.mark.parametrize(("publishers", "rounds"), [(4, 6)])
def test_publishers_at_the_same_time_make_consecutive_releases_and_lose_none(
    tmp_path: Path, publishers: int, rounds: int
) -> None:
    import time

    start = str(time.time() + 2)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(who), str(rounds), str(tmp_path), start],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for who in range(publishers)
    ]
    said: dict[int, int] = {}
    for racer in racers:
        out, err = racer.communicate(timeout=110)
        assert racer.returncode == 0, err.decode()[-2000:]
        lines = [tuple(map(int, line.split())) for line in out.decode().splitlines()]
        assert len(lines) == rounds
        for release, rows in lines:
            assert release not in said
            said[release] = rows
    total = publishers * rounds
    assert sorted(said) == list(range(1, total + 1))
    assert sorted(said.values()) == list(range(1, total + 1))
    assert served(tmp_path) == {"jakarta-fire/response-unit": [said[n] for n in sorted(said)]}
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, "catalog.json", "catalog.trust", "jakarta-fire"]


def test_a_reader_during_publishing_always_sees_one_whole_state(tmp_path: Path) -> None:
    publish(bundle(1), into=tmp_path)
    stop = threading.Event()
    seen: list[dict[str, list[int]]] = []
    failures: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                seen.append(served(tmp_path))
            except (OpenDataShareError, OSError) as error:
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for count in range(2, 12):
        publish(bundle(count), into=tmp_path)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    for state in seen:
        units_seen, stations_seen = state.values()
        assert units_seen == stations_seen == list(range(1, len(units_seen) + 1))


def forget(folder: Path, disk: Disk, after: timedelta) -> None:
    """Repair with `keep=1`, at a time when what nobody lists has been so for long."""
    repair_on(DirectoryStore(folder, disk), keep=1, grace=GRACE, now=datetime.now(UTC) + after)


@pytest.mark.parametrize(("when", "stride"), [("before", 4), pytest.param("after", 1, marks=often)])
def test_a_repair_that_dies_at_any_step_is_finished_by_the_next(
    tmp_path: Path, when: str, stride: int, record_property: Record
) -> None:
    start = tmp_path / "start"
    for rows in (1, 2, 3):
        publish(units(rows), into=start)
    whole, short = {"jakarta-fire/response-unit": [1, 2, 3]}, {"jakarta-fire/response-unit": [3]}
    points = 0
    for at in range(1, 500, stride):
        folder = tmp_path / str(at)
        shutil.copytree(start, folder)
        disk = FaultyDisk(at, when, raising(Killed()))
        with suppress(Killed):
            forget(folder, disk, timedelta())
            forget(folder, disk, 2 * GRACE)
        if not disk.fired:
            break
        points += 1
        assert served(folder) in (whole, short), disk.fired
        assert pinned(folder) in (whole, short), disk.fired
        for weeks in (3, 6):
            forget(folder, Disk(), weeks * GRACE)
        assert served(folder) == pinned(folder) == short, disk.fired
        assert [path.name for path in (folder / "jakarta-fire/response-unit").iterdir()] == ["3"]
        assert not [path for path in (folder / ".unlisted").rglob("*") if path.is_file()]
        assert not list(folder.glob(".staging-*"))
        shutil.rmtree(folder)
    record_property("crash_points", points)
    assert points > 30 / stride
