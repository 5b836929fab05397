"""The report: what was found in a table, or in several tables that came together.

What lives here: counts, kept violations, merging, the JSON document. What this file must not know: how rows are judged.
Reports merge in any order with an identity: work may be split without a second code path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from ._balance import Balance
from ._violation import Language, Violation

FORMAT: Final = "opendata-share/report@1"


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


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; one `TableReport` a table.

    Example:
        >>> from opendata_share.report import Report, TableReport
        >>> Report((TableReport(contract="fire-station@1.0.0", source="posts.csv"),)).valid
        True
    """

    tables: tuple[TableReport, ...]

    @property
    def valid(self) -> bool:
        """Whether no row of any table was rejected."""
        return all(table.valid for table in self.tables)

    @property
    def rows(self) -> int:
        """Rows produced in all tables."""
        return sum(table.balance.produced for table in self.tables)

    @property
    def rejected(self) -> int:
        """Rows rejected in all tables."""
        return sum(table.balance.rejected for table in self.tables)

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The kept violations of all tables."""
        return tuple(violation for table in self.tables for violation in table.violations)

    def table(self, contract: str) -> TableReport:
        """Return the report of the table whose contract is called `contract`; KeyError where there is none."""
        for table in self.tables:
            if table.contract.split("@")[0] == contract:
                return table
        raise KeyError(contract)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return one table's document, or `{"valid": …, "tables": […]}` where there are several."""
        if len(self.tables) == 1:
            return self.tables[0].to_document(language)
        return {"valid": self.valid, "tables": [table.to_document(language) for table in self.tables]}

    def to_json(self, language: Language = "en") -> str:
        """Return the document as JSON text."""
        return json.dumps(self.to_document(language), ensure_ascii=False, indent=2)

    def text(self, language: Language = "en") -> str:
        """Return the report for people, in `language`."""
        from ._text import report_text

        return report_text(self, language)

    def __str__(self) -> str:
        return self.text()


def _place(violation: Violation) -> tuple[int, str, str]:
    return (violation.row or 0, violation.field or "", violation.rule)


def _added(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    return {rule: ours.get(rule, 0) + theirs.get(rule, 0) for rule in sorted({*ours, *theirs})}
