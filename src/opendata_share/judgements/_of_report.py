"""What validation found, as a judgement has it.

What lives here: a table's report as a subject. What this file must not know: commands, forms, how rows are judged.
"""

from __future__ import annotations

from collections.abc import Callable

from .. import _messages
from ..report import Language, TableReport, Violation
from ._judgement import Found, Subject, Tally


def found_in(violation: Violation, language: Language, file: str | None) -> Found:
    """Return a violation as a finding; `file` is where it stands, seen from where the command runs."""
    return Found(
        rule=violation.rule,
        severity=violation.severity,
        message=violation.message(language),
        hint=violation.hint(language),
        file=file,
        line=violation.line,
        row=violation.row,
        field=violation.field,
        columns=violation.columns,
    )


def subject_of(
    table: TableReport, language: Language, file_of: Callable[[str | None], str | None], kept: int
) -> Subject:
    """Return the report of one table as a subject.

    Args:
        table: The report.
        language: The language of the sentences.
        file_of: The file, seen from where the command runs, that a violation's `file` or a table without one means.
        kept: How many findings of each rule and field a form shows; the first of each.

    Example:
        >>> from opendata_share.report import Figure, Place, TableReport
        >>> here = Place(3, 4)
        >>> figure = Figure(rule="minimum", field="beds", severity="error", count=2, first=here, last=here)
        >>> report = TableReport(contract="ward@1.0.0", source="wards.csv", figures=(figure,))
        >>> subject_of(report, "en", lambda name: name or "data/wards.csv", 10).count("error")
        2
    """
    summary = {"contract": table.contract, "source": table.source, **table.balance.to_document()}
    return Subject(
        name=table.contract,
        source=table.source,
        file=file_of(None),
        rows=table.balance.produced,
        rejected=table.balance.rejected,
        tallies=tuple(
            Tally(
                rule=figure.rule,
                field=figure.field,
                severity=figure.severity,
                count=figure.count,
                first=figure.first.row or None,
                last=figure.last.row or None,
            )
            for figure in table.figures
        ),
        found=tuple(
            found_in(violation, language, file_of(violation.file)) for violation in _first(table.violations, kept)
        ),
        summary=_messages.render("report-summary", language, summary),
    )


def _first(violations: tuple[Violation, ...], kept: int) -> list[Violation]:
    """Return the first `kept` violations of each rule, field and severity, in their order."""
    seen: dict[tuple[str, str | None, str], int] = {}
    first = []
    for violation in violations if kept else ():
        key = (violation.rule, violation.field, violation.severity)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= kept:
            first.append(violation)
    return first
