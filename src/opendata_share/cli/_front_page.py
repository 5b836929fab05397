"""What `opendata-share --help` prints, without loading the parser of the whole command line.

What lives here: the page of all commands, drawn from `front_page.tsv`, and the version. The page is the parser's own,
character for character: `scripts/front_page.py` writes the names and sentences down, and a test demands the same page
of both. What this file must not know: any command, nor its options.

The parser takes four times as long to load as this page takes to print, and people ask for it before anything else.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Final

from .. import __version__

COMMANDS: Final = Path(__file__).with_name("front_page.tsv")
_USAGE: Final = "Usage: opendata-share COMMAND"
PURPOSE: Final = "Publish and consume public agencies' data in one consistent format."
_TITLE: Final = "─ Commands "
_LEAST_WIDTH: Final = 72
"""Columns of a terminal below which sentences would be too narrow; the parser squeezes the names, too."""


def page_at_once(arguments: Sequence[str]) -> str | None:
    """Return what plainly asking for help or the version prints, or None where something else is asked.

    Example:
        >>> page_at_once(["validate", "--help"]) is None
        True
    """
    if list(arguments) == ["--version"]:
        return __version__
    if list(arguments) not in ([], ["-h"], ["--help"]) or not _draws_boxes(sys.stdout.encoding):
        return None
    width = shutil.get_terminal_size().columns
    return page(width) if width >= _LEAST_WIDTH else None


def page(width: int) -> str:
    """Return the page of all commands, `width` columns wide."""
    entries = [line.split("\t") for line in COMMANDS.read_text("utf-8").splitlines()]
    named = max(len(name) for name, _ in entries)
    lines = [line for name, text in entries for line in _entry(name.ljust(named), text, width - named - 6)]
    top = f"╭{_TITLE.ljust(width - 2, '─')}╮"
    return "\n".join([_USAGE, "", PURPOSE, "", top, *(f"│ {line} │" for line in lines), f"╰{'─' * (width - 2)}╯"])


def _entry(name: str, text: str, width: int) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width, break_on_hyphens=False)):
        yield f"{name if number == 0 else ' ' * len(name)}  {line.ljust(width)}"


def _draws_boxes(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "") == "utf8"
