"""Other people's readers of what a judgement is printed as, in the environment `make oracles` makes.

A test that needs what is not there is skipped, and the count at the end says so.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
BIN: Final = ROOT / ".oracles" / "verdicts" / "bin"
SARIF_SCHEMA: Final = Path(__file__).with_name("sarif-schema-2.1.0.json")

READ_ALL: Final = """
import json, sys
import html5lib
from junitparser import JUnitXml
from sarif_pydantic.sarif import Sarif

def junit(path):
    suites = JUnitXml.fromfile(path)
    return {
        "tests": suites.tests, "failures": suites.failures, "errors": suites.errors, "skipped": suites.skipped,
        "cases": [[suite.name, case.name, [type(result).__name__ for result in case.result]]
                  for suite in suites for case in suite],
    }

def sarif(path):
    (run,) = Sarif.model_validate_json(open(path, encoding="utf-8").read()).runs
    return {"results": [[result.rule_id, result.level.value] for result in run.results or []]}

def html(path):
    html5lib.HTMLParser(strict=True).parse(open(path, "rb"), transport_encoding="utf-8")
    return {}

READERS = {"junit": junit, "sarif": sarif, "html": html}
print(json.dumps([READERS[form](path) for form, path in (text.split("=", 1) for text in sys.argv[1:])]))
"""


def tool(name: str) -> Path:
    """Return the path of one of the tools."""
    if not (BIN / name).exists():
        pytest.skip("the oracles of verdicts are not set up: `make oracles`")
    return BIN / name


def read_by_others(files: list[tuple[str, Path]]) -> list[Any]:
    """Return what other people's readers make of each (form, file); they raise where it is malformed."""
    arguments = [f"{form}={path}" for form, path in files]
    done = subprocess.run(
        [tool("python"), "-c", READ_ALL, *arguments], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[Any] = json.loads(done.stdout)
    return found


def meets(schema: Path | str, *files: Path) -> subprocess.CompletedProcess[str]:
    """Return what check-jsonschema says of files under a schema: a path, or the name of one of its own."""
    given = ["--schemafile", str(schema)] if isinstance(schema, Path) else ["--builtin-schema", schema]
    return subprocess.run(
        [tool("check-jsonschema"), *given, *map(str, files)], capture_output=True, text=True, check=False, timeout=100
    )
