"""Damaged input: no reader crashes, hangs, takes all memory, raises what is not an error of ours, or loses a row.

Each reader of files, of packed files, of what services answer and of what people write about their data reads damaged
input in a process of its own (`child.py`), so that a signal is seen. What was not answered well is kept in
tests/fuzz/found/ under the reader's name, and read again on every run from then on.

    python tests/fuzz/child.py csv 1 0 5000 /tmp/x.csv
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from corpus import CORPORA, DEFINED, SERVICES

HERE = Path(__file__).resolve().parent
FOUND = HERE / "found"
SEED = "2026-11-28"
EXECUTIONS = 5_000
AT_LENGTH = 100_000
OF_FILES = ("csv", "json", "ndjson", "geojson", "fixed", "xml", "sqlite", "parquet", "ipc", "xlsx", "ods")
FILE_NAMES = {
    "gzip": "table.csv.gz",
    "zip": "table.csv.zip",
    "field-map": "map.toml",
    "table-schema": "schema.json",
    "contract": "contract.json",
}
# two readers of two forms each; services, whose replies are read by the reader of JSON, which has its own executions;
# and definitions, of which a person writes one at a time, and each is bound and run
FEWER = {
    **dict.fromkeys(SERVICES, EXECUTIONS // 5),
    **dict.fromkeys(("gzip", "zip"), EXECUTIONS // 2),
    **dict.fromkeys(DEFINED, EXECUTIONS // 5),
}

HALF_AT_LENGTH = {"gzip", "zip", "open311", "open311-xml", *DEFINED}


READERS = (*OF_FILES, "gzip", "zip", *SERVICES, *DEFINED)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: a file is written for each execution."""
    memory = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(HERE))
    import child

    return child


def run(reader: str, seed: str, count: int, folder: Path, found: Path = FOUND, first: int = 0) -> dict[str, Any]:
    """Read `count` damaged files; fail with the input that was not answered well, and keep it."""
    file = folder / FILE_NAMES.get(reader, f"table.{reader}")
    command = [sys.executable, str(HERE / "child.py"), reader, seed, str(first), str(count), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        found.mkdir(exist_ok=True)
        kept = found / f"{reader}-{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}.bin"
        shutil.copyfile(file, kept)
        ended = signal.Signals(-done.returncode).name if done.returncode < 0 else f"status {done.returncode}"
        pytest.fail(f"{reader}: {ended}; the input is {kept.name}\n{done.stdout}\n{done.stderr[-4_000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


@pytest.mark.parametrize("reader", READERS)
def test_damaged_files_are_answered(reader: str, folder: Path) -> None:
    """Threat T1."""
    executions = FEWER.get(reader, EXECUTIONS)
    figures = run(reader, SEED, executions, folder)
    assert figures["executions"] == executions
    assert figures["refused"] > executions // 10
    assert figures["rows"] > executions // 100, "damage must leave something to read"


@pytest.mark.exhaustive
@pytest.mark.parametrize("reader", READERS)
def test_damaged_files_are_answered_at_length(reader: str, folder: Path, record_property: Any, tell: Any) -> None:
    """Threat T1."""
    figures: Counter[str] = Counter()
    executions = AT_LENGTH // 2 if reader in HALF_AT_LENGTH else AT_LENGTH
    for first in range(0, executions, EXECUTIONS):  # what each is made of follows from its number
        figures.update(run(reader, f"{SEED} at length", EXECUTIONS, folder, first=first))
        tell(figures["executions"], executions)
    for name, figure in figures.items():
        record_property(name, figure)
    assert figures["executions"] == executions
    assert figures["refused"] > executions // 10
    assert figures["rows"] > executions // 100, "damage must leave something to read"


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.bin")), ids=lambda path: path.stem)
def test_what_was_once_not_answered_well_is_now(path: Path, folder: Path, child: Any) -> None:
    reader = path.name.rpartition("-")[0]
    file = folder / FILE_NAMES.get(reader, f"table.{reader}")
    file.write_bytes(path.read_bytes())
    for seed in range(12):
        child.answered(file, reader, child.options(reader, random.Random(seed)))


def test_every_reader_is_tried() -> None:
    from opendata_share._plugins import load, names

    services = {name for name in names("sources") if getattr(load("sources", name), "schemes", frozenset()) >= {"http"}}
    of_files = {name for name in names("sources") if not hasattr(load("sources", name), "schemes")}
    assert set(CORPORA) - {"gzip", "zip"} == set(OF_FILES) == of_files - {"arrow"}
    assert set(SERVICES) == services | {"open311-xml"}


def test_a_signal_a_hang_and_a_foreign_exception_are_found(folder: Path, tmp_path: Path) -> None:
    """The harness itself: what goes wrong in a child is reported, with its input."""
    for wrong, told in (
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import signal; signal.setitimer(signal.ITIMER_REAL, 0.05); [0 for _ in iter(int, 1)]", "SIGALRM"),
        ("raise KeyError('x')", "KeyError"),
    ):
        shim = tmp_path / "child.py"
        shim.write_text(f"import sys, pathlib\npathlib.Path(sys.argv[5]).write_bytes(b'x')\n{wrong}\n", "utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(globals(), "HERE", tmp_path)
            with pytest.raises(pytest.fail.Exception, match=told):
                run("csv", "1", 1, folder, tmp_path / "found")
        assert len(list((tmp_path / "found").glob("csv-*.bin"))) == 1
