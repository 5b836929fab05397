"""What was found in one table.

What lives here: counts, kept violations, merging, the table's JSON document. What this file must not know: how rows
are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ._balance import Balance
from ._violation import Language, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """What was found in one table.

    Attributes:
        contract: The contract's name and version, "fire-station@1.0.0".
        source: What the data was read from, by name.
        balance: Where every row went.
        counts: Errors by rule, all of them.
        advice: Advice by rule, all of it.
        violations: The first of them in row order, errors and advice, up to the limit `violations`.
        truncated: Whether there were more.
        level: "full" where no `full` advice was given, else "core".
        as_of: What "now" meant to rules that need it.
    """

    contract: str
    source: str
    balance: Balance = field(default_factory=Balance)
    counts: Mapping[str, int] = field(default_factory=dict)
    advice: Mapping[str, int] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    truncated: bool = False
    level: Literal["core", "full"] = "core"
    as_of: datetime | None = None

    @property
    def valid(self) -> bool:
        """Whether no row was rejected."""
        return self.balance.rejected == 0

    def merged(self, other: TableReport, limit: int) -> TableReport:
        """Return this report and `other` as one; `limit` bounds the violations kept."""
        violations = sorted((*self.violations, *other.violations), key=_place)
        return TableReport(
            contract=self.contract,
            source=self.source,
            balance=self.balance + other.balance,
            counts=_added(self.counts, other.counts),
            advice=_added(self.advice, other.advice),
            violations=tuple(violations[:limit]),
            truncated=self.truncated or other.truncated or len(violations) > limit,
            level="full" if self.level == other.level == "full" else "core",
            as_of=self.as_of,
        )

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the report as plain JSON values; the form is a stable interface."""
        return {
            "valid": self.valid,
            "contract": self.contract,
            "source": self.source,
            "rows": self.balance.produced,
            "rejected": self.balance.rejected,
            "counts": dict(self.counts),
            "advice": dict(self.advice),
            "level": self.level,
            "balance": self.balance.to_document(),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "violations": [violation.to_document(language) for violation in self.violations],
            "truncated": self.truncated,
        }


def _place(violation: Violation) -> tuple[int, str, str]:
    return (violation.row or 0, violation.field or "", violation.rule)


def _added(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    return {rule: ours.get(rule, 0) + theirs.get(rule, 0) for rule in sorted({*ours, *theirs})}
