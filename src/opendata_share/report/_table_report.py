"""What was found in one table.

What lives here: exact figures, kept violations, asking for some of them, merging, the table's JSON document. What this
file must not know: how rows are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any, Final, Literal

from .._dataclass import dataclass
from ._balance import Balance
from ._figure import Figure, Together, added_figures, added_together
from ._violation import Language, Severity, Violation

KEPT: Final = 10_000
Level = Literal["core", "recommended", "full"]
_LEVELS: Final[tuple[Level, ...]] = ("core", "recommended", "full")
"""How many violations a merged report keeps where nothing else is said; the limit `violations` of `Limits`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """What was found in one table; the counts are exact however few violations are kept.

    Attributes:
        contract: The contract's name and version, "fire-station@1.0.0".
        source: What the data was read from, by name.
        merged_from: The names of all sources, where reports of several were merged; `source` joins them.
        balance: Where every row went.
        counts: Errors by rule, all of them.
        advice: Advice by rule, all of it.
        figures: The same by rule and field, with the first and the last place of each.
        together: Which things were found in the same rows, the most frequent first.
        violations: The first of them in row order, errors and advice, up to the limit `violations`.
        truncated: Whether there were more.
        level: The highest level of which nothing is missing: "full", "recommended" or "core".
        as_of: What "now" meant to rules that need it.
    """

    contract: str
    source: str
    balance: Balance = field(default_factory=Balance)
    counts: Mapping[str, int] = field(default_factory=dict)
    advice: Mapping[str, int] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    together: tuple[Together, ...] = ()
    violations: tuple[Violation, ...] = ()
    truncated: bool = False
    level: Level = "core"
    as_of: datetime | None = None
    merged_from: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether no row was rejected."""
        return self.balance.rejected == 0

    def with_files(self, file_of: Callable[[int], str | None]) -> TableReport:
        """Return the report with the file each violation's row came from, as `file_of` tells it."""
        named = tuple(
            found if found.row is None else replace(found, file=file_of(found.row)) for found in self.violations
        )
        return replace(self, violations=named)

    def figure(self, rule: str, field: str | None = None) -> Figure:
        """Return the figure of one rule in one field; KeyError where nothing of the kind was found."""
        for figure in self.figures:
            if (figure.rule, figure.field) == (rule, field):
                return figure
        raise KeyError(rule, field)

    def select(
        self, *, rule: str | None = None, field: str | None = None, severity: Severity | None = None
    ) -> tuple[Violation, ...]:
        """Return the kept violations of one rule, one field, one severity; what is not given is not asked.

        Example:
            >>> from opendata_share.report import TableReport, Violation
            >>> found = Violation(row=3, field="beds", rule="minimum", severity="error", message_id="rule-minimum")
            >>> report = TableReport(contract="ward@1.0.0", source="wards.csv", violations=(found,))
            >>> [violation.row for violation in report.select(rule="minimum", field="beds")]
            [3]
        """
        return tuple(
            violation
            for violation in self.violations
            if rule in {None, violation.rule}
            and field in {None, violation.field}
            and severity in {None, violation.severity}
        )

    def merged(self, other: TableReport, limit: int = KEPT) -> TableReport:
        """Return this report and `other` as one; `limit` bounds the violations kept.

        The order of merging makes no difference, but for which violations are kept beyond the limit.
        """
        violations = sorted((*self.violations, *other.violations), key=_place)
        sources = tuple(sorted({*self._sources, *other._sources}))
        return TableReport(
            contract=self.contract,
            source=", ".join(sources),
            balance=self.balance + other.balance,
            counts=_added(self.counts, other.counts),
            advice=_added(self.advice, other.advice),
            figures=added_figures((*self.figures, *other.figures)),
            together=added_together((*self.together, *other.together)),
            violations=tuple(violations[:limit]),
            truncated=self.truncated or other.truncated or len(violations) > limit,
            level=min(self.level, other.level, key=_LEVELS.index),
            as_of=self.as_of,
            merged_from=() if len(sources) == 1 else sources,
        )

    @property
    def _sources(self) -> tuple[str, ...]:
        return self.merged_from or (self.source,)

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
            "figures": [figure.to_document() for figure in self.figures],
            "together": [pair.to_document() for pair in self.together],
            "level": self.level,
            "balance": self.balance.to_document(),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "violations": [violation.to_document(language) for violation in self.violations],
            "truncated": self.truncated,
        }


def _place(violation: Violation) -> tuple[int, str, str, str, int]:
    return (violation.row or 0, violation.field or "", violation.rule, violation.severity, violation.line or 0)


def _added(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    return {rule: ours.get(rule, 0) + theirs.get(rule, 0) for rule in sorted({*ours, *theirs})}
