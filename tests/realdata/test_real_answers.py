"""From a real fire post to the nearest hospital with a free bed, by the shipped maps: how far, how many, how old."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pyarrow as pa
import pytest

from opendata_share.emergency import great_circle_m, nearest_facilities

BEDS = ("kemenkes-siranap-beds-2021-linked", "kemenkes_siranap_beds_2021/covid_bed_data_all_0824.csv")
HOSPITALS = ("jakarta-health-facilities-big", "jakarta_health_facilities_big/rumahsakit.geojson")
POSTS = ("jakarta-fire-posts-2013", "jakarta_fire_posts_2013/data-personel-kendaraan-pemadam-kebakaran-2013.csv")


@pytest.fixture(scope="module")
def tables(mapped):
    def table(name, file, contract):
        (found,) = (one for one in mapped(name, file).tables if one.contract.name == contract)
        return pa.table(found.to_arrow())

    beds = table(*BEDS, "facility-capacity")
    return table(*POSTS, "fire-station"), table(*HOSPITALS, "emergency-facility"), beds


def test_at_least_85_of_jakarta_s_hospitals_in_siranap_are_joined_and_the_rest_are_listed(
    mapped, accepted, read_table, files, record_property
):
    source = [row["hospital"] for row in read_table(files / BEDS[1]) if row["district"].startswith("31")]
    rows = [row for row in accepted(*BEDS) if (row["area_code"] or "").startswith("31")]
    linked = [row for row in rows if row["facility_id"] is not None]
    record_property("siranap_jakarta", len(set(source)))
    record_property("siranap_jakarta_joined", len({row["facility_name_source"] for row in linked}))
    assert len(set(source)) == 103
    assert len({row["facility_name_source"] for row in linked}) >= 85
    assert {row["facility_name_source"] for row in rows} == set(source)
    places = {row["id"]: row["latitude"] for row in accepted(*HOSPITALS)}
    assert all(places[row["facility_id"]] is not None for row in linked)
    (found,) = mapped(*BEDS).report.tables
    assert found.advice["name-match"] == sum(row["facility_id"] is not None for row in accepted(*BEDS))
    assert found.advice["name-match"] + found.advice["unmapped"] == found.balance.produced


def test_every_located_post_has_hospitals_with_a_free_bed_and_the_age_of_each_figure(tables, accepted):
    posts, hospitals, beds = tables
    answer = nearest_facilities(posts, hospitals, beds, k=3, has_room=True)
    located = [row for row in accepted(*POSTS, "fire-station") if row["latitude"] is not None]
    assert answer.unlocated_points == 95 - len(located) == 17
    assert Counter(row.point_id for row in answer.rows) == {post["id"]: 3 for post in located}
    figures = {row["facility_id"]: row for row in accepted(*BEDS) if row["facility_id"] is not None}
    newest = max(max(row["observed_at"], row["recorded_at"]) for row in accepted(*BEDS))
    places = {row["id"]: row for row in accepted(*HOSPITALS)}
    posts_by_id = {post["id"]: post for post in located}
    for row in answer.rows:
        figure, place, post = figures[row.facility_id], places[row.facility_id], posts_by_id[row.point_id]
        assert row.available_beds == figure["available_beds"] > 0
        assert row.age_s == round((newest - figure["observed_at"]) / timedelta(seconds=1))
        assert row.age_s <= timedelta(hours=24) / timedelta(seconds=1)
        assert row.freshness == ("fresh" if row.age_s <= 6 * 3600 else "stale")
        away = great_circle_m(post["latitude"], post["longitude"], place["latitude"], place["longitude"])
        assert row.distance_m == pytest.approx(float(away), abs=0.01)


def test_the_nearest_with_room_is_the_nearest_of_all_that_have_room(tables, accepted):
    posts, hospitals, beds = tables
    answer = nearest_facilities(posts, hospitals, beds, k=1, has_room=True)
    newest = max(max(row["observed_at"], row["recorded_at"]) for row in accepted(*BEDS))
    usable = {
        row["facility_id"]
        for row in accepted(*BEDS)
        if row["facility_id"] and row["available_beds"] > 0 and newest - row["observed_at"] <= timedelta(hours=24)
    }
    places = [row for row in accepted(*HOSPITALS) if row["id"] in usable and row["latitude"] is not None]
    located = {row["id"]: row for row in accepted(*POSTS, "fire-station") if row["latitude"] is not None}
    assert len(answer.rows) == len(located) == 78
    for row in answer.rows:
        here = (located[row.point_id]["latitude"], located[row.point_id]["longitude"])
        shortest = min(float(great_circle_m(*here, place["latitude"], place["longitude"])) for place in places)
        assert row.distance_m == pytest.approx(shortest, abs=0.01)
