"""A contract for some of its columns.

What lives here: what is still promised when fields are left out. What this file must not know: data, files. A check, a
key or a condition that reads a field which is not there is dropped; nothing is weakened in another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ..contract import Contract, Derivation, narrow
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
    left = narrow(contract, [contract.field(name) for name in columns])
    kept = frozenset(columns)
    return replace(
        contract,
        fields=left.fields,
        primary_key=contract.primary_key if kept.issuperset(contract.primary_key) else (),
        unique=left.unique,
        checks=left.checks,
        code_lists=left.code_lists,
        table_rules=left.table_rules,
        residual=left.residual,
        upgrades=left.upgrades,
        derived_from=_derivation(contract, kept),
    )


def _derivation(contract: Contract, kept: AbstractSet[str]) -> Derivation:
    earlier = contract.derived_from or Derivation(contract.identity, contract.digest, "", ())
    removed = tuple(field.name for field in contract.fields if field.name not in kept)
    return replace(earlier, contract=contract.identity, digest=contract.digest, removed=removed)
