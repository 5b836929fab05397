"""One case in a fresh process: the command it is, and what it said, as one record.

What lives here: commands, the process, the comparison of a peer's rows with the truth. What this file must not know:
rounds, ratios, goals.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from .. import capacity_csv
from .cases import CONVERTING, HELP, IMPORTING, OURS, PACKAGE, PEERS, READING, Case, Group
from .generate import INTO, file_of, generate
from .truth import compare_rows, truth_of
from .workloads import WORKLOADS

ROOT: Final = Path(__file__).resolve().parents[2]
_PATIENCE_S: Final = 900
# bytecode may be kept, as it is of an installed package: compiling is no part of anybody's work
_ENVIRONMENT: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONHASHSEED": "0"
}

Record = dict[str, Any]


def run_case(group: Group, case: Case, turn: int, into: Path = INTO) -> Record:
    """Run the case and return its record; one that fails has no seconds and is not equal.

    Args:
        group: What is done, on which table.
        case: By whom.
        turn: The number of the round, from 1.
        into: Where the tables are, and what is written on the way.
    """
    file = file_of(group.workload, group.rows, case.dirtiness, group.format, into)
    record: Record = {
        "task": group.task,
        "workload": group.workload,
        "rows": group.rows,
        "format": group.format,
        "dirtiness": case.dirtiness,
        "engine": case.engine,
        "round": turn,
    }
    found = into / "found.rows"
    found.unlink(missing_ok=True)
    begun = time.perf_counter()
    try:
        done = subprocess.run(
            command(group, case, file, into),
            cwd=ROOT,
            env=_ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return record | {"seconds": None, "equal": False, "failed": f"took more than {_PATIENCE_S} s"}
    whole = round(time.perf_counter() - begun, 4)
    if group.task == "start":
        # 1 is the verdict on a sheet with broken rows, 2 and more mean that there is none
        return record | {"seconds": whole, "equal": None if done.returncode < 2 else False}
    try:
        said = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return record | {"seconds": None, "equal": False, "failed": (done.stderr.splitlines() or ["said nothing"])[-1]}
    figures = {name: said[name] for name in ("seconds", "cpu_seconds", "peak_mb", "version")}
    return record | figures | {"whole_seconds": whole} | _verdict(group, case, file, found, said)


def _verdict(group: Group, case: Case, file: Path, found: Path, said: Record) -> Record:
    """Return what is known about the rows that were found: nothing of one that only reads."""
    if case.engine in {READING, CONVERTING}:
        return {"equal": None if said["rows"] == group.rows else False}
    if case.engine != OURS:
        truth = truth_of(file)
        said = compare_rows(
            np.fromfile(found, np.int64), truth.only("unique") if group.task == "unique" else truth
        ).to_document()
    return {name: said[name] for name in ("equal", "wanted", "missed", "extra", "firsts")}


def command(group: Group, case: Case, file: Path, into: Path) -> list[str]:
    """Return the command line of a case."""
    python = [sys.executable, "-m"]
    if group.task == "start":
        return _start(group, case, file)
    if case.engine == OURS:
        given = ["benchmarks.validation.ours", str(file), "--task", group.task]
        return [*python, *given, *(["--parquet", str(into / "ours.parquet")] if group.task == "convert" else [])]
    if case.engine in {READING, CONVERTING}:
        given = ["benchmarks.validation.peers.pyarrow_reading", str(file)]
        return [*python, *given, *(["--parquet", str(into / "theirs.parquet")] if case.engine == CONVERTING else [])]
    module, environment = PEERS[case.engine]
    name = f"benchmarks.validation.peers.{module}{'_unique' if group.task == 'unique' else ''}"
    interpreter = str(ROOT / environment / "bin" / "python")
    return [interpreter, "-m", name, str(file), str(into / "facilities.csv"), str(into / "found.rows")]


def _start(group: Group, case: Case, file: Path) -> list[str]:
    if case.engine in {IMPORTING, PACKAGE}:
        return [sys.executable, "-c", case.engine]
    program = str(Path(sys.executable).with_name("opendata-share"))
    if case.engine == HELP:
        return [program, "--help"]
    return [program, "validate", str(file), "--to", group.workload, "--agency", "benchmark"]


def prepare(group: Group, into: Path = INTO) -> None:
    """Make the tables of a group and the list of facilities, where they are not there yet."""
    if group.task == "start":
        capacity_csv.write(file_of(group.workload, group.rows, "dirty", group.format, into), group.rows)
        return
    for dirtiness in {case.dirtiness for case in group.cases}:
        generate(group.workload, group.rows, dirtiness, [group.format], into)
    (facilities,) = WORKLOADS[group.workload].references().values()
    ids = "".join(f"{one}\n" for one in facilities.column("id").to_pylist())
    (into / "facilities.csv").write_text(f"id\n{ids}", encoding="utf-8")


def is_there(case: Case) -> bool:
    """Whether the environment of the case's engine has been made."""
    return case.engine not in PEERS or (ROOT / PEERS[case.engine][1] / "bin" / "python").exists()
