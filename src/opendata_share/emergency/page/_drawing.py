"""The map as SVG, and the symbols of its legend.

What lives here: shapes. What this file must not know: where points stand (`_page_map`), what else is on the page.

Whether there is room is told by shape: a filled circle, a ring, a crossed square, a small diamond; colour only helps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from ..._html import element, shortened
from ._facilities import ROOMS, FacilityLine, Room
from ._map import MapLayout, Numbered, Point
from ._words import Words

STATION: Final = "station"


def symbol(kind: Room | str, middle: Point = (0.0, 0.0), *, title: str | None = None) -> Element:
    """Return the shape that stands for a kind of room, or for a fire station, at `middle`."""
    x, y = middle
    named = None if title is None else element("title", title)
    if kind == "room":
        return element("circle", named, cx=_length(x), cy=_length(y), r="7.5", class_="room")
    if kind == "room-stale":
        return element("circle", named, cx=_length(x), cy=_length(y), r="6", class_="room-stale")
    if kind == "full":
        square = ((x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6), (x - 6, y + 6))
        cross = f"M{_pair(square[0])}L{_pair(square[2])}M{_pair(square[1])}L{_pair(square[3])}"
        return element("path", named, d=f"{_closed(square)}{cross}", class_="full")
    if kind == STATION:
        return element("path", named, d=_closed(((x, y - 6), (x + 5.6, y + 4), (x - 5.6, y + 4))), class_="station")
    return element("path", named, d=_closed(((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y))), class_="unknown")


def mark(kind: Room | str) -> Element:
    """Return a symbol to stand in a line of text that says the same in words."""
    return element("svg", symbol(kind), viewBox="-10 -10 20 20", aria_hidden="true", focusable="false")


def legend(words: Words, lines: Sequence[FacilityLine], stations: int) -> Element:
    """Return what the shapes mean, and how many of each the map shows."""
    drawn = Counter(line.room for line in lines if line.place is not None)
    counts: list[tuple[Room | str, str, int]] = [
        (room, words.say(f"answer-room-{room}"), drawn[room]) for room in ROOMS
    ]
    counts.append((STATION, words.say("answer-map-station"), stations))
    shown = ((kind, words.counted(label, count)) for kind, label, count in counts if count)
    return element("ul", (element("li", mark(kind), element("span", text)) for kind, text in shown), class_="legend")


def drawing(words: Words, layout: MapLayout, lines: Sequence[FacilityLine]) -> Element:
    """Return the map; to a screen reader it is one picture with a name and a description."""
    name, description = f"map-name-{words.language}", f"map-description-{words.language}"
    drawn = sum(place is not None for place in layout.places)
    said = words.say("answer-map-description", facilities=drawn, stations=len(layout.others))
    return element(
        "svg",
        element("title", words.say("answer-map-name"), id=name),
        element("desc", said, id=description),
        element("rect", width=_length(layout.width), height=_length(layout.height), class_="paper"),
        element("g", _grid(words, layout)),
        element("g", (symbol(STATION, place) for place in layout.others)),
        element("g", _symbols(layout.places, lines)),
        element("g", _numbers(layout.places)),
        _north(words, layout),
        _scale(words, layout),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_length(layout.width)} {_length(layout.height)}",
        role="img",
        aria_labelledby=name,
        aria_describedby=description,
    )


def _symbols(places: Sequence[Numbered | None], lines: Sequence[FacilityLine]) -> Iterator[Element]:
    """Yield the symbols, those with room last and so on top; a pointer that rests on one is told its name."""
    placed = [(number, line, at) for number, (line, at) in enumerate(zip(lines, places, strict=True), 1) if at]
    for number, line, at in reversed(placed):
        yield symbol(line.room, at.at, title=f"{number}. {shortened(line.name)}")


def _numbers(places: Sequence[Numbered | None]) -> Iterator[Element]:
    for number, place in enumerate(places, start=1):
        if place is not None and place.number_at is not None:
            x, y = place.number_at
            yield element("text", str(number), x=_length(x), y=_length(y), class_="number")


def _grid(words: Words, layout: MapLayout) -> Iterator[Element]:
    width, height = _length(layout.width), _length(layout.height)
    for degrees, x in layout.meridians:
        yield element("line", x1=_length(x), y1="0", x2=_length(x), y2=height, class_="grid")
        side = "answer-map-longitude-west" if degrees < 0 else "answer-map-longitude-east"
        text = words.say(side, degrees=words.decimal(abs(degrees), layout.decimals))
        if 40 < x < layout.width - 90:
            yield element("text", text, x=_length(x + 4), y="14", class_="degrees")
    for degrees, y in layout.parallels:
        yield element("line", x1="0", y1=_length(y), x2=width, y2=_length(y), class_="grid")
        side = "answer-map-latitude-south" if degrees < 0 else "answer-map-latitude-north"
        text = words.say(side, degrees=words.decimal(abs(degrees), layout.decimals))
        if 30 < y < layout.height - 40:
            yield element("text", text, x="6", y=_length(y - 4), class_="degrees")


def _north(words: Words, layout: MapLayout) -> Element:
    x = layout.width - 30
    arrow = _closed(((x, 14), (x + 7, 34), (x, 29), (x - 7, 34)))
    letter = element("text", words.say("answer-map-north"), x=_length(x), y="50", class_="north")
    return element("g", element("path", d=arrow, class_="ink"), letter)


def _scale(words: Words, layout: MapLayout) -> Element:
    right, y = layout.width - 24, layout.height - 20
    left = right - layout.scale_length
    bar = f"M{_pair((left, y - 6))}V{_length(y)}H{_length(right)}V{_length(y - 6)}"
    whole = layout.scale_km >= 1
    text = f"{words.decimal(layout.scale_km, 0 if whole else 1)} km"
    ground = element(
        "rect", x=_length(left - 8), y=_length(y - 26), width=_length(right - left + 16), height="34", class_="paper"
    )
    said = element("text", text, x=_length((left + right) / 2), y=_length(y - 12), class_="number")
    return element("g", ground, element("path", d=bar, class_="scale"), said)


def _closed(corners: Sequence[Point]) -> str:
    return f"M{'L'.join(map(_pair, corners))}Z"


def _pair(point: Point) -> str:
    return f"{_length(point[0])} {_length(point[1])}"


def _length(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
