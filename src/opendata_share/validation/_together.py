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
    rows = np.unique(np.concatenate(places))
    there = np.zeros((len(keys), len(rows)), np.float32)  # sums stay exact: a batch has fewer rows than 2**24
    for number, positions in enumerate(places):
        there[number, np.searchsorted(rows, positions)] = 1
    counts = (there @ there.T).astype(np.int64)
    for one, other in zip(*np.nonzero(np.triu(counts, 1)), strict=True):
        yield Together(one=keys[one], other=keys[other], count=int(counts[one, other]))
