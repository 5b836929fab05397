"""Distances on the sphere, and the k nearest of many places, against plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.emergency import EARTH_RADIUS_M, great_circle_m
from opendata_share.emergency._great_circle import is_place, k_nearest

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def plain_haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    one, two = math.radians(lat1), math.radians(lat2)
    across = math.radians(lon2 - lon1)
    h = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))


def by_vectors(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The same distance by another formula: the angle between two vectors, stable at every angle."""

    def vector(lat: float, lon: float) -> np.ndarray:
        along, across = math.radians(lat), math.radians(lon)
        return np.array([math.cos(along) * math.cos(across), math.cos(along) * math.sin(across), math.sin(along)])

    one, two = vector(lat1, lon1), vector(lat2, lon2)
    return EARTH_RADIUS_M * math.atan2(float(np.linalg.norm(np.cross(one, two))), float(one @ two))


def test_the_radius_is_the_mean_radius_of_wgs_84() -> None:
    equator, pole = 6_378_137.0, 6_378_137.0 * (1 - 1 / 298.257223563)
    assert pytest.approx((2 * equator + pole) / 3, abs=0.05) == EARTH_RADIUS_M


def test_one_degree_of_latitude_is_pi_r_over_180_everywhere() -> None:
    starts = np.arange(-90.0, 90.0)
    measured = great_circle_m(starts, 106.8, starts + 1, 106.8)
    assert measured == pytest.approx(math.pi * EARTH_RADIUS_M / 180, rel=1e-12)


def test_half_and_quarter_of_the_sphere_are_known() -> None:
    assert great_circle_m(0, 0, 0, 180) == pytest.approx(math.pi * EARTH_RADIUS_M)
    assert great_circle_m(90, 12, -90, 77) == pytest.approx(math.pi * EARTH_RADIUS_M)
    assert great_circle_m(0, 0, 90, 33) == pytest.approx(math.pi * EARTH_RADIUS_M / 2)
    assert great_circle_m(0, 179.5, 0, -179.5) == pytest.approx(math.pi * EARTH_RADIUS_M / 180)


def test_jakarta_to_bandung_by_the_spherical_law_of_cosines() -> None:
    one, two, across = math.radians(-6.1754), math.radians(-6.9218), math.radians(107.6071 - 106.8272)
    angle = math.acos(math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(across))
    measured = float(great_circle_m(-6.1754, 106.8272, -6.9218, 107.6071))
    assert measured == pytest.approx(EARTH_RADIUS_M * angle, abs=0.01)
    assert round(measured / 1000) == 120


@given(latitudes, longitudes, latitudes, longitudes)
def test_agrees_with_the_plain_formula_and_is_symmetric(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    measured = float(great_circle_m(lat1, lon1, lat2, lon2))
    assert measured == pytest.approx(plain_haversine(lat1, lon1, lat2, lon2), rel=1e-9, abs=1e-6)
    assert measured == pytest.approx(float(great_circle_m(lat2, lon2, lat1, lon1)), rel=1e-9, abs=1e-6)


@given(latitudes, longitudes, latitudes, longitudes)
def test_agrees_with_another_formula_to_the_decimetre(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    # near the antipode the haversine loses digits: asin close to 1
    assert float(great_circle_m(lat1, lon1, lat2, lon2)) == pytest.approx(by_vectors(lat1, lon1, lat2, lon2), abs=0.5)


def test_arrays_broadcast_and_nan_stays_nan() -> None:
    matrix = great_circle_m(np.zeros((3, 1)), 0.0, 0.0, np.arange(4.0))
    assert matrix.shape == (3, 4)
    assert math.isnan(float(great_circle_m(math.nan, 0, 0, 0)))


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_one"),
    [
        (-6.2, 106.8, True),
        (0.0, 106.8, True),
        (-6.2, 0.0, True),
        (90.0, -180.0, True),
        (0.0, 0.0, False),
        (-0.0, 0.0, False),
        (math.nan, 106.8, False),
        (-6.2, math.nan, False),
        (106.8, -6.2, False),
        (-6.2, 180.5, False),
        (math.inf, 1.0, False),
    ],
)
def test_a_place_has_both_coordinates_in_range_and_is_not_zero_zero(
    latitude: float, longitude: float, is_one: bool
) -> None:
    assert is_place(np.array([latitude]), np.array([longitude])).tolist() == [is_one]


def plain_nearest(
    points: list[tuple[float, float]], places: list[tuple[float, float]], k: int
) -> list[tuple[int, int]]:
    pairs = []
    for at, (lat, lon) in enumerate(points):
        ranked = sorted((round(plain_haversine(lat, lon, *place), 3), to) for to, place in enumerate(places))
        pairs += [(at, to) for _, to in ranked[:k]]
    return pairs


def found(points: list[tuple[float, float]], places: list[tuple[float, float]], k: int) -> list[tuple[int, int, float]]:
    here, there = np.array(points).reshape(-1, 2), np.array(places).reshape(-1, 2)
    blocks = k_nearest((here[:, 0], here[:, 1]), (there[:, 0], there[:, 1]), k)
    return [pair for block in blocks for pair in zip(*(part.tolist() for part in block), strict=True)]


# a coarse grid makes ties and places on top of each other common
grid = st.tuples(st.integers(-4, 4).map(lambda n: -6.0 + n / 8), st.integers(-4, 4).map(lambda n: 106.0 + n / 8))
anywhere = st.tuples(latitudes, longitudes)


@given(st.lists(grid, max_size=6), st.lists(grid, max_size=40), st.integers(1, 9))
def test_finds_what_sorting_all_distances_finds_ties_included(
    points: list[tuple[float, float]], places: list[tuple[float, float]], k: int
) -> None:
    assert [(at, to) for at, to, _ in found(points, places, k)] == plain_nearest(points, places, k)


@given(st.lists(anywhere, max_size=4), st.lists(anywhere, max_size=30), st.integers(1, 5))
def test_finds_the_right_distances_anywhere_on_earth(
    points: list[tuple[float, float]], places: list[tuple[float, float]], k: int
) -> None:
    measured = [distance for _, _, distance in found(points, places, k)]
    pairs = plain_nearest(points, places, k)
    assert measured == pytest.approx([plain_haversine(*points[at], *places[to]) for at, to in pairs], abs=0.5)


def test_many_places_in_many_blocks_give_the_same_as_sorting() -> None:
    random = np.random.default_rng(7)
    points = (random.uniform(-6.4, -6.1, 700), random.uniform(106.7, 107.0, 700))
    places = (random.uniform(-6.4, -6.1, 2_000), random.uniform(106.7, 107.0, 2_000))
    blocks = list(k_nearest(points, places, 5))
    assert len(blocks) > 1
    to = np.concatenate([block[1] for block in blocks]).reshape(700, 5)
    distances = great_circle_m(points[0][:, None], points[1][:, None], places[0][None], places[1][None])
    assert (to == np.argsort(np.round(distances, 3), axis=1, kind="stable")[:, :5]).all()


def test_places_sorted_by_region_or_all_in_one_spot_are_no_trap() -> None:
    line = [(0.5 + n / 1000, 100.0) for n in range(1_500)]
    assert [to for _, to, _ in found([(0.5, 100.0)], line, 4)] == [0, 1, 2, 3]
    spot = [(-6.2, 106.8)] * 1_500
    assert [to for _, to, _ in found([(-6.2, 106.8), (5.0, 95.0)], spot, 3)] == [0, 1, 2, 0, 1, 2]


def test_places_on_the_far_side_of_the_earth_are_found_too() -> None:
    far = [(6.2 + n / 500, -73.2) for n in range(300)]
    expected = plain_nearest([(-6.2, 106.8)], far, 3)
    assert [(at, to) for at, to, _ in found([(-6.2, 106.8)], far, 3)] == expected


def test_nothing_near_nothing() -> None:
    assert found([], [(1.0, 1.0)], 3) == []
    assert found([(1.0, 1.0)], [], 3) == []


def test_places_that_tie_after_rounding_come_in_their_order_though_one_is_a_hair_nearer() -> None:
    hair = 1.8e-9  # degrees: a fifth of a millimetre
    places = [(0.0, 90.0 + hair), (0.0, 90.0)]
    assert len({round(plain_haversine(0.0, 0.0, *place), 3) for place in places}) == 1
    assert [to for _, to, _ in found([(0.0, 0.0)], places, 1)] == [0]
    assert [to for _, to, _ in found([(0.0, 0.0)], places[::-1], 1)] == [0]
