r"""Texts that a portable pattern matches, drawn at random.

What lives here: a reader of the portable subset that writes one match on its way. What this file must not know: fields,
rows. It proposes; whoever takes a proposal asks the pattern itself.
"""

from __future__ import annotations

import random
import re
from typing import Final

from .._patterns import python_pattern

_DIGITS: Final = "0123456789"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_WORD: Final = _DIGITS + _LETTERS + _LETTERS.upper() + "_"
_PRINTABLE: Final = "".join(map(chr, range(32, 127)))
_SETS: Final = {
    "d": _DIGITS,
    "w": _WORD,
    "D": "".join(c for c in _PRINTABLE if c not in _DIGITS),
    "W": "".join(c for c in _PRINTABLE if c not in _WORD),
}
_CONTROLS: Final = {"t": "\t", "r": "\r", "n": "\n", "f": "\f"}
_MORE: Final = 6
_TRIES: Final = 8


def text_of_pattern(pattern: str, draw: random.Random) -> str | None:
    r"""Return a text that `pattern` matches, or None where none was found.

    Example:
        >>> import random
        >>> text_of_pattern(r"^[A-Z]{2}-[0-9]{3}$", random.Random(1))
        'EI-177'
    """
    compiled = re.compile(python_pattern(pattern), re.ASCII)
    for _ in range(_TRIES):
        text = _Reader(pattern, draw).choices()
        if compiled.search(text):
            return text
    return None


class _Reader:
    """A position in a pattern that is known to be portable."""

    def __init__(self, pattern: str, draw: random.Random) -> None:
        self._pattern = pattern
        self._draw = draw
        self._at = 0

    def choices(self) -> str:
        """Read alternatives up to the end or the closing parenthesis; return one of them."""
        made = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            made.append(self._sequence())
        return self._draw.choice(made)

    def _sequence(self) -> str:
        made = ""
        while (character := self._peek()) not in {"", "|", ")"}:
            start = self._at
            atom = self._atom(character)
            count = self._count()
            for number in range(count):  # each time anew: [0-9]{3} is not three times the same digit
                if number:
                    behind, self._at = self._at, start
                    atom = self._atom(character)
                    self._at = behind
                made += atom
        return made

    def _atom(self, character: str) -> str:
        self._at += 1
        match character:
            case "^" | "$":
                return ""
            case "(":
                self._at += 2 if self._pattern.startswith("?:", self._at) else 0
                inside = self.choices()
                self._at += 1
                return inside
            case "[":
                return self._draw.choice(self._members())
            case "\\":
                return self._draw.choice(self._escaped())
            case _:
                return character

    def _escaped(self) -> str:
        """Read what stands behind a backslash; return the characters it means."""
        character = self._peek()
        self._at += 1
        return _SETS.get(character) or _CONTROLS.get(character, character)

    def _members(self) -> str:
        """Read a class; return the printable characters it holds."""
        negated = self._peek() == "^"
        self._at += negated
        start, members = self._at, ""
        while self._peek() != "]" or self._at == start:
            members += self._range()
        self._at += 1
        if not negated:
            return members
        return "".join(c for c in _WORD + _PRINTABLE if c not in members) or "\u00e9"

    def _range(self) -> str:
        first = self._member()
        if self._peek() != "-" or self._pattern[self._at + 1 : self._at + 2] == "]":
            return first
        self._at += 1
        last = self._member()
        return "".join(map(chr, range(ord(first), min(ord(last), ord(first) + 255) + 1)))

    def _member(self) -> str:
        character = self._peek()
        self._at += 1
        return self._escaped() if character == "\\" else character

    def _count(self) -> int:
        """Read the quantifier behind an atom, if there is one; return how often the atom is to stand."""
        least, most = 1, 1
        match self._peek():
            case "*":
                least, most = 0, _MORE
            case "+":
                least, most = 1, _MORE
            case "?":
                least, most = 0, 1
            case "{":
                end = self._pattern.index("}", self._at)
                low, _, high = self._pattern[self._at + 1 : end].partition(",")
                least = int(low)
                most = least if "," not in self._pattern[self._at : end] else int(high or least + _MORE)
                self._at = end
            case _:
                return 1
        self._at += 1
        if self._peek() == "?":  # as few as possible: the same match
            self._at += 1
        return self._draw.randint(least, min(most, least + _MORE))

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]
