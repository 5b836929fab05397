"""Run the code that documents show, as a pytest plugin (`pytest -p docs_code README.md docs src`).

What lives here: which blocks run and how. `python` blocks run in order and share their names within one document;
`console` blocks run each `$ ` line in a shell and compare what it prints; `>>>` examples in docstrings of `src`
are doctests. Every document gets an empty folder to work in, with the repository's `examples` in it. A block after
`<!-- skip: next -->` does not run.

In each process of a run the first start of every command of `opendata-share` is a whole one. Later ones are forked from
a process that has loaded the package (`quick_starts`), which took most of the time.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, chdir
from pathlib import Path
from typing import Any

from quick_starts import quick_starts
from sybil import Example, Sybil
from sybil.document import PythonDocStringDocument
from sybil.example import NotEvaluated
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).resolve().parent.parent

# What a document remembers of keys, pins and downloads is its own: never of whoever runs it, nor of another document.
_HOMES = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
_SECONDS = 100
_SHOWN = {"LC_ALL": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1"}


class _Docstrings(PythonDocStringDocument):
    """The docstrings of a module, whose names the examples may use; its future imports stay its own."""

    def import_document(self, example: Example) -> None:  # noqa: ARG002  (the signature is sybil's)
        """Import the module under its real name when its first example runs."""
        name = ".".join(Path(self.path).relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        names = vars(importlib.import_module(name)) | {"__name__": "__main__"}
        names.pop("annotations", None)  # doctest would take it for a future import of the example
        self.namespace.update(names)
        self.pop_evaluator(self.import_document)
        raise NotEvaluated


def _commands(source: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines it is said to print."""
    command: str | None = None
    output: list[str] = []
    for line in source.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            if command is not None:
                yield command, output
            command, output = line[2:], []
        elif command is not None and command.endswith("\\") and not output:
            command = f"{command[:-1]}{line.strip()}"
        elif command is not None:
            output.append(line.strip())
    if command is not None:
        yield command, output


def _matches(printed: str, expected: list[str]) -> bool:
    """Whether the output is the expected lines, where `…` or `...` stands for anything."""
    wanted = "\n".join(line for line in expected if line)
    got = "\n".join(line.strip() for line in printed.splitlines() if line.strip())
    pattern = r"(?s:.*)".join(re.escape(part) for part in re.split(r"…|\.\.\.", wanted))
    return re.fullmatch(pattern, got) is not None


_until_the_end = ExitStack()


def pytest_unconfigure() -> None:
    """Let what waits for commands end."""
    _until_the_end.close()


@functools.cache
def _quick() -> str:
    """Return a folder in which `opendata-share` starts quickly; documents start it two hundred times."""
    return str(_until_the_end.enter_context(quick_starts(os.environ | _SHOWN)))


_started: set[str] = set()
_NAMES = re.compile(
    r"opendata-share ((?:adapters|agency|contract|key|map|policy|receipts|rejection|trust) [a-z]+|[a-z]+)"
)


def _environment(command: str) -> dict[str, str]:
    """Return what a command line runs with; a command not started before starts as it does for anybody."""
    folders = [sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]
    commands = set(_NAMES.findall(command))
    if commands <= _started and sys.platform == "linux":  # elsewhere a process with libraries in it may not fork
        folders.insert(0, _quick())
    _started.update(commands)
    return os.environ | _SHOWN | {"PATH": os.pathsep.join(folders)}


def _run_console(example: Example) -> str | None:
    """Run a console block. A command shown without output must succeed; one shown with output must print it."""
    for command, expected in _commands(example.parsed):
        done = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=_environment(command),
            timeout=_SECONDS,
            check=False,
        )
        printed = done.stdout + done.stderr
        if not expected and done.returncode != 0:
            return f"$ {command}\nended with {done.returncode}:\n{printed}"
        if expected and not _matches(printed, expected):
            return f"$ {command}\nprinted:\n{printed}\nand the document says:\n" + "\n".join(expected)
    return None


def _enter_folder(namespace: dict[str, Any]) -> None:
    folder = tempfile.TemporaryDirectory(prefix="docs-code-")
    if (ROOT / "examples").is_dir():
        Path(folder.name, "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    there = chdir(folder.name)
    there.__enter__()
    home = tempfile.TemporaryDirectory(prefix="docs-home-")
    os.environ |= {name: str(Path(home.name, name.lower())) for name in _HOMES}
    namespace |= {"__name__": "__main__", "_folder": (folder, there, home)}


def _leave_folder(namespace: dict[str, Any]) -> None:
    folder, there, home = namespace.pop("_folder")
    there.__exit__(None, None, None)
    folder.cleanup()
    home.cleanup()


_documents = Sybil(
    name="document",
    path=str(ROOT),
    parsers=[SkipParser(), PythonCodeBlockParser(), CodeBlockParser("console", _run_console)],
    pattern="*.md",
    setup=_enter_folder,
    teardown=_leave_folder,
)
_docstrings = Sybil(
    name="docstring",
    path=str(ROOT / "src"),
    parsers=[DocTestParser()],
    pattern="*.py",
    document_types={".py": _Docstrings},
    setup=_enter_folder,
    teardown=_leave_folder,
)

pytest_collect_file = (_documents + _docstrings).pytest()

if __name__ == "__main__":
    sys.exit("This is a plugin: pytest -p docs_code README.md")
