"""Whatever fails while neighbours are harvested: readers see the old or the new, and harvesting again takes it once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_store import FaultStore, is_settled, served_in
from faulty_disk import FaultyDisk, Killed, raising
from pinned import pinned
from power_loss import RecordingDisk, lose_power_everywhere
from release_making import releases_in, served, snapshot, units

from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.errors import OpenDataShareError
from opendata_share.releases import Neighbour, publish, repair
from opendata_share.releases._harvest import HarvestJob
from opendata_share.releases._harvest_opening import found
from opendata_share.releases._harvest_rules import Claims
from opendata_share.stores import DirectoryStore, Disk, ObjectStore, Store, StoreFault, open_store

UNITS = "jakarta-fire/response-unit"
OLD, NEW = {UNITS: [3]}, {UNITS: [3, 4]}
often: Any = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def fire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An agency's catalogue, as it was with one release and as it is with two: OLD/fire and NEW/fire."""
    root = tmp_path_factory.mktemp("source")
    publish(units(3), into=root / "now/fire")
    shutil.copytree(root / "now/fire", root / "old/fire")
    publish(units(4), into=root / "now/fire")
    yield root
    assert sorted(path.name for path in root.iterdir()) == ["now", "old"]


def take(source: Path, store: Store, disk: Disk | None = None) -> str:
    """Harvest the one data set of `source` into `store` and return what became of it."""
    opened = found(Neighbour(location=source), None, (), DEFAULT_LIMITS, None)
    assert opened.offer is not None
    assert opened.place is not None
    job = HarvestJob(place=opened.place, offer=opened.offer, claims=Claims.of([opened.offer]))
    (decided,) = job.done_on(store, Disk() if disk is None else disk)
    assert decided.problem is None, decided.problem
    return decided.outcome


def folder(place: Path) -> Store:
    return open_store(place / "joint", Disk())


def bucket(_: Path) -> Store:
    from obstore.store import MemoryStore

    return ObjectStore("bucket", "", MemoryStore())  # type: ignore[arg-type]


STORES = {"folder": folder, "bucket": bucket}
EVERY = [(kind, fault, when) for kind in STORES for fault in ("error", "death") for when in ("before", "after", "torn")]
QUICK = [("bucket", "death", "torn"), ("folder", "error", "after")]


@pytest.mark.parametrize(
    ("kind", "fault", "when", "stride"),
    [*((*way, 6) for way in QUICK), *(pytest.param(*way, 1, marks=often) for way in EVERY)],
)
def test_every_operation_of_the_store_may_fail_and_harvesting_again_takes_it_once(
    kind: str,
    fault: str,
    when: str,
    stride: int,
    fire: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    error: BaseException = Killed() if fault == "death" else StoreFault("HTTP 500")
    points = 0
    for at in range(1, 400, stride):
        store = STORES[kind](tmp_path / str(at))
        take(fire / "old/fire", store)
        faulty = FaultStore(store, at, when, raising(error))
        try:
            outcome = take(fire / "now/fire", faulty)
        except (OpenDataShareError, OSError, Killed):
            outcome = "failed"
        seen = served_in(store)
        assert seen == NEW or (outcome == "failed" and seen == OLD), (at, faulty.fired)
        if not faulty.fired:
            assert outcome == "harvested"
            break
        points += 1
        assert take(fire / "now/fire", store) in {"harvested", "unchanged"}
        assert served_in(store) == NEW, (at, faulty.fired)
        assert is_settled(store)
    record_property("crash_points", points)
    assert points > 25 / stride


@pytest.mark.parametrize(
    ("when", "stride"), [("before", 11), *(pytest.param(w, 1, marks=often) for w in ("after", "torn"))]
)
def test_a_harvest_that_dies_at_any_step_of_the_disk_is_finished_by_the_next(
    when: str, stride: int, fire: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    points = 0
    for at in range(1, 600, stride):
        joint = tmp_path / str(at)
        take(fire / "old/fire", DirectoryStore(joint, Disk()))
        disk = FaultyDisk(at, when, raising(Killed()))
        try:
            take(fire / "now/fire", DirectoryStore(joint, disk), disk)
        except Killed:
            assert served(joint) in (OLD, NEW), disk.fired
            assert pinned(joint) in (OLD, NEW), disk.fired
        if not disk.fired:
            break
        points += 1
        take(fire / "now/fire", DirectoryStore(joint, Disk()))
        assert served(joint) == pinned(joint) == NEW, disk.fired
        assert releases_in(joint) == releases_in(fire / "now/fire")
        # whoever died while tidying up had done all: the next has nothing to do, and does not even look
        assert disk.fired == "remove" or not list(joint.glob(".staging-*")), disk.fired
        repair(joint)
        assert not list(joint.glob(".staging-*")), disk.fired
        shutil.rmtree(joint)
    record_property("crash_points", points)
    assert points > 30 / stride


@pytest.mark.parametrize("swaps", [True, pytest.param(False, marks=often)])
def test_another_harvester_between_any_two_operations_takes_it_once_all_the_same(
    swaps: bool, fire: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendata_share.stores._objects.prove", lambda store: swaps)
    stride = 5 if swaps else 1
    for at in range(1, 400, stride):
        store = bucket(tmp_path)
        take(fire / "old/fire", store)
        said: list[str] = []
        faulty = FaultStore(
            store, at, "before", lambda store=store, said=said: said.append(take(fire / "now/fire", store))
        )
        mine = take(fire / "now/fire", faulty)
        if not faulty.fired:
            break
        assert (served_in(store), is_settled(store)) == (NEW, True), (at, faulty.fired)
        assert sorted([mine, *said]) == ["harvested", "unchanged"], (at, faulty.fired)
    assert at > 25


def first(_: Path) -> None:
    """Nothing was harvested before."""


@pytest.mark.parametrize(
    ("before", "most", "least"),
    [
        ("one release", 4, 80),
        pytest.param("one release", 400, 5_000, marks=often),  # there are no more of so few operations
        pytest.param("nothing", 400, 8_000, marks=often),
    ],
)
def test_no_loss_of_power_shows_half_a_harvest(
    before: str, most: int, least: int, fire: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    def prepare(joint: Path) -> None:
        if before == "one release":
            take(fire / "old/fire", DirectoryStore(joint, Disk()))

    def act(joint: Path, disk: Disk) -> None:
        take(fire / "now/fire", DirectoryStore(joint, disk), disk)

    losses = lose_power_everywhere(tmp_path / "run", RecordingDisk(), prepare, act, most=most, resume_every=most * 4)
    record_property("power_loss_states", losses.tried)
    record_property("wrong", losses.wrong + losses.stuck)
    print(f"{before}: {losses}")
    assert (losses.wrong, losses.stuck) == (0, 0)
    assert losses.tried > least
    assert losses.resumed > 1


@pytest.mark.parametrize("step", ["sync", pytest.param("sync_folder", marks=often)])
def test_a_harvester_that_does_not_sync_is_caught(step: str, fire: Path, tmp_path: Path) -> None:
    def act(joint: Path, disk: Disk) -> None:
        take(fire / "now/fire", DirectoryStore(joint, disk), disk)

    losses = lose_power_everywhere(tmp_path / "run", RecordingDisk(frozenset({step})), first, act, most=4)
    assert losses.wrong > 0


def test_a_full_disk_leaves_everything_as_it_was(fire: Path, tmp_path: Path) -> None:
    joint = tmp_path / "joint"
    take(fire / "old/fire", DirectoryStore(joint, Disk()))
    before = snapshot(joint)
    disk = FaultyDisk(8, "torn", raising(OSError(28, "No space left on device")))
    with pytest.raises(OpenDataShareError, match="No space left"):
        take(fire / "now/fire", DirectoryStore(joint, disk), disk)
    assert snapshot(joint) == before
    assert not list(joint.glob(".staging-*"))
