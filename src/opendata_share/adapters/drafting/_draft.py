"""map draft: a source and contracts → a field map that a person confirms line by line.

What lives here: the public verb and the order of a draft's lines. What this file must not know: how a line is found.

House decisions 12 and 24 are the law here: a line is active only where a heading is a field's exact name or title and
its cells leave one reading, or where the file itself proves how it is written. All else is a comment that becomes right
when its `# ` is removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from pathlib import PurePath
from typing import Any, Final, Literal, cast

from ..._limits import DEFAULT_LIMITS, Limits
from ...contract import Contract, Field, Provenance
from ...errors import DefinitionError
from ...schemas.headings import headings
from ..descriptions import ContractLike, find_contract
from ..mapping import FieldMap
from ..reading import ServiceOptions, SourceOptions, is_address
from ._again import Mentioned, added_to
from ._between import relate, shared_lets
from ._block import BlockDraft, Ground, block_on, fill
from ._ignored import ignored_entry, quarantined_entry
from ._leaves import Leaf, ignored_places, nesting_of
from ._parts import Part, parts_of
from ._personal import Kind
from ._readings import Meaning, Reading
from ._rows import OddRows, odd_rows
from ._shape import sample_of
from ._text import Proposal, Speaker, key, listed, note, one_line, quoted, table
from ._times import ZONES
from ._which_table import chosen_each, named_list, titles_of
from ._wide import WideReader, entry_of
from ._words import words_of

_UTF_8: Final = "utf-8"
_CITY: Final = "jakarta"
"""The one city of the shared vocabulary's own areas: its agencies are in western Indonesia's time."""
_AGENCY: Final = "your-agency"
_OF_SERVICES: Final = frozenset(field.name for field in dataclass_fields(ServiceOptions))
_OPTIONS: Final = frozenset(field.name for field in dataclass_fields(SourceOptions)) - {"quarantine", "service"}
_NO_ROWS: Final = OddRows(frozenset(), {}, (), (), is_proven=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A field map to be confirmed by a person.

    Attributes:
        text: The whole TOML text; as it stands, and with every proposal taken, it is in the language of field maps.
        matched: Field → column, for exact matches: the lines that hold already; of several tables `contract.field`.
        proposals: The lines that do not hold yet, in order, other readings included.
        missing: Required fields no column was found for; of several tables `contract.field`.
        unused: Columns, and paths into nested ones, nothing was proposed for, those in quarantine left out.
    """

    text: str
    matched: Mapping[str, str]
    proposals: tuple[Proposal, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]


def draft_map(
    source: object,
    *,
    to: ContractLike | Sequence[ContractLike],
    agency: str | None = None,
    existing: str | None = None,
    limits: Limits | None = None,
    records: str | None = None,
    language: Literal["en", "id"] = "en",
    **options: Any,
) -> Draft:
    """Return a draft of the field map that turns `source` into rows of one contract or several.

    Args:
        source: What `adapt` takes: a path, the address of a service (its first page is fetched), a list of dicts, a
            table, a `Source`. With several contracts also a folder of files or a workbook whose sheets are the tables.
        to: The contract: a record class, a `Contract`, a registered name, or the path of a contract document; or a
            list of these, for a map that fills several tables.
        agency: The publishing agency's slug.
        existing: The text of a field map to be added to. It is kept byte for byte; a column or field it names anywhere,
            also in a comment, is settled and gets nothing new.
        limits: Named limits.
        records: Nested documents: where the records are, as names joined by "/"; of XML the last names suffice. "."
            is the document, or the record, itself. Without it the likeliest are taken, and the others named.
        language: The language of comments.
        **options: How the source is written, where that is known: format, encoding, delimiter, quote, header,
            header_rows, newline, null, record and sheet; of a service also parameters, paging, page_size, rate, changed
            and auth; of a database table and key.

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
    several = isinstance(to, list | tuple)
    wanted = cast("Sequence[ContractLike]", to) if several else (cast("ContractLike", to),)
    contracts = tuple(find_contract(each) for each in wanted)
    speak = Speaker(language)
    known = None if existing is None else FieldMap.from_toml(existing)
    declared = _options(known, options)
    chosen = limits or DEFAULT_LIMITS
    if known is not None:  # a table that reads a file of its own is settled
        own = {block.contract for block in known.blocks if block.source is not None or block.join is not None}
        contracts = tuple(contract for contract in contracts if contract.name not in own)
    parts = parts_of(source, declared, chosen, contracts, records)
    drafts = [_PartDraft(part, chosen, known, records, agency, speak) for part in parts]
    mentioned = None if existing is None or known is None else Mentioned.of(existing, known, drafts[0].leaves)
    drafter = _Drafter(source, contracts, drafts, agency, speak)
    return drafter.fresh() if mentioned is None else drafter.again(mentioned)


def _options(known: FieldMap | None, given: Mapping[str, Any]) -> SourceOptions:
    """Return how the source is written, as an existing map and the call say; the call wins.

    Raises:
        DefinitionError: There is no such option.
    """
    if unknown := given.keys() - _OPTIONS - _OF_SERVICES:
        raise DefinitionError("adapt-unknown-options", options=sorted(unknown), known=sorted(_OPTIONS | _OF_SERVICES))
    said = {name: value for name, value in given.items() if value not in (None, (), {})}
    own = {name: said.pop(name) for name in _OF_SERVICES & said.keys()}
    if known is None:
        return SourceOptions(**said, service=ServiceOptions(**own))
    section = known.source
    written = {name: getattr(section, name) for name in _OPTIONS}
    options = SourceOptions(**{name: value for name, value in written.items() if value is not None} | said)
    closed = frozenset(name.removesuffix("?") for name in section.quarantine)
    return replace(options, quarantine=closed, service=replace(section.service, **own))


class _PartDraft:
    """The blocks that come from one file or sheet."""

    def __init__(
        self,
        part: Part,
        limits: Limits,
        known: FieldMap | None,
        records: str | None,
        agency: str | None,
        speak: Speaker,
    ) -> None:
        self.part = part
        self.opened = part.opened
        self.agency = agency
        self.speak = speak
        source, options = part.opened.source, part.opened.options
        sample = sample_of(source)
        nesting = nesting_of(source, sample, limits)
        self.is_flat = not nesting.paths.several
        odd = odd_rows(sample) if self.is_flat else _NO_ROWS
        self.ground = Ground(source, sample, nesting, odd, titles_of(source))
        self.options = options
        named = part.opened.each
        if named is None and records is not None and options.record is None and nesting.paths.several:
            named = named_list(records, nesting, source.name)
        self.others: tuple[Reading, ...] = part.opened.others
        self.blocks: list[BlockDraft] = []
        for contract in part.contracts:
            each = self._each_of(known, contract)
            if each is None:
                names, others = chosen_each(Meaning(contract), nesting, named)
                each = "/".join(names)
                self.others += tuple(r for r in others if not any(r.place == o.place for o in self.others))
            self.blocks.append(block_on(self.ground, contract, each or None))

    @staticmethod
    def _each_of(known: FieldMap | None, contract: Contract) -> str | None:
        """Return the list that an existing map reads, an empty text where it reads none; None where it has no block."""
        if known is None:
            return None
        found = [block for block in known.blocks if block.contract == contract.name]
        return None if not found else (found[0].each or "") if found[0].each not in known.lets else ""

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every column and member, as each block writes it."""
        return tuple(dict.fromkeys(leaf for block in self.blocks for leaf in block.leaves))

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns of the source."""
        return self.ground.nesting.headings

    def draft(self, mentioned: Mentioned | None) -> None:
        """Find the lines of every block; what one holds to be personal is closed for all."""
        for block in self.blocks:
            self._fill(block, mentioned, {})
        if len(self.blocks) == 1:
            return
        shut: dict[str, Kind] = {}
        for block in self.blocks:
            for name, kind in block.matched.quarantined.items():
                shut |= dict.fromkeys(block.canonical([name]), kind)
        for block in self.blocks:
            for line in block.lines:
                if line.is_active:
                    for place in block.canonical(line.columns):
                        shut.pop(place, None)
        for block in self.blocks:
            closed = {leaf.address: shut[leaf.canonical] for leaf in block.leaves if leaf.canonical in shut}
            self._fill(block, mentioned, closed)
            block.matched.quarantined = closed

    def _fill(self, block: BlockDraft, mentioned: Mentioned | None, closed: Mapping[str, Kind]) -> None:
        if mentioned is None:
            fill(block, self.ground, self.speak, closed=closed)
            return
        taken = mentioned.fields_of(block.contract)
        fill(block, self.ground, self.speak, settled=mentioned.columns, taken=taken, closed=closed)

    @property
    def quarantined(self) -> dict[str, Kind]:
        """What is in quarantine, by canonical path."""
        found: dict[str, Kind] = {}
        for block in self.blocks:
            by_address = {leaf.address: leaf.canonical for leaf in block.leaves}
            found |= {by_address[name]: kind for name, kind in block.matched.quarantined.items()}
        return found

    def unread(self) -> set[str]:
        """Return what no line that holds reads, as canonical paths."""
        used = set().union(*(block.used(active=True) for block in self.blocks)) | self.quarantined.keys()
        return {leaf.canonical for leaf in self.blocks[0].leaves} - used

    def proposed(self) -> set[str]:
        """Return what some line or proposal reads."""
        return set().union(*(block.used(active=False) for block in self.blocks))

    def ignored(self, only: frozenset[str] | None = None) -> tuple[str | int, ...]:
        """Return the entries of `ignore` for what no line that holds reads; with `only`, for these alone."""
        unread = self.unread()
        if only is not None:
            places = [leaf.place for leaf in self.blocks[0].leaves if leaf.canonical in only & unread]
        else:
            places = ignored_places(self.blocks[0].leaves, unread, self.proposed())
        return tuple(ignored_entry(place, self.headings) for place in places)

    def unused(self) -> tuple[str, ...]:
        """Return the addresses no line reads, proposals included."""
        used = self.proposed() | self.quarantined.keys()
        return tuple(leaf.address for leaf in self.blocks[0].leaves if leaf.canonical not in used)

    def source_lines(self) -> Iterator[Proposal]:
        """Yield how the source is written: what was needed to read it is active, the rest a proposal."""
        options = self.options
        name = self.ground.source.name
        if options.format is not None and not PurePath(name).name.lower().endswith(f".{options.format}"):
            yield self._active("format", quoted(options.format))
        if is_address(name) and options.format is not None:
            yield self._active("url", quoted(name))
        if parameters := options.service.parameters:
            pairs = {key(parameter): quoted(value) for parameter, value in parameters.items()}
            yield self._active("parameters", table(pairs))
        if options.delimiter != "," and options.format != "tsv":
            yield self._active("delimiter", quoted(options.delimiter))
        if options.encoding != _UTF_8:
            yield self._active("encoding", quoted(options.encoding))
        if options.sheet is not None:
            yield self._active("sheet", quoted(options.sheet))
        if options.record is not None:
            yield self._active("record", quoted(options.record))
        # rows that the structure of a sheet leaves no doubt about are found again, also where a title line is added
        if (rows := options.header_rows) and rows != (1,):
            yield self._active("header_rows", listed(rows))
        if any(block.matched.needs_zone for block in self.blocks):
            yield from self._zone()
        if (nulls := self._nulls()) is not None:
            yield nulls
        if (skip := self.ground.odd.proposal(self.speak)) is not None:
            yield skip

    @staticmethod
    def _active(name: str, toml: str) -> Proposal:
        return Proposal(key=name, place="source", toml=f"{name} = {toml}", is_active=True)

    def _zone(self) -> Iterator[Proposal]:
        """Yield the zone that headings, cells or titles name, else the agency's own city's; three where none tells."""
        above = self._zones_of_titles()
        met = [zone for block in self.blocks for zone in block.matched.zones]
        said = list(dict.fromkeys([*above, *(zone for zone in met if zone in ZONES)]))
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
        words = {word.upper() for title in self.ground.titles for word in words_of(title)}
        return tuple(zone for zone in ZONES if zone in words)

    def _nulls(self) -> Proposal | None:
        """Return the line that names the words for "no value" in the columns that are read."""
        counts: dict[str, int] = {}
        for block in self.blocks:
            read = {column for line in block.lines for column in line.columns}
            for name, profile in block.profiles.items():
                for text, count in profile.nulls if name in read else ():
                    counts[text] = counts.get(text, 0) + count
        if not counts:
            return None
        words = sorted(counts, key=lambda text: (-counts[text], text))
        comment = self.speak.say("null", count=sum(counts.values()))
        toml = f"null = {listed(('', *words))}"
        # a mark is no number and no word: whatever it means, it is not the value; "tidak ada" may mean 0
        marks = all(word.casefold() in headings().null_marks for word in words)
        return Proposal(key="null", place="source", toml=toml, comment=comment, is_active=marks)

    def closed(self) -> Iterator[Proposal]:
        """Yield the columns that are not read."""
        ignored = self.ignored()
        if ignored:
            comment = self.speak.say("ignore") if self.proposed() & self.unread() else ""
            toml = f"ignore = {listed(ignored)}"
            yield Proposal(key="ignore", place="source", toml=toml, comment=comment, is_active=True)
        if quarantined := self.quarantined:
            looks = [f"{one_line(name)} ({self.speak.say(f'looks-{kind}')})" for name, kind in quarantined.items()]
            yield Proposal(
                key="quarantine",
                place="source",
                toml=f"quarantine = {listed(quarantined_entry(name) for name in quarantined)}",
                comment=self.speak.say("quarantine", columns=looks),
                is_active=True,
            )

    def notes(self) -> Iterator[str]:
        """Yield what a person must know of the source: records that were not taken, members that come late."""
        if self.others:
            found = [f"{one_line('/'.join(r.place)) or '.'} ({r.count})" for r in self.others]
            yield note(self.speak.say("other-records", records=found))
        if late := self._late():
            yield note(self.speak.say("late", columns=[one_line(name) for name in late]))

    def _late(self) -> tuple[str, ...]:
        """Return the members that no row looked at has, though the source does."""
        if self.ground.sample.whole:
            return ()
        block = self.blocks[0]
        return tuple(
            leaf.canonical
            for leaf in block.leaves
            if leaf.readable and not block.profiles[leaf.address].filled and leaf.canonical not in self.quarantined
        )


class _Drafter:
    """Puts the lines of one draft together."""

    def __init__(
        self,
        source: object,
        contracts: tuple[Contract, ...],
        parts: Sequence[_PartDraft],
        agency: str | None,
        speak: Speaker,
    ) -> None:
        self.source = source
        self.contracts = contracts
        self.parts = parts
        self.main = parts[0]
        self.agency = agency
        self.speak = speak
        self.blocks = [block for part in parts for block in part.blocks]

    def fresh(self) -> Draft:
        """Return the whole draft."""
        for part in self.parts:
            part.draft(None)
        relate(self.blocks, self.speak)
        lets = [line for part in self.parts for line in shared_lets(part.blocks, self._names(part), self.speak)]
        for part in self.parts:
            self._keep_read(part, lets)
        top = list(self._top())
        source = [*self._path_line(), *self.main.source_lines(), *self.main.closed()]
        text = self._text(top, source, lets)
        lines = [*top, *source, *lets, *(line for block in self.blocks for line in block.lines)]
        return Draft(
            text,
            self._matched(),
            tuple(line for line in lines if not line.is_active),
            tuple(self._named(block, f.name) for block in self.blocks for f in self._missing(block, frozenset())),
            tuple(name for part in self.parts for name in part.unused()),
        )

    @staticmethod
    def _names(part: _PartDraft) -> frozenset[str]:
        fields = {f.name for block in part.blocks for f in block.contract.fields}
        return frozenset(part.headings) | fields

    @staticmethod
    def _keep_read(part: _PartDraft, lets: Sequence[Proposal]) -> None:
        """Have a block whose line reads a `let` read the columns of that `let` too."""
        known = {line.key: line.columns for line in lets}
        for block in part.blocks:
            block.lines = [
                line if line.columns or line.key not in known else replace(line, columns=known[line.key])
                for line in block.lines
            ]

    @staticmethod
    def _missing(block: BlockDraft, taken: frozenset[str]) -> tuple[Field, ...]:
        assert block.needs is not None
        return block.needs.missing(block.matched.fields | taken)

    def _named(self, block: BlockDraft, name: str) -> str:
        return name if len(self.blocks) == 1 else f"{block.contract.name}.{name}"

    def _matched(self) -> dict[str, str]:
        return {
            self._named(block, line.key): line.columns[0]
            for block in self.blocks
            for line in block.lines
            if line.is_active and line.columns
        }

    def again(self, mentioned: Mentioned) -> Draft:
        """Return the existing text with what is new added."""
        self.main.draft(mentioned)
        part = self.main
        new = tuple(leaf for leaf in part.blocks[0].leaves if leaf.address not in mentioned.columns)
        fresh = frozenset(leaf.canonical for leaf in new)
        source = [line for line in part.source_lines() if line.key not in mentioned.keys]
        # columns in quarantine are not read again, so that rows may look emptier than they are
        source = [line for line in source if new or line.key != "skip"]
        top = [line for line in self._top() if line.key not in mentioned.keys and new]
        text = ""
        added: list[Proposal] = [*top, *source]
        heading = note(self.speak.say("again", columns=[one_line(leaf.address) for leaf in new]))
        for number, block in enumerate(part.blocks):
            lines = [
                line for line in block.lines if line.key not in {"each", "each_empty"} or self._is_new(block, mentioned)
            ]
            added += lines
            text = added_to(
                mentioned if not number else mentioned.of_text(text, part.leaves),
                contract=block.contract.name,
                top=top if not number else [],
                source=source if not number else [],
                table=lines,
                ignore=part.ignored(fresh) if not number else (),
                quarantine=tuple(map(quarantined_entry, part.quarantined)) if not number else (),
                heading=heading,
                notes=self._more_of_wide(mentioned, block, new),
            )
        return Draft(
            text or mentioned.text,
            self._matched(),
            tuple(line for line in added if not line.is_active),
            tuple(
                self._named(block, f.name)
                for block in part.blocks
                for f in self._missing(block, mentioned.fields_of(block.contract))
            ),
            tuple(name for name in part.unused() if name not in mentioned.columns),
        )

    @staticmethod
    def _is_new(block: BlockDraft, mentioned: Mentioned) -> bool:
        return block.contract.name not in mentioned.map.contracts

    def _more_of_wide(self, mentioned: Mentioned, block: BlockDraft, new: Sequence[Leaf]) -> tuple[str, ...]:
        """Return what could be added to a `wide` that is there already, for new columns."""
        if "wide" not in mentioned.keys:
            return ()
        used = block.used(active=False) | block.canonical(block.matched.quarantined)
        columns = {leaf.address: block.profiles[leaf.address] for leaf in new if leaf.canonical not in used}
        group = WideReader(block.contract, frozenset(), None).group(columns)
        if group is None:
            return ()
        entries = [entry_of(kind, measures, block.contract) for kind, measures in group.entries.items()]
        return (note(self.speak.say("wide-more", entries=", ".join(entries))),)

    def _top(self) -> Iterator[Proposal]:
        kinds = (Provenance.AGENCY, Provenance.IDENTIFIER)
        if self.agency is not None:
            yield Proposal(key="agency", place="top", toml=f"agency = {quoted(self.agency)}", is_active=True)
        elif any(contract.provenance(kind) for contract in self.contracts for kind in kinds):
            comment = self.speak.say("agency")
            yield Proposal(key="agency", place="top", toml=f"agency = {quoted(_AGENCY)}", comment=comment)

    def _path_line(self) -> Iterator[Proposal]:
        if self.main.part.path is not None:
            toml = f"path = {quoted(self.main.part.path)}"
            yield Proposal(key="path", place="source", toml=toml, is_active=True)

    def _own_source(self, part: _PartDraft) -> str:
        """Return the line that says which file a table reads, where it is not the main one."""
        pairs = {"path": quoted(part.part.path or "")}
        for line in [*part.source_lines(), *part.closed()]:
            if line.is_active and line.key not in {"path", "url", "parameters"}:
                name, _, written = line.toml.partition(" = ")
                pairs[name] = written
        return f"source = {table(pairs)}"

    def _notes(self, block: BlockDraft) -> list[str]:
        missed = block.matched.missed
        notes = [note(self.speak.say("missed", column=one_line(column), field=name)) for column, name in missed]
        assert block.needs is not None
        return [*notes, *(note(self.speak.say("check", rule=rule)) for rule in block.needs.unmet_checks(block.given))]

    def _text(self, top: list[Proposal], source: list[Proposal], lets: list[Proposal]) -> str:
        main = self.main.ground
        title = "title" if main.sample.whole else "title-part"
        name = one_line(
            PurePath(main.source.name if len(self.parts) == 1 else os.fspath(cast("str", self.source))).name
        )
        identities = ", ".join(contract.identity for contract in self.contracts)
        lines = [note(self.speak.say(title, file=name, contract=identities, rows=len(main.sample.numbers)))]
        tables = [line for block in self.blocks for line in block.lines]
        settled = all(line.is_active for line in (*top, *source, *lets, *tables))
        lines += [note(self.speak.say("all-matched" if settled else "what-to-do"))]
        lines += [line.text for line in top]
        notes = list(self.main.notes())
        if source or notes:
            lines += ["", "[source]", *(line.text for line in source), *notes]
        if lets:
            lines += ["", "[let]", *(line.text for line in lets)]
        for part in self.parts:
            for number, block in enumerate(part.blocks):
                lines += ["", f"[[tables.{key(block.contract.name)}]]"]
                if part is not self.main:
                    lines += [self._own_source(part), *(() if number else part.notes())]
                lines += [*(line.text for line in block.lines), *self._notes(block)]
        return "\n".join(lines) + "\n"
