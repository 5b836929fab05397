"""Which table of a file is meant: sheet, separator, line of the headings, records of a nested document.

What lives here: opening a source that was declared too little about. What this file must not know: proposals, cells'
meaning.

What is found here is written into the draft as lines that hold, since the draft was made by reading the file so. Where
two readings are possible the reader's own error stands: it lists them, and a person says which. Of the records of a
nested document the likeliest are taken, and the others named: nothing else than the names could tell them apart.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import DefinitionError, SourceError
from ..reading import (
    CsvSource,
    JsonSource,
    Places,
    SheetSource,
    Source,
    SourceOptions,
    XmlSource,
    is_address,
    open_source,
    record_name,
)
from ._addresses import format_at
from ._leaves import Names, Nesting
from ._readings import FEWEST, Meaning, Reading, judged, readings

_DELIMITERS: Final = (",", ";", "\t", "|")
_DOCUMENT: Final = "."
"""The `record` of a JSON document that is itself the one record."""
_LOOKED_AT: Final = 60
_REGULAR: Final = 0.8
_FEWEST_HEADINGS: Final = 2
_NUMERIC: Final = re.compile(r"[-+0-9.,:/() ]*")
_OTHERS: Final = 8
_RETRIED: Final = frozenset({"csv-other-delimiter", "csv-title-line", "csv-duplicate-heading", "csv-header-blank"})

_RECORDS_NEEDED: Final = frozenset({"json-record-needed", "xml-record-needed"})

Record = tuple[int, tuple[str, ...]]
"""A record's line and its cells."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is laid out: where its headings stand, None for the first record, and how many columns it has."""

    line: int | None
    width: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A source as it is read.

    Attributes:
        source: The source.
        options: How it is read.
        others: Records of a nested document that were not taken.
        each: The list inside the records that the caller named, if it named one.
    """

    source: Source
    options: SourceOptions
    others: tuple[Reading, ...] = ()
    each: Names | None = None


def opened(
    source: object, options: SourceOptions, limits: Limits, meanings: Sequence[Meaning], records: str | None
) -> Opened:
    """Return the source and how it is read; what was not declared is added where the file leaves no doubt about it.

    Args:
        source: What `open_source` takes.
        options: What is declared.
        limits: Named limits.
        meanings: What names mean to the contracts: it tells the table meant from others.
        records: The records of a nested document that the caller names.

    Raises:
        DefinitionError: There are no such records.
        SourceError: The source is malformed, or nothing tells which sheet or rows are meant.
        SourceUnavailable: The source cannot be opened.
    """
    if isinstance(source, str) and is_address(source):
        form = options.format or format_at(source)
        asked = records if records not in (None, _DOCUMENT) and options.record is None and form == "api" else None
        options = replace(options, format=form, record=asked or options.record)
    found = open_source(source, options, limits)
    try:
        found.headings()
    except SourceError as error:
        if error.message_id == "service-no-records" and len(error.parameters["lists"]) == 1 and options.record is None:
            return opened(source, replace(options, record=error.parameters["lists"][0]), limits, meanings, records)
        if error.message_id == "json-is-geojson":
            return opened(source, replace(options, format="geojson"), limits, meanings, records)
        return _by_error(found, source, options, limits, meanings, records, error)
    if isinstance(found, CsvSource) and not options.header_rows and options.header is True:
        layout = layout_of(found.top(_LOOKED_AT))
        if layout is None or layout.line is not None:
            return Opened(*(_laid_out(source, options, limits) or (found, options)))
    return Opened(found, options)


def _by_error(
    found: Source,
    source: object,
    options: SourceOptions,
    limits: Limits,
    meanings: Sequence[Meaning],
    records: str | None,
    error: SourceError,
) -> Opened:
    """Return the source that cannot be read as it was declared, read as it must be; the reader's error where not."""
    if error.message_id == "sheet-several" and isinstance(found, SheetSource):
        return Opened(*_only_sheet(found, source, options, limits, meanings, error))
    if error.message_id in _RECORDS_NEEDED and isinstance(found, JsonSource | XmlSource):
        return _records_of(found, source, options, limits, meanings, records, error)
    if error.message_id in _RETRIED and isinstance(found, CsvSource):
        return Opened(*(_laid_out(source, options, limits) or _widest(source, options, limits, error)))
    raise error


def titles_of(source: Source) -> tuple[str, ...]:
    """Return the texts that stand above the headings of a sheet or a CSV file."""
    if isinstance(source, SheetSource):
        return source.titles()
    return source.titles() if isinstance(source, CsvSource) else ()


def layout_of(records: Sequence[Record]) -> Layout | None:
    """Return how records are laid out, or None where they are no table: most from the headings on have one width.

    The headings are the first record of that width whose cells are words, all different, with nothing above but
    titles: records of which at most half the width is filled. Headings that lack a column are no titles.

    Example:
        >>> layout_of([(1, ("Beds",)), (3, ("Code", "Free")), (4, ("A", "1"))])
        Layout(line=3, width=2)
    """
    widths = Counter(len(cells) for _, cells in records if len(cells) > 1)
    if not widths:
        return None
    width = max(widths, key=lambda wide: (widths[wide], wide))
    for place, (line, cells) in enumerate(records):
        filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
        if len(cells) != width or len(filled) < _FEWEST_HEADINGS:
            if len(filled) > max(1, width // 2):
                return None
            continue
        words = len(set(filled)) == len(filled) and not any(_NUMERIC.fullmatch(cell) for cell in filled)
        regular = sum(1 for _, other in records[place:] if len(other) == width)
        if not words or 2 * len(filled) < width or regular < _REGULAR * (len(records) - place):
            return None
        return Layout(line if place else None, width)
    return None


def _laid_out(source: object, options: SourceOptions, limits: Limits) -> tuple[Source, SourceOptions] | None:
    """Return the source by the only separator that makes a table of it, or None where none or several do."""
    is_tsv = options.format == "tsv" or (isinstance(source, str | os.PathLike) and PurePath(source).suffix == ".tsv")
    found = []
    for sign in (options.delimiter,) if is_tsv else _DELIMITERS:
        other = replace(options, delimiter=sign)
        read = open_source(source, other, limits)
        try:
            layout = layout_of(read.top(_LOOKED_AT)) if isinstance(read, CsvSource) else None
        except SourceError:
            continue
        if layout is not None:
            found.append(replace(other, header_rows=() if layout.line is None else (layout.line,)))
    if len(found) != 1:
        return None
    return open_source(source, found[0], limits), found[0]


def _widest(source: object, options: SourceOptions, limits: Limits, error: SourceError) -> tuple[Source, SourceOptions]:
    """Return a file that the reader finds to be written with another separator, by the one that gives most columns."""
    if error.message_id != "csv-other-delimiter":
        raise error
    others = [replace(options, delimiter=sign) for sign in _DELIMITERS if sign != options.delimiter]
    return max(((open_source(source, other, limits), other) for other in others), key=lambda pair: _width(pair[0]))


def _records_of(
    document: JsonSource | XmlSource,
    source: object,
    options: SourceOptions,
    limits: Limits,
    meanings: Sequence[Meaning],
    records: str | None,
    error: SourceError,
) -> Opened:
    """Return a nested document by the records whose members mean most, or by those the caller names.

    Raises:
        SourceError: The reader's own, which lists them, where no records mean anything.
        DefinitionError: There are no records where the caller says.
    """
    places = document.places()
    is_json = isinstance(document, JsonSource)
    starts = [(), *places.record_lists()] if is_json else [path for path in places.counts if path in places.records]
    starts = [path for path in starts if not any("/" in name for name in path)]
    known = judged(meanings, places, readings(places, starts))
    meant = [reading for reading in known if reading.fields >= FEWEST]
    if records is not None:
        meant = [reading for reading in known if _is_named(reading, records, is_json=is_json)]
        if not meant:
            raise _no_records(document.name, records, [r.place for r in known if r.fields or r.count > 1], places)
    if not meant:
        raise error
    best = meant[0]
    record = ("/".join(best.record) or _DOCUMENT) if is_json else record_name(best.record, places)
    other = replace(options, record=record)
    found = open_source(source, other, limits)
    return Opened(found, other, _others(known, best, places), best.each if records is not None else None)


def _is_named(reading: Reading, records: str, *, is_json: bool) -> bool:
    """Whether the caller means these records: of XML by their last names."""
    names = () if records == _DOCUMENT else tuple(records.split("/"))
    return reading.place == names if is_json else names == reading.place[-len(names) :]


def _others(known: Sequence[Reading], best: Reading, places: Places) -> tuple[Reading, ...]:
    """Return the records that were not taken: other lists, and those that mean as much as can be asked for."""
    found: dict[Names, Reading] = {}
    for reading in known:
        told = reading.fields >= FEWEST or (reading.place in places.several and reading.count > 1)
        if reading.place != best.place and told:
            found.setdefault(reading.place, reading)
    return tuple(found.values())[:_OTHERS]


def _no_records(file: str, records: str, known: Sequence[Names], places: Places) -> DefinitionError:
    listed = dict.fromkeys(f"{'/'.join(place) or _DOCUMENT} ({places.counts.get(place, 1)})" for place in known)
    return DefinitionError("draft-records-unknown", file=file, records=records, known=list(listed) or ["–"])


def chosen_each(meaning: Meaning, nesting: Nesting, named: Names | None) -> tuple[Names, tuple[Reading, ...]]:
    """Return the list whose items are the rows of one contract, and the other lists there are.

    Args:
        meaning: The contract's.
        nesting: What nests in the source's records.
        named: The list the caller names; an empty one means the records themselves; None where nothing was said.
    """
    lists = {tuple(path.split("/")) for path in nesting.lists_of_records()}
    found = [r for r in readings(nesting.places, [()]) if not r.each or r.each in lists]
    known = judged([meaning], nesting.places, found)
    best = known[0] if named is None else next(r for r in known if r.each == named)
    return best.each, _others([r for r in known if r.each], best, nesting.places)


def named_list(records: str, nesting: Nesting, file: str) -> Names:
    """Return the list of records inside a row that the caller names.

    Raises:
        DefinitionError: There is none of that name.
    """
    if records == _DOCUMENT:
        return ()
    lists = [tuple(path.split("/")) for path in nesting.lists_of_records()]
    names = tuple(records.split("/"))
    if names not in lists:
        raise _no_records(file, records, [(), *lists], nesting.places)
    return names


def _width(source: Source) -> int:
    """Return how many columns a source has; none where it cannot be read so."""
    try:
        return len(source.headings())
    except SourceError:
        return 0


def _only_sheet(
    book: SheetSource,
    source: object,
    options: SourceOptions,
    limits: Limits,
    meanings: Sequence[Meaning],
    error: SourceError,
) -> tuple[Source, SourceOptions]:
    """Return the only sheet with headings that mean something to the contract; the reader's error where none is."""
    meant = []
    for name in book.sheets():
        other = replace(options, sheet=name)
        sheet = open_source(source, other, limits)
        try:
            headings = sheet.headings()
        except SourceError as doubt:
            if doubt.message_id != "sheet-header-none":
                raise error from doubt
            continue
        if sum(1 for name in headings if any(m.says_something(name) for m in meanings)) >= _FEWEST_HEADINGS:
            meant.append((sheet, other))
    if len(meant) != 1:
        raise error
    return meant[0]
