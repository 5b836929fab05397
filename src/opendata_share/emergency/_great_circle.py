"""The k nearest of many places to each of many points.

What lives here: arithmetic on arrays of degrees. What this file must not know: facilities, beds, tables.

How the k nearest are found, exactly and in bounded memory: the dot product of unit vectors orders places as the great
circle does, but cannot tell apart what lies within centimetres or so; it only picks candidates. Places are dealt out to
chunks; the k-th best of the chunks' bests cannot be better than the k-th best place, so every place not clearly worse
than it is a candidate. Candidates get their haversine distance, rounded to the millimetre, so that two places at the
same spot tie on every processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from .._sphere import EARTH_RADIUS_M, great_circle_m, is_place, unit_vectors

__all__ = ["EARTH_RADIUS_M", "great_circle_m", "is_place", "k_nearest"]

Reals = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

_BLOCK: Final = 1 << 18
"""Pairs of a point and a place looked at together: 2 MiB of dot products; about 30 MiB where all are candidates."""

_CHUNKS: Final = 256
_SLACK: Final = 1e-9
"""Nearer than this the order by dot product is in doubt: a rounded millimetre is at most 1.6e-10, arithmetic 1e-15."""


def k_nearest(
    points: tuple[Reals, Reals], places: tuple[Reals, Reals], k: int
) -> Iterator[tuple[Positions, Positions, Reals]]:
    """Yield, block by block, which places are the k nearest to each point.

    Args:
        points: Latitudes and longitudes in degrees, without NaN.
        places: The same of the places; of two at the same distance the earlier one is nearer.
        k: How many for each point, from 1; all places where there are fewer.

    Yields:
        Positions of points (ascending), positions of places (nearest first within a point), distances in metres (to
        0.001).
    """
    count = len(places[0])
    wanted = min(k, count)
    if not wanted:
        return
    chunks = min(max(_CHUNKS, 4 * wanted), count)
    depth = -(-count // chunks)
    field = _place_vectors(places, chunks * depth)
    step = max(1, _BLOCK // (chunks * depth))
    for start in range(0, len(points[0]), step):
        block = slice(start, start + step)
        closeness = _point_vectors(points[0][block], points[1][block]) @ field
        bests = closeness.reshape(-1, depth, chunks).max(axis=1)
        bar = np.partition(bests, chunks - wanted, axis=1)[:, chunks - wanted] - _SLACK
        flat = np.flatnonzero(closeness >= bar[:, None])  # twenty times as fast as nonzero of two dimensions
        rows, columns = np.divmod(flat, chunks * depth)
        yield _ranked(points, places, rows + start, columns, wanted)


def _ranked(
    points: tuple[Reals, Reals], places: tuple[Reals, Reals], rows: Positions, columns: Positions, wanted: int
) -> tuple[Positions, Positions, Reals]:
    exact = great_circle_m(points[0][rows], points[1][rows], places[0][columns], places[1][columns])
    distance = np.round(exact, 3)
    order = np.lexsort((columns, distance, rows))
    rows, columns, distance = rows[order], columns[order], distance[order]
    first = np.searchsorted(rows, rows, side="left")
    kept = np.arange(len(rows)) - first < wanted
    return rows[kept], columns[kept], distance[kept]


def _point_vectors(latitude: Reals, longitude: Reals) -> Reals:
    return np.column_stack((*unit_vectors(latitude, longitude), np.ones(len(latitude))))


def _place_vectors(places: tuple[Reals, Reals], width: int) -> Reals:
    """Return places as columns of four numbers; the fourth makes the columns that only fill up worse than any place."""
    field = np.zeros((4, width))
    field[:3, : len(places[0])] = unit_vectors(*places)
    field[3, len(places[0]) :] = -2.0
    return field
