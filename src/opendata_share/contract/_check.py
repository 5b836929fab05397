"""Row checks: SQL boolean expressions over the fields of one row.

What lives here: the frozen check and its binding to a contract's columns. What this file must not know: how an
expression is parsed or evaluated, and how violations are reported.
"""

from __future__ import annotations

from typing import Literal

from .._dataclass import dataclass
from ._field import Level
from ._text import Text


@dataclass(frozen=True, slots=True, init=False)
class Check:
    """A condition every row must meet; a null result passes (SQL's CHECK).

    Attributes:
        name: The rule's slug, as reports print it and `explain` explains it.
        expression: The author's SQL, kept to the letter.
        message: What a violation says, in both languages.
        severity: "error" rejects the row; "advice" is counted and the row is kept.
        level: Checks above `core` are advice whatever their severity.

    Example:
        >>> from opendata_share.contract import Check
        >>> Check("within-staffed", "available_beds <= staffed_beds",
        ...       en="Available beds cannot exceed staffed beds.",
        ...       id="TT tersedia tidak boleh melebihi TT siap pakai.").name
        'within-staffed'
    """

    name: str
    expression: str
    message: Text
    severity: Literal["error", "advice"]
    level: Level

    def __init__(
        self,
        name: str,
        expression: str,
        *,
        en: str,
        id: str,
        severity: Literal["error", "advice"] = "error",
        level: Level = Level.CORE,
    ) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "expression", expression)
        object.__setattr__(self, "message", Text(en, id))
        object.__setattr__(self, "severity", severity if level is Level.CORE else "advice")
        object.__setattr__(self, "level", level)
