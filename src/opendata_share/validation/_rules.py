"""The catalogue of the rules this room judges by, for `explain`.

What lives here: slug, severity and the sentences of each rule. Rules that readers and field maps report ("type",
"unmapped", "ragged-row", …) are theirs. What this file must not know: how a rule is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .. import _messages
from .._dataclass import dataclass
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

SCHEMA_RULES: Final = (
    *("enum", "const", "multiple-of", "min-items", "max-items", "unique-items", "contains", "min-contains"),
    *("max-contains", "min-properties", "max-properties", "dependent-required", "any-of", "one-of", "not"),
    *("property-names", "additional-properties", "pattern-properties", "unevaluated-properties", "items"),
    *("prefix-items", "unevaluated-items", "false-schema", "cost"),
)
"""The rules that only a JSON Schema has: its keywords, what `false` forbids, and values too costly to judge."""

RULES: Final[Mapping[str, Rule]] = {
    slug: Rule(slug, severities, tuple(message_ids))
    for slug, severities, *message_ids in (
        ("required", _ERROR, "rule-required", "schema-rule-required"),
        ("required-in-recommended", _ADVICE, "rule-required-in-recommended"),
        ("required-in-full", _ADVICE, "rule-required-in-full"),
        ("code", _ERROR, "rule-code"),
        ("pattern", _ERROR, "rule-pattern", "schema-rule-pattern"),
        ("format", _ERROR, "rule-format-uri", "rule-format-email", "schema-rule-format"),
        ("minimum", _ERROR, "rule-minimum", "schema-rule-minimum"),
        ("maximum", _ERROR, "rule-maximum", "schema-rule-maximum"),
        ("exclusive-minimum", _ERROR, "rule-exclusive-minimum", "schema-rule-exclusive-minimum"),
        ("exclusive-maximum", _ERROR, "rule-exclusive-maximum", "schema-rule-exclusive-maximum"),
        ("not-finite", _ERROR, "rule-not-finite"),
        ("min-length", _ERROR, "rule-min-length", "rule-min-items", "schema-rule-min-length"),
        ("max-length", _ERROR, "rule-max-length", "rule-max-items", "schema-rule-max-length"),
        ("not-computable", _BOTH, "rule-not-computable"),
        ("recorded-in-future", _ERROR, "rule-recorded-in-future"),
        ("code-not-in-force", _ADVICE, "rule-code-not-in-force"),
        ("duplicate-key", _BOTH, "rule-duplicate-key"),
        ("monotone", _BOTH, "rule-monotone"),
        ("no-overlap", _BOTH, "rule-no-overlap"),
        ("transitions", _BOTH, "rule-transitions"),
        ("near-duplicates", _BOTH, "rule-near-duplicates"),
        ("group-totals", _BOTH, "rule-group-totals"),
        ("children-within", _BOTH, "rule-children-within"),
        (
            *("agrees-with-rows", _BOTH, "rule-agrees-with-rows-count", "rule-agrees-with-rows-sum"),
            *("rule-agrees-with-rows-min", "rule-agrees-with-rows-max"),
        ),
        ("agrees-with-referred", _BOTH, "rule-agrees-with-referred", "rule-agrees-with-referred-accepted"),
        ("exclusive", _BOTH, "rule-exclusive"),
        ("complete", _ADVICE, "rule-complete"),
        ("duplicate-item", _BOTH, "rule-duplicate-item"),
        ("no-cycles", _BOTH, "rule-no-cycles"),
        ("row-count", _BOTH, "rule-row-count", "rule-row-count-low", "rule-row-count-high"),
        ("freshness", _ADVICE, "rule-freshness"),
        ("row-count-change", _ADVICE, "rule-row-count-change"),
        ("null-share-change", _ADVICE, "rule-null-share-change"),
        ("category-change", _ADVICE, "rule-category-change"),
        ("value-change", _ADVICE, "rule-value-change"),
        ("dangling-reference", _BOTH, "rule-dangling-reference", "rule-dangling-reference-outside"),
    )
} | {slug: Rule(slug, _ERROR, (f"schema-rule-{slug}",)) for slug in SCHEMA_RULES}
"""The rules by slug. A contract's checks are rules too, by their own names and in their own words ("rule-check")."""
