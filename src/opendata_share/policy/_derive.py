"""The contract that still holds when a policy took fields out.

What lives here: a pure function of a contract and a policy. Rules that need what is gone go with it: a check, a
condition or a derivation that reads it, a unique key with it, a reference whose target it chooses, a rule that reads it
in another table. What this file must not know: data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..contract import (
    AgreesWithReferred,
    AgreesWithRows,
    Contract,
    Derivation,
    Field,
    FieldType,
    TableRule,
    fields_of_other,
    is_judged_beside,
)
from ..errors import DefinitionError
from ._policy import Policy


@dataclass(frozen=True, slots=True)
class Derived:
    """What a policy leaves of a contract.

    Attributes:
        contract: The contract that still holds; the original itself where nothing was taken out.
        removed: What was taken out: columns, and parts of columns as "identifiers[].value".
    """

    contract: Contract
    removed: tuple[str, ...]


def derive(contract: Contract, policy: Policy, beside: Sequence[Contract] = ()) -> Derived:
    """Return what `policy` leaves of `contract`.

    Args:
        contract: What the rows promise now.
        policy: What it admits stays.
        beside: The contracts of all tables that leave together: a rule that reads one of them goes with what it reads.

    Raises:
        DefinitionError: The policy takes out part of the primary key, or everything.
    """
    removed: list[str] = []
    fields = tuple(left for field in contract.fields if (left := _left(field, field.name, policy, removed)) is not None)
    between = frozenset(_lost_between(contract, policy, beside))
    if not (removed or between):
        return Derived(contract, ())
    names = frozenset(field.name for field in fields)
    if lost := [name for name in contract.primary_key if name not in names]:
        raise DefinitionError("policy-removes-key", policy=policy.name, fields=lost, contract=contract.identity)
    if not fields:
        raise DefinitionError("policy-leaves-nothing", policy=policy.name, contract=contract.identity)
    gone = frozenset(field.name for field in contract.fields) - names
    kept = tuple(_without_rules_about(field, contract, gone) for field in fields)
    lists = frozenset(_code_lists(kept))
    promised = replace(
        contract,
        fields=kept,
        unique=tuple(key for key in contract.unique if gone.isdisjoint(key)),
        checks=tuple(check for check, condition in contract.conditions if gone.isdisjoint(condition.columns)),
        code_lists=tuple(code_list for code_list in contract.code_lists if code_list.name in lists),
        table_rules=tuple(rule for rule in contract.table_rules_of(kept) if rule not in between),
        residual=None if contract.residual is None else contract.residual.without_row_rules(names),
        derived_from=Derivation(contract.identity, contract.digest, policy.name, tuple(removed)),
    )
    return Derived(promised, tuple(removed))


def _left(field: Field, path: str, policy: Policy, removed: list[str]) -> Field | None:
    """Return what is left of a field, or None; adds to `removed` what is not."""
    inner: list[str] = []
    items = None if field.items is None else _left(field.items, f"{path}[]", policy, inner)
    parts = tuple(
        left for part in field.fields if (left := _left(part, f"{path}.{part.name}", policy, inner)) is not None
    )
    empty = (field.type is FieldType.LIST and items is None) or (field.type is FieldType.OBJECT and not parts)
    if empty or not policy.admits_field(field):
        removed.append(path)
        return None
    removed += inner
    return replace(field, items=items, fields=parts)


def _lost_between(contract: Contract, policy: Policy, beside: Sequence[Contract]) -> Iterator[TableRule]:
    """Yield the rules that can no longer be judged because another table loses what they read."""
    others = {other.name: other for other in beside}
    for rule in contract.table_rules:
        if isinstance(rule, AgreesWithRows | AgreesWithReferred) and (other := others.get(rule.of)) is not None:
            left = {field.name for field in other.fields if _left(field, field.name, policy, []) is not None}
            if not (is_judged_beside(rule, contract, other) and fields_of_other(rule, other) <= left):
                yield rule


def _without_rules_about(field: Field, contract: Contract, gone: frozenset[str]) -> Field:
    """Return the field without the rules that read a column that is gone."""
    condition = contract.pattern_conditions.get(field.name)
    if condition is not None and not gone.isdisjoint(condition.columns):
        field = replace(field, pattern=None, pattern_when=None)
    derivation = {filled.name: expression for filled, expression in contract.derivations}.get(field.name)
    if derivation is not None and not gone.isdisjoint(derivation.columns):
        field = replace(field, derived=None)
    if field.reference is not None and field.reference.by in gone:
        field = replace(field, reference=None)
    return field


def _code_lists(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        if field.code_list is not None:
            yield field.code_list
        yield from _code_lists((*field.fields, *(() if field.items is None else (field.items,))))
