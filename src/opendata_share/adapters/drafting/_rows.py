"""Rows of a sheet that are no rows of its table: totals, numbers of columns, notes below.

What lives here: how such rows are told from others, and the `skip` that leaves them out. What this file must not
know: contracts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ..._arrow import pc
from ..._dataclass import dataclass
from ...schemas.headings import headings
from ._shape import Sample, is_null_word
from ._text import Proposal, Speaker, key, literal, table
from ._words import phrase_of

if TYPE_CHECKING:
    from ..._arrow import Values

_COLUMNS: Final = 16
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9.,]*\Z")
_NUMBERED: Final = re.compile(r"\(?([0-9]{1,4})\)?\Z")
_NUMBERED_RE2: Final = r"\(?\d+\)?"
_HEAD_ROWS: Final = 3
_MANY_COLUMNS: Final = 4
_PLAIN: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?\Z")
_ADDENDS: Final = 3


@dataclass(frozen=True, slots=True)
class OddRows:
    """Rows that are no rows of the table.

    Attributes:
        positions: Where they stand in the sample.
        skip: Column → pattern (RE2) that leaves them out, and no other row of the sample.
        totals: The row numbers of sums.
        others: The row numbers of column numbers and of notes.
        is_proven: Whether nothing else can be meant: each total adds up, and no row is only taken for a note.
    """

    positions: frozenset[int]
    skip: Mapping[str, str]
    totals: tuple[int, ...]
    others: tuple[int, ...]
    is_proven: bool

    def proposal(self, speak: Speaker) -> Proposal | None:
        """Return the `skip` line, or None where there is nothing to skip."""
        if not self.skip:
            return None
        parts = []
        if self.totals:
            parts.append(speak.say("skip-totals", rows=self.totals))
        if self.others:
            parts.append(speak.say("skip-others", rows=self.others))
        patterns = {key(column): literal(pattern) for column, pattern in self.skip.items()}
        return Proposal(
            key="skip",
            place="source",
            toml=f"skip = {table(patterns)}",
            comment="; ".join(parts),
            columns=tuple(self.skip),
            is_active=self.is_proven,
        )


def odd_rows(sample: Sample) -> OddRows:
    """Return the rows of the sample that are no rows of its table."""
    rows = _Rows(sample)
    found: dict[str, dict[str, list[int]]] = {}
    numbered = rows.column_numbers()
    totals: list[int] = []
    for name in rows.names:
        for place, text in rows.texts(name):
            kind = None if place in numbered else rows.kind_of(name, place, text)
            if kind is not None and place not in totals:
                found.setdefault(name, {}).setdefault(text, []).append(place)
                if kind == "total":
                    totals.append(place)
    proven = rows.are_proven(found, totals)
    patterns = {name: rows.pattern(name, texts, literal=proven) for name, texts in found.items()}
    odd = {place for texts in found.values() for places in texts.values() for place in places}
    if numbered and (column := rows.where_numbers_are_odd(numbered)) is not None:
        proven = False  # a number alone tells a row too little
        patterns[column] = f"{patterns[column]}|{_NUMBERED_RE2}" if column in patterns else _NUMBERED_RE2
        odd |= numbered
    number: list[int] = sample.numbers.to_pylist()
    return OddRows(
        frozenset(odd),
        patterns,
        tuple(number[place] for place in sorted(totals)),
        tuple(number[place] for place in sorted(odd - set(totals))),
        proven,
    )


def lone_rows(sample: Sample) -> frozenset[int]:
    """Return the positions of rows with one filled cell in a table of many columns: headings of parts, signatures.

    They say nothing of the columns, whatever becomes of them; where most rows are so they are the table.
    """
    if len(sample.columns) < _MANY_COLUMNS or not len(sample.numbers):
        return frozenset()
    filled = sum(
        pc.is_valid(column).to_numpy(zero_copy_only=False).astype("int32") for column in sample.columns.values()
    )
    places = frozenset(place for place, count in enumerate(filled) if count == 1)
    return places if 2 * len(places) < len(sample.numbers) else frozenset()


class _Rows:
    """The first columns of a sample, row by row."""

    def __init__(self, sample: Sample) -> None:
        self.names = [name for name in list(sample.columns)[:_COLUMNS] if name != "#"]
        self.columns: dict[str, Values] = {name: sample.columns[name] for name in self.names}
        self.cells = {name: column.to_pylist() for name, column in self.columns.items()}
        self.length = len(sample.numbers)
        self.texting = [name for name in self.names if self._is_text(name)]
        self.usually_filled = frozenset(name for name in self.texting if self._usually_filled(name))
        self.totals = tuple(phrase_of(word) for word in headings().totals)
        self.footers = tuple(phrase_of(word) for word in headings().footers)

    def _is_text(self, name: str) -> bool:
        filled = [text for text in self.cells[name] if text is not None]
        return bool(filled) and sum(1 for text in filled if _NUMBER.match(text)) < 0.5 * len(filled)

    def texts(self, name: str) -> list[tuple[int, str]]:
        """Return the cells of a column that are words, with their places."""
        return [
            (place, text)
            for place, text in enumerate(self.cells[name])
            if text is not None and text[:1].isalpha() and len(text) < 80
        ]

    def kind_of(self, name: str, place: int, text: str) -> str | None:
        """Return whether a row is a "total" or a "note" below the table, by its cell in column `name`."""
        phrase = phrase_of(text)
        # in a table of totals, such as a column of kinds, the word is a value like others
        bare = self._is_bare(name, place) or (self.texting == [name] and place == self.length - 1)
        if phrase in self.totals and (bare or len(self.texting) <= 1):
            return "total"
        if bare and any(phrase.startswith(f"{word} ") for word in self.totals):
            return "total"
        alone = sum(1 for other in self.names if self.cells[other][place] is not None) == 1 and len(self.names) > 2
        if alone and any(phrase == word or phrase.startswith(f"{word} ") for word in self.footers):
            return "note"
        return None

    def are_proven(self, found: Mapping[str, Mapping[str, list[int]]], totals: list[int]) -> bool:
        """Whether the rows found are totals that add up, and no other row has the same word in the same column."""
        for name, texts in found.items():
            words = {text.casefold() for text in texts}
            alike = {place for place, text in enumerate(self.cells[name]) if text and text.casefold() in words}
            if alike != {place for places in texts.values() for place in places} or not alike <= set(totals):
                return False
        return all(self.adds_up(place, totals) for place in totals)

    def adds_up(self, place: int, totals: list[int]) -> bool:
        """Whether some column's cell in this row is the sum of those above, all of them or since the last total."""
        last = max((other for other in totals if other < place), default=-1)
        written = {name: self._plain_number(self.cells[name][place]) for name in self.names}
        return any(
            number == self._sum(name, range(start, place), totals)
            for name, number in written.items()
            if number is not None
            for start in {0, last + 1}
        )

    def _sum(self, name: str, places: range, totals: list[int]) -> Decimal | None:
        """Return what the rows at `places` add up to in a column, or None where they are not several plain numbers."""
        cells = [self.cells[name][place] for place in places if place not in totals]
        numbers = [self._plain_number(text) for text in cells if text is not None and not is_null_word(text)]
        known = [number for number in numbers if number]
        return sum(known, Decimal()) if len(known) >= _ADDENDS and None not in numbers else None

    @staticmethod
    def _plain_number(text: str | None) -> Decimal | None:
        return Decimal(text) if text is not None and _PLAIN.match(text) else None

    def _is_bare(self, name: str, place: int) -> bool:
        """Whether the other columns of words, filled elsewhere, are mostly empty in this row."""
        others = [other for other in self.texting if other != name and other in self.usually_filled]
        empty = sum(1 for other in others if self.cells[other][place] is None)
        return bool(others) and 2 * empty > len(others)

    def _usually_filled(self, name: str) -> bool:
        filled = sum(1 for text in self.cells[name] if text is not None)
        return 2 * filled > self.length

    def column_numbers(self) -> set[int]:
        """Return the places of rows that count the columns, as 1 2 3 or (1) (2) (3)."""
        found = set()
        for place in range(min(_HEAD_ROWS, self.length)):
            cells = [self.cells[name][place] for name in self.names]
            read = [_NUMBERED.match(text) for text in cells if text is not None]
            numbers = [int(match[1]) for match in read if match is not None]
            counts = len(numbers) == len(read) >= max(3, 0.8 * len(self.names))
            if counts and all(after - before == 1 for before, after in pairwise(numbers)):
                found.add(place)
        return found

    def where_numbers_are_odd(self, places: set[int]) -> str | None:
        """Return a column in which only the rows at `places` hold a number, or None."""
        for name in self.names:
            cells = enumerate(self.cells[name])
            if all((place in places) == bool(text and _NUMBERED.match(text)) for place, text in cells):
                return name
        return None

    def pattern(self, name: str, found: Mapping[str, list[int]], *, literal: bool) -> str:
        """Return a pattern for the cells found that matches no other cell of the column.

        A `literal` one leaves out these words and nothing that only begins like them: it holds without a person.
        """
        if literal:
            return "|".join(dict.fromkeys(_spelled(text) for text in found))
        wide = _pattern(list(found))
        places = {place for there in found.values() for place in there}
        matching = pc.match_substring_regex(self.columns[name], f"^(?:{wide})$").to_pylist()
        if any(matches and place not in places for place, matches in enumerate(matching)):
            return "|".join(re.escape(text) for text in found)
        return wide


def _spelled(text: str) -> str:
    return f"(?i){re.escape(text.casefold())}" if text.isascii() else re.escape(text)


def _pattern(texts: list[str]) -> str:
    """Return a pattern for the cells met: the word alone where it stood alone, else with what may follow it."""
    words: dict[str, bool] = {}
    known = sorted((*headings().totals, *headings().footers), key=lambda word: (-len(word), word))
    for text in texts:
        phrase = phrase_of(text)
        word = next(w for w in map(phrase_of, known) if phrase == w or phrase.startswith(f"{w} "))
        stem = r"\W*".join(word.split())
        words[stem] = words.get(stem, False) or phrase != word or text.casefold() != word
    stems = [stem + (r"\b.*" if more else "") for stem, more in sorted(words.items())]
    return f"(?i)({'|'.join(stems)})" if len(stems) > 1 else f"(?i){stems[0]}"
