"""CSV on the Web: the metadata of a CSV file for tools of linked data.

What lives here: tables, columns, datatypes and keys (W3C, Metadata Vocabulary for Tabular Data). What this file must
not know: Data Packages.

Words stand in both languages. A pattern is written only where matching all of a text and searching in it are the same,
and codes are a pattern, since the vocabulary has no list of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ..contract import Contract, FieldType
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger, Place
from ._references import targets_of
from ._table_schema import matches_whole

_TYPES: Final[dict[FieldType, dict[str, Any]]] = {
    FieldType.TEXT: {"base": "string"},
    FieldType.INTEGER: {"base": "long"},
    FieldType.NUMBER: {"base": "double"},
    FieldType.DECIMAL: {"base": "decimal"},
    FieldType.BOOLEAN: {"base": "boolean", "format": "true|false"},
    FieldType.DATE: {"base": "date", "format": "yyyy-MM-dd"},
    FieldType.DATETIME: {"base": "dateTimeStamp"},
    FieldType.LIST: {"base": "json"},
    FieldType.JSON: {"base": "json"},
}
_BOUNDS: Final = {
    "minimum": "minInclusive",
    "maximum": "maxInclusive",
    "exclusiveMinimum": "minExclusive",
    "exclusiveMaximum": "maxExclusive",
}


def _table(ledger: Ledger, beside: Sequence[Contract]) -> dict[str, Any]:
    place, contract = ledger.place(), ledger.contract
    table: dict[str, Any] = {"url": _url(place.take("name")), "dc:hasVersion": place.take("version")}
    table |= dict(_words(place))
    schema: dict[str, Any] = {"columns": [_column(column) for column in ledger.fields]}
    key = contract.primary_key
    if key and all(contract.field(name).required for name in key):
        ledger.take("", "primaryKey")
        schema["primaryKey"] = list(key)
    else:
        ledger.lose("", "primaryKey", "other-meaning")
    if references := list(_foreign_keys(ledger, beside)):
        schema["foreignKeys"] = references
    return table | {"tableSchema": schema}


def _url(name: str) -> str:
    return f"{name}.csv"


def _words(place: Place) -> Iterator[tuple[str, Any]]:
    for word, name in (("title", "dc:title"), ("definition", "dc:description")):
        texts = [(language, place.take(f"{word}.{language}")) for language in ("en", "id")]
        said = [{"@value": text, "@language": language} for language, text in texts if text is not None]
        if said:
            yield name, said


def _column(place: FieldPlace) -> dict[str, Any]:
    column: dict[str, Any] = {"name": place.field.name, "titles": place.field.name, "datatype": _datatype(place)}
    if place.take("required"):
        column["required"] = True
        if place.field.type is FieldType.TEXT:
            column["null"] = []  # an empty cell of a required text is an empty text
    if (default := place.take("default")) is not None:
        column["default"] = str(default).lower() if isinstance(default, bool) else str(default)
    return column | dict(_words(place))


def _datatype(place: FieldPlace) -> dict[str, Any]:
    kind: FieldType = place.take("type")
    if kind is FieldType.LIST:
        place.lose("type", "other-meaning")  # any JSON
    datatype = dict(_TYPES[kind])
    if kind is FieldType.TEXT:
        for word in ("minLength", "maxLength"):
            if (length := place.take(word)) is not None:
                datatype[word] = length
        if (expression := _expression(place)) is not None:
            datatype["format"] = expression
        return datatype
    for word, name in _BOUNDS.items():
        if (bound := place.take(word)) is not None:
            datatype[name] = bound
    return datatype


def _expression(place: FieldPlace) -> str | None:
    """Return the one pattern a column has: of its codes, or its own."""
    if (codes := place.codes()) is not None:
        return f"^({'|'.join(re.escape(code) for code in codes)})$"
    pattern = place.field.pattern
    if pattern is None or place.field.pattern_when is not None:
        return None
    if not matches_whole(pattern):
        place.lose("pattern", "other-meaning")
        return None
    place.take("pattern")
    return pattern


def _foreign_keys(ledger: Ledger, beside: Sequence[Contract]) -> Iterator[dict[str, Any]]:
    for target in targets_of(ledger, beside):
        if not all(ledger.contract.field(name).required for name in target.fields):
            target.place.lose(target.what, "other-meaning")  # an empty reference refers to nothing, here
            continue
        target.place.take(target.what)
        target.place.lose(target.what, "stricter")
        reference = {"resource": _url(target.contract.name), "columnReference": list(target.key)}
        yield {"columnReference": list(target.fields), "reference": reference}


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    contracts = [ledger.contract for ledger in ledgers]
    context = ["http://www.w3.org/ns/csvw", {"@language": settings.language}]
    tables = [_table(ledger, contracts) for ledger in ledgers]
    if len(tables) == 1:
        return {"@context": context, **tables[0]}
    return {"@context": context, "tables": tables}


CSVW: Final = Dialect(
    name="csvw", standard="CSV on the Web (W3C, 2015)", suffix=".csv-metadata.json", several=True, write=_write
)
