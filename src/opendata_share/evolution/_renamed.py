"""A contract whose fields are called otherwise, and which says the same.

What lives here: new names wherever a contract writes one: keys, references, conditions, rules. What this file must not
know: why they are others.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..contract import AgreesWithReferred, AgreesWithRows, Check, Contract, Field, TableRule

_QUOTED: Final = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")")
_NAME: Final = re.compile(r"(?<![A-Za-z0-9_])[a-z][a-z0-9_]*(?![A-Za-z0-9_])")
_NO_FIELDS: Final = frozenset(
    {"severity", "codes", "code", "totals", "allowed", "contract", "of", "within", "at_most", "nulls", "aggregate",
     "relation", "where"}
)  # fmt: skip
_OTHERS: Final[Mapping[type, frozenset[str]]] = {
    AgreesWithRows: frozenset({"by", "value"}),
    AgreesWithReferred: frozenset({"key", "value"}),
}
"""Attributes that name fields of the other table."""


def renamed(contract: Contract, names: Mapping[str, str]) -> Contract:
    """Return the contract with its fields called by `names` (new name by old); others keep theirs."""
    if not names:
        return contract
    return replace(
        contract,
        fields=tuple(_field(field, names) for field in contract.fields),
        primary_key=_all(contract.primary_key, names),
        unique=tuple(_all(key, names) for key in contract.unique),
        checks=tuple(_check(check, names) for check in contract.checks),
        table_rules=tuple(_rule(rule, names) for rule in contract.table_rules),
        residual=None if contract.residual is None else contract.residual.renamed(names),
    )


def _field(field: Field, names: Mapping[str, str]) -> Field:
    reference = field.reference
    if reference is not None and reference.by is not None:
        reference = replace(reference, by=names.get(reference.by, reference.by))
    deprecated = field.deprecated
    if deprecated is not None and deprecated.use is not None:
        deprecated = replace(deprecated, use=names.get(deprecated.use, deprecated.use))
    return replace(
        field,
        name=names.get(field.name, field.name),
        reference=reference,
        deprecated=deprecated,
        pattern_when=_text(field.pattern_when, names),
        derived=_text(field.derived, names),
    )


def _check(check: Check, names: Mapping[str, str]) -> Check:
    return Check(
        check.name,
        _text(check.expression, names) or "",
        en=check.message.en,
        id=check.message.id,
        severity=check.severity,
        level=check.level,
    )


def _rule(rule: TableRule, names: Mapping[str, str]) -> TableRule:
    kept = _NO_FIELDS | _OTHERS.get(type(rule), frozenset())
    changed: dict[str, Any] = {}
    for attribute in dataclasses.fields(rule):
        value = getattr(rule, attribute.name)
        if attribute.name == "when":
            changed["when"] = _text(value, names)
        elif attribute.name not in kept and isinstance(value, str):
            changed[attribute.name] = _one(value, names)
        elif attribute.name not in kept and isinstance(value, tuple):
            changed[attribute.name] = _all(value, names)
    return replace(rule, **changed)


def _all(found: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_one(name, names) for name in found)


def _one(name: str, names: Mapping[str, str]) -> str:
    column, bracket, rest = name.partition("[")
    return f"{names.get(column, column)}{bracket}{rest}"


def _text(expression: str | None, names: Mapping[str, str]) -> str | None:
    """Return an expression with its columns called otherwise; what stands in quotes stays, but for quoted names."""
    if expression is None:
        return None
    parts = _QUOTED.split(expression)
    return "".join(
        _of_quoted(part, names) if place % 2 else _NAME.sub(lambda found: names.get(found[0], found[0]), part)
        for place, part in enumerate(parts)
    )


def _of_quoted(part: str, names: Mapping[str, str]) -> str:
    return f'"{names.get(part[1:-1], part[1:-1])}"' if part.startswith('"') else part
