"""Which paths there are in the nested columns of a source, so that a map can account for every one of them.

What lives here: names of members and which of them hold several values; never a value. What this module must not know:
maps, contracts.

A typed source says it by its types, and of a service only the first page is looked at. Of any other source every record
is read once more: a map that reads into nested cells pays for knowing that nothing else is in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from ..._arrow import mask_of, pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ...errors import LimitExceeded
from ._json_text import read_again
from ._nested_cells import OWN_TEXT, is_arrow_list
from ._raw import KIND_NESTED, PeekedSource, RawBatch, Source


@runtime_checkable
class TypedSource(Source, Protocol):
    """A source whose columns have types before a row is read."""

    def arrow_types(self) -> Mapping[str, pa.DataType]:
        """Return the type of each column, by heading."""
        ...


@dataclass(slots=True)
class NestedPaths:
    """The paths below the columns of a source, such as `info/area/areaDesc`.

    Attributes:
        several: Every path there is, columns with anything nested in them included, and whether it holds several values
            anywhere.
        scalars: The paths, columns included, that hold a text, a number or a truth value somewhere.
    """

    several: dict[str, bool] = field(default_factory=dict)
    scalars: set[str] = field(default_factory=set)

    def below(self, path: str) -> tuple[str, ...]:
        """Return the paths below `path`."""
        return tuple(name for name in self.several if name.startswith(f"{path}/"))

    def leaves(self, path: str) -> tuple[str, ...]:
        """Return the paths at or below `path` with nothing below them, or with a value of their own somewhere.

        The own text of an element is its `#text`, whether it has attributes or not.
        """
        inner = {name.rpartition("/")[0] for name in self.several}
        return tuple(name for name in (path, *self.below(path)) if name not in inner or self._has_value(name))

    def _has_value(self, name: str) -> bool:
        return name in self.scalars and f"{name}/{OWN_TEXT}" not in self.several


def nested_paths(source: Source, limits: Limits, fetched: Iterable[RawBatch] | None = None) -> NestedPaths:
    """Return the paths in the nested columns of `source`; it is read once where neither its types nor a peek tell.

    Args:
        source: The source.
        limits: `columns` applies.
        fetched: Of a source that is costly to read, the rows that were fetched; they stand for its peek.

    Raises:
        LimitExceeded: There are more than `columns`.
    """
    found = NestedPaths()
    if isinstance(source, TypedSource):
        for heading, kind in source.arrow_types().items():
            _of_type(heading, kind, found)
    else:
        peeked = isinstance(source, PeekedSource)
        for batch in fetched if peeked and fetched is not None else _batches(source):
            _of_batch(batch, found, source.name, limits)
    _check(found, source.name, limits)
    return found


def _batches(source: Source) -> Iterator[RawBatch]:
    return source.peek() if isinstance(source, PeekedSource) else source.batches()


def _check(found: NestedPaths, file: str, limits: Limits) -> None:
    if len(found.several) > limits.columns:
        raise LimitExceeded("limit-columns", file=file, limit="columns", value=limits.columns, found=len(found.several))


def _of_batch(batch: RawBatch, found: NestedPaths, file: str, limits: Limits) -> None:
    for heading, column in zip(batch.columns.schema.names, batch.columns.columns, strict=True):
        if pa.types.is_nested(column.type):
            _of_type(heading, column.type, found)
        elif batch.kinds is not None and heading in batch.kinds:
            nested = mask_of(pc.equal(batch.kinds[heading], pa.scalar(KIND_NESTED, pa.uint8())))
            if mask_of(pc.and_(column.is_valid(), pa.array(~nested))).any():
                found.scalars.add(heading)
            for text in column.filter(pa.array(nested)).to_pylist() if nested.any() else ():
                _of_value(heading, read_again(text or ""), found)
            _check(found, file, limits)


def _of_value(path: str, value: Any, found: NestedPaths) -> None:
    if type(value) is dict:
        found.several.setdefault(path, False)
        for name, inner in value.items():
            below = f"{path}/{name}"
            found.several.setdefault(below, False)
            _of_value(below, inner, found)
    elif type(value) is list:
        found.several[path] = found.several.get(path, False) or len(value) > 1
        for inner in value:
            _of_value(path, inner, found)
    elif value is not None:
        found.scalars.add(path)


def _of_type(path: str, kind: Any, found: NestedPaths) -> None:
    if pa.types.is_struct(kind):
        found.several.setdefault(path, False)
        for inner in kind:
            below = f"{path}/{inner.name}"
            found.several.setdefault(below, False)
            _of_type(below, inner.type, found)
    elif is_arrow_list(kind):
        found.several[path] = True
        _of_type(path, kind.value_type, found)
    else:
        found.scalars.add(path)
