"""One source of a draft: its first rows, the tables that come from it, and what `[source]` says of it.

What lives here: how a source is written, what of it is read, ignored and closed. What this file must not know: other
sources, how the lines of a table are found, the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from ..._limits import Limits
from ...contract import Contract
from ...schemas.headings import headings
from ..mapping import FieldMap
from ._addresses import about_address, service_lines
from ._block import BlockDraft, Ground, block_on, fill
from ._ignored import ignored_entry, quarantined_entry
from ._leaves import Leaf, ignored_places, nesting_of
from ._parts import Part
from ._personal import Kind
from ._readings import Meaning, Reading
from ._rows import OddRows, odd_rows
from ._shape import sample_of
from ._text import Proposal, Speaker, listed, note, one_line, quoted
from ._times import ZONES
from ._which_table import chosen_each, named_list, titles_of
from ._words import words_of

if TYPE_CHECKING:
    from ._again import Mentioned

_UTF_8: Final = "utf-8"
_CITY: Final = "jakarta"
"""The one city of the shared vocabulary's own areas: its agencies are in western Indonesia's time."""
_NO_ROWS: Final = OddRows(frozenset(), {}, (), (), is_proven=False)


class PartDraft:
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
        may_be_asked = bool(nesting.paths.several) or part.path is None  # of a folder, other files may be meant
        if named is None and records is not None and options.record is None and may_be_asked:
            named = named_list(records, nesting, source.name)
        self.others: tuple[Reading, ...] = part.opened.others
        self.blocks: list[BlockDraft] = []
        for contract in part.contracts:
            each = self._each_of(known, contract)
            if each is None:
                names, others = chosen_each(Meaning(contract), nesting, named)
                each = "/".join(names)
                self._note_others(others)
            self.blocks.append(block_on(self.ground, contract, each or None))

    def _note_others(self, found: Sequence[Reading]) -> None:
        """Keep lists inside the records that were not taken, named from where the records are, each once."""
        record = self.options.record
        before = () if record in (None, ".") else tuple(record.split("/"))
        for reading in found:
            inside = replace(reading, record=before)
            if not any(other.place[-len(inside.place) :] == inside.place for other in self.others):
                self.others += (inside,)

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
        yield from service_lines(self.part.location, options)
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
        yield from about_address(self.part.location, self.options, self.speak)
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
