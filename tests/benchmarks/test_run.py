"""The benchmark does the work it names on the rows it made; how long that takes is no test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "benchmarks" / "run.py"
ROWS = 2_000
BROKEN = 2

pytestmark = pytest.mark.exhaustive  # nothing of the package is tried here that is not tried elsewhere


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(RUN), *arguments], capture_output=True, text=True, check=False, timeout=110
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """Return what one short run printed and kept."""
    kept = tmp_path_factory.mktemp("results") / "journey.json"
    done = bench("--rows", str(ROWS), "--rounds", "1", "--results", str(kept))
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(kept.read_text("utf-8"))
    return done.stdout, document


def test_every_case_counts_the_rows_it_was_given(results: tuple[str, dict[str, Any]]) -> None:
    _, document = results
    assert {name: case["counts"] for name, case in document["cases"].items()} == {
        "read": {"rows": ROWS},
        "judge": {"rows": ROWS, "rejected": BROKEN},
        "journey": {"rows": ROWS, "rejected": BROKEN, "published": ROWS - BROKEN},
    }


def test_the_kept_figures_name_the_input_and_the_versions(results: tuple[str, dict[str, Any]]) -> None:
    _, document = results
    assert (document["rows"], document["broken_rows"], document["rounds"]) == (ROWS, BROKEN, 1)
    assert document["contract"] == "facility-capacity"
    assert {"opendata-share", "pyarrow", "numpy", "python"} <= set(document["versions"])


def test_every_case_has_seconds_memory_and_ratios(results: tuple[str, dict[str, Any]]) -> None:
    _, document = results
    for case in document["cases"].values():
        assert len(case["seconds"]) == 1
        assert all(
            case[name] > 0
            for name in ("rows_per_second", "cpu_seconds", "peak_mib", "ratio_to_read", "cpu_ratio_to_read")
        )
    assert document["cases"]["read"]["ratio_to_read"] == 1


def test_the_kept_figures_name_no_machine(results: tuple[str, dict[str, Any]]) -> None:
    _, document = results
    text = json.dumps(document)
    assert str(ROOT) not in text
    assert str(Path.home()) not in text


def test_the_table_shows_every_case(results: tuple[str, dict[str, Any]]) -> None:
    printed, document = results
    assert "2,000 rows of 13 columns" in printed
    assert all(case["does"] in printed for case in document["cases"].values())


@pytest.mark.parametrize("option", ["--rows", "--rounds"])
def test_a_run_of_nothing_is_refused(option: str) -> None:
    done = bench(option, "0")
    assert done.returncode == 2
    assert "at least 1" in done.stderr


def test_the_sheet_is_the_same_every_time(tmp_path: Path) -> None:
    program = "import sys, pathlib, capacity_csv; capacity_csv.write(pathlib.Path(sys.argv[1]), 1500)"
    sheets = []
    for name in ("first.csv", "second.csv"):
        subprocess.run([sys.executable, "-c", program, str(tmp_path / name)], check=True, cwd=RUN.parent)
        sheets.append((tmp_path / name).read_bytes())
    assert sheets[0] == sheets[1]
    assert sheets[0].count(b"\n") == 1_501


def test_the_figures_in_the_repository_are_of_a_million_rows() -> None:
    document = json.loads((ROOT / "benchmarks" / "results" / "journey.json").read_text("utf-8"))
    assert document["rows"] == 1_000_000
    assert document["cases"]["journey"]["counts"]["published"] == 999_000
