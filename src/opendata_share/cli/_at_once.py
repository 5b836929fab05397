"""`validate` as it is mostly called, without loading the parser of the whole command line.

What lives here: the reading of arguments that can mean one thing only. Everything else – help, a mistake, `--to=NAME`,
an option this file does not know – is left to `_app`, which is the command line; a test demands that both read the same
arguments alike. What this file must not know: how rows are judged.

The parser takes longer to load than a thousand rows take to judge.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ._console import console, ended

_TEXTS: Final = ("to", "agency", "sheet", "zone", "delimiter", "encoding")
_PATHS: Final = {"map": "field_map"}
_FORMS: Final = ("text", "json", "github", "junit", "sarif", "html")
_CHOICES: Final = {"format": _FORMS, "lang": ("en", "id")}


def validate_at_once(arguments: Sequence[str]) -> int | None:
    """Run `validate` and return its exit code, or None where the arguments are not plain ones of that command."""
    if (said := read_plain(arguments)) is None:
        return None

    def command() -> int:
        from ._judge import Reading, validate_file
        from ._verdict import Asked

        gc.freeze()  # what was loaded stays: to look through it once takes a tenth of a small file's time
        gc.enable()
        reading, asked = Reading(file=said["file"], **said["reading"]), Asked(form=said["format"])
        return validate_file(speaker, reading, asked, said["rejected"])

    speaker = console(said["lang"])
    return ended(speaker, command)


def read_plain(arguments: Sequence[str]) -> dict[str, Any] | None:
    """Return what plain arguments of `validate` say, or None where they are not plain.

    Example:
        >>> read_plain(["validate", "beds.csv", "--to", "facility-capacity"])["reading"]
        {'to': 'facility-capacity'}
        >>> read_plain(["validate", "--help"]) is None
        True
    """
    if len(arguments) < 2 or arguments[0] != "validate":
        return None
    if any(not word or word[:1] == "=" or "://" in word for word in arguments):  # an address is no path
        return None
    said: dict[str, Any] = {"file": None, "reading": {}, "format": "text", "rejected": None, "lang": None}
    words = iter(arguments[1:])
    seen = set()
    for word in words:
        if not word.startswith("-"):
            if said["file"] is not None:
                return None
            said["file"] = Path(word)
            continue
        option, value = word.removeprefix("--"), next(words, "")
        if not value or value.startswith("-") or (option in seen and option != "reference"):
            return None
        seen.add(option)
        if not _take(said, option, value):
            return None
    return None if said["file"] is None else said


def _take(said: dict[str, Any], option: str, value: str) -> bool:
    """Note what an option says, and return whether it is one this file knows."""
    reading = said["reading"]
    if option in _TEXTS:
        reading[option] = value
    elif option in _PATHS:
        reading[_PATHS[option]] = Path(value)
    elif option == "reference":
        reading["references"] = (*reading.get("references", ()), value)
    elif option == "rejected":
        said["rejected"] = Path(value)
    elif value in _CHOICES.get(option, ()):
        said[option] = value
    else:
        return False
    return True
