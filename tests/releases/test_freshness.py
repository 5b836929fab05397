"""How old data is, by three clocks kept apart: observed, vouched for, fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_making import UNITS, field, protected, units, words

from opendata_share.contract import Contract, FieldType
from opendata_share.contract import Freshness as FreshnessRule
from opendata_share.errors import DefinitionError, StaleData, StaleDataWarning
from opendata_share.releases import Freshness, open_catalog, publish
from opendata_share.releases._freshness import CLOCKS, limits_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
AGES = st.timedeltas(timedelta(0), timedelta(days=400))


@given(st.dictionaries(st.sampled_from(CLOCKS), MOMENTS), st.dictionaries(st.sampled_from(CLOCKS), AGES, min_size=1))
def test_a_clock_is_too_old_by_its_own_limit_and_no_other(moments: Any, limits: Any) -> None:
    ages = Freshness(**{f"{clock}_at": moments.get(clock) for clock in CLOCKS}, now=NOW)
    found = {error.clock for error in ages.too_old(limits_of(limits), "x")}
    expected = {clock for clock, age in limits.items() if clock not in moments or NOW - moments[clock] > age}
    assert found == expected


def test_each_clock_says_which_it_is_how_old_what_is_allowed_and_what_to_do() -> None:
    ages = Freshness(
        observed_at=NOW - timedelta(hours=7),
        vouched_at=NOW - timedelta(days=3),
        fetched_at=NOW - timedelta(minutes=40),
        now=NOW,
    )
    limits = limits_of(dict.fromkeys(CLOCKS, timedelta(minutes=30)))
    observed, vouched, fetched = (error.text("en") for error in ages.too_old(limits, "fire/units"))
    assert "newest row speaks of 2026-03-02T01:00:00" in observed
    assert "7:00:00 ago, and 0:30:00 is allowed" in observed
    assert "publisher last vouched for it at 2026-02-27T08:00:00" in vouched
    assert "3 days, 0:00:00 ago" in vouched
    assert "came over the network at 2026-03-02T07:20:00" in fetched
    assert all('on_stale="warn"' in text and "fire/units" in text for text in (observed, vouched, fetched))
    assert ages.age("observed") == timedelta(hours=7)
    assert ages.to_document()["fetched_at"] == "2026-03-02T07:20:00+00:00"


def test_a_limit_is_a_duration_or_one_for_some_clocks() -> None:
    assert limits_of(timedelta(hours=1)) == {"observed": timedelta(hours=1)}
    wrong: list[Any] = [
        {},
        {"seen": timedelta(1)},
        {"observed": 3},
        7,
        timedelta(seconds=-1),
        {"fetched": timedelta(-1)},
    ]
    for limits in wrong:
        with pytest.raises(DefinitionError):
            limits_of(limits)


def test_reading_what_is_too_old_is_an_error_or_a_warning_never_silent(tmp_path: Path) -> None:
    publish(units(5), into=tmp_path)
    dataset = open_catalog(tmp_path)["response-unit"]
    late = datetime(2026, 6, 1, tzinfo=UTC)
    with pytest.raises(StaleData) as caught:
        dataset.read(max_age=timedelta(days=1), as_of=late)
    assert (caught.value.clock, caught.value.exit_code) == ("observed", 1)
    with pytest.warns(StaleDataWarning, match="newest row speaks of 2026-01-01"):
        table = dataset.read(max_age=timedelta(days=1), as_of=late, on_stale="warn")
    assert table.to_arrow().num_rows == 5
    with pytest.raises(DefinitionError):
        dataset.read(max_age=timedelta(days=1), as_of=late, on_stale="ignore")  # type: ignore[arg-type]


def test_what_is_vouched_for_and_what_is_observed_are_different_things(
    tmp_path: Path,
) -> None:
    publish(units(5), into=tmp_path)
    release = open_catalog(tmp_path)["response-unit"].latest()
    soon = release.published_at + timedelta(minutes=1)
    ages = release.freshness(soon)
    assert ages.vouched_at == release.published_at
    assert ages.observed_at == datetime(2026, 1, 1, 5, tzinfo=UTC)
    assert ages.fetched_at is None
    release.read(max_age={"vouched": timedelta(minutes=5)}, as_of=soon)
    with pytest.raises(StaleData) as caught:
        release.read(max_age={"vouched": timedelta(seconds=5)}, as_of=soon)
    assert caught.value.clock == "vouched"
    with pytest.raises(StaleData) as caught:
        release.read(max_age={"fetched": timedelta(days=999)}, as_of=soon)
    assert "folder of this machine" in str(caught.value)


def test_the_field_the_contract_judges_freshness_by_is_the_one_that_counts(tmp_path: Path) -> None:
    beds = Contract(
        name="beds",
        version="1.0.0",
        title=words("B"),
        primary_key=("id",),
        table_rules=(FreshnessRule("counted_on", "PT24H"),),
        fields=(field("id", required=True), field("counted_on", FieldType.DATE)),
    )
    counts = [{"id": "a", "counted_on": date(2026, 2, 1)}, {"id": "b", "counted_on": None}]
    publish(protected(counts, contract=beds), into=tmp_path / "beds")
    release = open_catalog(tmp_path / "beds")["beds"].latest()
    assert release.newest() == datetime(2026, 2, 2, tzinfo=UTC) - timedelta(microseconds=1)
    judged = replace(UNITS, table_rules=(FreshnessRule("since", "PT24H"),))
    publish(units(5), into=tmp_path / "plain")
    publish(
        protected(open_catalog(tmp_path / "plain")["response-unit"].read().to_arrow(), contract=judged),
        into=tmp_path / "judged",
    )
    newest = open_catalog(tmp_path / "judged")["response-unit"].latest().newest()
    assert newest is not None
    assert newest.date() == date(2020, 1, 6)
