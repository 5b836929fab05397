"""A disk that fails at its n-th step: before the step takes effect, after it did, or in the middle of a write.

What a failure is, is the caller's: an error of the system, an interruption, or the death of the process.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from release_making import UNITS, field, protected_table, protected_tables, unit_rows, words

from opendata_share.contract import Contract
from opendata_share.releases import Publication
from opendata_share.releases._publish import publish_on
from opendata_share.stages import Protected
from opendata_share.stores import Disk, HashedFile
from opendata_share.stores._directory import DirectoryStore

STATION = Contract(name="station", version="1.0.0", title=words("S"), fields=(field("id", required=True),))
STEPS = ("make_folder", "create", "write", "sync", "sync_folder", "link", "rename", "replace", "remove", "remove_empty")


class Killed(BaseException):
    """Stands for the death of the process, where it is simulated inside it."""


class FaultyDisk(Disk):
    """Fails at step `at` of those taken."""

    def __init__(self, at: int, when: str, fail: Callable[[], None]) -> None:
        super().__init__()
        self.left, self.when, self.fail, self.fired = at, when, fail, ""

    def due(self, step: str) -> bool:
        self.left -= 1
        if self.left == 0:
            self.fired = step
        return self.left == 0


def _faulty(step: str) -> Any:
    real = getattr(Disk, step)

    def run(self: FaultyDisk, *args: Any) -> Any:
        due = self.due(step)
        if due and self.when == "torn" and step == "write":
            real(self, args[0], args[1][: len(args[1]) // 2])
        if due and self.when != "after":
            self.fail()
        result = real(self, *args)
        if due and self.when == "after":
            if isinstance(result, HashedFile):
                result.close()
            self.fail()
        return result

    return run


for _step in STEPS:
    setattr(FaultyDisk, _step, _faulty(_step))


def raising(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def bundle(count: int) -> Protected:
    """Return two tables of `count` rows each, which are published in one commit."""
    stations = [{"id": f"s{number}"} for number in range(count)]
    return protected_tables(protected_table(UNITS, unit_rows(count)), protected_table(STATION, stations))


def publish_with(disk: Disk, protected: Protected, folder: Path) -> Publication:
    return publish_on(DirectoryStore(folder, disk), disk, protected)
