"""validate without a contract: whether a file can be read whole.

What lives here: the report on the form of a file. What this file must not know: contracts, forms of output.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..adapters import PartitionedSource, SourceOptions, open_table
from ..report import Balance, Report, TableReport, Violation
from ._places import Place


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
    table = TableReport(
        contract="–", source=source.name, balance=balance, counts=counts, violations=tuple(violations[:10_000]),
        truncated=broken > 10_000,
    )  # fmt: skip
    return Report((table.with_files(source.file_of) if isinstance(source, PartitionedSource) else table,))
