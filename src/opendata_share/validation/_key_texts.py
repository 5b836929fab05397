"""Keys as texts: one text a row that is equal exactly where all fields of a key are.

What lives here: columns of any type a key may have to text. What this file must not know: tables, rules.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from .._arrow import Values, pc


def key_texts(columns: Sequence[Values]) -> Values:
    """Return one text a row that is equal exactly where all columns are, null where any is null."""
    texts = [_as_text(column) for column in columns]
    if len(texts) == 1:
        return texts[0]
    parts: list[Values] = []
    for text in texts[:-1]:
        parts += [pc.binary_length(text).cast(pa.string()), text]
    return pc.binary_join_element_wise(*parts, texts[-1], ":", null_handling="emit_null")


def _as_text(column: Values) -> Values:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_dictionary(kind):
        return _as_text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return column.cast(pa.int64()).cast(pa.string())
    if pa.types.is_floating(kind):
        return pc.add(column, pa.scalar(0.0, kind)).cast(pa.string())
    return column.cast(pa.string())


def key_parts(text: str, count: int) -> list[str]:
    """Return the texts of the `count` fields of a key, from what `key_texts` made of them."""
    parts: list[str] = []
    rest = text.encode("utf-8")
    for _ in range(count - 1):
        length, _, rest = rest.partition(b":")
        parts.append(rest[: int(length)].decode("utf-8"))
        rest = rest[int(length) + 1 :]
    return [*parts, rest.decode("utf-8")]
