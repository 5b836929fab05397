"""What a command says, and with which exit code it ends.

What lives here: the language, the exit codes of house.md §4, writing to the two streams, progress on a terminal. What
this file must not know: any command.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .. import __version__, _messages
from .._dataclass import dataclass
from ..errors import DataRejected, DataWarning, OpenDataShareError

if TYPE_CHECKING:
    from ..validation import Progress

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
        """Print a sentence of the catalogue, and what to do, on standard error, where it disturbs no pipe."""
        print(_messages.render(message_id, self.language, parameters), file=sys.stderr)
        if hint := _messages.render_hint(message_id, self.language, parameters):
            print(f"  → {hint}", file=sys.stderr)

    def next_step(self, message_id: str, **parameters: Any) -> None:
        """Print what to do next, as a command's last line; on standard error, so that output stays what it is."""
        self.note("next-step", text=_messages.render(message_id, self.language, parameters))

    def failure(self, error: OpenDataShareError) -> int:
        """Print an error on standard error and return its exit code."""
        if isinstance(error, DataRejected):
            print(error.report.text(self.language), file=sys.stderr)
        print(error.text(self.language), file=sys.stderr)
        return error.exit_code

    def refused_by_system(self, error: OSError) -> int:
        """Say what the operating system refused, and where; return the exit code."""
        self.note("system-refused", path=error.filename or "–", reason=error.strerror or type(error).__name__)
        return Exit.NOT_JUDGED

    def our_mistake(self, error: Exception) -> int:
        """Say that this package is at fault and where, without the values a traceback may hold; return the exit code.

        Raises:
            Exception: `error` itself, where the environment variable OPENDATA_SHARE_TRACEBACK is set.
        """
        if os.environ.get("OPENDATA_SHARE_TRACEBACK"):
            raise error
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "–"
        self.note("our-mistake", kind=type(error).__name__, place=place, version=__version__)
        return Exit.NOT_JUDGED

    @contextmanager
    def data_warnings(self) -> Iterator[None]:
        """Tell on standard error, in the command's language, what a reader must know of data; other warnings pass."""
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always", DataWarning)
            yield
        for warning in heard:
            if isinstance(warning.message, DataWarning):
                print(warning.message.error.text(self.language), file=sys.stderr)
            else:
                warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)

    @contextmanager
    def progress(self, message_id: str, **parameters: Any) -> Iterator[Callable[[Progress], None]]:
        """Show that long work goes on, on a terminal only; a pipe, a file and CI see nothing.

        Gives a function that shows how far it has come.
        """
        if not sys.stderr.isatty() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
            yield lambda _: None
            return
        from rich.console import Console as RichConsole

        started = time.monotonic()
        text = _messages.render(message_id, self.language, parameters)
        with RichConsole(stderr=True).status(text) as status:

            def tell(progress: Progress) -> None:
                share = "" if progress.share is None else f"{progress.share:.0%}"
                told = {"work": text, "rows": f"{progress.rows:,}", "share": share}
                status.update(_messages.render("progress-rows", self.language, told))

            yield tell
        if (seconds := time.monotonic() - started) >= 2:
            print(f"{text} {seconds:.1f} s", file=sys.stderr)


def console(lang: Language | None) -> Console:
    """Return the console for `--lang`, else for the locale."""
    return Console(lang or _messages.language_of_locale())


def language_asked_for(arguments: Sequence[str]) -> Language | None:
    """Return the language asked for, also where the command itself fails."""
    given = [
        value.partition("=")[2] or following
        for value, following in zip(arguments, [*arguments[1:], ""], strict=False)
        if value.startswith("--lang")
    ]
    return "id" if given[-1:] == ["id"] else "en" if given[-1:] == ["en"] else None


def ended(speaker: Console, command: Callable[[], object]) -> int:
    """Run a command and return its exit code; whatever goes wrong in it is told in a sentence."""
    try:
        outcome = command()
    except OpenDataShareError as error:
        return speaker.failure(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # the reader of a pipe went away: nothing more can be said, and Python must not try to at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.NO_READER
    except OSError as error:
        return speaker.refused_by_system(error)
    except Exception as error:  # noqa: BLE001  # the roof: a mistake of ours is told in a sentence, without any cell
        return speaker.our_mistake(error)
    return outcome if isinstance(outcome, int) else Exit.SOUND
