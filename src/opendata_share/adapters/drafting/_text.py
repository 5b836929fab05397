"""The lines of a draft, as text.

What lives here: TOML as a person reads it, comments, proposals and their marks. What this file must not know: how a
proposal was found.

`# ` begins a proposal: without it the line is right as it stands. `##` begins everything else: words, and the other
readings of a line (`## or:`), of which only one can hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from ... import _messages
from ..._dataclass import dataclass

Place = Literal["top", "source", "let", "table"]
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+\Z")
_LONG: Final = 90
"""A comment stands above a line longer than this."""
_UNPRINTED: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One line of a draft.

    Attributes:
        key: What it would set: a field, or a key of the map such as "zone".
        place: Where it stands: above all sections, in `[source]`, in `[let]`, or in the table's block.
        toml: The line without its mark; several lines only for a long `wide`.
        comment: What is said beside it, one line.
        columns: The headings it reads.
        is_active: Whether it holds already.
        is_alternative: Whether it is another reading of the line before it.
    """

    key: str
    place: Place
    toml: str
    comment: str = ""
    columns: tuple[str, ...] = ()
    is_active: bool = False
    is_alternative: bool = False

    @property
    def text(self) -> str:
        """The line as it stands in the draft, without the end of line."""
        mark = "" if self.is_active else "## or: " if self.is_alternative else "# "
        lines = [f"{mark}{line}" for line in self.toml.split("\n")]
        if self.comment and (len(lines) > 1 or len(self.toml) > _LONG):
            return "\n".join([note(self.comment), *lines])
        if self.comment:
            lines[0] += f"   # {one_line(self.comment)}"
        return "\n".join(lines)


def note(text: str) -> str:
    """Return a line of words."""
    return f"## {one_line(text)}"


def one_line(text: str) -> str:
    """Return text that may stand in a comment: signs that end a line, or that TOML forbids, are blanks."""
    return _UNPRINTED.sub(" ", text).strip()


def quoted(text: str) -> str:
    """Return a TOML text."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)


def literal(pattern: str) -> str:
    """Return a TOML text that is a pattern, without escapes where that can be."""
    return quoted(pattern) if "'" in pattern or _UNPRINTED.search(pattern) else f"'{pattern}'"


def key(name: str) -> str:
    """Return a TOML key."""
    return name if _BARE.match(name) else quoted(name)


def listed(names: Iterable[str | int]) -> str:
    """Return a TOML list of texts and numbers."""
    return f"[{', '.join(str(name) if isinstance(name, int) else quoted(name) for name in names)}]"


def table(pairs: Mapping[str, str]) -> str:
    """Return an inline table of keys and values that are TOML already."""
    return f"{{ {', '.join(f'{name} = {value}' for name, value in pairs.items())} }}"


def value(column: str, steps: Mapping[str, str] | None = None) -> str:
    """Return the value of a field from a column, with steps that are TOML already."""
    return quoted(column) if not steps else table({"from": quoted(column), **steps})


def literal_of(given: str | int | bool) -> str:
    """Return a text, a number or a truth value as TOML."""
    return json.dumps(given) if isinstance(given, bool | int) else quoted(given)


def constant(given: str) -> str:
    """Return a constant that is TOML already."""
    return table({"value": given})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says sentences of the catalogue in the chosen language."""

    language: Literal["en", "id"]

    def say(self, message_id: str, **parameters: Any) -> str:
        """Return the sentence `draft-MESSAGE_ID`."""
        return _messages.render(f"draft-{message_id}", self.language, parameters)
