"""What must be declared to read a source, because it cannot be known and is never guessed.

What lives here: the options and their bounds. What this module must not know: how any format is read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import field
from typing import Final

from ..._dataclass import dataclass
from ...errors import DefinitionError
from ._service_options import ServiceOptions

_HEADER_ROWS: Final = 8
_LAST_HEADER_ROW: Final = 1_000
_WIDEST: Final = 1_000_000

_FORMAT: Final = re.compile(r"[a-z][a-z0-9-]*")

# Only codecs that turn bytes into text and nothing else; Python also calls "rot13" and "unicode_escape" encodings.
_TEXT_ENCODING: Final = re.compile(
    r"ascii|utf-8(-sig)?|utf-(16|32)(-le|-be)?|iso8859-\d+|cp\d+|mac-[a-z0-9-]+|koi8-[rtu]|tis-620|kz1048|ptcp154|johab|hz"
    r"|gb2312|gbk|gb18030|big5(hkscs)?|shift_jis\w*|euc_\w+|iso2022_\w+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    r"""How to read one source; every default is the plain UTF-8 form of its format.

    Attributes:
        format: One of csv, tsv, json, ndjson, geojson, xml, parquet, ipc, xlsx, ods, or another that is registered
            under the entry-point group `opendata_share.sources`; None takes it from the file's suffix.
        encoding: The text encoding, a name Python knows. A UTF-8 byte-order mark is always removed. `utf-16` needs a
            mark; without one say `utf-16-le` or `utf-16-be`.
        delimiter: CSV: the one ASCII character between cells. For the tsv format the default means a tab.
        quote: CSV: the one ASCII character around cells; an empty text where the file knows no quotes.
        header: CSV: True where the first record holds the headings; False names the columns `column_1`, `column_2`, …;
            a tuple gives the names of a file without headings. Services: a tuple gives the columns, so that none has to
            be found on the first page.
        widths: Fixed width: how many characters each column has, in order; a negative one passes characters over.
        newline: CSV: None (or "\n", "\r\n") where records end with LF or CR LF; "\r" for files of old Macintosh
            programs.
        null: Cells that mean "no value", compared with the whole text of the cell, quoted or not. An empty cell is null
            unless this is empty or lacks "".
        sheet: Workbooks: the sheet's name; None where only one sheet can be meant.
        header_rows: The rows that hold the headings, as the user sees their numbers, one after the other; empty takes
            the first (CSV), or what the structure of the sheet leaves no doubt about.
        record: JSON: the key that holds the array of records, where the document is an object. XML: the name of the
            elements that are records. Services: the names
            that lead to it, joined by "/".
        quarantine: Columns whose cells must not leave the reader. They keep their place in `headings()` only.
        service: How a service or a database is asked.

    Raises:
        DefinitionError: An option is outside its bounds.

    Example:
        >>> SourceOptions(format="csv", delimiter=";", encoding="cp1252").null
        ('',)
    """

    format: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header: bool | tuple[str, ...] = True
    widths: tuple[int, ...] = ()
    newline: str | None = None
    null: tuple[str, ...] = ("",)
    record: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] = ()
    quarantine: frozenset[str] = field(default_factory=frozenset)
    service: ServiceOptions = field(default_factory=ServiceOptions)

    def __post_init__(self) -> None:
        if self.format is not None and not _FORMAT.fullmatch(self.format):
            raise DefinitionError("source-option-format", value=repr(self.format))
        _one_character("delimiter", self.delimiter)
        if self.quote:
            _one_character("quote", self.quote)
        if self.quote == self.delimiter:
            raise DefinitionError("source-option-same-character", value=self.delimiter)
        if self.newline not in (None, "\n", "\r\n", "\r"):
            raise DefinitionError(
                "source-option-unknown",
                option="newline",
                value=repr(self.newline),
                allowed=(r'"\n"', r'"\r\n"', r'"\r"'),
            )
        encoding_name(self.encoding)
        if not all(type(width) is int and 0 < abs(width) <= _WIDEST for width in self.widths):
            raise DefinitionError("source-option-widths", most=_WIDEST)
        if isinstance(self.header, tuple):
            _given_headings(self.header)
        if self.sheet is not None and not self.sheet.strip():
            raise DefinitionError("source-option-sheet")
        if self.header_rows and self.header is not True:
            raise DefinitionError("source-option-header-and-rows")
        _check_header_rows(self.header_rows)


def encoding_name(encoding: str) -> str:
    """Return Python's own name of a text encoding ("latin1" is "iso8859-1").

    Raises:
        DefinitionError: There is no such encoding, or it does not decode bytes to text.
    """
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if not _TEXT_ENCODING.fullmatch(name):
        raise DefinitionError("source-encoding-unknown", value=encoding)
    return name


def _one_character(option: str, value: str) -> None:
    if len(value) != 1 or not value.isascii() or value in "\r\n\0":
        raise DefinitionError("source-option-not-one-character", option=option, value=repr(value))


def _check_header_rows(rows: tuple[int, ...]) -> None:
    """Refuse rows that are no block of headings: one after the other, at most eight, among the first thousand."""
    if not rows:
        return
    whole = all(type(row) is int and 0 < row <= _LAST_HEADER_ROW for row in rows)
    if not whole or len(rows) > _HEADER_ROWS or rows != tuple(range(rows[0], rows[0] + len(rows))):
        raise DefinitionError(
            "source-option-header-rows", value=str(list(rows)), most=_HEADER_ROWS, last=_LAST_HEADER_ROW
        )


def _given_headings(names: tuple[str, ...]) -> None:
    if not names:
        raise DefinitionError("source-option-no-headings")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DefinitionError("source-option-duplicate-heading", field=name)
        seen.add(name)
