"""The sections of an answer page: key figures, map, facilities.

What lives here: what is said in which order. What this file must not know: how figures were found, how they look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from ..._html import Child, data, element
from .._fleet_figure import FleetFigure
from ._drawing import drawing, legend, mark
from ._facilities import ROOMS, BedFigure, Facilities, FacilityLine, Room
from ._map import MapLayout
from ._parts import Page

_FACILITY_COLUMNS: Final = (("number", "key"), ("facility", None), ("beds", None), ("observed", None))


def key_figures(page: Page) -> Element:
    """Return the figures that matter first, each with its age and what it leaves out."""
    answer, cards = page.answer, list[Element]()
    if answer.facilities is not None and answer.has_capacity:
        cards += [_room_card(page, answer.facilities), _beds_card(page, answer.facilities)]
    cards += _vehicle_cards(page)
    cards += _response_cards(page)
    title = page.words.say("answer-key-title")
    heading = element("h2", title, id=page.id_of("key"), class_="unseen")
    return element("section", heading, element("dl", cards, class_="figures"), aria_labelledby=page.id_of("key"))


def _card(label: str, figure: Child, beside: str | None, *notes: Child) -> Element:
    small = None if beside is None else element("small", beside)
    return element(
        "div",
        element("dt", label),
        element("dd", figure, None if small is None else " ", small, class_="figure"),
        element("dd", notes, class_="note"),
    )


def _room_card(page: Page, facilities: Facilities) -> Element:
    words, rooms = page.words, facilities.rooms
    with_room = rooms["room"] + rooms["room-stale"]
    note = words.say("answer-key-room-note", known=facilities.free_in, stale=rooms["room-stale"])
    beside = words.say("answer-key-room-of", total=facilities.total)
    return _card(words.say("answer-key-room"), words.count(with_room), beside, note, _capacity_by(page, facilities))


def _beds_card(page: Page, facilities: Facilities) -> Element:
    words = page.words
    label, bed_type = words.say("answer-key-beds"), words.label(page.answer.codes.bed_type, facilities.basis)
    if facilities.free is None or facilities.oldest_s is None:
        return _card(label, words.say("answer-none"), None, words.say("answer-key-beds-none"))
    age = words.age(facilities.oldest_s)
    note = words.say("answer-key-beds-note", bed_type=bed_type, known=facilities.free_in, age=age)
    return _card(label, words.count(facilities.free), None, note, _capacity_by(page, facilities))


def _capacity_by(page: Page, facilities: Facilities) -> Element | None:
    places = [line.deciding.source for line in facilities.lines if line.deciding is not None]
    return _by(page, "answer-key-source", places) if places else None


def _oldest(page: Page, figures: Sequence[FleetFigure]) -> Element | None:
    """Return how old the oldest of several figures is, or None where they have no dates."""
    dated = [(row.as_of_earliest, row.as_of_precision) for row in figures if row.as_of_earliest is not None]
    if not dated:
        return None
    day, precision = min(dated, key=lambda pair: pair[0])
    aged = page.age_of(day, precision)
    return element("p", page.words.say("answer-key-oldest"), " ", aged) if aged else None


def _vehicle_cards(page: Page) -> Iterator[Element]:
    fleet, words = page.answer.fleet, page.words
    if fleet is None:
        return
    for group, sentence, said in (
        ("ambulance", "answer-key-ambulance", "answer-key-ambulance-note"),
        ("fire_apparatus", "answer-key-fire", "answer-key-fire-note"),
    ):
        lines = [line for line in page.answer.vehicles if line.figure.group == group]
        figures = [line.figure for line in lines]
        figures.sort(key=lambda row: row.as_of_earliest or date.min)
        dated = [page.dates(row.as_of_earliest, row.as_of_latest, row.as_of_precision) for row in figures]
        if figures:
            note = words.say(said, dates="; ".join(dict.fromkeys(dated)))
            places = [at for line in lines for at in line.sources]
            card = (words.say(sentence), words.count(fleet.total(group)), None, note, _oldest(page, figures))
            yield _card(*card, _by(page, "answer-key-source", places))


def _response_cards(page: Page) -> Iterator[Element]:
    words = page.words
    for table in page.answer.responses:
        overall = table.times.overall
        if overall.median_s is not None:
            period = words.span(table.first, table.last)
            unit = words.say("answer-unit-minutes")
            note = words.say("answer-key-response-note", agency=table.agency, count=overall.count, period=period)
            card = (words.say("answer-key-response"), words.minutes(overall.median_s), unit, note)
            yield _card(
                *card, element("p", page.age_of(table.last, None)), _by(page, "answer-key-source", [table.source])
            )


def map_section(page: Page, layout: MapLayout | None) -> Element | None:
    """Return the map with its legend, or None where nothing has a place."""
    if layout is None:
        return None
    answer, words = page.answer, page.words
    lines = () if answer.facilities is None else answer.facilities.lines
    sheet = element(
        "div",
        drawing(words, layout, lines),
        class_="sheet",
        role="group",
        aria_label=words.say("answer-map-scroll"),
        tabindex="0",
    )
    crowded = sum(place is not None and place.number_at is None for place in layout.places)
    unnumbered = page.paragraph("answer-map-unnumbered", count=crowded) if crowded else None
    caption = element(
        "figcaption",
        legend(words, lines, len(layout.others)),
        page.paragraph("answer-map-note", "quiet small"),
        _by(page, "answer-map-sources", [*(line.source for line in lines), *answer.stations_from]),
        unnumbered,
    )
    return page.section("map", "answer-map-title", element("figure", sheet, caption))


def _by(page: Page, sentence: str, places: Iterable[int]) -> Element:
    """Return who says so: a sentence and links to the sources."""
    return element("p", page.words.say(sentence), " ", page.sources(sorted(set(places))), class_="quiet small")


def facilities_section(page: Page) -> Element:
    """Return the table of facilities, grouped by whether there is room."""
    facilities = page.answer.facilities
    name, sentence = "facilities", "answer-facilities-title"
    if facilities is None:
        return page.section(name, sentence, page.paragraph("answer-facilities-none"))
    if page.answer.has_capacity:
        bed_type = page.words.label(page.answer.codes.bed_type, facilities.basis)
        said = page.paragraph("answer-facilities-basis", "quiet", bed_type=bed_type)
    else:
        said = page.paragraph("answer-facilities-no-capacity")
    caption = element("caption", page.words.say("answer-facilities-caption"))
    numbered = list(enumerate(facilities.lines, start=1))
    listed = _by(page, "answer-facilities-list", [line.source for line in facilities.lines])
    groups = (_group(page, room, facilities, [pair for pair in numbered if pair[1].room == room]) for room in ROOMS)
    table = element("table", caption, page.head(*_FACILITY_COLUMNS), groups, class_="stacked facilities")
    return page.section(name, sentence, said, table, listed)


def _group(page: Page, room: Room, facilities: Facilities, lines: list[tuple[int, FacilityLine]]) -> Element | None:
    if not lines:
        return None
    label, count = page.words.say(f"answer-room-{room}"), facilities.rooms[room]
    said = page.words.counted(label, count)
    if len(lines) < count:
        said = page.words.say("answer-facilities-group-part", label=label, count=count, shown=len(lines))
    head = element("th", mark(room), " ", said, scope="rowgroup", colspan=str(len(_FACILITY_COLUMNS)))
    rows = (row for number, line in lines for row in _rows(page, number, line))
    return element("tbody", element("tr", head), rows)


def _rows(page: Page, number: int, line: FacilityLine) -> Iterator[Element]:
    """Yield one row for each time and source of the facility's figures; one row where there is none."""
    told: dict[tuple[object, int], list[BedFigure]] = {}
    for figure in line.beds:
        told.setdefault((figure.observed_at, figure.source), []).append(figure)
    span = str(len(told)) if len(told) > 1 else None
    key = element("td", str(number), class_="key n", rowspan=span)
    name = element("th", _described(page, line), scope="row", rowspan=span)
    if not told:
        nothing = element("span", page.words.say("answer-facilities-no-figure"), class_="quiet")
        yield element("tr", key, name, element("td", nothing), element("td", page.words.say("answer-none")))
    for at, figures in enumerate(told.values()):
        cells = (element("td", _beds(page, figures)), element("td", _observed(page, figures[0])))
        yield element("tr", *((key, name) if at == 0 else ()), *cells)


def _described(page: Page, line: FacilityLine) -> Iterator[Child]:
    words = page.words
    yield element("span", data(line.name), class_="name")
    kind = words.label(page.answer.codes.facility_type, line.kind)
    yield from (" ", element("span", data(kind), class_="more"))
    if line.address:
        yield from (" ", element("span", data(line.address), class_="more"))
    if line.open_always:
        yield from (" ", element("span", words.say("answer-facilities-open"), class_="more"))


def _beds(page: Page, figures: list[BedFigure]) -> Element:
    words = page.words
    room = {True: "answer-room-room", False: "answer-room-full", None: "answer-room-unknown"}
    shown = (
        (
            words.say(room[figure.has_room]) if figure.beds is None else words.count(figure.beds),
            words.label(page.answer.codes.bed_type, figure.bed_type),
        )
        for figure in figures
    )
    return element("ul", (element("li", element("b", beds), " ", data(kind)) for beds, kind in shown), class_="beds")


def _observed(page: Page, figure: BedFigure) -> Iterator[Child]:
    words = page.words
    if figure.freshness == "fresh":
        mark_ = element("span", words.say("answer-fresh"), class_="mark")
    else:
        sentence = "answer-stale" if figure.freshness == "stale" else "answer-unusable"
        mark_ = element("span", words.say(sentence), class_="mark stale")
    yield from (words.say("answer-ago", age=words.age(figure.age_s)), " ", mark_)
    yield " "
    yield element("span", page.moment(figure.observed_at), " · ", page.source(figure.source), class_="more")
