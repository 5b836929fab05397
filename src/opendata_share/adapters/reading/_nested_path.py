"""Paths into nested records: `info/area[]/areaDesc`, `extension[url=http://x]/valueString`, `name/@lang`.

What lives here: how a path is written. What this module must not know: records, who asks.

A path names members from the outside in, joined with `/`. `[]` behind a name takes every item of the list that stands
there, so that the path gives a list; `[member=text]` takes the items of which that member has that text. A text with a
bracket or a slash in it may stand in quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..._dataclass import dataclass

_NAME: Final = re.compile(r"[^/\[\]]+")
_TEST: Final = re.compile(
    r"\[\s*(?P<name>[^=\[\]/\"']+?)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\]]*?))\s*\]"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path.

    Attributes:
        name: The member.
        where: (member, text) that an item of the list there must have, or None.
        many: Whether every item is taken, not one.
    """

    name: str
    where: tuple[str, str] | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class NestedPath:
    """A path, step by step.

    Example:
        >>> nested_path("info/area[]/areaDesc").canonical
        'info/area/areaDesc'
    """

    steps: tuple[Step, ...]

    @property
    def canonical(self) -> str:
        """The names alone: what a record calls the place, whichever items are taken."""
        return "/".join(step.name for step in self.steps)

    @property
    def is_list(self) -> bool:
        """Whether it gives a list."""
        return any(step.many for step in self.steps)

    def after(self, count: int) -> NestedPath:
        """Return the path without its first `count` steps."""
        return NestedPath(self.steps[count:])


@lru_cache(maxsize=4096)
def nested_path(text: str) -> NestedPath | None:
    """Return the path `text` writes, or None where it is none."""
    steps: list[Step] = []
    at = 0
    while True:
        name = _NAME.match(text, at)
        if name is None or not name[0].strip():
            return None
        at = name.end()
        where: tuple[str, str] | None = None
        if (test := _TEST.match(text, at)) is not None:
            where = test["name"], next(part for part in (test["a"], test["b"], test["c"]) if part is not None)
            at = test.end()
        if many := text.startswith("[]", at):
            at += 2
        steps.append(Step(name[0], where, many))
        if at == len(text):
            return NestedPath(tuple(steps))
        if text[at] != "/":
            return None
        at += 1
