"""Table Schema 2.0: the CSV of a table as Data Packages describe it.

What lives here: fields, constraints and keys, for a table by itself and inside a package. What this file must not know:
files, packages.

Where a reader's reading of a constraint is stricter than ours the constraint is left out: a pattern that is not
anchored at both ends (ours searches, theirs matches), formats, keys that may be empty, what nested values hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from .._messages import Language
from ..contract import Contract, FieldType
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger
from ._references import targets_of

_PROFILE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_TYPES: Final = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.DECIMAL: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.DATETIME: "datetime",
    FieldType.LIST: "array",
    FieldType.OBJECT: "object",
    FieldType.JSON: "any",
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
# elsewhere a digit or a word character may be of any script, so that everything but one is less than with us
_NARROWER: Final = re.compile(r"\\[DW]|\[\^[^\]]*\\[dw]")


def table_schema(contract: Contract) -> dict[str, Any]:
    """Return the Table Schema of the CSV of `contract`, by itself: references have no other table to point to.

    Example:
        >>> from opendata_share.schemas import FleetCount
        >>> table_schema(FleetCount.contract())["primaryKey"]
        ['holder_id', 'unit_type', 'as_of']
    """
    return schema_of(Ledger(contract), "en")


def schema_of(ledger: Ledger, language: Language, beside: Collection[Contract] = ()) -> dict[str, Any]:
    """Return the Table Schema of a ledger's contract.

    Args:
        ledger: The contract.
        language: The language of titles and definitions.
        beside: The contracts of the tables that references may point to.
    """
    contract = ledger.contract
    schema: dict[str, Any] = {"$schema": _PROFILE, "fields": [_field(column, language) for column in ledger.fields]}
    schema["missingValues"] = [""]
    if _is_whole(contract.primary_key, ledger, "", "primaryKey"):
        schema["primaryKey"] = list(contract.primary_key)
    keys = [list(key) for place, key in ledger.keys if _is_whole(key, ledger, place.where, "unique")]
    if keys:
        schema["uniqueKeys"] = keys
    if references := list(_foreign_keys(ledger, beside)):
        schema["foreignKeys"] = references
    return schema


def _is_whole(key: tuple[str, ...], ledger: Ledger, where: str, what: str) -> bool:
    """Take a key no field of which may be empty: ours leaves rows with an empty one out."""
    if not key or not all(ledger.contract.field(name).required for name in key):
        ledger.lose(where, what, "other-meaning")
        return False
    ledger.take(where, what)
    return True


def _foreign_keys(ledger: Ledger, beside: Collection[Contract]) -> Iterator[dict[str, Any]]:
    for target in targets_of(ledger, beside):
        target.place.take(target.what)
        target.place.lose(target.what, "stricter")
        reference: dict[str, Any] = {"fields": list(target.key)}
        if target.contract.name != ledger.contract.name:
            reference = {"resource": target.contract.name, **reference}
        yield {"fields": list(target.fields), "reference": reference}


def _field(place: FieldPlace, language: Language) -> dict[str, Any]:
    kind: FieldType = place.take("type")
    described: dict[str, Any] = {
        "name": place.field.name,
        "type": _TYPES[kind],
        "title": place.words("title", language),
    }
    if kind is FieldType.DECIMAL:
        place.lose("type", "other-meaning")  # a number with a fraction, of any number of digits
    if (definition := place.words("definition", language)) is not None:
        described["description"] = definition
    if kind is FieldType.TEXT and place.field.required:
        described["missingValues"] = []  # a required text is never null, so an empty cell is an empty text
    if constraints := _constraints(place):
        described["constraints"] = constraints
    return described


def _constraints(place: FieldPlace) -> dict[str, Any]:
    kind = place.field.type
    constraints: dict[str, Any] = {"required": True} if place.take("required") else {}
    if (codes := place.codes()) is not None:
        constraints["enum"] = list(codes)
    pattern = place.field.pattern
    if pattern is not None and place.field.pattern_when is None:
        if matches_whole(pattern):
            constraints["pattern"] = place.take("pattern")
        else:
            place.lose("pattern", "other-meaning")
    place.lose("format", "other-meaning")
    wanted: tuple[str, ...] = _BOUNDS
    if kind in {FieldType.TEXT, FieldType.LIST}:
        wanted = ("minLength", "maxLength")
    return constraints | {word: value for word in wanted if (value := place.take(word)) is not None}


def matches_whole(pattern: str) -> bool:
    """Whether searching for `pattern` and matching all of a text against it are the same, for other engines too."""
    if _NARROWER.search(pattern):
        return False
    return (
        pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$") and not _alternatives(pattern)
    )


def _alternatives(pattern: str) -> bool:
    """Whether `pattern` has a `|` outside all groups, so that its anchors belong to one side only."""
    depth, inside, escaped = 0, False, False
    for character in pattern:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif inside:
            inside = character != "]"
        elif character == "[":
            inside = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            return True
    return False


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    (ledger,) = ledgers
    return schema_of(ledger, settings.language, (ledger.contract,))


TABLE_SCHEMA: Final = Dialect(
    name="table-schema", standard="Table Schema 2.0", suffix=".tableschema.json", write=_write
)
