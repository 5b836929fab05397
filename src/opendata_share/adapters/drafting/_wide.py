"""Headings that hold a kind and a measure ("IGD kosong | ICU kosong"): one row for each kind.

What lives here: how such headings are read, and the `wide` that follows. What this file must not know: other columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Final

from ..._dataclass import dataclass
from ...contract import Contract, Field, FieldType, Provenance
from ...schemas.headings import headings
from ._shape import Profile
from ._text import Proposal, Speaker, constant, quoted, table
from ._times import month_of
from ._words import Words, code_phrases, ideas_of, variants, words_of

NUMERIC: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.DECIMAL})
_ONE_LINE: Final = 700
"""How long a `wide` may be to stand in one line, so that taking it is one edit; a longer one has a line an entry."""
_LONGEST_HEADING: Final = 14
_SHOWN: Final = 8
_YEAR: Final = re.compile(r"(19|20)[0-9]{2}\Z")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*\Z")

Kind = tuple[tuple[str, str], ...]
"""Coded fields with their values, TOML, in the contract's order."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a heading says: kinds by field, a measure with all the same words are known for, words understood."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    measure: str | None = None
    understood: int = 0
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WideGroup:
    """Columns that become rows.

    Attributes:
        entries: Kind → measure → column.
        assumed: The fields whose value no heading says.
        guessed: The measures the headings do not say, the chosen one first; empty where they say it.
        blank: Whether some cells of the group are empty.
        same: The measures that the same words are known for, in the contract's order; one of them is the one read.
        unread: Columns of numbers that name such a kind, and what they count is not understood.
    """

    entries: Mapping[Kind, Mapping[str, str]]
    assumed: tuple[str, ...]
    guessed: tuple[str, ...]
    blank: bool
    same: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings it reads."""
        return tuple(column for measures in self.entries.values() for column in measures.values())

    @property
    def fields(self) -> frozenset[str]:
        """The fields that every entry gives."""
        given = [frozenset(name for name, _ in kind) | frozenset(measures) for kind, measures in self.entries.items()]
        return frozenset.intersection(*given) if given else frozenset()

    @property
    def any_fields(self) -> frozenset[str]:
        """The fields that some entry gives."""
        return frozenset(name for kind, measures in self.entries.items() for name in (*dict(kind), *measures))


class WideReader:
    """Reads headings as kind and measure for one contract."""

    def __init__(self, contract: Contract, taken: frozenset[str], year_column: str | None) -> None:
        self.contract = contract
        self.year_column = year_column
        self.dimensions = {f.name: f for f in _dimensions(contract) if f.name not in taken}
        self.date = next((f for f in _date_dimensions(contract) if f.name not in taken), None)
        self.kinds: dict[Words, list[tuple[str, str]]] = {}
        for name, dimension in self.dimensions.items():
            assert dimension.code_list is not None
            for phrase, code in code_phrases(contract.code_list(dimension.code_list)).items():
                if len(phrase) > 1 and not phrase.isdigit():
                    self.kinds.setdefault(tuple(phrase.split()), []).append((name, code))
        self.measures: dict[Words, str] = {}
        self.spoken: dict[Words, set[str]] = {}
        self.measure_ideas: dict[Words, str | None] = {}
        for scope in (contract.name, "*"):
            for measure in measures_of(contract):
                self._learn(measure, scope)
        spoken = [words for f in self.dimensions.values() for words in _names_of(f, contract)]
        self.groups = tuple(sorted(set(spoken), key=lambda words: (-len(words), words)))
        self.longest = max((len(words) for words in (*self.kinds, *self.measures)), default=1)

    def _learn(self, measure: Field, scope: str) -> None:
        spoken = (measure.name, measure.title.en, measure.title.id)
        for text in (*spoken, *headings().fields.get(scope, {}).get(measure.name, ())):
            self.measures.setdefault(words_of(text), measure.name)
            self.spoken.setdefault(words_of(text), set()).add(measure.name)
            ideas = ideas_of(_without_fillers(words_of(text)))
            if ideas:
                other = self.measure_ideas.get(ideas, measure.name)
                self.measure_ideas[ideas] = measure.name if other == measure.name else None

    @property
    def is_possible(self) -> bool:
        """Whether the contract has a field for the kind and one for the measure."""
        return bool((self.dimensions or self.date) and self.measures)

    def read(self, heading: str) -> _Reading | None:
        """Return what `heading` says, or None where a word of it is not understood or it names no kind."""
        for words in self._without_group(variants(heading)):
            if len(words) <= _LONGEST_HEADING:
                readings = [reading for reading in self._readings(words, _Reading()) if reading.kinds]
                if readings:
                    return max(readings, key=lambda r: (r.measure is not None, r.understood, len(r.kinds)))
        return None

    def _without_group(self, found: Iterator[Words]) -> Iterator[Words]:
        """Yield words, then without an upper heading that only says of what the lower ones are kinds."""
        for words in found:
            yield words
            yield from (words[len(group) :] for group in self.groups if words[: len(group)] == group != words)

    def _readings(self, words: Words, so_far: _Reading) -> Iterator[_Reading]:
        if not words:
            yield so_far
            return
        for length in range(min(self.longest, len(words)), 0, -1):
            head, rest = words[:length], words[length:]
            for name, code in self.kinds.get(head, ()):
                if name not in so_far.kinds:
                    kinds = {**so_far.kinds, name: constant(quoted(code))}
                    understood = so_far.understood + length
                    yield from self._readings(rest, replace(so_far, kinds=kinds, understood=understood))
            if so_far.measure is None and (measure := self._measure(head)) is not None:
                same = tuple(f.name for f in measures_of(self.contract) if f.name in self.spoken.get(head, ()))
                understood = so_far.understood + length
                yield from self._readings(rest, _Reading(so_far.kinds, measure, understood, same))
        for length, dated in self._dates(words, so_far):
            yield from self._readings(words[length:], dated)
        if words[0] in headings().fillers:
            yield from self._readings(words[1:], so_far)

    def _measure(self, words: Words) -> str | None:
        return self.measures.get(words) or self.measure_ideas.get(ideas_of(_without_fillers(words)) or ("",))

    def _dates(self, words: Words, so_far: _Reading) -> Iterator[tuple[int, _Reading]]:
        """Yield what a month or a year at the beginning of `words` says of the date field of the key."""
        if self.date is None or self.date.name in so_far.kinds:
            return
        month, year = month_of(words[0]), _YEAR.match(words[0])
        following = words[1] if len(words) > 1 else ""
        if month is not None and _YEAR.match(following):
            yield 2, self._dated(so_far, f"{following}-{month:02d}-01", "month", 2)
        elif month is not None and self.year_column is not None:
            template = table({"template": quoted(f"{{{self.year_column}}}-{month:02d}-01")})
            yield 1, self._with_date(so_far, template, "month", 1)
        elif year is not None:
            yield 1, self._dated(so_far, f"{words[0]}-01-01", "year", 1)

    def _dated(self, so_far: _Reading, day: str, precision: str, words: int) -> _Reading:
        return self._with_date(so_far, constant(day), precision, words)

    def _with_date(self, so_far: _Reading, toml: str, precision: str, words: int) -> _Reading:
        assert self.date is not None
        kinds = {**so_far.kinds, self.date.name: toml}
        exactness = headings().precision.get(self.date.name)
        if exactness is not None and exactness in self.contract:
            kinds[exactness] = constant(quoted(precision))
        return replace(so_far, kinds=kinds, understood=so_far.understood + words)

    def group(self, profiles: Mapping[str, Profile]) -> WideGroup | None:
        """Return the columns among `profiles` that become rows, or None where there are none."""
        if not self.is_possible:
            return None
        entries: dict[Kind, dict[str, str]] = {}
        guessed: tuple[str, ...] = ()
        same: tuple[str, ...] = ()
        assumed: dict[str, None] = {}
        unread: list[str] = []
        for heading, profile in profiles.items():
            reading = self.read(heading) if _is_numeric(profile) else None
            if reading is None:
                unread += [heading] if _is_numeric(profile) and self._begins_with_kind(heading) else []
                continue
            measure = reading.measure
            if measure is None:
                plain = self._plain_measures()
                if not plain:
                    continue
                measure, guessed = plain[0], plain if len(plain) > 1 else ()
            kinds = self._completed(reading.kinds, assumed)
            if kinds is not None:
                entries.setdefault(kinds, {}).setdefault(measure, heading)
                same = reading.same if len(reading.same) > 1 else same
        entries = self._without_sums(entries)
        if not entries:
            return None
        columns = [column for measures in entries.values() for column in measures.values()]
        measured = {name for measures in entries.values() for name in measures}
        same = same if len(measured & set(same)) == 1 else ()  # where another column says the rest, nothing is open
        blank = any(profiles[name].empty for name in columns)
        return WideGroup(entries, tuple(assumed), guessed, blank, same, tuple(unread))

    def _begins_with_kind(self, heading: str) -> bool:
        found = [words for words in variants(heading) if len(words) > 1]
        return any(words[:length] in self.kinds for words in found for length in range(1, min(len(words), 4)))

    def _without_sums(self, entries: dict[Kind, dict[str, str]]) -> dict[Kind, dict[str, str]]:
        """Return the entries without kinds that count others of them together: nothing is counted twice."""
        members: dict[tuple[str, str], set[tuple[str, str]]] = {}
        present = {pair for kind in entries for pair in kind}
        for name, dimension in self.dimensions.items():
            assert dimension.code_list is not None
            code_list = self.contract.code_list(dimension.code_list)
            groups = {group.name: group.codes for group in code_list.groups}
            groups |= {"all": tuple(code for code in code_list.values if code != "all")}
            for group, codes in groups.items():
                written = {(name, constant(quoted(code))) for code in codes if code != group}
                members[name, constant(quoted(group))] = written & present
        return {kind: found for kind, found in entries.items() if not any(members.get(pair) for pair in kind)}

    def _completed(self, kinds: Mapping[str, str], assumed: dict[str, None]) -> Kind | None:
        """Return the kinds in the contract's order, with what is meant where a heading names no other."""
        found = dict(kinds)
        for name, code in headings().assumed.get(self.contract.name, {}).items():
            if name in self.dimensions and name not in found:
                found[name] = constant(quoted(code))
                assumed[name] = None
        return tuple((f.name, found[f.name]) for f in self.contract.fields if f.name in found)

    def _plain_measures(self) -> tuple[str, ...]:
        """Return the measures a heading may mean that says only a kind."""
        known = headings().plain_measure.get(self.contract.name, ())
        if known:
            return known
        fields = measures_of(self.contract)
        required = tuple(f.name for f in fields if f.required)
        return required if len(required) == 1 else tuple(f.name for f in fields) if len(fields) == 1 else ()


def _names_of(dimension: Field, contract: Contract) -> Iterator[Words]:
    known = headings().fields
    phrases = [known.get(scope, {}).get(dimension.name, ()) for scope in (contract.name, "*")]
    for text in (dimension.name, dimension.title.en, dimension.title.id, *phrases[0], *phrases[1]):
        if len(words := words_of(text)) > 1:  # one word may be a kind itself
            yield words


def _dimensions(contract: Contract) -> Iterator[Field]:
    """Yield the coded fields that tell rows of one source row apart."""
    identifier = contract.provenance(Provenance.IDENTIFIER)
    if identifier is not None and contract.primary_key == (identifier.name,):
        return
    keyed = [f for f in contract.fields if f.code_list is not None and f.name in contract.primary_key]
    without_key = [f for f in contract.fields if f.code_list is not None and f.required and not contract.primary_key]
    yield from keyed or without_key


def _date_dimensions(contract: Contract) -> Iterator[Field]:
    yield from (f for f in contract.fields if f.type is FieldType.DATE and f.name in contract.primary_key)


def measures_of(contract: Contract) -> tuple[Field, ...]:
    """Return the fields that hold counts and amounts."""
    return tuple(f for f in contract.fields if f.type in NUMERIC and f.name not in contract.primary_key)


def _without_fillers(words: Words) -> Words:
    return tuple(word for word in words if word not in headings().fillers)


def _is_numeric(profile: Profile) -> bool:
    return not profile.filled or profile.share(_NUMBER) >= 0.5


def wide_proposals(group: WideGroup, contract: Contract, speak: Speaker) -> Iterator[Proposal]:
    """Yield the lines of a group: `where` first, then `wide`."""
    common = [f.name for f in measures_of(contract) if f.name in group.fields and f.name not in group.same]
    if group.blank and common:
        condition = " OR ".join(f"{name} IS NOT NULL" for name in common)
        yield Proposal(key="where", place="table", toml=f"where = {quoted(condition)}", comment=speak.say("where"))
    comments = [speak.say("wide")]
    if group.guessed:
        comments.append(speak.say("wide-measure", chosen=group.guessed[0], others=group.guessed[1:]))
    if group.assumed:
        comments.append(speak.say("wide-assumed", fields=group.assumed))
    if group.unread:
        comments.append(speak.say("wide-unread", columns=[quoted(name) for name in group.unread[:_SHOWN]]))
    if not group.same:
        entries = [entry_of(kind, measures, contract) for kind, measures in group.entries.items()]
        yield _line(entries, group, " ".join(comments))
    for name in group.same:  # nothing tells which is meant, so none is there to be taken unread
        renamed = [{name if m in group.same else m: c for m, c in ms.items()} for ms in group.entries.values()]
        entries = [entry_of(kind, measures, contract) for kind, measures in zip(group.entries, renamed, strict=True)]
        others = [other for other in group.same if other != name]
        said = [*comments, speak.say("rivals", fields=others)] if name == group.same[0] else []
        yield replace(_line(entries, group, " ".join(said)), is_alternative=True)


def _line(entries: list[str], group: WideGroup, comment: str) -> Proposal:
    line = f"wide = [ {', '.join(entries)} ]"
    if len(line) > _ONE_LINE:
        line = "\n".join(["wide = [", *(f"  {entry}," for entry in entries), "]"])
    return Proposal(key="wide", place="table", toml=line, comment=comment, columns=group.columns)


def entry_of(kind: Kind, measures: Mapping[str, str], contract: Contract) -> str:
    """Return one entry of `wide`, TOML; a field that is the sum of others it has is their sum."""
    pairs = dict(kind) | {f.name: quoted(measures[f.name]) for f in contract.fields if f.name in measures}
    for name, parts in headings().derived.get(contract.name, {}).items():
        if name not in pairs and all(part in pairs for part in parts):
            pairs[name] = table({"expr": quoted(" + ".join(parts))})
    return table(pairs)
