"""Any document of another standard as contracts, with what they do not say.

What lives here: which import a document goes to. What this file must not know: how any of them reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..._names import contract_name
from ...contract import Contract
from ...errors import DefinitionError
from ..reading import is_address, shown_address
from ._find_contract import is_json_schema
from ._imported import Imported
from ._odcs import import_odcs_document
from ._read_document import read_document
from ._table_schema import import_document, split_name
from ._table_schema_document import is_table_schema
from ._table_schema_lost import Lost
from ._which_document import is_odcs

_JSON_SCHEMA: Final = "JSON Schema, draft 2020-12"
_TABLE_SCHEMA: Final = "Table Schema, Data Package"
_OURS: Final = "opendata-share"


def import_contract(location: Path | str, *, zone: str = "UTC") -> Imported:
    """Return the contracts of a document, whichever standard it follows, with all that they do not say.

    Args:
        location: The path of a document of the Open Data Contract Standard (YAML, JSON), of a JSON Schema, a Table
            Schema, a Data Package, or of a contract. Behind the path `#NAME` names the table where there are several.
        zone: The IANA zone of times without an offset, for documents that name none.

    Raises:
        DefinitionError: It is malformed, of no such standard, an address, or describes no table of that name.
        SourceUnavailable: It cannot be read.
        LimitExceeded: It is larger than a named limit.
        MissingExtra: It is YAML and PyYAML is not installed.

    Example:
        >>> from pathlib import Path
        >>> _ = Path("ward.json").write_text('{"fields": [{"name": "beds", "type": "integer"}]}')
        >>> imported = import_contract("ward.json")
        >>> imported.standard, imported.contract().name, imported.lost[0].message_id
        ('Table Schema, Data Package', 'ward', 'lost-sensitivity')
    """
    if is_address(location):
        raise DefinitionError("contract-address", address=shown_address(str(location)))
    path, table = split_name(location)
    document = read_document(path)
    if is_odcs(document):
        imported = import_odcs_document(document, path)
        if table is None:
            return imported
        return Imported(imported.standard, (_named(imported, table, path),), imported.lost)
    if is_table_schema(document) and not is_json_schema(document):
        described = import_document(document, path, resource=table, zone=zone)
        return Imported(_TABLE_SCHEMA, (described.contract,), described.lost)
    try:
        if not is_json_schema(document):
            return Imported(_OURS, (Contract.from_document(document),), ())
        named = document.get("title") or document.get("$id")
        contract = Contract.from_json_schema(
            document, name=None if named else contract_name(path.name.partition(".")[0])
        )
    except DefinitionError as error:
        error.file = error.file or str(path)
        raise
    # the schema stands in the contract, word by word
    return Imported(_JSON_SCHEMA, (contract,), (Lost("", "lost-sensitivity", judges=False),))


def _named(imported: Imported, table: str, path: Path) -> Contract:
    try:
        return imported.contract(table)
    except DefinitionError as error:
        error.file = str(path)
        raise
