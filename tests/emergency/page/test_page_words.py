"""How the page speaks: dates no more precise than they are, ages that are never younger, numbers of the language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share.contract import Text
from opendata_share.emergency._finding import Finding
from opendata_share.emergency.page._words import Label, Share, Words, rfc3339
from opendata_share.schemas import code_lists

EN = Words("en", ZoneInfo("Asia/Jakarta"))
ID = Words("id", ZoneInfo("Asia/Jakarta"))
MOMENT = datetime(2026, 3, 1, 18, 5, tzinfo=UTC)


def test_a_moment_is_told_in_the_zone_of_the_page() -> None:
    assert EN.moment(MOMENT) == "2 March 2026, 01:05 WIB"
    assert ID.moment(MOMENT) == "2 Maret 2026, 01.05 WIB"
    assert Words("en", ZoneInfo("UTC")).moment(MOMENT) == "1 March 2026, 18:05 UTC"
    assert rfc3339(MOMENT) == "2026-03-01T18:05:00Z"


@pytest.mark.parametrize(
    ("precision", "en", "indonesian"),
    [
        ("day", "17 August 2025", "17 Agustus 2025"),
        ("month", "August 2025", "Agustus 2025"),
        ("year", "2025", "2025"),
        (None, "17 August 2025", "17 Agustus 2025"),
    ],
)
def test_a_date_is_no_more_precise_than_it_is(precision: str | None, en: str, indonesian: str) -> None:
    day = date(2025, 8, 17)
    assert (EN.day(day, precision), ID.day(day, precision)) == (en, indonesian)


def test_a_span_names_a_date_once() -> None:
    first, last = date(2013, 1, 1), date(2013, 12, 31)
    assert EN.days(first, last, "year") == "2013"
    assert EN.days(first, last) == "1 January 2013 to 31 December 2013"
    assert ID.days(first, last) == "1 Januari 2013 sampai 31 Desember 2013"
    assert (EN.days(None, None), ID.days(None, None)) == ("not known", "tidak diketahui")
    assert EN.span(MOMENT, MOMENT) == "2 March 2026"


@pytest.mark.parametrize(
    ("seconds", "en", "indonesian"),
    [
        (0, "less than a minute", "kurang dari semenit"),
        (60, "1 minute", "1 menit"),
        (2_400, "40 minutes", "40 menit"),
        (7_199, "119 minutes", "119 menit"),
        (7_200, "2 hours", "2 jam"),
        (2 * 86_400, "2 days", "2 hari"),
        (61 * 86_400, "2 months", "2 bulan"),
        (12 * 365 * 86_400, "12 years", "12 tahun"),
    ],
)
def test_an_age_is_told_in_a_unit_people_use(seconds: int, en: str, indonesian: str) -> None:
    assert (EN.age(seconds), ID.age(seconds)) == (en, indonesian)


@given(st.integers(0, 10**10))
def test_an_age_is_rounded_down_by_less_than_half(seconds: int) -> None:
    said = EN.age(seconds)
    if said == "less than a minute":
        assert seconds < 60
        return
    count, unit = said.split()
    sizes = {"minute": 60, "hour": 3600, "day": 86_400, "month": 30 * 86_400, "year": 365 * 86_400}
    size = int(count) * sizes[unit.removesuffix("s")]
    assert size <= seconds < 2 * size + 1


def test_numbers_shares_labels_and_titles_are_written_as_the_language_writes_them() -> None:
    assert (EN.written(1_234_567), ID.written(1_234_567)) == ("1,234,567", "1.234.567")
    assert (EN.written(Share(0.865)), ID.written(Share(0.865)), ID.written(Share(None))) == ("86.5 %", "86,5%", "–")
    engine = Label(code_lists.load("unit-type"), "engine")
    assert (EN.written(engine), ID.written(engine)) == ("Fire engine", "Mobil pompa pemadam")
    assert (EN.written(Text("a", "b")), ID.written(Text("a", "b"))) == ("a", "b")
    assert EN.written([Text("a", "b"), 1_000, "c"]) == "a, 1,000, c"
    assert EN.written(MOMENT) == "2 March 2026, 01:05 WIB"
    assert EN.written(True) == "True"
    assert (EN.minutes(330), ID.minutes(330), EN.minutes(None)) == ("5.5", "5,5", "–")


def test_a_code_its_list_does_not_have_stays_as_it_is_and_none_is_not_known() -> None:
    kinds = code_lists.load("unit-type")
    assert (EN.label(kinds, "zeppelin"), ID.label(kinds, None)) == ("zeppelin", "tidak diketahui")


def test_a_finding_is_a_sentence_with_its_values_in_the_language() -> None:
    finding = Finding("answer-left-limit", {"count": 1_850, "limit": 150})
    assert EN.finding(finding).startswith("Facilities neither listed nor drawn: 1,850.")
    assert ID.finding(finding).startswith("1.850 fasilitas")
    assert (EN.zone_name(), Words("en", ZoneInfo("UTC")).zone_name()) == ("Asia/Jakarta", "UTC")
