"""map draft: a source and a contract → a field map that a person confirms line by line.

What lives here: the public verb and the order of a draft's lines. What this file must not know: how a line is found.

House decisions 12 and 24 are the law here: a line is active only where a heading is a field's exact name or title and
its cells leave one reading, or where the file itself proves how it is written. All else is a comment that becomes right
when its `# ` is removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final, Literal

from ..._limits import DEFAULT_LIMITS, Limits
from ...contract import Contract, Field, Provenance
from ...schemas.headings import headings
from ..descriptions import ContractLike, find_contract
from ..mapping import FieldMap
from ..reading import SheetSource, Source, SourceOptions
from ._again import Mentioned, added_to
from ._fields import Matched, Matcher
from ._ignored import ignored_entry, quarantined_entry
from ._missing import Needs
from ._rows import OddRows, lone_rows, odd_rows
from ._shape import Profile, Sample, profile, sample_of
from ._text import Proposal, Speaker, key, listed, note, one_line, quoted
from ._times import ZONES
from ._which_table import opened, titles_of
from ._wide import WideReader, entry_of
from ._words import Vocabulary, words_of

_UTF_8: Final = "utf-8"
_CITY: Final = "jakarta"
"""The one city of the shared vocabulary's own areas: its agencies are in western Indonesia's time."""
_AGENCY: Final = "your-agency"


@dataclass(frozen=True, slots=True)
class Draft:
    """A field map to be confirmed by a person.

    Attributes:
        text: The whole TOML text; as it stands, and with every proposal taken, it is in the language of field maps.
        matched: Field → column, for exact matches: the lines that hold already.
        proposals: The lines that do not hold yet, in order, other readings included.
        missing: Required fields no column was found for.
        unused: Columns nothing was proposed for, those in quarantine left out.
    """

    text: str
    matched: Mapping[str, str]
    proposals: tuple[Proposal, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]


def draft_map(
    source: object,
    *,
    to: ContractLike,
    agency: str | None = None,
    existing: str | None = None,
    limits: Limits | None = None,
    sheet: str | None = None,
    header_rows: tuple[int, ...] = (),
    encoding: str | None = None,
    language: Literal["en", "id"] = "en",
) -> Draft:
    """Return a draft of the field map that turns `source` into rows of one contract.

    Args:
        source: What `adapt` takes: a path, a list of dicts, a table, a `Source`.
        to: The contract: a record class, a `Contract`, a registered name, or the path of a contract document.
        agency: The publishing agency's slug.
        existing: The text of a field map to be added to. It is kept byte for byte; a column or field it names anywhere,
            also in a comment, is settled and gets nothing new.
        limits: Named limits.
        sheet: Workbooks: the sheet's name.
        header_rows: The rows that hold the headings.
        encoding: The text encoding of a file that is not UTF-8.
        language: The language of comments.

    Raises:
        DefinitionError: The contract or the existing map is wrong.
        SourceError: The source is malformed, or nothing tells which sheet or rows are meant.
        SourceUnavailable: The source cannot be opened.

    Example:
        >>> from opendata_share.adapters import draft_map
        >>> rows = [{"Nama pos": "Pos Monas", "Kode": "P1"}, {"Nama pos": "Pos Gambir", "Kode": "P2"}]
        >>> draft = draft_map(rows, to="fire-station", agency="demo")
        >>> draft.matched, draft.missing
        ({'name': 'Nama pos'}, ('id', 'station_type'))
    """
    contract, speak = find_contract(to), Speaker(language)
    known = None if existing is None else FieldMap.from_toml(existing)
    declared = _options(known, sheet, header_rows, encoding)
    found, options = opened(source, declared, limits or DEFAULT_LIMITS, _says_something(contract))
    sample = sample_of(found)
    odd = odd_rows(sample)
    profiles = _profiles(sample.without({*odd.positions, *lone_rows(sample)}))
    mentioned = None if existing is None or known is None else Mentioned.of(existing, known, tuple(profiles))
    drafter = _Drafter(contract, found, options, sample, odd, profiles, agency, speak)
    return drafter.fresh() if mentioned is None else drafter.again(mentioned)


def _options(
    known: FieldMap | None, sheet: str | None, header_rows: tuple[int, ...], encoding: str | None
) -> SourceOptions:
    """Return how the source is written, as an existing map and the call say."""
    options = SourceOptions(sheet=sheet, header_rows=header_rows, encoding=encoding or _UTF_8)
    if known is None:
        return options
    section = known.source
    return replace(
        options,
        format=section.format,
        encoding=encoding or section.encoding,
        delimiter=section.delimiter or options.delimiter,
        quote=options.quote if section.quote is None else section.quote,
        header=section.header,
        newline=section.newline,
        null=section.null,
        record=section.record,
        sheet=sheet or section.sheet,
        header_rows=header_rows or section.header_rows,
        quarantine=frozenset(name.removesuffix("?") for name in section.quarantine),
    )


def _says_something(contract: Contract) -> Callable[[str], bool]:
    """Return what tells whether a heading means anything to a contract, a slip of the pen left out."""
    vocabulary, wide = Vocabulary(contract), WideReader(contract, frozenset(), None)
    return lambda heading: bool(vocabulary.candidates(heading, by_spelling=False) or wide.read(heading))


def _profiles(sample: Sample) -> dict[str, Profile]:
    return {name: profile(name, sample) for name in sample.columns}


class _Drafter:
    """Puts the lines of one draft together."""

    def __init__(
        self,
        contract: Contract,
        source: Source,
        options: SourceOptions,
        sample: Sample,
        odd: OddRows,
        profiles: Mapping[str, Profile],
        agency: str | None,
        speak: Speaker,
    ) -> None:
        self.contract = contract
        self.source = source
        self.options = options
        self.sample = sample
        self.odd = odd
        self.profiles = profiles
        self.agency = agency
        self.speak = speak
        self.headings = tuple(profiles)
        self.titles = titles_of(source)

    def fresh(self) -> Draft:
        """Return the whole draft."""
        matcher = Matcher(self.contract, self.profiles, self.speak)
        matched = matcher.match()
        needs = self._needs(matched)
        table = self._in_order([*matched.lines, *needs.lines(matched.fields, self._feeding(matched))])
        unused = self._unused(matched, table)
        source = [*self._source_lines(matched, table), *self._closed(self._ignored(matched, table), unused, matched)]
        top = list(self._top())
        text = self._text(top, source, table, self._notes(matched, needs, table))
        return Draft(
            text,
            _confirmed(matched.lines),
            tuple(line for line in (*top, *source, *table) if not line.is_active),
            tuple(f.name for f in needs.missing(matched.fields)),
            unused,
        )

    def again(self, mentioned: Mentioned) -> Draft:
        """Return the existing text with what is new added."""
        matcher = Matcher(self.contract, self.profiles, self.speak)
        taken = mentioned.fields_of(self.contract)
        matched = matcher.match(mentioned.columns, taken)
        needs = self._needs(matched)
        given = matched.fields | taken
        missing = [line for line in needs.lines(given, self._feeding(matched)) if line.key not in taken]
        table = self._in_order([*matched.lines, *missing])
        new = tuple(name for name in self.headings if name not in mentioned.columns)
        unused = tuple(name for name in self._unused(matched, table) if name in new)
        source = [line for line in self._source_lines(matched, table) if line.key not in mentioned.keys]
        # columns in quarantine are not read again, so that rows may look emptier than they are
        source = [line for line in source if new or line.key != "skip"]
        top = [line for line in self._top() if line.key not in mentioned.keys and new]
        text = added_to(
            mentioned,
            contract=self.contract.name,
            top=top,
            source=source,
            table=table,
            ignore=tuple(ignored_entry(name, self.headings) for name in self._ignored(matched, table) if name in new),
            quarantine=tuple(quarantined_entry(name) for name in matched.quarantined),
            heading=note(self.speak.say("again", columns=[one_line(name) for name in new])),
            notes=self._more_of_wide(mentioned, unused),
        )
        proposals = tuple(line for line in (*top, *source, *table) if not line.is_active)
        return Draft(text, _confirmed(matched.lines), proposals, tuple(f.name for f in needs.missing(given)), unused)

    def _more_of_wide(self, mentioned: Mentioned, unused: tuple[str, ...]) -> tuple[str, ...]:
        """Return what could be added to a `wide` that is there already, for new columns."""
        if "wide" not in mentioned.keys:
            return ()
        columns = {name: self.profiles[name] for name in unused}
        group = WideReader(self.contract, frozenset(), None).group(columns)
        if group is None:
            return ()
        entries = [entry_of(kind, measures, self.contract) for kind, measures in group.entries.items()]
        return (note(self.speak.say("wide-more", entries=", ".join(entries))),)

    def _needs(self, matched: Matched) -> Needs:
        """Return what finds the fields still needed, from columns that are not personal."""
        places = {column for line in matched.lines if line.key in {"point", "area_code"} for column in line.columns}
        left_out = {*matched.quarantined, *places}
        open_columns = {name: p for name, p in self.profiles.items() if name not in left_out}
        titles = [PurePath(self.source.name).stem]
        if isinstance(self.source, SheetSource):
            titles.insert(0, self.source.sheet())
        return Needs(self.contract, open_columns, self.headings, tuple(titles), self.titles, self.speak)

    def _feeding(self, matched: Matched) -> dict[str, Field]:
        return {
            column: self.contract.field(line.key)
            for line in matched.lines
            for column in line.columns
            if line.key in self.contract and not line.is_alternative
        }

    def _in_order(self, lines: list[Proposal]) -> list[Proposal]:
        """Return the lines of a block in the contract's order, `key` first, `where` and `wide` last."""
        names = ["key", *(f.name for f in self.contract.fields), "where", "wide"]
        order = {name: place for place, name in enumerate(names)}
        order["point"] = order.get("latitude", 0)
        return sorted(lines, key=lambda line: order[line.key])

    def _unused(self, matched: Matched, table: list[Proposal]) -> tuple[str, ...]:
        used = {column for line in table if not line.is_alternative for column in line.columns}
        return tuple(name for name in self.headings if name not in used and name not in matched.quarantined)

    def _ignored(self, matched: Matched, table: list[Proposal]) -> tuple[str, ...]:
        """Return the columns that no line reads that holds: they are ignored until a person takes one that does."""
        used = {column for line in table if line.is_active for column in line.columns}
        return tuple(name for name in self.headings if name not in used and name not in matched.quarantined)

    def _top(self) -> Iterator[Proposal]:
        if self.agency is not None:
            yield Proposal(key="agency", place="top", toml=f"agency = {quoted(self.agency)}", is_active=True)
        elif self.contract.provenance(Provenance.AGENCY) or self.contract.provenance(Provenance.IDENTIFIER):
            comment = self.speak.say("agency")
            yield Proposal(key="agency", place="top", toml=f"agency = {quoted(_AGENCY)}", comment=comment)

    def _source_lines(self, matched: Matched, table: list[Proposal]) -> Iterator[Proposal]:
        """Yield how the source is written: what was needed to read it is active, the rest a proposal."""
        if self.options.delimiter != "," and self.options.format != "tsv":
            yield self._active("delimiter", quoted(self.options.delimiter))
        if self.options.encoding != _UTF_8:
            yield self._active("encoding", quoted(self.options.encoding))
        if self.options.sheet is not None:
            yield self._active("sheet", quoted(self.options.sheet))
        if self.options.record is not None:
            yield self._active("record", quoted(self.options.record))
        # rows that the structure of a sheet leaves no doubt about are found again, also where a title line is added
        if (rows := self.options.header_rows) and rows != (1,):
            yield self._active("header_rows", listed(rows))
        if matched.needs_zone:
            yield from self._zone(matched)
        if (nulls := self._nulls(table)) is not None:
            yield nulls
        if (skip := self.odd.proposal(self.speak)) is not None:
            yield skip

    @staticmethod
    def _active(name: str, toml: str) -> Proposal:
        return Proposal(key=name, place="source", toml=f"{name} = {toml}", is_active=True)

    def _zone(self, matched: Matched) -> Iterator[Proposal]:
        """Yield the zone that headings, cells or titles name, else the agency's own city's; three where none tells."""
        above = self._zones_of_titles()
        said = list(dict.fromkeys([*above, *(zone for zone in matched.zones if zone in ZONES)]))
        if len(said) == 1:
            comment = self.speak.say("zone-said", zones=said)
            toml = f"zone = {quoted(ZONES[said[0]])}"
            yield Proposal(key="zone", place="source", toml=toml, comment=comment, is_active=bool(above))
        elif _CITY in (self.agency or "").split("-"):
            comment = self.speak.say("zone")
            yield Proposal(key="zone", place="source", toml=f"zone = {quoted(ZONES['WIB'])}", comment=comment)
        else:
            for short, zone in ZONES.items():
                comment = self.speak.say("zone-one-of", zone=short)
                yield Proposal(
                    key="zone", place="source", toml=f"zone = {quoted(zone)}", comment=comment, is_alternative=True
                )

    def _zones_of_titles(self) -> tuple[str, ...]:
        """Return the zone abbreviations that stand above the headings."""
        words = {word.upper() for title in self.titles for word in words_of(title)}
        return tuple(zone for zone in ZONES if zone in words)

    def _nulls(self, table: list[Proposal]) -> Proposal | None:
        """Return the line that names the words for "no value" in the columns that are read."""
        read = {column for line in table for column in line.columns}
        counts: dict[str, int] = {}
        for name in self.headings:
            for text, count in self.profiles[name].nulls if name in read else ():
                counts[text] = counts.get(text, 0) + count
        if not counts:
            return None
        words = sorted(counts, key=lambda text: (-counts[text], text))
        comment = self.speak.say("null", count=sum(counts.values()))
        toml = f"null = {listed(('', *words))}"
        # a mark is no number and no word: whatever it means, it is not the value; "tidak ada" may mean 0
        marks = all(word.casefold() in headings().null_marks for word in words)
        return Proposal(key="null", place="source", toml=toml, comment=comment, is_active=marks)

    def _closed(self, ignored: tuple[str, ...], unused: tuple[str, ...], matched: Matched) -> Iterator[Proposal]:
        """Yield the columns that are not read."""
        if ignored:
            toml = f"ignore = {listed(ignored_entry(name, self.headings) for name in ignored)}"
            comment = self.speak.say("ignore") if set(ignored) - set(unused) else ""
            yield Proposal(key="ignore", place="source", toml=toml, comment=comment, is_active=True)
        if matched.quarantined:
            looks = [
                f"{one_line(name)} ({self.speak.say(f'looks-{kind}')})" for name, kind in matched.quarantined.items()
            ]
            yield Proposal(
                key="quarantine",
                place="source",
                toml=f"quarantine = {listed(quarantined_entry(name) for name in matched.quarantined)}",
                comment=self.speak.say("quarantine", columns=looks),
                is_active=True,
            )

    def _notes(self, matched: Matched, needs: Needs, table: list[Proposal]) -> list[str]:
        notes = [note(self.speak.say("missed", column=one_line(column), field=name)) for column, name in matched.missed]
        given = frozenset(line.key for line in table) | matched.fields
        given |= {"latitude", "longitude"} if "point" in given else set()
        given |= {"area_source"} if "area_code" in given else set()
        given |= frozenset() if matched.wide is None else matched.wide.any_fields
        return [*notes, *(note(self.speak.say("check", rule=rule)) for rule in needs.unmet_checks(given))]

    def _text(self, top: list[Proposal], source: list[Proposal], table: list[Proposal], notes: list[str]) -> str:
        count = len(self.sample.numbers)
        title = "title" if self.sample.whole else "title-part"
        name = one_line(PurePath(self.source.name).name)
        lines = [note(self.speak.say(title, file=name, contract=self.contract.identity, rows=count))]
        settled = all(line.is_active for line in (*top, *source, *table))
        lines += [note(self.speak.say("all-matched" if settled else "what-to-do"))]
        lines += [line.text for line in top]
        if source:
            lines += ["", "[source]", *(line.text for line in source)]
        lines += ["", f"[[tables.{key(self.contract.name)}]]", *(line.text for line in table), *notes]
        return "\n".join(lines) + "\n"


def _confirmed(lines: list[Proposal]) -> dict[str, str]:
    return {line.key: line.columns[0] for line in lines if line.is_active and line.columns}
