"""map draft: print a field map to be confirmed, or write it to a file, or add to one.

What lives here: one command. What this file must not know: how a line of a draft is found.
"""

from __future__ import annotations

import os
import shlex
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..adapters import Draft, FieldMap
from ..adapters import draft_map as drafted
from ..errors import DefinitionError
from ._console import Console, Exit
from ._places import Place, again

_NEW_FILE_MODE = 0o666


def draft_map(
    console: Console,
    file: Place,
    to: str | tuple[str, ...],
    agency: str | None,
    field_map: Path | None,
    sheet: str | None,
    header_rows: tuple[int, ...],
    encoding: str | None = None,
    *,
    records: str | None = None,
    form: str | None = None,
    parameters: Mapping[str, str] | None = None,
    table: str | None = None,
) -> int:
    """Print the draft of a map of FILE, or write it to `field_map`, which is only ever added to."""
    existing = None
    if field_map is not None and field_map.exists():
        FieldMap.read(field_map)  # says what is wrong with it, with its name
        existing = field_map.read_bytes().decode()  # line ends as they are
    draft = drafted(
        file,
        to=to[0] if isinstance(to, tuple) and len(to) == 1 else to,
        agency=agency,
        existing=existing,
        sheet=sheet,
        header_rows=header_rows,
        encoding=encoding,
        format=form,
        records=records,
        parameters=parameters,
        table=table,
        language=console.language,
    )
    if field_map is None:
        console.say(draft.text.removesuffix("\n"))
        console.next_step("draft-next", source=shlex.quote(again(file)), file="MAP.toml")
        return Exit.SOUND
    if draft.text == existing:
        console.sentence("draft-unchanged", file=field_map)
        console.next_step("draft-next-settled", source=shlex.quote(again(file)), file=shlex.quote(str(field_map)))
        return Exit.SOUND
    _write(field_map, draft.text)
    _report(console, file, field_map, draft)
    return Exit.SOUND


def pairs_of(entries: Sequence[str]) -> dict[str, str]:
    """Return parameters given as NAME=VALUE.

    Raises:
        DefinitionError: One has no name or no sign.

    Example:
        >>> pairs_of(["resource_id=ab12", "q=a=b"])
        {'resource_id': 'ab12', 'q': 'a=b'}
    """
    found: dict[str, str] = {}
    for entry in entries:
        name, sign, value = entry.partition("=")
        if not sign or not name:
            raise DefinitionError("draft-parameter", position=len(found) + 1)
        found[name] = value
    return found


def _report(console: Console, file: Place, field_map: Path, draft: Draft) -> None:
    proposals = sum(1 for line in draft.proposals if not line.is_alternative)
    console.sentence("draft-written", file=field_map, matched=len(draft.matched), proposals=proposals)
    source, target = shlex.quote(again(file)), shlex.quote(str(field_map))
    console.next_step("draft-next" if proposals else "draft-next-settled", source=source, file=target)


def _write(path: Path, text: str) -> None:
    """Write the whole text in one step; the mode of a file that is there stays, a new one has the usual mode.

    Raises:
        DefinitionError: The folder or the file cannot be written.
    """
    target = path.resolve()
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _NEW_FILE_MODE & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                os.fchmod(stream.fileno(), mode)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DefinitionError("draft-unwritable", file=path, reason=error.strerror) from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
