"""Which contract is meant: a record class, a contract, a registered name, or the path of a contract document.

What lives here: that one question. What this file must not know: data.
"""

from __future__ import annotations

import json
from pathlib import Path

from .. import _plugins
from .._limits import DEFAULT_LIMITS
from ..contract import Contract, Record
from ..errors import DefinitionError, LimitExceeded, SourceUnavailable

ContractLike = Contract | type[Record] | str | Path


def find_contract(to: ContractLike) -> Contract:
    """Return the contract `to` names.

    Args:
        to: A `Record` subclass, a `Contract`, a registered name ("emergency-facility"), or the path of a contract
            document (a `Path`, or text that ends in ".json").

    Raises:
        DefinitionError: The name is not registered, or the document is no contract.
        SourceUnavailable: The document cannot be read.
    """
    if isinstance(to, Contract):
        return to
    if isinstance(to, type):
        return _of_class(to)
    named: object = to
    if isinstance(named, Path) or (isinstance(named, str) and named.endswith(".json")):
        return read_contract(Path(named))
    if isinstance(named, str):
        registered = _plugins.load("contracts", named)
        return registered if isinstance(registered, Contract) else find_contract(registered)
    raise DefinitionError("contract-not-one", type=type(named).__name__)


def read_contract(path: Path) -> Contract:
    """Return the contract of the document at `path`."""
    try:
        if path.stat().st_size > DEFAULT_LIMITS.document_bytes:
            raise LimitExceeded(
                "limit-document", file=path, limit="document_bytes", value=DEFAULT_LIMITS.document_bytes
            )
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise SourceUnavailable("contract-unreadable", file=path, reason=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise DefinitionError("contract-not-json", file=path, reason=type(error).__name__) from error
    try:
        return Contract.from_document(document)
    except DefinitionError as error:
        error.file = str(path)
        raise


def _of_class(record: type) -> Contract:
    if not issubclass(record, Record):
        raise DefinitionError("contract-not-one", type=record.__name__)
    return record.contract()
