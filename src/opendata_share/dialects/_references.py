"""Which references can be foreign keys of one document.

What lives here: references of one field and of several, with the key they hold, and why one cannot be said. What this
file must not know: any dialect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .._dataclass import dataclass
from ..contract import Contract, RefersTo
from ._ledger import Ledger, Place


@dataclass(frozen=True, slots=True)
class Target:
    """A reference whose table is in the document.

    Attributes:
        place: Where the contract says it.
        what: The word there.
        fields: The fields that hold the key.
        contract: The table referred to.
        key: Its key, whose fields are never empty.
    """

    place: Place
    what: str
    fields: tuple[str, ...]
    contract: Contract
    key: tuple[str, ...]


def targets_of(ledger: Ledger, beside: Collection[Contract]) -> Iterator[Target]:
    """Yield the references of a contract that can be foreign keys; of the others it is noted why they are lost.

    Args:
        ledger: The contract.
        beside: The contracts of the tables in the document.
    """
    known = {contract.name: contract for contract in beside}
    for column in ledger.fields:
        if (reference := column.field.reference) is None:
            continue
        if reference.by is not None:
            column.lose("reference", "several-targets")
            continue
        yield from _target(column, "reference", (column.field.name,), known.get(reference.contracts[0]))
    for place, kind, rule in ledger.table_rules:
        if isinstance(rule, RefersTo):
            yield from _target(place, kind, rule.fields, known.get(rule.contract))


def _target(place: Place, what: str, fields: tuple[str, ...], contract: Contract | None) -> Iterator[Target]:
    if contract is None:
        place.lose(what, "unknown-target")
        return
    key = contract.primary_key
    types = [place.ledger.contract.field(name).type for name in fields]
    fits = len(key) == len(fields) and types == [contract.field(name).type for name in key]
    if fits and all(contract.field(name).required for name in key):
        yield Target(place, what, fields, contract, key)
    else:
        place.lose(what, "other-meaning")
