"""Shell completion: what the scripts offer, as a real bash completes with them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ASKED = {
    "a command": (["va"], ["validate"]),
    "a command in a group": (["map", "ch"], ["check"]),
    "an option": (["map", "check", "--for"], ["--format"]),
    "a value": (["validate", "--format", "s"], ["sarif"]),
    "a contract": (["validate", "--to", "fire"], ["fire-station"]),
    "a map": (["map", "check", "jakarta-fire-p"], ["jakarta-fire-posts-2013"]),
    "nothing": (["validate", "--agency", "x"], []),
}
COMPLETE = """
source "$1"; shift
COMP_WORDS=(opendata-share "$@"); COMP_CWORD=$#
$(complete -p opendata-share | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(command: Any, tmp_path: Path) -> Callable[[str], Path]:
    def write(shell: str) -> Path:
        outcome = command("completion", shell)
        assert (outcome.code, outcome.err) == (0, "")
        path = tmp_path / shell
        path.write_text(outcome.out, encoding="utf-8")
        return path

    return write


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_commands_options_values_and_names(script: Callable[[str], Path], tmp_path: Path) -> None:
    path = script("bash")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for words, offered in ASKED.values():
        done = subprocess.run(
            ["bash", "--norc", "-c", COMPLETE, "bash", path, *words],
            env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=100,
        )  # fmt: skip
        assert (done.stdout.split(), done.stderr) == (offered, ""), words


@pytest.mark.parametrize(
    ("shell", "begins"), [("zsh", "#compdef opendata-share"), ("fish", "complete -c opendata-share")]
)
def test_the_scripts_of_other_shells_offer_the_same_commands(
    script: Callable[[str], Path], shell: str, begins: str
) -> None:
    path = script(shell)
    text = path.read_text("utf-8")
    assert begins in text
    assert "Judge the field map" in text
    if shutil.which(shell) is not None:
        subprocess.run([shell, "-n", path], check=True, timeout=100)


def test_another_shell_is_refused(command: Any) -> None:
    assert command("completion", "tcsh").code == 2
