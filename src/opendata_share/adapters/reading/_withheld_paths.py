"""Members of nested records that must not leave the reader: taken out right behind it.

What lives here: a source without the members a map quarantines. What this module must not know: maps, contracts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from ..._arrow import Values, mask_of, pc
from ..._dataclass import dataclass
from ._json_text import compact, read_again
from ._nested_cells import is_arrow_list
from ._raw import KIND_NESTED, Part, PeekedSource, RawBatch, Source, parts_of, reads_ahead

_Names = tuple[str, ...]


def without_members(source: Source, quarantine: Collection[str]) -> Source:
    """Return `source` without the members that paths among the quarantined names lead to."""
    paths = tuple(tuple(name.split("/")) for name in sorted(quarantine) if "/" in name)
    if not paths:
        return source
    return (
        PeekedWithoutMembers(source, paths) if isinstance(source, PeekedSource) else SourceWithoutMembers(source, paths)
    )


@dataclass(frozen=True)
class SourceWithoutMembers:
    """A source some members of whose nested cells are withheld.

    Attributes:
        inner: The source itself.
        paths: What is withheld, names from the outside in; one that is a heading as a whole is the reader's to drop.
    """

    inner: Source
    paths: tuple[_Names, ...]

    @property
    def name(self) -> str:
        """The inner source's."""
        return self.inner.name

    @property
    def may_leave_out(self) -> bool:
        """Whether a column may be missing from the whole source."""
        return bool(getattr(self.inner, "may_leave_out", False))

    @property
    def reads_ahead(self) -> bool:
        """Whether pieces may be taken before they are asked for; see `reads_ahead`."""
        return reads_ahead(self.inner)

    def headings(self) -> tuple[str, ...]:
        """Return the inner source's."""
        return self.inner.headings()

    def batches(self) -> Iterator[RawBatch]:
        """Read the inner source; see `Source.batches`."""
        return (part() for part in self.parts())

    def parts(self) -> Iterator[Part]:
        """Yield the inner source's pieces; see `PartedSource.parts`."""
        return (partial(_pruned_part, part, self.paths) for part in parts_of(self.inner))

    def digest(self) -> str | None:
        """Return the inner source's: what is withheld is part of the file."""
        return self.inner.digest()

    def captured_at(self) -> datetime | None:
        """Return the inner source's."""
        return self.inner.captured_at()


class PeekedWithoutMembers(SourceWithoutMembers):
    """The same of a source that is costly to read."""

    def peek(self) -> Iterator[RawBatch]:
        """Yield what the inner source peeks at."""
        assert isinstance(self.inner, PeekedSource)
        return (_pruned_part(partial(_same, batch), self.paths) for batch in self.inner.peek())


def _same(batch: RawBatch) -> RawBatch:
    return batch


def _pruned_part(part: Part, paths: tuple[_Names, ...]) -> RawBatch:
    batch = part()
    columns = list(batch.columns.columns)
    names = batch.columns.schema.names
    for head, *inner in paths:
        if head in names:
            at = names.index(head)
            columns[at] = _pruned(columns[at], None if batch.kinds is None else batch.kinds.get(head), tuple(inner))
    return replace(batch, columns=pa.RecordBatch.from_arrays(columns, names=names))


def _pruned(column: Values, kinds: Values | None, names: _Names) -> Values:
    if pa.types.is_nested(column.type):
        return _without_field(column, names)
    if kinds is None:
        return column
    nested = mask_of(pc.equal(kinds, pa.scalar(KIND_NESTED, pa.uint8())))
    if not nested.any():
        return column
    texts = [compact(_without(read_again(text), names)) for text in column.filter(pa.array(nested)).to_pylist()]
    return pc.replace_with_mask(column, pa.array(nested), pa.array(texts, pa.string()))


def _without(value: Any, names: _Names) -> Any:
    """Return a JSON value without the member `names` lead to, in every item of lists on the way."""
    if type(value) is list:
        return [_without(item, names) for item in value]
    if type(value) is not dict or names[0] not in value:
        return value
    if len(names) == 1:
        return {name: inner for name, inner in value.items() if name != names[0]}
    return {name: _without(inner, names[1:]) if name == names[0] else inner for name, inner in value.items()}


def _without_field(column: Values, names: _Names) -> Values:
    """Return structs, or lists of them, without the field `names` lead to."""
    kind = column.type
    if is_arrow_list(kind):
        lengths = pc.list_value_length(column).fill_null(0).to_numpy(zero_copy_only=False)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        make: Any = pa.ListArray.from_arrays
        items = _without_field(pc.list_flatten(column), names)
        return make(pa.array(offsets), items, mask=column.is_null())
    if not pa.types.is_struct(kind) or kind.get_field_index(names[0]) < 0:
        return column
    kept = [inner for inner in kind if inner.name != names[0] or len(names) > 1]
    parts = [
        _without_field(part, names[1:]) if inner.name == names[0] else part
        for inner in kept
        for part in (pc.struct_field(column, [kind.get_field_index(inner.name)]),)
    ]
    if not parts:
        return pa.nulls(len(column), pa.struct([]))
    struct: Any = pa.StructArray.from_arrays
    return struct(parts, names=[inner.name for inner in kept], mask=column.is_null())
