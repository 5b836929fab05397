"""What must never stand in the tree, and what the tree promises about itself."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "opendata_share"

# the classes of one character keep this file from finding itself
REGISTRY_HOST = re.compile(
    r"pyp[i]\.org|pythonhoste[d]|npmj[s]\.(org|com)|deb\.debia[n]\.org|anacond[a]\.org", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"/wor[k]/\w|/roo[t]/\w|/tm[p]/bash_jobs|/op[t]/(pypi|wheels)|[A-Z]:\\\\User[s]")
REGISTRY_OPTION = re.compile(r"--(extra-)?inde[x]-url|--find-link[s]|--trusted-hos[t]|@ (https?|file)://")
LARGEST = 1_000_000
LONGEST_MODULE = 500
EMPTY_NAMES = {"utils", "util", "common", "core", "helpers", "helper", "manager", "managers", "base", "misc"}


def tracked() -> list[Path]:
    """Return every file that is committed, or would be with `git add .`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: the tree cannot be listed")
    return sorted(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    """Return (path from the root, text) of every file that is text."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            found.append((path.relative_to(ROOT).as_posix(), data.decode("utf-8", errors="replace")))
    return found


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_registry_host_stands_in_the_tree() -> None:
    assert lines_with(REGISTRY_HOST) == []


def test_no_path_of_a_machine_stands_in_the_tree() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_locks_say_what_to_install_and_never_where_from() -> None:
    assert [line for line in lines_with(REGISTRY_OPTION) if line.startswith("requirements/")] == []


def test_no_file_is_larger_than_a_megabyte() -> None:
    assert [f"{path.relative_to(ROOT)}: {size}" for path in tracked() if (size := path.stat().st_size) > LARGEST] == []


def test_uv_lock_is_not_committed() -> None:
    """It records a registry's address on every package."""
    assert [path for path in tracked() if path.name == "uv.lock"] == []


def test_module_names_say_what_is_inside() -> None:
    names = {path.stem.strip("_"): path for path in modules()} | {
        path.parent.name.strip("_"): path.parent for path in modules()
    }
    assert [names[name] for name in sorted(EMPTY_NAMES & names.keys())] == []


def is_swallowed(handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches everything and does nothing with it."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    catches_all = any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in kinds)
    silent = all(
        isinstance(step, ast.Pass | ast.Continue)
        or (isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant))
        for step in handler.body
    )
    return catches_all and silent


BROAD = {"Exception", "BaseException"}


def is_broad_suppress(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "suppress" and any(isinstance(kind, ast.Name) and kind.id in BROAD for kind in call.args)


@pytest.mark.parametrize(
    "text",
    [
        "try: f()\nexcept Exception: pass",
        "try: f()\nexcept: ...",
        "for x in y:\n  try: f()\n  except (ValueError, BaseException) as e: continue",
        "with contextlib.suppress(Exception): f()",
    ],
    ids=["pass", "bare", "in-a-tuple", "suppress"],
)
def test_a_swallowed_exception_is_recognised(text: str) -> None:
    nodes = list(ast.walk(ast.parse(text)))
    assert any(isinstance(node, ast.ExceptHandler) and is_swallowed(node) for node in nodes) or any(
        isinstance(node, ast.Call) and is_broad_suppress(node) for node in nodes
    )


def test_no_exception_is_swallowed() -> None:
    swallowed = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        if "except" in (text := path.read_text("utf-8")) or "suppress" in text
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.ExceptHandler) and is_swallowed(node))
        or (isinstance(node, ast.Call) and is_broad_suppress(node))
    ]
    assert swallowed == []


def test_a_long_module_says_why_it_is_long() -> None:
    """A module over 500 lines carries a sentence with `long because` in its docstring."""
    unexplained = []
    for path in modules():
        text = path.read_text("utf-8")
        if text.count("\n") <= LONGEST_MODULE:
            continue
        docstring = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
        if "long because" not in docstring:
            unexplained.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
    assert unexplained == []


def test_every_module_begins_with_its_law() -> None:
    """What lives here and what it must not know stand before the first import; here, that anything stands there."""
    assert [
        str(path.relative_to(ROOT)) for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ] == []


def test_folders_are_at_most_two_deep() -> None:
    assert [path for path in modules() if len(path.relative_to(SOURCE).parts) > 3] == []


def requirement_names(lines: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match.group()).lower() for match in found if match}


def test_the_lock_holds_every_requirement_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"].get("optional-dependencies", {})
    declared = [
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
        *(name for extra in extras.values() for name in extra),
    ]
    wanted = requirement_names(declared) | requirement_names(
        (ROOT / "requirements/dev.in").read_text("utf-8").splitlines()
    )

    lock = (ROOT / "requirements/dev.txt").read_text("utf-8")
    assert wanted - requirement_names(lock.splitlines()) == set()
    for path in (ROOT / "requirements").rglob("*.txt"):
        entries = re.split(r"\n(?=[A-Za-z0-9])", path.read_text("utf-8"))
        assert [entry.partition("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_there_are_at_most_twelve_runtime_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert len(project["dependencies"]) <= 12


def test_every_ignored_lint_rule_has_a_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    ruff = text[text.index("[tool.ruff.lint]") : text.index("[tool.mypy]")]
    ignored = [line for line in ruff.splitlines() if re.match(r'\s+"[A-Z]+\d*",', line) and line.count('"') == 2]
    assert ignored
    assert [line.strip() for line in ignored if not re.search(r"# \S+", line)] == []


def test_every_record_of_a_decision_is_dated_names_its_costs_and_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    records = sorted(folder.glob("[0-9][0-9][0-9][0-9]-*.md"))
    assert records
    numbers = [path.name[:4] for path in records]
    assert len(set(numbers)) == len(numbers), "two records have one number"  # gaps are numbers somebody has taken
    for path in records:
        text = path.read_text("utf-8")
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE), path.name
        for heading in ("## Context", "## Decision", "## Consequences", "Costs:"):
            assert heading in text, f"{path.name} has no {heading!r}"
        assert f"({path.name})" in index, f"{path.name} is not in the index"
