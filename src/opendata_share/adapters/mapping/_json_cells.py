"""Cells of JSON sources, and the properties of a row that have no column of their own, as JSON text.

What lives here: texts quoted, several cells as the members of one object. What this file must not know: maps,
contracts, what a cell of another source is.
"""

from __future__ import annotations

from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Final

import pyarrow as pa

from ..._arrow import Values, mask_of, pc
from ._columns import TEXT, Column

_STRING: Final = 1  # what `RawBatch.kinds` calls a text


def quoted(column: Column, kinds: Values) -> Column:
    """Return a column of a JSON source with its texts quoted, so that every cell is JSON text."""
    texts = mask_of(pc.equal(kinds, pa.scalar(_STRING, pa.uint8())))
    if not texts.any():
        return column
    encoded = pc.if_else(pa.array(texts), column.values, pa.scalar(None, TEXT)).dictionary_encode()
    written = [None if text is None else encode_basestring(text) for text in encoded.dictionary.to_pylist()]
    values = pc.if_else(pa.array(texts), pa.array(written, TEXT).take(encoded.indices), column.values)
    return Column(values=values, words=column.words, faults=column.faults)


def members(names: Sequence[str], columns: Sequence[Values], length: int) -> Values:
    """Return one JSON object a row, of the cells that are there; null where none is.

    Args:
        names: The names of the members.
        columns: JSON texts, a column a name.
        length: How many rows there are.
    """
    keys = [encode_basestring(name) for name in names]
    cells = [column.to_pylist() for column in columns]
    rows: list[str | None] = []
    for at in range(length):
        there = [f"{key}:{column[at]}" for key, column in zip(keys, cells, strict=True) if column[at] is not None]
        rows.append(f"{{{','.join(there)}}}" if there else None)
    return pa.array(rows, TEXT)
