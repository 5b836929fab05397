"""A `share.toml` to what it says.

What lives here: opening the file, judging its form by the schema that editors judge it by, and making the values; the
rule that nothing lies outside of its folder unless the caller says so. What this file must not know: what sources,
maps, contracts and policies hold.

A share.toml may come with a stranger's change to a repository. It names files in its own folder or below it; anything
else, and every address, needs the caller's word (`outside`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, Final

from .._dataclass import dataclass
from .._toml_lines import Steps, TomlLines, line_of_fault, plain_values, spelled
from ..adapters import is_address, shown_address
from ..contract import DatasetInfo, Text
from ..errors import DefinitionError, LimitExceeded, SourceUnavailable
from ..json_schema import Failure, Schema
from ._journey import DataSet, Destination, Journey, Place

JOURNEY_BYTES: Final = 2**20
"""No journey is longer; the limit is named `journey_bytes`."""

_WRITTEN: Final = ("sheet", "header_rows", "zone", "delimiter", "encoding")
_MAGIC: Final = re.compile(r"[*?[]")
_DOCUMENT: Final = (".toml", ".json")


@cache
def share_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a share.toml, for editors.

    Example:
        >>> share_schema()["$id"]
        'urn:opendata-share:schema:share:1'
    """
    made: dict[str, Any] = json.loads(files(__package__).joinpath("share-schema.json").read_text(encoding="utf-8"))
    return made


def read_journey(path: Path | str, *, outside: bool = False) -> Journey:
    """Return the journey that a share.toml describes; nothing it names is opened yet.

    Args:
        path: The file.
        outside: Whether it may name addresses, and files and folders that do not lie in its own folder. Say so only of
            a file of your own: who may change it may then have anything read that you may read.

    Raises:
        DefinitionError: It is no TOML, not of the form, names a data set or a destination that it does not describe,
            names what lies outside, or has data sets that refer to one another in a circle; the message names key and
            line.
        SourceUnavailable: It cannot be read.
        LimitExceeded: It is longer than `journey_bytes`.

    Example:
        >>> import tempfile
        >>> from opendata_share.pipeline import read_journey
        >>> text = '''
        ... format = "opendata-share/share@1"
        ... [destinations.public]
        ... policy = "open"
        ... into = "public"
        ... [datasets.posts]
        ... source = "data/posts.csv"
        ... to = "fire-station"
        ... '''
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = Path(folder, "share.toml").write_text(text)
        ...     list(read_journey(Path(folder, "share.toml")).data_sets)
        ['posts']
    """
    file = Path(path)
    text = _text_of(file)
    document = plain_values(_toml(text, file.name))
    reader = _Reader(document, file, TomlLines(text), outside)
    reader.judge_form()
    journey = reader.journey()
    journey.in_order()  # refuses a circle
    return journey


def _text_of(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            held = opened.read(JOURNEY_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceUnavailable("journey-unreadable", file=file, reason=reason) from None
    if len(held) > JOURNEY_BYTES:
        raise LimitExceeded("limit-document", file=file, limit="journey_bytes", value=JOURNEY_BYTES)
    try:
        return held.decode()
    except UnicodeDecodeError:
        raise DefinitionError("journey-not-utf8", file=file.name) from None


def _toml(text: str, name: str) -> Any:
    import tomllib  # only who runs a journey needs it

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError("journey-not-toml", file=name, line=line_of_fault(error, text)) from None


@dataclass(frozen=True)
class _Reader:
    """One document on its way to values."""

    document: Any
    file: Path
    lines: TomlLines
    outside: bool

    def judge_form(self) -> None:
        """Return if the document has the form.

        Raises:
            DefinitionError: It has not; a key that is unknown is told first, for it may be one that is missing.
        """
        failures = Schema(share_schema()).failures(self.document)
        for failure in sorted(failures, key=lambda each: each.keyword != "additionalProperties"):
            raise self._error(_message_of(failure), _steps(failure), **_told(failure))

    def journey(self) -> Journey:
        said = self.document
        places = {
            name: Destination(
                name=name,
                policy=self._named(each["policy"], ("destinations", name, "policy")),
                into=self._place(each["into"], ("destinations", name, "into")),
            )
            for name, each in said["destinations"].items()
        }
        return Journey(
            file=self.file,
            data_sets={name: self._data_set(name, each, places) for name, each in said["datasets"].items()},
            receipts=self._path_or_none(said, "receipts", ()),
            keys=self._path_or_none(said, "keys", ()),
            outside=self.outside,
            lines={steps: span.line for steps, span in self.lines.spans.items()},
        )

    def _data_set(self, name: str, said: Mapping[str, Any], places: Mapping[str, Destination]) -> DataSet:
        at: Steps = ("datasets", name)
        inside, outer = self._references(said.get("references", {}), at)
        general = _info(self.document.get("info", {}), DatasetInfo())
        info = _info(said.get("info", {}), general)
        tables = {table: _info(each, info) for table, each in said.get("tables", {}).items()}
        return DataSet(
            name=name,
            source=self._place(said["source"], (*at, "source")) if "source" in said else None,
            field_map=self._named(said["map"], (*at, "map")) if "map" in said else None,
            to=self._named(said["to"], (*at, "to")) if "to" in said else None,
            agency=said.get("agency", self.document.get("agency")),
            written={key: _written(said[key]) for key in _WRITTEN if key in said},
            references=inside,
            reference_files=outer,
            rules=tuple(said.get("rules", ())),
            partial=said.get("partial", False),
            compare=said.get("compare", False),
            rejected=self._path_or_none(said, "rejected", at),
            destinations=self._destinations(said, places, at),
            info=info,
            tables=tables,
        )

    def _destinations(
        self, said: Mapping[str, Any], places: Mapping[str, Destination], at: Steps
    ) -> tuple[Destination, ...]:
        """Return where a data set goes. Which of several is never assumed: each is for other eyes."""
        if "destinations" not in said:
            if len(places) > 1:
                raise self._error("journey-which-destination", at, name=at[-1], known=list(places))
            return tuple(places.values())
        for number, name in enumerate(said["destinations"], start=1):
            if name not in places:
                steps = (*at, "destinations", number)
                raise self._error("journey-no-destination", steps, name=name, known=list(places))
        return tuple(places[name] for name in said["destinations"])

    def _references(self, said: Mapping[str, str], at: Steps) -> tuple[dict[str, str], dict[str, Path]]:
        """Return what references point into: data sets of this file, and files."""
        inside: dict[str, str] = {}
        outer: dict[str, Path] = {}
        for contract, target in said.items():
            if target in self.document["datasets"]:
                inside[contract] = target
            elif PurePosixPath(target).suffix:
                outer[contract] = self._path(target, (*at, "references", contract))
            else:
                known = list(self.document["datasets"])
                steps = (*at, "references", contract)
                raise self._error("journey-no-dataset", steps, name=target, known=known)
        return inside, outer

    def _named(self, text: str, at: Steps) -> Path | str:
        """Return a registered name as it is, and a file as its path."""
        looks_like_a_file = text.partition("#")[0].endswith(_DOCUMENT) or "/" in text
        return self._path(text, at) if looks_like_a_file else text

    def _place(self, text: str, at: Steps) -> Place:
        if not is_address(text):
            return self._path(text, at)
        if not self.outside:
            raise self._error("journey-outside", at, place=shown_address(text))
        return text

    def _path_or_none(self, said: Mapping[str, Any], key: str, at: Steps) -> Path | None:
        return self._path(said[key], (*at, key)) if key in said else None

    def _path(self, text: str, at: Steps) -> Path:
        """Return a path beside the file.

        Raises:
            DefinitionError: It leads out of the folder, or through a link that does.
        """
        folder = self.file.parent
        found = folder / text
        # what a pattern matches is known when it is read; that its fixed part stays inside is known now
        fixed = Path(*_before_pattern(found.parts))
        if not self.outside and (".." in PurePosixPath(text).parts or not _is_below(fixed, folder)):
            raise self._error("journey-outside", at, place=text)
        return found

    def _error(self, message_id: str, at: Steps, **parameters: Any) -> DefinitionError:
        line = self.lines.line_at(at)
        return DefinitionError(message_id, file=self.file.name, line=line, key=spelled(at), **parameters)


def _before_pattern(parts: tuple[str, ...]) -> tuple[str, ...]:
    magic = next((number for number, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    return parts[:magic]


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _written(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _info(said: Mapping[str, Any], otherwise: DatasetInfo) -> DatasetInfo:
    days = {key: date.fromisoformat(said[key]) for key in ("period_start", "period_end") if key in said}
    words = {key: _both(said[key]) for key in ("title", "description") if key in said}
    return replace(otherwise, **{**said, **days, **words})


def _both(said: Any) -> Text:
    return Text(said, said) if isinstance(said, str) else Text(said["en"], said["id"])


def _message_of(failure: Failure) -> str:
    named = {"additionalProperties": "journey-unknown-key", "required": "journey-missing-key"}
    return named.get(failure.keyword, "journey-expected")


def _steps(failure: Failure) -> Steps:
    """Return the key a failure is about; TOML counts from 1."""
    return tuple(step + 1 if isinstance(step, int) else str(step) for step in failure.path)


def _told(failure: Failure) -> dict[str, Any]:
    schema = _schema_at(failure.path)
    if failure.keyword == "additionalProperties":
        return {"known": sorted(_schema_at(failure.path[:-1]).get("properties", ()))}
    if failure.keyword == "required":
        return {"missing": failure.expected}
    return {"expected": " · ".join(schema.get("examples", ())) or failure.expected or failure.keyword}


def _schema_at(path: tuple[str | int, ...]) -> dict[str, Any]:
    """Return what the schema says of the value at a path, as far as it names one."""
    schema = share_schema()
    for step in path:
        inner = schema.get("items") if isinstance(step, int) else _member(schema, step)
        schema = _resolved(inner if isinstance(inner, dict) else {})
    return schema


def _member(schema: Mapping[str, Any], name: str) -> Any:
    return schema.get("properties", {}).get(name, schema.get("additionalProperties"))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    return {**share_schema()["$defs"][schema["$ref"].rpartition("/")[2]], **schema}
