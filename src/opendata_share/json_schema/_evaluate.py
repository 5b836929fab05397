"""One value against a schema: what fails, and where.

What lives here: the meaning of every keyword (JSON Schema 2020-12, Core and Validation), with formats asserted and
patterns read by RE2. What this file must not know: how a document becomes a schema, columns.

A failure is told where it is found: behind `allOf`, `$ref`, `then`, `properties` and the like by the keyword inside;
`anyOf`, `oneOf`, `not` and `contains` by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from itertools import islice
from typing import Any, Final

from .._dataclass import dataclass
from ._failure import Failure, Path, Undeclared
from ._formats import conforms
from ._graph import Graph, Node
from ._patterns import is_found
from ._values import Json, identity_of, is_integer, is_multiple, is_number, write_json_text

_MOST_STEPS: Final = 200_000
_LONGEST_SHOWN: Final = 200


class _TooCostly(Exception):
    pass


def failures(schema: Graph, node: Node, value: Json, only: frozenset[str] | None) -> list[Failure]:
    """Return what of `value` does not meet `node`, or only some of its keywords.

    A value that would be asked about too often (200 000 schemas) or too deep fails as a whole, by "cost".
    """
    run = _Run(schema)
    try:
        return run.evaluate(node, value, (), (schema.root.place.base,), only).failures
    except (_TooCostly, RecursionError):
        return [Failure((), "cost", "", value)]


@dataclass(slots=True)
class _Outcome:
    """What was found about one value: what fails, and which members and items a schema that holds has evaluated."""

    failures: list[Failure] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    items: set[int] = field(default_factory=set)

    def merge(self, inner: _Outcome) -> None:
        """Take over what a schema asked about the same value found."""
        self.failures += inner.failures
        self.see(inner)

    def see(self, inner: _Outcome) -> None:
        """Take over what a schema that holds has evaluated."""
        if not inner.failures:
            self.members |= inner.members
            self.items |= inner.items


@dataclass(slots=True)
class _Asked:
    """One schema asked about one value."""

    run: _Run
    node: Node
    value: Json
    path: Path
    scope: tuple[str, ...]
    outcome: _Outcome = field(default_factory=_Outcome)

    def fail(self, keyword: str, expected: object = "", *more: str | int) -> None:
        """Note that a keyword is not met, at the value or a step further in."""
        text = expected if isinstance(expected, str) else write_json_text(expected)
        shown = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
        self.outcome.failures.append(Failure((*self.path, *more), keyword, shown, self.value))

    def ask(self, node: Node) -> _Outcome:
        """Ask another schema about the same value."""
        return self.run.evaluate(node, self.value, self.path, self.scope)

    def inside(self, node: Node, step: str | int, keyword: str) -> None:
        """Ask a schema about a member or item; where it is `false`, `keyword` is what is not met."""
        if node.value is False and keyword != "properties":
            self.fail(keyword, "", step)
        else:
            self.outcome.failures += self.run.evaluate(node, self.value[step], (*self.path, step), self.scope).failures


class _Run:
    """The evaluation of one value."""

    def __init__(self, schema: Graph) -> None:
        self.schema: Final = schema
        self._left = _MOST_STEPS

    def evaluate(
        self, node: Node, value: Json, path: Path, scope: tuple[str, ...], only: frozenset[str] | None = None
    ) -> _Outcome:
        """Return what `node` finds about `value`."""
        self._left -= 1
        if self._left < 0:
            raise _TooCostly
        if scope[-1] != node.place.base:
            scope = (*scope, node.place.base)
        asked = _Asked(self, node, value, path, scope)
        if isinstance(node.value, bool):
            if not node.value:
                asked.fail("false")
            return asked.outcome
        for keyword in node.value:
            rule = _KEYWORDS.get(keyword)
            if rule is not None and (only is None or keyword in only):
                rule(asked, node.value[keyword])
        for keyword, last in _LAST:  # what the other keywords have evaluated must be known
            if keyword in node.one and (only is None or keyword in only):
                last(asked, only is not None)
        return asked.outcome


def _type(asked: _Asked, types: Any) -> None:
    if not any(_IS[name](asked.value) for name in ([types] if isinstance(types, str) else types)):
        asked.fail("type", types if isinstance(types, str) else ", ".join(types))


_IS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": is_integer,
    "null": lambda value: value is None,
    "number": is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _enum(asked: _Asked, values: list[Json]) -> None:
    found = identity_of(asked.value)
    if not any(found == identity_of(value) for value in values):
        asked.fail("enum", ", ".join(map(write_json_text, islice(values, 50))))


def _const(asked: _Asked, value: Json) -> None:
    if identity_of(asked.value) != identity_of(value):
        asked.fail("const", value)


def _number(keyword: str, holds: Callable[[Any, Any], bool]) -> Callable[[_Asked, Any], None]:
    def check(asked: _Asked, bound: Any) -> None:
        if is_number(asked.value) and not holds(asked.value, bound):
            asked.fail(keyword, bound)

    return check


def _size(keyword: str, kind: type, *, most: bool) -> Callable[[_Asked, Any], None]:
    def check(asked: _Asked, bound: Any) -> None:
        if isinstance(asked.value, kind):
            size = len(asked.value)  # type: ignore[arg-type]  # text, list or dict
            if size > bound if most else size < bound:
                asked.fail(keyword, bound)

    return check


def _pattern(asked: _Asked, pattern: str) -> None:
    if isinstance(asked.value, str) and not is_found(asked.node.patterns[pattern], asked.value):
        asked.fail("pattern", pattern)


def _format(asked: _Asked, name: str) -> None:
    if not conforms(asked.value, name):
        asked.fail("format", name)


def _unique(asked: _Asked, wanted: bool) -> None:
    if wanted and isinstance(asked.value, list):
        seen = set()
        for number, item in enumerate(asked.value):
            if (identity := identity_of(item)) in seen:
                asked.fail("uniqueItems", "", number)
                return
            seen.add(identity)


def _required(asked: _Asked, names: list[str]) -> None:
    if isinstance(asked.value, dict):
        for name in dict.fromkeys(names):
            if name not in asked.value:
                asked.fail("required", name, name)


def _dependent_required(asked: _Asked, dependent: Mapping[str, list[str]]) -> None:
    if isinstance(asked.value, dict):
        for name in (name for name in dependent if name in asked.value):
            for other in dict.fromkeys(dependent[name]):
                if other not in asked.value:
                    asked.fail("dependentRequired", name, other)


def _ref(asked: _Asked, _: str) -> None:
    if asked.node.reference is not None:
        asked.outcome.merge(asked.ask(asked.node.reference))


def _dynamic_ref(asked: _Asked, _: str) -> None:
    target, name = asked.node.dynamic, asked.node.anchor
    if name is not None:
        found = (asked.run.schema.dynamic_anchor(base, name) for base in asked.scope)
        target = next((node for node in found if node is not None), target)
    if target is not None:
        asked.outcome.merge(asked.ask(target))


def _all_of(asked: _Asked, _: Any) -> None:
    for inner in asked.node.many["allOf"]:
        asked.outcome.merge(asked.ask(inner))


def _any_of(asked: _Asked, _: Any) -> None:
    found = [asked.ask(inner) for inner in asked.node.many["anyOf"]]
    for outcome in found:
        asked.outcome.see(outcome)
    if all(outcome.failures for outcome in found):
        asked.fail("anyOf", str(len(found)))


def _one_of(asked: _Asked, _: Any) -> None:
    found = [asked.ask(inner) for inner in asked.node.many["oneOf"]]
    holding = [outcome for outcome in found if not outcome.failures]
    if len(holding) == 1:
        asked.outcome.see(holding[0])
    else:
        asked.fail("oneOf", str(len(holding)))


def _not(asked: _Asked, _: Any) -> None:
    if not asked.ask(asked.node.one["not"]).failures:
        asked.fail("not")


def _if(asked: _Asked, _: Any) -> None:
    condition = asked.ask(asked.node.one["if"])
    asked.outcome.see(condition)
    branch = asked.node.one.get("else" if condition.failures else "then")
    if branch is not None:
        asked.outcome.merge(asked.ask(branch))


def _dependent_schemas(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, dict):
        for name, inner in asked.node.named["dependentSchemas"].items():
            if name in asked.value:
                asked.outcome.merge(asked.ask(inner))


def _prefix_items(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, list):
        for number, inner in enumerate(asked.node.many["prefixItems"][: len(asked.value)]):
            asked.inside(inner, number, "prefixItems")
            asked.outcome.items.add(number)


def _items(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, list):
        for number in range(len(asked.node.many.get("prefixItems", ())), len(asked.value)):
            asked.inside(asked.node.one["items"], number, "items")
            asked.outcome.items.add(number)


def _contains(asked: _Asked, _: Any) -> None:
    if not isinstance(asked.value, list):
        return
    inner, path, scope = asked.node.one["contains"], asked.path, asked.scope
    holding = {
        number
        for number, item in enumerate(asked.value)
        if not asked.run.evaluate(inner, item, (*path, number), scope).failures
    }
    asked.outcome.items |= holding
    least, most = asked.node.get("minContains"), asked.node.get("maxContains")
    if len(holding) < (1 if least is None else least):
        asked.fail("contains" if least is None else "minContains", 1 if least is None else least)
    if most is not None and len(holding) > most:
        asked.fail("maxContains", most)


def _properties(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, dict):
        for name, inner in asked.node.named["properties"].items():
            if name in asked.value:
                asked.inside(inner, name, "properties")
                asked.outcome.members.add(name)


def _pattern_properties(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, dict):
        for pattern, inner in asked.node.named["patternProperties"].items():
            for name in asked.value:
                if is_found(asked.node.patterns[pattern], name):
                    asked.inside(inner, _step(asked.node, name), "patternProperties")
                    asked.outcome.members.add(name)


def _property_names(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, dict):
        for name in asked.value:
            if asked.run.evaluate(asked.node.one["propertyNames"], name, asked.path, asked.scope).failures:
                asked.fail("propertyNames", "", _step(asked.node, name))


def _additional_properties(asked: _Asked, _: Any) -> None:
    if isinstance(asked.value, dict):
        for name in list(asked.value):
            if not _is_declared(asked.node, name):
                asked.inside(asked.node.one["additionalProperties"], _step(asked.node, name), "additionalProperties")
                asked.outcome.members.add(name)


def _step(node: Node, name: str) -> str:
    return name if name in node.named.get("properties", ()) else Undeclared(name)


def _is_declared(node: Node, name: str) -> bool:
    if name in node.named.get("properties", ()):
        return True
    return any(is_found(node.patterns[pattern], name) for pattern in node.named.get("patternProperties", ()))


def _seen_in_place(asked: _Asked) -> _Outcome:
    """Return what the other keywords have evaluated, where they were not asked this time."""
    rest = frozenset({"$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas"})
    return asked.run.evaluate(asked.node, asked.value, asked.path, asked.scope, rest | _OF_ITEMS)


_OF_ITEMS: Final = frozenset({"prefixItems", "items", "contains"})


def _unevaluated_properties(asked: _Asked, alone: bool) -> None:
    if not isinstance(asked.value, dict) or "additionalProperties" in asked.node.one:
        return  # nothing is left over
    seen = asked.outcome.members | (_seen_in_place(asked).members if alone else set())
    for name in [name for name in asked.value if name not in seen and not _is_declared(asked.node, name)]:
        asked.inside(asked.node.one["unevaluatedProperties"], _step(asked.node, name), "unevaluatedProperties")
    asked.outcome.members.update(asked.value)


def _unevaluated_items(asked: _Asked, alone: bool) -> None:
    if not isinstance(asked.value, list):
        return
    seen = asked.outcome.items | (_seen_in_place(asked).items if alone else set())
    for number in range(len(asked.value)):
        if number not in seen:
            asked.inside(asked.node.one["unevaluatedItems"], number, "unevaluatedItems")
    asked.outcome.items.update(range(len(asked.value)))


_KEYWORDS: Final[Mapping[str, Callable[[_Asked, Any], None]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "multipleOf": _number("multipleOf", is_multiple),
    "maximum": _number("maximum", lambda value, bound: value <= bound),
    "exclusiveMaximum": _number("exclusiveMaximum", lambda value, bound: value < bound),
    "minimum": _number("minimum", lambda value, bound: value >= bound),
    "exclusiveMinimum": _number("exclusiveMinimum", lambda value, bound: value > bound),
    "maxLength": _size("maxLength", str, most=True),
    "minLength": _size("minLength", str, most=False),
    "maxItems": _size("maxItems", list, most=True),
    "minItems": _size("minItems", list, most=False),
    "maxProperties": _size("maxProperties", dict, most=True),
    "minProperties": _size("minProperties", dict, most=False),
    "pattern": _pattern,
    "format": _format,
    "uniqueItems": _unique,
    "required": _required,
    "dependentRequired": _dependent_required,
    "$ref": _ref,
    "$dynamicRef": _dynamic_ref,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "dependentSchemas": _dependent_schemas,
    "prefixItems": _prefix_items,
    "items": _items,
    "contains": _contains,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "additionalProperties": _additional_properties,
}
_LAST: Final = (("unevaluatedProperties", _unevaluated_properties), ("unevaluatedItems", _unevaluated_items))
