"""A loss of power at any moment: what was not durable may be gone, cut or zero, and readers see one whole state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_disk import bundle, publish_with
from pinned import pinned
from power_loss import Losses, PointerFirst, Reading, RecordingDisk, lose_power_everywhere
from release_making import served, units

from opendata_share.releases import publish
from opendata_share.releases._publish import publish_on
from opendata_share.stores import Disk

Prepare = Callable[[Path], None]


def nothing(folder: Path) -> None:
    """Nobody published before."""


def one_release(folder: Path) -> None:
    publish(bundle(3), into=folder)


def publish_bundle(folder: Path, disk: Disk) -> None:
    publish_with(disk, bundle(4), folder)


def publish_units(folder: Path, disk: Disk) -> None:
    publish_with(disk, units(4), folder)


SITUATIONS: dict[str, tuple[Prepare, Callable[[Path, Disk], None]]] = {
    "first of two tables": (nothing, publish_bundle),
    "second of two tables": (one_release, publish_bundle),
    "first of one table": (nothing, publish_units),
    "one table among two": (one_release, publish_units),
}


READERS: dict[str, Callable[[Path], Reading]] = {"catalog.json": served, "a pin": pinned}


def lost(
    tmp_path: Path, situation: str, disk: RecordingDisk, most: int, resume_every: int = 0, reader: str = "catalog.json"
) -> Losses:
    prepare, act = SITUATIONS[situation]
    run, read = tmp_path / "run", READERS[reader]
    losses = lose_power_everywhere(run, disk, prepare, act, most=most, resume_every=resume_every, read=read)
    print(f"{situation}: {losses}")
    return losses


@pytest.mark.parametrize("reader", READERS)
def test_no_loss_of_power_shows_half_a_release_or_loses_an_acknowledged_one(tmp_path: Path, reader: str) -> None:
    losses = lost(tmp_path, "one table among two", RecordingDisk(), most=24, resume_every=60, reader=reader)
    assert losses.tried > 500
    assert losses.resumed > 10
    assert (losses.wrong, losses.stuck) == (0, 0)


@pytest.mark.parametrize("step", ["sync", "sync_folder"])
def test_a_publisher_that_does_not_sync_is_caught(tmp_path: Path, step: str) -> None:
    assert lost(tmp_path, "one table among two", RecordingDisk(frozenset({step})), most=4).wrong > 0


def pointer_first(folder: Path, disk: Disk) -> None:
    publish_on(PointerFirst(folder, disk), disk, units(4))


def test_a_publisher_that_moves_the_pointer_first_is_caught(tmp_path: Path) -> None:
    losses = lose_power_everywhere(tmp_path / "run", RecordingDisk(), one_release, pointer_first, most=4)
    print(losses)
    assert losses.wrong > 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_hundred_thousand_losses_of_power_leave_one_whole_state(
    situation: str, reader: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    losses = lost(tmp_path, situation, RecordingDisk(), most=2000, resume_every=200, reader=reader)
    record_property("power_loss_states", losses.tried)
    record_property("different_for_a_reader", losses.different)
    record_property("resumed", losses.resumed)
    record_property("wrong", losses.wrong + losses.stuck)
    assert losses.tried >= 20_000
    assert (losses.wrong, losses.stuck) == (0, 0)
