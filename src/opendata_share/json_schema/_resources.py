"""Where the subschemas of a document are: by JSON pointer, by `$id`, by anchor.

What lives here: the index of one document and of the standard's own meta-schemas, and the resolving of references
against it. What this file must not know: what any other keyword means. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final
from urllib.parse import unquote, urljoin

from .._dataclass import dataclass
from ..errors import DefinitionError

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ONE: Final = (
    "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
MANY: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED: Final = ("$defs", "dependentSchemas", "patternProperties", "properties")
_ANCHOR: Final = re.compile(r"[A-Za-z_][-A-Za-z0-9._]*\Z")
DEEPEST: Final = 64
_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """A subschema of a document: which document, the pointer inside it, and the base its references stand on."""

    document: str
    pointer: str
    base: str


@dataclass(slots=True)
class Index:
    """What is where.

    Attributes:
        documents: Each document's value, by the URI it was indexed under.
        places: Every known subschema by (document, pointer).
        resources: The place of each `$id`.
        anchors: The place of each (base, anchor).
        dynamic: Those of `anchors` that are dynamic.
    """

    documents: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    resources: dict[str, Place] = field(default_factory=dict)
    anchors: dict[tuple[str, str], Place] = field(default_factory=dict)
    dynamic: dict[tuple[str, str], Place] = field(default_factory=dict)

    def value(self, place: Place) -> Any:
        """Return the schema at a place."""
        found = self.documents[place.document]
        for step in steps_of(place.pointer):
            found = found[int(step)] if isinstance(found, list) else found[step]
        return found

    def add(self, uri: str, document: Any) -> Place:
        """Index a document under `uri`; return its root."""
        self.documents[uri] = document
        place = self._walk(uri, document, "", uri, 0)
        self.resources.setdefault(uri, place)
        return place

    def resolve(self, reference: str, base: str) -> Place:
        """Return what a reference means where the base is `base`.

        Raises:
            DefinitionError: It leads out of the document, or nowhere.
        """
        uri, fragment = absolute(reference, base)
        if uri not in self.resources and uri.startswith("https://json-schema.org/draft/2020-12/"):
            self._add_standard(uri)
        root = self.resources.get(uri)
        if root is None:
            raise DefinitionError("schema-ref-remote", reference=reference)
        if not fragment:
            return root
        if fragment.startswith("/"):
            return self._at(root, unquote(fragment), reference)
        if (uri, fragment) not in self.anchors:
            raise DefinitionError("schema-ref-nowhere", reference=reference)
        return self.anchors[uri, fragment]

    def at(self, pointer: str) -> Place:
        """Return the place at a pointer of the document itself.

        Raises:
            DefinitionError: Nothing is there.
        """
        first = next(iter(self.documents))
        return self._at(self.places[first, ""], pointer, f"#{pointer}")

    def _at(self, root: Place, inside: str, reference: str) -> Place:
        pointer = root.pointer + inside
        if (known := self.places.get((root.document, pointer))) is not None:
            return known
        try:
            value = self.value(Place(root.document, pointer, ""))
        except (KeyError, IndexError, ValueError, TypeError):
            raise DefinitionError("schema-ref-nowhere", reference=reference) from None
        # a place no keyword leads to: its base is that of the nearest schema around it
        around = pointer
        while (root.document, around) not in self.places:
            around = around.rpartition("/")[0]
        return self._walk(root.document, value, pointer, self.places[root.document, around].base, 0)

    def _walk(self, document: str, schema: Any, pointer: str, base: str, depth: int) -> Place:
        if depth > DEEPEST:
            raise DefinitionError("schema-too-deep", limit=DEEPEST)
        if len(self.places) > _MOST:
            raise DefinitionError("schema-too-large", limit=_MOST)
        if not isinstance(schema, bool | Mapping):
            raise DefinitionError("schema-form", pointer=pointer or "/", expected="object or boolean")
        if isinstance(schema, Mapping):
            base = self._identified(document, schema, pointer, base)
        place = self.places[document, pointer] = Place(document, pointer, base)
        if isinstance(schema, Mapping):
            for step, inner in children_of(schema, pointer):
                self._walk(document, inner, pointer + step, base, depth + 1)
        return place

    def _identified(self, document: str, schema: Mapping[str, Any], pointer: str, base: str) -> str:
        """Enter the `$id` and anchors of a schema; return the base inside it."""
        if (identifier := schema.get("$id")) is not None:
            if not isinstance(identifier, str) or absolute(identifier, base)[1]:
                raise DefinitionError("schema-form", pointer=f"{pointer}/$id", expected="URI without fragment")
            base = absolute(identifier, base)[0]
            self.resources.setdefault(base, Place(document, pointer, base))
        for keyword, table in (("$anchor", self.anchors), ("$dynamicAnchor", self.dynamic)):
            if (anchor := schema.get(keyword)) is None:
                continue
            if not isinstance(anchor, str) or not _ANCHOR.match(anchor):
                raise DefinitionError("schema-form", pointer=f"{pointer}/{keyword}", expected="name")
            place = Place(document, pointer, base)
            table[base, anchor] = place
            self.anchors.setdefault((base, anchor), place)
        return base

    def _add_standard(self, uri: str) -> None:
        """Index one of the standard's meta-schemas, which come with the package."""
        from jsonschema_specifications import REGISTRY

        if (resource := REGISTRY.get(uri)) is not None:
            self.add(uri, resource.contents)


def children_of(schema: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the subschemas of a schema with the pointers to them from it.

    Raises:
        DefinitionError: A keyword that holds subschemas is of another shape.
    """
    for keyword in ONE:
        if keyword in schema:
            yield f"/{keyword}", schema[keyword]
    for keyword in MANY:
        if keyword not in schema:
            continue
        if not isinstance(schema[keyword], list) or not schema[keyword]:
            raise DefinitionError("schema-form", pointer=f"{where}/{keyword}", expected="array of schemas")
        yield from ((f"/{keyword}/{number}", inner) for number, inner in enumerate(schema[keyword]))
    for keyword in NAMED:
        if keyword not in schema:
            continue
        if not isinstance(schema[keyword], Mapping):
            raise DefinitionError("schema-form", pointer=f"{where}/{keyword}", expected="object of schemas")
        yield from ((f"/{keyword}/{escaped(name)}", inner) for name, inner in schema[keyword].items())


def absolute(reference: str, base: str) -> tuple[str, str]:
    """Return (URI without fragment, fragment) of a reference on a base; a `urn:` base takes fragments only."""
    before, _, fragment = reference.partition("#")
    if not before:
        return base, fragment
    return (before if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", before) else urljoin(base, before)), fragment


def escaped(name: str) -> str:
    """Return a member's name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def steps_of(pointer: str) -> list[str]:
    """Return the steps of a JSON pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
