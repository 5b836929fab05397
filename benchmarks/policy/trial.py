"""Tries mutants of the policy package, each in a process of its own, forked from one that has the tests at hand.

What lives here: learning what tests call, the fork, and what its end means. What this file must not know: how the
workspace is filled, which tests run on which mutant, how a score is counted. It runs in the environment that has
mutmut, in the workspace:

    python -m benchmarks.policy.trial '{"workers": 1, "seconds": 1, "verdicts": …, "modules": […], "tests": […]}'

mutmut makes the mutants: every one of a function beside it, and a switch that asks at each call which is meant. The
tests are imported and collected once. Then each is run once by itself, on the functions as they are, to learn what it
calls and how long it takes; what all this imported is imported before the mutants are tried. A mutant is tried in a
fork, with the tests that `plan` chooses. The first that fails ends it.

What a cache remembers from the unchanged function would hide the changed one, so caches are emptied before the fork.
What tests make as they are imported is made by unchanged functions; a change that only this would show is not noticed.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from mutmut.mutation import trampoline

from benchmarks.policy.making import function_of, make
from benchmarks.policy.mutants import PYTEST, TESTS, TOO_LONG, WORK, every_module, made
from benchmarks.policy.plan import Plan, Reach, plan
from benchmarks.policy.verdicts import Key, Tried, Verdict, digests, file_of, is_of_tests, read, write

LEARNT: Final = WORK / "learnt.json"
MEMORY: Final = 8 * 2**30
"""Bytes that a process may take; a mutant can make a list grow for ever."""
_LEAST_S: Final = 0.003
_SAVED_EVERY_S: Final = 15.0
_TIMEOUTS: Final = frozenset({-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM})
_ASIDE: Final = ("tests", "conftest", "_pytest", "pytest")


@dataclass(frozen=True)
class Ended:
    """How a forked process ended: what it told, and its exit code or minus the signal."""

    told: bytes
    code: int


class Forks:
    """Runs calls in forked processes, so many at a time."""

    def __init__(self, workers: int) -> None:
        """Run up to so many at a time."""
        self._workers = max(1, workers)
        self._running: dict[int, tuple[Any, Callable[[Ended], None]]] = {}

    def start(self, call: Callable[[int], int], seconds: int, then: Callable[[Ended], None]) -> None:
        """Call with the descriptor of a file to tell in, exit with what it returns, and hand on how it ended."""
        while len(self._running) >= self._workers:
            self._take_one()
        told = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
        if (pid := os.fork()) == 0:
            code = 70
            try:
                _limit(seconds)
                code = call(told.fileno())
            finally:
                os._exit(code)
        self._running[pid] = (told, then)

    def finish(self) -> None:
        """Wait for all."""
        while self._running:
            self._take_one()

    def _take_one(self) -> None:
        pid, status = os.waitpid(-1, 0)
        if pid not in self._running:
            return
        told, then = self._running.pop(pid)
        with told:
            told.seek(0)
            ended = Ended(told.read(), os.waitstatus_to_exitcode(status))
        shutil.rmtree(_folder_of(pid), ignore_errors=True)
        then(ended)


def _limit(seconds: int) -> None:
    """Let the process work so long, say nothing, and wait so much longer that a busy machine ends none."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(600 + 100 * seconds)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)


def _folder_of(pid: int) -> Path:
    return Path(tempfile.gettempdir()) / f"policy-proof-{os.getppid() if pid == os.getpid() else os.getpid()}-{pid}"


class Trial:
    """A plugin of pytest that tries mutants with the tests that were collected, where others would run the tests."""

    def __init__(self, workers: int, seconds: float, results: Path, modules: Sequence[str]) -> None:
        """Try the mutants of some modules with tests that take so long at most; keep the verdicts in a file."""
        self._forks = Forks(workers)
        self._seconds = seconds
        self._modules = modules
        self._results = results
        self._called: set[Key] = set()
        self._failed = False
        self._items: dict[str, pytest.Item] = {}

    def watch(self) -> None:
        """Remember from now on which functions are called."""

        def called(name: str, **_: object) -> None:
            module, mangled = name.split(".")[-2:]
            self._called.add((f"{module}.py", function_of(mangled)))

        trampoline.record_trampoline_hit = called
        # what a test starts must not look for mutmut's own records
        trampoline.set_mutant_under_test("stats")
        del os.environ["MUTANT_UNDER_TEST"]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that a step of a test failed."""
        self._failed = self._failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants."""
        self._items = {item.nodeid: item for item in session.items}
        _forget()
        _freeze()
        reached = self._reached()
        _forget()
        _freeze()
        self._try_all(reached)
        return True

    def _reached(self) -> dict[str, Reach]:
        """Return what every test calls and takes; import what they import.

        What is known of a test holds while its file and the functions that it calls are the same.
        """
        learnt: dict[str, Any] = {"tests": {}, "libraries": []}
        if LEARNT.exists():
            learnt = json.loads(LEARNT.read_text("utf-8"))
        known, libraries = learnt["tests"], learnt["libraries"]
        _import(libraries)
        now = digests([WORK / folder for folder in TESTS], WORK) | {
            "/".join(key): each.code for module in every_module() for key, each in made(module).items()
        }
        asked = [test for test in self._items if test not in known or known[test]["of"] != _of(test, known[test], now)]
        for number, test in enumerate(asked):
            if number % 100 == 0:
                print(f"learning what tests call: {number} of {len(asked)}", flush=True)
                LEARNT.write_text(json.dumps(learnt), "utf-8")
            self._learn(test, known, libraries, now)
        self._forks.finish()
        LEARNT.write_text(json.dumps(learnt), "utf-8")
        _import(libraries)
        # a process that does nothing takes time as well
        nothing = min(each["seconds"] for each in known.values())
        return {test: _reach(known[test], nothing) for test in self._items}

    def _learn(self, test: str, known: dict[str, Any], libraries: list[str], now: Mapping[str, str]) -> None:
        before = set(sys.modules)

        def alone(told: int) -> int:
            self._called.clear()
            passed, seconds = self._passes(self._items[test], None), time.process_time()
            said = {"called": sorted(self._called), "seconds": seconds, "imported": sorted(set(sys.modules) - before)}
            os.write(told, json.dumps(said).encode())
            return 0 if passed else 1

        def then(ended: Ended) -> None:
            if ended.code:
                raise RuntimeError(f"{test} fails on unchanged code: exit code {ended.code}")
            said = json.loads(ended.told)
            imported = {name for name in said.pop("imported") if name.partition(".")[0] not in _ASIDE}
            libraries.extend(sorted(imported - set(libraries)))
            known[test] = {**said, "of": _of(test, said, now)}

        self._forks.start(alone, 600, then)

    def _passes(self, item: pytest.Item, after: pytest.Item | None) -> bool:
        self._failed = False
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
        return not self._failed

    def _try_all(self, reached: Mapping[str, Reach]) -> None:
        files = digests([WORK / folder for folder in TESTS], WORK)
        collected = {file_of(test) for test in self._items}
        now = {file: told for file, told in files.items() if file in collected or not is_of_tests(file)}
        functions = {key: each for module in self._modules for key, each in made(module).items()}
        kept = read(self._results)
        known = {key: tried for key, tried in kept.items() if key[0] not in self._modules or key in functions}
        plans = [plan(key, each, known.get(key), reached, now, self._seconds) for key, each in functions.items()]
        plans.sort(key=lambda each: each.key in known)
        to_try, done, began, saved = sum(len(each.tries) for each in plans), 0, time.monotonic(), time.monotonic()
        try:
            for each in plans:
                self._try(each)
                verdicts = [each.verdicts[at] for at in range(each.mutants)]
                known[each.key] = Tried(each.code, now, self._seconds, verdicts)
                done += len(each.tries)
                if time.monotonic() - saved > _SAVED_EVERY_S:
                    saved = time.monotonic()
                    write(self._results, known)
                    pace = (saved - began) / max(done, 1)
                    print(f"{done} of {to_try} tried, {pace:.2f} s each; {_caught(known)}", flush=True)
        finally:
            write(self._results, known)
            print(_caught(known), flush=True)

    def _try(self, asked: Plan) -> None:
        kills: Counter[str] = Counter(verdict.by for verdict in asked.verdicts.values() if verdict.caught)
        for at, tests in asked.tries.items():
            # what caught others of the function is likely to catch this one
            before = asked.verdicts.get(at)
            chosen = sorted(tests, key=lambda test: (before is None or test != before.by, -kills[test]))

            def then(ended: Ended, at: int = at, chosen: Sequence[str] = chosen) -> None:
                verdict = _verdict(ended, chosen)
                asked.verdicts[at] = verdict
                if verdict.caught:
                    kills[verdict.by] += 1

            self._forks.start(functools.partial(self._under, asked.name(at), chosen), asked.seconds, then)
        self._forks.finish()

    def _under(self, mutant: str, tests: Sequence[str], told: int) -> int:
        """Run tests with a mutant in place; tell the number of each that begins; return whether one failed."""
        trampoline.set_mutant_under_test(mutant)
        _own_folder(next(iter(self._items.values())).config)
        items = [self._items[test] for test in tests]
        for number, (item, after) in enumerate(zip(items, [*items[1:], None], strict=True)):
            os.write(told, number.to_bytes(2))
            if not self._passes(item, after):
                return 1
        return 0


def _verdict(ended: Ended, tests: Sequence[str]) -> Verdict:
    if not tests:
        return Verdict("no tests")
    if ended.code == 0:
        return Verdict("survived")
    if len(ended.told) < 2:
        raise RuntimeError(f"a process ended before its first test: exit code {ended.code}")
    said = "killed" if ended.code == 1 else "timeout" if ended.code in _TIMEOUTS else "crashed"
    return Verdict(said, tests[int.from_bytes(ended.told[-2:])])


def _caught(known: Mapping[Key, Tried]) -> str:
    verdicts = [verdict for tried in known.values() for verdict in tried.verdicts]
    caught = sum(verdict.caught for verdict in verdicts)
    return f"{caught} of {len(verdicts)} caught, {100 * caught / max(len(verdicts), 1):.2f} %"


def _reach(known: Mapping[str, Any], nothing: float) -> Reach:
    called = frozenset((module, function) for module, function in known["called"])
    return Reach(max(known["seconds"] - nothing, _LEAST_S), called)


def _own_folder(config: pytest.Config) -> None:
    """Give the process a folder of its own for what tests write, which is removed when it has ended."""
    folder = _folder_of(os.getpid())
    folder.mkdir()
    config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]  # noqa: SLF001 - pytest has no other way


def _of(test: str, known: Mapping[str, Any], now: Mapping[str, str]) -> str:
    """Return a digest of what decides which functions a test calls."""
    parts = [file_of(test), *("/".join(key) for key in known["called"])]
    return hashlib.sha256(" ".join(now.get(part, "gone") for part in sorted(parts)).encode()).hexdigest()[:12]


def _forget() -> None:
    """Empty the caches that importing the tests has filled from unchanged functions."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "opendata_share":
            for each in list(vars(module).values()):
                if callable(clear := getattr(each, "cache_clear", None)):
                    clear()


def _freeze() -> None:
    """Leave what is there out of what is searched for garbage: a fork would copy every page that it looks at."""
    gc.collect()
    gc.freeze()


def _import(libraries: Iterable[str]) -> None:
    for name in libraries:
        with suppress(ImportError):
            importlib.import_module(name)


def main(arguments: Sequence[str]) -> int:
    """Make the mutants that are not made, and try those without a verdict that holds."""
    asked = json.loads(arguments[0])
    make()
    trial = Trial(asked["workers"], asked["seconds"], Path(asked["verdicts"]), asked["modules"])
    trial.watch()
    deselected = [f"--deselect={name}" for name in TOO_LONG]
    return int(pytest.main([*PYTEST, *deselected, *asked["tests"]], [trial]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
