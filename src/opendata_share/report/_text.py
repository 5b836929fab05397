"""The report for people: one line a table, then the rules broken, then the first rows.

What lives here: plain text in both languages. What this file must not know: terminals, colours, files.
"""

from __future__ import annotations

from typing import Final

from .. import _messages
from ._figure import Figure
from ._table_report import TableReport
from ._violation import Language, Violation

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
    everywhere = _everywhere(table)
    lines = [_grouped(figure, table, language) for figure in everywhere.values()]
    found: dict[str, int] = {}
    exemplified: set[tuple[str, str | None]] = set()
    for violation in table.select(severity="error"):
        key = (violation.rule, violation.field)
        if key in everywhere:
            continue
        text = _example(violation, language)
        if text not in found and len(found) == _EXAMPLES:
            break
        found[text] = found.get(text, 0) + 1
        if found[text] > 1:
            continue  # one cell of a wide sheet feeds several rows: it is shown once
        # what would be right is said once for each thing that is wrong
        lines.append(text if key in exemplified else text + _right(violation, language))
        exemplified.add(key)
    rest = sum(table.counts.values()) - sum(found.values()) - sum(figure.count for figure in everywhere.values())
    if rest > 0 and lines:
        lines.append("    " + _messages.render("report-more", language, {"count": rest}))
    return lines


def _everywhere(table: TableReport) -> dict[tuple[str, str | None], Figure]:
    """Return what is wrong in every row of a table of some size: one fault of the whole, such as an empty column."""
    rows = table.balance.produced
    return {
        (figure.rule, figure.field): figure
        for figure in table.figures
        if figure.severity == "error" and figure.count == rows > _EXAMPLES
    }


def _grouped(figure: Figure, table: TableReport, language: Language) -> str:
    """Return one line, and its hint, for what is wrong in every row."""
    first = next(iter(table.select(rule=figure.rule, field=figure.field, severity="error")), None)
    named = "–" if first is None else _place(first)["field"]
    place = _messages.render("report-every-row", language, {"count": figure.count, "field": named})
    if first is None:
        return f"    {place} [{figure.rule}]"
    return _said(place, first, language) + _right(first, language)


def _example(violation: Violation, language: Language) -> str:
    place = _messages.render("report-place-line" if violation.line else "report-place", language, _place(violation))
    return _said(place, violation, language)


def _said(place: str, violation: Violation, language: Language) -> str:
    where = place if violation.file is None else f"{violation.file}, {place}"
    line = f"    {where} [{violation.rule}] {violation.message(language)}"
    hint = violation.hint(language)
    return line if hint is None else f"{line}\n      → {hint}"


def _right(violation: Violation, language: Language) -> str:
    """Return a further line with what would be right, or nothing."""
    if violation.example is None:
        return ""
    return "\n      " + _messages.render("report-example", language, {"example": violation.example})


def _place(violation: Violation) -> dict[str, object]:
    """Return what fills a place: the column by its own heading first, then the field where that is another word."""
    headings = ", ".join(f'"{column}"' for column in violation.columns)
    field = violation.field or ""
    if violation.columns == (field,) or not headings:
        named = field or "–"
    else:
        named = f"{headings} ({field})" if field else headings
    return {"row": violation.row or "–", "line": violation.line or "–", "field": named}
