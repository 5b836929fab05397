"""opendata-share-each COMMAND OPTIONS FILES: one command for each of several files, as pre-commit calls it.

What lives here: taking the files apart and the worst exit code. What this file must not know: any command.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ._app import run
from ._console import Exit


def main() -> None:
    """Run the command on this process's arguments and exit with its code."""
    sys.exit(run_each(sys.argv[1:]))


def run_each(arguments: Sequence[str]) -> int:
    """Run the command once for each file at the end of the arguments; return the worst exit code.

    Example:
        >>> run_each(["validate", "--to", "fire-station"])
        0
    """
    files = _files_at_the_end(arguments)
    command = arguments[: len(arguments) - len(files)]
    return max((run([*command, file]) for file in files), default=int(Exit.SOUND))


def _files_at_the_end(arguments: Sequence[str]) -> list[str]:
    """Return the files; the value of an option before them is none of them, even where it is a file's name."""
    files: list[str] = []
    for place in range(len(arguments) - 1, 0, -1):
        text, before = arguments[place], arguments[place - 1]
        if text.startswith("-") or not Path(text).is_file() or (before.startswith("--") and "=" not in before):
            break
        files.insert(0, text)
    return files
