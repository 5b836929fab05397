"""map draft: a source and a contract → a field map that a person confirms line by line.

What lives here: the public verb and the order of a draft's lines. What this file must not know: how a line is found.

House decision 12 ("no guessing") is the law here: a line is active only where a heading is a field's exact name or
title and its cells are values of the field as they stand. All else is a comment that becomes right when its `# ` is
removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final, Literal

from ..._limits import DEFAULT_LIMITS, Limits
from ...contract import Contract, Field, Provenance
from ...errors import SourceError
from ..descriptions import ContractLike, find_contract
from ..mapping import FieldMap
from ..reading import SheetSource, Source, SourceOptions, open_source
from ._again import Mentioned, added_to
from ._fields import Matched, Matcher
from ._ignored import ignored_entry, quarantined_entry
from ._missing import Needs
from ._rows import OddRows, odd_rows
from ._shape import Profile, Sample, profile, sample_of
from ._text import Proposal, Speaker, key, listed, note, one_line, quoted
from ._times import ZONES
from ._wide import WideReader, entry_of

_UTF_8: Final = "utf-8"
_DELIMITERS: Final = (";", "\t", "|")
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
    options = _options(known, sheet, header_rows, encoding)
    opened, options = _opened(source, options, limits or DEFAULT_LIMITS)
    sample = sample_of(opened)
    odd = odd_rows(sample)
    profiles = _profiles(sample.without(set(odd.positions)))
    mentioned = None if existing is None or known is None else Mentioned.of(existing, known, tuple(profiles))
    drafter = _Drafter(contract, opened, options, sample, odd, profiles, agency, speak, asked=(sheet, header_rows))
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


def _opened(source: object, options: SourceOptions, limits: Limits) -> tuple[Source, SourceOptions]:
    """Return the source; a file that the reader finds to be written with another separator is read with that one."""
    opened = open_source(source, options, limits)
    try:
        opened.headings()
    except SourceError as error:
        if error.message_id != "csv-other-delimiter":
            raise
        others = [replace(options, delimiter=sign) for sign in _DELIMITERS]
        found = [(open_source(source, other, limits), other) for other in others]
        return max(found, key=lambda pair: _width(pair[0]))
    return opened, options


def _width(source: Source) -> int:
    """Return how many columns a source has; none where it cannot be read so."""
    try:
        return len(source.headings())
    except SourceError:
        return 0


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
        asked: tuple[str | None, tuple[int, ...]],
    ) -> None:
        self.contract = contract
        self.source = source
        self.options = options
        self.sample = sample
        self.odd = odd
        self.profiles = profiles
        self.agency = agency
        self.speak = speak
        self.asked = asked
        self.headings = tuple(profiles)

    def fresh(self) -> Draft:
        """Return the whole draft."""
        matcher = Matcher(self.contract, self.profiles, self.speak)
        matched = matcher.match()
        needs = self._needs(matched)
        table = self._in_order([*matched.lines, *needs.lines(matched.fields, self._feeding(matched))])
        unused = self._unused(matched, table)
        source = [*self._source_lines(matched, table), *self._closed(unused, matched)]
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
            ignore=tuple(ignored_entry(name, self.headings) for name in unused),
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
        return Needs(self.contract, open_columns, self.headings, tuple(titles), len(self.sample.numbers), self.speak)

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
        sheet, header_rows = self.asked
        if sheet is not None:
            yield self._active("sheet", quoted(sheet))
        found = self.source.header_rows() if isinstance(self.source, SheetSource) else ()
        if (rows := header_rows or found) and rows != (1,):
            yield self._active("header_rows", listed(rows))
        if matched.needs_zone:
            yield self._zone(matched)
        if (nulls := self._nulls(table)) is not None:
            yield nulls
        if (skip := self.odd.proposal(self.speak)) is not None:
            yield skip

    @staticmethod
    def _active(name: str, toml: str) -> Proposal:
        return Proposal(key=name, place="source", toml=f"{name} = {toml}", is_active=True)

    def _zone(self, matched: Matched) -> Proposal:
        said = [zone for zone in matched.zones if zone in ZONES]
        zone = ZONES[said[0]] if len(said) == 1 else ZONES["WIB"]
        comment = self.speak.say("zone-said", zones=said) if said else self.speak.say("zone")
        return Proposal(key="zone", place="source", toml=f"zone = {quoted(zone)}", comment=comment)

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
        return Proposal(key="null", place="source", toml=f"null = {listed(('', *words))}", comment=comment)

    def _closed(self, unused: tuple[str, ...], matched: Matched) -> Iterator[Proposal]:
        """Yield the columns that are not read."""
        if unused:
            yield self._active("ignore", listed(ignored_entry(name, self.headings) for name in unused))
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
