"""Rejected rows: as they came, each with its reasons, in words only when somebody reads them.

What lives here: source rows as they came, what was found in some rows of a batch, and both rendered as text in a
language. Quarantined columns are not in the source rows to begin with. What this file must not know: how rows are
judged.

A million rows may be rejected for one reason: nothing is done for each of them before somebody reads it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, cell_texts, decoded, index_array, pc, repeated
from ..report import CONTRACT, LINE, MARKS, REASONS, ROW, TEXT, Language, free_headings
from ..stages import Marks, Rows, UnmadeRow
from ._finding import Finding
from ._set_aside import SourceRows

if TYPE_CHECKING:
    from .._arrow import Positions

_JOINT: Final = "; "
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, default=str).encode
_REMEMBERED: Final = 4096


def narrowed(found: Sequence[Finding], positions: Positions, length: int) -> list[Finding]:
    """Return what was found at some positions of a batch, by position among those.

    Args:
        found: What was found in the batch.
        positions: int64, ascending.
        length: The number of rows of the batch.
    """
    places = np.full(length, -1, np.int64)
    places[positions] = np.arange(len(positions))
    parts: list[Finding] = []
    for finding in found:
        moved = places[finding.positions]
        there = moved >= 0
        if there.all():
            parts.append(finding.at(moved))
        elif len(kept := np.flatnonzero(there)):
            parts.append(finding.part(kept, moved[kept]))
    return parts


def source_rows(rows: Rows, positions: Positions) -> pa.RecordBatch:
    """Return the source rows at `positions` as they came, with row and line."""
    lines = None if rows.lines is None else rows.lines[positions]
    columns: dict[str, Values] = {
        ROW: index_array(rows.rows[positions]),
        LINE: pa.nulls(len(positions), pa.int64()) if lines is None else index_array(lines),
    }
    source = rows.data if rows.raw is None else rows.raw
    index = positions if rows.raw is None or rows.raw_index is None else rows.raw_index[positions]
    taken = source.take(index_array(index))
    for name, column in zip(_headings(tuple(source.schema.names)), taken.columns, strict=True):
        columns[name] = decoded(column)
    if rows.marks is not None and rows.raw is not None:
        columns[MARKS] = _marks(rows.marks, source.schema.names, index)
    return pa.RecordBatch.from_pydict(columns)


_headings: Final = lru_cache(maxsize=64)(free_headings)


def _marks(marks: Marks, headings: Sequence[str], index: Positions) -> Values:
    """Return one text a row: whose marks they are, then a digit for each column."""
    texts = [repeated(pa.scalar(marks.kind[0], pa.string()), len(index))]
    texts += [marks.values[name].take(pa.array(index)).cast(pa.string()) for name in headings]
    return pc.binary_join_element_wise(*texts, "")


def unmade_rows(unmade: Sequence[UnmadeRow]) -> tuple[pa.RecordBatch, list[Finding]]:
    """Return rows that could not be made, each in one column as it came, and why."""
    rows: dict[str, Values] = {
        ROW: pa.array([row.row for row in unmade], pa.int64()),
        LINE: pa.array([row.line for row in unmade], pa.int64()),
        TEXT: pa.array([row.text for row in unmade], pa.string()),
    }
    alike: dict[tuple[str | None, str, str], list[int]] = {}
    for position, row in enumerate(unmade):
        alike.setdefault((row.field, row.rule, row.message_id), []).append(position)
    found = [
        Finding(
            field=field,
            rule=rule,
            severity="error",
            message_id=message_id,
            positions=np.array(positions, np.int64),
            details=pa.array([_ENCODE(dict(unmade[position].parameters)) for position in positions], pa.string()),
        )
        for (field, rule, message_id), positions in alike.items()
    ]
    return pa.RecordBatch.from_pydict(rows), found


def opened(tables: Sequence[tuple[str, SourceRows]]) -> Callable[[Language], Iterator[pa.RecordBatch]]:
    """Return what `Rejected` opens: every (contract identity, rows), the reasons in the language asked for."""

    def batches(language: Language) -> Iterator[pa.RecordBatch]:
        for contract, kept in tables:
            words = _Words(language)
            for rows, found in _in_order(kept):
                yield _rendered(rows, words.of(rows.num_rows, found), contract)

    return batches


def as_they_came(tables: Sequence[tuple[str, SourceRows]]) -> Callable[[], Iterator[pa.RecordBatch]]:
    """Return what `Rejected` writes for a program: every (contract identity, rows) with the reasons as JSON."""

    def batches() -> Iterator[pa.RecordBatch]:
        for contract, kept in tables:
            for rows, found in _in_order(kept):
                columns = {name: rows.column(name) for name in (ROW, LINE)}
                columns[CONTRACT] = repeated(pa.scalar(contract, pa.string()), rows.num_rows)
                columns[REASONS] = pa.array(_reasons(rows.num_rows, found), pa.string())
                rest = (name for name in rows.schema.names if name not in columns)
                yield pa.RecordBatch.from_pydict({**columns, **{name: rows.column(name) for name in rest}})

    return batches


def _reasons(count: int, found: Sequence[Finding]) -> list[str]:
    """Return what was found in each row as JSON: field, rule, sentence, what fills it, own words, columns."""
    reasons: list[list[list[object]]] = [[] for _ in range(count)]
    for finding in found:
        filled = zip(finding.positions.tolist(), finding.all_parameters(), strict=True)
        for index, (position, parameters) in enumerate(filled):
            said = [finding.field, finding.rule, finding.message_at(index), parameters]
            reasons[position].append([*said, finding.texts, finding.columns])
    return [_ENCODE(reason) for reason in reasons]


def _in_order(kept: SourceRows) -> Iterator[tuple[pa.RecordBatch, list[Finding]]]:
    """Yield source rows in the order they were read: those of one batch that were settled at the end in their place."""
    waiting: list[tuple[int, pa.RecordBatch, list[Finding]]] = []
    for entry in kept.read():
        if waiting and (waiting[-1][0] != entry[0] or waiting[-1][1].schema != entry[1].schema):
            yield _merged(waiting)
            waiting = []
        waiting.append(entry)
    if waiting:
        yield _merged(waiting)


def _merged(entries: Sequence[tuple[int, pa.RecordBatch, list[Finding]]]) -> tuple[pa.RecordBatch, list[Finding]]:
    if len(entries) == 1:
        return entries[0][1], entries[0][2]
    rows = pa.Table.from_batches([rows for _, rows, _ in entries]).combine_chunks().to_batches()[0]
    order = np.argsort(rows.column(ROW).to_numpy(), kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    starts = np.cumsum([0, *(rows.num_rows for _, rows, _ in entries)]).tolist()
    found = [
        dataclasses.replace(finding, positions=places[start + finding.positions])
        for start, (_, _, findings) in zip(starts, entries, strict=False)
        for finding in findings
    ]
    return rows.take(index_array(order)), found


class _Words:
    """What was found as (column, message, hint, field, rule) of each row; several are joined, a hint is said once."""

    def __init__(self, language: Language) -> None:
        self._language: Final = language
        self._known: Final[dict[tuple[object, ...], tuple[str, str | None]]] = {}

    def of(self, count: int, found: Sequence[Finding]) -> list[tuple[str | None, str, str | None, str | None, str]]:
        reasons: list[list[tuple[Finding, str, str | None]]] = [[] for _ in range(count)]
        for finding in found:
            filled = finding.all_parameters()
            same = self._said(finding, 0, filled[0]) if finding.is_same_everywhere else None
            for index, position in enumerate(finding.positions.tolist()):
                reasons[position].append((finding, *(same or self._said(finding, index, filled[index]))))
        return [_told(reason) for reason in reasons]

    def _said(self, finding: Finding, index: int, parameters: Mapping[str, object]) -> tuple[str, str | None]:
        key = (finding.field, finding.rule, finding.message_id, finding.columns, repr(parameters))
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            violation = finding.violation(index, 0, None)
            self._known[key] = violation.message(self._language), violation.hint(self._language)
        return self._known[key]


def _told(reasons: Sequence[tuple[Finding, str, str | None]]) -> tuple[str | None, str, str | None, str | None, str]:
    return (
        _joined([", ".join(finding.columns) for finding, _, _ in reasons]),
        _JOINT.join(message for _, message, _ in reasons),
        _JOINT.join(dict.fromkeys(hint for _, _, hint in reasons if hint is not None)) or None,
        _joined([finding.field or "" for finding, _, _ in reasons]),
        _JOINT.join(finding.rule for finding, _, _ in reasons),
    )


def _joined(names: Sequence[str]) -> str | None:
    return _JOINT.join(names) if any(names) else None


def _rendered(rows: pa.RecordBatch, told: Sequence[tuple[Any, ...]], contract: str) -> pa.RecordBatch:
    words: dict[str, Values] = {
        name: pa.array([row[at] for row in told], pa.string())
        for at, name in enumerate(("_column", "_message", "_hint", "_field", "_rule"))
    }
    columns: dict[str, Values] = {
        ROW: rows.column(ROW),
        LINE: rows.column(LINE),
        **words,
        "_contract": pa.array([contract] * len(told), pa.string()),
    }
    rest = {name: cell_texts(rows.column(name)) for name in rows.schema.names if name not in (ROW, LINE, MARKS)}
    return pa.RecordBatch.from_pydict({**columns, **rest})
