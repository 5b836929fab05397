"""The page as a whole: both languages complete, well formed, self-contained, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
import string
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pyarrow as pa
import pytest

from opendata_share._messages._answers import MESSAGES
from opendata_share.emergency import AnswerSource, answer_page
from opendata_share.emergency.page._decide import STATIONS_DRAWN
from opendata_share.emergency.page._parts import period_end
from opendata_share.emergency.page._tables import REMARKS_SHOWN, VEHICLES_SHOWN
from opendata_share.errors import DefinitionError, ReleaseError

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def page(jakarta: list[AnswerSource], now: datetime) -> str:
    return answer_page(jakarta, as_of=now, zone="Asia/Jakarta")


def table(body: Element, name: str) -> Element:
    """Return the table of the section whose heading has the id `name`-LANGUAGE."""
    language = body.get("lang")
    for section in body.iter("section"):
        if section.get("aria-labelledby") == f"{name}-{language}":
            found = section.find(".//table")
            assert found is not None
            return found
    raise AssertionError(name)


def rows_of(given: Element, text_of: Any) -> list[str]:
    return [text_of(row) for row in given.iter("tr")]


def test_the_same_releases_and_moment_give_the_same_bytes(
    page: str, jakarta: list[AnswerSource], now: datetime
) -> None:
    assert answer_page(list(reversed(jakarta)), as_of=now, zone="Asia/Jakarta") == page
    shuffled = [replace(source, rows=source.rows.take(_reversed(source.rows))) for source in jakarta]
    assert answer_page(shuffled, as_of=now.astimezone(), zone="Asia/Jakarta") == page


def _reversed(rows: pa.Table) -> Any:
    return pa.array(range(rows.num_rows - 1, -1, -1), pa.int64())


def test_everything_opened_is_closed_and_ids_are_unique(page: str, read: Any) -> None:
    root = read(page)
    assert page.startswith("<!DOCTYPE html>\n<html")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    referred = [element.get(name) for element in root.iter() for name in REFERENCES if element.get(name)]
    assert [name for name in referred if name.removeprefix("#") not in ids] == []
    assert [element.tag for element in root.iter("h1")] == ["h1", "h1"]


REFERENCES = ("href", "for", "aria-labelledby", "aria-describedby")


def test_nothing_is_loaded_and_nothing_runs(page: str, read: Any) -> None:
    root = read(page)
    tags = {element.tag for element in root.iter()}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use"})
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on")}
    assert attributes.isdisjoint({"style", "src", "srcset", "action", "xlink:href", "ping", "background"})
    assert all(element.get("href", "#").startswith("#") for element in root.iter())
    addresses = set(re.findall(r"[a-z]+://[^\"'\s<]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_admits_our_style_sheet_and_nothing_else(page: str, read: Any) -> None:
    root = read(page)
    (style,) = root.iter("style")
    digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    (policy,) = (meta.get("content") for meta in root.iter("meta") if meta.get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "</" not in (style.text or "")


def test_each_language_is_marked_and_the_first_is_the_one_asked_for(
    jakarta: list[AnswerSource], now: datetime, read: Any, part: Any
) -> None:
    for language in ("en", "id"):
        page = answer_page(jakarta, as_of=now, language=language)  # type: ignore[arg-type]
        root = read(page)
        assert next(root.iter("html")).get("lang") == language
        checked = [each.get("value") for each in root.iter("input") if each.get("checked")]
        assert checked == [language]
        for each in ("en", "id"):
            assert part(page, each).get("lang") == each


def test_no_sentence_is_left_in_the_other_language(page: str, part: Any, text_of: Any) -> None:
    """Every fixed piece of every sentence of the page is looked for in the part of the other language."""
    texts = {language: text_of(part(page, language)) for language in ("en", "id")}
    for message_id, message in MESSAGES.items():
        for own, other, language in ((message.en, message.id, "id"), (message.id, message.en, "en")):
            pieces = [piece for piece, *_ in string.Formatter().parse(own) if len(piece.strip()) > 11]
            for piece in pieces:
                if piece.strip() not in other:
                    assert piece.strip() not in texts[language], f"{message_id} in {language}"


def test_both_languages_hold_the_same_figures(page: str, part: Any) -> None:
    en, indonesian = part(page, "en"), part(page, "id")
    shape = [[element.tag for element in body.iter()] for body in (en, indonesian)]
    assert shape[0] == shape[1]
    cells = [[cell.text for cell in body.iter("td") if (cell.text or "").isdigit()] for body in (en, indonesian)]
    assert cells[0] == cells[1]
    assert cells[0]


def test_tables_have_captions_and_their_headings_a_scope(page: str, read: Any) -> None:
    root = read(page)
    tables = list(root.iter("table"))
    assert len(tables) == 8
    for each in tables:
        assert each[0].tag == "caption"
        assert all(heading.get("scope") in {"col", "row", "rowgroup"} for heading in each.iter("th"))
    widths = [sum(int(cell.get("colspan", "1")) for cell in row) for row in tables[0].iter("tr")]
    assert set(widths) <= {4, 2}, "a second figure of a facility has only its own two cells"


def test_the_map_is_one_picture_with_a_name_and_a_description(page: str, part: Any, text_of: Any) -> None:
    for language, name in (("en", "Map of emergency"), ("id", "Peta fasilitas")):
        (svg,) = (each for each in part(page, language).iter("svg") if each.get("role") == "img")
        texts = {each.get("id"): text_of(each) for each in svg}
        assert texts[svg.get("aria-labelledby")].startswith(name)
        assert "3" in texts[svg.get("aria-describedby")]
        shapes = Counter(each.get("class") for each in svg.iter() if each.get("class"))
        assert (shapes["room"], shapes["room-stale"], shapes["full"], shapes["unknown"]) == (1, 1, 1, 0)
        assert shapes["station"] == 1
        assert [text_of(each) for each in svg.iter("text") if each.get("class") == "number"][:3] == ["1", "2", "3"]
        assert shapes["grid"] >= 4
        assert {"north", "scale"} <= set(shapes)


def test_the_numbers_on_the_map_are_those_of_the_table(page: str, part: Any, text_of: Any) -> None:
    body = part(page, "en")
    tips = [text_of(title) for title in body.iter("title")]
    assert {"1. RS Melati", "2. RS Kenanga", "3. RS Mawar"} <= set(tips)
    rows = rows_of(table(body, "facilities"), text_of)
    assert any(row.startswith(("1RS Melati", "1 RS Melati")) for row in rows), rows


def test_every_bed_figure_says_how_old_it_is_and_who_says_so(page: str, part: Any, text_of: Any) -> None:
    rows = " | ".join(rows_of(table(part(page, "en"), "facilities"), text_of))
    assert "4 Emergency department" in rows
    assert "2 Adult intensive care (ICU)" in rows
    assert "40 minutes ago fresh 2 March 2026, 07:50 WIB · dinkes [5]" in rows
    assert "12 hours ago stale: over 6 hours" in rows
    assert "Jl. Contoh 1" in rows
    assert "emergency care day and night" in rows
    indonesian = " | ".join(rows_of(table(part(page, "id"), "facilities"), text_of))
    assert "40 menit yang lalu terkini 2 Maret 2026, 07.50 WIB" in indonesian
    assert "usang: lebih dari 6 jam" in indonesian


def test_old_figures_are_marked_in_words(page: str, part: Any, text_of: Any) -> None:
    rows = rows_of(table(part(page, "en"), "vehicles"), text_of)
    (als,) = (row for row in rows if row.startswith("Emergency ambulance"))
    assert "3 good, 1 lightly damaged, 1 not known" in als
    assert "2013 at least 12 years old from a count, dinkes [6]" in als
    (engine,) = (row for row in rows if row.startswith("Fire engine"))
    assert "27 February 2026 3 days old from a register, damkar [3]" in engine


def test_response_times_say_whose_and_of_when(page: str, part: Any, text_of: Any) -> None:
    found = table(part(page, "en"), "responses")
    said = text_of(found)
    assert "Response times of damkar" in said
    assert "incidents of 23 February 2026 to 1 March 2026" in said
    assert "All incidents 7 4.0 6.4 100 %" in rows_of(found, _spaced)


def _spaced(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_every_source_is_listed_with_its_release_and_what_was_rejected(page: str, part: Any, text_of: Any) -> None:
    rows = rows_of(table(part(page, "en"), "sources"), text_of)[1:]
    assert len(rows) == 6
    (capacity,) = (row for row in rows if "dinkes/facility-capacity" in row)
    assert capacity.startswith("[5]")
    assert "3, published 2 March 2026, 08:25 WIB" in capacity
    assert "rows kept out by the publisher's own checks: 2" in capacity
    assert "sha256:abababababababab…" in capacity
    assert "From a folder; every byte matches its manifest" in capacity


def test_what_was_left_out_is_said(page: str, part: Any, text_of: Any) -> None:
    said = text_of(part(page, "en"))
    assert "nobody published where they are: 1 (RS Anggrek)." in said
    assert "dinkes/facility-capacity, rows about a facility that no catalogue describes: 1." in said
    assert "Fire stations not on the map, because nobody published where they are: 1." in said


def test_data_nothing_vouches_for_is_stamped_in_both_languages(
    jakarta: list[AnswerSource], now: datetime, part: Any, text_of: Any
) -> None:
    sources = [replace(jakarta[0], trust="unverified"), *jakarta[1:]]
    page = answer_page(sources, as_of=now)
    for language, stamp in (("en", "UNVERIFIED"), ("id", "BELUM TERVERIFIKASI")):
        (note,) = (each for each in part(page, language).iter("div") if each.get("class") == "stamp")
        assert text_of(note).startswith(stamp)
        assert "dinkes/emergency-facility" in text_of(note)
        assert "dinkes/facility-capacity" not in text_of(note)
    assert "UNVERIFIED" not in answer_page(jakarta, as_of=now)


def test_markup_in_every_text_of_the_data_stays_text(jakarta: list[AnswerSource], now: datetime, read: Any) -> None:
    sources = []
    for source in jakarta:
        schema = source.rows.schema
        names = [field.name for field in schema if field.type == pa.string() and field.name not in KEYS]
        rows = [row | dict.fromkeys(names, SCRIPT) for row in source.rows.to_pylist()]
        sources.append(
            replace(
                source,
                rows=pa.Table.from_pylist(rows, schema),
                title=replace(source.title, en=SCRIPT, id=SCRIPT),
                release=SCRIPT,
                digest=SCRIPT,
            )
        )
    page = answer_page(sources, as_of=now)
    root = read(page)
    assert "<script" not in page
    assert "script" not in {element.tag for element in root.iter()}
    assert sum(text.count(SCRIPT) for text in root.itertext()) > 20


KEYS = {"id", "facility_id", "holder_id", "bed_type", "care_class", "time_precision", "as_of_precision"}


def test_a_page_is_made_of_whatever_is_there(
    jakarta: list[AnswerSource], now: datetime, part: Any, text_of: Any
) -> None:
    missing = {
        "emergency-facility": "None of the catalogues has emergency facilities.",
        "facility-capacity": "so room is not known anywhere",
        "emergency-incident": "None of the catalogues has incidents with their times.",
    }
    for source in jakarta:
        alone = text_of(part(answer_page([source], as_of=now), "en"))
        for name, sentence in missing.items():
            if name != source.name and (name != "facility-capacity" or source.name == "emergency-facility"):
                assert sentence in alone, (source.name, name)
    assert "None of the catalogues has vehicles" in text_of(part(answer_page(jakarta[:1], as_of=now), "en"))


def test_without_anything_to_answer_from_there_is_no_page(now: datetime) -> None:
    with pytest.raises(ReleaseError) as caught:
        answer_page([], as_of=now)
    assert caught.value.message_id == "answer-nothing"


def test_empty_data_sets_make_a_page(jakarta: list[AnswerSource], now: datetime, part: Any, text_of: Any) -> None:
    page = answer_page([replace(source, rows=source.rows.slice(0, 0)) for source in jakarta], as_of=now)
    assert "Nothing was left out." in text_of(part(page, "en"))


def test_a_data_set_that_cannot_be_used_is_named_and_takes_nothing_with_it(
    jakarta: list[AnswerSource], now: datetime, part: Any, text_of: Any
) -> None:
    broken = replace(jakarta[1], rows=jakarta[1].rows.drop_columns(["observed_at"]))
    page = answer_page([jakarta[0], broken, *jakarta[2:]], as_of=now)
    said = text_of(part(page, "en"))
    assert "dinkes/facility-capacity could not be used: The column observed_at" in said
    assert "RS Melati" in said
    assert "tidak dapat dipakai: Kolom observed_at" in text_of(part(page, "id"))


def test_of_a_data_set_in_two_catalogues_the_newest_release_is_used(
    jakarta: list[AnswerSource], now: datetime, part: Any, text_of: Any
) -> None:
    older = replace(
        jakarta[1],
        release="2",
        digest="sha256:0",
        published_at=now - timedelta(days=9),
        rows=jakarta[1].rows.slice(0, 0),
    )
    pages = {answer_page([*order], as_of=now) for order in ([*jakarta, older], [older, *jakarta])}
    assert len(pages) == 1
    assert "dinkes/facility-capacity is in several catalogues" in text_of(part(pages.pop(), "en"))
    assert answer_page([*jakarta, jakarta[1]], as_of=now) == answer_page(jakarta, as_of=now)


def test_what_is_beyond_a_limit_is_counted(make_source: Any, now: datetime, part: Any, text_of: Any) -> None:
    stations = [
        {"id": f"damkar:{number:04}", "name": "Pos", "station_type": "post", "latitude": -6.2 - number / 9_000,
         "longitude": 106.8} for number in range(STATIONS_DRAWN + 7)
    ]  # fmt: skip
    day = now.date()
    counts = [
        {"holder_type": "agency", "holder_id": f"agency-{number}", "unit_type": "engine", "as_of": day, "total": 1,
         "good": 5, "agency_id": f"agency-{number}"} for number in range(VEHICLES_SHOWN + 9)
    ]  # fmt: skip
    page = answer_page([make_source("fire-station", stations), make_source("fleet-count", counts)], as_of=now)
    said = text_of(part(page, "en"))
    assert f"Fire stations not drawn: 7. The map shows the first {STATIONS_DRAWN}." in said
    assert "Lines not shown: 9." in said
    assert f"Firefighting vehicles: {VEHICLES_SHOWN + 9}" in said
    # one remark a count whose parts exceed its total, and one about the stations
    assert f"Further remarks, not shown: {VEHICLES_SHOWN + 9 + 1 - REMARKS_SHOWN}." in said
    assert "from a count, agency-3, dinkes [2]" in said
    assert "The oldest of them" not in said, "they are of today"
    shapes = [each for each in part(page, "en").iter("path") if each.get("class") == "station"]
    assert len(shapes) == STATIONS_DRAWN + 1, "one of them is in the legend"
    assert len(page) < 500_000


def test_a_remark_speaks_in_names_and_not_in_ids(
    jakarta: list[AnswerSource], make_source: Any, now: datetime, part: Any, text_of: Any
) -> None:
    count = {"holder_type": "facility", "holder_id": "dinkes:Melati", "unit_type": "ambulance_als", "total": 1,
             "as_of": now.date(), "good": 3, "agency_id": "dinkes"}  # fmt: skip
    page = answer_page([*jakarta[:2], make_source("fleet-count", [count])], as_of=now)
    said = text_of(part(page, "en"))
    assert "RS Melati, Emergency ambulance, advanced life support: conditions or readiness exceed" in said
    assert "RS Melati, Ambulans gawat darurat lanjut:" in text_of(part(page, "id"))
    assert "dinkes:Melati" not in page


def test_a_moment_without_a_zone_and_a_zone_that_is_none_are_refused(jakarta: list[AnswerSource]) -> None:
    with pytest.raises(DefinitionError, match="no time zone"):
        answer_page(jakarta, as_of=datetime(2026, 3, 2, 1, 30))
    with pytest.raises(DefinitionError, match="no time zone Mars"):
        answer_page(jakarta, as_of=datetime(2026, 3, 2, tzinfo=UTC), zone="Mars")


def test_the_end_of_a_period_is_the_last_day_it_can_mean() -> None:
    day = datetime(2024, 2, 1).date()
    assert period_end(day, "day") == day
    assert period_end(day, None) == day
    assert period_end(day, "month").isoformat() == "2024-02-29"
    assert period_end(day, "year").isoformat() == "2024-12-31"
