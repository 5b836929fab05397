"""Joined files: rows of another file beside each row, by a key that file has once.

What lives here: reading a joined file whole, its key, and which of its rows belongs to each row of a scope. What this
file must not know: fields, blocks, how a value is produced.

A key is compared as text, without white space around it; `fold` also ignores case and runs of space. A row whose key is
null or not in the joined file has null in every joined column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, pc
from ..._dataclass import dataclass
from ...errors import SourceError
from ._columns import TEXT, Column, as_text
from ._marked_cells import readable
from ._skip import without_skipped

if TYPE_CHECKING:
    from ..reading import RawBatch, Source

_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundJoin:
    """A joined file, opened and not yet read.

    Attributes:
        name: What its columns are called by: `name.column`.
        source: The file.
        left: The columns or lets of the main source that make the key.
        right: The columns of the joined file, in the same order.
        fold: Whether case and runs of space do not count.
        skip: Rows of the joined file that are no rows of it.
    """

    name: str
    source: Source
    left: tuple[str, ...]
    right: tuple[str, ...]
    fold: bool
    skip: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JoinTable:
    """A joined file, read.

    Attributes:
        join: What it is.
        batch: All its rows.
        keys: The key of each, null where a part of it is.
    """

    join: BoundJoin
    batch: RawBatch
    keys: Values

    def rows_for(self, columns: Sequence[Values]) -> Values:
        """Return the row for each key, null where there is none.

        Args:
            columns: The parts of the keys, typed or text.
        """
        return pc.index_in(_keys(columns, fold=self.join.fold), value_set=self.keys, skip_nulls=True)

    def column(self, name: str, rows: Values) -> Column:
        """Return a column of the joined file for `rows`."""
        values = decoded(self.batch.columns.column(name)).take(rows)
        if self.batch.cells is None:
            return Column(values=values, words=values)
        return readable(values, self.batch.cells[name].take(rows).fill_null(0), name)

    def kinds(self, name: str, rows: Values) -> Values | None:
        """Return what JSON says the cells of a column are, or None."""
        return None if self.batch.kinds is None else self.batch.kinds[name].take(rows).fill_null(0)


def load_joins(joins: Iterable[BoundJoin]) -> Mapping[str, JoinTable]:
    """Return the joined files, read whole.

    Raises:
        SourceError: A key stands in two rows of a joined file, or a row of it could not be made.
    """
    return {join.name: _load(join) for join in joins}


def _load(join: BoundJoin) -> JoinTable:
    batch = _whole([without_skipped(batch, join.skip) for batch in join.source.batches()], join.source)
    keys = _keys([decoded(batch.columns.column(name)) for name in join.right], fold=join.fold)
    _check_unique(join, batch, keys)
    return JoinTable(join, batch, keys)


def _whole(batches: list[RawBatch], source: Source) -> RawBatch:
    """Return the rows of a source as one batch."""
    unmade = [row for batch in batches for row in batch.unmade]
    if unmade:
        first = unmade[0]
        raise SourceError("join-row-unmade", file=source.name, row=first.row, line=first.line, count=len(unmade))
    if not batches:
        raise SourceError("join-no-rows", file=source.name)
    names = batches[0].columns.schema.names
    columns: list[Any] = [_joined(decoded(batch.columns.column(name)) for batch in batches) for name in names]
    return replace(
        batches[0],
        columns=pa.RecordBatch.from_arrays(columns, names=names),
        rows=_joined(batch.rows for batch in batches),
        lines=None if batches[0].lines is None else _joined(batch.lines for batch in batches),
        kinds=_joined_marks([batch.kinds for batch in batches]),
        cells=_joined_marks([batch.cells for batch in batches]),
        notes=(),
    )


def _joined_marks(parts: list[Mapping[str, Any] | None]) -> Mapping[str, Any] | None:
    there = [part for part in parts if part is not None]
    return {name: _joined(part[name] for part in there) for name in there[0]} if there else None


def _joined(parts: Iterable[Any]) -> Any:
    return pa.concat_arrays(list(parts))


def _keys(columns: Sequence[Values], *, fold: bool) -> Values:
    """Return the key each row has, null where a part is null or empty."""
    parts = []
    for column in columns:
        text = pc.utf8_trim_whitespace(as_text(column))
        if fold:
            text = pc.utf8_lower(pc.replace_substring_regex(text, r"[\s\p{Z}]+", " "))
        parts.append(pc.if_else(pc.equal(text, ""), pa.scalar(None, TEXT), text))
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, _SEPARATOR)


def _check_unique(join: BoundJoin, batch: RawBatch, keys: Values) -> None:
    encoded = keys.drop_null().dictionary_encode()
    if len(encoded.dictionary) == len(encoded):
        return
    places = np.flatnonzero(np.asarray(keys.is_valid()))
    codes = np.asarray(encoded.indices)
    _, firsts, counts = np.unique(codes, return_index=True, return_counts=True)
    twice = int(np.argmax(counts > 1))
    second = int(np.flatnonzero(codes == codes[firsts[twice]])[1])
    rows = [int(batch.rows[int(places[at])].as_py()) for at in (int(firsts[twice]), second)]
    line = None if batch.lines is None else batch.lines[int(places[second])].as_py()
    raise SourceError(
        "join-key-twice", file=join.source.name, row=rows[1], line=line, first=rows[0], columns=list(join.right),
        count=int((counts > 1).sum()),
    )  # fmt: skip
