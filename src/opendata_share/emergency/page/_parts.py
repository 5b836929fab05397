"""Small parts that every section of an answer page uses: times, ages, sources, headings of tables.

What lives here: elements of a few words. What this file must not know: sections.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element

from ..._dataclass import dataclass
from ..._html import Child, data, element
from ._model import Answer
from ._words import Words, rfc3339

_DAY_S: Final = 86_400
_OLD_DAYS: Final = 365
"""Beyond this many days a date is marked as old in words."""


@dataclass(frozen=True, slots=True)
class Page:
    """One language of one answer: what every section is written from."""

    answer: Answer
    words: Words

    def id_of(self, name: str) -> str:
        """Return an id that is the page's own in this language."""
        return f"{name}-{self.words.language}"

    def heading(self, name: str, sentence: str) -> Element:
        """Return the heading of a section."""
        return element("h2", self.words.say(sentence), id=self.id_of(name))

    def section(self, name: str, sentence: str, *children: Child | Iterable[Child]) -> Element:
        """Return a section named by its heading."""
        return element("section", self.heading(name, sentence), *children, aria_labelledby=self.id_of(name))

    def paragraph(self, sentence: str, class_: str | None = None, **parameters: object) -> Element:
        """Return one sentence as a paragraph."""
        return element("p", self.words.say(sentence, **parameters), class_=class_)

    def head(self, *columns: tuple[str, str | None], **parameters: object) -> Element:
        """Return the headings of a table: (name, class) each."""
        cells = (
            element("th", self.words.say(f"answer-heading-{name}", **parameters), scope="col", class_=class_)
            for name, class_ in columns
        )
        return element("thead", element("tr", cells))

    def source(self, at: int) -> Element:
        """Return a link to the source at that place: its agency and its number."""
        agency = self.answer.sources[at].source.agency
        return element("a", data(agency), f" [{at + 1}]", href=f"#{self.id_of(f'source-{at + 1}')}")

    def sources(self, places: Sequence[int]) -> list[Child]:
        """Return links to several sources, commas between them."""
        links: list[Child] = []
        for at in places:
            links += [", ", self.source(at)] if links else [self.source(at)]
        return links

    def moment(self, moment: datetime) -> Element:
        """Return a moment in the page's zone, readable for machines too."""
        return element("time", self.words.moment(moment), datetime=rfc3339(moment))

    def dates(self, first: date | None, last: date | None, precision: str | None) -> str:
        """Return a day, a moment's day, or the span between two."""
        if isinstance(first, datetime) and isinstance(last, datetime):
            return self.words.span(first, last)
        return self.words.days(first, last, precision)

    def age_of(self, last: date | None, precision: str | None) -> list[Child]:
        """Return how old a date is at the least, and in words where that is over a year."""
        if last is None:
            return []
        if isinstance(last, datetime):
            seconds, sentence = int((self.answer.as_of - last).total_seconds()), "answer-old"
        else:
            today = self.answer.as_of.astimezone(self.words.zone).date()
            seconds = (today - period_end(last, precision)).days * _DAY_S
            sentence = "answer-old" if precision in {None, "day"} else "answer-old-at-least"
        if seconds <= 0:
            return []
        aged = self.words.say(sentence, age=self.words.age(seconds))
        if seconds <= _OLD_DAYS * _DAY_S:
            return [element("span", aged, class_="more")]
        return [element("span", element("span", aged, class_="mark stale"), class_="more")]


def period_end(day: date, precision: str | None) -> date:
    """Return the last day a date of that precision can mean: of "2013" the last of December."""
    if precision == "year":
        return date(day.year, 12, 31)
    if precision == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day
