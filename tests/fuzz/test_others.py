"""The damaged files Arrow's and Parquet's own projects keep are answered, where copies of them are here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ORACLES = HERE.parents[2] / "shared" / "oracles"
LEAST = {"arrow-testing": 350, "parquet-testing": 230}


@pytest.mark.realdata
@pytest.mark.parametrize("project", LEAST)
def test_every_file_is_read_or_refused(project: str, record_property: Callable[[str, object], None]) -> None:
    """Threat D4: no signal, no exception but ours, every batch sound."""
    if not (ORACLES / project).is_dir():
        pytest.skip(f"shared/oracles/{project} (github.com/apache/{project}) is not there")
    command = [sys.executable, str(HERE / "others.py"), str(ORACLES / project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-4_000:]
    figures = json.loads(done.stdout)
    for name, figure in figures.items():
        record_property(name, figure)
    assert figures["files"] >= LEAST[project]
    assert figures["rows"] > 1_000
