"""map draft: a source and contracts → a field map that a person confirms line by line.

What lives here: the public verb and the order of a draft's lines. What this file must not know: how a line is found.

House decisions 12 and 24 are the law here: a line is active only where a heading is a field's exact name or title and
its cells leave one reading, or where the file itself proves how it is written. All else is a comment that becomes right
when its `# ` is removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Final, Literal, cast

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ...contract import Contract, Field, Provenance
from ...errors import DefinitionError
from ..descriptions import ContractLike, find_contract
from ..mapping import FieldMap
from ..reading import ServiceOptions, SourceOptions
from ._again import Mentioned, added_to
from ._between import relate, shared_lets
from ._block import BlockDraft
from ._ignored import quarantined_entry
from ._leaves import Leaf
from ._part_draft import PartDraft
from ._parts import parts_of
from ._text import Proposal, Speaker, key, note, one_line, quoted, table
from ._wide import WideReader, entry_of

_AGENCY: Final = "your-agency"
_OF_SERVICES: Final = frozenset(field.name for field in dataclass_fields(ServiceOptions))
_OPTIONS: Final = frozenset(field.name for field in dataclass_fields(SourceOptions)) - {"quarantine", "service"}


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
    drafts = [PartDraft(part, chosen, known, records, agency, speak) for part in parts]
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


class _Drafter:
    """Puts the lines of one draft together."""

    def __init__(
        self,
        source: object,
        contracts: tuple[Contract, ...],
        parts: Sequence[PartDraft],
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
    def _names(part: PartDraft) -> frozenset[str]:
        fields = {f.name for block in part.blocks for f in block.contract.fields}
        return frozenset(part.headings) | fields

    @staticmethod
    def _keep_read(part: PartDraft, lets: Sequence[Proposal]) -> None:
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

    def _own_source(self, part: PartDraft) -> str:
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
