"""What a contract still promises when fields are left out, or hold less than they did.

What lives here: one pure function, for a reader who asks for some columns and for a policy that changes them. What this
file must not know: policies, data. A rule that needs what is gone goes with it; nothing is weakened in another way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from .._dataclass import dataclass
from ..expressions import Expression, parse
from ._check import Check
from ._code_list import CodeList
from ._contract import Contract
from ._field import Field
from ._residual import Residual
from ._table_rules import (
    ChildrenWithin,
    Complete,
    GroupTotals,
    RowCount,
    TableRule,
    Transitions,
    condition_of,
    fields_read,
)
from ._upgrades import ConvertField, DropField, RenameField, Upgrade, UpgradeStep

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_OF_WHOLE_TABLES: Final = (ChildrenWithin, Complete, GroupTotals, RowCount, Transitions)
"""Rules that hold of a table and need not hold of some of its rows."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a contract's promises.

    Attributes:
        fields: The fields, without rules that read what is gone.
        unique: The sets of fields that tell rows apart.
        checks: The conditions.
        code_lists: The lists that are still used.
        table_rules: The rules over the whole table.
        residual: What is left of a JSON Schema.
        dropped: The rules about fields that are still there which went, by name.
        upgrades: The steps from earlier versions that still make what they made.
    """

    fields: tuple[Field, ...]
    unique: tuple[tuple[str, ...], ...]
    checks: tuple[Check, ...]
    code_lists: tuple[CodeList, ...]
    table_rules: tuple[TableRule, ...]
    residual: Residual | None
    dropped: tuple[str, ...]
    upgrades: tuple[Upgrade, ...]


def narrow(
    contract: Contract,
    fields: Sequence[Field],
    *,
    changed: AbstractSet[str] = frozenset(),
    emptied: AbstractSet[str] = frozenset(),
    merged: AbstractSet[str] = frozenset(),
    some_rows: bool = False,
    lost: AbstractSet[TableRule] = frozenset(),
) -> Narrowed:
    """Return what `contract` still promises where only `fields` are left.

    Args:
        contract: The contract.
        fields: What is left, in order; what a changed field promises about itself is the caller's to say.
        changed: Fields whose values are others, and null where they were null.
        emptied: Fields that may be null where they were not.
        merged: Changed fields in which different values may have become the same.
        some_rows: Whether rows were left out.
        lost: Table rules that cannot be judged any more for another reason.
    """
    sets = (frozenset(changed), frozenset(emptied), frozenset(merged), frozenset(lost))
    return _Narrowing(contract, tuple(fields), *sets).of(some_rows)


@dataclass(frozen=True, slots=True)
class _Narrowing:
    contract: Contract
    fields: tuple[Field, ...]
    changed: frozenset[str]
    emptied: frozenset[str]
    merged: frozenset[str]
    lost: frozenset[TableRule]

    def of(self, some_rows: bool) -> Narrowed:
        kept = tuple(self._without_lost_rules(field) for field in self.fields)
        unique = tuple(key for key in self.contract.unique if self._tells_apart(key))
        checks = tuple(check for check, condition in self.contract.conditions if self._holds(condition))
        rules = tuple(
            rule
            for rule in self.contract.table_rules_of(kept)
            if rule not in self.lost
            and self._touched.isdisjoint(self._read_by(rule))
            and not (some_rows and isinstance(rule, _OF_WHOLE_TABLES))
        )
        residual = self.contract.residual
        lists = frozenset(_code_lists(kept))
        return Narrowed(
            fields=kept,
            unique=unique,
            checks=checks,
            code_lists=tuple(each for each in self.contract.code_lists if each.name in lists),
            table_rules=rules,
            residual=None if residual is None else residual.without_row_rules(self._names - self._touched),
            dropped=tuple(self._dropped(kept, unique, checks, rules)),
            upgrades=tuple(self._upgrade(upgrade) for upgrade in self.contract.upgrades),
        )

    @property
    def _names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)

    @property
    def _touched(self) -> frozenset[str]:
        return self.changed | self.emptied

    def _upgrade(self, upgrade: Upgrade) -> Upgrade:
        return replace(upgrade, steps=tuple(step for step in upgrade.steps if self._still_made(step)))

    def _still_made(self, step: UpgradeStep) -> bool:
        """Whether a step makes a field that is there as it was, or speaks of the earlier version only."""
        if isinstance(step, DropField):
            return True
        made = step.to if isinstance(step, RenameField) else step.field
        read = () if not isinstance(step, ConvertField) or step.back is None else self._read_back(step.back)
        return {made, *read} <= self._names - (self._touched if isinstance(step, ConvertField) else frozenset())

    def _read_back(self, back: str) -> tuple[str, ...]:
        return parse(back, self.contract.expression_types).columns

    def _holds(self, condition: Expression) -> bool:
        """Whether a condition is worth in every row what it was before."""
        return (
            self._names.issuperset(condition.columns)
            and self.emptied.isdisjoint(condition.columns)
            and self.changed.isdisjoint(condition.valued_columns)
        )

    def _tells_apart(self, key: Sequence[str]) -> bool:
        return self._names.issuperset(key) and (self.merged | self.emptied).isdisjoint(key)

    def _read_by(self, rule: TableRule) -> tuple[str, ...]:
        when = condition_of(rule)
        conditional = () if when is None else self.contract.rule_conditions[when].columns
        return (*fields_read(rule), *conditional)

    def _without_lost_rules(self, field: Field) -> Field:
        """Return the field without the rules that read a column that is gone or other than it was."""
        condition = self.contract.pattern_conditions.get(field.name)
        if field.pattern is not None and condition is not None and not self._holds(condition):
            field = replace(field, pattern=None, pattern_when=None)
        derivation = {filled.name: expression for filled, expression in self.contract.derivations}.get(field.name)
        if field.derived is not None and derivation is not None and not self._holds(derivation):
            field = replace(field, derived=None)
        by = None if field.reference is None else field.reference.by
        if by is not None and (by not in self._names or by in self._touched):
            field = replace(field, reference=None)
        return field

    def _dropped(
        self,
        kept: Sequence[Field],
        unique: Sequence[tuple[str, ...]],
        checks: Sequence[Check],
        rules: Sequence[TableRule],
    ) -> Iterator[str]:
        """Yield the rules that went although some of what they read is there."""
        for check, condition in self.contract.conditions:
            if check not in checks and not self._names.isdisjoint(condition.columns):
                yield check.name
        for key in self.contract.unique:
            if key not in unique and not self._names.isdisjoint(key):
                yield f"unique {', '.join(key)}"
        for rule in self.contract.table_rules:
            if rule not in rules and not self._names.isdisjoint(self._read_by(rule)):
                yield f"{type(rule).__name__} {', '.join(fields_read(rule))}".strip()
        for before in (self.contract.field(field.name) for field in kept):
            after = next(field for field in kept if field.name == before.name)
            for part in ("pattern", "derived", "reference", "format"):
                if getattr(before, part) is not None and getattr(after, part) is None:
                    yield f"{part} {before.name}"


def _code_lists(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        if field.code_list is not None:
            yield field.code_list
        yield from _code_lists((*field.fields, *(() if field.items is None else (field.items,))))
