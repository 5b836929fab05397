"""Which column for which field: exact matches stand, all else is proposed, each column and each field at most once.

What lives here: that choice. What this file must not know: what is done about fields that find no column, TOML files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Final

from ..._dataclass import dataclass
from ...contract import Contract, Field, FieldType, Provenance, Sensitivity
from ...schemas.headings import headings
from ._personal import Kind, personal_kind
from ._places import area_line, point_lines
from ._shape import Profile, common_shape
from ._text import Proposal, Speaker, key, quoted, table
from ._times import Order
from ._value import Builder, Built, month_steps
from ._wide import NUMERIC, WideGroup, WideReader, measures_of, wide_proposals
from ._words import EXACT, Candidate, Vocabulary, normal, phrase_of, words_of

_FITS: Final = 0.5
_MANY_COLUMNS: Final = 300
_CLOCK_WORDS: Final = frozenset({"jam", "waktu", "pukul", "time", "wib", "wita", "wit"})
_YEAR: Final = re.compile(r"(19|20)[0-9]{2}(\.0)?\Z")
_MONTH: Final = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])\Z")
_DAY_COLUMN_COSTS: Final = 25
_CLOCK: Final = 70
_NAMES: Final = 50
"""Names in place of identifiers: only where there is no column of identifiers."""
_SCOPE: Final = 1
"""Words for every contract and words for one are both only words: the difference decides nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column as a source of a field."""

    score: int
    field: str
    column: str
    built: Built
    extra: tuple[Proposal, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class Matched:
    """What became of the columns.

    Attributes:
        lines: The lines of the table's block.
        wide: The columns that become rows, or None.
        quarantined: Columns that look personal, with what they look like.
        needs_zone: Whether a time without an offset feeds a field.
        zones: Zone abbreviations met in its cells, where not all of them name the same.
        missed: Columns proposed for nothing, whose cells could not be values of the field their heading names.
    """

    lines: list[Proposal] = field(default_factory=list)
    wide: WideGroup | None = None
    quarantined: dict[str, Kind] = field(default_factory=dict)
    needs_zone: bool = False
    zones: dict[str, None] = field(default_factory=dict)
    missed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a source, confirmed or proposed."""
        given = {line.key for line in self.lines if not line.is_alternative}
        given |= {"latitude", "longitude"} if "point" in given else set()
        return frozenset(given) | (self.wide.fields if self.wide is not None else frozenset())

    @property
    def columns(self) -> frozenset[str]:
        """The columns some line reads, other readings left out."""
        return frozenset(column for line in self.lines if not line.is_alternative for column in line.columns)


class Matcher:
    """Finds columns for the fields of one contract."""

    def __init__(self, contract: Contract, profiles: Mapping[str, Profile], speak: Speaker) -> None:
        self.contract = contract
        self.profiles = profiles
        self.speak = speak
        self.builder = Builder(contract, speak)
        self.vocabulary = Vocabulary(contract)
        self.by_spelling = len(profiles) <= _MANY_COLUMNS
        self.result = Matched()
        self.open: dict[str, Profile] = {}
        self.candidates: dict[str, tuple[Candidate, ...]] = {}

    def match(self, settled: Iterable[str] = (), taken: Iterable[str] = ()) -> Matched:
        """Return what becomes of the columns, leaving out those `settled` and the fields already `taken`."""
        self.taken = set(taken)
        self.parts = _parts(self.profiles)
        left_out = {*settled, "#", ""}
        self.open = {name: profile for name, profile in self.profiles.items() if name not in left_out}
        self._close_personal()
        for name in self.open:
            names = self.profiles[name].names or (name,)
            found = self.vocabulary.candidates_of(names, by_spelling=self.by_spelling)
            if self.profiles[name].is_wrapped:  # a guess more, if a small one
                found = tuple(Candidate(min(c.score, EXACT - 1), c.field) for c in found)
            self.candidates[name] = tuple(c for c in found if c.field not in self.taken)
        if "wide" not in self.taken:
            self._match_wide()
        self._match_places()
        self._match_fields()
        return self.result

    def _close_personal(self) -> None:
        for name, profile in list(self.open.items()):
            kind = personal_kind(profile)
            exact = self.vocabulary.exact.get(normal(profile.label))
            if exact is not None and self.contract.field(exact).sensitivity is Sensitivity.PERSONAL:
                kind = kind or "name"  # closed until a person opens it, exact or not
            elif kind is None or (exact is not None and not (kind == "phone" and exact == "phone")):
                continue
            self.result.quarantined[name] = kind
            del self.open[name]

    def _match_wide(self) -> None:
        long = {c.field for name in self.open for c in self._fitting(name) if self._is_coded(c.field)}
        year = next((name for name, p in self.open.items() if p.share(_YEAR) > 0.9 and "{" not in name), None)
        reader = WideReader(self.contract, frozenset(long | self.taken), year)
        narrow = {n: p for n, p in self.open.items() if not any(c.score == EXACT for c in self.candidates[n])}
        group = reader.group(narrow)
        if group is None:
            return
        self.result.wide = group
        self.result.lines += wide_proposals(group, self.contract, self.speak)
        units = {self.contract.field(name).unit for measures in group.entries.values() for name in measures}
        # a column that counts the same things beside the group is their sum, and would be repeated in every row
        sums = {measure.name for measure in measures_of(self.contract) if measure.unit in units}
        self._take(group.columns, group.any_fields | sums)
        if year is not None and any(f"{{{year}}}" in toml for kind in group.entries for _, toml in kind):
            self._take((year,), ())

    def _is_coded(self, name: str) -> bool:
        return self.contract.field(name).code_list is not None

    def _fitting(self, name: str) -> list[Candidate]:
        """Return the candidates of a column whose cells can be values of the field."""
        profile = self.open[name]
        coded = [c for c in self.candidates[name] if self._is_coded(c.field) and profile.filled]
        return [c for c in coded if self._built(c.field, profile).fits >= _FITS]

    def _built(self, name: str, profile: Profile) -> Built:
        return self.builder.build(self.contract.field(name), profile, may_show=True)

    def _take(self, columns: Iterable[str], fields: Iterable[str]) -> None:
        for column in columns:
            self.open.pop(column, None)
        self.taken |= set(fields)

    def _match_places(self) -> None:
        if "latitude" in self.contract and not {"latitude", "longitude", "point"} & self.taken:
            lines = point_lines(self.contract, self.open, self.candidates, self.builder, self.speak)
            if lines:
                self.result.lines += lines
                self._take((c for line in lines for c in line.columns), ("latitude", "longitude", "point"))
        if "area_code" in self.contract and "area_code" not in self.taken:
            exact = any(c.field == "area_code" and c.score == EXACT for cs in self.candidates.values() for c in cs)
            line = None if exact else area_line(self.open, self.speak)
            if line is not None:
                self.result.lines.append(line)
                self._take(line.columns, ("area_code", "area_source"))

    def _match_fields(self) -> None:
        choices = [choice for name in self.open for choice in self._choices(name)]
        place = {f.name: number for number, f in enumerate(self.contract.fields)}
        column = {name: number for number, name in enumerate(self.open)}
        choices.sort(key=lambda c: (-c.score, -c.built.fits, place[c.field], column[c.column]))
        doubled = _doubled([c for c in choices if c.score == EXACT])
        used: set[str] = set()
        for choice in choices:
            if choice.column in used or self._is_needless(choice.field):
                continue
            if choice.field in self.taken:
                continue
            self._accept(choice, choices, exact=choice.score == EXACT and choice.field not in doubled)
            used.add(choice.column)
        self._other_columns(choices, used)
        self._note_missed(used)

    def _is_needless(self, name: str) -> bool:
        other = headings().unless.get(self.contract.name, {}).get(name)
        return other is not None and other in self.taken

    def _accept(self, choice: Choice, choices: list[Choice], *, exact: bool) -> None:
        built, target = choice.built, self.contract.field(choice.field)
        active = exact and built.is_plain
        columns = (choice.column, *choice.also)
        comment = "; ".join((*built.comments, *(() if active else self._said_of(choice, choices))))
        line = Proposal(
            key=target.name,
            place="table",
            toml=f"{key(target.name)} = {built.toml}",
            comment=comment,
            columns=columns,
            is_active=active,
        )
        equals = [] if active else self._equals(choice, choices)
        self.result.lines.append(replace(line, is_alternative=True) if equals else line)
        for equal in equals:  # nothing tells which is meant, so none is there to be taken unread
            toml = f"{key(equal.field)} = {equal.built.toml}"
            self.result.lines.append(
                Proposal(key=equal.field, place="table", toml=toml, columns=columns, is_alternative=True)
            )
        for toml, said in built.alternatives:
            other = f"{key(target.name)} = {toml}"
            self.result.lines.append(
                Proposal(key=target.name, place="table", toml=other, comment=said, columns=columns, is_alternative=True)
            )
        self.result.lines += choice.extra
        self._take((), (choice.field, *(line.key for line in choice.extra)))
        if built.needs_zone:
            self.result.needs_zone = True
            self.result.zones |= dict.fromkeys(self.builder.times(self.profiles[choice.column]).zones)

    def _equals(self, choice: Choice, choices: list[Choice]) -> list[Choice]:
        """Return the other fields a column may as well mean: the same words are known for them."""
        near = [c for c in choices if c.column == choice.column and c.field != choice.field]
        same = [c for c in near if abs(c.score - choice.score) <= _SCOPE]
        return [c for c in same if c.field not in self.taken and not c.field.endswith("_source")][:2]

    def _said_of(self, choice: Choice, choices: list[Choice]) -> list[str]:
        """Return the form of the cells, and other fields the column may mean."""
        said = []
        profile, target = self.profiles[choice.column], self.contract.field(choice.field)
        if target.type in {FieldType.DATE, FieldType.DATETIME} or target.reference is not None:
            said.append(self.speak.say("shape", shape=common_shape(profile)))
        rivals = [c.field for c in choices if c.column == choice.column and c.field != choice.field]
        rivals = [n for n in dict.fromkeys(rivals) if n not in self.taken and not n.endswith("_source")][:3]
        if rivals:
            said.append(self.speak.say("rivals", fields=rivals))
        return said

    def _other_columns(self, choices: list[Choice], used: set[str]) -> None:
        """Add columns that would also do for a field that has one, as other readings of its line."""
        for choice in choices:
            line = next((x for x in self.result.lines if x.key == choice.field and not x.is_alternative), None)
            if choice.column in used or line is None or line.is_active or choice.column in line.columns:
                continue
            used.add(choice.column)
            toml = f"{key(choice.field)} = {choice.built.toml}"
            other = Proposal(
                key=choice.field,
                place="table",
                toml=toml,
                comment=self.speak.say("other-column"),
                columns=(choice.column,),
                is_alternative=True,
            )
            self.result.lines.append(other)

    def _note_missed(self, used: set[str]) -> None:
        for name in self.open:
            first = next(iter(self.candidates[name]), None)
            if (
                name not in used
                and self.profiles[name].filled
                and first is not None
                and first.score == EXACT
                and first.field not in self.taken
                and self._is_told(first.field)
            ):
                self.result.missed.append((name, first.field))

    def _is_told(self, name: str) -> bool:
        return self.contract.field(name).provenance is not Provenance.IDENTIFIER

    def _choices(self, name: str) -> list[Choice]:
        profile = self.open[name]
        found = list(self.candidates[name])
        if self.builder.times(profile).part == "time" and set(words_of(name)) <= _CLOCK_WORDS:
            known = {candidate.field for candidate in found}
            found += [Candidate(_CLOCK, f.name) for f in self._needed_times() if f.name not in known]
        choices = []
        for candidate in found:
            target = self.contract.field(candidate.field)
            if target.name in self.taken or not self._may_feed(target, candidate):
                continue
            if profile.is_list and target.type is not FieldType.LIST:
                continue  # of each row there are several values
            if name in self.parts and candidate.score < EXACT and target.type in NUMERIC:
                continue
            choice = self._choice(candidate, target, profile)
            if choice is not None:
                choices.append(choice)
        return choices

    def _needed_times(self) -> list[Field]:
        times = [f for f in self.contract.fields if f.type is FieldType.DATETIME]
        return [f for f in times if f.required and f.provenance is None]

    def _may_feed(self, target: Field, candidate: Candidate) -> bool:
        if candidate.score == EXACT:
            return target.provenance is not Provenance.IDENTIFIER
        return target.sensitivity is not Sensitivity.PERSONAL and target.provenance is None

    def _choice(self, candidate: Candidate, target: Field, profile: Profile) -> Choice | None:
        name, score = profile.heading, candidate.score
        if target.type is FieldType.DATE and (dated := self._year_or_month(target, profile)) is not None:
            return Choice(score if score < EXACT else EXACT - 1, target.name, name, dated[0], dated[1])
        if target.type is FieldType.DATETIME:
            part = self.builder.times(profile).part
            day = self._day_column(name) if part == "time" else None
            if day is not None:
                built = self._day_and_time(day, profile)
                return Choice(min(score, EXACT - 1), target.name, name, built, also=(day,))
            if part == "date" and score < EXACT:
                score -= _DAY_COLUMN_COSTS
        built = self.builder.build(target, profile, may_show=True)
        if profile.filled and built.fits < _FITS:
            return None
        if target.reference is not None and not built.is_plain:
            score = min(score, _NAMES)
        extra = self._precision_of_day(target, profile)
        return Choice(score, target.name, name, built, extra)

    def _precision_of_day(self, target: Field, profile: Profile) -> tuple[Proposal, ...]:
        """Return the line that says a time is only a day, where the contract can say so."""
        days = target.type is FieldType.DATETIME and self.builder.times(profile).part == "date"
        if not days or not target.required or "time_precision" not in self.contract:
            return ()
        return (self._constant("time_precision", "day", target),)

    def _constant(self, name: str, code: str, of: Field) -> Proposal:
        toml = f"{key(name)} = {table({'value': quoted(code)})}"
        return Proposal(key=name, place="table", toml=toml, comment=self.speak.say("precision", field=of.name))

    def _day_column(self, beside: str) -> str | None:
        """Return the column that says the day of times in the column `beside`, or None."""
        known = {phrase_of(text) for text in headings().date}
        for name, profile in self.profiles.items():
            is_day = phrase_of(name) in known or {"tanggal", "tgl", "date"} & set(words_of(name))
            readable = "{" not in name and "}" not in name and not name.endswith("?") and "{" not in beside
            if name != beside and is_day and readable and self.builder.times(profile).part == "date":
                return name
        return None

    def _day_and_time(self, day: str, clock: Profile) -> Built:
        """Return a time made of two columns."""
        days, times = self.builder.times(self.profiles[day]), self.builder.times(clock)
        form = next(form for form, _ in days.forms if form.part == "date")
        time = next(form for form, _ in times.forms if form.part == "time")
        steps = {"template": quoted(f"{{{day}}} {{{clock.heading}}}"), **month_steps(form)}
        clock_format = "%H:%M:%S" if time.standard else time.time

        zone = times.zone_beside(clock.heading)
        steps |= {} if zone is None else {"zone": quoted(zone)}

        def reading(order: Order) -> str:
            date_format = "%Y-%m-%d" if form.standard else form.format(order)
            return table({**steps, "format": quoted(f"{date_format} {clock_format}")})

        readings = [reading(order) for order in days.orders]
        comments = [self.speak.say("mixed-times")] if sum(1 for f, _ in times.forms if f.part == "time") > 1 else []
        if len(set(readings)) == 1:
            return Built(readings[0], times.share, False, tuple(comments), needs_zone=zone is None)
        why = self.speak.say("order-contradicts" if days.contradicts else "order-open")
        other = ((readings[1], self.speak.say("month-first")),)
        return Built(readings[0], times.share, False, (why, *comments), other, needs_zone=zone is None)

    def _year_or_month(self, target: Field, profile: Profile) -> tuple[Built, tuple[Proposal, ...]] | None:
        """Return a date from a column that says only the year or the month."""
        name = profile.heading
        if "{" in name or "}" in name or name.endswith("?"):
            return None
        if profile.share(_YEAR) >= 0.9 and not any("." in text for text, _ in profile.counts):
            toml, exact = table({"template": quoted(f"{{{name}}}-01-01")}), "year"
        elif profile.share(_MONTH) >= 0.9:
            toml, exact = table({"template": quoted(f"{{{name}}}-01")}), "month"
        else:
            return None
        precision = headings().precision.get(target.name)
        extra = (
            (self._constant(precision, exact, target),) if precision in self.contract and precision is not None else ()
        )
        return Built(toml, 1.0, False, (self.speak.say(f"only-{exact}"),)), extra


def _parts(names: Iterable[str]) -> frozenset[str]:
    """Return the headings that differ from another in a last number or letter only: each is a part, none the whole."""
    series: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        words = words_of(name)
        if len(words) > 1 and (len(words[-1]) == 1 or words[-1].isdigit()):
            series.setdefault(words[:-1], []).append(name)
    return frozenset(name for found in series.values() if len(found) > 1 for name in found)


def _doubled(exact: list[Choice]) -> set[str]:
    """Return the fields that several headings name exactly."""
    names = [choice.field for choice in exact]
    return {name for name in names if names.count(name) > 1}
