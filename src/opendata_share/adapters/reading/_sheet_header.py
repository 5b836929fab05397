"""Which rows of a sheet hold the headings, where its structure leaves no doubt; else which they could be.

What lives here: one pure decision over the first rows of a table, and headings that are put together from several rows.
What this file must not know: workbooks, files, types of cells beyond "text or not".

No doubt is left in two cases. One row: below title rows (one cell, one merged range, or a label that ends with ":"),
the first row whose cells are all texts, all different, and stand over every column that has cells beneath. Several
rows: merged ranges prove how they belong together, that is horizontal ones over filled cells beneath and vertical ones
down to the last of the rows. Whatever is neither is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from ..._dataclass import dataclass

MOST_ROWS: Final = 8
_CANDIDATES: Final = 5
_COUNTED: Final = re.compile(r"\((?P<open>[0-9]{1,3})\)|(?P<plain>[0-9]{1,3})(?: ?=.*)?")
_NUMERIC: Final = re.compile(r"[-+0-9.,() ]*")


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, by row and column numbers from 1, both ends included; its value stands in its first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class TopRow:
    """One of the first rows that are not blank.

    Attributes:
        number: The row's number as the user sees it.
        texts: What its filled cells show, by column number from 1.
        typed: The columns among them whose cell is a number, a date or a boolean rather than a text.
    """

    number: int
    texts: Mapping[int, str]
    typed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that could be the headings, and what the headings would be."""

    rows: tuple[int, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderChoice:
    """The answer: the rows, or none and up to five candidates."""

    rows: tuple[int, ...]
    candidates: tuple[Candidate, ...] = ()


def choose_header(rows: Sequence[TopRow], merged: Sequence[Merged], last_filled: Mapping[int, int]) -> HeaderChoice:
    """Return the header rows where the structure leaves no doubt, else the rows that could be meant.

    Args:
        rows: The first rows that are not blank, in order.
        merged: The merged ranges of the sheet.
        last_filled: For each column the last row with a cell in it, of rows that have at least two filled cells.

    Example:
        >>> rows = [TopRow(1, {1: "Data RS"}), TopRow(3, {1: "Kode", 2: "Nama"}), TopRow(4, {1: "1", 2: "A"})]
        >>> choose_header(rows, [], {1: 4, 2: 4}).rows
        (3,)
    """
    for place, row in enumerate(rows):
        used = {column for column, last in last_filled.items() if last > row.number}
        if _is_title(row, used):
            continue
        found = _one_row(row, merged, used) or _block(rows[place:], merged, used)
        if found:
            return HeaderChoice(found)
        break
    return HeaderChoice((), tuple(_candidates(rows, merged, last_filled)))


def combined_headings(
    rows: Mapping[int, TopRow], header: Sequence[int], merged: Sequence[Merged], columns: Sequence[int]
) -> dict[int, str]:
    """Return the heading of each column: the texts of the header rows from top to bottom, joined with one blank.

    A merged cell counts for every column and row it spans; white space inside a text is one blank; a text that repeats
    the one above it is not said twice. A column over which nothing stands has an empty heading.

    Args:
        rows: Rows by number; those of merged ranges that begin above the header too.
        header: The numbers of the header rows.
        merged: The merged ranges of the sheet.
        columns: The columns asked for.
    """
    areas = spanned(merged, header, max(columns, default=0))
    headings = {}
    for column in columns:
        parts: list[str] = []
        for number in header:
            text = collapsed(_text_at(rows, areas, number, column))
            if text and text not in parts[-1:]:
                parts.append(text)
        headings[column] = " ".join(parts)
    return headings


def spanned(merged: Sequence[Merged], rows: Sequence[int], last_column: int) -> dict[tuple[int, int], Merged]:
    """Return which merged range each cell of some consecutive rows belongs to, by (row, column).

    Ranges that overlap, which no program writes, are followed up to where they do: a cell is looked at once, however
    many ranges a file lists.
    """
    areas: dict[tuple[int, int], Merged] = {}
    for area in merged:
        down = range(max(area.top, rows[0]), min(area.bottom, rows[-1]) + 1)
        across = range(area.left, min(area.right, last_column) + 1)
        for place in product(down, across):
            if place in areas:
                break
            areas[place] = area
    return areas


def collapsed(text: str) -> str:
    """Return `text` with every run of white space, line breaks included, as one blank and none at the ends."""
    return " ".join(text.split())


def _text_at(rows: Mapping[int, TopRow], areas: Mapping[tuple[int, int], Merged], number: int, column: int) -> str:
    area = areas.get((number, column))
    if area is not None:
        number, column = area.top, area.left
    row = rows.get(number)
    return "" if row is None else row.texts.get(column, "")


def numbers_columns(row: TopRow, columns: Sequence[int], beneath: Sequence[TopRow]) -> bool:
    """Whether a row below the headings only counts the columns, "(1) (2) (3)" or "1 2 3", and is no data.

    Every column must be counted, one after the other, three at least. Numbers in parentheses leave no doubt; plain ones
    are data unless a column that is numbered here holds words in the rows beneath.

    Args:
        row: The first row below the headings.
        columns: The columns that have a heading, in order.
        beneath: The rows below it.
    """
    found = [_COUNTED.fullmatch(collapsed(row.texts.get(column, ""))) for column in columns]
    numbers = [int(match["open"] or match["plain"]) for match in found if match]
    if len(found) < 3 or numbers != list(range(1, len(found) + 1)):
        return False
    enclosed = all(match["open"] for match in found if match)
    return enclosed or any(
        column not in other.typed and not _NUMERIC.fullmatch(other.texts.get(column, "0"))
        for other in beneath
        for column in columns
    )


def _is_title(row: TopRow, used: set[int]) -> bool:
    """Whether a row stands above the table: one cell (or merged range) over several columns, or "Bulan: | Maret"."""
    if len(used) > 1 and len(row.texts) == 1:
        return True
    labels = any(collapsed(text).endswith(":") for text in row.texts.values())
    return labels and len(row.texts) <= 4 and not used <= set(row.texts)


def _one_row(row: TopRow, merged: Sequence[Merged], used: set[int]) -> tuple[int, ...]:
    if row.typed or not used <= set(row.texts) or any(area.top <= row.number <= area.bottom for area in merged):
        return ()
    return (row.number,) if _distinct([collapsed(text) for text in row.texts.values()]) else ()


def _block(rows: Sequence[TopRow], merged: Sequence[Merged], used: set[int]) -> tuple[int, ...]:
    """Return the header rows that begin with the first of `rows` and that merged ranges prove, or nothing."""
    first = rows[0].number
    by_number = {row.number: row for row in rows}
    for height in range(2, MOST_ROWS + 1):
        numbers = tuple(range(first, first + height))
        touching = [area for area in merged if area.bottom >= first and area.top <= numbers[-1]]
        if not touching:
            return ()
        if all(first <= area.top and area.bottom <= numbers[-1] for area in touching):
            block = [by_number[number] for number in numbers if number in by_number]
            columns = sorted(used | {c for row in block for c in row.texts})
            if _proven(by_number, numbers, touching, columns) and not any(row.typed for row in block):
                below = {c for c in used if c in columns}
                headings = combined_headings(by_number, numbers, touching, columns)
                if all(headings[c] for c in below) and _distinct(list(headings.values())):
                    return numbers
    return ()


def _proven(
    rows: Mapping[int, TopRow], numbers: tuple[int, ...], merged: Sequence[Merged], columns: Sequence[int]
) -> bool:
    """Whether merged ranges prove that exactly these rows belong together as headings.

    Every column begins with a filled cell; beneath a horizontal range every column goes on; a filled cell beneath
    another stands under such a range, or vertical ranges span the whole block; and some column reaches down to the last
    row.
    """
    first, last = numbers[0], numbers[-1]
    areas = spanned(merged, numbers, max(columns, default=0))
    spans_all = any(area.top == first and area.bottom == last for area in merged)
    reaches_last = False
    for column in columns:
        place, under_group = first, False
        while place <= last:
            area = areas.get((place, column))
            filled = bool(_text_at(rows, areas, place, column))
            if not filled and (place == first or under_group):
                return False
            if not filled:
                if any(rows[n].texts.get(column) for n in range(place, last + 1) if n in rows):
                    return False
                break
            if place > first and not (under_group or spans_all):
                return False
            end = place if area is None else area.bottom
            reaches_last = reaches_last or end == last
            under_group = area is not None and area.right > area.left
            place = end + 1
        if place > last and under_group:
            return False  # a range over several columns has nothing beneath it that tells them apart
    return reaches_last


def _distinct(texts: list[str]) -> bool:
    return len(set(texts)) == len(texts) and all(texts)


def _candidates(
    rows: Sequence[TopRow], merged: Sequence[Merged], last_filled: Mapping[int, int]
) -> Iterator[Candidate]:
    """Yield what could be the headings: rows of texts alone, before the first row that holds anything else."""
    by_number = {row.number: row for row in rows}
    found = 0
    for row in rows:
        used = {column for column, last in last_filled.items() if last > row.number}
        if row.typed or found == _CANDIDATES:
            return
        if len(row.texts) < min(2, len(used)) or _is_title(row, used):
            continue
        starting = [area for area in merged if area.top == row.number]
        end = max((area.bottom for area in starting), default=row.number)
        if end == row.number and any(area.right > area.left for area in starting):
            end += 1
        numbers = tuple(range(row.number, min(end, row.number + MOST_ROWS - 1) + 1))
        columns = sorted(used | set(row.texts))
        headings = combined_headings(by_number, numbers, merged, columns)
        yield Candidate(numbers, tuple(headings[column] for column in columns))
        found += 1
