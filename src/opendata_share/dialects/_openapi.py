"""OpenAPI 3.1: the records of contracts as components an API refers to.

What lives here: the document around the schemas. What this file must not know: what a schema says: since 3.1 a schema
object is JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ._dialect import Dialect, Settings
from ._json_schema import schema_of
from ._ledger import Ledger


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    first = ledgers[0].contract
    schemas: dict[str, Any] = {}
    for ledger in ledgers:
        name, version = ledger.place().take("name"), ledger.place().take("version")
        schemas[name] = {"$comment": f"{name} {version}", **schema_of(ledger, settings.language)}
    title = first.title if settings.info.title is None else settings.info.title
    return {
        "openapi": "3.1.0",
        "info": {"title": title.in_language(settings.language), "version": first.version},
        "paths": {},
        "components": {"schemas": schemas},
    }


OPENAPI: Final = Dialect(name="openapi", standard="OpenAPI 3.1", suffix=".openapi.json", several=True, write=_write)
