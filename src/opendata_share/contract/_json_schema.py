"""A JSON Schema of rows becomes a contract.

What lives here: which columns a schema's rows have, what is left to be asked of rows and cells, the terms of the
contract. What this file must not know: files, rows, how anything is judged.

A row is an object and its columns are the properties the schema names. Other properties a row may have stand together
in one column of JSON text. A null cell is a property that is not there: `required` asks nothing of a property that
may be null.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from .._names import Names, contract_name, is_field_name
from ..errors import DefinitionError
from ..json_schema import Json, Node, Schema, absolute, steps_of
from ._field import Field, FieldType, Provenance, Sensitivity
from ._residual import Residual, ResidualRule
from ._schema_columns import Column, column_of, names_null, parts_of, rules_of
from ._text import Text

_BASE: Final = "https://schema.invalid/"
_NOT_FOR_ROWS: Final = frozenset(
    {
        *("multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength"),
        *("pattern", "format", "maxItems", "minItems", "uniqueItems", "contains", "prefixItems", "items"),
        "unevaluatedItems",
    }
)
_OTHERS: Final = Text("Other properties", "Properti lain")
_OTHERS_NAME: Final = "other_properties"


def terms_of_schema(
    document: Any, *, name: str | None, version: str | None, sensitivity: Sensitivity, column: str | None
) -> dict[str, Any]:
    """Return the terms of the contract of a JSON Schema, by the names of their attributes."""
    whole = _identified(document) if column is None else _of_one_column(document, column)
    schema = Schema(whole)
    words = document if isinstance(document, dict) else {}
    title = _words(words, "title")
    called = name or contract_name(title or _last_step(words.get("$id")))
    reader = _Reader(schema, sensitivity)
    fields = reader.fields()
    rules = tuple(dict.fromkeys(reader.rules))
    definition = _words(words, "description")
    return {
        "name": called,
        "version": version or "0.0.0",
        "title": Text(title or called, title or called),
        "definition": None if definition is None else Text(definition, definition),
        "fields": fields,
        "residual": Residual.of(reader.document(), rules, tuple(sorted(reader.renamed))),
    }


def _words(document: dict[str, Any], keyword: str) -> str | None:
    found = document.get(keyword)
    return found if isinstance(found, str) and found.strip() else None


def _last_step(identifier: Any) -> str | None:
    return identifier.rstrip("/#").rpartition("/")[2].partition(".")[0] if isinstance(identifier, str) else None


def _identified(document: Any) -> Any:
    """Return the document with an absolute `$id`, so that its references mean the same wherever it is put."""
    if not isinstance(document, dict):
        return document
    identifier = document.get("$id", "schema")
    if not isinstance(identifier, str):
        raise DefinitionError("schema-form", pointer="/$id", expected="URI without fragment")
    return {**document, "$id": absolute(identifier, _BASE)[0] or _BASE}


def _of_one_column(document: Any, column: str) -> Any:
    if not is_field_name(column):
        raise DefinitionError("schema-column-name", name=column)
    inner = _identified(document)
    # a value that may be null is an empty cell
    required = [] if Schema(inner).accepts(None) else [column]
    rows = {"type": "object", "properties": {column: inner}, "required": required, "additionalProperties": False}
    return {"$id": f"{_BASE}rows", **rows}


class _Reader:
    """Reads the rows of one schema.

    Attributes:
        rules: What is left to be asked.
        renamed: (field, property) where the property's name is none for a field.
    """

    def __init__(self, schema: Schema, sensitivity: Sensitivity) -> None:
        self.schema = schema
        self.sensitivity = sensitivity
        self.rules: list[ResidualRule] = []
        self.renamed: list[tuple[str, str]] = []
        self._parts = parts_of(schema.root, schema)
        self._dropped: set[str] = set()

    def fields(self) -> tuple[Field, ...]:
        """Return the columns, in the order in which the schema names them."""
        for part in self._parts:
            if part.value is False or not _may_be_an_object(part):
                raise DefinitionError("schema-no-rows")
        owners = self._owners()
        names = list(dict.fromkeys((*owners, *self._required(), *self._mentioned())))
        allowed = Names(name for name in names if is_field_name(name))
        fields = []
        for number, name in enumerate(names, start=1):
            plain = name if is_field_name(name) else allowed.field(name, number)
            if plain != name:
                self.renamed.append((plain, name))
            fields.append(self._field(plain, name, owners.get(name, [])))
        self.rules += self._row_rules(frozenset(names))
        if not self._is_closed(frozenset(names)):
            fields.append(self._others(allowed))
        return tuple(fields)

    def document(self) -> Json:
        """Return the schema without `required` of properties that may be null: absent and null are one in a table."""
        whole = copy.deepcopy(self.schema.document)
        for part in self._parts:
            found = whole
            for step in steps_of(part.place.pointer):
                found = found[int(step)] if isinstance(found, list) else found[step]
            if isinstance(found, dict) and "required" in found:
                found["required"] = [name for name in found["required"] if name not in self._dropped]
        return whole

    def _owners(self) -> dict[str, list[Node]]:
        """Return the subschemas of each property that always hold."""
        owners: dict[str, list[Node]] = {}
        for part in self._parts:
            for name, inner in part.named.get("properties", {}).items():
                owners.setdefault(name, []).append(inner)
        return owners

    def _required(self) -> Iterator[str]:
        for part in self._parts:
            yield from part.get("required") or ()

    def _mentioned(self) -> Iterator[str]:
        """Yield the properties that some part of the schema speaks of, in its alternatives too."""
        seen: set[Node] = set()
        waiting = list(self._parts)
        while waiting:
            part = waiting.pop(0)
            if part in seen:
                continue
            seen.add(part)
            yield from part.named.get("properties", ())
            yield from part.get("required") or ()
            for name, others in (part.get("dependentRequired") or {}).items():
                yield from (name, *others)
            yield from part.named.get("dependentSchemas", ())
            waiting += part.in_place()

    def _field(self, name: str, original: str, owners: list[Node]) -> Field:
        column = column_of(owners[0], self.schema) if owners else Column(FieldType.JSON)
        self.rules += [ResidualRule(rule.at, rule.keyword, name) for rule in column.left]
        for other in owners[1:]:
            for part in parts_of(other, self.schema):
                at = part.place.pointer
                self.rules += [ResidualRule(at, keyword, name) for keyword in rules_of(part, self.schema)]
        may_be_null = names_null(owners, self.schema)
        if may_be_null:
            self._dropped.add(original)
        title = next((text for owner in owners if (text := _title(owner, "title")) is not None), original)
        definition = next((text for owner in owners if (text := _title(owner, "description")) is not None), None)
        if name != original:  # the title is what a heading says wherever the name had to change
            title = original
        return Field(
            name=name,
            type=column.type,
            required=original in self._required() and not may_be_null,
            title=Text(title, title),
            definition=None if definition is None else Text(definition, definition),
            sensitivity=self.sensitivity,
            items=column.items,
            **column.limits,
        )

    def _row_rules(self, names: frozenset[str]) -> Iterator[ResidualRule]:
        for part in self._parts:
            for keyword in rules_of(part, self.schema):
                if not (keyword in _NOT_FOR_ROWS or self._is_said(part, keyword, names)):
                    yield ResidualRule(part.place.pointer, keyword)

    def _is_said(self, part: Node, keyword: str, names: frozenset[str]) -> bool:
        """Whether the columns say what a keyword asks of rows."""
        if keyword in {"type", "required", "properties"}:
            return True
        inner = part.one.get(keyword)
        if keyword == "additionalProperties" and inner is not None:
            return inner.value is True or (_closes(part) and names == set(part.named.get("properties", ())))
        return keyword == "unevaluatedProperties" and inner is not None and inner.value is True

    def _is_closed(self, names: frozenset[str]) -> bool:
        """Whether a row can have no other property than those of its columns."""
        return any(_closes(part) and names >= set(part.named.get("properties", ())) for part in self._parts)

    def _others(self, allowed: Names) -> Field:
        return Field(
            name=allowed.field(_OTHERS_NAME, 0),
            type=FieldType.JSON,
            title=_OTHERS,
            sensitivity=self.sensitivity,
            provenance=Provenance.OTHER_PROPERTIES,
        )


def _closes(part: Node) -> bool:
    """Whether a part lets no other property be than those it names."""
    inner = part.one.get("additionalProperties")
    return inner is not None and inner.value is False and not part.named.get("patternProperties")


def _may_be_an_object(part: Node) -> bool:
    stated = part.get("type")
    return stated is None or "object" in ([stated] if isinstance(stated, str) else stated)


def _title(node: Node, keyword: str) -> str | None:
    found = node.get(keyword)
    return found if isinstance(found, str) and found.strip() else None
