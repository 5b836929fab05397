"""Other people's readers and validators, each in the environment `make oracles` makes.

A test that needs what is not there is skipped, and the count at the end says so.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".oracles" / "exports" / "bin" / "python"
SCHEMAS: Final = ROOT.parent / "shared" / "oracles" / "xsd"


def said(program: str, *arguments: Path | str) -> Any:
    """Run `program` in the oracle's environment and return the JSON it prints."""
    if not PYTHON.exists():
        pytest.skip("the oracles of exports are not set up: `make oracles`")
    done = subprocess.run(
        [PYTHON, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def schema(name: str) -> Path:
    """Return the path of one of the standards' own schemas."""
    if not (SCHEMAS / name).exists():
        pytest.skip(f"shared/oracles/xsd/{name} is not there")
    return SCHEMAS / name


VALIDATE_XML: Final = """
import json, sys
from lxml import etree
# the schemas name one another by file; nothing is fetched
schema = etree.XMLSchema(etree.parse(sys.argv[1], etree.XMLParser(no_network=True)))
document = etree.parse(sys.argv[2])
schema.validate(document)
print(json.dumps([str(error) for error in schema.error_log]))
"""
