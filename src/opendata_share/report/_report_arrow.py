"""The report as a table: kept violations as rows, all else in the schema's metadata; and back.

What lives here: both directions, as Arrow and as a Parquet file. What this file must not know: how rows are judged.
A report that is read back comes from outside: whatever is not of the form that is written here is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa

from .. import _messages
from ..errors import SourceError, SourceUnavailable
from ._balance import Balance
from ._figure import Figure, Together
from ._private_file import write_private
from ._table_report import TableReport
from ._violation import Violation

Tables: TypeAlias = tuple[TableReport, ...]

_KEY: Final = b"opendata_share.report"
_FORM: Final = 1
_COLUMNS: Final[list[tuple[str, pa.DataType]]] = [
    ("contract", pa.string()),
    ("row", pa.int64()),
    ("line", pa.int64()),
    ("field", pa.string()),
    ("path", pa.string()),
    ("columns", pa.list_(pa.string())),
    ("rule", pa.string()),
    ("severity", pa.string()),
    ("message", pa.string()),
    ("message_id", pa.string()),
    ("parameters", pa.string()),
    ("texts", pa.string()),
    ("example", pa.string()),
    ("file", pa.string()),
]
_SCHEMA: Final = pa.schema(_COLUMNS)


def tables_to_arrow(tables: Tables) -> pa.Table:
    """Return the reports of `tables` as one table; `tables_from_arrow` reads it back."""
    rows = [_row(table.contract, violation) for table in tables for violation in table.violations]
    head = {"form": _FORM, "tables": [_head(table) for table in tables]}
    text = json.dumps(head, ensure_ascii=False).encode("utf-8")
    return pa.Table.from_pylist(rows, _SCHEMA.with_metadata({_KEY: text}))


def tables_from_arrow(table: pa.Table) -> Tables:
    """Return the reports a table holds.

    Raises:
        SourceError: The table is no report, or one of a later form.
    """
    metadata = table.schema.metadata or {}
    if _KEY not in metadata or not table.schema.equals(_SCHEMA, check_metadata=False):
        raise SourceError("report-no-report")
    try:
        head = json.loads(metadata[_KEY])
        if head["form"] != _FORM:
            raise SourceError("report-other-form", form=head["form"])
        found: dict[str, list[Violation]] = {}
        for row in table.to_pylist():
            found.setdefault(row["contract"], []).append(_violation(row))
        tables = tuple(_table(part, found.pop(part["contract"], [])) for part in head["tables"])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise SourceError("report-no-report") from error
    if found:
        raise SourceError("report-no-report")
    return tables


def write_tables(tables: Tables, path: Path) -> Path:
    """Write the reports of `tables` to `path` as Parquet, whole or not at all, for its owner alone."""
    import pyarrow.parquet as pq

    return write_private(path, lambda stream: pq.write_table(tables_to_arrow(tables), stream, compression="zstd"))


def read_tables(path: Path) -> Tables:
    """Return the reports that `write_tables` wrote.

    Raises:
        SourceError: The file is no report. SourceUnavailable: It cannot be read.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
            table.validate(full=True)
    except OSError as error:
        raise SourceUnavailable("report-unreadable", file=str(path), reason=error.strerror or str(error)) from error
    except pa.ArrowException as error:
        raise SourceError("report-no-report") from error
    return tables_from_arrow(table)


def _head(table: TableReport) -> dict[str, Any]:
    document = table.to_document()
    kept = ("contract", "source", "counts", "advice", "figures", "together", "level", "balance", "as_of", "truncated")
    return {**{name: document[name] for name in kept}, "merged_from": list(table.merged_from)}


def _table(head: Mapping[str, Any], violations: list[Violation]) -> TableReport:
    return TableReport(
        contract=head["contract"],
        source=head["source"],
        balance=Balance(**head["balance"]),
        counts=head["counts"],
        advice=head["advice"],
        figures=tuple(map(Figure.from_document, head["figures"])),
        together=tuple(map(Together.from_document, head["together"])),
        violations=tuple(violations),
        truncated=head["truncated"],
        level=head["level"],
        as_of=None if head["as_of"] is None else datetime.fromisoformat(head["as_of"]),
        merged_from=tuple(head["merged_from"]),
    )


def _row(contract: str, violation: Violation) -> dict[str, Any]:
    return {
        **violation.to_document(),
        "contract": contract,
        "parameters": json.dumps(dict(violation.parameters), ensure_ascii=False, default=str),
        "texts": None if violation.texts is None else json.dumps(dict(violation.texts), ensure_ascii=False),
    }


def _violation(row: Mapping[str, Any]) -> Violation:
    if row["message_id"] not in _messages.CATALOGUE or row["severity"] not in {"error", "advice"}:
        raise SourceError("report-no-report")
    violation = Violation(
        row=row["row"],
        line=row["line"],
        field=row["field"],
        rule=row["rule"],
        severity=row["severity"],
        message_id=row["message_id"],
        parameters=json.loads(row["parameters"]),
        texts=None if row["texts"] is None else json.loads(row["texts"]),
        columns=tuple(row["columns"]),
        path=row["path"],
        example=row["example"],
        file=row["file"],
    )
    for language in _messages.LANGUAGES:  # what cannot be said is no violation, and is found out now
        violation.to_document(language)
    return violation
