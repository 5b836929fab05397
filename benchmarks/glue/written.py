"""How much a person wrote: lines and characters of code and configuration.

What lives here: one count for each kind of file. What this file must not know: what the files do.

Blank lines, comments and docstrings do not count, since explaining must not cost; a line is a line however long it is,
which is why the characters are counted beside it.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SILENT: Final = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)
#: After these a string that stands alone is a docstring.
_OPENING: Final = frozenset({tokenize.ENCODING, tokenize.INDENT, tokenize.NEWLINE, tokenize.DEDENT})


@dataclass(frozen=True, slots=True)
class Written:
    """What was counted.

    Args:
        lines: Lines that hold code or configuration.
        characters: Characters on them, without the white space around.
    """

    lines: int
    characters: int

    def __add__(self, other: Written) -> Written:
        return Written(self.lines + other.lines, self.characters + other.characters)


def written(files: Iterable[Path]) -> Written:
    """Return what all files hold together; a suffix this module does not know is a `KeyError`."""
    total = Written(0, 0)
    for file in files:
        total += _COUNTERS[file.suffix](file.read_text("utf-8"))
    return total


def python(text: str) -> Written:
    """Count Python; a string that is a statement of its own is a docstring."""
    kept: set[int] = set()
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    before = tokenize.ENCODING
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type in {tokenize.COMMENT, tokenize.NL}:
            continue
        alone = token.type == tokenize.STRING and before in _OPENING and after.type == tokenize.NEWLINE
        if token.type not in _SILENT and not alone:
            kept.update(range(token.start[0], token.end[0] + 1))
        before = token.type
    lines = text.splitlines()
    return _counted(lines[number - 1] for number in sorted(kept))


def hashed(text: str) -> Written:
    """Count a format whose comments begin with `#`: YAML, TOML, shell scripts."""
    return _counted(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def plain(text: str) -> Written:
    """Count a format without comments: JSON."""
    return _counted(text.splitlines())


def _counted(lines: Iterable[str]) -> Written:
    sizes = [len(line.strip()) for line in lines if line.strip()]
    return Written(len(sizes), sum(sizes))


_COUNTERS: Final = {".py": python, ".yaml": hashed, ".toml": hashed, ".sh": hashed, ".json": plain}
