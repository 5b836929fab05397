"""The shape a document may have, said once: it judges a document and writes the JSON Schema that editors judge it by.

What lives here: the kinds of shapes, each with both meanings side by side. What this file must not know: which document
it is about.

A document is plain JSON values; a TOML date is its text. What a shape cannot say - two dates in order, a condition that
parses - is for those who make values of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any, Final, Protocol

from .._dataclass import dataclass
from .._toml_lines import Steps, spelled

_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a document.

    Attributes:
        steps: The key it is about.
        message_id: The sentence that says it.
        parameters: What fills the sentence: names and what was expected, never a value.
    """

    steps: Steps
    message_id: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Shape(Protocol):
    """Something a value may look like."""

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the values that have the shape."""
        ...

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong with the value at a key."""
        ...


def _expected(at: Steps, expected: str) -> Iterator[Fault]:
    yield Fault(at, "policy-expected", {"key": spelled(at), "expected": expected})


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is not blank, and of a pattern where one is given."""

    pattern: str = r"\S"
    expected: str = "a text"

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"type": "string", "pattern": self.pattern}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        if not isinstance(value, str) or re.search(self.pattern, value, re.ASCII) is None or value.endswith("\n"):
            yield from _expected(at, self.expected)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"enum": list(self.words)}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        if not isinstance(value, str) or value not in self.words:
            yield from _expected(at, ", ".join(self.words))


@dataclass(frozen=True, slots=True)
class Yes:
    """The value true."""

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"const": True}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        if value is not True:
            yield from _expected(at, "true")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two."""

    least: int
    most: int

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        # 3.0 is an integer to JSON Schema; a policy is written by hand, and 3 is what is meant
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            yield from _expected(at, f"{self.least} … {self.most}")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, year first."""

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"type": "string", "format": "date", "pattern": _DAY}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        if not isinstance(value, str) or not _is_day(value):
            yield from _expected(at, "2026-12-31")


def _is_day(text: str) -> bool:
    if re.fullmatch(_DAY, text, re.ASCII) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Several:
    """A list of items of one shape."""

    item: Shape
    least: int = 0

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"type": "array", "items": self.item.schema(), "minItems": self.least}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        if not isinstance(value, list) or len(value) < self.least:
            yield from _expected(at, f"[…] ≥ {self.least}")
            return
        for number, item in enumerate(value, start=1):
            yield from self.item.faults(item, (*at, number))


@dataclass(frozen=True, slots=True)
class Named:
    """Values of one shape under names of a pattern."""

    pattern: str
    value: Shape
    expected: str

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {
            "type": "object",
            "propertyNames": {"pattern": self.pattern},
            "additionalProperties": self.value.schema(),
        }

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        if not isinstance(value, dict):
            yield from _expected(at, "{…}")
            return
        for name, item in value.items():
            if re.search(self.pattern, name, re.ASCII) is None or name.endswith("\n"):
                yield Fault((*at, name), "policy-expected", {"key": spelled(at), "expected": self.expected})
            else:
                yield from self.value.faults(item, (*at, name))


@dataclass(frozen=True, slots=True)
class Keys:
    """A table of known keys.

    Attributes:
        known: The shape of each.
        required: Those that must be there.
        one_of: Keys of which exactly one must be there, if any are named.
        apart: Pairs that cannot stand together.
    """

    known: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.known.items()},
            "additionalProperties": False,
        }
        if self.required:
            made["required"] = list(self.required)
        if self.one_of:
            made["oneOf"] = [{"required": [name]} for name in self.one_of]
        if self.apart:
            made["not"] = {"anyOf": [{"required": list(pair)} for pair in self.apart]}
        return made

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong; an unknown key first, for a key that is missing may be the one that is misspelt."""
        if not isinstance(value, dict):
            yield from _expected(at, "{…}")
            return
        for name in value:
            if name not in self.known:
                parameters = {"key": spelled((*at, name)), "known": tuple(self.known)}
                yield Fault((*at, name), "policy-unknown-key", parameters)
        yield from self._missing(value, at)
        for name, item in value.items():
            if name in self.known:
                yield from self.known[name].faults(item, (*at, name))

    def _missing(self, value: Mapping[str, object], at: Steps) -> Iterator[Fault]:
        for name in self.required:
            if name not in value:
                yield Fault(at, "policy-missing-key", {"key": spelled((*at, name))})
        given = [name for name in self.one_of if name in value]
        if self.one_of and len(given) != 1:
            yield Fault(at, "policy-one-of", {"key": spelled(at), "known": self.one_of})
        for one, other in self.apart:
            if one in value and other in value:
                yield Fault((*at, other), "policy-apart", {"key": spelled((*at, other)), "other": one})


@dataclass(frozen=True, slots=True)
class ByKind:
    """One shape for each kind of value: a text, a number, a table, true."""

    text: Shape | None = None
    number: Shape | None = None
    table: Shape | None = None
    yes: Shape | None = None

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"anyOf": [shape.schema() for shape in self._shapes()]}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        kinds: tuple[tuple[Callable[[object], bool], Shape | None], ...] = (
            (lambda it: isinstance(it, str), self.text),
            (lambda it: isinstance(it, dict), self.table),
            (lambda it: isinstance(it, bool), self.yes),
            (lambda it: isinstance(it, int) and not isinstance(it, bool), self.number),
        )
        for is_kind, shape in kinds:
            if shape is not None and is_kind(value):
                yield from shape.faults(value, at)
                return
        named = {"…": self.text, "1": self.number, "{…}": self.table, "true": self.yes}
        yield from _expected(at, ", ".join(word for word, shape in named.items() if shape is not None))

    def _shapes(self) -> Iterator[Shape]:
        yield from (shape for shape in (self.text, self.number, self.table, self.yes) if shape is not None)


@dataclass(frozen=True, slots=True)
class Either:
    """One shape for a table that has one of some keys, another for every other value."""

    having: tuple[str, ...]
    then: Shape
    otherwise: Shape

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        asked = {"type": "object", "anyOf": [{"required": [name]} for name in self.having]}
        return {"if": asked, "then": self.then.schema(), "else": self.otherwise.schema()}

    def faults(self, value: object, at: Steps) -> Iterator[Fault]:
        """Yield what is wrong."""
        yield from (self.then if self.has_any(value) else self.otherwise).faults(value, at)

    def has_any(self, value: object) -> bool:
        """Return whether the value is a table with one of the keys."""
        return isinstance(value, dict) and not value.keys().isdisjoint(self.having)
