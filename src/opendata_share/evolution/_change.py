"""One thing that two contracts say differently, and whom it touches.

What lives here: the frozen change, the slugs of its kinds, its place in the document, its words. What this file must
not know: how changes are found.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal, get_args

from .. import _messages
from .._dataclass import dataclass

Language = Literal["en", "id"]
ContractChangeKind = Literal[
    "field-removed", "field-added", "field-renamed", "fields-reordered", "deprecated", "undeprecated",
    "type-changed", "narrowed", "widened", "reworded",
    "unit-changed", "class-raised", "class-lowered", "level-changed", "default-changed", "filling-changed",
    "code-removed", "code-added", "code-retired", "code-restored", "key-changed", "check-removed", "check-added",
    "check-changed", "rule-removed", "rule-added", "rule-changed", "freshness-tightened", "freshness-loosened",
    "rest-changed", "name-changed", "described",
]  # fmt: skip
CONTRACT_CHANGES: Final[tuple[str, ...]] = get_args(ContractChangeKind)
Affected = Literal["readers", "producers"]

_STEP: Final = re.compile(r"([a-z0-9_]+)(\[\])?")
_TABLE_PLACES: Final[dict[str, str]] = {
    "primary_key": "/x-contract/primaryKey",
    "unique": "/x-contract/unique",
    "fields-reordered": "/x-contract/fields",
    "name-changed": "/x-contract/name",
    "rest-changed": "/x-contract/residual",
    "rule-added": "/x-contract/tableRules",
    "rule-removed": "/x-contract/tableRules",
    "rule-changed": "/x-contract/tableRules",
    "title": "/x-contract/title",
    "definition": "/x-contract/definition",
}
_CHECKS: Final = "/x-contract/checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChange:
    """One thing that two contracts say differently.

    Attributes:
        change: What kind of change it is; `opendata-share explain` knows each.
        field: The field, or a part of a list as "identifiers[].value"; None for what is about the table.
        part: What of it: a limit such as "maximum", a code, the name of a check; None for the whole field.
        before: What was said, as text; None where nothing was.
        after: What is said now, likewise.
        backward: Whether whoever reads by the new contract can still read rows that the old one accepts.
        forward: Whether whoever reads by the old contract can read rows that the new one accepts.
        note: Why that is so, where the kind alone does not tell: the id of a sentence.
    """

    change: ContractChangeKind
    field: str | None = None
    part: str | None = None
    before: str | None = None
    after: str | None = None
    backward: bool = True
    forward: bool = True
    note: str | None = None

    @property
    def affects(self) -> tuple[Affected, ...]:
        """Who has to do something: those who read the data, those who produce it, or both."""
        found: list[Affected] = [] if self.forward else ["readers"]
        return (*found, *(() if self.backward else ("producers",)))

    @property
    def pointer(self) -> str:
        """The JSON pointer of the place in the contract document, of the old one where something is gone."""
        if self.field is not None:
            return _pointer_of(self.field)
        return _TABLE_PLACES.get(self.change) or _TABLE_PLACES.get(self.part or "") or _CHECKS

    def text(self, language: Language = "en") -> str:
        """Return what changed, in one line."""
        told = {"field": self.field, "part": self.part, "before": self.before, "after": self.after}
        parameters = {name: "–" if value is None else value for name, value in told.items()}
        return _messages.render(f"contract-change-{self.change}", language, parameters)

    def reason(self, language: Language = "en") -> str:
        """Return whom it touches and why."""
        effect = f"contract-effect-{verdict_of(self.backward, self.forward)}"
        ids = (effect,) if self.note is None else (f"contract-note-{self.note}", effect)
        return " ".join(_messages.render(each, language, {}) for each in ids)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the change as plain JSON values."""
        return {
            "change": self.change,
            "field": self.field,
            "part": self.part,
            "before": self.before,
            "after": self.after,
            "pointer": self.pointer,
            "backward": self.backward,
            "forward": self.forward,
            "affects": list(self.affects),
            "reason": self.reason(language),
        }


Verdict = Literal["full", "backward", "forward", "breaking"]


def verdict_of(backward: bool, forward: bool) -> Verdict:
    """Return the compatibility that both directions make."""
    if backward and forward:
        return "full"
    return "backward" if backward else "forward" if forward else "breaking"


def _pointer_of(path: str) -> str:
    pointer = ""
    for name, listed in _STEP.findall(path):
        pointer += f"/properties/{name}" + ("/items" if listed else "")
    return pointer
