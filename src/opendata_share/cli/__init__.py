"""The command line: `opendata-share`, and `python -m opendata_share`.

What lives here: parsing, calling, rendering. What this room must not know: how anything is done; it composes the
verbs of the front door.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import Any, Final

__all__ = ["main"]

_NO_WORK: Final = frozenset({"--help", "-h", "--version", "completion", "__complete"})
"""What is answered without a look at any data."""


class _NoPandas:
    """A finder of modules that finds no pandas."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:  # noqa: ARG004
        """Refuse pandas and leave every other module to the next finder."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Run the command line on this process's arguments and exit with its code."""
    # a thousand modules are made and none is thrown away: there is nothing to collect until the work begins
    gc.disable()
    arguments = sys.argv[1:]
    sys.exit(_worked(arguments) if arguments and _NO_WORK.isdisjoint(arguments) else _answered(arguments))


def _answered(arguments: Sequence[str]) -> int:
    """Answer what needs no look at data, and return the exit code."""
    from ._front_page import page_at_once

    if (said := page_at_once(arguments)) is not None:
        print(said)
        return 0
    return _run(arguments)


def _worked(arguments: Sequence[str]) -> int:
    """Run a command that may look at data, and return its exit code."""
    _let_pyarrow_do_without_pandas()
    _let_pyarrow_do_without_its_manual()
    from ._at_once import validate_at_once

    code = validate_at_once(arguments)
    if code is not None:
        return code
    gc.enable()
    return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    from ._app import run

    return run(arguments)


def _let_pyarrow_do_without_pandas() -> None:
    """Answer pyarrow's one question whether there is pandas with no, in this process.

    Wherever pandas is installed, pyarrow imports it for the first list that becomes an array, which takes longer than
    all else a small file needs. It asks once and remembers.
    """
    finder: Final = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        import pyarrow as pa

        pa.array([None])
    finally:
        sys.meta_path.remove(finder)


def _let_pyarrow_do_without_its_manual() -> None:
    """Load pyarrow's functions without what their docstrings say of options, in this process.

    For 290 functions it is taken apart and put together anew each time they are loaded, which is a third of what that
    takes; nobody asks a command line for it. Where pyarrow does so no longer, or in another way, nothing is lost.
    """
    parser: Final[Any] = ModuleType("pyarrow.vendored.docscrape")
    parser.NumpyDocString = lambda text: {"Parameters": [], "Summary": text}
    sys.modules[parser.__name__] = parser
    try:
        with suppress(AttributeError, ImportError, LookupError, TypeError):  # it is loaded as ever when it is needed
            import pyarrow.compute  # noqa: F401
    finally:
        del sys.modules[parser.__name__]
