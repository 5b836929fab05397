"""Adapters: the outside world, read into shared tables.

What lives here: sources, the field-map language, `adapt`. What this room must not know: how rows are judged or
published.
"""

from __future__ import annotations

from .._limits import DEFAULT_LIMITS, Limits
from ._adapt import adapt, adapt_bundle
from ._corrections import CorrectedSource, open_table, original_file
from ._corrections_file import Corrections, corrections_in
from ._draft import Draft, draft_map
from ._draft_text import Proposal
from ._entry_sheet import EntryColumn, EntrySheet, entry_sheet
from ._entry_sheet_xlsx import entry_workbook
from ._field_map import FieldMap
from ._find_contract import ContractLike, find_contract, find_described, read_contract
from ._table_schema import FieldsMatch, ImportedContract, import_table_schema
from ._table_schema_lost import Lost
from .sources import Source, SourceOptions, open_source

__all__ = [
    "DEFAULT_LIMITS",
    "ContractLike",
    "CorrectedSource",
    "Corrections",
    "Draft",
    "EntryColumn",
    "EntrySheet",
    "FieldMap",
    "FieldsMatch",
    "ImportedContract",
    "Limits",
    "Lost",
    "Proposal",
    "Source",
    "SourceOptions",
    "adapt",
    "adapt_bundle",
    "corrections_in",
    "draft_map",
    "entry_sheet",
    "entry_workbook",
    "find_contract",
    "find_described",
    "import_table_schema",
    "open_source",
    "open_table",
    "original_file",
    "read_contract",
]
