"""A JSON Schema 2020-12 document, made sound once.

What lives here: the checking of every keyword's form, the linking of every reference, the refusal of schemas that
cannot end or take exponential time. What this file must not know: values, contracts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Final

from .._dataclass import dataclass
from ..errors import DefinitionError
from ._patterns import portable_pattern
from ._resources import DEEPEST, DIALECT, MANY, NAMED, ONE, Index, Place, absolute, escaped
from ._values import Json, NotJson, exact, is_integer, is_number

TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_IN_PLACE_ONE: Final = ("not", "if", "then", "else")
_IN_PLACE_MANY: Final = ("allOf", "anyOf", "oneOf")
_MOST_STEPS: Final = 10_000
ASSERTIONS: Final = frozenset(
    {
        *("$ref", "$dynamicRef", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum"),
        *("exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "contains"),
        *("maxProperties", "minProperties", "required", "dependentRequired", "allOf", "anyOf", "oneOf", "not", "if"),
        *("dependentSchemas", "prefixItems", "items", "properties", "patternProperties", "additionalProperties"),
        *("propertyNames", "unevaluatedItems", "unevaluatedProperties", "format"),
    }
)
"""The keywords that can fail; `then` and `else` go with `if`, `minContains` and `maxContains` with `contains`."""


@dataclass(slots=True, eq=False)
class Node:
    """One subschema, ready to be evaluated.

    Attributes:
        place: Where it stands.
        value: The schema itself: true, false or an object of exact values.
        one, many, named: The subschemas of each keyword.
        patterns: The portable form of each pattern it has, by the pattern as written.
        reference: What `$ref` means, or None.
        dynamic: What `$dynamicRef` means at first, or None.
        anchor: The name by which `$dynamicRef` is looked for in the dynamic scope, or None.
    """

    place: Place
    value: bool | Mapping[str, Any]
    one: dict[str, Node] = field(default_factory=dict)
    many: dict[str, list[Node]] = field(default_factory=dict)
    named: dict[str, dict[str, Node]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    reference: Node | None = None
    dynamic: Node | None = None
    anchor: str | None = None

    def get(self, keyword: str) -> Any:
        """Return a keyword's value, or None."""
        return None if isinstance(self.value, bool) else self.value.get(keyword)

    @property
    def assertions(self) -> tuple[str, ...]:
        """The keywords of it that can fail, in the document's order; ("false",) for the schema false."""
        if isinstance(self.value, bool):
            return () if self.value else ("false",)
        return tuple(keyword for keyword in self.value if keyword in ASSERTIONS and self._can_fail(keyword))

    def _can_fail(self, keyword: str) -> bool:
        return keyword != "if" or "then" in self.one or "else" in self.one

    def in_place(self) -> Iterator[Node]:
        """Yield the subschemas that are asked about the same value, those behind references included."""
        yield from (self.one[keyword] for keyword in _IN_PLACE_ONE if keyword in self.one)
        yield from (inner for keyword in _IN_PLACE_MANY for inner in self.many.get(keyword, ()))
        yield from self.named.get("dependentSchemas", {}).values()
        yield from (target for target in (self.reference, self.dynamic) if target is not None)


class Graph:
    """The subschemas of a sound document, linked.

    Args:
        document: The document: true, false or an object of Python values as `json.loads` gives them, or exact ones.

    Raises:
        DefinitionError: It is no schema of draft 2020-12, refers out of itself, uses a pattern that is not portable,
            refers to itself without end, or asks exponentially much of one value.
    """

    def __init__(self, document: Any) -> None:
        try:
            whole = exact(document)
        except (NotJson, RecursionError) as error:
            raise DefinitionError("schema-not-json", reason=str(error)) from None
        self.document: Final[Json] = whole
        self._index: Final = Index()
        self._nodes: Final[dict[tuple[str, str], Node]] = {}
        self._check_dialect()
        try:
            self._index.add("", whole)
            self.root: Final = self.node("")
            _refuse_endless(self._nodes.values())
        except RecursionError:
            raise DefinitionError("schema-too-deep", limit=DEEPEST) from None
        self.is_dynamic: Final = any(node.dynamic is not None for node in self._nodes.values())

    def node(self, pointer: str) -> Node:
        """Return the subschema at a pointer of the document.

        Raises:
            DefinitionError: None is there.
        """
        return self._node(self._index.at(pointer))

    def dynamic_anchor(self, base: str, name: str) -> Node | None:
        """Return the subschema with a dynamic anchor in the resource of a base, or None."""
        place = self._index.dynamic.get((base, name))
        return None if place is None else self._node(place)

    def dynamic_anchors(self, name: str) -> tuple[Node, ...]:
        """Return every subschema with this dynamic anchor."""
        return tuple(self._node(place) for (_, anchor), place in self._index.dynamic.items() if anchor == name)

    def _check_dialect(self) -> None:
        found = self.document.get("$schema", DIALECT) if isinstance(self.document, dict) else DIALECT
        if not isinstance(found, str) or found.rstrip("#") != DIALECT:
            raise DefinitionError("schema-dialect", found=found, known=DIALECT)

    def _node(self, place: Place) -> Node:
        key = (place.document, place.pointer)
        if (known := self._nodes.get(key)) is not None:
            return known
        node = self._nodes[key] = Node(place, self._index.value(place))
        if isinstance(node.value, bool):
            return node
        _check_form(node)
        self._link(node)
        return node

    def _link(self, node: Node) -> None:
        value, place = node.value, node.place

        def inner(*steps: str | int) -> Node:
            pointer = place.pointer + "".join(f"/{escaped(str(step))}" for step in steps)
            return self._node(self._index.places[place.document, pointer])

        if isinstance(value, bool):
            return
        node.one = {keyword: inner(keyword) for keyword in ONE if keyword in value}
        node.many = {
            keyword: [inner(keyword, number) for number in range(len(value[keyword]))]
            for keyword in MANY
            if keyword in value
        }
        node.named = {
            keyword: {name: inner(keyword, name) for name in value[keyword]} for keyword in NAMED if keyword in value
        }
        if (reference := value.get("$ref")) is not None:
            node.reference = self._node(self._index.resolve(reference, place.base))
        if (reference := value.get("$dynamicRef")) is not None:
            node.dynamic = self._node(self._index.resolve(reference, place.base))
            name = absolute(reference, place.base)[1]
            node.anchor = name if node.dynamic.get("$dynamicAnchor") == name else None


def _refuse_endless(nodes: Iterable[Node]) -> None:
    """Raise where one value would be asked about without end, or exponentially often, or through too many schemas."""
    cost: dict[int, tuple[int, int]] = {}
    unfinished: set[int] = set()

    def measured(node: Node) -> tuple[int, int]:
        """Return (how many schemas one value is asked about, counted with repetition; how deep they stand)."""
        if (known := cost.get(id(node))) is not None:
            return known
        pointer = node.place.pointer or "/"
        if id(node) in unfinished:
            raise DefinitionError("schema-endless", pointer=pointer)
        unfinished.add(id(node))
        inner = [measured(each) for each in node.in_place()]
        unfinished.remove(id(node))
        steps, depth = 1 + sum(each for each, _ in inner), 1 + max((each for _, each in inner), default=0)
        if steps > _MOST_STEPS:
            raise DefinitionError("schema-exponential", pointer=pointer, limit=_MOST_STEPS)
        if depth > DEEPEST:
            raise DefinitionError("schema-too-deep", limit=DEEPEST)
        cost[id(node)] = (steps, depth)
        return cost[id(node)]

    for node in tuple(nodes):
        measured(node)


def _is_count(value: Any) -> bool:
    return is_integer(value) and value >= 0


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_type(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return bool(listed) and all(isinstance(item, str) and item in TYPES for item in listed)


_FORMS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    **dict.fromkeys(
        ("maxLength", "minLength", "maxItems", "minItems", "maxContains", "minContains"), (_is_count, "whole number")
    ),
    **dict.fromkeys(("maxProperties", "minProperties"), (_is_count, "whole number")),
    **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), (is_number, "number")),
    "multipleOf": (lambda value: is_number(value) and value > 0, "number above 0"),
    "uniqueItems": (lambda value: isinstance(value, bool), "boolean"),
    "required": (_is_names, "array of names"),
    "dependentRequired": (
        lambda value: isinstance(value, dict) and all(map(_is_names, value.values())),
        "object of arrays of names",
    ),
    "type": (_is_type, f"one or several of {', '.join(TYPES)}"),
    "enum": (lambda value: isinstance(value, list), "array"),
    **dict.fromkeys(
        ("pattern", "format", "$ref", "$dynamicRef", "$schema"), (lambda value: isinstance(value, str), "text")
    ),
}


def _check_form(node: Node) -> None:
    for keyword, (fits, expected) in _FORMS.items():
        value = node.get(keyword)
        if value is not None and not fits(value):
            raise DefinitionError("schema-form", pointer=f"{node.place.pointer}/{keyword}", expected=expected)
        if value is None and isinstance(node.value, Mapping) and keyword in node.value:
            raise DefinitionError("schema-form", pointer=f"{node.place.pointer}/{keyword}", expected=expected)
    written = [] if node.get("pattern") is None else [node.get("pattern")]
    for pattern in (*written, *(node.get("patternProperties") or ())):
        node.patterns[pattern] = portable_pattern(pattern, where=f"{node.place.pointer}/pattern")
