"""Which counts of which rows add up.

What lives here: which cells of which rows add up to which, as a reader of the contract would assume. What this file
must not know: which cells are safe (`_suppress`), which are one number (`_suppress_cells`), how a policy is written.

A reader assumes, of rows that agree in the rest of their key:

- a row whose `by` field is empty is the total of those where it is not;
- a row of an area is the total of the rows of the areas in it (Kemendagri codes: 31.71 of 31.71.01);
- a row of a code that the contract calls a total (`group-totals`) is the total of its parts;
- a row of a period is the total of the rows of the periods of each shorter kind in it;

and within a row, that the fields a check of the contract adds up do, and that a field which a check says is no more
than another counts some of what the other counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from .._dataclass import dataclass
from ..contract import Contract, GroupTotals
from ._suppress_search import Sum

_AREAS: Final = "administrative-area"
_PERIOD: Final = ("period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Axis:
    """A field along which rows add up.

    Attributes:
        field: Its name.
        is_area: Whether its values are area codes, one the beginning of another.
        empty_is_all: Whether an empty one is the total of all others.
        totals: (code of a total, codes of its parts).
    """

    field: str
    is_area: bool = False
    empty_is_all: bool = False
    totals: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def above(self, value: object) -> Iterator[object]:
        """Yield the values whose rows may hold the total over `value`, the nearest first."""
        if value is None:
            return
        yield from (code for code, parts in self.totals if value in parts)
        if self.is_area:
            code = str(value)
            while (cut := max(code.rfind("."), code.rfind("/"))) > 0:
                code = code[:cut]
                yield code
        if self.empty_is_all:
            yield None


def sums_of(table: pa.Table, contract: Contract, counts: Sequence[str], by: Sequence[str]) -> list[Sum]:
    """Return what adds up: cell `row * len(counts) + place` is what row `row` counts in `counts[place]`.

    The table need not have every column of the contract: whoever reads part of it knows the rules of all.
    """
    width = len(counts)
    there = [name for name in key_fields(contract, by) if name in table.column_names]
    keys = {name: table.column(name).to_pylist() for name in there}
    found = [Sum(total * width + place, tuple(part * width + place for part in parts))
             for total, parts in _sums_of_rows(keys, contract, by) for place in range(width)]  # fmt: skip
    place_of = {name: place for place, name in enumerate(counts)}
    for whole, names, is_all in sums_of_columns(contract, counts):
        total, parts = place_of[whole], [place_of[name] for name in names]
        found += [Sum(row * width + total, tuple(row * width + part for part in parts), is_all)
                  for row in range(table.num_rows)]  # fmt: skip
    return found


def key_fields(contract: Contract, by: Sequence[str]) -> tuple[str, ...]:
    """Return the fields that say which rows add up to which."""
    return tuple(dict.fromkeys((*contract.primary_key, *by, *(axis.field for axis in axes_of(contract, by)))))


def adding_fields(contract: Contract, by: Sequence[str]) -> tuple[str, ...]:
    """Return the fields along which rows add up, those of a period included."""
    return (*(axis.field for axis in axes_of(contract, by)), *_PERIOD)


def axes_of(contract: Contract, by: Sequence[str]) -> tuple[Axis, ...]:
    """Return the fields along which rows add up: those of `by`, and those a rule of the contract has totals for."""
    totals = {rule.field: rule.totals for rule in contract.table_rules if isinstance(rule, GroupTotals)}
    return tuple(
        Axis(name, _is_area(contract, name), name in by, totals.get(name, ()))
        for name in dict.fromkeys((*by, *totals))
        if name not in _PERIOD
    )


def _is_area(contract: Contract, name: str) -> bool:
    reference = contract.field(name).reference
    return reference is not None and reference.contracts == (_AREAS,)


Rows = Iterator[tuple[int, tuple[int, ...]]]


def _sums_of_rows(keys: Mapping[str, list[Any]], contract: Contract, by: Sequence[str]) -> Rows:
    """Yield (row of a total, rows of its parts)."""
    for axis in (each for each in axes_of(contract, by) if each.field in keys):
        for rows in _groups(keys, {axis.field}):
            yield from _sums_along(axis, keys[axis.field], rows)
    if all(name in keys for name in _PERIOD):
        for rows in _groups(keys, set(_PERIOD)):
            yield from _sums_of_periods([(keys["period_start"][row], keys["period_end"][row], row) for row in rows])


def _groups(keys: Mapping[str, list[Any]], without: set[str]) -> Iterator[list[int]]:
    """Yield the rows that agree in every field but those of `without`, two or more."""
    rest = [column for name, column in keys.items() if name not in without]
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in range(len(next(iter(keys.values())))):
        groups[tuple(column[row] for column in rest)].append(row)
    return (rows for rows in groups.values() if len(rows) > 1)


def _sums_along(axis: Axis, values: Sequence[Any], rows: Sequence[int]) -> Rows:
    row_of = {values[row]: row for row in rows}
    parts: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        nearest = next((row_of[value] for value in axis.above(values[row]) if value in row_of), None)
        if nearest is not None:
            parts[nearest].append(row)
    return ((total, tuple(those)) for total, those in parts.items())


def _sums_of_periods(periods: Sequence[tuple[Any, Any, int]]) -> Rows:
    """Yield each period with the shorter ones in it, one sum for each length that fits: months, quarters."""
    for start, end, total in periods:
        inside: dict[str, list[int]] = defaultdict(list)
        for first, last, row in periods:
            if start <= first and last <= end and row != total and last - first < end - start:
                inside[_length(first, last)].append(row)
        yield from ((total, tuple(rows)) for rows in inside.values())


def _length(first: Any, last: Any) -> str:
    days: int = (last - first).days
    bounds = ((1, "day"), (7, "week"), (31, "month"), (92, "quarter"))
    return next((kind for most, kind in bounds if days <= most), "longer")


def sums_of_columns(contract: Contract, counts: Sequence[str]) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Return (total, parts, all of it) for the fields of `counts` that a check of the contract adds up or compares.

    `good + light_damage + heavy_damage = total` adds up; `numerator <= n` says that what `numerator` counts is part of
    what `n` counts, so that the rest is a count too.
    """
    wanted = frozenset(counts)
    said = [each for _, condition in contract.conditions for each in condition.sums]
    whole = {(total, parts) for total, parts, is_all in said if is_all}
    found = dict.fromkeys((total, parts) for total, parts, _ in said if wanted.issuperset((total, *parts)))
    return tuple((*each, each in whole) for each in found)
