"""What the tests said of every mutant, kept in a file beside the figures, so that a run that was stopped goes on.

What lives here: the verdicts by function, when one still holds, and the file. What this file must not know: how mutants
are made or tried.

A verdict is of a function as it was, told by the digest of its code. That a test caught a mutant holds while the file
of that test is the same; that none did, while every file of tests is. What else a function calls may have changed
since: before a figure is trusted for long, take it afresh.

The file has a line for each function: a word for each mutant, in order. `12` was caught by the thirteenth of `tests`,
`t12` never ended in it, `c12` ended the process; `s` survived, `n` is run by no test, `i` failed as the tests were
imported.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CAUGHT: Final = frozenset({"killed", "timeout", "crashed"})
_BY: Final = {"": "killed", "t": "timeout", "c": "crashed"}
_WORDS: Final = {"s": "survived", "n": "no tests", "i": "killed"}
_WORD: Final = re.compile(r"([tc]?)([0-9]+)|([sni])")

Key = tuple[str, str]
"""A module's file and a function in it; of a method, `Class.name`."""


@dataclass(frozen=True)
class Verdict:
    """What the tests said of one mutant, and which of them caught it."""

    said: str
    by: str = ""

    @property
    def caught(self) -> bool:
        """Whether a test noticed."""
        return self.said in CAUGHT


@dataclass(frozen=True)
class Tried:
    """The verdicts on the mutants of one function.

    Attributes:
        code: The digest of the function.
        files: The digest of every file of tests that was run, and of what they build upon.
        seconds: What the tests of a mutant were allowed to take.
        verdicts: One for each mutant, in order.
    """

    code: str
    files: Mapping[str, str]
    seconds: float
    verdicts: Sequence[Verdict]


def file_of(test: str) -> str:
    """Return the file that a test stands in.

    Example:
        >>> file_of("tests/policy/test_gate.py::test_it[a::b]")
        'tests/policy/test_gate.py'
    """
    return test.partition("::")[0]


def is_of_tests(file: str) -> bool:
    """Return whether a file holds tests, not what tests build upon."""
    return Path(file).name.startswith("test_")


def digests(folders: Iterable[Path], root: Path) -> dict[str, str]:
    """Return the digest of every file in some folders, by its path from the root."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix == ".py")
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in sorted(files)}


def holds(verdict: Verdict, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Return whether a verdict on a function that is unchanged holds, for the files of tests as they are now.

    Example:
        >>> before, now = {"a.py": "1", "b.py": "1"}, {"a.py": "1", "b.py": "2"}
        >>> [holds(each, before, now) for each in (Verdict("killed", "a.py::x"), Verdict("killed", "b.py::x"))]
        [True, False]
        >>> holds(Verdict("survived"), before, now)
        False
    """
    if verdict.caught and verdict.by:
        file = file_of(verdict.by)
        return file in now and before.get(file) == now[file]
    return before == now


def read(path: Path) -> dict[Key, Tried]:
    """Return what is kept; nothing where there is no file."""
    if not path.exists():
        return {}
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    tests, files = document["tests"], document["files"]
    return {
        (module, function): Tried(
            each["code"],
            files[each["files"]],
            each["seconds"],
            [_verdict(word, tests) for word in each["verdicts"].split()],
        )
        for module, functions in document["functions"].items()
        for function, each in functions.items()
    }


def write(path: Path, kept: Mapping[Key, Tried]) -> None:
    """Keep what is known, whole or not at all."""
    tests = sorted({verdict.by for tried in kept.values() for verdict in tried.verdicts if verdict.by})
    number = {test: at for at, test in enumerate(tests)}
    files: list[Mapping[str, str]] = []
    functions: dict[str, dict[str, str]] = {}
    for (module, function), tried in sorted(kept.items()):
        if tried.files not in files:
            files.append(tried.files)
        words = " ".join(_word(verdict, number) for verdict in tried.verdicts)
        line = {"code": tried.code, "files": files.index(tried.files), "seconds": tried.seconds, "verdicts": words}
        functions.setdefault(module, {})[function] = json.dumps(line)
    text = _object(
        {
            "tests": _array(tests),
            "files": _array(files),
            "functions": _object({module: _object(lines, "  ") for module, lines in functions.items()}, " "),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(".new")
    whole.write_text(text + "\n", "utf-8")
    whole.replace(path)


def _verdict(word: str, tests: Sequence[str]) -> Verdict:
    if (read_as := _WORD.fullmatch(word)) is None:
        raise ValueError(f"no verdict is written {word!r}")
    sign, by, alone = read_as.groups()
    return Verdict(_WORDS[alone]) if alone else Verdict(_BY[sign], tests[int(by)])


def _word(verdict: Verdict, number: Mapping[str, int]) -> str:
    if verdict.by:
        return next(sign for sign, said in _BY.items() if said == verdict.said) + str(number[verdict.by])
    return next(word for word, said in _WORDS.items() if said == verdict.said)


def _array(items: Sequence[Any]) -> str:
    lines = ",\n".join(f"  {json.dumps(item, ensure_ascii=False, sort_keys=True)}" for item in items)
    return f"[\n{lines}\n ]" if items else "[]"


def _object(lines: Mapping[str, str], indent: str = "") -> str:
    inside = ",\n".join(f"{indent} {json.dumps(name, ensure_ascii=False)}: {line}" for name, line in lines.items())
    return f"{{\n{inside}\n{indent}}}" if lines else "{}"
