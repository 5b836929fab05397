"""Members of nested records as columns of their own: how a map writes each, and what stands there.

What lives here: addresses of members, and a sample with a column for each. What this file must not know: contracts,
what a member may mean, TOML.

A member that no list leads to is a column like others, `sender/name`. One that lists lead to is a list, `info[]/name`,
unless the rows of the table are the items of those lists (`each`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from ..._dataclass import dataclass
from ..._limits import Limits
from ..mapping import as_text, read_paths
from ..reading import KIND_NESTED, NestedPaths, Places, RawBatch, is_arrow_list, nested_paths, read_again
from ._shape import SAMPLED_ROWS, Sample, blank_to_null, joined

if TYPE_CHECKING:
    from ..._arrow import Values
    from ..reading import Source

Names = tuple[str, ...]
OWN_TEXT: Final = "#text"
_WRAPPERS: Final = frozenset({"value", "@value", OWN_TEXT})
"""Members that hold the value of the member they stand in, and say nothing of what it is."""
_ADDRESSABLE: Final = re.compile(r"[^/\[\]]*[^/\[\]\s][^/\[\]]*")
_GLOBBED: Final = re.compile(r"[*?\[]")
_GEOMETRY: Final = frozenset({"type", "coordinates", "bbox"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column, or a member of nested records with nothing below it.

    Attributes:
        place: The names that lead to it from the record.
        address: How a map writes it.
        names: What it is called: the names from the nearest list on, without those that only hold its value.
        is_list: Whether it is every item of a list, or of lists.
        whole: Whether an object is taken as it is: a geometry.
        readable: Whether a line may read it; else it can only be ignored.
        is_wrapped: Whether it is only taken to be the value of what it stands in.
    """

    place: Names
    address: str
    names: Names
    is_list: bool = False
    whole: bool = False
    readable: bool = True
    is_wrapped: bool = False

    @property
    def canonical(self) -> str:
        """The path as the account of a source calls it."""
        return "/".join(self.place)

    @property
    def is_nested(self) -> bool:
        """Whether it is a member of a column and no column."""
        return len(self.place) > 1 or self.address != self.place[0]


@dataclass(frozen=True)
class Nesting:
    """What nests in a source.

    Attributes:
        headings: All its columns.
        paths: The paths in its nested columns; nothing where no column nests.
        places: Where everything stands in the rows looked at.
    """

    headings: Names
    paths: NestedPaths
    places: Places

    def is_nested(self, heading: str) -> bool:
        """Whether anything nests in a column."""
        return heading in self.paths.several

    def is_open(self, heading: str) -> bool:
        """Whether every member of a nested column can be written as a path."""
        names = {name for path in (heading, *self.paths.below(heading)) for name in path.split("/")}
        return all(_ADDRESSABLE.fullmatch(name) for name in names) and not _GLOBBED.search(heading)

    def lists_of_records(self) -> Iterator[str]:
        """Yield the paths of lists of records."""
        for path in self.places.counts:
            if path and path in self.places.lists and path in self.places.records and self.is_open(path[0]):
                yield "/".join(path)

    def leaves(self, each: str | None) -> tuple[Leaf, ...]:
        """Return a leaf for each column without nested cells, and for each member of one with them.

        Args:
            each: The path of the list whose items are the rows; None where the rows are the source's.
        """
        return tuple(leaf for heading in self.headings for leaf in self._below(heading, each))

    def _below(self, heading: str, each: str | None) -> Iterator[Leaf]:
        if not self.is_nested(heading):
            yield Leaf((heading,), heading, (heading,))
        elif not self.is_open(heading):
            yield Leaf((heading,), heading, (heading,), readable=False)
        else:
            yield from self._members(heading, each)

    def _members(self, path: str, each: str | None) -> Iterator[Leaf]:
        inner = [name for name in self.paths.several if name.rpartition("/")[0] == path]
        place = tuple(path.split("/"))
        is_shape = {name.rpartition("/")[2] for name in inner} <= _GEOMETRY and f"{path}/coordinates" in inner
        if not inner or is_shape:
            yield self._leaf(place, each, whole=is_shape)
            return
        if path in self.paths.scalars and f"{path}/{OWN_TEXT}" not in inner:
            # here a value and there an object: what is read of the one is not what is read of the other
            yield Leaf(place, path, place, readable=False)
        for name in inner:
            yield from self._members(name, each)

    def _leaf(self, place: Names, each: str | None, *, whole: bool) -> Leaf:
        within = () if each is None else tuple(each.split("/"))
        shared = next(n for n in range(len(place) + 1) if n == len(place) or place[: n + 1] != within[: n + 1])
        steps = []
        is_list = False
        for number, name in enumerate(place, start=1):
            several = self.paths.several.get("/".join(place[:number]), False) and number > shared
            several = several and not (whole and number == len(place))
            is_list = is_list or several
            steps.append(f"{name}[]" if several else name)
        names = place[self._level(place, shared) :]
        is_wrapped = False
        while len(names) > 1 and names[-1] in _WRAPPERS:
            is_wrapped = is_wrapped or names[-1] != OWN_TEXT
            names = names[:-1]
        return Leaf(place, "/".join(steps), names, is_list, whole, is_wrapped=is_wrapped)

    def _level(self, place: Names, shared: int) -> int:
        """Return how many names lead to the record a member belongs to: the items of the nearest list on the way."""
        lists = [n for n in range(1, min(shared, len(place) - 1) + 1) if place[:n] in self.places.lists]
        return max(lists, default=0)


def nesting_of(source: Source, sample: Sample, limits: Limits) -> Nesting:
    """Return what nests in a source; it is read once more only where something does."""
    places = Places(limits.columns)
    nested = False
    for batch in sample.raw:
        for heading, column in zip(batch.columns.schema.names, batch.columns.columns, strict=True):
            for value in _nested_values(batch, heading, column):
                nested = True
                places.add(value, (heading,))
            if (heading,) not in places.counts:
                places.add("", (heading,))
    paths = nested_paths(source, limits, sample.raw) if nested else NestedPaths()
    return Nesting(tuple(source.headings()), paths, places)


def _nested_values(batch: RawBatch, heading: str, column: Values) -> Iterator[object]:
    if pa.types.is_struct(column.type) or is_arrow_list(column.type):
        yield from column.to_pylist()
    elif batch.kinds is not None and heading in batch.kinds:
        for text, kind in zip(column.to_pylist(), batch.kinds[heading].to_pylist(), strict=True):
            if kind == KIND_NESTED:
                yield read_again(text)


def opened_up(sample: Sample, leaves: Sequence[Leaf], each: str | None) -> Sample:
    """Return the sample with a column for each readable leaf, and a row for each item of `each`."""
    nested = [leaf for leaf in leaves if leaf.is_nested or leaf.whole or leaf.is_list]
    if not nested and each is None:
        return sample
    paths = [leaf.address for leaf in nested if leaf.readable]
    whole = frozenset(leaf.address for leaf in nested if leaf.whole)
    found: dict[str, list[Values]] = {path: [] for path in paths}
    rows: list[Values] = []
    before = 0
    for batch in sample.raw:
        read, positions = read_paths(batch, paths, each=each, whole=whole)
        rows.append(pa.array(positions + before))
        before += len(batch.rows)
        for path in paths:
            found[path].append(read[path])
    index = joined(rows, pa.int64())[:SAMPLED_ROWS]
    columns: dict[str, Values] = {}
    items: dict[str, Values] = {}
    for leaf in leaves:
        if leaf.address not in found:
            columns[leaf.address] = sample.columns[leaf.place[0]].take(index) if leaf.readable else _nothing(index)
        elif leaf.is_list:
            items[leaf.address] = joined([_items(part) for part in found[leaf.address]], pa.string())
            columns[leaf.address] = _nothing(index)
        else:
            parts = [blank_to_null(as_text(part)) for part in found[leaf.address]]
            columns[leaf.address] = joined(parts, pa.string())[: len(index)]
    marks = {name: pa.repeat(False, len(index)) for name in columns}
    flat = [leaf.address for leaf in leaves if leaf.address not in found and leaf.readable]
    return replace(
        sample,
        columns=columns,
        times=marks | {name: sample.times[name].take(index) for name in flat},
        typed=marks | {name: sample.typed[name].take(index) for name in flat},
        numbers=sample.numbers.take(index),
        items=items,
    )


def _nothing(index: Values) -> Values:
    return pa.nulls(len(index), pa.string())


def _items(lists: Values) -> Values:
    flat = lists.flatten() if is_arrow_list(lists.type) else lists
    return blank_to_null(as_text(flat))


def ignored_places(leaves: Sequence[Leaf], unread: set[str], proposed: set[str]) -> list[Names]:
    """Return the places of members to ignore: a whole record where no line is about anything in it.

    Args:
        leaves: The leaves of a source.
        unread: The canonical paths that no line reads which holds.
        proposed: Those that a proposal reads: when it is taken, what stands beside it is still accounted for.
    """
    quiet = unread - proposed
    found: list[Names] = []
    for leaf in leaves:
        if leaf.canonical not in unread or any(leaf.place[: len(done)] == done for done in found):
            continue
        place = leaf.place
        while leaf.canonical in quiet and len(place) > 1 and _are_among(place[:-1], leaves, quiet):
            place = place[:-1]
        found.append(place)
    return found


def _are_among(place: Names, leaves: Sequence[Leaf], quiet: set[str]) -> bool:
    return all(leaf.canonical in quiet for leaf in leaves if leaf.place[: len(place)] == place)
