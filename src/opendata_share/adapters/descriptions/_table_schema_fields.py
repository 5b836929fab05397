"""Fields of Table Schema → fields of a contract.

What lives here: names, titles and constraints of each field, its code list and checks. What this file must not know:
keys, files, headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS
from ..._names import Names, is_field_name
from ...contract import Check, CodeList, CodeListEntry, Element, Field, FieldType, Sensitivity, Text
from ..mapping import Value, normal
from ._table_schema_document import Place
from ._table_schema_lost import Losses
from ._table_schema_patterns import portable_pattern, speaks_of_words
from ._table_schema_types import Form, form_of
from ._table_schema_values import TypedValue, bound_of, one_of, text_bound, typed_value

_LONGEST: Final = 2**31 - 1
_BOUNDS: Final = {
    "minimum": ("minimum", ">="),
    "maximum": ("maximum", "<="),
    "exclusiveMinimum": ("exclusive_minimum", ">"),
    "exclusiveMaximum": ("exclusive_maximum", "<"),
}
_ORDERED: Final = {FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE, FieldType.DATETIME}
_READ: Final = frozenset(
    {
        *("name", "type", "format", "title", "description", "constraints", "missingValues", "rdfType", "categories"),
        *("decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues", "delimiter", "itemType"),
    }
)
_CONSTRAINTS: Final = frozenset(
    {"required", "unique", "minLength", "maxLength", "pattern", "enum", "jsonSchema", *_BOUNDS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field of the document, as it was read.

    Attributes:
        source: Its name in the document.
        field: What it is in the contract.
        value: How a cell becomes a value; its producer is set when the headings are known.
        missing: Cells that mean "no value".
        unique: Whether no two rows may have the same value.
        code_list: The values it may take, where it is text.
        checks: What else its constraints ask.
        at: Its pointer.
        stated: The type the document states.
        as_text: Whether any value of a typed source is taken, as its JSON text.
    """

    source: str
    field: Field
    value: Value
    missing: tuple[str, ...]
    unique: bool
    code_list: CodeList | None
    checks: tuple[Check, ...]
    at: str
    stated: str
    as_text: bool = False


def read_fields(schema: Place, contract: str, zone: str, losses: Losses) -> tuple[Column, ...]:
    """Return the fields of a schema.

    Raises:
        DefinitionError: A field has no name, two have the same, or something is of another shape; with its pointer.
    """
    count = len(schema.items("fields"))
    if not count:
        schema.refuse("table-schema-no-table", "fields")
    if count > DEFAULT_LIMITS.columns:
        schema.refuse("table-schema-too-many", "fields", found=count, limit=DEFAULT_LIMITS.columns)
    places = list(schema.places("fields"))
    originals = list(_originals(places))
    names = Names(name for name in originals if is_field_name(name))
    slugs = Names()
    common = missing_values(schema, ("",), losses)
    if unknown := sorted(set[str]().union(*(place.value for place in places)) - _READ):
        losses.add(schema.at("fields"), "lost-words", judges=False, properties=unknown)
    columns = []
    for number, (place, original) in enumerate(zip(places, originals, strict=True), start=1):
        name = original if is_field_name(original) else names.field(original, number)
        columns.append(_Reader(place, original, name, contract, slugs, losses).read(zone, common))
    return tuple(columns)


def _originals(places: Sequence[Place]) -> Iterator[str]:
    seen: set[str] = set()
    for place in places:
        name = place.text("name")
        if name is None:
            place.refuse("table-schema-shape", "name", expected="string")
        if name in seen:
            place.refuse("table-schema-same-name", "name", name=name)
        seen.add(name)
        yield name


def missing_values(place: Place, otherwise: tuple[str, ...], losses: Losses) -> tuple[str, ...]:
    """Return the cells that mean "no value"; labels of them are words only."""
    if "missingValues" not in place:
        return otherwise
    found: list[str] = []
    labelled = False
    for number, item in enumerate(place.items("missingValues")):
        value = item.get("value") if isinstance(item, dict) else item
        if not isinstance(value, str):
            place.refuse("table-schema-shape", "missingValues", number, expected="string")
        labelled |= isinstance(item, dict)
        found.append(value)
    if labelled:
        losses.add(place.at("missingValues"), "lost-words", judges=False, properties="label")
    return tuple(dict.fromkeys(found))


class _Reader:
    """Reads one field."""

    def __init__(self, place: Place, original: str, name: str, contract: str, slugs: Names, losses: Losses) -> None:
        self.place = place
        self.original = original
        self.name = name
        self.contract = contract
        self.slugs = slugs
        self.losses = losses
        self.checks: list[Check] = []

    def read(self, zone: str, missing: tuple[str, ...]) -> Column:
        """Return the field."""
        form = form_of(self.place, zone, self.losses)
        rules = self.place.place("constraints") or Place({}, self.place.at("constraints"))
        title, definition = self._words()
        field = Field(
            name=self.name,
            type=form.type,
            required=rules.flag("required", False),
            title=Text(title, title),
            definition=None if definition is None else Text(definition, definition),
            sensitivity=Sensitivity.INTERNAL,
            elements=self._elements(),
            format=form.format,
            pattern=form.pattern,
            items=None if form.items is None else self._item(form.items, title),
        )
        field, code_list = self._constrained(field, form, rules, title)
        return Column(
            source=self.original,
            field=field,
            value=form.value,
            missing=missing_values(self.place, missing, self.losses),
            unique=rules.flag("unique", False),
            code_list=code_list,
            checks=tuple(self.checks),
            at=self.place.pointer,
            stated=form.stated,
        )

    def _words(self) -> tuple[str, str | None]:
        """Return title and definition; the title is what a heading says wherever the name had to change."""
        title, definition = self.place.text("title"), self.place.text("description")
        if self.name == self.original:
            return title or self.original, definition
        if normal(self.name) != normal(self.original):
            self.losses.add(self.place.at("name"), "lost-name", judges=False, original=self.original, name=self.name)
        words = [text for text in (title, definition) if text and text != self.original]
        return self.original, ". ".join(words) or None

    def _elements(self) -> tuple[Element, ...]:
        rdf = self.place.text("rdfType")
        return () if rdf is None else (Element("RDF", rdf),)

    def _item(self, kind: FieldType, title: str) -> Field:
        return Field(name="item", type=kind, required=True, title=Text(title, title), sensitivity=Sensitivity.INTERNAL)

    def _constrained(self, field: Field, form: Form, rules: Place, title: str) -> tuple[Field, CodeList | None]:
        for unknown in sorted(set(rules.value) - _CONSTRAINTS):
            self._lose(rules, unknown, field)
        if "jsonSchema" in rules:
            self._lose(rules, "jsonSchema", field)
        field = self._lengths(field, form, rules)
        field = self._bounds(field, form, rules, title)
        field = self._pattern(field, form, rules)
        allowed = self._allowed(field, form, rules)
        if allowed is None:
            return field, None
        if field.type is FieldType.TEXT:
            code_list = self._code_list(allowed, title)
            return replace(field, code_list=code_list.name), code_list
        self._value_check(field, allowed, title)
        return field, None

    def _lose(self, rules: Place, name: str, field: Field) -> None:
        self.losses.add(rules.at(name), "lost-constraint", constraint=name, type=str(field.type))

    def _lengths(self, field: Field, form: Form, rules: Place) -> Field:
        found = {"minLength": rules.count("minLength", _LONGEST), "maxLength": rules.count("maxLength", _LONGEST)}
        if form.stated not in {"string", "any", "list"}:
            for name in (name for name, length in found.items() if length is not None):
                self._lose(rules, name, field)
            return field
        return replace(field, min_length=found["minLength"], max_length=found["maxLength"])

    def _bounds(self, field: Field, form: Form, rules: Place, title: str) -> Field:
        found: dict[str, Any] = {}
        for word, (name, comparison) in _BOUNDS.items():
            if word not in rules:
                continue
            if form.stated == "yearmonth" and field.pattern is not None:
                self._text_bound(rules, word, comparison, title, field)
            elif field.type in _ORDERED:
                found[name] = bound_of(self._value(rules, (word,), rules.value[word], form))
            else:
                self._lose(rules, word, field)
        if form.lowest is not None and not found.keys() & {"minimum", "exclusive_minimum"}:
            found["minimum"] = form.lowest
        if form.highest is not None and not found.keys() & {"maximum", "exclusive_maximum"}:
            found["maximum"] = form.highest
        return replace(field, **found)

    def _text_bound(self, rules: Place, word: str, comparison: str, title: str, field: Field) -> None:
        limit = rules.text(word) or ""
        if field.pattern is None or not re.fullmatch(field.pattern, limit):
            rules.refuse("table-schema-value", word, type=self.place.text("type"))
        check = text_bound(self.name, comparison, limit, title, self.slugs.slug(self.name, word.lower()))
        if check is not None:
            self.checks.append(check)

    def _value(self, place: Place, keys: tuple[str | int, ...], given: Any, form: Form) -> TypedValue:
        value = typed_value(given, form)
        if value is None:
            place.refuse("table-schema-value", *keys, type=form.stated)
        return value

    def _pattern(self, field: Field, form: Form, rules: Place) -> Field:
        pattern = rules.text("pattern")
        if pattern is None:
            return field
        if form.stated not in {"string", "any"} or form.pattern is not None:
            self._lose(rules, "pattern", field)
            return field
        kept, reason = portable_pattern(pattern)
        if kept is None:
            self.losses.add(rules.at("pattern"), "lost-pattern", part=reason)
        elif speaks_of_words(pattern):
            self.losses.add(rules.at("pattern"), "lost-pattern-word")
        return replace(field, pattern=kept)

    def _allowed(self, field: Field, form: Form, rules: Place) -> dict[TypedValue, str] | None:
        """Return the values the field may take with their labels: those of `enum` that are `categories` too."""
        enum = self._listed(rules, "enum", field, form)
        categories = self._listed(self.place, "categories", field, form)
        if enum is None or categories is None:
            return categories if enum is None else enum
        both = {value: label for value, label in categories.items() if value in enum}
        if not both:
            self.place.refuse("table-schema-value", "categories", type=form.stated)
        return both

    def _listed(self, place: Place, key: str, field: Field, form: Form) -> dict[TypedValue, str] | None:
        if key not in place:
            return None
        items = place.items(key)
        if not items:
            place.refuse("table-schema-shape", key, expected="array")
        given = [item.get("value") if key == "categories" and isinstance(item, dict) else item for item in items]
        untyped = form.stated in {"any", "object", "array", "geojson"}
        if field.type is FieldType.LIST or (untyped and not all(isinstance(value, str) for value in given)):
            self._lose(place, key, field)
            return None
        allowed: dict[TypedValue, str] = {}
        for number, item in enumerate(items):
            value = self._value(place, (key, number), given[number], form)
            label = item.get("label") if key == "categories" and isinstance(item, dict) else None
            if label is not None and not isinstance(label, str):
                place.refuse("table-schema-shape", key, number, "label", expected="string")
            allowed.setdefault(value, label or str(bound_of(value)))
        return allowed

    def _code_list(self, allowed: dict[TypedValue, str], title: str) -> CodeList:
        name = self.slugs.slug(self.contract, self.name)
        codes = tuple(CodeListEntry(str(value), Text(label, label)) for value, label in allowed.items())
        return CodeList(name=name, version="0.0.0", title=Text(title, title), codes=codes, source=self.contract)

    def _value_check(self, field: Field, allowed: dict[TypedValue, str], title: str) -> None:
        if any(label != str(bound_of(value)) for value, label in allowed.items()):
            self.losses.add(self.place.at("categories"), "lost-labels", judges=False)
        check = one_of(self.name, field.type, allowed, title, self.slugs.slug(self.name, "values"))
        if check is None:
            self.losses.add(self.place.pointer, "lost-enum")
        else:
            self.checks.append(check)
