"""Rejected rows: as they came, each with its reasons, in words only when somebody reads them.

What lives here: source rows as text, reasons as stored JSON, and both rendered in a language. Quarantined columns are
not in the source rows to begin with. What this file must not know: how rows are judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from .._arrow import Values, cell_texts
from ..report import Language, free_headings
from ..stages import Rows, UnmadeRow
from ._finding import Finding, reason_violation
from ._spool import Spool

if TYPE_CHECKING:
    from .._arrow import Positions

ROW: Final = "_row"
LINE: Final = "_line"
REASONS: Final = "_reasons"
TEXT: Final = "_text"
_JOINT: Final = "; "
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, default=str).encode


def reasons_by_position(findings: Sequence[Finding]) -> dict[int, list[Any]]:
    """Return the stored reasons of every row that an error rejects, by position in the batch."""
    reasons: dict[int, list[Any]] = {}
    for finding in findings:
        if finding.severity == "error":
            for position, reason in finding.reasons():
                reasons.setdefault(position, []).append(reason)
    return reasons


def rejected_batch(rows: Rows, positions: Positions, reasons: Mapping[int, list[Any]]) -> pa.RecordBatch:
    """Return the source rows at `positions` as text, with row, line and stored reasons, for a spool."""
    lines = None if rows.lines is None else rows.lines[positions]
    stored = [_ENCODE(reasons[position]) if position in reasons else "[]" for position in positions.tolist()]
    columns: dict[str, Values] = {
        ROW: pa.array(rows.rows[positions], pa.int64()),
        LINE: pa.nulls(len(positions), pa.int64()) if lines is None else pa.array(lines, pa.int64()),
        REASONS: pa.array(stored, pa.string()),
    }
    source = rows.data if rows.raw is None else rows.raw
    index = positions if rows.raw is None or rows.raw_index is None else rows.raw_index[positions]
    taken = pa.array(index, pa.int64())
    for name, column in zip(free_headings(source.schema.names), source.columns, strict=True):
        columns[name] = cell_texts(column.take(taken))
    return pa.RecordBatch.from_pydict(columns)


def unmade_batch(unmade: tuple[UnmadeRow, ...]) -> pa.RecordBatch:
    """Return rows that could not be made, each in one column as it came."""
    reasons = [[[row.field, row.rule, row.message_id, dict(row.parameters), None, ()]] for row in unmade]
    return pa.RecordBatch.from_pydict(
        {
            ROW: pa.array([row.row for row in unmade], pa.int64()),
            LINE: pa.array([row.line for row in unmade], pa.int64()),
            REASONS: pa.array(list(map(_ENCODE, reasons)), pa.string()),
            TEXT: pa.array([row.text for row in unmade], pa.string()),
        }
    )


def with_reasons(batch: pa.RecordBatch, keep: Positions, further: Mapping[int, list[Any]]) -> pa.RecordBatch:
    """Return the rows of a spooled batch at `keep`, with further reasons (by position in the batch) after their own."""
    taken = batch.take(pa.array(keep, pa.int64()))
    at = batch.schema.get_field_index(REASONS)
    stored: Values = taken.column(at)
    joined = [
        _ENCODE(json.loads(text) + further.get(position, []))
        for text, position in zip(stored.to_pylist(), keep.tolist(), strict=True)
    ]
    return taken.set_column(at, REASONS, pa.array(joined, pa.string()))


def opened(tables: Sequence[tuple[str, Spool]]) -> Callable[[Language], Iterator[pa.RecordBatch]]:
    """Return what `Rejected` opens: every (contract identity, spool), the reasons in the language asked for."""

    def batches(language: Language) -> Iterator[pa.RecordBatch]:
        for contract, spool in tables:
            for batch in spool.batches():
                yield _rendered(batch, contract, language)

    return batches


def _rendered(batch: pa.RecordBatch, contract: str, language: Language) -> pa.RecordBatch:
    told = [_told(reasons, language) for reasons in batch.column(REASONS).to_pylist()]
    words: dict[str, Values] = {
        name: pa.array([row[at] for row in told], pa.string())
        for at, name in enumerate(("_column", "_message", "_hint", "_field", "_rule"))
    }
    columns: dict[str, Values] = {
        ROW: batch.column(ROW),
        LINE: batch.column(LINE),
        **words,
        "_contract": pa.array([contract] * len(told), pa.string()),
    }
    rest = {name: batch.column(name) for name in batch.schema.names if name not in (ROW, LINE, REASONS)}
    return pa.RecordBatch.from_pydict({**columns, **rest})


@lru_cache(maxsize=4096)
def _told(reasons: str, language: Language) -> tuple[str | None, str, str | None, str | None, str]:
    """Return (column, message, hint, field, rule) of stored reasons; several are joined, a hint is said once."""
    violations = [reason_violation(reason) for reason in json.loads(reasons)]
    hints = dict.fromkeys(hint for violation in violations if (hint := violation.hint(language)) is not None)
    return (
        _joined([", ".join(violation.columns) for violation in violations]),
        _JOINT.join(violation.message(language) for violation in violations),
        _JOINT.join(hints) or None,
        _joined([violation.field or "" for violation in violations]),
        _JOINT.join(violation.rule for violation in violations),
    )


def _joined(names: Sequence[str]) -> str | None:
    return _JOINT.join(names) if any(names) else None
