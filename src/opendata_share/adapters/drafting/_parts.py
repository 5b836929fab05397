"""Several tables from several files or sheets: which table comes from which.

What lives here: the sheets of a workbook, the tables of a database and the files of a folder as parts of one draft.
What this file must not know: lines, how a part is read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Final

from ..._dataclass import dataclass
from ..._limits import Limits
from ...contract import Contract
from ...errors import DefinitionError, SourceError
from ..reading import SheetSource, SourceOptions, is_address, open_source
from ._readings import Meaning
from ._which_table import Opened, opened

_SQLITE: Final = frozenset({".sqlite", ".sqlite3", ".db"})
_NAMES: Final = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A file or a sheet, and the tables that come from it.

    Attributes:
        opened: How it is read.
        contracts: The contracts of its tables.
        path: Its name beside the map, or None where the call names it.
        location: What the call gave.
    """

    opened: Opened
    contracts: tuple[Contract, ...]
    path: str | None = None
    location: object = None


def parts_of(
    source: object, options: SourceOptions, limits: Limits, contracts: Sequence[Contract], records: str | None
) -> tuple[Part, ...]:
    """Return the parts of a source, the first of them the main one.

    A source is in several parts where several contracts are drafted, from the sheets of a workbook when none is named,
    or from the files of a folder; and where it is a SQLite file and no table is named. Each contract takes the part
    whose headings mean most to it.

    Raises:
        DefinitionError, SourceError, SourceUnavailable: As `opened`.
    """
    meanings = [Meaning(contract) for contract in contracts]
    if isinstance(source, str | os.PathLike) and not is_address(source):
        if tables := _tables(source, options, limits, meanings):
            return _assigned(source, tables, meanings)
        if len(contracts) > 1 and Path(source).is_dir():
            return _assigned(source, _files(Path(source), options, limits, meanings, records), meanings)
        if len(contracts) > 1 and options.sheet is None and (sheets := _sheets(source, options, limits, meanings)):
            return _assigned(source, sheets, meanings)
    return (Part(opened(source, options, limits, meanings, records), tuple(contracts), location=source),)


def _files(
    folder: Path, options: SourceOptions, limits: Limits, meanings: Sequence[Meaning], records: str | None
) -> dict[str, Opened]:
    """Return the files of a folder that can be read, by name."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith((".", "_")) and path.suffix != ".toml":
            try:
                found[path.name] = opened(str(path), options, limits, meanings, records)
                found[path.name].source.headings()
            except (SourceError, DefinitionError):
                found.pop(path.name, None)  # no table, or one that has to be declared: not among those chosen from
    return found


def _sheets(
    source: str | os.PathLike[str], options: SourceOptions, limits: Limits, meanings: Sequence[Meaning]
) -> dict[str, Opened]:
    """Return the sheets of a workbook that have headings, by name; nothing where it is none, or has only one."""
    book = open_source(source, options, limits)
    if not isinstance(book, SheetSource):
        return {}
    found = {}
    for name in book.sheets():
        try:
            found[name] = opened(source, replace(options, sheet=name), limits, meanings, None)
        except SourceError as doubt:
            if doubt.message_id != "sheet-header-none":
                raise
    return found if len(found) > 1 else {}


def _tables(
    source: str | os.PathLike[str], options: SourceOptions, limits: Limits, meanings: Sequence[Meaning]
) -> dict[str, Opened]:
    """Return the tables and views of a SQLite file, by name; nothing where it is none, or one is named."""
    service = options.service
    is_sqlite = options.format == "sqlite" or (options.format is None and PurePath(source).suffix in _SQLITE)
    if not is_sqlite or service.table is not None or service.query is not None:
        return {}
    listed = open_source(source, replace(options, service=replace(service, query=_NAMES)), limits)
    names = [str(name) for batch in listed.batches() for name in batch.columns.column("name").to_pylist()]
    tables = {name: replace(options, service=replace(service, table=name)) for name in names if "." not in name}
    return {name: opened(source, own, limits, meanings, None) for name, own in tables.items()}


def _assigned(
    source: str | os.PathLike[str], found: dict[str, Opened], meanings: Sequence[Meaning]
) -> tuple[Part, ...]:
    """Return the parts that contracts are drafted from, the one of the first contract first."""
    if not found:
        raise DefinitionError("draft-no-parts", file=os.fspath(source))
    chosen: dict[str, list[Contract]] = {}
    for meaning in meanings:
        chosen.setdefault(max(found, key=lambda name: _meant(meaning, found[name])), []).append(meaning.contract)
    is_folder = Path(source).is_dir()
    name_of = PurePath(source).name
    return tuple(
        Part(found[name], tuple(contracts), name if is_folder else name_of if number else None, source)
        for number, (name, contracts) in enumerate(chosen.items())
    )


def _meant(meaning: Meaning, part: Opened) -> float:
    """Return how many headings of a part mean a field of a contract, no field counted twice."""
    fields: dict[str, float] = {}
    for name in part.source.headings():
        first = next(iter(meaning.vocabulary.candidates(name, by_spelling=False)), None)
        if first is not None:
            fields[first.field] = max(meaning.weight(first.field), fields.get(first.field, 0))
    return sum(fields.values())
