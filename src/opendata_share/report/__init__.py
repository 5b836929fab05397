"""Reports: what was found, for people and for programs.

What lives here: violations, the row balance, reports. What this room must not know: contracts, data, engines.
"""

from __future__ import annotations

from ._balance import Balance
from ._report import Report
from ._table_report import TableReport
from ._violation import Language, Severity, Violation, shown

__all__ = ["Balance", "Language", "Report", "Severity", "TableReport", "Violation", "shown"]
