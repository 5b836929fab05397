"""How alike two names are, as a number between 0 and 1.

What lives here: letters by which two words differ, words by which two names do, and an index that finds every name that
could be alike enough. Pure. What this file must not know: kinds, areas, what is done with a score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

# A word this long may be misspelt by one letter or by two; shorter words ("barat", "karat") never, nor numbers.
_ONE_LETTER: Final = 6
_TWO_LETTERS: Final = 10


def letters_forgiven(word: str) -> int:
    """Return by how many letters a word may differ from another and still be taken for a misspelling of it."""
    if word.isdigit() or len(word) < _ONE_LETTER:
        return 0
    return 1 if len(word) < _TWO_LETTERS else 2


def letters_apart(left: str, right: str) -> int:
    """Return how many letters are to be added, dropped, changed or swapped with the next to make one word the other."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        this = [i]
        for j, other in enumerate(right, start=1):
            cost = min(row[j] + 1, this[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            this.append(cost)
        before, row = row, this
    return row[-1]


def is_misspelling(left: str, right: str) -> bool:
    """Return whether two different words are near enough to be one word, misspelt."""
    forgiven = min(letters_forgiven(left), letters_forgiven(right))
    return abs(len(left) - len(right)) <= forgiven and 0 < letters_apart(left, right) <= forgiven


def likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """Return the share of the letters of both names that stand in words they have in common.

    Order does not count. A misspelt word counts for the letters that are right. Names that are the same letters without
    their spaces are alike by 1.
    """
    if "".join(left) == "".join(right):
        return 1.0
    unmatched = list(right)
    alone = []
    shared = 0.0
    for word in left:
        if word in unmatched:
            unmatched.remove(word)
            shared += 2 * len(word)
        else:
            alone.append(word)
    for word in alone:
        other = next((other for other in unmatched if is_misspelling(word, other)), None)
        if other is not None:
            unmatched.remove(other)
            both = len(word) + len(other)
            shared += both * (1 - letters_apart(word, other) / max(len(word), len(other)))
    letters = sum(map(len, left)) + sum(map(len, right))
    return shared / letters if letters else 0.0


class NameIndex:
    """Names by their words, to find those that are alike by at least `floor` without looking at every one.

    Args:
        names: The words of each name; a name is known by its place.
        floor: The likeness below which nobody asks, above 0.
    """

    __slots__ = ("_by_dropped", "_by_key", "_by_word", "_names", "_spare")

    def __init__(self, names: Sequence[Sequence[str]], *, floor: float) -> None:
        self._names = names
        # Of the letters l of a name, the share that may stand in words the other has not: where s are shared, the other
        # has at least as many, or 7 for 6 where misspelt, so that (s + 7/6 s) / (l + 7/6 s) >= floor.
        self._spare = 1 - 6 * floor / (13 - 7 * floor)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(names):
            self._by_key["".join(words)].append(place)
            for word in set(words):
                self._by_word[word].append(place)
        self._by_dropped: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            for shorter in _shortened(word):
                self._by_dropped[shorter].append(word)

    def near(self, words: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Yield the place and the likeness of every name that may be alike by the floor or more, in order of place."""
        found = set(self._by_key.get("".join(words), ()))
        for word in self._telling(words):
            for known in self._spelt_like(word):
                found.update(self._by_word[known])
        for place in sorted(found):
            yield place, likeness(words, self._names[place])

    def _telling(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the rarest words of a name, enough of them that a name with none of these cannot be alike enough."""
        spare = self._spare * sum(map(len, words))
        for word in sorted(set(words), key=lambda word: (len(self._by_word.get(word, ())), word)):
            yield word
            spare -= len(word) * words.count(word)
            if spare < 0:
                return

    def _spelt_like(self, word: str) -> set[str]:
        near = {other for shorter in _shortened(word) for other in self._by_dropped.get(shorter, ())}
        found = {other for other in near if is_misspelling(word, other)}
        return found | {word} if word in self._by_word else found


def _shortened(word: str) -> Iterable[str]:
    """Return the word, and every word that is left when as many letters are dropped as may be wrong in it."""
    shorter = {word} if letters_forgiven(word) else set()
    for dropped in range(1, letters_forgiven(word) + 1):
        for kept in combinations(word, len(word) - dropped):
            shorter.add("".join(kept))
    return shorter
