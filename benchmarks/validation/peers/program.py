"""The program around each peer: arguments in, the rows it calls bad and one line of figures out.

What lives here: the command line of a peer. What this file must not know: any peer. It imports nothing but the standard
library and its neighbours that do the same.

    .peers/polars/bin/python -m benchmarks.validation.peers.polars FILE FACILITIES FOUND

FOUND becomes the row numbers, from 1, as 64-bit integers of this machine.
"""

from __future__ import annotations

import argparse
import json
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from ..clock import measured
from ..rules import Rules, rules_of

_T = TypeVar("_T")


@dataclass(frozen=True)
class Task:
    """What a peer is to judge.

    Attributes:
        file: The table.
        facilities: The CSV of the ids of the facilities there are, in one column called "id".
    """

    file: Path
    facilities: Path

    @property
    def format(self) -> str:
        """Return "csv", "ndjson" or "parquet"."""
        return self.file.suffix.removeprefix(".")

    @cached_property
    def rules(self) -> Rules:
        """The rules of the table."""
        return rules_of(self.file.name.partition("-")[0])

    def facility_ids(self) -> list[str]:
        """Return the ids of the facilities there are."""
        return self.facilities.read_text("utf-8").split()[1:]


def run(package: str, work: Callable[[_T], Iterable[int]], load: Callable[[Task], _T]) -> None:
    """Do the work, write the rows it found, and print what it took as one line of JSON.

    Args:
        package: The distribution whose version is told.
        work: Returns the positions of the bad rows, from 0; this is what is timed.
        load: What the work is given, made before the clock starts.
    """
    parser = argparse.ArgumentParser(description=f"Judge a benchmark's table with {package}.")
    for name in ("file", "facilities", "found"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    loaded = load(Task(given.file, given.facilities))
    positions, took = measured(lambda: work(loaded))
    with given.found.open("wb") as stream:
        array("q", (int(position) + 1 for position in positions)).tofile(stream)
    print(json.dumps({**took, "version": version(package)}))


def judge(package: str, work: Callable[[Task], Iterable[int]]) -> None:
    """Do work that begins with the file itself; see `run`."""
    run(package, work, lambda task: task)
