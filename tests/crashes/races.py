"""Publishers who start at the same moment, in processes of their own, again and again.

One process imports everything and forks the publishers; they meet at a barrier before every race. Some publishers are
careless on purpose: a race that does not catch them shows nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from opendata_share.stores import Put
from opendata_share.stores._directory import DirectoryStore

_PAUSE = 0.02


class Impolite(DirectoryStore):
    """Takes turns to swap a pointer and to tidy up after the dead, and for nothing else: all commit at once."""

    _locking = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        if self._locking:
            with super().turn():
                yield
        else:
            self.root.mkdir(parents=True, exist_ok=True)
            yield

    def compare_and_swap(self, path: str, data: bytes, expected: str | None) -> bool:
        self._locking = True
        try:
            return super().compare_and_swap(path, data, expected)
        finally:
            self._locking = False

    @contextmanager
    def staging(self, listed: Callable[[], Collection[str]]) -> Iterator[Path]:
        self._locking = True
        with super().staging(listed) as folder:
            self._locking = False
            yield folder


class ExistsThenReplace(Impolite):
    """A careless publisher: looks whether a name is free, and then takes it, whoever did so in between."""

    def put_if_absent(self, path: str, data: object) -> Put:  # type: ignore[override]
        target = self.root / path
        if target.exists():
            return super().put_if_absent(path, data)  # type: ignore[arg-type]
        assert isinstance(data, bytes)
        time.sleep(_PAUSE)  # on a busy machine four may do all this without ever meeting
        prepared = self._prepare(data)
        self._make_parent(target)
        self.disk.replace(prepared, target)
        return Put.CREATED


KINDS = {"polite": DirectoryStore, "impolite": Impolite, "exists then replace": ExistsThenReplace}

PROGRAM = """
import json, multiprocessing, os, sys
from pathlib import Path
import tuf.api.metadata, tuf.api.serialization.json, cryptography.hazmat.primitives.asymmetric.ed25519
from races import KINDS
from release_making import units
from opendata_share.errors import OpenDataShareError
from opendata_share.releases._publish import publish_on
from opendata_share.stores import Disk, open_store

kind, place, races, publishers = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
fork = multiprocessing.get_context("fork")
barrier = fork.Barrier(publishers)

def publisher(who, out):
    for race in range(races):
        into = f"{place}/{race}"
        store = open_store(into, Disk()) if kind == "bucket" else KINDS[kind](Path(into), Disk())
        safe = units(1 + who)
        barrier.wait()
        try:
            done = publish_on(store, Disk(), safe)
            said = [race, who, int(done.release.release), done.outcome]
        except Exception as error:  # told to the test, which decides
            said = [race, who, 0, f"{type(error).__name__} {error}"]
        os.write(out, json.dumps(said).encode() + b"\\n")

read, write = os.pipe()
racers = [fork.Process(target=publisher, args=(who, write)) for who in range(publishers)]
for racer in racers:
    racer.start()
os.close(write)
with os.fdopen(read) as lines:
    for line in lines:
        print(line, end="", flush=True)
for racer in racers:
    racer.join()
sys.exit(max(racer.exitcode for racer in racers))
"""


@dataclass(frozen=True)
class Race:
    """What the publishers of one race said: release number by who published it, and what went wrong."""

    where: str
    releases: dict[int, int]
    errors: list[str]


def races(kind: str, place: str, count: int, publishers: int, environment: dict[str, str] | None = None) -> list[Race]:
    """Run `count` races of `publishers` each, into a place of their own each."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, kind, place, str(count), str(publishers)],
        capture_output=True,
        check=False,
        timeout=3600,
        env={**os.environ, **(environment or {})},
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == count * publishers
    return [
        Race(
            f"{place}/{race}",
            {who: release for at, who, release, _ in said if at == race and release},
            [outcome for at, _, release, outcome in said if at == race and not release],
        )
        for race in range(count)
    ]


def metadata_versions(root: Path, role: str) -> list[int]:
    return sorted(int(path.name.split(".")[0]) for path in (root / "catalog.trust").glob(f"*.{role}.json"))
