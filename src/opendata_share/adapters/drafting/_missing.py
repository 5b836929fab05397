"""Required fields that no column feeds: what each needs, with the line that would give it.

What lives here: keys, constants a code list may answer, sums. What this file must not know: which columns feed the
other fields, TOML files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from ..._arrow import Values, nulls
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
    {Provenance.AGENCY, Provenance.RECORDED_AT, Provenance.RECORDED_AT_BASIS, Provenance.SOURCE_IDENTIFIER}
)
_YEAR: Final = re.compile(r"(19|20)[0-9]{2}\Z")
_CODE: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z]|[0-9]{5})[A-Za-z0-9._/-]{2,20}\Z")
_SURE: Final = 0.9
_SHOWABLE: Final = frozenset({Sensitivity.PUBLIC, Sensitivity.INTERNAL})
_HARMLESS: Final = ("unknown", "all", "active")
"""What may be written where nothing tells; without one of them the line says so by not being accepted."""
_NAMES: Final = frozenset({"nama", "name"})


@dataclass(frozen=True, slots=True)
class Needs:
    """Finds what a block still needs.

    Attributes:
        contract: The contract.
        profiles: The columns that may be shown and used, by heading.
        hints: The headings, which may say what every row is about.
        titles: The names of the sheet and the file, which may say it too, and when.
        rows: How many rows were looked at.
        speak: The language.
    """

    contract: Contract
    profiles: Mapping[str, Profile]
    hints: tuple[str, ...]
    titles: tuple[str, ...]
    rows: int
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
            if precision is not None and precision in self.contract and precision not in given:
                toml = f"{key(precision)} = {constant(quoted(exactness))}"
                yield Proposal(key=precision, place="table", toml=toml, comment=self.speak.say("precision", field=name))
        else:
            slug = "needed-time" if wanted.type in {FieldType.DATE, FieldType.DATETIME} else "needed"
            given_toml = constant(quoted("…")) if slug == "needed-time" else quoted("…")
            said = self.speak.say(slug, title=title)
            yield Proposal(key=name, place="table", toml=f"{key(name)} = {given_toml}", comment=said)

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
        harmless = next((code for code in _HARMLESS if code in code_list.values), "…")
        code = hinted or harmless
        return self._constant(wanted, title, code)

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
        for title in self.titles:
            words = words_of(title)
            for place, word in enumerate(words):
                if not _YEAR.match(word):
                    continue
                month = month_of(words[place - 1]) if place else None
                day = int(words[place - 2]) if place > 1 and words[place - 2].isdigit() else 0
                if month is not None and 1 <= day <= 28:
                    return f"{word}-{month:02d}-{day:02d}", "day", title
                if month is not None:
                    return f"{word}-{month:02d}-01", "month", title
                return f"{word}-01-01", "year", title
        return None

    def _key(self, feeding: Mapping[str, Field]) -> Iterator[Proposal]:
        """Yield the line that fills the identifier, from a column that tells rows apart where there is one."""
        columns = [p for name, p in self.profiles.items() if self._may_be_key(name, p, feeding)]
        unique = [profile for profile in columns if profile.is_unique]
        coded = [
            p
            for p in unique
            if is_among(p.heading, headings().key) or words_of(p.heading)[:1] in {("kode",), ("id",), ("code",)}
        ]
        named = [p for p in unique if _NAMES & set(words_of(p.heading))]
        numbered = [p for p in unique if is_among(p.heading, headings().row_number)]
        rest = [p for p in unique if p not in (*coded, *named, *numbered)]
        say = self.speak.say
        if best := [*coded, *named, *(p for p in rest if _looks_like_codes(p))]:
            name = best[0].heading
            open_to_all = name not in feeding or feeding[name].is_public
            shown = "" if open_to_all else f"; {say('key-shown', field=feeding[name].name)}"
            yield self._key_line((name,), say("key", rows=self.rows) + shown)
        elif (pair := self._pair(columns)) is not None:
            yield self._key_line(pair, say("key-pair"))
        elif numbered:
            yield self._key_line((numbered[0].heading,), say("key-number"))
        else:
            yield Proposal(key="key", place="table", toml='key = "digest"', comment=say("key-digest"))

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
        decimal = profile.share(re.compile(r"[+-]?[0-9]+[.,][0-9]+\Z")) > 0.2
        return not decimal and times_of(profile).share < 0.5 and bool(words_of(name))

    def _pair(self, columns: list[Profile]) -> tuple[str, str] | None:
        """Return a name and what tells apart those of the same name, judged by the whole sample; None here."""
        named = [p for p in columns if _NAMES & set(words_of(p.heading)) and p.filled == p.rows]
        places = [
            p for p in self.profiles.values() if is_among(p.heading, ("alamat", "kelurahan", "kecamatan", "address"))
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


def _spaced(phrase: str) -> str:
    """Return a pattern for a phrase, whatever stands between its words."""
    return r"\W*".join(map(re.escape, phrase.split()))


def _looks_like_codes(profile: Profile) -> bool:
    """Whether cells are short words without blanks that hold digits: codes, and neither counts nor sentences."""
    return profile.share(_CODE) >= _SURE


_ONLY_PRESENCE: Final = re.compile(r"(?:[a-z][a-z0-9_]*\s+IS\s+NOT\s+NULL|AND|OR|[()\s])+\Z")


def _presence(target: Field, there: bool) -> Values:
    """Return one cell of the field's type that is there, or null."""
    if not there:
        return nulls(1, target.arrow_type())
    kind = target.arrow_type()
    return pa.array(["x"], kind) if pa.types.is_string(kind) else pa.array([0], pa.int64()).cast(kind, safe=False)
