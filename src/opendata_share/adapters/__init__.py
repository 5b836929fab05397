"""Adapters: the outside world, read into shared tables.

What lives here: sources, the field-map language, `adapt`. What this room must not know: how rows are judged or
published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._late_names import late

if TYPE_CHECKING:
    from .._limits import DEFAULT_LIMITS, Limits
    from ._adapt import adapt, adapt_bundle, open_mapped
    from ._check_map import CheckedMap, check_map
    from ._corrections import CorrectedSource, open_table, original_file
    from ._corrections_file import Corrections, corrections_in
    from ._entry_sheet import EntryColumn, EntrySheet, entry_sheet
    from ._entry_sheet_xlsx import entry_workbook
    from ._infer_contract import InferredContract, MixedColumn, infer_contract
    from ._infer_proposals import ColumnProposal
    from ._quarantine import QuarantineSource, quarantine_in
    from ._registered_maps import find_map, map_names
    from .descriptions import (
        ContractLike,
        FieldsMatch,
        Imported,
        ImportedContract,
        Lost,
        find_contract,
        find_described,
        import_contract,
        import_model,
        import_odcs,
        import_table_schema,
        read_contract,
    )
    from .drafting import Draft, Proposal, draft_map
    from .mapping import FieldMap, field_map_schema
    from .reading import PartitionedSource, TakenDialect, is_address, shown_address, taken_dialect
    from .sources import Source, SourceOptions, open_source

__all__ = [
    "DEFAULT_LIMITS",
    "CheckedMap",
    "ColumnProposal",
    "ContractLike",
    "CorrectedSource",
    "Corrections",
    "Draft",
    "EntryColumn",
    "EntrySheet",
    "FieldMap",
    "FieldsMatch",
    "Imported",
    "ImportedContract",
    "InferredContract",
    "Limits",
    "Lost",
    "MixedColumn",
    "PartitionedSource",
    "Proposal",
    "QuarantineSource",
    "Source",
    "SourceOptions",
    "TakenDialect",
    "adapt",
    "adapt_bundle",
    "check_map",
    "corrections_in",
    "draft_map",
    "entry_sheet",
    "entry_workbook",
    "field_map_schema",
    "find_contract",
    "find_described",
    "find_map",
    "import_contract",
    "import_model",
    "import_odcs",
    "import_table_schema",
    "infer_contract",
    "is_address",
    "map_names",
    "open_mapped",
    "open_source",
    "open_table",
    "original_file",
    "quarantine_in",
    "read_contract",
    "shown_address",
    "taken_dialect",
]

# A CSV file that is only judged needs no workbook, no draft and no stranger's description.
# fmt: off
_WHEN_USED: Final = {
    "._limits": ("DEFAULT_LIMITS", "Limits"),
    "_adapt": ("adapt", "adapt_bundle", "open_mapped"),
    "_check_map": ("CheckedMap", "check_map"),
    "_corrections": ("CorrectedSource", "open_table", "original_file"),
    "_corrections_file": ("Corrections", "corrections_in"),
    "_entry_sheet": ("EntryColumn", "EntrySheet", "entry_sheet"),
    "_entry_sheet_xlsx": ("entry_workbook",),
    "_infer_contract": ("InferredContract", "MixedColumn", "infer_contract"),
    "_infer_proposals": ("ColumnProposal",),
    "_registered_maps": ("find_map", "map_names"),
    "_quarantine": ("QuarantineSource", "quarantine_in"),
    "descriptions": (
        "ContractLike", "FieldsMatch", "Imported", "ImportedContract", "Lost", "find_contract", "find_described",
        "import_contract", "import_model", "import_odcs", "import_table_schema", "read_contract",
    ),
    "drafting": ("Draft", "Proposal", "draft_map"),
    "mapping": ("FieldMap", "field_map_schema"),
    "reading": ("PartitionedSource", "TakenDialect", "is_address", "shown_address", "taken_dialect"),
    "sources": ("Source", "SourceOptions", "open_source"),
}
# fmt: on
_MODULE_OF: Final = {name: module for module, names in _WHEN_USED.items() for name in names}


__getattr__ = late(__name__, _MODULE_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
