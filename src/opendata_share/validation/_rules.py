"""The catalogue of the rules this room judges by, for `explain`.

What lives here: slug, severity and the sentences of each rule. Rules that readers and field maps report ("type",
"unmapped", "ragged-row", …) are theirs. What this file must not know: how a rule is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .. import _messages
from ..report import Language


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of validation.

    Attributes:
        slug: Its name in reports.
        severities: What a violation of it can be: "error" rejects the row, "advice" keeps it.
        message_ids: The sentences that may report it.
    """

    slug: str
    severities: tuple[str, ...]
    message_ids: tuple[str, ...]

    def meaning(self, language: Language = "en") -> str:
        """Return what the rule asks for, in `language`."""
        return _messages.render(f"explain-{self.slug}", language, {})


_ERROR: Final = ("error",)
_ADVICE: Final = ("advice",)
_BOTH: Final = ("error", "advice")

RULES: Final[Mapping[str, Rule]] = {
    slug: Rule(slug, severities, tuple(message_ids))
    for slug, severities, *message_ids in (
        ("required", _ERROR, "rule-required"),
        ("required-in-full", _ADVICE, "rule-required-in-full"),
        ("code", _ERROR, "rule-code"),
        ("pattern", _ERROR, "rule-pattern"),
        ("format", _ERROR, "rule-format-uri", "rule-format-email"),
        ("minimum", _ERROR, "rule-minimum"),
        ("maximum", _ERROR, "rule-maximum"),
        ("exclusive-minimum", _ERROR, "rule-exclusive-minimum"),
        ("exclusive-maximum", _ERROR, "rule-exclusive-maximum"),
        ("not-finite", _ERROR, "rule-not-finite"),
        ("min-length", _ERROR, "rule-min-length", "rule-min-items"),
        ("max-length", _ERROR, "rule-max-length", "rule-max-items"),
        ("not-computable", _BOTH, "rule-not-computable"),
        ("recorded-in-future", _ERROR, "rule-recorded-in-future"),
        ("duplicate-key", _ERROR, "rule-duplicate-key"),
        ("monotone", _BOTH, "rule-monotone"),
        ("no-overlap", _BOTH, "rule-no-overlap"),
        ("transitions", _BOTH, "rule-transitions"),
        ("dangling-reference", _BOTH, "rule-dangling-reference", "rule-dangling-reference-outside"),
    )
}
"""The rules by slug. A contract's checks are rules too, by their own names and in their own words ("rule-check")."""
