"""Distances on a sphere.

What lives here: arithmetic on arrays of degrees, so that a distance is the same wherever one is asked for. What this
file must not know: facilities, tables, rules.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the Earth in metres, the R1 of the IUGG: (2a + b) / 3 of WGS 84 (a 6378137 m, b 6356752.3142 m)."""


def great_circle_m(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, other_latitude: npt.ArrayLike, other_longitude: npt.ArrayLike
) -> Reals:
    """Return the great-circle distance in metres between points given in degrees (WGS 84), by the haversine formula.

    The Earth is a sphere of radius `EARTH_RADIUS_M`; against the ellipsoid the error is at most about 0.5 %. Arguments
    are numbers or arrays that broadcast together; the result is float64 of their common shape. NaN in gives NaN out.

    Example:
        >>> round(float(great_circle_m(0.0, 0.0, 1.0, 0.0)), 1)   # one degree of latitude is πR/180
        111195.1
    """
    one, two = np.radians(np.asarray(latitude, np.float64)), np.radians(np.asarray(other_latitude, np.float64))
    across = np.radians(np.asarray(other_longitude, np.float64) - np.asarray(longitude, np.float64))
    half_chord = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(across / 2) ** 2
    distance: Reals = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0)))
    return distance


def is_place(latitude: Reals, longitude: Reals) -> npt.NDArray[np.bool_]:
    """Return which pairs are places on Earth: both there, in range, and not the 0, 0 that stands for "no place"."""
    in_range = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # a comparison with NaN is false
    nowhere = (latitude == 0) & (longitude == 0)
    placed: npt.NDArray[np.bool_] = in_range & ~nowhere
    return placed


def unit_vectors(latitude: Reals, longitude: Reals) -> tuple[Reals, Reals, Reals]:
    """Return points given in degrees as x, y, z on a sphere of radius 1."""
    along, across = np.radians(latitude), np.radians(longitude)
    return np.cos(along) * np.cos(across), np.cos(along) * np.sin(across), np.sin(along)
