"""`compile_contract`: a contract in, a document and what it does not say out.

What lives here: which dialect a name means, and the one call. What this file must not know: any one dialect, files.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import _plugins
from .._messages import Language
from ..contract import Contract, DatasetInfo
from ..errors import DefinitionError
from ._compiled import Compiled
from ._dialect import Dialect, Settings
from ._ledger import Ledger


def dialects() -> tuple[Dialect, ...]:
    """Return every registered dialect, by name.

    Example:
        >>> "json-schema" in [dialect.name for dialect in dialects()]
        True
    """
    return tuple(dialect_named(name) for name in _plugins.names("dialects"))


def dialect_named(name: str) -> Dialect:
    """Return the dialect registered as `name`.

    Raises:
        DefinitionError: None is.
    """
    dialect: Dialect = _plugins.load("dialects", name)
    return dialect


def compile_contract(
    contract: Contract | Sequence[Contract],
    dialect: str,
    *,
    language: Language = "en",
    info: DatasetInfo | None = None,
) -> Compiled:
    """Return a contract as a document of another standard, with everything the document does not say.

    Args:
        contract: The contract, or several for one document; references between them are then part of it.
        dialect: The dialect's name, such as "json-schema" or "sql"; `dialects` lists them.
        language: The language of titles and definitions where a document holds one language.
        info: What the publisher says about the data set, for dialects that describe data sets.

    Returns:
        The document, and what is lost.

    Raises:
        DefinitionError: There is no such dialect, or its documents hold one contract and several were given.
        MissingExtra: The dialect needs a library that is not installed.

    Example:
        >>> from opendata_share.schemas import FleetCount
        >>> compiled = compile_contract(FleetCount.contract(), "json-schema")
        >>> compiled.document["properties"]["total"]["minimum"]
        0
        >>> sorted({lost.what for lost in compiled.lost if lost.where == "/properties/total"})
        ['definition.id', 'elements', 'sensitivity', 'title.id', 'unit']
    """
    found = dialect_named(dialect)
    contracts = (contract,) if isinstance(contract, Contract) else tuple(contract)
    if not contracts or (len(contracts) > 1 and not found.several):
        raise DefinitionError("dialect-one-contract", dialect=dialect, count=len(contracts))
    names = [one.name for one in contracts]
    if len(set(names)) != len(names):
        raise DefinitionError("dialect-same-contract", contracts=names)
    ledgers = [Ledger(one) for one in contracts]
    document = found.write(ledgers, Settings(language=language, info=info or DatasetInfo()))
    return Compiled(found.name, document, tuple(lost for ledger in ledgers for lost in ledger.lost(found.name)))
