"""A judgement as one HTML page that needs nothing but itself.

What lives here: the page. What this file must not know: any command, files, browsers.

No script, no picture, no font, no address: a policy in the page forbids them all. What is data stays data: markup is
never put together from text. A cell of a rejected row stands in it only where its column fills public fields alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final
from xml.etree.ElementTree import Element

from .. import _messages
from .._html import Child, data, document, element
from ..report import Severity
from ._judgement import Found, Judgement, Sample, Subject, Tally
from ._text import verdict_lines
from ._words import place_of, severity_word, totals

_LISTED: Final = 100
"""How many findings of a subject the page lists; its table counts all."""


@cache
def _style() -> str:
    text = files(__package__).joinpath("_page.css").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render(judgement: Judgement) -> str:
    """Return the page."""
    page = _Page(judgement)
    title = f"opendata-share {judgement.command}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{page.verdict} · {title}"),
        element("style", _style()),
    )
    main = element(
        "main",
        element("h1", title),
        element("p", element("strong", page.verdict, class_=f"verdict {judgement.verdict}")),
        element("p", totals(judgement)),
        (element("p", line) for line in verdict_lines(judgement)),
        page.stopped(),
        (page.subject(subject) for subject in judgement.subjects),
        element("p", page.say("judgement-page-foot", version=version("opendata-share")), class_="quiet"),
        id="judgement",
        tabindex="-1",
    )
    skip = element("a", page.say("judgement-page-skip"), href="#judgement", class_="skip")
    return document(element("html", head, element("body", skip, main), lang=judgement.language))


class _Page:
    """The parts of one page."""

    def __init__(self, judgement: Judgement) -> None:
        self._judgement: Final = judgement

    @property
    def verdict(self) -> str:
        return self.say(f"judgement-{self._judgement.verdict}")

    def say(self, message_id: str, **parameters: object) -> str:
        return _messages.render(message_id, self._judgement.language, parameters)

    def stopped(self) -> Element | None:
        stopped = self._judgement.stopped
        if not stopped:
            return None
        rest = self._judgement.unlisted
        return element(
            "section",
            element("h2", self.say("judgement-page-stopped")),
            [part for each in stopped for part in self._fault(each)],
            element("p", self.say("report-more", count=rest)) if rest else None,
        )

    def _fault(self, found: Found) -> list[Element]:
        place = element("p", element("code", found.rule), " ", data(place_of(found, self._judgement)))
        line = "" if found.line is None else f":{found.line}"
        file = [] if found.file is None else [element("p", data(f"{found.file}{line}"))]
        return [place, *file, self._message(found)]

    def subject(self, subject: Subject) -> Element:
        samples = [each for each in self._judgement.samples if each.subject == subject.name]
        return element(
            "section",
            element("h2", data(subject.name)),
            element("p", data(subject.summary)) if subject.summary else None,
            (self._kind(subject, severity) for severity in ("error", "advice")),
            (self._sample(sample) for sample in samples),
        )

    def _kind(self, subject: Subject, severity: Severity) -> Element | None:
        """Return the tables of what decides the verdict, or of advice: they are never mixed."""
        tallies = [tally for tally in subject.tallies if tally.severity == severity]
        if not tallies:
            return None
        found = [each for each in subject.found if each.severity == severity]
        return element(
            "div",
            element("h3", self.say(f"judgement-page-{severity}"), class_=severity),
            self._tallies(subject, severity, tallies),
            self._findings(subject, severity, found, sum(tally.count for tally in tallies)),
        )

    def _tallies(self, subject: Subject, severity: Severity, tallies: Sequence[Tally]) -> Element:
        with_known = self._judgement.baseline is not None
        heads = ["report-head-rule", "report-head-field", "report-head-count", "report-head-first", "report-head-last"]
        heads += ["judgement-head-known"] if with_known else []
        rows = []
        for tally in tallies:
            cells = [_number(tally.count), _number(tally.first), _number(tally.last)]
            cells += [_number(tally.known)] if with_known else []
            named = element("th", element("code", tally.rule), scope="row")
            rows.append([named, element("td", data(tally.field or "–")), *cells])
        caption = self.say("judgement-page-tallies", kind=severity_word(severity, self._judgement), name=subject.name)
        return self._table(caption, heads, rows, numbers=set(range(2, len(heads))))

    def _findings(self, subject: Subject, severity: Severity, found: Sequence[Found], of: int) -> Element | None:
        if not found:
            return None
        shown = sorted(found, key=lambda each: not each.is_new)[:_LISTED]
        heads = ["judgement-head-place", "report-head-rule", "report-head-message"]
        rows = [
            [
                element("th", data(place_of(each, self._judgement) or each.file or "–"), scope="row"),
                element("td", element("code", each.rule)),
                element("td", self._message(each, "span")),
            ]
            for each in shown
        ]
        kind = severity_word(severity, self._judgement)
        said = self.say("judgement-page-findings", kind=kind, name=subject.name, shown=len(shown), count=of)
        return self._table(said, heads, rows)

    def _message(self, found: Found, tag: str = "p") -> Element:
        known = None if found.is_new else element("span", self.say("judgement-page-known"), class_="hint")
        hint = None if found.hint is None else element("span", "→ ", data(found.hint), class_="hint")
        return element(tag, data(found.message), hint, known)

    def _sample(self, sample: Sample) -> Element:
        heads = [self.say("report-head-row"), self.say("judgement-head-line"), self.say("report-head-rule")]
        rows = [
            [
                element("th", "–" if row is None else str(row), scope="row", class_="n"),
                _number(line),
                element("td", element("code", rules)),
                *(self._cell(cell) for cell in cells),
            ]
            for row, line, rules, cells in sample.rows
        ]
        caption = self.say("judgement-page-sample", shown=len(sample.rows), count=sample.of, name=sample.subject)
        titles: list[Child] = [*heads, *(data(column) for column in sample.columns)]
        return element(
            "div",
            element("h3", self.say("judgement-page-rejected")),
            element("p", self.say("judgement-page-hidden-why"), class_="quiet"),
            _scrolled(caption, titles, rows, numbers={0, 1}),
        )

    def _cell(self, cell: str | None) -> Element:
        if cell is None:
            return element("td", self.say("judgement-page-hidden"), class_="quiet")
        return element("td", data(cell))

    def _table(
        self, caption: str, heads: Iterable[str], rows: Iterable[Iterable[Element]], numbers: set[int] | None = None
    ) -> Element:
        return _scrolled(caption, [self.say(head) for head in heads], rows, numbers or set())


def _scrolled(caption: str, heads: Sequence[Child], rows: Iterable[Iterable[Element]], numbers: set[int]) -> Element:
    """Return a table in a frame that a keyboard can reach and scroll."""
    titles = (
        element("th", head, scope="col", class_="n" if number in numbers else None) for number, head in enumerate(heads)
    )
    table = element(
        "table",
        element("caption", data(caption)),
        element("thead", element("tr", titles)),
        element("tbody", (element("tr", cells) for cells in rows)),
    )
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _number(value: int | None) -> Element:
    return element("td", "–" if value is None else f"{value:,}", class_="n")
