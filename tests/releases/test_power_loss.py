"""A loss of power at any moment: what was not durable may be gone, cut or zero, and readers see one whole state.

kill -9 does not find a missing fsync, because the system keeps what the process wrote. So every step of a publication
is recorded, and from the record come states a disk may legally be in after the power failed: file contents that were
not synced are missing, halved or zeros; names in folders that were not synced are there or not.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from release_making import served, units

from opendata_share.errors import OpenDataShareError
from opendata_share.releases import publish
from opendata_share.releases._disk import Disk, HashedFile
from opendata_share.releases._publish import publish_on

Event = tuple[str, Any, Any]
State = bytes | tuple[tuple[str, Any], ...]
"""A file's bytes, or a folder's names with the state of each."""


class RecordingDisk(Disk):
    """Notes every step after it took effect; steps named in `without` are left out, as a careless publisher would."""

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.events: list[Event] = []
        self._paths: dict[int, Path] = {}
        self._without = without

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self.events.append(("folder", path, None))

    def create(self, path: Path) -> HashedFile:
        file = super().create(path)
        self._paths[file._descriptor] = path
        self.events.append(("file", path, None))
        return file

    def write(self, descriptor: int, data: memoryview) -> None:
        super().write(descriptor, data)
        self.events.append(("write", self._paths[descriptor], bytes(data)))

    def sync(self, descriptor: int) -> None:
        if "sync" not in self._without:
            super().sync(descriptor)
            self.events.append(("sync", self._paths[descriptor], None))

    def sync_folder(self, path: Path) -> None:
        if "sync_folder" not in self._without:
            super().sync_folder(path)
            self.events.append(("sync_folder", path, None))

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self.events.append(("move", source, target))

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self.events.append(("move", source, target))

    def remove(self, path: Path) -> None:
        super().remove(path)
        self.events.append(("remove", path, None))


@dataclass
class Node:
    """A file or a folder as it is on the disk's surface, and what is still on its way there."""

    names: dict[str, Node] | None = None
    synced: bytes = b""
    pending: bytes = b""
    changes: list[tuple[str, Node | None]] = field(default_factory=list)  # names not yet durable, in order

    def child(self, name: str) -> Node | None:
        for changed, node in reversed(self.changes):
            if changed == name:
                return node
        return (self.names or {}).get(name)

    def settle(self) -> None:
        for name, node in self.changes:
            self._apply(name, node)
        self.changes = []

    def _apply(self, name: str, node: Node | None) -> None:
        assert self.names is not None
        if node is None:
            self.names.pop(name, None)
        else:
            self.names[name] = node


def loaded(folder: Path) -> Node:
    """Return a folder whose every byte is durable."""
    if folder.is_file():
        return Node(synced=folder.read_bytes())
    return Node({path.name: loaded(path) for path in folder.iterdir()})


class Model:
    """Replays events below `root` and gives states the disk may be in when the power fails."""

    def __init__(self, root: Path, before: Path) -> None:
        self.root = root
        self.top = loaded(before)

    def _find(self, path: Path) -> Node:
        node = self.top
        for step in path.relative_to(self.root).parts:
            below = node.child(step)
            assert below is not None, path
            node = below
        return node

    def replay(self, event: Event) -> None:
        kind, path, more = event
        if kind in {"folder", "file"}:
            self._find(path.parent).changes.append((path.name, Node({} if kind == "folder" else None)))
        elif kind == "write":
            self._find(path).pending += more
        elif kind == "sync":
            node = self._find(path)
            node.synced, node.pending = node.synced + node.pending, b""
        elif kind == "sync_folder":
            self._find(path).settle()
        elif kind == "move":
            node = self._find(path)
            self._find(path.parent).changes.append((path.name, None))
            self._find(more.parent).changes.append((more.name, node))
        elif self._find(path.parent).child(path.name) is not None:
            self._find(path.parent).changes.append((path.name, None))

    def surviving(self, chance: random.Random) -> State:
        """Return one possible state of the disk."""
        return _surviving(self.top, chance)


def _surviving(node: Node, chance: random.Random) -> State:
    if node.names is None:
        rest = node.pending
        return node.synced + chance.choice([b"", rest[: len(rest) // 2], bytes(len(rest)), rest])
    names = dict(node.names)
    for name, child in node.changes:
        if chance.random() < 0.5:  # the metadata of different names may reach the disk in any order
            names.pop(name, None) if child is None else names.__setitem__(name, child)
    return tuple((name, _surviving(child, chance)) for name, child in sorted(names.items()))


def write(state: State, target: Path) -> None:
    if isinstance(state, bytes):
        target.write_bytes(state)
        return
    target.mkdir()
    for name, below in state:
        write(below, target / name)


def read(state: State, target: Path) -> dict[str, list[int]]:
    """Return what a reader is served of a disk in this state."""
    write(state, target)
    try:
        return served(target)
    except OpenDataShareError:
        return {}
    finally:
        shutil.rmtree(target)


def states(tmp_path: Path, disk: RecordingDisk, samples: int, reordered: bool = False) -> tuple[int, int]:
    """Publish 4 rows over 3, lose power after every step; return (states tried, states no reader may meet)."""
    folder, before = tmp_path / "public", tmp_path / "before"
    publish(units(3), into=folder)
    shutil.copytree(folder, before)
    publish_on(disk, units(4), into=folder, partial=False, info=None)
    events = disk.events
    if reordered:
        commit = next(n for n, event in enumerate(events) if event[0] == "move" and event[2].name == "catalog.json")
        move = next(n for n, event in enumerate(events) if event[0] == "move" and event[2].name == "2")
        events = [*events[:move], *events[commit - 3 : commit + 1], *events[move : commit - 3], *events[commit + 1 :]]
    old, new = {"jakarta-fire/response-unit": [3]}, {"jakarta-fire/response-unit": [3, 4]}
    acknowledged = (
        max(n for n, event in enumerate(events) if event == ("sync_folder", folder, None))
        if not disk._without and not reordered
        else len(events)
    )
    tried, wrong = 0, 0
    seen: dict[State, dict[str, list[int]]] = {}  # many losses of power leave the same bytes
    for lost_at in range(len(events) + 1):
        model = Model(folder, before)
        for event in events[:lost_at]:
            model.replay(event)
        for seed in range(samples):
            state = model.surviving(random.Random(lost_at * 1000 + seed))
            if state not in seen:
                seen[state] = read(state, tmp_path / "after")
            found = seen[state]
            tried += 1
            if found != new and (found != old or lost_at > acknowledged):
                wrong += 1
    return tried, wrong


@pytest.mark.timeout(600)  # hundreds of folders are written and read back
def test_no_loss_of_power_shows_half_a_release_or_loses_an_acknowledged_one(tmp_path: Path) -> None:
    tried, wrong = states(tmp_path, RecordingDisk(), samples=4)
    print(f"{tried} states after a loss of power, {wrong} wrong")
    assert tried > 200
    assert wrong == 0


@pytest.mark.parametrize(
    ("without", "reordered"),
    [(frozenset({"sync"}), False), (frozenset({"sync_folder"}), False), (frozenset(), True)],
    ids=["files not synced", "folders not synced", "catalogue first"],
)
def test_the_model_catches_a_careless_publisher(tmp_path: Path, without: frozenset[str], reordered: bool) -> None:
    tried, wrong = states(tmp_path, RecordingDisk(without), samples=2, reordered=reordered)
    print(f"{tried} states after a loss of power, {wrong} wrong")
    assert wrong > 0
