"""Other people's readers and judges of the dialects, in the environment `make oracles` makes.

A test that needs what is not there is skipped, and the count at the end says so.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / ".oracles" / "dialects" / "bin"


def judged(tool: str, *arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run one of the tools and return what it said."""
    if not (FOLDER / tool).exists():
        pytest.skip("the oracles of dialects are not set up: `make oracles`")
    return subprocess.run(
        [FOLDER / tool, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=110
    )


def shared(name: str) -> Path:
    """Return the path of a standard's own schema or shapes."""
    found = next((root / "shared" / "oracles" / name for root in ROOT.parents if (root / "shared").exists()), None)
    if found is None or not found.exists():
        pytest.skip(f"shared/oracles/{name} is not there")
    return found


def said(program: str, *arguments: Path | str, seconds: int = 110) -> Any:
    """Run a Python program in the oracles' environment and return the JSON its last line is."""
    if not (FOLDER / "python").exists():
        pytest.skip("the oracles of dialects are not set up: `make oracles`")
    done = subprocess.run(
        [FOLDER / "python", "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
