"""Mutants of the policy package: where they are tried, and what is said of them.

What lives here: the copy of the repository that is worked in, what pytest is told, the changes that change nothing.
What this file must not know: how a mutant is tried (that is `trial`), how a score is written down, what a policy is.

Two environments run this file: the one of the checkout, and one that has mutmut (`.mutation`). The package that the
tests import must be the copy, in which every module of the policy package is replaced by its mutants: an editable
install leads to the sources, so the second environment has a plain one, which PYTHONPATH goes before. The folder in
PYTHONPATH must be there when Python starts, or Python remembers that it is not.

All but the policy package's modules is copied afresh by every run: the tests, the rest of the package, the files it
reads.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.policy.verdicts import CAUGHT, Key, Tried, Verdict, read

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = "src/opendata_share/policy"
ENVIRONMENT: Final = ROOT / ".mutation"
WORK: Final = ROOT / "build" / "policy-proof" / "work"
KEPT: Final = ROOT / "benchmarks" / "results" / "policy-mutants.json"
EQUIVALENTS: Final = Path(__file__).with_name("equivalent_mutants.toml")
TESTS: Final = ("tests/policy", "tests/leaks")
TOO_LONG: Final = (
    "tests/leaks/test_generated.py",
    "tests/policy/test_compose.py::test_a_policy_twice_is_the_policy_and_everything_beside_it_changes_nothing",
    "tests/policy/test_compose.py::test_all_of_several_lets_out_no_more_than_each",
    "tests/policy/test_compose.py::test_any_of_several_lets_out_what_one_of_them_would",
    "tests/policy/test_files.py::test_the_schema_takes_what_the_reader_takes_and_nothing_else",
    "tests/policy/test_gate_samples.py",
    "tests/policy/test_personal_patterns.py::test_the_date_of_an_identity_number_is_a_date",
    "tests/policy/test_promises.py::test_what_leaves_meets_the_contract_it_leaves_under",
    "tests/policy/test_protect.py::test_rebuilding_changes_no_value_of_any_type_however_it_is_sliced",
)
"""Not run on mutants: each takes longer than all tests of a function. What only they would catch is not caught."""

PYTEST: Final = (
    *("-p", "no:cacheprovider", "-q", "-s", "--tb=no", "--assert=plain", "--hypothesis-profile=mutants"),
    # these search the whole heap when a run ends, which takes six times as long as the tests of a mutant
    *("-p", "no:unraisableexception", "-p", "no:threadexception", "-p", "no:xdist", "-p", "no:anyio"),
    *("-o", "timeout=0"),
)
"""How pytest runs on mutants."""

_COPIED: Final = ("src", "tests", "scripts", "examples", "pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True)
class Made:
    """The mutants of one function.

    Attributes:
        dotted: The name they share, as mutmut spells it.
        code: The digest of the function.
        spans: The first and last line of the function as it is, then of each mutant, in the file of mutants.
    """

    dotted: str
    code: str
    spans: Sequence[tuple[int, int]]

    @property
    def mutants(self) -> int:
        """How many there are."""
        return len(self.spans) - 1


@dataclass(frozen=True)
class Mutant:
    """One change of one function, and what the tests said of it."""

    name: str
    module: str
    function: str
    verdict: str
    was: str = ""
    becomes: str = ""

    @property
    def caught(self) -> bool:
        """Whether a test noticed."""
        return self.verdict in CAUGHT


@dataclass(frozen=True)
class Equivalent:
    """A change that no test can notice, and why."""

    module: str
    function: str
    was: str
    becomes: str
    why: str

    def is_of(self, mutant: Mutant) -> bool:
        """Whether it is this change."""
        return (self.module, self.function, self.was, self.becomes) == (
            *(mutant.module, mutant.function, mutant.was, mutant.becomes),
        )


def equivalents(path: Path = EQUIVALENTS) -> list[Equivalent]:
    """Read the changes that were found to change nothing."""
    return [Equivalent(**each) for each in tomllib.loads(path.read_text("utf-8")).get("mutant", [])]


def every_module() -> list[str]:
    """Return the names of the package's modules."""
    return sorted(path.name for path in (ROOT / PACKAGE).glob("*.py"))


def try_mutants(
    modules: Sequence[str], workers: int, *, seconds: float, tests: Sequence[str] = TESTS, fresh: bool = False
) -> None:
    """Try every mutant of some modules that has no verdict that holds.

    Args:
        modules: Names of the package's files.
        workers: How many mutants at a time.
        seconds: How long the tests of a mutant may take in all, on unchanged code; those that come later are not run.
        tests: Folders or files of tests; what they do not catch is tried again where others are given.
        fresh: Forget what earlier runs found.
    """
    if fresh:
        KEPT.unlink(missing_ok=True)
    for name in _COPIED:
        _copy(ROOT / name, WORK / name)
    asked = {"workers": workers, "seconds": seconds, "verdicts": str(KEPT), "modules": modules, "tests": tests}
    subprocess.run(
        [ENVIRONMENT / "bin" / "python", "-m", "benchmarks.policy.trial", json.dumps(asked)],
        cwd=WORK,
        env=os.environ | {"PYTHONPATH": f"{WORK / 'src'}{os.pathsep}{ROOT}", "CI": "1"},
        check=True,
    )


def made(module: str) -> dict[Key, Made]:
    """Return the mutants of a module by function, in its order; none where it has no function that is changed."""
    functions: dict[str, Any] = json.loads(made_file(module).read_text("utf-8"))["functions"]
    return {
        (module, function): Made(each["dotted"], each["code"], [(first, last) for first, last in each["spans"]])
        for function, each in functions.items()
    }


def made_file(module: str) -> Path:
    """Return the file that says which mutants of a module were made."""
    return WORK / "made" / f"{module}.json"


def verdicts(modules: Iterable[str]) -> list[Mutant]:
    """Return the mutants of some modules as the last runs left them; those not caught with what they change."""
    kept = read(KEPT)
    return [mutant for module in modules for mutant in _mutants_of(module, kept)]


def _copy(source: Path, target: Path) -> None:
    """Copy what differs; remove what is gone. The modules of the policy package are not copied but made."""
    if source.is_file():
        if not target.is_file() or source.read_bytes() != target.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        return
    here = {each.name for each in source.iterdir() if each.name != "__pycache__"}
    for each in target.iterdir() if target.is_dir() else ():
        if each.name not in here:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    for name in sorted(here):
        if not (source == ROOT / PACKAGE and name.endswith(".py")):
            _copy(source / name, target / name)


def _mutants_of(module: str, kept: Mapping[Key, Tried]) -> Iterator[Mutant]:
    lines = (WORK / PACKAGE / module).read_text("utf-8").splitlines()
    for key, of in made(module).items():
        tried = kept.get(key)
        known = tried.verdicts if tried is not None and tried.code == of.code else [Verdict("not tried")] * of.mutants
        mangled = of.dotted.rpartition(".")[2]
        original = _lines_of(lines, of.spans[0], f"{mangled}__mutmut_orig", key[1])
        for number, (verdict, span) in enumerate(zip(known, of.spans[1:], strict=True), start=1):
            changed = _lines_of(lines, span, f"{mangled}__mutmut_{number}", key[1])
            was, becomes = ("", "") if verdict.caught else change(original, changed)
            yield Mutant(f"{of.dotted}__mutmut_{number}", *key, verdict.said, was, becomes)


def _lines_of(lines: Sequence[str], span: tuple[int, int], own: str, function: str) -> list[str]:
    return [line.replace(own, function) for line in lines[span[0] - 1 : span[1]]]


def change(original: Sequence[str], changed: Sequence[str]) -> tuple[str, str]:
    r"""Return the lines that differ: as they were, as they became.

    Example:
        >>> change(["a = 1", "  b = 2"], ["a = 1", "  b = 3"])
        ('b = 2', 'b = 3')
    """
    told = list(difflib.ndiff(original, changed))
    was, becomes = ("\n".join(line[2:].strip() for line in told if line.startswith(sign)) for sign in "-+")
    return was, becomes
