"""What a command says, and with which exit code it ends.

What lives here: the language, the exit codes of house.md §4, writing to the two streams, progress on a terminal. What
this file must not know: any command.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from .. import _messages
from ..errors import DataRejected, OpenDataShareError

Language = Literal["en", "id"]


class Exit(IntEnum):
    """How a command ends: the one meaning of its exit code."""

    SOUND = 0
    WRONG = 1
    NOT_JUDGED = 2
    INTERRUPTED = 130
    NO_READER = 141


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command speaks, and in which language.

    Attributes:
        language: "en" or "id".
    """

    language: Language

    def say(self, text: str) -> None:
        """Print `text` on standard output."""
        print(text)

    def sentence(self, message_id: str, **parameters: Any) -> None:
        """Print a sentence of the catalogue on standard output."""
        self.say(_messages.render(message_id, self.language, parameters))

    def note(self, message_id: str, **parameters: Any) -> None:
        """Print a sentence of the catalogue on standard error, where it disturbs no pipe."""
        print(_messages.render(message_id, self.language, parameters), file=sys.stderr)

    def failure(self, error: OpenDataShareError) -> int:
        """Print an error on standard error and return its exit code."""
        if isinstance(error, DataRejected):
            print(error.report.text(self.language), file=sys.stderr)
        print(error.text(self.language), file=sys.stderr)
        return error.exit_code

    @contextmanager
    def progress(self, message_id: str, **parameters: Any) -> Iterator[None]:
        """Show that long work goes on, on a terminal only; a pipe, a file and CI see nothing."""
        if not sys.stderr.isatty() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
            yield
            return
        from rich.console import Console as RichConsole

        started = time.monotonic()
        text = _messages.render(message_id, self.language, parameters)
        with RichConsole(stderr=True).status(text):
            yield
        if (seconds := time.monotonic() - started) >= 2:
            print(f"{text} {seconds:.1f} s", file=sys.stderr)


def console(lang: Language | None) -> Console:
    """Return the console for `--lang`, else for the locale."""
    return Console(lang or _messages.language_of_locale())
