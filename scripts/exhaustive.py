"""Run the tests marked `exhaustive`, refuse skips, and write their figures to benchmarks/results/exhaustive.json.

What lives here: running and writing down. A test gives a figure with pytest's `record_property`, and says on standard
error how far it has come. The run fails where a test fails, is skipped or is expected to fail, and where there is no
test at all: a figure that was not measured is not a figure. Each core has a process (WORKERS says how many), and one
that is done takes tests from those that are not.

Arguments choose a part, as pytest's do (`-k sql`): its figures go to build/exhaustive.json, for a part is not the run.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "exhaustive.json"
PART = ROOT / "build" / "exhaustive.json"
_MEASURED = ("numpy", "pyarrow", "pydantic")


class _Recorder:
    """Collect the outcome, time and figures of every test, and of every file that could not be collected."""

    def __init__(self) -> None:
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.outcome != "passed":
            self.tests[report.nodeid] = {"outcome": report.outcome, "seconds": 0.0, "figures": {}}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self.tests.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0, "figures": {}})
        test["seconds"] = round(test["seconds"] + report.duration, 3)
        test["figures"].update(dict(report.user_properties))
        if report.outcome != "passed":
            test["outcome"] = report.outcome
        elif hasattr(report, "wasxfail"):
            test["outcome"] = "expected to fail"


def _commit() -> str | None:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def main(arguments: list[str]) -> int:
    """Run the long tests; return 0 only where every one of them ran and passed."""
    recorder = _Recorder()
    workers = os.environ.get("WORKERS") or str(os.cpu_count() or 1)
    # nothing is captured: what a test says of how far it is goes straight to the terminal
    shown = ["-v", "-s", "-n", workers, "--dist", "worksteal"]
    options = ["-m", "exhaustive", "--timeout=0", *shown, f"--rootdir={ROOT}", *arguments]
    status = int(pytest.main([*options, str(ROOT / "tests")], plugins=[recorder]))
    refused = {name: test["outcome"] for name, test in recorder.tests.items() if test["outcome"] != "passed"}

    document = {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "complete": status == 0 and not refused and not arguments,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {name: version(name) for name in _MEASURED},
        "tests": recorder.tests,
    }
    results = PART if arguments else RESULTS
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"wrote {results.relative_to(ROOT)}: {len(recorder.tests)} tests")

    for name, outcome in sorted(refused.items()):
        print(f"refused: {name}: {outcome}", file=sys.stderr)
    if status == pytest.ExitCode.NO_TESTS_COLLECTED:
        print("refused: no test is marked exhaustive", file=sys.stderr)
    return status or int(bool(refused))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
