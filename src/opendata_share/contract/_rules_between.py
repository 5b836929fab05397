"""Rules between two tables: a row agrees with the rows that refer to it, or with the row it refers to.

What lives here: both kinds, which fields of which table they need, whether they agree with themselves. What this file
must not know: how a rule is judged, documents, when the other table is at hand.

A rule belongs to the contract whose rows break it. Which rows belong together is said by two lists of fields, one a
table, compared in pairs; a row with an empty one belongs to none, unless `nulls` says that empty is a value. The other
table may be the rule's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from .._dataclass import dataclass
from ._comparable import CONTRACT_NAME, COUNTED, KEYS, SCALED, Needs, Severity, each, seconds_of
from ._field import Field, FieldType

Aggregate: TypeAlias = Literal["count", "sum", "min", "max"]
Relation: TypeAlias = Literal["<", "<=", "=", ">=", ">", "<>"]

_RESULTS: Final[Mapping[str, frozenset[FieldType]]] = {
    "count": frozenset({FieldType.INTEGER}),
    "sum": COUNTED,
    "min": SCALED,
    "max": SCALED,
}
_VALUES: Final = SCALED | {FieldType.TEXT, FieldType.BOOLEAN}
"""What is compared as a value: the types a key may have, but decimals of no more digits than are exact."""
_RELATIONS: Final = frozenset({"<", "<=", "=", ">=", ">", "<>"})


@dataclass(frozen=True, slots=True)
class AgreesWithRows:
    """A value is what the rows of another table that refer to the row add up to: their number, a sum, the first time.

    A row whose value is empty is not compared, nor is one that no row refers to: its rows may be published elsewhere.
    `min` and `max` leave empty values out; a sum of which a part is empty is not known, and not compared.

    Attributes:
        field: The value.
        aggregate: "count", "sum", "min" or "max".
        of: The contract of the other table.
        by: The fields of the other table that hold this row's key.
        key: The fields of this table they hold.
        value: The field of the other table that is added up or compared; None for "count".
        when: A condition over this row (SQL, as in checks); rows where it is not true are not compared.
        where: A condition over the rows of the other table; those where it is not true do not count.
        within: For times, how far apart the two may lie: an ISO 8601 duration such as "PT1M"; None for not at all.
        severity: "error" rejects the row, "advice" keeps it.
        nulls: None, or "equal": an empty field of a key is a value like any other, for keys where it means "all".
    """

    field: str
    aggregate: Aggregate
    of: str
    by: tuple[str, ...]
    key: tuple[str, ...]
    value: str | None = None
    when: str | None = None
    where: str | None = None
    within: str | None = None
    severity: Severity = "advice"
    nulls: Literal["equal"] | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """The fields of this table that say which rows belong together."""
        return self.key

    @property
    def others(self) -> tuple[str, ...]:
        """The fields of the other table that say which rows belong together."""
        return self.by

    def needs(self) -> Needs:
        """Yield the value and the key."""
        yield self.field, _RESULTS.get(self.aggregate, SCALED)
        yield from each(self.key, KEYS)

    def needs_of_other(self) -> Needs:
        """Yield every field of the other table the rule names, with the types it may have."""
        yield from each(self.by, KEYS)
        if self.value is not None:
            yield self.value, _RESULTS.get(self.aggregate, SCALED)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:
        """Return the attribute that contradicts the rest of the rule, or None."""
        if self.aggregate not in _RESULTS:
            return "aggregate"
        if (self.value is None) is not (self.aggregate == "count"):
            return "value"
        return _wrong_pairs(self) or _wrong_within(self.within, fields[self.field], self.aggregate in {"min", "max"})


@dataclass(frozen=True, slots=True)
class AgreesWithReferred:
    """A value stands in a relation to a value of the row that the row refers to, in another table.

    A row is not compared where one of the two values is empty, or where the row it refers to is not there.

    Attributes:
        field: The value of this row.
        relation: "<", "<=", "=", ">=", ">" or "<>": how it must stand to the other. Texts compare by their bytes.
        of: The contract of the other table.
        by: The fields of this table that refer to a row of it.
        key: The fields of the other table they hold; where rows share them, the first counts.
        value: The value of the other table, of the same type.
        when: A condition over this row (SQL, as in checks); rows where it is not true are not compared.
        where: A condition over the rows of the other table; those where it is not true are not there.
        within: For times, how far apart the two may lie though the relation does not hold: "PT1M"; None for not at all.
        severity: "error" rejects the row, "advice" keeps it.
        nulls: None, or "equal": an empty field of a key is a value like any other, for keys where it means "all".
    """

    field: str
    relation: Relation
    of: str
    by: tuple[str, ...]
    key: tuple[str, ...]
    value: str
    when: str | None = None
    where: str | None = None
    within: str | None = None
    severity: Severity = "advice"
    nulls: Literal["equal"] | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """The fields of this table that say which rows belong together."""
        return self.by

    @property
    def others(self) -> tuple[str, ...]:
        """The fields of the other table that say which rows belong together."""
        return self.key

    def needs(self) -> Needs:
        """Yield the value and the reference."""
        yield self.field, _VALUES
        yield from each(self.by, KEYS)

    def needs_of_other(self) -> Needs:
        """Yield every field of the other table the rule names, with the types it may have."""
        yield from each(self.key, KEYS)
        yield self.value, _VALUES

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:
        """Return the attribute that contradicts the rest of the rule, or None."""
        field = fields[self.field]
        only_alike = field.type is FieldType.BOOLEAN
        if self.relation not in _RELATIONS or (only_alike and self.relation not in {"=", "<>"}):
            return "relation"
        return _wrong_pairs(self) or _wrong_within(self.within, field, self.relation != "<>")


BetweenRule: TypeAlias = AgreesWithRows | AgreesWithReferred


def pairs_of(rule: BetweenRule) -> tuple[tuple[str, str, str], ...]:
    """Return (attribute, field, field of the other table) of every two fields whose types must be the same."""
    keys = tuple(("by", own, other) for own, other in zip(rule.own, rule.others, strict=True))
    return keys if rule.value is None else (*keys, ("value", rule.field, rule.value))


def _wrong_pairs(rule: BetweenRule) -> str | None:
    if not CONTRACT_NAME.match(str(rule.of)):
        return "of"
    for name, names in (("by", rule.by), ("key", rule.key)):
        if type(names) is not tuple or not names or len(set(names)) != len(names):
            return name
    if rule.nulls not in {None, "equal"}:
        return "nulls"
    return None if len(rule.by) == len(rule.key) else "key"


def _wrong_within(within: str | None, field: Field, may: bool) -> str | None:
    if within is None:
        return None
    sound = may and field.type is FieldType.DATETIME and seconds_of(str(within)) is not None
    return None if sound else "within"
