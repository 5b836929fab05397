"""Which table of a file is meant: sheet, separator, line of the headings, array of records, where no doubt is left.

What lives here: opening a source that was declared too little about. What this file must not know: proposals, cells'
meaning.

What is found here is written into the draft as lines that hold, since the draft was made by reading the file so. Where
two readings are possible the reader's own error stands: it lists them, and a person says which.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from ..._limits import Limits
from ...errors import SourceError
from ..reading import CsvSource, SheetSource, Source, SourceOptions, open_source

_DELIMITERS: Final = (",", ";", "\t", "|")
_DOCUMENT: Final = "."
"""The `record` of a JSON document that is itself the one record."""
_LOOKED_AT: Final = 60
_REGULAR: Final = 0.8
_FEWEST_HEADINGS: Final = 2
_NUMERIC: Final = re.compile(r"[-+0-9.,:/() ]*")
_RETRIED: Final = frozenset({"csv-other-delimiter", "csv-title-line", "csv-duplicate-heading", "csv-header-blank"})

Record = tuple[int, tuple[str, ...]]
"""A record's line and its cells."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is laid out: where its headings stand, None for the first record, and how many columns it has."""

    line: int | None
    width: int


def opened(
    source: object, options: SourceOptions, limits: Limits, says_something: Callable[[str], bool]
) -> tuple[Source, SourceOptions]:
    """Return the source and how it is read; what was not declared is added where the file leaves no doubt about it.

    Args:
        source: What `open_source` takes.
        options: What is declared.
        limits: Named limits.
        says_something: Whether a heading means anything to the contract: it tells the sheet of a table from others.

    Raises:
        SourceError: The source is malformed, or nothing tells which sheet or rows are meant.
        SourceUnavailable: The source cannot be opened.
    """
    found = open_source(source, options, limits)
    try:
        found.headings()
    except SourceError as error:
        if error.message_id == "sheet-several" and isinstance(found, SheetSource):
            return _only_sheet(found, source, options, limits, says_something, error)
        if error.message_id == "json-record-needed":
            return _only_array(source, options, limits, says_something, error)
        if error.message_id in _RETRIED and isinstance(found, CsvSource):
            return _laid_out(source, options, limits) or _widest(source, options, limits, error)
        raise
    if isinstance(found, CsvSource) and not options.header_rows and options.header is True:
        layout = layout_of(found.top(_LOOKED_AT))
        if layout is None or layout.line is not None:
            return _laid_out(source, options, limits) or (found, options)
    return found, options


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


def _only_array(
    source: object,
    options: SourceOptions,
    limits: Limits,
    says_something: Callable[[str], bool],
    error: SourceError,
) -> tuple[Source, SourceOptions]:
    """Return a JSON document by the only array of records it holds; the reader's error, which lists them, where not.

    The array's own headings must mean something to the contract, and those beside it must not: else the document
    itself may be the one record.
    """
    arrays: list[str] = error.parameters["keys"]
    if len(arrays) != 1:
        raise error
    other = replace(options, record=arrays[0])
    found = open_source(source, other, limits)
    try:
        columns = found.headings()
        members = open_source(source, replace(options, record=_DOCUMENT), limits).headings()
    except SourceError as doubt:
        raise error from doubt
    beside = [name for name in members if name != arrays[0]]
    if sum(map(says_something, columns)) < _FEWEST_HEADINGS or sum(map(says_something, beside)) >= _FEWEST_HEADINGS:
        raise error
    return found, other


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
    says_something: Callable[[str], bool],
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
        if sum(map(says_something, headings)) >= _FEWEST_HEADINGS:
            meant.append((sheet, other))
    if len(meant) != 1:
        raise error
    return meant[0]
