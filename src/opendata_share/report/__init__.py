"""Reports: what was found, for people and for programs.

What lives here: violations, the row balance, reports, rejected rows as a person gets them. What this room must not
know: contracts, data, engines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._late_names import late
from ._balance import Balance
from ._figure import Figure, FigureKey, Place, Together, added_figures, added_together, order_of
from ._private_file import write_private, write_whole
from ._quarantine_form import CONTRACT, LINE, MARKS, REASONS, ROW, TEXT, Envelope, envelope_in
from ._rejected_form import (
    BEFORE,
    BEHIND,
    SHEET,
    free_headings,
    guarded,
    is_rewritten,
    row_seal,
    same_text,
    source_seal,
    unguarded,
)
from ._report import Report
from ._table_report import Level as ReportLevel
from ._table_report import TableReport
from ._violation import Language, Severity, Violation, shown

if TYPE_CHECKING:
    from ._quarantine_file import write_quarantine
    from ._rejected_sheet import RejectedRow, RejectedSheet, source_rows, write_rejected_csv
    from ._rejected_xlsx import write_rejected_xlsx
    from ._report_schema import report_schema

__all__ = [
    "BEFORE",
    "BEHIND",
    "CONTRACT",
    "LINE",
    "MARKS",
    "REASONS",
    "ROW",
    "SHEET",
    "TEXT",
    "Balance",
    "Envelope",
    "Figure",
    "FigureKey",
    "Language",
    "Place",
    "RejectedRow",
    "RejectedSheet",
    "Report",
    "ReportLevel",
    "Severity",
    "TableReport",
    "Together",
    "Violation",
    "added_figures",
    "added_together",
    "envelope_in",
    "free_headings",
    "guarded",
    "is_rewritten",
    "order_of",
    "report_schema",
    "row_seal",
    "same_text",
    "shown",
    "source_rows",
    "source_seal",
    "unguarded",
    "write_private",
    "write_quarantine",
    "write_rejected_csv",
    "write_rejected_xlsx",
    "write_whole",
]

# most files have no rejected rows to write
_LATE = {
    "RejectedRow": "_rejected_sheet",
    "RejectedSheet": "_rejected_sheet",
    "report_schema": "_report_schema",
    "source_rows": "_rejected_sheet",
    "write_quarantine": "_quarantine_file",
    "write_rejected_csv": "_rejected_sheet",
    "write_rejected_xlsx": "_rejected_xlsx",
}


__getattr__ = late(__name__, _LATE)
