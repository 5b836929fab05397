"""Run one side's job on one sheet in processes of its own, and gather what came out.

What lives here: the two command lines, the clock and the memory of a process, and where each side leaves what it
published. What this file must not know: what is true of a sheet.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

import pyarrow.parquet as pq

from .ckan_stub import portal
from .verdict import Row

HERE: Final = Path(__file__).resolve().parent
GLUE_PYTHON: Final = HERE.parents[1] / ".oracles" / "glue" / "bin" / "python"
#: What a person writes for each side; the list of packages to install is left out on both.
FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "glue": ("glue.py", "schema.json", "datacontract.yaml"),
    "ours": ("ours.toml", "ours.sh"),
}
#: The later runs with the same data.
LATER: Final = ("same file", "sent anew")
_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took.

    Args:
        seconds: From the start of the process to its end.
        cpu_seconds: Of all its processors.
        peak_bytes: The most memory that the largest of its processes held.
        code: Its exit code.
        said: What it printed, outputs and errors together.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    code: int
    said: str

    @property
    def traceback(self) -> bool:
        """Whether the person is shown a traceback."""
        return "Traceback (most recent call last)" in self.said

    @property
    def reason(self) -> str:
        """The line that says why it stopped: the last of a traceback, else the first."""
        lines = [line for line in self.said.splitlines() if line.strip()] or [""]
        return lines[-1 if self.traceback else 0][:200]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of one sheet.

    Args:
        first: The run that published.
        published: The rows that were published.
        rejected: The sheet's numbers of the rows that were rejected with a reason.
        left: Every byte that was published; columnar files also as text.
        again: The run with the same file afterwards, where it was asked for.
        new: What later runs published although the data were the same: "same file", or "sent anew", the same bytes with
            a later time of saving.
    """

    first: Run
    published: tuple[Row, ...]
    rejected: frozenset[int]
    left: bytes
    again: Run | None = None
    new: tuple[str, ...] = ()


def measured(command: Sequence[str], folder: Path) -> Run:
    """Run a command in `folder` and return what it took."""
    said = folder / "said.txt"
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
    }
    with said.open("wb") as target:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=target, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    # kilobytes on Linux, bytes on macOS
    peak = used.ru_maxrss if sys.platform == "darwin" else used.ru_maxrss * 1024
    return Run(seconds, used.ru_utime + used.ru_stime, peak, process.returncode, said.read_text("utf-8", "replace"))


def glue(sheet: Path, folder: Path, *, later: bool) -> Outcome:
    """Do the job with the script; `later` runs it again with the same data."""
    shutil.copy2(sheet, folder / "beds.xlsx")
    with portal() as (kept, address):
        command = (str(GLUE_PYTHON), str(HERE / "glue.py"), "beds.xlsx", address)
        first = measured(command, folder)
        published = kept.files.get("facility-capacity.csv", b"").decode()
        left = b"\n".join(kept.received)
        outcome = Outcome(first, _rows(published), _numbers(folder / "rejected.csv", "row"), left)
        return _afterwards(outcome, command, folder, lambda: len(kept.writes)) if later else outcome


def ours(sheet: Path, folder: Path, *, later: bool) -> Outcome:
    """Do the job with this package; `later` runs it again with the same data."""
    shutil.copy2(sheet, folder / "beds.xlsx")
    command = ("sh", str(HERE / "ours.sh"))
    first = measured(command, folder)
    releases = _releases(folder)
    published = (releases[-1] / "facility-capacity.csv").read_text("utf-8") if releases else ""
    left = b"\n".join(_readable(file) for file in sorted((folder / "public").rglob("*")) if file.is_file())
    outcome = Outcome(first, _rows(published), _numbers(folder / "beds.rejected.csv", "_row"), left)
    return _afterwards(outcome, command, folder, lambda: len(_releases(folder))) if later else outcome


def _afterwards(outcome: Outcome, command: Sequence[str], folder: Path, changes: Callable[[], int]) -> Outcome:
    """Return the outcome with what two later runs made of the same data."""
    counts = [changes()]
    again = measured(command, folder)
    counts.append(changes())
    saved = (folder / "beds.xlsx").stat().st_mtime + _DAY
    os.utime(folder / "beds.xlsx", (saved, saved))
    measured(command, folder)
    counts.append(changes())
    new = tuple(name for name, (before, after) in zip(LATER, pairwise(counts), strict=True) if after > before)
    return replace(outcome, again=again, new=new)


class Side(Protocol):
    """One side's way to do the job on a sheet, in a folder of its own."""

    def __call__(self, sheet: Path, folder: Path, *, later: bool) -> Outcome:
        """Do it; `later` runs it again with the same data."""
        ...


SIDES: Final[Mapping[str, Side]] = {"glue": glue, "ours": ours}


def _releases(folder: Path) -> list[Path]:
    found = (folder / "public").glob("*/facility-capacity/[0-9]*")
    return sorted((path for path in found if re.fullmatch(r"\d+", path.name)), key=lambda path: int(path.name))


def _readable(file: Path) -> bytes:
    if file.suffix == ".parquet":
        return file.read_bytes() + str(pq.ParquetFile(file).read().to_pylist()).encode()
    return file.read_bytes()


def _rows(text: str) -> tuple[Row, ...]:
    return tuple(csv.DictReader(text.splitlines()))


def _numbers(file: Path, column: str) -> frozenset[int]:
    if not file.is_file():
        return frozenset()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return frozenset(int(row[column]) for row in csv.DictReader(lines))
