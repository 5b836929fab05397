"""Descriptions: contracts found by name, by document, or in a stranger's description of a table.

What lives here: reading descriptions, and what of them a contract holds, a reader is told, or is lost. What this
room must not know: rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..._late_names import late
from ._find_contract import ContractLike, find_contract, find_described, has_minted_key, read_contract
from ._imported_contract import FieldsMatch, ImportedContract

if TYPE_CHECKING:
    from ._import_contract import import_contract
    from ._imported import Imported
    from ._odcs import import_odcs
    from ._pydantic_model import import_model
    from ._table_schema import import_table_schema
    from ._table_schema_lost import Lost
    from ._table_schema_map import as_written, imported_map, options_for, says_types

__all__ = [
    "ContractLike",
    "FieldsMatch",
    "Imported",
    "ImportedContract",
    "Lost",
    "as_written",
    "find_contract",
    "find_described",
    "has_minted_key",
    "import_contract",
    "import_model",
    "import_odcs",
    "import_table_schema",
    "imported_map",
    "options_for",
    "read_contract",
    "says_types",
]

# A registered contract needs no stranger's description.
_MODULE_OF: Final = {
    "Imported": "_imported",
    "Lost": "_table_schema_lost",
    "as_written": "_table_schema_map",
    "import_contract": "_import_contract",
    "import_model": "_pydantic_model",
    "import_odcs": "_odcs",
    "import_table_schema": "_table_schema",
    "imported_map": "_table_schema_map",
    "options_for": "_table_schema_map",
    "says_types": "_table_schema_map",
}


__getattr__ = late(__name__, _MODULE_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
