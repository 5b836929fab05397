"""The same contract with one statement said otherwise.

What lives here: one change for each kind of statement. What this file must not know: dialects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from opendata_share.contract import (
    CodeList,
    CodeListEntry,
    Contract,
    Deprecation,
    Field,
    FieldType,
    Level,
    Sensitivity,
    Text,
)
from opendata_share.dialects._said import Said


def said_otherwise(contract: Contract, said: Said) -> Contract:
    """Return `contract` with what `said` says changed, or not said any more.

    Raises:
        DefinitionError: The contract makes no sense with that change alone, such as another type under a check.
    """
    where, what = said.where, said.what
    if where.startswith("/properties/"):
        steps = where.removeprefix("/properties/").replace("/properties/", "/").split("/")
        fields = tuple(
            _field(field, steps[1:], what, said.value) if field.name == steps[0] else field for field in contract.fields
        )
        return replace(contract, fields=fields)
    if where.startswith("/x-contract/"):
        _, _, word, *number = where.split("/")
        return _PARTS[word](contract, int(number[0]) if word != "residual" else 0, what)
    changes: dict[str, Any] = {
        "name": "another-name",
        "version": "9.9.9",
        "primaryKey": (),
        "derivedFrom": None,
    }
    if "." in what:
        name, _, language = what.partition(".")
        return replace(contract, **{name: _other_text(getattr(contract, name), language)})
    attribute = _snake(what)
    return replace(contract, **{attribute: changes.get(what, _unsaid(said.value))})


def _other_text(text: Text, language: str) -> Text:
    return replace(text, **{language: getattr(text, language) + " otherwise"})


def _field(field: Field, steps: list[str], what: str, value: Any) -> Field:
    if steps and steps[0] == "items":
        assert field.items is not None
        return replace(field, items=_field(field.items, steps[1:], what, value))
    if steps:
        parts = (_field(part, steps[1:], what, value) if part.name == steps[0] else part for part in field.fields)
        return replace(field, fields=tuple(parts))
    if what == "deprecated" or what.startswith("deprecated."):
        return replace(field, deprecated=_other_deprecation(field.deprecated, what.split(".")[1:]))
    if "." in what:
        name, _, language = what.partition(".")
        return replace(field, **{name: _other_text(getattr(field, name), language)})
    if what == "type":
        kind = FieldType.TEXT if field.type is not FieldType.TEXT else FieldType.BOOLEAN
        return Field(name=field.name, type=kind, title=field.title, sensitivity=field.sensitivity)
    attribute = _snake(what)
    if attribute == "pattern":
        return replace(field, pattern=None, pattern_when=None)
    others: dict[str, Callable[[], Any]] = {
        "required": lambda: not value,
        "sensitivity": lambda: next(one for one in Sensitivity if one is not value),
        "specific": lambda: not value,
        "level": lambda: Level.CORE,
        "elements": tuple,
        "precision": lambda: value + 1 if value < 38 else value - 1,
        "scale": lambda: value - 1 if value else 1,
        "default": lambda: (not value) if isinstance(value, bool) else value + ("x" if isinstance(value, str) else 1),
    }
    return replace(field, **{attribute: others.get(attribute, lambda: _unsaid(value))()})


def _other_deprecation(deprecation: Deprecation | None, parts: list[str]) -> Deprecation | None:
    if deprecation is None or not parts:
        return None
    if parts[0] == "reason" and deprecation.reason is not None:
        return replace(deprecation, reason=_other_text(deprecation.reason, parts[1]))
    return replace(deprecation, **{parts[0]: None})


def _snake(word: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in word)


def _unsaid(value: Any) -> Any:
    """Return what an attribute is where nothing is said, of statements this file does not know too."""
    return () if isinstance(value, tuple) else None


def _without(items: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return (*items[:number], *items[number + 1 :])


def _check(contract: Contract, number: int, what: str) -> Contract:
    check = contract.checks[number]
    words = {"en": check.message.en, "id": check.message.id, "severity": check.severity, "level": check.level}
    made: dict[str, Any] = {"name": check.name, "expression": check.expression, **words}
    match what.removeprefix("check."):
        case "name":
            made["name"] += "-otherwise"
        case "check":
            made["expression"] = f"NOT ({check.expression})"
        case "severity":
            made |= {"severity": "error", "level": Level.CORE}
        case "level":
            made |= {"level": Level.CORE}
        case message:
            made[message.rpartition(".")[2]] += " otherwise"
    other = type(check)(made.pop("name"), made.pop("expression"), **made)
    return replace(contract, checks=(*contract.checks[:number], other, *contract.checks[number + 1 :]))


def _code_list(contract: Contract, number: int, what: str) -> Contract:
    found = contract.code_lists[number]
    first, *rest = found.codes
    match what.removeprefix("codes."):
        case "codes":
            other = replace(found, codes=(*found.codes, CodeListEntry("code-of-a-test", Text("a", "b"))))
        case "name":
            return _renamed(contract, found.name, number)
        case "version":
            other = replace(found, version="9.9.9")
        case "source":
            other = replace(found, source="")
        case "groups":
            other = replace(found, groups=())
        case "mappings":
            other = replace(found, codes=tuple(replace(code, mappings=()) for code in found.codes))
        case "valid":
            day = date(1999, 1, 1)
            codes = tuple(replace(code, valid_from=day, valid_to=None) for code in found.codes)
            other = replace(found, codes=codes)
        case "title.en" | "title.id":
            other = replace(found, title=_other_text(found.title, what[-2:]))
        case _:
            other = replace(found, codes=(replace(first, label=_other_text(first.label, what[-2:])), *rest))
    return replace(contract, code_lists=(*contract.code_lists[:number], other, *contract.code_lists[number + 1 :]))


def _renamed(contract: Contract, name: str, number: int) -> Contract:
    other: CodeList = replace(contract.code_lists[number], name=f"{name}-otherwise")

    def renamed(field: Field) -> Field:
        return replace(
            field,
            code_list=other.name if field.code_list == name else field.code_list,
            items=None if field.items is None else renamed(field.items),
            fields=tuple(map(renamed, field.fields)),
        )

    lists = (*contract.code_lists[:number], other, *contract.code_lists[number + 1 :])
    return replace(contract, fields=tuple(map(renamed, contract.fields)), code_lists=lists)


_PARTS: dict[str, Callable[[Contract, int, str], Contract]] = {
    "checks": _check,
    "codeLists": _code_list,
    "unique": lambda contract, number, _: replace(contract, unique=_without(contract.unique, number)),
    "tableRules": lambda contract, number, _: replace(contract, table_rules=_without(contract.table_rules, number)),
    "upgrades": lambda contract, number, _: replace(contract, upgrades=_without(contract.upgrades, number)),
    "residual": lambda contract, _, __: replace(contract, residual=None),
}
