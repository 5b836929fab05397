"""The report as a fragment of HTML, for notebooks: figures first, then the first violations.

What lives here: plain tables, every text escaped. What this file must not know: pages, styles, browsers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from .. import _messages
from ._figure import Figure
from ._table_report import TableReport
from ._violation import Language, Violation

_SHOWN: Final = 20
_COLUMNS: Final = ("rule", "field", "severity", "count", "first", "last")


def report_html(tables: Iterable[TableReport], language: Language) -> str:
    """Return the report of `tables` as HTML in `language`."""
    return "".join(part for table in tables for part in _table_html(table, language))


def _table_html(table: TableReport, language: Language) -> Iterator[str]:
    summary = {"contract": table.contract, "source": table.source, **table.balance.to_document()}
    yield f'<section lang="{language}"><p><strong>'
    yield escape(_messages.render("report-summary", language, summary))
    yield "</strong></p>"
    if table.figures:
        heads = [_messages.render(f"report-head-{name}", language, {}) for name in _COLUMNS]
        yield _rows(heads, (_figure_cells(figure, language) for figure in table.figures))
    if shown := table.violations[:_SHOWN]:
        heads = [_messages.render(f"report-head-{name}", language, {}) for name in ("row", "field", "rule", "message")]
        yield _rows(heads, (_violation_cells(violation, language) for violation in shown))
    yield "</section>"


def _rows(heads: list[str], rows: Iterable[list[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _figure_cells(figure: Figure, language: Language) -> list[str]:
    severity = _messages.render(f"report-severity-{figure.severity}", language, {})
    places = (str(place.row or "–") for place in (figure.first, figure.last))
    return [figure.rule, figure.field or "–", severity, f"{figure.count:,}", *places]


def _violation_cells(violation: Violation, language: Language) -> list[str]:
    hint = violation.hint(language)
    message = violation.message(language) + ("" if hint is None else f" → {hint}")
    return [str(violation.row or "–"), violation.field or "–", violation.rule, message]
