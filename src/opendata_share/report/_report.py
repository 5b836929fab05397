"""The report: what was found in a table, or in several tables that came together.

What lives here: the whole of several tables' reports, as a document and as text. What this file must not know: how
rows are judged. Reports merge in any order with an identity: work may be split without a second code path.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._dataclass import dataclass
from ._table_report import KEPT, TableReport
from ._text import report_text
from ._violation import Language, Severity, Violation

if TYPE_CHECKING:
    import pyarrow as pa


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

    def merged(self, other: Report, limit: int = KEPT) -> Report:
        """Return what was found in both; tables under the same contract become one.

        `Report(())` changes nothing, and neither does the order, but for which violations are kept beyond `limit`.
        """
        tables = {table.contract: table for table in self.tables}
        for table in other.tables:
            known = tables.get(table.contract)
            tables[table.contract] = table if known is None else known.merged(table, limit)
        return Report(tuple(tables[contract] for contract in sorted(tables)))

    def select(
        self, *, rule: str | None = None, field: str | None = None, severity: Severity | None = None
    ) -> tuple[Violation, ...]:
        """Return the kept violations of all tables with this rule, field and severity; see `TableReport.select`."""
        return tuple(
            violation for table in self.tables for violation in table.select(rule=rule, field=field, severity=severity)
        )

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

    def to_arrow(self) -> pa.Table:
        """Return the kept violations as a pyarrow Table; its metadata hold the rest of the report.

        The columns are `contract`, `row`, `line`, `field`, `path`, `rule`, `severity`, `message` and what `from_arrow`
        needs besides; the messages are English.
        """
        from ._report_arrow import tables_to_arrow

        return tables_to_arrow(self.tables)

    @classmethod
    def from_arrow(cls, table: pa.Table) -> Report:
        """Return the report that `to_arrow` wrote, equal to the one it came from.

        Raises:
            SourceError: The table is no report.
        """
        from ._report_arrow import tables_from_arrow

        return cls(tables_from_arrow(table))

    def to_parquet(self, path: Path | str) -> Path:
        """Write the report to a Parquet file (mode 0600, replaced whole) and return its path."""
        from ._report_arrow import write_tables

        return write_tables(self.tables, Path(path))

    @classmethod
    def from_parquet(cls, path: Path | str) -> Report:
        """Return the report that `to_parquet` wrote.

        Raises:
            SourceError: The file is no report. SourceUnavailable: It cannot be read.
        """
        from ._report_arrow import read_tables

        return cls(read_tables(Path(path)))

    def _repr_html_(self) -> str:
        """Return the report as a fragment of HTML, for notebooks."""
        from ._report_html import report_html

        return report_html(self.tables, "en")

    def __str__(self) -> str:
        return self.text()
