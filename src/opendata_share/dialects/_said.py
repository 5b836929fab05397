"""Everything a contract says, one statement after the other.

What lives here: the walk over the neutral form. It goes by the attributes of the contract's own classes, so that what a
later version says is a statement too, which every dialect has lost until it takes it. What this file must not know: any
dialect.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, Final

from .._dataclass import dataclass
from ..contract import Check, CodeList, Contract, Deprecation, Field, Residual, TableRule, Text, Upgrade

_NOT_A_STATEMENT: Final = frozenset({"name", "items", "fields"})
"""Of a field: where it stands, and what it holds, which is walked by itself."""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement.

    Attributes:
        where: The JSON pointer into the contract document of what says it.
        what: The word there.
        value: What is said.
        head: The word of the same place without which this one means nothing: a message without its check.
    """

    where: str
    what: str
    value: Any
    head: str | None = None


def everything_said(contract: Contract) -> Iterator[Said]:
    """Yield every statement of `contract`, in the order of its document."""
    for attribute in dataclasses.fields(contract):
        value = getattr(contract, attribute.name)
        if attribute.name == "fields":
            for field in contract.fields:
                yield from _of_field(field, field_pointer(field.name))
        elif attribute.name in _ONE_BY_ONE:
            word, said = _ONE_BY_ONE[attribute.name]
            for number, one in enumerate(value):
                yield from said(one, f"/x-contract/{word}/{number}")
        elif attribute.name == "residual":
            yield from _of_residual(contract.residual)
        else:
            yield from _plain("", attribute, value)


def field_pointer(name: str, inside: str = "") -> str:
    """Return where a field, or a part of an object, stands in the document."""
    return f"{inside}/properties/{name}"


def kind_of(rule: object) -> str:
    """Return the kind of a table rule as documents write it: "no-overlap"."""
    name = type(rule).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def _of_field(field: Field, where: str) -> Iterator[Said]:
    for attribute in dataclasses.fields(field):
        if attribute.name not in _NOT_A_STATEMENT:
            yield from _plain(where, attribute, getattr(field, attribute.name))
    if field.items is not None:
        yield from _of_field(field.items, f"{where}/items")
    for part in field.fields:
        yield from _of_field(part, field_pointer(part.name, where))


def _plain(where: str, attribute: dataclasses.Field[Any], value: Any) -> Iterator[Said]:
    """Yield what an attribute says; one that has its default says nothing, as in the document."""
    word = _camel(attribute.name)
    if isinstance(value, Text):
        yield from _of_text(where, word, value)
    elif isinstance(value, Deprecation):
        yield from _of_deprecation(where, value)
    elif attribute.default is dataclasses.MISSING or value != attribute.default:
        yield Said(where, word, value)


def _of_text(where: str, word: str, text: Text, head: str | None = None) -> Iterator[Said]:
    yield Said(where, f"{word}.en", text.en, head)
    yield Said(where, f"{word}.id", text.id, head)


def _of_deprecation(where: str, deprecation: Deprecation) -> Iterator[Said]:
    yield Said(where, "deprecated", True)
    for part in ("sunset", "use"):
        if (value := getattr(deprecation, part)) is not None:
            yield Said(where, f"deprecated.{part}", value, "deprecated")
    if deprecation.reason is not None:
        yield from _of_text(where, "deprecated.reason", deprecation.reason, "deprecated")


def _of_upgrade(upgrade: Upgrade, where: str) -> Iterator[Said]:
    yield Said(where, "upgrade", upgrade)


def _of_key(key: tuple[str, ...], where: str) -> Iterator[Said]:
    yield Said(where, "unique", key)


def _of_table_rule(rule: TableRule, where: str) -> Iterator[Said]:
    yield Said(where, kind_of(rule), rule)


def _of_check(check: Check, where: str) -> Iterator[Said]:
    yield Said(where, "check", check)
    yield Said(where, "check.name", check.name, "check")
    yield from _of_text(where, "check.message", check.message, "check")
    if check.severity != "error":
        yield Said(where, "check.severity", check.severity, "check")
    if check.level != "core":
        yield Said(where, "check.level", check.level, "check")


def _of_code_list(code_list: CodeList, where: str) -> Iterator[Said]:
    yield Said(where, "codes", code_list.values)
    yield Said(where, "codes.name", code_list.name, "codes")
    yield Said(where, "codes.version", code_list.version, "codes")
    yield from _of_text(where, "codes.title", code_list.title, "codes")
    yield Said(where, "codes.label.en", tuple(code.label.en for code in code_list.codes), "codes")
    yield Said(where, "codes.label.id", tuple(code.label.id for code in code_list.codes), "codes")
    if any(code.mappings for code in code_list.codes):
        yield Said(where, "codes.mappings", tuple(code.mappings for code in code_list.codes), "codes")
    if any(code.valid_from or code.valid_to for code in code_list.codes):
        yield Said(where, "codes.valid", tuple((code.valid_from, code.valid_to) for code in code_list.codes), "codes")
    if code_list.groups:
        yield Said(where, "codes.groups", code_list.groups, "codes")
    if code_list.source:
        yield Said(where, "codes.source", code_list.source, "codes")


_ONE_BY_ONE: Final[dict[str, tuple[str, Callable[[Any, str], Iterator[Said]]]]] = {
    "unique": ("unique", _of_key),
    "checks": ("checks", _of_check),
    "code_lists": ("codeLists", _of_code_list),
    "table_rules": ("tableRules", _of_table_rule),
    "upgrades": ("upgrades", _of_upgrade),
}


def _of_residual(residual: Residual | None) -> Iterator[Said]:
    if residual is None:
        return
    for number, rule in enumerate(residual.rules):
        yield Said(f"/x-contract/residual/rules/{number}", rule.keyword, rule)
    if residual.properties:
        yield Said("/x-contract/residual", "properties", residual.properties)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
