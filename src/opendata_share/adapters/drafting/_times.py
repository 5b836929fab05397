"""How a column writes days and times, decided by its cells; where no cell decides, both readings are given.

What lives here: written forms and the strptime formats that read them. What this file must not know: fields, TOML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from ..._dataclass import dataclass
from ...schemas.headings import headings
from ._shape import Profile
from ._words import words_of

ZONES: Final[Mapping[str, str]] = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_MONTHS: Final = {name: int(number) for number, names in headings().months.items() for name in names}
_CLOCK = r"(?P<h>\d{1,2})(?P<c>[:.])\d{2}(?P<s>(?P=c)\d{2})?(?P<ap> ?[AaPp][Mm])?"
_ZONE = r"(?P<zone> ?(?:WIB|WITA|WIT))?"
_TIME: Final = re.compile(rf"{_CLOCK}{_ZONE}\Z")
_REST = rf"(?:(?P<gap>,? | - |T){_CLOCK}{_ZONE})?\Z"
_DAY: Final = re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>[/.\-])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d{{2}}){_REST}")
_YEAR_FIRST: Final = re.compile(
    rf"(?P<y>\d{{4}})(?P<sep>[/.\-])(?P<a>\d{{1,2}})(?P=sep)(?P<b>\d{{1,2}})(?:(?P<gap>,? | - |T){_CLOCK}{_ZONE})?\Z"
)
_NAMED: Final = re.compile(
    r"(?P<weekday>[A-Za-z']{4,9}, ?)?(?P<a>\d{1,2})(?P<sep>[ \-/])(?P<month>[A-Za-z]{3,10})\.?(?P=sep)"
    rf"(?P<y>\d{{4}}|\d{{2}}){_REST}"
)
_STANDARD: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?P<rest>[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(?P<offset>[Zz]|[+-]\d{2}:\d{2})?)?\Z"
)

_MONTHS_A_YEAR: Final = 12

Part = Literal["date", "datetime", "time"]
Order = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing: what it says, its format with day and month in place, and whether it is standard.

    Attributes:
        part: What the cell says.
        date: The format of the day with `{order}` where day and month stand, or None.
        time: The format of the time with what goes before it, or None.
        named: Whether the month is a name.
        standard: Whether it is ISO 8601 or RFC 3339, read without a format.
        offset: Whether the cell says its own offset.
        marked: Whether a sheet marks the cells as dates or times: they are read without a format, whatever is declared.
    """

    part: Part
    date: str | None = None
    time: str | None = None
    named: bool = False
    standard: bool = False
    offset: bool = False
    marked: bool = False

    def format(self, order: Order) -> str | None:
        """Return the strptime format, or None where none is needed."""
        if self.standard:
            return None
        date = (self.date or "").replace("{order}", {"dmy": "%d{sep}%m", "mdy": "%m{sep}%d"}.get(order, ""))
        sep = self.date[-3] if self.date and "{order}" in self.date else ""
        return date.replace("{sep}", sep) + (self.time or "")


@dataclass(frozen=True, slots=True)
class Times:
    """What a column says of times.

    Attributes:
        forms: The forms met with their number of cells, the most frequent first.
        orders: The orders of day and month that the cells allow; two where no cell decides, or where cells contradict.
        contradicts: Whether some cells can only be day-month and others only month-day.
        zones: Zone abbreviations met in the cells.
        other: How many cells are no times.
        marked: How many cells a sheet marks as dates or times.
        turned: Whether the marked days look as if a program had taken day for month: all of them could be turned, and
            no text could.
    """

    forms: tuple[tuple[Form, int], ...]
    orders: tuple[Order, ...]
    contradicts: bool
    zones: tuple[str, ...]
    other: int
    marked: int
    turned: bool = False

    @property
    def part(self) -> Part | None:
        """What most cells say, or None where they are no times."""
        counts: Counter[Part] = Counter()
        for form, count in self.forms:
            counts[form.part] += count
        return counts.most_common(1)[0][0] if counts else None

    def zone_beside(self, heading: str) -> str | None:
        """Return the zone that the heading names, or every time of day among the cells; None where they do not."""
        named = [zone for zone in ZONES if zone.casefold() in words_of(heading)]
        clocks = [form.time or "" for form, _ in self.forms if form.part != "date" and not form.offset]
        told = bool(clocks) and len(self.zones) == 1 and all(clock.endswith(self.zones[0]) for clock in clocks)
        said = {*named, *self.zones} if named else set(self.zones) if told else set()
        return ZONES[next(iter(said))] if len(said) == 1 else None

    @property
    def share(self) -> float:
        """Which part of the filled cells are times."""
        found = sum(count for _, count in self.forms)
        return found / (found + self.other) if found else 0.0


def times_of(profile: Profile) -> Times:
    """Return what the cells of a column say of times."""
    counts: Counter[Form] = Counter()
    votes: Counter[str] = Counter()
    zones: dict[str, None] = {}
    other = 0
    for text, count in profile.counts:
        found = _form(text)
        if found is None:
            other += count
            continue
        form, vote, zone = found
        counts[form] += count
        votes[vote] += count
        if zone:
            zones[zone] = None
    for text, count in profile.dates:
        counts[Form(_part_of_marked(text), standard=True, marked=True)] += count
    orders = _orders(votes)
    ranked = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0].format("dmy") or "")))
    marked_cells = sum(count for _, count in profile.dates)
    low_days = all(int(text[8:10]) <= _MONTHS_A_YEAR for text, _ in profile.dates if text[4:5] == "-")
    turned = bool(marked_cells and votes["dmy"] and not votes["either"] and not votes["same"] and low_days)
    return Times(ranked, orders, bool(votes["dmy"] and votes["mdy"]), tuple(zones), other, marked_cells, turned)


def _part_of_marked(text: str) -> Part:
    if text[2:3] == ":":
        return "time"
    return "datetime" if "T" in text and not text.endswith("T00:00:00") else "date"


def _orders(votes: Counter[str]) -> tuple[Order, ...]:
    if votes["dmy"] and not votes["mdy"]:
        return ("dmy",)
    if votes["mdy"] and not votes["dmy"]:
        return ("mdy",)
    return ("dmy", "mdy") if votes["either"] or votes["same"] or votes["dmy"] else ("dmy",)


def _form(text: str) -> tuple[Form, str, str | None] | None:
    """Return the form of a cell, what it says of the order of day and month, and its zone."""
    if standard := _STANDARD.match(text):
        month, day = int(text[5:7]), int(text[8:10])
        if 1 <= month <= 12 and 1 <= day <= 31:
            part: Part = "datetime" if standard["rest"] else "date"
            return Form(part, standard=True, offset=standard["offset"] is not None), "", None
    if clock := _TIME.match(text):
        return Form("time", time=_clock_format(clock)), "", _zone(clock)
    for pattern, reader in ((_DAY, _numeric), (_YEAR_FIRST, _year_first), (_NAMED, _named)):
        if (found := pattern.match(text)) and (read := reader(found)) is not None:
            date, vote = read
            time = None if found["h"] is None else found["gap"] + _clock_format(found)
            part = "date" if time is None else "datetime"
            return Form(part, date, time, named=pattern is _NAMED), vote, _zone(found)
    return None


def _zone(found: re.Match[str]) -> str | None:
    return found["zone"].strip() if found["zone"] else None


def _clock_format(found: re.Match[str]) -> str:
    sign = found["c"]
    hour = "%I" if found["ap"] else "%H"
    half = "" if not found["ap"] else " %p" if found["ap"].startswith(" ") else "%p"
    return f"{hour}{sign}%M{f'{sign}%S' if found['s'] else ''}{half}{found['zone'] or ''}"


def _numeric(found: re.Match[str]) -> tuple[str, str] | None:
    first, second = int(found["a"]), int(found["b"])
    if not (1 <= first <= 31 and 1 <= second <= 31) or (first > 12 and second > 12):
        return None
    vote = "dmy" if first > 12 else "mdy" if second > 12 else "same" if first == second else "either"
    return f"{{order}}{found['sep']}{_year(found)}", vote


def _year(found: re.Match[str]) -> str:
    return "%Y" if len(found["y"]) == 4 else "%y"


def _year_first(found: re.Match[str]) -> tuple[str, str] | None:
    if not (1 <= int(found["a"]) <= 12 and 1 <= int(found["b"]) <= 31):
        return None
    return f"%Y{found['sep']}%m{found['sep']}%d", ""


def _named(found: re.Match[str]) -> tuple[str, str] | None:
    if month_of(found["month"]) is None or not 1 <= int(found["a"]) <= 31:
        return None
    return f"%d/%m/{_year(found)}", ""


def month_of(word: str) -> int | None:
    """Return the number of a month's name in Indonesian or English, or None."""
    return _MONTHS.get(word.casefold().rstrip("."))


_STEMS: Final = (
    "jan", "[fp]eb", "mar", "apr", "me[iy]|may", "jun", "jul", "agu|aug|agt|ags", "sep", "o[kc]t", "no[vp]", "de[sc]",
)  # fmt: skip


def month_patterns() -> Iterable[tuple[str, str]]:
    """Yield the `match` patterns that turn a day with a month's name into numbers with slashes."""
    for number, stem in enumerate(_STEMS, start=1):
        month = f"(?:{stem})" if "|" in stem else stem
        yield rf"(?i)(?:\w+, *)?(\d+)[ /-]{month}\w*\.?[ /-](\d.*)", f"$1/{number}/$2"
