"""Which contract is meant: a record class, a contract, a registered name, or the path of a document.

What lives here: that one question. What this file must not know: data.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ... import _plugins
from ..._names import contract_name
from ...contract import Contract
from ...errors import DefinitionError
from ...schemas import documents
from ..reading import is_address, shown_address
from ._imported_contract import FieldsMatch, ImportedContract
from ._which_document import DOCUMENT_ENDINGS, is_odcs

if TYPE_CHECKING:
    from ...contract import Record

_KEYWORDS: Final = ("properties", "$ref", "$defs", "allOf", "anyOf", "oneOf", "required", "patternProperties")
ContractLike: TypeAlias = "Contract | ImportedContract | type[Record] | str | Path"


def find_contract(to: ContractLike) -> Contract:
    """Return the contract `to` names.

    Args:
        to: A `Record` subclass, a `Contract`, a registered name ("emergency-facility"), or the path of a contract
            document, a JSON Schema, a Table Schema, a Data Package or an Open Data Contract Standard document (a
            `Path`, or text that ends in ".json", ".yaml" or ".yml"). Behind the path `#NAME` names the table where the
            document describes several.

    Raises:
        DefinitionError: The name is not registered, or the document is no contract.
        SourceUnavailable: The document cannot be read.
    """
    found = find_described(to)
    return found.contract if isinstance(found, ImportedContract) else found


def find_described(to: ContractLike, source: object = None, zone: str | None = None) -> Contract | ImportedContract:
    """Return the contract `to` names; a stranger's document with how it says its file is written.

    Args:
        to: As for `find_contract`.
        source: What is to be read: a package of several tables is asked for the one in this file.
        zone: The IANA zone of times without an offset, where the caller knows it; documents name none.
    """
    if isinstance(to, Contract | ImportedContract):
        return to
    if isinstance(to, type):
        return _of_class(to)
    named: object = to
    if isinstance(named, Path) or (isinstance(named, str) and _is_document(named)):
        return _of_document(named, Path(source) if isinstance(source, str | Path) else None, zone or "UTC")
    if isinstance(named, str):
        if _plugins.is_ours("contracts", named) and (shipped := documents.find(named)) is not None:
            return shipped
        registered = _plugins.load("contracts", named)
        return registered if isinstance(registered, Contract) else find_contract(registered)
    raise DefinitionError("contract-not-one", type=type(named).__name__)


def has_minted_key(name: str) -> bool:
    """Return `Contract.has_minted_key` of the contract registered as `name`.

    Raises:
        DefinitionError: As of `find_contract`.
    """
    if _plugins.is_ours("contracts", name) and (shipped := documents.has_minted_key(name)) is not None:
        return shipped
    return find_contract(name).has_minted_key


def read_contract(path: Path) -> Contract:
    """Return the contract of the document at `path`."""
    found = _of_document(path)
    return found.contract if isinstance(found, ImportedContract) else found


def _is_document(name: str) -> bool:
    return name.partition("#")[0].endswith(DOCUMENT_ENDINGS)


def _of_document(location: Path | str, source: Path | None = None, zone: str = "UTC") -> Contract | ImportedContract:
    from ._read_document import read_document
    from ._table_schema import import_document, split_name  # a registered name needs no document
    from ._table_schema_document import is_table_schema

    if is_address(location):
        raise DefinitionError("contract-address", address=shown_address(str(location)))
    path, resource = split_name(location)
    document = read_document(path)
    if is_odcs(document):
        return _of_odcs(document, path, resource)
    if is_table_schema(document) and not is_json_schema(document):
        return import_document(document, path, resource=resource, zone=zone, source=source)
    try:
        if is_json_schema(document):
            named = document.get("title") or document.get("$id")
            return Contract.from_json_schema(
                document, name=None if named else contract_name(path.name.partition(".")[0])
            )
        return Contract.from_document(document)
    except DefinitionError as error:
        error.file = str(path)
        raise


def _of_odcs(document: Any, path: Path, table: str | None) -> ImportedContract:
    from ..reading import SourceOptions
    from ._odcs import import_odcs_document

    imported = import_odcs_document(document, path)
    return ImportedContract(
        contract=imported.contract(table),
        options=SourceOptions(),
        columns=(),
        fields_match=FieldsMatch.PARTIAL,
        lost=imported.lost,
        related={contract.name: contract for contract in imported.contracts},
    )


def is_json_schema(document: Any) -> bool:
    """Whether a document is a stranger's JSON Schema: it says so, or has keywords that only a schema has."""
    if not isinstance(document, Mapping) or "x-contract" in document:
        return False
    from ._table_schema_document import is_table_schema

    dialect = document.get("$schema")
    if isinstance(dialect, str):
        return "json-schema.org" in dialect
    return not is_table_schema(document) and any(keyword in document for keyword in _KEYWORDS)


def _of_class(record: type) -> Contract:
    from ...contract import Record  # with it comes pydantic, which a contract read from a document does without

    if not issubclass(record, Record):
        raise DefinitionError("contract-not-one", type=record.__name__)
    return record.contract()
