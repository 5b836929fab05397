"""What of a value does not meet a schema.

What lives here: one failure with its place in the value. What this file must not know: how it was found, sentences.
"""

from __future__ import annotations

from typing import Any

from .._dataclass import dataclass
from ._resources import escaped


class Undeclared(str):
    """A member's name that the schema does not declare: it is data, and shown where data may be."""

    __slots__ = ()


Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """One keyword that part of a value does not meet.

    Attributes:
        path: The steps to that part from the whole.
        keyword: The keyword, or "false" where the schema `false` lets nothing be.
        expected: What the keyword asks for, as a sentence shows it.
        value: That part.
    """

    path: Path
    keyword: str
    expected: str
    value: Any

    @property
    def rule(self) -> str:
        """The keyword in kebab-case, as reports name rules."""
        return rule_of(self.keyword)

    def pointer(self, *, public: bool) -> str:
        """Return the JSON pointer of the part; undeclared names are `*` where data may not be shown."""
        steps = ("*" if isinstance(step, Undeclared) and not public else escaped(str(step)) for step in self.path)
        return "".join(f"/{step}" for step in steps)


def rule_of(keyword: str) -> str:
    """Return a keyword in kebab-case.

    Example:
        >>> rule_of("minContains")
        'min-contains'
    """
    if keyword == "false":
        return "false-schema"
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in keyword).lstrip("$")
