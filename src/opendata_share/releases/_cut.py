"""A contract for some of its columns.

What lives here: what is still promised when fields are left out. What this file must not know: data, files. A check, a
key or a condition that reads a field which is not there is dropped; nothing is weakened in another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..contract import Contract, Derivation, Field
from ..errors import DefinitionError


def cut(contract: Contract, columns: Sequence[str]) -> Contract:
    """Return what `contract` promises about `columns`, in the order asked for.

    Raises:
        DefinitionError: A column is unknown, named twice, or none is named.
    """
    if unknown := [name for name in columns if name not in contract]:
        known = [field.name for field in contract.fields]
        raise DefinitionError("read-unknown-column", contract=contract.identity, columns=unknown, known=known)
    if not columns or len(set(columns)) != len(columns):
        raise DefinitionError("read-columns", contract=contract.identity)
    if tuple(columns) == tuple(field.name for field in contract.fields):
        return contract
    kept = set(columns)
    fields = tuple(_kept_field(contract.field(name), contract, kept) for name in columns)
    checks = tuple(check for check, condition in contract.conditions if kept.issuperset(condition.columns))
    used = {name for field in fields for name in _code_lists(field)}
    return replace(
        contract,
        fields=fields,
        primary_key=contract.primary_key if kept.issuperset(contract.primary_key) else (),
        unique=tuple(key for key in contract.unique if kept.issuperset(key)),
        checks=checks,
        code_lists=tuple(code_list for code_list in contract.code_lists if code_list.name in used),
        table_rules=contract.table_rules_of(fields),
        derived_from=_derivation(contract, kept),
    )


def _kept_field(field: Field, contract: Contract, kept: set[str]) -> Field:
    if field.reference is not None and field.reference.by is not None and field.reference.by not in kept:
        field = replace(field, reference=None)
    derivations = {derived.name: expression for derived, expression in contract.derivations}
    if field.derived is not None and not kept.issuperset(derivations[field.name].columns):
        field = replace(field, derived=None)
    condition = contract.pattern_conditions.get(field.name)
    if condition is not None and not kept.issuperset(condition.columns):
        field = replace(field, pattern=None, pattern_when=None)
    return field


def _code_lists(field: Field) -> set[str]:
    inner = (*field.fields, *(() if field.items is None else (field.items,)))
    names = {field.code_list} if field.code_list is not None else set()
    return names.union(*(_code_lists(item) for item in inner))


def _derivation(contract: Contract, kept: set[str]) -> Derivation:
    policy = "" if contract.derived_from is None else contract.derived_from.policy
    removed = tuple(field.name for field in contract.fields if field.name not in kept)
    return Derivation(contract.identity, contract.digest, policy, removed)
