r"""A text that a portable pattern matches: the shortest way through it, first choices taken.

What lives here: a reader of the portable subset (contract room) that writes down one match. What this file must not
know: fields, reports. It proposes; whoever uses a proposal checks it with the pattern itself.
"""

from __future__ import annotations

from typing import Final

_CLASSES: Final = {"d": "0", "w": "a", "D": "a", "W": "-", "t": "\t", "r": "\r", "n": "\n", "f": "\f"}
_OUTSIDE: Final = "aA0-_ "
_LONGEST: Final = 200


def match_of(pattern: str) -> str | None:
    r"""Return a text that `pattern` most likely matches, or None where it would be longer than 200 characters.

    Example:
        >>> match_of(r"^[A-Z]{2,4}-\d{2,4}$")
        'AA-00'
    """
    text = _Reader(pattern).choices()
    return text if len(text) <= _LONGEST else None


class _Reader:
    """A position in a pattern that is known to be portable."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def choices(self) -> str:
        """Read alternatives up to the end or the closing parenthesis; return the first."""
        first = self._sequence()
        while self._peek() == "|":
            self._at += 1
            self._sequence()
        return first

    def _sequence(self) -> str:
        made = ""
        while (character := self._peek()) not in {"", "|", ")"}:
            made += self._times(self._atom(character))
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
                return self._one_of()
            case "\\":
                return self._escaped()
            case _:
                return character

    def _escaped(self) -> str:
        character = self._peek()
        self._at += 1
        return _CLASSES.get(character, character)

    def _one_of(self) -> str:
        """Read a class; return a member of it, or one that is none where the class is negated."""
        negated = self._peek() == "^"
        self._at += negated
        start, members = self._at, list[str]()
        while self._peek() != "]" or self._at == start:
            character = self._peek()
            self._at += 1
            members.append(self._escaped() if character == "\\" else character)
        inside = self._pattern[start : self._at]
        self._at += 1
        if not negated:
            return members[0]
        return next((c for c in _OUTSIDE if not _is_within(c, inside)), "!")

    def _times(self, atom: str) -> str:
        """Read the quantifier behind an atom; return the atom as often as it must stand at least."""
        least = {"*": 0, "?": 0, "+": 1}.get(self._peek())
        if least is not None:
            self._at += 1
        elif self._peek() == "{":
            end = self._pattern.index("}", self._at)
            least = int(self._pattern[self._at + 1 : end].split(",")[0])
            self._at = end + 1
        else:
            return atom
        if self._peek() == "?":  # as few as possible: the same match
            self._at += 1
        return atom * least if least * max(len(atom), 1) <= _LONGEST else "x" * (_LONGEST + 1)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]


def _is_within(character: str, inside: str) -> bool:
    """Whether a negated class names `character`, read the careful way: what is not sure counts as named."""
    kinds = ("\\d", character.isdigit()), ("\\w", character.isalnum() or character == "_"), ("-", character.isalnum())
    return character in inside or any(is_kind for mark, is_kind in kinds if mark in inside)
