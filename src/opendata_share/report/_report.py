"""The report: what was found in a table, or in several tables that came together.

What lives here: the whole of several tables' reports, as a document and as text. What this file must not know: how
rows are judged. Reports merge in any order with an identity: work may be split without a second code path.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ._table_report import TableReport
from ._text import report_text
from ._violation import Language, Violation


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
        return report_text(self.tables, language)

    def __str__(self) -> str:
        return self.text()
