"""Small contracts and tables for the tests of validation, policy and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from opendata_share.contract import CodeList, Contract, Field, FieldType, Reference, Sensitivity, Text
from opendata_share.report import Balance, TableReport
from opendata_share.stages import Bundle, Lineage, Misfit, Rows, Table, UnmadeRow, Validated
from opendata_share.validation import validate

PUBLIC, INTERNAL, RESTRICTED, PERSONAL = Sensitivity

OF_WHOLE_TABLES = {
    "duplicate-key",
    "monotone",
    "no-overlap",
    "transitions",
    "near-duplicates",
    "group-totals",
    "children-within",
    "exclusive",
    "complete",
    "duplicate-item",
    "no-cycles",
    "row-count",
    "freshness",
    "row-count-change",
    "null-share-change",
    "category-change",
    "value-change",
    "agrees-with-rows",
    "agrees-with-referred",
}
"""Rules that need several rows: test_keys and the folder whole_table have their examples."""

SIZES = CodeList.from_document(
    {
        "name": "size",
        "version": "1.0.0",
        "title": {"en": "Size", "id": "Ukuran"},
        "source": "ours",
        "codes": [{"code": code, "label": {"en": code, "id": code}} for code in ("small", "large")],
    }
)


def field(name: str, kind: str | FieldType = "text", **promises: Any) -> Field:
    """Return a public field; `sensitivity=` and every promise may be given."""
    return Field(name=name, type=FieldType(kind), title=Text(name, name), **{"sensitivity": PUBLIC, **promises})


def refers(*targets: str) -> Reference:
    """Return a reference that always has the same target."""
    return Reference(tuple(("", target) for target in targets))


def contract(*fields: Field, name: str = "thing", key: Sequence[str] = (), **parts: Any) -> Contract:
    """Return a contract called `thing`."""
    lists = {"code_lists": (SIZES,)} | parts
    return Contract(name, "1.0.0", Text(name, name), fields, primary_key=tuple(key), **lists)


def batch_of(promised: Contract, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """Return rows as a record batch under the contract's schema; a cell that is not named is null."""
    schema = promised.arrow_schema
    arrays = [pa.array([row.get(column.name) for row in rows], column.type) for column in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def rows_of(
    data: pa.RecordBatch,
    *,
    start: int = 1,
    misfits: tuple[Misfit, ...] = (),
    unmade: tuple[UnmadeRow, ...] = (),
    raw: pa.RecordBatch | None = None,
    lines: bool = True,
) -> Rows:
    """Return a batch with its origin: source rows from `start`, each on the line after its number."""
    numbers = np.arange(start, start + data.num_rows, dtype=np.int64)
    made = data.num_rows + len(unmade)
    return Rows(
        data=data,
        rows=numbers,
        lines=numbers + 1 if lines else None,
        misfits=misfits,
        unmade=unmade,
        raw=data if raw is None else raw,
        raw_index=np.arange(data.num_rows, dtype=np.int64),
        balance=Balance(read=made, produced=made),
    )


def table_of(promised: Contract, *batches: Rows, source: str = "things.csv") -> Table:
    """Return a table whose source gives these batches."""
    return Table(promised, lambda: iter(batches), Lineage(source=source))


def table(promised: Contract, rows: Sequence[Mapping[str, Any]], *, size: int | None = None) -> Table:
    """Return a table of dicts, in batches of `size`."""
    step = max(1, len(rows)) if size is None else size
    starts = range(0, max(1, len(rows)), step)
    batches = [rows_of(batch_of(promised, rows[start : start + step]), start=start + 1) for start in starts]
    return table_of(promised, *batches)


def bundle(*tables: Table) -> Bundle:
    """Return tables that come from one source, their batches in turns."""

    def rows() -> Iterator[tuple[str, Rows]]:
        streams = {each.contract.name: each.stream() for each in tables}
        while streams:
            for name, stream in tuple(streams.items()):
                found = next(stream, None)
                if found is None:
                    del streams[name]
                else:
                    yield name, found

    return Bundle(tuple(each.contract for each in tables), rows, Lineage(source="things.csv"))


def judged(promised: Contract, rows: Sequence[Mapping[str, Any]], **options: Any) -> Validated:
    """Validate dicts under a contract."""
    return validate(table(promised, rows), **options)


def report_of(validated: Validated, name: str | None = None) -> TableReport:
    """Return the one table's report, or that of the contract called `name`."""
    return validated.report.tables[0] if name is None else validated.report.table(name)


def found(validated: Validated, name: str | None = None) -> list[tuple[int | None, str | None, str]]:
    """Return (row, field, rule) of every kept violation."""
    return [(one.row, one.field, one.rule) for one in report_of(validated, name).violations]


def accepted(validated: Validated) -> list[dict[str, Any]]:
    """Return the accepted rows of the one table."""
    return validated.tables[0].to_records()


def misfit(name: str | None, positions: Iterable[int], **parts: Any) -> Misfit:
    """Return cells that did not fit their type."""
    said: dict[str, Any] = {"rule": "type", "severity": "error", "message_id": "rule-pattern"}
    parameters = {"pattern": "a number"}
    return Misfit(
        field=name, positions=np.array(list(positions), np.int64), **{**said, "parameters": parameters, **parts}
    )


def unmade(row: int, text: str = "1,2,3") -> UnmadeRow:
    """Return a row its reader could not make."""
    return UnmadeRow(
        row=row, line=row + 1, field=None, rule="ragged-row", message_id="rule-required", parameters={}, text=text
    )


Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
