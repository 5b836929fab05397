"""Whether a rule between two tables can be judged beside another contract.

What lives here: what the other table must have, and its condition bound to that table's fields. What this file must not
know: how a rule is judged, rows.
"""

from __future__ import annotations

from ..errors import DefinitionError
from ..expressions import Expression, parse_condition
from ._comparable import fits_kinds
from ._contract import Contract
from ._rules_between import BetweenRule, pairs_of


def is_judged_beside(rule: BetweenRule, contract: Contract, other: Contract) -> bool:
    """Return whether `rule` of `contract` finds in `other` what it reads.

    A policy, or a reader who asked for some columns, may have taken out of the other table what the rule reads: then it
    is not judged. A field that was never there, or is of another type, is a mistake.

    Args:
        rule: The rule.
        contract: The contract whose rows break it.
        other: The contract of the rows it reads beside them.

    Raises:
        DefinitionError: `other` lacks a field, one is of a type that cannot be compared, or the condition is not sound.
    """
    kind = type(rule).__name__
    names = {field.name: field for field in other.fields}
    for name, kinds in rule.needs_of_other():
        if name not in names:
            if other.derived_from is not None:
                return False
            raise DefinitionError("contract-unknown-field", contract=other.name, field=name, part=kind)
        if not fits_kinds(name, kinds, names):
            raise DefinitionError("table-rule-field", contract=other.name, field=name, rule=kind)
    for part, own, others in pairs_of(rule):
        one, another = contract.field(own), names[others]
        if (one.type, one.scale) != (another.type, another.scale):
            raise DefinitionError("table-rule-part", contract=contract.name, rule=kind, part=part)
    try:
        condition_on_other(rule, other)
    except DefinitionError:
        if other.derived_from is not None:
            return False
        raise
    return True


def fields_of_other(rule: BetweenRule, other: Contract) -> frozenset[str]:
    """Return every field of `other` that `rule` reads, its condition's too.

    Raises:
        DefinitionError: The condition is not sound over the fields of `other`.
    """
    condition = condition_on_other(rule, other)
    named = (name for name, _ in rule.needs_of_other())
    return frozenset((*named, *(() if condition is None else condition.columns)))


def condition_on_other(rule: BetweenRule, other: Contract) -> Expression | None:
    """Return the condition of `rule` over rows of `other`, bound to its fields, or None where it has none.

    Raises:
        DefinitionError: It is not sound over the fields of `other`.
    """
    return None if rule.where is None else parse_condition(rule.where, other.expression_types)
