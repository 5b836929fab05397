"""A plain map: where points stand on the paper, and which of them carry their number.

What lives here: the projection, the grid, the scale and the placing of numbers: arithmetic. What this file must not
know: SVG, languages, facilities.

The projection is plate carrée, true to scale at the middle latitude of the map: good to about a percent over a
province. There are no tiles and no network; what is not a point is a line of the grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from ..._dataclass import dataclass
from .._great_circle import EARTH_RADIUS_M

WIDTH: Final = 900.0
_LOWEST: Final = 420.0
_HIGHEST: Final = 700.0
_MARGIN: Final = 46.0
_SMALLEST_SPAN: Final = 0.02
_STEPS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_SYMBOL: Final = 8.0
"""Half the side of the square a symbol takes."""
_DIGIT: Final = 8.2
_TALL: Final = 15.0
"""How wide a digit and how tall a number is taken to be."""
_KM_PER_DEGREE: Final = math.pi * EARTH_RADIUS_M / 180_000

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A place on the paper, and where the middle of its number stands, or None where it has no room."""

    at: Point
    number_at: Point | None


@dataclass(frozen=True, slots=True)
class MapLayout:
    """A map, ready to be drawn; lengths are in the map's own units.

    Attributes:
        width: From left to right.
        height: From top to bottom.
        places: The numbered places, in the order given; None where there is no place.
        others: The places without numbers.
        meridians: (longitude in degrees, x) of the lines of the grid.
        parallels: (latitude in degrees, y).
        decimals: How many decimals the grid's degrees have.
        scale_km: The length of the scale bar, in km.
        scale_length: The same on the paper.
    """

    width: float
    height: float
    places: tuple[Numbered | None, ...]
    others: tuple[Point, ...]
    meridians: tuple[tuple[float, float], ...]
    parallels: tuple[tuple[float, float], ...]
    decimals: int
    scale_km: float
    scale_length: float


@dataclass(frozen=True, slots=True)
class _Paper:
    """How degrees become lengths."""

    height: float
    middle: Point
    per_degree: float
    shrink: float

    def point(self, place: Point) -> Point:
        """Return where (latitude, longitude) stands."""
        x = WIDTH / 2 + (place[1] - self.middle[1]) * self.shrink * self.per_degree
        y = self.height / 2 - (place[0] - self.middle[0]) * self.per_degree
        return x, y

    def lines(self, axis: int, step: float) -> Iterable[tuple[float, float]]:
        """Yield (degrees, length along the paper) of the grid's lines of latitude (0) or longitude (1)."""
        size = self.height if axis == 0 else WIDTH
        half = size / 2 / (self.per_degree * (1.0 if axis == 0 else self.shrink))
        first = math.ceil((self.middle[axis] - half) / step)
        for count in range(first, math.floor((self.middle[axis] + half) / step) + 1):
            degrees = round(count * step, 6)
            place = (degrees, self.middle[1]) if axis == 0 else (self.middle[0], degrees)
            yield degrees, self.point(place)[1 - axis]


def lay_out(places: Sequence[Point | None], others: Sequence[Point]) -> MapLayout | None:
    """Return the map of `places`, which carry the numbers 1, 2, … of their order, and `others`; None without any.

    Args:
        places: (latitude, longitude) in degrees, or None.
        others: The same, without numbers.
    """
    known = [*(place for place in places if place is not None), *others]
    if not known:
        return None
    paper = _paper(known)
    step = next((s for s in _STEPS if WIDTH / (s * paper.per_degree * paper.shrink) <= 7), _STEPS[-1])
    km = _nice(0.22 * WIDTH / paper.per_degree * _KM_PER_DEGREE)
    points = [None if place is None else paper.point(place) for place in places]
    beside = [paper.point(place) for place in others]
    return MapLayout(
        width=WIDTH,
        height=paper.height,
        places=_numbered(points, beside, paper.height),
        others=tuple(beside),
        meridians=tuple(paper.lines(1, step)),
        parallels=tuple(paper.lines(0, step)),
        decimals=max(0, -math.floor(math.log10(step))),
        scale_km=km,
        scale_length=km / _KM_PER_DEGREE * paper.per_degree,
    )


def _paper(places: Sequence[Point]) -> _Paper:
    south, north = min(lat for lat, _ in places), max(lat for lat, _ in places)
    west, east = min(lon for _, lon in places), max(lon for _, lon in places)
    middle = ((south + north) / 2, (west + east) / 2)
    shrink = max(math.cos(math.radians(middle[0])), 0.05)
    tall, wide = max(north - south, _SMALLEST_SPAN), max((east - west) * shrink, _SMALLEST_SPAN)
    inner = WIDTH - 2 * _MARGIN
    height = min(max(inner * tall / wide + 2 * _MARGIN, _LOWEST), _HIGHEST)
    return _Paper(height, middle, min(inner / wide, (height - 2 * _MARGIN) / tall), shrink)


def _nice(most: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not more than `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= most * (1 + 1e-9))


def _numbered(points: Sequence[Point | None], others: Sequence[Point], height: float) -> tuple[Numbered | None, ...]:
    """Return each place with room for its number, first come first served.

    A number covers neither a numbered place nor another number, and one of `others` only where there is no other room.
    """
    taken = [_box(point, _SYMBOL, _SYMBOL) for point in points if point is not None]
    beside = [_box(point, _SYMBOL - 2, _SYMBOL - 2) for point in others]
    numbered: list[Numbered | None] = []
    for number, point in enumerate(points, start=1):
        if point is None:
            numbered.append(None)
            continue
        wide, tall = len(str(number)) * _DIGIT / 2 + 1, _TALL / 2
        free = [at for at in _around(point, wide, tall) if _fits(_box(at, wide, tall), taken, height)]
        clear = (at for at in free if _fits(_box(at, wide, tall), beside, height))
        number_at = next(clear, free[0] if free else None)
        if number_at is not None:
            taken.append(_box(number_at, wide, tall))
        numbered.append(Numbered(point, number_at))
    return tuple(numbered)


def _around(point: Point, wide: float, tall: float) -> Iterable[Point]:
    """Yield the middles a number beside a symbol may have, the best first."""
    x, y = point
    for gap in (1.0, 5.0):
        across, along = _SYMBOL + wide + gap, _SYMBOL + tall + gap - 2
        yield from ((x + across, y), (x - across, y), (x, y - along), (x, y + along))
        yield from ((x + across, y - along), (x + across, y + along), (x - across, y - along), (x - across, y + along))


def _box(middle: Point, wide: float, tall: float) -> Box:
    return middle[0] - wide, middle[1] - tall, middle[0] + wide, middle[1] + tall


def _fits(box: Box, taken: Iterable[Box], height: float) -> bool:
    inside = box[0] >= 2 and box[1] >= 2 and box[2] <= WIDTH - 2 and box[3] <= height - 2
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )
