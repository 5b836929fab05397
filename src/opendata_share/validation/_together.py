"""Which things were found in the same rows of a batch.

What lives here: counting pairs, for all pairs at once. What this file must not know: keys and references that only the
whole table settles; what they find later is counted by itself, and in no pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..report import FigureKey, Together, order_of
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Positions


def together_of(findings: Sequence[Finding]) -> Iterator[Together]:
    """Yield every pair of things that `findings` of one batch found in the same rows, with how many rows."""
    found: dict[FigureKey, list[Positions]] = {}
    for finding in findings:
        found.setdefault(FigureKey(finding.rule, finding.field, finding.severity), []).append(finding.positions)
    if len(found) < 2:
        return
    keys = sorted(found, key=order_of)
    places = [np.concatenate(found[key]) for key in keys]
    positions = np.concatenate(places)
    order = np.argsort(positions, kind="stable")
    ordered = positions[order]
    again = ordered[1:] == ordered[:-1]
    if not again.any():
        return
    shared = np.zeros(len(order), np.bool_)
    shared[1:] = again
    shared[:-1] |= again
    rows = np.cumsum(np.diff(ordered[shared], prepend=-1) != 0) - 1
    of_key = np.repeat(np.arange(len(keys)), [len(place) for place in places])[order[shared]]
    there = np.zeros((len(keys), int(rows[-1]) + 1), np.bool_)  # a line of flags a key, over the rows several share
    there[of_key, rows] = True
    bits = np.packbits(there, axis=1)
    for one, key in enumerate(keys[:-1]):
        both = np.bitwise_count(bits[one] & bits[one + 1 :]).sum(axis=1, dtype=np.int64)
        for other in np.flatnonzero(both).tolist():
            yield Together(one=key, other=keys[one + 1 + other], count=int(both[other]))
