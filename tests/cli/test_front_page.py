"""`opendata-share --help` is the parser's own page, printed without the parser."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from opendata_share.cli import _front_page

PROGRAM = """
import sys
from opendata_share.cli import main
try:
    main()
finally:
    print(*({name.split(".")[0] for name in sys.modules} & {"cyclopts", "rich"}), file=sys.stderr)
"""


@pytest.mark.parametrize("width", [72, 80, 137])
def test_the_page_is_that_of_the_parser(width: int) -> None:
    program = "import sys; from opendata_share.cli._app import run; sys.exit(run(['--help']))"
    settings = {**os.environ, "COLUMNS": str(width)}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], env=settings, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0
    # after a change of a command: python scripts/front_page.py
    assert done.stdout.decode().splitlines() == _front_page.page(width).splitlines()


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["--version"]])
def test_it_is_printed_without_the_parser(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "utf8", "-c", PROGRAM, *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr.split() == []
    assert done.stdout.decode().rstrip() == str(_front_page.page_at_once(arguments))


@pytest.mark.parametrize("arguments", [["validate", "--help"], ["--help", "validate"], ["--lang", "id"], ["help"]])
def test_whatever_else_is_asked_is_left_to_the_parser(arguments: list[str]) -> None:
    assert _front_page.page_at_once(arguments) is None


def test_a_narrow_terminal_and_one_without_boxes_are_left_to_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "71")
    assert _front_page.page_at_once(["--help"]) is None
    monkeypatch.setenv("COLUMNS", "80")
    assert _front_page.page_at_once(["--help"]) is not None
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert _front_page.page_at_once(["--help"]) is None
