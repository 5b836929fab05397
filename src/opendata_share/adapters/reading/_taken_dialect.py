"""How a CSV file seems to be written, where nothing says it: taken for a look at the file, and always told.

What lives here: the encoding, the delimiter and the row of headings a file leaves no doubt about, as options, each with
the advice that says what was taken and the line that declares it. Whoever publishes declares; nothing that is taken
here may be published. What this file must not know: contracts, reports, how a CSV file is read.

What is taken is certain or it is not taken: a byte-order mark or the zero bytes of UTF-16, a byte that is not UTF-8 but
is cp1252, one delimiter and no other that cuts the records into the same number of cells, and the one row the reader
itself proposes as headings.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import PurePath
from typing import Any, Final

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ...stages import Note
from ._csv_source import CsvSource
from ._encoding import marked_encoding, utf8_fault
from ._source_file import SourceFile
from ._source_options import SourceOptions

_SUFFIXES: Final = frozenset((".csv", ".txt"))
_LOOKED_AT: Final = 16 << 20
_RECORDS: Final = 200
_TEXT: Final = 1 << 20
_DELIMITERS: Final = (",", ";", "\t", "|")
_FEWEST: Final = 2
_ENOUGH: Final = 0.6  # some records may be ragged, and remarks stand below tables
_NOT_CP1252: Final = frozenset(b"\x81\x8d\x8f\x90\x9d")


@dataclass(frozen=True, slots=True)
class TakenDialect:
    """What was taken.

    Attributes:
        options: Options of `SourceOptions`, by name; empty where the file is written as CSV is.
        notes: One for each, saying what was taken and how to declare it.
    """

    options: Mapping[str, Any]
    notes: tuple[Note, ...]

    @property
    def lines(self) -> str:
        """The lines of a map's [source] that declare it."""
        return ", ".join(str(note.parameters["line"]) for note in self.notes)

    @property
    def arguments(self) -> str:
        """The options of the command line that declare it."""
        return " ".join(str(note.parameters["option"]) for note in self.notes)


def taken_dialect(location: object, declared: Collection[str], limits: Limits = DEFAULT_LIMITS) -> TakenDialect:
    """Return what a CSV file leaves no doubt about; nothing for any other source, or one that cannot be opened.

    Args:
        location: The file.
        declared: Which of `encoding`, `delimiter` and `header_rows` are declared; those are not looked for.
        limits: What may be read.

    Example:
        >>> taken_dialect("beds.xlsx", ()).options
        {}
    """
    options: dict[str, Any] = {}
    if PurePath(str(location)).suffix.lower() in _SUFFIXES:
        with suppress(SourceError, LimitExceeded):  # whoever reads the file says what is wrong with it
            _look(SourceFile(str(location), limits), declared, options)
    return TakenDialect(options, tuple(_note(name, value) for name, value in options.items()))


def _look(file: SourceFile, declared: Collection[str], options: dict[str, Any]) -> None:
    data = file.head(_LOOKED_AT)
    if "encoding" not in declared and (encoding := _encoding(data, whole=len(data) < _LOOKED_AT)) is not None:
        options["encoding"] = encoding
    if "encoding" in declared:  # a declared encoding that is wrong is the reader's to tell
        return
    text = data.decode(options.get("encoding", "utf-8"), "ignore").removeprefix("\ufeff")
    if "delimiter" not in declared and (delimiter := _delimiter(text)) is not None:
        options["delimiter"] = delimiter
    if "header_rows" not in declared and (row := _heading_row(file, options)) is not None:
        options["header_rows"] = (row,)


def _encoding(data: bytes, *, whole: bool) -> str | None:
    marked = marked_encoding(data)
    if marked is not None:
        return None if marked == "utf-8" else marked
    fault = utf8_fault(data)
    # a character may be cut where what is looked at ends
    if fault is None or data[fault] == 0 or (not whole and fault >= len(data) - 4):
        return None
    return None if _NOT_CP1252.intersection(data) else "cp1252"


def _delimiter(text: str) -> str | None:
    """Return the one delimiter that cuts the records evenly, None where it is the comma, several do, or none does."""
    above = {delimiter: found for delimiter in _DELIMITERS if (found := _titles_above(text, delimiter)) is not None}
    # names with a comma in every row cut evenly too, but not the headings above them
    even = [delimiter for delimiter, titles in above.items() if titles == min(above.values())]
    return even[0] if len(even) == 1 and even[0] != "," else None


def _titles_above(text: str, delimiter: str) -> int | None:
    """Return how many records of one cell stand above records that are cut evenly, None where they are not."""
    reader = csv.reader(io.StringIO(text[:_TEXT], newline=""), delimiter=delimiter)
    try:
        widths = [len(record) for record in islice(reader, _RECORDS) if record]
    except csv.Error:
        return None
    titles = next((place for place, width in enumerate(widths) if width > 1), len(widths))
    below = Counter(widths[titles:])
    if below.total() < _FEWEST:
        return None
    width, count = below.most_common(1)[0]
    return titles if width > 1 and count >= _ENOUGH * below.total() else None


def _heading_row(file: SourceFile, options: Mapping[str, Any]) -> int | None:
    """Return the row the reader proposes where a title stands above the headings."""
    try:
        CsvSource(file.name, SourceOptions(**options), file.limits).headings()
    except SourceError as error:
        candidate = error.parameters.get("candidate") if error.message_id == "csv-title-line" else None
        return candidate if isinstance(candidate, int) else None
    return None


def _note(name: str, value: Any) -> Note:
    if name == "header_rows":
        line, option = f"header_rows = [{value[0]}]", f"--header-rows {value[0]}"
        return Note(
            rule="taken-dialect",
            message_id="note-taken-header-rows",
            parameters={"taken": value[0], "line": line, "option": option},
        )
    written = r"\t" if value == "\t" else value
    line = f'{name} = "{written}"'
    option = f"--{name} $'{written}'" if value == "\t" else f"--{name} '{written}'"
    message_id = "note-taken-delimiter" if name == "delimiter" else "note-taken-encoding"
    parameters = {"taken": written, "line": line, "option": option}
    return Note(rule="taken-dialect", message_id=message_id, parameters=parameters)
