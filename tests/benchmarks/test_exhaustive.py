"""The run of the long tests: what passed is not run again, and what is missing, skipped or changed is not counted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LONG = """
import pytest


@pytest.mark.exhaustive
def test_figures(record_property):
    record_property("cases", {cases})


@pytest.mark.exhaustive
def test_word():
    {word}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("scripts", "src/package", "tests"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "exhaustive.py", tmp_path / "scripts")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = exhaustive\n", "utf-8")
    (tmp_path / "src" / "package" / "module.py").write_text("ONE = 1\n", "utf-8")
    return tmp_path


def run(checkout: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    command = [sys.executable, str(checkout / "scripts" / "exhaustive.py"), *arguments]
    alone = os.environ | {"WORKERS": "0"}
    done = subprocess.run(command, cwd=checkout, env=alone, capture_output=True, text=True, check=False, timeout=100)
    results = checkout / "benchmarks" / "results" / "exhaustive.json"
    return done.returncode, json.loads(results.read_text("utf-8")), done.stdout + done.stderr


def write_tests(checkout: Path, word: str, cases: int = 7) -> None:
    (checkout / "tests" / "test_long.py").write_text(LONG.format(word=word, cases=cases), "utf-8")


def test_what_is_not_passed_is_refused_and_what_passed_stands(checkout: Path) -> None:
    write_tests(checkout, "pytest.skip('not here')")
    code, document, printed = run(checkout)
    assert (code, document["complete"]) == (1, False)
    assert "refused: tests/test_long.py::test_word: skipped" in printed
    assert document["tests"]["tests/test_long.py::test_figures"]["figures"] == {"cases": 7}

    code, _, printed = run(checkout, "-k", "figures")
    assert (code, "2 long tests, 1 chosen, 0 to run" in printed) == (0, True), "a part that stands is not run again"

    write_tests(checkout, "pass", cases=8)  # the file is another: both are run
    code, document, printed = run(checkout)
    assert (code, document["complete"], "2 to run" in printed) == (0, True, True)
    assert document["tests"]["tests/test_long.py::test_figures"]["figures"] == {"cases": 8}


def test_a_package_that_changed_leaves_no_figure_standing(checkout: Path) -> None:
    write_tests(checkout, "pass")
    assert run(checkout)[0] == 0
    (checkout / "src" / "package" / "module.py").write_text("ONE = 2\n", "utf-8")
    code, document, printed = run(checkout, "-k", "word")
    assert (code, document["complete"], "1 to run" in printed) == (0, False, True)
    assert "1 of 2 long tests stand" in printed


def test_no_long_test_at_all_is_refused(checkout: Path) -> None:
    code, document, printed = run(checkout)
    assert (code, document["complete"]) == (1, False)
    assert "refused: no test is marked exhaustive" in printed
