"""What of a name counts, declared as a value.

What lives here: taking a name apart into the words that tell it from others, the kind of thing it says it is, and its
numbers. What this file must not know: any spelling (`_spellings`), how alike two names are (`_likeness`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Final

from ..._dataclass import dataclass

_WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """A name, taken apart.

    Attributes:
        words: The words that tell the name from others, numbers among them, in the order they stand.
        kind: What the name says the thing is, such as {"hospital", "regional"}; empty where it says nothing.
    """

    words: tuple[str, ...]
    kind: frozenset[str]

    @property
    def key(self) -> str:
        """The words without the spaces between them: "taman sari" and "tamansari" are one name."""
        return "".join(self.words)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the name; those of two names must be the same ones for the names to be."""
        return tuple(sorted(word for word in self.words if word.isdigit()))


@dataclass(frozen=True)
class Normalisation:
    """What is the same in two spellings of a name.

    Case, accents, punctuation and spaces never count; letters and digits are separate words, initials beside each other
    are one ("R.M." is "RM"), and II to IX are numbers.

    Attributes:
        name: What a field map calls it.
        spellings: Words that are written out otherwise: "rsud" is "rs umum daerah". Several words may stand on either
            side; what is put in is not looked up again.
        heads: Words that say what kind of thing is named: "rs" a hospital.
        behind: Words right behind a head that say more of the kind (to what), or nothing (to an empty text).
        ignored: Words that say nothing, wherever they stand.

    Example:
        >>> from opendata_share.schemas.matching import FACILITIES
        >>> FACILITIES.words("RSUD Kec. Taman Sari") == FACILITIES.words("RS. Umum Daerah TAMAN SARI")
        True
    """

    name: str
    spellings: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    heads: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    behind: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    ignored: frozenset[str] = frozenset()

    def words(self, text: str) -> Words:
        """Return `text` taken apart; a name made of nothing but its kind keeps its words."""
        written = self._written_out(_split(text))
        kind: set[str] = set()
        rest: list[str] = []
        place = 0
        while place < len(written):
            if (head := self.heads.get(written[place])) is not None:
                kind.add(head)
                place = self._past_kind(written, place + 1, kind)
                continue
            if written[place] not in self.ignored:
                rest.append(_ROMAN.get(written[place], written[place]))
            place += 1
        return Words(tuple(rest), frozenset(kind)) if rest else Words(tuple(written), frozenset())

    def _written_out(self, words: list[str]) -> list[str]:
        return _replaced(words, self._phrases)

    def _past_kind(self, words: list[str], place: int, kind: set[str]) -> int:
        while (found := _phrase_at(words, place, self._tails)) is not None:
            length, meaning = found
            kind.update(meaning)
            place += length
        return place

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return _by_words(self.spellings)

    @cached_property
    def _tails(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return _by_words(self.behind)


def _split(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("'", "")
    words: list[str] = []
    in_initials = False
    for word in _WORD.findall(letters):
        is_initial = len(word) == 1 and not word.isdigit()
        if is_initial and in_initials:
            words[-1] += word
        else:
            words.append(word)
        in_initials = is_initial
    return words


def _by_words(phrases: Mapping[str, str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(phrase.split()): tuple(meaning.split()) for phrase, meaning in phrases.items()}


def _phrase_at(
    words: list[str], place: int, phrases: Mapping[tuple[str, ...], tuple[str, ...]]
) -> tuple[int, tuple[str, ...]] | None:
    """Return the length and the meaning of the longest phrase that begins at `place`."""
    longest = max(map(len, phrases), default=0)
    for length in range(min(longest, len(words) - place), 0, -1):
        meaning = phrases.get(tuple(words[place : place + length]))
        if meaning is not None:
            return length, meaning
    return None


def _replaced(words: list[str], phrases: Mapping[tuple[str, ...], tuple[str, ...]]) -> list[str]:
    written: list[str] = []
    place = 0
    while place < len(words):
        found = _phrase_at(words, place, phrases)
        written += (words[place],) if found is None else found[1]
        place += 1 if found is None else found[0]
    return written
