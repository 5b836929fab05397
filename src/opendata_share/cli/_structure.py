"""validate without a contract: whether a file can be read whole, and what a draft of a contract would stumble over.

What lives here: the report on the form of a file. What this file must not know: contracts, forms of output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..adapters import PartitionedSource, SourceOptions, infer_contract, open_table
from ..errors import OpenDataShareError
from ..report import Balance, Figure, Report, Severity, TableReport, Violation
from ..report import Place as RowPlace
from ._places import Place

_DRAFTED_ROWS: Final = 10_000
"""Rows a draft looks at: whoever wants all of them drafts a contract."""


def structure_of(file: Place, options: Mapping[str, Any]) -> Report:
    """Judge only whether a file can be read whole: every row with as many cells as there are headings."""
    written = {name: value for name, value in options.items() if name != "zone"}
    source = open_table(file, SourceOptions(**written))
    made = 0
    violations: list[Violation] = []
    counts: dict[str, int] = {}
    for batch in source.batches():
        made += len(batch.rows)
        for row in batch.unmade:
            counts[row.rule] = counts.get(row.rule, 0) + 1
            violations.append(
                Violation(
                    row=row.row, line=row.line, field=row.field, rule=row.rule, severity="error",
                    message_id=row.message_id, parameters=row.parameters,
                )
            )  # fmt: skip
    broken = len(violations)
    balance = Balance(read=made + broken, produced=made + broken, accepted=made, rejected=broken)
    found = [] if broken else _of_draft(file, options)
    table = TableReport(
        contract="–", source=source.name, balance=balance, counts=counts,
        advice=dict(Counter(each.rule for each in found)), figures=tuple(_figures([*violations, *found])),
        violations=tuple([*found, *violations][:10_000]), truncated=broken > 10_000,
    )  # fmt: skip
    return Report((table.with_files(source.file_of) if isinstance(source, PartitionedSource) else table,))


def _of_draft(file: Place, options: Mapping[str, Any]) -> list[Violation]:
    """Return as advice what a contract drafted from the first rows would stumble over; no cell is shown."""
    try:
        drafted = infer_contract(file, first_rows=_DRAFTED_ROWS, **options)
    except OpenDataShareError:
        return []  # it can be read, but not as a table with a name for each column: `contract infer` says why
    found = [
        _advice("mixed-types", mixed.heading, mixed.rows[0], type=mixed.type, count=mixed.count, rows=list(mixed.rows))
        for mixed in drafted.mixed
    ]
    personal = ((each.heading, each.looks_like) for each in drafted.proposals if each.looks_like is not None)
    return [*found, *(_advice("looks-personal", heading, None, kind=kind) for heading, kind in personal)]


def _advice(rule: str, heading: str, row: int | None, **told: object) -> Violation:
    return Violation(
        row=row, field=heading, rule=rule, severity="advice", message_id=f"draft-{rule}", columns=(heading,),
        parameters={"column": heading, **told},
    )  # fmt: skip


def _figures(found: list[Violation]) -> Iterator[Figure]:
    alike: dict[tuple[str, str | None, Severity], list[RowPlace]] = {}
    for each in found:
        alike.setdefault((each.rule, each.field, each.severity), []).append(RowPlace(each.row or 0, each.line))
    for (rule, field, severity), places in alike.items():
        yield Figure(rule=rule, field=field, severity=severity, count=len(places), first=places[0], last=places[-1])
