"""A requirements file to what it says: TOML of the form `opendata-share/requirements@1`.

What lives here: opening files and folders, and judging their form by the shipped JSON Schema. What this file must not
know: contracts, what breaks.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from .._toml_lines import TomlLines
from ..errors import DefinitionError, LimitExceeded, SourceUnavailable
from ..json_schema import Schema
from ._needs import Need
from ._requirements import Requirements

REQUIREMENTS_BYTES: Final = 2**20
"""No consumer asks for more; the limit is named `requirements_bytes`."""
_SCHEMA: Final = "requirements-schema.json"


def read_requirements(places: Path | str | Iterable[Path | str]) -> tuple[Requirements, ...]:
    """Return what the files say; of a folder, all its `*.toml`, in the order of their names.

    Raises:
        DefinitionError: A file is no TOML, or not of the form; the message has the line. A folder has none.
        SourceUnavailable: A file cannot be read.
        LimitExceeded: A file is larger than `requirements_bytes`.
    """
    given = [places] if isinstance(places, str | Path) else list(places)
    return tuple(_read(path) for place in given for path in _files_at(Path(place)))


def _files_at(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    found = sorted(place.glob("*.toml"))
    if not found:
        raise DefinitionError("requirements-none", folder=place)
    yield from found


def _read(path: Path) -> Requirements:
    text = _text(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError("requirements-not-toml", file=path.name, reason=str(error)) from None
    failures = sorted(Schema(requirements_schema()).failures(document), key=lambda each: list(map(str, each.path)))
    if failures:
        raise DefinitionError(
            "requirements-form",
            file=path.name,
            line=_line(TomlLines(text), failures[0].path),
            pointer="".join(f"/{step}" for step in failures[0].path) or "/",
            keyword=failures[0].keyword,
        )
    try:
        needs = tuple(_need(said) for said in document["datasets"])
    except DefinitionError as error:
        error.file = path.name
        raise
    return Requirements(consumer=document["consumer"], contact=document.get("contact"), needs=needs)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > REQUIREMENTS_BYTES:
            raise LimitExceeded("limit-document", file=path, limit="requirements_bytes", value=REQUIREMENTS_BYTES)
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise DefinitionError("requirements-not-toml", file=path.name, reason="UTF-8") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceUnavailable("requirements-unreadable", file=path, reason=reason) from None


def _line(lines: TomlLines, steps: Iterable[Any]) -> int | None:
    """Return the line of a path; its lists count from 1 there."""
    return lines.line_at(tuple(step + 1 if isinstance(step, int) else str(step) for step in steps))


def _need(said: dict[str, Any]) -> Need:
    return Need(
        dataset=said["dataset"],
        versions=said.get("versions"),
        fields=tuple(said.get("fields", ())),
        never_empty=tuple(said.get("never_empty", ())),
        codes={name: tuple(codes) for name, codes in said.get("codes", {}).items()},
        closed=tuple(said.get("closed", ())),
        where=tuple(said.get("where", ())),
        freshness=said.get("freshness"),
    )


@cache
def requirements_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a requirements file, for editors.

    Example:
        >>> requirements_schema()["$id"]
        'urn:opendata-share:schema:requirements:1'
    """
    made: dict[str, Any] = json.loads(files(__package__).joinpath(_SCHEMA).read_text("utf-8"))
    return made
