"""Adapters: the outside world, read into shared tables.

What lives here: sources, the field-map language, `adapt`. What this room must not know: how rows are judged or
published.
"""

from __future__ import annotations

from .._limits import Limits
from ._adapt import adapt, adapt_bundle
from ._field_map import FieldMap
from ._find_contract import ContractLike, find_contract, read_contract
from .sources import Source, SourceOptions, open_source

__all__ = [
    "ContractLike",
    "FieldMap",
    "Limits",
    "Source",
    "SourceOptions",
    "adapt",
    "adapt_bundle",
    "find_contract",
    "open_source",
    "read_contract",
]
