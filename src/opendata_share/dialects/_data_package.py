"""Data Package 2.0: the CSVs of one contract or of several that belong together, before there are any rows.

What lives here: the descriptor. What this file must not know: what a Table Schema says, releases (which have a
descriptor of their own, with the facts of a file).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .._csv_text import MEDIA_TYPE
from ._dialect import Dialect, Settings
from ._ledger import Ledger
from ._people import people_of
from ._table_schema import schema_of

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
CSV_DIALECT: Final = {
    "header": True, "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True,
}  # fmt: skip


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    first, info = ledgers[0], settings.info
    contracts = [ledger.contract for ledger in ledgers]
    title = (
        info.title.in_language(settings.language)
        if info.title is not None
        else first.contract.title.in_language(settings.language)
    )
    package: dict[str, Any] = {"$schema": PROFILE, "name": first.contract.name, "title": title}
    if info.description is not None:
        package["description"] = info.description.in_language(settings.language)
    package |= people_of(info)
    resources = []
    for ledger in ledgers:
        place = ledger.place()
        resource: dict[str, Any] = {
            "name": place.take("name"),
            "title": place.words("title", settings.language),
            "type": "table",
            "path": f"{ledger.contract.name}.csv",
            "scheme": "file",
            "format": "csv",
            "mediatype": MEDIA_TYPE,
            "encoding": "utf-8",
            "dialect": dict(CSV_DIALECT),
            "schema": schema_of(ledger, settings.language, contracts),
        }
        if (definition := place.words("definition", settings.language)) is not None:
            resource["description"] = definition
        resource["version"] = place.take("version")
        resources.append(resource)
    return package | {"resources": resources}


DATA_PACKAGE: Final = Dialect(
    name="data-package", standard="Data Package 2.0", suffix=".datapackage.json", several=True, write=_write
)
