"""The sections of an answer page that are tables of figures: vehicles, response times, sources; and what is left out.

What lives here: what is said in which order. What this file must not know: how figures were found, how they look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from ..._html import Child, clean, data, element, shortened
from .._fleet_figure import OTHER, FleetFigure
from .._response_figure import ResponseFigure
from ._model import ResponseTable, SourceLine, VehicleLine
from ._parts import Page

VEHICLES_SHOWN: Final = 80
"""The most lines of vehicles a page lists."""
CATEGORIES_SHOWN: Final = 30
"""The most groups of incidents a table lists."""
REMARKS_SHOWN: Final = 40
"""The most remarks a page lists."""
_VEHICLE_COLUMNS: Final = (("vehicles", None), ("total", "n"), ("condition", None), ("dated", None))
_RESPONSE_COLUMNS: Final = (("category", None), ("count", "n"), ("median", "n"), ("p90", "n"), ("within", "n"))
_SOURCE_COLUMNS: Final = (("number", "key"), ("dataset", None), ("release", None), ("data-of", None), ("trust", None))
_GROUPS: Final[Mapping[str | None, str]] = {
    "ambulance": "answer-key-ambulance",
    "fire_apparatus": "answer-key-fire",
    OTHER: "answer-fleet-other",
}
_CONDITIONS: Final = (
    ("good", "answer-condition-good"),
    ("light_damage", "answer-condition-light"),
    ("heavy_damage", "answer-condition-heavy"),
    ("condition_unknown", "answer-condition-unknown"),
)


def vehicles_section(page: Page) -> Element:
    """Return vehicles by group and kind, each line with its date, its age and its source."""
    name, sentence, fleet = "vehicles", "answer-fleet-title", page.answer.fleet
    lines = page.answer.vehicles[:VEHICLES_SHOWN]
    if fleet is None or not lines:
        return page.section(name, sentence, page.paragraph("answer-fleet-none"))
    groups = dict.fromkeys(line.figure.group for line in lines)
    bodies = (_vehicle_group(page, group, [line for line in lines if line.figure.group == group]) for group in groups)
    caption = element("caption", page.words.say("answer-fleet-caption"))
    rest = len(page.answer.vehicles) - len(lines)
    more = page.paragraph("answer-fleet-more", count=rest) if rest else None
    return page.section(
        name, sentence, element("table", caption, page.head(*_VEHICLE_COLUMNS), bodies, class_="stacked vehicles"), more
    )


def _vehicle_group(page: Page, group: str | None, lines: list[VehicleLine]) -> Element:
    words, fleet = page.words, page.answer.fleet
    label = words.say(_GROUPS[group]) if group in _GROUPS else words.label(page.answer.codes.unit_type, group)
    total = 0 if fleet is None else fleet.total(group)
    said = words.counted(label, total)
    head = element("th", said, scope="rowgroup", colspan=str(len(_VEHICLE_COLUMNS)))
    return element("tbody", element("tr", head), (_vehicle_row(page, line) for line in lines))


def _vehicle_row(page: Page, line: VehicleLine) -> Element:
    figure, words, codes = line.figure, page.words, page.answer.codes
    whole = figure.unit_type == figure.group and figure.group != OTHER
    label = words.say("answer-fleet-unspecified") if whole else words.label(codes.unit_type, figure.unit_type)
    dates = page.dates(figure.as_of_earliest, figure.as_of_latest, figure.as_of_precision)
    origin = "answer-fleet-register" if figure.source == "register" else "answer-fleet-count"
    return element(
        "tr",
        element("th", data(label), scope="row"),
        element("td", words.count(figure.total), class_="n"),
        element("td", _condition(page, figure), class_="condition"),
        element(
            "td",
            dates,
            " ",
            page.age_of(figure.as_of_earliest, figure.as_of_precision),
            " ",
            element("span", words.say(origin), ", ", _holder(page, line), page.sources(line.sources), class_="more"),
        ),
    )


def _holder(page: Page, line: VehicleLine) -> list[Child]:
    """Return the agency whose vehicles they are, where another one publishes them."""
    agency = line.figure.agency_id
    publishers = {page.answer.sources[at].source.agency for at in line.sources}
    return [] if agency is None or agency in publishers else [data(agency), ", "]


def _condition(page: Page, figure: FleetFigure) -> str:
    if figure.condition_unknown == figure.total:
        return page.words.say("answer-not-known")
    counted = ((getattr(figure, name), sentence) for name, sentence in _CONDITIONS)
    return ", ".join(page.words.say(sentence, count=count) for count, sentence in counted if count)


def responses_section(page: Page) -> Element:
    """Return response times, one table an agency."""
    name, sentence = "responses", "answer-response-title"
    if not page.answer.responses:
        return page.section(name, sentence, page.paragraph("answer-response-none"))
    return page.section(name, sentence, (_response_table(page, table) for table in page.answer.responses))


def _response_table(page: Page, table: ResponseTable) -> Element:
    words, times = page.words, table.times
    period = words.span(table.first, table.last)
    caption = element(
        "caption",
        words.say("answer-response-caption", agency=shortened(table.agency), period=period),
        " ",
        page.age_of(table.last, None),
        " ",
        page.source(table.source),
    )
    head = page.head(*_RESPONSE_COLUMNS, minutes=round(times.target_s / 60))
    ranked = sorted(times.rows, key=lambda row: (-row.count, str(row.group)))[:CATEGORIES_SHOWN]
    categories = page.answer.codes.incident_category
    rows = [_response_row(page, words.label(categories, _text(row.group[0])), row) for row in ranked if row.count]
    overall = _response_row(page, words.say("answer-response-overall"), times.overall)
    return element("table", caption, head, element("tbody", overall, rows), class_="plain")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _response_row(page: Page, label: str, row: ResponseFigure) -> Element:
    words = page.words
    share = "answer-none" if row.share_within_target is None else None
    within = words.say(share) if share else f"{words.decimal((row.share_within_target or 0) * 100, 0)} %"
    cells = (words.count(row.count), words.minutes(row.median_s), words.minutes(row.p90_s), within)
    return element("tr", element("th", data(label), scope="row"), (element("td", cell, class_="n") for cell in cells))


def sources_section(page: Page) -> Element:
    """Return the releases the page is made from: agency, data set, release, time, age and trust of each."""
    caption = element("caption", page.words.say("answer-sources-caption"))
    rows = (_source_row(page, at, line) for at, line in enumerate(page.answer.sources, start=1))
    table = element("table", caption, page.head(*_SOURCE_COLUMNS), element("tbody", rows), class_="stacked releases")
    return page.section("sources", "answer-sources-title", table)


def _source_row(page: Page, number: int, line: SourceLine) -> Element:
    words, source = page.words, line.source
    trusted = source.trust == "local"
    trust = words.say("answer-trust-local" if trusted else "answer-trust-unverified")
    short = f"{source.digest[:23]}…" if len(source.digest) > 24 else source.digest
    published = words.say("answer-sources-published", release=source.release, published=source.published_at)
    rejected = words.say("answer-sources-rejected", rejected=source.rejected) if source.rejected else None
    return element(
        "tr",
        element("td", f"[{number}]", class_="key", id=page.id_of(f"source-{number}")),
        element(
            "th",
            element("span", data(words.written(source.title)), class_="name"),
            element("span", data(source.dataset), class_="more"),
            scope="row",
        ),
        element(
            "td",
            published,
            None if rejected is None else element("span", rejected, class_="more"),
            element("span", short, class_="more digest"),
        ),
        element("td", page.dates(line.first, line.last, line.precision), " ", page.age_of(line.last, line.precision)),
        element("td", trust if trusted else element("strong", trust, class_="mark stop")),
    )


def left_out_section(page: Page) -> Element:
    """Return what is not in the figures, and why."""
    findings = page.answer.left_out
    shown = [element("li", clean(shortened(page.words.finding(finding)))) for finding in findings[:REMARKS_SHOWN]]
    rest = len(findings) - len(shown)
    remarks: Iterator[Child] = iter(
        (
            element("ul", shown, class_="remarks") if shown else page.paragraph("answer-left-nothing"),
            page.paragraph("answer-left-more", count=rest) if rest > 0 else None,
        )
    )
    return page.section("left", "answer-left-title", remarks)
