"""Rules that only the whole table can tell: a closed union of frozen values.

What lives here: one class a kind of rule, which fields it needs, whether it agrees with itself and with a contract's
fields; the kinds that read another table stand in `_rules_between`. What this file must not know: how a rule is judged,
documents (`_table_rules_document`).

It is long because the kinds are one closed union, read on one page.

Every rule is judged by itself, over every row that could be made: whether another rule rejects a row makes no
difference. A row with a null in a field the rule compares is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from .._dataclass import dataclass
from ..errors import DefinitionError
from ._comparable import (
    CONTRACT_NAME,
    COUNTED,
    KEYS,
    MOMENT,
    PLACE,
    SCALED,
    TEXT,
    Needs,
    Severity,
    each,
    fits_kinds,
    seconds_of,
)
from ._field import Field
from ._rules_between import AgreesWithReferred, AgreesWithRows

_MULTIPLE: Final = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


class _Rule:
    """What every kind of rule answers."""

    __slots__ = ()

    def needs(self) -> Needs:
        """Yield every field the rule names, with the types it may have."""
        return iter(())

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # some kinds look at them
        """Return the attribute that contradicts the rest of the rule, or None."""
        return None


@dataclass(frozen=True, slots=True)
class Monotone(_Rule):
    """A time or number that never decreases among the rows of one entity.

    A row breaks it where an earlier row of its entity has a greater value, so the rows that do not break it are in
    order.

    Attributes:
        field: The time or number.
        entity: The fields that say whose value it is.
        order: The field the rows are ordered by, or None for the order of the source.
        severity: "error" rejects the row, "advice" keeps it.
    """

    field: str
    entity: tuple[str, ...]
    order: str | None = None
    severity: Severity = "error"

    def needs(self) -> Needs:
        """Yield the value, the entity and the order."""
        yield self.field, SCALED
        yield from each(self.entity, KEYS)
        if self.order is not None:
            yield self.order, SCALED

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "entity" where there is none."""
        return None if self.entity else "entity"


@dataclass(frozen=True, slots=True)
class NoOverlap(_Rule):
    """Intervals of one entity that do not overlap.

    A row breaks it where it starts before an interval of its entity ends that starts earlier (or at the same moment, in
    an earlier row). An interval that ends before it starts is not compared.

    Attributes:
        start: The field an interval starts with.
        end: The field it ends with, of the same type.
        entity: The fields that say whose interval it is.
        may_touch: Whether one may start where another ends; False where the end belongs to the interval, such as a
            last day.
        open_ended: Whether an empty end means "until further notice"; else a row without an end is not compared.
        severity: "error" rejects the row, "advice" keeps it.
    """

    start: str
    end: str
    entity: tuple[str, ...]
    may_touch: bool = True
    open_ended: bool = True
    severity: Severity = "error"

    def needs(self) -> Needs:
        """Yield both ends and the entity."""
        yield from each((self.start, self.end), SCALED)
        yield from each(self.entity, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:
        """Return "entity" where there is none, "end" where the two ends cannot be compared."""
        start, end = fields[self.start], fields[self.end]
        if (start.type, start.scale) != (end.type, end.scale):
            return "end"
        return None if self.entity else "entity"


@dataclass(frozen=True, slots=True)
class Transitions(_Rule):
    """Which status may follow which among the rows of one entity; the same one may always follow itself.

    Attributes:
        field: The status, a text.
        entity: The fields that say whose status it is.
        order: The time the rows are ordered by.
        allowed: (status, those that may follow it); a status that is not named here may follow and be followed by any.
        severity: "error" rejects the row, "advice" keeps it.
    """

    field: str
    entity: tuple[str, ...]
    order: str
    allowed: tuple[tuple[str, tuple[str, ...]], ...]
    severity: Severity = "advice"

    def __post_init__(self) -> None:
        # a document's object has no order: the same rule must be equal however it was written
        object.__setattr__(self, "allowed", tuple(sorted(self.allowed)))

    def needs(self) -> Needs:
        """Yield the status, the order and the entity."""
        yield self.field, TEXT
        yield self.order, SCALED
        yield from each(self.entity, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "entity" or "allowed" where it is empty or repeats itself."""
        if not self.allowed or _repeats(self.allowed):
            return "allowed"
        return None if self.entity else "entity"


@dataclass(frozen=True, slots=True)
class NearDuplicates(_Rule):
    """Rows that lie so near each other that they may be the same thing entered twice.

    Attributes:
        within_m: How near, in whole metres along the great circle (a sphere of radius 6 371 008.8 m).
        same: Fields whose values must be equal too, such as the type and the name.
        latitude: The latitude in degrees, WGS 84.
        longitude: The longitude in degrees, WGS 84.
        severity: "error" rejects the later row, "advice" keeps it.
    """

    within_m: int
    same: tuple[str, ...] = ()
    latitude: str = "latitude"
    longitude: str = "longitude"
    severity: Severity = "advice"

    def needs(self) -> Needs:
        """Yield the place and what must be the same."""
        yield from each((self.latitude, self.longitude), PLACE)
        yield from each(self.same, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "within_m" where it is not 1 to 100 000 whole metres."""
        return None if type(self.within_m) is int and 1 <= self.within_m <= 100_000 else "within_m"


@dataclass(frozen=True, slots=True)
class GroupTotals(_Rule):
    """Rows that are totals of other rows must agree with them: `ambulance` with every kind of ambulance.

    Where a total and at least one of its parts are there, the total's value must be the sum of theirs; the row of the
    total breaks the rule. A total one of whose parts has no value is not compared.

    Attributes:
        field: The coded field that says which total or part a row is.
        values: The numbers that must add up, each by itself.
        group: The fields that say which rows belong together.
        totals: (code of the total, codes of its parts).
        severity: "error" rejects the row of the total, "advice" keeps it.
    """

    field: str
    values: tuple[str, ...]
    group: tuple[str, ...]
    totals: tuple[tuple[str, tuple[str, ...]], ...]
    severity: Severity = "error"

    def __post_init__(self) -> None:
        # a document's object has no order: the same rule must be equal however it was written
        object.__setattr__(self, "totals", tuple(sorted(self.totals)))

    def needs(self) -> Needs:
        """Yield the code, the numbers and the group."""
        yield self.field, TEXT
        yield from each(self.values, COUNTED)
        yield from each(self.group, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "values" where there are none, "totals" where a total is a part too."""
        parts = {code for _, codes in self.totals for code in codes}
        totals = {code for code, _ in self.totals}
        if not self.values:
            return "values"
        return "totals" if not parts or parts & totals or _repeats(self.totals) else None


@dataclass(frozen=True, slots=True)
class ChildrenWithin(_Rule):
    """A number of the children of a row adds up to no more than a multiple of the row's own.

    A child whose number is empty counts as 0; a row without the number is not compared.

    Attributes:
        value: The number.
        key: The field that names a row.
        parent: The field that names the row it is a child of.
        at_most: The multiple, a decimal written as text: "1.02".
        severity: "error" rejects the parent row, "advice" keeps it.
    """

    value: str
    key: str
    parent: str
    at_most: str = "1"
    severity: Severity = "advice"

    def needs(self) -> Needs:
        """Yield the number and both names."""
        yield self.value, COUNTED
        yield from each((self.key, self.parent), TEXT)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "at_most" where it is no positive decimal."""
        return None if _is_multiple(self.at_most) else "at_most"


@dataclass(frozen=True, slots=True)
class Exclusive(_Rule):
    """A code that says "all of them" cannot stand beside a row of the detail.

    Attributes:
        field: The coded field.
        code: The code that excludes every other one in its group.
        group: The fields that say which rows belong together.
        severity: "error" rejects the row with the code, "advice" keeps it.
    """

    field: str
    code: str
    group: tuple[str, ...]
    severity: Severity = "error"

    def needs(self) -> Needs:
        """Yield the code and the group."""
        yield self.field, TEXT
        yield from each(self.group, KEYS)


@dataclass(frozen=True, slots=True)
class Complete(_Rule):
    """Every group of rows has a row for each of some codes; what is missing is advice at the group's first row.

    Attributes:
        field: The coded field.
        codes: The codes every group needs.
        group: The fields that say which rows belong together.
    """

    field: str
    codes: tuple[str, ...]
    group: tuple[str, ...]

    def needs(self) -> Needs:
        """Yield the code and the group."""
        yield self.field, TEXT
        yield from each(self.group, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "codes" where there are none, or one stands there twice."""
        return None if self.codes and len(set(self.codes)) == len(self.codes) else "codes"


@dataclass(frozen=True, slots=True)
class UniqueAmong(_Rule):
    """Values that only some of the rows must not share, or that stand in a list; the first holder stays.

    Attributes:
        fields: What must differ: fields, or parts of a list of objects as "identifiers[].system" (all of one list).
        when: A condition over the row (SQL, as in checks); rows where it is not true are not compared. None for all.
        severity: "error" rejects the later row, "advice" keeps it.
        nulls: None leaves rows with an empty field out; "equal" compares them too, an empty field being a value like
            any other (SQL's `UNIQUE NULLS NOT DISTINCT`): for keys in which an empty field means "all".
    """

    fields: tuple[str, ...]
    when: str | None = None
    severity: Severity = "error"
    nulls: Literal["equal"] | None = None

    def needs(self) -> Needs:
        """Yield the fields."""
        return each(self.fields, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "fields" where there are none, or they do not lie in the same list."""
        lists = {name.partition("[].")[0] if "[]." in name else None for name in self.fields}
        if self.nulls not in {None, "equal"} or (self.nulls is not None and lists != {None}):
            return "nulls"
        return None if len(lists) == 1 else "fields"


@dataclass(frozen=True, slots=True)
class NoCycles(_Rule):
    """Following a row to its parent, and that to its parent, never comes back: a hierarchy.

    Attributes:
        key: The field that names a row.
        parent: The field that names the row above it.
        severity: "error" rejects the last row of a circle, "advice" keeps it.
    """

    key: str
    parent: str
    severity: Severity = "error"

    def needs(self) -> Needs:
        """Yield both names."""
        return each((self.key, self.parent), TEXT)


@dataclass(frozen=True, slots=True)
class RefersTo(_Rule):
    """Several fields that together are the key of a row of another table; a single field has a reference of its own.

    It is judged as references are: an error where the target is in the same data and the row's own agency's, which the
    first of the fields decides, else advice where anything is known about the target.

    Attributes:
        fields: The fields, in the order of the target's key.
        contract: The contract referred to.
    """

    fields: tuple[str, ...]
    contract: str

    def needs(self) -> Needs:
        """Yield the fields."""
        return each(self.fields, KEYS)

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "fields" where there are fewer than two, "contract" where it is no name of one."""
        if len(self.fields) < 2:
            return "fields"
        return None if CONTRACT_NAME.match(str(self.contract)) else "contract"


@dataclass(frozen=True, slots=True)
class RowCount(_Rule):
    """How many rows a table has; too few is advice about the table, rows beyond the most are found one by one.

    Attributes:
        at_least: The fewest rows expected, or None.
        at_most: The most rows allowed, or None.
        severity: "error" rejects the rows beyond `at_most`, "advice" keeps them.
    """

    at_least: int | None = None
    at_most: int | None = None
    severity: Severity = "error"

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return the bound that is no count, or that nothing can meet."""
        for name, bound in (("at_least", self.at_least), ("at_most", self.at_most)):
            if bound is not None and (type(bound) is not int or bound < 0):
                return name
        if self.at_most is None:
            return "at_least" if self.at_least is None else None
        return "at_most" if self.at_most < (self.at_least or 0) else None


@dataclass(frozen=True, slots=True)
class Freshness(_Rule):
    """How old the newest row may be, seen from the time given as now; advice about the table.

    Attributes:
        field: The date or time that says how old a row is; a date counts from its last moment in UTC.
        within: How old, an ISO 8601 duration of days, hours, minutes and seconds: "PT6H".
    """

    field: str
    within: str

    def needs(self) -> Needs:
        """Yield the date or time."""
        yield self.field, MOMENT

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return "within" where it is no duration."""
        return "within" if seconds_of(self.within) is None else None


@dataclass(frozen=True, slots=True)
class Change(_Rule):
    """How much a table may differ from its last release before somebody should look; advice about the table.

    Each bound is a percentage, a whole number from 0 to 100, or None where nothing is compared. The figures are
    compared only where both tables have rows.

    Attributes:
        rows: How many rows may come or go, in percent of the rows there were.
        nulls: By how many points the share of empty cells of a field may change.
        categories: How many percent of the rows may have another value of a coded or boolean field than before, at
            the least: half the sum of the changes of all shares.
        values: By how many points the share of values up to any decile of the last release may change.
    """

    rows: int | None = 50
    nulls: int | None = 20
    categories: int | None = 20
    values: int | None = 20

    def wrong_part(self, fields: Mapping[str, Field]) -> str | None:  # noqa: ARG002  # as every kind
        """Return the bound that is no percentage."""
        for name in ("rows", "nulls", "categories", "values"):
            bound = getattr(self, name)
            if bound is not None and (type(bound) is not int or not 0 <= bound <= 100):
                return name
        return None


TableRule: TypeAlias = (
    Monotone
    | NoOverlap
    | Transitions
    | NearDuplicates
    | GroupTotals
    | ChildrenWithin
    | Exclusive
    | Complete
    | UniqueAmong
    | NoCycles
    | RefersTo
    | RowCount
    | Freshness
    | Change
    | AgreesWithRows
    | AgreesWithReferred
)


def condition_of(rule: TableRule) -> str | None:
    """Return the condition that a row of the table must meet to be compared, or None where the rule has none."""
    return rule.when if isinstance(rule, UniqueAmong | AgreesWithRows | AgreesWithReferred) else None


def fields_read(rule: TableRule) -> tuple[str, ...]:
    """Return the columns a rule looks at, without those of a condition; each once."""
    return tuple(dict.fromkeys(name.partition("[")[0] for name, _ in rule.needs()))


def fits(rule: TableRule, fields: Mapping[str, Field]) -> bool:
    """Return whether every field the rule names is there and of a type it can compare."""
    return all(name.partition("[")[0] in fields and fits_kinds(name, kinds, fields) for name, kinds in rule.needs())


def check_table_rule(rule: TableRule, fields: Mapping[str, Field], contract: str) -> None:
    """Raise a DefinitionError where `rule` contradicts itself or does not fit the fields of `contract`."""
    kind = type(rule).__name__
    for name, kinds in rule.needs():
        column = name.partition("[")[0]
        if column not in fields:
            raise DefinitionError("contract-unknown-field", contract=contract, field=column, part=kind)
        if not fits_kinds(name, kinds, fields):
            raise DefinitionError("table-rule-field", contract=contract, field=name, rule=kind)
    if (wrong := _wrong_names(rule) or rule.wrong_part(fields)) is not None:
        raise DefinitionError("table-rule-part", contract=contract, rule=kind, part=wrong)


def _wrong_names(rule: TableRule) -> str | None:
    for name in ("entity", "group", "fields", "values", "same"):
        names = getattr(rule, name, ())
        if type(names) is not tuple and not isinstance(rule, Change):
            return name
        if isinstance(names, tuple) and len(set(names)) != len(names):
            return name
    return None if getattr(rule, "severity", "advice") in {"error", "advice"} else "severity"


def _repeats(pairs: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    names = [name for name, _ in pairs]
    return len(set(names)) != len(names) or any(len(set(codes)) != len(codes) for _, codes in pairs)


def _is_multiple(text: object) -> bool:
    return isinstance(text, str) and _MULTIPLE.fullmatch(text) is not None and Decimal(text) > 0
