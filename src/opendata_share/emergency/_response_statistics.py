"""Order statistics of durations, in whole numbers.

What lives here: grouping, median, percentile, heaping. What this file must not know: incidents, and why a row is left
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .._arrow import pc
from .._dataclass import dataclass
from ._response_figure import ResponseFigure

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

SECOND: Final = 1_000_000
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Times:
    """The response time of each row.

    Attributes:
        elapsed: Microseconds; meaningless where `counts` is false.
        counts: Whether the row has a response time.
        reasons: Why it has none, by name; exactly one holds where `counts` is false.
        pairs: Seconds since midnight of start and end, or None where pairs mean nothing.
    """

    elapsed: Whole
    counts: Mask
    reasons: Mapping[str, Mask]
    pairs: tuple[Whole, Whole] | None


def in_groups(columns: tuple[pa.Array[Any], ...], length: int) -> tuple[list[tuple[Any, ...]], list[Whole]]:
    """Return the distinct combinations of `columns`, by value with null last, and the positions of the rows of each."""
    if not columns or not length:
        return [], []
    codes, values = zip(*map(_ranked, columns), strict=True)
    order = np.lexsort(codes[::-1])
    changed = np.zeros(length, bool)
    changed[0] = True
    for part in codes:
        changed[1:] |= np.diff(part[order]) != 0
    members = np.split(order, np.flatnonzero(changed)[1:])
    keys = [tuple(texts[code[rows[0]]] for code, texts in zip(codes, values, strict=True)) for rows in members]
    return keys, members


def _ranked(column: pa.Array[Any]) -> tuple[Whole, list[Any]]:
    """Return each value's rank, and the values by rank; null ranks last."""
    values = pc.unique(column).drop_null()
    values = values.take(pc.sort_indices(values))
    rank = pc.fill_null(pc.index_in(column, value_set=values, skip_nulls=True), len(values))
    return rank.to_numpy(zero_copy_only=False).astype(np.int64), [*values.to_pylist(), None]


def figure(group: tuple[Any, ...], times: Times, rows: Whole, target_s: int, max_s: int) -> ResponseFigure:
    """Return the figure of the rows at positions `rows`."""
    counted = rows[times.counts[rows]]
    elapsed = np.sort(times.elapsed[counted])
    count = len(elapsed)
    excluded = {name: int(holds[rows].sum()) for name, holds in times.reasons.items()}
    within = int(np.searchsorted(elapsed, target_s * SECOND, side="right"))
    bulk = _most_frequent_pair(times.pairs, counted)
    return ResponseFigure(
        group=group,
        count=count,
        n_excluded=sum(excluded.values()),
        **excluded,
        over_max=count - int(np.searchsorted(elapsed, max_s * SECOND, side="right")),
        median_s=quantile_s(elapsed, Fraction(1, 2)),
        p90_s=quantile_s(elapsed, Fraction(9, 10)),
        min_s=quantile_s(elapsed, Fraction(0)),
        max_s=quantile_s(elapsed, Fraction(1)),
        within_target=within,
        share_within_target=_share(within, count),
        share_multiple_of_5_min=_share(int((elapsed % (300 * SECOND) == 0).sum()), count),
        bulk_start=None if bulk is None else _clock(bulk[0]),
        bulk_end=None if bulk is None else _clock(bulk[1]),
        bulk_count=0 if bulk is None else bulk[2],
        share_bulk=None if times.pairs is None else _share(0 if bulk is None else bulk[2], count),
    )


def quantile_s(elapsed: Whole, share: Fraction) -> int | None:
    """Return a quantile of sorted microseconds in whole seconds, half to even, or None of nothing.

    Linear interpolation between order statistics at (n − 1) × share: Hyndman and Fan (1996), type 7. Exact fractions,
    so that no processor rounds it differently.
    """
    if not len(elapsed):
        return None
    place = (len(elapsed) - 1) * share
    low = int(place)
    below, above = int(elapsed[low]), int(elapsed[min(low + 1, len(elapsed) - 1)])
    return round((below + (above - below) * (place - low)) / SECOND)


def _most_frequent_pair(pairs: tuple[Whole, Whole] | None, rows: Whole) -> tuple[int, int, int] | None:
    """Return start, end and count of the most frequent pair (the earliest of several), or None where none repeats."""
    if pairs is None or not len(rows):
        return None
    seconds, counts = np.unique(pairs[0][rows] * _DAY_S + pairs[1][rows], return_counts=True)
    most = int(np.argmax(counts))
    start, end = divmod(int(seconds[most]), _DAY_S)
    return None if counts[most] < 2 else (start, end, int(counts[most]))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
