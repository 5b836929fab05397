"""How a CSV file is written, where neither a map nor an option says it: taken to judge it, told, never published.

What lives here: when a dialect is taken, and how the report tells. What this file must not know: how it is found.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from ..adapters import ImportedContract, TakenDialect, original_file, taken_dialect
from ..errors import SourceError
from ..report import Figure, Report, Violation
from ..report import Place as RowPlace
from ._places import Place

NOTHING: Final = TakenDialect({}, ())


def taken_from(file: Place, declared: Collection[str], described: object) -> TakenDialect:
    """Return what a file leaves no doubt about and nothing declares.

    Args:
        file: The file.
        declared: The options that were given.
        described: The contract; a Table Schema or Data Package says how the file is written, so nothing is taken.
    """
    is_described = isinstance(described, ImportedContract) and bool(described.columns)
    return NOTHING if is_described else taken_dialect(original_file(file), declared)


def refuse_taken(taken: TakenDialect, file: str) -> None:
    """Return if nothing would have to be taken: what is published is declared.

    Raises:
        SourceError: Something would; says the lines that declare it.
    """
    if taken.notes:
        raise SourceError("dialect-undeclared", file=file, lines=taken.lines, options=taken.arguments)


def told(report: Report, taken: TakenDialect) -> Report:
    """Return the report with what was taken as advice on its first table."""
    if not taken.notes:
        return report
    first, *others = report.tables
    found = tuple(
        Violation(
            row=None, field=None, rule=note.rule, severity="advice", message_id=note.message_id,
            parameters=note.parameters,
        )
        for note in taken.notes
    )  # fmt: skip
    rule, count, nowhere = found[0].rule, len(found), RowPlace(0)
    figure = Figure(rule=rule, field=None, severity="advice", count=count, first=nowhere, last=nowhere)
    first = replace(
        first,
        advice={**first.advice, rule: count},
        figures=(*first.figures, figure),
        violations=(*found, *first.violations),
    )
    return replace(report, tables=(first, *others))
