"""Mutants of the policy package, tried with mutmut where nothing else is: made, run, told apart, kept between runs.

What lives here: the copy of the repository that mutmut works in, what it is told, and what its verdicts mean. What this
file must not know: how a score is written down, what a policy is.

mutmut puts every mutant of a function beside it and asks, at each call, which one is under test. This file sees to what
that needs. The package that the tests import must be the copy: an editable install leads to the sources, so the
environment has a plain one, which PYTHONPATH goes before. The folder in PYTHONPATH must be there when Python starts, or
Python remembers that it is not. And every mutant is tried in a process that has called nothing yet (`forkserver`), for
what a cache remembers from the unchanged function hides the changed one.

Verdicts stay in `build/policy-proof`, so that a run can be stopped and goes on where it was. A function that changed is
tried anew; where a test changed, every mutant that was not caught is. What was caught is not tried again, whatever else
changed: before a figure is trusted for long, take it afresh.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = "src/opendata_share/policy"
ENVIRONMENT: Final = ROOT / ".mutation"
WORK: Final = ROOT / "build" / "policy-proof" / "work"
_MADE: Final = WORK / "mutants" / PACKAGE
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

_COPIED: Final = ("src", "tests", "scripts", "examples", "pyproject.toml", "README.md", "LICENSE")
_SETTINGS: Final = {
    "source_paths": ["src"],
    "only_mutate": [f"{PACKAGE}/*.py"],
    "also_copy": ["tests", "scripts", "examples", "README.md", "LICENSE"],
    "process_isolation": "forkserver",
    "track_dependencies": False,
    "use_git_change_detection": False,
    "on_dependency_change": "ignore",
    "timeout_multiplier": 6.0,
    "timeout_constant": 5.0,
    "pytest_add_cli_args_test_selection": list(TESTS),
    "pytest_add_cli_args": [
        *("-p", "no:cacheprovider", "-q", "--tb=no", "--assert=plain", "--hypothesis-profile=mutants"),
        # these search the whole heap when a run ends, which takes six times as long as the tests of a mutant
        *("-p", "no:unraisableexception", "-p", "no:threadexception", "-p", "no:xdist", "-p", "no:anyio"),
        *(f"--deselect={name}" for name in TOO_LONG),
    ],
}
_VERDICTS: Final[dict[int | None, str]] = {
    None: "not tried",
    0: "survived",
    1: "killed",
    3: "killed",
    5: "no tests",
    33: "no tests",
    **dict.fromkeys((-24, 24, 36, 152), "timeout"),
    -11: "crashed",
}
CAUGHT: Final = frozenset({"killed", "timeout", "crashed"})


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


def try_mutants(modules: Sequence[str], workers: int, *, fresh: bool = False) -> None:
    """Try every mutant of some modules that has no verdict yet.

    Args:
        modules: Names of the package's files.
        workers: How many mutants at a time.
        fresh: Forget what earlier runs found.
    """
    if fresh:
        shutil.rmtree(WORK, ignore_errors=True)
    _bring_up_to_date()
    # mutants are made within a run, so what a changed function makes to try is known after one
    asked = _untried(modules) or _one_of_a_changed_module(modules)
    while asked:
        _mutmut("run", "--max-children", str(workers), *asked)
        if (left := _untried(modules)) and len(left) >= len(asked):
            raise RuntimeError(f"mutmut gave no verdict on {len(left)} mutants, the first is {left[0]}")
        asked = left


def verdicts(modules: Iterable[str]) -> list[Mutant]:
    """Return the mutants of some modules as the last runs left them; those not caught with what they change."""
    return [mutant for module in modules for mutant in _mutants_of(module)]


def _bring_up_to_date() -> None:
    """Copy what differs from the repository, and forget what that makes doubtful."""
    (WORK / "mutants" / "src").mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        _copy(ROOT / name, WORK / name)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    settings = "\n".join(f"{key} = {json.dumps(value)}" for key, value in _SETTINGS.items())
    (WORK / "pyproject.toml").write_text(f"{project}\n[tool.mutmut]\n{settings}\n", "utf-8")
    digest, kept = _digest_of(WORK / "tests"), WORK / "tests.sha256"
    if kept.exists() and kept.read_text("utf-8") != digest:
        shutil.rmtree(WORK / "mutants" / "tests", ignore_errors=True)
        (WORK / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
        for meta in _MADE.glob("*.meta"):
            if (codes := _codes(meta.stem)) is not None:
                _forget_uncaught(meta, codes)
    kept.write_text(digest, "utf-8")


def _copy(source: Path, target: Path) -> None:
    """Copy what differs, so that what does not keeps its time; remove what is gone."""
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
        _copy(source / name, target / name)


def _digest_of(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    told = hashlib.sha256()
    for path in files:
        told.update(f"{path.relative_to(folder)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()


def _forget_uncaught(meta: Path, codes: dict[str, int | None]) -> None:
    document = json.loads(meta.read_text("utf-8"))
    document["exit_code_by_key"] = {key: code if _verdict(code) in CAUGHT else None for key, code in codes.items()}
    meta.write_text(json.dumps(document, indent=4), "utf-8")


def _untried(modules: Iterable[str]) -> list[str]:
    """Return the names of mutants without a verdict; a pattern for a module whose mutants were not made."""
    found: list[str] = []
    for module in modules:
        codes = _codes(module)
        found += [f"{_dotted(module)}.x*"] if codes is None else [name for name, code in codes.items() if code is None]
    return found


def _one_of_a_changed_module(modules: Iterable[str]) -> list[str]:
    """Return the name of a mutant, so that there is a run, where a module changed since its mutants were made."""
    changed = [
        module
        for module in modules
        if (WORK / PACKAGE / module).stat().st_mtime >= (_MADE / module).stat().st_mtime and _codes(module)
    ]
    return [name for module in changed for name in list(_codes(module) or {})[:1]]


def _codes(module: str) -> dict[str, int | None] | None:
    """Return mutmut's exit codes by name, or None where it made no mutants or was stopped while it wrote."""
    try:
        found: dict[str, int | None] = json.loads((_MADE / f"{module}.meta").read_text("utf-8"))["exit_code_by_key"]
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return found


def _dotted(module: str) -> str:
    return ".".join(("opendata_share.policy", *([] if module == "__init__.py" else [module.removesuffix(".py")])))


def _mutmut(*arguments: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(WORK / "mutants" / "src"), "CI": "1"}
    subprocess.run([ENVIRONMENT / "bin" / "mutmut", *arguments], cwd=WORK, env=environment, check=True)


def _verdict(code: int | None) -> str:
    return _VERDICTS.get(code, "suspicious")


def _mutants_of(module: str) -> Iterator[Mutant]:
    made = _MADE / module
    if not (codes := _codes(module)):
        return
    spans = json.loads(made.with_name(f"{module}.spans").read_text("utf-8"))["spans"]
    lines = made.read_text("utf-8").splitlines()
    for name, code in codes.items():
        own = name.rpartition(".")[2]
        mangled = own.partition("__mutmut_")[0]
        function = mangled.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        mutant: dict[str, Any] = {"name": name, "module": module, "function": function, "verdict": _verdict(code)}
        if mutant["verdict"] in CAUGHT:
            yield Mutant(**mutant)
            continue
        original, changed = (
            [line.replace(each, function) for line in lines[spans[each][0] - 1 : spans[each][1]]]
            for each in (f"{mangled}__mutmut_orig", own)
        )
        was, becomes = change(original, changed)
        yield Mutant(**mutant, was=was, becomes=becomes)


def change(original: Sequence[str], changed: Sequence[str]) -> tuple[str, str]:
    r"""Return the lines that differ: as they were, as they became.

    Example:
        >>> change(["a = 1", "  b = 2"], ["a = 1", "  b = 3"])
        ('b = 2', 'b = 3')
    """
    told = list(difflib.ndiff(original, changed))
    was, becomes = ("\n".join(line[2:].strip() for line in told if line.startswith(sign)) for sign in "-+")
    return was, becomes
