"""The answer as a page: one HTML document in both languages that needs nothing but itself.

What lives here: the verb `answer_page` and the frame of the document. What this file must not know: catalogues and
files, how figures are found (`_page_decide`), how a section reads (`_page_sections`, `_page_tables`), how it looks
(`_page_style`).

Both languages stand in the page, each marked with its own `lang`; two radio buttons and a rule of the style sheet show
one of them. There is no script, no picture, no font and no address to load; a policy in the page forbids them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from ..._html import document, element
from .._finding import Language
from ._decide import decide
from ._map import MapLayout, lay_out
from ._model import Answer
from ._parts import Page
from ._sections import facilities_section, key_figures, map_section
from ._sources import AnswerSource
from ._style import policy, style
from ._tables import left_out_section, responses_section, sources_section, vehicles_section
from ._words import Words

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "id")


def answer_page(
    sources: Sequence[AnswerSource], *, as_of: datetime, zone: str = "UTC", language: Language = "en"
) -> str:
    """Return one self-contained HTML page, in English and Indonesian, that answers from what agencies published.

    It says which facilities have room, which vehicles there are, how fast help came, where each figure comes from and
    how old it is, and what was left out. The same sources, moment, zone and language give the same bytes. At most 150
    facilities are listed and drawn, those with room first, and 300 fire stations drawn.

    Args:
        sources: Releases of any of emergency-facility, facility-capacity, fire-station, response-unit, fleet-count,
            emergency-incident; others are left alone. Of a data set given twice the newest release is used.
        as_of: The moment ages are counted to, aware; bed figures observed later are not used.
        zone: The IANA time zone in which times are written.
        language: The language shown first.

    Raises:
        DefinitionError: `as_of` has no zone, or `zone` is unknown.
        ReleaseError: A source is not for everyone, or none can be answered from.

    Example:
        >>> answer_page(sources, as_of=datetime(2026, 3, 2, 1, 30, tzinfo=UTC), zone="Asia/Jakarta")  # doctest: +SKIP
    """
    answer = decide(sources, as_of, zone)
    lines = () if answer.facilities is None else answer.facilities.lines
    layout = lay_out([line.place for line in lines], answer.stations)
    pages = [Page(answer, Words(each, answer.zone)) for each in _LANGUAGES]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", " · ".join(page.words.say("answer-title") for page in _first(pages, language))),
        element("style", style()),
    )
    body = element(
        "body",
        (_skip(page) for page in pages),
        element("header", _switch(pages, language)),
        element("main", (_article(page, layout) for page in pages)),
        element("footer", (_footer(page) for page in pages)),
    )
    return document(element("html", head, body, lang=language))


def _first(pages: Sequence[Page], language: Language) -> list[Page]:
    return sorted(pages, key=lambda page: page.words.language != language)


def _skip(page: Page) -> Element:
    language = page.words.language
    href = f"#{page.id_of('answer')}"
    return element("a", page.words.say("answer-skip"), href=href, class_="skip", lang=language, data_language=language)


def _switch(pages: Sequence[Page], language: Language) -> Element:
    """Return the choice of language: two radio buttons, so that arrow keys work and no script is needed."""
    choices = []
    for page in pages:
        each = page.words.language
        checked = "checked" if each == language else None
        choices.append(element("input", type="radio", name="language", id=f"show-{each}", value=each, checked=checked))
        choices.append(element("label", page.words.say("answer-language-name"), for_=f"show-{each}", lang=each))
    said = (element("span", page.words.say("answer-language-legend"), lang=page.words.language) for page in pages)
    first, second = said
    return element("fieldset", element("legend", first, " / ", second), choices)


def _article(page: Page, layout: MapLayout | None) -> Element:
    language, words = page.words.language, page.words
    return element(
        "div",
        element("h1", words.say("answer-title")),
        page.paragraph("answer-lead", "lead", as_of=page.answer.as_of),
        _stamp(page),
        key_figures(page),
        map_section(page, layout),
        facilities_section(page),
        vehicles_section(page),
        responses_section(page),
        sources_section(page),
        left_out_section(page),
        id=page.id_of("answer"),
        lang=language,
        data_language=language,
        tabindex="-1",
    )


def _stamp(page: Page) -> Element | None:
    """Return the warning that nothing vouches for what a figure rests on, or None."""
    answer: Answer = page.answer
    if not answer.unverified:
        return None
    words = page.words
    said = words.say("answer-unverified", datasets=list(answer.unverified))
    title = element("strong", words.say("answer-unverified-title"))
    return element("div", element("p", title), element("p", said), class_="stamp", role="note")


def _footer(page: Page) -> Element:
    language = page.words.language
    said = page.words.say("answer-footer", zone=page.words.zone_name())
    return element("p", said, class_="quiet small", lang=language, data_language=language)
