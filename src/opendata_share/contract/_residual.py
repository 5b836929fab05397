"""What of a JSON Schema the columns of a contract do not say.

What lives here: the schema a contract was made from, which of its keywords are still to be asked of each row or cell,
and their form in a document. What this file must not know: how columns were made of the schema, how the rest is judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from .._dataclass import dataclass
from ..errors import DefinitionError

if TYPE_CHECKING:
    from ..json_schema import Json, Schema

_LARGEST: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class ResidualRule:
    """One keyword that is still to be asked.

    Attributes:
        at: The JSON pointer of the subschema it stands in.
        keyword: The keyword, or "false" for the schema that lets nothing be.
        field: The field whose cells it is asked about, or None where it is asked about the row.
    """

    at: str
    keyword: str
    field: str | None = None


@dataclass(frozen=True)
class Residual:
    """A JSON Schema a contract was made from, and the rest of it.

    Attributes:
        text: The schema as JSON text, members in order of their names, numbers exact.
        rules: What is still to be asked of it.
        properties: (field, property) where a field is called otherwise than the property it holds.

    Raises:
        DefinitionError: The text is no sound schema, or a rule names no keyword of it that can fail.
    """

    text: str
    rules: tuple[ResidualRule, ...]
    properties: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for rule in self.rules:
            if rule.keyword not in self.schema.node(rule.at).assertions:
                raise DefinitionError("residual-rule", pointer=rule.at or "/", keyword=rule.keyword)

    @classmethod
    def of(
        cls, document: Any, rules: tuple[ResidualRule, ...], properties: tuple[tuple[str, str], ...] = ()
    ) -> Residual:
        """Return the rest of a schema given as Python values.

        Raises:
            DefinitionError: They are no sound schema, or a rule names no keyword of it.
        """
        from ..json_schema import NotJson, exact, write_json_text  # most contracts have no residual

        try:
            value = _ordered(exact(document))
        except (NotJson, RecursionError) as error:
            raise DefinitionError("schema-not-json", reason=str(error)) from None
        plain = _plain(value)
        return cls(write_json_text(value if plain is None else exact(plain)), rules, properties)

    def __reduce__(self) -> tuple[Any, ...]:
        return Residual, (self.text, self.rules, self.properties)  # the schema is made again where it is needed

    @cached_property
    def schema(self) -> Schema:
        """The schema, sound."""
        from ..json_schema import Schema

        return Schema(self._value)

    @cached_property
    def property_of(self) -> Mapping[str, str]:
        """The property of each field that is called otherwise."""
        return dict(self.properties)

    @property
    def _value(self) -> Json:
        from ..json_schema import NotJson, read_json_text

        try:
            return read_json_text(self.text)
        except NotJson as error:
            raise DefinitionError("schema-not-json", reason=str(error)) from None

    @cached_property
    def beside(self) -> Any:
        """The schema as plain JSON values where every validator can judge records by it, else None.

        That is where all its numbers are doubles and every field is called as its property.
        """
        return None if self.properties else _plain(self._value)

    def without_row_rules(self, fields: frozenset[str]) -> Residual | None:
        """Return what is left where only `fields` are, for rules about rows read what is gone; None where none is."""
        rules = tuple(rule for rule in self.rules if rule.field in fields)
        renamed = tuple((name, original) for name, original in self.properties if name in fields)
        return Residual(self.text, rules, renamed) if rules else None

    def renamed(self, names: Mapping[str, str]) -> Residual:
        """Return the same rest where fields are called by `names` (new name by old); properties keep their names."""
        asked = tuple(replace(rule, field=names.get(rule.field or "", rule.field)) for rule in self.rules)
        held = {**{was: was for was in names if was not in self.property_of}, **self.property_of}
        return Residual(self.text, asked, tuple(sorted((names.get(name, name), whole) for name, whole in held.items())))

    def to_document(self, *, with_schema: bool) -> dict[str, Any]:
        """Return what stands under `x-contract`; the schema stands in it, or outside."""
        document: dict[str, Any] = {"rules": [_rule_document(rule) for rule in self.rules]}
        if with_schema:
            plain = _plain(self._value)
            document["schema"] = self.text if plain is None else plain
        if self.properties:
            document["properties"] = dict(self.properties)
        return document


def residual_from_document(document: Mapping[str, Any], beside: Any) -> Residual:
    """Return the rest of a schema as a contract document writes it.

    Args:
        document: What stands under `x-contract`.
        beside: The schema where it stands outside.

    Raises:
        DefinitionError: It is of another shape.
    """
    from ..json_schema import NotJson, read_json_text

    schema = document.get("schema", beside)
    if isinstance(schema, str):
        try:
            schema = read_json_text(schema)
        except NotJson as error:
            raise DefinitionError("schema-not-json", reason=str(error)) from None
    rules = tuple(_rule(rule) for rule in document["rules"])
    properties = document.get("properties", {})
    if not all(isinstance(name, str) for name in properties.values()):
        raise DefinitionError("document-shape", pointer="/x-contract/residual/properties", expected="text")
    return Residual.of(schema, rules, tuple(sorted(properties.items())))


def _rule_document(rule: ResidualRule) -> dict[str, str]:
    document = {"at": rule.at, "keyword": rule.keyword}
    return document if rule.field is None else {**document, "field": rule.field}


def _rule(document: Mapping[str, Any]) -> ResidualRule:
    parts = {key: document.get(key) for key in ("at", "keyword", "field")}
    if not all(isinstance(part, str) for key, part in parts.items() if key != "field" or part is not None):
        raise DefinitionError("document-shape", pointer="/x-contract/residual/rules", expected="text")
    return ResidualRule(str(parts["at"]), str(parts["keyword"]), parts["field"])


def _ordered(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def _plain(value: Json) -> Any:
    """Return an exact value as plain JSON values, or None where a number in it is no double or beyond 2**53."""
    from ..json_schema import NotJson, exact, identity_of, write_json_text

    plain = json.loads(write_json_text(value))
    try:
        same = identity_of(exact(plain)) == identity_of(value)
    except NotJson:
        return None
    return plain if same and _are_small(plain) else None


def _are_small(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_are_small, value.values()))
    if isinstance(value, list):
        return all(map(_are_small, value))
    return not isinstance(value, int) or abs(value) <= _LARGEST
