"""Required fields that no column feeds: what each needs, with the line that would give it.

What lives here: keys, constants a code list may answer, sums. What this file must not know: which columns feed the
other fields, TOML files.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeGuard

import pyarrow as pa

from ..._arrow import Values, nulls
from ..._dataclass import dataclass
from ...contract import Contract, Field, FieldType, Provenance, Sensitivity
from ...schemas.headings import headings
from ._codes import Codes, about_codes, codes_of, grouped_codes
from ._personal import personal_kind
from ._shape import Profile
from ._text import Proposal, Speaker, constant, key, listed, literal, one_line, quoted, table, value
from ._times import month_of, times_of
from ._words import code_phrases, is_among, words_of

_SHOWN_CODES: Final = 8
_KNOWN: Final = 0.6
_MOST: Final = 0.8
_ALWAYS_FILLED: Final = frozenset(
    {
        Provenance.AGENCY,
        Provenance.RECORDED_AT,
        Provenance.RECORDED_AT_BASIS,
        Provenance.SOURCE_IDENTIFIER,
        Provenance.OTHER_PROPERTIES,
    }
)
_YEAR: Final = re.compile(r"(19|20)[0-9]{2}\Z")
_CODE: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z]|[0-9]{5})[A-Za-z0-9._/-]{2,20}\Z")
_SURE: Final = 0.9
_SHOWABLE: Final = frozenset({Sensitivity.PUBLIC, Sensitivity.INTERNAL})
_NEARLY: Final = 0.9
_CHANGES: Final = ("status", "condition")
"""What differs from row to row: no heading says it of all of them."""
_KEY_WORDS: Final = frozenset({"kode", "id", "code"})
_NAMES: Final = frozenset({"nama", "name"})


@dataclass(frozen=True, slots=True)
class Needs:
    """Finds what a block still needs.

    Attributes:
        contract: The contract.
        profiles: The columns that may be shown and used, by heading.
        hints: The headings, which may say what every row is about.
        titles: The names of the sheet and the file, which may say it too, and when.
        above: The texts above the headings, which may say when; they are looked into and never shown.
        speak: The language.
    """

    contract: Contract
    profiles: Mapping[str, Profile]
    hints: tuple[str, ...]
    titles: tuple[str, ...]
    above: tuple[str, ...]
    speak: Speaker

    def missing(self, given: frozenset[str]) -> tuple[Field, ...]:
        """Return the required fields that are not among `given` and that the package does not fill."""
        return tuple(
            f
            for f in self.contract.fields
            if f.required
            and f.name not in given
            and f.default is None
            and f.derived is None
            and f.provenance not in _ALWAYS_FILLED
        )

    def lines(self, given: frozenset[str], feeding: Mapping[str, Field]) -> Iterator[Proposal]:
        """Yield a line for each required field without a source.

        Args:
            given: The fields that have one.
            feeding: The field each used column feeds.
        """
        for wanted in self.missing(given):
            if wanted.provenance is Provenance.IDENTIFIER:
                yield from self._key(feeding)
            else:
                yield from self._line(wanted, given, feeding)

    def _line(self, wanted: Field, given: frozenset[str], feeding: Mapping[str, Field]) -> Iterator[Proposal]:
        name, title = wanted.name, wanted.title.in_language(self.speak.language)
        parts = headings().derived.get(self.contract.name, {}).get(name, ())
        if parts and given.issuperset(parts):
            toml = f"{key(name)} = {table({'expr': quoted(' + '.join(parts))})}"
            yield Proposal(key=name, place="table", toml=toml, comment=self.speak.say("sum", title=title))
        elif wanted.code_list is not None:
            told = self._from_cells(wanted, title, feeding) or self._from_names(wanted, title)
            yield told or self._coded(wanted, title)
        elif wanted.type is FieldType.DATE and (found := self._date_of_titles()) is not None:
            day, exactness, where = found
            said = self.speak.say("date-of-title", title=title, where=where)
            yield Proposal(key=name, place="table", toml=f"{key(name)} = {constant(day)}", comment=said)
            precision = headings().precision.get(name)
            if self._must_be_said(precision, exactness) and precision not in given:
                toml = f"{key(precision)} = {constant(quoted(exactness))}"
                yield Proposal(key=precision, place="table", toml=toml, comment=self.speak.say("precision", field=name))
        else:
            slug = "needed-time" if wanted.type in {FieldType.DATE, FieldType.DATETIME} else "needed"
            given_toml = constant(quoted("…")) if slug == "needed-time" else quoted("…")
            said = self.speak.say(slug, title=title)
            yield Proposal(key=name, place="table", toml=f"{key(name)} = {given_toml}", comment=said)

    def _must_be_said(self, precision: str | None, exactness: str) -> TypeGuard[str]:
        """Whether the contract has a field for how exact a day is, and would not say so by itself."""
        if precision is None or precision not in self.contract:
            return False
        return self.contract.field(precision).default != exactness

    def _from_cells(self, wanted: Field, title: str, feeding: Mapping[str, Field]) -> Proposal | None:
        """Return a line from a column whose words tell the code, though its heading does not, or None."""
        assert wanted.code_list is not None
        wanted_list = self.contract.code_list(wanted.code_list)
        found: list[tuple[float, str, Codes]] = []
        for name, profile in self.profiles.items():
            if not profile.filled or personal_kind(profile) is not None:
                continue
            codes = codes_of(profile, wanted_list, may_show=True)
            source = feeding.get(name)
            if source is not None and source.code_list is not None:
                members = self.contract.code_list(source.code_list)
                grouped = grouped_codes(profile, members, wanted_list, may_show=True)
                codes = max(codes, grouped, key=lambda c: c.known)
            if codes.known >= _KNOWN and all(not text.isdigit() for text, _ in profile.counts):
                found.append((codes.known, name, codes))
        if not found:
            return None
        _, name, codes = max(found, key=lambda item: item[0])
        comments = [self.speak.say("from-cells", title=title), *about_codes(codes, self.speak)]
        toml = f"{key(wanted.name)} = {value(name, codes.steps)}"
        return Proposal(key=wanted.name, place="table", toml=toml, comment="; ".join(comments), columns=(name,))

    def _from_names(self, wanted: Field, title: str) -> Proposal | None:
        """Return a line that takes the code from the first words of names ("Pos …", "Sektor …"), or None."""
        assert wanted.code_list is not None
        phrases = code_phrases(self.contract.code_list(wanted.code_list))
        for name, profile in self.profiles.items():
            if not _NAMES & set(words_of(name)) or not profile.filled or personal_kind(profile) is not None:
                continue
            counts: dict[str, int] = {}
            for text, count in profile.counts:
                words = words_of(text)
                starts = (" ".join(words[:length]) for length in range(min(4, len(words)), 0, -1))
                if (start := next((s for s in starts if s in phrases and len(s) > 1), None)) is not None:
                    counts[start] = counts.get(start, 0) + count
            if sum(counts.values()) < _MOST * profile.filled:
                continue
            if len(codes := sorted({phrases[start] for start in counts})) == 1:
                return self._constant(wanted, title, codes[0])
            longest = sorted(counts, key=lambda start: (-len(start), start))
            patterns = {literal(rf"(?i)\W*{_spaced(start)}\b.*"): quoted(phrases[start]) for start in longest}
            toml = f"{key(wanted.name)} = {value(name, {'match': table(patterns)})}"
            said = self.speak.say("from-names", title=title)
            return Proposal(key=wanted.name, place="table", toml=toml, comment=said, columns=(name,))
        return None

    def _coded(self, wanted: Field, title: str) -> Proposal:
        assert wanted.code_list is not None
        code_list = self.contract.code_list(wanted.code_list)
        hinted = self._hinted(code_phrases(code_list))
        # what nothing tells is asked for: a code that is taken unread would pass
        told = None if wanted.name.endswith(_CHANGES) else hinted
        return self._constant(wanted, title, told or "…")

    def _constant(self, wanted: Field, title: str, code: str) -> Proposal:
        assert wanted.code_list is not None
        code_list = self.contract.code_list(wanted.code_list)
        others = [value for value in code_list.values if value != code]
        more = [f"… (+{len(others) - _SHOWN_CODES})"] if len(others) > _SHOWN_CODES else []
        said = self.speak.say("needed-code", title=title, codes=", ".join(others[:_SHOWN_CODES] + more))
        toml = f"{key(wanted.name)} = {constant(quoted(code))}"
        return Proposal(key=wanted.name, place="table", toml=toml, comment=said)

    def _hinted(self, phrases: Mapping[str, str]) -> str | None:
        """Return the only code that the headings, the sheet's and the file's name speak of, or None."""
        for names in (self.hints, self.titles):
            found: dict[str, None] = {}
            for name in names:
                words = words_of(name)
                for length in range(min(4, len(words)), 0, -1):
                    spans = {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
                    codes = {phrases[span] for span in spans if span in phrases and len(span) > 1}
                    if codes:
                        found |= dict.fromkeys(sorted(codes))
                        break
            if len(found) == 1:
                return next(iter(found))
        return None

    def _date_of_titles(self) -> tuple[str, str, str] | None:
        """Return the day a sheet's or a file's name says, how exact it is, and where it stands."""
        days = {found[:2]: found for text in self.above for found in _dates_in(text) if found[1] == "day"}
        if len(days) == 1:
            return next(iter(days.values()))
        for title in self.titles:
            for day, exactness, _ in _dates_in(title):
                return day, exactness, title
        return None

    def _key(self, feeding: Mapping[str, Field]) -> Iterator[Proposal]:
        """Yield the line that fills the identifier, from a column that tells rows apart where there is one."""
        columns = [p for name, p in self.profiles.items() if self._may_be_key(name, p, feeding)]
        # what stands deep inside is rather of something else
        unique = sorted((p for p in columns if p.is_unique), key=lambda p: len(p.names))
        coded = [p for p in unique if is_called_a_key(p)]
        nearly = [p for p in columns if is_called_a_key(p) and _is_nearly_unique(p)]
        named = [p for p in unique if _NAMES & set(words_of(p.label))]
        numbered = [p for p in unique if is_among(p.label, headings().row_number)]
        rest = [p for p in unique if p.rows > 1 and p not in (*coded, *named, *numbered)]  # one row tells nothing
        say = self.speak.say
        best = [*coded, *([] if nearly else [*named, *(p for p in rest if _looks_like_codes(p))])]
        if best:
            name = best[0].heading
            open_to_all = name not in feeding or feeding[name].is_public
            shown = "" if open_to_all else f"; {say('key-shown', field=feeding[name].name)}"
            yield self._key_line((name,), say("key", rows=best[0].rows) + shown)
        elif nearly:
            found = nearly[0]
            comment = say("key-nearly", empty=found.empty, repeated=found.filled - found.distinct)
            yield self._key_line((found.heading,), comment)
        elif (pair := self._pair(columns)) is not None:
            yield self._key_line(pair, say("key-pair"))
        elif numbered:
            # an identifier that moves with the rows is for a person to choose, not to take unread
            yield replace(self._key_line((numbered[0].heading,), say("key-number")), is_alternative=True)
        else:
            digest = Proposal(key="key", place="table", toml='key = "digest"', comment=say("key-digest"))
            yield replace(digest, is_alternative=True)

    def _may_be_key(self, name: str, profile: Profile, feeding: Mapping[str, Field]) -> bool:
        target = feeding.get(name)
        if (
            name == "#"
            or personal_kind(profile) is not None
            or (target is not None and target.sensitivity not in _SHOWABLE)
        ):
            return False
        if target is not None and target.type not in {FieldType.TEXT, FieldType.INTEGER}:
            return False
        if target is not None and (target.name in {"address", "phone", "email", "website"} or target.unit is not None):
            return False
        measured = profile.share(re.compile(r"[+-]?[0-9]+[.,][0-9]+\Z")) > 0.2
        called = any(is_among(title, headings().key) for title in profile.titles)
        decimal = measured and not called  # a hull number 11.02 is neither a measure nor a time
        return not decimal and bool(words_of(name)) and (called or times_of(profile).share < 0.5)

    def _pair(self, columns: list[Profile]) -> tuple[str, str] | None:
        """Return a name and what tells apart those of the same name, judged by the whole sample; None here."""
        named = [p for p in columns if _NAMES & set(words_of(p.label)) and p.filled == p.rows]
        places = [
            p for p in self.profiles.values() if is_among(p.label, ("alamat", "kelurahan", "kecamatan", "address"))
        ]
        filled = [p for p in places if p.filled == p.rows]
        return (named[0].heading, filled[0].heading) if named and filled else None

    def _key_line(self, columns: tuple[str, ...], comment: str) -> Proposal:
        return Proposal(key="key", place="table", toml=f"key = {listed(columns)}", comment=comment, columns=columns)

    def unmet_checks(self, given: frozenset[str]) -> Iterator[str]:
        """Yield what checks ask for that no column can meet, where they only ask that something is there."""
        for check, expression in self.contract.conditions:
            if check.severity != "error" or not _ONLY_PRESENCE.match(check.expression):
                continue
            columns = {name: _presence(self.contract.field(name), name in given) for name in expression.columns}
            if expression.evaluate(columns, 1).values.to_pylist() == [False]:
                yield one_line(check.message.in_language(self.speak.language))


def _dates_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the days a text says, how exact each is, and the words that say it."""
    words = words_of(text)
    for place, word in enumerate(words):
        if not _YEAR.match(word):
            continue
        month = month_of(words[place - 1]) if place else None
        day = int(words[place - 2]) if place > 1 and words[place - 2].isdigit() else 0
        if month is not None and 1 <= day <= monthrange(int(word), month)[1]:
            yield f"{word}-{month:02d}-{day:02d}", "day", " ".join(words[place - 2 : place + 1])
        elif month is not None:
            yield f"{word}-{month:02d}-01", "month", " ".join(words[place - 1 : place + 1])
        else:
            yield f"{word}-01-01", "year", word


def _spaced(phrase: str) -> str:
    """Return a pattern for a phrase, whatever stands between its words."""
    return r"\W*".join(map(re.escape, phrase.split()))


def _looks_like_codes(profile: Profile) -> bool:
    """Whether cells are short words without blanks that hold digits: codes, and neither counts nor sentences."""
    return profile.share(_CODE) >= _SURE


def is_called_a_key(profile: Profile) -> bool:
    """Whether a column is called something that tells rows apart."""
    words = words_of(profile.label)
    called = any(is_among(title, headings().key) for title in profile.titles)
    return called or bool({*words[:1], *words[-1:]} & _KEY_WORDS)


def _is_nearly_unique(profile: Profile) -> bool:
    """Whether a few cells only are empty or repeated: rows to be rejected, not a reason for another key."""
    enough = _NEARLY * profile.rows
    return not profile.cut and profile.filled >= enough and profile.distinct >= _NEARLY * profile.filled


_ONLY_PRESENCE: Final = re.compile(r"(?:[a-z][a-z0-9_]*\s+IS\s+NOT\s+NULL|AND|OR|[()\s])+\Z")


def _presence(target: Field, there: bool) -> Values:
    """Return one cell of the field's type that is there, or null."""
    if not there:
        return nulls(1, target.arrow_type())
    kind = target.arrow_type()
    return pa.array(["x"], kind) if pa.types.is_string(kind) else pa.array([0], pa.int64()).cast(kind, safe=False)
