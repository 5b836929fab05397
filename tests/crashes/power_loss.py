"""States a disk may legally be in after the power failed, enumerated from the recorded steps of a publisher.

kill -9 does not find a missing fsync, because the system keeps what the process wrote. So every step of a publication
is recorded, and for each moment the states follow that a disk may be found in: what was not synced of a file is
missing, halved, zeros or has a hole; each name of a folder that was not synced is there or not, in any combination. Two
names of one file, and a folder under an old and a new name, are among them. Every visible part of a state (nothing
hidden) is read by the real reader, every byte verified; and from some of the states, hidden parts and all, the next
publisher has to go on.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from release_making import served

from opendata_share.errors import OpenDataShareError
from opendata_share.releases._layout import CATALOG
from opendata_share.stores import Disk, HashedFile, Put
from opendata_share.stores._directory import DirectoryStore

Event = tuple[str, Path, Any]
State = bytes | tuple[tuple[str, Any], ...]
"""A file's bytes, or a folder's names with the state of each."""
Reading = dict[str, list[int]]
HALF_SYNCED = ("missing", "halved", "zeros", "hole", "whole")


class RecordingDisk(Disk):
    """Notes every step after it took effect; steps named in `without` are left out, as a careless publisher would."""

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.events: list[Event] = []
        self._without = without

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self.events.append(("folder", path, None))

    def create(self, path: Path) -> HashedFile:
        file = super().create(path)
        self.events.append(("file", path, None))
        return file

    def write(self, descriptor: int, data: memoryview) -> None:
        super().write(descriptor, data)
        self.events.append(("write", _path_of(descriptor), bytes(data)))

    def sync(self, descriptor: int) -> None:
        if "sync" not in self._without:
            super().sync(descriptor)
            self.events.append(("sync", _path_of(descriptor), None))

    def sync_folder(self, path: Path) -> None:
        if "sync_folder" not in self._without:
            super().sync_folder(path)
            self.events.append(("sync_folder", path, None))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self.events.append(("link", source, target))

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self.events.append(("move", source, target))

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self.events.append(("move", source, target))

    def remove(self, path: Path) -> None:
        super().remove(path)
        self.events.append(("remove", path, None))

    def remove_empty(self, path: Path) -> None:
        super().remove_empty(path)
        self.events.append(("remove", path, None))


def _path_of(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


class PointerFirst(DirectoryStore):
    """A careless publisher: what readers start at is replaced before what it leads to is there."""

    def __init__(self, root: Path, disk: Disk) -> None:
        super().__init__(root, disk)
        self._late: list[tuple[str, Path, str]] = []

    def put_folder(self, path: str, staged: Path, claim: str) -> Put:
        self._late.append((path, staged, claim))
        return Put.CREATED

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        swapped = super().compare_and_swap(path, data, expected)
        if path == CATALOG:
            for late in self._late:
                super().put_folder(*late)
            self._late = []
        return swapped


@dataclass(eq=False)
class Node:
    """A file or a folder as it is durably, and what is still on its way there."""

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
        self.names = _with(self.names or {}, self.changes)
        self.changes = []


def _with(names: dict[str, Node], changes: list[tuple[str, Node | None]]) -> dict[str, Node]:
    changed = dict(names)
    for name, node in changes:
        if node is None:
            changed.pop(name, None)
        else:
            changed[name] = node
    return changed


def _loaded(place: Path) -> Node:
    """Return a file or folder whose every byte is durable."""
    if place.is_file():
        return Node(synced=place.read_bytes())
    return Node({path.name: _loaded(path) for path in place.iterdir()})


class Model:
    """Replays events below `root` and gives the states the disk may be in when the power fails now."""

    def __init__(self, root: Path, before: Path) -> None:
        self._root = root
        self._top = Node({root.name: _loaded(before)} if before.exists() else {})

    def _find(self, path: Path) -> Node:
        node = self._top
        for step in path.relative_to(self._root.parent).parts:
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
        elif kind == "link":
            self._find(more.parent).changes.append((more.name, self._find(path)))
        elif kind == "move":
            node = self._find(path)
            self._find(path.parent).changes.append((path.name, None))
            self._find(more.parent).changes.append((more.name, node))
        elif self._find(path.parent).child(path.name) is not None:
            self._find(path.parent).changes.append((path.name, None))

    def states(self, most: int, seed: int) -> Iterator[State]:
        """Yield every state there is, or `most` of them drawn by `seed` where there are more."""
        open_files, open_names = self._undecided()
        ways = len(HALF_SYNCED) ** len(open_files) * 2 ** len(open_names)
        if ways <= most:
            choices: Iterator[tuple[Any, ...]] = itertools.product(
                *(HALF_SYNCED for _ in open_files), *((True, False) for _ in open_names)
            )
        else:
            choices = _drawn(len(open_files), len(open_names), most, random.Random(seed))
        for choice in choices:
            contents = dict(zip(map(id, open_files), choice, strict=False))
            kept = dict(zip(open_names, choice[len(open_files) :], strict=True))
            yield _state(self._top, contents, kept)

    def _undecided(self) -> tuple[list[Node], list[tuple[int, int]]]:
        """Return the files with bytes not synced, and the changes of names not synced."""
        files: list[Node] = []
        names: list[tuple[int, int]] = []
        seen: set[int] = set()

        def visit(node: Node) -> None:
            if id(node) in seen:
                return
            seen.add(id(node))
            if node.names is None:
                if node.pending:
                    files.append(node)
                return
            names.extend((id(node), n) for n in range(len(node.changes)))
            for child in [*node.names.values(), *(changed for _, changed in node.changes)]:
                if child is not None:
                    visit(child)

        visit(self._top)
        return files, names


def _drawn(files: int, names: int, most: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for _ in range(most):
        yield (*(chance.choice(HALF_SYNCED) for _ in range(files)), *(chance.random() < 0.5 for _ in range(names)))


def _state(node: Node, contents: dict[int, str], kept: dict[tuple[int, int], bool]) -> State:
    if node.names is None:
        return node.synced + _half_synced(node.pending, contents.get(id(node), "whole"))
    changes = [change for n, change in enumerate(node.changes) if kept.get((id(node), n), False)]
    names = _with(node.names, changes)
    return tuple((name, _state(child, contents, kept)) for name, child in sorted(names.items()))


def _visible(state: State) -> State:
    """Return what of a state a reader may look at."""
    if isinstance(state, bytes):
        return state
    return tuple((name, _visible(below)) for name, below in state if not name.startswith("."))


def _half_synced(data: bytes, way: str) -> bytes:
    half = len(data) // 2
    return {
        "missing": b"",
        "halved": data[:half],
        "zeros": bytes(len(data)),
        "hole": bytes(half) + data[half:],
        "whole": data,
    }[way]


def _write(state: State, target: Path) -> None:
    if isinstance(state, bytes):
        target.write_bytes(state)
        return
    target.mkdir()
    for name, below in state:
        _write(below, target / name)


@dataclass
class Losses:
    """What came of losing power at every step.

    Attributes:
        tried: States a reader was shown.
        different: How many of them differ for a reader.
        wrong: States that show neither what was served before nor afterwards, or lose what was acknowledged.
        resumed: States from which the next publisher went on.
        stuck: States from which it did not get to what it was to publish.
    """

    tried: int = 0
    different: int = 0
    wrong: int = 0
    resumed: int = 0
    stuck: int = 0


def lose_power_everywhere(
    place: Path,
    disk: RecordingDisk,
    prepare: Callable[[Path], None],
    publish: Callable[[Path, Disk], None],
    *,
    most: int,
    resume_every: int = 0,
    seed: int = 0,
    read: Callable[[Path], Reading] = served,
) -> Losses:
    """Publish, lose power after every step in up to `most` ways each, and read what is left.

    A reader must find what was served before or what is served afterwards; once `publish` returned, the latter. From
    every `resume_every`-th state the same is published once more, and must then be served.
    """
    place.mkdir()
    folder, before = place / "public", place / "before"
    prepare(folder)
    old: Reading = read(folder)
    if folder.exists():
        shutil.copytree(folder, before)
    publish(folder, disk)
    new = read(folder)
    losses = Losses()
    found: dict[State, Reading] = {}
    model = Model(folder, before)
    for lost_at in range(len(disk.events) + 1):
        if lost_at:
            model.replay(disk.events[lost_at - 1])
        for state in model.states(most, seed + lost_at):
            visible = _visible(state)
            if visible not in found:
                found[visible] = _read(visible, place / "after", folder.name, read)
            losses.tried += 1
            acknowledged = lost_at == len(disk.events)
            losses.wrong += found[visible] != new and (found[visible] != old or acknowledged)
            if resume_every and losses.tried % resume_every == 0:
                losses.resumed += 1
                losses.stuck += _resumed(state, place / "resumed", folder.name, publish, read) != new
    losses.different = len(found)
    return losses


def _read(state: State, target: Path, name: str, read: Callable[[Path], Reading]) -> Reading:
    _write(state, target)
    try:
        return read(target / name)
    except OpenDataShareError:
        return {"damaged": []}
    finally:
        shutil.rmtree(target)


def _resumed(
    state: State,
    target: Path,
    name: str,
    publish: Callable[[Path, Disk], None],
    read: Callable[[Path], Reading],
) -> Reading:
    _write(state, target)
    try:
        publish(target / name, Disk())
        return read(target / name)
    finally:
        shutil.rmtree(target)
