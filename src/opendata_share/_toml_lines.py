"""Where in a TOML text each key stands, so that an error points at the line and a draft adds beside it.

What lives here: positions in TOML text that is known to be valid. What this file must not know: what any key means, and
whether the text is a field map or a policy.

A path names tables and keys joined with dots, the n-th of a list in brackets, from 1: `source.ignore`,
`tables.fire-station[2].name`, `tables.facility-capacity[1].wide[3].bed_type`. Without brackets the first is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from ._dataclass import dataclass

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_INLINE_BLANK: Final = re.compile(r"[ \t]*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_TEXT: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR: Final = re.compile(r"[^,\]}#\n]*[^,\]}#\s]")
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")
_STEP: Final = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")

Steps = tuple[str | int, ...]
"""A path taken apart: names of tables and keys, and after a list the number of the item, from 1."""


def spelled(steps: Steps) -> str:
    """Return a path as messages spell it: `schemas.emergency-incident@1.waivers[2].until`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "–"


def plain_values(value: Any) -> Any:
    """Return TOML values as JSON has them: a date is its text; a time is none of JSON's and stays what it is."""
    if isinstance(value, Mapping):
        return {str(key): plain_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_values(item) for item in value]
    return value.isoformat() if type(value) is date else value


def line_of_fault(fault: ValueError, text: str) -> int:
    """Return the line a `TOMLDecodeError` is about; behind the last where it says the document ended."""
    found = _AT_LINE.search(str(fault))
    return text.count("\n") + 1 if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class Span:
    """A key with its value in the text.

    Attributes:
        start: Offset of the key's first character, or of the item of a list.
        value: Offset of the value's first character.
        end: Offset behind the value's last character.
        line: The line the key stands on, from 1.
    """

    start: int
    value: int
    end: int
    line: int


@dataclass(frozen=True)
class TomlLines:
    r"""The positions of every key in a valid TOML text.

    Example:
        >>> lines = TomlLines('agency = "demo"\n[[tables.fire-station]]\nname = "Nama"\n')
        >>> lines.line("tables.fire-station.name"), lines.line("tables.fire-station.nothing")
        (3, 2)
    """

    text: str

    @cached_property
    def spans(self) -> Mapping[Steps, Span]:
        """Every key by its path; lists count from 1."""
        return _Scanner(self.text).scan()

    def span(self, path: str) -> Span | None:
        """Return where the key `path` stands, or None where the text does not have it."""
        return self.spans.get(self._resolved(path))

    def line(self, path: str) -> int | None:
        """Return the line of `path`, or of the nearest key around it that is there, from 1."""
        return self.line_at(self._resolved(path))

    def line_at(self, steps: Steps) -> int | None:
        """Return the line of a path taken apart, or of the nearest key around it that is there, from 1."""
        while steps:
            if steps in self.spans:
                return self.spans[steps].line
            steps = steps[:-1]
        return None

    def line_text(self, line: int) -> str:
        """Return the text of a line, without its comment and the blanks around it."""
        text = self.text.splitlines()[line - 1].strip()
        end = 0
        while end < len(text) and text[end] != "#":
            quoted = _TEXT.match(text, end)
            end = quoted.end() if quoted else end + 1
        return text[:end].rstrip()

    def _resolved(self, path: str) -> Steps:
        """Return `path` as steps; a list named without brackets is its first item."""
        steps: list[str | int] = []
        for name, number in _STEP.findall(path):
            steps.append(name)
            if number:
                steps.append(int(number))
            elif (*steps, 1) in self.spans and tuple(steps) not in self.spans:
                steps.append(1)
        return tuple(steps)


class _Scanner:
    """One walk over a text; what is between keys and values is only skipped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.spans: dict[Steps, Span] = {}
        self.counts: dict[Steps, int] = {}

    def scan(self) -> Mapping[Steps, Span]:
        table: Steps = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self.spans

    def _header(self) -> Steps:
        start = self.at
        listed = self.text.startswith("[[", start)
        self.at += 2 if listed else 1
        path = self._inside(self._key())
        self.at = self.text.index("]", self.at) + (2 if listed else 1)
        if listed:
            self.counts[path] = self.counts.get(path, 0) + 1
            path = (*path, self.counts[path])
        self._note(path, start, start)
        return path

    def _inside(self, path: Steps) -> Steps:
        """Return the path with the number of the last item after every list on the way."""
        found: Steps = ()
        for step in path[:-1]:
            found = (*found, step)
            if found in self.counts:
                found = (*found, self.counts[found])
        return (*found, path[-1])

    def _pair(self, table: Steps) -> None:
        start = self.at
        path = (*table, *self._key())
        self._blank()
        self.at += 1  # the equals sign
        self._blank()
        value = self.at
        self._value(path)
        self._note(path, start, value)

    def _key(self) -> Steps:
        steps: list[str | int] = []
        while True:
            self._blank()
            quoted = _TEXT.match(self.text, self.at)
            bare = _BARE.match(self.text, self.at)
            found = quoted or bare
            if found is None:  # the text was valid, so this cannot be reached by a user
                raise AssertionError(f"no key at offset {self.at}")
            steps.append(found[0] if quoted is None else _unquoted(found[0]))
            self.at = found.end()
            self._blank()
            if not self.text.startswith(".", self.at):
                return tuple(steps)
            self.at += 1

    def _value(self, path: Steps) -> None:
        if found := _TEXT.match(self.text, self.at):
            self.at = found.end()
        elif self.text[self.at] == "[":
            self._list(path)
        elif self.text[self.at] == "{":
            self._table(path)
        elif found := _SCALAR.match(self.text, self.at):
            self.at = found.end()

    def _list(self, path: Steps) -> None:
        self.at += 1
        self._skip()
        number = 0
        while self.text[self.at] != "]":
            number += 1
            start = self.at
            self._value((*path, number))
            self._note((*path, number), start, start)
            self._after_item()
        self.at += 1

    def _table(self, path: Steps) -> None:
        self.at += 1
        self._skip()
        while self.text[self.at] != "}":
            self._pair(path)
            self._after_item()
        self.at += 1

    def _after_item(self) -> None:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()

    def _note(self, path: Steps, start: int, value: int) -> None:
        self.spans[path] = Span(start, value, self.at, self.text.count("\n", 0, start) + 1)

    def _skip(self) -> None:
        self.at = self._matched(_BLANK)

    def _blank(self) -> None:
        self.at = self._matched(_INLINE_BLANK)

    def _matched(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        return self.at if found is None else found.end()


def _unquoted(key: str) -> str:
    import tomllib  # only where a key is quoted

    return str(tomllib.loads(f"key = {key}")["key"])
