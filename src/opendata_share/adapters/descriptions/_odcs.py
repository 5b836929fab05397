"""An Open Data Contract Standard document (3.x) becomes contracts.

What lives here: the whole of the import: document in, contracts and a list of what they do not say out. What this file
must not know: rows, how a table is judged.

Documents come from strangers: nothing is fetched, no server is asked, and anything malformed is a `DefinitionError`
with the JSON pointer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS
from ..._names import contract_name
from ...contract import CodeList, Contract, Reference, RefersTo, TableRule, Text
from ...errors import DefinitionError
from ._imported import Imported
from ._odcs_fields import Column, TableReading, named, read_column, unclassed_note
from ._odcs_rules import is_key_type, read_checks, unique_keys, with_rules
from ._odcs_words import OURS, OwnWords
from ._statements import Statement, Statements
from ._table_schema_document import refuse_broken_text
from ._which_document import is_odcs

STANDARD: Final = "Open Data Contract Standard 3.1"
_VERSION: Final = re.compile(r"(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\Z", re.ASCII)
_API_VERSION: Final = re.compile(r"v3\.\d{1,3}\.\d{1,3}\Z", re.ASCII)
_UNVERSIONED: Final = "0.0.0"


def import_odcs(document: Mapping[str, Any] | Path | str) -> Imported:
    """Return the contracts of an Open Data Contract Standard document, one for each table of its `schema`.

    Types become: string → text; integer, number, boolean, date → themselves; timestamp → datetime; number with the
    physical type `decimal(P,S)` → decimal; array → list; time → text of that form; objects outside of lists → JSON
    text. `required`, keys, `unique`, options, relationships between tables of the document, the library rules
    `nullValues`, `invalidValues`, `duplicateValues` that no row may break, `rowCount`, and SQL that counts the rows
    which break a condition of our language are judged. All else is in `lost`. A field whose `classification` is none
    of public, internal, restricted, personal is personal.

    Args:
        document: The document's JSON value, or its path: YAML, or JSON, which is YAML.

    Raises:
        DefinitionError: It is no such document, malformed (with the JSON pointer), or of a version other than 3.
        SourceUnavailable: It cannot be read.
        LimitExceeded: It is larger than `yaml_bytes`, holds more than `yaml_values` or nests deeper than `depth`.
        MissingExtra: It is YAML and PyYAML is not installed.

    Example:
        >>> from opendata_share.adapters import import_odcs
        >>> beds = {"name": "beds", "logicalType": "integer", "required": True, "classification": "public",
        ...         "logicalTypeOptions": {"minimum": 0}, "tags": ["health"]}
        >>> imported = import_odcs({"apiVersion": "v3.1.0", "kind": "DataContract", "id": "ward", "status": "active",
        ...     "version": "1.0.0", "schema": [{"name": "ward", "properties": [beds]}]})
        >>> [(field.name, str(field.type), field.minimum) for field in imported.contract("ward").fields]
        [('beds', 'integer', 0)]
        >>> [lost.pointer for lost in imported.lost]
        ['/id', '/schema/0/properties/0/tags']
    """
    if isinstance(document, Mapping):
        return _imported(document)
    from ._read_document import read_document

    path = Path(document)
    return import_odcs_document(read_document(path), path)


def import_odcs_document(document: Any, path: Path) -> Imported:
    """Return the contracts of a document read from `path`; errors name the file."""
    try:
        return _imported(document)
    except DefinitionError as error:
        error.file = error.file or str(path)
        raise


def _imported(document: Any) -> Imported:
    if not is_odcs(document):
        raise DefinitionError("import-not-odcs", pointer="/")
    refuse_broken_text(document)
    statements = Statements(document)
    root = statements.root
    root.take("kind", str)
    if not _API_VERSION.match(root.take("apiVersion", str) or ""):
        raise DefinitionError("import-odcs-version", pointer="/apiVersion")
    root.take_if("status", "active")
    tables = _tables(root)
    contracts = _contracts(root, tables, statements)
    if contracts and root.value.get("id") == f"{OURS}{contracts[0].name}":
        root.took("id")
    if len(contracts) == 1 or (contracts and tables[0].reading.ours):
        root.take_if("name", contracts[0].title.en, contracts[0].title.id)
    return Imported(STANDARD, contracts, statements.lost())


@dataclass
class _Table:
    """One table of the document, as far as it was read."""

    place: Statement
    original: str
    reading: TableReading
    own: OwnWords
    columns: list[Column]

    @property
    def key(self) -> list[Column]:
        """The columns of the primary key, in its order."""
        keyed = [column for column in self.columns if column.position is not None]
        return sorted(keyed, key=lambda column: column.position or 0)

    @cached_property
    def column_of(self) -> Mapping[str, Column]:
        """The columns by what a reference may call them: their name, or else their `id`."""
        by_id = {one.place.peek("id", str): one for one in reversed(self.columns)}
        return {**by_id, **{one.original: one for one in self.columns}}


def _tables(root: Statement) -> list[_Table]:
    found: list[_Table] = []
    places = list(root.each("schema"))
    if len(places) > DEFAULT_LIMITS.columns:
        root.refuse("schema", expected=f"≤ {DEFAULT_LIMITS.columns}")
    ours = str(root.value.get("id")).startswith(OURS)
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for place in places:
        original = place.peek("name", str)
        if not original:
            place.refuse("name", expected="text")
        properties = list(place.each("properties"))
        if not properties:
            place.lose_all("lost-no-columns", judges=False, name=original)
            continue
        if len(properties) > DEFAULT_LIMITS.columns:
            place.refuse("properties", expected=f"≤ {DEFAULT_LIMITS.columns}")
        own = OwnWords(place, ours=ours)
        called = own.take("contract", str) or contract_name(original)
        name = called
        while name in taken:
            numbers[called] = numbers.get(called, 1) + 1
            name = f"{called}-{numbers[called]}"
        taken.add(name)
        lists = (CodeList.from_document(value, pointer) for value, pointer in own.every("codeList", dict))
        reading = TableReading(name, ours, {each.name: each for each in lists})
        columns = [read_column(part, original, name, reading) for part, original, name in named(properties)]
        found.append(_Table(place, original, reading, own, columns))
    return found


def _contracts(root: Statement, tables: Sequence[_Table], statements: Statements) -> tuple[Contract, ...]:
    version = root.peek("version", str)
    for table in tables:
        for column in table.columns:
            with_rules(column, table.reading)
    contracts = []
    by_id = {table.place.peek("id", str): table for table in reversed(tables)}
    by_name = {**by_id, **{table.original: table for table in reversed(tables)}}
    for table in tables:
        references = _references(table, by_name)
        contracts.append(_contract(table, version or "", references))
        if (note := unclassed_note(table.reading, table.place)) is not None:
            statements.note(note)
    if contracts and _VERSION.match(version or ""):
        root.took("version")
    return tuple(contracts)


def _contract(table: _Table, version: str, references: tuple[TableRule, ...]) -> Contract:
    place, own = table.place, table.own
    name = table.reading.contract
    place.take("name", str)
    place.take_if("logicalType", "object")
    place.take_if("physicalType", "table")
    place.take_if("physicalName", table.original)
    title = own.text("businessName", "title", table.original) or Text(table.original, table.original)
    if table.original.replace("_", "-") != name and table.original != title.en:
        place.lose("name", "lost-table-name", judges=False, original=table.original, name=name)
    terms = own.terms()
    key = _primary_key(table)
    contract = Contract(
        name=name,
        version=own.take("version", str) or (version if _VERSION.match(version) else _UNVERSIONED),
        title=title,
        definition=own.text("description", "definition"),
        fields=tuple(column.field for column in table.columns),
        primary_key=key or terms["primary_key"],
        unique=(*terms["unique"], *_unique(table, key)),
        code_lists=tuple(table.reading.lists.values()),
        derived_from=terms["derived_from"],
        residual=terms["residual"],
    )
    names = frozenset({table.original, *(text for text in [place.value.get("physicalName")] if isinstance(text, str))})
    rules = read_checks(place, table.columns, contract, names, table.reading)
    return replace(
        contract,
        checks=tuple(table.reading.checks),
        table_rules=(*rules, *references),
        upgrades=terms["upgrades"],
    )


def _primary_key(table: _Table) -> tuple[str, ...]:
    wrong = [column for column in table.key if not is_key_type(column.field)]
    if wrong:
        for column in table.key:
            column.place.lose("primaryKey", "lost-key", fields=[one.field.name for one in wrong])
        return ()
    for number, column in enumerate(table.key, start=1):
        column.place.take_if("primaryKeyPosition", number)
    return tuple(column.field.name for column in table.key)


def _unique(table: _Table, primary: tuple[str, ...]) -> list[tuple[str, ...]]:
    keys = []
    for column in table.columns:
        if column.unique and not is_key_type(column.field):
            column.place.lose("unique", "lost-key", fields=column.field.name)
        elif column.unique and (column.field.name,) != primary:
            keys.append((column.field.name,))
    return [key for key in dict.fromkeys((*keys, *unique_keys(table.place, table.columns))) if key != primary]


def _references(table: _Table, tables: Mapping[str, _Table]) -> tuple[TableRule, ...]:
    """Give columns the references of their properties; return those of several columns."""
    for column in table.columns:
        for place in column.place.each("relationships"):
            target = _target(place, tables)
            if target is not None and len(target[1]) == 1 and column.field.reference is None:
                column.field = replace(column.field, reference=Reference((("", target[0].reading.contract),)))
                _took(place)
            else:
                place.lose("to", "lost-relationship")
    rules: list[TableRule] = []
    itself = {name: one for name, one in tables.items() if one is table} if "relationships" in table.place.value else {}
    for place in table.place.each("relationships"):
        target, own = _target(place, tables), [_parts(text, itself) for text in _texts(place, "from")]
        columns = [found[1] for found in own if found is not None]
        if target is None or len(columns) != len(own) or len(own) != len(target[1]):
            place.lose("to", "lost-relationship")
            continue
        order = [target[1].index(column) for column in target[0].key]
        names = tuple(columns[number].field.name for number in order)
        if len(names) > 1:
            rules.append(RefersTo(names, target[0].reading.contract))
        elif columns[0].field.reference is None:
            columns[0].field = replace(columns[0].field, reference=Reference((("", target[0].reading.contract),)))
        else:
            place.lose("to", "lost-relationship")
            continue
        _took(place)
    return tuple(rules)


def _took(place: Statement) -> None:
    for key in ("from", "to"):
        if key in place.value:
            place.took(key)
    place.take_if("type", "foreignKey")


def _target(place: Statement, tables: Mapping[str, _Table]) -> tuple[_Table, list[Column]] | None:
    """Return the table a relationship points to with the columns of its key, or None where they are not its key."""
    if place.peek("type", str) not in {None, "foreignKey"}:
        return None
    found = [_parts(text, tables) for text in _texts(place, "to")]
    known = [one for one in found if one is not None]
    if not known or len(known) != len(found) or len({id(table) for table, _ in known}) > 1:
        return None
    table, columns = known[0][0], [column for _, column in known]
    same = len({column.original for column in columns}) == len(columns)
    return (table, columns) if same and {c.original for c in columns} == {c.original for c in table.key} else None


def _texts(place: Statement, key: str) -> list[str]:
    said = place.value.get(key)
    texts = [said] if isinstance(said, str) else said
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        place.refuse(key, expected="text or array of text")
    return texts


def _parts(text: str, tables: Mapping[str, _Table]) -> tuple[_Table, Column] | None:
    """Return the table and the column of "table.column" or "schema/TABLE_ID/properties/COLUMN_ID"."""
    section, *steps = text.removeprefix("#").removeprefix("/").split("/")
    if section == "schema" and len(steps) == 3 and steps[1] == "properties":
        table_name, column_name = steps[0], steps[2]
    else:
        table_name, _, column_name = text.partition(".")
    table = tables.get(table_name)
    column = None if table is None else table.column_of.get(column_name)
    return None if table is None or column is None else (table, column)
