"""The report for people: one line a table, then the rules broken, then the first rows.

What lives here: plain text in both languages. What this file must not know: terminals, colours, files.
"""

from __future__ import annotations

from typing import Final

from .. import _messages
from ._table_report import TableReport
from ._violation import Language

_EXAMPLES: Final = 20


def report_text(tables: tuple[TableReport, ...], language: Language) -> str:
    """Return the report of `tables` as lines of text in `language`."""
    return "\n".join(line for table in tables for line in _table_lines(table, language))


def _table_lines(table: TableReport, language: Language) -> list[str]:
    balance = table.balance
    summary = {"contract": table.contract, "source": table.source, **balance.to_document()}
    lines = [_messages.render("report-summary", language, summary)]
    if balance.skipped or balance.expanded or balance.merged:
        lines.append("  " + _messages.render("report-balance", language, summary))
    for severity, counts in (("report-errors", table.counts), ("report-advice", table.advice)):
        if counts:
            listed = ", ".join(f"{rule} {count}" for rule, count in counts.items())
            lines.append("  " + _messages.render(severity, language, {"counts": listed}))
    return lines + _example_lines(table, language)


def _example_lines(table: TableReport, language: Language) -> list[str]:
    shown = [violation for violation in table.violations if violation.severity == "error"][:_EXAMPLES]
    lines = []
    for violation in shown:
        place = _messages.render("report-place-line" if violation.line else "report-place", language, _place(violation))
        lines.append(f"    {place} [{violation.rule}] {violation.message(language)}")
        if hint := violation.hint(language):
            lines.append(f"      → {hint}")
    rest = sum(table.counts.values()) - len(shown)
    if rest > 0 and shown:
        lines.append("    " + _messages.render("report-more", language, {"count": rest}))
    return lines


def _place(violation: object) -> dict[str, object]:
    return {name: "–" if (value := getattr(violation, name)) is None else value for name in ("row", "line", "field")}
