"""What a reader can work out of counts that are not seen: the linear system, solved exactly.

What lives here: what follows from sums, over whole numbers and fractions. What this file must not know: which counts
are small, rows, columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from ._suppress_search import Sum

MOST_UNKNOWN: Final = 400
"""How many cells that do not follow one by one are solved for together."""

_Equation: TypeAlias = dict[int, Fraction]
"""Coefficients of cells that are not known; what they add up to stands at −1."""


def worked_out(counts: Sequence[int | None], sums: Sequence[Sum]) -> list[int | None]:
    """Return the cells with every one filled in that has one value only, whatever the others are.

    Sums with one cell unknown are followed first; what is left is solved by elimination, up to `MOST_UNKNOWN` cells.
    """
    known = followed(list(counts), sums)
    sums = [each for each in sums if each.is_all]
    unknown = {cell for each in sums for cell in (each.total, *each.parts) if known[cell] is None}
    if len(unknown) <= MOST_UNKNOWN:
        for cell, value in _solved([_equation(each, known) for each in sums]).items():
            known[cell] = value
    return known


def followed(known: list[int | None], sums: Sequence[Sum]) -> list[int | None]:
    """Fill in every cell that is the only one unknown in a sum, until nothing more follows; return `known`."""
    waiting = [each for each in sums if each.is_all]
    while True:
        left = []
        for each in waiting:
            unknown = [cell for cell in (each.total, *each.parts) if known[cell] is None]
            if len(unknown) > 1:
                left.append(each)
            elif unknown:
                parts = sum(known[part] or 0 for part in each.parts)
                value = parts if unknown == [each.total] else (known[each.total] or 0) - parts
                known[unknown[0]] = value if value >= 0 else None
        if len(left) == len(waiting):
            return known
        waiting = left


def _equation(each: Sum, known: Sequence[int | None]) -> _Equation:
    found: _Equation = {-1: Fraction(0)}
    for cell, coefficient in ((each.total, -1), *((part, 1) for part in each.parts)):
        value = known[cell]
        if value is None:
            found[cell] = found.get(cell, Fraction(0)) + coefficient
        else:
            found[-1] -= coefficient * value
    return found


def _solved(equations: Sequence[_Equation]) -> dict[int, int]:
    """Return the cells that the equations determine, by Gauss-Jordan elimination; what is no count is left out."""
    pivots: dict[int, _Equation] = {}
    for equation in equations:
        row = _less(equation, pivots)
        pivot = next((cell for cell in sorted(row) if cell >= 0), None)
        if pivot is None:
            continue
        row = {cell: value / row[pivot] for cell, value in row.items()}
        pivots = {cell: _less(other, {pivot: row}) for cell, other in pivots.items()} | {pivot: row}
    alone = {cell: row[-1] for cell, row in pivots.items() if len(row) == 2}
    return {cell: int(value) for cell, value in alone.items() if value >= 0 and value.denominator == 1}


def _less(equation: _Equation, pivots: dict[int, _Equation]) -> _Equation:
    """Return the equation without the cells that others say; the sum at −1 stays, whatever it is."""
    row = dict(equation)
    for pivot, other in pivots.items():
        factor = row.get(pivot, Fraction(0))
        if factor:
            for cell, value in other.items():
                row[cell] = row.get(cell, Fraction(0)) - factor * value
    return {cell: value for cell, value in row.items() if value or cell == -1}
