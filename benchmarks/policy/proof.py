"""How thoroughly the tests try the policy package: branch coverage, and the share of mutants they catch.

What lives here: running both tools over `src/opendata_share/policy` with the tests of policies and of leaks, and
writing their figures down. What this file must not know: what a policy is.

Branches are counted by coverage.py, in this environment. Mutants are made and tried by mutmut in an environment of its
own (`requirements/mutation.txt`): it works on a copy of the sources, with the tests of tests/policy. `--modules` takes
some modules only; what was left out is named in the results, for a part is not the whole.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "src" / "opendata_share" / "policy"
RESULTS: Final = ROOT / "benchmarks" / "results" / "policy-proof.json"
BUILD: Final = ROOT / "build" / "policy-proof"
MUTANTS_ENVIRONMENT: Final = ROOT / ".mutation"
_COVERING: Final = ("tests/policy", "tests/leaks")
_COPIED: Final = ("src", "tests", "scripts", "examples", "pyproject.toml", "README.md", "LICENSE")
_CAUGHT: Final = frozenset({"killed", "timeout", "segfault"})
_UNJUDGED: Final = frozenset({"skipped", "not checked", "caught by type check"})
_SETTINGS: Final = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {modules}
also_copy = ["tests", "pyproject.toml", "README.md"]
pytest_add_cli_args_test_selection = ["tests/policy"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-q"]
"""


def branches() -> dict[str, Any]:
    """Run the tests and return how many lines and branches of the package they take, and the modules with gaps."""
    BUILD.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"COVERAGE_FILE": str(BUILD / "coverage")}
    coverage = [sys.executable, "-m", "coverage"]
    run = ["run", "--rcfile=", "--branch", "--source=opendata_share.policy", "-m", "pytest", "-q", *_COVERING]
    subprocess.run([*coverage, *run], cwd=ROOT, env=environment, check=True)
    report = BUILD / "coverage.json"
    subprocess.run([*coverage, "json", "--rcfile=", "-q", "-o", str(report)], cwd=ROOT, env=environment, check=True)
    document = json.loads(report.read_text("utf-8"))
    files = {Path(name).name: each for name, each in document["files"].items()}
    return {
        "tests": list(_COVERING),
        "lines": _share(document["totals"]["covered_lines"], document["totals"]["num_statements"]),
        "branches": _share(document["totals"]["covered_branches"], document["totals"]["num_branches"]),
        "gaps": {
            name: {"lines": each["missing_lines"], "branches": each["missing_branches"]}
            for name, each in sorted(files.items())
            if each["missing_lines"] or each["missing_branches"]
        },
    }


def _share(covered: int, of: int) -> dict[str, Any]:
    return {"covered": covered, "of": of, "percent": round(100 * covered / of, 2) if of else 100.0}


def mutants(modules: Sequence[str]) -> dict[str, Any]:
    """Try the mutants of some modules and return how many were caught; those that were not, by name."""
    work = BUILD / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in _COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, work / name)
    paths = json.dumps([f"src/opendata_share/policy/{module}" for module in modules])
    with (work / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_SETTINGS.format(modules=paths))
    mutmut = MUTANTS_ENVIRONMENT / "bin" / "mutmut"
    subprocess.run([mutmut, "run", "--max-children", os.environ.get("WORKERS", "2")], cwd=work, check=True)
    said = subprocess.run(
        [mutmut, "results", "--all", "true"], cwd=work, check=True, capture_output=True, text=True
    ).stdout
    verdicts = dict(line.strip().rsplit(": ", 1) for line in said.splitlines() if ": " in line)
    return score(verdicts) | {"modules": sorted(modules), "left_out": sorted(set(every_module()) - set(modules))}


def score(verdicts: dict[str, str]) -> dict[str, Any]:
    """Return the share of judged mutants that were caught.

    Example:
        >>> score({"a": "killed", "b": "survived", "c": "skipped"})["percent"]
        50.0
    """
    judged = {name: verdict for name, verdict in verdicts.items() if verdict not in _UNJUDGED}
    caught = sum(verdict in _CAUGHT for verdict in judged.values())
    return {
        "caught": caught,
        "of": len(judged),
        "percent": round(100 * caught / len(judged), 2) if judged else 0.0,
        "verdicts": dict(sorted(Counter(verdicts.values()).items())),
        "not_caught": sorted(name for name, verdict in judged.items() if verdict not in _CAUGHT),
    }


def every_module() -> list[str]:
    """Return the names of the package's modules."""
    return sorted(path.name for path in PACKAGE.glob("*.py"))


def main(arguments: Sequence[str]) -> int:
    """Measure and write down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", nargs="*", default=every_module(), help="the modules whose mutants are tried")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    document: dict[str, Any] = {"coverage": branches()}
    document["mutation"] = mutants(chosen.modules) if chosen.modules else None
    chosen.results.parent.mkdir(parents=True, exist_ok=True)
    chosen.results.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"branches: {document['coverage']['branches']}")
    if document["mutation"]:
        print(f"mutants: {document['mutation']['caught']} of {document['mutation']['of']} caught")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
