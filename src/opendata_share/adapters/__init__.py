"""Adapters: the outside world, read into shared tables.

What lives here: sources, the field-map language, `adapt`. What this room must not know: how rows are judged or
published.
"""

from __future__ import annotations

from .._limits import DEFAULT_LIMITS, Limits
from ._adapt import adapt, adapt_bundle
from ._corrections import CorrectedSource, open_table, original_file
from ._corrections_file import Corrections, corrections_in
from ._entry_sheet import EntryColumn, EntrySheet, entry_sheet
from ._entry_sheet_xlsx import entry_workbook
from ._quarantine import QuarantineSource, quarantine_in
from .descriptions import (
    ContractLike,
    FieldsMatch,
    ImportedContract,
    Lost,
    find_contract,
    find_described,
    import_table_schema,
    read_contract,
)
from .drafting import Draft, Proposal, draft_map
from .mapping import FieldMap
from .reading import PartitionedSource, TakenDialect, taken_dialect
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
    "PartitionedSource",
    "Proposal",
    "QuarantineSource",
    "Source",
    "SourceOptions",
    "TakenDialect",
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
    "quarantine_in",
    "read_contract",
    "taken_dialect",
]
