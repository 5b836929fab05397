"""What an imagined agency's file is made of, and what is true of it.

What lives here: pages of cells as an office worker sees them, the truth beside them, and dice. What this file must not
know: file formats, what any one sheet holds, the package under examination.

A cell is a plain Python value: text, a number (`int`, `float`), a `date`, `datetime` or `time` (a true date cell), a
`bool`, None (an empty cell), or a `Formula`. Rows are numbered from 1, as the person who opens the file sees them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that was calculated: the formula, and the value the office program stored beside it."""

    text: str
    value: int


@dataclass(frozen=True, slots=True)
class Padded:
    """A code that became a number, in a cell whose format still shows its leading zeros."""

    number: int
    form: str


Cell = str | int | float | bool | date | datetime | time | Formula | Padded | None


@dataclass(slots=True)
class Page:
    """One sheet of a workbook, or the whole of a CSV file; it grows row by row.

    Args:
        name: What its tab says; the data sheet of a CSV file has none.
        rows: The cells, row by row; a row may be shorter than the widest.
        merged: Ranges (first row, first column, last row, last column), counted from 1; the first cell holds the text.
        hidden_columns: Columns nobody sees, counted from 1.
    """

    name: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: tuple[int, ...] = ()

    def add(self, *cells: Cell) -> int:
        """Put a row below the last and return its number; without cells it is a blank line."""
        self.rows.append(list(cells))
        return len(self.rows)

    def title(self, text: str, width: int) -> int:
        """Put a text over the first `width` columns, merged, and return the row's number."""
        row = self.add(text)
        self.merged.append((row, 1, row, width))
        return row

    def heads(self, upper: Sequence[str], lower: Sequence[str]) -> None:
        """Put a heading of two rows: a group's name is merged over its columns, any other heading over both rows.

        An empty text in `upper` belongs to the group on its left; an empty text in `lower` to the heading above it.
        """
        first = self.add(*[text or None for text in upper])
        self.add(*[text or None for text in lower])
        for column, (above, below) in enumerate(zip(upper, lower, strict=True), start=1):
            if above and not below:
                self.merged.append((first, column, first + 1, column))
            elif above:
                width = next((n for n, text in enumerate(upper[column:], start=1) if text), len(upper) - column + 1)
                if width > 1:
                    self.merged.append((first, column, first, column + width - 1))


@dataclass(frozen=True, slots=True)
class OneOf:
    """Several values of which each is right: the sheet leaves the choice to the person."""

    values: tuple[object, ...]


#: Whatever stands there is right: words of the source, kept beside a code.
ANYTHING: Final = OneOf(())


def perhaps(*values: object) -> OneOf:
    """Return a value that may also be left empty."""
    return OneOf((None, *values))


@dataclass(frozen=True, slots=True)
class Published:
    """One row of the shared table as the person who knows the sheet would publish it.

    Args:
        row: The sheet's row it comes from.
        fields: What the row must say, by field; a field named nowhere must be empty. A value is a plain Python value,
            times in UTC, or a `OneOf`.
        optional: False where the row must come out; True where leaving it out (rejected or skipped) is also right.
    """

    row: int
    fields: Mapping[str, object]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of one sheet.

    Args:
        contract: The shared table it fills: a name, or the file name of a stranger's contract beside it.
        agency: The publishing agency's slug.
        published: The rows that are to come out.
        rejected: By row of the sheet: how many rows of the table must be rejected, and why. They must not be skipped.
        withheld: Rows of the sheet that hold no facts for the table (totals, signatures, column numbers, "-" all along)
            or none that can be trusted: rejected or skipped, never published.
        personal: Texts that name or reach a person; they must not appear in anything drafted or printed.
    """

    contract: str
    agency: str
    published: tuple[Published, ...]
    rejected: Mapping[int, tuple[int, str]]
    withheld: tuple[int, ...] = ()
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of an imagined agency with its truth.

    Args:
        file: Its name; the suffix decides its format.
        about: Who keeps it and how it is messy, one line.
        pages: Its sheets, in the order of their tabs; a CSV file has one.
        page: The name of the sheet that holds the table.
        header_rows: Its rows that hold the headings.
        saved: When it was saved last; the file gets this modification time.
        zone: The zone of its clocks.
        truth: What is true of it.
        delimiter: Between the cells of a CSV file.
        encoding: Of a CSV file.
        beside: Further files, by name, that come with it.
    """

    file: str
    about: str
    pages: tuple[Page, ...]
    saved: datetime
    zone: str
    truth: Truth
    page: str = ""
    header_rows: tuple[int, ...] = (1,)
    delimiter: Literal[",", ";"] = ","
    encoding: str = "utf-8"
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.file.rpartition(".")[0]


class Dice:
    """Choices from one seed; built on `random.random` alone, whose sequence no Python version changes."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to bound − 1."""
        return int(self._random.random() * bound)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]


#: Words that name invented hospitals, posts and streets.
FLOWERS: Final = (  # noqa: SIM905 - a list of forty words reads worse
    "Melati Kenanga Anggrek Mawar Dahlia Teratai Cempaka Flamboyan Seruni Bakung Kamboja Alamanda Bugenvil Soka"
    " Kemuning Gardenia Lavender Asoka Wijaya Sakura Tulip Krisan Lili Aster Zinnia Ixora Lantana Begonia Gladiol"
    " Peony Azalea Kaktus Randu Jati Mahoni Cendana Meranti Trembesi Angsana Ketapang"
).split()
WIB: Final = ZoneInfo("Asia/Jakarta")
WITA: Final = ZoneInfo("Asia/Makassar")
WIT: Final = ZoneInfo("Asia/Jayapura")


def minted(agency: str, *parts: str) -> str:
    """Return the identifier `agency:part-part` as the reference of field maps describes it."""
    plain = frozenset(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._" + ("-" if len(parts) == 1 else "")
    )
    escaped = ("".join(c if c in plain else "".join(f"~{b:02x}" for b in c.encode()) for c in part) for part in parts)
    return f"{agency}:{'-'.join(escaped)}"


def officer(number: int) -> tuple[str, str]:
    """Return the name and the telephone number of a person who does not exist."""
    return f"Pegawai Rekaan {FLOWERS[number % len(FLOWERS)]}", f"0812-0000-{1000 + number:04}"
