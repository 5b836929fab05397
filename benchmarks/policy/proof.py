"""How thoroughly the tests try the policy package: branch coverage, and the share of mutants they catch.

What lives here: counting both over `src/opendata_share/policy`, holding them against what is asked, and writing them
down. What this file must not know: what a policy is, how mutants are made (that is `mutants`).

`--coverage` counts the branches only: the tests of `tests/policy` run that way, but for the longest of them.
`--modules` takes the mutants of some modules only, and writes elsewhere: a part is not the whole. The exit code is 1
where less is reached than is asked.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.policy.mutants import (
    ROOT,
    TESTS,
    TOO_LONG,
    Equivalent,
    Mutant,
    equivalents,
    every_module,
    try_mutants,
    verdicts,
)

RESULTS: Final = ROOT / "benchmarks" / "results" / "policy-proof.json"
BUILD: Final = ROOT / "build" / "policy-proof"
_COVERAGE: Final = """
[run]
branch = true
parallel = true
patch = subprocess
source = opendata_share.policy
data_file = {data}
"""
BRANCHES: Final = 100.0
MUTANTS: Final = 90.0
SECONDS: Final = 1.0
COUNTED: Final = "tests/policy"
"""The tests that must take every branch by themselves; those of `tests/leaks` run without the counting, which costs."""
UNCOUNTED: Final = tuple(name for name in TOO_LONG if name.startswith(f"{COUNTED}/"))
"""Those of them that take long and are run elsewhere, without it (`make unit`)."""


def branches(workers: int) -> dict[str, Any]:
    """Run the tests that are counted; return what share of the package they take, and the modules with gaps."""
    shutil.rmtree(BUILD / "coverage", ignore_errors=True)
    (BUILD / "coverage").mkdir(parents=True)
    settings, report = BUILD / "coverage.ini", BUILD / "coverage.json"
    settings.write_text(_COVERAGE.format(data=BUILD / "coverage" / "data"), "utf-8")
    coverage = [sys.executable, "-m", "coverage"]
    options = ["-n", str(workers), "--dist", "worksteal", *(f"--deselect={name}" for name in UNCOUNTED)]
    pytest = [*coverage, "run", f"--rcfile={settings}", "-m", "pytest", *options, COUNTED]
    subprocess.run(pytest, cwd=ROOT, check=True)
    for step in (["combine", "--quiet"], ["json", "-q", "-o", str(report)]):
        subprocess.run([*coverage, step[0], f"--rcfile={settings}", *step[1:]], cwd=ROOT, check=True)
    document = json.loads(report.read_text("utf-8"))
    files = {Path(name).name: each for name, each in document["files"].items()}
    return {
        "tests": [COUNTED],
        "lines": _share(document["totals"]["covered_lines"], document["totals"]["num_statements"]),
        "branches": _share(document["totals"]["covered_branches"], document["totals"]["num_branches"]),
        "gaps": {
            name: {"lines": each["missing_lines"], "branches": each["missing_branches"]}
            for name, each in sorted(files.items())
            if each["missing_lines"] or each["missing_branches"]
        },
    }


def _share(covered: int, of: int) -> dict[str, Any]:
    return {"covered": covered, "of": of, "percent": _percent(covered, of)}


def _percent(part: int, of: int) -> float:
    return round(100 * part / of, 2) if of else 100.0


def score(mutants: Sequence[Mutant], equivalent: Sequence[Equivalent] = ()) -> dict[str, Any]:
    """Return the share of mutants that were caught, of all of them and of those that change something.

    Whatever is not caught counts against it: survivors, mutants that no test runs, that were not tried.

    Example:
        >>> told = score([Mutant("a", "m.py", "f", "killed"), Mutant("b", "m.py", "f", "survived", "x", "y")])
        >>> told["percent"]
        50.0
    """
    missed = [mutant for mutant in mutants if not mutant.caught]
    alike = [mutant for mutant in missed if any(each.is_of(mutant) for each in equivalent)]
    return _counted(mutants, alike) | {
        "verdicts": dict(sorted(Counter(mutant.verdict for mutant in mutants).items())),
        "modules": {
            module: _counted([each for each in mutants if each.module == module], alike)
            for module in sorted({each.module for each in mutants})
        },
        "not_caught": [
            {"name": each.name, "verdict": each.verdict, "was": each.was, "becomes": each.becomes}
            for each in missed
            if each not in alike
        ],
        "changes_nothing": [
            {"name": each.name, "was": each.was, "becomes": each.becomes, "why": _why(each, equivalent)}
            for each in alike
        ],
        "listed_in_vain": [each.function for each in equivalent if not any(map(each.is_of, missed))],
    }


def _counted(mutants: Sequence[Mutant], alike: Sequence[Mutant]) -> dict[str, Any]:
    caught = sum(mutant.caught for mutant in mutants)
    without = len(mutants) - sum(mutant in alike for mutant in mutants)
    return {
        "caught": caught,
        "of": len(mutants),
        "percent": _percent(caught, len(mutants)),
        "of_those_that_change_something": without,
        "percent_of_those_that_change_something": _percent(caught, without),
    }


def _why(mutant: Mutant, equivalent: Sequence[Equivalent]) -> str:
    return next(each.why for each in equivalent if each.is_of(mutant))


def shortfalls(document: dict[str, Any]) -> list[str]:
    """Return what is asked and not reached, a sentence each."""
    found = []
    if document["coverage"]["branches"]["percent"] < BRANCHES or document["coverage"]["gaps"]:
        found.append(f"branches that no test takes: {json.dumps(document['coverage']['gaps'])}")
    mutation = document.get("mutation")
    if mutation and mutation["percent"] < MUTANTS:
        found.append(f"{mutation['percent']} % of the mutants are caught, {MUTANTS} % are asked")
    if mutation and mutation["listed_in_vain"]:
        found.append(f"listed as changing nothing, but caught or no longer made: {mutation['listed_in_vain']}")
    return found


def _say(document: dict[str, Any]) -> None:
    lines, taken = document["coverage"]["lines"], document["coverage"]["branches"]
    print(f"lines: {lines['covered']} of {lines['of']}; branches: {taken['covered']} of {taken['of']}")
    if mutation := document.get("mutation"):
        for module, of in mutation["modules"].items():
            print(f"{module:32} {of['caught']:5} of {of['of']:5}  {of['percent']:6.2f} %")
        print(f"mutants: {mutation['caught']} of {mutation['of']} caught, {mutation['percent']} %;")
        print(
            f"  without the {len(mutation['changes_nothing'])} that are listed as changing nothing: "
            f"{mutation['percent_of_those_that_change_something']} %"
        )
    for sentence in shortfalls(document):
        print(f"not reached: {sentence}")


def main(arguments: Sequence[str]) -> int:
    """Measure, write down, say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", nargs="*", default=every_module(), help="the modules whose mutants are tried")
    parser.add_argument("--coverage", action="store_true", help="count the branches only, and write nothing")
    parser.add_argument("--tests", nargs="*", default=list(TESTS), help="the tests that are run on mutants")
    parser.add_argument("--fresh", action="store_true", help="forget the verdicts of earlier runs")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long the tests of a mutant may take")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    document: dict[str, Any] = {"coverage": branches(chosen.workers)}
    if not chosen.coverage:
        try_mutants(chosen.modules, chosen.workers, seconds=chosen.seconds, tests=chosen.tests, fresh=chosen.fresh)
        listed = [each for each in equivalents() if each.module in chosen.modules]
        document["mutation"] = score(verdicts(chosen.modules), listed)
        document["mutation"] |= {"not_run_on_mutants": list(TOO_LONG), "seconds_of_tests_for_one": chosen.seconds}
        chosen.results.parent.mkdir(parents=True, exist_ok=True)
        chosen.results.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    _say(document)
    return 1 if shortfalls(document) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
