"""Groups as texts: one text a row that is equal exactly where all fields of the group are.

What lives here: columns to text, as SQL's GROUP BY takes them: an empty field is a value like any other. What this file
must not know: rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from ..._arrow import Values, pc, repeated
from .._key_texts import key_texts

_EMPTY: Final = pa.scalar("-")


def group_texts(columns: Sequence[Values], length: int) -> Values:
    """Return one text a row, never null; all rows are one group where there is no column.

    Args:
        columns: The fields of the group.
        length: How many rows there are.
    """
    if not columns:
        return repeated(pa.scalar(""), length)
    parts = [_marked(key_texts([column])) for column in columns]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, "")


def _marked(texts: Values) -> Values:
    """Return each text behind its length, so that joined ones cannot be taken for others; a null is "-"."""
    lengths = pc.binary_length(texts).cast(pa.string())
    return pc.fill_null(pc.binary_join_element_wise(lengths, texts, ":", null_handling="emit_null"), _EMPTY)
