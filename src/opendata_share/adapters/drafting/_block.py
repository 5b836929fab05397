"""One table of a draft: which columns feed its fields, from which rows.

What lives here: a block from one source, before it stands beside others. What this file must not know: other tables,
`[source]`, TOML files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import PurePath

from ..._dataclass import dataclass
from ...contract import Contract, Field
from ..reading import SheetSource, Source
from ._fields import Matched, Matcher
from ._leaves import Leaf, Nesting, opened_up
from ._missing import Needs
from ._personal import Kind
from ._record_lists import record_list_lines
from ._rows import OddRows, lone_rows
from ._shape import Profile, Sample, profile
from ._text import Proposal, Speaker, quoted
from ._words import common_prefix, without_prefix

_BEFORE_FIELDS = ("each", "each_empty", "key", "distinct")
_AFTER_FIELDS = ("where", "wide")


@dataclass(frozen=True)
class Ground:
    """What a block is drafted on: rows of one source.

    Attributes:
        source: The source.
        sample: Its first rows.
        nesting: What nests in them.
        odd: The rows that are none of the table.
        titles: What stands above the headings.
    """

    source: Source
    sample: Sample
    nesting: Nesting
    odd: OddRows
    titles: tuple[str, ...]


@dataclass
class BlockDraft:
    """A block as it is drafted.

    Attributes:
        contract: The contract.
        each: The list whose items are the rows, or None.
        leaves: The columns of the source, and the members of nested ones.
        sample: The rows of the block.
        profiles: Its columns, by address.
        matched: What became of the columns.
        needs: What finds the fields still needed.
        lines: The lines, in order.
    """

    contract: Contract
    each: str | None
    leaves: tuple[Leaf, ...]
    sample: Sample
    profiles: Mapping[str, Profile]
    matched: Matched = field(default_factory=Matched)
    needs: Needs | None = None
    lines: list[Proposal] = field(default_factory=list)

    @property
    def headings(self) -> tuple[str, ...]:
        """The addresses of all its columns."""
        return tuple(leaf.address for leaf in self.leaves)

    def canonical(self, columns: Iterable[str]) -> set[str]:
        """Return the paths of columns as the account of a source calls them."""
        by_address = {leaf.address: leaf.canonical for leaf in self.leaves}
        return {by_address[name] for name in columns if name in by_address}

    def used(self, *, active: bool) -> set[str]:
        """Return what its lines read; with `active` only those that hold already."""
        lines = (line for line in self.lines if line.is_active or not (active or line.is_alternative))
        return self.canonical(column for line in lines for column in line.columns)

    @property
    def given(self) -> frozenset[str]:
        """The fields that some line gives, and what stands for several."""
        given = frozenset(line.key for line in self.lines) | self.matched.fields
        given |= {"latitude", "longitude"} if "point" in given else set()
        given |= {"area_source"} if "area_code" in given else set()
        return given | (frozenset() if self.matched.wide is None else self.matched.wide.any_fields)

    def put(self, lines: Iterable[Proposal], *, instead_of: Iterable[str] = ()) -> None:
        """Add lines, in the contract's order, in the place of those of some keys."""
        gone = set(instead_of)
        kept = [line for line in self.lines if line.key not in gone]
        self.lines = in_order(self.contract, [*kept, *lines])


def block_on(ground: Ground, contract: Contract, each: str | None) -> BlockDraft:
    """Return an empty block of a contract on rows of a source."""
    leaves = ground.nesting.leaves(each)
    sample = ground.sample
    if each is None:
        sample = sample.without({*ground.odd.positions, *lone_rows(sample)}) if _is_flat(leaves) else sample
    sample = opened_up(sample, leaves, each)
    prefix = common_prefix(leaf.place[0] for leaf in leaves if len(leaf.place) == 1)
    profiles = {}
    for leaf in leaves:
        names = leaf.names if len(leaf.place) > 1 else without_prefix(leaf.place[0], prefix)
        found = profile(leaf.address, sample)
        calls = names if names != (leaf.address,) else ()
        profiles[leaf.address] = replace(found, names=calls, nests=leaf.is_nested, is_wrapped=leaf.is_wrapped)
    return BlockDraft(contract, each, leaves, sample, profiles)


def _is_flat(leaves: tuple[Leaf, ...]) -> bool:
    return not any(leaf.is_nested or leaf.whole for leaf in leaves)


def fill(
    block: BlockDraft,
    ground: Ground,
    speak: Speaker,
    *,
    settled: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
    closed: Mapping[str, Kind] | None = None,
) -> None:
    """Find the lines of a block.

    Args:
        block: The block.
        ground: What it is drafted on.
        speak: The language.
        settled: Columns an existing map names.
        taken: Fields it has.
        closed: Columns in quarantine, whatever this contract makes of them.
    """
    hidden = {leaf.address for leaf in block.leaves if not leaf.readable}
    matcher = Matcher(block.contract, block.profiles, speak)
    shut = {**(closed or {})}
    lists = record_list_lines(block.contract, block.leaves, block.profiles, ground.nesting, speak, taken)
    eaten = {column for line in lists for column in line.columns}
    block.matched = matcher.match({*settled, *hidden, *shut, *eaten}, taken | {line.key for line in lists})
    block.matched.lines += [line for line in lists if not set(line.columns) & set(block.matched.quarantined)]
    block.matched.quarantined = {**block.matched.quarantined, **{name: shut[name] for name in shut}}
    block.needs = _needs(block, ground, speak)
    given = block.matched.fields | taken
    missing = [line for line in block.needs.lines(given, _feeding(block)) if line.key not in taken]
    block.lines = in_order(block.contract, [*_each_lines(block, ground, speak), *block.matched.lines, *missing])


def _each_lines(block: BlockDraft, ground: Ground, speak: Speaker) -> list[Proposal]:
    if block.each is None:
        return []
    rows, items = len(ground.sample.numbers), len(block.sample.numbers)
    said = speak.say("each", rows=rows, items=items)
    toml = f"each = {quoted(block.each)}"
    return [Proposal(key="each", place="table", toml=toml, comment=said, is_active=True)]


def in_order(contract: Contract, lines: list[Proposal]) -> list[Proposal]:
    """Return the lines of a block in the contract's order, what makes its rows first, `where` and `wide` last."""
    names = [*_BEFORE_FIELDS, *(f.name for f in contract.fields), *_AFTER_FIELDS]
    order = {name: place for place, name in enumerate(names)}
    order["point"] = order.get("latitude", 0)
    return sorted(lines, key=lambda line: order[line.key])


def _needs(block: BlockDraft, ground: Ground, speak: Speaker) -> Needs:
    """Return what finds the fields still needed, from columns that are not personal."""
    matched = block.matched
    places = {column for line in matched.lines if line.key in {"point", "area_code"} for column in line.columns}
    left_out = {*matched.quarantined, *places, *(leaf.address for leaf in block.leaves if not leaf.readable)}
    left_out |= {name for name, found in block.profiles.items() if found.is_list}
    open_columns = {name: p for name, p in block.profiles.items() if name not in left_out}
    titles = [PurePath(ground.source.name).stem]
    if isinstance(ground.source, SheetSource):
        titles.insert(0, ground.source.sheet())
    return Needs(block.contract, open_columns, block.headings, tuple(titles), ground.titles, speak)


def _feeding(block: BlockDraft) -> dict[str, Field]:
    return {
        column: block.contract.field(line.key)
        for line in block.matched.lines
        for column in line.columns
        if line.key in block.contract and not line.is_alternative
    }
