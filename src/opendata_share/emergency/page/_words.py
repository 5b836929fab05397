"""How the answer page speaks: sentences, dates, ages and numbers of one language.

What lives here: turning values into words. What this file must not know: HTML, and what is worth saying.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..._dataclass import dataclass
from ..._messages import render
from ...contract import CodeList, Text
from .._finding import Finding, Language, number, percent

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_MONTH: Final = 30 * _DAY
_YEAR: Final = 365 * _DAY


@dataclass(frozen=True, slots=True)
class Share:
    """A share of 0 to 1 inside a sentence, written as a percentage of its language."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Label:
    """A code inside a sentence, written as its list's label."""

    code_list: CodeList
    code: str


@dataclass(frozen=True, slots=True)
class Words:
    """One language, and the zone in which it tells the time.

    Attributes:
        language: "en" or "id".
        zone: The time zone of every time on the page.
    """

    language: Language
    zone: ZoneInfo

    def say(self, sentence: str, **parameters: Any) -> str:
        """Return the sentence of the catalogue, every value in it written as this language writes it."""
        return render(sentence, self.language, {name: self.written(value) for name, value in parameters.items()})

    def finding(self, finding: Finding) -> str:
        """Return a finding as a sentence."""
        return self.say(finding.message_id, **finding.parameters)

    def written(self, value: Any) -> str:
        """Return `value` as text: numbers grouped, moments in the zone, labels and titles translated."""
        if isinstance(value, Text):
            return value.in_language(self.language)
        if isinstance(value, Label):
            return self.label(value.code_list, value.code)
        if isinstance(value, Share):
            return percent(value.value, self.language) or self.say("answer-none")
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return self.count(value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self.written(item) for item in value)
        return str(value)

    def count(self, value: int) -> str:
        """Return a whole number, thousands apart: 1,234 in English, 1.234 in Indonesian."""
        return f"{value:,}".replace(",", "." if self.language == "id" else ",")

    def counted(self, label: str, value: int) -> str:
        """Return a label and how many there are of it: "Room: 12"."""
        return f"{label}: {self.count(value)}"

    def decimal(self, value: float, digits: int) -> str:
        """Return a number with `digits` decimals and the decimal sign of the language."""
        return number(value, self.language, digits) or ""

    def minutes(self, seconds: int | None) -> str:
        """Return a duration in minutes with one decimal, without the unit; or the dash."""
        return self.say("answer-none") if seconds is None else self.decimal(seconds / _MINUTE, 1)

    def label(self, code_list: CodeList, code: str | None) -> str:
        """Return what people call `code`; a code the list does not have stays as it is."""
        if code is None:
            return self.say("answer-not-known")
        found = code_list.code(code)
        return code if found is None else found.label.in_language(self.language)

    def moment(self, moment: datetime) -> str:
        """Return date, time and zone: "2 March 2026, 08:30 WIB"."""
        here = moment.astimezone(self.zone)
        clock = {"hour": f"{here.hour:02}", "minute": f"{here.minute:02}", "zone": here.tzname() or self.zone.key}
        return self.say("answer-moment", day=self.day(here.date()), **clock)

    def day(self, day: date, precision: str | None = "day") -> str:
        """Return a date no more precise than it is: "2 March 2026", "March 2026" or "2026"."""
        if precision == "year":
            return str(day.year)
        month = f"{self.say(f'answer-month-{day.month}')} {day.year}"
        return month if precision == "month" else f"{day.day} {month}"

    def days(self, first: date | None, last: date | None, precision: str | None = "day") -> str:
        """Return a date, or the span from the first to the last."""
        ends = [self.day(day, precision) for day in (first, last) if day is not None]
        if not ends:
            return self.say("answer-not-known")
        return ends[0] if ends[0] == ends[-1] else self.say("answer-span", first=ends[0], last=ends[-1])

    def span(self, first: datetime | None, last: datetime | None) -> str:
        """Return the days from one moment to another, in the zone."""
        first, last = (None if moment is None else moment.astimezone(self.zone) for moment in (first, last))
        return self.days(None if first is None else first.date(), None if last is None else last.date())

    def age(self, seconds: int) -> str:
        """Return a duration rounded down, in the largest unit of which it has two: "40 minutes", "36 hours"."""
        if seconds < _MINUTE:
            return self.say("answer-age-moment")
        for unit, one, many, upto in _UNITS:
            if seconds < upto:
                whole = seconds // unit
                return self.say(one) if whole == 1 else self.say(many, count=whole)
        return self.say("answer-age-years", count=seconds // _YEAR)

    def zone_name(self) -> str:
        """Return the zone as the footer names it."""
        return "UTC" if self.zone.key == "UTC" else self.zone.key


_UNITS: Final = (
    (_MINUTE, "answer-age-minute", "answer-age-minutes", 2 * _HOUR),
    (_HOUR, "answer-age-hour", "answer-age-hours", 2 * _DAY),
    (_DAY, "answer-age-day", "answer-age-days", 2 * _MONTH),
    (_MONTH, "answer-age-months", "answer-age-months", 2 * _YEAR),
)


def rfc3339(moment: datetime) -> str:
    """Return a moment for machines: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
