"""The contract that still holds after a policy.

What lives here: a pure function of a decision. What a transformed field promises about itself is said here; which
rules about several fields still hold is the contract room's to say (`narrow`). What this file must not know: data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from .._dataclass import dataclass
from ..contract import (
    AgreesWithReferred,
    AgreesWithRows,
    Contract,
    Derivation,
    Field,
    FieldType,
    Provenance,
    Sensitivity,
    TableRule,
    fields_of_other,
    is_judged_beside,
    narrow,
)
from ..errors import DefinitionError
from ._change import transformed
from ._decide import Decision, named_by
from ._pseudonym import PATTERN
from ._terms import PUBLIC_AUDIENCE, Case
from ._transforms import AREA_LENGTHS, HIDDEN, AreaLevel, Decimals, Keep, Mask, Pseudonym, Transform, merges, words

_BOUNDS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "minimum",
    "exclusive_maximum": "maximum",
}


@dataclass(frozen=True, slots=True)
class Derived:
    """What a policy leaves of a contract.

    Attributes:
        contract: The contract that still holds; the original itself where nothing became other than it was.
        removed: What was taken out: columns, and parts of columns as "identifiers[].value".
        changed: What was transformed, each with the words for it.
        dropped: Rules about what is still there that need not hold any more.
    """

    contract: Contract
    removed: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()


def derive(decision: Decision, beside: Sequence[Decision] = ()) -> Derived:
    """Return the contract that what leaves under `decision` still meets.

    Args:
        decision: What becomes of each field.
        beside: The decisions on all tables that leave together: a rule that reads one of them goes with what it reads.

    Raises:
        DefinitionError: The policy takes out or coarsens part of the primary key, or takes out everything.
    """
    contract = decision.contract
    removed: list[str] = []
    left = [each for field in contract.fields if (each := _left(field, field.name, decision, removed)) is not None]
    verdicts = {field.name: decision.fields[field.name] for field in left}
    touched = {name: verdict for name, verdict in verdicts.items() if not verdict.is_kept}
    hidden = {name for suppress in decision.suppress for name in named_by(suppress) if name in verdicts}
    between = frozenset(_lost_between(contract, beside))
    if not (removed or touched or hidden or between) and decision.rows is None:
        return Derived(contract)
    emptied = {name for name, verdict in touched.items() if _may_empty(verdict.cases)} | hidden
    merged = {name for name, verdict in touched.items() if _may_merge(verdict.cases)}
    _refuse_lost_key(decision, {field.name for field in left}, emptied | merged)
    fields = [_promised(field, verdicts[field.name].cases, decision, emptied=field.name in emptied) for field in left]
    narrowed = narrow(
        contract,
        fields,
        changed=touched.keys() | hidden,
        emptied=emptied,
        merged=merged,
        some_rows=decision.rows is not None,
        lost=between,
    )
    changed = tuple((name, _words(verdict.cases)) for name, verdict in touched.items())
    promised = replace(
        contract,
        fields=narrowed.fields,
        unique=narrowed.unique,
        checks=narrowed.checks,
        code_lists=narrowed.code_lists,
        table_rules=narrowed.table_rules,
        residual=narrowed.residual,
        upgrades=narrowed.upgrades,
        derived_from=Derivation(
            contract.identity, contract.digest, decision.policy, tuple(removed), changed, narrowed.dropped
        ),
    )
    return Derived(promised, tuple(removed), changed, narrowed.dropped)


def _lost_between(contract: Contract, beside: Sequence[Decision]) -> Iterator[TableRule]:
    """Yield the rules that can no longer be judged because another table loses what they read."""
    others = {other.contract.name: other for other in beside}
    for rule in contract.table_rules:
        if isinstance(rule, AgreesWithRows | AgreesWithReferred) and (other := others.get(rule.of)) is not None:
            hidden = {name for suppress in other.suppress for name in named_by(suppress)}
            left = {name for name, verdict in other.fields.items() if verdict.is_kept and name not in hidden}
            whole = other.rows is None and is_judged_beside(rule, contract, other.contract)
            if not (whole and fields_of_other(rule, other.contract) <= left):
                yield rule


def _refuse_lost_key(decision: Decision, names: set[str], coarse: set[str]) -> None:
    contract = decision.contract
    if not names:
        raise DefinitionError("policy-leaves-nothing", policy=decision.policy, contract=contract.identity)
    parts: dict[str, Any] = {"policy": decision.policy, "contract": contract.identity}
    if lost := [name for name in contract.primary_key if name not in names]:
        raise DefinitionError("policy-removes-key", fields=lost, **parts)
    if lost := [name for name in contract.primary_key if name in coarse]:
        raise DefinitionError("policy-coarsens-key", fields=lost, **parts)


def _left(field: Field, path: str, decision: Decision, removed: list[str]) -> Field | None:
    """Return what is left of a field, or None; adds to `removed` what is not."""
    inner: list[str] = []
    items = None if field.items is None else _left(field.items, f"{path}[]", decision, inner)
    parts = tuple(
        left for part in field.fields if (left := _left(part, f"{path}.{part.name}", decision, inner)) is not None
    )
    empty = (field.type is FieldType.LIST and items is None) or (field.type is FieldType.OBJECT and not parts)
    if empty or decision.fields[path].is_dropped:
        removed.append(path)
        return None
    removed += inner
    return replace(field, items=items, fields=parts)


def _may_empty(cases: Sequence[Case]) -> bool:
    always = any(case.when is None for case in cases)
    return not always or any(isinstance(case.transform, AreaLevel) for case in cases)


def _may_merge(cases: Sequence[Case]) -> bool:
    return len(cases) > 1 or any(merges(case.transform) for case in cases)


def _words(cases: Sequence[Case]) -> str:
    return " / ".join(dict.fromkeys(words(case.transform) for case in cases))


def _promised(field: Field, cases: Sequence[Case], decision: Decision, *, emptied: bool) -> Field:
    """Return what a field promises after its cases: what holds whichever of them a cell took."""
    first, *others = [promise(field, case.transform) for case in cases]
    for other in others:
        if other.type is not first.type or (other.precision, other.scale) != (first.precision, first.scale):
            raise DefinitionError("policy-cases-differ", policy=decision.policy, field=field.name)
        first = _common(first, other)
    if emptied:
        first = replace(first, required=False)
    if decision.audience == PUBLIC_AUDIENCE:
        # what the public may see coarsely is public once it is coarse; nothing else that is not public comes here
        first = replace(first, sensitivity=Sensitivity.PUBLIC, specific=False)
    return first


_PARTS: Final = (
    "default", "unit", "code_list", "reference", "minimum", "maximum", "exclusive_minimum", "exclusive_maximum",
    "min_length", "max_length", "pattern", "pattern_when", "format", "provenance", "derived",
)  # fmt: skip


def _common(one: Field, other: Field) -> Field:
    same: dict[str, Any] = {
        name: getattr(one, name) if getattr(one, name) == getattr(other, name) else None for name in _PARTS
    }
    return replace(one, **same)


def promise(field: Field, transform: Transform) -> Field:
    """Return what a field promises about itself once `transform` was done to all of its cells."""
    if isinstance(transform, Keep):
        return field
    bare = replace(
        field, default=None, reference=None, pattern=None, pattern_when=None, format=None, derived=None,
        provenance=field.provenance if field.provenance is Provenance.RECORDED_AT else None,
    )  # fmt: skip
    match transform:
        case Mask(first=first, last=last):
            return replace(bare, min_length=len(HIDDEN), max_length=first + last + len(HIDDEN))
        case AreaLevel(level=level):
            longest = min(AREA_LENGTHS[level], field.max_length or AREA_LENGTHS[level])
            return replace(bare, reference=field.reference, min_length=None, max_length=longest)
        case Pseudonym():
            limits: dict[str, Any] = dict.fromkeys((*_BOUNDS, "min_length", "max_length", "unit"))
            return replace(bare, type=FieldType.TEXT, pattern=PATTERN, **limits)
    if isinstance(transform, Decimals) and field.type is FieldType.DECIMAL and transform.digits < (field.scale or 0):
        bare = replace(bare, precision=(field.precision or 0) + 1)
    return replace(bare, **_bounds(field, transform))


def _bounds(field: Field, transform: Transform) -> dict[str, Any]:
    """Return the bounds after a transform that keeps order: what was below a bound is not above what it becomes."""
    bounds: dict[str, Any] = dict.fromkeys(_BOUNDS)
    for name, becomes in _BOUNDS.items():
        if (bound := getattr(field, name)) is not None and (moved := _moved(bound, field, transform)) is not None:
            bounds[becomes] = moved
    return bounds


def _moved(bound: Any, field: Field, transform: Transform) -> Any:
    """Return what a bound becomes, or None where it is no value of the field's type."""
    value: Any = bound
    if field.type is FieldType.DECIMAL:
        value = Decimal(bound)
    elif field.type is FieldType.DATE:
        value = date.fromisoformat(bound)
    elif field.type is FieldType.DATETIME:
        value = datetime.fromisoformat(bound).astimezone(UTC)
    try:
        array = pa.array([value], field.arrow_type())
    except (pa.ArrowInvalid, OverflowError):
        return None
    moved = transformed(array, transform).to_pylist()[0]
    if isinstance(moved, datetime):
        return moved.isoformat().replace("+00:00", "Z")
    return str(moved) if isinstance(moved, (date, Decimal)) else moved


def domain_of(contract: Contract, name: str, transform: Pseudonym) -> str:
    """Return what a pseudonym's names are shared by: a reference and the key it leads to have the same."""
    if transform.domain is not None:
        return transform.domain
    reference = contract.field(name).reference
    if reference is not None and reference.by is None:
        return reference.contracts[0]
    return contract.name if contract.primary_key == (name,) else f"{contract.name}.{name}"
