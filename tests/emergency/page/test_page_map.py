"""The map: points inside the paper, numbers that cover nothing, a scale that is true."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.emergency import great_circle_m
from opendata_share.emergency.page._map import WIDTH, Box, MapLayout, lay_out

JAKARTA = [(-6.2, 106.8), (-6.13, 106.7), (-6.35, 106.95), (-6.2001, 106.8001), None]

latitudes = st.floats(-85, 85, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
places = st.lists(st.none() | st.tuples(latitudes, longitudes), max_size=40)


def laid_out(
    given_places: list[tuple[float, float] | None], others: list[tuple[float, float]] | None = None
) -> MapLayout:
    layout = lay_out(given_places, others or [])
    assert layout is not None
    return layout


def number_boxes(layout: MapLayout) -> list[Box]:
    boxes = []
    for number, place in enumerate(layout.places, start=1):
        if place is not None and place.number_at is not None:
            x, y = place.number_at
            half = len(str(number)) * 4.1
            boxes.append((x - half, y - 7.5, x + half, y + 7.5))
    return boxes


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_without_a_place_there_is_no_map() -> None:
    assert lay_out([None, None], []) is None
    assert lay_out([], [(-6.2, 106.8)]) is not None


def test_north_is_up_and_east_is_right() -> None:
    layout = laid_out([(-6.1, 106.8), (-6.3, 106.8), (-6.2, 106.7), (-6.2, 106.9)])
    north, south, west, east = (place.at for place in layout.places if place is not None)
    assert north[1] < south[1]
    assert west[0] < east[0]
    assert math.isclose(north[0], south[0])


@given(places)
def test_every_point_stands_inside_the_paper(given_places: list[tuple[float, float] | None]) -> None:
    layout = lay_out(given_places, [])
    assert (layout is None) == (not any(given_places))
    if layout is None:
        return
    assert len(layout.places) == len(given_places)
    for place, known in zip(layout.places, given_places, strict=True):
        assert (place is None) == (known is None)
        if place is not None:
            assert 10 <= place.at[0] <= layout.width - 10
            assert 10 <= place.at[1] <= layout.height - 10


@given(places)
def test_no_number_covers_another(given_places: list[tuple[float, float] | None]) -> None:
    layout = lay_out(given_places, [])
    boxes = [] if layout is None else number_boxes(layout)
    assert not any(overlap(one, other) for one, other in itertools.combinations(boxes, 2))
    assert all(box[0] >= 0 and box[2] <= WIDTH for box in boxes)


def test_where_many_stand_on_one_spot_the_first_keep_their_numbers() -> None:
    layout = laid_out([(-6.2, 106.8)] * 60)
    numbered = [place.number_at is not None for place in layout.places if place is not None]
    assert numbered[0]
    assert 4 <= sum(numbered) < 60


@pytest.mark.parametrize("latitude", [-6.2, 0.0, 51.5, -33.9])
def test_the_scale_is_true_in_the_middle_of_the_map(latitude: float) -> None:
    layout = laid_out([(latitude, 10.0), (latitude, 10.2)])
    one, other = (place.at for place in layout.places if place is not None)
    measured = (other[0] - one[0]) / layout.scale_length * layout.scale_km * 1_000
    assert measured == pytest.approx(float(great_circle_m(latitude, 10.0, latitude, 10.2)), rel=1e-3)
    assert layout.scale_km in {1.0, 2.0, 5.0}


def test_the_grid_has_a_few_round_lines() -> None:
    layout = laid_out(JAKARTA)
    assert 2 <= len(layout.meridians) <= 8
    assert 2 <= len(layout.parallels) <= 8
    assert layout.decimals == 2
    assert all(round(degrees, 2) == degrees for degrees, _ in (*layout.meridians, *layout.parallels))
    assert all(0 <= x <= layout.width for _, x in layout.meridians)
    assert all(0 <= y <= layout.height for _, y in layout.parallels)


@pytest.mark.parametrize("span", [0.0, 0.001, 0.5, 5.0, 60.0])
def test_a_village_and_a_continent_both_fit(span: float) -> None:
    layout = laid_out([(-span / 2, 100.0), (span / 2, 100.0 + span)], [(0.1, 100.1)])
    assert 400 <= layout.height <= 900
    assert 0 < layout.scale_length < layout.width / 3
    assert len(layout.meridians) <= 10
