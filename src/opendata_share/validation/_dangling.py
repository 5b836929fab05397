"""Which rows fall when the rows they refer to fall.

What lives here: one pure function over numbered rows and references between them. What this file must not know: tables,
values, reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .._arrow import Mask, Positions


def fallen_references(dead: Mask, source: Positions, target: Positions) -> Mask:
    """Return which references dangle in the end: their target is missing, or a row that was rejected, whyever.

    A row with a dangling reference is rejected itself, so references to it dangle too. A circle of rows that refer to
    each other stands as long as nothing else rejects one of them. Every reference is looked at once: time is linear in
    their number.

    Args:
        dead: Which rows are rejected already, by row number; rows that fall are marked in it.
        source: int64, the row that refers, one a reference.
        target: int64, the row referred to, or −1 where there is none.
    """
    order = np.argsort(target, kind="stable")
    starts = np.searchsorted(target[order], np.arange(len(dead) + 1))
    dangles = (target < 0) | dead[target]
    falling = np.unique(source[dangles])
    falling = falling[~dead[falling]]
    while len(falling):
        dead[falling] = True
        spans = [order[starts[row] : starts[row + 1]] for row in falling.tolist()]
        reached = np.concatenate(spans)
        dangles[reached] = True
        falling = np.unique(source[reached])
        falling = falling[~dead[falling]]
    return dangles
