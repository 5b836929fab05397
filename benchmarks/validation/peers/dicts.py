"""Rows as Python dicts, and what no validator of single rows has a word for: keys, references, order.

What lives here: what the row-by-row peers share. What this file must not know: any peer. It imports nothing but the
standard library.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from .program import Task

Row = dict[str, Any]


def rows_of(task: Task, *, numbers: bool = True) -> list[Row]:
    """Return every row as a dict, an empty cell as an absent one.

    Args:
        task: What to read; CSV or NDJSON.
        numbers: Whether a cell of a number's column becomes a number where it is one.
    """
    if task.format == "ndjson":
        with task.file.open("rb") as stream:
            return [json.loads(line) for line in stream]
    kinds: dict[str, type[int | float]] = {"integer": int, "number": float}
    casts = {name: kinds[kind] for name, kind in task.rules.kinds.items() if numbers and kind in kinds}
    with task.file.open(encoding="utf-8", newline="") as stream:
        return [_cast({name: cell for name, cell in row.items() if cell}, casts) for row in csv.DictReader(stream)]


def _cast(row: Row, casts: dict[str, type[int | float]]) -> Row:
    for name, kind in casts.items():
        if name in row:
            try:
                row[name] = kind(row[name])
            except ValueError:
                continue  # it stays a text, which the validator calls wrong
    return row


def beyond_the_row(task: Task, rows: list[Row], *, order: bool = True) -> Iterator[int]:
    """Yield the positions of rows with a key that stood before, a facility there is none of, a wrong order, or NaN."""
    rules = task.rules
    known, seen = set(task.facility_ids()), set()
    for position, row in enumerate(rows):
        key = row.get(rules.key)
        held = key is not None and key in seen
        seen.add(key)
        facility = None if rules.reference is None else row.get(rules.reference)
        if (
            held
            or (facility is not None and facility not in known)
            or (order and any(map(_wrong, *_ends(rules.orders, row))))
            or any(row.get(name) != row.get(name) for name in rules.ranges)
        ):
            yield position


def _ends(orders: tuple[tuple[str, str], ...], row: Row) -> tuple[list[Any], list[Any]]:
    return [row.get(a) for a, _ in orders], [row.get(b) for _, b in orders]


def _wrong(before: object, after: object) -> bool:
    """Whether two numbers, or two times of one written shape, are in the wrong order."""
    if isinstance(before, str) and isinstance(after, str):
        return before[:2] == after[:2] == "20" and before > after
    return isinstance(before, int) and isinstance(after, int) and before > after
