"""Binding: a field map, headings and contracts become one plan, or an error that says what to write.

What lives here: every question that can be answered before a row is read (maps.md §2, "Errors. Bind time"). What this
file must not know: rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from ...contract import Contract
from ...errors import DefinitionError
from ._account import OpenedSource, SourceAccount
from ._bind_block import BlockBinder, use_skipped
from ._bind_value import Context, JoinedColumns
from ._bound import BoundMap, OtherSource
from ._field_map import FieldMap
from ._map_errors import MapErrors
from ._map_reads import block_reads, lets_needed
from ._map_tree import UNREAD_JOIN, UNREAD_SOURCE, Block, Join, SourceSection

if TYPE_CHECKING:
    from ..reading import Source
    from ._joins import BoundJoin

OpenFile: TypeAlias = "Callable[[SourceSection], tuple[Source, OpenedSource]]"


def bind(
    field_map: FieldMap,
    opened: OpenedSource,
    find_contract: Callable[[str], Contract],
    has_minted_key: Callable[[str], bool],
    *,
    agency: str | None,
    captured_at: datetime | None,
    tidy: bool = False,
    open_file: OpenFile | None = None,
    references: Mapping[str, Callable[[], pa.Table]] | None = None,
) -> BoundMap:
    """Return the plan of `field_map` for a source.

    Args:
        field_map: The map.
        opened: The source.
        find_contract: Gives a contract by name.
        has_minted_key: Gives `Contract.has_minted_key` of a contract by name.
        agency: The agency the caller names; a map that names another is refused.
        captured_at: When the source was captured, aware, or None.
        tidy: Whether the map follows from the headings alone: then JSON is taken at its word, and without an agency
            identifiers stay as they are written.
        open_file: Opens another file the map names, and gives the paths in its nested columns.
        references: Reads the tables that names refer to, by contract.

    Raises:
        DefinitionError: A column or field is unknown, unused or missing, a type does not fit, a literal is wrong; what
            else is wrong is in its `others`.
        SourceError, SourceUnavailable: Another file the map names cannot be opened.
    """
    if agency is not None and field_map.agency not in {None, agency}:
        raise DefinitionError("map-other-agency", file=field_map.name, map_agency=field_map.agency, agency=agency)
    errors = MapErrors(field_map.name, field_map.lines)
    context = Context(
        errors=errors,
        find_contract=find_contract,
        has_minted_key=has_minted_key,
        agency=agency or field_map.agency,
        tidy=tidy,
        references=references or {},
        unread_joins=set(),
    )
    section = field_map.source
    main = SourceAccount(opened, section.ignore, section.quarantine, "source", errors)
    plan = MapBinder(field_map, main, context, captured_at, open_file).bind()
    others = tuple(replace(other, plan=replace(other.plan, references=references or {})) for other in plan.others)
    return replace(plan, references=references or {}, others=others)


class MapBinder:
    """Binds one map: its main source, the files it joins, and those that tables of their own come from."""

    def __init__(
        self,
        field_map: FieldMap,
        main: SourceAccount,
        context: Context,
        captured_at: datetime | None,
        open_file: OpenFile | None,
        account_of: Callable[..., SourceAccount] = SourceAccount,
    ) -> None:
        self.account_of = account_of
        self.map = field_map
        self.main = main
        self.context = context
        self.captured_at = captured_at
        self.open_file = open_file
        self.accounts = [main]
        self.joins: dict[str, BoundJoin] = {}
        self.columns: dict[str, JoinedColumns] = {}

    def bind(self) -> BoundMap:
        """Return the plan.

        Raises:
            DefinitionError: As `bind` says: of everything that is wrong, whatever does not follow from something else.
        """
        errors = self.context.errors
        with errors.faults.gathered():
            return self._plan()

    def _plan(self) -> BoundMap:
        """Return the plan; where something is wrong it is noted, and the plan is worth nothing."""
        errors = self.context.errors
        for name, join in self.map.joins.items():
            if join is not UNREAD_JOIN:
                with errors.apart():
                    self._open_join(name, join)
        self.context.unread_joins.update(self.map.joins.keys() - self.joins.keys())
        known = [block for block in self.map.blocks if self._is_known(block)]
        own = [block for block in known if block.source is not None or block.join is not None]
        theirs = [block for block in known if block not in own]
        left = {name for join in self.joins.values() for name in join.left}
        read_here = lets_needed(left.union(*map(block_reads, theirs)), self.map.lets)
        read_there = lets_needed(set().union(*map(block_reads, own)), self.map.lets)
        lets = {name: let for name, let in self.map.lets.items() if name in read_here or name not in read_there}
        section = self.map.source
        binder = BlockBinder(self.map, lets, self.main, section.formats, self.columns, self.context)
        for joined in self.joins.values():
            binder.at = f"join.{joined.name}.on"
            for name in joined.left:
                with errors.apart():
                    binder.use(name)
        plan = BoundMap(agency=None, captured_at=None, lets=(), blocks=())
        with errors.apart():
            plan = binder.bind(theirs, section, self.captured_at or section.captured_at)
        groups = _by_source(own)
        with errors.apart():
            self._check_sources([theirs, *groups])
        others = []
        for blocks in groups:
            with errors.apart():
                others.append(self._other(blocks))
        self._check_accounts()
        # a map may name a contract by the path of its document
        names = [] if errors.faults.count else [self.context.find_contract(b.contract).name for b in self.map.blocks]
        order = tuple(dict.fromkeys(names))
        return replace(plan, joins=tuple(self.joins.values()), others=tuple(others), order=order)

    def _is_known(self, block: Block) -> bool:
        """Whether it is known what a block reads."""
        return block.source is not UNREAD_SOURCE and (block.join is None or block.join in self.joins)

    def _check_accounts(self) -> None:
        """Refuse what nobody accounts for; what a value that is wrong would read, nobody can say."""
        errors = self.context.errors
        for account in self.accounts:
            with errors.apart():
                account.check_quarantined() if errors.faults.count else account.check()

    def _check_sources(self, groups: list[list[Block]]) -> None:
        """Refuse a table whose blocks read different files: its rows would have no one place to be counted in."""
        first: dict[str, int] = {}
        for number, blocks in enumerate(groups):
            for block in blocks:
                if first.setdefault(block.contract, number) != number:
                    self.context.errors.at = block.path
                    self.context.errors.refuse("map-table-of-two-sources", contract=block.contract)

    def _open(self, section: SourceSection, where: str) -> tuple[Source, SourceAccount]:
        self.context.errors.at = f"{where}.path" if where.startswith("join.") else where
        if self.open_file is None:
            self.context.errors.refuse("map-no-folder", path=section.path, source=self.main.source)
        source, opened = self.open_file(section)
        account = self.account_of(opened, section.ignore, section.quarantine, where, self.context.errors)
        self.accounts.append(account)
        return source, account

    def _open_join(self, name: str, join: Join) -> None:
        source, account = self._open(join.source, f"join.{name}")
        self.context.errors.at = f"join.{name}.on"
        left, right = zip(*join.on, strict=True)
        for column in right:
            if column not in account.headings:
                account.missing(column)
            account.use(column)
        self.context.errors.at = f"join.{name}.skip"
        use_skipped(account, join.source)
        self.columns[name] = JoinedColumns(account, left, join.source.formats)
        from ._joins import BoundJoin  # most maps join nothing

        self.joins[name] = BoundJoin(
            name=name, source=source, left=left, right=right, fold=join.fold, skip=join.source.skip
        )

    def _other(self, blocks: list[Block]) -> OtherSource:
        """Return the plan of blocks that read a file of their own."""
        first = blocks[0]
        if first.join is not None:
            section, source = self.map.joins[first.join].source, self.joins[first.join].source
            account = self.columns[first.join].account
        else:
            assert first.source is not None
            section = first.source
            source, account = self._open(section, f"{first.path}.source")
        needed = lets_needed(set().union(*map(block_reads, blocks)), self.map.lets)
        lets = {name: let for name, let in self.map.lets.items() if name in needed}
        binder = BlockBinder(self.map, lets, account, section.formats, {}, self.context)
        moment = self.captured_at or section.captured_at or self.map.source.captured_at
        return OtherSource(source, binder.bind(blocks, section, moment))


def _by_source(blocks: Iterable[Block]) -> list[list[Block]]:
    """Return blocks that read the same file together, in order of first mention."""
    found: dict[object, list[Block]] = {}
    for block in blocks:
        found.setdefault(block.join or repr(block.source), []).append(block)
    return list(found.values())
