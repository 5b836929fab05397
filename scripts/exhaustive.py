"""Run the tests marked `exhaustive`, refuse skips, and keep their figures in benchmarks/results/exhaustive.json.

What lives here: running and writing down. A test gives a figure with pytest's `record_property`, and says on standard
error how far it has come. The run fails where a test fails, is skipped or is expected to fail, and where there is no
test at all: a figure that was not measured is not a figure. Each core has a process (WORKERS says how many), and one
that is done takes tests from those that are not.

The whole takes hours, so it may be broken off and taken up again. Every outcome is written as it comes, with the commit
and with a digest of `src` and of the test's own file; what passed for the same two digests is not run again (FRESH=1
runs all). The document is `complete` only where each long test of the tree has passed for its two digests as they are.

Arguments choose a part, as pytest's do (`-k sql`).
"""

from __future__ import annotations

import hashlib
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
_MARK = "mark.exhaustive"
_MEASURED = ("numpy", "pyarrow", "pydantic")

Outcomes = dict[str, dict[str, Any]]


class _Collected:
    """The names of the tests that a run would run, and the files that could not be collected."""

    def __init__(self) -> None:
        self.tests: list[str] = []
        self.broken: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.outcome != "passed":
            self.broken.append(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.tests = [item.nodeid for item in session.items]


class _Recorder:
    """Write the outcome, time and figures of every test down as soon as it ends."""

    def __init__(self, kept: Outcomes, sources: dict[str, str]) -> None:
        self.tests = dict(kept)
        self.sources = sources
        self._commit = _commit()
        self._running: Outcomes = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self._running.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0, "figures": {}})
        test["seconds"] = round(test["seconds"] + report.duration, 3)
        test["figures"].update(dict(report.user_properties))
        if report.outcome != "passed":
            test["outcome"] = report.outcome
        elif hasattr(report, "wasxfail"):
            test["outcome"] = "expected to fail"
        if report.when == "teardown":
            said = {"commit": self._commit, "of": self.sources[_file_of(report.nodeid)]}
            self.tests[report.nodeid] = self._running.pop(report.nodeid) | said
            _write(self.tests, complete=False)


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def _commit() -> str | None:
    """Return the commit, "-dirty" behind it where the package or the tests are not as they were committed."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    return f"{commit}-dirty" if commit and _git("status", "--porcelain", "--", "src", "tests") else commit


def _git(*arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def _digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _sources(tests: list[str]) -> dict[str, str]:
    """Give for every file of tests the digest of what its outcomes are of: the package, and the file itself."""
    package = [path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    of_package = _digest([path for path in package if ".egg-info" not in str(path)])
    return {name: f"{of_package}-{_digest([ROOT / name])}" for name in {_file_of(test) for test in tests}}


def _collect(arguments: list[str]) -> _Collected:
    marked = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if _MARK in path.read_text("utf-8")]
    collected = _Collected()
    options = ["-m", "exhaustive", "--collect-only", "-qq", "-n", "0", f"--rootdir={ROOT}", *arguments]
    pytest.main([*options, *map(str, marked)], plugins=[collected])
    return collected


def _earlier() -> Outcomes:
    if not RESULTS.exists():
        return {}
    tests: Outcomes = json.loads(RESULTS.read_text("utf-8"))["tests"]
    return tests


def _stands(outcome: dict[str, Any] | None, source: str) -> bool:
    """Whether what was written down holds for the package and the test as they are now."""
    return outcome is not None and outcome["outcome"] == "passed" and outcome.get("of") == source


def _write(tests: Outcomes, *, complete: bool) -> None:
    document = {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "commits": sorted({str(test.get("commit")) for test in tests.values()}),
        "complete": complete,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {name: version(name) for name in _MEASURED},
        "tests": tests,
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    beside = RESULTS.with_suffix(".part")
    beside.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    beside.replace(RESULTS)


def main(arguments: list[str]) -> int:
    """Run the long tests that have not passed as they are; return 0 only where every chosen one has."""
    whole = _collect([])
    chosen = _collect(arguments).tests if arguments else whole.tests
    sources = _sources(whole.tests)
    names = set(whole.tests)
    earlier = {name: test for name, test in _earlier().items() if name in names}
    fresh = bool(os.environ.get("FRESH"))
    waiting = [name for name in chosen if fresh or not _stands(earlier.get(name), sources[_file_of(name)])]
    print(f"{len(whole.tests)} long tests, {len(chosen)} chosen, {len(waiting)} to run")

    recorder = _Recorder(earlier, sources)
    if waiting:
        workers = os.environ.get("WORKERS") or str(os.cpu_count() or 1)
        # nothing is captured: what a test says of how far it is goes straight to the terminal
        options = ["-m", "exhaustive", "--timeout=0", "-v", "-s", "-n", workers, "--dist", "worksteal"]
        pytest.main([*options, f"--rootdir={ROOT}", *(str(ROOT / name) for name in waiting)], plugins=[recorder])

    standing = {name for name in names if _stands(recorder.tests.get(name), sources[_file_of(name)])}
    complete = bool(names) and standing == names and not whole.broken
    _write(recorder.tests, complete=complete)
    print(f"wrote {RESULTS.relative_to(ROOT)}: {len(standing)} of {len(names)} long tests stand, complete: {complete}")

    refused = {
        name: recorder.tests.get(name, {}).get("outcome", "did not run") for name in chosen if name not in standing
    }
    refused |= dict.fromkeys(whole.broken, "cannot be collected")
    for name, outcome in sorted(refused.items()):
        print(f"refused: {name}: {outcome}", file=sys.stderr)
    if not chosen:
        print("refused: no test is marked exhaustive", file=sys.stderr)
    return int(bool(refused) or not chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
