"""Where rejected rows are written, and what becomes of the files of earlier runs.

What lives here: the choice of a file that loses nobody's work, and what is said about it. What this file must not know:
what stands in the file, how rows are judged.

A file of rejected rows is written anew only while nobody has changed a cell of the source's in it. Once somebody has,
it stays, and so does whatever else already has the name; the rows go beside it, under the next free number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final, Literal

from .._dataclass import dataclass
from ..adapters import DEFAULT_LIMITS, Corrections, corrections_in
from ..errors import LimitExceeded, OpenDataShareError
from ..stages import Rejected
from ._console import Console

State = Literal["free", "ours", "edited", "foreign", "read"]

_PATTERN: Final = re.compile(r"[*?[]")
_OF_REJECTED: Final = re.compile(r"(?P<stem>.+?)\.rejected(?:\.\d+)?(?P<suffix>\.csv|\.xlsx)", re.IGNORECASE)


def rejected_target(file: Path, wanted: Path | None) -> Path:
    """Return where rejected rows of `file` go if nothing is in the way: beside it, unless `wanted` says otherwise."""
    if wanted is not None:
        return wanted
    if (named := _OF_REJECTED.fullmatch(file.name)) is not None and corrections_of(file) is not None:
        return file.with_name(f"{named['stem']}.rejected{named['suffix'].lower()}")
    pattern = next((place for place, part in enumerate(file.parts) if _PATTERN.search(part)), None)
    if pattern is not None and not file.exists():  # several files: into the folder they all lie in
        return Path(*file.parts[:pattern], "all.rejected.csv")
    return file.with_name(f"{file.stem}.rejected.csv")


def corrections_of(file: Path) -> Corrections | None:
    """Return the corrections `file` holds, or None where it is a table of its own, or cannot be read."""
    try:
        return corrections_in(str(file), DEFAULT_LIMITS)
    except OpenDataShareError:
        return None


def write_rejected(console: Console, rejected: Rejected, file: Path, wanted: Path | None) -> Path | None:
    """Write rejected rows where nobody's work is lost; say where, or that it could not be done.

    Args:
        console: Where it is said, and in which language the file speaks.
        rejected: The rows.
        file: What was judged: a table, or a corrected file of rejected rows.
        wanted: Where the rows are to go, or None for beside `file`.

    Returns:
        The file to go on with: what was written, or the corrections that are there already; None where there is none.
    """
    if not rejected.count:
        _say_none_left(console, file, wanted)
        return None
    places = list(_places(file, rejected_target(file, wanted)))
    target = places[-1].path
    count = rejected.count
    if target.suffix.lower() != ".parquet":
        for name, rows in rejected.elsewhere().items():
            console.note("rejected-elsewhere", count=rows, file=name)
            count -= rows
        if not count:
            return None
    try:
        if target.suffix.lower() == ".xlsx":
            rejected.to_xlsx(target, console.language)
        elif target.suffix.lower() == ".parquet":
            rejected.to_parquet(target)
        else:
            rejected.to_csv(target, console.language)
    except OSError as error:
        console.note("rejected-not-written", count=count, path=target, reason=error.strerror)
        return None
    kept = next((place for place in reversed(places) if place.state in {"edited", "foreign"}), None)
    if kept is None and (rows := rejected.source_rows()) != count:
        console.note("rejected-written-once", count=count, rows=rows, path=target)
        return target
    if kept is None:
        console.note("rejected-written", count=count, path=target)
        return target
    if kept.state == "foreign":
        console.note("rejected-foreign-kept", count=count, path=target, kept=kept.path)
        return target
    console.note("rejected-work-kept", count=count, path=target, kept=kept.path)
    return kept.path


@dataclass(frozen=True, slots=True)
class _Place:
    """A path the rows could go to, and what is there."""

    path: Path
    state: State


def _places(file: Path, first: Path) -> Iterator[_Place]:
    """Yield the places tried, the one to write to last."""
    reading = {path.resolve() for path in _read_with(file)}
    for number in count(1):
        path = first if number == 1 else first.with_name(f"{first.stem}.{number}{first.suffix}")
        place = _Place(path, "read" if path.resolve() in reading else _state(path))
        yield place
        if place.state in {"free", "ours"}:
            return


def _read_with(file: Path) -> Iterator[Path]:
    """Yield `file` and, where it is a corrected file, what it corrects."""
    seen: set[Path] = set()
    while file not in seen:
        seen.add(file)
        yield file
        corrections = corrections_of(file)
        file = file if corrections is None else file.with_name(corrections.source)


def _is_quarantine(path: Path) -> bool:
    from ..adapters import quarantine_in  # no other file needs the reader of Parquet

    return quarantine_in(str(path)) is not None


def _state(path: Path) -> State:
    """Return what is at `path`; a file that is no longer whole has been in somebody's hands."""
    if not path.exists():
        return "free"
    try:
        if path.suffix.lower() == ".parquet" and _is_quarantine(path):
            return "ours"  # for programs: nobody works in it by hand
        found = corrections_in(str(path), DEFAULT_LIMITS)
    except LimitExceeded:
        return "foreign"
    except OpenDataShareError:
        return "edited"
    if found is None:
        return "foreign"
    return "edited" if found.touched().any() else "ours"


def _say_none_left(console: Console, file: Path, wanted: Path | None) -> None:
    """Say what to do with the file of an earlier run once nothing is rejected."""
    corrections = corrections_of(file)
    if corrections is not None:
        console.note("corrections-complete", file=file, original=corrections.source)
        return
    earlier = rejected_target(file, wanted)
    state = _state(earlier)
    if state == "ours":
        console.note("rejected-none-left", path=earlier)
    elif state == "edited":
        console.note("rejected-none-left-edited", path=earlier, file=file)
