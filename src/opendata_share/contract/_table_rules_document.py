"""Table rules as JSON values and back, strictly.

What lives here: one object a rule, `{"kind": "no-overlap", …}`, its attributes in camelCase, what is null left out.
What this file must not know: what a rule means.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..errors import DefinitionError
from ._rules_between import AgreesWithReferred, AgreesWithRows
from ._table_rules import (
    Change,
    ChildrenWithin,
    Complete,
    Exclusive,
    Freshness,
    GroupTotals,
    Monotone,
    NearDuplicates,
    NoCycles,
    NoOverlap,
    RefersTo,
    RowCount,
    TableRule,
    Transitions,
    UniqueAmong,
)

_KINDS: Final[Mapping[str, Callable[..., TableRule]]] = {
    "monotone": Monotone,
    "no-overlap": NoOverlap,
    "transitions": Transitions,
    "near-duplicates": NearDuplicates,
    "group-totals": GroupTotals,
    "children-within": ChildrenWithin,
    "exclusive": Exclusive,
    "complete": Complete,
    "unique-among": UniqueAmong,
    "no-cycles": NoCycles,
    "refers-to": RefersTo,
    "row-count": RowCount,
    "freshness": Freshness,
    "change": Change,
    "agrees-with-rows": AgreesWithRows,
    "agrees-with-referred": AgreesWithReferred,
}
_NAMES: Final = {cls: kind for kind, cls in _KINDS.items()}
_CODES_BY_CODE: Final = frozenset({"allowed", "totals"})
_NULL_SAYS_SOMETHING: Final = Change
"""Its bounds have a default, and None is another value: it is written as null."""


def table_rule_document(rule: TableRule) -> dict[str, Any]:
    """Return a rule as plain JSON values; `table_rule_of` reads them back."""
    document: dict[str, Any] = {"kind": _NAMES[type(rule)]}
    for attribute in dataclasses.fields(rule):
        value = getattr(rule, attribute.name)
        if value is not None or isinstance(rule, _NULL_SAYS_SOMETHING):
            document[_camel(attribute.name)] = _plain(attribute.name, value)
    return document


def table_rule_of(document: Any, where: str) -> TableRule:
    """Return the rule a document describes.

    Args:
        document: Plain JSON values.
        where: The JSON pointer, for errors.

    Raises:
        DefinitionError: It is no rule this version knows, or a part of it has another shape.
    """
    if not isinstance(document, Mapping):
        raise DefinitionError("document-shape", pointer=where, expected="object")
    kind = document.get("kind")
    made = _KINDS.get(kind) if isinstance(kind, str) else None
    if made is None:
        raise DefinitionError("document-shape", pointer=f"{where}/kind", expected=", ".join(sorted(_KINDS)))
    known: dict[str, dataclasses.Field[Any]] = {_camel(one.name): one for one in dataclasses.fields(made)}  # type: ignore[arg-type]  # each is a dataclass
    given: dict[str, Any] = {}
    for key, value in document.items():
        if key == "kind":
            continue
        if key not in known:
            raise DefinitionError("document-unknown-key", pointer=where, keys={key})
        given[known[key].name] = _read(known[key], value, f"{where}/{key}")
    for key, attribute in known.items():
        if attribute.name not in given and attribute.default is dataclasses.MISSING:
            raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected="present")
    return made(**given)


def _plain(name: str, value: Any) -> Any:
    if name in _CODES_BY_CODE:
        return {code: list(codes) for code, codes in value}
    return list(value) if isinstance(value, tuple) else value


def _read(attribute: dataclasses.Field[Any], value: Any, where: str) -> Any:
    """Return a value as the attribute's type says it: names are lists, codes by code an object, the rest as it is."""
    kind = str(attribute.type)
    if attribute.name in _CODES_BY_CODE:
        if not isinstance(value, Mapping):
            raise DefinitionError("document-shape", pointer=where, expected="object")
        return tuple((code, _names(codes, f"{where}/{code}")) for code, codes in value.items())
    if kind.startswith("tuple"):
        return _names(value, where)
    expected = bool if kind == "bool" else int if kind.startswith("int") else str
    if type(value) is not expected and not (value is None and kind.endswith("None")):
        raise DefinitionError("document-shape", pointer=where, expected=expected.__name__)
    return value


def _names(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DefinitionError("document-shape", pointer=where, expected="list of text")
    return tuple(value)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
