"""Descriptions: contracts found by name, by document, or in a stranger's Table Schema or Data Package.

What lives here: reading descriptions, and what of them a contract holds, a reader is told, or is lost. What this
room must not know: rows.
"""

from __future__ import annotations

from ._find_contract import ContractLike, find_contract, find_described, read_contract
from ._table_schema import FieldsMatch, ImportedContract, import_table_schema
from ._table_schema_lost import Lost
from ._table_schema_map import as_written, imported_map, options_for, says_types

__all__ = [
    "ContractLike",
    "FieldsMatch",
    "ImportedContract",
    "Lost",
    "as_written",
    "find_contract",
    "find_described",
    "import_table_schema",
    "imported_map",
    "options_for",
    "read_contract",
    "says_types",
]
